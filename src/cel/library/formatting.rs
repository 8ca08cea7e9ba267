//! `format` of the strings library, version 2 (`ext/formatting.go`).

use super::args::{room_for_text, too_much};
use super::en_us;
use crate::cel::standard::type_name;
use crate::cel::text;
use crate::cel::value::{Failure, List, Map, Value};
use crate::model::quote;

type Result<T> = std::result::Result<T, Failure>;

/// How deep lists and maps may nest that are printed.
const DEPTH_MAX: usize = 200;

/// Digits behind the point, where none are asked for.
const PRECISION: usize = 6;

/// Puts values in the place of the clauses of a text.
pub(super) fn format(text: &str, values: &List<'_>) -> Result<String> {
    let mut made = String::new();
    let mut rest = text;
    let mut next = 0;
    while let Some((before, after)) = rest.split_once('%') {
        made.push_str(before);
        if let Some(after) = after.strip_prefix('%') {
            made.push('%');
            rest = after;
            continue;
        }
        let value = values.get(next).ok_or_else(|| Failure::new(format!("index {next} out of range")))?;
        if after.is_empty() {
            return Err(Failure::new("unexpected end of string"));
        }
        let (precision, after) = precision(after).map_err(|said| unread(&said))?;
        let Some(&letter) = after.as_bytes().first() else { return Err(unread(NO_END)) };
        let said = clause(char::from(letter), precision, &value)?;
        made.push_str(&said);
        room_for_text(made.len())?;
        rest = &after[1..];
        next += 1;
    }
    made.push_str(rest);
    room_for_text(made.len())?;
    Ok(made)
}

fn unread(said: &str) -> Failure {
    Failure::new(format!("could not parse formatting clause: {said}"))
}

const NO_END: &str = "error while parsing precision: could not find end of precision specifier";

/// The number behind a point, and what follows.
fn precision(text: &str) -> std::result::Result<(Option<usize>, &str), String> {
    let Some(after) = text.strip_prefix('.') else { return Ok((None, text)) };
    let Some(end) = after.find(|c: char| !c.is_ascii_digit()) else { return Err(NO_END.to_owned()) };
    let (digits, after) = after.split_at(end);
    let wrong = |reason| {
        let digits = quote(digits);
        Err(format!(
            "error while parsing precision: error while converting precision to integer: strconv.Atoi: parsing {digits}: {reason}"
        ))
    };
    match digits.parse::<i64>() {
        _ if digits.is_empty() => wrong("invalid syntax"),
        Ok(number) => Ok((Some(usize::try_from(number).unwrap_or(usize::MAX)), after)),
        Err(_) => wrong("value out of range"),
    }
}

fn clause(letter: char, precision: Option<usize>, value: &Value<'_>) -> Result<String> {
    let precision = precision.unwrap_or(PRECISION);
    let said = match letter {
        's' => string(value, 0),
        'd' => decimal(value),
        'f' => float(value).map(|number| en_us::fixed(number, precision)).ok_or_else(|| {
            let name = type_name(value);
            Failure::new(format!("fixed-point clause can only be used on doubles, was given {name}"))
        }),
        'e' => float(value).map(|number| en_us::scientific(number, precision)).ok_or_else(|| {
            let name = type_name(value);
            Failure::new(format!("scientific clause can only be used on doubles, was given {name}"))
        }),
        'b' => binary(value),
        'x' => hex(value),
        'X' => hex(value).map(|text| text.to_ascii_uppercase()),
        'o' => octal(value),
        _ => return Err(unread(&format!("unrecognized formatting clause \"{letter}\""))),
    };
    // Words about the cost are of the whole, not of the clause.
    said.map_err(|failure| {
        if failure == too_much() { failure } else { Failure::new(format!("error during formatting: {}", failure.0)) }
    })
}

/// `FormatString`
fn string(value: &Value<'_>, depth: usize) -> Result<String> {
    match value {
        Value::Null => Ok("null".to_owned()),
        Value::List(items) => list(items, depth),
        Value::Map(entries) => map(entries, depth),
        Value::Optional(_) | Value::Opaque(_) => Err(Failure::new(format!(
            "string clause can only be used on strings, bools, bytes, ints, doubles, maps, lists, types, durations, and timestamps, was given {}",
            type_name(value)
        ))),
        _ => text::of(value)
            .map_err(|Failure(said)| Failure::new(format!("could not convert argument {} to string", quote(&said)))),
    }
}

