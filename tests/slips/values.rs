//! Values of a closed set in the wrong case.

use super::kind::{Kind, Slip};
use super::lines::replaced;
use super::manifest::Manifest;
use super::walk::gather;

/// Fields whose values Kubernetes knows by name.
const FIELDS: &[&str] = &[
    "imagePullPolicy",
    "restartPolicy",
    "type",
    "protocol",
    "concurrencyPolicy",
    "pathType",
    "operator",
    "effect",
    "whenUnsatisfiable",
    "dnsPolicy",
    "accessModes[]",
    "volumeMode",
    "reclaimPolicy",
    "persistentVolumeReclaimPolicy",
    "volumeBindingMode",
    "externalTrafficPolicy",
    "internalTrafficPolicy",
    "sessionAffinity",
    "podManagementPolicy",
    "completionMode",
    "ipFamilies[]",
    "ipFamilyPolicy",
    "scheme",
    "policyTypes[]",
    "failurePolicy",
    "sideEffects",
    "preemptionPolicy",
    "clusterIP",
    "hostNetwork",
    "whenDeleted",
    "whenScaled",
    "terminationMessagePolicy",
    "mountPropagation",
    "nodeAffinityPolicy",
    "nodeTaintsPolicy",
    "fsGroupChangePolicy",
    "podReplacementPolicy",
    "unhealthyPodEvictionPolicy",
    "addressType",
    "scope",
    "matchPolicy",
    "action",
];

pub(crate) fn kinds() -> Vec<Kind> {
    vec![
        Kind::new("values/lower", 3, |m| cased(m, str::to_lowercase)),
        Kind::new("values/upper", 1, |m| cased(m, str::to_uppercase)),
    ]
}

fn cased(manifest: &Manifest, make: fn(&str) -> String) -> Vec<Slip> {
    let text = &manifest.text;
    gather(text, |spot| {
        let field = spot.path.rsplit('.').next()?;
        let wanted = FIELDS.contains(&field) && spot.is_bare() && spot.node.as_str().is_some() && !spot.is_free();
        let new = wanted.then(|| make(spot.node.source()))?;
        (new != spot.node.source()).then(|| Slip::of(text, replaced(text, spot.bytes(), &new)))
    })
}
