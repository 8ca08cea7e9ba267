//! Node selectors and node affinity (upstream `plugins/nodeaffinity`).

use super::normalize;
use crate::scheduler::framework::{Attempt, Feasible, Filter, Plugin, PreFiltered};
use crate::scheduler::intern::Interner;
use crate::scheduler::node_set::NodeSet;
use crate::scheduler::selector::Selector;
use crate::scheduler::snapshot::nodes::Nodes;
use crate::scheduler::status::Rejection;
use crate::scheduler::template::Template;
use crate::scheduler::types::{AddedAffinity, NodeSelector, Operator, Pod, PreferredSchedulingTerm};
use std::collections::BTreeSet;

/// Upstream's name.
pub(crate) const NAME: &str = "NodeAffinity";

/// What it does.
pub(in crate::scheduler) const PLUGIN: Plugin = Plugin {
    weight: 2,
    pre_filter: Some(pre_filter),
    filter: Some(Filter::Settled { refuse, open }),
    score: Some(score),
    ..Plugin::named(NAME)
};

/// The pod's own demands.
pub(crate) const REASON: &str = "node(s) didn't match Pod's node affinity/selector";
/// The profile's `addedAffinity`.
const ENFORCED: &str = "node(s) didn't match scheduler-enforced node affinity";
/// Terms that ask for different nodes by name at once.
const CONFLICT: &str = "pod affinity terms conflict";

/// What a pod asks of the node's labels and name.
#[derive(Debug, PartialEq)]
pub(in crate::scheduler) struct Wants {
    /// Nodes that meet its demands; `None` where it has none.
    pub(in crate::scheduler) required: Option<NodeSet>,
    /// Nodes that meet the profile's demand.
    enforced: Option<NodeSet>,
    /// Nodes asked for by name.
    named: Named,
    /// Wishes with their weights; `None` where there is none.
    preferred: Option<Vec<(i64, NodeSet)>>,
}

/// Nodes asked for by name in every term (upstream `PreFilterResult`).
#[derive(Clone, Debug, PartialEq, Eq)]
enum Named {
    /// Not every term asks by name.
    Any,
    /// Only these; names that no node has are left out. Sorted by name.
    These(Vec<usize>),
    /// No node can have the names.
    Conflict,
}

impl Wants {
    /// Reads the pod's and the profile's demands and wishes.
    pub(in crate::scheduler) fn new(
        pod: &Pod,
        added: Option<&AddedAffinity>,
        nodes: &mut Nodes<'_>,
        names: &mut Interner,
    ) -> Self {
        let affinity = pod.affinity.node_affinity.as_ref();
        let required = affinity.and_then(|a| a.required.as_ref());
        let enforced = added.and_then(|a| a.required.as_ref()).map(|r| any_of(r, nodes, names));
        let mut preferred = affinity.map(|a| a.preferred.as_slice()).unwrap_or_default().to_vec();
        preferred.extend(added.map(|a| a.preferred.as_slice()).unwrap_or_default().iter().cloned());
        Wants {
            required: required_mask(pod, nodes, names),
            enforced,
            named: required.map_or(Named::Any, |r| named(r, nodes)),
            preferred: (!preferred.is_empty()).then(|| wishes(&preferred, nodes, names)),
        }
    }
}

fn pre_filter<'c>(attempt: &Attempt<'_, 'c>) -> Result<PreFiltered<'c>, String> {
    let wants = &attempt.template.node_affinity;
    match &wants.named {
        Named::Conflict => Err(CONFLICT.to_owned()),
        Named::These(nodes) => Ok(PreFiltered::Only(nodes.clone())),
        Named::Any if wants.required.is_none() && wants.enforced.is_none() => Ok(PreFiltered::Skip),
        Named::Any => Ok(PreFiltered::Run),
    }
}

fn refuse(attempt: &Attempt<'_, '_>, at: usize) -> Option<Rejection> {
    let wants = &attempt.template.node_affinity;
    let shut = |set: &Option<NodeSet>| set.as_ref().is_some_and(|set| !set.has(at));
    if shut(&wants.enforced) {
        return Some(Rejection::unresolvable(ENFORCED));
    }
    shut(&wants.required).then(|| Rejection::unresolvable(REASON))
}

fn open(template: &Template<'_>, _: &Nodes<'_>, open: &mut NodeSet) {
    let wants = &template.node_affinity;
    wants.required.iter().chain(&wants.enforced).for_each(|set| open.and(set));
}

