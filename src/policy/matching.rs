//! Which objects a policy is about (`apiserver/pkg/admission/plugin/policy/matching`).

use super::Subject;
use crate::inventory::matching::selects;
use crate::inventory::read::{label_selector, labels};
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
    pub(super) name: String,
    pub(super) labels: Labels,
}

/// Whether the constraints take the creation of an object; `None` where nobody can say without a cluster. Absent ones take
/// everything. `namespaces` are those that may be the object's.
pub(super) fn takes(constraints: Field<'_>, subject: &Subject<'_>, namespaces: &[&Space]) -> Option<bool> {
    let (object, changes) = (subject.object, subject.changes);
    let rules = constraints.at("resourceRules");
    let any = |rules: Field<'_>| rules.items().any(|rule| takes_by(rule, subject));
    if constraints.exists() && rules.exists() && !any(rules) || any(constraints.at("excludeResourceRules")) {
        return Some(false);
    }
    let own = labels(object.field().at("metadata").at("labels"));
    if let Some(selector) = label_selector(constraints.at("objectSelector")) {
        let changed = |key: &String| changes.labels.contains(key.as_str()) || changes.patched.contains(key.as_str());
        if keys(&selector).any(changed) {
            return None;
        }
        if !selects(&selector, &own) {
            return Some(false);
        }
    }
    let Some(selector) = label_selector(constraints.at("namespaceSelector")) else { return Some(true) };
    if keys(&selector).next().is_none() {
        return Some(true);
    }
    // Objects without a namespace are not kept out by one, but for namespaces themselves.
    let is_namespace = object.kind == "Namespace" && object.group().is_empty();
    match subject.is_namespaced() {
        Some(false) if !is_namespace => return Some(true),
        None if !is_namespace => return None,
        _ if changes.namespace || is_namespace && changes.name => return None,
        _ => {}
    }
    let name = if is_namespace { object.name()? } else { object.namespace().unwrap_or("default") };
    let mut known = namespaces.iter().filter(|own| own.name == name);
    if let Some(space) = known.next() {
        // Of several of that name nobody knows which it is.
        let verdict = selects(&selector, &space.labels);
        return known.all(|other| selects(&selector, &other.labels) == verdict).then_some(verdict);
    }
    // Of a namespace that is not here only its name is known.
    const NAME: &str = "kubernetes.io/metadata.name";
    let known: Labels = [(NAME.to_owned(), name.to_owned())].into_iter().collect();
    keys(&selector).all(|key| key == NAME).then(|| selects(&selector, &known))
}

/// The keys that a selector asks for.
fn keys(selector: &LabelSelector) -> impl Iterator<Item = &String> {
    selector.match_labels.keys().chain(selector.match_expressions.iter().map(|one| &one.key))
}

/// `predicates/rules.Matcher`
fn takes_by(rule: Field<'_>, subject: &Subject<'_>) -> bool {
    let object = subject.object;
    let (group, version) = object.api_version.split_once('/').unwrap_or(("", object.api_version));
    let has =
        |list: &'static str, wanted: &str| rule.at(list).items().any(|one| one.str() == "*" || one.str() == wanted);
    let names = rule.at("resourceNames");
    let named = |name: Field<'_>| !subject.changes.name && Some(name.str()) == object.name();
    let scoped = match rule.at("scope").str() {
        "Cluster" => subject.is_namespaced() == Some(false),
        "Namespaced" => subject.is_namespaced() == Some(true),
        _ => true,
    };
    let resource = subject.resource();
    // `pods`, and `pods/*`, which stands for the resource and all that is below it.
    let is = |text: &str| {
        let (of, below) = text.split_once('/').unwrap_or((text, ""));
        (of == "*" || of == resource) && matches!(below, "" | "*")
    };
    scoped
        && has("apiGroups", group)
        && has("apiVersions", version)
        && has("operations", "CREATE")
        && rule.at("resources").items().any(|one| is(one.str()))
        && (names.is_empty() || names.items().any(named))
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
