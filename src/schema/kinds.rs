//! What an object means by its `apiVersion` and `kind`, and what is wrong with them.

use crate::schema::NOT_SERVED;
use crate::schema::UNKNOWN_KIND;
use crate::schema::kind_rules::DEPRECATED_API;
use crate::schema::kind_rules::FUTURE_API;
use crate::schema::kind_rules::MISSING_API_VERSION;
use crate::schema::kind_rules::MISSING_KIND;
use crate::schema::kind_rules::MISSPELLED_KIND;
use crate::schema::kind_rules::REMOVED_API;
use crate::schema::kind_rules::WRONG_API_VERSION;
use std::fmt::Write as _;

use super::tables::{self, Kind};
use super::text::{self, edit};
use super::{decode::Decoder, lifecycle};
use crate::model::near::{self, Likeness, Strictness};
use crate::model::{ApiCause, Edit, Finding, Span, Version};
use crate::resource::Resource;
use crate::source::{Entry, Kind as Shape};

/// What was made of an object's `apiVersion` and `kind`.
#[derive(Debug, Default)]
pub(super) struct Resolved {
    /// What it is, or is meant to be.
    pub(super) kind: Option<Kind>,
    /// What is wrong with its name.
    pub(super) finding: Option<Finding>,
    /// Whether it may be a custom resource: its group is not Kubernetes' own.
    pub(super) custom: bool,
}

/// Finds out what `resource` is in `version`.
pub(super) fn resolve(resource: &Resource<'_>, version: Version) -> Resolved {
    let (api, kind) = (resource.root.entry("apiVersion"), resource.root.entry("kind"));
    let broken = !resource.root.document().errors.is_empty();
    let (Some(api), Some(kind)) = (api.filter(|e| is_name(*e)), kind.filter(|e| is_name(*e))) else {
        let resolved = incomplete(resource, api, kind, version);
        // What broken YAML lacks may only have been lost with the line that broke it.
        return if broken { Resolved { finding: None, ..resolved } } else { resolved };
    };
    if let Some(line) = text::swallowed(kind.value) {
        return swallowed(resource, kind, line, version, broken);
    }
    if let Some(found) = tables::kind(resource.group(), resource.version(), resource.kind, version) {
        let mut finding = None;
        if !found.served_by_default(version) {
            finding = Some(not_served(found, version, api));
        } else if let Some(warning) = deprecation(found, version) {
            finding = Some(deprecated(found, warning, version, api));
        }
        return Resolved { kind: Some(found), finding, custom: false };
    }
    if is_custom(resource) {
        return Resolved { custom: true, ..Resolved::default() };
    }
    Stray { resource, version, api, kind }.resolve()
}

/// The line below `kind` is read as part of it: what stands on its own line is meant.
fn swallowed(resource: &Resource<'_>, kind: Entry<'_>, line: Span, version: Version, broken: bool) -> Resolved {
    let name = kind.value.source().lines().next().unwrap_or_default().trim();
    let kind = tables::kind(resource.group(), resource.version(), name, version);
    let message = format!("this line is read as part of `kind`, which is `{}`", resource.kind);
    let mut finding = Finding::of(&MISSPELLED_KIND, line, message);
    finding.field = "kind".to_owned();
    finding.help("take away its indentation");
    Resolved { kind, finding: (!broken).then_some(finding), custom: kind.is_none() && is_custom(resource) }
}

fn is_name(entry: Entry<'_>) -> bool {
    entry.value.kind() == Shape::Str && !entry.value.scalar_text().is_empty()
}

/// Domains of Kubernetes' own. Their subdomains may well be groups of custom resources; they themselves are none.
const RESERVED: &[&str] = &["k8s.io", "kubernetes.io"];

