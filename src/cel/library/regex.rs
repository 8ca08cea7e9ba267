//! The server's `library/regex.go`.

use super::Entry;
use super::args::{int, text, texts};
use crate::cel::value::{Failure, Value};
use crate::regexp;

/// Functions on texts and patterns.
pub(super) const FUNCTIONS: &[Entry] = &[
    ("find", true, 2, |args| {
        let text = text(args, 0)?;
        let found = found(args, 1)?;
        Ok(found.first().map(|found| text[found.clone()].to_owned()).unwrap_or_default().into())
    }),
    ("findAll", true, 2, |args| find_all(args, -1)),
    ("findAll", true, 3, |args| find_all(args, int(args, 2)?)),
];

/// At the most so many, all where the number is negative.
fn find_all<'a>(args: &[Value<'a>], most: i64) -> Result<Value<'a>, Failure> {
    let text = text(args, 0)?;
    let found = found(args, usize::try_from(most).unwrap_or(usize::MAX))?;
    Ok(texts(found.into_iter().map(|found| text[found].to_owned())))
}

/// The bytes of the matches of a pattern in a text, which are the two first arguments.
fn found(args: &[Value<'_>], most: usize) -> Result<Vec<std::ops::Range<usize>>, Failure> {
    let pattern = regexp::shared(text(args, 1)?);
    let pattern = pattern.map_err(|wrong| Failure::new(format!("Illegal regex: {wrong}")))?;
    Ok(pattern.find_all(text(args, 0)?, most))
}
