//! Versions of custom resources that the add-on they belong to has left behind.
//!
//! Which release of the add-on a cluster has is not known here: that a version is gone is a warning, and that it is on its
//! way out is worth knowing. A tree that holds the definition says itself what is served, and is asked instead. The facts are
//! `schemas/facts/addons.tsv`.

use std::sync::LazyLock;

use super::text::{edit, written_like};
use crate::model::{Finding, Layer, Rule, Severity};
use crate::resource::Resource;
use crate::source::Kind;

/// `schema/deprecated-addon-api`
pub(crate) static DEPRECATED_ADDON_API: Rule = Rule {
    id: "schema/deprecated-addon-api",
    layer: Layer::Schema,
    severity: Severity::Info,
    asked: false,
    summary: "An API version that an add-on means to drop",
    explanation: "The add-on that this custom resource belongs to still serves this `apiVersion`, but has announced its end, \
                  or has come to its own. The finding says since which release, and what to write instead. Where the files \
                  hold the CustomResourceDefinition, that says what is served, and this rule keeps silent.",
    bad: "apiVersion: tekton.dev/v1beta1\nkind: Task\nmetadata:\n  name: greet\nspec:\n  steps:\n  - name: greet\n    image: busybox:1.37\n    command: [echo, hello]\n",
    good: "apiVersion: tekton.dev/v1\nkind: Task\nmetadata:\n  name: greet\nspec:\n  steps:\n  - name: greet\n    image: busybox:1.37\n    command: [echo, hello]\n",
};

/// `schema/removed-addon-api`
pub(crate) static REMOVED_ADDON_API: Rule = Rule {
    id: "schema/removed-addon-api",
    layer: Layer::Schema,
    severity: Severity::Warning,
    asked: false,
    summary: "An API version that an add-on no longer serves",
    explanation: "Newer releases of the add-on that this custom resource belongs to do not have this `apiVersion` any more: \
                  with them in the cluster the object is refused. Which release that is nothing here tells, so it is a \
                  warning. The finding says since which release it is gone, and what to write instead. Where the files hold \
                  the CustomResourceDefinition, that says what is served, and this rule keeps silent.",
    bad: "apiVersion: cert-manager.io/v1alpha2\nkind: Certificate\nmetadata:\n  name: web\nspec:\n  secretName: web-tls\n  dnsNames: [web.example.com]\n  issuerRef:\n    name: letsencrypt\n",
    good: "apiVersion: cert-manager.io/v1\nkind: Certificate\nmetadata:\n  name: web\nspec:\n  secretName: web-tls\n  dnsNames: [web.example.com]\n  issuerRef:\n    name: letsencrypt\n",
};

/// A row of the table.
#[derive(Clone, Copy, Debug)]
struct Life {
    group: &'static str,
    version: &'static str,
    /// With commas between them; `*` for all.
    kinds: &'static str,
    /// As it calls itself.
    component: &'static str,
    /// Its release that deprecated them; `*` where it has come to its end itself.
    deprecated: Option<&'static str>,
    /// Its first release that does not serve them.
    removed: Option<&'static str>,
    /// What to write.
    instead: &'static str,
    /// Whether nothing but the API version changes.
    same: bool,
}

/// The table in its own order, which is by group and version.
static LIVES: LazyLock<Vec<Life>> = LazyLock::new(|| {
    let table = include_str!("../../schemas/facts/addons.tsv");
    table.lines().filter(|line| !line.starts_with('#')).filter_map(row).collect()
});

fn row(line: &'static str) -> Option<Life> {
    let mut cells = line.split('\t');
    let mut next = || cells.next();
    let known = |cell: &'static str| (cell != "-").then_some(cell);
    Some(Life {
        group: next()?,
        version: next()?,
        kinds: next()?,
        component: next()?,
        deprecated: known(next()?),
        removed: known(next()?),
        instead: next()?,
        same: next()? == "yes",
    })
}

fn find(group: &str, version: &str, kind: &str) -> Option<Life> {
    let first = LIVES.partition_point(|life| (life.group, life.version) < (group, version));
    let mut of_version = LIVES[first..].iter().take_while(|life| (life.group, life.version) == (group, version));
    of_version.find(|life| life.kinds == "*" || life.kinds.split(',').any(|one| one == kind)).copied()
}

impl Life {
    /// The API version and kind to write, and what else there is to say of it; all of it words where it names none.
    fn successor(&self, kind: &'static str) -> (Option<(&'static str, &'static str)>, &'static str) {
        let end = self.instead.find([';', ',']).unwrap_or(self.instead.len());
        let (named, more) = self.instead.split_at(end);
        let (api, kind) = named.split_once(' ').unwrap_or((named, kind));
        match api.split_once('/') {
            Some((group, _)) if group.contains('.') && !api.starts_with('`') && !kind.contains(' ') => {
                (Some((api, kind)), more)
            }
            _ => (None, self.instead),
        }
    }

    fn help(&self) -> String {
        match self.successor("") {
            (Some((api, "")), more) => format!("use `{api}`{more}"),
            (Some((api, kind)), more) => format!("use `{kind}` of `{api}`{more}"),
            (None, words) => words.to_owned(),
        }
    }

    fn message(&self, given: &str, kind: &str) -> String {
        let what = match self.kinds {
            "*" => format!("`{given}`"),
            _ => format!("`{kind}` of `{given}`"),
        };
        match (self.removed, self.deprecated) {
            (Some(removed), _) => format!("{what} is gone since {} {removed}", self.component),
            (None, Some(since)) if since != "*" => format!("{what} is deprecated since {} {since}", self.component),
            _ => format!("{what} belongs to {}, which is no longer maintained", self.component),
        }
    }
}

/// What is wrong with the `apiVersion` of a custom resource.
pub(super) fn check(resource: &Resource<'_>) -> Option<Finding> {
    let life = find(resource.group(), resource.version(), resource.kind)?;
    let api = resource.root.entry("apiVersion").filter(|entry| entry.value.kind() == Kind::Str)?;
    let rule = if life.removed.is_some() { &REMOVED_ADDON_API } else { &DEPRECATED_ADDON_API };
    let mut finding = Finding::of(rule, api.value.span(), life.message(resource.api_version, resource.kind));
    finding.field("apiVersion").help(life.help());
    if let (true, (Some((next, "")), _)) = (life.same, life.successor("")) {
        let written = written_like(api.value, next);
        finding.offer(format!("use `{next}`"), vec![edit(api.value.span(), written)]);
    }
    Some(finding)
}

#[cfg(test)]
mod tests;
