//! `ext/strings.go`, version 2. Places in a text are counted in characters.

use super::Entry;
use super::args::{int, list, number, room_for_text, text, texts};
use super::formatting::format;
use super::lists;
use crate::cel::text::of;
use crate::cel::value::{Failure, Value};
use crate::model::short_escape;

type Result<T> = std::result::Result<T, Failure>;

/// Functions on texts; what lists have under the same name is told apart by the receiver.
pub(super) const FUNCTIONS: &[Entry] = &[
    ("charAt", true, 2, char_at),
    ("indexOf", true, 2, index_of),
    ("indexOf", true, 3, index_of),
    ("lastIndexOf", true, 2, last_index_of),
    ("lastIndexOf", true, 3, last_index_of),
    ("lowerAscii", true, 1, |args| Ok(text(args, 0)?.to_ascii_lowercase().into())),
    ("upperAscii", true, 1, |args| Ok(text(args, 0)?.to_ascii_uppercase().into())),
    ("replace", true, 3, |args| replace(args, -1)),
    ("replace", true, 4, |args| replace(args, int(args, 3)?)),
    ("split", true, 2, |args| split(args, -1)),
    ("split", true, 3, |args| split(args, int(args, 2)?)),
    ("substring", true, 2, substring),
    ("substring", true, 3, substring_range),
    ("trim", true, 1, |args| Ok(text(args, 0)?.trim().to_owned().into())),
    ("join", true, 1, |args| join(args, "")),
    ("join", true, 2, |args| join(args, text(args, 1)?)),
    ("format", true, 2, |args| format(text(args, 0)?, list(args, 1)?).map(Value::from)),
    ("strings.quote", false, 1, |args| quote(text(args, 0)?)),
];

fn out_of_range(at: i64) -> Failure {
    Failure::new(format!("index out of range: {at}"))
}

/// The byte at which a character begins, or the end; none beyond it.
fn byte_of(text: &str, at: i64) -> Option<usize> {
    let at = usize::try_from(at).ok()?;
    let ends = std::iter::once(text.len());
    text.char_indices().map(|(byte, _)| byte).chain(ends).nth(at)
}

fn char_at<'a>(args: &[Value<'a>]) -> Result<Value<'a>> {
    let (text, at) = (text(args, 0)?, int(args, 1)?);
    let byte = byte_of(text, at).ok_or_else(|| out_of_range(at))?;
    Ok(text[byte..].chars().next().map(String::from).unwrap_or_default().into())
}

/// `indexOf` and `indexOfOffset`
fn index_of<'a>(args: &[Value<'a>]) -> Result<Value<'a>> {
    if let (Some(Value::List(_)), 2) = (args.first(), args.len()) {
        return lists::index_of(args);
    }
    let (text, part) = (text(args, 0)?, text(args, 1)?);
    let offset = if args.len() == 3 { int(args, 2)? } else { 0 };
    if part.is_empty() {
        return Ok(Value::Int(offset));
    }
    if offset < 0 {
        return Err(out_of_range(offset));
    }
    let Some(start) = byte_of(text, offset) else { return Ok(Value::Int(-1)) };
    let found = text[start..].find(part);
    Ok(found.map_or(Value::Int(-1), |at| number(text[..start + at].chars().count())))
}

/// `lastIndexOf` and `lastIndexOfOffset`
fn last_index_of<'a>(args: &[Value<'a>]) -> Result<Value<'a>> {
    if let (Some(Value::List(_)), 2) = (args.first(), args.len()) {
        return lists::last_index_of(args);
    }
    let (text, part) = (text(args, 0)?, text(args, 1)?);
    let length = text.chars().count();
    let found = if args.len() == 3 {
        let offset = int(args, 2)?;
        if part.is_empty() {
            return Ok(Value::Int(offset));
        }
        if offset < 0 {
            return Err(out_of_range(offset));
        }
        match byte_of(text, offset) {
            // Beyond the last character, unlike before the first, nothing is found.
            None => None,
            Some(byte) if byte == text.len() => None,
            Some(byte) => text.get(..part_end(text, byte, part)).and_then(|text| text.rfind(part)),
        }
    } else if part.is_empty() {
        return Ok(number(length));
    } else {
        text.rfind(part)
    };
    Ok(found.map_or(Value::Int(-1), |at| number(text[..at].chars().count())))
}

/// Where a part ends that begins at a byte, if there is room.
fn part_end(text: &str, start: usize, part: &str) -> usize {
    let beyond = text[start..].char_indices().nth(part.chars().count());
    beyond.map_or(text.len(), |(byte, _)| start + byte)
}

/// `strings.Replace`: at the most so often, always where the number is negative.
fn replace<'a>(args: &[Value<'a>], most: i64) -> Result<Value<'a>> {
    let (text, old, new) = (text(args, 0)?, text(args, 1)?, text(args, 2)?);
    let most = usize::try_from(most).unwrap_or(usize::MAX);
    let times = text.matches(old).take(most).count();
    room_for_text(text.len().saturating_add(times.saturating_mul(new.len())).saturating_sub(times * old.len()))?;
    Ok(text.replacen(old, new, most).into())
}

/// `strings.SplitN`
fn split<'a>(args: &[Value<'a>], most: i64) -> Result<Value<'a>> {
    let (text, separator) = (text(args, 0)?, text(args, 1)?);
    let most = usize::try_from(most).unwrap_or(usize::MAX);
    let parts: Vec<String> = if separator.is_empty() {
        let letters = text.chars().count();
        let last = byte_of(text, i64::try_from(most.saturating_sub(1)).unwrap_or(i64::MAX));
        match last {
            _ if most == 0 => Vec::new(),
            Some(last) if most < letters => {
                let rest = text[last..].to_owned();
                text[..last].chars().map(String::from).chain([rest]).collect()
            }
            _ => text.chars().map(String::from).collect(),
        }
    } else {
        text.splitn(most, separator).map(str::to_owned).collect()
    };
    Ok(texts(parts))
}

fn substring<'a>(args: &[Value<'a>]) -> Result<Value<'a>> {
    let (text, start) = (text(args, 0)?, int(args, 1)?);
    let byte = byte_of(text, start).ok_or_else(|| out_of_range(start))?;
    Ok(text[byte..].to_owned().into())
}

fn substring_range<'a>(args: &[Value<'a>]) -> Result<Value<'a>> {
    let (text, start, end) = (text(args, 0)?, int(args, 1)?, int(args, 2)?);
    if start > end {
        return Err(Failure::new(format!("invalid substring range. start: {start}, end: {end}")));
    }
    let from = byte_of(text, start).ok_or_else(|| out_of_range(start))?;
    let to = byte_of(text, end).ok_or_else(|| out_of_range(end))?;
    Ok(text[from..to].to_owned().into())
}

fn join<'a>(args: &[Value<'a>], separator: &str) -> Result<Value<'a>> {
    let mut joined = String::new();
    for (at, item) in list(args, 0)?.items().enumerate() {
        if at > 0 {
            joined.push_str(separator);
        }
        match &item {
            Value::String(text) => joined.push_str(text.as_str()),
            other => return Err(Failure::new(format!("join: invalid input: {}", of(other).unwrap_or_default()))),
        }
        room_for_text(joined.len())?;
    }
    Ok(joined.into())
}

/// A text as CEL spells it, in double quotes.
fn quote<'a>(text: &str) -> Result<Value<'a>> {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for c in text.chars() {
        match short_escape(c) {
            Some(short) => quoted.extend(['\\', short]),
            None => quoted.push(c),
        }
    }
    quoted.push('"');
    Ok(quoted.into())
}
