//! What became of the pods, as reports want it: without the trees that it was found in.

use std::ops::Deref;
use std::sync::Arc;

use super::seen::Seen;
use super::{DryRun, Question, Trace, not_simulated, of_version, waiting};
use crate::explain::Explanation;
use crate::inventory::{PodInstance, Workload};
use crate::model::{Shared, Version};
use crate::scheduler::types::{Decision, Node, Pod};

/// What a dry run of placement came to.
#[derive(Debug)]
pub struct Placement {
    /// The nodes, as the scheduler saw them.
    pub nodes: Vec<Node>,
    /// Pods that came with the cluster and have a node there.
    pub running: Vec<Shared<Pod>>,
    /// What the cluster said of each of them.
    pub seen: Vec<Seen>,
    /// Pods that asked for a node; `Decision::pod` counts them.
    pub pods: Vec<PlacedPod>,
    /// Pods that were not asked about: they named their node themselves, or ran before the last command.
    pub bound: Vec<PlacedPod>,
    /// Pods that admission would turn away, so that they never asked.
    pub refused: Vec<PlacedPod>,
    /// One for each of `pods`, in the order of first attempts.
    pub decisions: Vec<Decision>,
    /// For each decision without a node: why.
    pub explanations: Vec<Option<Arc<Explanation>>>,
    /// The version asked for.
    pub version: Version,
    /// What that version has otherwise, and is simulated as later ones have it.
    pub unlike: Vec<&'static str>,
    /// What there is to say of what-if commands beside what comes of them.
    pub notes: Vec<String>,
    /// The commands change what is placed after them alone.
    pub anew: bool,
    /// Pods that commands would drive away, and that budgets hold where they are, as `namespace/name`.
    pub held: Vec<String>,
    /// The way of the pod that was asked about.
    pub trace: Option<Trace>,
    /// What `kubectl describe` would print of the pod that was asked about, its cells parted by tabs.
    pub described: Option<String>,
}

/// A pod of a dry run.
#[derive(Debug)]
pub struct PlacedPod {
    /// The pod as the API server would store it.
    pub pod: Shared<Pod>,
    /// The object of the tree that it was made from; `None` for a pod that stands there itself.
    pub workload: Option<Shared<Workload>>,
    /// It runs already, by what commands and rollouts did before.
    pub runs: bool,
    /// What is to be said of it, if anything is: it is read as the pod's own.
    pub notes: Option<Box<Notes>>,
}

/// What is to be said of a pod.
#[derive(Debug, Default, PartialEq)]
pub struct Notes {
    /// What admission would refuse, in the server's words.
    pub refusals: Vec<String>,
    /// Of a pod that never comes to be, what its author would read.
    pub failed_create: Option<String>,
    /// Why it is not there, where nobody refuses it: `failed_create` says so, too.
    pub waits: bool,
    /// Why the API server would refuse its manifest, where it would.
    pub invalid: Option<Arc<str>>,
    /// Why it counts as placed without its devices, where it asks for some.
    pub not_simulated: Option<String>,
    /// What it was placed without, where something fills in values of its manifest later.
    pub open: Option<String>,
}

impl Deref for PlacedPod {
    type Target = Notes;

    fn deref(&self) -> &Notes {
        static NOTHING: Notes = Notes {
            refusals: Vec::new(),
            failed_create: None,
            waits: false,
            invalid: None,
            not_simulated: None,
            open: None,
        };
        self.notes.as_deref().unwrap_or(&NOTHING)
    }
}

impl Placement {
    /// What comes of it where there is nothing.
    pub fn nothing(version: Version) -> Self {
        Placement {
            nodes: Vec::new(),
            running: Vec::new(),
            seen: Vec::new(),
            pods: Vec::new(),
            bound: Vec::new(),
            refused: Vec::new(),
            decisions: Vec::new(),
            explanations: Vec::new(),
            version,
            unlike: Vec::new(),
            notes: Vec::new(),
            anew: false,
            held: Vec::new(),
            trace: None,
            described: None,
        }
    }

