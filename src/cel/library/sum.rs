//! `sum` of the server's `library/lists.go`.

use super::Entry;
use super::args::list;
use crate::cel::value::{Failure, Function, List, Value};

type Result<T> = std::result::Result<T, Failure>;

/// By the first item where the checker did not say of what type the items are.
pub(super) const FUNCTIONS: &[Entry] = &[("sum", true, 1, |args| {
    let list = list(args, 0)?;
    match list.get(0) {
        Some(Value::Uint(_)) => sum(list, Value::Uint(0)),
        Some(Value::Double(_)) => sum(list, Value::Double(0.0)),
        Some(Value::Duration(_)) => sum(list, Value::Duration(0)),
        _ => sum(list, Value::Int(0)),
    }
})];

/// By the overload that the checker chose: what an empty list sums up to is told by its type alone.
pub(super) fn overload(id: &str) -> Option<Function> {
    let function: Function = match id {
        "list_int_sum_int" => |args| sum(list(args, 0)?, Value::Int(0)),
        "list_uint_sum_uint" => |args| sum(list(args, 0)?, Value::Uint(0)),
        "list_double_sum_double" => |args| sum(list(args, 0)?, Value::Double(0.0)),
        "list_duration_sum_duration" => |args| sum(list(args, 0)?, Value::Duration(0)),
        _ => return None,
    };
    Some(function)
}

fn sum<'a>(list: &List<'a>, nought: Value<'a>) -> Result<Value<'a>> {
    list.items().try_fold(nought, |sum, item| add(&sum, &item))
}

fn add<'a>(sum: &Value<'a>, item: &Value<'a>) -> Result<Value<'a>> {
    let overflow = |kind| Failure::new(format!("{kind} overflow"));
    match (sum, item) {
        (Value::Int(a), Value::Int(b)) => a.checked_add(*b).map(Value::Int).ok_or_else(|| overflow("integer")),
        (Value::Uint(a), Value::Uint(b)) => {
            a.checked_add(*b).map(Value::Uint).ok_or_else(|| overflow("unsigned integer"))
        }
        (Value::Double(a), Value::Double(b)) => Ok(Value::Double(a + b)),
        // Upstream says so of durations too.
        (Value::Duration(a), Value::Duration(b)) => {
            a.checked_add(*b).map(Value::Duration).ok_or_else(|| overflow("integer"))
        }
        _ => Err(Failure::no_such_overload()),
    }
}
