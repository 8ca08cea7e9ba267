//! All pods, round after round, until nothing moves any more.

use super::attempt::{Failure, Found, Placement};
use super::engine::Engine;
use super::framework::{NoRoom, Room};
use super::plugins::volume_binding;
use super::snapshot::usage::PodId;
use super::status::RefusalId;
use super::types::{Decision, NodeStatus, Pod, PodScores, Seen, Verdict, VolumeSource};
use std::sync::Arc;

/// So often pods without a node look at one again in later rounds, all of them together. What waits for others in a chain is
/// tried in as many rounds as the chain is long.
const MOST_LOOKS_AGAIN: usize = 10_000_000;

/// How much of what was seen on the way is told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Detail {
    /// The scores of all feasible nodes.
    pub scores: bool,
    /// Refused nodes also of pods that found a node.
    pub refused: bool,
    /// Both of this pending pod, whatever the others tell.
    pub of: Option<usize>,
}

impl<'c> Engine<'c> {
    /// Tries every pending pod by priority (unless they come one by one), then in the order given; those without a node again, for as long as a
    /// round places anything. The answers stand in the order of first attempts.
    pub(super) fn run(&mut self, detail: Detail) -> Vec<Decision> {
        self.run_with(detail, |_| {})
    }

    /// The same, doing something before each attempt.
    pub(super) fn run_with(&mut self, detail: Detail, mut before: impl FnMut(&mut Self)) -> Vec<Decision> {
        let pending = self.build.cluster.pending.len();
        let mut order: Vec<PodId> = (0..pending).collect();
        if !self.build.cluster.one_by_one {
            order.sort_by_key(|&id| std::cmp::Reverse(self.pods[id].pod.priority));
        }
        let mut joining = self.build.cluster.joining.as_slice();
        let mut places = vec![0; pending];
        order.iter().enumerate().for_each(|(at, &id)| places[id] = at);
        // By the order of first attempts.
        let mut decisions: Vec<Decision> = Vec::with_capacity(pending);
        let mut queue = Vec::with_capacity(pending);
        for (at, &id) in order.iter().enumerate() {
            decisions.push(match self.template_id(id) {
                None => blank(id, Verdict::NoScheduler, 0),
                Some(_) if self.is_held(id) => {
                    let seen = self.waits_for(id).map(|held| Arc::new(Seen { held: Some(held), ..Seen::NOTHING }));
                    Decision { seen, ..blank(id, Verdict::Gated, 0) }
                }
                Some(_) => {
                    queue.push((at, id));
                    blank(id, Verdict::Unschedulable, 0)
                }
            });
        }
        let (mut round, mut looks) = (1, MOST_LOOKS_AGAIN);
        loop {
            let mut left = Vec::new();
            let mut placed = false;
            for &(at, id) in &queue {
                before(self);
                self.join(&mut joining, id);
                let decision = self.decide_once(id, round, detail);
                if decision.verdict == Verdict::Unschedulable {
                    left.push((at, id));
                }
                placed |= matches!(decision.verdict, Verdict::Scheduled { .. } | Verdict::Preempting { .. });
                decisions[at] = decision;
                // Those that were placed before come again, as their controllers make others in their place.
                for victim in self.evicted.drain(..).filter(|&victim| victim < pending) {
                    left.push((places[victim], victim));
                    decisions[places[victim]] = blank(victim, Verdict::Unschedulable, round);
                }
            }
            self.join(&mut joining, pending);
            if left.is_empty() || !placed {
                break;
            }
            looks = looks.saturating_sub(left.len().saturating_mul(self.build.nodes.len().max(20)));
            if looks == 0 {
                self.given_up = left.len();
                break;
            }
            queue = left;
            round += 1;
        }
        self.answers.forget_failed();
        decisions
    }

    /// [`Self::decide`], but of pods that are alike for all that is looked at only the first costs an attempt that fails:
    /// nothing has changed since, so that the others fail in the same way.
    fn decide_once(&mut self, id: PodId, attempts: u32, detail: Detail) -> Decision {
        let was_nominated = self.pods[id].nominated.is_some();
        let template = self.template_id(id).filter(|_| !was_nominated);
        let pods = &self.pods;
        let known =
            template.and_then(|template| self.answers.failed(template, |other| alike(pods[other].pod, pods[id].pod)));
        if let Some(known) = known {
            return Decision { pod: id, attempts, ..known };
        }
        let start = self.next_start;
        let decision = self.decide(id, attempts, detail);
        if was_nominated || decision.verdict != Verdict::Unschedulable {
            self.answers.forget_failed();
        } else if let Some(template) = template.filter(|_| self.next_start == start) {
            self.answers.keep_failed(template, &decision);
        }
        decision
    }

    /// One attempt and its consequences.
    fn decide(&mut self, id: PodId, attempts: u32, detail: Detail) -> Decision {
        match self.attempt(id) {
            Found::Broken(text) => {
                let seen = self.seen(Seen { message: Some(text.into()), ..Seen::NOTHING });
                Decision { seen, ..blank(id, Verdict::Unschedulable, attempts) }
            }
            Found::Node(placement) => {
                self.place(id, placement.at);
                self.placed(id, attempts, placement, detail)
            }
            Found::None(failure) => {
                let (room, settled, said) = self.make_room(id, &failure);
                let message = Some(self.failure_text(id, &failure, &said).into());
                let refused = self.statuses(&failure.refused);
                let absent = failure.absent.map(|id| self.refusals.get(id).clone());
                if settled {
                    self.denominate(id);
                }
                let verdict = room.map_or(Verdict::Unschedulable, |room| self.evict(id, &room));
                let seen = self.seen(Seen { message, refused, absent, held: None });
                Decision { seen, ..blank(id, verdict, attempts) }
            }
        }
    }

