//! Addresses of mail: `net/mail.ParseAddress`.

use super::address::is_ip;

/// Whether the text is one address, with or without a name.
pub(super) fn is_email(text: &str) -> bool {
    let mut reader = Reader { rest: text };
    reader.address(true) == Some(1) && reader.skip_comments() && reader.rest.is_empty()
}

/// What is left to read. Where a part is not what was expected, reading it gives nothing.
#[derive(Clone, Copy)]
struct Reader<'t> {
    rest: &'t str,
}

/// What became of an encoded word (RFC 2047).
#[derive(PartialEq)]
enum Word {
    Plain,
    Decoded,
    /// Decoded to nothing, which is no word.
    Nothing,
    /// In characters that Go does not know.
    Unknown,
}

fn visible(c: char) -> bool {
    matches!(c, '!'..='~') || !c.is_ascii()
}

fn blank(c: char) -> bool {
    matches!(c, ' ' | '\t')
}

/// `isAtext`, with dots.
fn in_atom(c: char) -> bool {
    visible(c) && !r#"()<>[]:;@\,""#.contains(c)
}

impl<'t> Reader<'t> {
    fn skip_space(&mut self) {
        self.rest = self.rest.trim_start_matches(blank);
    }

    fn eat(&mut self, c: char) -> bool {
        let rest = self.rest.strip_prefix(c);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    /// `parseAddress`: how many addresses there are; several, or none, are in a group.
    fn address(&mut self, groups: bool) -> Option<usize> {
        self.skip_space();
        if self.rest.is_empty() {
            return None;
        }
        if self.spec().is_some() {
            self.skip_space();
            return (!self.eat('(') || self.name_in_comment()).then_some(1);
        }
        if !self.rest.starts_with('<') {
            self.phrase()?;
        }
        self.skip_space();
        if groups && self.eat(':') {
            return self.group();
        }
        (self.eat('<') && self.spec().is_some() && self.eat('>')).then_some(1)
    }

    /// `consumeGroupList`
    fn group(&mut self) -> Option<usize> {
        self.skip_space();
        let mut count = 0;
        if self.eat(';') {
            return self.skip_comments().then_some(0);
        }
        loop {
            self.skip_space();
            count += self.address(false)?;
            if !self.skip_comments() {
                return None;
            }
            if self.eat(';') {
                return self.skip_comments().then_some(count);
            }
            if !self.eat(',') {
                return None;
            }
        }
    }

    /// `consumeAddrSpec`; nothing is consumed where there is none.
    fn spec(&mut self) -> Option<()> {
        let mut reader = *self;
        reader.skip_space();
        let local = if reader.rest.starts_with('"') { reader.quoted()? } else { reader.atom(false)?.len() };
        if local == 0 || !reader.eat('@') {
            return None;
        }
        reader.skip_space();
        if reader.eat('[') {
            let (address, rest) = reader.rest.split_once(']')?;
            if !address.chars().all(|c| visible(c) && !matches!(c, '[' | '\\')) || !is_ip(address, false) {
                return None;
            }
            reader.rest = rest;
        } else {
            reader.atom(false)?;
        }
        *self = reader;
        Some(())
    }

    /// `consumePhrase`: words, of which the first must be one.
    fn phrase(&mut self) -> Option<()> {
        // Encoded words are put together before they count, and no comment is passed over before something counts.
        let (mut words, mut pending) = (false, false);
        loop {
            if words && !self.skip_comments() {
                return None;
            }
            self.skip_space();
            let read = match self.rest.chars().next() {
                None => break,
                Some('"') => self.quoted().map(|_| Word::Plain),
                Some(_) => self.atom(true).map(word).filter(|word| *word != Word::Unknown),
            };
            match read {
                Some(Word::Plain) => words = true,
                Some(Word::Decoded) => pending = true,
                Some(_) => {}
                None if words || pending => break,
                None => return None,
            }
        }
        Some(())
    }

    /// `consumeQuotedString`: how many characters are in it.
    fn quoted(&mut self) -> Option<usize> {
        let (mut count, mut escaped) = (0, false);
        for (at, c) in self.rest.char_indices().skip(1) {
            match c {
                _ if escaped && (visible(c) || blank(c)) => (count, escaped) = (count + 1, false),
                _ if escaped => return None,
                '\\' => escaped = true,
                '"' => {
                    self.rest = &self.rest[at + 1..];
                    return Some(count);
                }
                _ if visible(c) || blank(c) => count += 1,
                _ => return None,
            }
        }
        None
    }

    /// `consumeAtom`; dots may stand anywhere in a name, which is lax, but not in an address.
    fn atom(&mut self, lax: bool) -> Option<&'t str> {
        let end = self.rest.find(|c| !in_atom(c)).unwrap_or(self.rest.len());
        let (atom, rest) = self.rest.split_at(end);
        if atom.is_empty() {
            return None;
        }
        self.rest = rest;
        (lax || !(atom.starts_with('.') || atom.ends_with('.') || atom.contains(".."))).then_some(atom)
    }

    /// `skipCFWS`: whether all comments end.
    fn skip_comments(&mut self) -> bool {
        self.skip_space();
        while self.eat('(') {
            if self.comment().is_none() {
                return false;
            }
            self.skip_space();
        }
        true
    }

    /// `consumeComment`, after its bracket.
    fn comment(&mut self) -> Option<String> {
        let (mut depth, mut text) = (1, String::new());
        let mut chars = self.rest.chars();
        while let Some(mut c) = chars.next() {
            match c {
                '\\' => c = chars.next().unwrap_or(c),
                '(' => depth += 1,
                ')' => depth -= 1,
                _ => {}
            }
            self.rest = chars.as_str();
            if depth == 0 {
                return Some(text);
            }
            text.push(c);
        }
        None
    }

    fn name_in_comment(&mut self) -> bool {
        self.comment().is_some_and(|text| text.split(blank).all(|part| word(part) != Word::Unknown))
    }
}

/// `decodeRFC2047Word`
fn word(text: &str) -> Word {
    let parts: Vec<&str> = text.split('?').collect();
    let &["=", charset, encoding, content, "="] = &parts[..] else { return Word::Plain };
    let sound = match encoding {
        "b" | "B" => base64(content),
        "q" | "Q" => q_encoded(content.as_bytes()),
        _ => false,
    };
    if text.len() < 8 || charset.is_empty() || !sound {
        return Word::Plain;
    }
    match ["utf-8", "iso-8859-1", "us-ascii"].iter().any(|known| known.eq_ignore_ascii_case(charset)) {
        true if content.is_empty() => Word::Nothing,
        true => Word::Decoded,
        false => Word::Unknown,
    }
}

/// `base64.StdEncoding`, which passes over ends of lines.
fn base64(text: &str) -> bool {
    let text: String = text.chars().filter(|c| !matches!(c, '\r' | '\n')).collect();
    text.is_empty() || crate::model::format::is_base64(&text)
}

fn q_encoded(mut text: &[u8]) -> bool {
    while let [first, rest @ ..] = text {
        text = match (first, rest) {
            (b'=', [a, b, rest @ ..]) if a.is_ascii_hexdigit() && b.is_ascii_hexdigit() => rest,
            (b'=', _) => return false,
            (b' '..=b'~' | b'\n' | b'\r' | b'\t', rest) => rest,
            _ => return false,
        };
    }
    true
}
