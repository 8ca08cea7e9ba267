//! Numbers and spans of time as Go prints and reads them (`strconv`, `time.Duration`, `%v`).

use std::borrow::Cow;

use crate::cel::text;
use crate::cel::value::{Map, Value};

/// A value as `%v` prints it in messages.
pub fn printed(value: &Value<'_>) -> String {
    let mut out = String::new();
    print(value, &mut out, 0);
    out
}

/// Levels of a value that are printed.
const LEVELS_MAX: u32 = 30;

/// Bytes after which no more is printed.
const PRINTED_MAX: usize = 10_000;

fn print(value: &Value<'_>, out: &mut String, level: u32) {
    if level > LEVELS_MAX || out.len() > PRINTED_MAX {
        return out.push('…');
    }
    match value {
        // Upstream's null is a number.
        Value::Null => out.push('0'),
        Value::Bool(value) => out.push_str(&value.to_string()),
        Value::Int(value) => out.push_str(&value.to_string()),
        Value::Uint(value) => out.push_str(&value.to_string()),
        Value::Double(value) => out.push_str(&text::double(*value)),
        Value::String(text) | Value::Type(text) => out.push_str(text.as_str()),
        Value::Bytes(bytes) => out.push_str(&format!("{bytes:?}").replace(',', "")),
        Value::Duration(nanos) => out.push_str(&span(*nanos)),
        Value::Timestamp(at) => out.push_str(&super::time::written(*at).replace('T', " ").replace('Z', " +0000 UTC")),
        Value::List(list) => {
            out.push('[');
            for (at, item) in list.items().enumerate() {
                if at > 0 {
                    out.push_str(", ");
                }
                if out.len() > PRINTED_MAX {
                    break;
                }
                print(&item, out, level + 1);
            }
            out.push(']');
        }
        Value::Map(map) => entries(map, out, level),
        Value::Wrong(why) => out.push_str(why),
        Value::Optional(None) => out.push_str("optional.none()"),
        Value::Optional(Some(value)) => {
            out.push_str("optional(");
            print(value, out, level + 1);
            out.push(')');
        }
        Value::Opaque(opaque) => out.push_str(super::opaque_name(opaque)),
    }
}

fn entries(map: &Map<'_>, out: &mut String, level: u32) {
    out.push('{');
    for index in 0..map.len() {
        let Some((key, value)) = map.entry(index) else { break };
        if out.len() > PRINTED_MAX {
            break;
        }
        if index > 0 {
            out.push_str(", ");
        }
        print(&key, out, level + 1);
        out.push_str(": ");
        print(&value, out, level + 1);
    }
    out.push('}');
}

/// A span of time as `time.Duration` prints it: `1h0m0.5s`.
fn span(nanos: i64) -> String {
    let sign = if nanos < 0 { "-" } else { "" };
    let size = nanos.unsigned_abs();
    let decimal = |value: u64, unit: u64| {
        let rest = format!("{:0width$}", value % unit, width = unit.ilog10() as usize);
        let rest = rest.trim_end_matches('0');
        let dot = if rest.is_empty() { "" } else { "." };
        format!("{}{dot}{rest}", value / unit)
    };
    let text = match size {
        0 => return "0s".to_owned(),
        1..1_000 => format!("{size}ns"),
        1_000..1_000_000 => format!("{}µs", decimal(size, 1_000)),
        1_000_000..1_000_000_000 => format!("{}ms", decimal(size, 1_000_000)),
        _ => {
            let minutes = size / 60_000_000_000;
            let seconds = decimal(size % 60_000_000_000, 1_000_000_000);
            match (minutes / 60, minutes % 60) {
                (0, 0) => format!("{seconds}s"),
                (0, minutes) => format!("{minutes}m{seconds}s"),
                (hours, minutes) => format!("{hours}h{minutes}m{seconds}s"),
            }
        }
    };
    format!("{sign}{text}")
}

/// A double as `strconv.ParseFloat` reads it; what is too large is none.
pub fn read_double(text: &str) -> Option<f64> {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    if unsigned.len() != text.len() && unsigned.eq_ignore_ascii_case("nan") {
        return None;
    }
    if let Some(rest) = unsigned.strip_prefix("0x").or(unsigned.strip_prefix("0X")) {
        let value = hexadecimal(rest)?;
        return value.is_finite().then_some(if text.starts_with('-') { -value } else { value });
    }
    let plain = without_underscores(text)?;
    let value: f64 = plain.parse().ok()?;
    let digits = unsigned.starts_with(|c: char| c.is_ascii_digit() || c == '.');
    (!digits || value.is_finite()).then_some(value)
}

/// A number without the underscores that may stand between two digits (`underscoreOK`).
fn without_underscores(text: &str) -> Option<Cow<'_, str>> {
    if !text.contains('_') {
        return Some(text.into());
    }
    let bytes = text.as_bytes();
    let digit = |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(u8::is_ascii_digit);
    let between = |(at, _)| digit(usize::checked_sub(at, 1)) && digit(Some(at + 1));
    text.match_indices('_').all(between).then(|| text.replace('_', "").into())
}

