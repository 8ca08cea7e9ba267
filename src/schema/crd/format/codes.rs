//! Codes and numbers that are checked by a pattern and a sum: `govalidator` as kube-openapi keeps it, `strfmt/default.go`.

use std::sync::LazyLock;

use crate::regexp::{self, Regex};

/// A pattern of ours, or of upstream's, which compiles.
fn constant(pattern: &str) -> Regex {
    regexp::compile(pattern).expect("the pattern is a constant that compiles")
}

pub(super) fn is_hostname(text: &str) -> bool {
    static REGEX: LazyLock<Regex> = LazyLock::new(|| {
        constant(
            r"^([a-zA-Z0-9\p{S}\p{L}]((-?[a-zA-Z0-9\p{S}\p{L}]{0,62})?)|([a-zA-Z0-9\p{S}\p{L}](([a-zA-Z0-9-\p{S}\p{L}]{0,61}[a-zA-Z0-9\p{S}\p{L}])?)(\.)){1,}([a-zA-Z\p{L}]){2,63})$",
        )
    });
    REGEX.is_match(text) && text.len() <= 255 && text.split('.').all(|part| part.len() <= 63)
}

pub(super) fn is_rgb(text: &str) -> bool {
    static REGEX: LazyLock<Regex> = LazyLock::new(|| {
        constant(
            r"^rgb\(\s*(0|[1-9]\d?|1\d\d?|2[0-4]\d|25[0-5])\s*,\s*(0|[1-9]\d?|1\d\d?|2[0-4]\d|25[0-5])\s*,\s*(0|[1-9]\d?|1\d\d?|2[0-4]\d|25[0-5])\s*\)$",
        )
    });
    REGEX.is_match(text)
}

fn digits_of(text: &str) -> String {
    text.chars().filter(|c| !matches!(c, ' ' | '\t' | '\n' | '\x0C' | '\r' | '-')).collect()
}

pub(super) fn is_isbn10(text: &str) -> bool {
    let text = digits_of(text);
    let value = |(i, c): (usize, char)| match c {
        'X' if i == 9 => Some(10),
        _ => c.to_digit(10),
    };
    let values: Option<Vec<u32>> = text.chars().enumerate().map(value).collect();
    values.is_some_and(|v| v.len() == 10 && v.iter().zip(1..).map(|(d, w)| d * w).sum::<u32>() % 11 == 0)
}

pub(super) fn is_isbn13(text: &str) -> bool {
    let values: Option<Vec<u32>> = digits_of(text).chars().map(|c| c.to_digit(10)).collect();
    let weighed = |v: &[u32]| v.iter().enumerate().map(|(i, d)| if i % 2 == 0 { *d } else { d * 3 }).sum::<u32>();
    values.is_some_and(|v| v.len() == 13 && weighed(&v) % 10 == 0)
}

pub(super) fn is_credit_card(text: &str) -> bool {
    static REGEX: LazyLock<Regex> = LazyLock::new(|| {
        constant(
            r"^(?:4[0-9]{12}(?:[0-9]{3})?|5[1-5][0-9]{14}|6(?:011|5[0-9][0-9])[0-9]{12}|3[47][0-9]{13}|3(?:0[0-5]|[68][0-9])[0-9]{11}|(?:2131|1800|35\d{3})\d{11})$",
        )
    });
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let luhn = |sum: u32, (i, d): (usize, u32)| sum + if i % 2 == 0 { d } else { d * 2 % 10 + d * 2 / 10 };
    REGEX.is_match(&digits) && digits.chars().rev().filter_map(|c| c.to_digit(10)).enumerate().fold(0, luhn) % 10 == 0
}

/// A social security number of 11 characters.
pub(super) fn is_ssn(text: &str) -> bool {
    let b = text.as_bytes();
    let digits = |range: std::ops::Range<usize>| b[range].iter().all(u8::is_ascii_digit);
    let separates = |at: usize| matches!(b[at], b' ' | b'-');
    b.len() == 11 && digits(0..3) && separates(3) && digits(4..6) && separates(6) && digits(7..11)
}
