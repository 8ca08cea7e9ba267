//! Text to tokens, as the lexer of cel-go's grammar takes them (`parser/gen/CEL.g4`): the longest token wins, and what is
//! no token is passed over with a word.

use super::issue::Issue;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tok {
    /// An operator, a bracket or a word that is no identifier: as it is written.
    Sign(&'static str),
    Int,
    Uint,
    Float,
    String,
    Bytes,
    Ident,
    /// A name between backquotes.
    Escaped,
    End,
}

/// A token and its bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) kind: Tok,
    pub(super) start: u32,
    pub(super) end: u32,
}

/// Signs, the longer of two before the shorter.
const SIGNS: &[&str] = &[
    "==", "!=", "<=", ">=", "&&", "||", "<", ">", "[", "]", "{", "}", "(", ")", ".", ",", "-", "!", "?", ":", "+", "*",
    "/", "%",
];

/// Words that are no identifiers to the grammar.
const WORDS: &[&str] = &["in", "true", "false", "null"];

/// The tokens of a text, the last of them its end, and what is wrong between them.
pub(super) fn lex(text: &str) -> (Vec<Token>, Vec<Issue>) {
    let bytes = text.as_bytes();
    let (mut tokens, mut issues) = (Vec::new(), Vec::new());
    let mut at = 0;
    while at < bytes.len() {
        if let Some(end) = hidden(bytes, at) {
            at = end;
            continue;
        }
        let start = at;
        match token(bytes, at) {
            Ok((kind, end)) => {
                tokens.push(Token { kind, start: index(start), end: index(end) });
                at = end;
            }
            Err(wrong) => {
                // The sign at which it went wrong is passed over as well.
                at = next(text, wrong);
                let message = format!("Syntax error: token recognition error at: '{}'", &text[start..at]);
                issues.push(Issue::new(index(start), (index(start), index(at)), message));
            }
        }
    }
    let end = index(bytes.len());
    tokens.push(Token { kind: Tok::End, start: end, end });
    (tokens, issues)
}

