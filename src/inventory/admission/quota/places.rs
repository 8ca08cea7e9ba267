//! What is said of a pod that a quota keeps out, and where: at what its author can change, beside the quota's own line.

use super::usage::COUNT;
use super::{Exceeded, ResourceQuota};
use crate::inventory::limit_range::{ListPlace, PodPlaces, ResourcePlaces};
use crate::inventory::{PodInstance, Refusal};
use crate::model::{FileId, Quantity, Related, Span, listed};
use crate::resource::Field;
use crate::scheduler::types::{Container, ResourceList};

/// Of a pod that would go over what the quota allows.
pub(super) fn exceeded(quota: &ResourceQuota, pod: &PodInstance<'_>, exceeded: &[Exceeded<'_>]) -> Refusal {
    let mut refusal = Refusal::forbidden(quota.exceeded_text(exceeded));
    let file = pod.object.file;
    let asked = exceeded.iter().find_map(|e| Some((e, amount_place(pod, &e.hard.resource)?)));
    let several = pod.workload.is_some() && exceeded.iter().all(|e| e.requested <= e.hard.amount);
    let replicas = replicas(pod).filter(|_| several || asked.is_none());
    match (&asked, replicas) {
        (_, Some(span)) => {
            refusal.span = Some(span);
            if let Some((e, asked)) = asked {
                refusal.related.push(related(
                    file,
                    asked,
                    format!("each pod adds {} {}", e.requested, e.hard.resource),
                ));
            }
        }
        (Some((_, span)), None) => refusal.span = Some(*span),
        (None, None) => refusal.span = Some(pod.object.head()),
    }
    refusal.related.extend(exceeded.iter().map(|e| related(quota.file, e.hard.span, quota.allowance(e.hard))));
    refusal.help = Some(advice(quota, exceeded));
    refusal
}

/// What there is to do where a quota has no room.
fn advice(quota: &ResourceQuota, exceeded: &[Exceeded<'_>]) -> String {
    let too_large: Vec<&str> =
        exceeded.iter().filter(|e| e.requested > e.hard.amount).map(|e| e.hard.resource.as_str()).collect();
    if !too_large.is_empty() {
        let what = listed(too_large.into_iter(), 4);
        return format!(
            "one pod alone takes more {what} than the whole namespace may have: ask for less, or raise the quota"
        );
    }
    let counted = exceeded.iter().all(|e| matches!(e.hard.resource.as_str(), "pods" | COUNT));
    let less = if counted { "" } else { ", ask for less in each" };
    format!("run fewer pods in namespace `{}`{less}, or raise the quota", quota.namespace)
}

/// Of a pod that does not say what the quota counts.
pub(super) fn unsaid(quota: &ResourceQuota, pod: &PodInstance<'_>, unsaid: &[(&str, Vec<usize>)]) -> Refusal {
    let all: Vec<&Container> = pod.pod.containers.iter().chain(&pod.pod.init_containers).collect();
    let names = |containers: &[usize]| {
        let mut names: Vec<&str> = containers.iter().map(|at| all[*at].name.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        names.join(",")
    };
    let said: Vec<String> =
        unsaid.iter().map(|(resource, containers)| format!("{resource} for: {}", names(containers))).collect();
    let message = format!("failed quota: {}: must specify {}", quota.name, said.join("; "));
    let mut refusal = Refusal::forbidden(message);
    let places = PodPlaces::read(pod.template.field(), "");
    let mut advice = Vec::new();
    for (at, container) in all.iter().enumerate() {
        let lacking: Vec<&str> =
            unsaid.iter().filter(|(_, containers)| containers.contains(&at)).map(|(resource, _)| *resource).collect();
        let Some(first) = lacking.first() else { continue };
        let fields: Vec<String> = lacking.iter().map(|resource| field(resource)).collect();
        advice.push(format!("{} in container `{}`", listed(fields.iter().map(String::as_str), 6), container.name));
        let Some(span) = places.containers.get(at).map(|place| list(place, first).0) else { continue };
        match refusal.span {
            None => refusal.span = Some(span),
            Some(_) => refusal.related.push(related(pod.object.file, span, format!("{first} is missing here, too"))),
        }
    }
    for (resource, _) in unsaid {
        if let Some(hard) = quota.allows(resource) {
            let message = format!("quota `{}` counts {resource}, so every container must say it", quota.name);
            refusal.related.push(related(quota.file, hard.span, message));
        }
    }
    refusal.help = Some(format!(
        "set {}; or let a LimitRange of namespace `{}` give a default",
        advice.join(", "),
        quota.namespace
    ));
    refusal
}

fn related(file: FileId, span: Span, message: String) -> Related {
    Related { file, span, message }
}

/// The field of a container that a quota's resource adds up: `resources.limits.cpu`.
fn field(resource: &str) -> String {
    let (kind, name) = parted(resource);
    format!("resources.{kind}.{name}")
}

/// Whether a quota's resource is about requests or limits, and of what.
fn parted(resource: &str) -> (&str, &str) {
    match resource.split_once('.') {
        Some((kind @ ("requests" | "limits"), name)) => (kind, name),
        _ => ("requests", resource),
    }
}

/// The list of a container that a quota's resource is about, and the amount in it.
fn list(places: &ResourcePlaces, resource: &str) -> (Span, Option<Span>) {
    let (kind, name) = parted(resource);
    let (own, other) = if kind == "limits" { (&places.limits, None) } else { (&places.requests, Some(&places.limits)) };
    let amount = |list: &ListPlace| list.amounts.iter().find(|(resource, _)| resource == name).map(|(_, span)| *span);
    // A request that is not given is the limit.
    (own.span, amount(own).or_else(|| other.and_then(amount)))
}

/// Where most of what a pod asks for stands: for the pod as a whole, or at the container that asks for most.
fn amount_place(pod: &PodInstance<'_>, resource: &str) -> Option<Span> {
    let (kind, name) = parted(resource);
    let places = PodPlaces::read(pod.template.field(), "");
    if let (_, Some(span)) = list(&places.pod, resource) {
        return Some(span);
    }
    let amount = |container: &Container| {
        let of: &ResourceList = if kind == "limits" { &container.limits } else { &container.requests };
        of.get(name).copied().unwrap_or(Quantity::ZERO)
    };
    let containers = pod.pod.containers.iter().chain(&pod.pod.init_containers);
    let all = containers.zip(&places.containers).map(|(container, places)| (amount(container), list(places, resource)));
    let mut most: Option<(Quantity, Span)> = None;
    for (amount, (near, span)) in all.filter(|(amount, _)| !amount.is_zero()) {
        if most.is_none_or(|(most, _)| amount > most) {
            most = Some((amount, span.unwrap_or(near)));
        }
    }
    most.map(|(_, span)| span)
}

/// Where the number of a controller's pods stands.
fn replicas(pod: &PodInstance<'_>) -> Option<Span> {
    let spec = pod.object.field().at("spec");
    let field: Field<'_> = match pod.workload.as_ref()?.kind.as_str() {
        "Job" => spec.at("parallelism"),
        "CronJob" => spec.at("jobTemplate").at("spec").at("parallelism"),
        "DaemonSet" => return Some(pod.object.head()),
        _ => spec.at("replicas"),
    };
    Some(if field.exists() { field.span() } else { pod.object.head() })
}
