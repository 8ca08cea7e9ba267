//! Points in time as Go's `time.Parse` reads them with the two layouts that Kubernetes uses.

/// Whether `time.Parse(time.RFC3339, text)` succeeds: any fraction of a second, an hour of one digit.
pub(super) fn is_rfc3339(text: &str) -> bool {
    parse(text, Fraction::Any)
}

/// Whether `time.Parse(metav1.RFC3339Micro, text)` succeeds: exactly six digits behind the second.
pub(super) fn is_rfc3339_micro(text: &str) -> bool {
    parse(text, Fraction::Six)
}

#[derive(Clone, Copy, PartialEq)]
enum Fraction {
    Any,
    Six,
}

fn parse(text: &str, fraction: Fraction) -> bool {
    read(text.as_bytes(), fraction).is_some()
}

fn read(text: &[u8], fraction: Fraction) -> Option<()> {
    let (year, rest) = number(text, 4)?;
    let (month, rest) = number(literal(rest, b"-")?, 2)?;
    let (day, rest) = number(literal(rest, b"-")?, 2)?;
    let rest = literal(rest, b"T")?;
    let (hour, rest) = number(rest, 2).or_else(|| number(rest, 1))?;
    let (minute, rest) = number(literal(rest, b":")?, 2)?;
    let (second, rest) = number(literal(rest, b":")?, 2)?;
    if !(1..=12).contains(&month) || day < 1 || day > days(year, month) || hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let rest = match (rest, fraction) {
        ([b'.' | b',', after @ ..], Fraction::Any) => {
            let digits = after.iter().take_while(|b| b.is_ascii_digit()).count();
            if digits == 0 { rest } else { &after[digits..] }
        }
        (_, Fraction::Any) => rest,
        ([b'.' | b',', after @ ..], Fraction::Six) => number(after, 6)?.1,
        (_, Fraction::Six) => return None,
    };
    if rest == b"Z" {
        return Some(());
    }
    let [b'+' | b'-', zone @ ..] = rest else { return None };
    let (hours, rest) = number(zone, 2)?;
    let (minutes, rest) = number(literal(rest, b":")?, 2)?;
    // Go takes 24 hours and 60 minutes here.
    (rest.is_empty() && hours <= 24 && minutes <= 60).then_some(())
}

fn number(text: &[u8], digits: usize) -> Option<(u32, &[u8])> {
    let (head, rest) = text.split_at_checked(digits)?;
    let value = head.iter().try_fold(0, |n, b| b.is_ascii_digit().then(|| n * 10 + u32::from(b - b'0')))?;
    Some((value, rest))
}

fn literal<'t>(text: &'t [u8], expected: &[u8]) -> Option<&'t [u8]> {
    text.strip_prefix(expected)
}

fn days(year: u32, month: u32) -> u32 {
    match month {
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_go_reads_them() {
        for (text, plain, micro) in [
            ("2024-02-29T12:34:56Z", true, false),
            ("2023-02-29T12:34:56Z", false, false),
            ("2024-02-29T12:34:56.123456Z", true, true),
            ("2024-02-29T12:34:56,123456+01:00", true, true),
            ("2024-02-29T12:34:56.12345Z", true, false),
            ("2024-02-29T1:34:56Z", true, false),
            ("2024-02-29t12:34:56z", false, false),
            ("2024-02-29 12:34:56Z", false, false),
            ("2024-02-29T12:34:60Z", false, false),
            ("2024-02-29T12:34:56", false, false),
            ("2024-02-29T12:34:56+0100", false, false),
            ("2024-02-29", false, false),
            ("", false, false),
        ] {
            assert_eq!((is_rfc3339(text), is_rfc3339_micro(text)), (plain, micro), "{text}");
        }
    }
}
