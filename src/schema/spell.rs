//! Field paths as the API server prints them.

use std::fmt::Write as _;

use crate::model::{Gvk, Version};
use crate::source::{Node, Step};

/// The path from `root` to `target` and on through `missing`, with the keys of maps in brackets
/// (`metadata.labels[a b]`) and the fields of structs after dots, as apimachinery's `field.Path` prints it.
pub fn spell(root: Node<'_>, target: Node<'_>, missing: &[&str], gvk: Gvk, version: Version) -> String {
    let _ = (gvk, version);
    let mut path = String::new();
    for (step, _) in root.path_to(target).unwrap_or_default() {
        match step {
            Step::Index(i) => {
                let _ = write!(path, "[{i}]");
            }
            Step::Key(key) => {
                if !path.is_empty() {
                    path.push('.');
                }
                path.push_str(key);
            }
        }
    }
    for name in missing {
        if !path.is_empty() {
            path.push('.');
        }
        path.push_str(name);
    }
    path
}
