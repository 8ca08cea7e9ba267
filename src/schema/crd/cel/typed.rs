//! Texts that rules see as something else by their format.

use std::sync::Arc;

use crate::cel::standard::find;
use crate::cel::value::Value as Cel;
use crate::schema::crd::format::duration;
use crate::source::base64;

/// The value of a text of that format. A text that has not its format has been refused for that; to rules it is a text.
pub(super) fn typed<'v>(format: &str, text: &'v str) -> Cel<'v> {
    let made = match format {
        "date" => made("timestamp", format!("{text}T00:00:00Z").into()),
        "date-time" | "datetime" => made("timestamp", text.into()),
        "duration" => duration(text).map(Cel::Duration),
        "byte" => base64::decode(text).map(|bytes| Cel::Bytes(Arc::from(bytes))),
        _ => None,
    };
    made.unwrap_or_else(|| Cel::from(text))
}

fn made<'v>(function: &str, text: Cel<'v>) -> Option<Cel<'v>> {
    find(function, false, 1)?(&[text]).ok()
}
