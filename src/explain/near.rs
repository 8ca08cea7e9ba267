//! What was nearly meant: the labels and resources of the nodes beside those that a pod asks for.

use std::collections::BTreeMap;

use super::view::View;
use crate::model::near::{Strictness, differ_in_number, nearest};

/// What of a label was likely meant otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Near<'v> {
    /// No node has the key, or none with that value; some have this one.
    Key(&'v str),
    /// Nodes have the key, none this value; some have that one.
    Value(&'v str),
    /// Nodes have the key, and none of its values is near.
    Others,
}

/// The labels of all nodes: keys, and of each its values with how many nodes have them.
pub(super) type NodeLabels<'v> = BTreeMap<&'v str, BTreeMap<&'v str, usize>>;

impl<'v> View<'v, '_> {
    /// What was likely meant by a label that no node has; nothing where a node has it, or nothing is near.
    pub(super) fn near_label(&self, key: &str, value: &str) -> Option<Near<'v>> {
        let labels = self.node_labels();
        let others = || labels.iter().filter(|(near, _)| **near != key && !differ_in_number(key, near));
        let near =
            |keys: Vec<&'v str>| nearest(key, Strictness::Name, keys.into_iter(), |key| key).map(|(near, _)| near);
        let Some(values) = labels.get(key) else {
            return near(others().map(|(key, _)| *key).collect()).map(Near::Key);
        };
        if values.contains_key(value) {
            return None;
        }
        // Where the wanted value stands under a key that is nearly so called, that was meant.
        let with_value = others().filter(|(_, values)| values.contains_key(value)).map(|(key, _)| *key);
        if let Some(near) = near(with_value.collect()) {
            return Some(Near::Key(near));
        }
        let near = nearest(value, Strictness::Name, values.keys().copied(), |value| value);
        let near = near.filter(|(near, _)| !differ_in_number(value, near));
        Some(near.map_or(Near::Others, |(near, _)| Near::Value(near)))
    }

    /// What is said of it, if anything.
    pub(super) fn near_label_text(&self, key: &str, value: &str) -> Option<String> {
        let labels = self.node_labels();
        Some(match self.near_label(key, value)? {
            Near::Key(near) => {
                let values = &labels[near];
                let has = if values.contains_key(value) { format!("{near}={value}") } else { near.to_owned() };
                let wanted = if labels.contains_key(key) { format!("{key}={value}") } else { format!("a label {key}") };
                format!("no node has {wanted}: did you mean `{has}`?")
            }
            Near::Value(near) => format!("no node has {key}={value}: did you mean `{near}`?"),
            Near::Others => {
                let all: Vec<&str> = labels[key].keys().copied().take(MOST_VALUES).collect();
                let more = if labels[key].len() > all.len() { " …" } else { "" };
                format!("no node has {key}={value}; there is {}{more}", all.join(", "))
            }
        })
    }

    /// Resources of the nodes that are nearly called like one that none of them has.
    pub(super) fn near_resources(&self, wanted: &str) -> Vec<&'v str> {
        let mut found: Vec<&str> = Vec::new();
        for node in &self.cluster.nodes {
            for (resource, amount) in &node.allocatable {
                if !amount.is_zero() && !found.contains(&resource.as_str()) && is_like(wanted, resource) {
                    found.push(resource);
                }
            }
        }
        found.sort_unstable();
        found
    }
}

/// Values of a label that are shown.
const MOST_VALUES: usize = 6;

/// Whether two extended resources are likely taken for each other: the same device of another vendor, a part or a sharing of it, or one
/// misspelled.
fn is_like(wanted: &str, other: &str) -> bool {
    let (Some((vendor, device)), Some((other_vendor, other_device))) = (wanted.split_once('/'), other.split_once('/'))
    else {
        // `hugepages-2Mi` beside `hugepages-1Gi`.
        let family = |name: &str| name.split_once('-').map(|(family, _)| family.to_owned());
        return wanted != other && family(wanted).is_some() && family(wanted) == family(other);
    };
    if wanted == other {
        return false;
    }
    let family = |device: &str| device.split(['-', '.', '_']).next().unwrap_or_default().to_owned();
    if vendor == other_vendor {
        return family(device) == family(other_device)
            || nearest(device, Strictness::Name, [other_device].into_iter(), |name| name).is_some();
    }
    device == other_device || nearest(wanted, Strictness::Name, [other].into_iter(), |name| name).is_some()
}

#[cfg(test)]
mod tests {
    use super::is_like;

    #[test]
    fn resources_that_are_taken_for_each_other() {
        for (wanted, other, like) in [
            ("squat.ai/dri", "devic.es/dri", true),
            ("nvidia.com/gpu", "nvidia.com/gpu.shared", true),
            ("nvidia.com/mig-3g.40gb", "nvidia.com/mig-1g.10gb", true),
            ("nvidia.com/gpus", "nvidia.com/gpu", true),
            ("hugepages-2Mi", "hugepages-1Gi", true),
            ("nvidia.com/gpu", "amd.com/gpu", true),
            ("nvidia.com/gpu", "example.com/fpga", false),
            ("nvidia.com/gpu", "nvidia.com/gpu", false),
            ("ephemeral-storage", "memory", false),
        ] {
            assert_eq!(is_like(wanted, other), like, "{wanted} {other}");
        }
    }
}
