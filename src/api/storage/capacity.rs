//! CSIStorageCapacity.

use super::Cx;
use crate::api::core::helpers::{invalid_each, quantity};
use crate::api::core::node_selector::deprecated_node_label;
use crate::api::format::is_dns1123_subdomain;
use crate::api::labels::label_selector;

/// `ValidateCSIStorageCapacity`, then `GetWarningsForCSIStorageCapacity`.
pub(in crate::api) fn csi_storage_capacity(cx: &mut Cx<'_>) {
    let root = cx.root();
    let topology = root.at("nodeTopology");
    if topology.exists() {
        label_selector(cx, topology);
    }
    let class = root.at("storageClassName");
    invalid_each(cx, class, is_dns1123_subdomain(class.str()));
    let capacity = root.at("capacity");
    if quantity(capacity).is_some_and(|amount| amount.is_negative()) {
        cx.invalid(capacity, "must be greater than or equal to 0");
    }
    for (i, expression) in topology.at("matchExpressions").items().enumerate() {
        let key = expression.at("key");
        if let Some(message) = deprecated_node_label(key.str()) {
            cx.warn(key, format!("nodeTopology.matchExpressions[{i}].key: {} is {message}", key.str()));
        }
    }
    for (key, value) in crate::api::entries(topology.at("matchLabels")) {
        if let Some(message) = deprecated_node_label(key.scalar_text()) {
            cx.warn(value, format!("nodeTopology.matchLabels.{}: {message}", key.scalar_text())).label_at(key.span());
        }
    }
}
