//! The one label that keeps a selector from picking anything, where it was likely misspelled.

use super::names::SHOWN;
use super::{Selects, World};
use crate::cross::Object;
use crate::model::near::{Likeness, Strictness, likeness};
use crate::model::{Finding, Severity, is_another, listed};
use crate::scheduler::types::Labels;

/// What may be selected, and its labels.
pub(super) type Labelled<'k> = (&'k Object, &'k Labels);

/// Labels that controllers put on the pods that they make: no manifest has them.
const OF_CONTROLLERS: [&str; 10] = [
    "apps.kubernetes.io/pod-index",
    "batch.kubernetes.io/controller-uid",
    "batch.kubernetes.io/job-completion-index",
    "batch.kubernetes.io/job-name",
    "controller-revision-hash",
    "controller-uid",
    "job-name",
    "pod-template-generation",
    "pod-template-hash",
    "statefulset.kubernetes.io/pod-name",
];

/// Says that a selector picks none of those beside it, each a `noun`.
pub(super) fn tell_selector(
    world: &World<'_>,
    wanted: &Selects,
    what: &str,
    noun: &str,
    beside: &[Labelled<'_>],
) -> Option<Finding> {
    let by_controller = wanted.labels.iter().any(|(key, ..)| OF_CONTROLLERS.contains(&key.as_str()));
    if by_controller || beside.is_empty() && !world.complete {
        return None;
    }
    let near = nearest(world, wanted, beside, noun == "pod");
    if near.is_none() && (world.is_open() || wanted.labels.iter().all(|(_, _, value, _)| world.is_mentioned(value))) {
        return None;
    }
    // Who makes the one of that name may label what it makes by it.
    if near.as_ref().is_some_and(|(_, slip)| world.is_mentioned(slip.value())) {
        return None;
    }
    let written: Vec<String> = wanted.labels.iter().map(|(key, _, value, _)| format!("{key}: {value}")).collect();
    let message = format!("{what} selects no {noun}: none here has `{}`", written.join(", "));
    let Some((object, slip)) = near else {
        let mut finding = wanted.at.finding(wanted.rule, message);
        let names = beside.iter().filter_map(|(object, _)| object.reference.name.as_deref());
        let of = if noun == "pod" { "those of " } else { "" };
        let here = format!("{noun}s here are {of}{}", listed(names, SHOWN));
        if world.complete {
            finding.help(if beside.is_empty() {
                format!("there is no {noun} here, and the tree is said to be whole")
            } else {
                here
            });
        } else {
            finding.severity = Severity::Info;
            finding.help(format!("{here}; or they come from elsewhere"));
        }
        return Some(finding);
    };
    let (at, given, meant) = match &slip {
        Slip::Value { at, given, meant } | Slip::Key { at, given, meant, .. } => (at, given, meant),
    };
    let mut finding = at.finding(wanted.rule, message);
    let name = object.reference.name.as_deref().unwrap_or_default();
    let of = if noun == "pod" {
        format!("the pods of {} `{name}` have it", object.gvk.kind)
    } else {
        format!("{noun} `{name}` has it")
    };
    finding.help(match slip {
        Slip::Value { .. } => format!("`{given}`: did you mean `{meant}`, as {of}?"),
        Slip::Key { .. } => format!("`{given}`: did you mean the label `{meant}`, as {of}?"),
    });
    let nearly = if noun == "pod" { "its pods are nearly so labelled" } else { "it is nearly so labelled" };
    finding.relate_in(object.file, object.name, nearly);
    at.offer(&mut finding, meant);
    Some(finding)
}

/// The one label that keeps a selector from picking pods.
enum Slip<'s> {
    /// Its value.
    Value { at: &'s super::Place, given: &'s str, meant: &'s str },
    /// Its key.
    Key { at: &'s super::Place, given: &'s str, meant: &'s str, value: &'s str },
}

impl Slip<'_> {
    /// The value that is asked for.
    fn value(&self) -> &str {
        match self {
            Slip::Value { given, .. } => given,
            Slip::Key { value, .. } => value,
        }
    }
}

/// Keys under which people write what something is called.
const KEYS_OF_NAMES: [&str; 9] =
    ["app", "app-name", "app.kubernetes.io/name", "app_name", "application", "appname", "k8s-app", "name", "service"];

/// Whether one key of a label may stand where the other was meant: they are nearly spelled alike, or both are for names. Who has a domain
/// of its own means what it says.
fn is_slip_of_key(given: &str, meant: &str) -> bool {
    let of_names = |key: &str| KEYS_OF_NAMES.contains(&key);
    let alike = || likeness(given, meant, Strictness::Name).is_some() && !is_another(given, meant);
    of_names(given) && of_names(meant) || given.contains('/') == meant.contains('/') && alike()
}

/// The pods from which the selector is but one slip away.
fn nearest<'s>(
    world: &World<'_>,
    wanted: &'s Selects,
    all: &[Labelled<'s>],
    of_pods: bool,
) -> Option<(&'s Object, Slip<'s>)> {
    let mut best: Option<(Likeness, &Object, Slip<'_>)> = None;
    for (object, labels) in all {
        let unlike = wanted.labels.iter().filter(|(key, _, value, _)| labels.get(key) != Some(value));
        // What somebody adds later is dear to find out: whoever does so to no object of the file is asked nothing.
        let changed = world.together.is_changed(object.file);
        let adds = |key: &str, value: &str| changed && world.together.may_label(object, (key, value), of_pods);
        let mut wrong = unlike.filter(|(key, _, value, _)| !adds(key, value));
        let (Some((key, key_at, value, at)), None) = (wrong.next(), wrong.next()) else { continue };
        let found = match labels.get(key) {
            Some(own) => likeness(value, own, Strictness::Name)
                .filter(|_| !is_another(value, own))
                .map(|alike| (alike, Slip::Value { at, given: value, meant: own })),
            None => {
                let same = labels
                    .iter()
                    .filter(|(other, own)| *own == value && !wanted.labels.iter().any(|(key, ..)| key == *other));
                let mut same = same.filter(|(other, _)| is_slip_of_key(key, other));
                same.next()
                    .map(|(other, _)| (Likeness::Near, Slip::Key { at: key_at, given: key, meant: other, value }))
            }
        };
        if let Some((alike, slip)) = found
            && best.as_ref().is_none_or(|(other, ..)| alike < *other)
        {
            best = Some((alike, object, slip));
        }
    }
    best.map(|(_, object, slip)| (object, slip))
}
