//! ServiceAccount, whose validation is that of its metadata.

use super::helpers::annotation;
use crate::api::Cx;
use crate::schema::changes;

const ENFORCE: &str = "kubernetes.io/enforce-mountable-secrets";

/// `warnIfHasEnforceMountableSecretsAnnotation`
pub(in crate::api) fn service_account(cx: &mut Cx<'_>) {
    if let Some(f) = annotation(cx, ENFORCE).filter(|_| changes::WARN_OF_MOUNTABLE_SECRETS.holds(cx.version)) {
        let text = "deprecated in v1.32+; prefer separate namespaces to isolate access to mounted secrets";
        cx.warn(f, format!("metadata.annotations[{ENFORCE}]: {text}"));
    }
}
