//! Points in time: reading, writing, moving them, and their parts in a time zone (`common/types/timestamp.go`).

use super::arithmetic::int_overflow;
use super::{no_overload, zone};
use crate::cel::value::{Failure, Timestamp, Value};

type Outcome<'a> = Result<Value<'a>, Failure>;

/// The first second of the year 1.
pub(super) const SECONDS_MIN: i64 = -62_135_596_800;
/// The last second of the year 9999.
const SECONDS_MAX: i64 = 253_402_300_799;

const NANOS: i64 = 1_000_000_000;

fn overflow() -> Failure {
    Failure::new("timestamp overflow")
}

/// A point in time by its seconds.
pub(super) fn at_seconds(seconds: i64, nanos: u32) -> Result<Timestamp, Failure> {
    let within = (SECONDS_MIN..=SECONDS_MAX).contains(&seconds);
    within.then_some(Timestamp::utc(seconds, nanos)).ok_or_else(overflow)
}

/// A point in time that many nanoseconds later.
pub(super) fn moved(at: Timestamp, by: i64) -> Result<Timestamp, Failure> {
    let nanos = i64::from(at.nanos) + by % NANOS;
    let seconds = at.seconds.checked_add(by / NANOS + nanos.div_euclid(NANOS)).ok_or_else(int_overflow)?;
    let moved = at_seconds(seconds, u32::try_from(nanos.rem_euclid(NANOS)).unwrap_or_default())?;
    Ok(Timestamp { offset: at.offset, ..moved })
}

/// The nanoseconds from one point in time to another.
pub(super) fn between(left: Timestamp, right: Timestamp) -> Result<i64, Failure> {
    let seconds = left.seconds.checked_sub(right.seconds).and_then(|seconds| seconds.checked_mul(NANOS));
    let nanos = i64::from(left.nanos) - i64::from(right.nanos);
    seconds.and_then(|seconds| seconds.checked_add(nanos)).ok_or_else(int_overflow)
}

/// A day as the calendar counts it.
struct Day {
    year: i64,
    month: i64,
    day: i64,
}

/// The day that is so many after 1970-01-01 (the usual arithmetic of eras of 400 years that begin in March).
fn day(days: i64) -> Day {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let from_march = (5 * of_year + 2) / 153;
    let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
    Day { year: year + era * 400 + i64::from(month <= 2), month, day: of_year - (153 * from_march + 2) / 5 + 1 }
}

/// How many days after 1970-01-01 a day is.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let from_march = if month > 2 { month - 3 } else { month + 9 };
    let of_year = (153 * from_march + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// A point in time as RFC 3339 writes it, with as much of the second as there is, by the clock that it was written by.
pub(in crate::cel) fn written(at: Timestamp) -> String {
    let local = at.seconds.saturating_add(i64::from(at.offset));
    let Day { year, month, day } = day(local.div_euclid(86_400));
    let second = local.rem_euclid(86_400);
    let mut text =
        format!("{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}", second / 3600, second / 60 % 60, second % 60);
    if at.nanos > 0 {
        let fraction = format!(".{:09}", at.nanos);
        text.push_str(fraction.trim_end_matches('0'));
    }
    if at.offset == 0 {
        return text + "Z";
    }
    let minutes = at.offset.abs() / 60;
    let sign = if at.offset < 0 { '-' } else { '+' };
    text + &format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60)
}

