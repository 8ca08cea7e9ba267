//! What is otherwise than in another state: for people, for a comment, for programs.

mod json;
mod text;

pub(super) use json::difference_json;
pub(super) use text::{closing, difference_text};
