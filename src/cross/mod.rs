//! Rules between objects: one file for each.

mod duplicate_object;
pub mod limit_range;
pub mod pod_security;

use crate::model::{FileId, Finding, Gvk, ObjectRef, Rule, Scene, Span};
pub(crate) use limit_range::RULE as LIMIT_RANGE;
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

impl Object {
    /// For findings.
    fn scene(&self) -> Scene {
        Scene::new(self.file, self.document).with_object(self.reference.clone())
    }
}

/// What the rules want to know of each object: only where some file has the word that they go by is it looked for.
#[derive(Clone, Copy, Debug)]
pub struct Asked {
    /// A LimitRange: what pods ask for.
    pub limits: bool,
    /// A namespace with a pod security level: what would break one.
    pub security: bool,
}

impl Asked {
    /// What the rules ask where `has` tells which words stand in the files.
    pub fn by(has: impl Fn(&str) -> bool) -> Self {
        Asked { limits: has("LimitRange"), security: has(pod_security::ENFORCE) }
    }
}

/// A rule: what it says of itself, and the function that looks at all objects in their order.
pub struct Check {
    /// Id, severity and documentation.
    pub rule: &'static Rule,
    /// Finds.
    pub check: fn(&[Object]) -> Vec<Finding>,
}

/// Every rule, sorted by id.
pub static CHECKS: &[Check] = &[duplicate_object::CHECK, limit_range::CHECK, pod_security::CHECK];

/// Every finding of every rule.
pub fn check(objects: &[Object]) -> Vec<Finding> {
    CHECKS.iter().flat_map(|check| (check.check)(objects)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_and_complete() {
        assert!(CHECKS.is_sorted_by(|a, b| a.rule.id < b.rule.id));
        let files = std::fs::read_dir("src/cross").unwrap().count();
        assert_eq!(files - 1, CHECKS.len(), "each file but mod.rs is a rule in the table");
    }
}
