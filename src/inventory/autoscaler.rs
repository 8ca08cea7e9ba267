//! What scales workloads: HorizontalPodAutoscalers, and the ScaledObjects of which KEDA makes some.

use super::{Controller, DEFAULT_NAMESPACE, Found, Inventory, Origin};
use crate::resource::Field;

/// What scales one workload between a least and a most number of pods.
#[derive(Clone, Debug)]
pub struct Autoscaler<'a> {
    /// Its namespace, never empty, which is that of the workload.
    pub namespace: String,
    /// The kind of the workload.
    pub kind: &'a str,
    /// The name of the workload.
    pub target: &'a str,
    /// The pods that it always sees to.
    pub least: i64,
    /// The pods that it makes at most, where that is written.
    pub most: Option<i64>,
    /// Whether it also scales a workload that somebody scaled to nothing.
    pub wakes: bool,
    /// Where it stands.
    pub origin: Origin<'a>,
    /// Where the least number stands, and where the most.
    names: [&'static str; 2],
}

/// The fields of a kind.
struct Row {
    group: &'static str,
    kind: &'static str,
    names: [&'static str; 2],
    /// The least number by default.
    least: i64,
    wakes: bool,
}

static ROWS: [Row; 2] = [
    // `SetDefaults_HorizontalPodAutoscaler`; at no replicas the controller leaves the workload alone (`ScalingDisabled`).
    Row {
        group: "autoscaling",
        kind: "HorizontalPodAutoscaler",
        names: ["minReplicas", "maxReplicas"],
        least: 1,
        wakes: false,
    },
    // KEDA's `ScaledObjectSpec`. By default it scales to a hundred: nobody wrote that, so it is not held against anybody.
    Row {
        group: "keda.sh",
        kind: "ScaledObject",
        names: ["minReplicaCount", "maxReplicaCount"],
        least: 0,
        wakes: true,
    },
];

fn row_of(found: &Found<'_>) -> Option<&'static Row> {
    let (group, kind) = (found.resource.group(), found.resource.kind);
    ROWS.iter().find(|row| row.group == group && row.kind == kind)
}

/// Whether an object scales workloads.
pub(super) fn is_autoscaler(found: &Found<'_>) -> bool {
    row_of(found).is_some()
}

/// Reads what scales a workload; of one that names none nothing.
pub(super) fn read<'a>(to: &mut Inventory<'a>, found: &Found<'a>, f: Field<'a>) {
    let Some(row) = row_of(found) else { return };
    let (spec, meta) = (f.at("spec"), f.at("metadata"));
    let target = spec.at("scaleTargetRef");
    let (kind, name) = (target.at("kind").str(), target.at("name").str());
    if name.is_empty() {
        return;
    }
    let namespace = Some(meta.at("namespace").str()).filter(|name| !name.is_empty()).unwrap_or(DEFAULT_NAMESPACE);
    let number = |name: &'static str| spec.at(name).opt_int().filter(|number| *number >= 0);
    to.autoscalers.push(Autoscaler {
        namespace: namespace.to_owned(),
        kind: if kind.is_empty() { "Deployment" } else { kind },
        target: name,
        least: number(row.names[0]).unwrap_or(row.least),
        most: number(row.names[1]),
        wakes: row.wakes,
        origin: found.origin(),
        names: row.names,
    });
}

impl<'a> Autoscaler<'a> {
    /// Whether it scales that controller.
    pub fn scales(&self, controller: &Controller<'_>) -> bool {
        self.kind == controller.kind && self.target == controller.name && self.namespace == controller.namespace
    }

    /// The field of the least number, or where `most` that of the most, with its name.
    pub fn field(&self, most: bool) -> (Field<'a>, &'static str) {
        let name = self.names[usize::from(most)];
        (self.origin.field().at("spec").at(name), name)
    }
}
