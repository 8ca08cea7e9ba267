//! LimitRanger: what containers ask for where they say nothing, and what a namespace does not let in
//! (`plugin/pkg/admission/limitranger`).

mod bound;
mod crossing;
mod places;
mod totals;

pub use bound::{Bound, Breach, Check, Fault};
pub use crossing::{Crossing, crossings};
pub use places::{ListPlace, PodPlaces, ResourcePlaces};

use crate::inventory::Refusal;
use crate::inventory::read::{self, resources};
use crate::model::{FileId, Quantity, Span};
use crate::resource::Field;
use crate::scheduler::types::{Container, Pod, PodSpec, ResourceList};

/// `spec.limits[].type`, as far as upstream knows what to do with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LimitType {
    /// Each container and init container.
    Container,
    /// The sum over a pod.
    Pod,
    /// Each claim.
    PersistentVolumeClaim,
}

impl LimitType {
    fn read(text: &str) -> Option<Self> {
        Some(match text {
            "Container" => Self::Container,
            "Pod" => Self::Pod,
            "PersistentVolumeClaim" => Self::PersistentVolumeClaim,
            _ => return None,
        })
    }

    /// As the API spells it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Container => "Container",
            Self::Pod => "Pod",
            Self::PersistentVolumeClaim => "PersistentVolumeClaim",
        }
    }
}

/// One of `spec.limits`: what it bounds, by kind of bound and then by resource.
#[derive(Clone, Debug)]
pub struct Item {
    /// What it is about.
    pub kind: LimitType,
    /// Its bounds.
    pub bounds: Vec<Bound>,
}

/// A LimitRange: the defaults that it gives to containers of its namespace, and its bounds.
#[derive(Clone, Debug, Default)]
pub struct LimitRange {
    /// Its namespace.
    pub namespace: String,
    /// Its name.
    pub name: String,
    /// The file that holds it, for the places of its bounds.
    pub file: FileId,
    /// Limits where a container has none.
    pub default: ResourceList,
    /// Where those limits stand; of two for one resource the later counts.
    pub default_places: Vec<(String, Span)>,
    /// Requests where a container has none.
    pub default_request: ResourceList,
    /// Its items, in the order given.
    pub items: Vec<Item>,
}

/// Reads a LimitRange, its items defaulted (`SetDefaults_LimitRangeItem`); later items win.
pub(crate) fn limit_range(f: Field<'_>) -> LimitRange {
    let meta = f.at("metadata");
    let mut range = LimitRange {
        namespace: meta.at("namespace").str().to_owned(),
        name: meta.at("name").str().to_owned(),
        ..LimitRange::default()
    };
    for item in f.at("spec").at("limits").items() {
        let Some(kind) = LimitType::read(item.at("type").str()) else { continue };
        range.items.push(Item { kind, bounds: bound::bounds(item) });
        if kind != LimitType::Container {
            continue;
        }
        for list in ["max", "default"] {
            let place =
                |(key, value): (crate::source::Node<'_>, Field<'_>)| (key.scalar_text().to_owned(), value.span());
            range.default_places.extend(item.at(list).entries().map(place));
        }
        let mut limit = resources(item.at("default"));
        let mut request = resources(item.at("defaultRequest"));
        fill(&mut limit, &resources(item.at("max")));
        fill(&mut request, &limit);
        fill(&mut request, &resources(item.at("min")));
        range.default.extend(limit);
        range.default_request.extend(request);
    }
    range
}

fn fill(into: &mut ResourceList, from: &ResourceList) {
    for (name, amount) in from {
        into.entry(name.clone()).or_insert(*amount);
    }
}

impl LimitRange {
    /// Where the limit that it gives stands.
    fn default_place(&self, resource: &str) -> Option<Span> {
        self.default_places.iter().rev().find(|(name, _)| name == resource).map(|(_, span)| *span)
    }