/// Whether a definition could name this group and version: names with a dot, and a DNS-1035 label.
fn can_be_served(group: &str, version: &str) -> bool {
    let inner = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let part =
        |part: &str| !part.is_empty() && part.chars().all(inner) && !part.starts_with('-') && !part.ends_with('-');
    group.contains('.')
        && group.split('.').all(part)
        && part(version)
        && version.starts_with(|c: char| c.is_ascii_lowercase())
}

/// Custom groups have a dot, and are none of Kubernetes' own, not even nearly.
fn is_custom(resource: &Resource<'_>) -> bool {
    let group = resource.group();
    if !can_be_served(group, resource.version()) || RESERVED.contains(&group) || tables::group_exists(group) {
        return false;
    }
    let near = |known: &str| near::likeness(group, known, Strictness::Name).is_some_and(|l| l <= Likeness::Slip);
    !tables::kinds_named(resource.kind).any(|k| near(k.gvk().group))
        && lifecycle::find(group, resource.version(), resource.kind, Version::NEWEST).is_none()
}

fn fix(finding: &mut Finding, title: impl Into<String>, edits: Vec<Edit>) {
    finding.offer(title, edits);
}

/// The kind of that name that a manifest should use: served, of the group at hand, stable, newest.
fn best(kinds: impl Iterator<Item = Kind>, group: &str, version: Version) -> Option<Kind> {
    kinds.filter(|k| k.versions().contains(version)).max_by_key(|k| {
        let gvk = k.gvk();
        let stable = !gvk.version.contains("alpha") && !gvk.version.contains("beta");
        (k.served_by_default(version), gvk.group == group, stable, gvk.group.is_empty(), gvk.version)
    })
}

fn deprecation(kind: Kind, version: Version) -> Option<String> {
    let gvk = kind.gvk();
    lifecycle::find(gvk.group, gvk.version, gvk.kind, version)?.warning(version)
}

fn deprecated(kind: Kind, warning: String, version: Version, api: Entry<'_>) -> Finding {
    let gvk = kind.gvk();
    let life = lifecycle::find(gvk.group, gvk.version, gvk.kind, version);
    let since = life.map_or(0, |l| l.deprecated());
    let message = format!("`{}` of `{}` is deprecated since Kubernetes 1.{since}", gvk.kind, gvk.api_version());
    let mut finding = Finding::of(&DEPRECATED_API, api.value.span(), message);
    finding.field = "apiVersion".to_owned();
    finding.also = vec![ApiCause::Warning { warning }];
    let end = life.filter(|l| l.removed() > 0).map(|l| format!("Kubernetes 1.{} no longer serves it", l.removed()));
    let next = life.and_then(|l| l.replaced_by()).map(|(api, kind)| format!("use `{kind}` of `{api}`"));
    let newer = || {
        let newer = best(tables::kinds_named(gvk.kind), gvk.group, version).filter(|k| *k != kind)?;
        Some(format!("use `{}`", newer.gvk().api_version()))
    };
    let parts: Vec<String> = end.into_iter().chain(next.or_else(newer)).collect();
    if !parts.is_empty() {
        finding.help(parts.join("; "));
    }
    finding
}

fn not_served(kind: Kind, version: Version, api: Entry<'_>) -> Finding {
    let gvk = kind.gvk();
    let stage = if gvk.version.contains("alpha") { "an alpha" } else { "a beta" };
    let given = gvk.api_version();
    let message =
        format!("`{}` of `{given}` is {stage} API, which Kubernetes {version} serves only on request", gvk.kind);
    let mut finding = Finding::of(&NOT_SERVED, api.value.span(), message);
    finding.field = "apiVersion".to_owned();
    let gate = kind.gate_off(version).map(|gate| format!(" and `--feature-gates={gate}=true`")).unwrap_or_default();
    let on = format!("the API server must be started with `--runtime-config={given}=true`{gate}");
    match best(tables::kinds_named(gvk.kind), gvk.group, version).filter(|k| k.served_by_default(version)) {
        Some(other) if other.gvk().group == gvk.group => {
            let api_version = other.gvk().api_version();
            finding.help(format!("{on}; `{api_version}` is served by default"));
            fix(&mut finding, format!("use `{api_version}`"), vec![edit(api.value.span(), api_version)]);
        }
        _ => {
            finding.help(on);
        }
    }
    finding
}

