//! One look over the whole text before it is read: does it hold characters that need care?

use super::grammar::forbidden;

/// What a text holds besides ordinary characters.
#[derive(Clone, Copy, Debug)]
pub(super) struct Survey {
    /// Where the first character stands that YAML does not allow; `usize::MAX` for none.
    pub forbidden: usize,
    /// Whether every line break is LF or CR LF and no other character breaks lines or marks byte order, so
    /// that the fast parser may read it.
    pub simple: bool,
}

impl Survey {
    /// Looks at `text` from byte `from` on.
    pub(in crate::source) fn of(text: &str, from: usize) -> Self {
        let bytes = &text.as_bytes()[from..];
        // Whole blocks without a way out in between: the compiler makes that a few instructions for each.
        let odd = |b: &u8| !((b' '..0x7F).contains(b) | (*b == b'\t') | (*b == b'\n'));
        if bytes.chunks(256).all(|block| !block.iter().fold(false, |any, b| any | odd(b))) {
            return Survey { forbidden: usize::MAX, simple: true };
        }
        let forbidden = forbidden(text, from).unwrap_or(usize::MAX);
        let lone_return = memchr::memchr_iter(b'\r', bytes).any(|at| bytes.get(at + 1) != Some(&b'\n'));
        let odd = |lead: u8, rest: &[u8]| match lead {
            0xC2 => rest.starts_with(&[0x85]),
            0xE2 => rest.starts_with(&[0x80, 0xA8]) || rest.starts_with(&[0x80, 0xA9]),
            _ => rest.starts_with(&[0xBB, 0xBF]),
        };
        let odd_break = memchr::memchr3_iter(0xC2, 0xE2, 0xEF, bytes).any(|at| odd(bytes[at], &bytes[at + 1..]));
        Survey { forbidden, simple: forbidden == usize::MAX && !lone_return && !odd_break }
    }

    /// Looks on from byte `at`, where a document begins after one that was refused.
    pub(in crate::source) fn pass(&mut self, text: &str, at: usize) {
        if self.forbidden < at {
            self.forbidden = forbidden(text, at).unwrap_or(usize::MAX);
        }
    }
}
