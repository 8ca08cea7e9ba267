//! What every JSON report spells alike: findings, changes, ranges.

use std::cell::Cell;
use std::io::{self, Write};

use serde::{Serialize, Serializer};

use super::Places;
use crate::explain::At;
use crate::model::{ApiCause, FileId, Finding, Layer, ObjectRef, Severity, Span};
use crate::pipeline::Request;
use crate::source::Position;

/// A finding as every JSON report spells it.
#[derive(Serialize)]
pub(super) struct Row<'a> {
    rule: &'static str,
    layer: Layer,
    severity: Severity,
    message: &'a str,
    path: &'a str,
    document: u32,
    object: Option<&'a ObjectRef>,
    field: &'a str,
    range: Range,
    related: Vec<RelatedRow<'a>>,
    help: Option<&'a str>,
    fixes: Vec<FixRow<'a>>,
    unknown: &'a [String],
    api: Option<&'a ApiCause>,
    also: &'a [ApiCause],
    versions: Vec<String>,
}

#[derive(Serialize)]
struct RelatedRow<'a> {
    path: &'a str,
    message: &'a str,
    range: Range,
}

#[derive(Serialize)]
struct FixRow<'a> {
    title: &'a str,
    safe: bool,
    edits: Vec<EditRow<'a>>,
    /// Findings whose first fixes must be made with this one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    needs: Vec<NeedRow>,
}

/// A finding of the same file: its rule, and the byte at which its range begins.
#[derive(Serialize)]
struct NeedRow {
    rule: &'static str,
    start: u32,
}

/// One change to a file as every JSON report spells it.
#[derive(Serialize)]
pub(super) struct EditRow<'a> {
    pub path: &'a str,
    pub start: u32,
    pub end: u32,
    pub text: &'a str,
}

/// A range as every JSON report spells it.
#[derive(Serialize)]
pub(super) struct Range {
    start: Point,
    end: Point,
}

#[derive(Serialize)]
struct Point {
    line: u32,
    column: u32,
    offset: u32,
}

impl From<Position> for Point {
    fn from(p: Position) -> Self {
        Point { line: p.line, column: p.column, offset: p.offset }
    }
}

/// A place and what is to be seen there.
#[derive(Serialize)]
pub(super) struct AtRow<'a> {
    path: &'a str,
    range: Range,
    message: &'a str,
}

/// A place of an explanation.
pub(super) fn at_row<'a>(places: &'a Places<'_>, at: &'a At) -> AtRow<'a> {
    AtRow { path: places.path(at.file), range: range(places, at.file, at.span), message: &at.message }
}

/// The range of `span` in the JSON spelling.
pub(super) fn range(places: &Places<'_>, file: FileId, span: Span) -> Range {
    let (start, end) = places.range(file, span);
    Range { start: start.into(), end: end.into() }
}

/// Writes a report.
pub(super) fn finish(report: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, report)?;
    out.write_all(b"\n")
}

/// A list whose items are made as they are written, and are gone behind that. It is written once.
pub(super) struct Each<I>(Cell<Option<I>>);

impl<I> Each<I> {
    /// A list of these.
    pub(super) fn of(items: I) -> Self {
        Each(Cell::new(Some(items)))
    }
}

impl<I> Serialize for Each<I>
where
    I: Iterator<Item: Serialize>,
{
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.take().into_iter().flatten())
    }
}

/// A finding's row.
pub(super) fn row<'a>(places: &Places<'a>, f: &'a Finding, request: &Request) -> Row<'a> {
    let related = |r: &'a crate::model::Related| RelatedRow {
        path: places.path(r.file),
        message: &r.message,
        range: range(places, r.file, r.span),
    };
    let edit = |e: &'a crate::model::Edit| EditRow {
        path: places.path(e.file),
        start: e.span.start,
        end: e.span.end,
        text: &e.text,
    };
    let fix = |x: &'a crate::model::Fix| FixRow {
        title: &x.title,
        safe: x.safe,
        edits: x.edits.iter().map(edit).collect(),
        needs: x.needs.iter().map(|need| NeedRow { rule: need.rule, start: need.start }).collect(),
    };
    Row {
        rule: f.rule.id,
        layer: f.layer(),
        severity: f.severity,
        message: &f.message,
        path: places.path(f.file),
        document: f.document,
        object: f.object.as_deref(),
        field: &f.field,
        range: range(places, f.file, f.span),
        related: f.related.iter().map(related).collect(),
        help: f.help.as_deref(),
        fixes: f.fixes.iter().map(fix).collect(),
        unknown: &f.unknown,
        api: f.api.as_ref(),
        also: &f.also,
        versions: request.versions.iter().filter(|v| f.versions.contains(**v)).map(ToString::to_string).collect(),
    }
}
