//! Kinds, and strict decoding: what the API server refuses to read.

pub mod crd;
mod spell;
mod tables;

pub use spell::spell;
pub use tables::{
    Definition, Elements, FieldDef, Kind, ListType, Names, Type, definition, group_exists, groups, kind, kinds,
    kinds_named, layout,
};
