//! Volumes for the pod's claims (upstream `plugins/volumebinding`).

use crate::scheduler::build::Build;
use crate::scheduler::framework::{Attempt, Filter, Plugin, PreFiltered, PreparedFilter};
use crate::scheduler::snapshot::volumes::{
    ClaimId, VolumeId, Volumes, check_owner, claim_class, ephemeral_claim, volume_class,
};
use crate::scheduler::status::Rejection;
use crate::scheduler::types::{BindingMode, Pod, StatusCode, VolumeSource};
use std::rc::Rc;

/// Upstream's name.
pub(crate) const NAME: &str = "VolumeBinding";

/// What it does.
pub(in crate::scheduler) const PLUGIN: Plugin =
    Plugin { pre_filter: Some(pre_filter), filter: Some(Filter::Prepared), ..Plugin::named(NAME) };

/// A claim that should have a volume by now has none.
const UNBOUND_IMMEDIATE: &str = "pod has unbound immediate PersistentVolumeClaims";
/// No free volume suits, and none can be made.
const BIND_CONFLICT: &str = "node(s) didn't find available persistent volumes to bind";
/// The volume cannot be used from the node.
pub(in crate::scheduler) const NODE_CONFLICT: &str = "node(s) didn't match PersistentVolume's node affinity";
/// The driver says that there is too little space.
const NOT_ENOUGH_SPACE: &str = "node(s) did not have enough free storage";
/// A claim names a volume that does not exist.
const PV_NOT_EXIST: &str = "node(s) unavailable due to one or more pvc(s) bound to non-existent pv(s)";

const NO_PROVISIONER: &str = "kubernetes.io/no-provisioner";

/// The pod's claims by what is to be done about them (upstream `PodVolumeClaims`).
#[derive(Clone, Debug, Default)]
pub(in crate::scheduler) struct Prepared {
    bound: Vec<ClaimId>,
    /// To be bound when the pod has its node.
    delayed: Vec<ClaimId>,
}

/// What is bound or made once the pod has its node (upstream `PodVolumes`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::scheduler) struct Plan {
    pub(in crate::scheduler) bindings: Vec<(VolumeId, ClaimId)>,
    pub(in crate::scheduler) provisions: Vec<ClaimId>,
}

fn pre_filter<'c>(attempt: &Attempt<'_, 'c>) -> Result<PreFiltered<'c>, String> {
    let prepared = prepare(attempt.pod(), &attempt.engine.volumes)?;
    Ok(prepared.map_or(PreFiltered::Skip, |prepared| PreFiltered::Prepared(Rc::new(prepared))))
}

impl<'c> PreparedFilter<'c> for Prepared {
    fn refuse(&self, attempt: &Attempt<'_, 'c>, at: usize) -> Option<Rejection> {
        plan(self, &attempt.engine.volumes, &attempt.engine.build, at).err()
    }
}

/// Sorts the pod's claims; says nothing where it has none. Errors end the attempt.
pub(in crate::scheduler) fn prepare(pod: &Pod, volumes: &Volumes<'_>) -> Result<Option<Prepared>, String> {
    let claims = claims_of(pod, volumes)?;
    if claims.is_empty() {
        return Ok(None);
    }
    let mut prepared = Prepared::default();
    let mut immediate = false;
    for id in claims {
        let claim = volumes.claim(id);
        if volumes.is_bound(id) {
            prepared.bound.push(id);
            continue;
        }
        let class = volumes.class(claim_class(claim));
        let delayed = class.is_some_and(|c| c.volume_binding_mode == BindingMode::WaitForFirstConsumer);
        if delayed && claim.volume_name.is_empty() {
            prepared.delayed.push(id);
        } else {
            immediate = true;
        }
    }
    if immediate {
        return Err(UNBOUND_IMMEDIATE.to_owned());
    }
    Ok(Some(prepared))
}

/// The claims of the pod's volumes, checked (upstream `podHasPVCs`).
fn claims_of(pod: &Pod, volumes: &Volumes<'_>) -> Result<Vec<ClaimId>, String> {
    let mut claims = Vec::new();
    for volume in &pod.volumes {
        let made;
        let (name, ephemeral) = match &volume.source {
            VolumeSource::Claim { claim_name } => (claim_name.as_str(), false),
            VolumeSource::Ephemeral => {
                made = ephemeral_claim(pod, &volume.name);
                (made.as_str(), true)
            }
            _ => continue,
        };
        let Some(id) = volumes.claim_id(&pod.namespace, name) else {
            return Err(if ephemeral {
                format!("waiting for ephemeral volume controller to create the persistentvolumeclaim \"{name}\"")
            } else {
                format!("persistentvolumeclaim \"{name}\" not found")
            });
        };
        let claim = volumes.claim(id);
        if claim.phase == "Lost" {
            let volume = &claim.volume_name;
            return Err(format!(
                "persistentvolumeclaim \"{name}\" bound to non-existent persistentvolume \"{volume}\""
            ));
        }
        if claim.terminating {
            return Err(format!("persistentvolumeclaim \"{name}\" is being deleted"));
        }
        if ephemeral {
            check_owner(claim, pod)?;
        }
        claims.push(id);
    }
    Ok(claims)
}

