//! Paths as apimachinery's `field.Path` prints them: names after dots, keys that are data in brackets.

/// A field of a struct.
pub(super) fn child(parent: &str, name: &str) -> String {
    if parent.is_empty() { name.to_owned() } else { format!("{parent}.{name}") }
}

/// An entry of a map whose keys are data.
pub(super) fn key(parent: &str, key: &str) -> String {
    format!("{parent}[{key}]")
}

/// An item of a list.
pub(super) fn index(parent: &str, index: usize) -> String {
    format!("{parent}[{index}]")
}
