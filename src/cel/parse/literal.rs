//! Numbers and texts that are written out (`parser/unescape.go`).

use super::super::ast::{Id, Kind, Literal};
use super::super::lex::Tok;
use super::build::Place;
use super::{Parser, Read};

impl Parser<'_> {
    /// Whether a minus sign is followed by a number that it can belong to.
    pub(super) fn is_signed_number(&self) -> bool {
        matches!(self.tokens.ahead(1).kind, Tok::Int | Tok::Float)
    }

    pub(super) fn literal(&mut self) -> Read<Id> {
        let first = self.tokens.peek();
        let signed = self.tokens.is("-");
        if signed && !self.is_signed_number() {
            self.tokens.take();
            return self.no_way(first);
        }
        if signed {
            self.tokens.take();
        }
        let token = self.tokens.take();
        let place = Place { at: first.start, span: (first.start, token.end) };
        let text = self.tokens.text(token);
        let sign = if signed { "-" } else { "" };
        let read = match token.kind {
            Tok::Int => int(sign, text).map(Literal::Int).ok_or("invalid int literal"),
            Tok::Uint => uint(&text[..text.len() - 1]).map(Literal::Uint).ok_or("invalid uint literal"),
            Tok::Float => double(sign, text).map(Literal::Double).ok_or("invalid double literal"),
            Tok::String => unescape(text, false)
                .and_then(|bytes| String::from_utf8(bytes).map_err(|_| BAD))
                .map(|text| Literal::String(text.into())),
            Tok::Bytes => unescape(&text[1..], true).map(|bytes| Literal::Bytes(bytes.into())),
            Tok::Sign("true") => Ok(Literal::Bool(true)),
            Tok::Sign("false") => Ok(Literal::Bool(false)),
            _ => Ok(Literal::Null),
        };
        let literal = read.unwrap_or_else(|message| {
            self.issue(place.at, place.span, message);
            Literal::Null
        });
        Ok(self.build.add(place, Kind::Literal(literal)))
    }
}

fn int(sign: &str, text: &str) -> Option<i64> {
    let (digits, base) = text.strip_prefix("0x").map_or((text, 10), |digits| (digits, 16));
    i64::from_str_radix(&format!("{sign}{digits}"), base).ok()
}

fn uint(text: &str) -> Option<u64> {
    let (digits, base) = text.strip_prefix("0x").map_or((text, 10), |digits| (digits, 16));
    u64::from_str_radix(digits, base).ok()
}

/// Go refuses what is too large for a double.
fn double(sign: &str, text: &str) -> Option<f64> {
    format!("{sign}{text}").parse::<f64>().ok().filter(|number| number.is_finite())
}

const BAD: &str = "unable to unescape string";

/// The bytes that a quoted text stands for. In bytes `\x` and octal numbers are bytes, in texts code points.
fn unescape(quoted: &str, of_bytes: bool) -> Result<Vec<u8>, &'static str> {
    let raw = quoted.starts_with(['r', 'R']);
    let quoted = if raw { &quoted[1..] } else { quoted };
    let quotes = match quoted.len() >= 6 && (quoted.starts_with("'''") || quoted.starts_with("\"\"\"")) {
        true => 3,
        false => 1,
    };
    let inner = quoted.get(quotes..quoted.len() - quotes).ok_or(BAD)?;
    // However lines end in the file, in the text they end alike.
    let inner = inner.replace("\r\n", "\n").replace('\r', "\n");
    if raw {
        return Ok(inner.into_bytes());
    }
    let mut out = Vec::with_capacity(inner.len());
    let mut rest = inner.as_str();
    while let Some(at) = rest.find('\\') {
        out.extend_from_slice(&rest.as_bytes()[..at]);
        rest = escape(&rest[at + 1..], of_bytes, &mut out)?;
    }
    out.extend_from_slice(rest.as_bytes());
    Ok(out)
}

/// What stands behind a backslash, and the rest after it.
fn escape<'r>(text: &'r str, of_bytes: bool, out: &mut Vec<u8>) -> Result<&'r str, &'static str> {
    let c = text.bytes().next().ok_or(BAD)?;
    let (from, digits, base) = match c {
        b'x' | b'X' => (1, 2, 16),
        b'u' if !of_bytes => (1, 4, 16),
        b'U' if !of_bytes => (1, 8, 16),
        b'0'..=b'3' => (0, 3, 8),
        _ => {
            out.push(match c {
                b'a' => 0x07,
                b'b' => 0x08,
                b'f' => 0x0c,
                b'n' => b'\n',
                b'r' => b'\r',
                b't' => b'\t',
                b'v' => 0x0b,
                b'\\' | b'\'' | b'"' | b'`' | b'?' => c,
                _ => return Err(BAD),
            });
            return Ok(&text[1..]);
        }
    };
    let number = text.get(from..from + digits).ok_or(BAD)?;
    let number = u32::from_str_radix(number, base).map_err(|_| BAD)?;
    match u8::try_from(number) {
        Ok(byte) if of_bytes => out.push(byte),
        _ => {
            let c = char::from_u32(number).ok_or("invalid unicode code point")?;
            out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
        }
    }
    Ok(&text[from + digits..])
}
