//! What never changes about nodes while pods are placed: labels, taints, images; by position in the scheduler's order.

use super::images::Images;
use super::node_tree;
use super::resource::Resource;
use crate::scheduler::intern::{Interner, Sym, SymLabels, label};
use crate::scheduler::node_set::NodeSet;
use crate::scheduler::selector::{Requirement, Selector};
use crate::scheduler::types::{Cluster, Labels, Node, NodeSelectorTerm, Operator, Taint};
use std::collections::HashMap;

/// The domain of a node that lacks the label.
pub(in crate::scheduler) const NO_DOMAIN: u32 = u32::MAX;

/// Bytes that are more than any node has, and few enough to be reckoned with.
const UNTOLD: i64 = 1 << 53;

/// The number of a topology: a node label by whose value nodes are grouped.
pub(in crate::scheduler) type TopologyId = usize;

/// Nodes grouped by the value of one label.
pub(in crate::scheduler) struct Topology {
    /// Domain of each node, [`NO_DOMAIN`] without the label.
    pub(in crate::scheduler) domain: Vec<u32>,
    /// The label's value in each domain.
    values: HashMap<Sym, u32>,
    /// The nodes of each domain.
    pub(in crate::scheduler) members: Vec<Vec<u32>>,
    /// The nodes that have the label.
    pub(in crate::scheduler) present: NodeSet,
}

/// The nodes, in the scheduler's order.
pub(in crate::scheduler) struct Nodes<'c> {
    /// By position.
    pub(in crate::scheduler) list: Vec<&'c Node>,
    /// Index into the cluster's nodes, by position.
    pub(in crate::scheduler) given: Vec<usize>,
    labels: Vec<OfNode>,
    /// The labels that many have in common.
    common: Vec<SymLabels>,
    /// Number of the node's set of taints.
    pub(in crate::scheduler) taints: Vec<u32>,
    /// The distinct sets of taints.
    pub(in crate::scheduler) taint_sets: Vec<&'c [Taint]>,
    /// Cordoned nodes.
    pub(in crate::scheduler) unschedulable: NodeSet,
    by_name: HashMap<&'c str, u32>,
    topologies: Vec<Topology>,
    by_key: HashMap<Sym, TopologyId>,
    /// Their images.
    pub(in crate::scheduler) images: Images<'c>,
}

impl<'c> Nodes<'c> {
    /// Reads the cluster's nodes.
    pub(in crate::scheduler) fn new(cluster: &'c Cluster, names: &mut Interner) -> Self {
        let given = node_tree::order(cluster);
        let list: Vec<&Node> = given.iter().map(|&i| &cluster.nodes[i]).collect();
        let mut unschedulable = NodeSet::none(list.len());
        let mut taint_sets: Vec<&'c [Taint]> = Vec::new();
        let mut by_taints: HashMap<&[Taint], u32> = HashMap::new();
        let mut taints = Vec::with_capacity(list.len());
        let mut by_name = HashMap::with_capacity(list.len());
        for (at, node) in list.iter().enumerate() {
            if node.unschedulable {
                unschedulable.add(at);
            }
            taints.push(*by_taints.entry(&node.taints).or_insert_with(|| {
                taint_sets.push(&node.taints);
                number(taint_sets.len() - 1)
            }));
            by_name.insert(node.name.as_str(), number(at));
        }
        let (labels, common) = labels(&list, names);
        let images = Images::new(cluster, &given);
        Nodes {
            list,
            given,
            labels,
            common,
            taints,
            taint_sets,
            unschedulable,
            by_name,
            topologies: Vec::new(),
            by_key: HashMap::new(),
            images,
        }
    }

    /// How many there are.
    pub(in crate::scheduler) fn len(&self) -> usize {
        self.list.len()
    }

    /// The position of a node.
    pub(in crate::scheduler) fn position(&self, name: &str) -> Option<usize> {
        self.by_name.get(name).map(|&at| at as usize)
    }

    /// What each node may give in all.
    pub(in crate::scheduler) fn allocatable(&self) -> Vec<Resource> {
        let of = |node: &Node| {
            let mut own = Resource::new(&node.allocatable);
            if node.untold_storage {
                own.ephemeral_storage = UNTOLD;
            }
            own
        };
        self.list.iter().map(|node| of(node)).collect()
    }

    /// The nodes grouped by a label, prepared on first use.
    pub(in crate::scheduler) fn topology_id(&mut self, key: Sym) -> TopologyId {
        if let Some(&id) = self.by_key.get(&key) {
            return id;
        }
        let mut topology = Topology {
            domain: vec![NO_DOMAIN; self.len()],
            values: HashMap::new(),
            members: Vec::new(),
            present: NodeSet::none(self.len()),
        };
        for (at, labels) in self.labels.iter().enumerate() {
            let own = label(&labels.own, key);
            let Some(value) = own.or_else(|| label(&self.common[labels.common], key)) else { continue };
            let members = &mut topology.members;
            let domain = *topology.values.entry(value).or_insert_with(|| {
                members.push(Vec::new());
                number(members.len() - 1)
            });
            members[domain as usize].push(number(at));
            topology.domain[at] = domain;
            topology.present.add(at);
        }
        self.topologies.push(topology);
        self.by_key.insert(key, self.topologies.len() - 1);
        self.topologies.len() - 1
    }

    /// A topology prepared before.
    pub(in crate::scheduler) fn topology(&self, id: TopologyId) -> &Topology {
        &self.topologies[id]
    }

