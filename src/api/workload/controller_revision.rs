//! Controller revisions, which controllers write.

use crate::api::cx::Cx;
use crate::source::Kind;

/// `ValidateControllerRevisionCreate` without the metadata
pub(in crate::api) fn controller_revision(cx: &mut Cx<'_>) {
    let (revision, data) = (cx.root().at("revision"), cx.root().at("data"));
    if revision.int() < 0 {
        cx.invalid(revision, "must be greater than or equal to 0");
    }
    match data.node().map(|node| node.kind()) {
        None => {
            cx.required(data, "data is mandatory");
        }
        Some(Kind::Map) => {}
        Some(_) => {
            cx.required(data, "data must be a valid JSON object").say("a revision's `data` must be an object");
        }
    }
}
