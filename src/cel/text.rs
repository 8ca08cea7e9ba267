//! Values as texts, as Go and cel-go print them (`ConvertToType(StringType)` in `common/types`).

use super::standard;
use super::value::{Failure, Timestamp, Value};

/// A number as `%g` prints it: the shortest digits that tell it apart, with an exponent where it is small or large.
pub(super) fn double(number: f64) -> String {
    /// The exponents between which digits are written out.
    const PLAIN: std::ops::Range<i32> = -4..6;
    if number.is_nan() {
        return "NaN".to_owned();
    }
    if number.is_infinite() {
        return if number > 0.0 { "+Inf" } else { "-Inf" }.to_owned();
    }
    let scientific = format!("{number:e}");
    let (digits, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    match exponent.parse::<i32>() {
        Ok(exponent) if !PLAIN.contains(&exponent) => {
            format!("{digits}e{}{:02}", if exponent < 0 { '-' } else { '+' }, exponent.abs())
        }
        _ => format!("{number}"),
    }
}

/// A span of time in seconds, as cel-go prints it: `1.5s`.
pub(super) fn duration(nanos: i64) -> String {
    const SECOND: i64 = 1_000_000_000;
    #[allow(clippy::cast_precision_loss, reason = "upstream rounds so")]
    let seconds = (nanos / SECOND) as f64 + (nanos % SECOND) as f64 / 1e9;
    format!("{seconds}s")
}

/// A point in time as RFC 3339 has it, with as many digits of a second as it takes.
pub(super) fn timestamp(point: Timestamp) -> String {
    standard::written(point)
}

/// What is a text of itself, as `string()` makes it.
///
/// # Errors
///
/// Bytes that are no UTF-8, and values of types that no text can be made of.
pub(super) fn of(value: &Value<'_>) -> Result<String, Failure> {
    Ok(match value {
        Value::Bool(flag) => flag.to_string(),
        Value::Int(number) => number.to_string(),
        Value::Uint(number) => number.to_string(),
        Value::Double(number) => double(*number),
        Value::String(text) | Value::Type(text) => text.as_str().to_owned(),
        Value::Bytes(bytes) => match std::str::from_utf8(bytes) {
            Ok(text) => text.to_owned(),
            Err(_) => return Err(Failure::new("invalid UTF-8 in bytes, cannot convert to string")),
        },
        Value::Duration(nanos) => duration(*nanos),
        Value::Timestamp(point) => timestamp(*point),
        _ => return Err(Failure::no_such_overload()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prints_as_go_does() {
        for (number, text) in [
            (1.0, "1"),
            (-0.0, "-0"),
            (1.5e-4, "0.00015"),
            (1.5e-5, "1.5e-05"),
            (123_456.5, "123456.5"),
            (1e6, "1e+06"),
            (123_456_789.0, "1.23456789e+08"),
            (1.5e300, "1.5e+300"),
            (f64::NAN, "NaN"),
            (f64::NEG_INFINITY, "-Inf"),
        ] {
            assert_eq!(double(number), text);
        }
        assert_eq!(duration(1_500_000_000), "1.5s");
        assert_eq!(duration(-1), "-0.000000001s");
        assert_eq!(duration(0), "0s");
        assert_eq!(timestamp(Timestamp::utc(0, 500_000_000)), "1970-01-01T00:00:00.5Z");
    }
}