    /// The nodes that meet one requirement.
    fn meeting(&mut self, r: &Requirement, names: &Interner) -> NodeSet {
        let id = self.topology_id(r.key);
        let topology = &self.topologies[id];
        let listed = || {
            let mut set = NodeSet::none(self.list.len());
            for domain in r.values.iter().filter_map(|v| topology.values.get(v)) {
                for &at in &topology.members[*domain as usize] {
                    set.add(at as usize);
                }
            }
            set
        };
        match r.operator {
            Operator::In => listed(),
            Operator::NotIn => listed().not(),
            Operator::Exists => topology.present.clone(),
            Operator::DoesNotExist => topology.present.clone().not(),
            Operator::Gt | Operator::Lt => {
                let mut set = NodeSet::none(self.list.len());
                for (&value, &domain) in &topology.values {
                    if r.accepts(Some(value), names) {
                        for &at in &topology.members[domain as usize] {
                            set.add(at as usize);
                        }
                    }
                }
                set
            }
        }
    }

    /// The nodes that a label selector selects.
    pub(in crate::scheduler) fn selected(&mut self, selector: &Selector, names: &Interner) -> NodeSet {
        let Selector::All(all) = selector else { return NodeSet::none(self.len()) };
        let mut set = NodeSet::all(self.len());
        for r in all {
            set.and(&self.meeting(r, names));
        }
        set
    }

    /// The nodes that match one term; none for a term that is empty or that upstream cannot parse (upstream
    /// `nodeSelectorTerm.match`).
    pub(in crate::scheduler) fn matching_term(&mut self, term: &NodeSelectorTerm, names: &mut Interner) -> NodeSet {
        let mut set = NodeSet::all(self.len());
        if term.match_expressions.is_empty() && term.match_fields.is_empty() {
            return NodeSet::none(self.len());
        }
        for r in &term.match_expressions {
            let r = Requirement::of_node(r, names);
            if !r.is_sound() {
                return NodeSet::none(self.len());
            }
            set.and(&self.meeting(&r, names));
        }
        for field in &term.match_fields {
            let [value] = field.values.as_slice() else { return NodeSet::none(self.len()) };
            let mut named = NodeSet::none(self.len());
            if field.key == "metadata.name"
                && let Some(at) = self.position(value)
            {
                named.add(at);
            }
            match field.operator {
                Operator::In => set.and(&named),
                Operator::NotIn => set.minus(&named),
                _ => return NodeSet::none(self.len()),
            }
        }
        set
    }
}

/// The labels of a node.
struct OfNode {
    own: SymLabels,
    /// The set of those that it has in common with others, which its own hide.
    common: usize,
}

/// The labels of all nodes, and the sets of what many have in common.
fn labels(list: &[&Node], names: &mut Interner) -> (Vec<OfNode>, Vec<SymLabels>) {
    let mut sets = vec![SymLabels::new()];
    let mut by_place: HashMap<*const Labels, usize> = HashMap::new();
    let mut of = |node: &&Node| {
        let own = names.labels(node.labels.own());
        let common = node.labels.common().map_or(0, |labels| {
            *by_place.entry(labels).or_insert_with(|| {
                sets.push(names.labels(labels));
                sets.len() - 1
            })
        });
        OfNode { own, common }
    };
    (list.iter().map(&mut of).collect(), sets)
}

fn number(n: usize) -> u32 {
    u32::try_from(n).expect("fewer than four billion nodes")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scheduler::types::NodeSelectorRequirement;

    fn cluster() -> Cluster {
        let node = |(name, value): (&str, &str)| Node {
            name: name.to_owned(),
            labels: Labels::from_iter([("gen".to_owned(), value.to_owned())]).into(),
            ..Node::default()
        };
        Cluster { nodes: [("a", "1"), ("b", "5"), ("c", "x")].map(node).into(), ..Cluster::default() }
    }

    #[test]
    fn terms() {
        let cluster = cluster();
        let mut names = Interner::default();
        let mut nodes = Nodes::new(&cluster, &mut names);
        let r = |key: &str, operator, values: &[&str]| NodeSelectorRequirement {
            key: key.to_owned(),
            operator,
            values: values.iter().map(|v| (*v).to_owned()).collect(),
        };
        // expressions, fields, positions
        type Row = (Vec<NodeSelectorRequirement>, Vec<NodeSelectorRequirement>, &'static [usize]);
        let table: Vec<Row> = vec![
            (vec![], vec![], &[]),
            (vec![r("gen", Operator::In, &["1", "x"])], vec![], &[0, 2]),
            (vec![r("gen", Operator::NotIn, &["1"])], vec![], &[1, 2]),
            (vec![r("gen", Operator::Gt, &["3"])], vec![], &[1]),
            (vec![r("gen", Operator::Gt, &["many"])], vec![], &[]),
            (vec![r("other", Operator::DoesNotExist, &[])], vec![], &[0, 1, 2]),
            (vec![r("gen", Operator::Exists, &[])], vec![r("metadata.name", Operator::In, &["c"])], &[2]),
            (vec![], vec![r("metadata.name", Operator::NotIn, &["c"])], &[0, 1]),
        ];
        for (match_expressions, match_fields, expected) in table {
            let term = NodeSelectorTerm { match_expressions, match_fields };
            let set = nodes.matching_term(&term, &mut names);
            assert_eq!(set.iter().collect::<Vec<_>>(), expected, "{term:?}");
        }
    }
}
