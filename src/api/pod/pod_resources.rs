//! Resources of the pod as a whole: `validatePodResources`, and the defaults it is given first.

use hashbrown::{HashMap, HashSet};

use super::Pod;
use super::resources::{claim_names, pod_resource_name, requirements};
use crate::api::core::helpers::{Resource, resource_list};
use crate::api::core::resource_names::is_huge_pages;
use crate::api::cx::Cx;
use crate::api::gates;
use crate::model::Quantity;
use crate::resource::Field;

/// Amounts by resource, in the order in which they were met.
#[derive(Default)]
struct Amounts {
    list: Vec<(String, Quantity)>,
    places: HashMap<String, usize>,
}

impl Amounts {
    /// The amount of that name; where there is none yet, `first` is it.
    fn get_or(&mut self, name: &str, first: Quantity) -> &mut Quantity {
        let place = self.places.get(name).copied().unwrap_or(self.list.len());
        if place == self.list.len() {
            self.places.insert(name.to_owned(), place);
            self.list.push((name.to_owned(), first));
        }
        &mut self.list[place].1
    }

    fn add(&mut self, name: &str, amount: Quantity) {
        let sum = self.get_or(name, Quantity::ZERO);
        *sum = sum.plus(amount);
    }

    fn raise(&mut self, name: &str, floor: Quantity) {
        let most = self.get_or(name, floor);
        *most = (*most).max(floor);
    }
}

/// `validatePodResources`
pub(super) fn pod_resources<'a>(cx: &mut Cx<'a>, pod: &Pod<'a>, known_claims: &[&'a str]) {
    let resources = pod.spec.at("resources");
    if !resources.exists() || !gates::POD_LEVEL_RESOURCES.on(cx.version) {
        return;
    }
    if pod.is_windows() {
        cx.forbidden(resources, "may not be set for a windows pod");
        return;
    }
    let claims = resources.at("claims");
    if claims.exists() {
        cx.forbidden(claims, "claims may not be set for Resources at pod-level")
            .help("claims belong to the container that uses them");
    }
    let requests = aggregate(pod, "requests");
    let defaulted = if pod.is_pod { default_requests(resources, &requests) } else { Vec::new() };
    let from_limits = if pod.is_pod { is_supported } else { |_: &str| false };
    requirements(cx, resources, pod_resource_name, from_limits, &defaulted);
    claim_names(cx, claims, known_claims);
    consistency(cx, pod, resources, &requests);
}

/// `IsSupportedPodLevelResource`
pub(super) fn is_supported(name: &str) -> bool {
    matches!(name, "cpu" | "memory") || is_huge_pages(name)
}

/// What the pod requests because its containers do (`defaultPodRequests`, the first half).
fn default_requests(resources: Field<'_>, containers: &Amounts) -> Vec<(String, Quantity)> {
    if resources.at("limits").is_empty() {
        return Vec::new();
    }
    let unset = |name: &str| resources.at("requests").key(name).is_none();
    let kept = containers.list.iter().filter(|(name, _)| unset(name) && matches!(name.as_str(), "cpu" | "memory"));
    kept.cloned().collect()
}

/// `AggregateContainerRequests` and `AggregateContainerLimits`: containers and sidecars run together, init containers
/// one after the other beside the sidecars before them.
fn aggregate(pod: &Pod<'_>, list: &'static str) -> Amounts {
    let mut total = Amounts::default();
    for container in pod.spec.at("containers").items() {
        amounts(pod, container, list).iter().for_each(|(name, amount)| total.add(name, *amount));
    }
    let (mut sidecars, mut peak) = (Amounts::default(), Amounts::default());
    for container in pod.spec.at("initContainers").items() {
        let is_sidecar = container.at("restartPolicy").str() == "Always";
        for (name, amount) in amounts(pod, container, list) {
            if is_sidecar {
                total.add(&name, amount);
                sidecars.add(&name, amount);
            }
            // Of all other resources only the sidecars before it take anything, as they did when the last of them came.
            let beside = *sidecars.get_or(&name, Quantity::ZERO);
            peak.raise(&name, if is_sidecar { beside } else { amount.plus(beside) });
        }
    }
    peak.list.iter().for_each(|(name, amount)| total.raise(name, *amount));
    total
}

/// A container's requests or limits; a pod's containers request what they are limited to.
fn amounts(pod: &Pod<'_>, container: Field<'_>, list: &'static str) -> Vec<(String, Quantity)> {
    let resources = container.at("resources");
    let read = |list: &'static str| {
        let of = resource_list(resources.at(list)).into_iter();
        of.map(|item| (item.name.to_owned(), item.amount)).collect::<Vec<_>>()
    };
    let mut found = read(list);
    if list == "requests" && pod.is_pod {
        let own: HashSet<String> = found.iter().map(|(name, _)| name.clone()).collect();
        found.extend(read("limits").into_iter().filter(|(name, _)| !own.contains(name)));
    }
    found
}

/// `validatePodResourceConsistency`
fn consistency<'a>(cx: &mut Cx<'a>, pod: &Pod<'a>, resources: Field<'a>, requests: &Amounts) {
    let by_name = |list: &'static str| -> HashMap<&'a str, Resource<'a>> {
        resource_list(resources.at(list)).into_iter().map(|item| (item.name, item)).collect()
    };
    let (own_requests, own_limits) = (by_name("requests"), by_name("limits"));
    for (name, sum) in &requests.list {
        let Some(own) = own_requests.get(name.as_str()) else { continue };
        if *sum > own.amount {
            cx.invalid(own.place(), format!("must be greater than or equal to aggregate container requests of {sum}"))
                .say(format!("the containers request {sum} of {name} together, the pod less"))
                .fix(format!("request {sum}"), own.field.span(), sum.to_string());
        }
    }
    for (name, sum) in aggregate(pod, "limits").list.iter().filter(|(name, _)| is_huge_pages(name)) {
        let Some(own) = own_limits.get(name.as_str()) else { continue };
        if *sum > own.amount {
            cx.invalid(own.place(), format!("must be greater than or equal to aggregate container limits of {sum}"));
        }
    }
    let path = cx.path(resources);
    for (index, container) in pod.spec.at("containers").items().enumerate() {
        for item in resource_list(container.at("resources").at("limits")) {
            let (name, limit) = (item.name, item.amount);
            let Some(own) = own_limits.get(name) else { continue };
            let most = own.amount;
            if limit > most {
                cx.invalid(item.field, format!("must be less than or equal to pod limits of {most}"))
                    .field(format!("{path}.containers[{index}][{name}].limits"))
                    .say(format!("the container may use {limit} of {name}, but its pod only {most}"))
                    .relate(own.field.span(), "the pod's limit");
            }
        }
    }
}
