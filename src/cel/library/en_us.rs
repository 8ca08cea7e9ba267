//! Numbers as `golang.org/x/text/message` prints them for `en_US`: with commas between thousands, and with powers of ten
//! instead of exponents. That is what `format` makes of `%f` and `%e` before version 4 of the strings library.

/// What is printed where the number behind a clause's point is too large (`format.Parser`).
const NO_VERB: &str = "%!(NOVERB)";

/// Numbers beyond which another digit is not read.
const LARGE: usize = 1_000_000;

/// Whether Go's own formats read a number of digits.
fn is_read(number: usize) -> bool {
    number < 10 || number / 10 <= LARGE
}

/// `%.Nf`
pub(super) fn fixed(number: f64, precision: usize) -> String {
    if !is_read(precision) {
        return NO_VERB.to_owned();
    }
    if let Some(special) = special(number) {
        return special;
    }
    // Upstream keeps the digits there must be in a byte, and those there may be in sixteen bits, one of them for the sign.
    let (low, high) = ((precision & 0xff), (precision & 0xffff));
    let written = if high < 0x8000 { format!("{:.high$}", number.abs()) } else { format!("{}", number.abs()) };
    let (whole, fraction) = written.split_once('.').unwrap_or((&written, ""));
    let fraction = fraction.trim_end_matches('0');
    let mut text = sign(number).to_owned();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    if !fraction.is_empty() || low > 0 {
        text.push('.');
        text.push_str(fraction);
        text.extend(std::iter::repeat_n('0', low.saturating_sub(fraction.len())));
    }
    text
}

/// `%Ne`: what should be the precision is taken for a width, and there are always six digits behind the point.
pub(super) fn scientific(number: f64, width: usize) -> String {
    if !is_read(width) {
        return NO_VERB.to_owned();
    }
    let text = special(number).unwrap_or_else(|| {
        let written = format!("{:.6e}", number.abs());
        let (digits, exponent) = written.split_once('e').unwrap_or((&written, "0"));
        let minus = if exponent.starts_with('-') { "⁻" } else { "" };
        let exponent = format!("{:0>2}", exponent.trim_start_matches('-'));
        let raised: String = exponent.chars().map(raised).collect();
        format!("{}{digits}×10{minus}{raised}", sign(number))
    });
    let width = width & 0xffff;
    let missing = width.saturating_sub(text.chars().count());
    " ".repeat(missing) + &text
}

fn special(number: f64) -> Option<String> {
    if number.is_nan() {
        return Some("NaN".to_owned());
    }
    number.is_infinite().then(|| format!("{}∞", sign(number)))
}

/// Nought has no sign, but what is rounded to it keeps its own.
fn sign(number: f64) -> &'static str {
    if number < 0.0 { "-" } else { "" }
}

fn raised(digit: char) -> char {
    match digit {
        '1' => '¹',
        '2' => '²',
        '3' => '³',
        _ => char::from_u32(0x2070 + digit.to_digit(10).unwrap_or(0)).unwrap_or(digit),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prints_for_americans() {
        for (number, precision, text) in [
            (1_234_567.891, 2, "1,234,567.89"),
            (999.5, 0, "1,000"),
            (-0.0, 1, "0.0"),
            (-0.000_000_01, 6, "-0.000000"),
            (0.5, 0, "0"),
            (f64::INFINITY, 6, "∞"),
            (f64::NAN, 6, "NaN"),
            (1.5, 256, "1.5"),
            (1.5, 10_000_010, "%!(NOVERB)"),
        ] {
            assert_eq!(fixed(number, precision), text);
        }
        for (number, width, text) in [
            (1234.5, 6, "1.234500×10⁰³"),
            (1234.5, 16, "   1.234500×10⁰³"),
            (-5e-324, 0, "-4.940656×10⁻³²⁴"),
            (0.0, 3, "0.000000×10⁰⁰"),
            (f64::NAN, 6, "   NaN"),
        ] {
            assert_eq!(scientific(number, width), text);
        }
    }
}
