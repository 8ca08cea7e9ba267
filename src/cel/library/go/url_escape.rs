//! What must be escaped in the parts of a URL, and how it is (`shouldEscape`, `escape` and `unescape` of Go's `net/url`).

use std::borrow::Cow;

use crate::model::quote_bytes;

/// A part of a URL.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Path,
    Host,
    Zone,
    User,
    Query,
    Fragment,
}

impl Part {
    /// Whether a byte stands for itself.
    pub(super) fn allows(self, byte: u8) -> bool {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            return true;
        }
        let marks: &[u8] = match self {
            Part::Path => b"$&+,/:;=@",
            Part::Host | Part::Zone => b"!$&'()*+,;=:[]<>\"",
            Part::User => b"$&+,;=",
            Part::Query => b"",
            Part::Fragment => b"$&+,/:;=?@!()*",
        };
        marks.contains(&byte)
    }
}

/// The bytes that are meant; the error is Go's.
pub(super) fn unescape(text: &[u8], part: Part) -> Result<Cow<'_, [u8]>, String> {
    let in_host = matches!(part, Part::Host | Part::Zone);
    let mut bytes = Vec::with_capacity(text.len());
    let mut at = 0;
    while let Some(&byte) = text.get(at) {
        at += 1;
        match byte {
            b'%' => {
                let shown = &text[at - 1..text.len().min(at + 2)];
                let value = escaped(shown).filter(|value| is_welcome(*value, shown, part));
                let Some(value) = value else { return Err(format!("invalid URL escape {}", quote_bytes(shown))) };
                bytes.push(value);
                at += 2;
            }
            b'+' if part == Part::Query => bytes.push(b' '),
            _ if in_host && byte.is_ascii() && !part.allows(byte) => {
                return Err(format!("invalid character {} in host name", quote_bytes(&[byte])));
            }
            _ => bytes.push(byte),
        }
    }
    Ok(if bytes == text { Cow::Borrowed(text) } else { Cow::Owned(bytes) })
}

/// The byte that `%xx` stands for.
fn escaped(shown: &[u8]) -> Option<u8> {
    let [b'%', high, low] = *shown else { return None };
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    Some(digit(high)? << 4 | digit(low)?)
}

/// Whether a byte may be escaped at all: a host's letters may not, unless they are none of ASCII's.
fn is_welcome(value: u8, shown: &[u8], part: Part) -> bool {
    match part {
        Part::Host => value >= 0x80 || shown == b"%25",
        Part::Zone => shown == b"%25" || value == b' ' || Part::Host.allows(value),
        _ => true,
    }
}

/// The bytes as they are written.
pub(super) fn escape(bytes: &[u8], part: Part) -> Vec<u8> {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    let mut text = Vec::with_capacity(bytes.len());
    for &byte in bytes {
        if part.allows(byte) {
            text.push(byte);
        } else {
            text.extend([b'%', DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]]);
        }
    }
    text
}

/// Whether a path or fragment may stay as it was written (`validEncoded`).
fn is_sound(text: &[u8], part: Part) -> bool {
    text.iter().all(|byte| b"!$&'()*+,;=:@[]%".contains(byte) || part.allows(*byte))
}

/// A path or fragment as written where that is sound, else escaped anew (`EscapedPath`, `EscapedFragment`). The error is
/// Go's.
pub(super) fn rewritten(text: &[u8], part: Part) -> Result<Vec<u8>, String> {
    let meant = unescape(text, part)?;
    if is_sound(text, part) { Ok(text.to_vec()) } else { Ok(escape(&meant, part)) }
}
