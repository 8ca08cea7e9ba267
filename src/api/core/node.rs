//! Node: `ValidateNode`, whose status is looked at as well.

use std::cmp::Ordering;

use super::helpers::{annotation, follows, invalid_each_as, resource_list};
use super::node_selector::taints;
use super::resource_names::is_integer;
use crate::api::Cx;
use crate::api::format::{cidr_warnings, is_valid_cidr_legacy, parse_cidr};
use crate::api::gates;
use crate::model::{Finding, Reason};
use crate::resource::Field;
use crate::schema::of_reason;

const AVOID_PODS: &str = "scheduler.alpha.kubernetes.io/preferAvoidPods";
const FEATURE_MAX: usize = 253;

/// `ValidateNode`, then `nodeWarnings`.
pub(in crate::api) fn node(cx: &mut Cx<'_>) {
    let (spec, status) = (cx.root().at("spec"), cx.root().at("status"));
    avoid_pods(cx);
    // The server reports taints under the metadata.
    taints(cx, spec.at("taints"), "metadata.taints");
    amounts(cx, status);
    let swap = status.at("nodeInfo").at("swap").at("capacity");
    if swap.opt_int().is_some_and(|bytes| bytes <= 0) {
        cx.invalid(swap, "must be greater than 0").field("metadata.nodeSwapStatus.capacity");
    }
    if gates::NODE_DECLARED_FEATURES.on(cx.version) {
        declared_features(cx, status.at("declaredFeatures"));
    }
    pod_cidrs(cx, spec);
    if !spec.at("externalID").is_empty() {
        cx.warn(spec.at("externalID"), "spec.externalID: this field is deprecated, and is unused by Kubernetes");
    }
    for (i, cidr) in cidrs(spec).into_iter().enumerate() {
        for text in cidr_warnings(cidr.str()) {
            cx.warn(cidr, format!("spec.podCIDRs[{i}]: {text}"));
        }
    }
}

/// `ValidateAvoidPodsInNodeAnnotations`: the annotation holds JSON.
fn avoid_pods(cx: &mut Cx<'_>) {
    let Some(f) = annotation(cx, AVOID_PODS).filter(|f| !f.str().is_empty()) else { return };
    let value = match serde_json::from_str::<serde_json::Value>(f.str()) {
        Ok(value) => value,
        Err(error) => {
            cx.invalid(f, error.to_string()).field("metadata.annotations.AvoidPods");
            return;
        }
    };
    let entries = value.get("preferAvoidPods").and_then(|v| v.as_array());
    for (i, entry) in entries.into_iter().flatten().enumerate() {
        let base = format!("metadata.annotations.{AVOID_PODS}[{i}].PodSignature");
        match entry.get("podSignature").and_then(|s| s.get("podController")).filter(|c| !c.is_null()) {
            None => {
                cx.required(f, "").field(base);
            }
            Some(owner) if owner.get("controller").and_then(|c| c.as_bool()) == Some(false) => {
                cx.invalid(f, "must point to a controller").field(format!("{base}.PodController.Controller"));
            }
            Some(_) => {}
        }
    }
}

/// `ValidateNodeResources`. Without `allocatable` the capacity is taken for it, and the server lists both.
fn amounts<'a>(cx: &mut Cx<'a>, status: Field<'a>) {
    let copied = !status.at("allocatable").exists();
    for list in ["capacity", "allocatable"] {
        for entry in resource_list(status.at(list)) {
            let place = if entry.field.exists() { entry.field } else { entry.key };
            let report = |cx: &mut Cx<'a>, detail: &str| {
                let finding = cx.invalid(place, detail).field(format!("status.{list}.{}", entry.name));
                finding.say(format!("the amount of `{}` {detail}", entry.name));
                if copied {
                    let body = format!("Invalid value: \"{}\": {detail}", entry.amount);
                    follows(finding, Reason::Invalid, format!("status.allocatable.{}", entry.name), body);
                }
            };
            if entry.amount.is_negative() {
                report(cx, "must be greater than or equal to 0");
            }
            if is_integer(entry.name) && entry.amount.milli_value() % 1000 != 0 {
                report(cx, "must be an integer");
            }
        }
    }
}

/// `validateNodeDeclaredFeatures`
fn declared_features<'a>(cx: &mut Cx<'a>, features: Field<'a>) {
    let mut before: Option<Field<'a>> = None;
    for feature in features.items() {
        if let Some(detail) = feature_problem(feature.str()) {
            cx.invalid(feature, detail);
        }
        if let Some(before) = before {
            match before.str().cmp(feature.str()) {
                Ordering::Equal => drop(cx.duplicate(feature)),
                Ordering::Greater => drop(cx.invalid(feature, "list must be sorted alphabetically")),
                Ordering::Less => {}
            }
        }
        before = Some(feature);
    }
}

/// `validateNodeDeclaredFeatureName`
fn feature_problem(name: &str) -> Option<String> {
    if name.len() > FEATURE_MAX {
        return Some(format!("invalid feature name {name:?}: must be no more than {FEATURE_MAX} characters"));
    }
    let word = |part: &str| {
        part.starts_with(|c: char| c.is_ascii_alphabetic()) && part.bytes().all(|b| b.is_ascii_alphanumeric())
    };
    let sound = name.starts_with(|c: char| c.is_ascii_uppercase()) && name.split('/').all(word);
    (!sound).then(|| format!("invalid feature name {name:?}: must start with an UpperCamelCase segment, with subsequent segments separated by '/' (e.g., MyFeature or MyFeature/mySubFeature), and contain only alphanumeric characters and slashes"))
}

/// `spec.podCIDRs` as `Convert_v1_NodeSpec_To_core_NodeSpec` leaves them: `podCIDR` counts where they differ.
fn cidrs<'a>(spec: Field<'a>) -> Vec<Field<'a>> {
    let (one, many) = (spec.at("podCIDR"), spec.at("podCIDRs"));
    let first = many.items().next();
    if !one.is_empty() && first.is_none_or(|first| first.str() != one.str()) {
        return vec![one];
    }
    many.items().collect()
}

fn pod_cidrs<'a>(cx: &mut Cx<'a>, spec: Field<'a>) {
    let strict = gates::STRICT_IP_CIDR.on(cx.version);
    let all = cidrs(spec);
    for (i, cidr) in all.iter().enumerate() {
        invalid_each_as(cx, *cidr, &format!("spec.podCIDRs[{i}]"), is_valid_cidr_legacy(cidr.str(), strict));
    }
    if all.len() < 2 {
        return;
    }
    let parsed: Vec<_> = all.iter().map(|cidr| parse_cidr(cidr.str())).collect();
    let list = spec.at("podCIDRs");
    let unreadable = parsed.iter().any(Option::is_none);
    if unreadable {
        internal_error(cx, list);
    }
    let v6 = parsed.iter().flatten().filter(|n| n.address.ip.is_ipv6()).count();
    if unreadable || v6 == 0 || v6 == all.len() || all.len() > 2 {
        cx.invalid(list, "may specify no more than one CIDR for each IP family")
            .say("a node has one pod CIDR for each IP family, so two at most");
    }
}

/// The server fails to tell the families apart where one cannot be read, and says that too.
fn internal_error<'a, 'c>(cx: &'c mut Cx<'a>, list: Field<'a>) -> &'c mut Finding {
    const DETAIL: &str = "Internal error: invalid PodCIDRs. failed to check with dual stack";
    let rule = of_reason(Reason::InternalError);
    cx.refuse(rule, Reason::InternalError, list, DETAIL, "the families of these CIDRs cannot be told")
}