/// The nodes that the pod's node selector and required affinity allow; `None` where it has neither (upstream
/// `GetRequiredNodeAffinity`).
pub(in crate::scheduler) fn required_mask(pod: &Pod, nodes: &mut Nodes<'_>, names: &mut Interner) -> Option<NodeSet> {
    let required = pod.affinity.node_affinity.as_ref().and_then(|a| a.required.as_ref());
    if pod.node_selector.is_empty() && required.is_none() {
        return None;
    }
    let mut set = nodes.selected(&Selector::of_labels(&pod.node_selector, names), names);
    if let Some(required) = required {
        set.and(&any_of(required, nodes, names));
    }
    Some(set)
}

/// The nodes that match one of the terms.
pub(in crate::scheduler) fn any_of(selector: &NodeSelector, nodes: &mut Nodes<'_>, names: &mut Interner) -> NodeSet {
    let mut set = NodeSet::none(nodes.len());
    for term in &selector.node_selector_terms {
        set.or(&nodes.matching_term(term, names));
    }
    set
}

fn wishes(terms: &[PreferredSchedulingTerm], nodes: &mut Nodes<'_>, names: &mut Interner) -> Vec<(i64, NodeSet)> {
    terms
        .iter()
        .filter(|t| t.weight != 0)
        .map(|t| (i64::from(t.weight), nodes.matching_term(&t.preference, names)))
        .collect()
}

/// The names that the terms ask for, if each asks for some (upstream `NodeAffinity.PreFilter`).
fn named(required: &NodeSelector, nodes: &Nodes<'_>) -> Named {
    let mut all: Option<BTreeSet<&str>> = None;
    for term in &required.node_selector_terms {
        let mut of_term: Option<BTreeSet<&str>> = None;
        for r in &term.match_fields {
            if r.key == "metadata.name" && r.operator == Operator::In {
                let values: BTreeSet<&str> = r.values.iter().map(String::as_str).collect();
                of_term = Some(match of_term {
                    None => values,
                    Some(before) => before.intersection(&values).copied().collect(),
                });
            }
        }
        let Some(of_term) = of_term else { return Named::Any };
        all.get_or_insert_default().extend(of_term);
    }
    match all {
        None => Named::Any,
        Some(names) if names.is_empty() => Named::Conflict,
        Some(names) => Named::These(names.into_iter().filter_map(|n| nodes.position(n)).collect()),
    }
}

/// The sum of the wishes met; says nothing where there are none.
fn score(attempt: &Attempt<'_, '_>, feasible: &Feasible<'_>) -> Option<Vec<i64>> {
    let preferred = attempt.template.node_affinity.preferred.as_ref()?;
    let met = |at: usize| preferred.iter().filter(|(_, set)| set.has(at)).map(|(weight, _)| weight).sum();
    let mut scores: Vec<i64> = feasible.nodes.iter().map(|&at| met(at as usize)).collect();
    normalize::by_max(&mut scores, false);
    Some(scores)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scheduler::types::{Cluster, Node, NodeSelectorRequirement, NodeSelectorTerm};

    #[test]
    fn names_of_all_terms() {
        let node = |name: &str| Node { name: name.to_owned(), ..Node::default() };
        let cluster = Cluster { nodes: vec![node("b"), node("a")], ..Cluster::default() };
        let nodes = Nodes::new(&cluster, &mut Interner::default());
        let field = |value: &str| NodeSelectorRequirement {
            key: "metadata.name".to_owned(),
            operator: Operator::In,
            values: vec![value.to_owned()],
        };
        // names asked for in each term, answer
        let table: &[(&[&[&str]], Named)] = &[
            (&[&["b"], &["a"]], Named::These(vec![1, 0])),
            (&[&["gone"]], Named::These(vec![])),
            (&[&["a", "b"]], Named::Conflict),
            (&[&["a"], &[]], Named::Any),
            (&[], Named::Any),
        ];
        for (terms, expected) in table {
            let terms = terms.iter().map(|names| NodeSelectorTerm {
                match_fields: names.iter().map(|n| field(n)).collect(),
                ..NodeSelectorTerm::default()
            });
            let selector = NodeSelector { node_selector_terms: terms.collect() };
            assert_eq!(named(&selector, &nodes), *expected, "{selector:?}");
        }
    }
}
