//! A tab where YAML wants spaces.

use super::indent::columns;
use super::lines::Line;
use super::{Mend, Site};
use crate::model::{Layer, Rule};

/// `syntax/tab`
pub(crate) static TAB: Rule = Rule::error(
    Layer::Syntax,
    "syntax/tab",
    "A tab for indentation",
    "YAML is indented with spaces only, since nobody can tell how wide a tab is. Most editors can be told to insert \
     spaces for YAML.",
    "a:\n\tb: 1\n",
    "a:\n  b: 1\n",
);

const HELP: &str = "indent with spaces only; most editors can be told to do so for YAML";

pub(super) fn propose(site: &Site<'_>, mends: &mut Vec<Mend>) {
    for at in site.near(6) {
        of_run(site, at, mends);
        let line = &site.lines[at];
        let lead = lead(line);
        let blank = lead.len();
        if !lead.contains('\t') {
            continue;
        }
        let spaces = lead.matches(' ').count();
        for column in columns(site, at).into_iter().filter(|c| *c >= spaces) {
            mends.push(Mend {
                span: line.start..line.start + blank,
                edits: vec![(line.start..line.start + blank, " ".repeat(column))],
                rule: &TAB,
                message: "this line is indented with a tab, which YAML does not allow".to_owned(),
                help: HELP,
                title: format!("indent the line with {column} spaces"),
                cost: 0,
            });
        }
    }
}

/// All lines from `at` on that are indented with tabs, each of so many columns, where it is the first of several.
fn of_run(site: &Site<'_>, at: usize, mends: &mut Vec<Mend>) {
    let tabbed = |line: &Line<'_>| lead(line).contains('\t');
    if site.above(at).is_some_and(tabbed) {
        return;
    }
    let run = site.lines[at..].iter().take_while(|l| l.is_idle() || tabbed(l));
    let lines: Vec<&Line<'_>> = run.filter(|l| tabbed(l)).collect();
    if lines.len() < 2 || !tabbed(&site.lines[at]) {
        return;
    }
    let first = lines[0];
    let mut widths = vec![site.habit.step, 2, 4, 8];
    widths.dedup();
    for width in widths {
        let column = |line: &Line<'_>| {
            let tabs = lead(line).matches('\t').count();
            lead(line).len() - tabs + tabs * width
        };
        let spread = |line: &Line<'_>, from: usize| (column(line) + from).checked_sub(column(first));
        for from in columns(site, at).into_iter().chain([column(first)]) {
            let edit =
                |l: &&Line<'_>| spread(l, from).map(|column| (l.start..l.start + lead(l).len(), " ".repeat(column)));
            let Some(edits) = lines.iter().map(edit).collect() else { continue };
            mends.push(Mend {
                span: first.start..first.start + lead(first).len(),
                edits,
                rule: &TAB,
                message: format!("these {} lines are indented with tabs, which YAML does not allow", lines.len()),
                help: HELP,
                title: "indent the lines with spaces".to_owned(),
                cost: 0,
            });
        }
    }
}

/// The blanks and tabs that a line begins with.
fn lead<'t>(line: &Line<'t>) -> &'t str {
    &line.text[..line.text.len() - line.text.trim_start_matches([' ', '\t']).len()]
}
