//! `strconv.Quote`

use std::fmt::Write as _;

/// A text in double quotes, as `%q` prints it.
pub fn quote(text: &str) -> String {
    quote_bytes(text.as_bytes())
}

/// The same of bytes that may be cut out of a character.
pub fn quote_bytes(bytes: &[u8]) -> String {
    let mut quoted = String::with_capacity(bytes.len() + 2);
    quoted.push('"');
    for chunk in bytes.utf8_chunks() {
        chunk.valid().chars().for_each(|c| push(&mut quoted, c));
        chunk.invalid().iter().for_each(|byte| push_code(&mut quoted, 'x', 2, u32::from(*byte)));
    }
    quoted.push('"');
    quoted
}

fn push(quoted: &mut String, c: char) {
    match (short_escape(c), u32::from(c)) {
        (Some(short), _) => quoted.extend(['\\', short]),
        _ if is_print(c) => quoted.push(c),
        (None, code @ (0..0x20 | 0x7f)) => push_code(quoted, 'x', 2, code),
        (None, code @ 0..0x1_0000) => push_code(quoted, 'u', 4, code),
        (None, code) => push_code(quoted, 'U', 8, code),
    }
}

/// What stands behind the backslash for a character that has an escape of one letter in double quotes.
pub fn short_escape(c: char) -> Option<char> {
    Some(match c {
        '"' | '\\' => c,
        '\x07' => 'a',
        '\x08' => 'b',
        '\x0c' => 'f',
        '\n' => 'n',
        '\r' => 'r',
        '\t' => 't',
        '\x0b' => 'v',
        _ => return None,
    })
}

fn push_code(quoted: &mut String, letter: char, digits: usize, code: u32) {
    // Writing to a text cannot fail.
    let _ = write!(quoted, "\\{letter}{code:0digits$x}");
}

/// `unicode.IsPrint`: letters, marks, numbers, punctuation, symbols and the space.
fn is_print(c: char) -> bool {
    if c.is_ascii() {
        return c == ' ' || c.is_ascii_graphic();
    }
    // The standard library tells what is printable only by what it escapes; behind a letter, marks are none of that.
    let mut two = [0; 5];
    two[0] = b'a';
    let length = 1 + c.encode_utf8(&mut two[1..]).len();
    let text = std::str::from_utf8(&two[..length]).unwrap_or_default();
    text.escape_debug().nth(1) != Some('\\')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_as_go_does() {
        for (text, quoted) in [
            ("a b", r#""a b""#),
            ("\"\\\n\t\r\x07\x08\x0b\x0c", r#""\"\\\n\t\r\a\b\v\f""#),
            ("\0\x1f\x7f", r#""\x00\x1f\x7f""#),
            ("é世\u{301}😀", "\"é世\u{301}😀\""),
            ("\u{a0}\u{200b}\u{ad}\u{e000}", r#""\u00a0\u200b\u00ad\ue000""#),
            ("\u{e0001}'", r#""\U000e0001'""#),
        ] {
            assert_eq!(quote(text), quoted);
        }
        assert_eq!(quote_bytes(b"%\xc3"), r#""%\xc3""#);
    }
}
