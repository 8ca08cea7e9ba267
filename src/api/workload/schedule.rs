//! Schedules as robfig/cron reads them (`ParseStandard`), and time zones as Go knows them.

use super::time_zones::TIME_ZONES;
use crate::model::format::is_duration;
use crate::model::near::{self, Strictness};

/// The five fields: lowest and highest value, and names that stand for values from the lowest on.
pub(super) const FIELDS: [(u32, u32, &[&str]); 5] = [
    (0, 59, &[]),
    (0, 23, &[]),
    (1, 31, &[]),
    (1, 12, &["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]),
    (0, 6, &["sun", "mon", "tue", "wed", "thu", "fri", "sat"]),
];

/// What the five fields are.
const WHAT: [&str; 5] = ["the minute", "the hour", "the day of the month", "the month", "the day of the week"];

const DESCRIPTORS: &[&str] = &["@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly"];

/// What is wrong with a schedule.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Problem {
    /// In the words of the library, without those of what it calls.
    pub(super) detail: String,
    /// In the reader's words.
    pub(super) said: String,
    /// The schedule that was likely meant.
    pub(super) meant: Option<String>,
}

impl Problem {
    fn new(detail: impl Into<String>, said: impl Into<String>) -> Self {
        Problem { detail: detail.into(), said: said.into(), meant: None }
    }
}

/// What keeps the library from reading a schedule.
pub(super) fn parse(text: &str) -> Result<(), Problem> {
    let mut spec = text;
    if text.starts_with("TZ=") || text.starts_with("CRON_TZ=") {
        let zone = text.split_once('=').map_or("", |(_, rest)| rest);
        let Some((zone, rest)) = zone.split_once(' ') else {
            let detail = "invalid schedule format: slice bounds out of range";
            return Err(Problem::new(detail, "nothing follows the time zone"));
        };
        if !zone.is_empty() && zone != "Local" && !is_zone(zone) {
            let detail = format!("provided bad location {zone}: unknown time zone {zone}");
            return Err(Problem::new(detail, format!("`{zone}` is no time zone")));
        }
        spec = rest.trim();
    }
    if spec.starts_with('@') {
        return descriptor(spec);
    }
    let count = spec.split_whitespace().count();
    if count != FIELDS.len() {
        let mut detail = format!("expected exactly 5 fields, found {count}: [");
        spec.split_whitespace().enumerate().for_each(|(at, field)| {
            detail.push_str(if at > 0 { " " } else { "" });
            detail.push_str(field);
        });
        detail.push(']');
        let said = match count {
            0 => "it is empty".to_owned(),
            1 => "it has one field, not five".to_owned(),
            6 => "it has six fields, not five: no seconds and no years".to_owned(),
            _ => format!("it has {count} fields, not five"),
        };
        return Err(Problem::new(detail, said));
    }
    for ((field, bounds), what) in spec.split_whitespace().zip(FIELDS).zip(WHAT) {
        for range in field.split(',').filter(|range| !range.is_empty()) {
            check_range(range, bounds)
                .map_err(|(detail, said)| Problem::new(detail, format!("`{range}` cannot stand for {what}: {said}")))?;
        }
    }
    Ok(())
}

fn descriptor(spec: &str) -> Result<(), Problem> {
    if let Some(duration) = spec.strip_prefix("@every ") {
        return if is_duration(duration) {
            Ok(())
        } else {
            let detail = format!("failed to parse duration {spec}");
            Err(Problem::new(detail, format!("`{duration}` is no span of time such as `1h30m`")))
        };
    }
    if DESCRIPTORS.contains(&spec) {
        return Ok(());
    }
    let known = DESCRIPTORS.iter().map(|known| format!("`{known}`")).collect::<Vec<_>>().join(", ");
    Err(Problem::new(
        format!("unrecognized descriptor: {spec}"),
        format!("the words that it can be are {known} and `@every` with a span of time such as `1h30m`"),
    ))
}

/// What is wrong with a part of a field: in the words of the library, and in the reader's.
type Wrong = (String, String);

/// `getRange`: `*`, `5`, `1-5`, each with an optional `/step`.
fn check_range(text: &str, (min, max, names): (u32, u32, &[&str])) -> Result<(), Wrong> {
    let parts: Vec<&str> = text.split('/').collect();
    let ends: Vec<&str> = parts[0].split('-').collect();
    let (low, mut high) = if matches!(ends[0], "*" | "?") {
        (min, max)
    } else {
        let low = number(ends[0], min, names)?;
        match ends[..] {
            [_] => (low, low),
            [_, high] => (low, number(high, min, names)?),
            _ => return Err((format!("too many hyphens: {text}"), "it has more than one `-`".to_owned())),
        }
    };
    let step = match parts[..] {
        [_] => 1,
        [_, step] => {
            if ends.len() == 1 {
                high = max;
            }
            number(step, 0, &[])?
        }
        _ => return Err((format!("too many slashes: {text}"), "it has more than one `/`".to_owned())),
    };
    if low < min {
        let detail = format!("beginning of range ({low}) below minimum ({min}): {text}");
        return Err((detail, format!("{low} is less than {min}")));
    }
    if high > max {
        let detail = format!("end of range ({high}) above maximum ({max}): {text}");
        return Err((detail, format!("{high} is more than {max}")));
    }
    if low > high {
        let detail = format!("beginning of range ({low}) beyond end of range ({high}): {text}");
        return Err((detail, format!("{low} comes after {high}")));
    }
    if step == 0 {
        let detail = format!("step of range should be a positive number: {text}");
        return Err((detail, "a step of 0 leads nowhere".to_owned()));
    }
    Ok(())
}

/// `parseIntOrName`
fn number(text: &str, first: u32, names: &[&str]) -> Result<u32, Wrong> {
    if let Some(at) = names.iter().position(|name| name.eq_ignore_ascii_case(text)) {
        return Ok(first + u32::try_from(at).expect("there are twelve names at most"));
    }
    match text.parse::<i64>() {
        Ok(value) if value < 0 => {
            Err((format!("negative number ({value}) not allowed: {text}"), format!("{value} is negative")))
        }
        Ok(value) => Ok(u32::try_from(value).unwrap_or(u32::MAX)),
        Err(_) => Err((format!("failed to parse int from {text}"), no_number(text, names))),
    }
}

/// That a word is no number, and which words it could have been.
fn no_number(text: &str, names: &[&str]) -> String {
    let what = if text.is_empty() { "a number is missing".to_owned() } else { format!("`{text}` is no number") };
    match (names.first(), names.last()) {
        (Some(first), Some(last)) => format!("{what}, and none of the names `{first}` to `{last}`"),
        _ => what,
    }
}

fn is_zone(name: &str) -> bool {
    name == "UTC" || TIME_ZONES.binary_search(&name).is_ok()
}

/// `validateTimeZone`
pub(super) fn zone_problems(zone: &str) -> Vec<String> {
    if zone.is_empty() {
        return vec!["timeZone must be nil or non-empty string".to_owned()];
    }
    let letter = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | '+');
    let sound = |part: &str| {
        (1..=14).contains(&part.len())
            && part.chars().all(letter)
            && !matches!(part, "." | "..")
            && !part.starts_with('-')
    };
    if !zone.split('/').all(sound) {
        return vec![format!("unknown time zone {zone}")];
    }
    let mut wrong = Vec::new();
    if zone.eq_ignore_ascii_case("Local") {
        wrong.push("timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones".to_owned());
    }
    if zone.contains("..") {
        wrong.push("time: invalid location name".to_owned());
    } else if zone != "Local" && !is_zone(zone) {
        wrong.push(format!("unknown time zone {zone}"));
    }
    wrong
}

