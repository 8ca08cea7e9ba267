//! What makes nodes: node pools, machine sets and their like, which declare nodes that are not there, or not yet.
//!
//! Where one says what its nodes would have, they are a shape that may be added; of the others it is told that they were not
//! read.

use super::read::{MachineShape, machine_shape, resources};
use super::{Found, Inventory, Origin, Sourced};
use crate::model::{FileId, Finding, Layer, Rule, Severity, count, listed};
use crate::resource::Field;
use crate::scheduler::types::{Labels, Node, Taint};

/// `schedule/unread-nodes`
pub(crate) static UNREAD_NODES: Rule = Rule {
    id: "schedule/unread-nodes",
    layer: Layer::Schedule,
    severity: Severity::Error,
    asked: false,
    summary: "Nodes that are declared in a way that is not read",
    explanation: "The object makes nodes, and says of what kind of machine they are, not how much they have. Nothing can be placed on \
                  them. Give Node objects, as `kubectl get nodes -o yaml` prints them, or an Inventory of plimsoll.dev/v1; where nodes \
                  are given beside it, it is only noted.",
    bad: "",
    good: "",
};

/// What makes nodes.
#[derive(Clone, Debug)]
pub struct NodeGroup<'a> {
    /// Its kind.
    pub kind: &'a str,
    /// Its name.
    pub name: String,
    /// Where it stands.
    pub origin: Origin<'a>,
    /// A node as it would make it, without a name; `None` where it does not say what that would have.
    pub shape: Option<Node>,
    /// The nodes that it has or is to have; `None` where that is not said.
    pub replicas: Option<i64>,
    /// The nodes that an autoscaler may let it have at most; `None` where none is asked to.
    pub most: Option<i64>,
    /// By what it declares nodes.
    by: &'static str,
}

/// A kind of those, by its group and name.
struct Row {
    group: &'static str,
    kind: &'static str,
    /// By what it declares nodes.
    by: &'static str,
    /// Places of which one must be there.
    has: &'static [&'static str],
    /// A place and a line that its text must have.
    line: Option<(&'static str, &'static str)>,
}

const fn row(group: &'static str, kind: &'static str, by: &'static str) -> Row {
    Row { group, kind, by, has: &[], line: None }
}

/// Says how many nodes cluster-autoscaler may let a set have; it leaves alone what does not bear it.
const MAX_SIZE: &str = "cluster.x-k8s.io/cluster-api-autoscaler-node-group-max-size";

const TYPE: &str = "by the type of their machines";
const HOST: &str = "as large as the machine that they run on";

static ROWS: &[Row] = &[
    row("karpenter.sh", "NodeClaim", TYPE),
    row("karpenter.sh", "NodePool", TYPE),
    row("karpenter.sh", "Provisioner", TYPE),
    row("eks.amazonaws.com", "NodePool", TYPE),
    Row {
        has: &["nodeGroups", "managedNodeGroups", "fargateProfiles", "autoModeConfig"],
        ..row("eksctl.io", "ClusterConfig", TYPE)
    },
    row("kops.k8s.io", "InstanceGroup", TYPE),
    row("hypershift.openshift.io", "NodePool", TYPE),
    row("cluster.x-k8s.io", "MachineDeployment", TYPE),
    row("cluster.x-k8s.io", "MachineSet", TYPE),
    row("cluster.x-k8s.io", "MachinePool", TYPE),
    row("machine.openshift.io", "MachineSet", TYPE),
    row("eks.services.k8s.aws", "Nodegroup", TYPE),
    row("container.cnrm.cloud.google.com", "ContainerNodePool", TYPE),
    row("eks.aws.upbound.io", "NodeGroup", TYPE),
    row("eks.aws.crossplane.io", "NodeGroup", TYPE),
    row("container.gcp.upbound.io", "NodePool", TYPE),
    row("containerservice.azure.upbound.io", "KubernetesClusterNodePool", TYPE),
    row("node.gardener.cloud", "Worker", TYPE),
    row("extensions.gardener.cloud", "Worker", TYPE),
    // It makes one where none is named.
    row("kind.x-k8s.io", "Cluster", HOST),
    Row { has: &["nodes"], ..row("kind.sigs.k8s.io", "Config", HOST) },
    Row { has: &["agents", "servers"], ..row("k3d.io", "Simple", HOST) },
    // What `kwokctl scale node` makes; kwok's `KwokConfiguration` and `Stage` say what becomes of nodes, and declare none.
    Row {
        line: Some(("template", "kind: Node")),
        ..row("config.kwok.x-k8s.io", "KwokctlResource", "by a template that `kwokctl scale` fills in")
    },
];

