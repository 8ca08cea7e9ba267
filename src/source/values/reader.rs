//! One reader for JSON and for what is nearly JSON: with care it takes only what Go's `encoding/json` takes, without it reads
//! on over slips and tells them.

mod over;

use super::slips;
use super::text;
use crate::model::{Finding, Span};
use crate::source::fast::Keys;
use crate::source::limits::Limits;
use crate::source::scalar;
use crate::source::slow::compose::too_deep;
use crate::source::tree::{Document, Kind, Style};

/// Slips of one text that are told.
const MOST: usize = 8;

/// How a text is read.
#[derive(Clone, Copy)]
pub(super) struct Care {
    strict: bool,
    depth: usize,
    /// A bracket that is to be closed before that byte: what the indentation says of one that is missing.
    close: Option<(usize, usize)>,
}

impl Care {
    /// Nothing but JSON.
    pub(super) fn strict(limits: &Limits) -> Self {
        Care { strict: true, depth: limits.depth, close: None }
    }

    /// Over slips, comments and what YAML allows beyond JSON.
    pub(super) fn lenient(limits: &Limits) -> Self {
        Care { strict: false, depth: limits.depth, close: None }
    }
}

/// What was read.
pub(super) struct Read<'s> {
    pub(super) document: Document<'s>,
    /// Behind the value.
    pub(super) end: usize,
    pub(super) problems: Vec<Finding>,
    /// Comments that begin with a slash.
    pub(super) slashes: Vec<Span>,
}

/// What may come next.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Next {
    Value,
    /// A value, or the end of the list.
    Item,
    Key,
    /// A key, or the end of the map.
    Entry,
    Colon,
    /// A comma, or the end of what is open.
    After,
}

/// A map or list that is open.
struct Open {
    id: u32,
    at: usize,
    is_map: bool,
    keys: Keys,
}

struct Reader<'s> {
    text: &'s str,
    bytes: &'s [u8],
    pos: usize,
    care: Care,
    document: Document<'s>,
    open: Vec<Open>,
    next: Next,
    /// Behind what was read last.
    end: usize,
    problems: Vec<Finding>,
    slashes: Vec<Span>,
    /// The first bracket that is indented otherwise than the one it closes: that one's place, and where it should have been
    /// closed.
    skew: Option<(usize, usize)>,
}

/// What is no JSON, or cannot be read on.
struct Stop;

type Done = Result<(), Stop>;

/// Reads the value that begins at byte `from`, blanks before it passed; none where it is not what care asks for.
pub(super) fn read<'s>(text: &'s str, from: usize, index: u32, care: Care) -> Option<Read<'s>> {
    let mut reader = Reader {
        text,
        bytes: text.as_bytes(),
        pos: from,
        care,
        document: Document::new(text, index),
        open: Vec::new(),
        next: Next::Value,
        end: from,
        problems: Vec::new(),
        slashes: Vec::new(),
        skew: None,
    };
    let done = reader.all();
    let opens: Vec<usize> = reader.open.iter().map(|open| open.at).collect();
    if done.is_err() && care.strict {
        return None;
    }
    // What is open at the end keeps it from ending.
    if done.is_err() {
        if reader.pos < text.len() {
            // Where nothing fits any more, only the first slip is sure to be one.
            reader.problems.truncate(1);
        }
        if reader.pos >= text.len()
            && care.close.is_none()
            && opens.len() == 1
            && let Some(skew) = reader.skew
        {
            let again = read(text, from, index, Care { close: Some(skew), ..care });
            if let Some(again) = again.filter(|again| again.problems.len() <= reader.problems.len() + 1) {
                return Some(again);
            }
        }
        reader.give_up(&opens);
    }
    reader.problems.truncate(MOST);
    let Reader { document, pos, problems, slashes, .. } = reader;
    Some(Read { document, end: pos, problems, slashes })
}

impl<'s> Reader<'s> {
    fn all(&mut self) -> Done {
        loop {
            self.blanks()?;
            if self.next == Next::After && self.open.is_empty() {
                self.pos = self.end;
                return Ok(());
            }
            if self.problems.len() > MOST {
                return Err(Stop);
            }
            let Some(&byte) = self.bytes.get(self.pos) else { return Err(Stop) };
            match self.next {
                Next::Value | Next::Item => self.value(byte)?,
                Next::Key | Next::Entry => self.key(byte)?,
                Next::Colon => self.colon(byte)?,
                Next::After => self.after(byte)?,
            }
        }
    }

    /// Notes a slip, where there is to be none stops.
    fn slip(&mut self, finding: impl FnOnce() -> Finding) -> Done {
        if self.care.strict {
            return Err(Stop);
        }
        self.problems.push(finding());
        Ok(())
    }

