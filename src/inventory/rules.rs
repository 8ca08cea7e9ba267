//! The rules of this room.

use super::{cut_short, doubles, groups, price, scheduler_config, told};
use crate::model::Rule;

/// Sorted by id.
pub static RULES: &[&Rule] = &[
    &scheduler_config::CONFIGURATION,
    &cut_short::CUT_SHORT,
    &doubles::INVENTORY,
    &told::INVENTORY_READ,
    &told::NO_RUNNING_PODS,
    &price::NODE_PRICE,
    &told::UNDECLARED_NODE,
    &groups::UNREAD_NODES,
];
