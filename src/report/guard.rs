//! The seam that every report passes on its way out: what would command a terminal, or the runner that keeps its log, is
//! spelled out, as the format has it. Each format escapes what its own grammar asks for; nothing it forgets gets past here.

use std::borrow::Cow;
use std::io::{self, Write};

use super::plain::is_unseen;

/// How a character is spelled out, and what stays as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spelling {
    /// Lines for people: `\u{1b}`.
    Text,
    /// The same with colours or hyperlinks, which are ours.
    Painted {
        /// Colours pass.
        color: bool,
        /// Hyperlinks to files and pages pass.
        links: bool,
    },
    /// The same where lines are meant as commands of GitHub's runner.
    Commands,
    /// JSON, in whose strings alone such a character can stand: `\u001b`.
    Json,
    /// XML: `&#x1b;`.
    Xml,
}

/// Passes on what is written, line by line.
pub struct Guard<'o> {
    out: &'o mut dyn Write,
    spelling: Spelling,
    /// The line that is not whole yet.
    line: Vec<u8>,
}

impl<'o> Guard<'o> {
    /// Passes on to `out`.
    pub fn new(spelling: Spelling, out: &'o mut dyn Write) -> Self {
        Guard { out, spelling, line: Vec::new() }
    }

    /// Passes on the last line, where it has no end.
    ///
    /// # Errors
    /// Those of writing.
    pub fn finish(mut self) -> io::Result<()> {
        self.pass()
    }

    fn pass(&mut self) -> io::Result<()> {
        let line = std::mem::take(&mut self.line);
        if is_plain(&line) {
            self.out.write_all(&line)?;
        } else {
            self.out.write_all(spelled(&String::from_utf8_lossy(&line), self.spelling).as_bytes())?;
        }
        // Its room is kept for the next one, unless that was much.
        if line.capacity() <= 1 << 16 {
            self.line = line;
            self.line.clear();
        }
        Ok(())
    }
}

impl Write for Guard<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        for part in bytes.split_inclusive(|byte| *byte == b'\n') {
            self.line.extend_from_slice(part);
            if part.ends_with(b"\n") {
                self.pass()?;
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// A text whose lines are for people, with what would command a terminal or a runner spelled out.
pub fn harmless(text: &str) -> String {
    text.split_inclusive('\n').map(|line| spelled(line, Spelling::Text)).collect()
}

/// A line of JSON with the same spelled as JSON has it.
pub fn harmless_json(line: &str) -> Cow<'_, str> {
    if is_plain(line.as_bytes()) { line.into() } else { spelled(line, Spelling::Json).into() }
}

/// Whether there is nothing in a line that has to be looked at.
fn is_plain(line: &[u8]) -> bool {
    let body = line.strip_suffix(b"\n").unwrap_or(line);
    let plain = |byte: &u8| matches!(byte, b' '..=b'~' | b'\t');
    body.iter().all(plain) && !begins_command(body) && memchr::memmem::find(body, b"##").is_none()
}

/// Whether GitHub's runner takes a line for a command (`ActionCommand.cs`, `TryParseV2`).
fn begins_command(line: &[u8]) -> bool {
    line.trim_ascii_start().starts_with(b"::")
}

/// One line, spelled out.
fn spelled(line: &str, spelling: Spelling) -> String {
    let (body, end) = line.strip_suffix('\n').map_or((line, ""), |body| (body, "\n"));
    let (body, end) = body.strip_suffix('\r').filter(|_| !end.is_empty()).map_or((body, end), |body| (body, "\r\n"));
    let for_people = matches!(spelling, Spelling::Text | Spelling::Painted { .. });
    let mut out = String::with_capacity(line.len() + 16);
    if for_people && begins_command(body.as_bytes()) {
        out.push('\\');
    }
    let mut rest = body;
    if spelling == Spelling::Xml && begins_command(body.as_bytes()) {
        let (before, behind) = body.split_once(':').unwrap_or((body, ""));
        out.push_str(before);
        out.push_str("&#58;");
        rest = behind;
    }
    while let Some(c) = rest.chars().next() {
        let length = match logged(rest).or_else(|| paint(rest, spelling)) {
            Some(Sign::Command(length)) => {
                command(&rest[..length], spelling, &mut out);
                length
            }
            Some(Sign::Paint(length)) => {
                out.push_str(&rest[..length]);
                length
            }
            None => {
                if is_unseen(c) && !matches!(c, '\t' | '\u{feff}') {
                    spell(c, spelling, &mut out)
                } else {
                    out.push(c)
                }
                c.len_utf8()
            }
        };
        rest = &rest[length..];
    }
    out.push_str(end);
    out
}

/// What begins at a place of a line, with its length.
enum Sign {
    Command(usize),
    Paint(usize),
}

/// A command that a runner finds anywhere in a line: `##[…]`, `##vso[…]`, `##teamcity[…]` (`ActionCommand.cs`, `TryParse`).
fn logged(rest: &str) -> Option<Sign> {
    let name = rest.strip_prefix("##")?;
    let bracket = name.find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '_' | '.'))?;
    name[bracket..].starts_with('[').then_some(Sign::Command(2 + bracket + 1))
}

