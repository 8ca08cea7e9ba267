//! What users may set of a rule: thresholds, names, patterns.

use std::collections::BTreeMap;

use super::Rule;

/// Something that may be set of a rule.
pub struct Parameter {
    /// As the configuration calls it.
    pub name: &'static str,
    /// One line.
    pub summary: &'static str,
    /// What it is where nobody sets it.
    pub default: Default,
}

/// What a parameter is where nobody sets it; only values of the same form may be set.
#[derive(Clone, Copy, Debug)]
pub enum Default {
    /// A number.
    Number(i64),
    /// Texts; one alone may be set without a list.
    Texts(&'static [&'static str]),
}

impl Default {
    /// What a value should be.
    pub fn noun(self) -> &'static str {
        match self {
            Default::Number(_) => "a number",
            Default::Texts(_) => "a list of texts",
        }
    }
}

impl std::fmt::Display for Default {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Default::Number(number) => write!(f, "{number}"),
            Default::Texts(texts) => write!(f, "[{}]", texts.join(", ")),
        }
    }
}

/// What is set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// A number.
    Number(i64),
    /// Texts.
    Texts(Vec<String>),
}

/// What is set of all rules: by id and name.
#[derive(Clone, Debug, std::default::Default, PartialEq, Eq)]
pub struct Parameters(BTreeMap<(String, String), Value>);

impl Parameters {
    /// Sets one.
    pub fn set(&mut self, rule: &Rule, name: &str, value: Value) {
        self.0.insert((rule.id.to_owned(), name.to_owned()), value);
    }

    fn of(&self, rule: &Rule, name: &str) -> Option<&Value> {
        // Most runs set nothing.
        if self.0.is_empty() { None } else { self.0.get(&(rule.id.to_owned(), name.to_owned())) }
    }

    /// A number that is set, or its default.
    pub fn number(&self, rule: &Rule, parameter: &Parameter) -> i64 {
        match (self.of(rule, parameter.name), parameter.default) {
            (Some(Value::Number(number)), _) => *number,
            (_, Default::Number(number)) => number,
            _ => 0,
        }
    }

    /// Texts that are set, or the default ones.
    pub fn texts<'p>(&'p self, rule: &Rule, parameter: &Parameter) -> Vec<&'p str> {
        match (self.of(rule, parameter.name), parameter.default) {
            (Some(Value::Texts(texts)), _) => texts.iter().map(String::as_str).collect(),
            (_, Default::Texts(texts)) => texts.to_vec(),
            _ => Vec::new(),
        }
    }
}
