//! Colours by meaning, and links. Red is an error and magenta a warning, as gcc has them: both stand out on dark grounds
//! and on light ones. Everything else has the colour that the reader chose, at most bold, and nothing is said by colour alone.

use owo_colors::Style;

use super::Look;
use crate::model::{Root, Rule, Severity};
use crate::pipeline::rules;
use crate::report::sarif::encoded;

/// Where the pages of the rules are, as `rules --format markdown --output FOLDER` writes them.
const PAGES: &str = "https://plimsoll.dev/rules/";

/// Draws text as the terminal can have it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Paint<'r> {
    /// Colours and links, where there are any.
    pub look: Look,
    /// From where paths are seen; without it files have no links.
    pub root: Option<&'r Root>,
}

impl Paint<'_> {
    /// How a severity is drawn.
    pub(super) fn of(self, severity: Severity) -> Style {
        match severity {
            _ if !self.look.color => Style::new(),
            Severity::Error => Style::new().bold().red(),
            Severity::Warning => Style::new().bold().magenta(),
            Severity::Info => Style::new().bold(),
        }
    }

    /// A text in a style.
    pub(super) fn styled(self, style: Style, text: &str) -> String {
        if text.is_empty() || style.is_plain() { text.to_owned() } else { style.style(text).to_string() }
    }

    /// A text that stands out.
    pub(super) fn bold(self, text: &str) -> String {
        self.styled(if self.look.color { Style::new().bold() } else { Style::new() }, text)
    }

    /// A place in a file, which leads to the file.
    pub(super) fn place(self, path: &str, text: &str) -> String {
        let target = self.root.filter(|_| self.look.links).and_then(|root| root.absolute(path));
        target.map_or_else(|| text.to_owned(), |target| link(&format!("file://{}", encoded(&target)), text))
    }

    /// The name of a rule, which leads to its page.
    pub(super) fn rule(self, rule: &Rule) -> String {
        // Those of a configuration have none.
        let is_ours = || rules::find(rule.id).is_some_and(|own| own.id == rule.id);
        if self.look.links && is_ours() { link(&format!("{PAGES}{}", rule.id), rule.id) } else { rule.id.to_owned() }
    }
}

/// A hyperlink as terminals have it (OSC 8); others show the text alone.
fn link(target: &str, text: &str) -> String {
    format!("\u{1b}]8;;{target}\u{1b}\\{text}\u{1b}]8;;\u{1b}\\")
}
