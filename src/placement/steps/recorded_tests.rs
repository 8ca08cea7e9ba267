//! Steps as a real control plane answered them, where its answers lie beside the project: evictions, rollouts, patches and
//! what is applied later. After each, has every workload as many pods with a node and without?

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::Value;

use super::super::case::{Case, named, of_file};
use crate::discover::{Role, SourceFile};
use crate::inventory::{Made, Setting, parse_commands};
use crate::model::{FileId, Version};
use crate::scheduler::types::{Config, Verdict};
use crate::scheduler::{Detail, schedule};
use crate::source::{Limits, stream};

/// What the figures may not fall below, of a hundred.
const LEAST: f64 = 85.0;

/// Kinds whose pods are counted together.
const WORKLOADS: [&str; 4] = ["Deployment", "StatefulSet", "DaemonSet", "Job"];

fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    value[key].as_str().unwrap_or_default()
}

/// A step in words, with the file that it applies.
fn words(step: &Value, at: usize) -> Option<String> {
    let namespace = step["namespace"].as_str().map_or_else(String::new, |ns| format!(" -n {ns}"));
    let (kind, name) = (text(step, "kind").to_lowercase(), text(step, "name"));
    let node = text(step, "node");
    Some(match text(step, "do") {
        "scale" => format!("scale {kind} {name} --replicas={}{namespace}", step["replicas"]),
        verb @ ("cordon" | "uncordon") => format!("{verb} {node}"),
        "drain" => format!("drain {node} --ignore-daemonsets --delete-emptydir-data --force"),
        "taint" => format!("taint node {node} {}", text(step, "taint")),
        "untaint" => {
            let (key, effect) = text(step, "taint").split_once(':')?;
            format!("taint node {node} {}:{effect}-", key.split('=').next()?)
        }
        "delete" => format!("delete {kind} {name}{namespace}"),
        "set-image" => format!("set image {kind} {name} '*={}'{namespace}", text(step, "image")),
        "patch" => format!("patch {kind} {name} -p '{}'{namespace}", step["patch"]),
        "apply" => format!("apply -f step-{at}.yaml"),
        "evict" if name.is_empty() => {
            let count = step["count"].as_i64().map_or_else(String::new, |count| format!(" --count {count}"));
            format!("evict -l {}{count}{namespace}", text(step, "selector"))
        }
        "evict" => format!("evict {name}{namespace}"),
        "label" => {
            let pair = |(key, value): (&String, &Value)| match value.as_str() {
                Some(value) => format!(" {key}={value}"),
                None => format!(" {key}-"),
            };
            format!("label node {node} --overwrite{}", step["labels"].as_object()?.iter().map(pair).collect::<String>())
        }
        _ => return None,
    })
}

/// Pods with a node and without, by workload.
type Counts = BTreeMap<String, [usize; 2]>;

/// What becomes of the workloads.
fn here(case: &Value, commands: &[String], added: &[(String, String)]) -> Option<Counts> {
    // What was driven away is made again before the last look.
    let commands = parse_commands(&format!("{}\ncordon -l none=such", commands.join("\n"))).ok()?;
    let told = |path: &str, text: &str| SourceFile { role: Role::Told, ..SourceFile::new(path, text) };
    let mut files = vec![SourceFile::new("world.yaml", text(case, "yaml"))];
    files.extend(added.iter().map(|(path, text)| told(path, text)));
    let trees: Vec<_> = files.iter().map(|file| stream(&file.text, &Limits::default())).collect();
    let objects = of_file(FileId(0), &trees[0]);
    let all = (1..).zip(files.iter().zip(&trees).skip(1)).map(|(id, (file, tree))| named(FileId(id), file, tree));
    let made = Made::new(&objects, all.collect(), None);
    let version = Version::new(36)?;
    let (setting, config) = (Setting { version, ..Setting::default() }, Config::default());
    let case = Case::new(&objects, (&commands, &made), setting, &config).ok()?;
    let decisions = schedule(&case.cluster, &config, Detail::default());
    let absent = super::super::waiting::of(&case, &decisions);
    let mut counts = Counts::new();
    let mut add = |pod: &crate::inventory::PodInstance<'_>, placed: bool| {
        let name = pod.workload.as_ref().map_or(&pod.pod.name, |workload| &workload.name);
        counts.entry(format!("{}/{name}", pod.pod.namespace)).or_default()[usize::from(!placed)] += 1;
    };
    for (_, pod) in case.bound.iter().enumerate().filter(|(at, _)| !absent.bound.contains_key(at)) {
        add(pod, true);
    }
    for decision in decisions.iter().filter(|decision| !absent.pods.contains_key(&decision.pod)) {
        let placed = matches!(decision.verdict, Verdict::Scheduled { .. } | Verdict::Preempting { .. });
        add(&case.pods[decision.pod], placed);
    }
    Some(counts)
}

