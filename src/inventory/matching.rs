//! Whether labels, nodes and taints meet what is asked of them. The scheduler has its own, faster forms of these; the ones
//! here answer for one requirement at a time, for listings and explanations.

use crate::scheduler::types::{
    LabelSelector, Labelled, Node, NodeSelectorRequirement, NodeSelectorTerm, Operator, Pod, Taint, TaintEffect,
    Toleration, TolerationOperator,
};

/// Whether a selector picks these labels.
pub fn selects(selector: &LabelSelector, labels: &impl Labelled) -> bool {
    selector.match_labels.iter().all(|(k, v)| labels.label(k) == Some(v))
        && selector.match_expressions.iter().all(|e| compares(e.operator, labels.label(&e.key), &e.values))
}

fn compares(operator: Operator, value: Option<&String>, values: &[String]) -> bool {
    let number = |text: &String| text.parse::<i64>().ok();
    let ordered = |holds: fn(i64, i64) -> bool| {
        let bound = values.first().and_then(number);
        value.and_then(number).zip(bound).is_some_and(|(value, bound)| holds(value, bound))
    };
    match operator {
        Operator::In => value.is_some_and(|v| values.contains(v)),
        Operator::NotIn => value.is_none_or(|v| !values.contains(v)),
        Operator::Exists => value.is_some(),
        Operator::DoesNotExist => value.is_none(),
        Operator::Gt => ordered(|value, bound| value > bound),
        Operator::Lt => ordered(|value, bound| value < bound),
    }
}

/// Whether a node's labels meet one requirement.
pub fn node_meets(requirement: &NodeSelectorRequirement, labels: &impl Labelled) -> bool {
    compares(requirement.operator, labels.label(&requirement.key), &requirement.values)
}

/// Whether a node's fields meet one requirement; `metadata.name` is the only field.
pub fn field_meets(requirement: &NodeSelectorRequirement, node: &Node) -> bool {
    requirement.key == "metadata.name" && compares(requirement.operator, Some(&node.name), &requirement.values)
}

/// Whether a term picks the node; an empty one picks none.
pub fn term_selects(term: &NodeSelectorTerm, node: &Node) -> bool {
    let empty = term.match_expressions.is_empty() && term.match_fields.is_empty();
    !empty
        && term.match_expressions.iter().all(|r| node_meets(r, &node.labels))
        && term.match_fields.iter().all(|r| field_meets(r, node))
}

/// Whether a toleration meets a taint (`ToleratesTaint`, without the comparisons that are off by default).
pub fn tolerates(toleration: &Toleration, taint: &Taint) -> bool {
    toleration.effect.is_none_or(|effect| effect == taint.effect)
        && (toleration.key.is_empty() || toleration.key == taint.key)
        && match toleration.operator {
            TolerationOperator::Exists => true,
            TolerationOperator::Equal => !toleration.key.is_empty() && toleration.value == taint.value,
            TolerationOperator::Lt | TolerationOperator::Gt => false,
        }
}

/// The taints of the node that keep the pod away.
pub fn untolerated<'n>(pod: &Pod, node: &'n Node) -> impl Iterator<Item = &'n Taint> {
    node.taints.iter().filter(|taint| {
        taint.effect != TaintEffect::PreferNoSchedule && !pod.tolerations.iter().any(|t| tolerates(t, taint))
    })
}

/// Whether the pod's selector and demanded affinity pick the node.
pub fn node_selected(pod: &Pod, node: &Node) -> bool {
    let required = pod.affinity.node_affinity.as_ref().and_then(|a| a.required.as_ref());
    pod.node_selector.iter().all(|(k, v)| node.labels.get(k) == Some(v))
        && required.is_none_or(|r| r.node_selector_terms.iter().any(|t| term_selects(t, node)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scheduler::types::Labels;

    #[test]
    fn requirements_compare_as_upstream_does() {
        let labels: Labels =
            [("env".to_owned(), "dev".to_owned()), ("gen".to_owned(), "7".to_owned())].into_iter().collect();
        let table: &[(Operator, &str, &[&str], bool)] = &[
            (Operator::In, "env", &["qa", "dev"], true),
            (Operator::NotIn, "env", &["dev"], false),
            (Operator::NotIn, "absent", &["dev"], true),
            (Operator::Exists, "env", &[], true),
            (Operator::DoesNotExist, "env", &[], false),
            (Operator::Gt, "gen", &["6"], true),
            (Operator::Lt, "gen", &["7"], false),
            (Operator::Gt, "env", &["1"], false),
            (Operator::Gt, "gen", &["x"], false),
        ];
        for (operator, key, values, holds) in table {
            let requirement = NodeSelectorRequirement {
                key: (*key).to_owned(),
                operator: *operator,
                values: values.iter().map(|v| (*v).to_owned()).collect(),
            };
            assert_eq!(node_meets(&requirement, &labels), *holds, "{operator:?} {key} {values:?}");
        }
    }

    #[test]
    fn a_toleration_without_a_value_does_not_meet_a_taint_with_one() {
        let taint = Taint { key: "env".into(), value: "dev".into(), effect: TaintEffect::NoSchedule };
        let toleration = |operator, value: &str| Toleration {
            key: "env".into(),
            operator,
            value: value.into(),
            effect: Some(TaintEffect::NoSchedule),
        };
        assert!(!tolerates(&toleration(TolerationOperator::Equal, ""), &taint));
        assert!(tolerates(&toleration(TolerationOperator::Equal, "dev"), &taint));
        assert!(tolerates(&toleration(TolerationOperator::Exists, ""), &taint));
    }
}
