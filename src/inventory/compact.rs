//! `apiVersion: plimsoll.dev/v1, kind: Inventory`: nodes declared in a few lines.
//!
//! Its form is `schemas/inventory.schema.json`; what does not fit becomes a finding, and what is sound is taken all the
//! same.

use std::sync::LazyLock;

use jsonschema::Validator;
use jsonschema::error::ValidationErrorKind;
use serde_json::Value;

use super::read::{labels, resources, strings};
use super::what_if::parse_taint;
use super::{Inventory, Origin, PodInstance, Sourced};
use crate::model::{Finding, Layer, Quantity, Rule, Severity, Span};
use crate::resource::Field;
use crate::scheduler::types::{Container, Labels, Node, Pod, ResourceList};
use crate::source::{Kind, Node as Tree};

/// `schedule/inventory`
pub(crate) static INVENTORY: Rule = Rule {
    id: "schedule/inventory",
    layer: Layer::Schedule,
    severity: Severity::Error,
    summary: "A compact inventory that does not hold what it should",
    explanation: "An object of `apiVersion: plimsoll.dev/v1, kind: Inventory` declares the nodes that pods are placed on. \
              Something in it is not as its schema, `schemas/inventory.schema.json`, has it: a field that there is \
              not, a taint that kubectl would not read, an amount that is none. What is sound in it is used all the \
              same.",
    bad: "",
    good: "",
};

/// The group of our own kinds.
pub const GROUP: &str = "plimsoll.dev";

/// The schema, for people who want their editor to know it.
pub const SCHEMA: &str = include_str!("../../schemas/inventory.schema.json");

static VALIDATOR: LazyLock<Validator> = LazyLock::new(|| {
    let schema: Value = serde_json::from_str(SCHEMA).expect("the schema in the binary is JSON, as a test sees to");
    jsonschema::validator_for(&schema).expect("the schema in the binary is a schema, as a test sees to")
});

/// More nodes than this are not made of one shape.
const MOST_NODES: i64 = 100_000;
/// How deep a document is looked at; an inventory has five levels.
const DEPTH: usize = 12;

/// Reads the nodes that a compact inventory declares, and what is wrong with it.
pub(super) fn read<'a>(inventory: &mut Inventory<'a>, origin: Origin<'a>) {
    inventory.findings.extend(mistakes(origin));
    for shape in origin.field().at("nodes").items() {
        if let Some(root) = shape.node() {
            nodes(inventory, origin.at(root));
        }
    }
}

fn nodes<'a>(inventory: &mut Inventory<'a>, origin: Origin<'a>) {
    let f = origin.field();
    let count = f.at("count").opt_int();
    let zones = strings(f.at("zones"));
    for i in 0..count.unwrap_or(1).clamp(0, MOST_NODES) {
        let base = f.at("name").str();
        let name = if count.is_some() { format!("{base}-{}", i + 1) } else { base.to_owned() };
        let zone = usize::try_from(i).ok().and_then(|i| zones.get(i.checked_rem(zones.len())?));
        inventory.nodes.push(Sourced { value: node(f, &name, zone), origin });
        inventory.running.extend(used(origin, &name));
    }
}

fn node(f: Field<'_>, name: &str, zone: Option<&String>) -> Node {
    let mut own: Labels =
        [("kubernetes.io/os", "linux"), ("kubernetes.io/arch", "amd64"), ("kubernetes.io/hostname", name)]
            .map(|(k, v)| (k.to_owned(), v.to_owned()))
            .into();
    if let Some(zone) = zone {
        own.insert("topology.kubernetes.io/zone".to_owned(), zone.clone());
    }
    if let Some(region) = f.at("region").opt_str() {
        own.insert("topology.kubernetes.io/region".to_owned(), region.to_owned());
    }
    own.extend(labels(f.at("labels")));
    let mut allocatable = resources(f.at("allocatable"));
    allocatable.entry("pods".to_owned()).or_insert(Quantity::from_units(110));
    Node {
        name: name.to_owned(),
        labels: own,
        taints: strings(f.at("taints")).iter().filter_map(|t| parse_taint(t).ok()).collect(),
        unschedulable: f.at("unschedulable").bool(),
        allocatable,
        ..Node::default()
    }
}

