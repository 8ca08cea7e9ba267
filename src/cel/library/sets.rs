//! `ext/sets.go`: lists as if they were sets.

use super::Entry;
use super::args::{list, room_for_steps};
use crate::cel::equal::equal;
use crate::cel::value::{Failure, List, Value};

type Result<T> = std::result::Result<T, Failure>;

/// Functions on two lists.
pub(super) const FUNCTIONS: &[Entry] = &[
    ("sets.contains", false, 2, |args| {
        let (all, some) = two(args, 1)?;
        Ok(Value::Bool(contains_all(all, some)))
    }),
    ("sets.equivalent", false, 2, |args| {
        let (a, b) = two(args, 2)?;
        Ok(Value::Bool(contains_all(a, b) && contains_all(b, a)))
    }),
    ("sets.intersects", false, 2, |args| {
        let (a, b) = two(args, 1)?;
        Ok(Value::Bool(a.items().any(|item| contains(b, &item))))
    }),
];

/// The lists, unless there are more pairs than the server would compare.
fn two<'v, 'a>(args: &'v [Value<'a>], each: usize) -> Result<(&'v List<'a>, &'v List<'a>)> {
    let (a, b) = (list(args, 0)?, list(args, 1)?);
    room_for_steps(a.len(), b.len(), each)?;
    Ok((a, b))
}

fn contains_all<'a>(all: &List<'a>, some: &List<'a>) -> bool {
    some.items().all(|item| contains(all, &item))
}

/// A list of a manifest asks its own items whether they equal another, one of an expression the other (`Contains`).
fn contains<'a>(list: &List<'a>, item: &Value<'a>) -> bool {
    match list {
        List::Made(own) => own.iter().any(|own| equal(item, own)),
        List::Seen(_) => list.items().any(|own| equal(&own, item)),
    }
}
