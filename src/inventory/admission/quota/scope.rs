//! The scopes of a quota: which pods count (`podMatchesScopeFunc`).

use super::usage::Usage;
use crate::inventory::read::strings;
use crate::resource::Field;

/// A scope, or a requirement of `scopeSelector`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Scope {
    Terminating,
    NotTerminating,
    BestEffort,
    NotBestEffort,
    CrossNamespacePodAffinity,
    PriorityClass(Operator),
    /// Of something else than pods: no pod is in it.
    Other,
}

/// How the class of a pod is compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Operator {
    In(Vec<String>),
    NotIn(Vec<String>),
    Exists,
    DoesNotExist,
    /// The server does not know it.
    Unknown,
}

/// All scopes of a quota's `spec`.
pub(super) fn read(spec: Field<'_>) -> Vec<Scope> {
    let plain = spec.at("scopes").items().map(|f| scope(f.str(), Operator::Exists));
    let selected = spec.at("scopeSelector").at("matchExpressions").items().map(|f| {
        let values = strings(f.at("values"));
        let operator = match f.at("operator").str() {
            "In" => Operator::In(values),
            "NotIn" => Operator::NotIn(values),
            "Exists" => Operator::Exists,
            "DoesNotExist" => Operator::DoesNotExist,
            _ => Operator::Unknown,
        };
        scope(f.at("scopeName").str(), operator)
    });
    plain.chain(selected).collect()
}

fn scope(name: &str, operator: Operator) -> Scope {
    match name {
        "Terminating" => Scope::Terminating,
        "NotTerminating" => Scope::NotTerminating,
        "BestEffort" => Scope::BestEffort,
        "NotBestEffort" => Scope::NotBestEffort,
        "CrossNamespacePodAffinity" => Scope::CrossNamespacePodAffinity,
        "PriorityClass" => Scope::PriorityClass(operator),
        _ => Scope::Other,
    }
}

impl Scope {
    /// Whether the pod is in it.
    pub(super) fn holds(&self, pod: &Usage) -> bool {
        match self {
            Scope::Terminating => pod.terminating,
            Scope::NotTerminating => !pod.terminating,
            Scope::BestEffort => pod.best_effort,
            Scope::NotBestEffort => !pod.best_effort,
            Scope::CrossNamespacePodAffinity => pod.crosses_namespaces,
            Scope::PriorityClass(operator) => operator.takes(&pod.priority_class),
            Scope::Other => false,
        }
    }
}

impl Operator {
    /// Whether it takes the class of that name; empty for none.
    fn takes(&self, class: &str) -> bool {
        let named = |values: &[String]| !class.is_empty() && values.iter().any(|value| value == class);
        match self {
            Operator::In(values) => named(values),
            Operator::NotIn(values) => !named(values),
            Operator::Exists => !class.is_empty(),
            Operator::DoesNotExist => class.is_empty(),
            Operator::Unknown => false,
        }
    }
}
