//! Which objects a policy is about (`apiserver/pkg/admission/plugin/policy/matching`).

use crate::inventory::matching::selects;
use crate::inventory::read::{label_selector, labels};
use crate::resource::{Field, Resource};
use crate::scheduler::types::Labels;

/// The resource of a kind, as upstream guesses it (`meta.UnsafeGuessKindToResource`).
pub(super) fn plural(kind: &str) -> String {
    let kind = kind.to_lowercase();
    match kind.as_str() {
        "endpoints" => kind,
        _ if kind.ends_with('s') => format!("{kind}es"),
        _ => match kind.strip_suffix('y') {
            Some(stem) => format!("{stem}ies"),
            None => format!("{kind}s"),
        },
    }
}

/// Whether the constraints take the creation of an object; `None` where nobody can say without a cluster. Absent ones take
/// everything.
pub(super) fn takes(constraints: Field<'_>, object: &Resource<'_>, namespaces: &[(String, Labels)]) -> Option<bool> {
    let rules = constraints.at("resourceRules");
    let any = |rules: Field<'_>| rules.items().any(|rule| takes_by(rule, object));
    if constraints.exists() && rules.exists() && !any(rules) || any(constraints.at("excludeResourceRules")) {
        return Some(false);
    }
    let own = labels(object.field().at("metadata").at("labels"));
    if label_selector(constraints.at("objectSelector")).is_some_and(|selector| !selects(&selector, &own)) {
        return Some(false);
    }
    let Some(selector) = label_selector(constraints.at("namespaceSelector")) else { return Some(true) };
    if selector.match_labels.is_empty() && selector.match_expressions.is_empty() {
        return Some(true);
    }
    // Objects without a namespace are not kept out by one, but for namespaces themselves.
    let name = if object.kind == "Namespace" { object.name()? } else { object.namespace().unwrap_or("default") };
    if let Some((_, labels)) = namespaces.iter().find(|(own, _)| own == name) {
        return Some(selects(&selector, labels));
    }
    // Of a namespace that is not here only its name is known.
    const NAME: &str = "kubernetes.io/metadata.name";
    let keys = selector.match_labels.keys().chain(selector.match_expressions.iter().map(|one| &one.key));
    let known: Labels = [(NAME.to_owned(), name.to_owned())].into_iter().collect();
    keys.into_iter().all(|key| key == NAME).then(|| selects(&selector, &known))
}

fn takes_by(rule: Field<'_>, object: &Resource<'_>) -> bool {
    let (group, version) = object.api_version.split_once('/').unwrap_or(("", object.api_version));
    let has =
        |list: &'static str, wanted: &str| rule.at(list).items().any(|one| one.str() == "*" || one.str() == wanted);
    let names = rule.at("resourceNames");
    let resource = plural(object.kind);
    has("apiGroups", group)
        && has("apiVersions", version)
        && has("operations", "CREATE")
        && rule.at("resources").items().any(|one| matches!(one.str(), "*" | "*/*") || one.str() == resource)
        && (names.is_empty() || names.items().any(|name| Some(name.str()) == object.name()))
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
        ] {
            assert_eq!(plural(kind), resource);
        }
    }
}
