//! What-if commands, one after the other: what stands in the files comes to run, a command changes it, controllers and
//! scheduler answer, and so on.
//!
//! A cluster that runs has what its file declares: where the nodes of a file report that they are ready, what stands beside
//! them is placed before the first command. Other files, and clusters that are only sketched, are placed after the
//! commands, unless one drives pods away: that asks for pods that are there, and then all of them have been there from the
//! beginning. The same where it is said that everything is applied.

mod applied;
mod drain;
#[cfg(test)]
mod property_tests;
#[cfg(test)]
mod recorded_tests;
mod rollout;
#[cfg(test)]
mod sequel_tests;
mod settle;
#[cfg(test)]
mod tests;

pub(super) use applied::ROLLOUT;
pub(super) use drain::SEVERAL;
pub(super) use settle::running as after_placement;

use crate::inventory::{Arrival, Command, Inventory, Made, Setting};
use crate::model::FileId;
use crate::scheduler::types::Config;

/// The inventory after the commands.
///
/// # Errors
/// A command that does not fit the cluster.
pub(super) fn after<'a>(
    inventory: Inventory<'a>,
    commands: &[Command],
    made: &'a Made<'a>,
    setting: Setting<'_>,
    config: &Config,
) -> Result<Inventory<'a>, String> {
    let commands = made.named(commands)?;
    let running = if commands.is_empty() { Vec::new() } else { running(&inventory) };
    let (mut inventory, begun) = applied::begin(inventory, setting, config);
    let applied = setting.applied || commands.iter().any(|command| command.evicts(&inventory, made));
    inventory.anew = !applied && running.is_empty() && !commands.iter().all(Command::is_idle);
    let steps = Steps { made, setting, config, running, applied };
    for command in &commands {
        inventory = steps.step(inventory, command)?;
    }
    inventory.expire_tolerations(&commands);
    applied::tell(&mut inventory, &begun);
    Ok(inventory)
}

/// What one command after the other is done with.
#[derive(Clone)]
struct Steps<'s, 'a> {
    made: &'a Made<'a>,
    setting: Setting<'s>,
    config: &'s Config,
    /// The files that are a cluster which runs.
    running: Vec<FileId>,
    /// Everything has been there from the beginning.
    applied: bool,
}

impl<'a> Steps<'_, 'a> {
    fn step(&self, mut inventory: Inventory<'a>, command: &Command) -> Result<Inventory<'a>, String> {
        let Steps { made, setting, config, running, applied } = self;
        if let Some(tried) = command.tried() {
            let applied = *applied || tried.evicts(&inventory, made);
            Steps { applied, ..self.clone() }.step(inventory.clone(), tried)?;
        }
        let lives = |file: FileId| *applied || running.contains(&file) || !running.is_empty() && made.names(file);
        let settled = |inventory| settle::settle(inventory, *setting, config, &|arrival| lives(file(arrival)));
        inventory = settled(inventory);
        inventory.apply(command, made)?;
        if let Command::Evict { objects, count } = command {
            let pods = inventory.pods_of(objects)?;
            inventory = drain::evict(inventory, &pods, *count);
        }
        if let Command::Drain { objects, allowed } = command {
            let nodes = inventory.nodes_of(objects)?;
            let nodes: Vec<String> = nodes.into_iter().map(|at| inventory.nodes[at].value.name.clone()).collect();
            inventory =
                drain::drain(inventory, &nodes, allowed, &|left| settle::settle(left, *setting, config, &|_| true))?;
        }
        inventory = rollout::roll(inventory, &settled);
        if inventory.arrivals.iter().any(|arrival| is_urgent(arrival, made)) {
            // It may drive others away, which come again behind it.
            inventory = settled(inventory);
        }
        Ok(inventory)
    }
}

/// The file in which an arrival stands.
fn file(arrival: &Arrival<'_>) -> FileId {
    match arrival {
        Arrival::Pod(pod) => pod.object.file,
        Arrival::Controller(controller) => controller.origin.file,
    }
}

/// Whether a command made what has a priority of its own.
fn is_urgent(arrival: &Arrival<'_>, made: &Made<'_>) -> bool {
    let (file, spec) = match arrival {
        Arrival::Pod(pod) if !pod.settled => (pod.object.file, pod.template.field().at("spec")),
        Arrival::Controller(controller) => (controller.origin.file, controller.template().at("spec")),
        Arrival::Pod(_) => return false,
    };
    made.names(file) && spec.at("priorityClassName").exists()
}

/// The files whose nodes report that they are ready.
fn running(inventory: &Inventory<'_>) -> Vec<FileId> {
    let reports = |node: &&crate::inventory::Sourced<'_, crate::scheduler::types::Node>| {
        let mut conditions = node.origin.field().at("status").at("conditions").items();
        conditions.any(|condition| condition.at("type").str() == "Ready")
    };
    let mut files: Vec<FileId> = inventory.nodes.iter().filter(reports).map(|node| node.origin.file).collect();
    files.dedup();
    files
}