fn row_of(found: &Found<'_>) -> Option<&'static Row> {
    let (group, kind) = (found.resource.group(), found.resource.kind);
    let root = found.resource.root;
    let has_line = |(key, line): (&str, &str)| {
        root.get(key).is_some_and(|text| text.scalar_text().lines().any(|own| own.trim_end() == line))
    };
    let there = |row: &&Row| {
        (row.has.is_empty() || row.has.iter().any(|key| root.get(key).is_some())) && row.line.is_none_or(has_line)
    };
    ROWS.iter().filter(|row| row.group == group && row.kind == kind).find(there)
}

/// Whether an object is of a kind that makes nodes.
pub(super) fn is_group(found: &Found<'_>) -> bool {
    row_of(found).is_some()
}

/// Reads what makes nodes.
pub(super) fn read<'a>(to: &mut Inventory<'a>, found: &Found<'a>, f: Field<'a>) {
    let Some(row) = row_of(found) else { return };
    let meta = f.at("metadata");
    // The set of a deployment makes the deployment's nodes.
    let owned = meta.at("ownerReferences").items().any(|owner| owner.at("kind").str() == "MachineDeployment");
    if owned {
        return;
    }
    let machines = row.kind.starts_with("Machine");
    let MachineShape { shape, most } = if machines { machine_shape(f) } else { MachineShape::default() };
    to.groups.push(NodeGroup {
        kind: found.resource.kind,
        name: meta.at("name").str().to_owned(),
        origin: found.origin(),
        shape,
        replicas: f.at("spec").at("replicas").opt_int().or(machines.then_some(1)),
        most,
        by: row.by,
    });
}

/// A node that is still on its way.
pub(super) fn on_its_way<'a>(to: &mut Inventory<'a>, node: Sourced<'a, Node>) {
    let name = node.origin.field().at("metadata").at("name").str().to_owned();
    let (origin, shape, one) = (node.origin, Some(node.value), Some(1));
    to.groups.push(NodeGroup { kind: "NodeClaim", name, origin, shape, replicas: one, most: one, by: TYPE });
}

/// Whether a node is one of a group's, as its labels or its machine say.
pub fn is_of_group(node: &Node, group: &NodeGroup<'_>) -> bool {
    const MACHINES: [&str; 2] = ["machine.openshift.io/machine", "cluster.x-k8s.io/machine"];
    if group.kind == "NodePool" {
        return node.labels.get("karpenter.sh/nodepool") == Some(&group.name);
    }
    if group.kind == "NodeClaim" {
        return false;
    }
    let machine = MACHINES.iter().find_map(|key| node.annotations.get(*key));
    let name = machine.map_or(&*node.name, |machine| machine.rsplit('/').next().unwrap_or_default());
    !group.name.is_empty() && name.strip_prefix(&group.name).is_some_and(|rest| rest.starts_with('-'))
}

/// Gives the groups that do not say what their nodes have the shape of one of theirs that is there, as autoscalers do.
pub(super) fn complete(inventory: &mut Inventory<'_>) {
    let Inventory { groups, nodes, .. } = inventory;
    let is_pool = |group: &NodeGroup<'_>| group.kind.starts_with("Machine") || group.kind == "NodePool";
    for group in groups.iter_mut().filter(|group| group.shape.is_none() && is_pool(group)) {
        let Some(node) = nodes.iter().map(|node| &node.value).find(|node| is_of_group(node, group)) else { continue };
        // What comes and goes with a node's state is not of its shape.
        let lasting = |taint: &&Taint| !taint.key.starts_with("node.kubernetes.io/");
        let mut labels: Labels = node.labels.iter().map(|(key, value)| (key.clone(), value.clone())).collect();
        labels.remove("kubernetes.io/hostname");
        group.shape = Some(Node {
            labels: labels.into(),
            taints: node.taints.iter().filter(lasting).cloned().collect(),
            allocatable: node.allocatable.clone(),
            ..Node::default()
        });
        if group.kind == "NodePool" {
            group.most = Some(most(group, node, nodes.iter().map(|node| &node.value)));
        }
    }
}

