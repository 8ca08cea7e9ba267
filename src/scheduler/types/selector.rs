//! Selectors over labels, and over nodes.

use super::Labels;

/// How a requirement compares a label with its values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Operator {
    /// The label's value is one of these.
    In,
    /// The label is absent, or its value none of these.
    NotIn,
    /// The label is there.
    Exists,
    /// The label is absent.
    DoesNotExist,
    /// The label's value is an integer above the one given (node selectors only).
    Gt,
    /// The label's value is an integer below the one given (node selectors only).
    Lt,
}

/// One requirement of a [`LabelSelector`].
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LabelSelectorRequirement {
    /// The label's name.
    pub key: String,
    /// `Gt` and `Lt` do not occur here.
    pub operator: Operator,
    /// Empty for `Exists` and `DoesNotExist`.
    pub values: Vec<String>,
}

/// `metav1.LabelSelector`: all parts must hold; without any part it selects everything. An absent selector (`None`
/// where one is used) selects nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LabelSelector {
    /// Labels that must have exactly this value.
    pub match_labels: Labels,
    /// Further requirements.
    pub match_expressions: Vec<LabelSelectorRequirement>,
}

/// One requirement of a [`NodeSelectorTerm`].
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NodeSelectorRequirement {
    /// The label's name; for a field `metadata.name`.
    pub key: String,
    /// The comparison.
    pub operator: Operator,
    /// One integer for `Gt` and `Lt`.
    pub values: Vec<String>,
}

/// Requirements that must all hold. A term without any matches no node.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NodeSelectorTerm {
    /// Over the node's labels.
    pub match_expressions: Vec<NodeSelectorRequirement>,
    /// Over the node's fields; only `metadata.name` is one.
    pub match_fields: Vec<NodeSelectorRequirement>,
}

/// Terms of which one must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NodeSelector {
    /// The alternatives.
    pub node_selector_terms: Vec<NodeSelectorTerm>,
}

/// A wish with a weight.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PreferredSchedulingTerm {
    /// 1 to 100.
    pub weight: i32,
    /// The nodes wished for.
    pub preference: NodeSelectorTerm,
}
