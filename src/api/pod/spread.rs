//! Topology spread constraints: `validateTopologySpreadConstraints`.

use hashbrown::{HashMap, HashSet};

use super::Pod;
use super::affinity::label_keys;
use crate::api::cx::Cx;
use crate::api::format::is_qualified_name;
use crate::api::gates;
use crate::api::labels::label_selector;
use crate::api::table::{Check, Rule};
use crate::resource::Field;

const CONSTRAINT: &[Rule] = &[
    Rule::new("topologyKey", &[Check::Required("can not be empty")]),
    Rule::new("nodeAffinityPolicy", &[Check::OneOf(&["Honor", "Ignore"])]),
    Rule::new("nodeTaintsPolicy", &[Check::OneOf(&["Honor", "Ignore"])]),
];

/// Sorted as the server lists them.
const ACTIONS: &[&str] = &["DoNotSchedule", "ScheduleAnyway"];

/// `validateTopologySpreadConstraints`
pub(super) fn topology_spread_constraints<'a>(cx: &mut Cx<'a>, pod: &Pod<'a>) {
    let list = pod.spec.at("topologySpreadConstraints");
    let all: Vec<Field<'a>> = list.items().collect();
    // The next one of each that says the same, found from the end.
    let mut later = HashMap::new();
    let mut again: Vec<_> = all.iter().rev().map(|of| later.insert(identity(*of), *of)).collect();
    for constraint in all {
        let skew = constraint.at("maxSkew");
        if skew.int() <= 0 {
            cx.invalid(skew, "must be greater than zero");
        }
        let action = constraint.at("whenUnsatisfiable");
        if !ACTIONS.contains(&action.str()) {
            cx.not_supported(action, ACTIONS);
        }
        cx.check(constraint, CONSTRAINT);
        if let Some(again) = again.pop().flatten() {
            repeated(cx, constraint, again);
        }
        min_domains(cx, constraint);
        if gates::MATCH_LABEL_KEYS_MERGE.on(cx.version) {
            label_keys(cx, pod, constraint);
        } else {
            legacy_label_keys(cx, constraint);
        }
        label_selector(cx, constraint.at("labelSelector"));
    }
}

fn identity(constraint: Field<'_>) -> (&str, &str) {
    (constraint.at("topologyKey").str(), constraint.at("whenUnsatisfiable").str())
}

/// `ValidateSpreadConstraintNotRepeat`: the earlier one is at fault.
fn repeated<'a>(cx: &mut Cx<'a>, constraint: Field<'a>, again: Field<'a>) {
    let (key, action) = identity(constraint);
    let path = cx.path(constraint);
    cx.duplicate(constraint)
        .field(format!("{path}.{{topologyKey, whenUnsatisfiable}}"))
        .say(format!("two constraints spread over `{key}` with `{action}`"))
        .label_at(constraint.at("topologyKey").span())
        .relate(again.at("topologyKey").span(), "the other one");
}

/// `validateMinDomains`
fn min_domains<'a>(cx: &mut Cx<'a>, constraint: Field<'a>) {
    let (domains, action) = (constraint.at("minDomains"), constraint.at("whenUnsatisfiable"));
    let Some(count) = domains.opt_int() else { return };
    if count <= 0 {
        cx.invalid(domains, "must be greater than zero");
    }
    if action.str() != "DoNotSchedule" {
        cx.invalid(
            domains,
            format!("can only use minDomains if whenUnsatisfiable=DoNotSchedule, not {}", action.str()),
        )
        .relate(action.span(), "because of this");
    }
}

/// `ValidateMatchLabelKeysInTopologySpread`, before 1.34.
fn legacy_label_keys<'a>(cx: &mut Cx<'a>, constraint: Field<'a>) {
    let (keys, selector) = (constraint.at("matchLabelKeys"), constraint.at("labelSelector"));
    if keys.is_empty() {
        return;
    }
    if !selector.exists() {
        cx.forbidden(keys, "must not be specified when labelSelector is not set");
    }
    let asked: HashSet<&str> = selector.at("matchExpressions").items().map(|e| e.at("key").str()).collect();
    for key in keys.items() {
        for detail in is_qualified_name(key.str()) {
            cx.invalid_format(key, &detail);
        }
        let in_labels = selector.at("matchLabels").key(key.str()).is_some();
        if in_labels || asked.contains(key.str()) {
            cx.invalid(key, "exists in both matchLabelKeys and labelSelector");
        }
    }
}
