//! What is spent on calls (`interpreter/runtimecost.go`, `apiserver/pkg/cel/library/cost.go`).

use super::lists_cost;
use crate::cel::ast::function;
use crate::cel::value::{Opaque, Value};

/// What making a list costs.
pub(super) const LIST: u64 = 10;
/// What making a map costs.
pub(super) const MAP: u64 = 30;
/// What making an object costs.
pub(super) const STRUCT: u64 = 40;

/// How large a value is: letters, bytes, items or entries; one of anything else.
pub(super) fn size(value: &Value<'_>) -> u64 {
    match value {
        Value::String(text) => text.as_str().chars().count() as u64,
        Value::Bytes(bytes) => bytes.len() as u64,
        Value::List(list) => list.len() as u64,
        Value::Map(map) => map.len() as u64,
        Value::Optional(Some(value)) => match &**value {
            // Optionals of optionals are as large as one.
            Value::Optional(_) => 1,
            value => size(value),
        },
        Value::Opaque(opaque) => match &**opaque {
            Opaque::Ip(ip) => {
                if ip.is_ipv4() {
                    4
                } else {
                    16
                }
            }
            Opaque::Cidr(_, bits) => u64::from(bits.div_ceil(8)),
            _ => 1,
        },
        _ => 1,
    }
}

/// What going through so many letters costs.
#[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn traversed(size: u64) -> u64 {
    (size as f64 * 0.1).ceil() as u64
}

/// What matching a pattern of so many letters costs.
#[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn matched(text: u64, pattern: u64) -> u64 {
    traversed(text.saturating_add(1)).saturating_mul((pattern as f64 * 0.25).ceil() as u64)
}

/// What it costs to say whether two values are equal.
pub(super) fn equality(left: &Value<'_>, right: &Value<'_>, not: bool) -> u64 {
    match left {
        Value::Opaque(_) if !not => 1,
        _ => traversed(size(left).min(size(right))),
    }
}

/// What it costs to match a pattern that is known. Only that of a method is counted by its length.
pub(super) fn pattern(text: &Value<'_>, pattern: u64, member: bool) -> u64 {
    if member { matched(size(text), pattern) } else { 1 }
}

/// What a call costs. CEL's own functions are told by their overload: where there are many, they cost one.
pub(super) fn call(name: &str, member: bool, many: bool, args: &[Value<'_>]) -> u64 {
    let of = |at: usize| args.get(at).map_or(0, size);
    if let Some(cost) = lists_cost::call(name, args).filter(|_| !many) {
        return cost;
    }
    match (name, args) {
        ("check", _) => 350_000,
        ("fieldSelector" | "labelSelector", [_, _, ..]) => {
            let parts = of(1).div_ceil(2);
            10_u64.saturating_add(traversed(of(1))).saturating_add(parts.saturating_mul(LIST + STRUCT))
        }
        ("isSorted" | "sum" | "max" | "min" | "indexOf" | "lastIndexOf", [list, ..]) => lists_cost::traversal(list),
        ("url" | "lowerAscii" | "upperAscii" | "substring" | "trim" | "jsonpatch.escapeKey", [_, ..])
        | ("cidr" | "isIP" | "isCIDR" | "quantity" | "isQuantity" | "semver" | "isSemver", [_, ..]) => traversed(of(0)),
        ("ip", [Value::String(_), ..]) => traversed(of(0)),
        ("replace" | "split", [_, ..]) | ("ip.isCanonical", [_, ..]) => traversed(of(0).saturating_mul(2)),
        ("join", [list, ..]) => traversed(lists_cost::joined(list, args.get(1)).saturating_mul(2)),
        ("find" | "findAll", [_, _, ..]) => matched(of(0), of(1)),
        ("containsIP", [_, other, ..]) => traversed(of(0).saturating_mul(2)).saturating_add(parsed(other)),
        ("containsCIDR", [_, other, ..]) => {
            let own = traversed(of(0).saturating_mul(2)).saturating_add(traversed(of(0))).saturating_add(1);
            own.saturating_add(parsed(other))
        }
        ("validate", [Value::Opaque(format), _, ..]) => match &**format {
            Opaque::Format(name) => matched(of(1), format_size(name)),
            _ => 1,
        },
        _ if many => 1,
        _ => standard(name, member, args),
    }
}

/// What it costs to read the text that is given instead of an address.
fn parsed(other: &Value<'_>) -> u64 {
    if matches!(other, Value::String(_)) { traversed(size(other)) } else { 0 }
}

/// What a function of CEL itself costs, by the types of its arguments.
fn standard(name: &str, member: bool, args: &[Value<'_>]) -> u64 {
    let texts = |left: &Value<'_>, right: &Value<'_>| {
        matches!((left, right), (Value::String(_), Value::String(_)) | (Value::Bytes(_), Value::Bytes(_)))
    };
    match (name, args) {
        ("startsWith" | "endsWith" | "format" | "strings.quote", [text, ..])
        | ("bytes", [text @ Value::String(_)])
        | ("string", [text @ Value::Bytes(_)]) => traversed(size(text)),
        (function::IN, [_, list @ Value::List(_)]) => size(list),
        (function::LESS | function::LESS_EQUALS | function::GREATER | function::GREATER_EQUALS, [left, right])
            if texts(left, right) =>
        {
            traversed(size(left).min(size(right)))
        }
        (function::ADD, [left, right]) if texts(left, right) => traversed(size(left).saturating_add(size(right))),
        ("matches", [text, pattern]) if member => matched(size(text), size(pattern)),
        ("contains", [text, part]) => traversed(size(text)).saturating_mul(traversed(size(part))),
        _ => 1,
    }
}

/// How long the pattern of a format is taken to be.
fn format_size(name: &str) -> u64 {
    match name {
        "dns1123Label" | "dns1035Label" | "dns1123LabelPrefix" | "dns1035LabelPrefix" => 30,
        "labelValue" => 40,
        "uri" => 1103,
        "uuid" => 78,
        "byte" => 84,
        "date" | "datetime" => 72,
        _ => 60,
    }
}
