//! A pod's way, from the manifest to its node, step by step as the components of a cluster go: each watches the API server,
//! sees what concerns it, and writes what it did back. With the events that `kubectl describe` shows, word for word.

mod asked;
mod before;
mod kubelet;
mod scheduling;

pub(super) use asked::{Place, find, find_all, instance};

use super::{DryRun, kubelet as admission};
use crate::inventory::PodInstance;

/// The way of one pod.
#[derive(Debug)]
pub struct Trace {
    /// `namespace/name`.
    pub pod: String,
    /// What happens, in order.
    pub steps: Vec<Step>,
}

/// What one component does.
#[derive(Debug)]
pub struct Step {
    /// The component: `API server`, `controller manager`, `scheduler`, `kubelet`, `etcd`.
    pub by: &'static str,
    /// What it does, in a sentence.
    pub does: String,
    /// The particulars, a line each.
    pub details: Vec<String>,
    /// What it writes of it.
    pub events: Vec<Event>,
}

/// An event, as `kubectl describe` of what it is about shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Whether something is wrong: then it is a `Warning`, else `Normal`.
    pub warning: bool,
    /// For example `Scheduled`.
    pub reason: String,
    /// The component that writes it, for example `default-scheduler`.
    pub from: String,
    /// `Pod/web-0`: the kind and name of what it is about, in the pod's namespace.
    pub about: String,
    /// Its words. What only a running cluster knows stands in angle brackets.
    pub message: String,
}

impl Event {
    /// `Normal` or `Warning`.
    pub fn kind(&self) -> &'static str {
        if self.warning { "Warning" } else { "Normal" }
    }
}

impl Trace {
    /// What `kubectl describe pod` would list.
    pub fn events(&self) -> impl Iterator<Item = &Event> {
        let about = format!("Pod/{}", self.pod.split_once('/').map_or("", |(_, name)| name));
        self.steps.iter().flat_map(|step| &step.events).filter(move |event| event.about == about)
    }
}

impl Step {
    fn new(by: &'static str, does: String) -> Self {
        Step { by, does, details: Vec::new(), events: Vec::new() }
    }

    fn detail(mut self, line: String) -> Self {
        self.details.push(line);
        self
    }

    fn event(mut self, event: Event) -> Self {
        self.events.push(event);
        self
    }
}

/// What does something in a cluster.
const API_SERVER: &str = "API server";
const CONTROLLERS: &str = "controller manager";
const SCHEDULER: &str = "scheduler";
const KUBELET: &str = "kubelet";

/// The way of the pod of that name.
///
/// # Errors
/// There is no such pod.
pub(super) fn of(dry: &DryRun<'_>, name: &str) -> Result<Trace, String> {
    let place = find(&dry.case, name)?;
    let pod = instance(&dry.case, place);
    let mut steps = before::steps(dry, pod, place);
    match place {
        Place::Asks(at) => steps.extend(scheduling::steps(dry, at)),
        Place::Bound(_) if pod.settled => steps.push(runs(pod)),
        Place::Bound(at) => {
            steps.push(scheduling::never(pod));
            steps.extend(kubelet::bound(dry, at, admission::said(dry, at)));
        }
        Place::Runs(_) => steps.push(runs(pod)),
        Place::Refused(_) => {}
    }
    Ok(Trace { pod: pod.pod.key(), steps })
}

/// A pod that is on its node already.
fn runs(pod: &PodInstance<'_>) -> Step {
    Step::new(KUBELET, format!("runs it already, on node {}", pod.pod.node_name))
}

/// What is written of the pod until its containers would start, for `describe`.
pub(super) fn told(dry: &DryRun<'_>, place: Place) -> Vec<Event> {
    match place {
        Place::Asks(at) => scheduling::told(dry, at),
        Place::Bound(at) => kubelet::refusal(dry, at, admission::said(dry, at).as_deref()).into_iter().collect(),
        Place::Runs(_) | Place::Refused(_) => Vec::new(),
    }
}