/// One of `apiVersion` and `kind` is missing, empty or no text.
fn incomplete(resource: &Resource<'_>, api: Option<Entry<'_>>, kind: Option<Entry<'_>>, version: Version) -> Resolved {
    let lacks_api = !api.is_some_and(is_name);
    let (key, rule) = if lacks_api { ("apiVersion", &MISSING_API_VERSION) } else { ("kind", &MISSING_KIND) };
    // Keys that were likely meant, as far as nothing better is there.
    let like = |key| {
        resource.root.entries().filter(|e| is_name(*e)).find(|e| {
            near::likeness(e.key.scalar_text(), key, Strictness::Name).is_some()
                && e.key.scalar_text() != "kind"
                && e.key.scalar_text() != "apiVersion"
        })
    };
    // Without an `apiVersion` the other key may be misspelled as well.
    let like_kind = if lacks_api && kind.is_none() { like("kind") } else { None };
    let named = like_kind.map_or(resource.kind, |e| e.value.scalar_text());
    let (present, other) = if lacks_api { (api, kind.or(like_kind)) } else { (kind, api) };
    let misspelled = if present.is_none() { like(key) } else { None };
    let mut resolved = Resolved::default();
    let mut finding = if let Some(entry) = misspelled {
        let mut finding =
            Finding::of(rule, entry.key.span(), format!("`{}` should be `{key}`", entry.key.scalar_text()));
        fix(&mut finding, format!("rename to `{key}`"), vec![edit(entry.key.span(), key)]);
        let text = entry.value.scalar_text();
        let (api, kind) = if lacks_api { (text, named) } else { (resource.api_version, text) };
        let (group, api) = api.split_once('/').unwrap_or(("", api));
        resolved.kind = tables::kind(group, api, kind, version);
        finding
    } else {
        match present {
            None => {
                let span = other.map_or(resource.root.span(), |e| e.key.span());
                Finding::of(rule, span, format!("this object has no `{key}`"))
            }
            Some(entry) if entry.value.is_null() => {
                Finding::of(rule, entry.key.span(), format!("`{key}` has no value"))
            }
            Some(entry) if entry.value.kind() == Shape::Str => {
                Finding::of(rule, entry.value.span(), format!("`{key}` is empty"))
            }
            Some(entry) => {
                let span = text::first_line(resource.root.document().text(), entry.value.span());
                Finding::of(rule, span, format!("`{key}` must be text"))
            }
        }
    };
    finding.field = key.to_owned();
    if lacks_api && resolved.kind.is_none() {
        resolved.kind = best(tables::kinds_named(named), "", version);
        if let Some(meant) = resolved.kind {
            let meant = meant.gvk().api_version();
            finding.help(format!("`{named}` is in `{meant}`"));
            let edits = match (present, other) {
                (Some(entry), _) if entry.value.is_null() => {
                    let after = entry.key.span().end;
                    let colon =
                        resource.root.document().text().get(after as usize..).is_some_and(|t| t.starts_with(':'));
                    colon.then(|| edit(Span::new(after, entry.value.span().end.max(after + 1)), format!(": {meant}")))
                }
                (Some(entry), _) => Some(edit(entry.value.span(), meant.clone())),
                (None, Some(kind)) if text::is_block(resource.root) => {
                    let text = resource.root.document().text();
                    let indent = text::column(text, kind.key.span().start);
                    Some(edit(Span::point(kind.key.span().start), format!("apiVersion: {meant}\n{:indent$}", "")))
                }
                _ => None,
            };
            if let Some(edit) = edits {
                fix(&mut finding, format!("set `apiVersion: {meant}`"), vec![edit]);
            }
        }
    }
    if let Some(entry) = like_kind {
        let _ = write!(finding.message, ", and `{}` should be `kind`", entry.key.scalar_text());
        if finding.span != entry.key.span() {
            finding.relate(entry.key.span(), "this should be `kind`");
        }
        for fix in &mut finding.fixes {
            fix.edits.push(edit(entry.key.span(), "kind"));
        }
    }
    resolved.finding = Some(finding);
    resolved
}

