//! The amount that would be let in, offered where nothing else stands against it.

use crate::inventory::LimitRange;
use crate::inventory::limit_range::{Breach, Check, Crossing, Fault, PodPlaces, ResourcePlaces};
use crate::model::{Edit, Span};
use crate::scheduler::types::{Container, Pod};

/// The pod with the defaults of all ranges filled in.
pub(super) fn admitted(pod: &Pod, ranges: &[&LimitRange]) -> Pod {
    let mut pod = pod.clone();
    ranges.iter().for_each(|range| range.apply(&mut pod));
    pod
}

/// Sets what a claim requests to the bound.
pub(super) fn claim(breach: &Breach<'_>, places: &ResourcePlaces) -> Vec<Edit> {
    let named = places.requests.amounts.iter().find(|(name, _)| *name == breach.bound.resource);
    match (breach.fault, named) {
        (Fault::Request(_), Some((_, span))) => vec![Edit::new(*span, breach.bound.amount.to_string())],
        _ => Vec::new(),
    }
}

/// Sets a request to the limit that is filled in above it.
pub(super) fn request(crossing: &Crossing<'_>, places: &PodPlaces) -> Option<Edit> {
    let amounts = &places.containers.get(crossing.container)?.requests.amounts;
    let (_, span) = amounts.iter().find(|(name, _)| *name == crossing.resource)?;
    (!is_shared(*span, places)).then(|| Edit::new(*span, crossing.limit.to_string()))
}

/// Whether an amount serves several containers through an anchor: what is right for one need not be for the other.
fn is_shared(span: Span, places: &PodPlaces) -> bool {
    let amounts = places.containers.iter().flat_map(|c| c.requests.amounts.iter().chain(&c.limits.amounts));
    amounts.filter(|(_, other)| *other == span).count() > 1
}

/// Sets what a container asks for to the bound, its request and limit together where they would cross; only where
/// fewer breaches are left than before.
pub(super) fn pod(breach: &Breach<'_>, pod: &Pod, places: &PodPlaces, ranges: &[&LimitRange]) -> Vec<Edit> {
    let bounded = matches!(breach.fault, Fault::Request(_) | Fault::Limit(_)) && breach.bound.check != Check::Ratio;
    let at = breach.container.filter(|_| bounded);
    let Some((at, place)) = at.and_then(|at| Some((at, places.containers.get(at)?))) else { return Vec::new() };
    let (resource, bound) = (&breach.bound.resource, breach.bound.amount);
    let mut mended = pod.clone();
    let spec = &mut *mended.spec;
    let Some(container) = spec.containers.iter_mut().chain(&mut spec.init_containers).nth(at) else {
        return Vec::new();
    };
    let of = |list: &[(String, Span)]| list.iter().find(|(name, _)| name == resource).map(|(_, span)| *span);
    let (request, limit) = (of(&place.requests.amounts), of(&place.limits.amounts));
    let low = breach.bound.check == Check::Min;
    let out = |amount: crate::model::Quantity| {
        if low { amount.nanos() < bound.nanos() } else { amount.nanos() > bound.nanos() }
    };
    let mut edits = Vec::new();
    if let Some(span) = request.filter(|_| container.requests.get(resource).is_some_and(|q| out(*q))) {
        container.requests.insert(resource.clone(), bound);
        edits.push(Edit::new(span, bound.to_string()));
    }
    if let Some(span) = limit.filter(|_| container.limits.get(resource).is_some_and(|q| out(*q))) {
        container.limits.insert(resource.clone(), bound);
        if request.is_none() {
            container.requests.insert(resource.clone(), bound);
        }
        edits.push(Edit::new(span, bound.to_string()));
    }
    let crossed = |c: &Container| match (c.requests.get(resource), c.limits.get(resource)) {
        (Some(request), Some(limit)) => request.nanos() > limit.nanos(),
        _ => false,
    };
    let crossed = crossed(container);
    let count = |pod: &Pod| {
        let pod = admitted(pod, ranges);
        ranges.iter().map(|r| r.breaches(&pod).len()).sum::<usize>()
    };
    let alone = !edits.iter().any(|edit| is_shared(edit.span, places));
    if !edits.is_empty() && !crossed && alone && count(&mended) < count(pod) { edits } else { Vec::new() }
}
