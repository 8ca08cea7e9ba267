//! Rules between objects: one file for each.

mod duplicate_object;
pub mod limit_range;
pub mod pod_security;

use crate::model::{FileId, Finding, Gvk, ObjectRef, RuleMeta, Span};
use pod_security::{Level, Slip};

/// What the rules need to know of an object, kept when its tree is gone.
#[derive(Clone, Debug)]
pub struct Object {
    /// What it is.
    pub gvk: Gvk,
    /// How its manifest names it.
    pub reference: ObjectRef,
    /// The namespace it lives in; empty for cluster-scoped objects.
    pub namespace: String,
    /// Its file.
    pub file: FileId,
    /// Its document in the file.
    pub document: u32,
    /// The bytes of its name.
    pub name: Span,
    /// The pod security level that a namespace enforces, and where it says so.
    pub enforces: Option<(Level, Span)>,
    /// What some pod security level refuses in the pod that it is or will make.
    pub slips: Vec<Slip>,
    /// What it has to do with limit ranges, where the tree may hold some.
    pub limited: Option<Box<limit_range::Limited>>,
}

/// A rule: what it says of itself, and the function that looks at all objects in their order.
pub struct Rule {
    /// Id and documentation.
    pub meta: &'static RuleMeta,
    /// Finds.
    pub check: fn(&[Object]) -> Vec<Finding>,
}

/// Every rule, sorted by id.
pub static RULES: &[Rule] = &[duplicate_object::RULE, limit_range::RULE, pod_security::RULE];

/// Every finding of every rule.
pub fn check(objects: &[Object]) -> Vec<Finding> {
    RULES.iter().flat_map(|rule| (rule.check)(objects)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_and_complete() {
        assert!(RULES.is_sorted_by(|a, b| a.meta.id < b.meta.id));
        let files = std::fs::read_dir("src/cross").unwrap().count();
        assert_eq!(files - 1, RULES.len(), "each file but mod.rs is a rule in the table");
    }
}
