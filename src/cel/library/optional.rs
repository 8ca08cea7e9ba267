//! What optionals do for lists: version 2 of `cel.OptionalTypes` (`cel/library.go`).

use super::Entry;
use super::args::{list, optional};
use crate::cel::text::of;
use crate::cel::value::{Failure, Value};

/// Functions on lists.
pub(super) const FUNCTIONS: &[Entry] = &[
    ("first", true, 1, |args| Ok(optional(list(args, 0)?.get(0)))),
    ("last", true, 1, |args| {
        let list = list(args, 0)?;
        Ok(optional(list.len().checked_sub(1).and_then(|last| list.get(last))))
    }),
    ("optional.unwrap", false, 1, unwrap),
    ("unwrapOpt", true, 1, unwrap),
];

/// `optUnwrap`
fn unwrap<'a>(args: &[Value<'a>]) -> Result<Value<'a>, Failure> {
    let mut values = Vec::new();
    for item in list(args, 0)?.items() {
        match item {
            Value::Optional(value) => values.extend(value.map(|value| (*value).clone())),
            other => {
                let shown = of(&other).unwrap_or_default();
                return Err(Failure::new(format!("value {shown} is not optional")));
            }
        }
    }
    Ok(values.into())
}
