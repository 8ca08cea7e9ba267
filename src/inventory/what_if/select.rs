//! The objects of the inventory that a command means.

use super::objects::{Objects, Which, not_found};
use crate::inventory::matching::selects;
use crate::inventory::{Arrival, Controller, Inventory};
use crate::scheduler::types::{Labels, Pod};

impl Inventory<'_> {
    /// The nodes that a command means, by their places.
    ///
    /// # Errors
    /// One that is named is not there.
    pub fn nodes_of(&self, objects: &Objects) -> Result<Vec<usize>, String> {
        let all = self.nodes.iter().enumerate();
        Ok(match &objects.which {
            Which::Named(named) => {
                let find = |(_, name): &(&str, String)| {
                    let at = self.nodes.iter().position(|n| n.value.name == *name);
                    at.ok_or_else(|| not_found("Node", name))
                };
                named.iter().filter(|(kind, _)| *kind == "Node").map(find).collect::<Result<_, _>>()?
            }
            Which::All(_) => all.map(|(at, _)| at).collect(),
            Which::Declared(_) => Vec::new(),
            Which::Selected(_, selector) => {
                all.filter(|(_, n)| selects(selector, &n.value.labels)).map(|(at, _)| at).collect()
            }
        })
    }

    /// The controllers that a command means, by their places.
    pub(super) fn controllers_of(&self, objects: &Objects) -> Result<Vec<usize>, String> {
        let is_of =
            |kind: &str, controller: &Controller<'_>| controller.kind == kind && objects.is_in(&controller.namespace);
        let controllers = || {
            self.arrivals.iter().enumerate().filter_map(|(at, arrival)| match arrival {
                Arrival::Controller(controller) => Some((at, &**controller)),
                Arrival::Pod(_) => None,
            })
        };
        let own = |kind: &&str| !matches!(*kind, "Node" | "Pod") && !super::object::is_other(kind);
        let mut found = Vec::new();
        match &objects.which {
            Which::Named(named) => {
                for (kind, name) in named.iter().filter(|(kind, _)| own(kind)) {
                    let place = controllers().find(|(_, c)| is_of(kind, c) && c.name == *name).map(|(at, _)| at);
                    found.push(place.ok_or_else(|| not_found(kind, name))?);
                }
            }
            Which::Declared(_) => {}
            Which::All(kinds) => {
                let picks = |(_, c): &(usize, &Controller<'_>)| kinds.iter().any(|kind| is_of(kind, c));
                found.extend(controllers().filter(picks).map(|(at, _)| at));
            }
            Which::Selected(kinds, selector) => {
                let picks = |(_, c): &(usize, &Controller<'_>)| {
                    let labels: Labels = crate::inventory::read::labels(c.origin.field().at("metadata").at("labels"));
                    kinds.iter().any(|kind| is_of(kind, c)) && selects(selector, &labels)
                };
                found.extend(controllers().filter(picks).map(|(at, _)| at));
            }
        }
        Ok(found)
    }

    /// The pods that a command means, by namespace and name.
    ///
    /// # Errors
    /// One that is named is not there.
    pub fn pods_of(&self, objects: &Objects) -> Result<Vec<(String, String)>, String> {
        let there = || self.pods().filter(|pod| objects.is_in(&pod.pod.namespace));
        Ok(match &objects.which {
            Which::Named(named) => {
                let find = |(_, name): &(&str, String)| {
                    there()
                        .find(|pod| pod.pod.name == *name)
                        .map(|pod| key(&pod.pod))
                        .ok_or_else(|| not_found("Pod", name))
                };
                named.iter().filter(|(kind, _)| *kind == "Pod").map(find).collect::<Result<_, _>>()?
            }
            Which::All(_) => there().map(|pod| key(&pod.pod)).collect(),
            Which::Declared(_) => Vec::new(),
            Which::Selected(_, selector) => {
                there().filter(|pod| selects(selector, &pod.pod.labels)).map(|pod| key(&pod.pod)).collect()
            }
        })
    }

    pub(super) fn pod_mut(&mut self, (namespace, name): &(String, String)) -> Option<&mut Pod> {
        let pending = self.arrivals.iter_mut().filter_map(|arrival| match arrival {
            Arrival::Pod(pod) => Some(&mut **pod),
            Arrival::Controller(_) => None,
        });
        let mut all = self.running.iter_mut().chain(pending);
        all.find(|pod| pod.pod.namespace == *namespace && pod.pod.name == *name).map(|pod| &mut *pod.pod)
    }
}

/// Namespace and name.
pub(super) fn key(pod: &Pod) -> (String, String) {
    (pod.namespace.clone(), pod.name.clone())
}
