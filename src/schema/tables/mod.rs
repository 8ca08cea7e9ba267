//! What every known Kubernetes version knows: its kinds, and the types of their fields.
//!
//! The facts lie in `schemas/kubernetes.bin`, made from the OpenAPI documents of the releases and the tables of
//! `schemas/facts` by `schemas/generate.rs`, and are read where they lie: nothing is parsed, copied or allocated. A kind or a field is
//! found by binary search; every row says for which versions it holds.

pub mod layout;

mod kind;
mod life;
mod raw;
mod types;

pub use kind::{Kind, group_exists, groups, kind, kinds, kinds_named};
#[cfg(test)]
pub(super) use life::all as all_lives;
pub(super) use life::{Life, lives};
pub use types::{Definition, Elements, FieldDef, ListType, Names, Type, definition};

#[cfg(test)]
mod tests;
