//! A claim that has no volume: the volumes that were near, and what its class does about it.

use super::reach::pinned;
use super::{At, at_head, at_volume, written};
use crate::explain::view::View;
use crate::explain::words::{amount, requirement};
use crate::model::count;
use crate::model::near::{Strictness, nearest};
use crate::scheduler::types::{
    BindingMode, NodeSelectorRequirement, Operator, PersistentVolume, PersistentVolumeClaim, Pod, StorageClass,
    VolumeSource,
};
use crate::workload::persistent_volume::{Misfit, NO_PROVISIONER, misfits, provisions_at_once};

/// Volumes that are told one by one.
const SHOWN: usize = 3;
/// A volume with more against it than this was not near.
const NEAR: usize = 2;

/// The StorageClass whose name is almost this one.
pub(in crate::explain) fn near_class<'v>(view: &View<'v, '_>, name: &str) -> Option<&'v StorageClass> {
    let classes = view.cluster.storage_classes.iter();
    Some(nearest(name, Strictness::Name, classes, |class| &class.name)?.0)
}

/// What is to be said of a claim without a volume, as a node sees it.
pub(super) fn words(view: &View<'_, '_>, claim: &PersistentVolumeClaim, node: usize, at: &mut Vec<At>) -> String {
    let class = claim.storage_class_name.as_deref().unwrap_or_default();
    let named = if class.is_empty() { "no storage class".to_owned() } else { format!("class {class}") };
    let mut words = format!("claim {} ({named}, {}) has no volume", claim.name, size(claim));
    at.extend(written(view, claim).map(|own| {
        let spec = own.origin.field().at("spec");
        let field = Some(spec.at("storageClassName")).filter(|f| f.exists()).unwrap_or(spec);
        let span = if field.exists() { field.span() } else { own.origin.head() };
        At { file: own.origin.file, span, message: "asked for here".to_owned() }
    }));
    if let Some((pod, first)) = made_elsewhere(view, claim) {
        return format!(
            "claim {} ({named}, {}): {MADE_ELSEWHERE}{first}, for pod {pod}, its first",
            claim.name,
            size(claim)
        );
    }
    let near = near(view, claim, node);
    let volumes = view.cluster.persistent_volumes.len();
    for (volume, why) in near.iter().take(SHOWN) {
        at.extend(at_volume(view, &volume.name, why.clone()));
        words.push_str(&format!("; `{}` {why}", volume.name));
    }
    if near.is_empty() && claim.volume_name.is_empty() && volumes > 0 {
        words.push_str(&format!("; none of {} is near to what it asks", count(volumes, "volume")));
    } else if near.len() > SHOWN {
        words.push_str(&format!("; {} more are no better", near.len() - SHOWN));
    }
    if !claim.volume_name.is_empty() && near.is_empty() {
        words.push_str(&format!("; it asks for volume `{}`, which is not declared", claim.volume_name));
    }
    if let (Some(why), true) = (of_class(view, claim), claim.volume_name.is_empty()) {
        words.push_str(&format!("; {why}"));
        if near.is_empty()
            && let Some(class) = view.inventory.storage_classes.iter().find(|c| c.value.name == class)
        {
            at.push(at_head(&class.origin, "its class".to_owned()));
        }
    }
    words
}

/// How it is said that a volume is made for another node.
pub(in crate::explain) const MADE_ELSEWHERE: &str = "its volume is made where it is first mounted, on ";

/// The pod that mounts a claim first, and its node, for which the claim's class makes the volume (`AnnSelectedNode`).
fn made_elsewhere<'v>(view: &View<'v, '_>, claim: &PersistentVolumeClaim) -> Option<(&'v str, &'v str)> {
    let name = claim.storage_class_name.as_deref()?;
    let class = view.cluster.storage_classes.iter().find(|class| class.name == name)?;
    let waits = class.volume_binding_mode == BindingMode::WaitForFirstConsumer && class.provisioner != NO_PROVISIONER;
    if !waits || !claim.volume_name.is_empty() {
        return None;
    }
    let mounts = |pod: &&&Pod| {
        let is_it = |volume: &VolumeSource| match volume {
            VolumeSource::Claim { claim_name } => *claim_name == claim.name,
            _ => false,
        };
        pod.namespace == claim.namespace && pod.volumes.iter().any(|volume| is_it(&volume.source))
    };
    let first = |(at, pods): (usize, &Vec<&'v Pod>)| {
        Some((pods.iter().find(mounts)?.name.as_str(), view.node(at).name.as_str()))
    };
    view.on_node.iter().enumerate().find_map(first)
}

fn size(claim: &PersistentVolumeClaim) -> String {
    amount("memory", claim.request)
}

