//! Which requests a webhook or policy is asked about.

use hashbrown::HashSet;

use super::MATCH_POLICIES;
use crate::api::format::is_path_segment_name;
use crate::api::unique::Firsts;
use crate::api::{Cx, labels};
use crate::resource::Field;

const OPERATIONS: &[&str] = &["*", "CONNECT", "CREATE", "DELETE", "UPDATE"];
const SCOPES: &[&str] = &["*", "Cluster", "Namespaced"];

/// `validateMatchResources`, after its defaults
pub(super) fn match_resources<'a>(cx: &mut Cx<'a>, of: Field<'a>) {
    let policy = of.at("matchPolicy");
    if policy.exists() && !MATCH_POLICIES.contains(&policy.str()) {
        cx.not_supported(policy, MATCH_POLICIES);
    }
    labels::label_selector(cx, of.at("namespaceSelector"));
    labels::label_selector(cx, of.at("objectSelector"));
    for list in ["resourceRules", "excludeResourceRules"] {
        of.at(list).items().for_each(|rule| named_rule_with_operations(cx, rule));
    }
}

/// `validateNamedRuleWithOperations`
fn named_rule_with_operations<'a>(cx: &mut Cx<'a>, of: Field<'a>) {
    let mut seen = Firsts::default();
    for name in of.at("resourceNames").items() {
        for detail in is_path_segment_name(name.str()) {
            cx.invalid_format(name, &detail);
        }
        if let Some(first) = seen.repeated(name) {
            cx.duplicate(name).relate(first.span(), "it is here already");
        }
    }
    rule_with_operations(cx, of);
}

/// `validateRuleWithOperations`
pub(super) fn rule_with_operations<'a>(cx: &mut Cx<'a>, of: Field<'a>) {
    let operations = of.at("operations");
    if operations.is_empty() {
        cx.required(operations, "").help("list operations such as `CREATE` and `UPDATE`, or `\"*\"` for all");
    }
    alone(cx, operations, "operations");
    for operation in operations.items() {
        if !OPERATIONS.contains(&operation.str()) {
            cx.not_supported(operation, OPERATIONS);
        }
    }
    rule(cx, of);
}

/// `validateRule`, of rules that may name subresources
fn rule<'a>(cx: &mut Cx<'a>, of: Field<'a>) {
    let (groups, versions, scope) = (of.at("apiGroups"), of.at("apiVersions"), of.at("scope"));
    if groups.is_empty() {
        cx.required(groups, "").help("the core group of pods and services is `\"\"`, all groups are `\"*\"`");
    }
    alone(cx, groups, "API groups");
    if versions.is_empty() {
        cx.required(versions, "").help("list versions such as `v1`, or `\"*\"` for all");
    }
    alone(cx, versions, "API versions");
    for version in versions.items() {
        if version.str().is_empty() {
            cx.required(version, "");
        }
    }
    resources(cx, of.at("resources"));
    if scope.exists() && !SCOPES.contains(&scope.str()) {
        cx.not_supported(scope, SCOPES);
    }
}

/// Where `*` stands in a list, nothing else may.
fn alone<'a>(cx: &mut Cx<'a>, list: Field<'a>, what: &str) {
    if list.len() > 1
        && let Some(star) = list.items().find(|item| item.str() == "*")
    {
        cx.invalid(list, format!("if '*' is present, must not specify other {what}"))
            .say(format!("`*` means all {what}, so that nothing can stand beside it"))
            .relate(star.span(), "all of them");
    }
}

/// `validateResources`
fn resources<'a>(cx: &mut Cx<'a>, list: Field<'a>) {
    if list.is_empty() {
        cx.required(list, "").help("list resources such as `pods` or `deployments/scale`, or `\"*\"` for all");
    }
    // The server remembers resources given as `x/*` and subresources given as `*/x`, and of the last item
    // without a subresource whether it was `*`.
    let (mut all_of, mut of_all) = (HashSet::new(), HashSet::new());
    let (mut everything, mut star, mut plain) = (false, false, false);
    for item in list.items() {
        let text = item.str();
        if text.is_empty() {
            cx.required(item, "");
            continue;
        }
        everything |= text == "*/*";
        star |= text == "*";
        let Some((resource, sub)) = text.split_once('/') else {
            plain = text != "*";
            continue;
        };
        if all_of.contains(resource) {
            cx.invalid(item, format!("if '{resource}/*' is present, must not specify {text}"));
        }
        if of_all.contains(sub) {
            cx.invalid(item, format!("if '*/{sub}' is present, must not specify {text}"));
        }
        if sub == "*" {
            all_of.insert(resource);
        }
        if resource == "*" {
            of_all.insert(sub);
        }
    }
    if list.len() > 1 && everything {
        cx.invalid(list, "if '*/*' is present, must not specify other resources")
            .say("`*/*` means all resources, so that nothing can stand beside it");
    }
    if star && plain {
        cx.invalid(list, "if '*' is present, must not specify other resources without subresources")
            .say("`*` means all resources, so that no other can stand beside it");
    }
}
