//! `--what-if`: commands in kubectl's own words, applied to the inventory.
//!
//! What kubectl refuses is refused here in its words (kubectl 1.37, `pkg/cmd`). Commands that move pods about need the
//! scheduler beside them: their parts that are about objects alone stand here, the rest is placement's.

mod again;
mod annotate;
mod apply;
mod change;
mod create;
mod family;
mod flags;
mod forbidden;
mod go;
mod label;
mod made;
mod manifests;
mod object;
mod objects;
mod patch;
mod read;
mod read_changes;
mod select;
mod taint;
#[cfg(test)]
mod tests;
mod words;

pub use family::{Gone, Older, first_to_go};
pub use made::{Judge, Made, Named};
pub use objects::{Objects, kind_named};
pub use patch::PatchKind;
pub(crate) use taint::parse_taint;

use crate::scheduler::types::{LabelSelector, Taint, TaintEffect};
use crate::source::Draft;

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
        /// `--cascade=orphan`: what a controller has made stays.
        orphan: bool,
    },
    /// `kubectl delete -f FILE`
    DeleteFiles {
        /// The files.
        paths: Vec<String>,
        /// The namespace of objects that name none.
        namespace: String,
        /// `--ignore-not-found`.
        ignore_not_found: bool,
    },
    /// `kubectl evict`, as the API has it and other tools do: pods go as budgets allow it.
    Evict {
        /// The pods.
        objects: Objects,
        /// So many of them at most, in the order of their nodes and names.
        count: Option<usize>,
    },
    /// `kubectl set image deployment NAME CONTAINER=IMAGE`.
    SetImage {
        /// Pods and controllers.
        objects: Objects,
        /// Containers, `*` for all, and their images.
        images: Vec<(String, String)>,
    },
    /// `kubectl patch KIND NAME -p PATCH`.
    Patch {
        /// What is patched.
        objects: Objects,
        /// How.
        kind: PatchKind,
        /// With what.
        patch: Patch,
        /// `--subresource`; empty for none.
        subresource: String,
    },
    /// `kubectl annotate KIND NAME k=v k2-`.
    Annotate {
        /// What is annotated.
        objects: Objects,
        /// Annotations to set.
        set: Vec<(String, String)>,
        /// Annotations to remove.
        remove: Vec<String>,
        /// `--overwrite`: those that are there may change.
        overwrite: bool,
    },
    /// `kubectl rollout restart deployment NAME`, `pause`, `resume`.
    Rollout {
        /// The controllers.
        objects: Objects,
        /// What becomes of them.
        how: Rollout,
    },
    /// `kubectl apply -f FILE`, `kubectl create deployment NAME --image=IMAGE`, and what else makes objects.
    Apply {
        /// The files.
        paths: Vec<String>,
        /// The text of the only one, where it is of the command's own making.
        text: Option<String>,
        /// The namespace of objects that name none.
        namespace: String,
        /// What becomes of those that are there already, or are not.
        how: Apply,
    },
    /// `kubectl set resources deployment NAME --requests=cpu=1`.
    SetResources {
        /// Controllers.
        objects: Objects,
        /// Names of containers; `*` is all.
        containers: String,
        /// What they request, by resource.
        requests: Vec<(String, String)>,
        /// What they may use, by resource.
        limits: Vec<(String, String)>,
    },
    /// `add node --like NAME --count N`: no command of kubectl, but the question that is asked most.
    AddNodes {
        /// The node that they are like.
        like: String,
        /// How many, 1 or more.
        count: usize,
    },
}

/// What a patch is given as.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Patch {
    /// On the command line.
    Given(Draft),
    /// `--patch-file`
    File(String),
}

/// What a command does with rollouts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rollout {
    /// All pods are made anew.
    Restart,
    /// The rollout stands still.
    Pause,
    /// It goes on.
    Resume,
}

/// What a command does with the objects of files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Apply {
    /// They are made, or become so.
    Apply,
    /// They are made, and must not be there.
    Create,
    /// They become so, and must be there.
    Replace,
    /// They make what is named by them scale, and must not be there.
    Autoscale,
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
            Command::Drain { .. } | Command::Delete { .. } | Command::DeleteFiles { .. } | Command::Evict { .. } => {
                true
            }
            Command::Taint { set, .. } => set.iter().any(|taint| taint.effect == TaintEffect::NoExecute),
            Command::Patch { objects, .. } => objects.kinds().contains(&"Node"),
            _ => false,
        }
    }

    /// The paths of files that have to be read for it.
    pub fn reads(&self) -> Vec<&str> {
        match self {
            Command::Apply { paths, text: None, .. } | Command::DeleteFiles { paths, .. } => {
                paths.iter().map(String::as_str).collect()
            }
            Command::Patch { patch: Patch::File(path), .. } => vec![path],
            _ => Vec::new(),
        }
    }

    /// The file of its own making that it applies: a path that no file has, and its text.
    pub fn writes(&self) -> Option<(&str, &str)> {
        match self {
            Command::Apply { paths, text: Some(text), .. } => Some((paths.first()?, text)),
            _ => None,
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
