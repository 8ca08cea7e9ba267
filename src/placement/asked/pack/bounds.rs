//! What no fewer nodes can do: sums of what is asked for, pods too large to share a node, pods that keep apart.
//!
//! Each bound is a line: so much of a node of each shape counts, and so much is needed in all. A pod of more than half a
//! node counts one of the so many of its size that fit there, whatever is left beside them.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::shape::Shape;
use super::trial::{HOSTNAME, Trial, is_daemon};
use crate::inventory::matching::selects;
use crate::inventory::{PodInstance, pod_requests};
use crate::model::{Quantity, Shared};
use crate::placement::case::Case;
use crate::scheduler::Scheduler;
use crate::scheduler::types::{Config, Decision, Node, Pod, PodSpec, Refusal, ResourceList, Verdict};

/// Sizes of pods for each resource by which they are counted at most.
const SIZES: usize = 12;

/// What a number of nodes costs, in billionths of whatever prices are in, and how many they are; what is less is better.
pub(super) type Cost = (u128, usize);

/// Resources, each in billionths.
type Amounts = BTreeMap<String, i128>;

/// One thing that is needed.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Need {
    /// What a node of each shape gives of it.
    of: Vec<i128>,
    /// What is needed in all.
    all: i128,
}

/// All that is needed.
#[derive(Debug, Default)]
pub(super) struct Needs {
    needs: Vec<Need>,
    /// What each shape costs; 0 where that does not count.
    prices: Vec<u128>,
}

/// Pods that are alike.
struct Class {
    spec: Shared<PodSpec>,
    number: usize,
    requests: Amounts,
    /// Whether each shape might take one.
    fits: Vec<bool>,
    /// No two of them can be on one node.
    alone: bool,
}

/// What is asked for, and what each shape has.
pub(super) struct Ground {
    classes: Vec<Class>,
    /// Pods that no shape ever takes, `namespace/name`, in order.
    pub(super) never: Vec<String>,
    /// What a node of each shape has, and what DaemonSets take of it.
    has: Vec<(Amounts, Amounts)>,
    /// Whether what is asked for counts against what nodes have.
    plain: bool,
    /// Of the pods that no shape ever takes, some fail on labels alone.
    pub(super) lacks_labels: bool,
}

impl Ground {
    /// Looks at the pods of a case with one node of each shape, on which nothing is.
    pub(super) fn of(trial: &Trial<'_, '_>, config: &Config, case: &Case<'_>, decisions: &[Decision]) -> Self {
        let held = |decision: &&Decision| matches!(decision.verdict, Verdict::Gated | Verdict::NoScheduler);
        let held: HashSet<usize> = decisions.iter().filter(held).map(|d| d.pod).collect();
        let mut ground = Ground {
            classes: Vec::new(),
            never: Vec::new(),
            has: has(trial, case),
            plain: trial.is_plain(),
            lacks_labels: false,
        };
        let mut empty = Scheduler::new(&case.cluster, config);
        let mut known: HashMap<(&str, &str, &str), Vec<usize>> = HashMap::new();
        for (at, pod) in case.pods.iter().enumerate().filter(|(_, pod)| !is_daemon(&pod.pod)) {
            if held.contains(&at) {
                ground.never.push(pod.pod.key());
                continue;
            }
            let of = pod.workload.as_ref().map_or(("", pod.pod.name.as_str()), |w| (&*w.kind, &*w.name));
            let alike = known.entry((&pod.pod.namespace, of.0, of.1)).or_default();
            let same = alike.iter().copied().find(|class| ground.classes[*class].spec == pod.pod.spec);
            let class = same.unwrap_or_else(|| {
                let refusals = empty.refusals(at);
                let lasting = |r: &Refusal| is_lasting(r.plugin, &r.reasons);
                let fits: Vec<bool> = refusals.iter().map(|on| !on.iter().any(lasting)).collect();
                let by_labels = refusals.iter().flatten().any(|r| is_of_labels(r.plugin, &r.reasons));
                let there = trial.shapes.iter().map(|(_, node)| !ground.plain || has_places(&pod.pod, node));
                let nowhere = there.clone().any(|there| !there);
                let fits: Vec<bool> = fits.into_iter().zip(there).map(|(fits, there)| fits && there).collect();
                let by_labels = by_labels || nowhere;
                ground.lacks_labels |= by_labels && !fits.contains(&true);
                ground.classes.push(class(pod, fits));
                alike.push(ground.classes.len() - 1);
                ground.classes.len() - 1
            });
            ground.classes[class].number += 1;
            if !ground.classes[class].fits.contains(&true) {
                ground.never.push(pod.pod.key());
            }
        }
        ground
    }

