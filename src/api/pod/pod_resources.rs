//! Resources of the pod as a whole: `validatePodResources`, and the defaults it is given first.

use super::Pod;
use super::resources::{claim_names, pod_resource_name, requirements};
use crate::api::core::helpers::resource_list;
use crate::api::core::resource_names::is_huge_pages;
use crate::api::cx::Cx;
use crate::api::gates;
use crate::model::Quantity;
use crate::resource::Field;

/// Amounts by resource, in the order in which they were met.
type Amounts = Vec<(String, Quantity)>;

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
fn default_requests(resources: Field<'_>, containers: &Amounts) -> Amounts {
    if resources.at("limits").is_empty() {
        return Vec::new();
    }
    let unset = |name: &str| resources.at("requests").key(name).is_none();
    let kept = containers.iter().filter(|(name, _)| unset(name) && matches!(name.as_str(), "cpu" | "memory"));
    kept.cloned().collect()
}

/// `AggregateContainerRequests` and `AggregateContainerLimits`: containers and sidecars run together, init containers
/// one after the other beside the sidecars before them.
fn aggregate(pod: &Pod<'_>, list: &'static str) -> Amounts {
    let mut total = Amounts::new();
    for container in pod.spec.at("containers").items() {
        add(&mut total, &amounts(pod, container, list));
    }
    let (mut sidecars, mut peak) = (Amounts::new(), Amounts::new());
    for container in pod.spec.at("initContainers").items() {
        let own = amounts(pod, container, list);
        if container.at("restartPolicy").str() == "Always" {
            add(&mut total, &own);
            add(&mut sidecars, &own);
            raise(&mut peak, &sidecars);
        } else {
            let mut running = own;
            add(&mut running, &sidecars);
            raise(&mut peak, &running);
        }
    }
    raise(&mut total, &peak);
    total
}

/// A container's requests or limits; a pod's containers request what they are limited to.
fn amounts(pod: &Pod<'_>, container: Field<'_>, list: &'static str) -> Amounts {
    let resources = container.at("resources");
    let read = |list: &'static str| {
        resource_list(resources.at(list))
            .into_iter()
            .map(|item| (item.name.to_owned(), item.amount))
            .collect::<Amounts>()
    };
    let mut found = read(list);
    if list == "requests" && pod.is_pod {
        for (name, amount) in read("limits") {
            if !found.iter().any(|(other, _)| *other == name) {
                found.push((name, amount));
            }
        }
    }
    found
}

fn add(total: &mut Amounts, more: &Amounts) {
    for (name, amount) in more {
        match total.iter_mut().find(|(other, _)| other == name) {
            Some((_, sum)) => *sum = sum.plus(*amount),
            None => total.push((name.clone(), *amount)),
        }
    }
}

fn raise(total: &mut Amounts, floor: &Amounts) {
    for (name, amount) in floor {
        match total.iter_mut().find(|(other, _)| other == name) {
            Some((_, most)) if *amount > *most => *most = *amount,
            Some(_) => {}
            None => total.push((name.clone(), *amount)),
        }
    }
}

/// `validatePodResourceConsistency`
fn consistency<'a>(cx: &mut Cx<'a>, pod: &Pod<'a>, resources: Field<'a>, requests: &Amounts) {
    let (own_requests, own_limits) = (resource_list(resources.at("requests")), resource_list(resources.at("limits")));
    for (name, sum) in requests {
        let Some(own) = own_requests.iter().find(|own| own.name == name) else { continue };
        if *sum > own.amount {
            cx.invalid(own.place(), format!("must be greater than or equal to aggregate container requests of {sum}"))
                .say(format!("the containers request {sum} of {name} together, the pod less"))
                .fix(format!("request {sum}"), own.field.span(), sum.to_string());
        }
    }
    for (name, sum) in aggregate(pod, "limits").iter().filter(|(name, _)| is_huge_pages(name)) {
        let Some(own) = own_limits.iter().find(|own| own.name == name) else { continue };
        if *sum > own.amount {
            cx.invalid(own.place(), format!("must be greater than or equal to aggregate container limits of {sum}"));
        }
    }
    let path = cx.path(resources);
    for (index, container) in pod.spec.at("containers").items().enumerate() {
        for item in resource_list(container.at("resources").at("limits")) {
            let (name, limit) = (item.name, item.amount);
            let Some(own) = own_limits.iter().find(|own| own.name == name) else { continue };
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
