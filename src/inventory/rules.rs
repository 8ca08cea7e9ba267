//! The rules of this room.

use super::{compact, scheduler_config};
use crate::model::Rule;

/// Sorted by id.
pub static RULES: &[&Rule] = &[&scheduler_config::CONFIGURATION, &compact::INVENTORY];
