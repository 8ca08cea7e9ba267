//! How numbers of things are said.

/// `1 pod`, `3 pods`
pub fn count(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}
