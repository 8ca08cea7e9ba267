//! What is proposed, and what the search for it may cost.

use std::ops::Range;

use super::stray;
use crate::model::{Edit, Finding, Rule, Span};

/// A proposal: what is wrong, and the edits that would mend it. All places are bytes of the document.
#[derive(Debug, Clone)]
pub(in crate::source) struct Mend {
    /// The bytes to point at, on the damaged line.
    pub span: Range<usize>,
    /// Replacements in order.
    pub edits: Vec<(Range<usize>, String)>,
    pub rule: &'static Rule,
    pub message: String,
    pub help: &'static str,
    /// In the imperative; empty where it is made to read on and is no mend, as something that was meant would be gone.
    pub title: String,
    /// What speaks against it; the least is tried first.
    pub cost: u32,
}

impl Mend {
    /// The mend of a text that has other slips too: without its line not all can be read.
    pub(in crate::source) fn of_many(self) -> Mend {
        if *self.rule == stray::STRAY_LINE { Mend { help: stray::HELP_OF_MANY, ..self } } else { self }
    }

    /// The mend as a finding, its bytes carried to where they stand by `place`.
    pub(in crate::source) fn told(&self, place: impl Fn(&Range<usize>) -> Span) -> Finding {
        let edits = self.edits.iter().map(|(range, new)| Edit::new(place(range), new.clone())).collect();
        let mut finding = Finding::of(self.rule, place(&self.span), self.message.clone());
        if self.title.is_empty() {
            finding.help(self.help);
            return finding;
        }
        finding.help(format!("{}: {}", self.title, self.help)).offer(self.title.clone(), edits).safe_if(self.is_safe());
        finding
    }

    /// Whether nothing else can have been meant: what looks like a sign of YAML's is put as that sign, and what is to be one
    /// text gets its quotes. What is left away or closed may end elsewhere.
    fn is_safe(&self) -> bool {
        let adds = || self.edits.iter().all(|(range, new)| range.is_empty() && !new.trim().is_empty());
        let one_line = || self.edits.iter().all(|(_, new)| !new.contains('\n'));
        match self.rule.id {
            // Several tabs are of one width.
            "syntax/tab" => {
                self.edits.len() > 1 || self.edits.iter().all(|(range, new)| new.len().is_multiple_of(range.len()))
            }
            "syntax/odd-space" | "syntax/odd-colon" | "syntax/odd-dash" | "syntax/smart-quote" => true,
            "syntax/colon-space" | "syntax/dash-space" => true,
            "syntax/indentation" | "syntax/block-indentation" => true,
            "syntax/needs-quotes" => one_line(),
            "syntax/comma" => adds() || self.edits.iter().all(|(_, new)| new == ", "),
            _ => false,
        }
    }
}

/// Bytes that may be read in the search for the slips of one document.
#[derive(Debug)]
pub(in crate::source) struct Budget(usize);

impl Budget {
    /// What a document of `len` bytes is worth that may be read so many `times`.
    pub(in crate::source) fn of(len: usize, times: usize) -> Self {
        Budget(times.saturating_mul(len + 128).min(8 << 20))
    }

    /// Bytes that are left.
    pub(super) fn left(&self) -> usize {
        self.0
    }

    /// Whether there is enough left for so many bytes, which are then spent.
    pub(super) fn spend(&mut self, bytes: usize) -> bool {
        let left = self.0.checked_sub(bytes);
        self.0 = left.unwrap_or(0);
        left.is_some()
    }
}
