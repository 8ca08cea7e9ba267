//! ResourceQuota: `ValidateResourceQuotaSpec`. Its status is dropped by a create.

use super::helpers::{Resource, follows, printed_quantity, resource_list};
use super::resource_names::{Place, check_amount, check_name, is_standard_quota};
use crate::api::Cx;
use crate::model::Reason;
use crate::resource::Field;

const SCOPES: &[&str] = &[
    "Terminating",
    "NotTerminating",
    "BestEffort",
    "NotBestEffort",
    "PriorityClass",
    "CrossNamespacePodAffinity",
    "VolumeAttributesClass",
];
/// Scopes that can only be asked for, not compared with values.
const PLAIN_SCOPES: &[&str] =
    &["BestEffort", "NotBestEffort", "Terminating", "NotTerminating", "CrossNamespacePodAffinity"];
const OPERATORS: &[&str] = &["In", "NotIn", "Exists", "DoesNotExist"];
/// Pairs of scopes that no pod is in.
const CONFLICTS: &[(&str, &str)] = &[("BestEffort", "NotBestEffort"), ("Terminating", "NotTerminating")];
const POD_COMPUTE: &[&str] = &["cpu", "memory", "limits.cpu", "limits.memory", "requests.cpu", "requests.memory"];

/// `ValidateResourceQuota`, then the warnings of the registry's strategy.
pub(in crate::api) fn resource_quota(cx: &mut Cx<'_>) {
    let spec = cx.root().at("spec");
    let hard = resource_list(spec.at("hard"));
    for entry in &hard {
        check_name(cx, entry, Place::Quota, None);
        check_amount(cx, entry, None);
    }
    // Only these can be at odds with a scope, and there are but so many of them.
    let standard: Vec<&Resource<'_>> = hard.iter().filter(|entry| is_standard_quota(entry.name)).collect();
    scopes(cx, spec.at("scopes"), &standard);
    scope_selector(cx, spec, &standard);
    requests_below_limits(cx, &hard);
}

/// `IsResourceQuotaScopeValidForResource`
fn fits(scope: &str, resource: &str) -> bool {
    match scope {
        "Terminating" | "NotTerminating" | "NotBestEffort" | "PriorityClass" | "CrossNamespacePodAffinity" => {
            resource == "pods" || POD_COMPUTE.contains(&resource)
        }
        "BestEffort" => resource == "pods",
        "VolumeAttributesClass" => ["persistentvolumeclaims", "requests.storage"].contains(&resource),
        _ => true,
    }
}

/// Resources of the quota that the scope cannot count, in order of name; once so much is refused that nobody reads more, one
/// of them.
fn misfits<'e, 'a>(scope: &str, standard: &[&'e Resource<'a>], enough: bool) -> Vec<&'e Resource<'a>> {
    let found = standard.iter().copied().filter(|e| !fits(scope, e.name));
    let mut found: Vec<_> = found.take(if enough { 1 } else { usize::MAX }).collect();
    found.sort_by_key(|e| e.name);
    found
}

/// One finding for a scope that does not go with the quota's resources, however many they are.
fn check_fit<'a>(cx: &mut Cx<'a>, scope: Field<'a>, path: &str, standard: &[&Resource<'a>]) {
    const DETAIL: &str = "unsupported scope applied to resource";
    let misfits = misfits(scope.str(), standard, cx.is_over());
    let Some(first) = misfits.first() else { return };
    let finding = cx.invalid(scope, DETAIL);
    finding
        .field(path)
        .say(format!("the scope `{}` cannot be combined with a limit on `{}`", scope.str(), first.name))
        .help("limit it in a quota of its own");
    for misfit in &misfits {
        finding.relate(misfit.key.span(), "not counted in this scope");
    }
    for _ in 1..misfits.len() {
        follows(finding, Reason::Invalid, path, DETAIL);
    }
}