/// The volumes that least speaks against, each with what that is.
fn near<'v>(view: &View<'v, '_>, claim: &PersistentVolumeClaim, node: usize) -> Vec<(&'v PersistentVolume, String)> {
    let mut ranked: Vec<(usize, bool, &PersistentVolume, Vec<Misfit>)> = Vec::new();
    for volume in &view.cluster.persistent_volumes {
        if !claim.volume_name.is_empty() && claim.volume_name != volume.name {
            continue;
        }
        let against = misfits(volume, claim);
        // What is in other hands is little help, however well it fits.
        let taken = against.iter().any(|m| matches!(m, Misfit::Taken(..) | Misfit::TakenBefore));
        if against.len() <= NEAR || claim.volume_name == volume.name {
            ranked.push((against.len(), taken, volume, against));
        }
    }
    // Stable: among equals the first that was declared comes first.
    ranked.sort_by_key(|(number, taken, ..)| (*taken, *number));
    let best = ranked.first().map(|(number, taken, ..)| (*number, *taken));
    let best = ranked.into_iter().take_while(|(number, taken, ..)| Some((*number, *taken)) == best);
    let told = best.map(|(_, _, volume, against)| (volume, against_text(view, claim, volume, &against, node)));
    told.collect()
}

fn against_text(
    view: &View<'_, '_>,
    claim: &PersistentVolumeClaim,
    volume: &PersistentVolume,
    against: &[Misfit],
    node: usize,
) -> String {
    if !against.is_empty() {
        let words: Vec<String> = against.iter().map(|misfit| text(view, volume, misfit)).collect();
        return words.join(", ");
    }
    if let Some(why) = pinned(view, volume, node) {
        return why;
    }
    let class = claim.storage_class_name.as_deref().unwrap_or_default();
    let class = view.cluster.storage_classes.iter().find(|c| c.name == class);
    if class.is_some_and(|c| c.volume_binding_mode == BindingMode::WaitForFirstConsumer) {
        return "fits, and goes to the claim of a pod that is tried before".to_owned();
    }
    "fits: the volume controller binds it, which `plimsoll check` waits for".to_owned()
}

fn text(view: &View<'_, '_>, volume: &PersistentVolume, misfit: &Misfit) -> String {
    match misfit {
        Misfit::Small { has, wanted } => {
            format!("has {}, {} asked", amount("memory", *has), amount("memory", *wanted))
        }
        Misfit::Block(true) => "is a block device (volumeMode: Block), a file system is asked".to_owned(),
        Misfit::Block(false) => "is a file system, a block device is asked (volumeMode: Block)".to_owned(),
        Misfit::Class(class) if class.is_empty() => "has no class".to_owned(),
        Misfit::Class(class) => format!("has class `{class}`"),
        Misfit::Modes(modes) => format!("lacks the access mode {}", modes.join(", ")),
        Misfit::Labels => "has not the labels that the claim's selector asks".to_owned(),
        Misfit::Taken(namespace, name) => {
            // What the files say, or what came of them here.
            let given = view.inventory.persistent_volumes.iter().find(|v| v.value.name == volume.name);
            let said = given.is_some_and(|v| v.value.claim_ref.is_some());
            let verb = if said { "belongs" } else { "goes" };
            format!("{verb} to claim {namespace}/{name}{}", if said { " (claimRef)" } else { "" })
        }
        Misfit::TakenBefore => "belongs to an earlier claim of that name still (claimRef.uid)".to_owned(),
        Misfit::Attributes => "has another volumeAttributesClassName".to_owned(),
        Misfit::Terminating => "is being deleted".to_owned(),
        Misfit::Phase(phase) => format!("is {phase}, not Available"),
    }
}

/// Why the claim's class makes no volume for it.
fn of_class(view: &View<'_, '_>, claim: &PersistentVolumeClaim) -> Option<String> {
    let classes = &view.cluster.storage_classes;
    let name = match claim.storage_class_name.as_deref() {
        None if classes.is_empty() => return None,
        None => return Some("it names no class, and no StorageClass is marked as the default".to_owned()),
        Some("") => return Some("without a class (storageClassName: \"\") none is made for it".to_owned()),
        Some(name) => name,
    };
    let Some(class) = classes.iter().find(|class| class.name == name) else {
        let meant = near_class(view, name).map_or_else(String::new, |c| format!(" (did you mean `{}`?)", c.name));
        return Some(format!("no StorageClass `{name}` is declared{meant}"));
    };
    if class.provisioner.is_empty() || class.provisioner == NO_PROVISIONER {
        return Some(format!("class `{name}` makes none ({NO_PROVISIONER})"));
    }
    if provisions_at_once(class) {
        return Some(format!("class `{name}` makes one at once, which `plimsoll check` waits for"));
    }
    let one = |(key, values): &(String, Vec<String>)| {
        let (key, values) = (key.clone(), values.clone());
        requirement(&NodeSelectorRequirement { key, operator: Operator::In, values })
    };
    let terms = class.allowed_topologies.iter().map(|term| {
        let parts: Vec<String> = term.match_label_expressions.iter().map(one).collect();
        parts.join(" and ")
    });
    let terms: Vec<String> = terms.collect();
    (!terms.is_empty()).then(|| format!("class `{name}` makes volumes in {} only", terms.join(" or ")))
}
