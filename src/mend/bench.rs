//! Where mends are tried: made in memory, and the text so mended judged again.

use super::belief::Tally;
use super::change::{Changed, moves};
use super::{Judge, Judgement};
use crate::model::{Edit, Finding, Fix, Layer, Severity, is_at_or_below};
use crate::source::{Document, Kind, Limits, stream};

/// What may be spent on one document, in bytes of text that are read again; beyond, a mend goes unoffered.
#[derive(Debug)]
pub struct Budget(usize);

impl Default for Budget {
    fn default() -> Self {
        Budget(22 << 20)
    }
}

/// What a finding costs, in bytes of text.
const FINDING: usize = 6 * 1024;

/// What a byte of a text costs that is still broken once it is edited: its slips are searched for again.
const BROKEN: usize = 512;

/// How long that search may be. What it looks for was found before, so it need not be as long as the first.
const SEARCH: usize = 96;

/// Tries mends of one document, as long as there is something left to spend.
pub(super) struct Bench<'b, 's> {
    document: &'b Document<'s>,
    judge: &'b Judge<'b>,
    budget: &'b mut Budget,
    /// So many objects are held against something before anything is mended.
    checked: usize,
    /// The document is JSON.
    json: bool,
    /// Keys without any value before anything is mended, where the text can be read.
    bare: Option<usize>,
}

/// What is found once a mend is made.
pub(super) struct After {
    /// Each mistake, counted.
    pub(super) tally: Tally,
    /// Errors, new ones inside of what the mend changed not among them: mistakes that lay beneath.
    pub(super) left: usize,
    /// New errors elsewhere.
    pub(super) outside: usize,
}

/// Which new mistakes may lie beneath a mend.
#[derive(Clone, Copy)]
pub(super) enum Beneath<'f> {
    /// None: lines that are put elsewhere because the schema refuses them must be right there.
    Nothing,
    /// Any inside of what it changed.
    Any,
    /// Any but one about the field that it mends: a value that is wrong again is no mend.
    ButOf(&'f str),
}

impl<'b, 's> Bench<'b, 's> {
    /// A bench for that document.
    pub(super) fn new(
        document: &'b Document<'s>,
        judge: &'b Judge<'b>,
        budget: &'b mut Budget,
        checked: usize,
    ) -> Self {
        let json = document.text().get(document.span.range()).is_some_and(is_json);
        let bare = document.errors.is_empty().then(|| bare_keys(document));
        Bench { document, judge, budget, checked, json, bare }
    }

    /// Writes the texts of fixes as JSON has them where the document is JSON: a word that takes a quoted one's place.
    pub(super) fn write_json(&self, fixes: &mut [Fix]) {
        let text = self.document.text();
        for edit in fixes.iter_mut().filter(|_| self.json).flat_map(|fix| &mut fix.edits) {
            let old = text.get(edit.span.range()).unwrap_or_default();
            let quoted = old.len() > 1 && old.starts_with('"') && old.ends_with('"');
            let word = !edit.text.is_empty() && !edit.text.contains(['"', '{', '[']);
            if quoted && word && serde_json::from_str::<serde::de::IgnoredAny>(&edit.text).is_err() {
                edit.text = serde_json::Value::from(edit.text.as_str()).to_string();
            }
        }
    }

    /// Whether nothing can be tried any more.
    pub(super) fn is_spent(&self) -> bool {
        self.budget.0 < self.document.span.len()
    }

    /// Gives so much that one more thing can be tried, whatever was spent.
    pub(super) fn grant(&mut self) {
        self.budget.0 = self.budget.0.max(self.document.span.len());
    }

    /// What is found once `edits` are made, where `known` was found before; `None` where they cannot be made, where the
    /// budget is spent, or where less would be held against anything than before.
    pub(super) fn after(&mut self, edits: &[Edit], known: &Tally, beneath: Beneath<'_>) -> Option<After> {
        let document = self.document;
        let text = document.text().get(document.span.range())?;
        self.budget.0 = self.budget.0.checked_sub(text.len())?;
        let edited = Edit::apply(text, document.span.start, edits)?;
        // What was JSON stays JSON, whatever YAML would take for it.
        if self.json && !is_json(&edited) {
            return None;
        }
        let documents = stream(&edited, &Limits { search: SEARCH, ..self.judge.limits });
        // A key that is left without its value says less than before.
        if self.bare.is_some_and(|bare| documents.iter().map(bare_keys).sum::<usize>() > bare) {
            return None;
        }
        let judged: Vec<Judgement> = documents.iter().map(|d| (self.judge.judge)(d)).collect();
        if judged.iter().map(|j| j.checked).sum::<usize>() < self.checked {
            return None;
        }
        let findings: Vec<Finding> = judged.into_iter().flat_map(|j| j.findings).collect();
        let broken: usize = documents.iter().filter(|d| !d.errors.is_empty()).map(|d| d.span.len()).sum();
        self.budget.0 = self.budget.0.saturating_sub(FINDING * findings.len() + BROKEN * broken);
        let tally = Tally::of(&findings);
        let errors = findings.iter().filter(|f| f.severity == Severity::Error);
        let is_new = |f: &&Finding| match beneath {
            Beneath::Nothing => tally.count(f) > known.count(f),
            _ => tally.has_more(f, known),
        };
        let new: Vec<&Finding> = errors.filter(is_new).collect();
        let inside = match beneath {
            Beneath::Nothing => 0,
            _ if new.is_empty() => 0,
            _ => {
                let changed = Changed::by(edits, document.text(), document.span.start, &edited, &documents);
                // Lines that are known where they stood and unknown where they are put were hardly meant to be there.
                let moves = moves(document.text(), edits);
                let again = |f: &Finding| match beneath {
                    Beneath::ButOf(field) => is_at_or_below(&f.field, field) && !lies_deep(f, field),
                    _ => false,
                };
                let lies = |f: &&&Finding| changed.holds(f) && !again(f) && (f.layer() == Layer::Api || !moves);
                new.iter().filter(lies).count()
            }
        };
        let outside = new.len() - inside;
        let left = tally.errors - inside;
        Some(After { tally, left, outside })
    }
}

/// Whether a mistake lies in a field of what a mend made, where nothing was read before, and has a mend of its own to offer.
fn lies_deep(finding: &Finding, field: &str) -> bool {
    let within = finding.field.strip_prefix(field).is_some_and(|rest| rest.starts_with('[') && rest.contains('.'));
    within && !finding.fixes.is_empty()
}

/// Whether a text is JSON from its brace to its end.
pub(super) fn is_json(text: &str) -> bool {
    text.trim_start().starts_with('{') && serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok()
}

/// Keys of a document without any value.
fn bare_keys(document: &Document<'_>) -> usize {
    let Some(root) = document.root() else { return 0 };
    let (mut count, mut open) = (0, vec![root]);
    while let Some(node) = open.pop() {
        match node.kind() {
            Kind::Map => {
                for entry in node.entries() {
                    count += usize::from(entry.value.is_null() && entry.value.span().is_empty());
                    open.push(entry.value);
                }
            }
            Kind::Seq => open.extend(node.items()),
            _ => {}
        }
    }
    count
}
