//! One finding, or several that are equal, as a block of lines: place, severity and message; the lines of the file; where
//! else to look; what helps.

use textwrap::core::display_width;
use textwrap::{Options, WordSeparator, WordSplitter};

use super::Look;
use super::page::Block;
use super::paint::Paint;
use super::snippet::Snippets;
use crate::model::{FileId, Finding, Related, Span, Version};
use crate::pipeline::Request;
use crate::report::Places;
use crate::report::plain::{message, visible, visible_lines, word};

/// Where what is said of a finding begins beneath its first line.
const HANG: &str = "    ";

/// Columns that a message has behind the place; where they are fewer, it begins in a line of its own.
const LEAST: usize = 24;

/// Draws findings one after the other.
#[derive(Debug)]
pub struct TextReport<'p, 'f> {
    places: &'p Places<'f>,
    snippets: Snippets<'p, 'f>,
    paint: Paint<'p>,
    versions: Vec<Version>,
}

impl<'p, 'f> TextReport<'p, 'f> {
    /// A report on the files of `places`.
    pub fn new(places: &'p Places<'f>, look: Look, request: &Request) -> Self {
        Self::rooted(places, Paint { look, root: None }, request)
    }

    /// The same, painted so.
    pub(super) fn rooted(places: &'p Places<'f>, paint: Paint<'p>, request: &Request) -> Self {
        TextReport { places, snippets: Snippets::new(places, paint), paint, versions: request.versions.clone() }
    }

    /// One finding as a block of lines.
    pub fn finding(&self, finding: &Finding) -> String {
        let mut text = String::new();
        self.block(&Block { first: finding, others: Vec::new() }, None, &mut text);
        text
    }

    /// Writes a block behind `out`. Lines of the file that were drawn `before` are not drawn again; those that stand there
    /// now are given back.
    pub(super) fn block(&self, block: &Block<'_>, before: Option<&str>, out: &mut String) -> String {
        let finding = block.first;
        self.head(finding, out);
        let lines = self.snippets.of(finding);
        if before != Some(&lines) {
            out.push_str(&lines);
        }
        if !block.others.is_empty() {
            let places: Vec<String> = block.others.iter().map(|other| self.place(other.file, other.span)).collect();
            self.hanging("also", &places.join(", "), out);
        }
        for related in finding.related.iter().filter(|related| related.file != finding.file) {
            self.hanging("see", &self.elsewhere(related), out);
        }
        if let Some(help) = &finding.help {
            self.hanging("help", &visible_lines(help), out);
        }
        lines
    }

    /// Place, severity, message and rule.
    fn head(&self, finding: &Finding, out: &mut String) {
        let (place, severity) = (self.place(finding.file, finding.span), word(finding.severity));
        let taken = display_width(&place) + severity.len() + 4;
        let begin = format!(
            "{}: {}",
            self.linked(finding.file, &place),
            self.paint.styled(self.paint.of(finding.severity), &format!("{severity}:"))
        );
        out.push_str(&begin);
        let is_apart = taken + LEAST > self.paint.look.width;
        out.push_str(if is_apart { "\n    " } else { " " });
        let indent = " ".repeat(if is_apart { HANG.len() } else { taken });
        let options = wrapping(self.paint.look.width).initial_indent(&indent).subsequent_indent(HANG);
        let rule = format!("[{}]", finding.rule.id);
        let text = format!("{} {rule}", visible_lines(&message(finding, &self.versions)));
        for (at, line) in textwrap::wrap(&text, options).iter().enumerate() {
            let said = if at == 0 {
                &line[indent.len()..]
            } else {
                out.push('\n');
                line
            };
            match said.strip_suffix(&*rule) {
                Some(said) => {
                    out.push_str(&self.paint.bold(said.trim_end()));
                    out.push_str(if said.ends_with(' ') && !said.trim().is_empty() { " [" } else { "    [" });
                    out.push_str(&self.paint.rule(finding.rule));
                    out.push(']');
                }
                None => out.push_str(&self.paint.bold(said.trim_end())),
            }
        }
        out.push('\n');
    }

    /// A place, or another text, that leads to its file.
    pub(super) fn linked(&self, file: FileId, text: &str) -> String {
        self.paint.place(self.places.path(file), text)
    }

    /// The versions that were asked for.
    pub(super) fn versions(&self) -> &[Version] {
        &self.versions
    }

    /// `path:line:column`
    pub(super) fn place(&self, file: FileId, span: Span) -> String {
        let (start, _) = self.places.range(file, span);
        format!("{}:{}:{}", visible(self.places.path(file)), start.line, start.column)
    }

    /// A place in another file: what is there, and the line itself.
    fn elsewhere(&self, related: &Related) -> String {
        let (start, _) = self.places.range(related.file, related.span);
        let line = self.places.lines(related.file).map(|lines| lines.line_span(start.line));
        let line = line.and_then(|line| self.places.shown(related.file).get(line.start as usize..line.end as usize));
        let line = line.unwrap_or_default().trim();
        let told = format!("{}: {}", self.place(related.file, related.span), visible_lines(&related.message));
        if line.is_empty() || line.len() > self.paint.look.width { told } else { format!("{told} │ {line}") }
    }

    /// A text beneath a word that says what it is. What continues an item of a list stands beneath it; lines that are to be
    /// copied stay as they are.
    pub(super) fn hanging(&self, what: &str, text: &str, out: &mut String) {
        let initial = format!("  {what}: ");
        let rest = " ".repeat(initial.len());
        for (at, line) in text.split('\n').enumerate() {
            let begin = if at == 0 {
                out.push_str("  ");
                out.push_str(&self.paint.bold(&initial[2..initial.len() - 1]));
                out.push(' ');
                initial.as_str()
            } else {
                rest.as_str()
            };
            let own = line.len() - line.trim_start_matches(' ').len();
            if own >= COPIED {
                out.push_str(if at == 0 { "" } else { begin });
                out.push_str(line.trim_end());
                out.push('\n');
                continue;
            }
            let item = if line[own..].starts_with("- ") { 2 } else { 0 };
            let deep = " ".repeat(rest.len() + own + item);
            let options = wrapping(self.paint.look.width).initial_indent(begin).subsequent_indent(&deep);
            for (number, line) in textwrap::wrap(line, options).iter().enumerate() {
                let line = line.trim_end();
                out.push_str(line.strip_prefix(&*initial).filter(|_| at == 0 && number == 0).unwrap_or(line));
                out.push('\n');
            }
        }
    }
}

/// Blanks by which lines are indented that are to be copied.
const COPIED: usize = 4;

/// Words, not paths, are broken.
pub(super) fn wrapping<'a>(width: usize) -> Options<'a> {
    Options::new(width)
        .word_separator(WordSeparator::AsciiSpace)
        .word_splitter(WordSplitter::NoHyphenation)
        .break_words(false)
}
