//! What Go's standard library says of texts: its rules for addresses and URLs.

pub(super) mod netip;
pub(in crate::cel) mod url;
mod url_escape;
