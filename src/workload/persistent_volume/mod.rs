//! What the controller of persistent volumes does before the first pod is tried: it binds claims to volumes that are there,
//! and has provisioners make others (`pkg/controller/volume/persistentvolume`). Claims that wait for their first consumer are
//! the scheduler's.

mod ephemeral;
mod fit;
mod provision;
#[cfg(test)]
mod tests;

pub use ephemeral::claims as ephemeral_claims;
pub use fit::{Misfit, is_for, misfits};

use std::collections::HashSet;

use crate::inventory::Ground;
use crate::scheduler::types::{BindingMode, Cluster, PersistentVolumeClaim, StorageClass};
use fit::Index;

/// The provisioner of classes whose volumes people make.
pub const NO_PROVISIONER: &str = "kubernetes.io/no-provisioner";
/// On a claim that has its volume for good.
const BIND_COMPLETED: &str = "pv.kubernetes.io/bind-completed";

/// What was taken for granted, as nothing is known of the cluster's storage; claims by their place in the cluster's list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Assumed {
    /// They count as provisioned, although no StorageClass is declared.
    pub provisioned: Vec<usize>,
    /// They get no volume, as the file that makes up the cluster's nodes declares no StorageClass.
    pub supposed: Vec<usize>,
    /// They are bound to a volume, although no PersistentVolume is declared.
    pub bound: Vec<usize>,
}

/// Binds every claim that can be bound without a pod (`syncClaim`), in the order of the cluster's list. Volumes that are
/// made are added to its volumes. `told` says of a claim, by its place in that list, on what ground all classes that there are
/// for it are declared, if on any.
pub fn bind(cluster: &mut Cluster, told: &dyn Fn(usize) -> Option<Ground>) -> Assumed {
    let mut controller = Controller {
        told,
        index: Index::new(&cluster.persistent_volumes),
        any_volume: !cluster.persistent_volumes.is_empty(),
        classes: cluster.persistent_volumes.iter().map(|volume| volume.storage_class_name.clone()).collect(),
        hopeless: HashSet::new(),
        assumed: Assumed::default(),
    };
    for at in 0..cluster.persistent_volume_claims.len() {
        controller.sync(cluster, at);
    }
    controller.assumed
}

/// Whether claims of the class have their volume made as soon as they are there.
pub fn provisions_at_once(class: &StorageClass) -> bool {
    class.volume_binding_mode == BindingMode::Immediate
        && !class.provisioner.is_empty()
        && class.provisioner != NO_PROVISIONER
}

/// What a claim asks of volumes that it does not name, for claims that are alike in all of it.
type Wish = (String, i128, Vec<String>, bool, Option<String>);

struct Controller<'t> {
    /// Of which claims it is known what classes there are.
    told: &'t dyn Fn(usize) -> Option<Ground>,
    index: Index,
    /// Whether any volume was declared.
    any_volume: bool,
    /// Classes of the volumes that were declared.
    classes: HashSet<String>,
    /// Wishes that no volume is left for: volumes are only ever taken.
    hopeless: HashSet<Wish>,
    assumed: Assumed,
}

