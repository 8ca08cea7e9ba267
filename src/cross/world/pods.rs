//! References by labels, and what is said of selectors that pick no pod.

use std::collections::HashSet;

use super::names::SHOWN;
use super::{Facts, Pods, Scales, Selects, World};
use crate::cross::Object;
use crate::inventory::matching::selects;
use crate::model::near::{Likeness, Strictness, differ_in_number, likeness};
use crate::model::{Finding, Rule, Severity, listed};
use crate::resource::{CUSTOM_POD_KINDS, POD_KINDS, PodKind};
use crate::scheduler::types::Labels;

impl<'k> World<'k> {
    /// The pods that a selector picks in the namespace of `from`.
    pub(in crate::cross) fn selected(&self, from: &Object, wanted: &Selects) -> Vec<(&'k Object, &'k Pods)> {
        let of = |at: usize| Some((&self.objects[at], self.of(at)?.pods.as_deref()?));
        self.places_selected(from, wanted).into_iter().filter_map(of).collect()
    }

    /// The places of the objects whose pods a selector picks.
    fn places_selected(&self, from: &Object, wanted: &Selects) -> Vec<usize> {
        let rarest = wanted
            .selector
            .match_labels
            .iter()
            .map(|(key, value)| self.labelled(key, value))
            .min_by_key(|all| all.len());
        let all: Box<dyn Iterator<Item = usize> + '_> = match rarest {
            Some(all) => Box::new(all.iter().copied()),
            None => Box::new(0..self.facts.len()),
        };
        let pods = all.filter_map(|at| Some((self.facts[at].object, self.facts[at].pods.as_deref()?)));
        pods.filter(|(at, pods)| {
            self.may_meet(from, None, &self.objects[*at]) && selects(&wanted.selector, &pods.labels)
        })
        .map(|(at, _)| at)
        .collect()
    }

    /// The objects whose pods one of those objects selects.
    pub(in crate::cross) fn covered_by(&self, covers: impl Fn(&Object, &Facts) -> bool) -> HashSet<usize> {
        let mut covered = HashSet::new();
        for facts in self.facts {
            let from = &self.objects[facts.object];
            if let Some(wanted) = facts.selects.as_ref().filter(|_| covers(from, facts)) {
                covered.extend(self.places_selected(from, wanted));
            }
        }
        covered
    }

    /// Says of the pods that no object that `covers` selects, and that `counts` counts, that nothing does what it is for.
    pub(in crate::cross) fn tell_uncovered(
        &self,
        rule: &'static Rule,
        covers: impl Fn(&Object, &Facts) -> bool,
        counts: impl Fn(&Object, &Pods) -> bool,
        (what, help): (&str, &str),
    ) -> Vec<Finding> {
        let covered = self.covered_by(covers);
        let left = self.facts.iter().filter(|facts| !covered.contains(&facts.object));
        let pods = left.filter_map(|facts| Some((&self.objects[facts.object], facts.pods.as_deref()?)));
        let one = |(object, _): (&Object, &Pods)| {
            let name = object.reference.name.as_deref().unwrap_or_default();
            let mut finding =
                Finding::of(rule, object.name, format!("{what} the pods of {} `{name}`", object.gvk.kind));
            finding.field("metadata.name").help(help);
            object.scene().set(finding)
        };
        pods.filter(|(object, pods)| counts(object, pods)).map(one).collect()
    }

    /// Every autoscaler, and what it wishes.
    pub(in crate::cross) fn scalers(&self) -> impl Iterator<Item = (&'k Object, &'k Scales)> + use<'k> {
        let (objects, facts) = (self.objects, self.facts);
        facts.iter().filter_map(|facts| Some((&objects[facts.object], facts.scales.as_deref()?)))
    }

    /// Every autoscaler with what it scales, where that is here: it, its wishes, the workload and its pods.
    pub(in crate::cross) fn scaled(&self) -> impl Iterator<Item = (&'k Object, &'k Scales, &'k Object, &'k Pods)> {
        self.scalers().filter_map(|(from, scales)| {
            let kind = PodKind::named(&scales.kind)?;
            let there = self.named((kind.group, kind.kind, &scales.name), from, None);
            // Of several nobody knows which is meant.
            let [at] = there[..] else { return None };
            Some((from, scales, &self.objects[at], self.of(at)?.pods.as_deref()?))
        })
    }

    /// The pods that are applied together with `from`.
    fn pods_beside(&self, from: &Object) -> Vec<(&'k Object, &'k Pods)> {
        let all = POD_KINDS
            .iter()
            .chain(&CUSTOM_POD_KINDS)
            .flat_map(|row| self.places_beside((row.group, row.kind), from, None));
        all.filter_map(|at| Some((&self.objects[at], self.of(at)?.pods.as_deref()?))).collect()
    }
}

/// Selectors that are looked at closely, each against all pods beside it. More are hardly written by hand.
const MOST: usize = 200;

/// What is wrong with the selectors of which that rule tells. `what` says who selects.
pub(in crate::cross) fn tell_selects(world: &World<'_>, rule: &'static Rule, what: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    for facts in world.facts {
        let Some(wanted) = facts.selects.as_ref().filter(|selects| selects.rule == rule) else { continue };
        let from = &world.objects[facts.object];
        // An empty selector picks all that there is.
        if wanted.labels.is_empty() || findings.len() >= MOST || !world.selected(from, wanted).is_empty() {
            continue;
        }
        findings.extend(tell(world, from, wanted, what).map(|finding| from.scene().set(finding)));
    }
    findings
}

fn tell(world: &World<'_>, from: &Object, wanted: &Selects, what: &str) -> Option<Finding> {
    let beside: Vec<Labelled<'_>> =
        world.pods_beside(from).into_iter().map(|(object, pods)| (object, &pods.labels)).collect();
    tell_selector(world, wanted, what, "pod", &beside)
}

/// What may be selected, and its labels.
pub(super) type Labelled<'k> = (&'k Object, &'k Labels);

/// Says that a selector picks none of those beside it, each a `noun`.
pub(super) fn tell_selector(
    world: &World<'_>,
    wanted: &Selects,
    what: &str,
    noun: &str,
    beside: &[Labelled<'_>],
) -> Option<Finding> {
    if beside.is_empty() && !world.complete {
        return None;
    }
    let near = nearest(wanted, beside);
    if near.is_none() && (world.is_open() || wanted.labels.iter().all(|(_, _, value, _)| world.is_mentioned(value))) {
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
        Slip::Value { at, given, meant } | Slip::Key { at, given, meant } => (at, given, meant),
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
    Key { at: &'s super::Place, given: &'s str, meant: &'s str },
}

/// The pods from which the selector is but one slip away.
fn nearest<'s>(wanted: &'s Selects, all: &[Labelled<'s>]) -> Option<(&'s Object, Slip<'s>)> {
    let mut best: Option<(Likeness, &Object, Slip<'_>)> = None;
    for (object, labels) in all {
        let mut wrong = wanted.labels.iter().filter(|(key, _, value, _)| labels.get(key) != Some(value));
        let (Some((key, key_at, value, at)), None) = (wrong.next(), wrong.next()) else { continue };
        let found = match labels.get(key) {
            Some(own) => likeness(value, own, Strictness::Name)
                .filter(|_| !differ_in_number(value, own))
                .map(|alike| (alike, Slip::Value { at, given: value, meant: own })),
            None => {
                let same = labels
                    .iter()
                    .filter(|(other, own)| *own == value && !wanted.labels.iter().any(|(key, ..)| key == *other));
                same.map(|(other, _)| (Likeness::Near, Slip::Key { at: key_at, given: key, meant: other })).next()
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
