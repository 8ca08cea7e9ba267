//! Why a pod found no node, where that stands in the manifests, and the smallest change that helps.

mod edit;
mod finding;
mod group;
mod labels;
mod near;
mod repair;
mod taints;
mod view;
mod volumes;
mod why;
mod words;

pub use finding::{Failed, RULES, finding};
pub use group::explain;
pub use repair::{Texts, candidates};
pub use view::View;

use std::sync::Arc;

use crate::model::{Edit, FileId, Span};
use crate::scheduler::plugins::{node_affinity, node_ports, node_unschedulable, taint_toleration};

/// A place to look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct At {
    /// The file.
    pub file: FileId,
    /// The bytes.
    pub span: Span,
    /// What is to be seen there.
    pub message: String,
}

/// One reason of one plugin against a group of nodes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Why {
    /// Upstream's name of the plugin.
    pub plugin: &'static str,
    /// Upstream's wording.
    pub reason: String,
    /// The numbers, the taint, the expression: what makes it so here.
    pub detail: String,
    /// Where that stands.
    pub at: Vec<At>,
}

impl Why {
    /// The reason in a person's words: where what is behind it says all of it, without the scheduler's.
    pub fn text(&self) -> String {
        match (self.detail.is_empty(), self.plugin) {
            (true, _) => self.reason.clone(),
            (false, node_affinity::NAME | taint_toleration::NAME | node_ports::NAME | node_unschedulable::NAME) => {
                self.detail.clone()
            }
            (false, _) => format!("{}: {}", self.reason, self.detail),
        }
    }
}

/// Nodes that refuse the pod for the same reasons.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Their names, in the order of the inventory.
    pub nodes: Vec<String>,
    /// Every reason of every plugin, in the scheduler's order.
    pub reasons: Vec<Why>,
}

/// What an offer changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Target {
    /// The pod's manifest.
    Manifest,
    /// The cluster.
    Cluster,
}

impl Target {
    /// As reports spell it.
    pub fn as_str(self) -> &'static str {
        match self {
            Target::Manifest => "manifest",
            Target::Cluster => "cluster",
        }
    }
}

/// What sort of change an offer is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sort {
    /// A slip of the manifest, corrected: where that helps nobody asks for more nodes.
    Slip,
    /// Neither of the others.
    #[default]
    Ordinary,
    /// It brings nodes: the first that helps is enough.
    Fresh,
}

/// A change that gives the pod a node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// What to do, in words.
    pub title: String,
    /// What it changes.
    pub target: Target,
    /// Changes to files.
    pub edits: Vec<Edit>,
    /// A command for the cluster, as `--what-if` takes it.
    pub command: Option<String>,
    /// What sort of change it is.
    pub sort: Sort,
    /// Pods that lose their place by it, `namespace/name`.
    pub displaces: Arc<[String]>,
}

/// All there is to say about one pod without a node.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Explanation {
    /// One sentence.
    pub summary: String,
    /// Every node exactly once, the nearest to fitting first.
    pub groups: Vec<Group>,
    /// Proven changes, the cheapest first.
    pub offers: Vec<Offer>,
}

impl Explanation {
    /// Says that there was no time to try what might help.
    pub fn untried(&mut self) {
        self.summary.push_str("; so many pods find none that what might help this one was not tried");
    }

    /// What is said where there was no time to look at every node once more.
    pub fn unmade() -> Self {
        let summary = "so many pods find none that this one is not explained";
        Explanation { summary: summary.to_owned(), ..Explanation::default() }
    }
}
