//! kube-scheduler's default profile, run offline: which node each pod gets, and why the others do not.
//!
//! Pure: it knows `model` and its own typed structs ([`types`]), no YAML, no findings, no files. The cluster is taken
//! in once (`build`, `template`, `snapshot`); then each pod is tried as upstream tries it (`attempt`: prepare, filter,
//! score), and what it takes is booked (`engine`). `framework` says what a plugin is, and `plugins` has one file for each
//! of upstream's.

mod answers;
mod attempt;
mod build;
pub mod catalogue;
mod engine;
mod framework;
mod heap;
mod intern;
mod last;
mod message;
mod node_set;
pub(crate) mod plugins;
mod profile;
mod release;
mod run;
mod selector;
mod snapshot;
mod status;
mod steady;
mod template;
#[cfg(test)]
mod tests;
pub mod types;
mod words;

pub use run::Detail;
pub use steady::{MOST_ON_NODE, Tried, named_node};

use types::{Cluster, Config, Decision, Refusal};

/// The names of all plugins that are simulated, in upstream's order.
pub fn plugin_names() -> impl Iterator<Item = &'static str> {
    plugins::PluginId::all().map(plugins::PluginId::name)
}

/// The CSI driver that makes a class's volumes: the provisioner itself, or what took over from one that was built in.
pub fn csi_driver(provisioner: &str) -> &str {
    let migrated = snapshot::migration::MIGRATED.iter().find(|plugin| plugin.in_tree == provisioner);
    migrated.map_or(provisioner, |plugin| plugin.driver)
}

/// Places all pending pods of a cluster, and says what became of each.
pub fn schedule(cluster: &Cluster, config: &Config, detail: Detail) -> Vec<Decision> {
    Scheduler::new(cluster, config).run(detail)
}

/// A scheduler that can be asked more once it has run.
pub struct Scheduler<'c> {
    engine: engine::Engine<'c>,
}

impl<'c> Scheduler<'c> {
    /// Takes in the cluster; places nothing yet.
    pub fn new(cluster: &'c Cluster, config: &Config) -> Self {
        Scheduler { engine: engine::Engine::new(cluster, config) }
    }

    /// Places all pending pods, and says what became of each, in the order of first attempts.
    pub fn run(&mut self, detail: Detail) -> Vec<Decision> {
        self.engine.run(detail)
    }

    /// Pods without a node that were not tried as often as they might have found one: that would have taken too long.
    pub fn given_up(&self) -> usize {
        self.engine.given_up
    }

    /// Puts a pending pod on a node (as the cluster lists them), whatever the filters say.
    pub fn put(&mut self, pod: usize, node: usize) {
        let name = self.engine.build.cluster.nodes[node].name.as_str();
        if let Some(at) = self.engine.build.nodes.position(name) {
            self.engine.settle(at, pod);
        }
    }

    /// Why each node (as the cluster lists them) would refuse a pending pod as things stand: every filter that does,
    /// in the scheduler's order, not only the first.
    pub fn refusals(&mut self, pod: usize) -> Vec<Vec<Refusal>> {
        let all = self.engine.all_refusals(pod);
        let mut by_node = vec![Vec::new(); self.engine.build.cluster.nodes.len()];
        for (at, refusals) in all.into_iter().enumerate() {
            let given = self.engine.build.nodes.given[at];
            by_node[given] = refusals.into_iter().map(|id| Refusal::clone(self.engine.refusals.get(id))).collect();
        }
        by_node
    }
}
