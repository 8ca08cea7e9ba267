//! Which objects a policy is about (`apiserver/pkg/admission/plugin/policy/matching`).

use std::cell::OnceCell;

use super::Subject;
use crate::inventory::matching::selects;
use crate::inventory::read::{NAME_OF_NAMESPACE, label_selector, labels};
use crate::model::FileId;
use crate::resource::Field;
use crate::scheduler::types::{LabelSelector, Labels};

/// The resource of a kind, as upstream guesses it (`meta.UnsafeGuessKindToResource`), but for a vowel before the last letter:
/// authors of definitions write English.
pub(super) fn plural(kind: &str) -> String {
    let kind = kind.to_lowercase();
    match kind.as_str() {
        "endpoints" => kind,
        _ if kind.ends_with('s') => format!("{kind}es"),
        _ => match kind.strip_suffix('y') {
            Some(stem) if !stem.ends_with(['a', 'e', 'o', 'u']) => format!("{stem}ies"),
            _ => format!("{kind}s"),
        },
    }
}

/// A namespace of the tree.
pub(super) struct Space {
    pub(super) file: FileId,
    pub(super) labels: Labels,
}

/// `matchConstraints` or `matchResources` as they were written, read once for all objects.
pub(super) struct Constraints<'a> {
    /// Without any, every resource is meant.
    rules: Vec<ResourceRule<'a>>,
    excluded: Vec<ResourceRule<'a>>,
    objects: Option<LabelSelector>,
    namespaces: Option<LabelSelector>,
}

/// A row of `resourceRules`.
struct ResourceRule<'a> {
    groups: Vec<&'a str>,
    versions: Vec<&'a str>,
    /// Whether it is about what is created.
    creates: bool,
    /// Resources, and what is below them.
    resources: Vec<(&'a str, &'a str)>,
    names: Vec<&'a str>,
    /// Whether it is only about objects in namespaces, or only about others.
    namespaced: Option<bool>,
}

impl<'a> Constraints<'a> {
    /// Reads them; `None` where nothing is written, which takes everything.
    pub(super) fn read(constraints: Field<'a>) -> Option<Self> {
        let rules = |list: &'static str| constraints.at(list).items().map(ResourceRule::read).collect();
        constraints.exists().then(|| Constraints {
            rules: rules("resourceRules"),
            excluded: rules("excludeResourceRules"),
            objects: label_selector(constraints.at("objectSelector")),
            namespaces: label_selector(constraints.at("namespaceSelector")),
        })
    }

    /// What a webhook is about.
    pub(super) fn of_webhook(webhook: Field<'a>) -> Self {
        Constraints {
            rules: webhook.at("rules").items().map(ResourceRule::read).collect(),
            excluded: Vec::new(),
            objects: label_selector(webhook.at("objectSelector")),
            namespaces: label_selector(webhook.at("namespaceSelector")),
        }
    }

    /// Whether they take the creation of an object; `None` where nobody can say without a cluster. `namespaces` gives those
    /// of a name that may be the object's.
    pub(super) fn take<'n>(&self, asked: &Asked<'_>, namespaces: &dyn Fn(&str) -> Vec<&'n Space>) -> Option<bool> {
        let (object, changes) = (asked.subject.object, asked.subject.changes);
        let any = |rules: &[ResourceRule<'_>]| rules.iter().any(|rule| rule.takes(asked));
        if !self.rules.is_empty() && !any(&self.rules) || any(&self.excluded) {
            return Some(false);
        }
        if let Some(selector) = &self.objects {
            let changed =
                |key: &String| changes.labels.contains(key.as_str()) || changes.patched.contains(key.as_str());
            if keys(selector).any(changed) {
                return None;
            }
            if !selects(selector, asked.labels()) {
                return Some(false);
            }
        }
        let Some(selector) = &self.namespaces else { return Some(true) };
        if keys(selector).next().is_none() {
            return Some(true);
        }
        // Objects without a namespace are not kept out by one, but for namespaces themselves.
        let is_namespace = object.kind == "Namespace" && asked.group.is_empty();
        match asked.namespaced {
            Some(false) if !is_namespace => return Some(true),
            None if !is_namespace => return None,
            _ if changes.namespace || is_namespace && changes.name => return None,
            _ => {}
        }
        let name = if is_namespace { object.name()? } else { object.namespace().unwrap_or("default") };
        let known = namespaces(name);
        if let Some(space) = known.first() {
            // Of several of that name nobody knows which it is.
            let verdict = selects(selector, &space.labels);
            return known.iter().all(|other| selects(selector, &other.labels) == verdict).then_some(verdict);
        }
        // Of a namespace that is not here only its name is known.
        let known: Labels = [(NAME_OF_NAMESPACE.to_owned(), name.to_owned())].into_iter().collect();
        keys(selector).all(|key| key == NAME_OF_NAMESPACE).then(|| selects(selector, &known))
    }
}

