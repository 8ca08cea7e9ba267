//! The rules of this room.

use super::shift;
use crate::model::Rule;

/// Sorted by id.
pub static RULES: &[&Rule] = &[&shift::INDENTATION];
