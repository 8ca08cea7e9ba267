//! Node selectors and node affinity: label the node, or ask for less.

use super::Repair;
use crate::explain::Sort;
use crate::explain::edit::{json, plain, set_flow, set_scalar};
use crate::explain::near::Near;
use crate::explain::view::{View, spec};
use crate::explain::words::requirement;
use crate::inventory::PodInstance;
use crate::inventory::matching::{field_meets, node_meets};
use crate::model::Edit;
use crate::resource::Field;
use crate::scheduler::types::{Node, NodeSelectorRequirement, NodeSelectorTerm, Operator, Pod};
use crate::source::Kind;

const REQUIRED: &str = "requiredDuringSchedulingIgnoredDuringExecution";

/// Domains of labels by which clouds and autoscalers say what a node is.
const OF_CLOUDS: [&str; 9] = [
    "k8s.io",
    "k8s.aws",
    "karpenter.sh",
    "eks.amazonaws.com",
    "cloud.google.com",
    "kubernetes.azure.com",
    "topology.gke.io",
    "topology.ebs.csi.aws.com",
    "topology.disk.csi.azure.com",
];

/// Whether a label says what its node is, and is set by the kubelet or the cloud, or is nearly called like one that is: nobody
/// puts it there for a pod's sake. Roles, and what the NodeRestriction plugin leaves to administrators, are theirs.
pub(super) fn is_a_fact(key: &str) -> bool {
    let domain = key.split_once('/').map_or("", |(domain, _)| domain);
    let is_in = |of: &str| domain == of || domain.strip_suffix(of).is_some_and(|rest| rest.ends_with('.'));
    let own = is_in("kubernetes.io");
    own && !domain.ends_with("node-role.kubernetes.io") && !domain.ends_with("node-restriction.kubernetes.io")
        || OF_CLOUDS.iter().any(|of| is_in(of))
}

pub(super) fn cures(view: &View<'_, '_>, pod: &PodInstance<'_>, node: usize) -> Vec<Repair> {
    let node = view.node(node);
    // So much is wrong that nobody would change it in this way.
    if failing_selector(&pod.pod, node).len() > MOST_CHANGES {
        return Vec::new();
    }
    // What is one letter off was meant, and the nodes are right.
    if let Some(slips) = slips(view, pod, node) {
        return slips;
    }
    label(&pod.pod, node).into_iter().chain(ask_otherwise(pod, node)).collect()
}

/// What a pod gives up with what it demands of nodes.
const ANYWHERE: &str = "it may run on any node";

/// Labels that an offer changes at most.
const MOST_CHANGES: usize = 32;

/// The key or the value of a node selector that is nearly one that nodes have, written as this node has it; `None` where nothing is
/// nearly so called.
fn slips(view: &View<'_, '_>, pod: &PodInstance<'_>, node: &Node) -> Option<Vec<Repair>> {
    let failing = failing_selector(&pod.pod, node);
    let mut near = failing.iter().map(|(key, value)| view.near_label(key, value));
    if !near.any(|near| matches!(near, Some(Near::Key(_) | Near::Value(_)))) {
        return None;
    }
    let [(key, value)] = failing[..] else { return Some(Vec::new()) };
    let entry = spec(pod).at("nodeSelector").node().and_then(|map| map.entry(key))?;
    let (meant, old, own) = match view.near_label(key, value)? {
        Near::Key(near) => (format!("{near}={value}"), entry.key, (near, value.as_str())),
        Near::Value(near) => (format!("{key}={near}"), entry.value, (key.as_str(), near)),
        Near::Others => return None,
    };
    let has = node.labels.get(own.0).map(String::as_str) == Some(own.1);
    let text = if old == entry.key { own.0 } else { own.1 };
    let edit = set_scalar(pod.template.file, old, text).filter(|_| has);
    let slip = |edit| {
        let title = format!("select {meant}, as the nodes have it");
        Repair { sort: Sort::Slip, ..Repair::manifest(8, title, vec![edit]) }
    };
    Some(edit.map(slip).into_iter().collect())
}

/// The failing part of a node selector: keys and values.
fn failing_selector<'p>(pod: &'p Pod, node: &Node) -> Vec<(&'p String, &'p String)> {
    pod.node_selector.iter().filter(|(k, v)| node.labels.get(k) != Some(v)).collect()
}

