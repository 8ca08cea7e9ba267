//! Nearness to other pods (upstream `plugins/interpodaffinity`).

use std::sync::Arc;

use super::MAX_NODE_SCORE;
use crate::scheduler::build::Build;
use crate::scheduler::framework::{Attempt, Feasible, Filter, Plugin, PreFiltered, PreparedFilter};
use crate::scheduler::selector::Selector;
use crate::scheduler::snapshot::index::{CounterId, Index, Matcher, Role, Term, TermId};
use crate::scheduler::snapshot::nodes::{NO_DOMAIN, Nodes, TopologyId};
use crate::scheduler::status::Rejection;
use crate::scheduler::types::{Pod, PodAffinityTerm, StatusCode};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::rc::Rc;

/// Upstream's name.
pub(crate) const NAME: &str = "InterPodAffinity";

/// What it does.
pub(in crate::scheduler) const PLUGIN: Plugin = Plugin {
    weight: 2,
    pre_filter: Some(pre_filter),
    filter: Some(Filter::Prepared),
    score: Some(score),
    ..Plugin::named(NAME)
};

/// No pod that it wants to be near is there.
const AFFINITY: &str = "node(s) didn't match pod affinity rules";
/// A pod that it wants to be far from is there.
const ANTI_AFFINITY: &str = "node(s) didn't match pod anti-affinity rules";
/// A pod that wants to be far from it is there.
const EXISTING: &str = "node(s) didn't satisfy existing pods anti-affinity rules";

/// What a pod asks about the pods around it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(in crate::scheduler) struct Wants {
    /// Topology of each required affinity term, with the count of pods that match all of the terms.
    near: Vec<(TopologyId, CounterId)>,
    near_terms: Arc<[TermId]>,
    /// Counts of pods that match a required anti-affinity term.
    far: Vec<CounterId>,
    /// Counts of pods wished near (positive) or far.
    wishes: Vec<(CounterId, i64)>,
}

impl Wants {
    /// Whether a term refuses nodes.
    pub(in crate::scheduler) fn is_hard(&self) -> bool {
        !self.near.is_empty() || !self.far.is_empty()
    }

    /// Reads the pod's terms and registers what they count.
    pub(in crate::scheduler) fn new(pod: &Pod, build: &mut Build<'_>) -> Self {
        let mut wants = Wants::default();
        if let Some(affinity) = &pod.affinity.pod_affinity {
            wants.near_terms = affinity.required.iter().map(|t| term(t, pod, build)).collect();
            for t in &affinity.required {
                let topology = build.topology(&t.topology_key);
                let matcher = Matcher::Terms(wants.near_terms.clone());
                wants.near.push((topology, build.index.counter(matcher, Some(topology), None, &build.nodes)));
            }
            for w in &affinity.preferred {
                wants.wishes.push((matching(&w.term, pod, build), i64::from(w.weight)));
            }
        }
        if let Some(anti) = &pod.affinity.pod_anti_affinity {
            wants.far = anti.required.iter().map(|t| matching(t, pod, build)).collect();
            for w in &anti.preferred {
                wants.wishes.push((matching(&w.term, pod, build), -i64::from(w.weight)));
            }
        }
        wants
    }
}

/// The counters of terms that the pod carries once it runs.
pub(in crate::scheduler) fn carries(pod: &Pod, build: &mut Build<'_>) -> Vec<CounterId> {
    let mut carries = Vec::new();
    let mut carry = |role, t: &PodAffinityTerm| {
        let matcher = Matcher::Carriers { role, term: term(t, pod, build) };
        let topology = build.topology(&t.topology_key);
        carries.push(build.index.counter(matcher, Some(topology), None, &build.nodes));
    };
    if let Some(affinity) = &pod.affinity.pod_affinity {
        affinity.required.iter().for_each(|t| carry(Role::Requires, t));
        affinity.preferred.iter().for_each(|w| carry(Role::Wishes(i64::from(w.weight)), &w.term));
    }
    if let Some(anti) = &pod.affinity.pod_anti_affinity {
        anti.required.iter().for_each(|t| carry(Role::Repels, t));
        anti.preferred.iter().for_each(|w| carry(Role::Wishes(-i64::from(w.weight)), &w.term));
    }
    carries
}

