//! Requests above a limit that a LimitRange fills in. The server validates the pod with its defaults, before the bounds are
//! looked at, and so refuses it in the words of validation (`validateResourceRequirements`).

use super::{LimitRange, PodPlaces};
use crate::inventory::Refusal;
use crate::model::{Quantity, Related, Span};
use crate::resource::Field;
use crate::scheduler::types::PodSpec;

/// A container whose own request does not go with the limit that a range gives it.
#[derive(Clone, Debug)]
pub struct Crossing<'r> {
    /// The range.
    pub range: &'r LimitRange,
    /// The container, counted through containers and then init containers.
    pub container: usize,
    /// The resource.
    pub resource: String,
    /// What the container requests.
    pub request: Quantity,
    /// What the range gives it.
    pub limit: Quantity,
    /// Where the range says so.
    pub span: Option<Span>,
    /// Whether a limit as high as the request would be let in, if the container had one of its own.
    pub may_have_own: bool,
    /// The server's words.
    pub text: String,
}

/// What in `pod` crosses only because of what the ranges have filled in; `written` is the same pod before.
pub fn crossings<'r>(ranges: &[&'r LimitRange], written: &PodSpec, pod: &PodSpec) -> Vec<Crossing<'r>> {
    let mut found = Vec::new();
    let before = written.containers.iter().chain(&written.init_containers);
    let after = pod.containers.iter().chain(&pod.init_containers);
    for (at, (before, after)) in before.zip(after).enumerate() {
        for (resource, request) in &after.requests {
            let given = before.limits.get(resource).is_none();
            // The first that has a default fills it in.
            let range = ranges.iter().find(|range| range.default.get(resource).is_some());
            let (Some(limit), Some(range)) = (after.limits.get(resource), range) else { continue };
            if !given || !crosses(resource, *request, *limit) {
                continue;
            }
            let text = text(pod.containers.len(), at, resource, *request, *limit);
            found.push(Crossing {
                range,
                container: at,
                resource: resource.clone(),
                request: *request,
                limit: *limit,
                span: range.default_place(resource),
                may_have_own: !ranges.iter().any(|range| range.bounds_below(resource, *request)),
                text,
            });
        }
    }
    found
}

impl Crossing<'_> {
    /// What there is to do about it.
    pub fn advice(&self) -> String {
        let Crossing { resource, request, limit, .. } = self;
        if self.may_have_own {
            let more = if may_overcommit(resource) { " or more" } else { "" };
            format!(
                "give it a limit of its own (`resources.limits.{resource}: {request}`{more}), or request at most {limit}"
            )
        } else {
            format!("request at most {limit}")
        }
    }
}

/// Whether there may be less requested than the limit (`IsOvercommitAllowed`).
fn may_overcommit(resource: &str) -> bool {
    (!resource.contains('/') || resource.contains("kubernetes.io/")) && !resource.starts_with("hugepages-")
}

fn crosses(resource: &str, request: Quantity, limit: Quantity) -> bool {
    request > limit || request != limit && !may_overcommit(resource)
}

fn text(containers: usize, at: usize, resource: &str, request: Quantity, limit: Quantity) -> String {
    let (list, at) = at.checked_sub(containers).map_or(("containers", at), |at| ("initContainers", at));
    let must = if may_overcommit(resource) { "must be less than or equal to" } else { "must be equal to" };
    format!("spec.{list}[{at}].resources.requests: Invalid value: \"{request}\": {must} {resource} limit of {limit}")
}

/// What validation says of them, where there are any, and where to look; `f` is the pod or its template.
pub(super) fn refusal(crossings: &[Crossing<'_>], f: Field<'_>) -> Option<Refusal> {
    let first = crossings.first()?;
    let places = PodPlaces::read(f, "");
    let span = places.containers.get(first.container).map(|place| place.request(&first.resource).1);
    let message = super::joined(crossings.iter().map(|crossing| crossing.text.as_str()));
    let mut refusal = Refusal { span, invalid: true, ..Refusal::forbidden(message) };
    refusal.related.extend(crossings.iter().filter_map(|c| {
        let message = format!("LimitRange `{}` gives every container this limit", c.range.name);
        Some(Related { file: c.range.file, span: c.span?, message })
    }));
    refusal.related.dedup();
    refusal.help = Some(first.advice());
    Some(refusal)
}
