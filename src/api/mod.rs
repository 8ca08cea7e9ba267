//! The API server's own validation and warnings of a create: one file for each kind or shared part.

mod cx;
mod rules;
mod table;

pub use cx::Cx;
pub use rules::RULES;
pub use table::{Check, Rule};

use crate::model::{Finding, Gvk, Version};
use crate::resource::Resource;

/// A kind's validation: group, kind, function. Sorted, and kept so by a test.
type KindRow = (&'static str, &'static str, for<'a> fn(&mut Cx<'a>));

/// Every kind with validation of its own beyond its metadata.
static KINDS: &[KindRow] = &[];

/// What the API server would refuse or warn about when `resource`, read as `gvk`, is created.
pub fn check<'a>(resource: &'a Resource<'a>, gvk: Gvk, version: Version) -> Vec<Finding> {
    let mut cx = Cx::new(resource, gvk, version);
    if let Ok(at) = KINDS.binary_search_by(|row| (row.0, row.1).cmp(&(gvk.group, gvk.kind))) {
        KINDS[at].2(&mut cx);
    }
    cx.finish()
}

/// Group and kind of every kind with validation of its own.
pub fn kinds() -> impl Iterator<Item = (&'static str, &'static str)> {
    KINDS.iter().map(|row| (row.0, row.1))
}

#[cfg(test)]
mod tests {
    #[test]
    fn kinds_are_sorted() {
        assert!(super::KINDS.is_sorted_by(|a, b| (a.0, a.1) < (b.0, b.1)));
    }
}
