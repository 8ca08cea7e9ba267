//! A quantity's text, as upstream takes it apart.

use super::{Format, QuantityError};

/// The most that is told apart, in billionths: no fraction of anything, as upstream's giants have none.
const CAP: i128 = 10_i128.pow(38);
/// Decimal digits that an `int64` holds whatever they are (upstream's `maxInt64Factors`).
const INT64_DIGITS: usize = 18;

/// A quantity's text, taken apart (upstream `parseQuantityString`).
pub(super) struct Parts<'a> {
    pub(super) negative: bool,
    whole: &'a str,
    fraction: &'a str,
    /// Whether there is any digit before the suffix.
    pub(super) numbered: bool,
    pub(super) suffix: &'a str,
}

impl<'a> Parts<'a> {
    pub(super) fn split(text: &'a str) -> Result<Self, QuantityError> {
        if text.is_empty() {
            return Err(QuantityError::FormatWrong);
        }
        let (negative, number) = match text.as_bytes()[0] {
            b'-' => (true, &text[1..]),
            b'+' => (false, &text[1..]),
            _ => (false, text),
        };
        let stripped = number.trim_start_matches('0');
        if stripped.is_empty() {
            // Upstream takes a lone sign for zero as well.
            return Ok(Parts { negative, whole: "", fraction: "", numbered: true, suffix: "" });
        }
        let digits = |s: &str| s.bytes().take_while(u8::is_ascii_digit).count();
        let (whole, mut rest) = stripped.split_at(digits(stripped));
        let mut fraction = "";
        if let Some(after) = rest.strip_prefix('.') {
            (fraction, rest) = after.split_at(digits(after));
        }
        let letters = rest.bytes().take_while(|b| b"eEinumkKMGTP".contains(b)).count();
        let mut tail = &rest[letters..];
        if let Some(t) = tail.strip_prefix(['-', '+']) {
            tail = t;
        }
        if digits(tail) != tail.len() {
            return Err(QuantityError::FormatWrong);
        }
        let numbered = stripped.len() < number.len() || !whole.is_empty() || !fraction.is_empty();
        Ok(Parts { negative, whole, fraction, numbered, suffix: rest })
    }

    /// Whether upstream leaves its fast integer path, on which it keeps a binary notation for amounts below one.
    pub(super) fn exact_path(&self, suffix: Suffix) -> bool {
        suffix.exponent < 0 || !self.fraction.is_empty()
    }

    /// Whether upstream can hold the number in an `int64`, as it guesses from the number of digits.
    pub(super) fn is_small(&self, suffix: Suffix) -> bool {
        // Where no digit is left, upstream puts a zero.
        let (whole, fraction) = (self.whole.len().max(1), self.fraction.len());
        match suffix.format {
            Format::BinarySi => {
                let power = usize::try_from(suffix.exponent).unwrap_or_default() * 3 / 10;
                fraction == 0 && whole + power < INT64_DIGITS - 3
            }
            _ => whole + fraction <= INT64_DIGITS && self.scale(suffix) >= -9,
        }
    }

    /// The power of ten of the last digit, without that of a binary suffix.
    pub(super) fn scale(&self, suffix: Suffix) -> i32 {
        let exponent = if suffix.format == Format::BinarySi { 0 } else { suffix.exponent };
        exponent.saturating_sub(i32::try_from(self.fraction.len()).unwrap_or(i32::MAX))
    }

    /// Whether upstream reuses the text that it read.
    pub(super) fn keeps_spelling(&self, suffix: Suffix) -> bool {
        let digits = format!("{}{}", self.whole, self.fraction);
        if digits.is_empty() || !self.is_small(suffix) {
            return false;
        }
        match suffix.format {
            Format::BinarySi => digits.parse::<i64>().is_ok_and(|value| value & 7 != 0),
            _ => {
                let scale = i64::from(suffix.exponent) - i64::try_from(self.fraction.len()).unwrap_or(0);
                scale % 3 == 0 && !digits.ends_with("000") && !digits.starts_with('0')
            }
        }
    }

    /// The absolute amount in billionths, rounded up, capped.
    pub(super) fn scaled(&self, suffix: Suffix) -> i128 {
        let digits: Vec<u8> = self.whole.bytes().chain(self.fraction.bytes()).map(|b| b - b'0').collect();
        let fraction = i64::try_from(self.fraction.len()).unwrap_or(i64::MAX);
        let (times, ten) = match suffix.format {
            Format::BinarySi => (1_i128 << suffix.exponent, -fraction),
            _ => (1, i64::from(suffix.exponent).saturating_sub(fraction)),
        };
        decimal(&digits, times, ten.saturating_add(9))
    }
}

/// `digits * times * 10^exponent`, rounded up to a whole number and capped.
fn decimal(digits: &[u8], times: i128, exponent: i64) -> i128 {
    // Digits behind the point of the result only matter as "something is there", once `times` cannot lift them above it.
    let mut kept: i128 = 0;
    let mut dropped: i64 = 0;
    let mut inexact = false;
    for &d in digits {
        if dropped > 0 || kept > i128::MAX / times.saturating_mul(100) {
            dropped += 1;
            inexact |= d != 0;
        } else {
            kept = kept * 10 + i128::from(d);
        }
    }
    let mut value = kept * times;
    let shift = exponent.saturating_add(dropped);
    if shift >= 0 {
        for _ in 0..shift.min(60) {
            value = value.saturating_mul(10);
        }
        return value.min(CAP);
    }
    for _ in 0..(-shift).min(60) {
        inexact |= value % 10 != 0;
        value /= 10;
    }
    value + i128::from(inexact)
}

/// What the letters behind a number mean (upstream `suffixHandler.interpret`).
#[derive(Clone, Copy)]
pub(super) struct Suffix {
    /// Of 10; of 2 for the binary notation.
    exponent: i32,
    pub(super) format: Format,
}

/// Suffixes of the decimal notation, and their powers of ten.
pub(super) const DECIMAL: [(&str, i32); 10] =
    [("n", -9), ("u", -6), ("m", -3), ("", 0), ("k", 3), ("M", 6), ("G", 9), ("T", 12), ("P", 15), ("E", 18)];
/// Suffixes of the binary notation, and their powers of two.
pub(super) const BINARY: [(&str, i32); 6] = [("Ki", 10), ("Mi", 20), ("Gi", 30), ("Ti", 40), ("Pi", 50), ("Ei", 60)];

impl Suffix {
    pub(super) fn read(text: &str) -> Option<Self> {
        let find = |table: &[(&str, i32)]| table.iter().find(|(s, _)| *s == text).map(|(_, e)| *e);
        if let Some(exponent) = find(&DECIMAL) {
            return Some(Suffix { exponent, format: Format::DecimalSi });
        }
        if let Some(exponent) = find(&BINARY) {
            return Some(Suffix { exponent, format: Format::BinarySi });
        }
        let exponent = text.strip_prefix(['e', 'E'])?.parse::<i32>().ok()?;
        Some(Suffix { exponent, format: Format::DecimalExponent })
    }
}