impl Controller<'_> {
    fn sync(&mut self, cluster: &mut Cluster, at: usize) {
        let claim = &cluster.persistent_volume_claims[at];
        let named = !claim.volume_name.is_empty();
        let complete = claim.annotations.contains_key(BIND_COMPLETED) || claim.phase == "Bound";
        if claim.terminating || claim.phase == "Lost" {
            return;
        }
        if named && complete {
            self.sync_bound(cluster, at);
        } else if named {
            self.sync_named(cluster, at);
        } else if !complete {
            self.sync_unbound(cluster, at);
        }
    }

    /// What a dump says is bound stays so. Where it tells of no volume at all, the claim's own is taken to be there.
    fn sync_bound(&mut self, cluster: &mut Cluster, at: usize) {
        let claim = &mut cluster.persistent_volume_claims[at];
        if self.any_volume {
            if self.index.named(&claim.volume_name).is_some() {
                complete(claim);
            }
            return;
        }
        complete(claim);
        let volume = provision::unknown(claim, claim.volume_name.clone());
        cluster.persistent_volumes.push(volume);
        self.assumed.bound.push(at);
    }

    /// A claim that asks for a certain volume.
    fn sync_named(&mut self, cluster: &mut Cluster, at: usize) {
        let claim = &cluster.persistent_volume_claims[at];
        let volume = self.index.named(&claim.volume_name);
        let fits = |volume: &usize| misfits(&cluster.persistent_volumes[*volume], claim).is_empty();
        if let Some(volume) = volume.filter(fits) {
            self.index.take(volume, &cluster.persistent_volumes[volume]);
            bind_to(cluster, at, volume);
        }
    }

    /// A claim that takes what there is (`syncUnboundClaim`).
    fn sync_unbound(&mut self, cluster: &mut Cluster, at: usize) {
        let claim = &cluster.persistent_volume_claims[at];
        let name = claim.storage_class_name.clone().unwrap_or_default();
        let class = cluster.storage_classes.iter().find(|class| class.name == name);
        let waits = class.is_some_and(|class| class.volume_binding_mode == BindingMode::WaitForFirstConsumer);
        let wish = wish(claim).filter(|_| self.index.meant_for(claim).is_empty());
        if wish.as_ref().is_none_or(|wish| !self.hopeless.contains(wish)) {
            if let Some(volume) = self.index.best(&cluster.persistent_volumes, claim, waits) {
                self.index.take(volume, &cluster.persistent_volumes[volume]);
                bind_to(cluster, at, volume);
                return;
            }
            self.hopeless.extend(wish);
        }
        let made = match class {
            Some(class) => {
                provisions_at_once(class).then(|| provision::volume(claim, class, &cluster.nodes, self.fresh(claim)))
            }
            None if self.is_unknown(cluster, claim) && (self.told)(at) == Some(Ground::Supposed) => {
                self.assumed.supposed.push(at);
                None
            }
            None if self.is_unknown(cluster, claim) && (self.told)(at).is_none() => {
                self.assumed.provisioned.push(at);
                Some(provision::unknown(claim, self.fresh(claim)))
            }
            None => None,
        };
        if let Some(volume) = made {
            cluster.persistent_volumes.push(volume);
            bind_to(cluster, at, cluster.persistent_volumes.len() - 1);
        }
    }

    /// Whether the claim's class may well be one of the cluster's, of which the files tell nothing.
    fn is_unknown(&self, cluster: &Cluster, claim: &PersistentVolumeClaim) -> bool {
        cluster.storage_classes.is_empty()
            && match claim.storage_class_name.as_deref() {
                Some("") => !self.any_volume,
                class => !self.classes.contains(class.unwrap_or_default()),
            }
    }

    /// A name that no volume has.
    fn fresh(&self, claim: &PersistentVolumeClaim) -> String {
        let mut name = format!("pv-of-{}-{}", claim.namespace, claim.name);
        while self.index.named(&name).is_some() {
            name.push_str("-new");
        }
        name
    }
}

/// `None` for claims that choose by labels.
fn wish(claim: &PersistentVolumeClaim) -> Option<Wish> {
    let class = claim.storage_class_name.clone().unwrap_or_default();
    let attributes = claim.volume_attributes_class_name.clone();
    let wish = (class, claim.request.nanos(), claim.access_modes.clone(), claim.block, attributes);
    claim.selector.is_none().then_some(wish)
}

/// Claim and volume name each other (`bind`).
fn bind_to(cluster: &mut Cluster, at: usize, volume: usize) {
    let (claim, volume) = (&mut cluster.persistent_volume_claims[at], &mut cluster.persistent_volumes[volume]);
    "Bound".clone_into(&mut volume.phase);
    volume.claim_ref = Some((claim.namespace.clone(), claim.name.clone(), claim.uid.clone()));
    claim.volume_name.clone_from(&volume.name);
    complete(claim);
}

fn complete(claim: &mut PersistentVolumeClaim) {
    claim.annotations.insert(BIND_COMPLETED.to_owned(), "yes".to_owned());
    "Bound".clone_into(&mut claim.phase);
}

/// Whether nothing can ever come of a claim's class: others are declared, but not that one, nor a volume of that class.
pub fn lacks_class(cluster: &Cluster, claim: &PersistentVolumeClaim) -> bool {
    let name = claim.storage_class_name.as_deref().unwrap_or_default();
    !name.is_empty()
        && claim.volume_name.is_empty()
        && !cluster.storage_classes.is_empty()
        && cluster.storage_classes.iter().all(|class| class.name != name)
        && cluster.persistent_volumes.iter().all(|volume| volume.storage_class_name != name)
}
