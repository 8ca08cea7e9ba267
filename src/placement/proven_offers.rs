//! Explanations, and the proof of what they offer: each candidate is applied and everything placed again.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::rc::Rc;
use std::sync::Arc;

use super::Question;
use super::case::Case;
use super::fate::{Fate, Fates};
use super::fewer::Fewer;
use super::trial::{Trial, fates};
use crate::explain::{Explanation, Offer, Sort, View, candidates, explain};
use crate::inventory::{PodInstance, Workload, parse_commands};
use crate::model::{Edit, FileId, Shared};
use crate::scheduler::Scheduler;
use crate::scheduler::types::{Config, Decision, Refusal, Verdict};

/// Offers shown for a pod.
const SHOWN: usize = 3;
/// Candidates tried for a pod.
const TRIED: usize = 12;
/// Candidates at the end of the list that are tried whatever went before, where nothing helped yet.
const FRESH: usize = 30;

/// What all proofs together may cost: a run costs each pod so much, and each look of a pod at a node one.
const PROOFS: usize = 30_000_000;
const POD: usize = 250;
/// Runs that are made however large the cluster is, and at the most.
const RUNS: (usize, usize) = (4, 5_000);

/// So many refusals are looked at once more, all of them where a pod has others than the one before; and each pod costs
/// as much as so many.
const LOOKS: usize = 1_000_000;
const LOOK_OF_POD: usize = 200;

/// A change as a key: edits and command.
type Change = (Vec<(u32, u32, u32, String)>, Option<String>);

/// Why each pod without a node has none, with proven offers.
pub(super) fn explanations<'a>(
    question: Question<'_, 'a>,
    config: &Config,
    case: &Case<'_>,
    decisions: &[Decision],
    scheduler: &mut Scheduler<'_>,
) -> Vec<Option<Arc<Explanation>>> {
    // Most often there is nothing to explain.
    let unplaced = |decision: &Decision| matches!(decision.verdict, Verdict::Unschedulable | Verdict::NoScheduler);
    if !decisions.iter().any(unplaced) {
        return Vec::new();
    }
    let view = View::new(&case.inventory, &case.cluster, &case.pods, decisions);
    let mut prover = Prover::new(question, config, case, decisions);
    let mut fewer = Fewer::of(case);
    let mut known: HashMap<Class, Known> = HashMap::new();
    let (mut looks, mut last) = (LOOKS, None);
    let texts = |file: FileId| question.files.get(file.0 as usize).map_or("", |f| f.text.as_str());
    let one = |decision: &Decision| {
        if !unplaced(decision) {
            return None;
        }
        let pod = &case.pods[decision.pod];
        let mut made = || {
            let Some(left) = looks.checked_sub(case.cluster.nodes.len() + LOOK_OF_POD) else {
                return Known { bare: Explanation::unmade(), offers: Vec::new(), last: None };
            };
            looks = left;
            let refusals = refusals(case, decision, scheduler);
            let bare = explain(&view, pod, decision, &refusals);
            Known { bare, offers: candidates(&view, pod, &refusals, &texts), last: None }
        };
        let mut own;
        let known = match class(pod, decision) {
            Some(class) => known.entry(class).or_insert_with(made),
            None => {
                own = made();
                &mut own
            }
        };
        let (mut offers, untried) = prover.prove(pod, &known.offers);
        offers.extend(fewer.offer(pod, &mut prover));
        Some(known.with((offers, untried), &mut last))
    };
    decisions.iter().map(one).collect()
}

/// What is known of the pods of one class.
struct Known {
    /// Their explanation without any offer.
    bare: Explanation,
    /// What might help.
    offers: Vec<Offer>,
    /// The explanation of the last of them: mostly the next one's as well.
    last: Option<Arc<Explanation>>,
}

impl Known {
    /// The explanation with those offers; `last` is that of the pod before, whatever its class.
    fn with(&mut self, (offers, untried): (Vec<Offer>, bool), last: &mut Option<Arc<Explanation>>) -> Arc<Explanation> {
        let mut explanation = Explanation { offers, ..self.bare.clone() };
        if untried {
            explanation.untried();
        }
        let same = [&self.last, &*last].into_iter().flatten().find(|told| ***told == explanation).cloned();
        let told = same.unwrap_or_else(|| Arc::new(explanation));
        self.last = Some(Arc::clone(&told));
        *last = Some(Arc::clone(&told));
        told
    }
}

/// Pods of one workload that fail alike are explained alike.
type Class = (String, Shared<Workload>, Arc<str>);

