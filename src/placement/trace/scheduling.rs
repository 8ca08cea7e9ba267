//! The scheduler's part: queue, filters, scores, choice, binding, or what a pod without a node waits for.

use std::collections::BTreeMap;

use super::kubelet;
use super::{Event, SCHEDULER, Step};
use crate::inventory::PodInstance;
use crate::model::count;
use crate::placement::DryRun;
use crate::scheduler::catalogue::{ENTRIES, entry, phrase};
use crate::scheduler::types::{Decision, NodeStatus, Pod, PodScores, Verdict};

/// Nodes that are named at most in a line.
const NAMED: usize = 8;

/// A pod that names its node.
pub(super) fn never(pod: &PodInstance<'_>) -> Step {
    let node = &pod.pod.node_name;
    Step::new(
        SCHEDULER,
        format!("never sees it: it watches pods without a node name, and this one names {node} itself"),
    )
    .detail("no filter and no score is asked, and no event Scheduled is written".to_owned())
}

/// The steps of the pod at a place among those that ask.
pub(super) fn steps(dry: &DryRun<'_>, at: usize) -> Vec<Step> {
    let pod = &dry.case.pods[at].pod;
    let Some(decision) = dry.decisions.iter().find(|decision| decision.pod == at) else { return Vec::new() };
    let mut steps = vec![queued(pod, decision)];
    match &decision.verdict {
        Verdict::Gated => return steps,
        Verdict::NoScheduler => return vec![nobody(pod)],
        _ => {}
    }
    steps.push(filtered(dry, decision));
    match &decision.verdict {
        Verdict::Scheduled { node } => {
            steps.extend(scored(dry, decision, *node));
            steps.push(bound(dry, pod, *node));
            steps.extend(kubelet::starts(dry, at, *node));
        }
        Verdict::Preempting { node, victims } => {
            steps.push(preempts(dry, pod, decision, (*node, victims)));
            steps.push(again(decision));
        }
        _ => {
            steps.push(fails(pod, decision));
            steps.push(again(decision));
        }
    }
    steps
}

/// What the scheduler writes of the pod.
pub(super) fn told(dry: &DryRun<'_>, at: usize) -> Vec<Event> {
    let pod = &dry.case.pods[at].pod;
    let Some(decision) = dry.decisions.iter().find(|decision| decision.pod == at) else { return Vec::new() };
    match &decision.verdict {
        Verdict::Scheduled { node } => vec![assigned(dry, pod, *node)],
        Verdict::Gated | Verdict::NoScheduler => Vec::new(),
        _ => failed(pod, decision).into_iter().collect(),
    }
}

fn queued(pod: &Pod, decision: &Decision) -> Step {
    if decision.verdict != Verdict::Gated {
        let does = format!(
            "watches pods without a node name, sees it, and puts it into its queue by priority ({})",
            pod.priority
        );
        return Step::new(SCHEDULER, does);
    }
    let gates = &pod.rare().scheduling_gates;
    let why = match &decision.held {
        Some(held) => held.clone(),
        None => format!("waiting for scheduling gates: [{}]", gates.join(" ")),
    };
    Step::new(
        SCHEDULER,
        "sees it, and keeps it out of its queue: no node is looked for, and no event is written".to_owned(),
    )
    .detail(format!("SchedulingGates: {why}"))
    .detail("its condition PodScheduled is False, reason SchedulingGated".to_owned())
    .detail(
        "it is looked at when the last gate of the pod is taken away (Pod/UpdatePodSchedulingGatesEliminated)"
            .to_owned(),
    )
}

fn nobody(pod: &Pod) -> Step {
    let does =
        format!("no scheduler is called {}: nobody looks for a node, and no event is written", pod.scheduler_name);
    Step::new(SCHEDULER, does)
}

/// Which plugin refuses which nodes.
fn filtered(dry: &DryRun<'_>, decision: &Decision) -> Step {
    let all = dry.case.cluster.nodes.len();
    let mut refused: BTreeMap<(usize, &str), Vec<&str>> = BTreeMap::new();
    let name = |status: &NodeStatus| dry.case.cluster.nodes[status.node].name.as_str();
    let asked = |plugin: &str| ENTRIES.iter().position(|entry| entry.name == plugin).unwrap_or(ENTRIES.len());
    let reasons: Vec<String> = decision.refused.iter().map(|status| status.refusal.reasons.join(", ")).collect();
    for (status, reason) in decision.refused.iter().zip(&reasons) {
        refused.entry((asked(status.refusal.plugin), reason)).or_default().push(name(status));
    }
    let mut step = Step::new(SCHEDULER, format!("filters {}: each plugin in turn may refuse one", count(all, "node")));
    for ((plugin, reason), nodes) in &refused {
        let plugin = ENTRIES.get(*plugin).map_or("a plugin", |entry| entry.name);
        step.details.push(format!("{plugin} refuses {}: {reason}", names(nodes)));
    }
    if let Some(absent) = &decision.absent {
        let rest = all - decision.refused.len();
        step.details.push(format!(
            "{} refuses {}: {}",
            absent.plugin,
            count(rest, "other node"),
            absent.reasons.join(", ")
        ));
    }
    if refused.is_empty() && decision.absent.is_none() {
        step.details.push("none refuses any".to_owned());
    }
    step
}

fn names(nodes: &[&str]) -> String {
    let mut text = nodes.iter().take(NAMED).copied().collect::<Vec<_>>().join(", ");
    if nodes.len() > NAMED {
        text.push_str(&format!(" and {}", count(nodes.len() - NAMED, "more node")));
    }
    text
}

