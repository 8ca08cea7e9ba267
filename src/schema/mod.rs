//! Strict decoding: what the API server refuses to read.

mod spell;

pub use spell::spell;
