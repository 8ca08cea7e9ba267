//! `apiVersion: plimsoll.dev/v1, kind: Inventory`: nodes declared in a few lines.

use super::{Inventory, Origin};

/// The group of our own kinds.
pub const GROUP: &str = "plimsoll.dev";

/// Reads the nodes that a compact inventory declares.
pub(super) fn read<'a>(inventory: &mut Inventory<'a>, origin: Origin<'a>) {
    let _ = (inventory, origin);
}
