//! Scalars: block (`|`, `>`), quoted and plain, with the folding of their lines.

use std::borrow::Cow;

use super::fetch::Scanner;
use super::{Problem, Token, TokenKind};
use crate::source::tree::Style;

/// Line breaks and blanks that wait for what comes after them.
#[derive(Default)]
struct Pending {
    blanks: String,
    first_break: String,
    more_breaks: String,
    broken: bool,
}

impl Pending {
    /// One break becomes a space, several lose the first; Unicode's breaks stay.
    fn flush(&mut self, out: &mut String) {
        if self.broken {
            if !self.first_break.starts_with('\n') && !self.first_break.is_empty() {
                out.push_str(&self.first_break);
                out.push_str(&self.more_breaks);
            } else if self.first_break.is_empty() {
                out.push_str(&self.more_breaks);
            } else if self.more_breaks.is_empty() {
                out.push(' ');
            } else {
                out.push_str(&self.more_breaks);
            }
            self.first_break.clear();
            self.more_breaks.clear();
            self.broken = false;
        } else {
            out.push_str(&self.blanks);
        }
        self.blanks.clear();
    }
}

impl<'s> Scanner<'s> {
    /// Takes one blank or line break into `pending`.
    fn take_blank(&mut self, pending: &mut Pending) {
        if self.reader.is_blank(0) {
            if !pending.broken {
                pending.blanks.push(self.reader.at(0) as char);
            }
            self.reader.skip_ascii(1);
        } else if pending.broken {
            self.reader.read_line(&mut pending.more_breaks);
        } else {
            pending.blanks.clear();
            self.reader.read_line(&mut pending.first_break);
            pending.broken = true;
        }
    }

