//! Why a pod found no node, where that stands in the manifests, and the smallest change that helps.

mod edit;
mod finding;
mod group;
mod help;
mod labels;
mod near;
mod repair;
mod summary;
mod taints;
mod view;
mod volumes;
mod why;
mod wording;
mod words;

pub use finding::{Failed, RULES, Sources, finding};
pub use group::explain;
pub use repair::{Texts, candidates, fewer, wanted};
pub use view::View;

use std::sync::Arc;

use crate::model::{Edit, FileId, Span};

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
    /// The node whose numbers those are, where another of the group has others; else empty.
    pub of: String,
    /// Where that stands.
    pub at: Vec<At>,
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
    /// What it gives up, in words; empty where that is nothing.
    pub price: String,
    /// What it does whatever the node: of several that are equal in that, one is offered.
    pub kind: String,
    /// Pods that lose their place by it, `namespace/name`.
    pub displaces: Arc<[String]>,
}

impl Offer {
    /// Whether it asks for all that `other` asks for: then that one is enough.
    pub fn includes(&self, other: &Offer) -> bool {
        let commands = |offer: &'_ Offer| -> Vec<String> {
            offer.command.iter().flat_map(|all| all.split(" && ")).map(str::to_owned).collect()
        };
        let own = commands(self);
        other.edits.iter().all(|edit| self.edits.contains(edit)) && commands(other).iter().all(|one| own.contains(one))
    }
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