fn class(pod: &PodInstance<'_>, decision: &Decision) -> Option<Class> {
    // Daemon pods are each tied to a node of their own.
    let workload = pod.workload.as_ref().filter(|w| w.kind != "DaemonSet")?;
    let message = decision.message.clone().unwrap_or_default();
    Some((pod.pod.namespace.clone(), workload.clone(), message))
}

/// Every refusal of every node: those of the last attempt, and those of the plugins behind the first.
fn refusals(case: &Case<'_>, decision: &Decision, scheduler: &mut Scheduler<'_>) -> Vec<Vec<Refusal>> {
    if decision.verdict == Verdict::NoScheduler {
        return vec![Vec::new(); case.cluster.nodes.len()];
    }
    let mut by_node = scheduler.refusals(decision.pod);
    for status in &*decision.refused {
        let all = &mut by_node[status.node];
        if !all.iter().any(|r| r.plugin == status.refusal.plugin) {
            all.insert(0, Refusal::clone(&status.refusal));
        }
    }
    if let Some(absent) = &decision.absent {
        by_node.iter_mut().filter(|r| r.is_empty()).for_each(|r| r.push(Refusal::clone(absent)));
    }
    by_node
}

/// Applies candidates and keeps those that work.
pub(super) struct Prover<'p, 'a> {
    trial: Trial<'p, 'a>,
    before: Fates,
    /// Runs that may still be made.
    runs: usize,
    done: BTreeMap<Change, Option<Rc<Proof>>>,
}

/// Whether what is proven already leaves no need for that offer: of new nodes the first are enough, and a slip asks for none;
/// the same on another node is nothing new, nor is what is proven with something beside it.
fn is_settled(proven: &[Offer], offer: &Offer) -> bool {
    let new = offer.sort == Sort::Fresh && proven.iter().any(|proven| proven.sort != Sort::Ordinary);
    new || proven.iter().any(|proven| proven.kind == offer.kind || offer.includes(proven))
}

/// What comes of a change.
struct Proof {
    /// The pods that gain a place: of most changes few, however many pods there are.
    gains: HashSet<String>,
    /// The pods that lose their place.
    displaces: Arc<[String]>,
}

impl<'p, 'a: 'p> Prover<'p, 'a> {
    fn new(question: Question<'p, 'a>, config: &'p Config, case: &Case<'_>, decisions: &[Decision]) -> Self {
        let size = (case.cluster.nodes.len() + POD) * (case.pods.len() + case.cluster.pods.len() + 1);
        // A large cluster takes seconds to place again: then fewer proofs are made.
        let runs = (PROOFS / size).clamp(RUNS.0, RUNS.1);
        let (trial, before) = (Trial::new(question, config, case), fates(case, decisions));
        Prover { trial, before, runs, done: BTreeMap::new() }
    }

    /// The first offers that give the pod a node and cost no other its own; where there are none, one that does. And whether
    /// nothing was found as there was no time to try it.
    fn prove(&mut self, pod: &PodInstance<'_>, offers: &[Offer]) -> (Vec<Offer>, bool) {
        let (mut free, mut dear) = (Vec::new(), None);
        let (last, key) = (offers.len().saturating_sub(FRESH), pod.pod.key());
        let (mut untried, mut tried) = (false, 0);
        for (at, offer) in offers.iter().enumerate() {
            // The last are those that help where nothing else does.
            if tried >= TRIED && (at < last || !free.is_empty()) || is_settled(&free, offer) {
                continue;
            }
            tried += 1;
            let Some(proof) = self.proof(offer, &mut untried) else { continue };
            if !proof.gains.contains(&key) {
                continue;
            }
            let proven = || Offer { displaces: Arc::clone(&proof.displaces), ..offer.clone() };
            if proof.displaces.is_empty() {
                free.push(proven());
            } else if dear.is_none() {
                dear = Some(proven());
            }
            if free.len() == SHOWN {
                break;
            }
        }
        let smaller = |offer: &Offer| free.iter().any(|other| other.kind != offer.kind && offer.includes(other));
        let more: Vec<bool> = free.iter().map(smaller).collect();
        let mut more = more.into_iter();
        free.retain(|_| more.next() != Some(true));
        if free.is_empty() {
            free.extend(dear);
        }
        let untried = untried && free.is_empty();
        (free, untried)
    }

    fn proof(&mut self, offer: &Offer, untried: &mut bool) -> Option<Rc<Proof>> {
        let edit = |e: &Edit| (e.file.0, e.span.start, e.span.end, e.text.clone());
        let change: Change = (offer.edits.iter().map(edit).collect(), offer.command.clone());
        if let Some(known) = self.done.get(&change) {
            return known.clone();
        }
        if self.runs == 0 {
            *untried = true;
            return None;
        }
        self.runs -= 1;
        let proof = self.run(offer).map(|after| {
            let lost = |had: &Fate| (had.has_place() && !after.has_place(&had.pod)).then(|| had.pod.key());
            let displaces = self.before.iter().filter_map(lost).collect();
            let gained = after.iter().filter(|has| has.has_place() && !self.before.has_place(&has.pod));
            Rc::new(Proof { gains: gained.map(|has| has.pod.key()).collect(), displaces })
        });
        self.done.insert(change, proof.clone());
        proof
    }

    /// What becomes of the pods once the offer is taken; `None` where it cannot be, or where there is no time for it.
    pub(super) fn after(&mut self, offer: &Offer) -> Option<Fates> {
        self.runs = self.runs.checked_sub(1)?;
        self.run(offer)
    }

    /// What becomes of the pods as things stand.
    pub(super) fn before(&self) -> &Fates {
        &self.before
    }

    fn run(&self, offer: &Offer) -> Option<Fates> {
        let commands = match &offer.command {
            Some(command) => parse_commands(command).ok()?,
            None => Vec::new(),
        };
        self.trial.fates(&offer.edits, &commands, true)
    }
}