    /// The name of a node by its index.
    pub fn node_name(&self, at: usize) -> &str {
        self.nodes.get(at).map_or("", |n| n.name.as_str())
    }
}

/// The answer that a dry run gives.
pub(super) fn of(dry: DryRun<'_>, question: Question<'_, '_>) -> Placement {
    let DryRun { case, decisions, explanations, .. } = dry;
    let alone = question.placing.scheduler_alone;
    let mut waiting = if alone { waiting::Waiting::default() } else { waiting::of(&case, &decisions) };
    let unlike = of_version::unlike(question.version.minor(), &case.pods);
    let inventory = case.inventory;
    let pods = |pods: Vec<PodInstance<'_>>, asks: bool| -> Vec<PlacedPod> {
        let one = |pod: PodInstance<'_>| {
            let not_simulated = if asks { not_simulated::note(&inventory, &pod) } else { None };
            let notes = Notes {
                failed_create: pod.failed_create(),
                waits: pod.barred().is_some_and(|refusal| refusal.plain && !refusal.gone),
                refusals: pod.refusals.iter().map(|refusal| refusal.message.clone()).collect(),
                open: open(&pod, question),
                invalid: pod.invalid,
                not_simulated,
            };
            let notes = Some(notes).filter(|notes| *notes != Notes::default()).map(Box::new);
            PlacedPod { pod: pod.pod, workload: pod.workload, runs: pod.settled, notes }
        };
        pods.into_iter().map(one).collect()
    };
    let mut refused = pods(case.refused, false);
    let all = pods(case.pods, true);
    // The places of pods in the list stay as they are; what is not there has no decision any longer.
    let mut told = decisions.into_iter().zip(explanations.into_iter().map(Some).chain(std::iter::repeat(None)));
    let (mut decisions, mut explanations) = (Vec::new(), Vec::new());
    for (decision, explanation) in told.by_ref() {
        match waiting.pods.remove(&decision.pod) {
            Some(why) => refused.push(absent(&all[decision.pod], why)),
            None => {
                decisions.push(decision);
                explanations.extend(explanation);
            }
        }
    }
    let mut bound = pods(case.bound, false);
    let mut at = 0..;
    bound.retain(|pod| {
        let gone = at.next().and_then(|at| waiting.bound.remove(&at));
        let kept = gone.is_none();
        refused.extend(gone.map(|why| absent(pod, why)));
        kept
    });
    let held = inventory.gone.iter().filter(|gone| gone.stays.is_some()).map(|gone| gone.pod.pod.key()).collect();
    Placement {
        nodes: case.cluster.nodes,
        pods: all,
        bound,
        refused,
        running: inventory.running.iter().filter(|pod| pod.observed).map(|pod| pod.pod.clone()).collect(),
        seen: inventory.running.iter().filter(|pod| pod.observed).map(Seen::of).collect(),
        decisions,
        explanations,
        version: question.version,
        unlike,
        notes: inventory.notes,
        anew: inventory.anew,
        held,
        trace: None,
        described: None,
    }
}

/// A pod that is not there, and why.
fn absent(pod: &PlacedPod, why: String) -> PlacedPod {
    let notes = Notes { failed_create: Some(why), waits: true, invalid: pod.invalid.clone(), ..Notes::default() };
    PlacedPod { pod: pod.pod.clone(), workload: pod.workload.clone(), runs: false, notes: Some(Box::new(notes)) }
}

/// The first value of a pod's manifest that something fills in later, as what is said of the pod.
fn open(pod: &PodInstance<'_>, question: Question<'_, '_>) -> Option<String> {
    let (file, root) = (pod.object.file, pod.object.root.span());
    let first = question.open.partition_point(|(other, span)| (*other, span.start) < (file, root.start));
    let (other, span) = question.open.get(first)?;
    let text = question.files.get(file.0 as usize)?.text.get(span.range())?.trim_matches(['"', '\'']);
    let own = *other == file && span.end <= root.end;
    own.then(|| format!("`{text}` in its manifest is filled in later; it was placed as it is read"))
}