/// The zone that was likely meant.
pub(super) fn nearest_zone(zone: &str) -> Option<&'static str> {
    let same = TIME_ZONES.iter().find(|known| known.eq_ignore_ascii_case(zone));
    let city =
        || TIME_ZONES.iter().find(|known| known.rsplit('/').next().is_some_and(|c| c.eq_ignore_ascii_case(zone)));
    // Every part must be near: `Europe` before it does not make a strange city a known one.
    let parts = |known: &&&str| {
        let (known, given) = (known.split('/'), zone.split('/'));
        known.clone().count() == given.clone().count()
            && given.zip(known).all(|(g, k)| near::likeness(g, k, Strictness::Value).is_some())
    };
    let near = || near::nearest(zone, Strictness::Value, TIME_ZONES.iter().filter(parts), |k| k).map(|(k, _)| k);
    same.or_else(city).or_else(near).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schedules() {
        for good in
            ["* * * * *", "*/5 0 1 jan sun", "0 3 * * 1-5", "@daily", "@every 1h30m", "0,30 * ? * *", "5/15 * * * *"]
        {
            assert_eq!(parse(good), Ok(()), "{good}");
        }
        for bad in [
            "",
            "* * * *",
            "60 * * * *",
            "* 24 * * *",
            "* * 0 * *",
            "* * * 13 *",
            "* * * * 7",
            "a * * * *",
            "*/0 * * * *",
            "5-1 * * * *",
            "1-2-3 * * * *",
            "1/2/3 * * * *",
            "-1 * * * *",
            "@fortnightly",
            "@every",
            "@every 5",
            "TZ=x",
        ] {
            let problem = parse(bad).unwrap_err();
            assert!(!problem.detail.contains("strconv") && !problem.said.is_empty(), "{problem:?}");
        }
    }

    #[test]
    fn zones() {
        assert!(TIME_ZONES.is_sorted());
        for good in ["Europe/Berlin", "Etc/UTC", "UTC", "America/Argentina/Buenos_Aires", "Etc/GMT+5"] {
            assert_eq!(zone_problems(good), Vec::<String>::new(), "{good}");
        }
        for bad in ["", "Berlin", "europe/berlin", "Europe//Berlin", "../x", "Europe/Berlin/"] {
            assert!(!zone_problems(bad).is_empty(), "{bad}");
        }
        assert_eq!(nearest_zone("europe/berlin"), Some("Europe/Berlin"));
        assert_eq!(nearest_zone("Berlin"), Some("Europe/Berlin"));
    }
}
