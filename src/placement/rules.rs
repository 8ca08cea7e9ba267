//! The rules of this room.

use super::{admission, autoscaled, evicted, idle_daemon, kubelet, not_simulated, one_place, rollout, steps, storage};
use crate::model::Rule;

/// Sorted by id.
pub static RULES: &[&Rule] = &[
    &admission::ADMISSION,
    &autoscaled::AUTOSCALER_RANGE,
    &evicted::EVICTED,
    &idle_daemon::IDLE_DAEMON,
    &kubelet::KUBELET,
    &admission::NOT_CREATED,
    &not_simulated::NOT_SIMULATED,
    &one_place::ONE_PLACE,
    &steps::ROLLOUT,
    &rollout::ROLLOUT_STUCK,
    &one_place::SINGLE_NODE_FIT,
    &storage::STORAGE_NOT_KNOWN,
    &storage::UNKNOWN_STORAGE_CLASS,
];
