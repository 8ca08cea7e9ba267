//! Markdown for a comment on a pull request: a headline, then the findings by file, folded. A bot finds its comment again
//! by the mark in its first line.

mod escape;

use std::fmt::Write as _;
use std::io::{self, Write};

use self::escape::{code, prose, words};
use super::difference::{self, difference_text};
use super::inventory::inventory_text;
use super::rules::fence;
use super::{Format, Spelling, View, closing, placement_text, plain};
use crate::model::{Finding, Severity, count};

/// By this line a bot knows the comment for its own.
const MARK: &str = "<!-- plimsoll -->\n";

/// Bytes that are written at most: a comment on GitHub may have 65,536 characters, and what frames the findings takes some.
const MOST: usize = 60_000;

/// Bytes of one message, and of one help.
const MOST_WORDS: usize = 1_500;

/// Bytes of the table of pods or nodes; a larger one is left out.
const MOST_TABLE: usize = 12_000;

/// Findings that are shown without a click.
const OPEN: usize = 10;

/// `markdown`
pub(super) const FORMAT: Format = Format {
    name: "markdown",
    alias: None,
    help: "For a comment on a pull request, below GitHub's limit",
    write,
    spelling: Spelling::Text,
    detailed: false,
    whole: true,
    counts_suggestions: true,
};

fn write(view: View<'_>, out: &mut dyn Write) -> io::Result<()> {
    let (told, hidden) = view.told();
    let table = table(view).unwrap_or_default();
    let rows: Vec<Row> = told.iter().map(|finding| Row::of(view, finding)).collect();
    let kept = fitting(&rows, MOST - table.len());
    let mut text = format!("{MARK}### plimsoll: {}\n", headline(view));
    let mut at = 0;
    while at < kept.len() {
        let path = kept[at].path.as_str();
        let end = kept[at..].iter().position(|row| row.path != path).map_or(kept.len(), |more| at + more);
        text.push_str(&section(path, &kept[at..end], kept.len() <= OPEN));
        at = end;
    }
    let left_out = rows.len() - kept.len() + hidden;
    if left_out > 0 {
        let why = if rows.len() > kept.len() { "they would not fit into a comment" } else { "--max-findings" };
        let _ = write!(text, "\n{} not shown ({why})\n", count(left_out, "more finding"));
    }
    text.push_str(&table);
    if view.says_what_was_looked_at() {
        let _ = write!(text, "\n{}\n", words(closing(view.outcome, !view.suggestions).trim_end()));
    }
    out.write_all(text.as_bytes())
}

/// What was found, in numbers; of suggestions only where they are shown.
fn headline(view: View<'_>) -> String {
    let number = |severity| view.outcome.findings.iter().filter(|f| f.severity == severity).count();
    let words = [(Severity::Error, "error"), (Severity::Warning, "warning"), (Severity::Info, "suggestion")];
    let shown = words.into_iter().filter(|(severity, _)| view.suggestions || *severity > Severity::Info);
    let counts: Vec<String> = shown
        .map(|(severity, word)| (number(severity), word))
        .filter(|(n, _)| *n > 0)
        .map(|(n, w)| count(n, w))
        .collect();
    if counts.is_empty() { "nothing found".to_owned() } else { counts.join(", ") }
}

/// A finding as a line of its file's table.
struct Row {
    path: String,
    severity: Severity,
    line: String,
}

impl Row {
    fn of(view: View<'_>, finding: &Finding) -> Self {
        let (start, _) = view.places.range(finding.file, finding.span);
        let message = plain::message(finding, &view.request.versions);
        let mut what = prose(&plain::clipped(&message, MOST_WORDS));
        if let Some(help) = &finding.help {
            let _ = write!(what, "<br><sub>help: {}</sub>", prose(&plain::clipped(help, MOST_WORDS)));
        }
        let (line, column) = (start.line, start.column);
        let severity = match finding.severity {
            Severity::Error => "**error**",
            Severity::Warning => "warning",
            Severity::Info => "suggestion",
        };
        let rule = code(finding.rule.id);
        let line = format!("| {severity} | {line}:{column} | {what} | {rule} |\n");
        Row { path: view.path(finding.file), severity: finding.severity, line }
    }
}

/// The gravest rows, as many as fit into so many bytes, in their order.
fn fitting(rows: &[Row], most: usize) -> Vec<&Row> {
    let mut by_gravity: Vec<usize> = (0..rows.len()).collect();
    by_gravity.sort_by_key(|at| std::cmp::Reverse(rows[*at].severity));
    let (mut used, mut kept, mut paths) = (0, vec![false; rows.len()], std::collections::BTreeSet::new());
    for at in by_gravity {
        let row = &rows[at];
        let frame = if paths.contains(&row.path) { 0 } else { section(&row.path, &[], true).len() + 64 };
        if used + frame + row.line.len() > most {
            continue;
        }
        used += frame + row.line.len();
        paths.insert(row.path.clone());
        kept[at] = true;
    }
    rows.iter().zip(kept).filter_map(|(row, kept)| kept.then_some(row)).collect()
}