    /// So many nodes it takes at the very least, whatever they cost.
    pub(super) fn fewest(&self, whole: bool, left: usize, shapes: usize) -> usize {
        self.needs(whole, left, vec![0; shapes]).least(&vec![0; shapes], 0).unwrap_or_default().1
    }

    /// What is needed for all but `left` of the pods that some shape takes; where `whole`, beside every DaemonSet's pod.
    pub(super) fn needs(&self, whole: bool, left: usize, prices: Vec<u128>) -> Needs {
        let mut sets: Vec<&Vec<bool>> = Vec::new();
        for class in self.classes.iter().filter(|class| class.fits.contains(&true)) {
            if !sets.contains(&&class.fits) {
                sets.push(&class.fits);
            }
        }
        let mut needs = Needs { needs: Vec::new(), prices };
        let left = left as i128;
        for fits in sets {
            let one = |fits: &[bool]| -> Vec<i128> { fits.iter().map(|fits| i128::from(*fits)).collect() };
            let within = |class: &&Class| {
                class.fits.contains(&true) && class.fits.iter().zip(fits).all(|(own, wide)| !own || *wide)
            };
            let own: Vec<&Class> = self.classes.iter().filter(within).collect();
            let number: i128 = own.iter().map(|class| class.number as i128).sum();
            needs.add(one(fits), i128::from(number > left));
            if self.plain {
                for class in own.iter().filter(|class| class.alone) {
                    needs.add(one(&class.fits), class.number as i128 - left);
                }
                self.resources(&mut needs, (fits, &own), whole, left);
            }
        }
        needs
    }

    fn resources(&self, needs: &mut Needs, (fits, own): (&[bool], &[&Class]), whole: bool, left: i128) {
        let mut names: Vec<&String> = own.iter().flat_map(|class| class.requests.keys()).collect();
        names.sort();
        names.dedup();
        for name in names {
            let mut sizes: BTreeMap<i128, i128> = BTreeMap::new();
            for class in own {
                let size = class.requests.get(name).copied().unwrap_or_default();
                if size > 0 {
                    *sizes.entry(size).or_default() += class.number as i128;
                }
            }
            let Some((largest, _)) = sizes.last_key_value() else { continue };
            let free = |(has, daemons): &(Amounts, Amounts)| {
                let of = |list: &Amounts| list.get(name).copied().unwrap_or_default();
                (of(has) - if whole { of(daemons) } else { 0 }).max(0)
            };
            let free: Vec<i128> =
                self.has.iter().zip(fits).map(|(has, fits)| if *fits { free(has) } else { 0 }).collect();
            let all: i128 = sizes.iter().map(|(size, number)| size.saturating_mul(*number)).sum();
            needs.add(free.clone(), all - largest.saturating_mul(left));
            let step = sizes.len().div_ceil(SIZES);
            for size in sizes.keys().step_by(step).chain([largest]) {
                let number: i128 = sizes.range(size..).map(|(_, number)| number).sum();
                needs.add(free.iter().map(|free| free / size).collect(), number - left);
            }
        }
    }
}

impl Needs {
    fn add(&mut self, of: Vec<i128>, all: i128) {
        if all <= 0 {
            return;
        }
        match self.needs.iter_mut().find(|need| need.of == of) {
            Some(need) => need.all = need.all.max(all),
            None => self.needs.push(Need { of, all }),
        }
    }

    /// What those nodes cost.
    pub(super) fn cost(&self, counts: &[usize]) -> Cost {
        let each = self.prices.iter().zip(counts).map(|(price, number)| price.saturating_mul(*number as u128));
        (each.fold(0, u128::saturating_add), counts.iter().sum())
    }

