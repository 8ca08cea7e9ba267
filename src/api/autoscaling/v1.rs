//! `autoscaling/v1` carries the metrics and the behavior of later versions in annotations. The server turns
//! them into what `v2` has and validates that: `pkg/apis/autoscaling/v1/conversion.go`.

use serde_json::{Map, Value, json};

use super::{behavior, metrics};
use crate::api::Cx;
use crate::model::{Finding, Gvk};
use crate::resource::{Field, Resource};
use crate::source::{Limits, parse};

const METRICS: &str = "autoscaling.alpha.kubernetes.io/metrics";
const BEHAVIOR: &str = "autoscaling.alpha.kubernetes.io/behavior";

/// What `Convert_v1_HorizontalPodAutoscaler_To_autoscaling_HorizontalPodAutoscaler` makes, validated.
pub(super) fn converted<'a>(cx: &mut Cx<'a>, spec: Field<'a>) {
    let annotation = |key| cx.root().at("metadata").at("annotations").key(key);
    let (metrics_text, behavior_text) = (annotation(METRICS), annotation(BEHAVIOR));
    let listed = metrics_text.and_then(|f| metric_specs(f.str())).unwrap_or_default();
    let utilization = spec.at("targetCPUUtilizationPercentage");
    if utilization.exists() && utilization.int() < 1 {
        let place = format!("spec.metrics[{}].resource.target.averageUtilization", listed.len());
        cx.invalid(utilization, "must be greater than 0").field(place);
    }
    if let Some(f) = metrics_text {
        let text = json!({ "spec": { "metrics": listed } });
        within(cx, f, &text, metrics::metrics);
    }
    if let Some(f) = behavior_text
        && let Some(rules) = scaling_behavior(f.str())
    {
        within(cx, f, &json!({ "spec": { "behavior": rules } }), |sub, spec| {
            behavior::behavior(sub, spec.at("behavior"), false);
        });
    }
    let external = |m: &Value| matches!(m["type"].as_str(), Some("Object" | "External"));
    let min = spec.at("minReplicas");
    if min.opt_int() == Some(0) && !listed.iter().any(external) {
        cx.forbidden(min, "must specify at least one Object or External metric to support scaling to zero replicas")
            .field("spec.metrics");
    }
}

/// Validates a text that stands in an annotation, and shows what is wrong with it there.
fn within<'a>(cx: &mut Cx<'a>, at: Field<'a>, text: &Value, validate: impl for<'b> Fn(&mut Cx<'b>, Field<'b>)) {
    let text = text.to_string();
    let documents = parse(&text, &Limits::default());
    let Some(root) = documents.first().and_then(|d| d.root()) else { return };
    let resource = Resource::new(root);
    let mut sub = Cx::of_part(&resource, Gvk { version: "v2", ..cx.gvk }, cx.version);
    let spec = sub.root().at("spec");
    validate(&mut sub, spec);
    for inner in sub.finish().into_iter().map(Finding::into_particulars) {
        let mut finding = Finding::of(inner.rule, at.span(), format!("in this annotation: {}", inner.message));
        finding.field(inner.field).follows(inner.also);
        if let Some(cause) = inner.api {
            finding.cause(cause);
        }
        if let Some(help) = inner.help {
            finding.help(help);
        }
        cx.take(finding);
    }
}

/// The metrics in an annotation as `v2` writes them; none where the text is not what Go would decode.
fn metric_specs(text: &str) -> Option<Vec<Value>> {
    let Value::Array(items) = serde_json::from_str(text).ok()? else { return None };
    items.iter().map(|item| metric(item.as_object()?)).collect()
}

/// `Convert_v1_MetricSpec_To_autoscaling_MetricSpec`
fn metric(from: &Map<String, Value>) -> Option<Value> {
    let mut to = json!({ "type": text(from, "type")? });
    for (name, convert) in SOURCES {
        if let Some(source) = part(from, name)? {
            to[name] = convert(source)?;
        }
    }
    Some(to)
}

type Convert = fn(&Map<String, Value>) -> Option<Value>;

const SOURCES: [(&str, Convert); 5] = [
    ("object", object),
    ("pods", pods),
    ("resource", resource),
    ("containerResource", resource),
    ("external", external),
];