/// An object as it is asked for, worked out once for all policies.
pub(super) struct Asked<'s> {
    subject: &'s Subject<'s>,
    group: &'s str,
    version: &'s str,
    resource: String,
    namespaced: Option<bool>,
    labels: OnceCell<Labels>,
}

impl<'s> Asked<'s> {
    /// The creation of that object.
    pub(super) fn of(subject: &'s Subject<'s>) -> Self {
        let (group, version) = subject.object.api_version.split_once('/').unwrap_or(("", subject.object.api_version));
        let (resource, namespaced) = (subject.resource(), subject.is_namespaced());
        Asked { subject, group, version, resource, namespaced, labels: OnceCell::new() }
    }

    /// Its labels.
    fn labels(&self) -> &Labels {
        self.labels.get_or_init(|| labels(self.subject.object.field().at("metadata").at("labels")))
    }
}

/// The keys that a selector asks for.
fn keys(selector: &LabelSelector) -> impl Iterator<Item = &String> {
    selector.match_labels.keys().chain(selector.match_expressions.iter().map(|one| &one.key))
}

impl<'a> ResourceRule<'a> {
    fn read(rule: Field<'a>) -> Self {
        let all = |list: &'static str| rule.at(list).items().map(Field::str).collect::<Vec<_>>();
        ResourceRule {
            groups: all("apiGroups"),
            versions: all("apiVersions"),
            creates: all("operations").iter().any(|one| matches!(*one, "*" | "CREATE")),
            resources: all("resources").into_iter().map(|one| one.split_once('/').unwrap_or((one, ""))).collect(),
            names: all("resourceNames"),
            namespaced: match rule.at("scope").str() {
                "Cluster" => Some(false),
                "Namespaced" => Some(true),
                _ => None,
            },
        }
    }

    /// `predicates/rules.Matcher`
    fn takes(&self, asked: &Asked<'_>) -> bool {
        let has = |list: &[&str], wanted: &str| list.iter().any(|one| *one == "*" || *one == wanted);
        let named = |name: &&str| {
            !asked.subject.changes.name && !asked.subject.drawn && Some(*name) == asked.subject.object.name()
        };
        // `pods`, and `pods/*`, which stands for the resource and all that is below it.
        let is = |(of, below): &(&str, &str)| (*of == "*" || *of == asked.resource) && matches!(*below, "" | "*");
        self.creates
            && has(&self.groups, asked.group)
            && has(&self.versions, asked.version)
            && self.namespaced.is_none_or(|wanted| asked.namespaced == Some(wanted))
            && self.resources.iter().any(is)
            && (self.names.is_empty() || self.names.iter().any(named))
    }
}

#[cfg(test)]
mod tests {
    use super::plural;

    #[test]
    fn resources_are_guessed_as_upstream_does() {
        for (kind, resource) in [
            ("Deployment", "deployments"),
            ("Ingress", "ingresses"),
            ("NetworkPolicy", "networkpolicies"),
            ("Endpoints", "endpoints"),
            ("StorageClass", "storageclasses"),
            ("Gateway", "gateways"),
        ] {
            assert_eq!(plural(kind), resource);
        }
    }
}
