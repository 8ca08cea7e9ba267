//! Characters to tokens: indentation, simple keys, and which token comes next.
//!
//! A key is known as one only when its `:` is seen, so tokens wait in a queue while the one at its head may
//! still turn out to be a key.

use std::borrow::Cow;
use std::collections::VecDeque;

use hashbrown::HashMap;

use super::reader::Reader;
use super::{Problem, Token, TokenKind};
use crate::source::tree::Style;

type Done = Result<(), Problem>;

/// A place where a key may have begun.
#[derive(Clone, Copy, Default)]
struct SimpleKey {
    possible: bool,
    required: bool,
    token: usize,
    pos: usize,
    line: usize,
    column: usize,
}

pub(super) struct Scanner<'s> {
    pub(super) reader: Reader<'s>,
    tokens: VecDeque<Token<'s>>,
    /// Tokens handed out.
    parsed: usize,
    ready: bool,
    ended: bool,
    /// Column of the open block; -1 for none.
    pub(super) indent: isize,
    indents: Vec<isize>,
    pub(super) flow_level: usize,
    keys: Vec<SimpleKey>,
    /// Index in `keys` by number of token.
    key_of_token: HashMap<usize, usize>,
    pub(super) key_allowed: bool,
    /// Where a forbidden character stands.
    forbidden: usize,
    depth: usize,
    from: usize,
}

impl<'s> Scanner<'s> {
    pub(in crate::source) fn new(text: &'s str, from: usize, depth: usize, forbidden: usize) -> Self {
        Scanner {
            reader: Reader::new(text, from),
            tokens: VecDeque::new(),
            parsed: 0,
            ready: false,
            ended: false,
            indent: -1,
            indents: Vec::new(),
            flow_level: 0,
            keys: vec![SimpleKey::default()],
            key_of_token: HashMap::new(),
            key_allowed: true,
            forbidden,
            from,
            depth,
        }
    }

