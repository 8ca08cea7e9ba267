//! Kinds, and strict decoding: what the API server refuses to read.
//!
//! [`check`] tells what an object is and everything that keeps the server from decoding it. The types that it holds
//! objects against lie in [`tables`](kind), for every room to the right.

mod addons;
mod base64;
mod belongs;
pub(crate) mod changes;
mod check;
pub mod crd;
mod data_above;
mod decode;
mod duplicates;
mod example;
mod gated;
pub(crate) mod gates;
mod idioms;
mod kind_rules;
mod kinds;
mod levels;
mod lifecycle;
mod lists;
mod location;
mod misplaced;
mod nested;
mod old;
mod outdented;
pub mod own;
mod path;
pub(crate) mod pod_security;
mod refusals;
mod rules;
mod spell;
mod tables;
mod text;
mod time;
mod under;
mod union;
mod unknown;
pub(crate) mod words;
mod wrong;

pub use check::{Checked, check, check_defined, check_part};
pub(crate) use duplicates::DUPLICATE_FIELD;
pub use duplicates::given_twice;
pub(crate) use gated::GATED_FIELD;
pub use gated::dropped;
pub(crate) use kind_rules::{
    DEPRECATED_API, MISSING_API_VERSION, MISSPELLED_KIND, NOT_SERVED, REMOVED_API, UNKNOWN_KIND,
};
pub(crate) use lifecycle::is_asked_since;
pub use lists::lists;
pub use location::Locations;
pub(crate) use old::offer_taken_for_granted;
pub use path::{holds_data, strict as strict_path};
pub use refusals::RULES as REFUSALS;
pub(crate) use refusals::{NOT_FOUND, POD_SECURITY_LABEL, WARNING, of_reason};
pub use rules::RULES;
pub use spell::{Spells, spell};
pub use tables::{
    Definition, Elements, FieldDef, Kind, ListType, Names, Type, definition, group_exists, groups, kind, kinds,
    kinds_named, layout,
};
pub(crate) use unknown::UNKNOWN_FIELD;
pub(crate) use wrong::WRONG_TYPE;

#[cfg(test)]
mod place_tests;
#[cfg(test)]
mod tests;
