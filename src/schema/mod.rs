//! Kinds, and strict decoding: what the API server refuses to read.
//!
//! [`check`] tells what an object is and everything that keeps the server from decoding it. The types that it holds
//! objects against lie in [`tables`](kind), for every room to the right.

mod base64;
pub(crate) mod changes;
mod check;
pub mod crd;
mod decode;
mod duplicates;
mod gated;
pub(crate) mod gates;
mod home;
mod kinds;
mod lifecycle;
mod location;
mod misplaced;
mod path;
mod rules;
mod spell;
mod tables;
mod text;
mod time;
mod typed_list;
mod unknown;
pub(crate) mod words;
mod wrong;

pub use check::{Checked, check};
pub use gated::dropped;
pub use location::Locations;
pub use path::{holds_data, strict as strict_path};
pub use rules::RULES;
pub use spell::spell;
pub use tables::{
    Definition, Elements, FieldDef, Kind, ListType, Names, Type, definition, group_exists, groups, kind, kinds,
    kinds_named, layout,
};
pub use typed_list::typed_list;

#[cfg(test)]
mod tests;
