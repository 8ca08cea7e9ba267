//! What people write from memory, or as Docker Compose has it, where Kubernetes wants lists of structs: maps of names,
//! `A=b`, `- 80`, `secretRef: creds`, `command: a b`.
//!
//! What stands for what lies in [`facts`]; each way of writing has a file that reads it, and [`write`] puts what was
//! meant into the manifest's own style. Whether it was meant is for the repair shop to prove.

mod by_name;
mod compose;
mod entry;
mod facts;
mod items;
mod pairs;
mod plain;
mod refs;
mod words;
mod write;

pub(super) use by_name::list as named_list;
pub(super) use compose::explain as of_compose;
pub(super) use items::{explain as plain_items, list as plain_list};
pub(super) use pairs::{explain as pairs, labels};
pub(super) use refs::reference;
pub(super) use words::words;

use crate::model::Fix;

/// What there is to say of such a value, beside that its type is wrong.
pub(super) struct Idiom {
    /// How it is written.
    pub(super) help: String,
    /// Writes it so.
    pub(super) fix: Option<Fix>,
}
