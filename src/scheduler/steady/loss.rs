//! Nodes that are lost for a moment, and what becomes then of the pods that look for a place.

use super::{Gone, Tried};
use crate::scheduler::Scheduler;
use crate::scheduler::engine::Engine;
use crate::scheduler::node_set::NodeSet;
use crate::scheduler::run::alike;
use crate::scheduler::snapshot::node_tree;
use crate::scheduler::snapshot::nodes::NO_DOMAIN;
use crate::scheduler::snapshot::usage::PodId;
use crate::scheduler::template::TemplateId;
use crate::scheduler::types::{Operator, Pod, VolumeSource};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// The node that a pod is tied to by its name, as each pod of a `DaemonSet` is.
pub fn named_node(pod: &Pod) -> Option<&str> {
    let required = pod.affinity.node_affinity.as_ref()?.required.as_ref()?;
    let [term] = required.node_selector_terms.as_slice() else { return None };
    let named =
        term.match_fields.iter().find(|field| field.key == "metadata.name" && field.operator == Operator::In)?;
    match named.values.as_slice() {
        [one] => Some(one),
        _ => None,
    }
}

/// Whether a volume of the pod hangs on a claim.
fn has_claims(pod: &Pod) -> bool {
    let claims = |source: &VolumeSource| matches!(source, VolumeSource::Claim { .. } | VolumeSource::Ephemeral);
    pod.volumes.iter().any(|volume| claims(&volume.source))
}

impl Engine<'_> {
    /// Whether what a pod looks at is the same with nodes gone as if they had never been there, but for their domains.
    fn bears_loss(&self, id: PodId, lost: &NodeSet) -> bool {
        let pod = self.pods[id].pod;
        let Some(template) = self.template_id(id) else { return true };
        let required = pod.affinity.node_affinity.as_ref().and_then(|affinity| affinity.required.as_ref());
        let names = required.is_some_and(|r| r.node_selector_terms.iter().any(|term| !term.match_fields.is_empty()));
        let stays = |node: &str| self.build.nodes.position(node).is_some_and(|at| !lost.has(at));
        (!names || named_node(pod).is_some_and(stays))
            && self.templates.get(template).spread.hard().all(|(.., min_domains)| min_domains <= 1)
    }

    /// Keeps domains that only lost nodes are in from being the emptiest: what they counted, to be put back.
    fn close_domains(&mut self, back: &[PodId], lost: &NodeSet) -> Vec<(usize, usize, i64)> {
        let mut closed = BTreeMap::new();
        for template in back.iter().filter_map(|&id| self.template_id(id)) {
            for (topology, counter, _) in self.templates.get(template).spread.hard() {
                let topology = self.build.nodes.topology(topology);
                for at in lost.iter().filter(|&at| topology.domain[at] != NO_DOMAIN) {
                    let domain = topology.domain[at] as usize;
                    let counts = |at: &u32| self.build.index.is_counted(counter, *at as usize);
                    if topology.members[domain].iter().filter(|at| counts(at)).all(|&at| lost.has(at as usize)) {
                        closed.insert((counter, domain), self.build.index.get(counter).counts[domain]);
                    }
                }
            }
        }
        closed.into_iter().map(|((counter, domain), count)| (counter, domain, count)).collect()
    }
}

impl Scheduler<'_> {
    /// What becomes of pending pods, in their order, once nodes are lost: of those that were on them and come back, of those
    /// that waited before. Everything else stays where it is; afterwards all is as before. What was yet to be provisioned for
    /// them may be so on another node. `None` where that can be said of a scheduler alone that never knew the nodes.
    pub fn lose(&mut self, nodes: &[usize], back: &[usize]) -> Option<Vec<Tried>> {
        let engine = &mut self.engine;
        let pictured = engine.build.cluster.nodes.iter().any(|node| !node.images.is_empty());
        let ids: &[PodId] = back;
        let mut lost = NodeSet::none(engine.build.nodes.len());
        let at: Vec<usize> = nodes.iter().filter_map(|&node| engine.position(node)).collect();
        at.iter().for_each(|&at| lost.add(at));
        if pictured || !engine.nominated.is_empty() || !ids.iter().all(|&id| engine.bears_loss(id, &lost)) {
            return None;
        }
        let claims = ids.iter().any(|&id| has_claims(engine.pods[id].pod));
        let volumes = claims.then(|| engine.volumes.clone());
        let saved: Vec<_> = at.iter().map(|&at| (at, engine.usage.save(at))).collect();
        let pods: Vec<(usize, Vec<PodId>)> = at.iter().map(|&at| (at, engine.usage.pods[at].clone())).collect();
        for (at, pods) in &pods {
            pods.iter().for_each(|&pod| engine.remove(*at, pod));
        }
        ids.iter().for_each(|&id| engine.volumes.unchoose(engine.pods[id].pod));
        let closed = engine.close_domains(ids, &lost);
        for &(counter, domain, _) in &closed {
            engine.build.index.set(counter, domain, i64::from(i32::MAX));
        }
        let left = node_tree::without(engine.build.cluster, nodes);
        engine.gone = Some(Gone { order: left.into_iter().filter_map(|node| engine.position(node)).collect() });
        let start = std::mem::take(&mut engine.next_start);
        engine.answers.forget_failed();
        let tried = self.bring_back(ids);
        let engine = &mut self.engine;
        for (&id, tried) in ids.iter().zip(&tried) {
            if let Some(at) = if let Tried::Node(node) = tried { engine.position(*node) } else { None } {
                engine.remove(at, id);
            }
        }
        engine.gone = None;
        engine.next_start = start;
        for (counter, domain, count) in closed {
            engine.build.index.set(counter, domain, count);
        }
        for (at, pods) in pods {
            pods.into_iter().for_each(|pod| engine.add(at, pod));
        }
        saved.into_iter().for_each(|(at, saved)| engine.usage.restore(at, saved));
        if let Some(volumes) = volumes {
            engine.volumes = volumes;
        }
        engine.answers.forget_failed();
        Some(tried)
    }

    /// Tries pending pods by priority, those without a node again for as long as another finds one.
    pub fn bring_back(&mut self, pods: &[usize]) -> Vec<Tried> {
        let engine = &mut self.engine;
        let nowhere = Tried::None { message: Arc::from(""), evicts: Vec::new() };
        let mut all = vec![nowhere; pods.len()];
        let mut queue: Vec<usize> = (0..pods.len()).collect();
        queue.sort_by_key(|&place| std::cmp::Reverse(engine.pods[pods[place]].pod.priority));
        loop {
            let mut failed: HashMap<TemplateId, (PodId, Tried)> = HashMap::new();
            let (mut left, mut any) = (Vec::new(), false);
            for place in queue {
                let id = pods[place];
                let template = engine.template_id(id);
                let known = template.and_then(|template| failed.get(&template));
                let known = known.filter(|(other, _)| alike(engine.pods[*other].pod, engine.pods[id].pod));
                all[place] = match known {
                    Some((_, tried)) => tried.clone(),
                    None => engine.add_one(id),
                };
                if let Tried::Node(_) = all[place] {
                    failed.clear();
                    any = true;
                } else {
                    failed.extend(template.map(|template| (template, (id, all[place].clone()))));
                    left.push(place);
                }
            }
            if left.is_empty() || !any {
                return all;
            }
            queue = left;
        }
    }
}