    pub(super) fn scan_plain(&mut self) -> Result<Token<'s>, Problem> {
        let start = self.reader.pos;
        let mut end = start;
        let indent = (self.indent + 1) as usize;
        let flow = self.flow_level > 0;
        // Text stays borrowed while it is one line; `folded` takes over with the first break.
        let mut folded: Option<String> = None;
        let mut pending = Pending::default();
        while !self.reader.is_document_marker() && self.reader.at(0) != b'#' {
            let run = self.reader.pos;
            while !self.reader.is_blankz(0) {
                match self.reader.at(0) {
                    b':' if self.reader.is_blankz(1) => break,
                    b',' | b'?' | b'[' | b']' | b'{' | b'}' if flow => break,
                    _ => self.reader.skip(),
                }
            }
            if self.reader.pos > run {
                if pending.broken && folded.is_none() {
                    folded = Some(self.reader.text[start..end].to_owned());
                }
                if let Some(folded) = &mut folded {
                    pending.flush(folded);
                    folded.push_str(&self.reader.text[run..self.reader.pos]);
                }
                pending = Pending::default();
                end = self.reader.pos;
            }
            if !(self.reader.is_blank(0) || self.reader.is_break(0)) {
                break;
            }
            while self.reader.is_blank(0) || self.reader.is_break(0) {
                if pending.broken && self.reader.column() < indent && self.reader.at(0) == b'\t' {
                    let context = Some(("while scanning a plain scalar", start as u32));
                    return self.problem(context, "found a tab character that violates indentation");
                }
                self.take_blank(&mut pending);
            }
            if !flow && self.reader.column() < indent {
                break;
            }
        }
        if pending.broken {
            self.key_allowed = true;
        }
        let text = match folded {
            Some(text) => Cow::Owned(text),
            None => Cow::Borrowed(&self.reader.text[start..end]),
        };
        Ok(Token { kind: TokenKind::Scalar(text, Style::Plain), start: start as u32, end: end as u32 })
    }

    pub(super) fn scan_quoted(&mut self, single: bool) -> Result<Token<'s>, Problem> {
        let start = self.here();
        let context = Some(("while scanning a quoted scalar", start));
        let quote = if single { b'\'' } else { b'"' };
        self.reader.skip_ascii(1);
        let from = self.reader.pos;
        // Nothing to fold and nothing to unescape: the text as it stands.
        let rest = &self.reader.bytes[from..];
        let stop = if single { memchr::memchr(quote, rest) } else { memchr::memchr2(quote, b'\\', rest) };
        if let Some(length) = stop
            && rest[length] == quote
            && !(single && rest.get(length + 1) == Some(&quote))
            && rest[..length].iter().all(|b| (b' '..0x7F).contains(b))
        {
            self.reader.skip_ascii(length + 1);
            let text = Cow::Borrowed(&self.reader.text[from..from + length]);
            let style = if single { Style::Single } else { Style::Double };
            return Ok(Token { kind: TokenKind::Scalar(text, style), start, end: self.here() });
        }
        let mut out = String::new();
        let mut pending = Pending::default();
        loop {
            if self.reader.is_document_marker() {
                return self.problem(context, "found unexpected document indicator");
            }
            // A NUL is refused as a character once the token is out of the way.
            if self.reader.at(0) == 0 {
                return self.problem(context, "found unexpected end of stream");
            }
            while !self.reader.is_blankz(0) {
                let byte = self.reader.at(0);
                if byte == quote {
                    if !(single && self.reader.at(1) == quote) {
                        break;
                    }
                    out.push('\'');
                    self.reader.skip_ascii(2);
                } else if !single && byte == b'\\' {
                    if self.reader.is_break(1) {
                        self.reader.skip_ascii(1);
                        self.reader.skip_line();
                        pending.broken = true;
                        break;
                    }
                    self.scan_escape(start, &mut out)?;
                } else {
                    let at = self.reader.pos;
                    self.reader.skip();
                    out.push_str(&self.reader.text[at..self.reader.pos]);
                }
            }
            if self.reader.at(0) == quote {
                break;
            }
            while self.reader.is_blank(0) || self.reader.is_break(0) {
                self.take_blank(&mut pending);
            }
            pending.flush(&mut out);
        }
        self.reader.skip_ascii(1);
        let style = if single { Style::Single } else { Style::Double };
        Ok(Token { kind: TokenKind::Scalar(Cow::Owned(out), style), start, end: self.here() })
    }

    /// `\n`, `\x41`, …
    fn scan_escape(&mut self, start: u32, out: &mut String) -> Result<(), Problem> {
        let context = Some(("while parsing a quoted scalar", start));
        let length = match self.reader.at(1) {
            b'x' => 2,
            b'u' => 4,
            b'U' => 8,
            other => {
                out.push(match other {
                    b'0' => '\0',
                    b'a' => '\x07',
                    b'b' => '\x08',
                    b't' | b'\t' => '\t',
                    b'n' => '\n',
                    b'v' => '\x0B',
                    b'f' => '\x0C',
                    b'r' => '\r',
                    b'e' => '\x1B',
                    b' ' => ' ',
                    b'"' => '"',
                    b'\'' => '\'',
                    b'\\' => '\\',
                    b'N' => '\u{85}',
                    b'_' => '\u{A0}',
                    b'L' => '\u{2028}',
                    b'P' => '\u{2029}',
                    _ => return self.problem(context, "found unknown escape character"),
                });
                self.reader.skip_ascii(2);
                return Ok(());
            }
        };
        self.reader.skip_ascii(2);
        let mut value = 0u32;
        for ahead in 0..length {
            let Some(digit) = (self.reader.at(ahead) as char).to_digit(16) else {
                return self.problem(context, "did not find expected hexdecimal number");
            };
            value = (value & 0x0FFF_FFFF) << 4 | digit;
        }
        let Some(c) = char::from_u32(value) else {
            return self.problem(context, "found invalid Unicode character escape code");
        };
        out.push(c);
        self.reader.skip_ascii(length);
        Ok(())
    }

    pub(super) fn scan_block_scalar(&mut self, literal: bool) -> Result<Token<'s>, Problem> {
        let start = self.here();
        let context = Some(("while scanning a block scalar", start));
        self.reader.skip_ascii(1);
        let (chomping, increment) = self.scan_block_header(context)?;
        while self.reader.is_blank(0) {
            self.reader.skip_ascii(1);
        }
        if self.reader.at(0) == b'#' {
            self.reader.skip_comment();
        }
        if !self.reader.is_breakz(0) {
            return self.problem(context, "did not find expected comment or line break");
        }
        let mut end = self.reader.pos;
        if self.reader.is_break(0) {
            self.reader.skip_line();
        }
        let mut indent = if increment > 0 { self.indent.max(0) as usize + increment } else { 0 };
        let (mut out, mut first_break, mut more_breaks) = (String::new(), String::new(), String::new());
        self.scan_block_breaks(&mut indent, &mut more_breaks, context)?;
        let mut was_blank = false;
        while self.reader.column() == indent && self.reader.at(0) != 0 {
            let is_blank = self.reader.is_blank(0);
            if !literal && !was_blank && !is_blank && first_break.starts_with('\n') {
                if more_breaks.is_empty() {
                    out.push(' ');
                }
            } else {
                out.push_str(&first_break);
            }
            first_break.clear();
            out.push_str(&more_breaks);
            more_breaks.clear();
            was_blank = is_blank;
            let at = self.reader.pos;
            while !self.reader.is_breakz(0) {
                self.reader.skip();
            }
            end = self.reader.pos;
            out.push_str(&self.reader.text[at..end]);
            self.reader.read_line(&mut first_break);
            self.scan_block_breaks(&mut indent, &mut more_breaks, context)?;
        }
        if chomping != Some(false) {
            out.push_str(&first_break);
        }
        if chomping == Some(true) {
            out.push_str(&more_breaks);
        }
        let style = if literal { Style::Literal } else { Style::Folded };
        Ok(Token { kind: TokenKind::Scalar(Cow::Owned(out), style), start, end: end as u32 })
    }

    /// `+` keeps trailing lines, `-` drops them; a digit says how deep the text is indented.
    fn scan_block_header(&mut self, context: Option<(&'static str, u32)>) -> Result<(Option<bool>, usize), Problem> {
        let (mut chomping, mut increment) = (None, 0);
        for _ in 0..2 {
            match self.reader.at(0) {
                sign @ (b'+' | b'-') if chomping.is_none() => chomping = Some(sign == b'+'),
                b'0' if increment == 0 => {
                    return self.problem(context, "found an indentation indicator equal to 0");
                }
                digit @ b'1'..=b'9' if increment == 0 => increment = usize::from(digit - b'0'),
                _ => break,
            }
            self.reader.skip_ascii(1);
        }
        Ok((chomping, increment))
    }

    /// Passes indentation and empty lines; finds the indentation where the header does not give it.
    fn scan_block_breaks(
        &mut self,
        indent: &mut usize,
        breaks: &mut String,
        context: Option<(&'static str, u32)>,
    ) -> Result<(), Problem> {
        let mut widest = 0;
        loop {
            while (*indent == 0 || self.reader.column() < *indent) && self.reader.at(0) == b' ' {
                self.reader.skip_ascii(1);
            }
            widest = widest.max(self.reader.column());
            if (*indent == 0 || self.reader.column() < *indent) && self.reader.at(0) == b'\t' {
                return self.problem(context, "found a tab character where an indentation space is expected");
            }
            if !self.reader.is_break(0) {
                break;
            }
            self.reader.read_line(breaks);
        }
        if *indent == 0 {
            *indent = widest.max((self.indent + 1) as usize).max(1);
        }
        Ok(())
    }
}