/// A point in time as Go's `time.Parse` reads RFC 3339; one out of range is a failure within.
pub fn read(text: &str) -> Option<Result<Timestamp, Failure>> {
    let mut rest = text;
    let year = number(&mut rest, 4)?;
    literal(&mut rest, '-')?;
    let month = number(&mut rest, 2).filter(|month| (1..=12).contains(month))?;
    literal(&mut rest, '-')?;
    let day = number(&mut rest, 2)?;
    literal(&mut rest, 'T')?;
    // Upstream takes an hour of one digit.
    let one = rest.as_bytes().get(1).is_some_and(|c| !c.is_ascii_digit());
    let hour = number(&mut rest, if one { 1 } else { 2 }).filter(|hour| *hour < 24)?;
    literal(&mut rest, ':')?;
    let minute = number(&mut rest, 2).filter(|minute| *minute < 60)?;
    literal(&mut rest, ':')?;
    let second = number(&mut rest, 2).filter(|second| *second < 60)?;
    let nanos = fraction(&mut rest);
    let offset = offset(&mut rest)?;
    let in_month = days(if month == 12 { year + 1 } else { year }, month % 12 + 1, 1) - days(year, month, 1);
    if !rest.is_empty() || !(1..=in_month).contains(&day) {
        return None;
    }
    let seconds = days(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second - offset;
    let offset = i32::try_from(offset).unwrap_or_default();
    Some(at_seconds(seconds, nanos).map(|at| Timestamp { offset, ..at }))
}

fn number(rest: &mut &str, digits: usize) -> Option<i64> {
    let (text, after) = rest.split_at_checked(digits)?;
    let number = text.bytes().all(|c| c.is_ascii_digit()).then(|| text.parse().ok())??;
    *rest = after;
    Some(number)
}

fn literal(rest: &mut &str, sign: char) -> Option<()> {
    *rest = rest.strip_prefix(sign)?;
    Some(())
}

/// The fraction of a second in nanoseconds: after a dot or a comma, what is smaller is cut off.
fn fraction(rest: &mut &str) -> u32 {
    let Some(after) = rest.strip_prefix(['.', ',']) else { return 0 };
    let end = after.find(|c: char| !c.is_ascii_digit()).unwrap_or(after.len());
    if end == 0 {
        return 0;
    }
    let (digits, after) = after.split_at(end);
    *rest = after;
    format!("{:0<9}", &digits[..end.min(9)]).parse().unwrap_or_default()
}

/// Seconds east of Greenwich.
fn offset(rest: &mut &str) -> Option<i64> {
    if let Some(after) = rest.strip_prefix('Z') {
        *rest = after;
        return Some(0);
    }
    let east = if rest.starts_with('+') { 1 } else { -1 };
    *rest = rest.strip_prefix(['+', '-'])?;
    let hours = number(rest, 2).filter(|hours| *hours <= 24)?;
    literal(rest, ':')?;
    let minutes = number(rest, 2).filter(|minutes| *minutes <= 60)?;
    Some(east * (hours * 60 + minutes) * 60)
}

/// The second of a point in time, as clocks of a zone count it, and the nanoseconds after it.
fn local<'a>(function: &str, args: &[Value<'a>]) -> Result<(i64, u32), Failure> {
    match args {
        [Value::Timestamp(at)] => Ok((at.seconds, at.nanos)),
        [Value::Timestamp(at), Value::String(zone)] => {
            Ok((at.seconds.saturating_add(zone::offset(zone.as_str(), at.seconds)?), at.nanos))
        }
        _ => Err(no_overload(function, args)),
    }
}

fn calendar<'a>(function: &str, args: &[Value<'a>], part: fn(i64, &Day) -> i64) -> Outcome<'a> {
    let (seconds, _) = local(function, args)?;
    let number = seconds.div_euclid(86_400);
    Ok(Value::Int(part(number, &day(number))))
}

pub(super) fn full_year<'a>(args: &[Value<'a>]) -> Outcome<'a> {
    calendar("getFullYear", args, |_, day| day.year)
}

pub(super) fn month<'a>(args: &[Value<'a>]) -> Outcome<'a> {
    calendar("getMonth", args, |_, day| day.month - 1)
}

pub(super) fn day_of_year<'a>(args: &[Value<'a>]) -> Outcome<'a> {
    calendar("getDayOfYear", args, |number, day| number - days(day.year, 1, 1))
}

