//! One finding as a result.

use std::collections::BTreeMap;

use super::super::cases::name_of;
use super::super::{View, plain};
use super::line_hash::line_hashes;
use super::log::{
    Artifact, Change, Content, Fingerprints, Fix, Location, LogicalLocation, PhysicalLocation, Region, Replacement,
    Result,
};
use super::said;
use super::uri::{Reference, reference};
use crate::model::{self, FileId, Finding, Span};

/// Second places of a result; code scanning shows no more.
const MOST_RELATED: usize = 100;

/// Bytes of fixes that are written in all.
const MOST_FIXES: usize = 4 << 20;

/// Makes results; keeps the hashes of each file's lines.
pub(super) struct Results<'v> {
    view: View<'v>,
    hashes: BTreeMap<FileId, Vec<String>>,
    fixes: usize,
}

impl<'v> Results<'v> {
    /// None yet.
    pub(super) fn new(view: View<'v>) -> Self {
        Results { view, hashes: BTreeMap::new(), fixes: 0 }
    }

    /// The result of a finding whose rule is listed at `index`.
    pub(super) fn result(&mut self, finding: &'v Finding, own: &str, index: usize) -> Result<'v> {
        let view = self.view;
        let related = finding.related.iter().take(MOST_RELATED).enumerate().map(|(at, related)| Location {
            id: Some(at + 1),
            message: Some(said(related.message.clone())),
            ..place(view, related.file, related.span)
        });
        let at = Location { logical_locations: logical(finding), ..place(view, finding.file, finding.span) };
        Result {
            rule_id: finding.rule.id,
            rule_index: index,
            level: plain::word(finding.severity),
            // What would be a link of the specification's is none of ours.
            message: said(plain::message_and_help(finding, &view.request.versions).replace("](", "] (")),
            locations: [at],
            related_locations: related.collect(),
            partial_fingerprints: Fingerprints { line: self.line_hash(finding), own: own.to_owned() },
            fixes: finding.fixes.iter().filter_map(|fix| self.fix(fix)).collect(),
        }
    }

    fn line_hash(&mut self, finding: &Finding) -> Option<String> {
        let places = self.view.places;
        let hashes = self.hashes.entry(finding.file).or_insert_with(|| line_hashes(places.text(finding.file)));
        let (start, _) = places.range(finding.file, finding.span);
        hashes.get((start.line as usize).checked_sub(1)?).cloned()
    }

    /// A fix, unless it is only good together with others, which SARIF cannot say, or there is no more room.
    fn fix(&mut self, fix: &'v model::Fix) -> Option<Fix<'v>> {
        if !fix.needs.is_empty() || fix.edits.is_empty() {
            return None;
        }
        let bytes = fix.title.len() + fix.edits.iter().map(|edit| edit.text.len()).sum::<usize>();
        if self.fixes + bytes > MOST_FIXES {
            return None;
        }
        self.fixes += bytes;
        let mut changes: BTreeMap<FileId, Vec<Replacement<'v>>> = BTreeMap::new();
        for edit in &fix.edits {
            let inserted_content = (!edit.text.is_empty()).then_some(Content { text: &edit.text });
            let replacement = Replacement { deleted_region: region(self.view, edit.file, edit.span), inserted_content };
            changes.entry(edit.file).or_default().push(replacement);
        }
        let change = |(file, replacements)| Change { artifact_location: artifact(self.view, file), replacements };
        Some(Fix { description: said(fix.title.clone()), artifact_changes: changes.into_iter().map(change).collect() })
    }
}

/// A file as a whole.
pub(super) fn file(view: View<'_>, file: FileId) -> Location {
    let physical_location = PhysicalLocation { artifact_location: artifact(view, file), region: None };
    Location { id: None, physical_location, logical_locations: Vec::new(), message: None }
}

fn place(view: View<'_>, at: FileId, span: Span) -> Location {
    let mut location = file(view, at);
    location.physical_location.region = Some(region(view, at, span));
    location
}

fn region(view: View<'_>, file: FileId, span: Span) -> Region {
    let (start, end) = view.places.range(file, span);
    Region { start_line: start.line, start_column: start.column, end_line: end.line, end_column: end.column }
}

fn artifact(view: View<'_>, file: FileId) -> Artifact {
    match reference(&view.path(file)) {
        Reference::Below(uri) => Artifact { uri, uri_base_id: Some("%SRCROOT%") },
        Reference::Alone(uri) => Artifact { uri, uri_base_id: None },
    }
}

/// The object and the field that it is about.
fn logical(finding: &Finding) -> Vec<LogicalLocation> {
    let Some(object) = &finding.object else { return Vec::new() };
    let (name, field) = (name_of(object), finding.field.as_str());
    let fully_qualified_name = if field.is_empty() { name } else { format!("{name} {field}") };
    vec![LogicalLocation { name: object.name.clone(), fully_qualified_name, kind: "object" }]
}
