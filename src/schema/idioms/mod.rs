//! What people write from memory, or as Docker Compose has it, where Kubernetes wants lists of structs: maps of names,
//! `A=b`, `- 80`, `secretRef: creds`, `command: a b`.
//!
//! What stands for what lies in [`facts`]; each way of writing has a file that reads it, and [`write`] puts what was
//! meant into the manifest's own style. Whether it was meant is for the repair shop to prove.

mod backend;
mod by_name;
mod compose;
mod entry;
mod facts;
mod items;
mod listed;
mod memory;
mod names;
mod pairs;
mod plain;
mod refs;
mod words;
mod write;

use backend::field as backend_port;
pub(super) use backend::{HELP as BACKEND, fix as backend, port as of_backend};
pub(super) use by_name::list as named_list;
pub(super) use compose::explain as of_compose;
pub(super) use facts::{taken_for, twin};
pub(super) use items::{explain as plain_items, list as plain_list};
pub(super) use listed::list as listed;
pub(super) use memory::{explain as of_memory, suits};
pub(super) use pairs::{explain as pairs, labels};
pub(super) use refs::reference;
pub(super) use words::words;

use crate::model::Fix;
use write::{Form, Value};

/// What there is to say of such a value, beside that its type is wrong.
pub(super) struct Idiom {
    /// How it is written.
    pub(super) help: String,
    /// Writes it so.
    pub(super) fix: Option<Fix>,
}

/// A key with its text, on a line.
pub(super) fn pair(key: &str, value: &str) -> String {
    Form::Block(0).field(&Form::Block(0).text(key), &Value::Text(value.to_owned()))
}