    /// Holds what was seen; what the one before saw, too, is held once.
    fn seen(&mut self, seen: Seen) -> Option<Arc<Seen>> {
        if self.seen.as_deref() != Some(&seen) {
            self.seen = Some(Arc::new(seen));
        }
        self.seen.clone()
    }

    /// The pod takes its place (upstream `assumeAndReserve`).
    pub(super) fn place(&mut self, id: PodId, at: usize) {
        if let Some(plan) = self.volume_plan(id, at) {
            let node = self.build.nodes.list[at].name.as_str();
            volume_binding::reserve(&plan, &mut self.volumes, node);
        }
        self.settle(at, id);
    }

    /// What VolumeBinding binds and makes if the pod goes to the node.
    fn volume_plan(&self, id: PodId, at: usize) -> Option<volume_binding::Plan> {
        let prepared = volume_binding::prepare(self.pods[id].pod, &self.volumes).ok()??;
        volume_binding::plan(&prepared, &self.volumes, &self.build, at).ok()
    }

    fn placed(&self, id: PodId, attempts: u32, placement: Placement, detail: Detail) -> Decision {
        let given = &self.build.nodes.given;
        let mut decision = blank(id, Verdict::Scheduled { node: given[placement.at] }, attempts);
        let whole = detail.of == Some(id);
        if detail.refused || whole {
            let refused = self.statuses(&placement.refused);
            let absent = placement.absent.map(|id| self.refusals.get(id).clone());
            decision.seen = Some(Arc::new(Seen { refused, absent, ..Seen::NOTHING }));
        }
        if let Some(scores) = placement.scores.filter(|_| detail.scores || whole) {
            let nodes: Vec<usize> = placement.feasible.iter().map(|&at| given[at as usize]).collect();
            let of = |i: usize| scores.plugins.iter().map(|(name, _, list)| (*name, list[i])).collect();
            let best = scores.totals.iter().max();
            let ties = || nodes.iter().zip(&scores.totals).filter(|(_, t)| Some(*t) == best).map(|(&n, _)| n);
            decision.scores = Some(Box::new(PodScores {
                nodes: nodes.iter().enumerate().map(|(i, &node)| (node, of(i))).collect(),
                weights: scores.plugins.iter().map(|(name, weight, _)| (*name, *weight)).collect(),
                totals: nodes.iter().copied().zip(scores.totals.iter().copied()).collect(),
                ties: if ties().count() > 1 { ties().collect() } else { Vec::new() },
            }));
        }
        decision
    }

    /// Asks the plugins that make room, in order (upstream `RunPostFilterPlugins`): the room, whether it is settled that
    /// no node is kept free for the pod, and what is said.
    pub(super) fn make_room(&mut self, id: PodId, failure: &Failure<'c>) -> (Option<Room>, bool, String) {
        let template = self.template_id(id).expect("only pods that a profile serves are tried");
        let plugins = self.profiles[self.templates.get(template).profile].post_filters.clone();
        let mut said: Vec<String> = Vec::new();
        let mut settled = false;
        for (_, post_filter) in plugins {
            match post_filter(self, id, failure) {
                Ok(room) => {
                    let node = &self.build.nodes.list[room.at].name;
                    let said = self.words.room(node, room.victims.len()).unwrap_or_default();
                    return (Some(room), false, said);
                }
                Err(NoRoom::Broken(text)) => return (None, false, text),
                Err(NoRoom::NotEligible(text)) => said.push(text),
                Err(NoRoom::Nowhere(text)) => {
                    settled = true;
                    said.push(text);
                }
            }
        }
        said.retain(|text| !text.is_empty());
        (None, settled, said.join(", "))
    }

    /// The victims go, and the pod takes their place.
    fn evict(&mut self, id: PodId, room: &Room) -> Verdict {
        for &victim in &room.victims {
            self.remove(room.at, victim);
        }
        if self.build.cluster.one_by_one {
            self.evicted.extend(&room.victims);
        }
        self.place(id, room.at);
        let victims = room.victims.iter().map(|&v| self.pods[v].pod.key()).collect();
        Verdict::Preempting { node: self.build.nodes.given[room.at], victims }
    }

    fn statuses(&self, refused: &[(u32, RefusalId)]) -> Vec<NodeStatus> {
        let given = &self.build.nodes.given;
        let one = |&(at, id): &(u32, RefusalId)| NodeStatus {
            node: given[at as usize],
            refusal: self.refusals.get(id).clone(),
        };
        refused.iter().map(one).collect()
    }
}

/// Whether pods of one template differ in nothing that an attempt looks at. What an ephemeral volume is called hangs on the
/// pod's own name.
pub(super) fn alike(a: &Pod, b: &Pod) -> bool {
    let has_own = |pod: &Pod| pod.volumes.iter().any(|volume| volume.source == VolumeSource::Ephemeral);
    a.priority == b.priority
        && a.preemption_policy == b.preemption_policy
        && a.node_name == b.node_name
        && a.volumes == b.volumes
        && a.rare().resource_claims == b.rare().resource_claims
        && a.host_network == b.host_network
        && !has_own(a)
}

fn blank(pod: PodId, verdict: Verdict, attempts: u32) -> Decision {
    Decision { pod, verdict, attempts, scores: None, seen: None }
}
