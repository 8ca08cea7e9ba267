//! The rules of this room.

use super::{admission, kubelet, not_simulated};
use crate::model::Rule;

/// Sorted by id.
pub static RULES: &[&Rule] =
    &[&admission::ADMISSION, &kubelet::KUBELET, &admission::NOT_CREATED, &not_simulated::NOT_SIMULATED];
