//! How explanations spell things.

pub(super) use crate::inventory::{amount_text as amount, effect_text as effect, taint_text};
use crate::scheduler::types::{NodeSelectorRequirement, Operator, Toleration, TolerationOperator};

/// A toleration in the notation of taints.
pub(super) fn toleration_text(t: &Toleration) -> String {
    let value = match t.operator {
        TolerationOperator::Exists => String::new(),
        _ if t.value.is_empty() => "=\"\"".to_owned(),
        _ => format!("={}", t.value),
    };
    let of = t.effect.map_or_else(String::new, |of| format!(":{}", effect(of)));
    format!("{}{value}{of}", t.key)
}

/// A requirement on a node's labels, as one would say it.
pub(super) fn requirement(r: &NodeSelectorRequirement) -> String {
    let values = r.values.join(", ");
    match r.operator {
        Operator::In if r.values.len() == 1 => format!("{}={values}", r.key),
        Operator::In => format!("{} in ({values})", r.key),
        Operator::NotIn => format!("{} not in ({values})", r.key),
        Operator::Exists => format!("a label {}", r.key),
        Operator::DoesNotExist => format!("no label {}", r.key),
        Operator::Gt => format!("{} > {values}", r.key),
        Operator::Lt => format!("{} < {values}", r.key),
    }
}
