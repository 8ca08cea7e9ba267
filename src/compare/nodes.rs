//! Which nodes came, which went, and what of the others is otherwise.

use std::collections::{BTreeMap, BTreeSet};

use super::Change;
use crate::inventory::{amount_text, taint_text};
use crate::placement::Placement;
use crate::scheduler::types::Node;

/// A node that is otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NodeChange {
    /// Its name.
    pub name: String,
    /// What became of it.
    pub change: Change,
    /// What of it is otherwise: what, its value before, its value now; none of a node that came or went.
    pub what: Vec<(String, Option<String>, Option<String>)>,
}

pub(super) fn compare(before: &Placement, after: &Placement) -> Vec<NodeChange> {
    let by_name = |placement: &Placement| -> BTreeMap<String, usize> {
        placement.nodes.iter().enumerate().map(|(at, node)| (node.name.clone(), at)).collect()
    };
    let (old, new) = (by_name(before), by_name(after));
    let names: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    let one = |name: &String| {
        let (change, what) = match (old.get(name), new.get(name)) {
            (Some(was), Some(is)) => {
                let what = otherwise(&before.nodes[*was], &after.nodes[*is]);
                if what.is_empty() {
                    return None;
                }
                (Change::Changed, what)
            }
            (None, _) => (Change::Added, Vec::new()),
            (Some(_), None) => (Change::Removed, Vec::new()),
        };
        Some(NodeChange { name: name.clone(), change, what })
    };
    names.into_iter().filter_map(one).collect()
}

/// What of a node bears on who may run there.
fn parts(node: &Node) -> BTreeMap<String, String> {
    let mut parts = BTreeMap::new();
    let amounts =
        node.allocatable.iter().map(|(name, amount)| (format!("allocatable {name}"), amount_text(name, *amount)));
    parts.extend(amounts);
    parts.extend(node.labels.iter().map(|(key, value)| (format!("label {key}"), value.clone())));
    parts.extend(node.taints.iter().map(|taint| (format!("taint {}", taint_text(taint)), "there".to_owned())));
    if node.unschedulable {
        parts.insert("cordoned".to_owned(), "yes".to_owned());
    }
    parts
}

fn otherwise(before: &Node, after: &Node) -> Vec<(String, Option<String>, Option<String>)> {
    let (old, new) = (parts(before), parts(after));
    let names: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    let both = |name: &String| (name.clone(), old.get(name).cloned(), new.get(name).cloned());
    names.into_iter().map(both).filter(|(_, old, new)| old != new).collect()
}
