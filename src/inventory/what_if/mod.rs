//! `--what-if`: commands in kubectl's own words, applied to the inventory.
//!
//! What kubectl refuses is refused here in its words (kubectl 1.37, `pkg/cmd`). Commands that move pods about need the
//! scheduler beside them: their parts that are about objects alone stand here, the rest is placement's.

mod apply;
mod family;
mod flags;
mod go;
mod label;
mod objects;
mod read;
mod select;
mod taint;
#[cfg(test)]
mod tests;
mod words;

pub use family::Gone;
pub use objects::{Objects, kind_named};
pub(crate) use taint::parse_taint;

use crate::scheduler::types::{LabelSelector, ResourceList, Taint, TaintEffect};

/// A change to the cluster.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// `kubectl label node NAME k=v k2-`; pods, too.
    Label {
        /// Nodes or pods.
        objects: Objects,
        /// Labels to set, each key once.
        set: Vec<(String, String)>,
        /// Labels to remove.
        remove: Vec<String>,
        /// `--overwrite`: labels that are there already may change.
        overwrite: bool,
    },
    /// `kubectl taint node NAME k=v:Effect k:Effect- k-`.
    Taint {
        /// The nodes.
        objects: Objects,
        /// Taints to set.
        set: Vec<Taint>,
        /// Taints to remove: by key, and by effect where one is named.
        remove: Vec<(String, Option<TaintEffect>)>,
        /// `--overwrite`: a taint of the same key and effect may change its value.
        overwrite: bool,
    },
    /// `kubectl cordon NAME`, `kubectl uncordon NAME`.
    Cordon {
        /// The nodes.
        objects: Objects,
        /// What `spec.unschedulable` becomes.
        unschedulable: bool,
    },
    /// `kubectl drain NAME`.
    Drain {
        /// The nodes.
        objects: Objects,
        /// What it may do.
        allowed: Draining,
    },
    /// `kubectl scale deployment NAME --replicas=N`.
    Scale {
        /// The controllers.
        objects: Objects,
        /// The number wanted, 0 or more.
        replicas: i64,
        /// `--current-replicas`: only where that is the number now.
        current: Option<i64>,
    },
    /// `kubectl delete pod NAME`, and nodes, and controllers.
    Delete {
        /// What goes.
        objects: Objects,
        /// `--ignore-not-found`.
        ignore_not_found: bool,
    },
    /// `kubectl set resources deployment NAME --requests=cpu=1`.
    SetResources {
        /// Controllers.
        objects: Objects,
        /// Names of containers; `*` is all.
        containers: String,
        /// What they request.
        requests: ResourceList,
        /// What they may use.
        limits: ResourceList,
    },
    /// `add node --like NAME --count N`: no command of kubectl, but the question that is asked most.
    AddNodes {
        /// The node that they are like.
        like: String,
        /// How many, 1 or more.
        count: usize,
    },
}

/// What `kubectl drain` may do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draining {
    /// `--force`: pods without a controller may go.
    pub force: bool,
    /// `--ignore-daemonsets`: pods of DaemonSets are left where they are.
    pub ignore_daemonsets: bool,
    /// `--delete-emptydir-data`: pods with local data may go.
    pub delete_emptydir_data: bool,
    /// `--disable-eviction`: pods are deleted, whatever budgets say.
    pub disable_eviction: bool,
    /// `--pod-selector`: only these.
    pub pods: Option<LabelSelector>,
}

impl Command {
    /// Whether it drives pods away from where they are, so that they have to be there first.
    pub fn evicts(&self) -> bool {
        match self {
            Command::Drain { .. } | Command::Delete { .. } => true,
            Command::Taint { set, .. } => set.iter().any(|taint| taint.effect == TaintEffect::NoExecute),
            _ => false,
        }
    }
}

/// Reads commands joined by `&&` or `;`.
///
/// # Errors
/// What is wrong with the first that is wrong.
pub fn parse_commands(text: &str) -> Result<Vec<Command>, String> {
    words::commands(text)?.iter().map(|words| read::command(words)).collect()
}

/// What the containers of a template ask for instead of what is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewResources {
    /// Names of containers, with `*` for any letters; `*` is all.
    pub containers: String,
    /// What they request.
    pub requests: ResourceList,
    /// What they may use.
    pub limits: ResourceList,
}

impl NewResources {
    /// Whether a container of that name is meant (`selectString`: a star at either end or between).
    pub(crate) fn is_of(&self, name: &str) -> bool {
        let Some((head, tail)) = self.containers.split_once('*') else { return self.containers == name };
        name.len() >= head.len() + tail.len() && name.starts_with(head) && name.ends_with(tail)
    }

    /// Gives the containers of a pod what is new.
    pub(crate) fn apply(&self, pod: &mut crate::scheduler::types::Pod) {
        for container in pod.spec.containers.iter_mut().filter(|container| self.is_of(&container.name)) {
            // A request that is not given is as large as the limit.
            let unwritten = |name: &&String| {
                container.requests.get(*name).is_none_or(|amount| container.limits.get(*name) == Some(amount))
            };
            let follows: Vec<String> = self.limits.keys().filter(unwritten).cloned().collect();
            for name in follows {
                container.requests.insert(name.clone(), self.limits[&name]);
            }
            container.requests.extend(self.requests.iter().map(|(name, amount)| (name.clone(), *amount)));
            container.limits.extend(self.limits.iter().map(|(name, amount)| (name.clone(), *amount)));
        }
    }
}
