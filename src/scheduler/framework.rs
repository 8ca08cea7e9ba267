//! What a plugin is (upstream `kube-scheduler/framework/interface.go`): its name, its weight, and a function for each
//! point at which it has something to say. A plugin's file has all of it in one constant.

use std::rc::Rc;

use super::answers::FillScores;
use super::attempt::Failure;
use super::engine::Engine;
use super::node_set::NodeSet;
use super::snapshot::index::Index;
use super::snapshot::nodes::Nodes;
use super::snapshot::usage::{PodId, Usage};
use super::status::Rejection;
use super::template::{Template, TemplateId};
use super::types::{Cluster, Pod, Profile};

/// A plugin.
pub(super) struct Plugin {
    /// Upstream's name.
    pub(super) name: &'static str,
    /// The default weight of its score.
    pub(super) weight: i64,
    /// Keeps a pod out of the queue.
    pub(super) pre_enqueue: Option<PreEnqueue>,
    /// Looks at the pod before the filters run.
    pub(super) pre_filter: Option<PreFilter>,
    /// Refuses nodes.
    pub(super) filter: Option<Filter>,
    /// Tells good nodes from better ones.
    pub(super) score: Option<Score>,
    /// Makes room where no node takes the pod.
    pub(super) post_filter: Option<PostFilter>,
}

impl Plugin {
    /// A plugin that has nothing to say yet.
    pub(super) const fn named(name: &'static str) -> Self {
        Plugin { name, weight: 0, pre_enqueue: None, pre_filter: None, filter: None, score: None, post_filter: None }
    }
}

/// Why the pod does not reach the queue, if it does not.
pub(super) type PreEnqueue = fn(&Pod, &Cluster) -> Option<String>;

/// What is known before a node is looked at; the text refuses all of them.
pub(super) type PreFilter = for<'c> fn(&Attempt<'_, 'c>) -> Result<PreFiltered<'c>, String>;

/// Why the node at a position is refused, if it is.
pub(super) type Refuse = fn(&Attempt<'_, '_>, usize) -> Option<Rejection>;

/// The scores of the feasible nodes from 0 to 100, in their order; none where the plugin has nothing to say.
pub(super) type Score = fn(&Attempt<'_, '_>, &Feasible<'_>) -> Option<Vec<i64>>;

/// Looks for room.
pub(super) type PostFilter = for<'c> fn(&mut Engine<'c>, PodId, &Failure<'c>) -> Result<Room, NoRoom>;

/// How a plugin filters.
#[derive(Clone, Copy)]
pub(super) enum Filter {
    /// Asked for each pod and node.
    Each(Refuse),
    /// Looks at nothing that changes while pods are placed. So `open`, asked once for a template, takes out of the set
    /// all nodes that `refuse` would refuse to its pods; the others are not asked again.
    Settled {
        /// The reason.
        refuse: Refuse,
        /// The nodes.
        open: fn(&Template<'_>, &Nodes<'_>, &mut NodeSet),
    },
    /// What the pre-filter has prepared is asked; where it has prepared nothing, nobody is.
    Prepared,
}

/// What a pre-filter says about a pod.
pub(super) enum PreFiltered<'c> {
    /// The filter would refuse no node: it is left out.
    Skip,
    /// The filter is to run.
    Run,
    /// This is the filter for the attempt.
    Prepared(Rc<dyn PreparedFilter<'c> + 'c>),
    /// The filter is to run, and only on these nodes. So far only NodeAffinity says so, as the message of the other
    /// nodes does ([`super::status::Refusals::named`]).
    Only(Vec<usize>),
}

/// A filter with what it knows of one attempt.
pub(super) trait PreparedFilter<'c> {
    /// Why the node at a position is refused, if it is.
    fn refuse(&self, attempt: &Attempt<'_, 'c>, at: usize) -> Option<Rejection>;

    /// The filter after a pod has come to a node (`sign` 1) or left it (-1) within the attempt, where that makes a
    /// difference (upstream's `PreFilterExtensions`).
    fn after(&self, _attempt: &Attempt<'_, 'c>, _other: &Pod, _sign: i64) -> Option<Rc<dyn PreparedFilter<'c> + 'c>> {
        None
    }
}

/// A pod that is tried, and everything that a plugin may look at.
pub(super) struct Attempt<'e, 'c> {
    id: PodId,
    /// What the pod asks for, compiled.
    pub(super) template: &'e Template<'c>,
    /// The cluster as it stands.
    pub(super) engine: &'e Engine<'c>,
}

impl<'e, 'c> Attempt<'e, 'c> {
    /// The attempt to place a pod.
    #[inline]
    pub(super) fn new(engine: &'e Engine<'c>, id: PodId, template: TemplateId) -> Self {
        Attempt { id, template: engine.templates.get(template), engine }
    }

    /// The pod. Most filters are done with the template, so it is looked up only where it is asked for.
    pub(super) fn pod(&self) -> &'c Pod {
        self.engine.pods[self.id].pod
    }

    /// The nodes, by position.
    pub(super) fn nodes(&self) -> &'e Nodes<'c> {
        &self.engine.build.nodes
    }

    /// Counts of pods by place.
    pub(super) fn index(&self) -> &'e Index {
        &self.engine.build.index
    }

    /// What is taken of each node.
    pub(super) fn usage(&self) -> &'e Usage<'c> {
        &self.engine.usage
    }

    /// The profile as configured.
    pub(super) fn settings(&self) -> &'e Profile {
        &self.engine.profiles[self.template.profile].settings
    }

    /// The pods on a node.
    pub(super) fn pods_on(&self, at: usize) -> impl Iterator<Item = &'c Pod> {
        self.engine.usage.pods[at].iter().map(|&id| self.engine.pods[id].pod)
    }
}

/// The nodes that passed the filters.
pub(super) struct Feasible<'a> {
    /// Their positions, as they were looked at.
    pub(super) nodes: &'a [u32],
    /// What their fill scores. Two plugins ask for that and nothing else is as costly, so it is remembered for nodes
    /// that have not changed.
    pub(super) fill: &'a [FillScores],
}

/// Room that can be made.
pub(super) struct Room {
    /// Position of the node.
    pub(super) at: usize,
    /// Pods to evict, the most important first.
    pub(super) victims: Vec<PodId>,
}

/// Why no room is made.
pub(super) enum NoRoom {
    /// Nobody is looked for; a node that is kept free for the pod stays so. The plugin's part of the message.
    NotEligible(String),
    /// No node would do, so none is kept free any longer. The plugin's part of the message.
    Nowhere(String),
    /// It broke off; the text takes the place of what other plugins say.
    Broken(String),
}
