//! The server's `library/regex.go`.

use std::cell::RefCell;

use regex::Regex;

use super::Entry;
use super::args::{int, text, texts};
use crate::cel::value::{Failure, Value};

/// Functions on texts and patterns.
pub(super) const FUNCTIONS: &[Entry] = &[
    ("find", true, 2, |args| {
        let text = text(args, 0)?;
        with_pattern(super::args::text(args, 1)?, |pattern| {
            pattern.find(text).map(|found| found.as_str().to_owned()).unwrap_or_default().into()
        })
    }),
    ("findAll", true, 2, |args| find_all(args, -1)),
    ("findAll", true, 3, |args| find_all(args, int(args, 2)?)),
];

/// At the most so many, all where the number is negative.
fn find_all<'a>(args: &[Value<'a>], most: i64) -> Result<Value<'a>, Failure> {
    let text = text(args, 0)?;
    let most = usize::try_from(most).unwrap_or(usize::MAX);
    with_pattern(super::args::text(args, 1)?, |pattern| {
        texts(pattern.find_iter(text).take(most).map(|found| found.as_str().to_owned()))
    })
}

thread_local! {
    /// The last pattern: one is mostly asked for each item of a list.
    static LAST: RefCell<Option<Regex>> = const { RefCell::new(None) };
}

fn with_pattern<T>(pattern: &str, ask: impl FnOnce(&Regex) -> T) -> Result<T, Failure> {
    LAST.with_borrow_mut(|last| {
        let regex = match last.take().filter(|last| last.as_str() == pattern) {
            Some(regex) => regex,
            None => Regex::new(pattern).map_err(|wrong| Failure::new(format!("Illegal regex: {wrong}")))?,
        };
        let answer = ask(&regex);
        *last = Some(regex);
        Ok(answer)
    })
}
