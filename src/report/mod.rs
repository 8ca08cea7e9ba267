//! Findings and decisions to bytes: one file for each format.

mod json;
mod places;
mod table;
mod text;

pub use json::lint_json;
pub use places::Places;
pub use table::table;
pub use text::{Look, TextReport, closing};
