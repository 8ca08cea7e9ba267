//! Numbers and truths as Go's flags read them (`spf13/pflag`, `strconv`).

/// Go's `strconv.ParseInt(text, 0, 64)`: `0x10`, `0b1`, `0o7`, `010` (8), underscores between digits.
pub(super) fn int(text: &str) -> Option<i64> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let lower = digits.to_ascii_lowercase();
    let (radix, rest) = if let Some(rest) = lower.strip_prefix("0x") {
        (16, rest)
    } else if let Some(rest) = lower.strip_prefix("0b") {
        (2, rest)
    } else if let Some(rest) = lower.strip_prefix("0o") {
        (8, rest)
    } else if lower.len() > 1 && lower.starts_with('0') {
        (8, &lower[1..])
    } else {
        (10, lower.as_str())
    };
    // An underscore stands between digits, or behind the prefix.
    let prefixed = rest.len() < lower.len();
    if rest.is_empty()
        || rest.ends_with('_')
        || rest.contains("__")
        || (rest.starts_with('_') && !prefixed)
        || rest.starts_with(['+', '-'])
    {
        return None;
    }
    let plain = rest.replace('_', "");
    let number = i128::from_str_radix(&plain, radix).ok()?;
    i64::try_from(if negative { -number } else { number }).ok()
}

/// Go's `strconv.ParseBool`.
pub(super) fn bool(text: &str) -> Option<bool> {
    match text {
        "1" | "t" | "T" | "TRUE" | "true" | "True" => Some(true),
        "0" | "f" | "F" | "FALSE" | "false" | "False" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_go_reads_them() {
        let sound = [
            ("3", 3),
            ("0x10", 16),
            ("010", 8),
            ("-1", -1),
            ("+2", 2),
            ("0b11", 3),
            ("0o7", 7),
            ("1_000", 1000),
            ("0", 0),
        ];
        for (text, number) in sound {
            assert_eq!(int(text), Some(number), "{text}");
        }
        for wrong in ["", "-", "1.5", "three", "08", "1_", "_1", "1__0", "0x", "9223372036854775808", "--1", " 1"] {
            assert_eq!(int(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn truths_are_read_as_go_reads_them() {
        assert_eq!((bool("t"), bool("false"), bool("yes")), (Some(true), Some(false), None));
    }
}
