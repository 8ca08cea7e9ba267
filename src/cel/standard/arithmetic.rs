//! Operators on numbers, texts, times and lists. What overflows fails (`common/types/overflow.go`).

use std::cmp::Ordering;

use super::lists::joined;
use super::{no_trait, time};
use crate::cel::ast::function;
use crate::cel::equal::compare;
use crate::cel::value::{Failure, Text, Value};

type Outcome<'a> = Result<Value<'a>, Failure>;

pub(super) fn int_overflow() -> Failure {
    Failure::new("integer overflow")
}

pub(super) fn uint_overflow() -> Failure {
    Failure::new("unsigned integer overflow")
}

pub(super) fn not<'a>(args: &[Value<'a>]) -> Outcome<'a> {
    match args {
        [Value::Bool(value)] => Ok(Value::Bool(!value)),
        _ => Err(Failure::no_such_overload()),
    }
}

pub(super) fn negate<'a>(args: &[Value<'a>]) -> Outcome<'a> {
    match args {
        [Value::Int(value)] => value.checked_neg().map(Value::Int).ok_or_else(int_overflow),
        [Value::Duration(value)] => value.checked_neg().map(Value::Duration).ok_or_else(int_overflow),
        [Value::Double(value)] => Ok(Value::Double(-value)),
        [Value::Bool(_)] => Err(Failure::no_such_overload()),
        _ => Err(no_trait(function::NEGATE)),
    }
}

pub(super) fn add<'a>(args: &[Value<'a>]) -> Outcome<'a> {
    let [left, right] = args else { return Err(no_trait(function::ADD)) };
    match (left, right) {
        (Value::Int(left), Value::Int(right)) => left.checked_add(*right).map(Value::Int).ok_or_else(int_overflow),
        (Value::Uint(left), Value::Uint(right)) => left.checked_add(*right).map(Value::Uint).ok_or_else(uint_overflow),
        (Value::Double(left), Value::Double(right)) => Ok(Value::Double(left + right)),
        (Value::String(left), Value::String(right)) => {
            Ok(Value::String(Text::Made([left.as_str(), right.as_str()].concat().into())))
        }
        (Value::Bytes(left), Value::Bytes(right)) => Ok(Value::Bytes([&left[..], &right[..]].concat().into())),
        (Value::Duration(left), Value::Duration(right)) => {
            left.checked_add(*right).map(Value::Duration).ok_or_else(int_overflow)
        }
        (Value::Timestamp(at), Value::Duration(by)) | (Value::Duration(by), Value::Timestamp(at)) => {
            time::moved(*at, *by).map(Value::Timestamp)
        }
        (Value::List(left), Value::List(right)) => joined(left, right).map(Value::List),
        (
            Value::Int(_)
            | Value::Uint(_)
            | Value::Double(_)
            | Value::String(_)
            | Value::Bytes(_)
            | Value::Duration(_)
            | Value::Timestamp(_)
            | Value::List(_),
            _,
        ) => Err(Failure::no_such_overload()),
        _ => Err(no_trait(function::ADD)),
    }
}

pub(super) fn subtract<'a>(args: &[Value<'a>]) -> Outcome<'a> {
    let [left, right] = args else { return Err(no_trait(function::SUBTRACT)) };
    match (left, right) {
        (Value::Int(left), Value::Int(right)) => left.checked_sub(*right).map(Value::Int).ok_or_else(int_overflow),
        (Value::Uint(left), Value::Uint(right)) => left.checked_sub(*right).map(Value::Uint).ok_or_else(uint_overflow),
        (Value::Double(left), Value::Double(right)) => Ok(Value::Double(left - right)),
        (Value::Duration(left), Value::Duration(right)) => {
            left.checked_sub(*right).map(Value::Duration).ok_or_else(int_overflow)
        }
        (Value::Timestamp(at), Value::Duration(by)) => {
            let back = by.checked_neg().ok_or_else(int_overflow)?;
            time::moved(*at, back).map(Value::Timestamp)
        }
        (Value::Timestamp(left), Value::Timestamp(right)) => time::between(*left, *right).map(Value::Duration),
        (Value::Int(_) | Value::Uint(_) | Value::Double(_) | Value::Duration(_) | Value::Timestamp(_), _) => {
            Err(Failure::no_such_overload())
        }
        _ => Err(no_trait(function::SUBTRACT)),
    }
}

pub(super) fn multiply<'a>(args: &[Value<'a>]) -> Outcome<'a> {
    match args {
        [Value::Int(left), Value::Int(right)] => left.checked_mul(*right).map(Value::Int).ok_or_else(int_overflow),
        [Value::Uint(left), Value::Uint(right)] => left.checked_mul(*right).map(Value::Uint).ok_or_else(uint_overflow),
        [Value::Double(left), Value::Double(right)] => Ok(Value::Double(left * right)),
        _ => Err(not_numbers(function::MULTIPLY, args)),
    }
}

pub(super) fn divide<'a>(args: &[Value<'a>]) -> Outcome<'a> {
    match args {
        [Value::Int(_), Value::Int(0)] | [Value::Uint(_), Value::Uint(0)] => Err(Failure::new("division by zero")),
        [Value::Int(left), Value::Int(right)] => left.checked_div(*right).map(Value::Int).ok_or_else(int_overflow),
        [Value::Uint(left), Value::Uint(right)] => Ok(Value::Uint(left / right)),
        [Value::Double(left), Value::Double(right)] => Ok(Value::Double(left / right)),
        _ => Err(not_numbers(function::DIVIDE, args)),
    }
}

pub(super) fn modulo<'a>(args: &[Value<'a>]) -> Outcome<'a> {
    match args {
        [Value::Int(_), Value::Int(0)] | [Value::Uint(_), Value::Uint(0)] => Err(Failure::new("modulus by zero")),
        [Value::Int(left), Value::Int(right)] => left.checked_rem(*right).map(Value::Int).ok_or_else(int_overflow),
        [Value::Uint(left), Value::Uint(right)] => Ok(Value::Uint(left % right)),
        [Value::Int(_) | Value::Uint(_), _] => Err(Failure::no_such_overload()),
        _ => Err(no_trait(function::MODULO)),
    }
}

fn not_numbers(function: &str, args: &[Value<'_>]) -> Failure {
    match args.first() {
        Some(Value::Int(_) | Value::Uint(_) | Value::Double(_)) => Failure::no_such_overload(),
        _ => no_trait(function),
    }
}

pub(super) fn less<'a>(args: &[Value<'a>]) -> Outcome<'a> {
    ordered(function::LESS, args, Ordering::is_lt)
}

pub(super) fn less_equals<'a>(args: &[Value<'a>]) -> Outcome<'a> {
    ordered(function::LESS_EQUALS, args, Ordering::is_le)
}

pub(super) fn greater<'a>(args: &[Value<'a>]) -> Outcome<'a> {
    ordered(function::GREATER, args, Ordering::is_gt)
}

pub(super) fn greater_equals<'a>(args: &[Value<'a>]) -> Outcome<'a> {
    ordered(function::GREATER_EQUALS, args, Ordering::is_ge)
}

fn ordered<'a>(function: &str, args: &[Value<'a>], holds: fn(Ordering) -> bool) -> Outcome<'a> {
    let [left, right] = args else { return Err(no_trait(function)) };
    let comparable = !matches!(
        left,
        Value::Null | Value::List(_) | Value::Map(_) | Value::Optional(_) | Value::Type(_) | Value::Opaque(_)
    );
    if !comparable {
        return Err(no_trait(function));
    }
    compare(left, right).map(|order| Value::Bool(holds(order)))
}
