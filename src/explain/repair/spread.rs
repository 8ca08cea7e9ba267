//! Spreading and pod affinity: demands made wishes, or dropped.

use super::Repair;
use super::affinity::is_a_fact;
use crate::explain::edit::{add_scalar, set_flow, set_scalar};
use crate::explain::view::{View, spec};
use crate::inventory::PodInstance;
use crate::inventory::matching::{selects, untolerated};
use crate::resource::Field;

/// What is given up with anti-affinity.
const BESIDE: &str = "they may share a place, and fall with it";

/// What is given up with required spreading.
const GATHER: &str = "its pods may gather in one place";

const REQUIRED: &str = "requiredDuringSchedulingIgnoredDuringExecution";

pub(super) fn cures(view: &View<'_, '_>, pod: &PodInstance<'_>, node: usize, reasons: &[String]) -> Vec<Repair> {
    let file = pod.template.file;
    let constraints: Vec<Field<'_>> = spec(pod)
        .at("topologySpreadConstraints")
        .items()
        .filter(|c| c.at("whenUnsatisfiable").str() == "DoNotSchedule")
        .collect();
    let key = |c: &Field<'_>| c.at("topologyKey").str().to_owned();
    let mut cures = Vec::new();
    if reasons.iter().any(|r| r.ends_with("(missing required label)")) {
        cures.extend(label(view, node, &constraints));
    }
    // Who counts nodes that would not take the pod anyway waits for ever where those stay empty.
    let tainted = view.cluster.nodes.iter().any(|node| untolerated(&pod.pod, node).next().is_some());
    for c in constraints.iter().filter(|_| tainted) {
        let policy = c.at("nodeTaintsPolicy");
        let edit = match policy.node() {
            Some(old) => set_scalar(file, old, "Honor").filter(|_| policy.str() != "Honor"),
            None => c.node().and_then(|map| add_scalar(file, map, "nodeTaintsPolicy", "Honor")),
        };
        let title = format!(
            "leave nodes with taints that the pod does not tolerate out of the spreading over {} (nodeTaintsPolicy: Honor)",
            key(c)
        );
        cures.extend(edit.map(|edit| Repair::manifest(18, title, vec![edit])));
    }
    let wish = |c: &Field<'_>| set_scalar(file, c.at("whenUnsatisfiable").node()?, "ScheduleAnyway");
    for c in &constraints {
        let skew = c.at("maxSkew");
        let next = skew.int().saturating_add(1);
        if let Some(edit) = skew.node().and_then(|n| set_scalar(file, n, &next.to_string())) {
            let title = format!("allow a skew of {next} over {}", key(c));
            let price = format!("one place may hold {next} more of its pods than another");
            cures.push(Repair::manifest(30, title, vec![edit]).giving_up(price));
        }
        if let Some(edit) = wish(c) {
            let title = format!("make spreading over {} a wish (whenUnsatisfiable: ScheduleAnyway)", key(c));
            cures.push(Repair::manifest(40, title, vec![edit]).giving_up(GATHER));
        }
    }
    let all: Option<Vec<_>> = constraints.iter().map(wish).collect();
    if let Some(edits) = all.filter(|e| e.len() > 1) {
        cures.push(Repair::manifest(60, "make all required spreading a wish", edits).giving_up(GATHER));
    }
    cures
}

