//! What the node controller makes of a node's conditions (`pkg/controller/nodelifecycle`, `nodeConditionToTaintKeyStatusMap`,
//! `doNoScheduleTaintingPass` and `doNoExecuteTaintingPass`).

use crate::resource::Field;
use crate::scheduler::types::{Node, Taint, TaintEffect};

/// Conditions, a status of each that bars the node, and the last part of the taint's key.
const TAINTS: [(&str, &str, &str); 6] = [
    ("Ready", "False", "not-ready"),
    ("Ready", "Unknown", "unreachable"),
    ("MemoryPressure", "True", "memory-pressure"),
    ("DiskPressure", "True", "disk-pressure"),
    ("NetworkUnavailable", "True", "network-unavailable"),
    ("PIDPressure", "True", "pid-pressure"),
];

/// Adds the taints that the node's conditions bring, where it does not have them already. A node without conditions gets
/// none.
pub(super) fn taint(node: &mut Node, f: Field<'_>) {
    for condition in f.at("status").at("conditions").items() {
        let (kind, status) = (condition.at("type").str(), condition.at("status").str());
        for (_, _, key) in TAINTS.iter().filter(|row| row.0 == kind && row.1 == status) {
            // Pods that are there already have to leave a node only where nobody hears of it.
            let evicts = (kind == "Ready").then_some(TaintEffect::NoExecute);
            for effect in [TaintEffect::NoSchedule].into_iter().chain(evicts) {
                let key = format!("node.kubernetes.io/{key}");
                if !node.taints.iter().any(|taint| taint.key == key && taint.effect == effect) {
                    node.taints.push(Taint { key, value: String::new(), effect });
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inventory::read;
    use crate::resource::{Content, content};
    use crate::source::{Limits, parse};

    /// The taints of a node with those conditions.
    fn taints(conditions: &str) -> Vec<String> {
        let yaml = format!(
            "apiVersion: v1\nkind: Node\nmetadata: {{name: n}}\nspec: {{taints: [{{key: node.kubernetes.io/not-ready, effect: NoSchedule}}]}}\nstatus: {{conditions: [{conditions}]}}\n"
        );
        let documents = parse(&yaml, &Limits::default());
        let Content::Objects(objects) = content(&documents[0]) else { panic!("no object in {yaml}") };
        let mut node = read::node(objects[0].field());
        taint(&mut node, objects[0].field());
        node.taints[1..].iter().map(crate::inventory::taint_text).collect()
    }

    #[test]
    fn what_ails_a_node_taints_it() {
        assert_eq!(taints("{type: Ready, status: 'True'}, {type: DiskPressure, status: 'False'}"), [""; 0]);
        assert_eq!(taints("{type: DiskPressure, status: 'True'}"), ["node.kubernetes.io/disk-pressure:NoSchedule"]);
        assert_eq!(taints("{type: Ready, status: 'False'}"), ["node.kubernetes.io/not-ready:NoExecute"]);
        assert_eq!(
            taints("{type: Ready, status: Unknown}"),
            ["node.kubernetes.io/unreachable:NoSchedule", "node.kubernetes.io/unreachable:NoExecute"]
        );
    }
}
