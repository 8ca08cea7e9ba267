//! What functions of lists cost (`ext/lists.go`, `ext/sets.go`), told before their results are made.

use super::cost::{LIST, size};
use crate::cel::ast::function;
use crate::cel::value::{Map, Value};

/// What a call costs, if it is one that is counted by the lists it goes through or makes.
pub(super) fn call(name: &str, args: &[Value<'_>]) -> Option<u64> {
    let of = |at: usize| args.get(at).map_or(0, size);
    let int = |at: usize| match args.get(at) {
        Some(Value::Int(value)) => *value,
        _ => 0,
    };
    let positive = |value: i64| u64::try_from(value).unwrap_or_default();
    Some(match (name, args) {
        ("sets.contains" | "sets.intersects", [_, _]) => of(0).saturating_mul(of(1)).saturating_add(1),
        ("sets.equivalent", [_, _]) => of(0).saturating_mul(of(1)).saturating_mul(2).saturating_add(1),
        ("slice", [Value::List(_), _, _]) => allocating(positive(int(2).saturating_sub(int(1)))),
        ("lists.range", [_]) => allocating(positive(int(0))),
        ("reverse", [Value::List(_)]) => allocating(of(0)),
        ("flatten", [Value::List(_)]) => allocating(of(0)),
        ("flatten", [Value::List(_), _]) => allocating(of(0).saturating_mul(positive(int(1)))),
        ("distinct" | "sort", [list @ Value::List(_)]) | (function::SORT_BY_KEYS, [_, list @ Value::List(_)]) => {
            compared(list)
        }
        _ => return None,
    })
}

fn allocating(size: u64) -> u64 {
    size.saturating_add(1 + LIST)
}

/// What it costs to compare each item with each.
#[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn compared(list: &Value<'_>) -> u64 {
    let Value::List(items) = list else { return allocating(0) };
    let pairs = size(list).saturating_mul(size(list));
    let factor = match items.get(0) {
        Some(Value::String(_) | Value::Bytes(_)) => 2.1,
        _ => 2.0,
    };
    allocating((pairs as f64 * factor) as u64)
}

/// Levels of a value that are gone through.
const LEVELS_MAX: u32 = 100;

/// What it costs to go through all that a value is made of (`traversalCost`).
pub(super) fn traversal(value: &Value<'_>) -> u64 {
    traversed(value, 0)
}

fn traversed(value: &Value<'_>, level: u32) -> u64 {
    if level > LEVELS_MAX {
        return 1;
    }
    match value {
        Value::String(text) => text.as_str().len() as u64 / 10,
        Value::Bytes(bytes) => bytes.len() as u64 / 10,
        Value::List(list) => list.items().fold(0, |cost: u64, item| cost.saturating_add(traversed(&item, level + 1))),
        Value::Map(map) => entries(map, level),
        _ => 1,
    }
}

fn entries(map: &Map<'_>, level: u32) -> u64 {
    let entries = (0..map.len()).filter_map(|index| map.entry(index));
    entries.fold(0, |cost: u64, (key, value)| {
        cost.saturating_add(traversed(&key, level + 1)).saturating_add(traversed(&value, level + 1))
    })
}

/// How many letters a list of texts has when it is joined.
pub(super) fn joined(list: &Value<'_>, separator: Option<&Value<'_>>) -> u64 {
    let Value::List(items) = list else { return 0 };
    let gaps = size(list).saturating_sub(1).saturating_mul(separator.map_or(0, size));
    items.items().fold(gaps, |letters, item| letters.saturating_add(size(&item)))
}
