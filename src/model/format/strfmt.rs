//! Formats of texts that definitions and expressions may both ask for: kube-openapi's `pkg/validation/strfmt`.

/// Whether a text has only hexadecimal digits, and one of these numbers of them.
pub(crate) fn is_hex(text: &str, lengths: &[usize]) -> bool {
    lengths.contains(&text.len()) && text.bytes().all(|b| b.is_ascii_hexdigit())
}

/// govalidator's pattern: padded, in groups of four, not empty.
pub(crate) fn is_base64(text: &str) -> bool {
    let symbols = text.strip_suffix("==").or(text.strip_suffix('=')).unwrap_or(text);
    !text.is_empty()
        && text.len().is_multiple_of(4)
        && symbols.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/'))
}

/// `strfmt.IsDate`
pub(crate) fn is_date(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() == 10
        && bytes[4] == b'-'
        && bytes[7] == b'-'
        && bytes.iter().enumerate().all(|(i, b)| i == 4 || i == 7 || b.is_ascii_digit())
        && text.parse::<jiff::civil::Date>().is_ok()
}

/// `strfmt.IsDateTime`
pub(crate) fn is_date_time(text: &str) -> bool {
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
fn is_zone(rest: &str) -> bool {
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

/// `^[0-9a-f]{8}-?[0-9a-f]{4}-?…$`, with a version digit where one is asked for.
pub(crate) fn is_uuid(text: &str, version: Option<char>) -> bool {
    let mut digits = String::with_capacity(32);
    let mut rest = text;
    for (at, length) in [8, 4, 4, 4, 12].into_iter().enumerate() {
        if at > 0 {
            rest = rest.strip_prefix('-').unwrap_or(rest);
        }
        let Some((group, after)) = rest.split_at_checked(length) else { return false };
        digits.push_str(group);
        rest = after;
    }
    let variant = matches!(digits.as_bytes().get(16), Some(b'8' | b'9' | b'a' | b'b' | b'A' | b'B'));
    rest.is_empty()
        && is_hex(&digits, &[32])
        && version.is_none_or(|v| digits.chars().nth(12) == Some(v) && (v == '3' || variant))
}