/// The nodes like that one which the limits of a pool allow, those that are there among them (`spec.limits`); without limits so
/// many that nobody asks for more.
fn most<'n>(group: &NodeGroup<'_>, like: &Node, nodes: impl Iterator<Item = &'n Node> + Clone) -> i64 {
    let limits = resources(group.origin.field().at("spec").at("limits"));
    let own = nodes.filter(|node| is_of_group(node, group));
    let there = i64::try_from(own.clone().count()).unwrap_or(i64::MAX);
    let more = limits.iter().filter_map(|(name, limit)| {
        let each = like.allocatable.get(name).filter(|each| !each.is_zero())?;
        let used: i128 = own.clone().filter_map(|node| node.allocatable.get(name)).map(|amount| amount.nanos()).sum();
        i64::try_from((limit.nanos() - used).max(0) / each.nanos()).ok()
    });
    there.saturating_add(more.min().unwrap_or(1_000))
}

/// That nodes are declared in a way that is not read: in the way where there are no others.
pub(super) fn unread(inventory: &Inventory<'_>, is_dump: &dyn Fn(FileId) -> bool) -> Option<Finding> {
    let of_dump = |group: &&NodeGroup<'_>| is_dump(group.origin.file) && group.shape.is_none();
    let groups: Vec<&NodeGroup<'_>> = inventory.groups.iter().filter(of_dump).collect();
    if groups.is_empty() {
        return unbounded(inventory, is_dump);
    }
    let first = groups.first()?;
    let named = |group: &NodeGroup<'_>| {
        if group.name.is_empty() { group.kind.to_owned() } else { format!("{} {}", group.kind, group.name) }
    };
    let names: Vec<String> = groups.iter().map(|group| named(group)).collect();
    let all = listed(names.iter().map(String::as_str), 3);
    let by = first.by;
    let message = match groups.len() {
        1 => format!("{all} declares nodes {by}, which cannot be read"),
        many => format!("{} declare nodes {by}, which cannot be read: {all}", count(many, "object")),
    };
    let mut finding = Finding::of(&UNREAD_NODES, first.origin.head(), message);
    if inventory.nodes.is_empty() {
        finding.help("give the nodes themselves: `kubectl get nodes -o yaml` prints them, an Inventory of plimsoll.dev/v1 describes them");
    } else {
        finding.severity = Severity::Info;
        finding.help("pods are placed on the nodes that are given beside it");
    }
    Some(first.origin.scene().set(finding))
}

