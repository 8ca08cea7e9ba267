//! Field paths as the API server prints them.

use std::fmt::Write as _;

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
        self.ty = match self.ty {
            Some(Type::List(items)) => Some(items.ty()),
            Some(Type::SchemaOrArray(schema)) => Some(Type::Struct(schema)),
            _ => None,
        };
    }

    fn key(&mut self, key: &str) {
        if let Some(Type::Map(values)) = self.ty {
            let _ = write!(self.path, "[{key}]");
            self.ty = Some(values.ty());
            return;
        }
        if !self.path.is_empty() {
            self.path.push('.');
        }
        self.path.push_str(key);
        let schema = match self.ty {
            Some(Type::Struct(d) | Type::SchemaOrBool(d) | Type::SchemaOrArray(d) | Type::SchemaOrStrings(d)) => {
                Some(d)
            }
            _ => None,
        };
        self.ty = schema.and_then(|d| d.field(key, self.version)).map(tables::FieldDef::ty);
    }
}
