//! Spans of time: `strfmt/duration.go`.

use crate::cel::standard::find;
use crate::cel::value::Value as Cel;

/// The nanoseconds of a duration: one of Go's, or words (`strfmt.ParseDuration`).
pub(in crate::schema::crd) fn duration(text: &str) -> Option<i64> {
    match find("duration", false, 1)?(&[Cel::from(text)]) {
        Ok(Cel::Duration(nanoseconds)) => Some(nanoseconds),
        _ => spelled_out(text),
    }
}

/// Units of time and their nanoseconds (`strfmt/duration.go`).
const UNITS: &[(&[&str], i64)] = &[
    (&["ns", "nano"], 1),
    (&["us", "µs", "micro"], 1_000),
    (&["ms", "milli"], 1_000_000),
    (&["s", "sec"], 1_000_000_000),
    (&["m", "min"], 60_000_000_000),
    (&["h", "hr", "hour"], 3_600_000_000_000),
    (&["d", "day"], 86_400_000_000_000),
    (&["w", "wk", "week"], 604_800_000_000_000),
];

/// Spans of time in words, `1 day 3 hours`, which formats know beside Go's own (`strfmt.ParseDuration`): a whole number and
/// a unit, anywhere in the text; the last name of each unit may go on.
fn spelled_out(text: &str) -> Option<i64> {
    let (mut sum, mut found) = (0_i64, false);
    let mut rest = text;
    while let Some(at) = rest.find(|c: char| c.is_ascii_digit()) {
        rest = &rest[at..];
        let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        let (number, after) = rest.split_at(digits);
        let after = after.trim_start_matches(['\t', '\n', '\u{c}', '\r', ' ']);
        let end = after.find(|c: char| !c.is_ascii_alphabetic() && c != 'µ').unwrap_or(after.len());
        let unit = after[..end].to_lowercase();
        rest = &after[end..];
        if unit.is_empty() {
            continue;
        }
        let number: i64 = number.parse().ok()?;
        let is_unit =
            |names: &[&str]| names.contains(&unit.as_str()) || names.last().is_some_and(|last| unit.starts_with(last));
        for (_, nanoseconds) in UNITS.iter().filter(|(names, _)| is_unit(names)) {
            found = true;
            sum = sum.wrapping_add(number.wrapping_mul(*nanoseconds));
        }
    }
    found.then_some(sum)
}

#[cfg(test)]
mod tests {
    use super::spelled_out;

    #[test]
    fn spans_in_words() {
        const HOUR: i64 = 3_600_000_000_000;
        for (text, hours) in [
            ("1 day", Some(24)),
            ("2d 3h", Some(51)),
            ("1 week and 2 HOURS", Some(170)),
            ("3 hrs", None),
            ("1h30", Some(1)),
            ("3", None),
            ("day", None),
        ] {
            assert_eq!(spelled_out(text), hours.map(|hours| hours * HOUR), "{text}");
        }
    }
}
