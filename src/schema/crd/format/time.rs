//! Dates, times and durations: `strfmt/date.go`, `time.go` and `duration.go`.

pub(super) fn is_date(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() == 10
        && bytes[4] == b'-'
        && bytes[7] == b'-'
        && bytes.iter().enumerate().all(|(i, b)| i == 4 || i == 7 || b.is_ascii_digit())
        && text.parse::<jiff::civil::Date>().is_ok()
}

pub(super) fn is_date_time(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let mut parts = lower.split('t');
    let (Some(date), Some(time)) = (parts.next(), parts.next()) else { return false };
    let Some((clock, rest)) = time.split_at_checked(8) else { return false };
    let digit = |i: usize| clock.as_bytes()[i].is_ascii_digit();
    let two = |i: usize| &clock[i..i + 2];
    let shape = clock.is_ascii()
        && [0, 1, 3, 4, 6, 7].into_iter().all(digit)
        && clock.as_bytes()[2] == b':'
        && clock.as_bytes()[5] == b':';
    is_date(date) && shape && two(0) <= "23" && two(3) <= "59" && two(6) <= "59" && is_zone(rest)
}

/// `(.[0-9]+)?(z|([+-][0-9]{2}:[0-9]{2}))`, where the dot stands for any character.
pub(super) fn is_zone(rest: &str) -> bool {
    let zone = |text: &str| {
        let b = text.as_bytes();
        text == "z"
            || (b.len() == 6
                && matches!(b[0], b'+' | b'-')
                && b[3] == b':'
                && [1, 2, 4, 5].iter().all(|i| b[*i].is_ascii_digit()))
    };
    let mut chars = rest.chars();
    let fraction = chars.next().is_some() && {
        let after = chars.as_str();
        let end = after.find(|c: char| !c.is_ascii_digit()).unwrap_or(after.len());
        end > 0 && zone(&after[end..])
    };
    zone(rest) || fraction
}

/// Go's durations, or any number with a unit somewhere in the text.
pub(super) fn is_duration(text: &str) -> bool {
    const UNITS: &[&[&str]] = &[
        &["ns", "nano"],
        &["us", "µs", "micro"],
        &["ms", "milli"],
        &["s", "sec"],
        &["m", "min"],
        &["h", "hr", "hour"],
        &["d", "day"],
        &["w", "wk", "week"],
    ];
    if go_duration(text) {
        return true;
    }
    let mut found = false;
    let mut rest = text;
    while let Some(start) = rest.find(|c: char| c.is_ascii_digit()) {
        rest = &rest[start..];
        let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        let number = &rest[..digits];
        rest = rest[digits..].trim_start_matches([' ', '\t', '\n', '\r', '\u{c}']);
        let letters = rest.find(|c: char| !c.is_ascii_alphabetic() && c != 'µ').unwrap_or(rest.len());
        let unit = rest[..letters].to_lowercase();
        rest = &rest[letters..];
        if unit.is_empty() {
            continue;
        }
        if number.parse::<i64>().is_err() {
            return false;
        }
        let fits = |names: &&[&str]| {
            names.iter().any(|n| *n == unit) || names.last().is_some_and(|last| unit.starts_with(last))
        };
        found |= UNITS.iter().any(fits);
    }
    found
}

/// `time.ParseDuration`
fn go_duration(text: &str) -> bool {
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
    const MOST: u64 = 1 << 63;
    let mut rest = text.strip_prefix(['+', '-']).unwrap_or(text);
    if rest == "0" {
        return true;
    }
    if rest.is_empty() {
        return false;
    }
    let mut sum: u64 = 0;
    while !rest.is_empty() {
        let digits = |text: &str| text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
        let (whole, after) = rest.split_at(digits(rest));
        let (fraction, after) = match after.strip_prefix('.') {
            Some(after) => after.split_at(digits(after)),
            None => ("", after),
        };
        if whole.is_empty() && fraction.is_empty() {
            return false;
        }
        let end = after.find(|c: char| c.is_ascii_digit() || c == '.').unwrap_or(after.len());
        let Some((_, unit)) = UNITS.iter().find(|(name, _)| *name == &after[..end]) else { return false };
        rest = &after[end..];
        let whole = if whole.is_empty() { Some(0) } else { whole.parse::<u64>().ok() };
        let Some(value) = whole.and_then(|whole| whole.checked_mul(*unit)) else { return false };
        // Digits that do not matter are passed over.
        let fraction = &fraction[..fraction.len().min(18)];
        let part =
            fraction.parse::<u64>().unwrap_or_default() as f64 * (*unit as f64 / 10f64.powi(fraction.len() as i32));
        let Some(next) = value.checked_add(part as u64).and_then(|value| sum.checked_add(value)) else { return false };
        if value > MOST || next > MOST {
            return false;
        }
        sum = next;
    }
    text.starts_with('-') || sum < MOST
}
