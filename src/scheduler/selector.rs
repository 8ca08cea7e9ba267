//! Label selectors over interned labels (upstream `labels.Selector`, `metav1.LabelSelectorAsSelector`).

use super::intern::{Interner, Sym, label};
use super::types::{LabelSelector, Labels, NodeSelectorRequirement, Operator};

/// One requirement.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Requirement {
    /// The label's name.
    pub(super) key: Sym,
    /// The comparison.
    pub(super) operator: Operator,
    /// Sorted.
    pub(super) values: Vec<Sym>,
    /// For `Gt` and `Lt`; `None` where the value is no integer, which upstream refuses to parse.
    pub(super) number: Option<i64>,
}

/// A compiled selector.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Selector {
    /// Selects nothing (an absent selector).
    Nothing,
    /// All must hold; none at all selects everything.
    All(Vec<Requirement>),
}

impl Requirement {
    /// A requirement of a node selector term.
    pub(super) fn of_node(r: &NodeSelectorRequirement, names: &mut Interner) -> Self {
        Self::new(&r.key, r.operator, &r.values, names)
    }

    fn new(key: &str, operator: Operator, values: &[String], names: &mut Interner) -> Self {
        let number = match (operator, values) {
            (Operator::Gt | Operator::Lt, [one]) => one.parse().ok(),
            _ => None,
        };
        let mut values: Vec<Sym> = values.iter().map(|v| names.sym(v)).collect();
        values.sort_unstable();
        values.dedup();
        Requirement { key: names.sym(key), operator, values, number }
    }

    /// Whether upstream could parse it; a term with one that it cannot never matches.
    pub(super) fn is_sound(&self) -> bool {
        match self.operator {
            Operator::In | Operator::NotIn => !self.values.is_empty(),
            Operator::Exists | Operator::DoesNotExist => self.values.is_empty(),
            Operator::Gt | Operator::Lt => self.number.is_some(),
        }
    }

    /// Whether a label with this value (or its absence) meets the requirement (upstream `Requirement.Matches`).
    pub(super) fn accepts(&self, value: Option<Sym>, names: &Interner) -> bool {
        let listed = |v: Sym| self.values.binary_search(&v).is_ok();
        let number = || value.and_then(|v| names.text(v).parse::<i64>().ok()).zip(self.number);
        match self.operator {
            Operator::In => value.is_some_and(listed),
            Operator::NotIn => !value.is_some_and(listed),
            Operator::Exists => value.is_some(),
            Operator::DoesNotExist => value.is_none(),
            Operator::Gt => number().is_some_and(|(have, bound)| have > bound),
            Operator::Lt => number().is_some_and(|(have, bound)| have < bound),
        }
    }
}

impl Selector {
    /// Compiles an API selector; `None` selects nothing.
    pub(super) fn new(selector: Option<&LabelSelector>, names: &mut Interner) -> Self {
        let Some(selector) = selector else { return Selector::Nothing };
        let mut all = Self::equalities(&selector.match_labels, names);
        for e in &selector.match_expressions {
            all.push(Requirement::new(&e.key, e.operator, &e.values, names));
        }
        Self::of(all)
    }

    /// Compiles a plain map of labels; an empty one selects everything.
    pub(super) fn of_labels(labels: &Labels, names: &mut Interner) -> Self {
        Self::of(Self::equalities(labels, names))
    }

    fn equalities(labels: &Labels, names: &mut Interner) -> Vec<Requirement> {
        labels.iter().map(|(k, v)| Requirement::new(k, Operator::In, std::slice::from_ref(v), names)).collect()
    }

    /// Requirements in one canonical order, so that equal selectors are equal.
    fn of(mut all: Vec<Requirement>) -> Self {
        all.sort();
        all.dedup();
        Selector::All(all)
    }

    /// Both selectors' requirements together.
    pub(super) fn and(self, other: Selector) -> Self {
        match (self, other) {
            (Selector::All(mut a), Selector::All(b)) => {
                a.extend(b);
                Self::of(a)
            }
            _ => Selector::Nothing,
        }
    }

    /// Whether it has no requirement and so selects everything (upstream `Selector.Empty`).
    pub(super) fn is_empty(&self) -> bool {
        matches!(self, Selector::All(all) if all.is_empty())
    }

    /// Whether it selects an object with these labels, some of which may have no number.
    pub(super) fn matches_texts(&self, labels: &Labels, names: &Interner) -> bool {
        // No requirement lists the number that stands for texts without one.
        let number = |text: &String| names.find(text).unwrap_or(Sym::MAX);
        match self {
            Selector::Nothing => false,
            Selector::All(all) => all.iter().all(|r| {
                !matches!(r.operator, Operator::Gt | Operator::Lt)
                    && r.accepts(labels.get(names.text(r.key)).map(number), names)
            }),
        }
    }

    /// Whether it selects an object with these labels.
    pub(super) fn matches(&self, labels: &[(Sym, Sym)], names: &Interner) -> bool {
        match self {
            Selector::Nothing => false,
            Selector::All(all) => all.iter().all(|r| r.accepts(label(labels, r.key), names)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scheduler::types::LabelSelectorRequirement;

    #[test]
    fn operators() {
        // operator, values, labels, matches
        type Row = (Operator, &'static [&'static str], &'static [(&'static str, &'static str)], bool);
        let table: &[Row] = &[
            (Operator::In, &["a", "b"], &[("k", "b")], true),
            (Operator::In, &["a"], &[("k", "c")], false),
            (Operator::In, &["a"], &[], false),
            (Operator::NotIn, &["a"], &[("k", "c")], true),
            (Operator::NotIn, &["a"], &[("k", "a")], false),
            (Operator::NotIn, &["a"], &[], true),
            (Operator::Exists, &[], &[("k", "")], true),
            (Operator::Exists, &[], &[("j", "")], false),
            (Operator::DoesNotExist, &[], &[], true),
            (Operator::Gt, &["5"], &[("k", "6")], true),
            (Operator::Gt, &["5"], &[("k", "5")], false),
            (Operator::Lt, &["5"], &[("k", "-1")], true),
            (Operator::Lt, &["5"], &[("k", "x")], false),
        ];
        for (operator, values, labels, expected) in table {
            let mut names = Interner::default();
            let labels: Labels = labels.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
            let labels = names.labels(&labels);
            let selector = LabelSelector {
                match_labels: Labels::default(),
                match_expressions: vec![LabelSelectorRequirement {
                    key: "k".to_owned(),
                    operator: *operator,
                    values: values.iter().map(|v| (*v).to_owned()).collect(),
                }],
            };
            let selector = Selector::new(Some(&selector), &mut names);
            assert_eq!(selector.matches(&labels, &names), *expected, "{operator:?} {values:?}");
        }
    }

    #[test]
    fn absent_and_empty() {
        let mut names = Interner::default();
        assert!(!Selector::new(None, &mut names).matches(&[], &names));
        let everything = Selector::new(Some(&LabelSelector::default()), &mut names);
        assert!(everything.matches(&[], &names) && everything.is_empty());
        assert!(!everything.and(Selector::Nothing).matches(&[], &names));
    }
}
