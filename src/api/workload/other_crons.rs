//! What other crons know of a schedule that this one does not: names in full, a Sunday that is 7, seconds.

use super::schedule::{FIELDS, Problem, parse};

/// What is wrong with a schedule, with the schedule that was likely meant where one word of it is all that is wrong.
pub(super) fn judge(text: &str) -> Result<(), Problem> {
    parse(text).map_err(|problem| Problem { meant: meant(text), ..problem })
}

/// The schedule with what other crons know put as this one knows it.
fn meant(text: &str) -> Option<String> {
    let mut fields: Vec<&str> = text.split_whitespace().collect();
    // Some crons have seconds first, and then perhaps the year last.
    if matches!(fields[..], ["0", _, _, _, _, _] | ["0", _, _, _, _, _, "*"]) {
        fields.truncate(6);
        fields.remove(0);
    }
    let words: Vec<String> = fields.into_iter().enumerate().map(|(at, field)| as_known(at, field)).collect();
    let made = words.join(" ");
    (made != text && parse(&made).is_ok()).then_some(made)
}

/// A field in which days and months have their short names, and Sunday is 0.
fn as_known(at: usize, field: &str) -> String {
    let Some((_, _, names)) = FIELDS.get(at) else { return field.to_owned() };
    let parts = field.split_inclusive([',', '-', '/']).map(|part| {
        let word = part.trim_end_matches([',', '-', '/']);
        let short = names.iter().zip(long_names(at)).find(|(_, long)| {
            let lower = word.to_ascii_lowercase();
            lower == **long || lower.strip_suffix('s') == Some(*long) || (lower.len() > 3 && long.starts_with(&lower))
        });
        match short {
            Some((short, _)) => part.replacen(word, short, 1),
            None if at == 4 && word == "7" && !part.ends_with('/') && !field.contains(['-', '/']) => {
                part.replacen('7', "0", 1)
            }
            None => part.to_owned(),
        }
    });
    parts.collect()
}

/// The names in full of what a field has short names for.
fn long_names(at: usize) -> &'static [&'static str] {
    const MONTHS: &[&str] = &[
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    const DAYS: &[&str] = &["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];
    match at {
        3 => MONTHS,
        4 => DAYS,
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_other_crons_know() {
        for (text, meant) in [
            ("0 3 * * SUNDAYS", Some("0 3 * * sun")),
            ("0 3 * * Monday-Friday", Some("0 3 * * mon-fri")),
            ("0 3 1 January *", Some("0 3 1 jan *")),
            ("0 3 * * 7", Some("0 3 * * 0")),
            ("0 3 * * 6,7", Some("0 3 * * 6,0")),
            ("0 3 * * 5-7", None),
            ("*/x * * * *", None),
            ("0 0 3 * * 7", Some("0 3 * * 0")),
            ("0 0 12 * * ? *", Some("0 12 * * ?")),
            ("5 0 3 * * 1", None),
        ] {
            assert_eq!(judge(text).unwrap_err().meant.as_deref(), meant, "{text}");
        }
    }
}
