//! The words that all rooms share. Imports none of them.

pub mod amount;
mod another;
mod changed_lines;
mod changes;
mod clip;
mod edit;
mod finding;
pub(crate) mod format;
mod gvk;
mod interned;
pub mod near;
pub mod parameters;
pub mod path;
pub mod placeholder;
mod quantity;
mod quote;
mod root;
mod rule;
mod sets;
mod shared;
mod sink;
mod span;
mod told;
mod version;
mod words;

pub use another::is_another;
pub use changed_lines::{ChangedLines, changed_lines};
pub use changes::{Changes, UNCHANGED};
pub use edit::{Edit, Fix, Need};
pub use finding::{
    ApiCause, FileId, Finding, Layer, ObjectRef, Particulars, Reason, Related, Severity, is_at_or_below,
};
pub use gvk::Gvk;
pub use interned::interned;
pub use quantity::{Format, Quantity, QuantityError};
pub use quote::{quote, quote_bytes, short_escape};
pub use root::Root;
pub use rule::Rule;
pub use sets::{Overlays, Sets};
pub use shared::Shared;
pub use sink::{Scene, Sink};
pub use span::Span;
pub use told::{
    MOST_OF_BROUGHT_SCHEMA, MOST_OF_DOCUMENT, MOST_TOLD, TOO_MANY_MISTAKES, Told, most_of_document, untold,
    untold_errors,
};
pub use version::{Version, VersionSet};
pub use words::{count, listed};