/// An object that names what the target version does not have.
struct Stray<'r, 'a> {
    resource: &'r Resource<'a>,
    version: Version,
    api: Entry<'a>,
    kind: Entry<'a>,
}

impl Stray<'_, '_> {
    fn resolve(&self) -> Resolved {
        let (finding, kind) = self
            .gone()
            .or_else(|| self.elsewhere())
            .or_else(|| self.misspelled())
            .unwrap_or_else(|| (self.unknown(), None));
        Resolved { kind, finding: Some(finding), custom: false }
    }

    fn given(&self) -> (&str, &str, &str) {
        (self.resource.group(), self.resource.version(), self.resource.kind)
    }

    /// It was once served, or will be.
    fn gone(&self) -> Option<(Finding, Option<Kind>)> {
        let (group, api, kind) = self.given();
        let life = lifecycle::find(group, api, kind, self.version).filter(|l| l.is_over(self.version));
        let row = tables::kinds_named(kind).find(|k| k.gvk().group == group && k.gvk().version == api);
        let written = self.resource.api_version;
        let first = row.and_then(|k| k.versions().iter().next());
        let last = row.and_then(|k| k.versions().iter().next_back());
        if let Some(first) = first.filter(|first| *first > self.version) {
            let message =
                format!("`{kind}` of `{written}` comes with Kubernetes {first}; the target is {}", self.version);
            let mut finding = Finding::of(&FUTURE_API, self.api.value.span(), message);
            finding.field = "apiVersion".to_owned();
            let known = best(tables::kinds_named(kind), group, self.version).filter(|k| k.gvk().group == group);
            if let Some(meant) = known.map(|k| k.gvk().api_version()) {
                finding.help(format!("Kubernetes {} has it in `{meant}`", self.version));
                fix(&mut finding, format!("use `{meant}`"), vec![edit(self.api.value.span(), meant)]);
            }
            return Some((finding, self.readable(known).or(row)));
        }
        // What was announced may have come earlier.
        let since = last.map(|v| u16::from(v.minor()) + 1).or_else(|| life.map(|l| l.removed()))?;
        let message = format!("`{kind}` of `{written}` is no longer served since Kubernetes 1.{since}");
        let mut finding = Finding::of(&REMOVED_API, self.api.value.span(), message);
        finding.field = "apiVersion".to_owned();
        let named = life.and_then(|l| l.replaced_by()).and_then(|(api, kind)| {
            let (group, api) = api.split_once('/').unwrap_or(("", api));
            tables::kind(group, api, kind, self.version)
        });
        let meant =
            named.or_else(|| best(tables::kinds_named(kind), group, self.version).filter(|k| k.gvk().group == group));
        let moved = lifecycle::moved(group, kind);
        let readable = self.readable(meant);
        if let Some(meant) = meant {
            let gvk = meant.gvk();
            let also = if gvk.kind == kind { String::new() } else { format!(" `{}` of", gvk.kind) };
            let changes = moved.map_or(String::new(), |m| format!("; {m}"));
            finding.help(format!("use{also} `{}`{changes}", gvk.api_version()));
            if gvk.kind == kind && readable.is_some() {
                fix(
                    &mut finding,
                    format!("use `{}`", gvk.api_version()),
                    vec![edit(self.api.value.span(), gvk.api_version())],
                );
            }
        } else if let Some(moved) = moved {
            finding.help(moved);
        }
        Some((finding, readable))
    }

