//! Functions of texts, regular expressions among them.

use super::no_trait;
use crate::cel::value::{Failure, Value};
use crate::regexp;

type Outcome<'a> = Result<Value<'a>, Failure>;

/// A regular expression that was read.
pub type Pattern = regexp::Regex;

/// Reads a regular expression.
///
/// # Errors
///
/// What is wrong in it.
pub fn compile(pattern: &str) -> Result<Pattern, Failure> {
    regexp::compile(pattern).map_err(|error| Failure::new(error.to_string()))
}

pub(super) fn matches<'a>(args: &[Value<'a>]) -> Outcome<'a> {
    match args {
        [Value::String(text), Value::String(pattern)] => {
            let pattern = regexp::shared(pattern.as_str()).map_err(|error| Failure::new(error.to_string()))?;
            Ok(Value::Bool(pattern.is_match(text.as_str())))
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
