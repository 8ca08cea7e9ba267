//! Rollouts: pods of a new template come as those of the old one go (`deployment/rolling.go`, `stateful_set_control.go`,
//! `daemon/update.go`). A pod that has a node counts as available.

use std::collections::BTreeSet;

use crate::inventory::{Arrival, Controller, Inventory, first_to_go};
use crate::workload::fenceposts;

/// What lets controllers and scheduler answer.
type Settle<'s, 'a> = &'s dyn Fn(Inventory<'a>) -> Inventory<'a>;

/// Kind, namespace, name.
pub(super) type Key<'a> = (&'a str, String, String);

/// Goes on with every rollout until nothing more can come or go.
pub(super) fn roll<'a>(mut inventory: Inventory<'a>, settle: Settle<'_, 'a>) -> Inventory<'a> {
    let rolling = |c: &&Controller<'a>| !c.older.is_empty() && !c.origin.field().at("spec").at("paused").bool();
    let keys: Vec<Key<'a>> =
        inventory.controllers().filter(rolling).map(|c| (c.kind, c.namespace.clone(), c.name.clone())).collect();
    for key in keys {
        inventory = match key.0 {
            "StatefulSet" => set(inventory, &key, settle),
            "DaemonSet" => daemons(inventory, &key, settle),
            _ => deployment(inventory, &key, settle),
        };
    }
    inventory
}

/// How things stand with a rollout.
pub(super) struct State {
    wanted: usize,
    /// Pods of older templates, and those of the newest, by namespace and name: with a node, and without.
    old: [BTreeSet<String>; 2],
    new: [BTreeSet<String>; 2],
}

impl State {
    pub(super) fn of(inventory: &Inventory<'_>, key: &Key<'_>) -> Option<Self> {
        let controller = controller(inventory, key)?;
        let older: BTreeSet<&String> = controller.older.iter().flat_map(|older| &older.pods).collect();
        let mut state = State {
            wanted: usize::try_from(controller.wanted()).unwrap_or_default(),
            old: Default::default(),
            new: Default::default(),
        };
        for pod in inventory.own_pods(key.0, &key.1, &key.2) {
            let name = pod.pod.key();
            let side = if older.contains(&name) { &mut state.old } else { &mut state.new };
            side[usize::from(pod.pod.node_name.is_empty())].insert(name);
        }
        Some(state)
    }

    pub(super) fn olds(&self) -> usize {
        self.old.iter().map(BTreeSet::len).sum()
    }

    fn news(&self) -> usize {
        self.new.iter().map(BTreeSet::len).sum()
    }
}

pub(super) fn controller<'i, 'a>(
    inventory: &'i Inventory<'a>,
    (kind, namespace, name): &Key<'_>,
) -> Option<&'i Controller<'a>> {
    inventory.controllers().find(|c| c.kind == *kind && c.namespace == *namespace && c.name == *name)
}

pub(super) fn controller_mut<'i, 'a>(
    inventory: &'i mut Inventory<'a>,
    (kind, namespace, name): &Key<'_>,
) -> Option<&'i mut Controller<'a>> {
    inventory.arrivals.iter_mut().find_map(|arrival| match arrival {
        Arrival::Controller(c) if c.kind == *kind && c.namespace == *namespace && c.name == *name => Some(&mut **c),
        _ => None,
    })
}

/// Takes pods away by their names.
fn remove(inventory: &mut Inventory<'_>, names: &BTreeSet<String>) {
    inventory.remove_pods_quietly(|pod| names.contains(&pod.pod.key()));
}

/// A Deployment: `Recreate`, or as many at once as `maxSurge` and `maxUnavailable` allow.
fn deployment<'a>(mut inventory: Inventory<'a>, key: &Key<'a>, settle: Settle<'_, 'a>) -> Inventory<'a> {
    let Some(state) = State::of(&inventory, key) else { return inventory };
    let wanted = i64::try_from(state.wanted).unwrap_or(i64::MAX);
    let Some(posts) = controller(&inventory, key).and_then(|c| fenceposts(c, wanted)) else {
        let old = state.old.into_iter().flatten().collect();
        remove(&mut inventory, &old);
        return settle(inventory);
    };
    let most = usize::try_from(wanted.saturating_add(posts.surge)).unwrap_or(usize::MAX);
    let least = usize::try_from(wanted.saturating_sub(posts.unavailable)).unwrap_or_default();
    loop {
        let Some(state) = State::of(&inventory, key) else { return inventory };
        let total = state.olds() + state.news();
        let more = state.wanted.saturating_sub(state.news()).min(most.saturating_sub(total));
        // What waits is tried again, now that others have gone.
        inventory = if more > 0 { with_replicas(inventory, key, total + more, settle) } else { settle(inventory) };
        let Some(after) = State::of(&inventory, key) else { return inventory };
        let goes = leaving(&inventory, key, &after, least);
        remove(&mut inventory, &goes);
        let placed = |state: &State| (state.new[0].len(), state.news());
        if goes.is_empty() && placed(&after) == placed(&state) {
            return inventory;
        }
    }
}