    fn value(&mut self, byte: u8) -> Done {
        match byte {
            b'{' | b'[' => return self.enter(byte),
            b']' if self.next == Next::Item => return self.leave(),
            b'"' | b'\'' => self.quoted(Kind::Str)?,
            b'}' | b']' if self.in_map() => {
                let at = self.pos;
                self.slip(|| slips::no_value(at))?;
                self.document.push(Kind::Null, Style::Plain, Span::point(self.end as u32));
            }
            // A comma at the end of a list.
            b']' | b'}' if !self.care.strict && !self.open.is_empty() => return self.close(byte),
            b',' if self.in_map() => {
                let at = self.pos;
                self.slip(|| slips::no_value(at))?;
                self.document.push(Kind::Null, Style::Plain, Span::point(self.end as u32));
            }
            b',' => return self.comma_too_many(),
            _ => self.word()?,
        }
        self.next = Next::After;
        Ok(())
    }

    fn in_map(&self) -> bool {
        self.open.last().is_some_and(|open| open.is_map)
    }

    fn comma_too_many(&mut self) -> Done {
        let at = self.pos;
        self.slip(|| slips::comma_too_many(at))?;
        self.pos += 1;
        Ok(())
    }

    fn key(&mut self, byte: u8) -> Done {
        let id = self.document.nodes.len() as u32;
        match byte {
            b'}' if self.next == Next::Entry => return self.leave(),
            b'"' | b'\'' => self.quoted(Kind::Str)?,
            b'}' | b']' if !self.care.strict => return self.close(byte),
            b',' => return self.comma_too_many(),
            b'{' | b'[' | b':' => return self.stop("a key in quotes must stand here"),
            _ if self.care.strict => return Err(Stop),
            _ => {
                self.word()?;
                self.document.nodes[id as usize].kind = Kind::Str;
            }
        }
        if let Some(map) = self.open.last_mut() {
            map.keys.add(&mut self.document, map.id, id);
        }
        self.next = Next::Colon;
        Ok(())
    }

    fn colon(&mut self, byte: u8) -> Done {
        if byte == b':' {
            self.pos += 1;
        } else {
            let end = self.end;
            let start = self.document.nodes.last().map_or(end, |node| node.start as usize);
            self.slip(|| slips::no_colon(start, end))?;
        }
        self.next = Next::Value;
        Ok(())
    }

    fn after(&mut self, byte: u8) -> Done {
        let is_map = self.in_map();
        if let Some((open, place)) = self.care.close
            && self.pos >= place
            && self.open.last().is_some_and(|o| o.at == open)
        {
            self.care.close = None;
            let (text, end) = (self.text, self.end);
            self.slip(|| slips::not_closed(text, open, end, false))?;
            self.shut();
            return Ok(());
        }
        match byte {
            b',' => {
                self.pos += 1;
                self.next = match (is_map, self.care.strict) {
                    (true, true) => Next::Key,
                    // YAML lets a comma stand before the end.
                    (true, false) => Next::Entry,
                    (false, true) => Next::Value,
                    (false, false) => Next::Item,
                };
                Ok(())
            }
            b'}' | b']' => self.close(byte),
            // Where a key must stand another value begins: this one should have ended.
            b'{' | b'[' if is_map && !self.care.strict => {
                let opens: Vec<usize> = self.open.iter().map(|open| open.at).collect();
                self.tell_open(&opens, false);
                while !self.open.is_empty() {
                    self.shut();
                }
                Ok(())
            }
            b':' => self.stop("a comma or a closing bracket must stand here"),
            _ => {
                let (end, at) = (self.end, self.pos);
                self.slip(|| slips::no_comma(end, at))?;
                self.next = if is_map { Next::Key } else { Next::Value };
                Ok(())
            }
        }
    }

    /// A bracket that closes what is open, or something further out, or nothing.
    fn close(&mut self, byte: u8) -> Done {
        let closes = |open: &Open| open.is_map == (byte == b'}');
        if self.open.last().is_some_and(closes) {
            return self.leave();
        }
        let (text, end, at) = (self.text, self.end, self.pos);
        if self.open.iter().any(closes)
            && let Some(open) = self.open.last().map(|open| open.at)
        {
            self.slip(|| slips::not_closed(text, open, end, false))?;
            self.shut();
        } else {
            self.slip(|| slips::nothing_opens(at, byte))?;
            self.pos += 1;
        }
        self.next = Next::After;
        Ok(())
    }

