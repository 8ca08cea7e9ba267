//! Autoscalers of workloads that are not there, or that they cannot measure.

use super::look::{Check, Referring};
use super::world::{Facts, Missing, Path, Place, Scales, World, from_elsewhere};
use crate::model::{Finding, Gvk, Layer, Rule, Severity};
use crate::resource::{Field, POD_KINDS, PodKind, Resource};

/// `cross/dangling-autoscaler`
pub(super) const CHECK: Check = Check {
    rule: &RULE,
    words: &["HorizontalPodAutoscaler", "ScaledObject"],
    parameters: &[],
    look: &Referring { find },
};

static RULE: Rule = Rule {
    id: "cross/dangling-autoscaler",
    layer: Layer::Cross,
    severity: Severity::Warning,
    asked: false,
    summary: "A HorizontalPodAutoscaler or ScaledObject of a workload that is not there",
    explanation: "The autoscaler is accepted and scales nothing: it says `FailedGetScale` in its own status, which few look at. It is told \
                  where workloads of that namespace are applied with it; where none of them is nearly so called, as a suggestion.",
    bad: "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  selector:\n    matchLabels:\n      app: web\n  template:\n    metadata:\n      labels:\n        app: web\n    spec:\n      containers:\n      - name: web\n        image: nginx:1.29\n        resources:\n          requests:\n            cpu: 100m\n---\napiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata:\n  name: web\nspec:\n  scaleTargetRef:\n    apiVersion: apps/v1\n    kind: Deployment\n    name: wbe\n  maxReplicas: 5\n",
    good: "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  selector:\n    matchLabels:\n      app: web\n  template:\n    metadata:\n      labels:\n        app: web\n    spec:\n      containers:\n      - name: web\n        image: nginx:1.29\n        resources:\n          requests:\n            cpu: 100m\n---\napiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata:\n  name: web\nspec:\n  scaleTargetRef:\n    apiVersion: apps/v1\n    kind: Deployment\n    name: web\n  maxReplicas: 5\n",
};

/// Reads a HorizontalPodAutoscaler.
pub(super) fn read(resource: &Resource<'_>, gvk: Gvk, facts: &mut Facts) {
    let spec = resource.field().at("spec");
    let target = spec.at("scaleTargetRef");
    let keda = match (gvk.group, gvk.kind) {
        ("autoscaling", "HorizontalPodAutoscaler") => false,
        ("keda.sh", "ScaledObject") => true,
        _ => return,
    };
    let usual = Some("Deployment").filter(|_| keda);
    let (Some(kind), Some(name)) = (target.at("kind").opt_str().or(usual), target.at("name").opt_str()) else { return };
    facts.scales = Some(Box::new(Scales {
        kind: kind.to_owned(),
        name: name.to_owned(),
        kind_at: match target.at("kind") {
            kind if kind.exists() => Place::of(kind, Path::of("spec.scaleTargetRef.kind")),
            _ => Place::of(target.at("name"), Path::of("spec.scaleTargetRef.name")),
        },
        name_at: Place::of(target.at("name"), Path::of("spec.scaleTargetRef.name")),
        least: if keda {
            spec.at("minReplicaCount").opt_int().unwrap_or(0)
        } else {
            spec.at("minReplicas").opt_int().unwrap_or(1)
        },
        measures: if keda { Vec::new() } else { measures(spec) },
    }));
}

/// The resources whose use is held against what is requested; cpu where nothing is said (`SetDefaults_HorizontalPodAutoscaler`).
fn measures(spec: Field<'_>) -> Vec<(&'static str, Place)> {
    let old = spec.at("targetCPUUtilizationPercentage");
    if old.exists() {
        return vec![("cpu", Place::of(old, Path::of("spec.targetCPUUtilizationPercentage")))];
    }
    if spec.at("metrics").is_empty() {
        let target = spec.at("scaleTargetRef").at("name");
        return vec![("cpu", Place::of(target, Path::of("spec.scaleTargetRef.name")))];
    }
    let one = |(number, metric): (usize, Field<'_>)| {
        let resource = metric.at("resource");
        let name = ["cpu", "memory"].into_iter().find(|name| resource.at("name").str() == *name)?;
        let used = resource.at("target").at("averageUtilization");
        let path = Path::of("").item("spec.metrics", number, "resource.target.averageUtilization");
        used.exists().then(|| (name, Place::of(used, path)))
    };
    spec.at("metrics").items().enumerate().filter_map(one).collect()
}

fn find(world: &World<'_>) -> Vec<Finding> {
    world.scalers().filter_map(|(from, scales)| Some(from.scene().set(tell(world, from, scales)?))).collect()
}

fn tell(world: &World<'_>, from: &super::Object, scales: &Scales) -> Option<Finding> {
    // What others define scales as they say.
    let kind = PodKind::named(&scales.kind).filter(|kind| kind.scales())?;
    let name = scales.name.as_str();
    if !world.named((kind.group, kind.kind, name), from, None).is_empty() {
        return None;
    }
    let message = format!("there is no {} `{name}` to scale", kind.kind);
    let others: Vec<&PodKind> = POD_KINDS.iter().filter(|other| other.scales() && other.kind != kind.kind).collect();
    let same_name = |other: &&PodKind| {
        let there = world.named((other.group, other.kind, name), from, None);
        there.into_iter().map(|at| &world.objects[at]).find(|object| world.is_beside(from, None, object))
    };
    if let Some(object) = others.iter().find_map(same_name) {
        let mut finding = scales.kind_at.finding(&RULE, message);
        let meant = object.gvk.kind;
        finding.help(format!("did you mean the {meant} of that name?"));
        finding.relate_in(object.file, object.name, "it is here");
        // KEDA's may leave it out.
        if scales.kind_at.span != scales.name_at.span {
            scales.kind_at.offer(&mut finding, meant);
        }
        return Some(finding);
    }
    let mut finding = scales.name_at.finding(&RULE, message);
    let all = POD_KINDS.iter().filter(|other| other.scales());
    let beside: Vec<_> = all.flat_map(|other| world.beside((other.group, other.kind), from, None)).collect();
    let own: Vec<_> = world.beside((kind.group, kind.kind), from, None).collect();
    match world.missing(name, if own.is_empty() { beside } else { own }) {
        Missing::Unsaid => return None,
        Missing::Near(object) => {
            let meant = object.reference.name.as_deref()?;
            if object.gvk.kind == kind.kind {
                scales.name_at.mean(&mut finding, meant);
            } else {
                finding.help(format!("did you mean {} `{meant}`?", object.gvk.kind));
            }
            finding.relate_in(object.file, object.name, "it is here");
        }
        Missing::Far(objects) => from_elsewhere(world, &mut finding, &objects),
    }
    Some(finding)
}
