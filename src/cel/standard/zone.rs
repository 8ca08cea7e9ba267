//! Time zones by name and by offset. The names are those of the database that is built in: no answer depends on the machine.

use std::sync::OnceLock;

use jiff::Timestamp;
use jiff::tz::TimeZoneDatabase;

use crate::cel::value::Failure;

static ZONES: OnceLock<TimeZoneDatabase> = OnceLock::new();

/// Seconds that clocks of a zone are ahead of UTC at a second since 1970 (`inTimeZone`).
pub(super) fn offset(zone: &str, seconds: i64) -> Result<i64, Failure> {
    if let Some((hours, minutes)) = zone.split_once(':') {
        let (hours, minutes) = (number(hours)?, number(minutes)?);
        let minutes = if zone.starts_with('-') { -minutes } else { minutes };
        return Ok(hours.saturating_mul(60).saturating_add(minutes).saturating_mul(60).clamp(-FAR, FAR));
    }
    match zone {
        "" | "UTC" | "Local" => return Ok(0),
        _ if zone.contains("..") || zone.starts_with('/') || zone.contains('\\') => {
            return Err(Failure::new("time: invalid location name"));
        }
        _ => {}
    }
    let unknown = || Failure::new(format!("unknown time zone {zone}"));
    let found = ZONES.get_or_init(TimeZoneDatabase::bundled).get(zone).map_err(|_| unknown())?;
    // Names are found whatever their case; upstream's are files.
    if found.iana_name() != Some(zone) {
        return Err(unknown());
    }
    let within = seconds.clamp(Timestamp::MIN.as_second(), Timestamp::MAX.as_second());
    let at = Timestamp::from_second(within).map_err(|_| unknown())?;
    Ok(i64::from(found.to_offset(at).seconds()))
}

/// Seconds beyond which an offset makes no sense, and the calendar's arithmetic is still safe.
const FAR: i64 = 1 << 40;

/// A number as `strconv.Atoi` reads it.
fn number(text: &str) -> Result<i64, Failure> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let valid = !digits.is_empty() && digits.bytes().all(|c| c.is_ascii_digit());
    let reason = if valid { "value out of range" } else { "invalid syntax" };
    let number = text.parse().ok().filter(|_| valid);
    number.ok_or_else(|| Failure::new(format!("strconv.Atoi: parsing {text:?}: {reason}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zones_by_name_and_offset() {
        let winter = 1_577_836_800;
        for (zone, seconds) in [
            ("UTC", 0),
            ("America/New_York", -5 * 3600),
            ("US/Central", -6 * 3600),
            ("Asia/Kolkata", 19_800),
            ("+02:00", 7200),
            ("-02:30", -9000),
            ("02:00", 7200),
        ] {
            assert_eq!(offset(zone, winter), Ok(seconds), "{zone}");
        }
        assert_eq!(offset("Mars/Base", 0).unwrap_err().0, "unknown time zone Mars/Base");
        assert_eq!(offset("america/new_york", 0).unwrap_err().0, "unknown time zone america/new_york");
        assert_eq!(offset("x:00", 0).unwrap_err().0, "strconv.Atoi: parsing \"x\": invalid syntax");
    }
}
