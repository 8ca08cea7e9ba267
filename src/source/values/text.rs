//! The texts of JSON: where they end, and what their escapes stand for.

/// What a text between quotes was found to be.
pub(super) struct Text {
    /// Behind the closing quote.
    pub(super) end: usize,
    /// What it says, where escapes make that something else than what stands there.
    pub(super) cooked: Option<String>,
    /// Where an escape stands that JSON does not have.
    pub(super) bad: Option<usize>,
}

/// Reads the text whose opening quote stands at `at`. None where its line ends before it does.
pub(super) fn read(text: &str, at: usize) -> Option<Text> {
    let bytes = text.as_bytes();
    let quote = bytes[at];
    let (mut pos, mut from) = (at + 1, at + 1);
    let mut cooked: Option<String> = None;
    let mut bad = None;
    loop {
        match *bytes.get(pos)? {
            b if b == quote => break,
            0..0x20 if bytes[pos] != b'\t' => return None,
            b'\\' if quote == b'"' => {
                let out = cooked.get_or_insert_default();
                out.push_str(&text[from..pos]);
                let length = escape(&bytes[pos..], out);
                if length.is_none() {
                    bad = bad.or(Some(pos));
                    out.push('\\');
                }
                pos += length.unwrap_or(1);
                from = pos;
            }
            _ => pos += 1,
        }
    }
    if let Some(out) = &mut cooked {
        out.push_str(&text[from..pos]);
    }
    Some(Text { end: pos + 1, cooked, bad })
}

/// The escapes between two bytes that YAML does not know, each with what it stands for: `\/`, and two that make one character.
pub(super) fn not_yaml(text: &str, from: usize, to: usize) -> Vec<(usize, usize, String)> {
    let bytes = &text.as_bytes()[..to];
    let mut found = Vec::new();
    let mut at = from;
    while let Some(next) = memchr::memchr(b'\\', &bytes[at..]) {
        at += next;
        let mut out = String::new();
        let length = escape(&bytes[at..], &mut out).unwrap_or(2);
        if out == "/" || length == 12 || out.starts_with(char::REPLACEMENT_CHARACTER) {
            found.push((at, at + length, out));
        }
        at = (at + length).min(to);
    }
    found
}

/// Writes what the escape at the beginning of `bytes` stands for; its length.
fn escape(bytes: &[u8], out: &mut String) -> Option<usize> {
    let c = match bytes.get(1)? {
        b'b' => '\u{8}',
        b'f' => '\u{c}',
        b'n' => '\n',
        b'r' => '\r',
        b't' => '\t',
        c @ (b'"' | b'\\' | b'/') => char::from(*c),
        b'u' => return unicode(bytes, out),
        _ => return None,
    };
    out.push(c);
    Some(2)
}

/// `\u00e4`, or two of them that make one character. Half of such a pair is no character: Go puts U+FFFD there.
fn unicode(bytes: &[u8], out: &mut String) -> Option<usize> {
    let unit = |at: usize| {
        let digits = bytes.get(at..at + 6).filter(|part| part.starts_with(b"\\u"))?;
        let digits = std::str::from_utf8(&digits[2..]).ok()?;
        digits.bytes().all(|b| b.is_ascii_hexdigit()).then(|| u16::from_str_radix(digits, 16).ok())?
    };
    let first = unit(0)?;
    let pair = unit(6).and_then(|second| char::decode_utf16([first, second]).next()?.ok());
    let alone = char::decode_utf16([first]).next().and_then(Result::ok);
    let (c, length) = match (alone, pair) {
        (Some(c), _) => (c, 6),
        (None, Some(c)) => (c, 12),
        (None, None) => (char::REPLACEMENT_CHARACTER, 6),
    };
    out.push(c);
    Some(length)
}

/// Whether a word is a number of JSON's.
pub(super) fn is_number(word: &str) -> bool {
    let digits = |text: &str| text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let rest = word.strip_prefix('-').unwrap_or(word);
    let whole = digits(rest);
    if whole == 0 || (whole > 1 && rest.starts_with('0')) {
        return false;
    }
    let mut rest = &rest[whole..];
    if let Some(fraction) = rest.strip_prefix('.') {
        let count = digits(fraction);
        if count == 0 {
            return false;
        }
        rest = &fraction[count..];
    }
    let Some(exponent) = rest.strip_prefix(['e', 'E']) else { return rest.is_empty() };
    let exponent = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
    !exponent.is_empty() && digits(exponent) == exponent.len()
}
