//! Changes that are alike in one row: pods of a workload, what a path of an object is called.

use std::collections::HashMap;

use crate::compare::{ObjectChange, PodChange, Stand};

/// An object as a person knows it: `Deployment default/web`.
pub(super) fn name(object: &ObjectChange) -> String {
    let namespace = object.namespace.as_ref().map_or_else(String::new, |namespace| format!("{namespace}/"));
    format!("{} {namespace}{}", object.kind, object.name).trim_end().to_owned()
}

/// What becomes of a pod, in a word: its node, or why it has none; nothing of one that is not there.
pub(super) fn stand(stand: Option<&Stand>) -> String {
    match stand {
        None => "<none>".to_owned(),
        Some(Stand { node: Some(node), .. }) => node.clone(),
        Some(Stand { status, node: None }) => (*status).to_owned(),
    }
}

/// In a word, what a change means to a pod.
pub(super) fn what(pod: &PodChange) -> &'static str {
    let has_node = |stand: &Option<Stand>| stand.as_ref().is_some_and(|stand| stand.node.is_some());
    match (&pod.before, &pod.after) {
        (None, Some(_)) if has_node(&pod.after) => "new",
        (None, Some(_)) => "new, without a node",
        (Some(_), None) => "gone",
        _ => match (has_node(&pod.before), has_node(&pod.after)) {
            (true, true) => "moves",
            (true, false) => "loses its node",
            (false, true) => "gets a node",
            (false, false) => "otherwise without a node",
        },
    }
}

/// Pods of a workload to which the same happens.
pub(super) fn groups(pods: &[PodChange]) -> Vec<Vec<&PodChange>> {
    let mut groups: Vec<Vec<&PodChange>> = Vec::new();
    let mut known: HashMap<(&str, &(String, String), &str), usize> = HashMap::new();
    for pod in pods {
        let Some(workload) = &pod.workload else {
            groups.push(vec![pod]);
            continue;
        };
        let key = (pod.namespace.as_str(), workload, what(pod));
        let at = *known.entry(key).or_insert_with(|| {
            groups.push(Vec::new());
            groups.len() - 1
        });
        groups[at].push(pod);
    }
    groups
}
