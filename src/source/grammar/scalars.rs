//! Scalars: block (`|`, `>`), quoted and plain, with the folding of their lines. The fast parser reads them
//! with the same functions.

use std::borrow::Cow;

use super::Problem;
use super::reader::Reader;

type Context = Option<(&'static str, u32)>;

/// A plain scalar.
pub(in crate::source) struct Plain<'s> {
    pub text: Cow<'s, str>,
    /// Where it ends; the reader stands further on, where something else begins.
    pub end: usize,
    /// Whether a line break lies behind it.
    pub broken: bool,
}

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

impl<'s> Reader<'s> {
    /// Takes one blank or line break into `pending`.
    fn take_blank(&mut self, pending: &mut Pending) {
        if self.is_blank(0) {
            if !pending.broken {
                pending.blanks.push(self.at(0) as char);
            }
            self.skip_ascii(1);
        } else if pending.broken {
            self.read_line(&mut pending.more_breaks);
        } else {
            pending.blanks.clear();
            self.read_line(&mut pending.first_break);
            pending.broken = true;
        }
    }

    /// Reads a plain scalar whose further lines are indented by at least `indent`.
    pub(in crate::source) fn plain(&mut self, indent: usize, flow: bool) -> Result<Plain<'s>, Problem> {
        let start = self.pos;
        let mut end = start;
        // Text stays borrowed while it is one line; `folded` takes over with the first break.
        let mut folded: Option<String> = None;
        let mut pending = Pending::default();
        while !self.is_document_marker() && self.at(0) != b'#' {
            let run = self.pos;
            while !self.is_blankz(0) {
                match self.at(0) {
                    b':' if self.is_blankz(1) => break,
                    b',' | b'?' | b'[' | b']' | b'{' | b'}' if flow => break,
                    _ => self.skip(),
                }
            }
            if self.pos > run {
                if pending.broken && folded.is_none() {
                    folded = Some(self.text[start..end].to_owned());
                }
                if let Some(folded) = &mut folded {
                    pending.flush(folded);
                    folded.push_str(&self.text[run..self.pos]);
                }
                pending = Pending::default();
                end = self.pos;
            }
            if !(self.is_blank(0) || self.is_break(0)) {
                break;
            }
            while self.is_blank(0) || self.is_break(0) {
                if pending.broken && self.column() < indent && self.at(0) == b'\t' {
                    let context = Some(("while scanning a plain scalar", start as u32));
                    return self.problem(context, "found a tab character that violates indentation");
                }
                self.take_blank(&mut pending);
            }
            if !flow && self.column() < indent {
                break;
            }
        }
        let text = match folded {
            Some(text) => Cow::Owned(text),
            None => Cow::Borrowed(&self.text[start..end]),
        };
        Ok(Plain { text, end, broken: pending.broken })
    }

    /// Reads a quoted scalar.
    pub(in crate::source) fn quoted(&mut self, single: bool) -> Result<Cow<'s, str>, Problem> {
        let start = self.pos as u32;
        let context = Some(("while scanning a quoted scalar", start));
        let quote = if single { b'\'' } else { b'"' };
        self.skip_ascii(1);
        let from = self.pos;
        // Nothing to fold and nothing to unescape: the text as it stands.
        let rest = &self.bytes[from..];
        let stop = if single { memchr::memchr(quote, rest) } else { memchr::memchr2(quote, b'\\', rest) };
        if let Some(length) = stop
            && rest[length] == quote
            && !(single && rest.get(length + 1) == Some(&quote))
            && rest[..length].iter().all(|b| (b' '..0x7F).contains(b))
        {
            self.skip_ascii(length + 1);
            return Ok(Cow::Borrowed(&self.text[from..from + length]));
        }
        let mut out = String::new();
        let mut pending = Pending::default();
        loop {
            if self.is_document_marker() {
                return self.problem(context, "found unexpected document indicator");
            }
            // A NUL is refused as a character once the token is out of the way.
            if self.at(0) == 0 {
                return self.problem(context, "found unexpected end of stream");
            }
            while !self.is_blankz(0) {
                let byte = self.at(0);
                if byte == quote {
                    if !(single && self.at(1) == quote) {
                        break;
                    }
                    out.push('\'');
                    self.skip_ascii(2);
                } else if !single && byte == b'\\' {
                    if self.is_break(1) {
                        self.skip_ascii(1);
                        self.skip_line();
                        pending.broken = true;
                        break;
                    }
                    self.scan_escape(start, &mut out)?;
                } else {
                    let at = self.pos;
                    self.skip();
                    out.push_str(&self.text[at..self.pos]);
                }
            }
            if self.at(0) == quote {
                break;
            }
            while self.is_blank(0) || self.is_break(0) {
                self.take_blank(&mut pending);
            }
            pending.flush(&mut out);
        }
        self.skip_ascii(1);
        Ok(Cow::Owned(out))
    }

    /// `\n`, `\x41`, …
    fn scan_escape(&mut self, start: u32, out: &mut String) -> Result<(), Problem> {
        let context = Some(("while parsing a quoted scalar", start));
        let length = match self.at(1) {
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
                self.skip_ascii(2);
                return Ok(());
            }
        };
        self.skip_ascii(2);
        let mut value = 0u32;
        for ahead in 0..length {
            let Some(digit) = (self.at(ahead) as char).to_digit(16) else {
                return self.problem(context, "did not find expected hexdecimal number");
            };
            value = (value & 0x0FFF_FFFF) << 4 | digit;
        }
        let Some(c) = char::from_u32(value) else {
            return self.problem(context, "found invalid Unicode character escape code");
        };
        out.push(c);
        self.skip_ascii(length);
        Ok(())
    }

    /// Reads a block scalar inside of a block at column `outer` (-1 for none); with it, its end.
    pub(in crate::source) fn block_scalar(&mut self, outer: isize, literal: bool) -> Result<(String, usize), Problem> {
        let start = self.pos as u32;
        let context = Some(("while scanning a block scalar", start));
        self.skip_ascii(1);
        let (chomping, increment) = self.scan_block_header(context)?;
        while self.is_blank(0) {
            self.skip_ascii(1);
        }
        if self.at(0) == b'#' {
            self.skip_comment();
        }
        if !self.is_breakz(0) {
            return self.problem(context, "did not find expected comment or line break");
        }
        let mut end = self.pos;
        if self.is_break(0) {
            self.skip_line();
        }
        let mut indent = if increment > 0 { outer.max(0) as usize + increment } else { 0 };
        let (mut out, mut first_break, mut more_breaks) = (String::new(), String::new(), String::new());
        self.scan_block_breaks(outer, &mut indent, &mut more_breaks, context)?;
        let mut was_blank = false;
        while self.column() == indent && self.at(0) != 0 {
            let is_blank = self.is_blank(0);
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
            let at = self.pos;
            self.pos = self.line_end();
            end = self.pos;
            out.push_str(&self.text[at..end]);
            self.read_line(&mut first_break);
            self.scan_block_breaks(outer, &mut indent, &mut more_breaks, context)?;
        }
        if chomping != Some(false) {
            out.push_str(&first_break);
        }
        if chomping == Some(true) {
            out.push_str(&more_breaks);
        }
        Ok((out, end))
    }

    /// `+` keeps trailing lines, `-` drops them; a digit says how deep the text is indented.
    fn scan_block_header(&mut self, context: Context) -> Result<(Option<bool>, usize), Problem> {
        let (mut chomping, mut increment) = (None, 0);
        for _ in 0..2 {
            match self.at(0) {
                sign @ (b'+' | b'-') if chomping.is_none() => chomping = Some(sign == b'+'),
                b'0' if increment == 0 => {
                    return self.problem(context, "found an indentation indicator equal to 0");
                }
                digit @ b'1'..=b'9' if increment == 0 => increment = usize::from(digit - b'0'),
                _ => break,
            }
            self.skip_ascii(1);
        }
        Ok((chomping, increment))
    }

    /// Passes indentation and empty lines; finds the indentation where the header does not give it.
    fn scan_block_breaks(
        &mut self,
        outer: isize,
        indent: &mut usize,
        breaks: &mut String,
        context: Context,
    ) -> Result<(), Problem> {
        let mut widest = 0;
        loop {
            while (*indent == 0 || self.column() < *indent) && self.at(0) == b' ' {
                self.skip_ascii(1);
            }
            widest = widest.max(self.column());
            if (*indent == 0 || self.column() < *indent) && self.at(0) == b'\t' {
                return self.problem(context, "found a tab character where an indentation space is expected");
            }
            if !self.is_break(0) {
                break;
            }
            self.read_line(breaks);
        }
        if *indent == 0 {
            *indent = widest.max((outer + 1) as usize).max(1);
        }
        Ok(())
    }
}
