//! How many of a workload's next pods find a place.

use super::grow::Probes;
use crate::scheduler::{MOST_ON_NODE, Scheduler, Tried};

/// What was counted.
#[derive(Default)]
pub(super) struct Counted {
    pub(super) more: i64,
    /// Anything was tried at all.
    pub(super) tried: bool,
    /// All were counted at once, and not tried one by one.
    pub(super) at_once: bool,
    pub(super) at_least: bool,
    /// A quota keeps the next one out, and not the nodes.
    pub(super) kept_out: bool,
    /// How many on each node, as the cluster lists them; shorter where the last take none.
    pub(super) on: Vec<i64>,
    pub(super) message: String,
    pub(super) evicts: Vec<String>,
}

/// Counts how many find a place, and leaves them there. Where each has to be tried, those are `most` at the most.
pub(super) fn count(scheduler: &mut Scheduler<'_>, probes: &Probes, most: usize) -> Counted {
    let first = probes.pods[0];
    if let Some(room) = scheduler.room(first) {
        let all: i64 = room.iter().sum();
        match &probes.let_in {
            Some((let_in, _)) if *let_in <= all && *let_in <= as_count(most) => {}
            Some((let_in, said)) if *let_in <= all => {
                let message = said.clone();
                return Counted { more: *let_in, message, tried: true, kept_out: true, ..Counted::default() };
            }
            _ => return at_once(scheduler, first, room),
        }
    }
    if most == 0 { Counted::default() } else { one_by_one(scheduler, probes, most) }
}

fn as_count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn at_once(scheduler: &mut Scheduler<'_>, first: usize, room: Vec<i64>) -> Counted {
    let at_least = room.iter().any(|on| *on >= MOST_ON_NODE);
    let more = room.iter().sum();
    let mut counted = Counted { more, on: room, tried: true, at_once: true, at_least, ..Counted::default() };
    scheduler.fill(first, counted.on.iter().copied().enumerate());
    match scheduler.add_one(first) {
        Tried::Node(node) => {
            scheduler.take(first, node);
            counted.at_least = true;
        }
        Tried::None { message, evicts } => (counted.message, counted.evicts) = (message.to_string(), evicts),
    }
    counted
}

fn one_by_one(scheduler: &mut Scheduler<'_>, probes: &Probes, most: usize) -> Counted {
    let mut counted = Counted { tried: true, ..Counted::default() };
    let let_in = probes.let_in.as_ref().map_or(i64::MAX, |(let_in, _)| *let_in);
    let most = if probes.are_alike() { as_count(most) } else { as_count(probes.pods.len()) };
    while counted.more < most.min(let_in) {
        match scheduler.add_one(probes.next(counted.more)) {
            Tried::Node(node) => {
                if counted.on.len() <= node {
                    counted.on.resize(node + 1, 0);
                }
                counted.on[node] += 1;
                counted.more += 1;
            }
            Tried::None { message, evicts } => {
                (counted.message, counted.evicts) = (message.to_string(), evicts);
                return counted;
            }
        }
    }
    match &probes.let_in {
        Some((let_in, said)) if *let_in <= counted.more => {
            counted.message.clone_from(said);
            counted.kept_out = true;
        }
        _ => counted.at_least = true,
    }
    counted
}

/// How many find a place, where nothing else is asked.
pub(super) fn number(scheduler: &mut Scheduler<'_>, probes: &Probes, most: usize) -> i64 {
    let known = if probes.are_alike() { scheduler.room_in_domains(probes.pods[0]) } else { None };
    match known {
        Some(room) => room.min(as_count(most)).min(probes.let_in.as_ref().map_or(i64::MAX, |(let_in, _)| *let_in)),
        None => count(scheduler, probes, most).more,
    }
}

/// Takes back what was counted; how many attempts that were.
pub(super) fn undo(scheduler: &mut Scheduler<'_>, pod: usize, counted: &Counted, most: usize) -> usize {
    let copies = counted.on.iter().copied().enumerate();
    if counted.at_once {
        scheduler.fill(pod, copies.map(|(node, on)| (node, -on)));
        return 0;
    }
    for (node, on) in copies {
        (0..on).for_each(|_| scheduler.take(pod, node));
    }
    usize::try_from(counted.more).unwrap_or(most).saturating_add(1).min(most)
}
