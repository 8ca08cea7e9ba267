//! `Role` and `ClusterRole`: `pkg/apis/rbac/validation/validation.go`.

use crate::api::{Cx, labels, selector};
use crate::resource::Field;

/// `ValidateRole`
pub(in crate::api) fn role(cx: &mut Cx<'_>) {
    cx.root().at("rules").items().for_each(|rule| policy_rule(cx, rule, true));
}

/// `ValidateClusterRole`
pub(in crate::api) fn cluster_role(cx: &mut Cx<'_>) {
    cx.root().at("rules").items().for_each(|rule| policy_rule(cx, rule, false));
    let aggregation = cx.root().at("aggregationRule");
    if !aggregation.exists() {
        return;
    }
    let selectors = aggregation.at("clusterRoleSelectors");
    if selectors.is_empty() {
        cx.required(selectors, "at least one clusterRoleSelector required if aggregationRule is non-nil");
    }
    for of in selectors.items() {
        labels::label_selector(cx, of);
        if !selector::convertible(of) {
            cx.invalid(of, "invalid label selector.").say("this selector cannot be used, as one of its parts is wrong");
        }
    }
}

/// `ValidatePolicyRule`
fn policy_rule<'a>(cx: &mut Cx<'a>, rule: Field<'a>, namespaced: bool) {
    let (verbs, urls, groups, resources) =
        (rule.at("verbs"), rule.at("nonResourceURLs"), rule.at("apiGroups"), rule.at("resources"));
    if verbs.is_empty() {
        cx.required(verbs, "verbs must contain at least one value")
            .help("list what is allowed, such as `verbs: [get, list, watch]`");
    }
    if !urls.is_empty() {
        if namespaced {
            cx.invalid(urls, "namespaced rules cannot apply to non-resource URLs")
                .say("URLs belong to no namespace, so that a Role cannot allow them")
                .help("move this rule to a ClusterRole");
        }
        if !groups.is_empty() || !resources.is_empty() || !rule.at("resourceNames").is_empty() {
            cx.invalid(urls, "rules cannot apply to both regular resources and non-resource URLs")
                .say("a rule is about resources or about URLs, this one is about both")
                .help("split it into two rules");
        }
        return;
    }
    if groups.is_empty() {
        cx.required(groups, "resource rules must supply at least one api group")
            .help("the core group of pods and services is `apiGroups: [\"\"]`");
    }
    if resources.is_empty() {
        cx.required(resources, "resource rules must supply at least one resource");
    }
}
