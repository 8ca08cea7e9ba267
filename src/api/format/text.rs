//! Ports, percentages, headers, identifiers and the like.

use super::{all, is_in_range, max_len, pattern};

/// `IsValidPortNum`
pub(crate) fn is_valid_port_num(port: i64) -> Vec<String> {
    is_in_range(port, 1, 65535)
}

/// `IsValidPortName`
pub(crate) fn is_valid_port_name(port: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    if port.len() > 15 {
        wrong.push(max_len(15));
    }
    if !all(port, |b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-') {
        wrong.push("must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)".to_owned());
    }
    if !port.bytes().any(|b| b.is_ascii_lowercase()) {
        wrong.push("must contain at least one letter (a-z)".to_owned());
    }
    if port.contains("--") {
        wrong.push("must not contain consecutive hyphens".to_owned());
    }
    if port.starts_with('-') || port.ends_with('-') {
        wrong.push("must not begin or end with a hyphen".to_owned());
    }
    wrong
}

/// `IsValidPercent`
pub(crate) fn is_valid_percent(percent: &str) -> Vec<String> {
    if percent.strip_suffix('%').is_some_and(|digits| all(digits, |b| b.is_ascii_digit())) {
        return Vec::new();
    }
    let text = "a valid percent string must be a numeric string followed by an ending '%'";
    vec![pattern(text, "[0-9]+%", &["1%", "93%"])]
}

/// `IsHTTPHeaderName`
pub(crate) fn is_http_header_name(name: &str) -> Vec<String> {
    if all(name, |b| b.is_ascii_alphanumeric() || b == b'-') {
        return Vec::new();
    }
    let text = "a valid HTTP header must consist of alphanumeric characters or '-'";
    vec![pattern(text, "[-A-Za-z0-9]+", &["X-Header-Name"])]
}

/// `IsCIdentifier`
pub(crate) fn is_c_identifier(value: &str) -> Vec<String> {
    let sound = all(value, |b| b.is_ascii_alphanumeric() || b == b'_');
    if sound && !value.starts_with(|c: char| c.is_ascii_digit()) {
        return Vec::new();
    }
    let text = "a valid C identifier must start with alphabetic character or '_', followed by a string of alphanumeric characters or '_'";
    vec![pattern(text, "[A-Za-z_][A-Za-z0-9_]*", &["my_name", "MY_NAME", "MyName"])]
}
