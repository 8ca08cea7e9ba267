//! For people: findings file by file with their lines, what became of the pods, and closing lines that leave nothing out.

mod block;
mod mended;
mod page;
mod paint;
mod snippet;
mod summary;
#[cfg(test)]
mod tests;

use std::io::{self, Write};

pub use block::TextReport;
pub use mended::mended;

use self::paint::Paint;
use super::closing::closing;
use super::difference::{self, difference_text};
use super::guard::harmless;
use super::inventory::inventory_text;
use super::tabs::tabbed;
use super::trace_text::trace_text;
use super::{Format, Spelling, View, left_out, placement_text, reply_text, unchecked};
use crate::model::{Severity, count};
use crate::pipeline::Tell;

/// How text is drawn.
#[derive(Clone, Copy, Debug)]
pub struct Look {
    /// With ANSI colours.
    pub color: bool,
    /// With hyperlinks (OSC 8).
    pub links: bool,
    /// Columns to wrap at.
    pub width: usize,
    /// Read on a screen, whose lines are wrapped whatever they say; elsewhere a closing sentence stays one line, so that
    /// `tail -1` has it whole.
    pub screen: bool,
}

impl Look {
    /// Sentences, one a line, as they are read there.
    fn sentences(self, text: &str) -> String {
        if !self.screen {
            return text.to_owned();
        }
        let options = || block::wrapping(self.width).subsequent_indent("  ");
        text.lines().flat_map(|line| textwrap::wrap(line, options())).map(|line| line.into_owned() + "\n").collect()
    }
}

/// `text`
pub(super) const FORMAT: Format = Format {
    name: "pretty",
    alias: Some("text"),
    help: "For people: each finding with its lines and what helps",
    write,
    spelling: Spelling::Text,
    detailed: false,
    whole: false,
    counts_suggestions: true,
};

/// Findings, then what became of the pods, then what was looked at.
fn write(view: View<'_>, out: &mut dyn Write) -> io::Result<()> {
    whole(view, false, out)
}

/// The same, where it is `wide` with a line for each pod.
pub(super) fn whole(view: View<'_>, wide: bool, out: &mut dyn Write) -> io::Result<()> {
    let View { outcome, places, request, suggestions, verbose, look, .. } = view;
    if let Some(page) = outcome.placement.as_ref().and_then(|placement| placement.described.as_ref()) {
        return out.write_all(harmless(&tabbed(page)).as_bytes());
    }
    let paint = Paint { look, root: Some(view.root) };
    let report = TextReport::rooted(places, paint, request);
    let (told, left_out) = view.told();
    let files = page::files(&told);
    for (at, blocks) in files.iter().enumerate() {
        let mut text = if at > 0 { "\n".to_owned() } else { String::new() };
        let mut drawn = None;
        for block in blocks {
            drawn = Some(report.block(block, drawn.as_deref(), &mut text));
        }
        out.write_all(text.as_bytes())?;
    }
    if left_out > 0 {
        writeln!(out, "{} not shown (--max-findings)", count(left_out, "more finding"))?;
    }
    if view.quiet && outcome.nodes.is_none() {
        return Ok(());
    }
    if !told.is_empty() {
        writeln!(out)?;
    }
    if let Some(answer) = answer_alone(view) {
        return out.write_all(answer.as_bytes());
    }
    let placed = outcome.placement.as_ref().filter(|placement| !placement.nodes.is_empty());
    if let Some(placement) = placed {
        let scores = request.placing.as_ref().is_some_and(|placing| placing.scores);
        let text = placement_text::whole(placement, outcome.before.as_ref(), scores.then_some(look.width), wide);
        out.write_all(harmless(&text).as_bytes())?;
        out.write_all(look.sentences(&harmless(&left_out::lines(&outcome.left_out, places, verbose))).as_bytes())?;
    }
    if let Some(reply) = &outcome.reply {
        write!(out, "\n{}", harmless(&reply_text::whole(reply, places)))?;
    }
    if verbose {
        out.write_all(look.sentences(&harmless(&unchecked::lines(outcome, places))).as_bytes())?;
    }
    let wanted = |severity| suggestions || severity > Severity::Info;
    let all: Vec<_> = outcome.findings.iter().filter(|finding| wanted(finding.severity)).collect();
    out.write_all(summary::summary(&report, &all, &files, paint).as_bytes())?;
    if let Some(fixed) = &outcome.fixed {
        writeln!(out, "{}", mended(fixed, false))?;
    }
    if request.tell == Tell::All {
        out.write_all(look.sentences(&closing(outcome, !suggestions)).as_bytes())?;
    }
    if outcome.placement.is_some() && placed.is_none() {
        out.write_all(look.sentences(NO_NODES).as_bytes())?;
    }
    Ok(())
}

/// The answer to a question that is all that is told beside the findings.
fn answer_alone(view: View<'_>) -> Option<String> {
    let View { outcome, places, look, .. } = view;
    let reply = outcome.reply.as_ref().filter(|reply| reply.stands_alone());
    let trace = || outcome.placement.as_ref()?.trace.as_ref();
    match (&outcome.nodes, &outcome.difference, reply, trace()) {
        (Some(nodes), ..) => Some(harmless(&inventory_text(nodes))),
        (_, Some(difference), ..) => {
            let closing = look.sentences(&harmless(&difference::closing(difference, &outcome.findings)));
            Some(harmless(&difference_text(difference)) + &closing)
        }
        (_, _, Some(reply), _) => Some(harmless(&reply_text::whole(reply, places))),
        (.., Some(trace)) => Some(harmless(&trace_text(trace, look.width))),
        _ => None,
    }
}

/// What is said where there is no inventory.
const NO_NODES: &str = "\
nothing was placed: no node is declared; --nodes PATH names some (`kubectl get nodes,pods,pv,pvc,storageclass,quota,limits -A -o yaml`)
";
