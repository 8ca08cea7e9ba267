//! Spans and points in time as Go reads them.

/// Whether `time.ParseDuration` takes a text: numbers with units, such as `1h30m`, no more than 64 bits of nanoseconds.
pub(super) fn is_duration(text: &str) -> bool {
    const UNITS: [(&str, u64); 8] = [
        ("ns", 1),
        ("us", 1_000),
        ("µs", 1_000),
        ("μs", 1_000),
        ("ms", 1_000_000),
        ("s", 1_000_000_000),
        ("m", 60_000_000_000),
        ("h", 3_600_000_000_000),
    ];
    const MAX: u64 = 1 << 63;
    let (negative, mut rest) = match text.strip_prefix(['-', '+']) {
        Some(rest) => (text.starts_with('-'), rest),
        None => (false, text),
    };
    if rest == "0" {
        return true;
    }
    let mut total = 0u64;
    let mut some = false;
    while !rest.is_empty() {
        let (number, after) = rest.split_at(rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len()));
        let unit = &after[..after.find(|c: char| c.is_ascii_digit() || c == '.').unwrap_or(after.len())];
        let Some((_, scale)) = UNITS.iter().find(|(name, _)| *name == unit) else { return false };
        let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
        if whole.is_empty() && fraction.is_empty() || fraction.contains('.') {
            return false;
        }
        let whole = if whole.is_empty() { Some(0) } else { whole.parse::<u64>().ok() };
        let Some(part) = whole.and_then(|whole| whole.checked_mul(*scale)) else { return false };
        // Digits that tell nothing any more are cut off.
        let shown = &fraction[..fraction.len().min(18)];
        let tenth = shown.parse::<u64>().unwrap_or_default() as f64 / 10f64.powi(i32::try_from(shown.len()).unwrap_or(0));
        let part = part.saturating_add((tenth * *scale as f64) as u64);
        total = total.saturating_add(part);
        if part > MAX || total > MAX {
            return false;
        }
        some = true;
        rest = &after[unit.len()..];
    }
    some && (total < MAX || negative)
}

/// The first second of the year 1, and the last of the year 9999.
const RANGE: std::ops::RangeInclusive<i64> = -62_135_596_800..=253_402_300_799;

/// Whether seconds since 1970 are a time that CEL has.
pub(super) fn is_in_range(seconds: i64) -> bool {
    RANGE.contains(&seconds)
}

/// Whether `time.Parse` takes a text as `time.RFC3339`, with its leniency: an hour of one digit, a comma for the dot, an
/// offset of 24 hours.
pub(super) fn is_timestamp(text: &str) -> bool {
    seconds(text).is_some_and(is_in_range)
}

/// The seconds since 1970 of a time.
fn seconds(text: &str) -> Option<i64> {
    let mut rest = text;
    let year = number(&mut rest, 4, 4)?;
    let month = number(tail(&mut rest, "-")?, 2, 2)?;
    let day = number(tail(&mut rest, "-")?, 2, 2)?;
    let hour = number(tail(&mut rest, "T")?, 1, 2)?;
    let minute = number(tail(&mut rest, ":")?, 2, 2)?;
    let second = number(tail(&mut rest, ":")?, 2, 2)?;
    if let Some(fraction) = rest.strip_prefix(['.', ',']) {
        let digits = fraction.bytes().take_while(u8::is_ascii_digit).count();
        if digits == 0 {
            return None;
        }
        rest = &fraction[digits..];
    }
    let offset = match rest {
        "Z" => 0,
        _ => {
            let sign = if rest.starts_with('-') { -1 } else { 1 };
            rest = rest.strip_prefix(['+', '-'])?;
            let hours = number(&mut rest, 2, 2)?;
            let minutes = number(tail(&mut rest, ":")?, 2, 2)?;
            if !rest.is_empty() || hours > 24 || minutes > 60 {
                return None;
            }
            sign * (hours * 3600 + minutes * 60)
        }
    };
    let date = jiff::civil::Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?);
    let days = date.ok()?.since(jiff::civil::date(1970, 1, 1)).ok()?.get_days();
    let in_day = hour < 24 && minute < 60 && second < 60;
    in_day.then(|| i64::from(days) * 86_400 + hour * 3600 + minute * 60 + second - offset)
}

fn tail<'r, 't>(rest: &'r mut &'t str, sign: &str) -> Option<&'r mut &'t str> {
    *rest = rest.strip_prefix(sign)?;
    Some(rest)
}

/// A number of so many digits at the head of a text, which it is cut off from.
fn number(rest: &mut &str, min: usize, max: usize) -> Option<i64> {
    let digits = rest.bytes().take(max).take_while(u8::is_ascii_digit).count();
    let value = (digits >= min).then(|| rest[..digits].parse().ok())?;
    *rest = &rest[digits..];
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans() {
        for sound in ["1h30m", "0", "-1.5h", "+2us", "1µs", "2562047h", ".5s", "-9223372036854775808ns", "1.h"] {
            assert!(is_duration(sound), "{sound}");
        }
        for broken in ["", "1d", "1", "h", ".s", "9999999h", "9223372036854775808ns", "1h 2m", "-", "1..2s", "2562048h"] {
            assert!(!is_duration(broken), "{broken}");
        }
    }

    #[test]
    fn points() {
        for sound in
            ["2020-02-29T00:00:00Z", "0001-01-01T00:00:00Z", "2020-01-01T1:00:00,5Z", "2020-01-01T00:00:00.123+24:00"]
        {
            assert!(is_timestamp(sound), "{sound}");
        }
        for broken in [
            "2021-02-29T00:00:00Z",
            "2020-01-01",
            "2020-01-01T00:00:00",
            "2020-01-01t00:00:00z",
            "2020-01-01T24:00:00Z",
            "2020-01-01T00:00:60Z",
            "0000-01-01T00:00:00Z",
            "9999-12-31T23:59:59-01:00",
            "2020-01-01T00:00:00.Z",
            "2020-01-01T00:00:00+25:00",
        ] {
            assert!(!is_timestamp(broken), "{broken}");
        }
        assert!(is_in_range(0) && !is_in_range(i64::MAX));
    }
}
