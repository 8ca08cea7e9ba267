//! Commands that change the manifest of a node.

use super::change::Change;
use super::made::Made;
use crate::inventory::{Inventory, Origin, read};
use crate::scheduler::types::{Node, TaintEffect};
use crate::source::Draft;

impl<'a> Inventory<'a> {
    /// Changes the manifest of a node. Its status does not change but by the subresource.
    pub(super) fn change_node(
        &mut self,
        at: usize,
        change: Change<'_>,
        status: bool,
        made: &'a Made<'a>,
    ) -> Result<(), String> {
        let (node, origin) = (&self.nodes[at].value, self.nodes[at].origin);
        let before = draft_of_node(node, origin);
        let after = change(&before)?;
        if before == after {
            return Ok(());
        }
        let root = made.object(&after, origin.root)?;
        let field = origin.at(root).field();
        let mut read = read::node(field);
        let new: Vec<_> = read.taints.iter().filter(|taint| !node.taints.contains(taint)).cloned().collect();
        if status {
            crate::inventory::node_conditions::taint(&mut read, field);
        }
        let own = &mut self.nodes[at];
        (own.value.labels, own.value.taints) = (read.labels, read.taints);
        (own.value.annotations, own.value.unschedulable) = (read.annotations, read.unschedulable);
        if status {
            own.value.allocatable = read.allocatable;
        }
        if new.iter().any(|taint| taint.effect == TaintEffect::NoExecute) {
            self.evict_intolerant(at, &new);
        }
        self.drop_daemons(at);
        Ok(())
    }
}

/// A node's manifest as commands left it; of its status what the file says.
fn draft_of_node(node: &Node, origin: Origin<'_>) -> Draft {
    let mut draft = Draft::map();
    draft.set("apiVersion", Draft::text("v1"));
    draft.set("kind", Draft::text("Node"));
    let written = origin.field().at("metadata");
    let meta = draft.at_mut(&["metadata"]);
    for key in ["uid", "resourceVersion"] {
        // Those of an object of another kind are not the node's.
        if let Some(own) = written.at(key).node().filter(|_| origin.field().at("kind").str() == "Node") {
            meta.set(key, Draft::of(own));
        }
    }
    meta.set("name", Draft::text(&*node.name));
    meta.set("labels", Draft::texts(node.labels.iter().map(|(key, value)| (key.as_str(), value.as_str()))));
    meta.set("annotations", Draft::texts(node.annotations.iter().map(|(key, value)| (key.as_str(), value.as_str()))));
    let taint = |taint: &crate::scheduler::types::Taint| {
        let mut draft = Draft::texts([("key", &*taint.key), ("effect", crate::inventory::effect_text(taint.effect))]);
        if !taint.value.is_empty() {
            draft.set("value", Draft::text(&*taint.value));
        }
        draft
    };
    let spec = draft.at_mut(&["spec"]);
    spec.set("taints", Draft::list(node.taints.iter().map(taint).collect()));
    spec.set("unschedulable", Draft::bool(node.unschedulable));
    let status = origin.field().at("status");
    if let Some(node) = status.node() {
        draft.set("status", Draft::of(node));
    }
    // It stands where the node stands.
    draft.stands(origin.root.span());
    draft
}