    /// What is to be bought at least beside those nodes, of the shapes from `from` on; `None` where that cannot do.
    pub(super) fn least(&self, counts: &[usize], from: usize) -> Option<Cost> {
        let mut least: Cost = (0, 0);
        for need in &self.needs {
            let given = need.of.iter().zip(counts).map(|(of, number)| of.saturating_mul(*number as i128));
            let lacking = need.all - given.fold(0, i128::saturating_add);
            if lacking <= 0 {
                continue;
            }
            let most = need.of[from..].iter().copied().max().filter(|most| *most > 0)?;
            least.1 = least.1.max(usize::try_from((lacking + most - 1) / most).unwrap_or(usize::MAX));
            let shapes = need.of[from..].iter().zip(&self.prices[from..]).filter(|(of, _)| **of > 0);
            let ratio = shapes.map(|(of, price)| *price as f64 / *of as f64).fold(f64::INFINITY, f64::min);
            // What numbers of that size lose of their last digits must not make it too much.
            let price = ratio * lacking as f64 * (1.0 - 1e-9);
            least.0 = least.0.max(price.floor() as u128);
        }
        Some(least)
    }
}

fn class(pod: &PodInstance<'_>, fits: Vec<bool>) -> Class {
    let mut requests = amounts(&pod_requests(&pod.pod));
    requests.insert("pods".to_owned(), Quantity::from_units(1).nanos());
    Class { spec: pod.pod.spec.clone(), number: 0, requests, fits, alone: stays_alone(&pod.pod) }
}

fn amounts(list: &ResourceList) -> Amounts {
    list.iter().map(|(name, amount)| (name.clone(), amount.nanos())).collect()
}

/// What a node of each shape has, and what the pods of DaemonSets that are tied to it ask for.
fn has(trial: &Trial<'_, '_>, case: &Case<'_>) -> Vec<(Amounts, Amounts)> {
    let of = |(shape, node): &(Shape, Node)| {
        let name = format!("{}-1", shape.name);
        let mut taken = Amounts::new();
        for pod in case.pods.iter().filter(|pod| is_daemon(&pod.pod) && is_for(&pod.pod, &name)) {
            *taken.entry("pods".to_owned()).or_default() += Quantity::from_units(1).nanos();
            for (resource, amount) in amounts(&pod_requests(&pod.pod)) {
                *taken.entry(resource).or_default() += amount;
            }
        }
        (amounts(&node.allocatable), taken)
    };
    trial.shapes.iter().map(of).collect()
}

/// Whether a node would refuse the pod for that whatever else is there.
fn is_lasting(plugin: &str, reasons: &[String]) -> bool {
    matches!(plugin, "NodeAffinity" | "TaintToleration" | "NodeResourcesFit" | "NodeName")
        || reasons.iter().any(|reason| reason.ends_with("(missing required label)"))
}

/// Whether a node would take the pod if it had other labels.
fn is_of_labels(plugin: &str, reasons: &[String]) -> bool {
    plugin == "NodeAffinity" || reasons.iter().any(|reason| reason.ends_with("(missing required label)"))
}

/// Whether a node has the labels that say what is near it, for the pods that a pod must be near to (upstream
/// `satisfyPodAffinity`).
fn has_places(pod: &Pod, node: &Node) -> bool {
    let terms = pod.affinity.pod_affinity.iter().flat_map(|near| &near.required);
    terms.into_iter().all(|term| term.topology_key == HOSTNAME || node.labels.contains_key(&term.topology_key))
}

/// Whether a daemon's pod is tied to that node.
fn is_for(pod: &Pod, node: &str) -> bool {
    let required = pod.affinity.node_affinity.as_ref().and_then(|affinity| affinity.required.as_ref());
    let fields = required.into_iter().flat_map(|r| &r.node_selector_terms).flat_map(|term| &term.match_fields);
    fields.flat_map(|field| &field.values).any(|value| value == node)
}

/// Whether no two pods of its template can be on one node.
fn stays_alone(pod: &Pod) -> bool {
    let ports = || pod.containers.iter().flat_map(|container| &container.ports).any(|port| port.host_port > 0);
    let terms = pod.affinity.pod_anti_affinity.iter().flat_map(|anti| &anti.required);
    let mut own = terms.filter(|term| {
        term.topology_key == HOSTNAME && term.namespaces.is_empty() && term.namespace_selector.is_none()
    });
    ports() || own.any(|term| term.label_selector.as_ref().is_some_and(|selector| selects(selector, &pod.labels)))
}
