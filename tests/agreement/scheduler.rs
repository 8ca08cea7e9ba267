//! Decisions of kube-scheduler: node, message, the first plugin that refuses each node, scores, victims.

use std::collections::BTreeMap;

use rayon::prelude::*;
use serde_json::Value;

use super::recorded::{cases, hold};
use super::{said, texts};

const SCHEDULE: &[&str] = &["schedule", "--kubernetes-version", "1.36", "--format", "json", "--no-config"];

fn sorted(of: &Value) -> Vec<&str> {
    let mut all: Vec<&str> = texts(of).collect();
    all.sort_unstable();
    all
}

/// In what a decision differs from what is told of its pod, if in anything.
fn difference(decision: &Value, told: &Value) -> Option<&'static str> {
    let text = |of: &Value| of.as_str().unwrap_or_default().to_owned();
    if text(&decision["node"]) != text(&told["node"]) {
        return Some("node");
    }
    let gated = !matches!(decision["gated"], Value::Null | Value::Bool(false));
    if (told["status"] == "gated") != gated {
        return Some("gate");
    }
    if sorted(&decision["victims"]) != sorted(&told["victims"]) {
        return Some("victims");
    }
    if !text(&decision["message"]).is_empty() && decision["message"] != told["message"] {
        return Some("message");
    }
    if text(&decision["node"]).is_empty() {
        for (node, refusal) in decision["rejected"].as_object().into_iter().flatten() {
            let here = &told["nodes"][node];
            if refusal["plugin"] != here["plugin"] || sorted(&refusal["reasons"]) != sorted(&here["reasons"]) {
                return Some("refusal of a node");
            }
        }
    }
    let scored = |key: &str| decision[key].as_object().is_none_or(|of| of.is_empty()) || decision[key] == told[key];
    (!scored("totals") || !scored("scores")).then_some("scores")
}

fn decisions(name: &str, of: usize) {
    let cases = cases(name, of);
    let folder = tempfile::tempdir().unwrap();
    let wrong = |case: &Value| -> Option<String> {
        let path = folder.path().join(format!("{}.yaml", case["id"].as_str().unwrap()));
        std::fs::write(&path, case["yaml"].as_str().unwrap()).unwrap();
        let report = match said(SCHEDULE, &path) {
            Ok(report) => report,
            Err(problem) => return Some(problem),
        };
        let pods = report["pods"].as_array().unwrap();
        let pods: BTreeMap<&str, &Value> = pods.iter().map(|pod| (pod["pod"].as_str().unwrap(), pod)).collect();
        let mut differ = case["decisions"].as_array().into_iter().flatten().filter_map(|decision| {
            let pod = decision["pod"].as_str().unwrap();
            let told = pods.get(pod).copied().unwrap_or(&Value::Null);
            difference(decision, told).map(|what| format!("{what} of {pod}"))
        });
        differ.next()
    };
    let found: Vec<(String, Option<String>)> =
        cases.par_iter().map(|case| (case["id"].as_str().unwrap().to_owned(), wrong(case))).collect();
    let looked: Vec<String> = found.iter().map(|(id, _)| id.clone()).collect();
    let different: Vec<(String, String)> = found.into_iter().filter_map(|(id, why)| Some((id, why?))).collect();
    hold(name, &looked, &different);
}

#[test]
fn pods_go_where_the_scheduler_puts_them() {
    decisions("scheduler", 12);
}

#[test]
fn large_clusters_are_sampled_as_the_scheduler_samples_them() {
    decisions("scheduler-large", 5);
}

#[test]
fn devices_are_given_as_the_scheduler_gives_them() {
    decisions("dra", 2);
}
