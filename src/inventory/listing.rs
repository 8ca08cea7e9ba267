//! `plimsoll inventory`: nodes as `kubectl get nodes` lists them, with what they hold and what is left.

use std::collections::{BTreeMap, BTreeSet};

use super::matching::selects;
use super::requests::{add_resources, pod_requests};
use super::{Inventory, Sourced, age};
use crate::model::Quantity;
use crate::resource::Field;
use crate::scheduler::types::{LabelSelector, LabelSelectorRequirement, Node, NodeLabels, Operator, Pod, ResourceList};

/// One node of the listing.
#[derive(Clone, Debug)]
pub struct NodeRow {
    /// The node.
    pub node: Node,
    /// `Ready`, `NotReady` or `Unknown`, as its conditions say, with `,SchedulingDisabled` where it is cordoned. What was
    /// declared by hand has no conditions, and is `Ready`.
    pub status: String,
    /// From the labels `node-role.kubernetes.io/…` and `kubernetes.io/role`.
    pub roles: String,
    /// How old it was when the dump was taken; `None` where that is not told.
    pub age: Option<String>,
    /// Its kubelet's version; `None` where that is not told.
    pub version: Option<String>,
    /// Pods that run there.
    pub pods: usize,
    /// What they request in all, `pods` among it.
    pub requested: ResourceList,
}

impl NodeRow {
    /// What is left of a resource; negative where more is requested than there is.
    pub fn free(&self, resource: &str) -> Quantity {
        let amount = |of: &ResourceList| of.get(resource).copied().unwrap_or(Quantity::ZERO);
        amount(&self.node.allocatable).minus(amount(&self.requested))
    }
}

/// The nodes that `selector` picks, in the order given, with the pods of `pods` that run there.
pub fn rows<'i>(
    inventory: &'i Inventory<'_>,
    selector: &LabelSelector,
    pods: impl Iterator<Item = &'i Pod>,
) -> Vec<NodeRow> {
    let mut by_node: BTreeMap<&str, (usize, ResourceList)> = BTreeMap::new();
    for pod in pods {
        let (count, requested) = by_node.entry(&pod.node_name).or_default();
        *count += 1;
        add_resources(requested, &pod_requests(pod));
    }
    let taken = age::taken(inventory);
    let picked = inventory.nodes.iter().filter(|node| selects(selector, &node.value.labels));
    picked
        .map(|Sourced { value: node, origin }| {
            let (pods, mut requested) = by_node.get(node.name.as_str()).cloned().unwrap_or_default();
            requested.insert("pods".to_owned(), Quantity::from_units(i64::try_from(pods).unwrap_or(i64::MAX)));
            let object = origin.field();
            let created = age::time(object.at("metadata").at("creationTimestamp"));
            let version = object.at("status").at("nodeInfo").at("kubeletVersion").opt_str();
            NodeRow {
                node: node.clone(),
                status: status(object, node.unschedulable),
                roles: roles(&node.labels),
                age: created.zip(taken).map(|(created, taken)| age::human(created, taken)),
                version: version.filter(|version| !version.is_empty()).map(str::to_owned),
                pods,
                requested,
            }
        })
        .collect()
}

/// What kubectl says of a node (`pkg/printers/internalversion/printers.go`, `printNode`).
fn status(object: Field<'_>, unschedulable: bool) -> String {
    let conditions = object.at("status").at("conditions");
    let ready = conditions.items().find(|condition| condition.at("type").str() == "Ready");
    let status = match ready.map(|ready| ready.at("status").str()) {
        Some("True") => "Ready",
        Some(_) => "NotReady",
        None if object.at("metadata").at("uid").exists() => "Unknown",
        None => "Ready",
    };
    if unschedulable { format!("{status},SchedulingDisabled") } else { status.to_owned() }
}

/// What a node is for (`findNodeRoles`).
fn roles(labels: &NodeLabels) -> String {
    let role = |(key, value): (&String, &String)| match key.strip_prefix("node-role.kubernetes.io/") {
        Some(role) => Some(role.to_owned()),
        None => (key == "kubernetes.io/role").then(|| value.clone()),
    };
    let roles: BTreeSet<String> = labels.iter().filter_map(role).filter(|role| !role.is_empty()).collect();
    if roles.is_empty() { "<none>".to_owned() } else { roles.into_iter().collect::<Vec<_>>().join(",") }
}

/// Reads a selector as `kubectl -l` does: `a=b`, `a==b`, `a!=b`, `a`, `!a`, `a in (b, c)`, `a notin (b)`.
///
/// # Errors
/// Which part is no requirement.
pub fn parse_selector(text: &str) -> Result<LabelSelector, String> {
    let mut selector = LabelSelector::default();
    for part in parts(text) {
        let part = part.trim();
        if part.is_empty() {
            continue;
        }
        selector.match_expressions.push(requirement(part).ok_or(format!("`{part}` is no requirement on labels"))?);
    }
    Ok(selector)
}