/// Pods that stand for what is used: the first requests it all, the others only count.
fn used<'a>(origin: Origin<'a>, node: &str) -> Vec<PodInstance<'a>> {
    let Some(root) = origin.field().at("used").node() else { return Vec::new() };
    let mut requests: ResourceList = resources(Field::root(root));
    let pods = requests.remove("pods").map_or(1, Quantity::value).clamp(1, 10_000);
    let pod = |i: i64| Pod {
        namespace: "kube-system".to_owned(),
        name: format!("used-on-{node}-{i}"),
        node_name: node.to_owned(),
        // Nothing that is asked for drives out what is there.
        priority: 2_000_001_000,
        containers: vec![Container {
            name: "used".to_owned(),
            requests: if i == 1 { requests.clone() } else { ResourceList::new() },
            ..Container::default()
        }],
        ..Pod::default()
    };
    let instance = |i| PodInstance {
        pod: pod(i),
        object: origin.at(root),
        template: origin.at(root),
        workload: None,
        refusals: Vec::new(),
        observed: true,
        invalid: None,
    };
    (1..=pods).map(instance).collect()
}

/// What the schema has against it, each at its place.
fn mistakes(origin: Origin<'_>) -> Vec<Finding> {
    let value = value(origin.root, 0);
    let mut findings = Vec::new();
    for error in VALIDATOR.iter_errors(&value) {
        let at = follow(origin.root, error.instance_path().as_str());
        let (key, message) = say(error.kind(), &error.to_string());
        let span = match key {
            Some(key) => at.entry(&key).map_or(head(at), |e| e.key.span()),
            None => at.span(),
        };
        findings.push(finding(origin, span, message));
    }
    findings
}

fn finding(origin: Origin<'_>, span: Span, message: String) -> Finding {
    let mut finding = Finding::of(&INVENTORY, span, message);
    finding.help("schemas/inventory.schema.json says what an Inventory holds");
    origin.scene().set(finding)
}

/// The first line of a map: where something is missing.
fn head(node: Tree<'_>) -> Span {
    node.entries().next().map_or(node.span(), |e| e.key.span())
}

/// An error of the schema in words, and the key to point at.
fn say(kind: &ValidationErrorKind, raw: &str) -> (Option<String>, String) {
    match kind {
        ValidationErrorKind::AdditionalProperties { unexpected } => {
            let key = unexpected.first().cloned().unwrap_or_default();
            (Some(key), format!("an Inventory has no field {} here", quoted(unexpected)))
        }
        ValidationErrorKind::Required { property } => {
            let name = property.as_str().unwrap_or_default();
            (Some(String::new()), format!("`{name}` is missing here"))
        }
        ValidationErrorKind::Pattern { pattern } if pattern.contains("NoSchedule") => {
            (None, "this is no taint such as `env=dev:NoSchedule`".to_owned())
        }
        ValidationErrorKind::Pattern { .. } => {
            (None, "a node's name is lower-case letters, digits, `-` and `.`".to_owned())
        }
        ValidationErrorKind::AnyOf { .. } => (None, "this is no amount such as `500m`, `4` or `16Gi`".to_owned()),
        ValidationErrorKind::Constant { expected_value } => (None, format!("this must be {expected_value}")),
        _ => (None, raw.to_owned()),
    }
}

fn quoted(names: &[String]) -> String {
    names.iter().map(|n| format!("`{n}`")).collect::<Vec<_>>().join(", ")
}