fn object(from: &Map<String, Value>) -> Option<Value> {
    let described = part(from, "target")?.cloned().unwrap_or_default();
    let average = from.get("averageValue").filter(|v| !v.is_null());
    let value = from.get("targetValue").cloned().unwrap_or_else(|| json!("0"));
    let zero = value == json!("0") || value == json!(0);
    let mut target = json!({ "type": if average.is_some() { "AverageValue" } else { "Value" } });
    if let Some(average) = average {
        target["averageValue"] = average.clone();
    }
    if average.is_none() || !zero {
        target["value"] = value;
    }
    Some(json!({ "describedObject": described, "metric": { "name": text(from, "metricName")? }, "target": target }))
}

fn pods(from: &Map<String, Value>) -> Option<Value> {
    let average = from.get("targetAverageValue").cloned().unwrap_or_else(|| json!("0"));
    let target = json!({ "type": "AverageValue", "averageValue": average });
    Some(json!({ "metric": { "name": text(from, "metricName")? }, "target": target }))
}

fn resource(from: &Map<String, Value>) -> Option<Value> {
    let mut target = json!({});
    let utilization = from.get("targetAverageUtilization").filter(|v| !v.is_null());
    target["type"] = json!(if utilization.is_some() { "Utilization" } else { "AverageValue" });
    if let Some(number) = utilization {
        target["averageUtilization"] = json!(number.as_i64()?);
    }
    if let Some(value) = from.get("targetAverageValue").filter(|v| !v.is_null()) {
        target["averageValue"] = value.clone();
    }
    Some(json!({ "name": text(from, "name")?, "container": text(from, "container")?, "target": target }))
}

fn external(from: &Map<String, Value>) -> Option<Value> {
    let (value, average) = (from.get("targetValue"), from.get("targetAverageValue"));
    let given = |v: &&Value| !v.is_null();
    let (value, average) = (value.filter(given), average.filter(given));
    let mut target = json!({ "type": if value.is_some() { "Value" } else { "AverageValue" } });
    if let Some(value) = value {
        target["value"] = value.clone();
    }
    if let Some(average) = average {
        target["averageValue"] = average.clone();
    }
    Some(json!({ "metric": { "name": text(from, "metricName")? }, "target": target }))
}

/// A string field, empty where absent; none where it is something else, which Go refuses to decode.
fn text<'v>(from: &'v Map<String, Value>, name: &str) -> Option<&'v str> {
    match from.get(name) {
        None | Some(Value::Null) => Some(""),
        Some(value) => value.as_str(),
    }
}

/// A struct field; the outer `None` where it is something else.
fn part<'v>(from: &'v Map<String, Value>, name: &str) -> Option<Option<&'v Map<String, Value>>> {
    match from.get(name) {
        None | Some(Value::Null) => Some(None),
        Some(value) => value.as_object().map(Some),
    }
}

const BEHAVIOR_FIELDS: &[&str] = &[
    "scaleUp",
    "scaleDown",
    "stabilizationWindowSeconds",
    "selectPolicy",
    "policies",
    "type",
    "value",
    "periodSeconds",
    "tolerance",
];

/// The behavior in an annotation. It is of the server's internal type, whose fields Go matches in any case.
fn scaling_behavior(text: &str) -> Option<Value> {
    let mut value: Value = serde_json::from_str(text).ok()?;
    respell(&mut value, 0);
    (value.is_object() && (value["scaleUp"].is_object() || value["scaleDown"].is_object())).then_some(value)
}

/// The annotation's own nesting is four levels deep; what lies deeper means nothing.
const BEHAVIOR_DEPTH: usize = 6;

fn respell(value: &mut Value, depth: usize) {
    if depth > BEHAVIOR_DEPTH {
        return;
    }
    match value {
        Value::Object(map) => {
            for (key, mut item) in std::mem::take(map) {
                respell(&mut item, depth + 1);
                let name = BEHAVIOR_FIELDS.iter().find(|name| name.eq_ignore_ascii_case(&key));
                map.insert(name.map_or(key, |name| (*name).to_owned()), item);
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| respell(item, depth + 1)),
        _ => {}
    }
}
