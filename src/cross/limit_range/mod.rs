//! Pods and claims that a LimitRange of their namespace keeps out.

use hashbrown::{HashMap, HashSet};

use super::look::{self, Read, Reading};
use super::{Object, Together};
use crate::inventory::limit_range::{Breach, Check, Crossing, Fault, LimitType, PodPlaces, ResourcePlaces, crossings};
use crate::inventory::{LimitRange, claim_resources, manifest_pod, read_limit_range};
use crate::model::{Edit, Finding, Gvk, Layer, Rule, Severity, Span, Version};
use crate::resource::{Field, Resource, pod_parts};
use crate::scheduler::types::{Pod, ResourceList};

mod mend;

/// `cross/limit-range`
pub(super) const CHECK: look::Check =
    look::Check { rule: &RULE, words: &["LimitRange"], parameters: &[], look: &Reading { read, find } };

pub(crate) static RULE: Rule = Rule {
    id: "cross/limit-range",
    layer: Layer::Cross,
    severity: Severity::Error,
    asked: false,
    summary: "A pod or claim outside of the LimitRange of its namespace",
    explanation: "The API server fills a LimitRange's defaults into every new pod of its namespace and then refuses the pod where a \
                  container, or the pod as a whole, asks for less than `min`, for more than `max`, or has a limit too many times its \
                  request; claims are bounded by what they request. A workload is accepted, but none of its pods will ever be made.",
    bad: "apiVersion: v1\nkind: LimitRange\nmetadata:\n  name: small\n  namespace: shop\nspec:\n  limits:\n  - type: Container\n    max:\n      cpu: '1'\n---\napiVersion: v1\nkind: Pod\nmetadata:\n  name: web\n  namespace: shop\nspec:\n  containers:\n  - name: web\n    image: nginx:1.29\n    resources:\n      limits:\n        cpu: '2'\n",
    good: "apiVersion: v1\nkind: LimitRange\nmetadata:\n  name: small\n  namespace: shop\nspec:\n  limits:\n  - type: Container\n    max:\n      cpu: '1'\n---\napiVersion: v1\nkind: Pod\nmetadata:\n  name: web\n  namespace: shop\nspec:\n  containers:\n  - name: web\n    image: nginx:1.29\n    resources:\n      limits:\n        cpu: '1'\n",
};

/// What an object has to do with limit ranges.
#[derive(Default)]
struct Limited {
    /// The LimitRange that it is.
    range: Option<LimitRange>,
    /// The pod that it is or will make, before admission, and where its amounts stand.
    pod: Option<(Pod, PodPlaces)>,
    /// The claims that it is or will make.
    claims: Vec<Claim>,
}

/// What a claim is called, what it requests, and where that stands.
type Claim = (String, ResourceList, ResourcePlaces);

/// Nothing of an object that came out of a cluster: it was let in already.
fn read(resource: &Resource<'_>, gvk: Gvk, _: Version) -> Option<Limited> {
    let root = resource.field();
    let mut limited = Limited::default();
    if matches!((gvk.group, gvk.kind), ("", "Pod" | "PersistentVolumeClaim")) && root.at("status").at("phase").exists()
    {
        return None;
    }
    match (gvk.group, gvk.kind) {
        ("", "LimitRange") => limited.range = Some(read_limit_range(root)),
        ("", "PersistentVolumeClaim") => limited.claims.push(claim(root, "")),
        _ => {
            let pod = pod_parts(resource, gvk)?;
            limited.pod = Some((manifest_pod(pod.holder), PodPlaces::read(pod.holder, pod.path)));
            if gvk.kind == "StatefulSet" {
                let templates = root.at("spec").at("volumeClaimTemplates").items().enumerate();
                limited.claims =
                    templates.map(|(at, f)| claim(f, &format!("spec.volumeClaimTemplates[{at}]."))).collect();
            }
        }
    }
    Some(limited)
}

fn claim(f: Field<'_>, base: &str) -> Claim {
    let places = ResourcePlaces::read(f.at("spec").at("resources"), format!("{base}spec.resources"));
    (f.at("metadata").at("name").str().to_owned(), claim_resources(f), places)
}

/// LimitRanges of one namespace that can be meant for one cluster. Beyond, the folder holds variants of many.
const MOST: usize = 16;

/// A LimitRange and the object that it is.
type Range<'k> = (&'k Object, &'k LimitRange);

