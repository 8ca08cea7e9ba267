//! ServiceAccount: a pod's account must be there before the pod (`plugin/pkg/admission/serviceaccount`).

use super::Refusal;
use super::absent::{Absent, DEFAULT_ACCOUNT, Needed};
use crate::model::FileId;
use crate::resource::Field;

/// What is said of a pod whose account is not there. `automountServiceAccountToken: false` does not excuse it.
pub(super) fn refusal(absent: &Absent, file: FileId, spec: Field<'_>, namespace: &str) -> Option<Refusal> {
    let named =
        [spec.at("serviceAccountName"), spec.at("serviceAccount")].into_iter().find(|field| !field.is_empty())?;
    let name = named.str();
    if name == DEFAULT_ACCOUNT || absent.has_account(namespace, name) {
        return None;
    }
    let ground = absent.ground(Needed::ServiceAccount(namespace), file)?;
    let message = format!("error looking up service account {namespace}/{name}: serviceaccount \"{name}\" not found");
    Some(Refusal::absent(message, named, ground, "ServiceAccount"))
}