/// The findings of one file.
fn section(path: &str, rows: &[&Row], open: bool) -> String {
    let number = |severity| rows.iter().filter(|row| row.severity == severity).count();
    let counts = [(Severity::Error, "error"), (Severity::Warning, "warning"), (Severity::Info, "suggestion")]
        .map(|(severity, word)| (number(severity), word));
    let counts: Vec<String> = counts.into_iter().filter(|(n, _)| *n > 0).map(|(n, word)| count(n, word)).collect();
    let open = if open { " open" } else { "" };
    let mut text = format!(
        "\n<details{open}>\n<summary>{}: {}</summary>\n\n| | Place | | Rule |\n|---|---|---|---|\n",
        code(path),
        counts.join(", ")
    );
    rows.iter().for_each(|row| text.push_str(&row.line));
    text + "\n</details>\n"
}

/// What became of the pods, or the nodes that were asked for, as a table below its last line or its number of lines.
fn table(view: View<'_>) -> Option<String> {
    let placed = view.outcome.placement.as_ref().filter(|placement| !placement.nodes.is_empty() && !view.quiet);
    if let Some(difference) = &view.outcome.difference {
        let told = difference_text(difference);
        return Some(folded(&told, &words(difference::closing(difference, &view.outcome.findings).trim_end())));
    }
    let (table, summary) = match (&view.outcome.nodes, placed) {
        (Some(nodes), _) => (inventory_text(nodes), count(nodes.len(), "node")),
        (None, Some(placement)) => {
            let table = placement_text::whole(placement, view.outcome.before.as_ref(), None, false);
            let summary = table.lines().last().map(words).unwrap_or_default();
            (table, summary)
        }
        (None, None) => return None,
    };
    Some(folded(&table, &summary))
}

/// A text below its summary, folded; where there is none, or too much of it, the summary alone.
fn folded(table: &str, summary: &str) -> String {
    if table.is_empty() || table.len() > MOST_TABLE {
        return format!("\n{summary}\n");
    }
    let seen = |c: char| if c != '\n' && plain::is_unseen(c) { char::REPLACEMENT_CHARACTER } else { c };
    let table: String = table.chars().map(seen).collect();
    let fence = fence(&table);
    format!("\n<details>\n<summary>{summary}</summary>\n\n{fence}text\n{table}{fence}\n\n</details>\n")
}

#[cfg(test)]
mod tests {
    use super::super::trial::{ODD_PATH, Trial};
    use super::*;
    use crate::discover::SourceFile;

    #[test]
    fn text_of_a_manifest_stays_text() {
        let written = Trial::odd().written(&FORMAT);
        assert!(written.starts_with("<!-- plimsoll -->\n### plimsoll: 2 errors, 1 warning\n"), "{written}");
        for sign in ["@all", "@then", "<b>", "<i>", ODD_PATH, "\u{1b}", "::"] {
            assert!(!written.contains(sign), "{sign}: {written}");
        }
        let rows: Vec<&str> = written.lines().filter(|line| line.starts_with("| ")).collect();
        assert_eq!(rows.len(), 4, "{written}");
        assert!(rows.iter().all(|row| row.matches('|').count() == 5), "{written}");
    }

    #[test]
    fn a_comment_is_below_the_limit_and_says_what_is_left_out() {
        let mut trial = Trial::odd();
        let [error, warning, ..] = &trial.outcome.findings[..] else { panic!() };
        let mut long = error.clone();
        long.message = "ü|".repeat(100_000);
        trial.outcome.findings = [vec![warning.clone(); 500], vec![long; 30]].concat();
        let written = trial.written(&FORMAT);
        assert!(written.len() < 65_536, "{}", written.len());
        assert!(written.contains(" more findings not shown (they would not fit into a comment)\n"), "{written}");
        assert!(written.contains("| **error** |"));
        assert!(written.contains("### plimsoll: 30 errors, 500 warnings\n"));
    }

    #[test]
    fn nothing_found_is_said() {
        let trial = Trial { quiet: true, ..Trial::of(Vec::new()) };
        assert_eq!(trial.written(&FORMAT), "<!-- plimsoll -->\n### plimsoll: nothing found\n");
        let text = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n";
        let written = Trial::run(vec![SourceFile::new("a.yaml", text)]).written(&FORMAT);
        assert!(written.ends_with("0 errors, 0 warnings in 1 file, 1 document, 1 object checked\n"), "{written}");
    }
}
