//! From one type to another (`ConvertToType` of each).

use super::arithmetic::{int_overflow, uint_overflow};
use super::{no_overload, opaque_name, text, time};
use crate::cel::library;
use crate::cel::text as printed;
use crate::cel::value::{Failure, Text, Value};

type Outcome<'a> = Result<Value<'a>, Failure>;

/// The name of a value's type.
pub fn type_name(value: &Value<'_>) -> &'static str {
    match value {
        Value::Null => "null_type",
        Value::Bool(_) => "bool",
        Value::Int(_) => "int",
        Value::Uint(_) => "uint",
        Value::Double(_) => "double",
        Value::String(_) => "string",
        Value::Bytes(_) => "bytes",
        Value::Duration(_) => "google.protobuf.Duration",
        Value::Timestamp(_) => "google.protobuf.Timestamp",
        Value::List(_) => "list",
        Value::Map(_) => "map",
        Value::Optional(_) => "optional_type",
        Value::Type(_) => "type",
        Value::Wrong(_) => "error",
        Value::Opaque(opaque) => opaque_name(opaque),
    }
}

fn cannot(from: &str, to: &str) -> Failure {
    Failure::new(format!("type conversion error from '{from}' to '{to}'"))
}

pub(super) fn type_of<'a>(args: &[Value<'a>]) -> Outcome<'a> {
    match args {
        [value] => Ok(Value::Type(Text::Seen(type_name(value)))),
        _ => Err(no_overload("type", args)),
    }
}

pub(super) fn dyn_of<'a>(args: &[Value<'a>]) -> Outcome<'a> {
    args.first().cloned().ok_or_else(|| no_overload("dyn", args))
}

pub(super) fn bool<'a>(args: &[Value<'a>]) -> Outcome<'a> {
    match args {
        [Value::Bool(value)] => Ok(Value::Bool(*value)),
        [Value::String(from)] => {
            text::read_bool(from.as_str()).map(Value::Bool).ok_or_else(|| cannot("string", "bool"))
        }
        _ => Err(no_overload("bool", args)),
    }
}

pub(super) fn bytes<'a>(args: &[Value<'a>]) -> Outcome<'a> {
    match args {
        [Value::Bytes(value)] => Ok(Value::Bytes(value.clone())),
        [Value::String(from)] => Ok(Value::Bytes(from.as_str().as_bytes().into())),
        _ => Err(no_overload("bytes", args)),
    }
}

#[allow(clippy::cast_precision_loss)]
pub(super) fn double<'a>(args: &[Value<'a>]) -> Outcome<'a> {
    match args {
        [Value::Double(value)] => Ok(Value::Double(*value)),
        [Value::Int(value)] => Ok(Value::Double(*value as f64)),
        [Value::Uint(value)] => Ok(Value::Double(*value as f64)),
        [Value::String(from)] => {
            text::read_double(from.as_str()).map(Value::Double).ok_or_else(|| cannot("string", "double"))
        }
        _ => Err(no_overload("double", args)),
    }
}

pub(super) fn duration<'a>(args: &[Value<'a>]) -> Outcome<'a> {
    let name = "google.protobuf.Duration";
    match args {
        [Value::Duration(value)] => Ok(Value::Duration(*value)),
        [Value::Int(_)] => Err(cannot("int", name)),
        [Value::String(from)] => {
            text::read_duration(from.as_str()).map(Value::Duration).ok_or_else(|| cannot("string", name))
        }
        _ => Err(no_overload("duration", args)),
    }
}

#[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation)]
pub(super) fn int<'a>(args: &[Value<'a>]) -> Outcome<'a> {
    match args {
        [Value::Int(value) | Value::Duration(value)] => Ok(Value::Int(*value)),
        [Value::Uint(value)] => i64::try_from(*value).map(Value::Int).map_err(|_| int_overflow()),
        // The limits themselves are refused.
        [Value::Double(value)] if *value > i64::MIN as f64 && *value < i64::MAX as f64 => Ok(Value::Int(*value as i64)),
        [Value::Double(_)] => Err(int_overflow()),
        [Value::Timestamp(at)] => Ok(Value::Int(at.seconds)),
        [Value::String(from)] => from.as_str().parse().map(Value::Int).map_err(|_| cannot("string", "int")),
        _ => Err(no_overload("int", args)),
    }
}

#[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss)]
pub(super) fn uint<'a>(args: &[Value<'a>]) -> Outcome<'a> {
    match args {
        [Value::Uint(value)] => Ok(Value::Uint(*value)),
        [Value::Int(value)] => u64::try_from(*value).map(Value::Uint).map_err(|_| uint_overflow()),
        [Value::Double(value)] if *value >= 0.0 && *value < u64::MAX as f64 => Ok(Value::Uint(*value as u64)),
        [Value::Double(_)] => Err(uint_overflow()),
        [Value::String(from)] => {
            // Unlike elsewhere no sign is taken.
            let number = from.as_str().parse().ok().filter(|_| !from.as_str().starts_with('+'));
            number.map(Value::Uint).ok_or_else(|| cannot("string", "uint"))
        }
        _ => Err(no_overload("uint", args)),
    }
}

pub(super) fn string<'a>(args: &[Value<'a>]) -> Outcome<'a> {
    let made = match args {
        [Value::String(value)] => return Ok(Value::String(value.clone())),
        // Addresses have texts of their own.
        [Value::Opaque(_)] => {
            return match library::find("string", false, 1) {
                Some(function) => function(args),
                None => Err(no_overload("string", args)),
            };
        }
        [
            value @ (Value::Bool(_)
            | Value::Int(_)
            | Value::Uint(_)
            | Value::Double(_)
            | Value::Bytes(_)
            | Value::Duration(_)
            | Value::Timestamp(_)),
        ] => printed::of(value)?,
        _ => return Err(no_overload("string", args)),
    };
    Ok(Value::from(made))
}

pub(super) fn timestamp<'a>(args: &[Value<'a>]) -> Outcome<'a> {
    match args {
        [Value::Timestamp(at)] => Ok(Value::Timestamp(*at)),
        [Value::Int(seconds)] => time::at_seconds(*seconds, 0).map(Value::Timestamp),
        [Value::String(from)] => match time::read(from.as_str()) {
            Some(read) => read.map(Value::Timestamp),
            None => Err(cannot("string", "google.protobuf.Timestamp")),
        },
        _ => Err(no_overload("timestamp", args)),
    }
}
