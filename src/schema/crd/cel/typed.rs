//! Texts that rules see as something else by their format.

use std::sync::Arc;

use crate::cel::standard::find;
use crate::cel::value::Value as Cel;
use crate::model::quote;
use crate::schema::crd::format::duration;
use crate::source::base64;

/// The value of a text of that format. A text that has not its format has been refused for that; to rules it is a text.
pub(super) fn typed<'v>(format: &str, text: &'v str) -> Cel<'v> {
    let made = match format {
        "date" => made("timestamp", format!("{text}T00:00:00Z").into()),
        "date-time" => time(text),
        "duration" => duration(text).map(Cel::Duration),
        "byte" => bytes(text),
        _ => None,
    };
    made.unwrap_or_else(|| Cel::from(text))
}

/// Formats allow small letters in a time (`strfmt.IsDateTime`), which `strfmt.ParseDateTime` does not read.
fn time<'v>(text: &'v str) -> Option<Cel<'v>> {
    let told = |problem: String| {
        Some(Cel::Wrong(
            format!("Invalid date-time formatted string {text}: parsing time {}{problem}", quote(text)).into(),
        ))
    };
    let end = text.bytes().skip(20).position(|b| !b.is_ascii_digit()).map_or(text.len(), |digits| digits + 20);
    let rest = if text.get(19..20) == Some(".") { text.get(end..) } else { text.get(19..) };
    if text.get(10..11) == Some("t") {
        let rest = text.get(10..).unwrap_or_default();
        return told(format!(" as \"2006-01-02T15:04:05\": cannot parse {} as \"T\"", quote(rest)));
    }
    let read = if text.ends_with('z') { None } else { made("timestamp", text.into()) };
    // No year but the first is known to formats and not to timestamps.
    if read.is_some() || text.starts_with("0000") {
        return read;
    }
    told(format!(": extra text: {}", quote(rest.unwrap_or_default())))
}

/// Formats want the one alphabet (`strfmt.IsBase64`), and `strfmt.Base64` reads the other: texts with a sign in which they
/// differ are no bytes to rules.
fn bytes<'v>(text: &'v str) -> Option<Cel<'v>> {
    let decoded = base64::decode(text)?;
    Some(match text.find(['+', '/']) {
        Some(at) => {
            let problem = format!("illegal base64 data at input byte {at}");
            Cel::Wrong(format!("Invalid byte formatted string {text}: {problem}").into())
        }
        None => Cel::Bytes(Arc::from(decoded)),
    })
}

fn made<'v>(function: &str, text: Cel<'v>) -> Option<Cel<'v>> {
    find(function, false, 1)?(&[text]).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_formats_allow_and_rules_cannot_read() {
        for (format, text, wrong) in [
            ("date-time", "2020-01-01T00:00:00Z", None),
            ("date-time", "2020-01-01T00:00:00z", Some("parsing time \"2020-01-01T00:00:00z\": extra text: \"z\"")),
            ("date-time", "2020-01-01T00:00:00.25+25:00", Some("extra text: \"+25:00\"")),
            ("date-time", "2020-01-01t00:00:00Z", Some("cannot parse \"t00:00:00Z\" as \"T\"")),
            ("datetime", "x", None),
            ("byte", "aGk=", None),
            ("byte", "aGk/", Some("Invalid byte formatted string aGk/: illegal base64 data at input byte 3")),
        ] {
            match (typed(format, text), wrong) {
                (Cel::Wrong(why), Some(wrong)) => assert!(why.ends_with(wrong), "{text}: {why}"),
                (found, wrong) => assert!(!matches!(found, Cel::Wrong(_)) && wrong.is_none(), "{text}: {found:?}"),
            }
        }
    }
}
