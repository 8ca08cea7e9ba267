//! Making room by evicting lesser pods (upstream `plugins/defaultpreemption` and `framework/preemption`).

mod candidate;
mod victims;

use crate::scheduler::attempt::Failure;
use crate::scheduler::engine::Engine;
use crate::scheduler::framework::{NoRoom, Plugin, Room};
use crate::scheduler::message::Histogram;
use crate::scheduler::plugins::node_resources_fit;
use crate::scheduler::snapshot::usage::PodId;
use crate::scheduler::status::RefusalId;
use crate::scheduler::types::{PreemptionPolicy, Refusal, StatusCode};
use candidate::Candidate;

/// Upstream's name.
pub(crate) const NAME: &str = "DefaultPreemption";

/// What it does.
pub(in crate::scheduler) const PLUGIN: Plugin = Plugin { post_filter: Some(post_filter), ..Plugin::named(NAME) };

/// Room is being made already.
const TERMINATING: &str = "not eligible due to a terminating pod on the nominated node.";
/// The pod waits for its turn.
const NEVER: &str = "not eligible due to preemptionPolicy=Never.";
/// Evicting would not help on these nodes.
const NOT_HELPFUL: &str = "Preemption is not helpful for scheduling";
/// There is nobody of lesser priority.
const NO_VICTIMS: &str = "No preemption victims found for incoming pod";

/// Looks for the node where making room hurts least.
fn post_filter<'c>(engine: &mut Engine<'c>, id: PodId, failure: &Failure<'c>) -> Result<Room, NoRoom> {
    if failure.state.is_none() && !engine.words.have_devices() && !engine.words.preempt_without_nodes() {
        return Err(NoRoom::NotEligible(String::new()));
    }
    let told = |text: &str| format!("preemption: {text}");
    preempt(engine, id, failure).map_err(|why| match why {
        NoRoom::NotEligible(text) => NoRoom::NotEligible(told(&text)),
        NoRoom::Nowhere(text) => NoRoom::Nowhere(told(&text)),
        NoRoom::Broken(text) => NoRoom::Broken(told(&text)),
    })
}

/// Whether pods that were evicted for this one are still leaving the node that is kept free for it (upstream
/// `PodEligibleToPreemptOthers`).
fn waits_for_victims(engine: &Engine<'_>, id: PodId, failure: &Failure<'_>) -> bool {
    let known = &engine.pods[id];
    let Some(at) = known.nominated else { return false };
    let refused = failure.refused.iter().find(|(node, _)| *node as usize == at);
    let resolvable = refused.is_some_and(|(_, r)| engine.refusals.get(*r).code == StatusCode::Unschedulable);
    let leaving = |&p: &PodId| engine.pods[p].pod.evicted && engine.pods[p].pod.priority < known.pod.priority;
    resolvable && engine.usage.pods[at].iter().any(leaving)
}

/// Upstream `Evaluator.Preempt`.
fn preempt<'c>(engine: &mut Engine<'c>, id: PodId, failure: &Failure<'c>) -> Result<Room, NoRoom> {
    if engine.pods[id].pod.preemption_policy == PreemptionPolicy::Never {
        return Err(NoRoom::NotEligible(NEVER.to_owned()));
    }
    if waits_for_victims(engine, id, failure) {
        return Err(NoRoom::NotEligible(TERMINATING.to_owned()));
    }
    let mut potential: Vec<usize> = failure
        .refused
        .iter()
        .filter(|(_, refusal)| engine.refusals.get(*refusal).code == StatusCode::Unschedulable)
        .map(|&(at, _)| at as usize)
        .collect();
    potential.sort_unstable();
    let (candidates, refusals) = dry_run(engine, id, failure, &potential);
    if let Some(best) = candidate::best(&candidates, engine) {
        return Ok(Room { at: best.at, victims: best.victims.clone() });
    }
    let mut broken: Vec<&str> = Vec::new();
    for text in refusals.iter().filter(|r| r.code == StatusCode::Error).flat_map(|r| &r.reasons) {
        if !broken.contains(&text.as_str()) {
            broken.push(text);
        }
    }
    match broken.as_slice() {
        [] => {}
        [one] => return Err(NoRoom::Broken((*one).to_owned())),
        several => return Err(NoRoom::Broken(format!("[{}]", several.join(", ")))),
    }
    let nodes = engine.alive();
    let mut histogram = Histogram::default();
    for refusal in &refusals {
        histogram.add(refusal, 1);
    }
    let small = |&&(_, refusal): &&(u32, RefusalId)| {
        let refusal = engine.refusals.get(refusal);
        refusal.plugin == node_resources_fit::NAME && refusal.code == StatusCode::UnschedulableAndUnresolvable
    };
    let hoped = match () {
        () if failure.state.is_none() && engine.words.preempt_without_nodes() => nodes,
        () if engine.words.hope_for_victims_on_small_nodes() => failure.refused.iter().filter(small).count(),
        () => 0,
    };
    for (text, count) in [(NO_VICTIMS, hoped), (NOT_HELPFUL, nodes.saturating_sub(refusals.len() + hoped))] {
        if count > 0 {
            histogram.add_all([text.into()], count);
        }
    }
    Err(NoRoom::Nowhere(histogram.text(nodes)))
}

/// Tries each node until there are enough candidates (upstream `DryRunPreemption`).
fn dry_run<'c>(
    engine: &mut Engine<'c>,
    id: PodId,
    failure: &Failure<'c>,
    potential: &[usize],
) -> (Vec<Candidate>, Vec<Refusal>) {
    let (mut whole, mut violating, mut refusals) = (Vec::new(), Vec::new(), Vec::new());
    let Some(state) = &failure.state else { return (whole, refusals) };
    let profile = &engine.profiles[engine.templates.get(state.template).profile].settings;
    let enough = enough(potential.len(), profile.min_candidate_nodes_percentage, profile.min_candidate_nodes_absolute);
    for &at in potential {
        match victims::select(engine, id, state, at) {
            Ok(candidate) if candidate.violations == 0 => whole.push(candidate),
            Ok(candidate) => violating.push(candidate),
            Err(refusal) => refusals.push(refusal),
        }
        if !whole.is_empty() && whole.len() + violating.len() >= enough {
            break;
        }
    }
    whole.append(&mut violating);
    (whole, refusals)
}

/// Upstream `calculateNumCandidates`.
fn enough(nodes: usize, percentage: i32, absolute: i32) -> usize {
    let number = |n: i32| usize::try_from(n).unwrap_or(0);
    (nodes * number(percentage) / 100).max(number(absolute)).min(nodes)
}
