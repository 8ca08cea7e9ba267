//! What lists can do: `ext/lists.go`, version 3, and the server's own `library/lists.go`.

use std::cmp::Ordering;
use std::mem::discriminant;

use super::Entry;
use super::args::{STEPS_MAX, int, list, number, room_for_steps, too_much};
use crate::cel::equal::{compare, equal};
use crate::cel::value::{Failure, List, Value};

type Result<T> = std::result::Result<T, Failure>;

/// `indexOf` and `lastIndexOf` stand with the texts'.
pub(super) const FUNCTIONS: &[Entry] = &[
    ("slice", true, 3, slice),
    ("flatten", true, 1, |args| flatten(args, 1)),
    ("flatten", true, 2, |args| flatten(args, int(args, 1)?)),
    ("sort", true, 1, |args| sort(list(args, 0)?, list(args, 0)?)),
    ("@sortByAssociatedKeys", true, 2, |args| sort(list(args, 0)?, list(args, 1)?)),
    ("distinct", true, 1, distinct),
    ("reverse", true, 1, reverse),
    ("lists.range", false, 1, range),
    ("isSorted", true, 1, is_sorted),
    ("min", true, 1, |args| outermost(list(args, 0)?, "min", Ordering::Greater)),
    ("max", true, 1, |args| outermost(list(args, 0)?, "max", Ordering::Less)),
];

fn slice<'a>(args: &[Value<'a>]) -> Result<Value<'a>> {
    let (list, start, end) = (list(args, 0)?, int(args, 1)?, int(args, 2)?);
    let wrong = |said: String| Err(Failure::new(format!("cannot slice({start}, {end}), {said}")));
    let (Ok(from), Ok(to)) = (usize::try_from(start), usize::try_from(end)) else {
        return wrong("negative indexes not supported".to_owned());
    };
    if from > to {
        return wrong("start index must be less than or equal to end index".to_owned());
    }
    if list.len() < to {
        return wrong(format!("list is length {}", list.len()));
    }
    Ok(list.items().skip(from).take(to - from).collect::<Vec<_>>().into())
}

fn flatten<'a>(args: &[Value<'a>], depth: i64) -> Result<Value<'a>> {
    if depth < 0 {
        return Err(Failure::new("level must be non-negative"));
    }
    let mut flat = Vec::new();
    let mut steps = STEPS_MAX;
    // Lists that are walked through, each with the place where to go on.
    let mut open = vec![(list(args, 0)?.clone(), 0)];
    while let Some((list, at)) = open.last_mut() {
        let item = list.get(*at);
        *at += 1;
        steps = steps.checked_sub(1).ok_or_else(too_much)?;
        match item {
            None => drop(open.pop()),
            Some(Value::List(inner)) if i64::try_from(open.len()).is_ok_and(|level| level <= depth) => {
                open.push((inner, 0));
            }
            Some(item) => flat.push(item),
        }
    }
    Ok(flat.into())
}

/// Whether values of the type have an order (`traits.Comparer`).
fn is_comparable(value: &Value<'_>) -> bool {
    let number = matches!(value, Value::Bool(_) | Value::Int(_) | Value::Uint(_) | Value::Double(_));
    number || matches!(value, Value::String(_) | Value::Bytes(_) | Value::Duration(_) | Value::Timestamp(_))
}

/// `sortListByAssociatedKeys`
fn sort<'a>(list: &List<'a>, keys: &List<'a>) -> Result<Value<'a>> {
    let (length, keys_length) = (list.len(), keys.len());
    if length != keys_length {
        return Err(Failure::new(format!(
            "@sortByAssociatedKeys() expected a list of the same size as the associated keys list, but got {length} and {keys_length} elements respectively"
        )));
    }
    let Some(first) = keys.get(0) else { return Ok(Value::List(list.clone())) };
    if !is_comparable(&first) {
        return Err(Failure::new("list elements must be comparable"));
    }
    // The server counts two steps for each pair.
    room_for_steps(length, length, 2)?;
    let mut pairs: Vec<(Value<'a>, Value<'a>)> = keys.items().zip(list.items()).collect();
    if pairs.iter().any(|(key, _)| discriminant(key) != discriminant(&first)) {
        return Err(Failure::new("list elements must have the same type"));
    }
    insertion_sort(&mut pairs);
    Ok(pairs.into_iter().map(|(_, item)| item).collect::<Vec<_>>().into())
}

/// Sorts as upstream does what is short. What cannot be compared, as a double that is no number, stays where it is, which
/// the standard library's sort would not stand; and no more than some hundred items come here.
fn insertion_sort(pairs: &mut [(Value<'_>, Value<'_>)]) {
    for end in 1..pairs.len() {
        let mut at = end;
        while at > 0 && compare(&pairs[at].0, &pairs[at - 1].0) == Ok(Ordering::Less) {
            pairs.swap(at, at - 1);
            at -= 1;
        }
    }
}

fn distinct<'a>(args: &[Value<'a>]) -> Result<Value<'a>> {
    let list = list(args, 0)?;
    room_for_steps(list.len(), list.len(), 2)?;
    let mut kept: Vec<Value<'a>> = Vec::new();
    for item in list.items() {
        if !kept.iter().any(|other| equal(&item, other)) {
            kept.push(item);
        }
    }
    Ok(kept.into())
}

fn reverse<'a>(args: &[Value<'a>]) -> Result<Value<'a>> {
    let mut items: Vec<Value<'a>> = list(args, 0)?.items().collect();
    items.reverse();
    Ok(items.into())
}

fn range<'a>(args: &[Value<'a>]) -> Result<Value<'a>> {
    let end = int(args, 0)?;
    room_for_steps(usize::try_from(end).unwrap_or(0), 1, 1)?;
    Ok((0..end).map(Value::Int).collect::<Vec<_>>().into())
}

fn is_sorted<'a>(args: &[Value<'a>]) -> Result<Value<'a>> {
    let mut before: Option<Value<'a>> = None;
    for item in list(args, 0)?.items() {
        if !is_comparable(&item) {
            return Err(Failure::no_such_overload());
        }
        if before.is_some_and(|before| compare(&before, &item) == Ok(Ordering::Greater)) {
            return Ok(Value::Bool(false));
        }
        before = Some(item);
    }
    Ok(Value::Bool(true))
}

/// The item before which no other comes, or behind which none does; the first of those that are equal.
fn outermost<'a>(list: &List<'a>, name: &str, worse: Ordering) -> Result<Value<'a>> {
    let mut best: Option<Value<'a>> = None;
    for item in list.items() {
        if !is_comparable(&item) {
            return Err(Failure::no_such_overload());
        }
        if best.as_ref().is_none_or(|best| compare(best, &item) == Ok(worse)) {
            best = Some(item);
        }
    }
    best.ok_or_else(|| Failure::new(format!("{name} called on empty list")))
}

/// `indexOf` of a list.
pub(super) fn index_of<'a>(args: &[Value<'a>]) -> Result<Value<'a>> {
    let [Value::List(list), sought] = args else { return Err(Failure::no_such_overload()) };
    let found = list.items().position(|item| equal(&item, sought));
    Ok(found.map_or(Value::Int(-1), number))
}

/// `lastIndexOf` of a list.
pub(super) fn last_index_of<'a>(args: &[Value<'a>]) -> Result<Value<'a>> {
    let [Value::List(list), sought] = args else { return Err(Failure::no_such_overload()) };
    let found = (0..list.len()).rev().find(|at| list.get(*at).is_some_and(|item| equal(&item, sought)));
    Ok(found.map_or(Value::Int(-1), number))
}
