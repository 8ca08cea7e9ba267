//! The JSON contract: what every report shares, and that of `lint`. Keys come in the order of the contract.

use std::io::{self, Write};

use serde::Serialize;

use super::inventory::inventory_json;
use super::schedule_json::{schedule_json, schedule_report};
use super::{Format, Places, View};
use crate::model::{ApiCause, FileId, Finding, Layer, ObjectRef, Severity, Span};
use crate::pipeline::{Outcome, Request, Tell};
use crate::source::Position;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Report<'a> {
    version: u32,
    kubernetes_version: String,
    summary: Summary,
    findings: Vec<Row<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Summary {
    files: usize,
    documents: usize,
    errors: usize,
    warnings: usize,
    infos: usize,
    objects: usize,
    checked: usize,
    not_checked: NotChecked,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct NotChecked {
    no_schema: usize,
    skipped: usize,
    not_kubernetes: usize,
    templates: usize,
    ignored_files: usize,
}

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

/// The range of `span` in the JSON spelling.
pub(super) fn range(places: &Places<'_>, file: FileId, span: Span) -> Range {
    let (start, end) = places.range(file, span);
    Range { start: start.into(), end: end.into() }
}

/// `json`
pub(super) const FORMAT: Format =
    Format { name: "json", help: "For programs: one document of JSON", write, detailed: true };

/// The report of what was asked: findings, the placement, both, or nodes.
fn write(view: View<'_>, out: &mut dyn Write) -> io::Result<()> {
    #[derive(Serialize)]
    struct Both<'a, S> {
        #[serde(flatten)]
        lint: Report<'a>,
        schedule: S,
    }
    let View { outcome, places, request, .. } = view;
    let text = match (&outcome.nodes, &outcome.placement, request.tell) {
        (Some(nodes), _, _) => inventory_json(nodes),
        (_, None, _) => finish(&report(places, outcome, request)),
        (_, Some(placement), Tell::Placement) => schedule_json(places, placement, &outcome.findings, request),
        (_, Some(placement), Tell::All) => {
            finish(&Both { lint: report(places, outcome, request), schedule: schedule_report(places, placement) })
        }
    };
    out.write_all(text.as_bytes())
}

/// A report as bytes.
pub(super) fn finish(report: &impl Serialize) -> String {
    let mut text = serde_json::to_string_pretty(report).expect("a report holds nothing that JSON cannot");
    text.push('\n');
    text
}

fn report<'a>(places: &Places<'a>, outcome: &'a Outcome, request: &Request) -> Report<'a> {
    let (findings, counts) = (&outcome.findings, &outcome.counts);
    let number = |severity| findings.iter().filter(|f| f.severity == severity).count();
    let versions: Vec<String> = request.versions.iter().map(ToString::to_string).collect();
    Report {
        version: 1,
        kubernetes_version: versions.join(","),
        summary: Summary {
            files: counts.files,
            documents: counts.documents,
            errors: number(Severity::Error),
            warnings: number(Severity::Warning),
            infos: number(Severity::Info),
            objects: counts.objects(),
            checked: counts.checked,
            not_checked: NotChecked {
                no_schema: counts.no_schema,
                skipped: counts.skipped,
                not_kubernetes: counts.foreign,
                templates: counts.templates,
                ignored_files: counts.ignored,
            },
        },
        findings: findings.iter().map(|f| row(places, f, request)).collect(),
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
        object: f.object.as_ref(),
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