/// What is bound and made on a node; a rejection where not all claims can be served (upstream `FindPodVolumes`).
pub(in crate::scheduler) fn plan(
    prepared: &Prepared,
    volumes: &Volumes<'_>,
    build: &Build<'_>,
    at: usize,
) -> Result<Plan, Rejection> {
    let mut reasons = Vec::new();
    let mut missing = false;
    let broken = |text| Rejection::Texts(StatusCode::Error, vec![text]);
    match check_bound(prepared, volumes, at).map_err(broken)? {
        Bound::Fine => {}
        Bound::Elsewhere => reasons.push(NODE_CONFLICT),
        Bound::Missing => missing = true,
    }
    let mut plan = Plan::default();
    match plan_delayed(prepared, volumes, build, at)? {
        Ok(planned) => plan = planned,
        Err(reason) => reasons.push(reason),
    }
    if missing {
        reasons.push(PV_NOT_EXIST);
    }
    if reasons.is_empty() {
        return Ok(plan);
    }
    let reasons = reasons.into_iter().map(str::to_owned).collect();
    Err(Rejection::Texts(StatusCode::UnschedulableAndUnresolvable, reasons))
}

enum Bound {
    Fine,
    Elsewhere,
    Missing,
}

/// Upstream `checkBoundClaims`.
fn check_bound(prepared: &Prepared, volumes: &Volumes<'_>, at: usize) -> Result<Bound, String> {
    for &id in &prepared.bound {
        match volumes.volume_id(&volumes.claim(id).volume_name) {
            None => return Ok(Bound::Missing),
            Some(volume) if !volumes.bound_reaches(volume, at)? => return Ok(Bound::Elsewhere),
            Some(_) => {}
        }
    }
    Ok(Bound::Fine)
}

/// Finds a volume, or a class that makes one, for each claim that waits.
fn plan_delayed(
    prepared: &Prepared,
    volumes: &Volumes<'_>,
    build: &Build<'_>,
    at: usize,
) -> Result<Result<Plan, &'static str>, Rejection> {
    let mut plan = Plan::default();
    let mut to_match = Vec::new();
    let mut to_make = Vec::new();
    for &id in &prepared.delayed {
        match volumes.chosen_node(id) {
            Some(node) if node != build.nodes.list[at].name => return Ok(Err(BIND_CONFLICT)),
            Some(_) => to_make.push(id),
            None => to_match.push(id),
        }
    }
    to_match.sort_by_key(|&id| volumes.claim(id).request);
    for id in to_match {
        match find_matching(id, volumes, build, at, &plan) {
            Some(volume) => plan.bindings.push((volume, id)),
            None => to_make.push(id),
        }
    }
    for &id in &to_make {
        let claim = volumes.claim(id);
        let class = claim_class(claim);
        let Some(class) = volumes.class(class) else {
            let text = format!("failed to find storage class \"{class}\"");
            return Err(Rejection::Texts(StatusCode::Error, vec![text]));
        };
        if class.provisioner.is_empty() || class.provisioner == NO_PROVISIONER {
            return Ok(Err(BIND_CONFLICT));
        }
        if !volumes.class_reaches(&class.name, at) {
            return Ok(Err(BIND_CONFLICT));
        }
        if !enough_space(id, &class.name, &class.provisioner, volumes, build, at) {
            return Ok(Err(NOT_ENOUGH_SPACE));
        }
    }
    plan.provisions = to_make;
    Ok(Ok(plan))
}

/// The smallest volume that suits the claim (upstream `FindMatchingVolume`).
fn find_matching(
    claim_id: ClaimId,
    volumes: &Volumes<'_>,
    build: &Build<'_>,
    at: usize,
    plan: &Plan,
) -> Option<VolumeId> {
    let claim = volumes.claim(claim_id);
    let class = claim_class(claim);
    let suits_any = |id: VolumeId| {
        let volume = volumes.volume(id);
        let attributes = |name: &Option<String>| name.clone().unwrap_or_default();
        !plan.bindings.iter().any(|&(v, _)| v == id)
            && volume.capacity >= claim.request
            && volume.block == claim.block
            && attributes(&volume.volume_attributes_class_name) == attributes(&claim.volume_attributes_class_name)
            && !volume.terminating
            && volume_class(volume) == class
    };
    if let Some(own) = volumes.meant_for(claim_id).into_iter().find(|&id| suits_any(id)) {
        return volumes.reaches(own, at).then_some(own);
    }
    volumes.smallest_free(class, at, claim.request, |id| {
        let volume = volumes.volume(id);
        let selected =
            || volumes.claim_selector(claim_id).is_none_or(|s| s.matches_texts(&volume.labels, &build.names));
        let free = volume.phase.is_empty() || volume.phase == "Available";
        let modes = claim.access_modes.iter().all(|m| volume.access_modes.contains(m));
        suits_any(id) && free && modes && volumes.reaches(id, at) && selected()
    })
}

/// Whether the driver publishes enough space, if it publishes any (upstream `hasEnoughCapacity`).
fn enough_space(
    claim: ClaimId,
    class: &str,
    provisioner: &str,
    volumes: &Volumes<'_>,
    build: &Build<'_>,
    at: usize,
) -> bool {
    let driver = build.cluster.csi_drivers.iter().find(|d| d.name == provisioner);
    if !driver.is_some_and(|d| d.storage_capacity) {
        return true;
    }
    let size = volumes.claim(claim).request.value();
    build.cluster.csi_storage_capacities.iter().enumerate().any(|(i, c)| {
        let limit = c.maximum_volume_size.or(c.capacity);
        c.storage_class_name == class && limit.is_some_and(|l| l.value() >= size) && volumes.capacity_reaches(i, at)
    })
}

/// Promises the volumes and chooses the node (upstream `AssumePodVolumes`).
pub(in crate::scheduler) fn reserve<'c>(plan: &Plan, volumes: &mut Volumes<'c>, node: &'c str) {
    for &(volume, claim) in &plan.bindings {
        volumes.promise_to(volume, claim);
    }
    for &claim in &plan.provisions {
        volumes.choose(claim, node);
    }
}