/// The label by which the node would belong to a domain.
fn label(view: &View<'_, '_>, node: usize, constraints: &[Field<'_>]) -> Option<Repair> {
    let name = &view.node(node).name;
    let mut words = Vec::new();
    for c in constraints {
        let key = c.at("topologyKey").str();
        if !view.node(node).labels.contains_key(key) {
            if is_a_fact(key) {
                return None;
            }
            let value = view.cluster.nodes.iter().find_map(|n| n.labels.get(key));
            words.push(format!("{key}={}", value.unwrap_or(name)));
        }
    }
    (!words.is_empty()).then(|| {
        let words = words.join(" ");
        Repair::cluster(46, format!("label node {name} with {words}"), format!("kubectl label node {name} {words}"))
            .giving_up("the label has to be true of the node")
    })
}

/// Makes all of the pod's demands on its neighbours wishes, or drops them; `None` where it has none.
pub(super) fn alone(pod: &PodInstance<'_>) -> Option<Repair> {
    let file = pod.template.file;
    let constraints = spec(pod).at("topologySpreadConstraints").items();
    let hard = constraints.filter(|c| c.at("whenUnsatisfiable").str() == "DoNotSchedule");
    let mut edits: Vec<_> =
        hard.filter_map(|c| set_scalar(file, c.at("whenUnsatisfiable").node()?, "ScheduleAnyway")).collect();
    for kind in ["podAffinity", "podAntiAffinity"] {
        let entry = spec(pod).at("affinity").at(kind).node().and_then(|a| a.entry(REQUIRED));
        edits.extend(entry.and_then(|e| set_flow(file, e, "[]")));
    }
    let title = "drop what it demands of its neighbours (pod affinity, anti-affinity, spreading)";
    (!edits.is_empty())
        .then(|| Repair::manifest(90, title, edits).giving_up("nothing says any more what runs beside it"))
}

/// Drops the required terms of the kind that fails: the pod's own, or those of the pods that keep it away.
pub(super) fn pod_affinity_cures(
    view: &View<'_, '_>,
    pod: &PodInstance<'_>,
    node: usize,
    reasons: &[String],
) -> Vec<Repair> {
    let mut cures = Vec::new();
    for (kind, reason, words, price) in [
        ("podAffinity", "node(s) didn't match pod affinity rules", "pod affinity", "it may run far from those pods"),
        ("podAntiAffinity", "node(s) didn't match pod anti-affinity rules", "pod anti-affinity", BESIDE),
    ] {
        if !reasons.iter().any(|r| r == reason) {
            continue;
        }
        let entry = spec(pod).at("affinity").at(kind).node().and_then(|a| a.entry(REQUIRED));
        if let Some(edit) = entry.and_then(|e| set_flow(pod.template.file, e, "[]")) {
            cures.push(Repair::manifest(50, format!("drop the required {words}"), vec![edit]).giving_up(price));
        }
    }
    if reasons.iter().any(|r| r == "node(s) didn't satisfy existing pods anti-affinity rules") {
        cures.extend(neighbours(view, pod, node));
    }
    cures
}

/// The required anti-affinity of the pods around a node that keep this one away, dropped.
fn neighbours(view: &View<'_, '_>, pod: &PodInstance<'_>, node: usize) -> Option<Repair> {
    let (mut edits, mut names) = (Vec::new(), Vec::new());
    for (at, pods) in view.on_node.iter().enumerate() {
        let near = |key: &String| {
            let value = |n: usize| view.node(n).labels.get(key);
            value(node).is_some() && value(node) == value(at)
        };
        for other in pods {
            let mut terms = other.affinity.pod_anti_affinity.iter().flat_map(|a| &a.required);
            let hit = terms.any(|t| {
                near(&t.topology_key) && t.label_selector.as_ref().is_some_and(|s| selects(s, &pod.pod.labels))
            });
            if !hit {
                continue;
            }
            let instance = view.instance(other)?;
            let entry = spec(instance).at("affinity").at("podAntiAffinity").node()?.entry(REQUIRED)?;
            let edit = set_flow(instance.template.file, entry, "[]")?;
            // Pods of one template are mended by one edit.
            if !edits.contains(&edit) {
                edits.push(edit);
                names.push(other.key());
            }
        }
    }
    let title = format!("drop the required pod anti-affinity of {}", names.join(", "));
    (!edits.is_empty()).then(|| Repair::manifest(80, title, edits).giving_up(BESIDE))
}
