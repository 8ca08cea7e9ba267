//! What a command says, apart from what it does.

use super::env::Env;
use super::objects::{Objects, Which};
use super::{Made, PatchKind, dry};
use crate::inventory::Inventory;
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
    /// `kubectl set env deployment NAME A=b C-`
    SetEnv {
        /// Pods and controllers.
        objects: Objects,
        /// What becomes of their containers.
        env: Env,
    },
    /// `kubectl rollout undo deployment NAME`
    Undo {
        /// The controllers.
        objects: Objects,
        /// `--to-revision`: 0 is the one before.
        revision: i64,
    },
    /// `kubectl create job NAME --from=cronjob/NAME`
    RunNow {
        /// The CronJob, the only one.
        objects: Objects,
        /// The name of the Job.
        name: String,
    },
    /// What changes the cluster, but nothing of where pods run.
    Idle {
        /// What it is about, which must be there.
        objects: Option<Objects>,
        /// Why it changes nothing, as a sentence.
        note: String,
    },
    /// `--dry-run`: what may be said against the command is said, and nothing changes.
    Dry {
        /// The command.
        command: Box<Command>,
        /// The server is asked: what kubectl alone would take is not taken.
        server: bool,
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
    /// `--force`: they are taken away, and made.
    ReplaceByForce,
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

/// The commands that always are about objects.
macro_rules! about {
    ($objects:ident) => {
        Command::Label { $objects, .. }
            | Command::Taint { $objects, .. }
            | Command::Cordon { $objects, .. }
            | Command::Drain { $objects, .. }
            | Command::Scale { $objects, .. }
            | Command::Delete { $objects, .. }
            | Command::Evict { $objects, .. }
            | Command::SetImage { $objects, .. }
            | Command::SetEnv { $objects, .. }
            | Command::SetResources { $objects, .. }
            | Command::Patch { $objects, .. }
            | Command::Annotate { $objects, .. }
            | Command::Rollout { $objects, .. }
            | Command::Undo { $objects, .. }
            | Command::RunNow { $objects, .. }
    };
}

impl Command {
    /// Whether it drives pods away from where they are, so that they have to be there first.
    pub fn evicts(&self, inventory: &Inventory<'_>, made: &Made<'_>) -> bool {
        match self {
            Command::Drain { .. }
            | Command::Delete { .. }
            | Command::DeleteFiles { .. }
            | Command::Evict { .. }
            | Command::Apply { how: Apply::ReplaceByForce, .. } => true,
            Command::Taint { set, .. } => set.iter().any(|taint| taint.effect == TaintEffect::NoExecute),
            Command::Patch { objects, patch, .. } => objects.kinds().contains(&"Node") && patch.evicts(made),
            Command::Apply { paths, .. } => inventory.evicts_with(paths, made),
            _ => false,
        }
    }

    /// The command that a dry run tries; `None` for one that is meant, or that kubectl asks nobody about.
    pub fn tried(&self) -> Option<&Command> {
        match self {
            Command::Dry { command, server } if *server || !dry::asks_nobody(command) => Some(command),
            _ => None,
        }
    }

    /// Whether it changes nothing, whatever the cluster is.
    pub fn is_idle(&self) -> bool {
        matches!(self, Command::Dry { .. } | Command::Idle { .. })
    }

    /// The paths of files that have to be read for it.
    pub fn reads(&self) -> Vec<&str> {
        if let Command::Dry { command, .. } = self {
            return command.reads();
        }
        let mut paths: Vec<&str> = match self {
            Command::Apply { paths, text: None, .. } | Command::DeleteFiles { paths, .. } => {
                paths.iter().map(String::as_str).collect()
            }
            Command::Patch { patch: Patch::File(path), .. } => vec![path],
            _ => Vec::new(),
        };
        if let Some(Objects { which: Which::Declared(own), .. }) = self.objects() {
            paths.extend(own.iter().map(String::as_str));
        }
        paths
    }

    /// The file of its own making that it applies: a path that no file has, and its text.
    pub fn writes(&self) -> Option<(&str, &str)> {
        match self {
            Command::Apply { paths, text: Some(text), .. } => Some((paths.first()?, text)),
            Command::Dry { command, .. } => command.writes(),
            _ => None,
        }
    }

    /// The objects that it is about, where it is about some.
    pub(super) fn objects(&self) -> Option<&Objects> {
        match self {
            about!(objects) => Some(objects),
            Command::Idle { objects, .. } => objects.as_ref(),
            Command::Dry { command, .. } => command.objects(),
            Command::DeleteFiles { .. } | Command::Apply { .. } | Command::AddNodes { .. } => None,
        }
    }

    /// The same about other objects.
    pub(super) fn about(&self, other: Objects) -> Command {
        let mut command = self.clone();
        match &mut command {
            about!(objects) => *objects = other,
            Command::Idle { objects, .. } => *objects = Some(other),
            Command::Dry { command, .. } => **command = command.about(other),
            Command::DeleteFiles { .. } | Command::Apply { .. } | Command::AddNodes { .. } => {}
        }
        command
    }
}

impl Patch {
    /// Whether it may set a taint that drives pods away.
    fn evicts(&self, made: &Made<'_>) -> bool {
        match self {
            Patch::Given(patch) => says_no_execute(patch),
            Patch::File(path) => made.files(path).is_ok_and(|files| files.iter().any(|f| f.text.contains(NO_EXECUTE))),
        }
    }
}

const NO_EXECUTE: &str = "NoExecute";

fn says_no_execute(value: &Draft) -> bool {
    let mut items = value.items().unwrap_or_default().iter();
    value.as_text() == Some(NO_EXECUTE)
        || items.any(says_no_execute)
        || value.entries().any(|(_, value)| says_no_execute(value))
}
