//! Group `admissionregistration.k8s.io`: `pkg/apis/admissionregistration/validation/validation.go`.

mod binding;
mod conditions;
mod expressions;
mod mutating_policy;
mod param;
mod rules;
#[cfg(test)]
mod tests;
mod validating_policy;
mod webhook;

pub(super) use binding::{mutating_admission_policy_binding, validating_admission_policy_binding};
pub(super) use expressions::{ready, told};
pub(super) use mutating_policy::mutating_admission_policy;
pub(super) use validating_policy::validating_admission_policy;
pub(super) use webhook::{mutating_webhook_configuration, validating_webhook_configuration};

use super::Cx;
use crate::schema::changes;

const FAILURE_POLICIES: &[&str] = &["Fail", "Ignore"];
const MATCH_POLICIES: &[&str] = &["Equivalent", "Exact"];
const REINVOCATION_POLICIES: &[&str] = &["IfNeeded", "Never"];

/// Names with this ending belong to policies that the server reads from files.
const STATIC_SUFFIX: &str = ".static.k8s.io";

/// `WarningsForStaticSuffix`
fn warn_static_suffix(cx: &mut Cx<'_>) {
    let name = cx.root().at("metadata").at("name");
    if changes::WARN_OF_STATIC_SUFFIX.holds(cx.version) && name.str().ends_with(STATIC_SUFFIX) {
        let text = format!(
            "metadata.name: names ending with {STATIC_SUFFIX:?} are reserved for static manifest-based configurations and cannot be managed via the API"
        );
        cx.warn(name, text).say(format!("names ending with `{STATIC_SUFFIX}` are reserved"));
    }
}
