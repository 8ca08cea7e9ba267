//! Pod failure policies of jobs: `validatePodFailurePolicy`.

use hashbrown::{HashMap, HashSet};

use crate::api::cx::Cx;
use crate::api::format::is_qualified_name;
use crate::resource::Field;

const RULES_MAX: usize = 20;
const VALUES_MAX: usize = 255;
const PATTERNS_MAX: usize = 20;

/// Sorted as the server lists them.
const ACTIONS: &[&str] = &["Count", "FailIndex", "FailJob", "Ignore"];
const OPERATORS: &[&str] = &["In", "NotIn"];
const STATUSES: &[&str] = &["False", "True", "Unknown"];

/// `validatePodFailurePolicy`
pub(super) fn failure_policy<'a>(cx: &mut Cx<'a>, spec: Field<'a>) {
    let rules = spec.at("podFailurePolicy").at("rules");
    if rules.len() > RULES_MAX {
        cx.too_many(rules, rules.len(), RULES_MAX);
    }
    let pod = spec.at("template").at("spec");
    let containers = ["containers", "initContainers"].into_iter().flat_map(|kind| pod.at(kind).items());
    let names = containers.map(|container| container.at("name").str()).collect();
    for rule in rules.items() {
        action(cx, spec, rule.at("action"));
        let (codes, conditions) = (rule.at("onExitCodes"), rule.at("onPodConditions"));
        if codes.exists() {
            exit_codes(cx, &names, codes);
        }
        pod_conditions(cx, conditions);
        match (codes.exists(), conditions.is_empty()) {
            (true, false) => {
                cx.invalid(rule, "specifying both OnExitCodes and OnPodConditions is not supported")
                    .say("a rule looks at exit codes or at conditions, not at both")
                    .label_at(conditions.span());
            }
            (false, true) => {
                cx.invalid(rule, "specifying one of OnExitCodes and OnPodConditions is required")
                    .say("the rule does not say when it holds")
                    .help("add `onExitCodes` or `onPodConditions`");
            }
            _ => {}
        }
    }
}

/// An empty word where one of `allowed` is asked for, or a wrong one.
fn one_of<'a>(cx: &mut Cx<'a>, f: Field<'a>, allowed: &[&str]) {
    if f.is_empty() {
        let listed = allowed.iter().map(|v| format!("{v:?}")).collect::<Vec<_>>().join(" ");
        cx.required(f, &format!("valid values: [{listed}]"));
    } else if !allowed.contains(&f.str()) {
        cx.not_supported(f, allowed);
    }
}

fn action<'a>(cx: &mut Cx<'a>, spec: Field<'a>, action: Field<'a>) {
    one_of(cx, action, ACTIONS);
    if action.str() == "FailIndex" && !spec.at("backoffLimitPerIndex").exists() {
        cx.invalid(action, "requires the backoffLimitPerIndex to be set").help("add `backoffLimitPerIndex` to the job");
    }
}

/// `validatePodFailurePolicyRuleOnExitCodes`
fn exit_codes<'a>(cx: &mut Cx<'a>, names: &HashSet<&'a str>, codes: Field<'a>) {
    let (operator, container, values) = (codes.at("operator"), codes.at("containerName"), codes.at("values"));
    one_of(cx, operator, OPERATORS);
    if container.exists() && !names.contains(container.str()) {
        cx.invalid(container, "must be one of the container or initContainer names in the pod template")
            .say(format!("the template has no container `{}`", container.str()));
    }
    if values.is_empty() {
        cx.invalid(values, "at least one value is required");
    } else if values.len() > VALUES_MAX {
        cx.too_many(values, values.len(), VALUES_MAX);
    }
    let mut seen: HashMap<i64, Field<'a>> = HashMap::new();
    let mut before = i64::MIN;
    let mut unordered = None;
    for value in values.items() {
        if operator.str() == "In" && value.int() == 0 {
            cx.invalid(value, "must not be 0 for the In operator").say("exit code 0 is no failure");
        }
        if std::mem::replace(&mut before, value.int()) > value.int() {
            unordered = unordered.or(Some(value));
        }
        let first = *seen.entry(value.int()).or_insert(value);
        if first.anchor() != value.anchor() {
            cx.duplicate(value).relate(first.span(), "first given here");
        }
    }
    if let Some(value) = unordered {
        cx.invalid(values, "must be ordered").say("the exit codes must go upwards").label_at(value.span());
    }
}

/// `validatePodFailurePolicyRuleOnPodConditions`; a status is `True` unless given.
fn pod_conditions<'a>(cx: &mut Cx<'a>, conditions: Field<'a>) {
    if conditions.len() > PATTERNS_MAX {
        cx.too_many(conditions, conditions.len(), PATTERNS_MAX);
    }
    for pattern in conditions.items() {
        let (kind, status) = (pattern.at("type"), pattern.at("status"));
        for detail in is_qualified_name(kind.str()) {
            cx.invalid_format(kind, &detail);
        }
        if !status.is_empty() && !STATUSES.contains(&status.str()) {
            cx.not_supported(status, STATUSES);
        }
    }
}