/// Upstream `newAffinityTerm`.
fn term(t: &PodAffinityTerm, pod: &Pod, build: &mut Build<'_>) -> TermId {
    let mut namespaces: Vec<_> = t.namespaces.iter().map(|n| build.names.sym(n)).collect();
    if namespaces.is_empty() && t.namespace_selector.is_none() {
        namespaces.push(build.names.sym(&pod.namespace));
    }
    namespaces.sort_unstable();
    namespaces.dedup();
    let namespace_selector = Selector::new(t.namespace_selector.as_ref(), &mut build.names);
    let selector = Selector::new(t.label_selector.as_ref(), &mut build.names);
    build.index.term(Term { namespaces, namespace_selector, selector })
}

fn matching(t: &PodAffinityTerm, pod: &Pod, build: &mut Build<'_>) -> CounterId {
    let matcher = Matcher::Terms([term(t, pod, build)].into());
    let topology = build.topology(&t.topology_key);
    build.index.counter(matcher, Some(topology), None, &build.nodes)
}

/// So many counters are asked about each node one by one.
const FEW: usize = 8;

/// Something about the domains of each topology.
type Domains<T> = BTreeMap<TopologyId, T>;

/// What holds for one attempt.
#[derive(Clone, Debug)]
struct Prepared {
    /// Counters of running pods' terms that keep this pod away, where they are few.
    repelled_by: Rc<[CounterId]>,
    /// Where they are many, the domains that they keep it away from, as upstream counts them beforehand.
    shut: Option<Domains<HashSet<usize>>>,
    /// The pod matches its own required terms.
    matches_itself: bool,
}

/// Says nothing where neither the pod nor a running one has a required term about the other.
fn pre_filter<'c>(attempt: &Attempt<'_, 'c>) -> Result<PreFiltered<'c>, String> {
    let (wants, group, index) = (&attempt.template.affinity, attempt.template.burden.group, attempt.index());
    let repelled_by = &index.links(group).repelled_by;
    let active = repelled_by.iter().filter(|&&id| index.get(id).total > 0).count();
    if active == 0 && wants.near.is_empty() && wants.far.is_empty() {
        return Ok(PreFiltered::Skip);
    }
    let names = &attempt.engine.build.names;
    let matches_itself = !wants.near.is_empty() && index.matches_all(&wants.near_terms, group, names);
    let shut = (active > FEW).then(|| shut(repelled_by, index));
    Ok(PreFiltered::Prepared(Rc::new(Prepared { repelled_by: repelled_by.as_slice().into(), shut, matches_itself })))
}

/// The domains where any of the counters counts something.
fn shut(counters: &[CounterId], index: &Index) -> Domains<HashSet<usize>> {
    let mut shut: Domains<HashSet<usize>> = Domains::new();
    for counter in counters.iter().map(|&id| index.get(id)).filter(|counter| counter.total > 0) {
        let Some(topology) = counter.topology else { continue };
        shut.entry(topology).or_default().extend(counter.counted().map(|(domain, _)| domain));
    }
    shut
}

impl<'c> PreparedFilter<'c> for Prepared {
    /// Refuses nodes whose neighbours do not suit.
    fn refuse(&self, attempt: &Attempt<'_, 'c>, at: usize) -> Option<Rejection> {
        let (wants, index, nodes) = (&attempt.template.affinity, attempt.index(), attempt.nodes());
        if !near_enough(wants, self, index, nodes, at) {
            return Some(Rejection::unresolvable(AFFINITY));
        }
        let any = |ids: &[CounterId]| ids.iter().any(|&id| index.get(id).at(nodes, at) > 0);
        if any(&wants.far) {
            return Some(Rejection::Plain(StatusCode::Unschedulable, ANTI_AFFINITY));
        }
        let repelled = match &self.shut {
            Some(shut) => shut.iter().any(|(&id, shut)| shut.contains(&(nodes.topology(id).domain[at] as usize))),
            None => any(&self.repelled_by),
        };
        repelled.then_some(Rejection::Plain(StatusCode::Unschedulable, EXISTING))
    }

    /// What was counted beforehand holds no longer.
    fn after(&self, _: &Attempt<'_, 'c>, _: &Pod, _: i64) -> Option<Rc<dyn PreparedFilter<'c> + 'c>> {
        self.shut.is_some().then(|| Rc::new(Prepared { shut: None, ..self.clone() }) as Rc<dyn PreparedFilter<'c> + 'c>)
    }
}

