//! CSINode.

use super::{Cx, csi_driver_name};
use crate::api::core::helpers::{Seen, duplicate_of, follows, invalid_each_as, required_text};
use crate::api::format::is_qualified_name;
use crate::model::Reason;
use crate::resource::Field;

const NODE_ID_MAX: usize = 256;

/// `ValidateCSINode`
pub(in crate::api) fn csi_node(cx: &mut Cx<'_>) {
    let mut names = Seen::new();
    for driver in cx.root().at("spec").at("drivers").items() {
        let (name, id) = (driver.at("name"), driver.at("nodeID"));
        csi_driver_name(cx, name);
        required_text(cx, id);
        if id.str().len() > NODE_ID_MAX {
            cx.invalid(id, format!("must be {NODE_ID_MAX} characters or less"));
        }
        let count = driver.at("allocatable").at("count");
        if count.int() < 0 {
            cx.invalid(count, "must be greater than or equal to 0");
        }
        if let Some(first) = names.note(name.str(), name.span()) {
            duplicate_of(cx, name, first);
        }
        topology_keys(cx, driver);
    }
}

/// The keys, all of which the server reports at the driver.
fn topology_keys<'a>(cx: &mut Cx<'a>, driver: Field<'a>) {
    let path = cx.path(driver);
    let mut keys = Seen::new();
    for key in driver.at("topologyKeys").items() {
        let mut problems = is_qualified_name(key.str());
        if key.str().is_empty() {
            let finding = cx.required(key, "").field(path.clone());
            for problem in problems.drain(..) {
                follows(finding, Reason::Invalid, path.clone(), format!("Invalid value: \"\": {problem}"));
            }
        }
        if let Some(first) = keys.note(key.str(), key.span()) {
            duplicate_of(cx, key, first).field(path.clone());
        }
        invalid_each_as(cx, key, &path, problems);
    }
}
