//! `-- name: web`: a dash too many, so that the line is no item of its list.

use super::moved::moved;
use crate::model::{Finding, Version};
use crate::source::{Document, doubled_dashes};

/// The slip of all such lines.
pub(super) fn slips(document: &Document<'_>, _: &[Finding], _: Version) -> Vec<Finding> {
    let text = document.text().get(document.span.range()).unwrap_or_default();
    let found = text.contains("-- ").then(|| doubled_dashes(text)).flatten();
    found.map(|finding| moved(finding, document.span.start)).into_iter().collect()
}
