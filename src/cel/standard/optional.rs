//! Values that may be absent (`cel/library.go`).

use std::rc::Rc;

use super::no_overload;
use crate::cel::value::{Failure, List, Map, Value};

type Outcome<'a> = Result<Value<'a>, Failure>;

pub(super) fn of<'a>(args: &[Value<'a>]) -> Outcome<'a> {
    match args {
        [value] => Ok(some(value.clone())),
        _ => Err(no_overload("optional.of", args)),
    }
}

pub(super) fn none<'a>(_: &[Value<'a>]) -> Outcome<'a> {
    Ok(Value::Optional(None))
}

pub(super) fn of_non_zero_value<'a>(args: &[Value<'a>]) -> Outcome<'a> {
    match args {
        [value] if is_zero(value) => Ok(Value::Optional(None)),
        [value] => Ok(some(value.clone())),
        _ => Err(no_overload("optional.ofNonZeroValue", args)),
    }
}

fn some(value: Value<'_>) -> Value<'_> {
    Value::Optional(Some(Rc::new(value)))
}

/// Whether a value is that of its type where none is given (`traits.Zeroer`). Lists and maps of a manifest know nothing of
/// it, and are values even if they are empty.
fn is_zero(value: &Value<'_>) -> bool {
    match value {
        Value::Null => true,
        Value::Bool(value) => !value,
        Value::Int(value) | Value::Duration(value) => *value == 0,
        Value::Uint(value) => *value == 0,
        Value::Double(value) => *value == 0.0,
        Value::String(text) => text.as_str().is_empty(),
        Value::Bytes(bytes) => bytes.is_empty(),
        // The first moment of the first year.
        Value::Timestamp(at) => at.seconds == super::time::SECONDS_MIN && at.nanos == 0,
        Value::List(List::Made(items)) => items.is_empty(),
        Value::Map(Map::Made(entries)) => entries.is_empty(),
        _ => false,
    }
}

pub(super) fn has_value<'a>(args: &[Value<'a>]) -> Outcome<'a> {
    match args {
        [Value::Optional(value)] => Ok(Value::Bool(value.is_some())),
        _ => Err(no_overload("hasValue", args)),
    }
}

pub(super) fn value<'a>(args: &[Value<'a>]) -> Outcome<'a> {
    match args {
        [Value::Optional(Some(value))] => Ok((**value).clone()),
        [Value::Optional(None)] => Err(Failure::new("optional.none() dereference")),
        _ => Err(no_overload("value", args)),
    }
}
