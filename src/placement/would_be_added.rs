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
    /// Pools, each with a number of nodes.
    pools: Vec<(usize, String)>,
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
        let each: Vec<String> = self.pools.iter().map(|(number, name)| format!("{number} of pool {name}")).collect();
        format!("would be added: {}", each.join(", "))
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
        added.pools.push((enough, group.name.clone()));
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

/// How many nodes a group may add: those that it is to have, and where an autoscaler may make more as many as it may, without
/// those that are there.
fn room(group: &NodeGroup<'_>, inventory: &Inventory<'_>) -> usize {
    let there = inventory.nodes.iter().filter(|node| is_of_group(&node.value, group)).count();
    let most = group.most.or(group.replicas).unwrap_or_default();
    usize::try_from(most).unwrap_or_default().saturating_sub(there)
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
}
