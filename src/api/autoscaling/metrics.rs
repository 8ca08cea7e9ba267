//! What an autoscaler measures: `validateMetrics`.

use super::object_reference::object_reference;
use crate::api::Cx;
use crate::api::core::helpers::invalid_each;
use crate::api::core::helpers::quantity;
use crate::api::core::resource_names::{Place, name_problems};
use crate::api::format::{self, is_dns1123_label};
use crate::api::gates;
use crate::resource::Field;

/// Each type of metric, its field, and the validation of that field; in the server's order.
const SOURCES: [(&str, &str, Source); 5] = [
    ("Object", "object", object),
    ("External", "external", external),
    ("Pods", "pods", pods),
    ("Resource", "resource", resource),
    ("ContainerResource", "containerResource", container_resource),
];

const TYPES: &[&str] = &["ContainerResource", "External", "Object", "Pods", "Resource"];

type Source = for<'a> fn(&mut Cx<'a>, Field<'a>);

/// `validateMetrics`, of a spec
pub(super) fn metrics<'a>(cx: &mut Cx<'a>, spec: Field<'a>) {
    let list = spec.at("metrics");
    let mut from_zero = false;
    for metric in list.items() {
        metric_spec(cx, metric);
        from_zero |= matches!(metric.at("type").str(), "Object" | "External");
    }
    if spec.at("minReplicas").opt_int() == Some(0) && !from_zero {
        cx.forbidden(list, "must specify at least one Object or External metric to support scaling to zero replicas")
            .say("with no pods left only an Object or External metric can say when to scale up again");
    }
}

/// `validateMetricSpec`
fn metric_spec<'a>(cx: &mut Cx<'a>, metric: Field<'a>) {
    let kind = metric.at("type");
    if kind.str().is_empty() {
        cx.required(kind, "must specify a metric source type");
    }
    let known = SOURCES.iter().find(|(name, ..)| *name == kind.str());
    if known.is_none() {
        cx.not_supported(kind, TYPES);
    }
    // Without its gate a `containerResource` is dropped.
    let containers = gates::HPA_CONTAINER_METRICS.on(cx.version);
    let given = |field: &'static str| metric.at(field).exists() && (containers || field != "containerResource");
    let present: Vec<_> = SOURCES.iter().filter(|(_, field, _)| given(field)).collect();
    if let Some((_, field, validate)) = present.first() {
        validate(cx, metric.at(field));
    }
    match known {
        Some((_, field, _)) if !given(field) && *field == "containerResource" && !containers => {
            // What stands there is as good as not there.
            let path = cx.path(metric.at(field));
            cx.required(
                metric,
                "must populate information for the given metric source (only allowed when HPAContainerMetrics feature \
                 is enabled)",
            )
            .field(path)
            .label_at(kind.span())
            .say("metrics of single containers need the feature gate `HPAContainerMetrics`, which is off by default");
        }
        Some((name, field, _)) if !given(field) => {
            cx.required(metric.at(field), "must populate information for the given metric source")
                .say(format!("a metric of type `{name}` needs the field `{field}`"))
                .relate(kind.span(), "the type asks for it");
        }
        Some(_) => {}
        // The server says so twice.
        None => {
            cx.not_supported(kind, TYPES);
        }
    }
    if present.len() == 1 {
        return;
    }
    for (_, field, _) in present.into_iter().filter(|(name, ..)| *name != kind.str()) {
        cx.forbidden(metric.at(field), "must populate the given metric source only")
            .say(format!("`{field}` does not belong to a metric of type `{}`", kind.str()))
            .help("each list item describes one metric: give it an item of its own");
    }
}

/// `validateObjectSource`
fn object<'a>(cx: &mut Cx<'a>, of: Field<'a>) {
    object_reference(cx, of.at("describedObject"), true);
    identifier(cx, of.at("metric"));
    let target = of.at("target");
    metric_target(cx, target);
    if !target.at("value").exists() && !target.at("averageValue").exists() {
        cx.required(target.at("averageValue"), "must set either a target value or averageValue");
    }
}

/// `validateExternalSource`
fn external<'a>(cx: &mut Cx<'a>, of: Field<'a>) {
    identifier(cx, of.at("metric"));
    let target = of.at("target");
    metric_target(cx, target);
    let (value, average) = (target.at("value"), target.at("averageValue"));
    if !value.exists() && !average.exists() {
        cx.required(average, "must set either a target value for metric or a per-pod target");
    }
    if value.exists() && average.exists() {
        cx.forbidden(value, "may not set both a target value for metric and a per-pod target")
            .relate(average.span(), "the per-pod target");
    }
}

/// `validatePodsSource`
fn pods<'a>(cx: &mut Cx<'a>, of: Field<'a>) {
    identifier(cx, of.at("metric"));
    let target = of.at("target");
    metric_target(cx, target);
    if !target.at("averageValue").exists() {
        cx.required(target.at("averageValue"), "must specify a positive target averageValue");
    }
}

/// `validateResourceSource`
fn resource<'a>(cx: &mut Cx<'a>, of: Field<'a>) {
    if of.at("name").str().is_empty() {
        cx.required(of.at("name"), "must specify a resource name").help("usually `cpu` or `memory`");
    }
    resource_target(cx, of.at("target"));
}

/// `validateContainerResourceSource`
fn container_resource<'a>(cx: &mut Cx<'a>, of: Field<'a>) {
    let (name, container) = (of.at("name"), of.at("container"));
    if name.str().is_empty() {
        cx.required(name, "must specify a resource name").help("usually `cpu` or `memory`");
    } else {
        invalid_each(cx, name, name_problems(name.str(), Place::Container));
    }
    if container.str().is_empty() {
        cx.required(container, "must specify a container");
    } else {
        invalid_each(cx, container, is_dns1123_label(container.str()));
    }
    resource_target(cx, of.at("target"));
}

/// What the two kinds of resource metrics share.
fn resource_target<'a>(cx: &mut Cx<'a>, target: Field<'a>) {
    metric_target(cx, target);
    let (utilization, value) = (target.at("averageUtilization"), target.at("averageValue"));
    if !utilization.exists() && !value.exists() {
        cx.required(utilization, "must set either a target raw value or a target utilization")
            .help("write `averageUtilization: 80` (percent of the request), or `averageValue`");
    }
    if utilization.exists() && value.exists() {
        cx.forbidden(value, "may not set both a target raw value and a target utilization")
            .relate(utilization.span(), "the target utilization");
    }
}

/// `validateMetricTarget`
fn metric_target<'a>(cx: &mut Cx<'a>, target: Field<'a>) {
    let kind = target.at("type");
    if kind.str().is_empty() {
        cx.required(kind, "must specify a metric target type").help("allowed: `Utilization`, `Value`, `AverageValue`");
    }
    if !matches!(kind.str(), "Utilization" | "Value" | "AverageValue") {
        cx.invalid(kind, "must be either Utilization, Value, or AverageValue");
    }
    for name in ["value", "averageValue"] {
        let f = target.at(name);
        if quantity(f).is_some_and(|amount| amount.nanos() <= 0) {
            cx.invalid(f, "must be positive");
        }
    }
    let utilization = target.at("averageUtilization");
    if utilization.exists() && utilization.int() < 1 {
        cx.invalid(utilization, "must be greater than 0");
    }
}

/// `validateMetricIdentifier`
fn identifier<'a>(cx: &mut Cx<'a>, metric: Field<'a>) {
    let name = metric.at("name");
    if name.str().is_empty() {
        cx.required(name, "must specify a metric name");
    } else {
        invalid_each(cx, name, format::is_path_segment_name(name.str()));
    }
}