/// The term nearest to picking the node, with what fails in it; nothing where one picks it already.
fn nearest_term<'p>(
    pod: &'p Pod,
    node: &Node,
) -> Option<(usize, &'p NodeSelectorTerm, Vec<&'p NodeSelectorRequirement>)> {
    let required = pod.affinity.node_affinity.as_ref()?.required.as_ref()?;
    let failing = |t: &'p NodeSelectorTerm| -> Vec<_> {
        t.match_expressions.iter().filter(|r| !node_meets(r, &node.labels)).collect()
    };
    let possible = required.node_selector_terms.iter().enumerate().filter(|(_, t)| {
        !(t.match_expressions.is_empty() && t.match_fields.is_empty())
            && t.match_fields.iter().all(|r| field_meets(r, node))
    });
    let nearest = possible.map(|(i, t)| (i, t, failing(t))).min_by_key(|(_, _, f)| f.len())?;
    (!nearest.2.is_empty()).then_some(nearest)
}

/// Whether some demanded term cannot be met by labels alone.
fn tied_elsewhere(pod: &Pod, node: &Node) -> bool {
    let required = pod.affinity.node_affinity.as_ref().and_then(|a| a.required.as_ref());
    required.is_some_and(|r| {
        !r.node_selector_terms.iter().any(|t| {
            !(t.match_expressions.is_empty() && t.match_fields.is_empty())
                && t.match_fields.iter().all(|f| field_meets(f, node))
        })
    })
}

/// The `kubectl label` that makes the node fit.
fn label(pod: &Pod, node: &Node) -> Option<Repair> {
    if tied_elsewhere(pod, node) {
        return None;
    }
    let mut labels = node.labels.clone();
    let mut changes = Vec::new();
    for (key, value) in failing_selector(pod, node) {
        labels.insert(key.clone(), value.clone());
        changes.push((key.clone(), Some(value.clone())));
    }
    if let Some((_, term, failing)) = nearest_term(pod, node) {
        if failing.len() > MOST_CHANGES {
            return None;
        }
        for r in term.match_expressions.iter().filter(|r| !node_meets(r, &node.labels)) {
            if node_meets(r, &labels) {
                continue;
            }
            let value = wanted_value(r)?;
            match &value {
                Some(value) => drop(labels.insert(r.key.clone(), value.clone())),
                None => drop(labels.remove(&r.key)),
            }
            changes.push((r.key.clone(), value));
        }
        // One change may undo another.
        if !term.match_expressions.iter().all(|r| node_meets(r, &labels)) {
            return None;
        }
    }
    if changes.is_empty() || pod.node_selector.iter().any(|(k, v)| labels.get(k) != Some(v)) {
        return None;
    }
    let overwrite = changes.iter().any(|(k, v)| v.is_some() && node.labels.contains_key(k));
    let words: Vec<String> =
        changes.iter().map(|(k, v)| v.as_ref().map_or_else(|| format!("{k}-"), |v| format!("{k}={v}"))).collect();
    if changes.iter().any(|(key, _)| is_a_fact(key)) {
        return None;
    }
    let cost = 46 + 4 * u32::try_from(changes.len()).unwrap_or(99) + if overwrite { 10 } else { 0 };
    let repair = Repair::cluster(
        cost,
        format!("label node {} with {}", node.name, words.join(" ")),
        format!("kubectl label node {} {}{}", node.name, words.join(" "), if overwrite { " --overwrite" } else { "" }),
    );
    Some(repair.giving_up(if overwrite {
        "what selects the node by its old label no longer finds it"
    } else {
        "the label has to be true of the node, and others that select it may go there"
    }))
}

/// The value that meets a requirement; `Some(None)` to have no such label.
fn wanted_value(r: &NodeSelectorRequirement) -> Option<Option<String>> {
    let number = || r.values.first()?.parse::<i64>().ok();
    Some(match r.operator {
        Operator::In => Some(r.values.first()?.clone()),
        Operator::NotIn | Operator::DoesNotExist => None,
        Operator::Exists => Some("true".to_owned()),
        Operator::Gt => Some(number()?.checked_add(1)?.to_string()),
        Operator::Lt => Some(number()?.checked_sub(1)?.to_string()),
    })
}

