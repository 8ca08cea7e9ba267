//! HorizontalPodAutoscaler: the one percentage of `autoscaling/v1`, and the flat metrics of `autoscaling/v2beta1`.

use super::Rewrite;
use super::draft::{List, Map, Member, Value};

const FIRST: &str = "autoscaling/v1";
const FLAT: &str = "autoscaling/v2beta1";
const PERCENTAGE: &str =
    "is now an item of `metrics`: `resource: {name: cpu, target: {type: Utilization, averageUtilization: …}}`";

/// A field of a flat metric: where it went, and what a person is told of that.
struct Flat {
    old: &'static str,
    new: &'static str,
    /// The `type` of the target that it makes.
    kind: &'static str,
    now: &'static str,
}

const fn flat(old: &'static str, new: &'static str, kind: &'static str, now: &'static str) -> Flat {
    Flat { old, new, kind, now }
}

/// What became a field of `target`; of several the first says its type.
const TARGETS: &[Flat] = &[
    flat(
        "targetAverageUtilization",
        "averageUtilization",
        "Utilization",
        "is now `target: {type: Utilization, averageUtilization: …}`",
    ),
    flat(
        "targetAverageValue",
        "averageValue",
        "AverageValue",
        "is now `target: {type: AverageValue, averageValue: …}`",
    ),
    flat("targetValue", "value", "Value", "is now `target: {type: Value, value: …}`"),
];

/// The same of an object.
const OF_OBJECT: &[Flat] =
    &[flat("averageValue", "averageValue", "AverageValue", "is now `target: {type: AverageValue, averageValue: …}`")];

/// The same in the status, which has no types.
const CURRENTS: &[Flat] = &[
    flat("currentAverageUtilization", "averageUtilization", "", "is now `current.averageUtilization`"),
    flat("currentAverageValue", "averageValue", "", "is now `current.averageValue`"),
    flat("currentValue", "value", "", "is now `current.value`"),
];

/// What became a field of `metric`.
const METRICS: &[Flat] = &[
    flat("metricName", "name", "", "is now `metric.name`"),
    flat("metricSelector", "selector", "", "is now `metric.selector`"),
    flat("selector", "selector", "", "is now `metric.selector`"),
];

/// Where metrics come from.
const SOURCES: &[&str] = &["resource", "containerResource", "pods", "object", "external"];

/// Brings an autoscaler into the form of `autoscaling/v2`.
pub(super) fn rewrite<'a>(rewrite: &mut Rewrite<'a>, object: &mut Map<'a>) {
    if let Some(status) = object.map("status") {
        rewrite.take(FIRST, status, "currentCPUUtilizationPercentage", "is now in `currentMetrics`");
        for metric in status.maps("currentMetrics") {
            metrics_of(metric, |name, source| flat_source(rewrite, source, name, ("current", CURRENTS)));
        }
    }
    let Some(spec) = object.map("spec") else { return };
    for metric in spec.maps("metrics") {
        metrics_of(metric, |name, source| flat_source(rewrite, source, name, ("target", TARGETS)));
    }
    percentage(rewrite, spec);
}

fn metrics_of<'a>(metric: &mut Map<'a>, mut each: impl FnMut(&str, &mut Map<'a>)) {
    for name in SOURCES {
        if let Some(source) = metric.map(name) {
            each(name, source);
        }
    }
}

/// The percentage of the CPU, which was all there was.
fn percentage<'a>(rewrite: &mut Rewrite<'a>, spec: &mut Map<'a>) {
    let Some(at) = spec.at("targetCPUUtilizationPercentage") else { return };
    let Some(old) = rewrite.take(FIRST, spec, "targetCPUUtilizationPercentage", PERCENTAGE) else { return };
    let target = Value::of(vec![Member::text("type", "Utilization"), old.called("averageUtilization")]);
    let resource = Value::of(vec![Member::text("name", "cpu"), Member::new("target", target)]);
    let metric = Value::of(vec![Member::text("type", "Resource"), Member::new("resource", resource)]);
    let Some(metrics) = spec.get("metrics") else {
        spec.put(at, Member::new("metrics", Value::List(List { of: None, items: vec![metric] })));
        return;
    };
    let of_cpu = |m: &mut Map<'_>| m.map("resource").is_some_and(|resource| resource.text("name") == Some("cpu"));
    // Two ways of saying how busy is too busy: which of them is meant nobody knows.
    rewrite.stuck |= metrics.maps().any(of_cpu);
    match metrics.list() {
        Some(list) => list.items.push(metric),
        None => rewrite.stuck = true,
    }
}

/// A metric whose fields were not yet put into `metric`, `target` and `describedObject`.
fn flat_source<'a>(
    rewrite: &mut Rewrite<'a>,
    source: &mut Map<'a>,
    name: &str,
    (goal, goals): (&'static str, &[Flat]),
) {
    if name == "object" {
        described(rewrite, source);
    }
    if !matches!(name, "resource" | "containerResource") {
        gather(rewrite, source, METRICS, "metric");
    }
    // Only of an object it had this name, and then it was the average that counted.
    if name == "object" && source.has("averageValue") {
        rewrite.take(FLAT, source, "targetValue", "does not count beside an average");
        gather(rewrite, source, OF_OBJECT, goal);
    }
    gather(rewrite, source, goals, goal);
}

/// The object that a metric describes was called its target.
fn described<'a>(rewrite: &mut Rewrite<'a>, source: &mut Map<'a>) {
    let Some(target) = source.map("target") else { return };
    let names = ["kind", "name", "apiVersion"];
    let is_reference = target.members.iter().any(|m| names.contains(&m.name.as_str()))
        && target.members.iter().all(|m| names.contains(&m.name.as_str()));
    if !is_reference {
        return;
    }
    for member in &target.members {
        rewrite.note(FLAT, member, "is now in `describedObject`");
    }
    let Some(at) = source.at("target") else { return };
    rewrite.stuck |= source.has("describedObject");
    "describedObject".clone_into(&mut source.members[at].name);
}

/// Puts what was flat into the map of that name, in the place of the first.
fn gather<'a>(rewrite: &mut Rewrite<'a>, source: &mut Map<'a>, flats: &[Flat], name: &str) {
    let Some(at) = flats.iter().filter_map(|f| source.at(f.old)).min() else { return };
    rewrite.stuck |= source.has(name);
    let mut members = Vec::new();
    for flat in flats {
        let Some(old) = rewrite.take(FLAT, source, flat.old, flat.now) else { continue };
        if members.is_empty() && !flat.kind.is_empty() {
            members.push(Member::text("type", flat.kind));
        }
        members.push(old.called(flat.new));
    }
    source.put(at, Member::new(name, Value::of(members)));
}
