//! The rules of this room.

use super::{cut_short, doubles, scheduler_config};
use crate::model::Rule;

/// Sorted by id.
pub static RULES: &[&Rule] = &[&scheduler_config::CONFIGURATION, &cut_short::CUT_SHORT, &doubles::INVENTORY];
