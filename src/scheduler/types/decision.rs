//! What the scheduler answers.

use std::collections::BTreeMap;
use std::ops::Deref;
use std::sync::Arc;

/// How bad a refusal is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum StatusCode {
    /// Evicting pods may help.
    Unschedulable,
    /// Evicting pods does not help.
    UnschedulableAndUnresolvable,
    /// Something the plugin needs cannot be read.
    Error,
}

impl StatusCode {
    /// Upstream's spelling.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unschedulable => "Unschedulable",
            Self::UnschedulableAndUnresolvable => "UnschedulableAndUnresolvable",
            Self::Error => "Error",
        }
    }
}

/// Why one plugin refuses one node.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Refusal {
    /// Upstream's name; empty where upstream names none.
    pub plugin: &'static str,
    /// How bad it is.
    pub code: StatusCode,
    /// Upstream's wording.
    pub reasons: Vec<String>,
}

/// A refused node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NodeStatus {
    /// Index into the cluster's nodes.
    pub node: usize,
    /// The first plugin that refuses it.
    pub refusal: Arc<Refusal>,
}

/// What became of a pod.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It runs on this node (index into the cluster's nodes).
    Scheduled {
        /// The node.
        node: usize,
    },
    /// No node takes it.
    Unschedulable,
    /// Its scheduling gates hold it back, or a claim for devices that is not there (then [`Decision::held`] says which).
    Gated,
    /// Evicting the victims would make room for it on this node.
    Preempting {
        /// The node.
        node: usize,
        /// `namespace/name` of the pods to evict, most important first.
        victims: Box<[String]>,
    },
    /// No profile serves its `schedulerName`.
    NoScheduler,
}

/// How the feasible nodes compare; only where there were two or more.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PodScores {
    /// Weighted score by plugin, for each node (index) in the order looked at.
    pub nodes: Vec<(usize, BTreeMap<&'static str, i64>)>,
    /// The plugins that scored, in the order asked, each with its weight (at least 1), by which a score of 0 to 100 was
    /// multiplied.
    pub weights: Vec<(&'static str, i64)>,
    /// Sum for each node, in the same order.
    pub totals: Vec<(usize, i64)>,
    /// All nodes with the best total, where there is more than one.
    pub ties: Vec<usize>,
}

/// The answer for one pending pod, of its last attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// Index into the cluster's pending pods.
    pub pod: usize,
    /// What became of it.
    pub verdict: Verdict,
    /// How often it was tried.
    pub attempts: u32,
    /// Scores of the feasible nodes.
    pub scores: Option<Box<PodScores>>,
    /// What was seen on the way, where that is told: it is read as the decision's own. Pods that fail alike share it.
    pub seen: Option<Arc<Seen>>,
}

/// What was seen on the way to a decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// The text of its FailedScheduling event, where it found no node.
    pub message: Option<Arc<str>>,
    /// Nodes that the filters refused, by node index.
    pub refused: Vec<NodeStatus>,
    /// The status of the nodes that were not looked at one by one, where a check before the filters ended the attempt.
    pub absent: Option<Arc<Refusal>>,
    /// Why it is kept out of the queue, where that is not its gates.
    pub held: Option<String>,
}

impl Seen {
    /// Nothing.
    pub const NOTHING: Seen = Seen { message: None, refused: Vec::new(), absent: None, held: None };
}

impl Deref for Decision {
    type Target = Seen;

    fn deref(&self) -> &Seen {
        static NOTHING: Seen = Seen::NOTHING;
        self.seen.as_deref().unwrap_or(&NOTHING)
    }
}