    /// The kind, where the object reads as it without a slip: then it can be checked on as that.
    fn readable(&self, meant: Option<Kind>) -> Option<Kind> {
        meant.filter(|k| Decoder::run(self.resource.root, k.definition(), self.version).is_clean())
    }

    /// The kind exists, under another `apiVersion`.
    fn elsewhere(&self) -> Option<(Finding, Option<Kind>)> {
        let (group, _, kind) = self.given();
        let meant = best(tables::kinds_named(kind), group, self.version)?;
        let (written, right) = (self.resource.api_version, meant.gvk().api_version());
        let message = format!("`{written}` has no `{kind}`; `{kind}` is in `{right}`");
        let mut finding = Finding::of(&WRONG_API_VERSION, self.api.value.span(), message);
        finding.field = "apiVersion".to_owned();
        finding.label = format!("must be `{right}`");
        finding.relate(self.kind.value.span(), format!("this kind is in `{right}`"));
        finding.help(format!("write `apiVersion: {right}`"));
        fix(&mut finding, format!("use `{right}`"), vec![edit(self.api.value.span(), right)]);
        Some((finding, Some(meant)))
    }

    /// A kind of nearly that name exists: best in this very `apiVersion`.
    fn misspelled(&self) -> Option<(Finding, Option<Kind>)> {
        let (group, api, kind) = self.given();
        let known = || tables::kinds().filter(|k| k.versions().contains(self.version));
        let here = known().filter(|k| k.gvk().group == group && k.gvk().version == api);
        let like =
            |kinds: &mut dyn Iterator<Item = Kind>| near::nearest(kind, Strictness::Name, kinds, |k| k.gvk().kind);
        let (near, _) = like(&mut here.into_iter())
            .or_else(|| like(&mut known()).filter(|(_, likeness)| *likeness < Likeness::Near))?;
        let name = near.gvk().kind;
        let right = near.gvk();
        let same = right.group == group && right.version == api;
        let meant = if same { near } else { best(tables::kinds_named(name), group, self.version)? };
        let message = format!("`{}` has no kind `{kind}`", self.resource.api_version);
        let mut finding = Finding::of(&MISSPELLED_KIND, self.kind.value.span(), message);
        finding.field = "kind".to_owned();
        let mut edits = vec![edit(self.kind.value.span(), name)];
        if same {
            finding.help(format!("did you mean `{name}`?"));
        } else {
            let right = meant.gvk().api_version();
            finding.help(format!("did you mean `{name}`, which is in `{right}`?"));
            edits.push(edit(self.api.value.span(), right));
        }
        fix(&mut finding, format!("change to `{name}`"), edits);
        Some((finding, Some(meant)))
    }

    fn unknown(&self) -> Finding {
        let (group, api, kind) = self.given();
        let written = self.resource.api_version;
        let there = tables::kinds().filter(|k| k.gvk().group == group && k.gvk().version == api);
        let names: Vec<_> = there.filter(|k| k.versions().contains(self.version)).map(|k| k.gvk().kind).collect();
        if names.is_empty() {
            let message = format!("Kubernetes {} has no API `{written}`, and no kind `{kind}`", self.version);
            let mut finding = Finding::of(&UNKNOWN_KIND, self.api.value.span(), message);
            finding.field = "apiVersion".to_owned();
            finding.relate(self.kind.value.span(), "no such kind");
            finding.help("custom resources have a group with a dot in it, such as `example.com/v1`");
            return finding;
        }
        let message = format!("`{written}` has no kind `{kind}`");
        let mut finding = Finding::of(&UNKNOWN_KIND, self.kind.value.span(), message);
        finding.field = "kind".to_owned();
        if names.len() <= 12 {
            finding.help(format!("it has {}", names.iter().map(|n| format!("`{n}`")).collect::<Vec<_>>().join(", ")));
        }
        finding
    }
}
