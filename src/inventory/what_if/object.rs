//! Objects by kind, namespace and name, whatever else is known of them.

use super::made::Made;
use super::objects::{Objects, Which, is_global, not_found};
use crate::inventory::matching::selects;
use crate::inventory::{DEFAULT_NAMESPACE, Found, Inventory, kinds, read};
use crate::resource::{PodKind, Resource};

/// Kind, namespace (empty for what is in none) and name.
pub(super) type Key = (String, String, String);

/// The key of an object.
pub(super) fn key_of(object: &Resource<'_>) -> Key {
    let namespace = match object.namespace() {
        _ if is_global(object.kind) => "",
        None | Some("") => DEFAULT_NAMESPACE,
        Some(namespace) => namespace,
    };
    (object.kind.to_owned(), namespace.to_owned(), object.name().unwrap_or_default().to_owned())
}

/// Whether objects of a kind are held by their values alone: neither nodes nor pods, nor what makes pods.
pub(super) fn is_other(kind: &str) -> bool {
    !matches!(kind, "Node" | "Pod") && !PodKind::named(kind).is_some_and(PodKind::makes_pods)
}

impl<'a> Inventory<'a> {
    /// The object of that key, as a command has made it or else as a file declares it.
    pub(super) fn find(&self, key: &Key, made: &Made<'a>) -> Option<Found<'a>> {
        match self.changed.get(key) {
            Some(changed) => *changed,
            None => made.objects.iter().rev().find(|found| key_of(&found.resource) == *key).copied(),
        }
    }

    /// The objects that a command means, of the kinds that are held by their values alone.
    ///
    /// # Errors
    /// One that is named is not there.
    pub(super) fn others_of(&self, objects: &Objects, made: &Made<'a>) -> Result<Vec<Found<'a>>, String> {
        let all = |kinds: &[&str]| {
            let declared = made.objects.iter().filter(|found| !self.changed.contains_key(&key_of(&found.resource)));
            let all = declared.chain(self.changed.values().flatten()).copied();
            let own = all.filter(|found| is_other(found.resource.kind) && kinds.contains(&found.resource.kind));
            own.filter(|found| objects.is_in(&key_of(&found.resource).1) || is_global(found.resource.kind))
                .collect::<Vec<_>>()
        };
        match &objects.which {
            Which::Named(named) => {
                let one = |(kind, name): &(&str, String)| {
                    let mut found = all(&[kind]);
                    found.retain(|found| found.resource.name() == Some(name));
                    found.pop().ok_or_else(|| not_found(kind, name))
                };
                named.iter().filter(|(kind, _)| is_other(kind)).map(one).collect()
            }
            Which::All(kinds) => Ok(all(kinds)),
            Which::Declared(_) => Ok(Vec::new()),
            Which::Selected(kinds, selector) => {
                let labels = |found: &Found<'_>| read::labels(found.resource.field().at("metadata").at("labels"));
                Ok(all(kinds).into_iter().filter(|found| selects(selector, &labels(found))).collect())
            }
        }
    }

    /// Takes an object away that is held by its value alone.
    pub(super) fn forget(&mut self, key: &Key) {
        let (kind, namespace, name) = (key.0.as_str(), key.1.as_str(), key.2.as_str());
        let own = |other: &str, called: &str| other == namespace && called == name;
        match kind {
            "PodDisruptionBudget" => self.budgets.retain(|(it, _)| !own(&it.namespace, &it.name)),
            "PriorityClass" => self.policies.priority_classes.retain(|it| it.name != name),
            "ResourceQuota" => self.policies.quotas.retain(|it| !own(&it.namespace, &it.name)),
            "LimitRange" => self.policies.limit_ranges.retain(|it| !own(&it.namespace, &it.name)),
            "RuntimeClass" => self.policies.runtime_classes.retain(|it| it.name != name),
            "Namespace" => {
                self.namespaces.retain(|it| it.name != name);
                self.policies.enforced.retain(|it| it.namespace != name);
            }
            "PersistentVolumeClaim" => {
                self.release(namespace, name);
                self.claims.retain(|it| !own(&it.value.namespace, &it.value.name));
            }
            "PersistentVolume" => self.persistent_volumes.retain(|it| it.value.name != name),
            "StorageClass" => self.storage_classes.retain(|it| it.value.name != name),
            "Service" => self.services.retain(|it| !own(&it.namespace, &it.name)),
            "CSIDriver" => self.csi_drivers.retain(|it| it.name != name),
            "CSINode" => self.csi_nodes.retain(|it| it.name != name),
            _ => {}
        }
        self.changed.insert(key.clone(), None);
    }

    /// What becomes of the volume of a claim that goes: with `Delete` it goes, too, and else is nobody's any more, and no other
    /// claim's either.
    fn release(&mut self, namespace: &str, claim: &str) {
        let is_own = |of: &Option<(String, String, String)>| {
            of.as_ref().is_some_and(|(other, name, _)| other == namespace && name == claim)
        };
        let bound = self.claims.iter().find(|it| it.value.namespace == namespace && it.value.name == claim);
        let bound = bound.map(|it| it.value.volume_name.clone()).filter(|name| !name.is_empty());
        self.persistent_volumes.retain(|it| {
            let policy = it.origin.field().at("spec").at("persistentVolumeReclaimPolicy").str();
            let own = is_own(&it.value.claim_ref) || bound.as_ref() == Some(&it.value.name);
            !own || policy != "Delete" && it.origin.field().at("kind").str() == "PersistentVolume"
        });
        for volume in &mut self.persistent_volumes {
            if is_own(&volume.value.claim_ref) || bound.as_ref() == Some(&volume.value.name) {
                volume.value.claim_ref = Some((namespace.to_owned(), claim.to_owned(), "released".to_owned()));
                "Released".clone_into(&mut volume.value.phase);
            }
        }
    }

    /// Puts an object in the place of the one of its key.
    pub(super) fn place(&mut self, found: Found<'a>) {
        let key = key_of(&found.resource);
        self.forget(&key);
        kinds::collect(self, &[found]);
        self.complete_namespaces();
        self.changed.insert(key, Some(found));
    }
}
