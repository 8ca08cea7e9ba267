//! Requests that are too large: what they would have to be.

use super::Repair;
use crate::explain::edit::set_scalar;
use crate::explain::view::{View, spec};
use crate::explain::words::amount;
use crate::inventory::{PodInstance, pod_requests};
use crate::model::{Edit, Format, Quantity};
use crate::resource::Field;
use crate::scheduler::types::{Container, Pod};
use crate::source::Node;

/// One container's new request.
struct Lowered {
    /// `containers` or `initContainers`, and the place in it.
    list: &'static str,
    index: usize,
    to: Quantity,
}

pub(super) fn cures(view: &View<'_, '_>, pod: &PodInstance<'_>, node: usize, reasons: &[String]) -> Vec<Repair> {
    lower(view, pod, node, reasons).into_iter().collect()
}

fn lower(view: &View<'_, '_>, pod: &PodInstance<'_>, node: usize, reasons: &[String]) -> Option<Repair> {
    let (mut edits, mut titles, mut prices, mut cost) = (Vec::new(), Vec::new(), Vec::new(), 10);
    for reason in reasons {
        let resource = reason.strip_prefix("Insufficient ")?;
        let free = view.free(node, resource);
        let asked = pod_requests(&pod.pod).get(resource).copied()?;
        if free.is_zero() || free.is_negative() {
            return None;
        }
        for change in plan(&pod.pod, resource, free)? {
            let (more, title) = write(pod, resource, &change)?;
            edits.extend(more);
            titles.push(title);
        }
        prices.push(format!("{} less {resource} is kept for it", amount(resource, asked.minus(free))));
        // The greater the cut, the less likely the program still runs.
        let percent = 100 - (free.nanos().saturating_mul(100) / asked.nanos().max(1)).clamp(0, 100);
        cost += u32::try_from(percent).unwrap_or(100) / 2;
    }
    (!edits.is_empty()).then(|| Repair::manifest(cost, titles.join(", "), edits).giving_up(prices.join(", ")))
}

