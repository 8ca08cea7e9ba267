//! Where amounts stand in the manifest, kept for when its tree is gone.

use super::{Breach, Fault};
use crate::model::Span;
use crate::resource::Field;

/// A list of amounts: its own place, and that of each amount.
#[derive(Clone, Debug)]
pub struct ListPlace {
    /// The list, or where it is missing what is nearest to it.
    pub span: Span,
    /// Each amount.
    pub amounts: Vec<(String, Span)>,
}

impl ListPlace {
    fn read(f: Field<'_>, head: Option<Span>) -> Self {
        let span = match head {
            Some(head) if !f.exists() => head,
            _ => f.span(),
        };
        ListPlace {
            span,
            amounts: f.entries().map(|(key, value)| (key.scalar_text().to_owned(), value.span())).collect(),
        }
    }

    fn of(&self, resource: &str) -> Option<Span> {
        self.amounts.iter().find(|(name, _)| name == resource).map(|(_, span)| *span)
    }
}

/// `resources` of a container, a pod or a claim.
#[derive(Clone, Debug)]
pub struct ResourcePlaces {
    /// Its path, as the server spells it.
    pub path: String,
    /// `requests`
    pub requests: ListPlace,
    /// `limits`
    pub limits: ListPlace,
}

impl ResourcePlaces {
    /// Of a `resources` field at `path`.
    pub fn read(f: Field<'_>, path: String) -> Self {
        Self::read_near(f, path, None)
    }

    /// The same; `head` is shown where there are none.
    fn read_near(f: Field<'_>, path: String, head: Option<Span>) -> Self {
        let head = head.filter(|_| !f.exists());
        let list = |name| ListPlace::read(f.at(name), head);
        ResourcePlaces { path, requests: list("requests"), limits: list("limits") }
    }

    /// The field of a request, and its place.
    pub fn request(&self, resource: &str) -> (String, Span) {
        (format!("{}.requests[{resource}]", self.path), self.requests.of(resource).unwrap_or(self.requests.span))
    }

    /// The field to blame, and its place.
    pub fn blame(&self, breach: &Breach<'_>) -> (String, Span) {
        let resource = &breach.bound.resource;
        let amount = |list: &'static str| format!("{}.{list}[{resource}]", self.path);
        let (requests, limits) = (&self.requests, &self.limits);
        match breach.fault {
            Fault::NoRequest => (amount("requests"), requests.of(resource).unwrap_or(requests.span)),
            Fault::NoLimit => (amount("limits"), limits.of(resource).unwrap_or(limits.span)),
            Fault::Limit(_) | Fault::Ratio(_) => match limits.of(resource) {
                Some(span) => (amount("limits"), span),
                // It comes from a default, and so what stands beside it is too far away.
                None => (amount("requests"), requests.of(resource).unwrap_or(limits.span)),
            },
            Fault::Request(_) => match (requests.of(resource), limits.of(resource)) {
                (Some(span), _) => (amount("requests"), span),
                // A request that is not given is the limit.
                (None, Some(span)) => (amount("limits"), span),
                (None, None) => (amount("requests"), requests.span),
            },
        }
    }
}

/// The places of a pod's amounts.
#[derive(Clone, Debug)]
pub struct PodPlaces {
    /// Containers, then init containers.
    pub containers: Vec<ResourcePlaces>,
    /// `spec.resources`
    pub pod: ResourcePlaces,
    /// Whether `spec.resources` is given.
    pub pod_level: bool,
}

impl PodPlaces {
    /// Of the pod or template `f` at `base` (`spec.template.`, or nothing).
    pub fn read(f: Field<'_>, base: &str) -> Self {
        let spec = f.at("spec");
        let mut containers = Vec::new();
        for list in ["containers", "initContainers"] {
            for (at, container) in spec.at(list).items().enumerate() {
                let path = format!("{base}spec.{list}[{at}].resources");
                let head = container.at("name").span();
                containers.push(ResourcePlaces::read_near(container.at("resources"), path, Some(head)));
            }
        }
        let pod_level = spec.at("resources").exists();
        let list = spec.at("containers").items().next().map(|c| c.at("name").span());
        let pod = ResourcePlaces::read_near(spec.at("resources"), format!("{base}spec.resources"), list);
        PodPlaces { containers, pod, pod_level }
    }

    /// The field to blame, and its place. What a whole pod asks for stands with its containers: the first that asks for
    /// the resource.
    pub fn blame(&self, breach: &Breach<'_>) -> (String, Span) {
        if let Some(container) = breach.container.and_then(|at| self.containers.get(at)) {
            return container.blame(breach);
        }
        let names = |place: &&ResourcePlaces| {
            let resource = &breach.bound.resource;
            match breach.fault {
                Fault::NoRequest | Fault::NoLimit => false,
                Fault::Request(_) => place.requests.of(resource).or(place.limits.of(resource)).is_some(),
                Fault::Limit(_) | Fault::Ratio(_) => place.limits.of(resource).is_some(),
            }
        };
        let own = std::iter::once(&self.pod).chain(&self.containers).find(names);
        let whole = if self.pod_level { &self.pod } else { self.containers.first().unwrap_or(&self.pod) };
        own.unwrap_or(whole).blame(breach)
    }
}
