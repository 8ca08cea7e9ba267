//! Go's grammar of patterns, with the flags of `regexp.Compile` (`syntax.Perl`): `syntax/parse.go`.

use std::ops::Range;

use regex_syntax::hir::{ClassUnicode, Look};

use super::error::{Error, Kind};
use super::stack::{Flags, Stack, Stop};
use super::tree::Tree;

/// The largest count of a repetition.
const COUNT: u32 = 1000;

/// A pattern on its way into a tree.
#[derive(Debug)]
pub(super) struct Parser<'p> {
    pub(super) whole: &'p str,
    /// The byte that is read next.
    pub(super) at: usize,
    pub(super) flags: Flags,
    stack: Stack,
    /// The brackets that are open, to point at one that stays so.
    open: Vec<usize>,
    /// Classes that were looked up by name, with and without their other cases.
    pub(super) named: Vec<(&'p str, bool, Option<ClassUnicode>)>,
}

/// Reads `pattern`; classes of up to `room` ranges in all are kept.
pub(super) fn parse(pattern: &str, room: usize) -> Result<Tree, Error> {
    let flags = Flags { fold: false, dot_newline: false, one_line: true, lazy: false };
    let stack = Stack::new(room);
    let mut parser = Parser { whole: pattern, at: 0, flags, stack, open: Vec::new(), named: Vec::new() };
    // Where the last element is a repetition: where it was written.
    let mut last = None;
    while let Some(c) = parser.peek() {
        last = parser.element(c, last)?;
    }
    let open = parser.open.last().copied().unwrap_or_default();
    match parser.stack.finish() {
        Ok(Some(tree)) => Ok(tree),
        Ok(None) => Err(about_all(pattern, Kind::MissingParen, open..open + 1)),
        Err(stop) => Err(about_all(pattern, limit(stop), 0..pattern.len())),
    }
}

fn limit(stop: Stop) -> Kind {
    match stop {
        Stop::Depth => Kind::Depth,
        Stop::Large => Kind::Large,
        Stop::Copies => Kind::RepeatSize,
        Stop::NoArgument => Kind::MissingArgument,
    }
}

fn about_all(pattern: &str, kind: Kind, at: Range<usize>) -> Error {
    Error { kind, fragment: pattern.to_owned(), at }
}

impl<'p> Parser<'p> {
    pub(super) fn rest(&self) -> &'p str {
        &self.whole[self.at..]
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    pub(super) fn next(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.at += c.len_utf8();
        Some(c)
    }

    pub(super) fn eat(&mut self, text: &str) -> bool {
        let found = self.rest().starts_with(text);
        if found {
            self.at += text.len();
        }
        found
    }

    /// An error about what was read since `start`.
    pub(super) fn wrong<T>(&self, kind: Kind, start: usize) -> Result<T, Error> {
        let at = start..self.at;
        Err(Error { kind, fragment: self.whole[at.clone()].to_owned(), at })
    }

    /// What a limit of the stack says, of what was read since `start`.
    fn within(&self, done: Result<(), Stop>, start: usize) -> Result<(), Error> {
        match done {
            Ok(()) => Ok(()),
            Err(stop @ (Stop::Copies | Stop::NoArgument)) => self.wrong(limit(stop), start),
            Err(stop) => Err(about_all(self.whole, limit(stop), start..self.at)),
        }
    }

    /// Reads one element, which begins with `c`. `last` is where the element before began, if it was a repetition, and so
    /// is the answer.
    fn element(&mut self, c: char, last: Option<usize>) -> Result<Option<usize>, Error> {
        let start = self.at;
        let flags = self.flags;
        let done = match c {
            '(' if self.rest().starts_with("(?") => return self.perl_group().map(|()| None),
            '*' | '+' | '?' => {
                self.at += 1;
                let (min, max) = match c {
                    '*' => (0, None),
                    '+' => (1, None),
                    _ => (0, Some(1)),
                };
                return self.repeat(min, max, false, start, last);
            }
            '{' => match self.counts() {
                Some(counts) => return self.counted(counts, start, last),
                None => {
                    self.at = start + 1;
                    self.stack.literal(u32::from(c), flags)
                }
            },
            '[' => {
                let class = self.class()?;
                self.stack.class(class)
            }
            '\\' => return self.escaped().map(|()| None),
            _ => {
                self.at += c.len_utf8();
                match c {
                    '(' => {
                        self.open.push(start);
                        self.stack.open(flags, true)
                    }
                    '|' => self.stack.bar(),
                    ')' => return self.close(start).map(|()| None),
                    '^' => self.stack.look(if flags.one_line { Look::Start } else { Look::StartLF }),
                    '$' => self.stack.look(if flags.one_line { Look::End } else { Look::EndLF }),
                    '.' => self.stack.dot(flags),
                    _ => self.stack.literal(u32::from(c), flags),
                }
            }
        };
        self.within(done, start).map(|()| None)
    }

    /// `parseRightParen`
    fn close(&mut self, start: usize) -> Result<(), Error> {
        self.open.pop();
        match self.stack.close() {
            Ok(Some(flags)) => {
                self.flags = flags;
                Ok(())
            }
            Ok(None) => Err(about_all(self.whole, Kind::UnexpectedParen, start..self.at)),
            Err(stop) => self.within(Err(stop), start),
        }
    }