/// A value as a literal of a list or map (`clauseForType`, `quoteForCEL`).
fn literal(value: &Value<'_>, depth: usize) -> Result<String> {
    Ok(match value {
        Value::String(text) => quote(text.as_str()),
        Value::Bytes(_) => format!("b{}", quote(&string(value, depth)?)),
        Value::Timestamp(point) => format!("timestamp({})", quote(&text::timestamp(*point))),
        Value::Duration(nanos) => format!("duration({})", quote(&text::duration(*nanos))),
        Value::Double(number) if number.is_finite() => format!("{number:.PRECISION$}"),
        Value::Double(number) => quote(&text::double(*number)),
        Value::Optional(_) | Value::Opaque(_) => {
            return Err(Failure::new(format!("no formatting function for {}", type_name(value))));
        }
        _ => string(value, depth)?,
    })
}

fn deeper(depth: usize) -> Result<usize> {
    if depth < DEPTH_MAX { Ok(depth + 1) } else { Err(too_much()) }
}

fn list(items: &List<'_>, depth: usize) -> Result<String> {
    let depth = deeper(depth)?;
    let mut made = "[".to_owned();
    for (at, item) in items.items().enumerate() {
        if at > 0 {
            made.push_str(", ");
        }
        made.push_str(&literal(&item, depth)?);
        room_for_text(made.len())?;
    }
    made.push(']');
    Ok(made)
}

/// A map, in the order of its keys as they are printed.
fn map(map: &Map<'_>, depth: usize) -> Result<String> {
    let depth = deeper(depth)?;
    let mut entries = Vec::with_capacity(map.len());
    let mut length = 0;
    for (key, value) in (0..map.len()).filter_map(|at| map.entry(at)) {
        if !matches!(key, Value::String(_) | Value::Bool(_) | Value::Int(_) | Value::Uint(_)) {
            let name = type_name(&key);
            return Err(Failure::new(format!("no formatting function for map key of type {name}")));
        }
        let (key, value) = (literal(&key, depth)?, literal(&value, depth)?);
        length += key.len() + value.len();
        room_for_text(length)?;
        entries.push((key, value));
    }
    entries.sort_by(|(a, _), (b, _)| a.cmp(b));
    let entries: Vec<String> = entries.into_iter().map(|(key, value)| format!("{key}:{value}")).collect();
    Ok(format!("{{{}}}", entries.join(", ")))
}

fn decimal(value: &Value<'_>) -> Result<String> {
    match value {
        Value::Int(number) => Ok(number.to_string()),
        Value::Uint(number) => Ok(number.to_string()),
        _ => Err(Failure::new(format!("decimal clause can only be used on integers, was given {}", type_name(value)))),
    }
}

/// A double, or one of the texts that stand for one.
fn float(value: &Value<'_>) -> Option<f64> {
    match value {
        Value::Double(number) => Some(*number),
        Value::String(text) => match text.as_str() {
            "NaN" => Some(f64::NAN),
            "Infinity" => Some(f64::INFINITY),
            "-Infinity" => Some(f64::NEG_INFINITY),
            _ => None,
        },
        _ => None,
    }
}

fn sign(number: i64) -> &'static str {
    if number < 0 { "-" } else { "" }
}

fn binary(value: &Value<'_>) -> Result<String> {
    match value {
        Value::Int(number) => Ok(format!("{}{:b}", sign(*number), number.unsigned_abs())),
        Value::Uint(number) => Ok(format!("{number:b}")),
        Value::Bool(flag) => Ok(if *flag { "1" } else { "0" }.to_owned()),
        _ => Err(Failure::new(format!(
            "only integers and bools can be formatted as binary, was given {}",
            type_name(value)
        ))),
    }
}

fn octal(value: &Value<'_>) -> Result<String> {
    match value {
        Value::Int(number) => Ok(format!("{}{:o}", sign(*number), number.unsigned_abs())),
        Value::Uint(number) => Ok(format!("{number:o}")),
        _ => Err(Failure::new(format!("octal clause can only be used on integers, was given {}", type_name(value)))),
    }
}

fn hex(value: &Value<'_>) -> Result<String> {
    let of_bytes = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    match value {
        Value::Int(number) => Ok(format!("{}{:x}", sign(*number), number.unsigned_abs())),
        Value::Uint(number) => Ok(format!("{number:x}")),
        Value::String(text) => Ok(of_bytes(text.as_str().as_bytes())),
        Value::Bytes(bytes) => Ok(of_bytes(bytes)),
        _ => Err(Failure::new(format!(
            "only integers, byte buffers, and strings can be formatted as hex, was given {}",
            type_name(value)
        ))),
    }
}
