//! What a function was called with, and what it may make.

use std::rc::Rc;

use crate::cel::value::{Failure, List, Opaque, Value};

/// Bytes of a text that a function may make: to read a longer one costs more than any call may.
const TEXT_MAX: usize = 10_000_000;

/// Items of a list that a function may make, and values that one call may compare: `celconfig.PerCallLimit`.
pub(super) const STEPS_MAX: usize = 1_000_000;

/// What the server says of an expression that takes too long (`interpreter.CostLimitExceeded`).
pub(super) fn too_much() -> Failure {
    Failure::new("operation cancelled: actual cost limit exceeded")
}

/// Refuses to make a text of so many bytes.
pub(super) fn room_for_text(bytes: usize) -> Result<(), Failure> {
    if bytes > TEXT_MAX { Err(too_much()) } else { Ok(()) }
}

/// Refuses to take so many steps, as the square of a list's length, times what each of them costs.
pub(super) fn room_for_steps(rows: usize, columns: usize, each: usize) -> Result<(), Failure> {
    if rows.saturating_mul(columns).saturating_mul(each) > STEPS_MAX { Err(too_much()) } else { Ok(()) }
}

/// A text.
pub(super) fn text<'v>(args: &'v [Value<'_>], at: usize) -> Result<&'v str, Failure> {
    match args.get(at) {
        Some(Value::String(text)) => Ok(text.as_str()),
        _ => Err(Failure::no_such_overload()),
    }
}

/// A whole number.
pub(super) fn int(args: &[Value<'_>], at: usize) -> Result<i64, Failure> {
    match args.get(at) {
        Some(Value::Int(number)) => Ok(*number),
        _ => Err(Failure::no_such_overload()),
    }
}

/// True or false.
pub(super) fn flag(args: &[Value<'_>], at: usize) -> Result<bool, Failure> {
    match args.get(at) {
        Some(Value::Bool(flag)) => Ok(*flag),
        _ => Err(Failure::no_such_overload()),
    }
}

/// A list.
pub(super) fn list<'v, 'a>(args: &'v [Value<'a>], at: usize) -> Result<&'v List<'a>, Failure> {
    match args.get(at) {
        Some(Value::List(list)) => Ok(list),
        _ => Err(Failure::no_such_overload()),
    }
}

/// A value of the server's libraries.
pub(super) fn opaque<'v>(args: &'v [Value<'_>], at: usize) -> Result<&'v Opaque, Failure> {
    match args.get(at) {
        Some(Value::Opaque(opaque)) => Ok(opaque),
        _ => Err(Failure::no_such_overload()),
    }
}

/// A length or a place, as a number.
pub(super) fn number<'a>(count: usize) -> Value<'a> {
    Value::Int(i64::try_from(count).unwrap_or(i64::MAX))
}

/// -1, 0 or 1.
pub(super) fn ordering<'a>(ordering: std::cmp::Ordering) -> Value<'a> {
    Value::Int(ordering as i64)
}

/// A list of texts.
pub(super) fn texts<'a>(texts: impl IntoIterator<Item = String>) -> Value<'a> {
    Value::from(texts.into_iter().map(Value::from).collect::<Vec<_>>())
}

/// A value of the server's libraries.
pub(super) fn made<'a>(opaque: Opaque) -> Value<'a> {
    Value::Opaque(Rc::new(opaque))
}

/// What may be there.
pub(super) fn optional<'a>(value: Option<Value<'a>>) -> Value<'a> {
    Value::Optional(value.map(Rc::new))
}
