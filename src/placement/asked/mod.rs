//! What is asked of a dry run once it stands: how much more fits, what a loss would cost, what to buy.

mod capacity;
mod pack;
mod standing;
mod subject;
mod survive;
#[cfg(test)]
mod tests;

pub use pack::{Shape, parse_shape};
pub use subject::Wanted;

use super::Question;
use super::case::Case;
use crate::explain::At;
use crate::inventory::{Found, Made};
use crate::model::{FileId, Span};
use crate::scheduler::types::{Config, Decision};

/// A question beside what becomes of the pods.
#[derive(Clone, Debug, PartialEq)]
pub enum Ask {
    /// How many more replicas fit.
    Capacity(Wanted),
    /// What would not be placed again.
    Survive(Losing),
    /// The fewest nodes of these shapes that take everything.
    Pack(Vec<Shape>),
}

/// What is lost at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Losing {
    /// Any so many nodes, 1 or more.
    Nodes(usize),
    /// All nodes with the same value of this label.
    Topology(String),
}

/// The answer to an [`Ask`].
#[derive(Debug)]
pub enum Reply {
    /// One for each workload that was asked about; whether that is all of them.
    Capacity(Vec<More>, bool),
    /// What losses would cost.
    Survive(Survival),
    /// What to buy.
    Pack(Packing),
}

impl Reply {
    /// Whether it is all that is asked, and not told beside what became of the pods.
    pub fn stands_alone(&self) -> bool {
        !matches!(self, Reply::Survive(_))
    }

    /// Whether what the rule says of pods without a node is not what is asked.
    pub fn tells(&self, rule: &str) -> bool {
        const OF_PLACES: [&str; 4] =
            ["schedule/unschedulable", "schedule/preemption", "schedule/no-scheduler", "schedule/idle-daemon"];
        OF_PLACES.contains(&rule)
    }

    /// Whether the answer is that something is not as it should be: a loss is not survived, pods fit on no shape.
    pub fn fails(&self) -> bool {
        match self {
            Reply::Capacity(..) => false,
            Reply::Survive(survival) => survival.losses.iter().any(Loss::fails),
            Reply::Pack(packing) => packing.cut || !packing.is_whole(),
        }
    }
}

/// How many more of a workload fit.
#[derive(Clone, Debug, Default)]
pub struct More {
    /// Kind, namespace, name.
    pub of: (String, String, String),
    /// How many more pods find a place.
    pub more: i64,
    /// More were not counted.
    pub at_least: bool,
    /// The nodes that take them, each with how many, in the order of the cluster.
    pub on: Vec<(String, i64)>,
    /// What stops the next one, in the words of the scheduler or of admission.
    pub message: String,
    /// Pods that the scheduler would evict for the next one, `namespace/name`.
    pub evicts: Vec<String>,
    /// Why, in one sentence; empty where that was not asked.
    pub summary: String,
    /// What each group of nodes has against it.
    pub reasons: Vec<(Vec<String>, String)>,
    /// Where that stands.
    pub at: Vec<At>,
    /// Nodes that were tried beside the others: what they are like, and how many more fit then.
    pub helps: Vec<(String, i64)>,
    /// Why nothing was counted.
    pub note: String,
}

/// What losses would cost.
#[derive(Clone, Debug, Default)]
pub struct Survival {
    /// What was lost each time, in words: `node`, `zone`, the key of a label.
    pub what: String,
    /// Every loss that was tried; those that cost the same are one.
    pub losses: Vec<Loss>,
    /// How many losses were tried.
    pub tried: usize,
    /// What was not tried, in words.
    pub notes: Vec<String>,
}

/// A loss, or several that cost the same.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Loss {
    /// What is lost: names of nodes, values of the label.
    pub lost: Vec<String>,
    /// How many pods have to find another place each time.
    pub moves: usize,
    /// What finds none.
    pub failed: Vec<Fallen>,
}

impl Loss {
    /// Whether something is not placed again.
    pub fn fails(&self) -> bool {
        self.failed.iter().any(|fallen| !fallen.maybe)
    }
}

/// Pods of one workload that are not placed again.
#[derive(Clone, Debug, PartialEq)]
pub struct Fallen {
    /// `Deployment web`, or `Pod web`.
    pub of: String,
    /// `namespace/name` of the pods.
    pub pods: Vec<String>,
    /// Why.
    pub why: String,
    /// Pods that would be evicted for it, `namespace/name`.
    pub evicts: Vec<String>,
    /// Whether it hangs on what nobody can know here; a node would take it.
    pub maybe: bool,
    /// Where the workload stands.
    pub at: (FileId, Span),
}

/// What to buy.
#[derive(Clone, Debug, Default)]
pub struct Packing {
    /// Each shape with how many of it.
    pub shapes: Vec<(Shape, usize)>,
    /// No fewer nodes can take it all.
    pub at_least: usize,
    /// What they cost in all, and what they cost at least, where all shapes have a price.
    pub price: Option<(f64, f64)>,
    /// Nothing cheaper takes as much, or without prices no fewer nodes.
    pub proven: bool,
    /// Each node with its pods, `namespace/name`.
    pub nodes: Vec<(String, Vec<String>)>,
    /// Pods that no shape takes, and why.
    pub never: Vec<(Vec<String>, String)>,
    /// Pods that found no node on any number of nodes that was tried, and why.
    pub waiting: Vec<(Vec<String>, String)>,
    /// Pods of DaemonSets that find no place on their node, and why.
    pub daemons: Vec<(Vec<String>, String)>,
    /// The number of nodes at which the search ended, where more might take more.
    pub ended: Option<usize>,
    /// Not all pods were made, there are so many.
    pub cut: bool,
    /// What was left out, in words.
    pub notes: Vec<String>,
}

impl Packing {
    /// How many nodes.
    pub fn count(&self) -> usize {
        self.shapes.iter().map(|(_, number)| number).sum()
    }

    /// Whether nothing is left over.
    pub fn is_whole(&self) -> bool {
        self.never.is_empty() && self.waiting.is_empty() && self.daemons.is_empty() && self.ended.is_none()
    }
}

/// Answers a question about a case that has been decided.
///
/// # Errors
/// What is asked about is not there; what is asked is too much.
pub(super) fn reply<'a>(
    question: Question<'a, 'a>,
    (config, objects, made): (&Config, &'a [Found<'a>], &'a Made<'a>),
    case: &Case<'a>,
    decisions: &[Decision],
) -> Result<Option<Reply>, String> {
    let Some(ask) = &question.placing.ask else { return Ok(None) };
    Ok(Some(match ask {
        Ask::Capacity(wanted) => capacity::capacity(question, config, (objects, made), (case, decisions), wanted)?,
        Ask::Survive(losing) => Reply::Survive(survive::survive(config, case, decisions, losing)?),
        Ask::Pack(shapes) => Reply::Pack(pack::pack(question, config, (objects, made), shapes)?),
    }))
}