/// A double in hexadecimal, `1.8p-3`: the exponent, of two, must be there; underscores may stand between digits.
fn hexadecimal(text: &str) -> Option<f64> {
    let (mantissa, exponent) = text.split_once(['p', 'P'])?;
    let digits = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let far = if exponent.starts_with('-') { -100_000 } else { 100_000 };
    let mut exponent: i64 = exponent.parse::<i64>().map_or(far, |exponent| exponent.clamp(-100_000, 100_000));
    let plain = mantissa.strip_prefix('_').unwrap_or(mantissa);
    if plain.ends_with('_') || ["__", "_.", "._"].iter().any(|wrong| plain.contains(wrong)) {
        return None;
    }
    let (whole, fraction) = plain.split_once('.').unwrap_or((plain, ""));
    let (mut value, mut some, mut rest) = (0_u128, false, false);
    for (part, behind) in [(whole, false), (fraction, true)] {
        for c in part.chars().filter(|c| *c != '_') {
            let digit = c.to_digit(16)?;
            some = true;
            // What no longer fits only tells whether there is more.
            if value >> 120 == 0 {
                value = value << 4 | u128::from(digit);
                exponent -= if behind { 4 } else { 0 };
            } else {
                rest |= digit != 0;
                exponent += if behind { 0 } else { 4 };
            }
        }
    }
    let mut value = (value | u128::from(rest)) as f64;
    let step = if exponent < 0 { 0.5 } else { 2.0 };
    for _ in 0..exponent.unsigned_abs().min(2_400) {
        value *= step;
    }
    some.then_some(value)
}

/// A truth value as `strconv.ParseBool` reads it.
pub fn read_bool(text: &str) -> Option<bool> {
    match text {
        "1" | "t" | "T" | "true" | "TRUE" | "True" => Some(true),
        "0" | "f" | "F" | "false" | "FALSE" | "False" => Some(false),
        _ => None,
    }
}

/// A span of time in nanoseconds as `time.ParseDuration` reads it.
pub fn read_duration(text: &str) -> Option<i64> {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let negative = text.starts_with('-');
    if unsigned == "0" {
        return Some(0);
    }
    if unsigned.is_empty() {
        return None;
    }
    let mut rest = unsigned;
    let mut total: u64 = 0;
    while !rest.is_empty() {
        let (part, after) = read_part(rest)?;
        total = total.checked_add(part).filter(|total| *total <= 1 << 63)?;
        rest = after;
    }
    if negative {
        return Some(0_i64.wrapping_sub_unsigned(total));
    }
    i64::try_from(total).ok()
}

/// One number with its unit, and what stands after it.
fn read_part(text: &str) -> Option<(u64, &str)> {
    let digits = |text: &str| text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (whole, mut rest) = text.split_at(digits(text));
    let mut fraction = "";
    if let Some(after) = rest.strip_prefix('.') {
        (fraction, rest) = after.split_at(digits(after));
    }
    if whole.is_empty() && fraction.is_empty() {
        return None;
    }
    let value: u64 = if whole.is_empty() { 0 } else { whole.parse().ok().filter(|value| *value <= 1 << 63)? };
    let end = rest.find(|c: char| c == '.' || c.is_ascii_digit()).unwrap_or(rest.len());
    let (unit, rest) = rest.split_at(end);
    let unit: u64 = match unit {
        "ns" => 1,
        "us" | "µs" | "μs" => 1_000,
        "ms" => 1_000_000,
        "s" => 1_000_000_000,
        "m" => 60_000_000_000,
        "h" => 3_600_000_000_000,
        _ => return None,
    };
    let whole = value.checked_mul(unit).filter(|value| *value <= 1 << 63)?;
    let (mut parts, mut scale) = (0_u64, 1.0_f64);
    for digit in fraction.bytes() {
        // What no longer fits adds nothing.
        let Some(next) = parts.checked_mul(10).and_then(|parts| parts.checked_add(u64::from(digit - b'0'))) else {
            break;
        };
        if next > 1 << 63 {
            break;
        }
        parts = next;
        scale *= 10.0;
    }
    #[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let more = (parts as f64 * (unit as f64 / scale)) as u64;
    Some((whole.checked_add(more)?, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doubles_in_hexadecimal() {
        for (text, value) in [
            ("0x7p0", Some(7.0)),
            ("-0X1.8p-3", Some(-0.1875)),
            ("0x_1_0p0", Some(16.0)),
            ("0xfffffffffffffffffffffffffffffffffffffp-148", Some(1.0)),
            ("0x1p1023", Some(2f64.powi(1023))),
            ("0x1p1024", None),
            ("0x1p-1080", Some(0.0)),
            ("0x7", None),
            ("7_0", Some(70.0)),
            ("1_0.5e1_0", Some(10.5e10)),
            ("_7", None),
            ("7_", None),
            ("7__0", None),
            ("7_.0", None),
            ("0xp1", None),
            ("0x1__0p1", None),
            ("0x1p", None),
            ("0xgp1", None),
        ] {
            assert_eq!(read_double(text), value, "{text}");
        }
    }

    #[test]
    fn spans_as_go_reads_them() {
        for (text, nanos) in [
            ("0", Some(0)),
            ("1h1m1s", Some(3_661_000_000_000)),
            ("-1.5s", Some(-1_500_000_000)),
            (".5ms", Some(500_000)),
            ("1us", Some(1_000)),
            ("1µs", Some(1_000)),
            ("2562047h47m16.854775807s", Some(i64::MAX)),
            ("-2562047h47m16.854775808s", Some(i64::MIN)),
            ("2562048h", None),
            ("1d", None),
            ("", None),
            ("1", None),
            (".s", None),
            ("1s ", None),
        ] {
            assert_eq!(read_duration(text), nanos, "{text}");
        }
        assert_eq!(span(3_661_500_000_000), "1h1m1.5s");
        assert_eq!(span(-1_500), "-1.5µs");
        assert_eq!(span(0), "0s");
    }
}