    /// The next token, left in place.
    pub(in crate::source) fn peek(&mut self) -> Result<&mut Token<'s>, Problem> {
        if !self.ready {
            self.fetch_more()?;
        }
        let here = self.here();
        if self.tokens.is_empty() {
            self.tokens.push_back(Token { kind: TokenKind::StreamEnd, start: here, end: here });
        }
        Ok(&mut self.tokens[0])
    }

    pub(in crate::source) fn take(&mut self) -> Result<Token<'s>, Problem> {
        self.peek()?;
        self.ready = false;
        self.parsed += 1;
        let here = self.here();
        Ok(self.tokens.pop_front().unwrap_or(Token { kind: TokenKind::StreamEnd, start: here, end: here }))
    }

    pub(super) fn here(&self) -> u32 {
        self.reader.pos as u32
    }

    pub(super) fn problem<T>(&self, context: Option<(&'static str, u32)>, what: &'static str) -> Result<T, Problem> {
        self.reader.problem(context, what)
    }

    fn fetch_more(&mut self) -> Done {
        loop {
            if !self.tokens.is_empty() {
                let Some(&key) = self.key_of_token.get(&self.parsed) else { break };
                if !self.key_is_valid(key)? {
                    break;
                }
            } else if self.ended {
                break;
            }
            self.fetch_next()?;
        }
        self.ready = true;
        Ok(())
    }

    fn fetch_next(&mut self) -> Done {
        self.skip_to_token();
        self.decode(4)?;
        self.fetch_token()?;
        self.decode(0)
    }

    /// go-yaml decodes its input in pieces of 512 bytes, so it stumbles over a bad character before it gets there: in
    /// the piece of the last of the `ahead` bytes that it looks at next.
    fn decode(&self, ahead: usize) -> Done {
        if self.reader.pos + ahead <= self.forbidden - (self.forbidden - self.from) % 512 {
            return Ok(());
        }
        let at = self.forbidden as u32;
        Err(Problem { what: "control characters are not allowed", at, context: None })
    }

    fn fetch_token(&mut self) -> Done {
        let column = self.reader.column() as isize;
        self.unroll(column);
        if self.reader.is_end() {
            return self.fetch_end();
        }
        let (first, r) = (self.reader.at(0), &self.reader);
        if column == 0 && first == b'%' {
            self.unroll(-1);
            self.remove_key()?;
            self.key_allowed = false;
            let token = self.scan_directive()?;
            self.tokens.push_back(token);
            return Ok(());
        }
        if r.is_document_marker() {
            return self.fetch_marker(if first == b'-' { TokenKind::DocumentStart } else { TokenKind::DocumentEnd });
        }
        let flow = self.flow_level > 0;
        match first {
            b'[' => self.fetch_open(TokenKind::FlowSequenceStart),
            b'{' => self.fetch_open(TokenKind::FlowMappingStart),
            b']' => self.fetch_close(TokenKind::FlowSequenceEnd),
            b'}' => self.fetch_close(TokenKind::FlowMappingEnd),
            b',' => {
                self.remove_key()?;
                self.key_allowed = true;
                self.indicator(TokenKind::FlowEntry, 1);
                Ok(())
            }
            b'-' if r.is_blankz(1) => self.fetch_entry(),
            b'?' if flow || r.is_blankz(1) => self.fetch_key(),
            b':' if flow || r.is_blankz(1) => self.fetch_value(),
            b'*' | b'&' | b'!' => {
                self.save_key()?;
                self.key_allowed = false;
                let token = if first == b'!' { self.scan_tag()? } else { self.scan_anchor()? };
                self.tokens.push_back(token);
                Ok(())
            }
            b'|' | b'>' if !flow => {
                self.remove_key()?;
                self.key_allowed = true;
                let start = self.here();
                let (text, end) = self.reader.block_scalar(self.indent, first == b'|')?;
                let style = if first == b'|' { Style::Literal } else { Style::Folded };
                self.scalar(text.into(), style, start, end);
                Ok(())
            }
            b'\'' | b'"' => {
                self.save_key()?;
                self.key_allowed = false;
                let start = self.here();
                let text = self.reader.quoted(first == b'\'')?;
                let style = if first == b'\'' { Style::Single } else { Style::Double };
                self.scalar(text, style, start, self.reader.pos);
                Ok(())
            }
            _ => self.fetch_plain(first, flow),
        }
    }

    fn fetch_plain(&mut self, first: u8, flow: bool) -> Done {
        let r = &self.reader;
        let plain = match first {
            b'-' => !r.is_blank(1),
            b'?' | b':' => !flow && !r.is_blankz(1),
            b',' | b'[' | b']' | b'{' | b'}' | b'#' | b'&' | b'*' | b'!' | b'|' | b'>' | b'\'' | b'"' | b'%' | b'@'
            | b'`' => false,
            _ => !r.is_blankz(0),
        };
        if !plain {
            let context = Some(("while scanning for the next token", self.here()));
            return self.problem(context, "found character that cannot start any token");
        }
        self.save_key()?;
        self.key_allowed = false;
        let start = self.here();
        let plain = self.reader.plain((self.indent + 1) as usize, flow)?;
        if plain.broken {
            self.key_allowed = true;
        }
        self.scalar(plain.text, Style::Plain, start, plain.end);
        Ok(())
    }

    /// Passes spaces, comments and line breaks. Tabs pass only where no key may begin.
    fn skip_to_token(&mut self) {
        loop {
            let tabs = self.flow_level > 0 || !self.key_allowed;
            while self.reader.at(0) == b' ' || (tabs && self.reader.at(0) == b'\t') {
                self.reader.skip_ascii(1);
            }
            if self.reader.at(0) == b'#' {
                self.reader.skip_comment();
            }
            if !self.reader.is_break(0) {
                return;
            }
            self.reader.skip_line();
            if self.flow_level == 0 {
                self.key_allowed = true;
            }
        }
    }

    fn scalar(&mut self, text: Cow<'s, str>, style: Style, start: u32, end: usize) {
        self.tokens.push_back(Token { kind: TokenKind::Scalar(text, style), start, end: end as u32 });
    }

    /// Writes an indicator of `length` bytes as a token.
    fn indicator(&mut self, kind: TokenKind<'s>, length: usize) {
        let start = self.here();
        self.reader.skip_ascii(length);
        let end = self.here();
        self.tokens.push_back(Token { kind, start, end });
    }

    fn fetch_end(&mut self) -> Done {
        self.reader.end_line();
        self.unroll(-1);
        self.remove_key()?;
        self.key_allowed = false;
        self.indicator(TokenKind::StreamEnd, 0);
        self.ended = true;
        Ok(())
    }

    fn fetch_marker(&mut self, kind: TokenKind<'s>) -> Done {
        self.unroll(-1);
        self.remove_key()?;
        self.key_allowed = false;
        self.indicator(kind, 3);
        Ok(())
    }

    fn fetch_open(&mut self, kind: TokenKind<'s>) -> Done {
        self.save_key()?;
        let key = SimpleKey { token: self.parsed + self.tokens.len(), ..SimpleKey::default() };
        self.keys.push(key);
        self.flow_level += 1;
        if self.flow_level > self.depth {
            return self.problem(None, super::TOO_DEEP);
        }
        self.key_allowed = true;
        self.indicator(kind, 1);
        Ok(())
    }

    fn fetch_close(&mut self, kind: TokenKind<'s>) -> Done {
        self.remove_key()?;
        if self.flow_level > 0 {
            self.flow_level -= 1;
            if let Some(key) = self.keys.pop() {
                self.key_of_token.remove(&key.token);
            }
        }
        self.key_allowed = false;
        self.indicator(kind, 1);
        Ok(())
    }

    fn fetch_entry(&mut self) -> Done {
        if self.flow_level == 0 {
            if !self.key_allowed {
                return self.problem(None, "block sequence entries are not allowed in this context");
            }
            let here = self.here();
            self.roll(self.reader.column(), None, TokenKind::BlockSequenceStart, here)?;
        }
        self.remove_key()?;
        self.key_allowed = true;
        self.indicator(TokenKind::BlockEntry, 1);
        Ok(())
    }

    fn fetch_key(&mut self) -> Done {
        if self.flow_level == 0 {
            if !self.key_allowed {
                return self.problem(None, "mapping keys are not allowed in this context");
            }
            let here = self.here();
            self.roll(self.reader.column(), None, TokenKind::BlockMappingStart, here)?;
        }
        self.remove_key()?;
        self.key_allowed = self.flow_level == 0;
        self.indicator(TokenKind::Key, 1);
        Ok(())
    }

    fn fetch_value(&mut self) -> Done {
        let last = self.keys.len() - 1;
        if self.key_is_valid(last)? {
            let key = self.keys[last];
            let at = key.pos as u32;
            self.insert(key.token, Token { kind: TokenKind::Key, start: at, end: at });
            self.roll(key.column, Some(key.token), TokenKind::BlockMappingStart, at)?;
            self.keys[last].possible = false;
            self.key_of_token.remove(&key.token);
            self.key_allowed = false;
        } else {
            if self.flow_level == 0 {
                if !self.key_allowed {
                    return self.problem(None, "mapping values are not allowed in this context");
                }
                let here = self.here();
                self.roll(self.reader.column(), None, TokenKind::BlockMappingStart, here)?;
            }
            self.key_allowed = self.flow_level == 0;
        }
        self.indicator(TokenKind::Value, 1);
        Ok(())
    }

    /// Puts a token before the one with that number; one that is gone already leaves it at the end.
    fn insert(&mut self, number: usize, token: Token<'s>) {
        match number.checked_sub(self.parsed) {
            Some(at) if at <= self.tokens.len() => self.tokens.insert(at, token),
            _ => self.tokens.push_back(token),
        }
    }

    /// Begins a block where `column` lies further in than the open one.
    fn roll(&mut self, column: usize, number: Option<usize>, kind: TokenKind<'s>, at: u32) -> Done {
        let column = column as isize;
        if self.flow_level > 0 || self.indent >= column {
            return Ok(());
        }
        self.indents.push(self.indent);
        self.indent = column;
        if self.indents.len() > self.depth {
            return self.problem(None, super::TOO_DEEP);
        }
        let token = Token { kind, start: at, end: at };
        match number {
            Some(number) => self.insert(number, token),
            None => self.tokens.push_back(token),
        }
        Ok(())
    }

    /// Ends the blocks that lie further in than `column`.
    fn unroll(&mut self, column: isize) {
        if self.flow_level > 0 {
            return;
        }
        while self.indent > column {
            self.indicator(TokenKind::BlockEnd, 0);
            self.indent = self.indents.pop().unwrap_or(-1);
        }
    }

    /// Whether a key may still follow from there: on the same line and within 1024 characters.
    fn key_is_valid(&mut self, index: usize) -> Result<bool, Problem> {
        let Some(&key) = self.keys.get(index) else { return Ok(false) };
        if !key.possible {
            return Ok(false);
        }
        if key.line < self.reader.line || self.reader.is_far_from(key.pos, 1024) {
            if key.required {
                let context = Some(("while scanning a simple key", key.pos as u32));
                return self.problem(context, "could not find expected ':'");
            }
            self.keys[index].possible = false;
            return Ok(false);
        }
        Ok(true)
    }

    fn save_key(&mut self) -> Done {
        if !self.key_allowed {
            return Ok(());
        }
        let column = self.reader.column();
        let key = SimpleKey {
            possible: true,
            required: self.flow_level == 0 && self.indent == column as isize,
            token: self.parsed + self.tokens.len(),
            pos: self.reader.pos,
            line: self.reader.line,
            column,
        };
        self.remove_key()?;
        let last = self.keys.len() - 1;
        self.keys[last] = key;
        self.key_of_token.insert(key.token, last);
        Ok(())
    }

    fn remove_key(&mut self) -> Done {
        let last = self.keys.len() - 1;
        let key = self.keys[last];
        if key.possible {
            if key.required {
                let context = Some(("while scanning a simple key", key.pos as u32));
                return self.problem(context, "could not find expected ':'");
            }
            self.keys[last].possible = false;
            self.key_of_token.remove(&key.token);
        }
        Ok(())
    }
}
