//! `MutatingAdmissionPolicy`.

use super::expressions::{self, Scope};
use super::validating_policy::policy_head;
use super::{REINVOCATION_POLICIES, warn_static_suffix};
use crate::api::Cx;
use crate::resource::Field;

/// `ValidateMutatingAdmissionPolicy`
pub(in crate::api) fn mutating_admission_policy(cx: &mut Cx<'_>) {
    let spec = cx.root().at("spec");
    let params = policy_head(cx, spec);
    no_deletes(cx, spec.at("matchConstraints"));
    let mut scope = Scope { params, ..Scope::default() };
    expressions::variables(cx, spec.at("variables"), &mut scope);
    scope.patches = true;
    let (mutations, reinvocation) = (spec.at("mutations"), spec.at("reinvocationPolicy"));
    if mutations.is_empty() {
        cx.required(mutations, "mutations must contain at least one item");
    }
    mutations.items().for_each(|of| mutation(cx, of, &scope));
    if reinvocation.str().is_empty() {
        cx.required(reinvocation, "").help("write `reinvocationPolicy: Never` or `IfNeeded`");
    } else if !REINVOCATION_POLICIES.contains(&reinvocation.str()) {
        cx.not_supported(reinvocation, REINVOCATION_POLICIES);
    }
    warn_static_suffix(cx);
}

/// What is deleted cannot be changed. The server gives these without an index.
pub(super) fn no_deletes<'a>(cx: &mut Cx<'a>, constraints: Field<'a>) {
    let path = format!("{}.resourceRules.operations", cx.path(constraints));
    for operation in constraints.at("resourceRules").items().flat_map(|rule| rule.at("operations").items()) {
        if !matches!(operation.str(), "*" | "CONNECT" | "CREATE" | "UPDATE") {
            cx.not_supported(operation, &["*", "CONNECT", "CREATE", "UPDATE"]).field(path.clone());
        }
    }
}

/// `validateMutation`
fn mutation<'a>(cx: &mut Cx<'a>, of: Field<'a>, scope: &Scope) {
    let kind = of.at("patchType");
    let (json, apply) = (of.at("jsonPatch"), of.at("applyConfiguration"));
    let (wanted, name, other) = match kind.str() {
        "" => {
            cx.required(kind, "").help("allowed: `ApplyConfiguration`, `JSONPatch`");
            return;
        }
        "JSONPatch" => (json, "JSONPatch", apply),
        "ApplyConfiguration" => (apply, "ApplyConfiguration", json),
        _ => {
            cx.not_supported(kind, &["ApplyConfiguration", "JSONPatch"]);
            return;
        }
    };
    let expression = wanted.at("expression");
    if !wanted.exists() {
        cx.required(wanted, &format!("must be specified when patchType is {name}"))
            .relate(kind.span(), "the type asks for it");
    } else if expression.str().trim().is_empty() {
        cx.required(expression, "");
    } else {
        expressions::must_be_patch(cx, expression, scope, name == "JSONPatch");
    }
    if other.exists() {
        cx.invalid(other, format!("must not be specified when patchType is {name}"))
            .say(format!("this does not go with `patchType: {name}`"))
            .relate(kind.span(), "the type");
    }
}