/// That nothing is there but sets of machines that say what their nodes have, of which no autoscaler is to add any.
fn unbounded(inventory: &Inventory<'_>, is_dump: &dyn Fn(FileId) -> bool) -> Option<Finding> {
    let adds = inventory.groups.iter().any(|group| group.shape.is_some() && group.most.is_some());
    let of_dump = |group: &&NodeGroup<'_>| is_dump(group.origin.file) && group.shape.is_some();
    let first = inventory.groups.iter().find(of_dump).filter(|_| !adds && inventory.nodes.is_empty())?;
    let message = format!(
        "{} {} makes nodes, but none of them is declared, and no autoscaler adds any: it has no annotation `{MAX_SIZE}`",
        first.kind, first.name
    );
    let mut finding = Finding::of(&UNREAD_NODES, first.origin.head(), message);
    finding.help("give the nodes themselves: `kubectl get nodes -o yaml` prints them");
    Some(first.origin.scene().set(finding))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resource::Resource;
    use crate::source::{Limits, stream};

    fn look(text: &str, look: impl FnOnce(&Inventory<'_>)) {
        let documents = stream(text, &Limits::default());
        let found: Vec<Found<'_>> = documents
            .iter()
            .map(|document| Found { file: FileId(0), resource: Resource::new(document.root().unwrap()) })
            .collect();
        look(&Inventory::collect(&found));
    }

    const POOL: &str = "apiVersion: karpenter.sh/v1\nkind: NodePool\nmetadata: {name: general}\nspec: {}\n";

    #[test]
    fn what_cannot_be_read_is_told() {
        look(POOL, |inventory| {
            let told = unread(inventory, &|_| true).unwrap();
            assert_eq!(
                told.message,
                "`NodePool general` declares nodes by the type of their machines, which cannot be read"
            );
            assert_eq!(told.severity, Severity::Error);
            assert!(unread(inventory, &|_| false).is_none());
        });
        let node = "---\napiVersion: v1\nkind: Node\nmetadata: {name: n1}\nstatus: {allocatable: {cpu: 4}}\n";
        look(&format!("{POOL}{node}"), |inventory| {
            assert_eq!(unread(inventory, &|_| true).map(|told| told.severity), Some(Severity::Info));
        });
        look("apiVersion: eksctl.io/v1alpha5\nkind: ClusterConfig\nmetadata: {name: a}\n", |inventory| {
            assert!(unread(inventory, &|_| true).is_none());
        });
    }

    #[test]
    fn files_of_kind_and_kwok_are_told_as_what_they_are() {
        let kind = "apiVersion: kind.x-k8s.io/v1alpha4\nkind: Cluster\n";
        let kwok = |of: &str| {
            format!(
                "apiVersion: config.kwok.x-k8s.io/v1alpha1\nkind: KwokctlResource\nmetadata: {{name: x}}\nparameters: {{}}\ntemplate: |-\n  kind: {of}\n  apiVersion: v1\n  metadata:\n    name: {{{{ Name }}}}\n"
            )
        };
        let stage = "apiVersion: kwok.x-k8s.io/v1alpha1\nkind: Stage\nmetadata: {name: s}\nspec: {resourceRef: {apiGroup: v1, kind: Node}}\n";
        let options =
            "apiVersion: config.kwok.x-k8s.io/v1alpha1\nkind: KwokConfiguration\noptions: {manageAllNodes: true}\n";
        let template =
            "`KwokctlResource x` declares nodes by a template that `kwokctl scale` fills in, which cannot be read";
        for (text, said) in [
            (kind, Some("`Cluster` declares nodes as large as the machine that they run on, which cannot be read")),
            (
                &format!("{kind}nodes: [{{role: worker}}]\n"),
                Some("`Cluster` declares nodes as large as the machine that they run on, which cannot be read"),
            ),
            (&kwok("Node"), Some(template)),
            (&kwok("NodeLease"), None),
            (&kwok("Pod"), None),
            (stage, None),
            (options, None),
        ] {
            look(text, |inventory| {
                assert_eq!(
                    unread(inventory, &|_| true).map(|told| told.message.to_string()).as_deref(),
                    said,
                    "{text}"
                );
            });
        }
        let node = "apiVersion: v1\nkind: Node\nmetadata: {name: kwok-node-0, annotations: {kwok.x-k8s.io/node: fake}}\nspec: {taints: [{key: kwok.x-k8s.io/node, value: fake, effect: NoSchedule}]}\nstatus: {allocatable: {cpu: 32, pods: 110}, phase: Running}\n";
        look(node, |inventory| {
            assert_eq!((inventory.nodes.len(), inventory.nodes[0].value.taints.len()), (1, 1));
            assert!(unread(inventory, &|_| true).is_none());
        });
    }

    #[test]
    fn a_pool_has_the_shape_of_its_nodes() {
        let node = "---\napiVersion: v1\nkind: Node\nmetadata: {name: n1, labels: {karpenter.sh/nodepool: general, \
                    kubernetes.io/hostname: n1}}\nstatus: {allocatable: {cpu: 4, memory: 8Gi}}\n";
        for (limits, most) in [("{}", 1_001), ("{limits: {cpu: 13}}", 3), ("{limits: {cpu: 3}}", 1)] {
            look(&(POOL.replace("spec: {}", &format!("spec: {limits}")) + node), |inventory| {
                let group = &inventory.groups[0];
                assert_eq!(group.most, Some(most), "{limits}");
                assert!(group.shape.as_ref().is_some_and(|shape| !shape.labels.contains_key("kubernetes.io/hostname")));
                assert!(unread(inventory, &|_| true).is_none());
            });
        }
    }

    #[test]
    fn machines_that_say_what_they_have_are_a_shape() {
        let set = "apiVersion: cluster.x-k8s.io/v1beta1\nkind: MachineDeployment\nmetadata:\n  name: workers\n  annotations:\n    \
                   cluster.x-k8s.io/cluster-api-autoscaler-node-group-max-size: '5'\n    \
                   capacity.cluster-autoscaler.kubernetes.io/cpu: '4'\n    capacity.cluster-autoscaler.kubernetes.io/memory: 16Gi\n    \
                   capacity.cluster-autoscaler.kubernetes.io/labels: a=b,c=d\n    \
                   capacity.cluster-autoscaler.kubernetes.io/taints: k=v:NoSchedule\nspec: {replicas: 2}\n";
        look(set, |inventory| {
            let group = &inventory.groups[0];
            let shape = group.shape.as_ref().unwrap();
            assert_eq!((group.replicas, group.most), (Some(2), Some(5)));
            assert_eq!(shape.allocatable.get("cpu").map(|cpu| cpu.value()), Some(4));
            assert_eq!(shape.labels.get("c").map(String::as_str), Some("d"));
            assert_eq!(shape.taints.len(), 1);
            assert!(unread(inventory, &|_| true).is_none());
        });
    }
}
