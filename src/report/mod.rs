//! Findings and decisions to bytes: one file for each format.

mod json;
mod places;

pub use json::lint_json;
pub use places::Places;