#[cfg(test)]
mod tests {
    use crate::discover::SourceFile;
    use crate::pipeline::{Request, run};
    use crate::placement::Placing;

    /// The titles of what is offered to the pod of that name.
    fn offered(yaml: &str, pod: &str) -> Vec<String> {
        let files = [SourceFile::new("a.yaml", yaml)];
        let placing = Placing { explain: true, ..Placing::default() };
        let outcome = run(&files, &Request { placing: Some(placing), ..Request::default() }).unwrap();
        let placement = outcome.placement.unwrap();
        let at = placement.decisions.iter().position(|d| placement.pods[d.pod].pod.name == pod).unwrap();
        let offers = placement.explanations[at].iter().flat_map(|e| &e.offers);
        offers.map(|o| o.title.clone()).collect()
    }

    const NODE: &str =
        "apiVersion: v1\nkind: Node\nmetadata: {name: n1}\nstatus: {allocatable: {cpu: '4', memory: 4Gi, pods: '9'}}\n";

    #[test]
    fn demands_that_contradict_each_other_are_dropped() {
        let pod = "---\napiVersion: v1\nkind: Pod\nmetadata:\n  name: p\nspec:\n  affinity:\n    nodeAffinity:\n      requiredDuringSchedulingIgnoredDuringExecution:\n        nodeSelectorTerms:\n        - matchExpressions:\n          - {key: gen, operator: Lt, values: ['2']}\n          - {key: gen, operator: Gt, values: ['1']}\n  containers:\n  - name: c\n    image: i\n    resources: {requests: {cpu: '9', x.example/gpu: '1'}, limits: {x.example/gpu: '1'}}\n";
        let titles = offered(&format!("{NODE}{pod}"), "p");
        assert!(titles.iter().any(|t| t.starts_with("drop the required node affinity")), "{titles:?}");
    }

    #[test]
    fn a_new_node_has_room_for_those_that_will_prefer_it() {
        // Both small pods have a place, but would rather run on a new, empty node, and come first.
        let pod = |name: &str, priority: i32, gpu: i32, cpu: &str| {
            let gpu = if gpu > 0 { ", x.example/gpu: '1'" } else { "" };
            format!(
                "---\napiVersion: v1\nkind: Pod\nmetadata: {{name: {name}}}\nspec:\n  priorityClassName: p{priority}\n  containers:\n  - name: c\n    image: i\n    resources:\n      requests: {{cpu: '{cpu}', memory: 512Mi{gpu}}}\n      limits: {{memory: 512Mi{gpu}}}\n"
            )
        };
        let class = |value: i32| {
            format!(
                "---\napiVersion: scheduling.k8s.io/v1\nkind: PriorityClass\nmetadata: {{name: p{value}}}\nvalue: {value}\n"
            )
        };
        let classes = [9, 8, 1].map(class).concat();
        let yaml = format!("{NODE}{classes}{}{}{}", pod("a", 9, 0, "2"), pod("b", 8, 0, "2"), pod("p", 1, 1, "4"));
        let titles = offered(&yaml, "p");
        assert!(titles.iter().any(|t| t.starts_with("add 3 nodes like n1, with 4 cpu")), "{titles:?}");
    }
}
