//! Inventories as clusters have them: lists and objects that do not say what they are, what kubectl prints for people, what
//! was pasted with the line that asked for it.
//!
//! Only what declares a cluster is read so. A manifest is held to what kubectl takes.

mod describe;
mod objects;
mod pasted;
mod shape;
mod table;

pub(crate) use objects::{cut_off, is_by_shape, objects};

/// A text that takes the place of another, line by line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plain {
    /// Documents, each on the line of what it is made of; columns are others.
    pub text: String,
    /// What is not there that should be: the line, from 0, and words.
    pub missing: Vec<(usize, String)>,
}

/// A text of a dump without what is no document of it; `None` where it is all documents.
///
/// What `kubectl describe nodes` prints becomes the nodes and their pods, in JSON.
pub fn plain(text: &str) -> Option<Plain> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    table::missing(text).or_else(|| describe::plain(text)).or_else(|| pasted::plain(text))
}
