//! What is to be said of claims themselves: a class that is not declared, and storage of which nothing is known.

use std::collections::HashSet;

use super::DryRun;
use crate::inventory::{PodInstance, Sourced};
use crate::model::near::{Strictness, nearest};
use crate::model::{Finding, Layer, Rule, Severity, Span, listed};
use crate::scheduler::types::{PersistentVolumeClaim, Verdict, VolumeSource};
use crate::workload::persistent_volume::lacks_class;

/// `schedule/storage-not-known`
pub(super) static STORAGE_NOT_KNOWN: Rule = Rule {
    id: "schedule/storage-not-known",
    layer: Layer::Schedule,
    severity: Severity::Warning,
    asked: false,
    summary: "Claims that count as served, as the inventory tells nothing of the cluster's storage",
    explanation: "No StorageClass is declared (or no PersistentVolume, where claims are bound to some), so whether the claims get a \
                  volume, and from which nodes it can be reached, is not known. They count as served, their pods are placed. \
                  `kubectl get storageclass,pv -o yaml` prints what is missing. In a file that makes up its nodes beside its workloads \
                  they get none, as that file counts as telling all of its cluster.",
    bad: "",
    good: "",
};

/// `schedule/unknown-storage-class`
pub(super) static UNKNOWN_STORAGE_CLASS: Rule = Rule {
    id: "schedule/unknown-storage-class",
    layer: Layer::Schedule,
    severity: Severity::Error,
    asked: false,
    summary: "A claim whose StorageClass is not among those declared, so that its pods wait for ever",
    explanation: "StorageClasses are declared, but not the one that the claim names, and no PersistentVolume of that class is there to \
                  be bound. The volume controller reports `storageclass.storage.k8s.io \"…\" not found` (ProvisioningFailed) again and \
                  again, the claim stays Pending, and so do its pods.",
    bad: "",
    good: "",
};

/// Claims, or classes, that are told one by one.
const SHOWN: usize = 3;

/// What is to be said of the claims of a dry run.
pub(super) fn findings(dry: &DryRun<'_>) -> Vec<Finding> {
    let mut findings = unknown_classes(dry);
    let assumed = &dry.case.assumed;
    findings.extend(not_known(dry, &assumed.provisioned, "StorageClass", "count as provisioned"));
    let made_up = "get no volume: a file that makes up its nodes counts as telling all of its cluster";
    findings.extend(not_known(dry, &assumed.supposed, "StorageClass", made_up));
    findings.extend(not_known(
        dry,
        &assumed.bound,
        "PersistentVolume",
        "count as bound to volumes that every node reaches",
    ));
    findings
}

/// Where the claim's class is written, or else its spec or name.
fn place(claim: &Sourced<'_, PersistentVolumeClaim>) -> Span {
    let spec = claim.origin.field().at("spec");
    let field = [spec.at("storageClassName"), spec].into_iter().find(|field| field.exists());
    field.map_or_else(|| claim.origin.head(), |field| field.span())
}

/// Whether a pod waits for a claim that gets no volume only as its file counts as telling all of its cluster.
pub(super) fn is_supposed(dry: &DryRun<'_>, pod: &PodInstance<'_>) -> bool {
    let claims = dry.case.assumed.supposed.iter().filter_map(|at| dry.case.cluster.persistent_volume_claims.get(*at));
    let mut own = claims.filter(|claim| claim.namespace == pod.pod.namespace);
    own.any(|claim| {
        pod.pod.volumes.iter().any(|volume| match &volume.source {
            VolumeSource::Claim { claim_name } => *claim_name == claim.name,
            VolumeSource::Ephemeral => format!("{}-{}", pod.pod.name, volume.name) == claim.name,
            _ => false,
        })
    })
}

/// Claims of pods without a node whose class nobody declares; once for each place.
fn unknown_classes(dry: &DryRun<'_>) -> Vec<Finding> {
    let case = &dry.case;
    let waiting = dry.decisions.iter().filter(|decision| decision.verdict == Verdict::Unschedulable);
    let mut mounted = HashSet::new();
    for pod in waiting.map(|decision| &case.pods[decision.pod].pod) {
        mounted.extend(pod.volumes.iter().filter_map(|volume| match &volume.source {
            VolumeSource::Claim { claim_name } => Some((pod.namespace.clone(), claim_name.clone())),
            VolumeSource::Ephemeral => Some((pod.namespace.clone(), format!("{}-{}", pod.name, volume.name))),
            _ => None,
        }));
    }
    let (mut findings, mut told) = (Vec::new(), HashSet::new());
    // The inventory's claims are the cluster's, one by one.
    for (claim, now) in case.inventory.claims.iter().zip(&case.cluster.persistent_volume_claims) {
        let of_pod = mounted.contains(&(now.namespace.clone(), now.name.clone()));
        let span = place(claim);
        if of_pod && lacks_class(&case.cluster, now) && told.insert((claim.origin.file, span)) {
            findings.push(claim.origin.scene().set(unknown_class(dry, now, span)));
        }
    }
    findings
}

fn unknown_class(dry: &DryRun<'_>, claim: &PersistentVolumeClaim, span: Span) -> Finding {
    let name = claim.storage_class_name.as_deref().unwrap_or_default();
    let key = format!("{}/{}", claim.namespace, claim.name);
    let message = format!("claim `{key}` gets no volume: no StorageClass `{name}` is declared");
    let mut finding = Finding::of(&UNKNOWN_STORAGE_CLASS, span, message);
    let classes = || dry.case.cluster.storage_classes.iter().map(|class| class.name.as_str());
    match nearest(name, Strictness::Name, classes(), |class| class) {
        Some((meant, _)) => finding.help(format!("did you mean `{meant}`?")),
        None => finding.help(format!("declared: {}", listed(classes(), SHOWN))),
    };
    finding
}

/// One finding for all claims that were taken to have what the files do not tell of.
fn not_known(dry: &DryRun<'_>, claims: &[usize], kind: &str, count: &str) -> Option<Finding> {
    let all = &dry.case.inventory.claims;
    let first = all.get(*claims.first()?)?;
    let keys: Vec<String> = claims
        .iter()
        .filter_map(|at| all.get(*at))
        .map(|claim| format!("{}/{}", claim.value.namespace, claim.value.name))
        .collect();
    let listed = listed(keys.iter().map(String::as_str), SHOWN);
    let (noun, count) = if keys.len() == 1 {
        let counts = count.strip_prefix("get ").map(|what| format!("gets {what}"));
        ("claim", counts.unwrap_or_else(|| count.replacen("count", "counts", 1).replace("volumes", "a volume")))
    } else {
        ("claims", count.to_owned())
    };
    let message = format!("no {kind} is declared: {noun} {listed} {count}");
    Some(first.origin.scene().set(Finding::of(&STORAGE_NOT_KNOWN, place(first), message)))
}
