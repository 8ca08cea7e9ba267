//! Who has to go from one node (upstream `SelectVictimsOnNode`).

use super::NO_VICTIMS;
use super::candidate::{Candidate, sort_by_importance};
use crate::scheduler::attempt::State;
use crate::scheduler::engine::Engine;
use crate::scheduler::selector::Selector;
use crate::scheduler::snapshot::usage::PodId;
use crate::scheduler::types::{Refusal, StatusCode};

/// Takes all lesser pods away, sees whether the pod fits, then gives back as many as can stay: those whose budget
/// would be overdrawn first, each kind by importance. Leaves the node as it was.
pub(super) fn select<'c>(
    engine: &mut Engine<'c>,
    id: PodId,
    state: &State<'c>,
    at: usize,
) -> Result<Candidate, Refusal> {
    let priority = engine.pods[id].pod.priority;
    let there = &engine.usage.pods[at];
    let lesser: Vec<PodId> = there.iter().copied().filter(|&p| engine.pods[p].pod.priority < priority).collect();
    if lesser.is_empty() {
        let reasons = vec![NO_VICTIMS.to_owned()];
        return Err(Refusal { plugin: "", code: StatusCode::UnschedulableAndUnresolvable, reasons });
    }
    let saved = engine.usage.save(at);
    let mut trial = Trial { engine, state: state.clone(), at, id };
    for &pod in &lesser {
        trial.remove(pod);
    }
    let result = trial.choose(&lesser);
    let kept: Vec<PodId> = match &result {
        Ok(candidate) => candidate.victims.clone(),
        Err(_) => lesser,
    };
    for pod in kept {
        engine.add(at, pod);
    }
    engine.usage.restore(at, saved);
    result
}

/// One node while pods are taken away and given back.
struct Trial<'e, 'c> {
    engine: &'e mut Engine<'c>,
    state: State<'c>,
    at: usize,
    id: PodId,
}

impl Trial<'_, '_> {
    fn remove(&mut self, pod: PodId) {
        self.engine.remove(self.at, pod);
        self.engine.update(self.id, &mut self.state, pod, -1);
    }

    fn add(&mut self, pod: PodId) {
        self.engine.add(self.at, pod);
        self.engine.update(self.id, &mut self.state, pod, 1);
    }

    /// With all lesser pods gone: which of them have to stay gone.
    fn choose(&mut self, lesser: &[PodId]) -> Result<Candidate, Refusal> {
        if let Err((plugin, rejection)) = self.engine.filter_with_nominated(self.id, &mut self.state, self.at) {
            let mut refusal = rejection.refusal(plugin.name(), &self.engine.usage);
            if let Some(text) = self.engine.broken(plugin, &rejection) {
                refusal.reasons = vec![text];
            }
            return Err(refusal);
        }
        let mut lesser = lesser.to_vec();
        sort_by_importance(&mut lesser, self.engine);
        let (violating, others) = by_budget(&lesser, self.engine);
        let mut victims = Vec::new();
        let mut violations = 0;
        for &pod in &violating {
            violations += u64::from(!self.reprieve(pod, &mut victims));
        }
        for &pod in &others {
            self.reprieve(pod, &mut victims);
        }
        if !violating.is_empty() && !others.is_empty() {
            sort_by_importance(&mut victims, self.engine);
        }
        if victims.is_empty() {
            let text =
                format!("expected at least one victim pod on node {:?}", self.engine.build.nodes.list[self.at].name);
            return Err(Refusal { plugin: "", code: StatusCode::Error, reasons: vec![text] });
        }
        Ok(Candidate { at: self.at, victims, violations })
    }

    /// Gives a pod back if the other one still fits; otherwise it is a victim.
    fn reprieve(&mut self, pod: PodId, victims: &mut Vec<PodId>) -> bool {
        self.add(pod);
        let fits = self.engine.filter_with_nominated(self.id, &mut self.state, self.at).is_ok();
        if !fits {
            self.remove(pod);
            victims.push(pod);
        }
        fits
    }
}

/// Pods whose eviction would overdraw a budget, and the others; in the order given (upstream
/// `filterPodsWithPDBViolation`).
fn by_budget(pods: &[PodId], engine: &mut Engine<'_>) -> (Vec<PodId>, Vec<PodId>) {
    let budgets = &engine.build.cluster.pod_disruption_budgets;
    let mut left: Vec<i32> = budgets.iter().map(|b| b.disruptions_allowed).collect();
    let names = &mut engine.build.names;
    let selectors: Vec<Selector> = budgets.iter().map(|b| Selector::new(b.selector.as_ref(), names)).collect();
    let (mut violating, mut others) = (Vec::new(), Vec::new());
    for &id in pods {
        let pod = engine.pods[id].pod;
        let labels = names.labels(&pod.labels);
        let mut violates = false;
        for ((budget, selector), left) in budgets.iter().zip(&selectors).zip(&mut left) {
            let covers = !pod.labels.is_empty()
                && budget.namespace == pod.namespace
                && !selector.is_empty()
                && selector.matches(&labels, names)
                && !budget.disrupted_pods.contains(&pod.name);
            if covers {
                *left -= 1;
                violates |= *left < 0;
            }
        }
        if violates { violating.push(id) } else { others.push(id) }
    }
    (violating, others)
}