/// `validateResourceQuotaScopes`, all of it reported at the list.
fn scopes<'a>(cx: &mut Cx<'a>, scopes: Field<'a>, standard: &[&Resource<'a>]) {
    let path = cx.path(scopes);
    for scope in scopes.items() {
        if !SCOPES.contains(&scope.str()) {
            cx.invalid_choice(scope, "unsupported scope", SCOPES).field(path.clone());
        }
        check_fit(cx, scope, &path, standard);
    }
    conflicts(cx, scopes.items().collect(), scopes, &path);
}

fn conflicts<'a>(cx: &mut Cx<'a>, given: Vec<Field<'a>>, place: Field<'a>, path: &str) {
    for (one, other) in CONFLICTS {
        let find = |name: &str| given.iter().find(|f| f.str() == name);
        if let (Some(one), Some(other)) = (find(one), find(other)) {
            cx.invalid(place, "conflicting scopes")
                .field(path)
                .say(format!("nothing is in both `{}` and `{}`", one.str(), other.str()))
                .label_at(other.span())
                .relate(one.span(), "excludes the other");
        }
    }
}

/// `validateScopedResourceSelectorRequirement`: the server gives no index.
fn scope_selector<'a>(cx: &mut Cx<'a>, spec: Field<'a>, standard: &[&Resource<'a>]) {
    let expressions = spec.at("scopeSelector").at("matchExpressions");
    let base = cx.path(expressions);
    for requirement in expressions.items() {
        let (scope, operator, values) =
            (requirement.at("scopeName"), requirement.at("operator"), requirement.at("values"));
        if !SCOPES.contains(&scope.str()) {
            cx.invalid_choice(scope, "unsupported scope", SCOPES).field(format!("{base}.scopeName"));
        }
        check_fit(cx, scope, &base, standard);
        if PLAIN_SCOPES.contains(&scope.str()) && operator.str() != "Exists" {
            let detail = "must be 'Exists' when scope is any of ResourceQuotaScopeTerminating, ResourceQuotaScopeNotTerminating, ResourceQuotaScopeBestEffort, ResourceQuotaScopeNotBestEffort or ResourceQuotaScopeCrossNamespacePodAffinity";
            cx.invalid(operator, detail)
                .field(format!("{base}.operator"))
                .say(format!("the scope `{}` needs `operator: Exists`", scope.str()))
                .relate(scope.span(), "because of this scope");
        }
        check_values(cx, operator, values, &base);
    }
    conflicts(cx, expressions.items().map(|r| r.at("scopeName")).collect(), expressions, &base);
}

fn check_values<'a>(cx: &mut Cx<'a>, operator: Field<'a>, values: Field<'a>, base: &str) {
    match operator.str() {
        "In" | "NotIn" if values.is_empty() => {
            cx.required(values, "must be at least one value when `operator` is 'In' or 'NotIn' for scope selector")
                .field(format!("{base}.values"))
                .say(format!("`operator: {}` needs `values` to compare with", operator.str()));
        }
        "Exists" | "DoesNotExist" if !values.is_empty() => {
            cx.invalid(values, "must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope selector")
                .field(format!("{base}.values"))
                .say(format!("`operator: {}` takes no `values`", operator.str()));
        }
        known if OPERATORS.contains(&known) => {}
        _ => {
            cx.invalid_choice(operator, "not a valid selector operator", OPERATORS).field(format!("{base}.operator"));
        }
    }
}

/// Requests beyond limits are possible, but hardly meant.
fn requests_below_limits<'a>(cx: &mut Cx<'a>, hard: &[Resource<'a>]) {
    let find = |name: &str| hard.iter().find(|e| e.name == name);
    for resource in ["cpu", "memory", "storage", "ephemeral-storage"] {
        let bare = || find(resource).filter(|_| ["cpu", "memory"].contains(&resource));
        let request = find(&format!("requests.{resource}")).or_else(bare);
        let (Some(request), Some(limit)) = (request, find(&format!("limits.{resource}"))) else { continue };
        if request.amount > limit.amount {
            let text = format!(
                "ResourceQuota {} ({}) should be less than {} ({})",
                request.name,
                printed_quantity(request.field, request.amount),
                limit.name,
                printed_quantity(limit.field, limit.amount)
            );
            cx.warn(request.field, text).relate(limit.field.span(), "less than what may be requested");
        }
    }
}
