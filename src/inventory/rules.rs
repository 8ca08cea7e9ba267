//! The rules of this room.

use super::{doubles, scheduler_config};
use crate::model::Rule;

/// Sorted by id.
pub static RULES: &[&Rule] = &[&scheduler_config::CONFIGURATION, &doubles::INVENTORY];
