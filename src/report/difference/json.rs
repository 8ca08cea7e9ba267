//! The JSON contract of `diff`. Keys come in the order of the contract.

use std::io::{self, Write};

use serde::Serialize;

use crate::compare::{Difference, Gone, NodeChange, ObjectChange};
use crate::model::Severity;
use crate::report::View;
use crate::report::rows::{Each, finish, row};
use crate::report::schedule_json::{ChangeRow, change_row};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Report<'d, F> {
    version: u32,
    between: &'d [String; 2],
    objects: Vec<ObjectRow<'d>>,
    files: Vec<FileRow<'d>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    not_compared: Vec<UnreadRow<'d>>,
    nodes: Vec<NodeRow<'d>>,
    changes: Vec<ChangeRow>,
    gone: Vec<GoneRow<'d>>,
    findings: F,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ObjectRow<'d> {
    change: &'static str,
    api_version: &'d str,
    kind: &'d str,
    namespace: Option<&'d str>,
    name: &'d str,
    path: &'d str,
    line: u32,
    fields: Vec<FieldRow<'d>>,
}

#[derive(Serialize)]
struct FieldRow<'d> {
    field: &'d str,
    before: Option<&'d str>,
    after: Option<&'d str>,
    line: u32,
}

#[derive(Serialize)]
struct FileRow<'d> {
    change: &'static str,
    path: &'d str,
}

#[derive(Serialize)]
struct UnreadRow<'d> {
    path: &'d str,
    what: &'static str,
    message: &'static str,
}

#[derive(Serialize)]
struct NodeRow<'d> {
    change: &'static str,
    name: &'d str,
    what: Vec<WhatRow<'d>>,
}

#[derive(Serialize)]
struct WhatRow<'d> {
    what: &'d str,
    before: Option<&'d str>,
    after: Option<&'d str>,
}

#[derive(Serialize)]
struct GoneRow<'d> {
    rule: &'static str,
    severity: Severity,
    message: &'d str,
    path: &'d str,
    line: u32,
}

fn object(object: &ObjectChange) -> ObjectRow<'_> {
    ObjectRow {
        change: object.change.as_str(),
        api_version: &object.api_version,
        kind: &object.kind,
        namespace: object.namespace.as_deref(),
        name: &object.name,
        path: &object.path,
        line: object.line,
        fields: object
            .fields
            .iter()
            .map(|(field, line)| FieldRow {
                field: &field.field,
                before: field.before.as_deref(),
                after: field.after.as_deref(),
                line: *line,
            })
            .collect(),
    }
}

fn node(node: &NodeChange) -> NodeRow<'_> {
    let what = node.what.iter().map(|(what, before, after)| WhatRow {
        what,
        before: before.as_deref(),
        after: after.as_deref(),
    });
    NodeRow { change: node.change.as_str(), name: &node.name, what: what.collect() }
}

fn gone(gone: &Gone) -> GoneRow<'_> {
    let Gone { severity, rule, message, path, line } = gone;
    GoneRow { rule, severity: *severity, message, path, line: *line }
}

/// The difference, with the findings that are new.
pub(in crate::report) fn difference_json(
    difference: &Difference,
    view: View<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let Difference { between, objects, files, unread, nodes, pods, gone: left } = difference;
    let findings = Each::of(view.outcome.findings.iter().map(|finding| row(view.places, finding, view.request)));
    let report = Report {
        version: 1,
        between,
        objects: objects.iter().map(object).collect(),
        files: files.iter().map(|(path, change)| FileRow { change: change.as_str(), path }).collect(),
        not_compared: unread
            .iter()
            .map(|(path, why)| UnreadRow { path, what: why.id(), message: why.told() })
            .collect(),
        nodes: nodes.iter().map(node).collect(),
        changes: pods.iter().cloned().map(change_row).collect(),
        gone: left.iter().map(gone).collect(),
        findings,
    };
    finish(&report, out)
}