/// The node at a JSON pointer, or the nearest above it.
fn follow<'a>(root: Tree<'a>, pointer: &str) -> Tree<'a> {
    let mut here = root;
    for part in pointer.split('/').skip(1) {
        let part = part.replace("~1", "/").replace("~0", "~");
        let next = match here.kind() {
            Kind::Map => here.get(&part),
            Kind::Seq => part.parse().ok().and_then(|i| here.items().nth(i)),
            _ => None,
        };
        let Some(next) = next else { break };
        here = next;
    }
    here
}

/// A tree as JSON.
fn value(node: Tree<'_>, depth: usize) -> Value {
    match node.kind() {
        _ if depth > DEPTH => Value::Null,
        Kind::Null => Value::Null,
        Kind::Bool => node.as_bool().into(),
        Kind::Int | Kind::Float => match node.as_i64() {
            Some(whole) if node.kind() == Kind::Int => whole.into(),
            _ => node.as_f64().into(),
        },
        Kind::Str => node.scalar_text().into(),
        Kind::Seq => node.items().map(|item| value(item, depth + 1)).collect(),
        Kind::Map => {
            let entry = |e: crate::source::Entry<'_>| (e.key.scalar_text().to_owned(), value(e.value, depth + 1));
            Value::Object(node.entries().map(entry).collect())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inventory::{Found, pod_requests};
    use crate::model::FileId;
    use crate::resource::Resource;
    use crate::source::{Limits, parse};

    fn collect(text: &str, look: impl FnOnce(Inventory<'_>)) {
        let documents = parse(text, &Limits::default());
        let resource = Resource::new(documents[0].root().unwrap());
        look(Inventory::collect(&[Found { file: FileId(0), resource }]));
    }

    #[test]
    fn shapes_become_nodes() {
        let text = "apiVersion: plimsoll.dev/v1\nkind: Inventory\nnodes:\n- name: worker\n  count: 3\n  zones: [a, b]\n  \
                    labels: {disk: ssd}\n  taints: ['env=dev:NoSchedule']\n  allocatable: {cpu: 4, memory: 16Gi}\n  used: \
                    {cpu: 1500m, pods: 2}\n- name: gpu\n  allocatable: {cpu: 8, memory: 64Gi, nvidia.com/gpu: 2}\n";
        collect(text, |inventory| {
            assert_eq!(inventory.findings, []);
            let names: Vec<_> = inventory.nodes.iter().map(|n| n.value.name.as_str()).collect();
            assert_eq!(names, ["worker-1", "worker-2", "worker-3", "gpu"]);
            let third = &inventory.nodes[2].value;
            assert_eq!(third.labels["topology.kubernetes.io/zone"], "a");
            assert_eq!(third.taints[0].value, "dev");
            assert_eq!(third.allocatable["pods"].value(), 110);
            assert_eq!(inventory.running.len(), 6);
            assert_eq!(pod_requests(&inventory.running[0].pod)["cpu"].milli_value(), 1500);
        });
    }

    #[test]
    fn mistakes_are_found_where_they_stand() {
        let head =
            "apiVersion: plimsoll.dev/v1\nkind: Inventory\nnodes:\n- name: a\n  allocatable: {cpu: 4, memory: 1Gi}\n";
        let table = [
            ("  taints: [env=dev]\n", "env=dev", "no taint"),
            ("  colour: red\n", "colour", "no field `colour`"),
            ("  used: {cpu: lots}\n", "lots", "no amount"),
            ("- name: b\n", "name", "`allocatable` is missing"),
            ("  count: many\n", "many", "integer"),
        ];
        for (more, at, words) in table {
            let text = format!("{head}{more}");
            collect(&text, |inventory| {
                assert_eq!(inventory.findings.len(), 1, "{more}: {:?}", inventory.findings);
                let finding = &inventory.findings[0];
                assert_eq!(&text[finding.span.range()], at, "{more}");
                assert!(finding.message.contains(words), "{more}: {}", finding.message);
            });
        }
    }
}
