//! What names and other texts must look like, with the server's exact wording.
//!
//! Each function takes a value and returns what is wrong with it, one text for each `field.Invalid` that the
//! server makes; nothing for a sound value. They mirror apimachinery's `pkg/util/validation`,
//! `pkg/api/validate/content` and `pkg/api/validation`.

mod dns;
mod go;
mod keys;
mod names;
mod strfmt;

pub(crate) use dns::*;
pub(crate) use go::*;
pub(crate) use keys::*;
pub(crate) use names::*;
pub(crate) use strfmt::*;

/// `must be no more than N characters`, as `validation.MaxLenError` words it.
pub(crate) fn max_len(max: usize) -> String {
    format!("must be no more than {max} characters")
}

/// `must be no more than N bytes`, as `content.MaxLenError` words it.
pub(crate) fn max_bytes(max: usize) -> String {
    format!("must be no more than {max} bytes")
}

/// The wording of a value that does not match a pattern (`validation.RegexError`).
pub(crate) fn pattern(message: &str, regex: &str, examples: &[&str]) -> String {
    if examples.is_empty() {
        return format!("{message} (regex used for validation is '{regex}')");
    }
    let listed = examples.iter().map(|e| format!("'{e}', ")).collect::<Vec<_>>().join(" or ");
    format!("{message} (e.g. {listed}regex used for validation is '{regex}')")
}

/// Whether every byte is one of the class, and there is at least one.
pub(crate) fn all(text: &str, class: impl Fn(u8) -> bool) -> bool {
    !text.is_empty() && text.bytes().all(class)
}

/// Whether text begins and ends with bytes of `ends` and has only bytes of `inner` between.
pub(crate) fn framed(text: &str, ends: impl Fn(u8) -> bool, inner: impl Fn(u8) -> bool) -> bool {
    let bytes = text.as_bytes();
    match bytes {
        [] => false,
        [only] => ends(*only),
        [first, middle @ .., last] => ends(*first) && ends(*last) && middle.iter().all(|b| inner(*b)),
    }
}
