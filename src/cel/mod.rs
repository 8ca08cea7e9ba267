//! The Common Expression Language as the API server runs it: cel-go with the libraries of `apiserver/pkg/cel`.
//!
//! text → [`parse()`] → [`Ast`] → check (types, by the server's version) → cost (what it may take at the most) → run.
//!
//! An expression knows its bytes, so that each of its parts can be pointed at. Depth, length and steps are bounded before
//! they are spent: what the server refuses as too long or too deep is refused here by the same measure, and in its words.

mod ast;
mod check;
mod collections;
pub mod cost;
mod decl;
mod deep;
mod entries;
pub mod equal;
mod escape;
pub mod eval;
mod functions;
#[cfg(test)]
mod generated_tests;
mod issue;
mod lex;
mod library;
mod parse;
pub mod standard;
#[cfg(test)]
mod table_tests;
mod text;
mod types;
pub mod value;
mod why;

pub use ast::{Ast, Comprehension, Entry, Expr, Id, Kind, Literal, function};
pub use check::{Checked, Env, Reference, check, compile};
pub use decl::{Decl, Kind as DeclKind};
pub use deep::deep;
pub use escape::{escape, unescape};
pub use issue::{Issue, printed};
pub use parse::{RESERVED, Syntax, parse};
pub use types::{Fields, Struct, Type};
pub use why::{Why, why};

/// Whether a text is an absolute URL or path to Go (`net/url.ParseRequestURI`).
pub fn is_request_uri(text: &str) -> bool {
    library::go::url::check_request_uri(text).is_ok()
}