/// The old pods that go next: first those that no node has, then as many as others are there for.
fn leaving(inventory: &Inventory<'_>, key: &Key<'_>, state: &State, least: usize) -> BTreeSet<String> {
    let total = state.olds() + state.news();
    let room = total.saturating_sub(least).saturating_sub(state.new[1].len());
    let mut goes: BTreeSet<String> = state.old[1].iter().take(room).cloned().collect();
    let available = state.old[0].len() + state.new[0].len();
    let more = available.saturating_sub(least).min(state.old[0].len()).min(room);
    let own = inventory.own_pods(key.0, &key.1, &key.2);
    let old: Vec<_> = own.into_iter().filter(|pod| state.old[0].contains(&pod.pod.key())).collect();
    goes.extend(first_to_go(&old, false, more));
    goes
}

/// Lets a controller have so many pods for once.
fn with_replicas<'a>(
    mut inventory: Inventory<'a>,
    key: &Key<'a>,
    replicas: usize,
    settle: Settle<'_, 'a>,
) -> Inventory<'a> {
    let Some(own) = controller_mut(&mut inventory, key) else { return inventory };
    let before = own.scaled.replace(i64::try_from(replicas).unwrap_or(i64::MAX));
    let mut inventory = settle(inventory);
    if let Some(own) = controller_mut(&mut inventory, key) {
        own.scaled = before;
    }
    inventory
}

/// A StatefulSet: from the highest number down to `partition`, one after the other.
fn set<'a>(mut inventory: Inventory<'a>, key: &Key<'a>, settle: Settle<'_, 'a>) -> Inventory<'a> {
    loop {
        let Some((state, own)) = State::of(&inventory, key).zip(controller(&inventory, key)) else { return inventory };
        let spec = own.origin.field().at("spec");
        let strategy = spec.at("updateStrategy");
        let in_order = spec.at("podManagementPolicy").str() != "Parallel";
        let stuck =
            if in_order { !(state.old[1].is_empty() && state.new[1].is_empty()) } else { !state.new[1].is_empty() };
        if strategy.at("type").str() == "OnDelete" || stuck {
            return inventory;
        }
        let partition = strategy.at("rollingUpdate").at("partition").int();
        let number = |name: &&String| name.rsplit_once('-').and_then(|(_, number)| number.parse::<i64>().ok());
        let old = state.old.iter().flatten().filter(|name| number(name) >= Some(partition));
        let Some(next) = old.max_by_key(number).cloned() else { return inventory };
        remove(&mut inventory, &BTreeSet::from([next]));
        inventory = settle(inventory);
    }
}

/// A DaemonSet: so many nodes at once as `maxUnavailable` allows, or with `maxSurge` each new pod beside the old one.
fn daemons<'a>(mut inventory: Inventory<'a>, key: &Key<'a>, settle: Settle<'_, 'a>) -> Inventory<'a> {
    loop {
        let Some((state, own)) = State::of(&inventory, key).zip(controller(&inventory, key)) else { return inventory };
        let all = i64::try_from(state.olds() + state.news()).unwrap_or(i64::MAX);
        // `OnDelete` has none.
        let Some(posts) = fenceposts(own, all) else { return inventory };
        if posts.surge > 0 {
            return surge(inventory, key, &state, settle);
        }
        let most = usize::try_from(posts.unavailable).unwrap_or_default();
        let room = most.saturating_sub(state.new[1].len());
        let goes: BTreeSet<String> = state.old[1].iter().chain(state.old[0].iter().take(room)).cloned().collect();
        if goes.is_empty() {
            return inventory;
        }
        remove(&mut inventory, &goes);
        inventory = settle(inventory);
    }
}

/// What the old pod of a node is called while its successor is tried.
const BEFORE: &str = "-before";

/// What a new pod is called that waits beside the old one.
const NEXT: &str = "-next";

/// Tries each new pod beside the old one, which goes where the new one has its node.
fn surge<'a>(mut inventory: Inventory<'a>, key: &Key<'a>, state: &State, settle: Settle<'_, 'a>) -> Inventory<'a> {
    for name in &state.old[0] {
        let Some(old) = inventory.running.iter_mut().find(|pod| pod.pod.key() == *name) else { continue };
        let (owner, workload, plain) = (old.pod.owner.take(), old.workload.take(), old.pod.name.clone());
        old.pod.name.push_str(BEFORE);
        inventory = settle(inventory);
        let placed = inventory.running.iter().any(|pod| pod.pod.key() == *name);
        let before = format!("{name}{BEFORE}");
        if placed {
            inventory.running.retain(|pod| pod.pod.key() != before);
            if let Some(own) = controller_mut(&mut inventory, key) {
                own.older.iter_mut().for_each(|older| older.pods.retain(|pod| pod != name));
                own.older.retain(|older| !older.pods.is_empty());
            }
            continue;
        }
        let pending = inventory.arrivals.iter_mut().filter_map(|arrival| match arrival {
            Arrival::Pod(pod) => Some(&mut **pod),
            Arrival::Controller(_) => None,
        });
        for new in pending.filter(|pod| pod.pod.key() == *name) {
            new.pod.name.push_str(NEXT);
        }
        if let Some(old) = inventory.running.iter_mut().find(|pod| pod.pod.key() == before) {
            (old.pod.owner, old.workload, old.pod.name) = (owner, workload, plain);
        }
        return inventory;
    }
    inventory
}
