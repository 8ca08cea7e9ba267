//! Nodes that a pool of machines would add for pods that find none: as many as do, and no more.

use std::collections::HashSet;

use super::Case;
use crate::inventory::{Inventory, NodeGroup, is_of_group};
use crate::scheduler::types::{Cluster, Config, Node, Verdict};
use crate::scheduler::{Detail, Scheduler};

/// More nodes than this are not added in a trial.
const MOST: usize = 1_000;

/// Nodes and pods of a case in which that is tried: a trial is a run of the scheduler.
const LARGEST: usize = 20_000;

/// What would be added.
#[derive(Debug, Default)]
pub(super) struct Added {
    /// What adds nodes, each in words.
    pools: Vec<String>,
    /// The pods that find a node then, as the case counts them.
    pods: HashSet<usize>,
}

impl Added {
    /// Whether anything would be added.
    pub(super) fn any(&self) -> bool {
        !self.pools.is_empty()
    }

    /// Whether a pod of the case finds a node then.
    pub(super) fn holds(&self, pod: usize) -> bool {
        self.pods.contains(&pod)
    }

    /// It in words.
    pub(super) fn told(&self) -> String {
        format!("would be added: {}", self.pools.join(", "))
    }
}

/// What would be added for the pods of a case that find no node.
pub(super) fn of(case: &Case<'_>, config: &Config, waiting: &[usize]) -> Added {
    let mut added = Added::default();
    let groups: Vec<(&NodeGroup<'_>, &Node, usize)> = case
        .inventory
        .groups
        .iter()
        .filter_map(|group| Some((group, group.shape.as_ref()?, room(group, &case.inventory))))
        .filter(|(.., room)| *room > 0)
        .collect();
    let size = case.cluster.nodes.len() + case.cluster.pods.len() + case.cluster.pending.len();
    if groups.is_empty() || waiting.is_empty() || size > LARGEST {
        return added;
    }
    let mut cluster = case.cluster.clone();
    let mut left = waiting.to_vec();
    for (group, shape, room) in groups {
        let before = cluster.nodes.len();
        let mut still = |number: usize| {
            cluster.nodes.truncate(before);
            cluster.nodes.extend((1..=number).map(|number| named(shape, &group.name, number)));
            without_node(&cluster, config)
        };
        let best = still(room.min(MOST)).len();
        if best >= left.len() {
            cluster.nodes.truncate(before);
            continue;
        }
        let (mut few, mut enough) = (0, room.min(MOST));
        while enough - few > 1 {
            let middle = few.midpoint(enough);
            if still(middle).len() <= best { enough = middle } else { few = middle }
        }
        left = still(enough);
        added.pools.push(match group.kind {
            "NodeClaim" => format!("the node of NodeClaim {}", group.name),
            _ => format!("{enough} of pool {}", group.name),
        });
        if left.is_empty() {
            break;
        }
    }
    let still: HashSet<usize> = left.into_iter().collect();
    added.pods = waiting.iter().copied().filter(|pod| !still.contains(pod)).collect();
    added
}

/// The pods that find no node in a cluster.
fn without_node(cluster: &Cluster, config: &Config) -> Vec<usize> {
    let decisions = Scheduler::new(cluster, config).run(Detail::default());
    decisions.iter().filter(|one| matches!(one.verdict, Verdict::Unschedulable)).map(|one| one.pod).collect()
}

/// How many nodes a group may add: as many as an autoscaler may let it have, without those that are there. What no autoscaler
/// is asked to look after adds none for a pod that waits, as it has the nodes already that it is to have.
fn room(group: &NodeGroup<'_>, inventory: &Inventory<'_>) -> usize {
    let there = inventory.nodes.iter().filter(|node| is_of_group(&node.value, group)).count();
    usize::try_from(group.most.unwrap_or_default()).unwrap_or_default().saturating_sub(there)
}

/// The node of that number.
fn named(shape: &Node, group: &str, number: usize) -> Node {
    let mut node = Node { name: format!("{group}-added-{number}"), ..shape.clone() };
    node.labels.insert("kubernetes.io/hostname".to_owned(), node.name.clone());
    node
}

#[cfg(test)]
mod tests {
    use crate::discover::{Role, SourceFile};
    use crate::model::Severity;
    use crate::pipeline::{Request, run};
    use crate::placement::Placing;

    fn set(most: usize, replicas: usize) -> String {
        format!(
            "apiVersion: cluster.x-k8s.io/v1beta1\nkind: MachineDeployment\nmetadata:\n  name: general\n  annotations:\n    \
             cluster.x-k8s.io/cluster-api-autoscaler-node-group-max-size: '{most}'\n    \
             capacity.cluster-autoscaler.kubernetes.io/cpu: '4'\n    capacity.cluster-autoscaler.kubernetes.io/memory: 8Gi\nspec: \
             {{replicas: {replicas}}}\n"
        )
    }

    /// How grave it is that pods of 3 cpu each find no node, and what is said to help.
    fn told(cluster: &str, pods: usize) -> Vec<(Severity, String)> {
        let web = format!(
            "apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: web}}\nspec:\n  replicas: {pods}\n  selector: {{matchLabels: {{app: \
             web}}}}\n  template:\n    metadata: {{labels: {{app: web}}}}\n    spec: {{containers: [{{name: c, image: 'i:1', resources: \
             {{requests: {{cpu: 3}}}}}}]}}\n"
        );
        let cluster = SourceFile { role: Role::Cluster, ..SourceFile::new("n.yaml", cluster) };
        let request = Request { placing: Some(Placing { explain: true, ..Placing::default() }), ..Request::default() };
        let outcome = run(&[SourceFile::new("w.yaml", web), cluster], &request).unwrap();
        let schedule = outcome.findings.into_iter().filter(|finding| finding.rule.id.starts_with("schedule/un"));
        schedule
            .map(|f| {
                (
                    f.severity,
                    f.into_particulars().help.unwrap_or_default().lines().next().unwrap_or_default().to_owned(),
                )
            })
            .collect()
    }

    #[test]
    fn as_many_as_are_needed_and_no_more() {
        let added = |number: usize| format!("would be added: {number} of pool general");
        assert_eq!(told(&set(5, 1), 2), [(Severity::Warning, added(2))]);
        let node = "---\napiVersion: v1\nkind: Node\nmetadata: {name: general-a}\nstatus: {allocatable: {cpu: 4, memory: 8Gi, pods: 110}}\n";
        let beside = set(5, 1) + node;
        assert_eq!(told(&beside, 1), []);
        assert_eq!(told(&beside, 4), [(Severity::Warning, added(3))]);
        // One is there: of five four may come.
        let more = format!("{}, on which 4 of them find a node", added(4));
        assert_eq!(told(&beside, 7), [(Severity::Error, more)]);
        assert!(!told(&(set(1, 1) + node), 2)[0].1.contains("would be added"));
    }

    #[test]
    fn what_no_autoscaler_looks_after_adds_none() {
        let alone = |set: &str| set.replace("node-group-max-size", "other");
        let node = "---\napiVersion: v1\nkind: Node\nmetadata: {name: n1}\nstatus: {allocatable: {cpu: 1, memory: 8Gi, pods: 110}}\n";
        let said = told(&alone(&(set(5, 3) + node)), 1);
        assert!(said.len() == 1 && said[0].0 == Severity::Error && !said[0].1.contains("would be added"), "{said:?}");
        let said = told(&alone(&set(5, 3)), 1);
        assert!(said.iter().any(|one| one.0 == Severity::Error), "{said:?}");
    }

    #[test]
    fn a_claim_that_is_not_registered_is_no_node_yet() {
        let claim = |status: &str| {
            format!(
                "apiVersion: karpenter.sh/v1\nkind: NodeClaim\nmetadata: {{name: c-1}}\nspec: {{}}\nstatus: {{{status}allocatable: \
                 {{cpu: 4, memory: 8Gi, pods: 29}}}}\n"
            )
        };
        let is =
            |kind: &str, status: &str| format!("nodeName: n1, conditions: [{{type: {kind}, status: '{status}'}}], ");
        let added = vec![(Severity::Warning, "would be added: the node of NodeClaim c-1".to_owned())];
        for (status, said) in [
            ("", &added),
            (&*is("Registered", "False"), &added),
            (&*is("Ready", "False"), &added),
            (&*is("Registered", "Unknown"), &added),
            (&*is("Ready", "True"), &vec![]),
            ("nodeName: n1, ", &vec![]),
        ] {
            assert_eq!(&told(&claim(status), 1), said, "{status}");
        }
        // Its node is there already.
        let node = "---\napiVersion: v1\nkind: Node\nmetadata: {name: n1}\nstatus: {allocatable: {cpu: 4, memory: 8Gi, pods: 110}}\n";
        let said = told(&(claim(&is("Ready", "False")) + node), 2);
        assert!(said.len() == 1 && said[0].0 == Severity::Error && !said[0].1.contains("would be added"), "{said:?}");
    }
}
