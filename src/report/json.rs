//! The JSON contract: the report of each command, and that of `lint` in full. Keys come in the order of the contract.

use std::io::{self, Write};

use serde::Serialize;

use super::difference::difference_json;
use super::inventory::inventory_json;
use super::rows::{Each, finish, row};
use super::schedule_json::{schedule_json, schedule_report};
use super::unchecked;
use super::{Format, Places, Spelling, View, reply_json};
use crate::model::Severity;
use crate::pipeline::{Outcome, Request, Tell};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Report<F, U, P> {
    version: u32,
    kubernetes_version: String,
    summary: Summary,
    findings: F,
    unchecked: U,
    passed_over: P,
}

/// The answer to a question that stands alone.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Answered<A, F> {
    version: u32,
    kubernetes_version: String,
    #[serde(flatten)]
    answer: A,
    findings: F,
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
    not_told: NotTold,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct NotTold {
    suppressed: usize,
    suppressed_refusals: usize,
    in_baseline: usize,
    unchanged: usize,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct NotChecked {
    no_schema: usize,
    skipped: usize,
    not_kubernetes: usize,
    templates: usize,
    ignored_files: usize,
    filled_in: usize,
    rules: usize,
}

/// `json`
pub(super) const FORMAT: Format = Format {
    name: "json",
    alias: None,
    help: "For programs: one document of JSON (schemas/json/)",
    write,
    spelling: Spelling::Json,
    detailed: true,
    whole: true,
    counts_suggestions: true,
};

/// The report of what was asked: findings, the placement, both, or nodes.
pub(super) fn write(view: View<'_>, out: &mut dyn Write) -> io::Result<()> {
    #[derive(Serialize)]
    struct Both<L, S> {
        #[serde(flatten)]
        lint: L,
        schedule: S,
    }
    let View { outcome, places, request, .. } = view;
    if let Some(difference) = &outcome.difference {
        return difference_json(difference, view, out);
    }
    if let Some(reply) = outcome.reply.as_ref().filter(|reply| reply.stands_alone()) {
        let answer = Answered {
            version: 1,
            kubernetes_version: request.version().to_string(),
            answer: reply_json::row(reply, places),
            findings: Each::of(outcome.findings.iter().map(|f| row(places, f, request))),
        };
        return finish(&answer, out);
    }
    match (&outcome.nodes, &outcome.placement, request.tell) {
        (Some(nodes), _, _) => inventory_json(nodes, view, out),
        (_, None, _) => finish(&report(places, outcome, request), out),
        (_, Some(placement), Tell::Placement) => schedule_json(places, placement, outcome, request, out),
        (_, Some(placement), Tell::All) => {
            let (lint, schedule) = (report(places, outcome, request), schedule_report(places, placement, outcome));
            finish(&Both { lint, schedule }, out)
        }
    }
}

fn report<'a>(places: &'a Places<'a>, outcome: &'a Outcome, request: &'a Request) -> impl Serialize + 'a {
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
                ignored_files: outcome.passed_over.len(),
                filled_in: counts.filled_in,
                rules: counts.rules_not_checked,
            },
            not_told: NotTold {
                suppressed: outcome.aside.suppressed,
                suppressed_refusals: outcome.aside.suppressed_refusals,
                in_baseline: outcome.aside.in_baseline,
                unchanged: outcome.aside.unchanged,
            },
        },
        findings: Each::of(findings.iter().map(move |f| row(places, f, request))),
        unchecked: Each::of(outcome.unchecked.iter().map(move |one| unchecked::row(places, one))),
        passed_over: Each::of(outcome.passed_over.iter().map(unchecked::passed_over_row)),
    }
}
