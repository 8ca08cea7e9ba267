//! Manifests that change the template of pods that run: their rollouts come first, and it is told how far they come.

use super::rollout::{Key, State, controller, controller_mut, roll};
use super::settle::settle;
use crate::inventory::{Arrival, Controller, Inventory, PodInstance, Setting};
use crate::model::{Finding, Layer, Rule, Severity, count};
use crate::scheduler::types::Config;

/// `schedule/rollout`
pub(in crate::placement) static ROLLOUT: Rule = Rule {
    id: "schedule/rollout",
    layer: Layer::Schedule,
    severity: Severity::Info,
    asked: false,
    summary: "A manifest that changes the template of pods that run",
    explanation: "The cluster that is given runs pods of the workload, and the manifest has another template for them. Applied, it \
                  rolls out: new pods come as old ones go, as many at once as `maxSurge` and `maxUnavailable` allow, and what the \
                  scheduler finds for them is told as of all others. Where a new pod finds no node the rollout stands still, and the \
                  old pods that are left stay.",
    bad: "",
    good: "",
};

/// All rollouts together may look at so many pods: each step of one places anew what is there.
const LOOKS: usize = 20_000;

/// A rollout that manifests begin.
pub(super) struct Begun<'a> {
    key: Key<'a>,
    /// How many pods it is about.
    pods: usize,
    /// There is time to play it.
    played: bool,
}

/// Rolls out what the manifests change of what runs, before anything else comes. Of very many the first are played.
pub(super) fn begin<'a>(
    mut inventory: Inventory<'a>,
    setting: Setting,
    config: &Config,
) -> (Inventory<'a>, Vec<Begun<'a>>) {
    let most = (LOOKS / inventory.running.len().max(1)).max(1);
    let all = rolling(&inventory).into_iter().enumerate();
    let begun: Vec<Begun<'a>> = all
        .map(|(at, key)| {
            let pods = State::of(&inventory, &key).map_or(0, |state| state.olds());
            Begun { key, pods, played: at < most }
        })
        .collect();
    if begun.is_empty() {
        return (inventory, begun);
    }
    for left in begun.iter().filter(|begun| !begun.played) {
        if let Some(own) = controller_mut(&mut inventory, &left.key) {
            own.older.clear();
        }
    }
    // Those that a manifest adds beside them come later, and are told as new ones are.
    let own = |arrival: &Arrival<'a>| begun.iter().any(|begun| begun.played && is_of(arrival, &begun.key));
    let inventory = roll(inventory, &|left| settle(left, setting, config, &own));
    (inventory, begun)
}

/// Says what came of the rollouts that manifests began, and which of those that commands did stand still.
pub(super) fn tell<'a>(inventory: &mut Inventory<'a>, begun: &[Begun<'a>]) {
    let of_commands = rolling(inventory).into_iter().filter(|key| begun.iter().all(|known| known.key != *key));
    let all: Vec<(Key<'a>, Option<&Begun<'a>>)> =
        of_commands.map(|key| (key, None)).chain(begun.iter().map(|own| (own.key.clone(), Some(own)))).collect();
    for (key, begun) in all {
        let found = controller(inventory, &key).zip(State::of(inventory, &key));
        let told = found.map(|(own, state)| own.origin.scene().set(finding(own, begun, &state)));
        inventory.findings.extend(told);
    }
}

/// The controllers that have pods of older templates.
fn rolling<'a>(inventory: &Inventory<'a>) -> Vec<Key<'a>> {
    let rolling = inventory.controllers().filter(|c| !c.older.is_empty());
    rolling.map(|c| (c.kind, c.namespace.clone(), c.name.clone())).collect()
}

/// Whether it is the controller, a replica set of it, or a pod of either.
fn is_of(arrival: &Arrival<'_>, (kind, namespace, name): &Key<'_>) -> bool {
    match arrival {
        Arrival::Controller(c) => {
            let above = c.owner.as_ref().is_some_and(|owner| owner.kind == *kind && owner.name == *name);
            c.namespace == *namespace && (above || c.kind == *kind && c.name == *name)
        }
        Arrival::Pod(pod) => is_made_by(pod, kind, name) && pod.pod.namespace == *namespace,
    }
}

fn is_made_by(pod: &PodInstance<'_>, kind: &str, name: &str) -> bool {
    pod.workload.as_ref().is_some_and(|of| of.kind == kind && of.name == name)
        || pod.pod.owner.as_ref().is_some_and(|owner| owner.kind == kind && owner.name == name)
}

/// What is told of a rollout, be it one that a manifest began: how far it comes.
fn finding(own: &Controller<'_>, begun: Option<&Begun<'_>>, state: &State) -> Finding {
    let who = format!("{} `{}/{}`", own.kind, own.namespace, own.name);
    let spec = own.origin.field().at("spec");
    let stay = if state.olds() == 1 { "stays" } else { "stay" };
    let left = format!("{} {stay}", count(state.olds(), "old pod"));
    let told = match begun {
        Some(Begun { pods, .. }) => {
            let run = if *pods == 1 { "runs" } else { "run" };
            format!("{who} has another template than {} that {run} in the cluster", count(*pods, "pod"))
        }
        None => format!("{who} has another template now"),
    };
    let ends = if begun.is_some_and(|begun| !begun.played) {
        "there are too many rollouts to play them all, and they count as they are".to_owned()
    } else if spec.at("paused").bool() {
        format!("it is paused, and {left}")
    } else if spec.at("updateStrategy").at("type").str() == "OnDelete" {
        format!("with `OnDelete` it replaces them as they are deleted, and {left}")
    } else if state.olds() == 0 {
        "the rollout replaces all of them".to_owned()
    } else {
        let replaced = begun.map_or_else(String::new, |Begun { pods, .. }| {
            format!("replaces {} of them and ", pods.saturating_sub(state.olds()))
        });
        format!("the rollout {replaced}stands still, and {left}")
    };
    Finding::of(&ROLLOUT, own.origin.head(), format!("{told}: {ends}"))
}