/// Splits at commas outside parentheses.
fn parts(text: &str) -> Vec<&str> {
    let (mut depth, mut start, mut parts) = (0_i32, 0, Vec::new());
    for (i, c) in text.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(&text[start..i]);
                start = i + 1;
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    parts
}

fn requirement(part: &str) -> Option<LabelSelectorRequirement> {
    let make = |key: &str, operator, values: Vec<&str>| {
        let key = key.trim();
        let sound = !key.is_empty() && !key.contains(|c: char| c.is_whitespace() || "=!(),".contains(c));
        sound.then(|| LabelSelectorRequirement {
            key: key.to_owned(),
            operator,
            values: values.iter().map(|v| v.trim().to_owned()).collect(),
        })
    };
    if let Some(open) = part.find('(') {
        let values: Vec<&str> = part[open + 1..].strip_suffix(')')?.split(',').collect();
        let head = part[..open].trim_end();
        if let Some(key) = head.strip_suffix(" notin") {
            return make(key, Operator::NotIn, values);
        }
        return make(head.strip_suffix(" in")?, Operator::In, values);
    }
    if let Some((key, value)) = part.split_once("!=") {
        return make(key, Operator::NotIn, vec![value]);
    }
    if let Some((key, value)) = part.split_once('=') {
        return make(key, Operator::In, vec![value.strip_prefix('=').unwrap_or(value)]);
    }
    match part.strip_prefix('!') {
        Some(key) => make(key, Operator::DoesNotExist, vec![]),
        None => make(part, Operator::Exists, vec![]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn selectors_pick_as_kubectl_does() {
        let labels: crate::scheduler::types::Labels =
            [("env", "dev"), ("disk", "ssd")].map(|(k, v)| (k.to_owned(), v.to_owned())).into_iter().collect();
        let table = [
            ("env=dev", true),
            ("env==dev,disk", true),
            ("env!=dev", false),
            ("gpu!=x", true),
            ("!env", false),
            ("!gpu", true),
            ("env in (qa, dev)", true),
            ("env notin (qa,dev),disk", false),
            ("", true),
        ];
        for (text, picked) in table {
            assert_eq!(selects(&parse_selector(text).unwrap(), &labels), picked, "{text}");
        }
        for wrong in ["env in", "a b", "=x", "env in (a"] {
            assert!(parse_selector(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn nodes_are_listed_as_kubectl_lists_them() {
        use crate::inventory::Found;
        use crate::model::FileId;
        use crate::resource::Resource;
        use crate::source::{Limits, parse};
        let listed = |metadata: &str, rest: &str| {
            let text = format!("apiVersion: v1\nkind: Node\nmetadata: {{name: n1{metadata}}}\n{rest}");
            let documents = parse(&text, &Limits::default());
            let resource = Resource::new(documents[0].root().unwrap());
            let inventory = Inventory::collect(&[Found { file: FileId(0), resource }]);
            let row = rows(&inventory, &LabelSelector::default(), std::iter::empty()).remove(0);
            [row.status, row.roles, row.age.unwrap_or_default(), row.version.unwrap_or_default()].join(" ")
        };
        let ready = |status: &str| {
            format!(
                "status: {{conditions: [{{type: Ready, status: {status}, lastHeartbeatTime: '2026-01-03T00:00:00Z'}}]}}\n"
            )
        };
        assert_eq!(listed("", ""), "Ready <none>  ");
        assert_eq!(listed(", uid: a", ""), "Unknown <none>  ");
        let dated = ", creationTimestamp: '2026-01-01T00:00:00Z'";
        assert_eq!(listed(dated, &ready("'True'")), "Ready <none> 2d ");
        assert_eq!(listed(dated, &ready("Unknown")), "NotReady <none> 2d ");
        let labels = ", labels: {node-role.kubernetes.io/worker: '', kubernetes.io/role: agent}";
        let cordoned = "spec: {unschedulable: true}\nstatus: {nodeInfo: {kubeletVersion: v1.31.2}}\n";
        assert_eq!(listed(labels, cordoned), "Ready,SchedulingDisabled agent,worker  v1.31.2");
    }

    #[test]
    fn a_pod_requests_the_greediest_moment_of_its_start() {
        use crate::scheduler::types::{Container, PodSpec};
        let container = |cpu: i64, sidecar| Container {
            requests: [("cpu".to_owned(), Quantity::from_milli(cpu))].into_iter().collect(),
            sidecar,
            ..Container::default()
        };
        let spec = PodSpec {
            containers: vec![container(100, false)],
            init_containers: vec![container(50, true), container(500, false)],
            overhead: [("cpu".to_owned(), Quantity::from_milli(10))].into_iter().collect(),
            ..PodSpec::default()
        };
        let pod = Pod { spec: spec.into(), ..Pod::default() };
        assert_eq!(pod_requests(&pod).get("cpu"), Some(&Quantity::from_milli(560)));
    }
}
