//! A claim that a pod mounts and that is not there: what was meant.

use super::{At, at_head};
use crate::explain::view::View;
use crate::inventory::PodInstance;
use crate::model::listed;
use crate::model::near::{Strictness, differ_in_number, nearest};

/// Namespaces that are told one by one.
const SHOWN: usize = 3;

/// The claim of the pod's namespace whose name is almost this one.
pub(in crate::explain) fn near_claim<'v>(view: &View<'v, '_>, namespace: &str, name: &str) -> Option<&'v str> {
    let claims = view.inventory.claims.iter().map(|claim| &claim.value);
    let own = claims.filter(|claim| claim.namespace == namespace && !differ_in_number(&claim.name, name));
    Some(nearest(name, Strictness::Name, own.map(|claim| claim.name.as_str()), |name| name)?.0)
}

/// What is near the claim that the scheduler's `persistentvolumeclaim "name" not found` names.
pub(super) fn words(view: &View<'_, '_>, pod: &PodInstance<'_>, reason: &str, at: &mut Vec<At>) -> Vec<String> {
    let Some(name) = reason.split('"').nth(1) else { return Vec::new() };
    let namespace = &pod.pod.namespace;
    let mut words = Vec::new();
    if let Some(near) = near_claim(view, namespace, name) {
        let claims = view.inventory.claims.iter();
        let claim = claims.filter(|c| c.value.namespace == *namespace).find(|c| c.value.name == near);
        at.extend(claim.map(|claim| at_head(&claim.origin, "the claim of almost that name".to_owned())));
        words.push(format!("did you mean `{near}`? namespace `{namespace}` has that"));
    }
    let elsewhere: Vec<_> = view.inventory.claims.iter().filter(|c| c.value.name == name).collect();
    if !elsewhere.is_empty() {
        let names = listed(elsewhere.iter().map(|claim| claim.value.namespace.as_str()), SHOWN);
        at.extend(elsewhere.iter().take(1).map(|claim| at_head(&claim.origin, "the claim of that name".to_owned())));
        words.push(format!(
            "namespace {names} has a claim of that name, but a pod mounts those of its own, `{namespace}`"
        ));
    }
    words
}