    fn enter(&mut self, byte: u8) -> Done {
        let is_map = byte == b'{';
        let kind = if is_map { Kind::Map } else { Kind::Seq };
        let span = Span::new(self.pos as u32, self.pos as u32 + 1);
        if self.open.len() >= self.care.depth {
            self.problems.push(*too_deep(span, self.care.depth));
            return Err(Stop);
        }
        let id = self.document.push(kind, Style::Flow, span);
        self.open.push(Open { id, at: self.pos, is_map, keys: Keys::default() });
        self.pos += 1;
        self.end = self.pos;
        self.next = if is_map { Next::Entry } else { Next::Item };
        Ok(())
    }

    /// Passes the bracket that closes what is open.
    fn leave(&mut self) -> Done {
        if !self.care.strict && self.skew.is_none() {
            self.skew = self.open.last().and_then(|open| self.skewed(open.at));
        }
        self.pos += 1;
        self.end = self.pos;
        self.shut();
        Ok(())
    }

    /// Ends what is open where the last that was read ends.
    fn shut(&mut self) {
        if let Some(open) = self.open.pop() {
            self.document.close(open.id, self.end as u32);
        }
        self.next = Next::After;
    }

    fn quoted(&mut self, kind: Kind) -> Done {
        let start = self.pos;
        let quote = self.bytes[start];
        if quote == b'\'' && self.care.strict {
            return Err(Stop);
        }
        let style = if quote == b'"' { Style::Double } else { Style::Single };
        let Some(read) = text::read(self.text, start) else {
            let end = start + self.unclosed(start).max(1);
            self.slip(|| slips::no_quote(start, end))?;
            let id = self.document.push(kind, Style::Plain, Span::new(start as u32, end as u32));
            self.document.cook(id, self.text[start + 1..end].trim_end());
            (self.pos, self.end) = (end, end);
            return Ok(());
        };
        if self.care.strict && (read.bad.is_some() || memchr::memchr(b'\t', &self.bytes[start..read.end]).is_some()) {
            return Err(Stop);
        }
        if let Some(bad) = read.bad {
            let next = self.text[bad + 1..].chars().next().map_or(0, char::len_utf8);
            self.slip(|| slips::no_escape(bad, bad + 1 + next))?;
        }
        let id = self.document.push(kind, style, Span::new(start as u32, read.end as u32));
        if let Some(cooked) = read.cooked {
            self.document.cook(id, &cooked);
        }
        (self.pos, self.end) = (read.end, read.end);
        Ok(())
    }

    /// A number, `true`, `false`, `null`, and without care any other word.
    fn word(&mut self) -> Done {
        let start = self.pos;
        let ends = |c: char| c.is_whitespace() || matches!(c, ',' | ':' | '{' | '}' | '[' | ']' | '"' | '\'');
        let word = self.text[start..].split(ends).next().unwrap_or_default();
        if word.is_empty() {
            return self.stop("a value must stand here");
        }
        if self.care.strict && !matches!(word, "true" | "false" | "null") && !text::is_number(word) {
            return Err(Stop);
        }
        let end = start + word.len();
        let (kind, truth) = match scalar::resolve(word) {
            // A number beyond all measure.
            (Kind::Str, _) if text::is_number(word) => (Kind::Float, false),
            found => found,
        };
        let id = self.document.push(kind, Style::Plain, Span::new(start as u32, end as u32));
        self.document.nodes[id as usize].flag = truth;
        (self.pos, self.end) = (end, end);
        Ok(())
    }

    /// What cannot be read over.
    fn stop(&mut self, wanted: &'static str) -> Done {
        let at = self.pos;
        let end = at + self.text[at..].chars().next().map_or(0, char::len_utf8);
        self.slip(|| slips::unexpected(at, end, wanted))?;
        Err(Stop)
    }

    /// Tells of what is open where it should have been closed; `last` at the end of the text.
    fn tell_open(&mut self, opens: &[usize], last: bool) {
        let (text, end) = (self.text, self.end);
        self.problems.push(match opens {
            [only] => slips::not_closed(text, *only, end, last),
            _ => slips::all_open(text, opens, end, last),
        });
    }

    /// Ends what is open, and passes to the next separator or the end.
    fn give_up(&mut self, opens: &[usize]) {
        if self.problems.is_empty() || (self.pos >= self.bytes.len() && !opens.is_empty()) {
            self.tell_open(opens, true);
        }
        if self.next == Next::Colon || (self.next == Next::Value && self.in_map()) {
            self.document.push(Kind::Null, Style::Plain, Span::point(self.end as u32));
        }
        while !self.open.is_empty() {
            self.shut();
        }
        let rest = &self.bytes[self.pos..];
        self.pos = memchr::memmem::find(rest, b"\n---").map_or(self.bytes.len(), |feed| self.pos + feed + 1);
    }
}