    /// `repeat`, with what may follow the operator.
    fn repeat(
        &mut self,
        min: u32,
        max: Option<u32>,
        counted: bool,
        start: usize,
        last: Option<usize>,
    ) -> Result<Option<usize>, Error> {
        let lazy = self.flags.lazy ^ self.eat("?");
        if let Some(last) = last {
            return self.wrong(Kind::RepeatOp, last);
        }
        let done = self.stack.repeat(min, max, !lazy, counted);
        self.within(done, start).map(|()| Some(start))
    }

    fn counted(
        &mut self,
        (min, max): (Option<u32>, Option<Option<u32>>),
        start: usize,
        last: Option<usize>,
    ) -> Result<Option<usize>, Error> {
        let fits = |count: Option<u32>| count.filter(|count| *count <= COUNT);
        let range = match (fits(min), max) {
            (Some(min), None) => Some((min, None)),
            (Some(min), Some(max)) => fits(max).filter(|max| min <= *max).map(|max| (min, Some(max))),
            (None, _) => None,
        };
        match range {
            Some((min, max)) => self.repeat(min, max, true, start, last),
            None => self.wrong(Kind::RepeatSize, start),
        }
    }

    /// `parseRepeat`: `{2}`, `{2,}` or `{2,5}`, and `None` for anything else, which is a brace like any character. A
    /// number is `None` where it is far too large; the maximum is `None` where there is none.
    #[allow(clippy::type_complexity, reason = "read once, right here")]
    fn counts(&mut self) -> Option<(Option<u32>, Option<Option<u32>>)> {
        self.at += 1;
        let min = self.number()?;
        let max = match self.eat(",") {
            false => Some(min),
            true if self.rest().starts_with('}') => None,
            true => Some(self.number()?),
        };
        self.eat("}").then_some((min, max))
    }

    /// `parseInt`: digits without a zero in front.
    fn number(&mut self) -> Option<Option<u32>> {
        let digits = self.rest().bytes().take_while(u8::is_ascii_digit).count();
        let text = &self.rest()[..digits];
        if digits == 0 || (digits > 1 && text.starts_with('0')) {
            return None;
        }
        self.at += digits;
        Some(text.parse().ok())
    }

    /// `parsePerlFlags`: `(?i)`, `(?i:`, `(?:`, `(?P<name>` and `(?<name>`.
    fn perl_group(&mut self) -> Result<(), Error> {
        let (start, outer) = (self.at, self.flags);
        // Names take at least one byte more than what opens them; with less the question is one of flags.
        let named = [("(?P<", 5), ("(?<", 4)]
            .into_iter()
            .find(|(text, least)| self.rest().starts_with(text) && self.rest().len() >= *least);
        if let Some((text, _)) = named {
            let Some(end) = self.rest().find('>') else {
                self.at = self.whole.len();
                return self.wrong(Kind::NamedCapture, start);
            };
            self.at += end + 1;
            let name = &self.whole[start + text.len()..start + end];
            if name.is_empty() || !name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_') {
                return self.wrong(Kind::NamedCapture, start);
            }
            self.open.push(start);
            let done = self.stack.open(outer, true);
            return self.within(done, start);
        }
        self.at += 2;
        let (mut flags, mut on, mut some) = (outer, true, false);
        while let Some(c) = self.next() {
            match c {
                'i' => flags.fold = on,
                'm' => flags.one_line = !on,
                's' => flags.dot_newline = on,
                'U' => flags.lazy = on,
                '-' if on => {
                    (on, some) = (false, false);
                    continue;
                }
                ':' | ')' if on || some => {
                    self.flags = flags;
                    if c == ')' {
                        return Ok(());
                    }
                    self.open.push(start);
                    let done = self.stack.open(outer, false);
                    return self.within(done, start);
                }
                _ => return self.wrong(Kind::PerlOp, start),
            }
            some = true;
        }
        self.wrong(Kind::PerlOp, start)
    }

    /// What a backslash begins, outside of a class.
    fn escaped(&mut self) -> Result<(), Error> {
        let (start, flags) = (self.at, self.flags);
        let look = |c: &str| match c {
            "\\A" => Some(Look::Start),
            "\\z" => Some(Look::End),
            "\\b" => Some(Look::WordAscii),
            "\\B" => Some(Look::WordAsciiNegate),
            _ => None,
        };
        let done = if let Some(look) = self.rest().get(..2).and_then(look) {
            self.at += 2;
            self.stack.look(look)
        } else if self.eat("\\Q") {
            let (text, ended) = match self.rest().split_once("\\E") {
                Some((text, _)) => (text, 2),
                None => (self.rest(), 0),
            };
            self.at += text.len() + ended;
            text.chars().try_for_each(|c| self.stack.literal(u32::from(c), flags))
        } else if let Some(class) = self.class_escape()? {
            self.stack.class(class)
        } else {
            let c = self.character_escape()?;
            self.stack.literal(c, flags)
        };
        self.within(done, start)
    }
}
