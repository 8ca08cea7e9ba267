//! Field paths as the API server prints them.

use std::fmt::Write as _;

use super::path;
use super::tables::{self, Type};
use crate::model::{Gvk, Version};
use crate::source::{Node, Step};

/// The path from `root` to `target` and on through `missing`, with the keys of maps in brackets
/// (`metadata.labels[a b]`) and the fields of structs after dots, as apimachinery's `field.Path` prints it.
pub fn spell(root: Node<'_>, target: Node<'_>, missing: &[&str], gvk: Gvk, version: Version) -> String {
    let kind = tables::kind(gvk.group, gvk.version, gvk.kind, version);
    let mut spelling = Spelling { path: String::new(), ty: kind.map(tables::Kind::ty), version };
    for (step, _) in root.path_to(target).unwrap_or_default() {
        match step {
            Step::Index(index) => spelling.item(index),
            Step::Key(key) => spelling.key(key),
        }
    }
    for name in missing {
        spelling.key(name);
    }
    spelling.path
}

/// A path on its way down, with the type reached, where one is known.
struct Spelling {
    path: String,
    ty: Option<Type>,
    version: Version,
}

impl Spelling {
    fn item(&mut self, index: usize) {
        // Writing to a String cannot fail.
        let _ = write!(self.path, "[{index}]");
        self.step(Step::Index(index));
    }

    fn key(&mut self, key: &str) {
        if let Some(Type::Map(_)) = self.ty {
            let _ = write!(self.path, "[{key}]");
        } else {
            if !self.path.is_empty() {
                self.path.push('.');
            }
            self.path.push_str(key);
        }
        self.step(Step::Key(key));
    }

    fn step(&mut self, step: Step<'_>) {
        self.ty = self.ty.and_then(|ty| path::step(ty, step, self.version));
    }
}
