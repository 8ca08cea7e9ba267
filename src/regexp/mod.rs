//! Go's regular expressions: what `regexp.Compile` takes, what it refuses and in which words (`regexp/syntax`, Go 1.26,
//! with which Kubernetes 1.36 is built), and whether a text matches.
//!
//! A pattern is read as Go reads it, by a grammar of our own, into a tree, and the tree, not its text, is handed to the
//! engine of the `regex` crate: there is nothing between the two that could be spelled differently. Reading recurses
//! nowhere and takes memory in proportion to the pattern. What Go takes but would cost too much is told as
//! [`Kind::Unbuilt`]: nothing is known of its matches.
//!
//! Names of classes are those of Go 1.25 and later, which know `\p{Letter}` and `\p{greek}`; earlier ones refuse these.

mod alphabet;
mod build;
mod class;
mod error;
mod escape;
mod parse;
mod stack;
mod tree;
mod unicode;

use std::cell::RefCell;
use std::collections::HashMap;
use std::ops::Range;
use std::rc::Rc;

pub use error::{Error, Kind};

/// Bytes of a pattern that is read; a longer one is taken to be sound and never compiled.
const LENGTH: usize = 128 << 10;
/// Ranges of classes that are kept, of a pattern that is compiled.
const RANGES: usize = 1 << 16;
/// Bytes of compiled patterns that a thread keeps.
const KEPT: usize = 16 << 20;

/// A compiled pattern.
#[derive(Clone, Debug)]
pub struct Regex(build::Engine);

impl Regex {
    /// Whether it matches somewhere in the text (`MatchString`).
    pub fn is_match(&self, text: &str) -> bool {
        self.0.is_match(text)
    }

    /// The bytes of the first match (`FindStringIndex`).
    pub fn find(&self, text: &str) -> Option<Range<usize>> {
        self.0.find_all(text, 1).pop()
    }

    /// The bytes of matches that do not overlap, from left to right, and no more than `most` (`FindAllStringIndex`).
    pub fn find_all(&self, text: &str, most: usize) -> Vec<Range<usize>> {
        self.0.find_all(text, most)
    }
}

/// Compiles a pattern as `regexp.Compile` does.
///
/// # Errors
///
/// What Go says of a pattern that it does not take, or [`Kind::Unbuilt`].
pub fn compile(pattern: &str) -> Result<Regex, Error> {
    let unbuilt = || Error { kind: Kind::Unbuilt, fragment: String::new(), at: 0..pattern.len() };
    if pattern.len() > LENGTH {
        return Err(unbuilt());
    }
    let tree = parse::parse(pattern, RANGES)?;
    build::build(&tree).map(Regex).ok_or_else(unbuilt)
}

/// Whether `regexp.Compile` takes a pattern; nothing is compiled.
///
/// # Errors
///
/// What Go says of a pattern that it does not take.
pub fn check(pattern: &str) -> Result<(), Error> {
    if pattern.len() > LENGTH {
        return Ok(());
    }
    parse::parse(pattern, 0).map(|_| ())
}

/// [`compile`], once for each thread as long as there is room: for patterns that many texts are held against.
///
/// # Errors
///
/// Those of [`compile`].
pub fn shared(pattern: &str) -> Result<Rc<Regex>, Error> {
    thread_local! {
        static COMPILED: RefCell<(HashMap<String, Result<Rc<Regex>, Error>>, usize)> = RefCell::default();
    }
    COMPILED.with_borrow_mut(|(known, bytes)| {
        if let Some(compiled) = known.get(pattern) {
            return compiled.clone();
        }
        let compiled = compile(pattern).map(Rc::new);
        let size = compiled.as_ref().map_or(0, |regex| regex.0.memory_usage());
        *bytes += size + pattern.len() * 2 + 256;
        if *bytes > KEPT {
            known.clear();
            *bytes = size + pattern.len() * 2 + 256;
        }
        known.insert(pattern.to_owned(), compiled.clone());
        compiled
    })
}

#[cfg(test)]
mod tests;
