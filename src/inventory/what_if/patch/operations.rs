//! JSON patches (RFC 6902), as `evanphx/json-patch` applies them.

use crate::source::Draft;

/// Makes the operations of `patch`, one after the other.
///
/// # Errors
/// The first that does not fit, in the words of the library.
pub(super) fn apply(object: &mut Draft, patch: &Draft) -> Result<(), String> {
    for operation in patch.items().unwrap_or_default() {
        let text = |key: &str| operation.get(key).and_then(Draft::as_text);
        let op = text("op").unwrap_or_default();
        let path = text("path").ok_or("Invalid value: operation has no path")?;
        let value = || operation.get("value").cloned().ok_or(format!("{op} operation does not apply: it has no value"));
        match op {
            "add" => add(object, path, value()?, op)?,
            "remove" => drop(remove(object, path, op)?),
            "replace" => {
                find(object, path, op)?;
                set(object, path, value()?, op)?;
            }
            "move" | "copy" => {
                let from = text("from").ok_or(format!("{op} operation does not apply: it has no from"))?;
                let moved = if op == "move" { remove(object, from, op)? } else { find(object, from, op)?.clone() };
                add(object, path, moved, op)?;
            }
            "test" => {
                let wanted = operation.get("value").filter(|value| !value.is_null());
                if find(object, path, op).ok().filter(|value| !value.is_null()) != wanted {
                    return Err(format!("testing value {path} failed: test failed"));
                }
            }
            other => return Err(format!("Unexpected kind: {other}")),
        }
    }
    Ok(())
}

/// The steps of a pointer.
fn steps(path: &str) -> Vec<String> {
    path.split('/').skip(1).map(|step| step.replace("~1", "/").replace("~0", "~")).collect()
}

fn below<'d>(value: &'d Draft, step: &str) -> Option<&'d Draft> {
    match value.items() {
        Some(items) => items.get(step.parse::<usize>().ok()?),
        None => value.get(step),
    }
}

fn find<'d>(object: &'d Draft, path: &str, op: &str) -> Result<&'d Draft, String> {
    let steps = steps(path);
    let Some((last, up)) = steps.split_last() else { return Ok(object) };
    let holder = up.iter().try_fold(object, |value, step| below(value, step));
    let missing = |what: &str| format!("{op} operation does not apply: doc is missing {what}: {path}: missing value");
    below(holder.ok_or_else(|| missing("path"))?, last).ok_or_else(|| missing("key"))
}

/// What holds the value at a path, and the last step to it.
fn holder<'d>(object: &'d mut Draft, path: &str, op: &str) -> Result<(&'d mut Draft, String), String> {
    let mut steps = steps(path);
    let last = steps.pop().unwrap_or_default();
    let mut at = object;
    for step in &steps {
        let is_list = at.items().is_some();
        let next = if is_list {
            let index = step.parse::<usize>().ok();
            at.items_mut().zip(index).and_then(|(items, index)| items.get_mut(index))
        } else {
            at.get_mut(step)
        };
        at = next.ok_or(format!("{op} operation does not apply: doc is missing path: \"{path}\": missing value"))?;
    }
    Ok((at, last))
}

fn set(object: &mut Draft, path: &str, value: Draft, op: &str) -> Result<(), String> {
    if path.is_empty() {
        *object = value;
        return Ok(());
    }
    let (holder, last) = holder(object, path, op)?;
    match holder.items_mut() {
        Some(items) => {
            let own = last.parse::<usize>().ok().and_then(|at| items.get_mut(at));
            *own.ok_or(format!("{op} operation does not apply: error in {op} for path: '{path}'"))? = value;
        }
        None => holder.set(&last, value),
    }
    Ok(())
}

fn add(object: &mut Draft, path: &str, value: Draft, op: &str) -> Result<(), String> {
    if path.is_empty() {
        return set(object, path, value, op);
    }
    let (holder, last) = holder(object, path, op)?;
    let Some(len) = holder.items().map(<[Draft]>::len) else {
        holder.set(&last, value);
        return Ok(());
    };
    let at = if last == "-" { Some(len) } else { last.parse::<usize>().ok().filter(|at| *at <= len) };
    let at = at.ok_or(format!("{op} operation does not apply: error in {op} for path: '{path}'"))?;
    holder.insert(at, value);
    Ok(())
}

fn remove(object: &mut Draft, path: &str, op: &str) -> Result<Draft, String> {
    find(object, path, op)?;
    let (holder, last) = holder(object, path, op)?;
    let gone = match holder.items_mut() {
        Some(items) => last.parse::<usize>().ok().filter(|at| *at < items.len()).map(|at| items.remove(at)),
        None => holder.remove(&last),
    };
    gone.ok_or(format!("{op} operation does not apply: doc is missing key: {path}: missing value"))
}
