//! The words that all rooms share. Imports none of them.

mod finding;
mod gvk;
pub mod near;
mod quantity;
mod rule;
mod span;
mod version;
mod words;

pub use finding::{
    ApiCause, Edit, FileId, Finding, Fix, Layer, MOST_TOLD, ObjectRef, Reason, Related, Severity, UNTOLD,
    is_at_or_below,
};
pub use gvk::Gvk;
pub use quantity::{Format, Quantity, QuantityError};
pub use rule::RuleMeta;
pub use span::Span;
pub use version::{Version, VersionSet};
pub use words::count;
