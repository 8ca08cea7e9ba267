//! What the sentences of a FailedScheduling event said from release to release: what is decided is the same, but for one status.
//!
//! From events of real clusters, the release notes, and the pull requests of kubernetes/kubernetes that changed them (paths under
//! `pkg/scheduler`), each as the last patch releases have it:
//!
//! | since | what | upstream |
//! |---|---|---|
//! | 1.27 | no tail after a missing claim | 119778, `schedule_one.go` (1.29, and 1.26.9, 1.27.6, 1.28.2: 1.26 is said as 1.26.8 had it) |
//! | 1.30 | one dot at the end of the tail | 117588, `framework/types.go`, `FitError.Error` |
//! | 1.32 | nodes that PreFilter left out are counted | 126022, `schedule_one.go` (until 125197 some patch releases from 1.27 to 1.30 said that a `node is filtered out by the prefilter result`) |
//! | 1.33 | volumes of other zones | 129887, `framework/plugins/volumebinding/binder.go` |
//! | 1.34 | preemption does not help on nodes that are too small | 131345, `framework/plugins/noderesources/fit.go` |
//! | 1.34 | taints are not named | 134740, `framework/plugins/tainttoleration/taint_toleration.go` (1.35, and 1.34.2) |
//! | 1.37 | room that preemption finds | 140180, `framework/plugins/defaultpreemption/default_preemption.go` |

use std::borrow::Cow;

use super::plugins::{taint_toleration, volume_binding};
use super::types::{Node, Pod, Refusal, Taint, TaintEffect};

/// The words of one minor version.
#[derive(Clone, Copy, Debug)]
pub(super) struct Words {
    minor: u8,
}

impl Words {
    /// Those of `1.minor`, of its last patch release.
    pub(super) fn of(minor: u8) -> Self {
        Words { minor }
    }

    /// DynamicResources is among the default plugins: where it prepared nothing it is in the way of preemption.
    pub(super) fn have_devices(self) -> bool {
        self.minor >= 34
    }

    /// It says that it has nothing to free for a pod without claims.
    pub(super) fn speak_of_claims(self) -> bool {
        (34..=36).contains(&self.minor)
    }

    /// A node that is smaller than what is asked counts among those where preemption found nobody.
    pub(super) fn hope_for_victims_on_small_nodes(self) -> bool {
        self.minor <= 33
    }

    /// Preemption is tried where a check before the filters ended the attempt.
    pub(super) fn preempt_without_nodes(self) -> bool {
        self.minor <= 26
    }

    /// What the plugins that make room say ends with a second dot.
    pub(super) fn end_twice(self) -> bool {
        self.minor <= 29
    }

    /// Nodes that no filter looked at, as PreFilter had named others, are counted among the reasons.
    pub(super) fn tell_of_nodes_left_out(self) -> bool {
        self.minor >= 32
    }

    /// What preemption says where it finds room; before 1.37 nothing.
    pub(super) fn room(self, node: &str, victims: usize) -> Option<String> {
        let said =
            || format!("preemption: found a potential placement for pod on node {node}, preempting {victims} victims");
        (self.minor >= 37).then(said)
    }

    /// The reasons of a refusal on one of the nodes that it is for.
    pub(super) fn reasons<'r>(self, refusal: &'r Refusal, pod: &Pod, node: &Node) -> Vec<Cow<'r, str>> {
        let named = || {
            let refuses = |taint: &&Taint| {
                taint.effect != TaintEffect::PreferNoSchedule && !taint_toleration::tolerates(&pod.tolerations, taint)
            };
            let first = node.taints.iter().find(refuses)?;
            Some(format!("node(s) had untolerated taint {{{}: {}}}", first.key, first.value))
        };
        if refusal.plugin == taint_toleration::NAME
            && self.minor <= 33
            && let Some(named) = named()
        {
            return vec![named.into()];
        }
        let word = |reason: &'r String| match reason.as_str() {
            volume_binding::NODE_CONFLICT if self.minor <= 32 => "node(s) had volume node affinity conflict",
            other => other,
        };
        refusal.reasons.iter().map(|reason| Cow::Borrowed(word(reason))).collect()
    }

    /// Whether the reasons of that refusal differ from node to node.
    pub(super) fn differ_by_node(self, refusal: &Refusal) -> bool {
        self.minor <= 33 && refusal.plugin == taint_toleration::NAME
    }
}
