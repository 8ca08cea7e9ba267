//! Field paths as the API server prints them.

use std::fmt::Write as _;

use super::path;
use super::tables::{self, Type};
use crate::model::{Gvk, Version};
use crate::source::{Node, Step};

/// The path from `root` to `target` and on through `missing`, with the keys of maps in brackets
/// (`metadata.labels[a b]`) and the fields of structs after dots, as apimachinery's `field.Path` prints it.
pub fn spell(root: Node<'_>, target: Node<'_>, missing: &[&str], gvk: Gvk, version: Version) -> String {
    let mut spelling = Spelling::down(root, target, gvk, version);
    missing.iter().for_each(|name| spelling.key(name));
    spelling.path
}

/// The paths of one object, of which many begin alike: the way to a node is gone once for all that is said about it.
#[derive(Debug)]
pub struct Spells<'a> {
    root: Node<'a>,
    gvk: Gvk,
    version: Version,
    /// The nodes that were last asked for, each with the way there.
    known: Vec<(Node<'a>, Spelling)>,
}

/// So many nodes are remembered: rules ask for one container after the other.
const REMEMBERED: usize = 8;

impl<'a> Spells<'a> {
    /// Paths from `root`, which is an object of that kind.
    pub fn new(root: Node<'a>, gvk: Gvk, version: Version) -> Self {
        Spells { root, gvk, version, known: Vec::new() }
    }

    /// What [`spell`] makes of it.
    pub fn spell(&mut self, target: Node<'a>, missing: &[&str]) -> String {
        let mut spelling = match self.known.iter().find(|(node, _)| *node == target) {
            Some((_, spelling)) => spelling.clone(),
            None => {
                let spelling = Spelling::down(self.root, target, self.gvk, self.version);
                if self.known.len() == REMEMBERED {
                    self.known.remove(0);
                }
                self.known.push((target, spelling.clone()));
                spelling
            }
        };
        missing.iter().for_each(|name| spelling.key(name));
        spelling.path
    }
}

/// A path on its way down, with the type reached, where one is known.
#[derive(Clone, Debug)]
struct Spelling {
    path: String,
    ty: Option<Type>,
    version: Version,
}

impl Spelling {
    /// The way from the root of an object of that kind.
    fn down(root: Node<'_>, target: Node<'_>, gvk: Gvk, version: Version) -> Self {
        let kind = tables::kind(gvk.group, gvk.version, gvk.kind, version);
        let mut spelling = Spelling { path: String::new(), ty: kind.map(tables::Kind::ty), version };
        for (step, _) in root.path_to(target).unwrap_or_default() {
            match step {
                Step::Index(index) => spelling.item(index),
                Step::Key(key) => spelling.key(key),
            }
        }
        spelling
    }

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
