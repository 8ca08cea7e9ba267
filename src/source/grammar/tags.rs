//! Directives, anchors, aliases and tags.

use super::fetch::Scanner;
use super::{Problem, Token, TokenKind};

impl<'s> Scanner<'s> {
    fn skip_blanks(&mut self) {
        while self.reader.is_blank(0) {
            self.reader.skip_ascii(1);
        }
    }

    fn scan_alpha(&mut self) -> &'s str {
        let start = self.reader.pos;
        while self.reader.is_alpha() {
            self.reader.skip_ascii(1);
        }
        &self.reader.text[start..self.reader.pos]
    }

    /// `%YAML 1.1`, `%TAG ! prefix`
    pub(super) fn scan_directive(&mut self) -> Result<Token<'s>, Problem> {
        let start = self.here();
        let context = Some(("while scanning a directive", start));
        self.reader.skip_ascii(1);
        let name = self.scan_alpha();
        if name.is_empty() {
            return self.problem(context, "could not find expected directive name");
        }
        if !self.reader.is_blankz(0) {
            return self.problem(context, "found unexpected non-alphabetical character");
        }
        let kind = match name {
            "YAML" => {
                let context = Some(("while scanning a %YAML directive", start));
                self.skip_blanks();
                let major = self.scan_version_number(context)?;
                if self.reader.at(0) != b'.' {
                    return self.problem(context, "did not find expected digit or '.' character");
                }
                self.reader.skip_ascii(1);
                TokenKind::Version(major, self.scan_version_number(context)?)
            }
            "TAG" => {
                let context = Some(("while scanning a %TAG directive", start));
                self.skip_blanks();
                let handle = self.scan_tag_handle(true, start)?;
                if !self.reader.is_blank(0) {
                    return self.problem(context, "did not find expected whitespace");
                }
                self.skip_blanks();
                let prefix = self.scan_tag_uri(true, None, start)?;
                if !self.reader.is_blankz(0) {
                    return self.problem(context, "did not find expected whitespace or line break");
                }
                TokenKind::TagDirective { handle, prefix }
            }
            _ => return self.problem(context, "found unknown directive name"),
        };
        let end = self.here();
        self.skip_blanks();
        if self.reader.at(0) == b'#' {
            self.reader.skip_comment();
        }
        if !self.reader.is_breakz(0) {
            return self.problem(context, "did not find expected comment or line break");
        }
        if self.reader.is_break(0) {
            self.reader.skip_line();
        }
        Ok(Token { kind, start, end })
    }

    fn scan_version_number(&mut self, context: Option<(&'static str, u32)>) -> Result<u8, Problem> {
        let (mut value, mut length) = (0u8, 0);
        while self.reader.at(0).is_ascii_digit() {
            length += 1;
            if length > 2 {
                return self.problem(context, "found extremely long version number");
            }
            value = value * 10 + (self.reader.at(0) - b'0');
            self.reader.skip_ascii(1);
        }
        if length == 0 {
            return self.problem(context, "did not find expected version number");
        }
        Ok(value)
    }

    /// `*alias` or `&anchor`
    pub(super) fn scan_anchor(&mut self) -> Result<Token<'s>, Problem> {
        let start = self.here();
        let alias = self.reader.at(0) == b'*';
        self.reader.skip_ascii(1);
        let name = self.scan_alpha();
        let end = self.here();
        let ends = self.reader.is_blankz(0)
            || matches!(self.reader.at(0), b'?' | b':' | b',' | b']' | b'}' | b'%' | b'@' | b'`');
        if name.is_empty() || !ends {
            let context = if alias { "while scanning an alias" } else { "while scanning an anchor" };
            return self.problem(Some((context, start)), "did not find expected alphabetic or numeric character");
        }
        Ok(Token { kind: if alias { TokenKind::Alias(name) } else { TokenKind::Anchor(name) }, start, end })
    }

    /// `!tag`, `!!tag`, `!handle!tag`, `!<uri>`
    pub(super) fn scan_tag(&mut self) -> Result<Token<'s>, Problem> {
        let start = self.here();
        let context = Some(("while scanning a tag", start));
        let (handle, suffix);
        if self.reader.at(1) == b'<' {
            self.reader.skip_ascii(2);
            suffix = self.scan_tag_uri(false, None, start)?;
            handle = String::new();
            if self.reader.at(0) != b'>' {
                return self.problem(context, "did not find the expected '>'");
            }
            self.reader.skip_ascii(1);
        } else {
            let head = self.scan_tag_handle(false, start)?;
            if head.len() > 1 && head.ends_with('!') {
                suffix = self.scan_tag_uri(false, None, start)?;
                handle = head.to_owned();
            } else {
                let uri = self.scan_tag_uri(false, Some(head), start)?;
                // A lone `!` is a tag of its own.
                (handle, suffix) = if uri.is_empty() { (String::new(), "!".to_owned()) } else { ("!".to_owned(), uri) };
            }
        }
        if !self.reader.is_blankz(0) {
            return self.problem(context, "did not find expected whitespace or line break");
        }
        Ok(Token { kind: TokenKind::Tag { handle, suffix }, start, end: self.here() })
    }

    fn scan_tag_handle(&mut self, directive: bool, start: u32) -> Result<&'s str, Problem> {
        let context = Some((if directive { "while parsing a %TAG directive" } else { "while parsing a tag" }, start));
        let from = self.reader.pos;
        if self.reader.at(0) != b'!' {
            return self.problem(context, "did not find expected '!'");
        }
        self.reader.skip_ascii(1);
        self.scan_alpha();
        if self.reader.at(0) == b'!' {
            self.reader.skip_ascii(1);
        } else if directive && self.reader.pos - from > 1 {
            return self.problem(context, "did not find expected '!'");
        }
        Ok(&self.reader.text[from..self.reader.pos])
    }

    fn scan_tag_uri(&mut self, directive: bool, head: Option<&str>, start: u32) -> Result<String, Problem> {
        let context = Some((if directive { "while parsing a %TAG directive" } else { "while parsing a tag" }, start));
        let mut uri: Vec<u8> = head.map(|h| h.as_bytes()[1..].to_vec()).unwrap_or_default();
        let mut found = head.is_some();
        loop {
            match self.reader.at(0) {
                b'%' => self.scan_uri_escape(context, &mut uri)?,
                b';' | b'/' | b'?' | b':' | b'@' | b'&' | b'=' | b'+' | b'$' | b',' | b'.' | b'!' | b'~' | b'*'
                | b'\'' | b'(' | b')' | b'[' | b']' => {
                    uri.push(self.reader.at(0));
                    self.reader.skip_ascii(1);
                }
                _ if self.reader.is_alpha() => {
                    uri.push(self.reader.at(0));
                    self.reader.skip_ascii(1);
                }
                _ => break,
            }
            found = true;
        }
        if !found {
            return self.problem(context, "did not find expected tag URI");
        }
        Ok(String::from_utf8_lossy(&uri).into_owned())
    }

    /// One character as `%xx` for each of its bytes.
    fn scan_uri_escape(&mut self, context: Option<(&'static str, u32)>, uri: &mut Vec<u8>) -> Result<(), Problem> {
        let mut left = None;
        loop {
            let hex = |b: u8| (b as char).to_digit(16);
            let (Some(high), Some(low), b'%') = (hex(self.reader.at(1)), hex(self.reader.at(2)), self.reader.at(0))
            else {
                return self.problem(context, "did not find URI escaped octet");
            };
            let octet = (high << 4 | low) as u8;
            match left {
                None => {
                    left = Some(match octet {
                        0..0x80 => 1,
                        0xC0..0xE0 => 2,
                        0xE0..0xF0 => 3,
                        0xF0..0xF8 => 4,
                        _ => return self.problem(context, "found an incorrect leading UTF-8 octet"),
                    });
                }
                Some(_) if octet & 0xC0 != 0x80 => {
                    return self.problem(context, "found an incorrect trailing UTF-8 octet");
                }
                _ => {}
            }
            uri.push(octet);
            self.reader.skip_ascii(3);
            left = left.map(|l| l - 1);
            if left == Some(0) {
                return Ok(());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::source::{Limits, parse};

    /// Whether the value is read as a number: its tag is that of one, however it is written.
    fn is_number(head: &str, tag: &str) -> bool {
        let told = |value: &str| {
            let text = format!("{head}a: {tag} {value}\n");
            let documents = parse(&text, &Limits::default());
            documents[0].errors.iter().map(|error| error.rule.id).collect::<Vec<_>>()
        };
        assert_eq!(told("5"), [] as [&str; 0], "{head}{tag}");
        match told("x")[..] {
            [] => false,
            ["syntax/tag"] => true,
            ref other => panic!("{head}{tag}: {other:?}"),
        }
    }

    #[test]
    fn a_tag_is_taken_as_it_is_spelled() {
        for (head, tag, meant) in [
            ("", "!!int", true),
            ("", "!<tag:yaml.org,2002:int>", true),
            ("", "!<tag:yaml.org,2002%3Aint>", true),
            ("", "!<tag:yaml.org;2002:int>", false),
            ("", "!int", false),
            ("%TAG !y! tag:yaml.org,2002:\n---\n", "!y!int", true),
            ("%TAG !y! tag:yaml.org,2002:i\n---\n", "!y!nt", true),
            ("%TAG !y! tag:yaml.org,2003:\n---\n", "!y!int", false),
            ("%TAG ! tag:yaml.org,2002:\n---\n", "!int", true),
        ] {
            assert_eq!(is_number(head, tag), meant, "{head}{tag}");
        }
    }
}
