//! The small values that many objects share: labels, amounts, selectors, tolerations.

use crate::model::Quantity;
use crate::resource::Field;
use crate::scheduler::types::{
    LabelSelector, LabelSelectorRequirement, Labels, NodeSelector, NodeSelectorRequirement, NodeSelectorTerm, Operator,
    PreferredSchedulingTerm, ResourceList, Toleration, TolerationOperator, TopologySpreadConstraint, WhenUnsatisfiable,
};
use crate::source::{Kind, Node};

use super::taint_effect;

/// A map of text to text. A value that is no text (which the server refuses) is taken as it is written.
pub(crate) fn labels(f: Field<'_>) -> Labels {
    let mut labels = Labels::with_capacity(f.len());
    labels.extend(
        f.entries().filter_map(|(key, value)| Some((key.scalar_text().to_owned(), scalar(value.node()?)?.to_owned()))),
    );
    labels
}

/// `v1.ResourceList`; amounts that cannot be read are left out.
pub(crate) fn resources(f: Field<'_>) -> ResourceList {
    let mut amounts = ResourceList::with_capacity(f.len());
    amounts.extend(f.entries().filter_map(|(key, value)| Some((key.scalar_text().to_owned(), amount(value)?))));
    amounts
}

/// One amount, given as text or as a number.
pub(crate) fn amount(f: Field<'_>) -> Option<Quantity> {
    Quantity::parse(scalar(f.node()?)?.trim()).ok()
}

/// A list of text.
pub(crate) fn strings(f: Field<'_>) -> Vec<String> {
    f.items().filter_map(|item| Some(scalar(item.node()?)?.to_owned())).collect()
}

/// A number as Go's `int32`; 0 where it is absent or does not fit.
pub(crate) fn int32(f: Field<'_>) -> i32 {
    i32::try_from(f.int()).unwrap_or_default()
}

fn scalar<'a>(node: Node<'a>) -> Option<&'a str> {
    (!matches!(node.kind(), Kind::Map | Kind::Seq)).then(|| node.scalar_text())
}

/// `metav1.LabelSelector`; `None` where it is absent.
pub(crate) fn label_selector(f: Field<'_>) -> Option<LabelSelector> {
    f.node()?;
    let requirement = |e: Field<'_>| {
        Some(LabelSelectorRequirement {
            key: e.at("key").str().to_owned(),
            operator: operator(e.at("operator").str())?,
            values: strings(e.at("values")),
        })
    };
    Some(LabelSelector {
        match_labels: labels(f.at("matchLabels")),
        match_expressions: f.at("matchExpressions").items().filter_map(requirement).collect(),
    })
}

fn operator(text: &str) -> Option<Operator> {
    Some(match text {
        "In" => Operator::In,
        "NotIn" => Operator::NotIn,
        "Exists" => Operator::Exists,
        "DoesNotExist" => Operator::DoesNotExist,
        "Gt" => Operator::Gt,
        "Lt" => Operator::Lt,
        _ => return None,
    })
}

/// `v1.NodeSelector`; `None` where it is absent.
pub(crate) fn node_selector(f: Field<'_>) -> Option<NodeSelector> {
    f.node()?;
    Some(NodeSelector { node_selector_terms: f.at("nodeSelectorTerms").items().map(node_selector_term).collect() })
}

fn node_selector_term(f: Field<'_>) -> NodeSelectorTerm {
    let requirement = |e: Field<'_>| {
        Some(NodeSelectorRequirement {
            key: e.at("key").str().to_owned(),
            operator: operator(e.at("operator").str())?,
            values: strings(e.at("values")),
        })
    };
    NodeSelectorTerm {
        match_expressions: f.at("matchExpressions").items().filter_map(requirement).collect(),
        match_fields: f.at("matchFields").items().filter_map(requirement).collect(),
    }
}

/// A list of `v1.PreferredSchedulingTerm`.
pub(crate) fn preferred_terms(f: Field<'_>) -> Vec<PreferredSchedulingTerm> {
    f.items()
        .map(|t| PreferredSchedulingTerm {
            weight: int32(t.at("weight")),
            preference: node_selector_term(t.at("preference")),
        })
        .collect()
}

/// `v1.Toleration`; `None` where its operator or effect does not exist.
pub(crate) fn toleration(f: Field<'_>) -> Option<Toleration> {
    Some(Toleration {
        key: f.at("key").str().to_owned(),
        operator: match f.at("operator").str() {
            "" | "Equal" => TolerationOperator::Equal,
            "Exists" => TolerationOperator::Exists,
            "Lt" => TolerationOperator::Lt,
            "Gt" => TolerationOperator::Gt,
            _ => return None,
        },
        value: f.at("value").node().and_then(scalar).unwrap_or_default().to_owned(),
        effect: match f.at("effect").str() {
            "" => None,
            text => Some(taint_effect(text)?),
        },
    })
}

/// `v1.TopologySpreadConstraint`, its policies defaulted; `matchLabelKeys` are merged by admission.
pub(crate) fn spread_constraint(f: Field<'_>) -> Option<TopologySpreadConstraint> {
    Some(TopologySpreadConstraint {
        max_skew: int32(f.at("maxSkew")),
        topology_key: f.at("topologyKey").str().to_owned(),
        when_unsatisfiable: match f.at("whenUnsatisfiable").str() {
            "DoNotSchedule" => WhenUnsatisfiable::DoNotSchedule,
            "ScheduleAnyway" => WhenUnsatisfiable::ScheduleAnyway,
            _ => return None,
        },
        label_selector: label_selector(f.at("labelSelector")),
        min_domains: f.at("minDomains").opt_int().and_then(|n| i32::try_from(n).ok()),
        node_affinity_honor: f.at("nodeAffinityPolicy").str() != "Ignore",
        node_taints_honor: f.at("nodeTaintsPolicy").str() == "Honor",
    })
}