/// Expressions are far shorter than what a `u32` counts: longer ones are refused before they are read.
fn index(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// The byte after the sign that begins at or around a byte.
fn next(text: &str, at: usize) -> usize {
    (at + 1..text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len())
}

/// The end of white space or a comment.
fn hidden(bytes: &[u8], at: usize) -> Option<usize> {
    let run = |at: usize, is: fn(u8) -> bool| at + bytes[at..].iter().take_while(|b| is(**b)).count();
    if bytes[at..].starts_with(b"//") {
        return Some(run(at, |b| b != b'\n'));
    }
    let end = run(at, |b| matches!(b, b'\t' | b' ' | b'\r' | b'\n' | 0x0c));
    (end > at).then_some(end)
}

/// The longest token at a byte, or the byte at which there can be none.
fn token(bytes: &[u8], at: usize) -> Result<(Tok, usize), usize> {
    let first = bytes[at];
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    if first.is_ascii_digit() || first == b'.' && digit(at + 1) {
        return Ok(number(bytes, at));
    }
    if matches!(first, b'"' | b'\'') {
        return string(bytes, at, false).map(|end| (Tok::String, end));
    }
    if first.is_ascii_alphabetic() || first == b'_' {
        if let Some(found) = prefixed(bytes, at) {
            return Ok(found);
        }
        let end = at + bytes[at..].iter().take_while(|b| b.is_ascii_alphanumeric() || **b == b'_').count();
        let word = WORDS.iter().find(|word| word.as_bytes() == &bytes[at..end]);
        return Ok((word.map_or(Tok::Ident, |word| Tok::Sign(word)), end));
    }
    if first == b'`' {
        let inner = |b: &&u8| b.is_ascii_alphanumeric() || b"_.-/ ".contains(b);
        let end = at + 1 + bytes[at + 1..].iter().take_while(inner).count();
        return match bytes.get(end) {
            Some(b'`') if end > at + 1 => Ok((Tok::Escaped, end + 1)),
            _ => Err(end),
        };
    }
    match SIGNS.iter().find(|sign| bytes[at..].starts_with(sign.as_bytes())) {
        Some(sign) => Ok((Tok::Sign(sign), at + sign.len())),
        // The first half of a sign of two.
        None if matches!(first, b'=' | b'&' | b'|') => Err(at + 1),
        None => Err(at),
    }
}

fn number(bytes: &[u8], at: usize) -> (Tok, usize) {
    let run = |at: usize, is: fn(&u8) -> bool| at + bytes[at..].iter().take_while(|b| is(b)).count();
    let is = |at: usize, any: &[u8]| bytes.get(at).is_some_and(|b| any.contains(b));
    if bytes[at] == b'0' && is(at + 1, b"x") {
        let end = run(at + 2, u8::is_ascii_hexdigit);
        if end > at + 2 {
            return if is(end, b"uU") { (Tok::Uint, end + 1) } else { (Tok::Int, end) };
        }
    }
    let whole = run(at, u8::is_ascii_digit);
    let mut end = whole;
    if is(whole, b".") {
        let fraction = run(whole + 1, u8::is_ascii_digit);
        if fraction > whole + 1 {
            end = fraction;
        }
    }
    if is(end, b"eE") {
        let digits = end + 1 + usize::from(is(end + 1, b"+-"));
        let exponent =
            digits + bytes.get(digits..).map_or(0, |rest| rest.iter().take_while(|b| b.is_ascii_digit()).count());
        if exponent > digits {
            end = exponent;
        }
    }
    if end > whole {
        return (Tok::Float, end);
    }
    if is(whole, b"uU") { (Tok::Uint, whole + 1) } else { (Tok::Int, whole) }
}

/// A text or bytes with a letter in front, `r'…'`, `b'…'`, `br'…'`.
fn prefixed(bytes: &[u8], at: usize) -> Option<(Tok, usize)> {
    let is = |at: usize, any: &[u8]| bytes.get(at).is_some_and(|b| any.contains(b));
    let of_bytes = is(at, b"bB");
    let raw_at = at + usize::from(of_bytes);
    let raw = is(raw_at, b"rR");
    let quote = raw_at + usize::from(raw);
    if quote == at || !is(quote, b"'\"") {
        return None;
    }
    let end = string(bytes, quote, raw).ok()?;
    Some((if of_bytes { Tok::Bytes } else { Tok::String }, end))
}

/// The end of the text that begins with the quote at a byte, or the byte at which it cannot go on.
fn string(bytes: &[u8], at: usize, raw: bool) -> Result<usize, usize> {
    let quote = bytes[at];
    let three = [quote; 3];
    if bytes[at..].starts_with(&three) {
        // An empty text, and the quote after it begins another: where three quotes are never closed.
        return Ok(long(bytes, at + 3, &three, raw).unwrap_or(at + 2));
    }
    let mut at = at + 1;
    loop {
        match bytes.get(at) {
            Some(b) if *b == quote => return Ok(at + 1),
            None | Some(b'\n' | b'\r') => return Err(at),
            Some(b'\\') if !raw => at = escape(bytes, at)?,
            Some(_) => at += 1,
        }
    }
}

fn long(bytes: &[u8], mut at: usize, three: &[u8], raw: bool) -> Option<usize> {
    loop {
        match bytes.get(at)? {
            b'\\' if !raw => at = escape(bytes, at).ok()?,
            _ if bytes[at..].starts_with(three) => return Some(at + 3),
            _ => at += 1,
        }
    }
}

/// The end of what begins with a backslash, or the byte that does not belong there.
fn escape(bytes: &[u8], at: usize) -> Result<usize, usize> {
    let run = |from: usize, count: usize, is: fn(&u8) -> bool| match (from..from + count)
        .find(|at| !bytes.get(*at).is_some_and(is))
    {
        Some(wrong) => Err(wrong),
        None => Ok(from + count),
    };
    match bytes.get(at + 1) {
        Some(b'a' | b'b' | b'f' | b'n' | b'r' | b't' | b'v' | b'"' | b'\'' | b'\\' | b'?' | b'`') => Ok(at + 2),
        Some(b'x' | b'X') => run(at + 2, 2, u8::is_ascii_hexdigit),
        Some(b'u') => run(at + 2, 4, u8::is_ascii_hexdigit),
        Some(b'U') => run(at + 2, 8, u8::is_ascii_hexdigit),
        Some(b'0'..=b'3') => run(at + 2, 2, |b| (b'0'..=b'7').contains(b)),
        _ => Err(at + 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spelled(text: &str) -> Vec<&str> {
        let (tokens, issues) = lex(text);
        assert!(issues.is_empty(), "{text}: {issues:?}");
        tokens.iter().map(|t| &text[t.start as usize..t.end as usize]).filter(|t| !t.is_empty()).collect()
    }

    #[test]
    fn the_longest_token_wins() {
        for (text, tokens) in [
            ("a.b==1", vec!["a", ".", "b", "==", "1"]),
            ("1.5e3 .5 1.a 1e 0x1Fu 0x 7u", vec!["1.5e3", ".5", "1", ".", "a", "1", "e", "0x1Fu", "0", "x", "7u"]),
            ("1e+5-1", vec!["1e+5", "-", "1"]),
            ("'a\\'b' \"c\" ''", vec!["'a\\'b'", "\"c\"", "''"]),
            ("'''a'b\n''' r'\\' b'x' br\"\\q\" rb'x'", vec!["'''a'b\n'''", "r'\\'", "b'x'", "br\"\\q\"", "rb", "'x'"]),
            ("''''a'", vec!["''", "''", "a"]),
            ("a // b == c\n+ d", vec!["a", "+", "d"]),
            ("in inn true truth `a.b/c d-e`", vec!["in", "inn", "true", "truth", "`a.b/c d-e`"]),
            ("!a!=b<=c<d", vec!["!", "a", "!=", "b", "<=", "c", "<", "d"]),
        ] {
            if text == "''''a'" {
                // Three quotes that are never closed: two empty texts.
                assert_eq!(lex(text).1.len(), 1);
                continue;
            }
            assert_eq!(spelled(text), tokens, "{text}");
        }
    }

    #[test]
    fn what_is_no_token_is_told() {
        for (text, wrong) in [
            ("self.s = 'a'", vec!["= "]),
            ("self.s == \"\\q\"", vec!["\"\\q", "\""]),
            ("self.é", vec!["é"]),
            ("a & b", vec!["& "]),
            ("'a\nb'", vec!["'a\n", "'"]),
            ("'\\u12'", vec!["'\\u12'"]),
            ("'\\x4é'", vec!["'\\x4é", "'"]),
            ("``", vec!["``"]),
            ("a #", vec!["#"]),
        ] {
            let (_, issues) = lex(text);
            let found: Vec<&str> = issues.iter().map(|i| &text[i.span.0 as usize..i.span.1 as usize]).collect();
            assert_eq!(found, wrong, "{text}");
            let message = format!("Syntax error: token recognition error at: '{}'", wrong[0]);
            assert_eq!(issues[0].message, message);
        }
    }
}
