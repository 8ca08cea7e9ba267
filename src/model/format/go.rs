//! Texts as Go's own libraries read them.

/// Whether `time.ParseDuration` takes it: `1m`, `1h30m`, `1.5s`, `0`.
pub(crate) fn is_duration(text: &str) -> bool {
    const UNITS: &[&str] = &["ns", "us", "µs", "μs", "ms", "s", "m", "h"];
    let mut rest = text.strip_prefix(['-', '+']).unwrap_or(text);
    if rest == "0" {
        return true;
    }
    if rest.is_empty() {
        return false;
    }
    while !rest.is_empty() {
        let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
        let (amount, after) = rest.split_at(end);
        let next = after.find(|c: char| c.is_ascii_digit() || c == '.').unwrap_or(after.len());
        let (unit, after) = after.split_at(next);
        let digits = amount.bytes().any(|b| b.is_ascii_digit()) && amount.matches('.').count() <= 1;
        if !digits || !UNITS.contains(&unit) {
            return false;
        }
        rest = after;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_need_units() {
        assert!(["1m", "1h30m", "1.5s", "0", "-1s", "300ms"].iter().all(|text| is_duration(text)));
        assert!(["", "1", "1 m", "m", "1x", ".s", "1..5s"].iter().all(|text| !is_duration(text)));
    }
}
