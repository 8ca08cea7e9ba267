//! YAML 1.1 scalars as go-yaml v2 resolves them (`vendor/go.yaml.in/yaml/v2/resolve.go`, `resolve`), and
//! map keys as Kubernetes' converter writes them (`vendor/sigs.k8s.io/yaml/yaml.go`,
//! `convertToJSONableObject`).

use super::tree::Kind;

/// What a plain scalar means: its kind and, for a boolean, its value.
pub(super) fn resolve(text: &str) -> (Kind, bool) {
    let bytes = text.as_bytes();
    let Some(&first) = bytes.first() else { return (Kind::Null, false) };
    match first {
        b'+' | b'-' | b'0'..=b'9' => (number(text), false),
        b'y' | b'Y' | b'n' | b'N' | b't' | b'T' | b'f' | b'F' | b'o' | b'O' | b'~' => word(bytes),
        b'.' => match text {
            ".nan" | ".NaN" | ".NAN" | ".inf" | ".Inf" | ".INF" => (Kind::Float, false),
            _ => (if go_float(text).is_some() { Kind::Float } else { Kind::Str }, false),
        },
        _ => (Kind::Str, false),
    }
}

/// The words that are not text.
fn word(bytes: &[u8]) -> (Kind, bool) {
    match bytes {
        b"y" | b"Y" | b"yes" | b"Yes" | b"YES" | b"true" | b"True" | b"TRUE" | b"on" | b"On" | b"ON" => {
            (Kind::Bool, true)
        }
        b"n" | b"N" | b"no" | b"No" | b"NO" | b"false" | b"False" | b"FALSE" | b"off" | b"Off" | b"OFF" => {
            (Kind::Bool, false)
        }
        b"~" | b"null" | b"Null" | b"NULL" => (Kind::Null, false),
        _ => (Kind::Str, false),
    }
}

/// The kind of a plain scalar that begins with a digit or a sign. Dates resolve to their own text.
fn number(text: &str) -> Kind {
    if let [b'1'..=b'9', rest @ ..] = text.as_bytes()
        && rest.len() < 18
        && rest.iter().all(u8::is_ascii_digit)
    {
        // Most numbers by far: a few decimal digits.
        return Kind::Int;
    }
    if matches!(text, "+.inf" | "+.Inf" | "+.INF" | "-.inf" | "-.Inf" | "-.INF") {
        return Kind::Float;
    }
    if is_timestamp(text) {
        Kind::Str
    } else if integer(text).is_some() {
        Kind::Int
    } else if float(text).is_some() {
        Kind::Float
    } else {
        Kind::Str
    }
}

/// Whether go-yaml takes the text for a date (`parseTimestamp`). It stays text; only a tag such as `!!int`
/// makes a difference.
pub(super) fn is_timestamp(text: &str) -> bool {
    let bytes = text.as_bytes();
    if bytes.len() < 8 || bytes[4] != b'-' || !bytes[..4].iter().all(u8::is_ascii_digit) {
        return false;
    }
    let (date, time) = match text.find(['T', 't', ' ']) {
        Some(at) => (&text[..at], Some((text.as_bytes()[at], &text[at + 1..]))),
        None => (text, None),
    };
    let mut parts = date.splitn(3, '-').map(|p| (p.len(), p.parse::<u32>().ok()));
    let (Some((4, Some(year))), Some((1..=2, Some(month))), Some((1..=2, Some(day)))) =
        (parts.next(), parts.next(), parts.next())
    else {
        return false;
    };
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 => 28 + u32::from(leap),
        _ => return false,
    };
    (1..=days).contains(&day) && time.is_none_or(|(separator, time)| is_clock(time, separator != b' '))
}

/// `15:4:5.999`, with a zone where one is asked for.
fn is_clock(time: &str, zoned: bool) -> bool {
    let time = if !zoned {
        time
    } else if let Some(rest) = time.strip_suffix('Z') {
        rest
    } else {
        let Some(at) = time.rfind(['+', '-']) else { return false };
        let zone = &time.as_bytes()[at + 1..];
        let [a, b, b':', c, d] = zone else { return false };
        if ![a, b, c, d].iter().all(|c| c.is_ascii_digit()) || (*a, *b) > (b'2', b'4') || *c > b'6' {
            return false;
        }
        &time[..at]
    };
    let mut parts = time.splitn(3, ':');
    let mut field = |most: u32, fraction: bool| {
        let part = parts.next().unwrap_or_default();
        let (whole, rest) = part.split_at(part.find(['.', ',']).unwrap_or(part.len()));
        let digits = rest.get(1..).unwrap_or("0");
        (1..=2).contains(&whole.len())
            && whole.bytes().all(|b| b.is_ascii_digit())
            && whole.parse::<u32>().is_ok_and(|n| n < most)
            && (rest.is_empty() || fraction && !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()))
    };
    field(24, false) && field(60, false) && field(60, true)
}