/// Upstream `satisfyPodAffinity`: the first pod of a group that wants to be near itself may go anywhere.
fn near_enough(wants: &Wants, prepared: &Prepared, index: &Index, nodes: &Nodes<'_>, at: usize) -> bool {
    let mut all_there = true;
    for &(topology, counter) in &wants.near {
        if nodes.topology(topology).domain[at] == NO_DOMAIN {
            return false;
        }
        all_there &= index.get(counter).at(nodes, at) > 0;
    }
    all_there || (prepared.matches_itself && wants.near.iter().all(|&(_, id)| index.get(id).total == 0))
}

/// The weights that speak for or against nodes, with the counts they are multiplied by; empty where the plugin has
/// nothing to say (upstream `PreScore`).
fn weights(attempt: &Attempt<'_, '_>) -> Vec<(CounterId, i64)> {
    let (wants, index, profile) = (&attempt.template.affinity, attempt.index(), attempt.settings());
    let links = index.links(attempt.template.burden.group);
    if profile.ignore_preferred_terms_of_existing_pods && wants.wishes.is_empty() {
        return Vec::new();
    }
    let hard = i64::from(profile.hard_pod_affinity_weight);
    let required = links.required_by.iter().filter(|_| hard > 0).map(|&id| (id, hard));
    let all = wants.wishes.iter().copied().chain(required).chain(links.wished_by.iter().copied());
    all.filter(|&(id, _)| index.get(id).total > 0).collect()
}

/// The sum of the weights, scaled from the least to the most.
fn score(attempt: &Attempt<'_, '_>, feasible: &Feasible<'_>) -> Option<Vec<i64>> {
    let weights = weights(attempt);
    if weights.is_empty() {
        return None;
    }
    let mut scores = vec![0; feasible.nodes.len()];
    if weights.len() > FEW {
        sum_up(&weights, attempt, feasible, &mut scores);
        normalize(&mut scores);
        return Some(scores);
    }
    for (id, weight) in weights {
        let counter = attempt.index().get(id);
        for (score, &at) in scores.iter_mut().zip(feasible.nodes) {
            *score += weight * counter.at(attempt.nodes(), at as usize);
        }
    }
    normalize(&mut scores);
    Some(scores)
}

/// The sums of very many weights: found for each domain first, as upstream does.
fn sum_up(weights: &[(CounterId, i64)], attempt: &Attempt<'_, '_>, feasible: &Feasible<'_>, scores: &mut [i64]) {
    let (index, nodes) = (attempt.index(), attempt.nodes());
    let mut sums: Domains<HashMap<usize, i64>> = Domains::new();
    for (id, weight) in weights {
        let counter = index.get(*id);
        let Some(topology) = counter.topology else { continue };
        let sums = sums.entry(topology).or_default();
        counter.counted().for_each(|(domain, count)| *sums.entry(domain).or_default() += weight * count);
    }
    for (topology, sums) in sums {
        let domains = &nodes.topology(topology).domain;
        for (score, &at) in scores.iter_mut().zip(feasible.nodes) {
            *score += sums.get(&(domains[at as usize] as usize)).copied().unwrap_or_default();
        }
    }
}

#[expect(clippy::cast_possible_truncation, reason = "Go truncates here, too")]
fn normalize(scores: &mut [i64]) {
    let min = scores.iter().copied().min().unwrap_or(0);
    let max = scores.iter().copied().max().unwrap_or(0);
    for score in scores {
        let share = if max > min { (*score - min) as f64 / (max - min) as f64 } else { 0.0 };
        *score = (MAX_NODE_SCORE as f64 * share) as i64;
    }
}

#[cfg(test)]
mod tests {
    use super::normalize;

    #[test]
    fn normalizes() {
        let table: &[(&[i64], &[i64])] =
            &[(&[5, 5], &[0, 0]), (&[-1, 0, 1], &[0, 50, 100]), (&[0, 1, 3], &[0, 33, 100])];
        for (scores, expected) in table {
            let mut got = scores.to_vec();
            normalize(&mut got);
            assert_eq!(got, *expected);
        }
    }
}
