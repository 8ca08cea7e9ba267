//! A cluster's dump in a few lines: what [`super::compact`] reads, written.
//!
//! Nodes of one shape become one entry. What the short form cannot say stays as it is: a node without the labels that every
//! kubelet sets, one that declares features, volumes and classes.

mod shape;
mod words;

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::{Found, Inventory, bears_on_placement, dumped, plain};
use crate::model::{FileId, count};
use crate::resource::PodKind;
use crate::source::{Limits, node_json, stream};

/// What came of a dump.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Documents of YAML: an Inventory where there is something to say in it, then what stays as it is.
    pub text: String,
    /// Nodes in all.
    pub nodes: usize,
    /// Entries of the Inventory.
    pub shapes: usize,
    /// Nodes that stay whole.
    pub whole: usize,
    /// Pods that run there, of which the requests are kept.
    pub pods: usize,
    /// The kubelets' versions (`v1.34.2`), each once.
    pub versions: BTreeSet<String>,
}

/// Kinds that say nothing without the pods that are left out.
const OF_PODS: [&str; 4] = ["Inventory", "Pod", "PodDisruptionBudget", "Service"];

/// Sums up the nodes of some texts, with what runs there.
pub fn summary(texts: &[&str]) -> Summary {
    let limits = Limits::default();
    let plain: Vec<Cow<'_, str>> =
        texts.iter().map(|text| plain(text).map_or(Cow::Borrowed(*text), |plain| plain.text.into())).collect();
    let documents: Vec<_> = plain.iter().map(|text| stream(text, &limits)).collect();
    let mut found = Vec::new();
    for (at, documents) in documents.iter().enumerate() {
        for document in documents {
            let file = FileId(u32::try_from(at).unwrap_or(u32::MAX));
            found.extend(dumped(document).into_iter().map(|resource| Found { file, resource }));
        }
    }
    let inventory = Inventory::collect(&found);
    let written = shape::write(&inventory);
    let mut summary = Summary {
        nodes: inventory.nodes.len(),
        shapes: written.entries.len(),
        whole: written.whole.len(),
        pods: inventory.running.len(),
        versions: found.iter().filter(|f| f.resource.kind == "Node").filter_map(version).collect(),
        ..Summary::default()
    };
    let mut parts = Vec::new();
    if !written.entries.is_empty() {
        parts.push(format!("apiVersion: plimsoll.dev/v1\nkind: Inventory\nnodes:\n{}", written.entries.concat()));
    }
    parts.extend(written.whole);
    parts.extend(written.running);
    parts.extend(found.iter().filter(|f| stays(f.resource.kind)).map(as_it_is));
    summary.text = head(&summary) + &parts.join("---\n");
    summary
}

/// The version of a node's kubelet.
fn version(node: &Found<'_>) -> Option<String> {
    node.resource.field().at("status").at("nodeInfo").at("kubeletVersion").opt_str().map(str::to_owned)
}

/// Whether objects of that kind are kept whole.
fn stays(kind: &str) -> bool {
    let makes_pods = PodKind::named(kind).is_some_and(PodKind::makes_pods);
    bears_on_placement(kind) && kind != "Node" && !makes_pods && !OF_PODS.contains(&kind)
}

/// An object in JSON, which is YAML that no reader takes for something else.
fn as_it_is(found: &Found<'_>) -> String {
    let json = node_json(found.resource.root);
    let Ok(mut value) = serde_json::from_str::<serde_json::Value>(&json) else { return format!("{json}\n") };
    if let Some(metadata) = value.get_mut("metadata").and_then(serde_json::Value::as_object_mut) {
        metadata.remove("managedFields");
    }
    format!("{value:#}\n")
}

/// What a reader should know of it.
fn head(summary: &Summary) -> String {
    let mut text = format!("# {}", count(summary.nodes, "node"));
    let _ = match (summary.shapes, summary.whole) {
        (_, 0) => writeln!(text, " in {}.", if summary.shapes == 1 { "one shape" } else { "the shapes below" }),
        (0, _) => writeln!(text, ", each as it is."),
        (_, whole) => writeln!(text, ", {whole} of them as they are."),
    };
    if summary.pods > 0 {
        let _ = writeln!(
            text,
            "# What runs there is counted ({}), its ports, volumes and priorities are not kept: to place beside\n# those, \
             keep what kubectl printed and name that instead.",
            count(summary.pods, "pod")
        );
    }
    text
}

#[cfg(test)]
mod tests;