/// The value of a plain scalar that resolves to an integer (`10`, `0x1f`, `0b11`, `0644`, `0o17`, `1_000`).
///
/// As `strconv.ParseInt(s, 0, 64)` and `ParseUint` read it: within -2^63 to 2^64-1.
pub(super) fn integer(text: &str) -> Option<i128> {
    let plain = strip_underscores(text);
    let plain = &*plain;
    let (signed, negative, digits) = match plain.as_bytes().first()? {
        b'-' => (true, true, &plain[1..]),
        b'+' => (true, false, &plain[1..]),
        _ => (false, false, plain),
    };
    let (radix, digits) = match digits.as_bytes() {
        [b'0', b'x' | b'X', ..] => (16, &digits[2..]),
        [b'0', b'b' | b'B', ..] => (2, &digits[2..]),
        [b'0', b'o' | b'O', ..] => (8, &digits[2..]),
        [b'0', _, ..] => (8, &digits[1..]),
        _ => (10, digits),
    };
    if digits.starts_with(['+', '-']) {
        return None;
    }
    let value = i128::from(u64::from_str_radix(digits, radix).ok()?);
    let value = if negative { -value } else { value };
    let most = if signed { i128::from(i64::MAX) } else { i128::from(u64::MAX) };
    (i128::from(i64::MIN)..=most).contains(&value).then_some(value)
}

/// The value of a plain scalar that resolves to a float, infinities and `.nan` included.
pub(super) fn float(text: &str) -> Option<f64> {
    match text {
        ".nan" | ".NaN" | ".NAN" => return Some(f64::NAN),
        ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" => return Some(f64::INFINITY),
        "-.inf" | "-.Inf" | "-.INF" => return Some(f64::NEG_INFINITY),
        _ => {}
    }
    if text.starts_with('.') {
        return go_float(text);
    }
    let plain = strip_underscores(text);
    if let Some(whole) = integer(text) {
        // `!!float 0x10`
        return Some(whole as f64);
    }
    is_yaml_float(plain.as_bytes()).then(|| plain.parse::<f64>().ok()).flatten().filter(|f| f.is_finite())
}

fn strip_underscores(text: &str) -> std::borrow::Cow<'_, str> {
    if text.contains('_') { text.replace('_', "").into() } else { text.into() }
}

/// `strconv.ParseFloat` for a text that begins with a point: digits, single underscores between them, an
/// exponent.
fn go_float(text: &str) -> Option<f64> {
    let bytes = text.as_bytes();
    for (i, b) in bytes.iter().enumerate() {
        let digit = |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(u8::is_ascii_digit);
        if *b == b'_' && !(digit(i.checked_sub(1)) && digit(Some(i + 1))) {
            return None;
        }
    }
    let plain = strip_underscores(text);
    is_yaml_float(plain.as_bytes()).then(|| plain.parse::<f64>().ok()).flatten().filter(|f| f.is_finite())
}

/// `^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$`
fn is_yaml_float(bytes: &[u8]) -> bool {
    let digits = |at: usize| bytes[at..].iter().take_while(|b| b.is_ascii_digit()).count();
    let mut at = usize::from(matches!(bytes.first(), Some(b'+' | b'-')));
    let whole = digits(at);
    at += whole;
    if bytes.get(at) == Some(&b'.') {
        let fraction = digits(at + 1);
        if whole + fraction == 0 {
            return false;
        }
        at += 1 + fraction;
    } else if whole == 0 {
        return false;
    }
    if matches!(bytes.get(at), Some(b'e' | b'E')) {
        at += 1 + usize::from(matches!(bytes.get(at + 1), Some(b'+' | b'-')));
        let exponent = bytes.get(at..).map_or(0, |_| digits(at));
        if exponent == 0 {
            return false;
        }
        at += exponent;
    }
    at == bytes.len()
}