/// Changes to the pod so that it takes the node as it is.
fn ask_otherwise(pod: &PodInstance<'_>, node: &Node) -> Option<Repair> {
    let (mut edits, mut titles) = (Vec::new(), Vec::new());
    let failing = failing_selector(&pod.pod, node);
    if !failing.is_empty() {
        let (edit, title) = selector(pod, node, &failing)?;
        edits.extend(edit);
        titles.push(title);
    }
    let mut cost = 45;
    let mut price = String::new();
    if !failing.is_empty() {
        price = format!(
            "it runs where there is no {}",
            failing.iter().map(|(k, v)| format!("{k}={v}")).collect::<Vec<_>>().join(" ")
        );
    }
    if let Some((index, _, failing)) = nearest_term(&pod.pod, node) {
        let term = spec(pod).at("affinity").at("nodeAffinity").at(REQUIRED).at("nodeSelectorTerms").items().nth(index);
        match term.and_then(|t| widen(pod, t, node, &failing)) {
            Some((edit, title)) => {
                edits.extend(edit);
                titles.push(title);
            }
            None => {
                drop_required(pod, &mut edits, &mut titles)?;
                ANYWHERE.clone_into(&mut price);
                cost += 25;
            }
        }
    } else if tied_elsewhere(&pod.pod, node) {
        drop_required(pod, &mut edits, &mut titles)?;
        ANYWHERE.clone_into(&mut price);
        cost += 25;
    }
    (!edits.is_empty()).then(|| Repair::manifest(cost, titles.join(", and "), edits).giving_up(price))
}

/// The pod without what it demands of a node's labels and name.
pub(super) fn anywhere(pod: &PodInstance<'_>) -> Option<Repair> {
    let (mut edits, mut titles) = (Vec::new(), Vec::new());
    drop_required(pod, &mut edits, &mut titles)?;
    Some(Repair::manifest(95, titles.join(" and "), edits).giving_up(ANYWHERE))
}

fn drop_required(pod: &PodInstance<'_>, edits: &mut Vec<Edit>, titles: &mut Vec<String>) -> Option<()> {
    let entry = spec(pod).at("affinity").at("nodeAffinity").node()?.entry(REQUIRED)?;
    edits.push(set_flow(pod.template.file, entry, "null")?);
    titles.push("drop the required node affinity".to_owned());
    Some(())
}

/// The node selector as the node's labels have it: other values, or no such entry.
fn selector(pod: &PodInstance<'_>, node: &Node, failing: &[(&String, &String)]) -> Option<(Vec<Edit>, String)> {
    let file = pod.template.file;
    let map = spec(pod).at("nodeSelector").node()?;
    let name = &node.name;
    if failing.iter().all(|(k, _)| node.labels.contains_key(k)) {
        let mut edits = Vec::new();
        let mut words = Vec::new();
        for (key, _) in failing {
            let value = node.labels.get(key)?;
            // The old value may be quoted; the new one must not become a number or a boolean.
            let old = map.get(key)?;
            let text = if old.style() == crate::source::Style::Plain { plain(value) } else { value.clone() };
            edits.push(set_scalar(file, old, &text)?);
            words.push(format!("{key}={value}"));
        }
        return Some((edits, format!("select {}, as node {name} has it", words.join(", "))));
    }
    let rest: Vec<String> = map
        .entries()
        .filter(|e| !failing.iter().any(|(k, _)| k.as_str() == e.key.scalar_text()))
        .map(|e| format!("{}: {}", json(e.key.scalar_text()), json(e.value.scalar_text())))
        .collect();
    let entry = spec(pod).node()?.entry("nodeSelector")?;
    let words: Vec<String> = failing.iter().map(|(k, v)| format!("{k}={v}")).collect();
    let edit = set_flow(file, entry, &format!("{{{}}}", rest.join(", ")))?;
    Some((vec![edit], format!("no longer select {}", words.join(", "))))
}

/// The node's value among those that an expression accepts.
fn widen(
    pod: &PodInstance<'_>,
    term: Field<'_>,
    node: &Node,
    failing: &[&NodeSelectorRequirement],
) -> Option<(Vec<Edit>, String)> {
    let (mut edits, mut words) = (Vec::new(), Vec::new());
    for r in failing {
        let value = node.labels.get(&r.key).filter(|_| r.operator == Operator::In)?;
        let is_it = |e: &Field<'_>| {
            e.at("key").str() == r.key && e.at("operator").str() == "In" && e.at("values").len() == r.values.len()
        };
        let expression = term.at("matchExpressions").items().find(is_it)?;
        let entry = expression.node()?.entry("values").filter(|e| e.value.kind() == Kind::Seq)?;
        let all: Vec<String> = r.values.iter().chain([value]).map(|v| json(v)).collect();
        edits.push(set_flow(pod.template.file, entry, &format!("[{}]", all.join(", ")))?);
        words.push(format!("{} besides {}", value, requirement(r)));
    }
    Some((edits, format!("accept {}, as node {} has it", words.join(", "), node.name)))
}