/// The LimitRanges of each namespace, each with the way it comes there.
type ByNamespace<'k> = HashMap<&'k str, Vec<(Option<u32>, Range<'k>)>>;

fn find(objects: &[Read<'_, Limited>], together: &Together<'_>) -> Vec<Finding> {
    let mut ranges = ByNamespace::new();
    for (object, limited) in objects {
        let Some(range) = &limited.range else { continue };
        for (way, namespace) in together.namespaces(object.file, &object.namespace) {
            ranges.entry(namespace).or_default().push((way, (object, range)));
        }
    }
    let mut findings = Vec::new();
    ranges.retain(|namespace, ranges| {
        let names: HashSet<&str> = ranges.iter().map(|(_, (_, range))| range.name.as_str()).collect();
        names.len() <= MOST || {
            findings.push(too_many(namespace, ranges[0].1.0, names.len()));
            false
        }
    });
    // The order of a hash map is no order.
    findings.sort_by_key(|f: &Finding| (f.file, f.span));
    for (object, limited) in objects.iter().filter(|(object, _)| !together.is_open(object.file)) {
        for (way, namespace) in together.namespaces(object.file, &object.namespace) {
            let Some(all) = ranges.get(namespace) else { continue };
            let ranges = nearest(object, way, all, together);
            let mut own: Vec<Finding> = limited.pod.iter().flat_map(|pod| check_pod(object, pod, &ranges)).collect();
            own.extend(limited.claims.iter().flat_map(|claim| check_claim(object, claim, &ranges)));
            // One way on which it is refused is enough to tell.
            if !own.is_empty() {
                findings.extend(own);
                break;
            }
        }
    }
    findings
}

/// The LimitRanges that an object meets that way: of those of one name the nearest, and of equally near ones the last, where they were
/// applied together, or none.
fn nearest<'k>(
    object: &Object,
    way: Option<u32>,
    all: &[(Option<u32>, Range<'k>)],
    together: &Together<'_>,
) -> Vec<Range<'k>> {
    let mut nearest: Vec<(usize, Vec<Range<'k>>)> = Vec::new();
    for (other, range) in all {
        let met = way.is_none() || other.is_none() || way == *other;
        if !met || !together.likely_meet(object.file, range.0.file) || together.is_open(range.0.file) {
            continue;
        }
        let near = together.nearness(object.file, range.0.file);
        match nearest.iter_mut().find(|(_, ranges)| ranges[0].1.name == range.1.name) {
            None => nearest.push((near, vec![*range])),
            Some((known, ranges)) if near > *known => (*known, *ranges) = (near, vec![*range]),
            Some((known, ranges)) if near == *known => ranges.push(*range),
            Some(_) => {}
        }
    }
    let one = |(_, ranges): (usize, Vec<Range<'k>>)| {
        let last = *ranges.last()?;
        ranges.iter().all(|range| together.share(range.0.file, last.0.file)).then_some(last)
    };
    nearest.into_iter().filter_map(one).collect()
}

/// Says that a namespace has so many LimitRanges that nothing is held against them.
fn too_many(namespace: &str, first: &Object, count: usize) -> Finding {
    let message = format!("namespace `{namespace}` has {count} LimitRanges here: pods are not held against them");
    let mut finding = Finding::of(&RULE, first.name, message).at(Severity::Info);
    finding.field("metadata.name").help("check the manifests of each cluster by themselves");
    first.scene().set(finding)
}

fn check_pod(object: &Object, (pod, places): &(Pod, PodPlaces), ranges: &[Range<'_>]) -> Vec<Finding> {
    let all: Vec<&LimitRange> = ranges.iter().map(|(_, range)| *range).collect();
    let admitted = mend::admitted(pod, &all);
    let crossings = crossings(&all, &pod.spec, &admitted.spec);
    if !crossings.is_empty() {
        return crossings.iter().map(|c| crossed(object, ranges, c, &who(pod, c.container), places)).collect();
    }
    first_to_refuse(ranges, |range| {
        let refused = |breach: &Breach<'_>| {
            let edits = mend::pod(breach, pod, places, &all);
            let who = breach.container.map_or_else(|| "the pod".to_owned(), |at| who(pod, at));
            refusal(object, range, breach, &who, places.blame(breach), edits)
        };
        range.1.breaches(&admitted).iter().map(refused).collect()
    })
}

fn check_claim(object: &Object, (name, requests, places): &Claim, ranges: &[Range<'_>]) -> Vec<Finding> {
    let who = format!("claim `{name}`");
    first_to_refuse(ranges, |range| {
        let refused = |breach: &Breach<'_>| {
            refusal(object, range, breach, &who, places.blame(breach), mend::claim(breach, places))
        };
        range.1.claim_breaches(requests).iter().map(refused).collect()
    })
}

/// As in the server, the first range that refuses has the say.
fn first_to_refuse<'k>(ranges: &[Range<'k>], refusals: impl Fn(Range<'k>) -> Vec<Finding>) -> Vec<Finding> {
    ranges.iter().map(|range| refusals(*range)).find(|refusals| !refusals.is_empty()).unwrap_or_default()
}

/// A container whose request is above the limit that a range gives it.
fn crossed(object: &Object, ranges: &[Range<'_>], crossing: &Crossing<'_>, who: &str, places: &PodPlaces) -> Finding {
    let Crossing { range, container, resource, request, limit, span, text, .. } = crossing;
    let (field, place) = match places.containers.get(*container) {
        Some(places) => places.request(resource),
        None => (String::new(), object.name),
    };
    let message = format!(
        "{who} requests {request} {resource}, more than the limit of {limit} that LimitRange `{}` gives it",
        range.name
    );
    let mut finding = Finding::of(&RULE, place, message);
    let own = object.gvk.kind == "Pod";
    let so =
        if own { String::new() } else { format!("; the {} is accepted, but its pods are never made", object.gvk.kind) };
    finding.field(field).help(format!(
        "{}\nthe API server fills in the limit and then answers 422 Unprocessable Entity: {text}{so}",
        crossing.advice()
    ));
    if let Some((at, span)) = ranges.iter().find(|(_, other)| std::ptr::eq(*other, *range)).zip(*span) {
        finding.relate_in(at.0.file, span, "the limit of containers that have none of their own");
    }
    if let Some(edit) = mend::request(crossing, places) {
        finding.offer(format!("request the {limit} that the limit allows"), vec![edit]);
    }
    object.scene().set(finding)
}

/// A container, counted through containers and then init containers.
fn who(pod: &Pod, at: usize) -> String {
    match at.checked_sub(pod.containers.len()) {
        None => format!("container `{}`", pod.containers[at].name),
        Some(at) => format!("init container `{}`", pod.init_containers.get(at).map_or("", |c| c.name.as_str())),
    }
}

fn refusal(
    object: &Object,
    (at, range): Range<'_>,
    breach: &Breach<'_>,
    who: &str,
    (field, span): (String, Span),
    edits: Vec<Edit>,
) -> Finding {
    let message = format!("{who} {}", fault(breach, &range.name));
    let amount = breach.bound.amount;
    let bound = match breach.bound.check {
        Check::Min => format!("at least {amount} for each {}", breach.kind.name()),
        Check::Max => format!("at most {amount} for each {}", breach.kind.name()),
        Check::Ratio => format!("a limit of at most {amount} times the request"),
    };
    let own = matches!(object.gvk.kind, "Pod" | "PersistentVolumeClaim");
    let made = if breach.kind == LimitType::PersistentVolumeClaim { "claims" } else { "pods" };
    let so = if own {
        String::new()
    } else {
        format!("; the {} is accepted, but its {made} are never made", object.gvk.kind)
    };
    let mut finding = Finding::of(&RULE, span, message);
    finding
        .field(field)
        .relate_in(at.file, breach.bound.span, bound)
        .help(format!("the API server answers 403 Forbidden: {}{so}", breach.text));
    if !edits.is_empty() {
        finding.offer(format!("ask for the {amount} that is allowed"), edits);
    }
    object.scene().set(finding)
}

fn fault(breach: &Breach<'_>, range: &str) -> String {
    let (resource, bound) = (&breach.bound.resource, breach.bound.amount);
    let wants = || match breach.bound.check {
        Check::Min => format!("LimitRange `{range}` wants at least {bound}"),
        Check::Max => format!("LimitRange `{range}` allows at most {bound}"),
        Check::Ratio => format!("LimitRange `{range}` wants both to hold them against each other"),
    };
    let beyond = || match breach.bound.check {
        Check::Min => format!("less than the {bound} that LimitRange `{range}` wants"),
        Check::Max => format!("more than the {bound} that LimitRange `{range}` allows"),
        Check::Ratio => format!("more than the {bound} times that LimitRange `{range}` allows"),
    };
    match breach.fault {
        Fault::NoRequest => format!("requests no {resource}, where {}", wants()),
        Fault::NoLimit => format!("has no {resource} limit, where {}", wants()),
        Fault::Request(q) => format!("requests {q} {resource}, {}", beyond()),
        Fault::Limit(q) => format!("is limited to {q} {resource}, {}", beyond()),
        Fault::Ratio(ratio) => format!("is limited to {ratio:.2} times its {resource} request, {}", beyond()),
    }
}

#[cfg(test)]
mod tests;