pub(super) fn day_of_month<'a>(args: &[Value<'a>]) -> Outcome<'a> {
    calendar("getDayOfMonth", args, |_, day| day.day - 1)
}

pub(super) fn date<'a>(args: &[Value<'a>]) -> Outcome<'a> {
    calendar("getDate", args, |_, day| day.day)
}

pub(super) fn day_of_week<'a>(args: &[Value<'a>]) -> Outcome<'a> {
    // 1970 began on a Thursday.
    calendar("getDayOfWeek", args, |number, _| (number + 4).rem_euclid(7))
}

/// A part of the day, or how many of it a span of time has.
fn clock<'a>(function: &str, args: &[Value<'a>], unit: i64, of: i64) -> Outcome<'a> {
    if let [Value::Duration(nanos)] = args {
        return Ok(Value::Int(nanos / (unit * NANOS)));
    }
    let (seconds, _) = local(function, args)?;
    Ok(Value::Int(seconds.div_euclid(unit).rem_euclid(of)))
}

pub(super) fn hours<'a>(args: &[Value<'a>]) -> Outcome<'a> {
    clock("getHours", args, 3600, 24)
}

pub(super) fn minutes<'a>(args: &[Value<'a>]) -> Outcome<'a> {
    clock("getMinutes", args, 60, 60)
}

pub(super) fn seconds<'a>(args: &[Value<'a>]) -> Outcome<'a> {
    clock("getSeconds", args, 1, 60)
}

pub(super) fn milliseconds<'a>(args: &[Value<'a>]) -> Outcome<'a> {
    if let [Value::Duration(nanos)] = args {
        return Ok(Value::Int(nanos / 1_000_000));
    }
    let (_, nanos) = local("getMilliseconds", args)?;
    Ok(Value::Int(i64::from(nanos / 1_000_000)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_and_writes_times() {
        for (text, written_as) in [
            ("1970-01-01T00:00:00Z", "1970-01-01T00:00:00Z"),
            ("2020-02-29T23:59:59.120Z", "2020-02-29T23:59:59.12Z"),
            ("2020-01-01T00:00:00+02:00", "2020-01-01T00:00:00+02:00"),
            ("2020-01-01T00:00:00.10-00:30", "2020-01-01T00:00:00.1-00:30"),
            ("2020-01-01T00:00:00+00:00", "2020-01-01T00:00:00Z"),
            ("2020-01-01T1:00:00,5Z", "2020-01-01T01:00:00.5Z"),
            ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z"),
            ("9999-12-31T23:59:59.999999999Z", "9999-12-31T23:59:59.999999999Z"),
        ] {
            assert_eq!(read(text).map(|read| read.map(written)), Some(Ok(written_as.to_owned())), "{text}");
        }
        for text in ["2021-02-29T00:00:00Z", "2020-01-01", "2020-01-01t00:00:00Z", "2020-01-01T24:00:00Z", "x", "é"] {
            assert!(read(text).is_none(), "{text}");
        }
        assert_eq!(read("0000-01-01T00:00:00Z"), Some(Err(overflow())));
    }

    /// Every thirteenth day of all that there are, and those about the ends of centuries.
    #[test]
    fn days_are_those_of_another_calendar() {
        let first = jiff::civil::date(1, 1, 1);
        let mut date = first;
        let mut since = days(1, 1, 1);
        assert_eq!(since, -719_162);
        while let Ok(next) = date.checked_add(jiff::Span::new().days(if date.year() % 100 == 0 { 1 } else { 13 })) {
            let (year, month, of_month) = (i64::from(date.year()), i64::from(date.month()), i64::from(date.day()));
            assert_eq!(days(year, month, of_month), since, "{date}");
            let found = day(since);
            assert_eq!((found.year, found.month, found.day), (year, month, of_month), "{date}");
            since += if date.year() % 100 == 0 { 1 } else { 13 };
            date = next;
        }
    }
}