    /// Whether no container may have so much.
    fn bounds_below(&self, resource: &str, amount: Quantity) -> bool {
        let items = self.items.iter().filter(|item| item.kind == LimitType::Container);
        let mut bounds = items.flat_map(|item| &item.bounds);
        bounds.any(|b| b.check == Check::Max && b.resource == resource && b.amount < amount)
    }

    /// Fills in what the pod's containers leave open (`mergePodResourceRequirements`).
    pub fn apply(&self, pod: &mut Pod) {
        let spec = &mut *pod.spec;
        for container in spec.containers.iter_mut().chain(&mut spec.init_containers) {
            fill(&mut container.limits, &self.default);
            fill(&mut container.requests, &self.default_request);
        }
    }

    /// What in the pod, whose defaults are filled in, lies outside the bounds (`PodValidateLimitFunc`).
    pub fn breaches(&self, pod: &Pod) -> Vec<Breach<'_>> {
        let mut found = Vec::new();
        for item in &self.items {
            match item.kind {
                LimitType::Container => {
                    for (at, container) in pod.containers.iter().chain(&pod.init_containers).enumerate() {
                        let Container { requests, limits, .. } = container;
                        found
                            .extend(item.bounds.iter().filter_map(|b| b.breach(item.kind, Some(at), requests, limits)));
                    }
                }
                LimitType::Pod => {
                    let (requests, limits) = (totals::requests(pod), totals::limits(pod));
                    found.extend(item.bounds.iter().filter_map(|b| b.breach(item.kind, None, &requests, &limits)));
                }
                LimitType::PersistentVolumeClaim => {}
            }
        }
        found
    }

    /// What in the requests of a claim lies outside the bounds (`PersistentVolumeClaimValidateLimitFunc`).
    pub fn claim_breaches(&self, requests: &ResourceList) -> Vec<Breach<'_>> {
        let items = self.items.iter().filter(|item| item.kind == LimitType::PersistentVolumeClaim);
        items.flat_map(|item| &item.bounds).filter_map(|bound| bound.claim_breach(requests)).collect()
    }
}

/// What the server says of several breaches at once (`utilerrors.NewAggregate`): each text once.
pub fn server_text(breaches: &[Breach<'_>]) -> String {
    joined(breaches.iter().map(|breach| breach.text.as_str()))
}

fn joined<'t>(all: impl Iterator<Item = &'t str>) -> String {
    let mut texts: Vec<&str> = Vec::new();
    for text in all {
        if !texts.contains(&text) {
            texts.push(text);
        }
    }
    match texts.as_slice() {
        [one] => (*one).to_owned(),
        several => format!("[{}]", several.join(", ")),
    }
}

/// What is said of a pod, read from `f`, that the ranges do not let in: by validation, or by the first range that refuses
/// it. `written` is the pod before their defaults were filled in.
pub(super) fn refusal(ranges: &[&LimitRange], f: Field<'_>, written: &PodSpec, pod: &Pod) -> Option<Refusal> {
    let crossing = crossing::refusal(&crossings(ranges, written, &pod.spec), f);
    crossing.or_else(|| ranges.iter().find_map(|range| breach(range, f, pod)))
}

fn breach(range: &LimitRange, f: Field<'_>, pod: &Pod) -> Option<Refusal> {
    let breaches = range.breaches(pod);
    let first = breaches.first()?;
    let places = PodPlaces::read(f, "");
    Some(Refusal::barring((server_text(&breaches), places.blame(first).1), None))
}

/// What the first range that refuses a claim says, and where to look; `f` is the claim or its template.
pub(crate) fn claim_refusal<'r>(
    ranges: impl IntoIterator<Item = &'r LimitRange>,
    f: Field<'_>,
) -> Option<(String, Span)> {
    let requests = read::resources(f.at("spec").at("resources").at("requests"));
    ranges.into_iter().find_map(|range| {
        let breaches = range.claim_breaches(&requests);
        let first = breaches.first()?;
        let places = ResourcePlaces::read(f.at("spec").at("resources"), "spec.resources".to_owned());
        Some((server_text(&breaches), places.blame(first).1))
    })
}

#[cfg(test)]
mod tests;