/// What the containers may ask for so that the pod as a whole asks for no more than `free`.
fn plan(pod: &Pod, resource: &str, free: Quantity) -> Option<Vec<Lowered>> {
    if pod.pod_requests.contains_key(resource) {
        // Asked for the pod as a whole: its containers do not count.
        return None;
    }
    let get = |c: &Container| c.requests.get(resource).copied().unwrap_or(Quantity::ZERO);
    let room = free.minus(pod.overhead.get(resource).copied().unwrap_or(Quantity::ZERO));
    // Those that run together.
    let mut together: Vec<(&'static str, usize, Quantity)> =
        pod.containers.iter().enumerate().map(|(i, c)| ("containers", i, get(c))).collect();
    together.extend(
        pod.init_containers.iter().enumerate().filter(|(_, c)| c.sidecar).map(|(i, c)| ("initContainers", i, get(c))),
    );
    let sum = together.iter().fold(Quantity::ZERO, |sum, t| sum.plus(t.2));
    let mut lowered = Vec::new();
    if sum > room {
        let largest = (0..together.len()).max_by_key(|&i| (together[i].2, std::cmp::Reverse(i)))?;
        let rest = together[largest].2.minus(sum.minus(room));
        if rest.nanos() * 4 > together[largest].2.nanos() {
            together[largest].2 = round(resource, rest)?;
            lowered.push(largest);
        } else {
            for (i, one) in together.iter_mut().enumerate().filter(|(_, t)| !t.2.is_zero()) {
                // In sixteenths of a thousandth, so that the product stays within bounds.
                let share = room.nanos() / (sum.nanos() / 1_000_000).max(1);
                one.2 = round(resource, scale(one.2, share))?;
                lowered.push(i);
            }
        }
    }
    let mut changes: Vec<Lowered> =
        lowered.iter().map(|&i| Lowered { list: together[i].0, index: together[i].1, to: together[i].2 }).collect();
    // Those that run before, each beside the sidecars that have started.
    let mut beside = Quantity::ZERO;
    for (index, init) in pod.init_containers.iter().enumerate() {
        if init.sidecar {
            let now = together.iter().find(|t| t.0 == "initContainers" && t.1 == index)?;
            beside = beside.plus(now.2);
        } else if get(init).plus(beside) > room {
            changes.push(Lowered { list: "initContainers", index, to: round(resource, room.minus(beside))? });
        }
    }
    Some(changes)
}

/// `quantity * millionths / 1_000_000`
fn scale(quantity: Quantity, millionths: i128) -> Quantity {
    let milli = quantity.nanos() / 1_000_000 * millionths / 1_000_000;
    Quantity::from_milli(i64::try_from(milli).unwrap_or(i64::MAX))
}

/// Rounded down to an amount that people write; `None` where nothing is left.
fn round(resource: &str, to: Quantity) -> Option<Quantity> {
    const MI: i64 = 1 << 20;
    let whole = i64::try_from(to.nanos() / 1_000_000_000).ok()?;
    let rounded = match resource {
        "cpu" => Quantity::from_milli(i64::try_from(to.nanos() / 1_000_000).ok()?),
        "memory" | "ephemeral-storage" if whole >= MI => {
            Quantity::from_units(whole / MI * MI).with_format(Format::BinarySi)
        }
        _ => Quantity::from_units(whole),
    };
    (!rounded.is_zero() && !rounded.is_negative()).then_some(rounded)
}

/// The edits for one container, and the change in words.
fn write(pod: &PodInstance<'_>, resource: &str, change: &Lowered) -> Option<(Vec<Edit>, String)> {
    let container: Field<'_> = spec(pod).at(change.list).items().nth(change.index)?;
    let resources = container.at("resources");
    let request = resources.at("requests").key(resource).and_then(Field::node);
    let limit = resources.at("limits").key(resource).and_then(Field::node);
    let text = change.to.to_string();
    let set = |node| set_scalar(pod.template.file, node, &text);
    // Amounts of which there is no half (devices) must be asked for and limited alike.
    let both = !matches!(resource, "cpu" | "memory" | "ephemeral-storage");
    let mut edits = Vec::new();
    match (request, limit) {
        (Some(request), limit) => {
            edits.push(set(request)?);
            if let Some(limit) = limit.filter(|_| both) {
                edits.push(set(limit)?);
            }
        }
        (None, Some(limit)) => edits.push(set(limit)?),
        (None, None) => return None,
    }
    let what = if request.is_some() { "request" } else { "limit (which is its request, too)" };
    let name = container.at("name").str();
    let was = request.or(limit).map_or("", Node::scalar_text);
    let to = amount(resource, change.to);
    Some((edits, format!("lower the {resource} {what} of container `{name}` from {was} to {to}")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scheduler::types::PodSpec;

    fn container(cpu: i64, sidecar: bool) -> Container {
        Container {
            requests: [("cpu".to_owned(), Quantity::from_milli(cpu))].into_iter().collect(),
            sidecar,
            ..Container::default()
        }
    }

    #[test]
    fn the_plan_fits() {
        /// Containers, init containers (sidecar or not), free.
        type Row = (&'static [i64], &'static [(i64, bool)], i64);
        let table: &[Row] = &[
            (&[2000], &[], 1400),
            (&[2000, 500], &[], 1400),
            (&[700, 700], &[], 100),
            (&[100], &[(3000, false)], 400),
            (&[100], &[(200, true), (3000, false)], 400),
            (&[900], &[(900, true)], 1000),
        ];
        for (containers, init, free) in table {
            let spec = PodSpec {
                containers: containers.iter().map(|c| container(*c, false)).collect(),
                init_containers: init.iter().map(|(c, s)| container(*c, *s)).collect(),
                ..PodSpec::default()
            };
            let mut pod = Pod { spec: spec.into(), ..Pod::default() };
            let free = Quantity::from_milli(*free);
            for change in plan(&pod, "cpu", free).unwrap() {
                let list = if change.list == "containers" { &mut pod.containers } else { &mut pod.init_containers };
                list[change.index].requests.insert("cpu".to_owned(), change.to);
            }
            assert!(*pod_requests(&pod).get("cpu").unwrap() <= free, "{containers:?} {init:?}");
            assert!(pod_requests(&pod).get("cpu").unwrap().nanos() * 10 >= free.nanos() * 8, "{containers:?} {init:?}");
        }
    }
}