/// What became of them.
fn there(case: &Value, state: &Value, at: usize) -> (Counts, BTreeSet<String>) {
    let later = case["steps"].as_array().into_iter().flatten().map(|step| text(step, "yaml"));
    let yaml = std::iter::once(text(case, "yaml")).chain(later).collect::<Vec<_>>().join("\n---\n");
    let trees = stream(&yaml, &Limits::default());
    let objects = of_file(FileId(0), &trees);
    let own = objects.iter().filter(|found| WORKLOADS.contains(&found.resource.kind));
    let names: Vec<String> = own
        .filter_map(|found| {
            Some(format!("{}/{}", found.resource.namespace().unwrap_or("default"), found.resource.name()?))
        })
        .collect();
    let owner = |pod: &str| {
        let of = names.iter().filter(|name| pod.strip_prefix(name.as_str()).is_some_and(|rest| rest.starts_with('-')));
        of.max_by_key(|name| name.len()).cloned().unwrap_or_else(|| pod.to_owned())
    };
    let mut counts = Counts::new();
    for pod in state["pods"].as_array().into_iter().flatten() {
        if pod["terminating"].as_bool() != Some(true) {
            let placed = !text(pod, "node").is_empty() || text(&pod["scheduled"], "status") == "True";
            counts.entry(owner(text(pod, "name"))).or_default()[usize::from(!placed)] += 1;
        }
    }
    let prefix = format!("steps[{at}].pods[");
    let varied = case["varies"].as_object().into_iter().flatten().filter_map(|(path, _)| {
        let (name, field) = path.strip_prefix(&prefix)?.split_once(']')?;
        (field != ".node").then(|| owner(name))
    });
    (counts, varied.collect())
}

#[test]
fn steps_end_as_they_did_in_a_cluster() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/conformance/cluster.jsonl");
    let Ok(recorded) = std::fs::read_to_string(path) else { return };
    let mut figures: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    let mut differences = Vec::new();
    for line in recorded.lines() {
        let case: Value = serde_json::from_str(line).unwrap();
        let steps = case["steps"].as_array().unwrap();
        if !steps.iter().any(|step| matches!(text(step, "do"), "evict" | "set-image" | "patch" | "apply")) {
            continue;
        }
        let (mut said, mut added, mut at) = (Vec::new(), Vec::new(), 0);
        for step in steps.iter().filter(|step| text(step, "do") != "wait") {
            at += 1;
            let Some(words) = words(step, at) else { break };
            if let Some(yaml) = step["yaml"].as_str() {
                added.push((format!("step-{at}.yaml"), yaml.to_owned()));
            }
            let state = &case["outcome"][at];
            // What is refused changes nothing, here as there.
            let refused = state["refused"].as_array().is_some_and(|all| !all.is_empty()) && text(step, "do") == "patch";
            said.push(words.clone());
            let mine = here(&case, &said, &added);
            let (real, varied) = there(&case, state, at);
            let same = match mine {
                None => {
                    said.pop();
                    refused
                }
                Some(mine) => {
                    let all: BTreeSet<&String> = mine.keys().chain(real.keys()).collect();
                    let differs: Vec<_> = all
                        .into_iter()
                        .filter(|key| !varied.contains(*key) && mine.get(*key) != real.get(*key))
                        .map(|key| format!("{key}: {:?} here, {:?} there", mine.get(key), real.get(key)))
                        .collect();
                    if !differs.is_empty() {
                        differences.push(format!("{} {}: {}", text(&case, "id"), said.join("; "), differs.join(", ")));
                    }
                    differs.is_empty()
                }
            };
            // What a kubelet says of an image is not placement's.
            let pulls = said.iter().any(|words| words.contains("missing:"));
            let verb = format!("{}{}", text(step, "do"), if pulls { " of an image that is missing" } else { "" });
            let figure = figures.entry(verb).or_default();
            (figure.0, figure.1) = (figure.0 + usize::from(same), figure.1 + 1);
        }
    }
    for (verb, (same, all)) in &figures {
        println!("{verb}: {same} of {all}");
    }
    println!("{}", differences.join("\n"));
    for verb in ["evict", "set-image", "patch", "apply"] {
        let (same, all) = figures[verb];
        assert!(
            all > 0 && same as f64 * 100.0 / all as f64 >= LEAST,
            "{verb}: {same} of {all}\n{}",
            differences.join("\n")
        );
    }
}
