//! The JSON contract of `lint`. Keys come in the order of the contract.

use serde::Serialize;

use super::Places;
use super::schedule_json::schedule_report;
use crate::model::{ApiCause, FileId, Finding, Layer, ObjectRef, Severity, Span};
use crate::pipeline::{Counts, Outcome, Placement, Settings};
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

/// The whole report of `lint`, with a line feed at its end.
pub fn lint_json<'a>(places: &Places<'a>, findings: &'a [Finding], counts: &Counts, settings: &Settings) -> String {
    finish(&report(places, findings, counts, settings))
}

/// The report of `check`: that of `lint`, and under `schedule` that of `schedule`.
pub fn check_json<'a>(
    places: &Places<'a>,
    outcome: &'a Outcome,
    placement: &Placement<'_>,
    settings: &Settings,
) -> String {
    #[derive(Serialize)]
    struct Both<'a, S> {
        #[serde(flatten)]
        lint: Report<'a>,
        schedule: S,
    }
    let lint = report(places, &outcome.findings, &outcome.counts, settings);
    finish(&Both { lint, schedule: schedule_report(places, placement) })
}

/// A report as bytes.
pub(super) fn finish(report: &impl Serialize) -> String {
    let mut text = serde_json::to_string_pretty(report).expect("a report holds nothing that JSON cannot");
    text.push('\n');
    text
}

fn report<'a>(places: &Places<'a>, findings: &'a [Finding], counts: &Counts, settings: &Settings) -> Report<'a> {
    let number = |severity| findings.iter().filter(|f| f.severity == severity).count();
    let versions: Vec<String> = settings.versions.iter().map(ToString::to_string).collect();
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
        findings: findings.iter().map(|f| row(places, f, settings)).collect(),
    }
}

/// A finding's row.
pub(super) fn row<'a>(places: &Places<'a>, f: &'a Finding, settings: &Settings) -> Row<'a> {
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
    let fix =
        |x: &'a crate::model::Fix| FixRow { title: &x.title, safe: x.safe, edits: x.edits.iter().map(edit).collect() };
    Row {
        rule: f.rule,
        layer: f.layer,
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
        versions: settings.versions.iter().filter(|v| f.versions.contains(**v)).map(ToString::to_string).collect(),
    }
}
