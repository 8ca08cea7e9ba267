//! The slow way, for the exotic and the broken: libyaml's own grammar (which go-yaml shares) reads the text
//! into a graph, and the graph is written out as the flat tree, with aliases and merge keys expanded.

pub(super) mod compose;
pub(super) mod expand;
mod words;

pub(super) use compose::{Outcome, read};
