//! What Go's standard library says of texts: its rules for addresses and URLs, and how it quotes.

pub(super) mod netip;
mod quote;
pub(super) mod url;
mod url_escape;

pub(super) use quote::{quote, quote_bytes};
