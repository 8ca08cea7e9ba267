//! The rules of this room.

use super::{admission, idle_daemon, kubelet, not_simulated, rollout};
use crate::model::Rule;

/// Sorted by id.
pub static RULES: &[&Rule] = &[
    &admission::ADMISSION,
    &idle_daemon::IDLE_DAEMON,
    &kubelet::KUBELET,
    &admission::NOT_CREATED,
    &not_simulated::NOT_SIMULATED,
    &rollout::ROLLOUT_STUCK,
];