/// A colour or a hyperlink of ours.
fn paint(rest: &str, spelling: Spelling) -> Option<Sign> {
    let Spelling::Painted { color, links } = spelling else { return None };
    if let Some(codes) = rest.strip_prefix("\u{1b}[").filter(|_| color) {
        let end = codes.find(|c: char| !c.is_ascii_digit() && c != ';')?;
        return codes[end..].starts_with('m').then_some(Sign::Paint(2 + end + 1));
    }
    let target = rest.strip_prefix("\u{1b}]8;;").filter(|_| links)?;
    let end = target.find(|c: char| !c.is_ascii_graphic())?;
    let is_ours = ["", "file:///", "https://"]
        .iter()
        .any(|begin| target[..end].starts_with(begin) && (end == 0) == begin.is_empty());
    (is_ours && target[end..].starts_with("\u{1b}\\")).then_some(Sign::Paint(5 + end + 2))
}

/// Breaks a command, so that it is read as what it is.
fn command(command: &str, spelling: Spelling, out: &mut String) {
    let name = &command[2..command.len() - 1];
    match spelling {
        Spelling::Json => out.push_str(&format!("#\\u0023{name}[")),
        Spelling::Xml => out.push_str(&format!("#&#35;{name}[")),
        _ => out.push_str(&format!("##{name}\\[")),
    }
}

fn spell(c: char, spelling: Spelling, out: &mut String) {
    match spelling {
        Spelling::Json => {
            let mut units = [0; 2];
            c.encode_utf16(&mut units).iter().for_each(|unit| out.push_str(&format!("\\u{unit:04x}")));
        }
        // What XML has no room for at all is none of its characters.
        Spelling::Xml if u32::from(c) < 0x20 || u32::from(c) & 0xfffe == 0xfffe => out.push('\u{fffd}'),
        Spelling::Xml => out.push_str(&format!("&#x{:x};", u32::from(c))),
        _ => out.extend(c.escape_default()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLORS: Spelling = Spelling::Painted { color: true, links: false };
    const LINKS: Spelling = Spelling::Painted { color: false, links: true };

    fn through(spelling: Spelling, text: &str) -> String {
        let mut out = Vec::new();
        let mut guard = Guard::new(spelling, &mut out);
        // However the bytes come.
        text.as_bytes().chunks(3).for_each(|chunk| guard.write_all(chunk).unwrap());
        guard.finish().unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn nothing_commands_a_terminal_or_a_runner() {
        let rows = [
            ("a: ü\t1\r\nb", "a: ü\t1\r\nb"),
            ("a\u{1b}]8;;x\u{7}b\u{1b}[31m", "a\\u{1b}]8;;x\\u{7}b\\u{1b}[31m"),
            ("a\rb\u{202e}c\u{9b}2J", "a\\rb\\u{202e}c\\u{9b}2J"),
            ("::error::no\n  ::add-mask::x\na ::b", "\\::error::no\n\\  ::add-mask::x\na ::b"),
            ("x ##[error]y ##vso[task.complete]", "x ##\\[error]y ##vso\\[task.complete]"),
            ("## a [b] ##", "## a [b] ##"),
            ("section_start:1:a\r\u{1b}[0Kx", "section_start:1:a\\r\\u{1b}[0Kx"),
        ];
        for (text, told) in rows {
            assert_eq!(through(Spelling::Text, text), told);
            assert_eq!(harmless(text), told);
        }
        assert_eq!(through(COLORS, "\u{1b}[1;31ma\u{1b}[0m\u{1b}[2J"), "\u{1b}[1;31ma\u{1b}[0m\\u{1b}[2J");
        let link = |target: &str| format!("\u{1b}]8;;{target}\u{1b}\\a\u{1b}]8;;\u{1b}\\");
        for target in ["file:///a%20b", "https://a/b"] {
            assert_eq!(through(LINKS, &link(target)), link(target));
            assert!(!through(COLORS, &link(target)).contains('\u{1b}'));
        }
        for target in ["javascript:1", "file:///a b", "file:///a\u{7}"] {
            assert!(
                !through(LINKS, &link(target)).contains(&target[..9])
                    || through(LINKS, &link(target)).contains("\\u{1b}]8;;")
            );
        }
        assert_eq!(through(LINKS, "\u{1b}[1m"), "\\u{1b}[1m");
        assert_eq!(through(Spelling::Commands, "::error::##[a]\u{7}\n"), "::error::##\\[a]\\u{7}\n");
    }

    #[test]
    fn what_is_spelled_is_read_back() {
        let text = "a ##[b] ##vso[c] \u{202e}\u{7f}\u{9b}\u{feff}\u{1ffff}::d";
        let json = through(Spelling::Json, &serde_json::to_string(text).unwrap());
        assert_eq!(serde_json::from_str::<String>(&json).unwrap(), text);
        assert!(!json.contains("##") && json.chars().all(|c| c == '\u{feff}' || !is_unseen(c)), "{json}");
        assert_eq!(through(Spelling::Xml, "  ::error::a\n"), "  &#58;:error::a\n");
        assert_eq!(through(Spelling::Xml, "##[\u{202e}\u{9b}"), "#&#35;[&#x202e;&#x9b;");
    }
}
