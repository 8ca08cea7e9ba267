//! Autoscalers of workloads that are not there, or that another scales as well.

use hashbrown::HashMap;

use super::look::{Check, Referring};
use super::world::{Facts, Missing, Path, Place, Scales, World, from_elsewhere};
use crate::model::{Finding, Gvk, Layer, Rule, Severity};
use crate::resource::{CUSTOM_POD_KINDS, Field, POD_KINDS, PodKind, Resource};

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
                  where workloads of that namespace are applied with it; where none of them is nearly so called, as a suggestion. Two of one workload, and a `scaleTargetRef` with \
                  the group of another kind, scale nothing either.",
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
    // KEDA then takes over an autoscaler that is there.
    let notes = resource.field().at("metadata").at("annotations");
    if keda && notes.key("scaledobject.keda.sh/transfer-hpa-ownership").is_some() {
        return;
    }
    let usual = Some("Deployment").filter(|_| keda);
    let (Some(kind), Some(name)) = (target.at("kind").opt_str().or(usual), target.at("name").opt_str()) else { return };
    facts.scales = Some(Box::new(Scales {
        kind: kind.to_owned(),
        name: name.to_owned(),
        group: group(target, keda),
        version_at: match target.at("apiVersion") {
            version if version.exists() => Place::of(version, Path::of("spec.scaleTargetRef.apiVersion")),
            _ => Place::of(target.at("name"), Path::of("spec.scaleTargetRef.name")),
        },
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

/// The group of what is scaled: KEDA takes it for `apps` where nothing is said, the server for its own, which has no name.
fn group(target: Field<'_>, keda: bool) -> Option<String> {
    let version = target.at("apiVersion").opt_str().filter(|version| !version.is_empty());
    match version {
        None if keda => None,
        None => Some(String::new()),
        Some(version) => Some(version.split_once('/').map_or("", |(group, _)| group).to_owned()),
    }
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
    let all: Vec<_> = world.scalers().collect();
    let mut findings: Vec<Finding> =
        all.iter().filter_map(|(from, scales)| Some(from.scene().set(tell(world, from, scales)?))).collect();
    let mut scaled: HashMap<usize, Vec<&super::Object>> = HashMap::new();
    for (from, scales) in all {
        for at in world.targets(from, scales) {
            let others = scaled.entry(at).or_default();
            let beside = |other: &&&super::Object| world.is_beside(from, None, other) && !are_one(from, other);
            if let Some(other) = others.iter().find(beside) {
                findings.push(from.scene().set(two_scalers(scales, &world.objects[at], other)));
            }
            others.push(from);
        }
    }
    findings
}

/// Whether they are one object, given twice.
fn are_one(one: &super::Object, other: &super::Object) -> bool {
    one.gvk.kind == other.gvk.kind && one.reference.name == other.reference.name
}

/// Says that another autoscaler scales the same (`AmbiguousSelector`): KEDA makes a HorizontalPodAutoscaler of its own.
fn two_scalers(scales: &Scales, object: &super::Object, other: &super::Object) -> Finding {
    let name = |object: &super::Object| object.reference.name.clone().unwrap_or_default();
    let message = format!(
        "{} `{}` is scaled by {} `{}` as well: where there are two neither does anything",
        object.gvk.kind,
        name(object),
        other.gvk.kind,
        name(other)
    );
    let mut finding = scales.name_at.finding(&RULE, message);
    finding.help("leave one of the two out, or put its metrics into the other").relate_in(
        other.file,
        other.name,
        "the other one",
    );
    finding
}

fn tell(world: &World<'_>, from: &super::Object, scales: &Scales) -> Option<Finding> {
    // What others define scales as they say.
    let mut kinds = POD_KINDS.iter().chain(&CUSTOM_POD_KINDS).filter(|kind| kind.kind == scales.kind && kind.scales());
    let kind = kinds.next()?;
    let group = scales.group.as_deref().unwrap_or(kind.group);
    if group != kind.group {
        let no_custom = !group.contains('.') && !kind.group.contains('.');
        return no_custom.then(|| wrong_group(scales, kind));
    }
    let name = scales.name.as_str();
    if !world.named((kind.group, kind.kind, name), from, None).is_empty() {
        return None;
    }
    let message = format!("there is no {} `{name}` to scale", kind.kind);
    let is_custom = kind.group.contains('.');
    if is_custom && world.beside((kind.group, kind.kind), from, None).next().is_none() {
        return None;
    }
    let others: Vec<&PodKind> = POD_KINDS.iter().filter(|other| other.scales() && other.kind != kind.kind).collect();
    let same_name = |other: &&PodKind| {
        let there = world.named((other.group, other.kind, name), from, None);
        there.into_iter().map(|at| &world.objects[at]).find(|object| world.is_beside(from, None, object))
    };
    if let Some(object) = others.iter().find_map(same_name).filter(|_| !is_custom) {
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

/// Says that no kind of that name is in the group that is written: who asks for its scale gets none.
fn wrong_group(scales: &Scales, kind: &PodKind) -> Finding {
    let group = scales.group.as_deref().unwrap_or_default();
    let meant = if kind.group.is_empty() { "v1".to_owned() } else { format!("{}/v1", kind.group) };
    let said = if group.is_empty() { "the group without a name".to_owned() } else { format!("the group `{group}`") };
    let message = format!("there is no {} in {said}, so that `{}` is never scaled", kind.kind, scales.name);
    let mut finding = scales.version_at.finding(&RULE, message);
    if scales.version_at.span == scales.name_at.span {
        finding.help(format!("give `apiVersion: {meant}` beside it"));
    } else {
        scales.version_at.mean(&mut finding, &meant);
    }
    finding
}
