//! Findings and decisions to bytes: one file for each format.

mod inventory;
mod json;
pub mod placement_text;
mod places;
mod schedule_json;
mod table;
mod text;

pub use inventory::{inventory_json, inventory_text};
pub use json::{check_json, lint_json};
pub use places::Places;
pub use schedule_json::schedule_json;
pub use table::table;
pub use text::{Look, TextReport, closing};
