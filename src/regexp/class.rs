//! Classes: in brackets, by a letter (`\d`), by a POSIX name (`[:alpha:]`) and by a Unicode name (`\p{Greek}`).

use regex_syntax::hir::{ClassUnicode, ClassUnicodeRange};

use super::error::{Error, Kind};
use super::parse::Parser;
use super::unicode;

/// `perlGroup`
const PERL: &[(char, &[(char, char)])] = &[
    ('d', &[('0', '9')]),
    ('s', &[('\t', '\n'), ('\x0C', '\r'), (' ', ' ')]),
    ('w', &[('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z')]),
];

/// `posixGroup`
const POSIX: &[(&str, &[(char, char)])] = &[
    ("alnum", &[('0', '9'), ('A', 'Z'), ('a', 'z')]),
    ("alpha", &[('A', 'Z'), ('a', 'z')]),
    ("ascii", &[('\0', '\x7F')]),
    ("blank", &[('\t', '\t'), (' ', ' ')]),
    ("cntrl", &[('\0', '\x1F'), ('\x7F', '\x7F')]),
    ("digit", &[('0', '9')]),
    ("graph", &[('!', '~')]),
    ("lower", &[('a', 'z')]),
    ("print", &[(' ', '~')]),
    ("punct", &[('!', '/'), (':', '@'), ('[', '`'), ('{', '~')]),
    ("space", &[('\t', '\r'), (' ', ' ')]),
    ("upper", &[('A', 'Z')]),
    ("word", &[('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z')]),
    ("xdigit", &[('0', '9'), ('A', 'F'), ('a', 'f')]),
];

/// Characters between two code points; surrogates are none.
fn push(ranges: &mut Vec<ClassUnicodeRange>, low: u32, high: u32) {
    for (low, high) in [(low, high.min(0xD7FF)), (low.max(0xE000), high)] {
        if let (Some(low), Some(high)) = (char::from_u32(low), char::from_u32(high))
            && low <= high
        {
            ranges.push(ClassUnicodeRange::new(low, high));
        }
    }
}

impl<'p> Parser<'p> {
    /// `parseClass`
    pub(super) fn class(&mut self) -> Result<ClassUnicode, Error> {
        let start = self.at;
        self.at += 1;
        let negated = self.eat("^");
        let mut ranges = Vec::new();
        let mut first = true;
        // A bracket right at the beginning is one of the class.
        while first || !self.rest().starts_with(']') {
            first = false;
            let named = match self.posix()? {
                Some(named) => Some(named),
                None => self.class_escape()?,
            };
            if let Some(named) = named {
                ranges.extend_from_slice(named.ranges());
                continue;
            }
            let from = self.at;
            let low = self.member(start)?;
            let mut high = low;
            let after = self.rest().as_bytes();
            if after.len() >= 2 && after[0] == b'-' && after[1] != b']' {
                self.at += 1;
                high = self.member(start)?;
                if high < low {
                    return self.wrong(Kind::CharRange, from);
                }
            }
            push(&mut ranges, low, high);
        }
        self.at += 1;
        let mut class = ClassUnicode::new(ranges);
        if self.flags.fold {
            unicode::fold(&mut class);
        }
        if negated {
            class.negate();
        }
        Ok(class)
    }

    /// `parseClassChar`
    fn member(&mut self, start: usize) -> Result<u32, Error> {
        match self.peek() {
            None => {
                let wrong = self.wrong(Kind::MissingBracket, start);
                wrong.map_err(|error: Error| Error { at: start..start + 1, ..error })
            }
            Some('\\') => self.character_escape(),
            Some(c) => {
                self.at += c.len_utf8();
                Ok(u32::from(c))
            }
        }
    }

    /// A class of those ranges, as the flags want it.
    fn group(&self, ranges: &[(char, char)], negated: bool) -> ClassUnicode {
        let ranges = ranges.iter().map(|(low, high)| ClassUnicodeRange::new(*low, *high));
        let mut class = ClassUnicode::new(ranges);
        if self.flags.fold {
            unicode::fold(&mut class);
        }
        if negated {
            class.negate();
        }
        class
    }

    /// `parseNamedClass`
    fn posix(&mut self) -> Result<Option<ClassUnicode>, Error> {
        let Some(inner) = self.rest().strip_prefix("[:") else { return Ok(None) };
        let Some(end) = inner.find(":]") else { return Ok(None) };
        let start = self.at;
        self.at += end + 4;
        let (name, negated) = inner[..end].strip_prefix('^').map_or((&inner[..end], false), |name| (name, true));
        match POSIX.iter().find(|(known, _)| *known == name) {
            Some((_, ranges)) => Ok(Some(self.group(ranges, negated))),
            None => self.wrong(Kind::CharRange, start),
        }
    }

    /// `parsePerlClassEscape` and `parseUnicodeClass`; `None` where the backslash begins something else.
    pub(super) fn class_escape(&mut self) -> Result<Option<ClassUnicode>, Error> {
        let Some(c) = self.rest().strip_prefix('\\').and_then(|rest| rest.chars().next()) else { return Ok(None) };
        if let 'p' | 'P' = c {
            return self.unicode(c == 'P').map(Some);
        }
        let Some((_, ranges)) = PERL.iter().find(|(letter, _)| *letter == c.to_ascii_lowercase()) else {
            return Ok(None);
        };
        self.at += 2;
        Ok(Some(self.group(ranges, c.is_ascii_uppercase())))
    }

    fn unicode(&mut self, mut negated: bool) -> Result<ClassUnicode, Error> {
        let start = self.at;
        self.at += 2;
        let mut name = match self.next() {
            Some('{') => {
                let Some(end) = self.rest().find('}') else {
                    self.at = self.whole.len();
                    return self.wrong(Kind::CharRange, start);
                };
                let name = &self.rest()[..end];
                self.at += end + 1;
                name
            }
            _ => &self.whole[start + 2..self.at],
        };
        if let Some(rest) = name.strip_prefix('^') {
            (name, negated) = (rest, !negated);
        }
        match self.named(name) {
            None => self.wrong(Kind::CharRange, start),
            Some(mut class) => {
                if negated {
                    class.negate();
                }
                Ok(class)
            }
        }
    }

    fn named(&mut self, name: &'p str) -> Option<ClassUnicode> {
        let fold = self.flags.fold;
        if let Some((.., class)) = self.named.iter().find(|(known, folded, _)| *known == name && *folded == fold) {
            return class.clone();
        }
        let mut class = unicode::named(name);
        if let (true, Some(class)) = (fold, &mut class) {
            unicode::fold(class);
        }
        self.named.push((name, fold, class.clone()));
        class
    }
}
