//! YAML 1.1 scalars as go-yaml v2 resolves them (`vendor/go.yaml.in/yaml/v2/resolve.go`, `resolve`).

/// The value of a plain scalar that resolves to an integer (`10`, `0x1f`, `0b11`, `0644`, `1_000`).
pub(super) fn integer(text: &str) -> Option<i128> {
    let plain = text.replace('_', "");
    let (negative, digits) = match plain.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, plain.strip_prefix('+').unwrap_or(&plain)),
    };
    let value = if let Some(hex) = digits.strip_prefix("0x") {
        i128::from_str_radix(hex, 16)
    } else if let Some(bin) = digits.strip_prefix("0b") {
        i128::from_str_radix(bin, 2)
    } else if digits.len() > 1 && digits.starts_with('0') {
        i128::from_str_radix(&digits[1..], 8).or_else(|_| digits.parse())
    } else {
        digits.parse()
    };
    value.ok().map(|v| if negative { -v } else { v })
}

/// The value of a plain scalar that resolves to a float.
pub(super) fn float(text: &str) -> Option<f64> {
    text.replace('_', "").parse().ok()
}
