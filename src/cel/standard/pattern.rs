//! Functions of texts, regular expressions among them.

use super::no_trait;
use crate::cel::value::{Failure, Value};

type Outcome<'a> = Result<Value<'a>, Failure>;

/// A regular expression that was read.
#[derive(Clone, Debug)]
pub struct Pattern(regex::Regex);

impl Pattern {
    /// Whether it matches somewhere in a text.
    pub fn is_match(&self, text: &str) -> bool {
        self.0.is_match(text)
    }
}

/// Reads a regular expression.
///
/// # Errors
///
/// What is wrong in it.
pub fn compile(pattern: &str) -> Result<Pattern, Failure> {
    let read = regex::RegexBuilder::new(pattern).size_limit(1 << 20).nest_limit(100).build();
    read.map(Pattern).map_err(|error| {
        let last = error.to_string();
        let reason = last.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned();
        Failure::new(format!("error parsing regexp: {reason}: `{pattern}`"))
    })
}

pub(super) fn matches<'a>(args: &[Value<'a>]) -> Outcome<'a> {
    match args {
        [Value::String(text), Value::String(pattern)] => {
            Ok(Value::Bool(compile(pattern.as_str())?.is_match(text.as_str())))
        }
        [Value::String(_), _] => Err(Failure::no_such_overload()),
        _ => Err(no_trait("matches")),
    }
}

pub(super) fn contains<'a>(args: &[Value<'a>]) -> Outcome<'a> {
    texts(args, |text, part| text.contains(part))
}

pub(super) fn starts_with<'a>(args: &[Value<'a>]) -> Outcome<'a> {
    texts(args, |text, part| text.starts_with(part))
}

pub(super) fn ends_with<'a>(args: &[Value<'a>]) -> Outcome<'a> {
    texts(args, |text, part| text.ends_with(part))
}

fn texts<'a>(args: &[Value<'a>], holds: fn(&str, &str) -> bool) -> Outcome<'a> {
    match args {
        [Value::String(text), Value::String(part)] => Ok(Value::Bool(holds(text.as_str(), part.as_str()))),
        _ => Err(Failure::no_such_overload()),
    }
}