/// What each node scores, and which is chosen.
fn scored(dry: &DryRun<'_>, decision: &Decision, won: usize) -> Option<Step> {
    let name = |node: usize| dry.case.cluster.nodes[node].name.as_str();
    let Some(scores) = decision.scores.as_deref() else {
        let does = format!("has {} alone left: nothing is scored", name(won));
        return Some(Step::new(SCHEDULER, does));
    };
    let left = count(scores.totals.len(), "node");
    let mut step = Step::new(SCHEDULER, format!("scores the {left} left, each plugin from 0 to 100, times its weight"));
    let mut order: Vec<usize> = (0..scores.totals.len()).collect();
    order
        .sort_by_key(|at| (scores.totals[*at].0 != won, std::cmp::Reverse(scores.totals[*at].1), scores.totals[*at].0));
    for at in order.iter().copied().take(NAMED) {
        step.details.push(format!("{}: {}", name(scores.totals[at].0), sum(scores, at)));
    }
    if order.len() > NAMED {
        step.details.push(format!("and {}", count(order.len() - NAMED, "more node")));
    }
    step.details.push(match scores.ties.len() {
        0 | 1 => format!("{} has the most, and is chosen", name(won)),
        _ => {
            let ties: Vec<&str> = scores.ties.iter().map(|node| name(*node)).collect();
            format!(
                "{} have the same: kube-scheduler takes whichever of them comes first when it sorts the scores, here {}",
                names(&ties),
                name(won)
            )
        }
    });
    Some(step)
}

/// A node's sum: `371 = TaintToleration 3×100 + …`.
fn sum(scores: &PodScores, at: usize) -> String {
    let of = |(plugin, weight): &(&'static str, i64)| {
        let weighted = scores.nodes[at].1.get(plugin).copied().unwrap_or_default();
        format!("{plugin} {weight}×{}", weighted / (*weight).max(1))
    };
    let parts: Vec<String> = scores.weights.iter().map(of).collect();
    format!("{} = {}", scores.totals[at].1, parts.join(" + "))
}

fn assigned(dry: &DryRun<'_>, pod: &Pod, node: usize) -> Event {
    let node = &dry.case.cluster.nodes[node].name;
    of_scheduler(pod, false, "Scheduled", format!("Successfully assigned {}/{} to {node}", pod.namespace, pod.name))
}

fn of_scheduler(pod: &Pod, warning: bool, reason: &str, message: String) -> Event {
    let about = format!("Pod/{}", pod.name);
    Event { warning, reason: reason.to_owned(), from: pod.scheduler_name.clone(), about, message }
}

fn bound(dry: &DryRun<'_>, pod: &Pod, node: usize) -> Step {
    let name = &dry.case.cluster.nodes[node].name;
    let does = format!(
        "binds it to {name} (POST /api/v1/namespaces/{}/pods/{}/binding): the API server writes spec.nodeName into etcd",
        pod.namespace, pod.name
    );
    Step::new(SCHEDULER, does).event(assigned(dry, pod, node))
}

fn failed(pod: &Pod, decision: &Decision) -> Option<Event> {
    let message = decision.message.as_deref()?;
    Some(of_scheduler(pod, true, "FailedScheduling", message.to_owned()))
}

fn fails(pod: &Pod, decision: &Decision) -> Step {
    let does = "has no node left, and nobody whose eviction would make room: the pod stays Pending".to_owned();
    let mut step =
        Step::new(SCHEDULER, does).detail("its condition PodScheduled is False, reason Unschedulable".to_owned());
    step.events.extend(failed(pod, decision));
    step
}

fn preempts(dry: &DryRun<'_>, pod: &Pod, decision: &Decision, (node, victims): (usize, &[String])) -> Step {
    let name = &dry.case.cluster.nodes[node].name;
    let does = format!("has no node left, and makes room: DefaultPreemption evicts {} from {name}", victims.join(", "));
    let nominated = format!("status.nominatedNodeName is {name}; it is bound when they are gone");
    let mut step = Step::new(SCHEDULER, does).detail(nominated);
    step.events.extend(failed(pod, decision));
    for victim in victims {
        let own = victim.split_once('/').map_or(victim.as_str(), |(_, own)| own);
        let message = format!("Preempted by pod <uid> on node {name}");
        step.events.push(Event { about: format!("Pod/{own}"), ..of_scheduler(pod, false, "Preempted", message) });
    }
    step
}

/// What makes the scheduler try again: what the plugins wait for that refused (their queueing hints).
fn again(decision: &Decision) -> Step {
    let mut step = Step::new(SCHEDULER, "tries it again as soon as something happens that may help".to_owned());
    let refusing = decision.refused.iter().map(|status| status.refusal.plugin);
    let plugins: Vec<&str> = refusing.chain(decision.absent.iter().map(|absent| absent.plugin)).collect();
    for known in ENTRIES.iter().filter(|known| plugins.contains(&known.name)) {
        let events = entry(known.name).map_or(&[][..], |known| known.events);
        let each = events.iter().flat_map(|event| event.actions.iter().map(|action| (event.resource, *action)));
        let said: Vec<String> =
            each.map(|(kind, action)| format!("{} ({kind}/{action})", phrase(kind, action))).collect();
        if !said.is_empty() {
            step.details.push(format!("{}: {}", known.name, said.join("; ")));
        }
    }
    step.details.push("not before 1 second, 10 after several failures, and at the latest after 5 minutes".to_owned());
    step
}