/// A number as the converter writes it where it is a map's key: `strconv.FormatFloat(f, 'g', -1, 32)`.
pub(super) fn float_key(value: f64) -> String {
    if value.is_nan() {
        return ".nan".to_owned();
    }
    let short = value as f32;
    if short.is_infinite() {
        return if short > 0.0 { ".inf" } else { "-.inf" }.to_owned();
    }
    let scientific = format!("{short:e}");
    let (digits, exponent) = scientific.split_once('e').expect("Rust's {:e} always has an exponent");
    let exponent: i32 = exponent.parse().expect("Rust's {:e} has a whole exponent");
    // Go's %g with the shortest precision switches to an exponent where six digits would.
    if short != 0.0 && !(-4..6).contains(&exponent) {
        let sign = if exponent < 0 { '-' } else { '+' };
        return format!("{digits}e{sign}{:02}", exponent.abs());
    }
    format!("{short}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn resolves_as_go_yaml_does() {
        for (text, kind) in [
            ("", Kind::Null),
            ("~", Kind::Null),
            ("Null", Kind::Null),
            ("nULL", Kind::Str),
            ("y", Kind::Bool),
            ("On", Kind::Bool),
            ("oN", Kind::Str),
            ("10", Kind::Int),
            ("-10", Kind::Int),
            ("+1", Kind::Int),
            ("+", Kind::Str),
            ("-", Kind::Str),
            ("0644", Kind::Int),
            ("0o17", Kind::Int),
            ("0b11", Kind::Int),
            ("-0b11", Kind::Int),
            ("0x1F", Kind::Int),
            ("0x", Kind::Str),
            ("09", Kind::Float),
            ("1_000", Kind::Int),
            ("_1", Kind::Str),
            ("18446744073709551615", Kind::Int),
            ("+18446744073709551615", Kind::Float),
            ("18446744073709551616", Kind::Float),
            ("-9223372036854775808", Kind::Int),
            ("-9223372036854775809", Kind::Float),
            ("1e3", Kind::Float),
            ("1e", Kind::Str),
            ("1e400", Kind::Str),
            ("1.", Kind::Float),
            (".5", Kind::Float),
            (".", Kind::Str),
            ("..", Kind::Str),
            (".inf", Kind::Float),
            ("-.INF", Kind::Float),
            ("1:30", Kind::Str),
            ("2001-01-01", Kind::Str),
            ("1.2.3", Kind::Str),
            ("100m", Kind::Str),
            ("<<", Kind::Str),
        ] {
            assert_eq!(resolve(text).0, kind, "{text}");
        }
        assert_eq!(resolve("YES"), (Kind::Bool, true));
        assert_eq!(resolve("Off"), (Kind::Bool, false));
    }

    #[test]
    fn numbers() {
        for (text, value) in [("0644", 420), ("0o17", 15), ("-0b11", -3), ("1_000", 1000), ("0x_F", 15), ("0", 0)] {
            assert_eq!(integer(text), Some(value), "{text}");
        }
        assert_eq!(float("09"), Some(9.0));
        assert_eq!(float("1_0.5"), Some(10.5));
        assert_eq!(float(".1_0"), Some(0.1));
        assert_eq!(float("._1"), None);
    }

    #[test]
    fn dates() {
        for text in ["2001-01-01", "2001-1-2", "2001-12-14t21:59:43.10-05:00", "2001-12-14 21:59:43.1", "2000-02-29"] {
            assert!(is_timestamp(text), "{text}");
        }
        for text in ["2001-13-01", "2001-02-29", "2001-1", "20010-1-1", "2001-12-14 21:59", "2001-12-14T21:59:43"] {
            assert!(!is_timestamp(text), "{text}");
        }
    }

    #[test]
    fn float_keys() {
        for (value, text) in [
            (1.5, "1.5"),
            (1e3, "1000"),
            (100_000.0, "100000"),
            (1e6, "1e+06"),
            (1_234_567.0, "1.234567e+06"),
            (0.0001, "0.0001"),
            (0.00001, "1e-05"),
            (-2.5, "-2.5"),
            (f64::INFINITY, ".inf"),
        ] {
            assert_eq!(float_key(value), text);
        }
    }
}
