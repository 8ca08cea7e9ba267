//! Which pod is asked about.

use crate::inventory::PodInstance;
use crate::inventory::matching::selects;
use crate::model::near::{self, Strictness};
use crate::placement::Describe;
use crate::placement::case::Case;
use crate::resource::PodKind;

/// Where a pod stands in a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::placement) enum Place {
    /// Among those that ask for a node.
    Asks(usize),
    /// Among those that name their node.
    Bound(usize),
    /// Among those that never come to be.
    Refused(usize),
    /// Among those that ran before.
    Runs(usize),
}

/// All pods, those that ask first.
fn all<'c, 'a>(case: &'c Case<'a>) -> impl Iterator<Item = (Place, &'c PodInstance<'a>)> {
    let asks = case.pods.iter().enumerate().map(|(at, pod)| (Place::Asks(at), pod));
    let bound = case.bound.iter().enumerate().map(|(at, pod)| (Place::Bound(at), pod));
    let refused = case.refused.iter().enumerate().map(|(at, pod)| (Place::Refused(at), pod));
    let runs = case.inventory.running.iter().enumerate().filter(|(_, pod)| pod.observed);
    asks.chain(bound).chain(refused).chain(runs.map(|(at, pod)| (Place::Runs(at), pod)))
}

/// The pod at a place.
pub(in crate::placement) fn instance<'c, 'a>(case: &'c Case<'a>, place: Place) -> &'c PodInstance<'a> {
    match place {
        Place::Asks(at) => &case.pods[at],
        Place::Bound(at) => &case.bound[at],
        Place::Refused(at) => &case.refused[at],
        Place::Runs(at) => &case.inventory.running[at],
    }
}

/// The pod that a text names: `web-0`, `shop/web-0`, `pod/web-0`, or the first of `deployment/web` and
/// `shop/deployment/web`.
///
/// # Errors
/// In kubectl's words, with what was likely meant.
pub(in crate::placement) fn find(case: &Case<'_>, text: &str) -> Result<Place, String> {
    let parts: Vec<&str> = text.split('/').collect();
    let of_kind = |pod: &PodInstance<'_>, kind: &str, name: &str| {
        let is_pod = POD.contains(&kind) && pod.pod.name == name;
        is_pod || pod.pod.name.starts_with(name) && is_made_by(case, pod, (kind, name))
    };
    let is = |pod: &PodInstance<'_>, strict: bool| match parts[..] {
        [name] => pod.pod.name == name,
        [namespace, name] if strict => pod.pod.namespace == namespace && pod.pod.name == name,
        [kind, name] => of_kind(pod, kind, name),
        [namespace, kind, name] => pod.pod.namespace == namespace && of_kind(pod, kind, name),
        _ => false,
    };
    let found = all(case).find(|(_, pod)| is(pod, true)).or_else(|| all(case).find(|(_, pod)| is(pod, false)));
    found.map(|(place, _)| place).ok_or_else(|| absent(case, text))
}

/// What kubectl calls pods.
const POD: [&str; 3] = ["pod", "pods", "po"];

/// Whether an object of that kind and name makes the pod, be it through another.
fn is_made_by(case: &Case<'_>, pod: &PodInstance<'_>, (kind, name): (&str, &str)) -> bool {
    let is = |own: &str, called: &str| called == name && PodKind::named(own).is_some_and(|own| own.is_called(kind));
    pod.pod.owner.as_ref().is_some_and(|owner| is(&owner.kind, &owner.name))
        || case.inventory.maker(pod).is_some_and(|maker| is(&maker.kind, &maker.name))
}

/// The pods that are described: the one of that name, or else all whose names begin so, as kubectl has it; or those whose
/// labels are so.
///
/// # Errors
/// There is none.
pub(in crate::placement) fn find_all(case: &Case<'_>, wanted: &Describe) -> Result<Vec<Place>, String> {
    let is_in = |pod: &PodInstance<'_>, namespace: &str| pod.pod.namespace == namespace;
    let picked = |picks: &dyn Fn(&PodInstance<'_>) -> bool| {
        let mut found: Vec<(String, Place)> =
            all(case).filter(|(_, pod)| picks(pod)).map(|(place, pod)| (pod.pod.key(), place)).collect();
        found.sort_by(|one, other| one.0.cmp(&other.0));
        found.into_iter().map(|(_, place)| place).collect::<Vec<_>>()
    };
    match wanted {
        Describe::Selected(selector, namespace) => {
            let own = |pod: &PodInstance<'_>| namespace.as_ref().is_none_or(|namespace| is_in(pod, namespace));
            let found = picked(&|pod| own(pod) && selects(selector, &pod.pod.labels));
            let none = || match namespace {
                Some(namespace) => format!("No resources found in {namespace} namespace."),
                None => "No resources found".to_owned(),
            };
            if found.is_empty() { Err(none()) } else { Ok(found) }
        }
        Describe::Named(text) => find(case, text).map(|place| vec![place]).or_else(|why| {
            let text = POD.iter().find_map(|kind| text.strip_prefix(&format!("{kind}/"))).unwrap_or(text);
            let found = picked(&|pod| match text.split_once('/') {
                None => pod.pod.name.starts_with(text),
                Some((namespace, name)) => is_in(pod, namespace) && pod.pod.name.starts_with(name),
            });
            if found.is_empty() { Err(why) } else { Ok(found) }
        }),
    }
}

fn absent(case: &Case<'_>, text: &str) -> String {
    let name = text.rsplit('/').next().unwrap_or(text);
    let score = |pod: &PodInstance<'_>| Some((near::score(name, &pod.pod.name, Strictness::Name)?, pod.pod.key()));
    let near = all(case).filter_map(|(_, pod)| score(pod)).min();
    let near = near.map(|(_, key)| format!("; did you mean `{key}`?"));
    let first = || {
        let keys: Vec<String> = all(case).take(3).map(|(_, pod)| pod.pod.key()).collect();
        if keys.is_empty() { "; there is no pod at all".to_owned() } else { format!("; there is {}", keys.join(", ")) }
    };
    format!("pods \"{text}\" not found{}", near.unwrap_or_else(first))
}
