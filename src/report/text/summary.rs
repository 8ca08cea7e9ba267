//! What a long page comes down to: how often each rule found something, and where to begin.

use std::collections::BTreeMap;

use textwrap::core::display_width;

use super::block::{TextReport, wrapping};
use super::page::Block;
use crate::model::{Finding, Layer, Rule, Severity};
use crate::report::plain::{folded, message};
use crate::report::text::paint::Paint;

/// Findings up to which the page is its own summary.
const FEW: usize = 5;

/// Findings to begin with.
const FIRST: usize = 3;

/// Both, where there are more findings than a reader sees at a glance. `all` are the findings, shown or not.
pub(super) fn summary(
    report: &TextReport<'_, '_>,
    all: &[&Finding],
    shown: &[Vec<Block<'_>>],
    paint: Paint<'_>,
) -> String {
    let mut text = String::new();
    if all.len() > FEW {
        by_rule(all, paint, &mut text);
        begin_with(report, shown, paint, &mut text);
    }
    text
}

/// For each severity the rules, the most frequent first.
fn by_rule(all: &[&Finding], paint: Paint<'_>, out: &mut String) {
    for (severity, word) in
        [(Severity::Error, "errors"), (Severity::Warning, "warnings"), (Severity::Info, "suggestions")]
    {
        let mut numbers: BTreeMap<&'static str, (usize, &'static Rule)> = BTreeMap::new();
        for finding in all.iter().filter(|finding| finding.severity == severity) {
            numbers.entry(finding.rule.id).or_insert((0, finding.rule)).0 += 1;
        }
        if numbers.is_empty() {
            continue;
        }
        let mut rules: Vec<(usize, &'static Rule)> = numbers.into_values().collect();
        rules.sort_by_key(|(number, rule)| (std::cmp::Reverse(*number), rule.id));
        let head = format!("{word}: ");
        out.push_str(&paint.styled(paint.of(severity), &head[..head.len() - 1]));
        let (mut column, indent) = (head.len() - 1, " ");
        for (at, (number, rule)) in rules.iter().enumerate() {
            let comma = if at + 1 < rules.len() { "," } else { "" };
            let wide = 1 + number.to_string().len() + 1 + rule.id.len() + comma.len();
            if column + wide > paint.look.width {
                out.push_str("\n ");
                column = indent.len();
            }
            out.push_str(&format!(" {number} {}{comma}", paint.rule(rule)));
            column += wide;
        }
        out.push('\n');
    }
}

/// The findings that matter most, a line each: what keeps the rest of a file from being read, then what stands for the most.
fn begin_with(report: &TextReport<'_, '_>, shown: &[Vec<Block<'_>>], paint: Paint<'_>, out: &mut String) {
    let mut blocks: Vec<&Block<'_>> = shown.iter().flatten().collect();
    // Beside what is wrong, what is worth knowing does not matter.
    let least = blocks.iter().map(|block| block.first.severity).max().unwrap_or(Severity::Info).min(Severity::Warning);
    blocks.retain(|block| block.first.severity >= least);
    blocks.sort_by_key(|block| std::cmp::Reverse(weight(block)));
    blocks.truncate(FIRST);
    for (at, block) in blocks.into_iter().enumerate() {
        let head = if at == 0 { "begin with: " } else { "            " };
        let finding = block.first;
        let place = report.place(finding.file, finding.span);
        let room = paint.look.width.saturating_sub(head.len() + display_width(&place) + 2);
        let message = message(finding, report.versions());
        let message = folded(&message);
        let lines = textwrap::wrap(&message, wrapping(room.max(20)));
        let first = lines.first().map(AsRef::as_ref).unwrap_or_default();
        let more = if lines.len() > 1 { " …" } else { "" };
        out.push_str(&format!("{}{}: {first}{more}\n", paint.bold(head), report.linked(finding.file, &place)));
    }
}

/// How much depends on a block: its gravity, how early the cluster stumbles over it, and what it stands for.
fn weight(block: &Block<'_>) -> (Severity, std::cmp::Reverse<Layer>, usize) {
    let finding = block.first;
    let layer = match finding.layer() {
        // Refused is refused, by whom is all the same.
        Layer::Api => Layer::Schema,
        layer => layer,
    };
    (finding.severity, std::cmp::Reverse(layer), block.len() * (1 + finding.unknown.len() + finding.also.len()))
}
