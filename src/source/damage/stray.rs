//! A line that fits nowhere: the last thing to think of.

use super::lines::Line;
use super::{Mend, Site};
use crate::model::{Layer, Rule};
use crate::source::conflict::{MERGE_CONFLICT, is_mark};

/// `syntax/stray-line`
pub(crate) static STRAY_LINE: Rule = Rule::error(
    Layer::Syntax,
    "syntax/stray-line",
    "A line that fits nowhere",
    "Without this line the rest can be read. It may belong elsewhere, or be the leftover of an edit.",
    "a: 1\n@@ -1,3 +1,4 @@\nb: 2\n",
    "a: 1\nb: 2\n",
);

/// What is claimed of a line without which the text can be read, and of one of several.
const HELP: &str = "without it the rest can be read; see whether it belongs elsewhere or is a leftover";
pub(super) const HELP_OF_MANY: &str =
    "see whether it belongs elsewhere or is a leftover; it is not all that is wrong here";

pub(super) fn propose(site: &Site<'_>, mends: &mut Vec<Mend>) {
    mends.extend(heredoc(site));
    let is_any_mark = |line: &Line<'_>| ['<', '|', '=', '>'].iter().any(|sign| is_mark(line.content(), *sign));
    // Of several marks nobody knows which lines are meant; a single one stayed behind.
    let alone = site.lines.iter().filter(|line| is_any_mark(line)).count() == 1;
    for at in site.near(3) {
        let line = &site.lines[at];
        if is_any_mark(line) {
            mends.push(Mend {
                span: line.start..line.start + line.text.trim_end().len(),
                edits: vec![(line.start..line.end(), String::new())],
                rule: &MERGE_CONFLICT,
                message: "this line is the mark of a merge that is not resolved".to_owned(),
                help: "keep what is meant of the lines around it, and remove the marks",
                title: if alone { "remove the line".to_owned() } else { String::new() },
                cost: 0,
            });
            continue;
        }
        // A key or an item is no leftover.
        let says = line.key().is_some() || line.is_item() || line.content().starts_with(['"', '\'']);
        mends.push(Mend {
            span: line.content_start()..line.end().max(line.content_start() + 1).min(site.text.len()),
            edits: vec![(line.start..line.end(), String::new())],
            rule: &STRAY_LINE,
            message: "this line does not fit here".to_owned(),
            help: HELP,
            title: if says { String::new() } else { "remove the line".to_owned() },
            cost: 14 + 2 * site.distance(at),
        });
    }
}

/// `cat <<EOF | kubectl apply -f -` above the manifest, and `EOF` below it: the shell's lines, which came along.
fn heredoc(site: &Site<'_>) -> Option<Mend> {
    let says = |line: &&Line<'_>| !line.is_idle();
    let first = site.lines.iter().find(says)?;
    let (_, tag) = first.content().split_once("<<")?;
    let tag = tag.trim_start_matches(['-', ' ', '"', '\'', '\\']);
    let tag = &tag[..tag.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(tag.len())];
    if tag.is_empty() || first.key().is_some() {
        return None;
    }
    let last = site.lines.iter().rfind(says).filter(|line| line.text.trim() == tag);
    let edit = |line: &Line<'_>| (line.start..(line.end() + 1).min(site.text.len()), String::new());
    Some(Mend {
        span: first.content_start()..first.end(),
        edits: std::iter::once(first).chain(last).map(edit).collect(),
        rule: &STRAY_LINE,
        message: "this line is one of the shell that hands the manifest on, and no part of it".to_owned(),
        help: "a file of manifests holds nothing else",
        title: if last.is_some() { "remove it, and the line that ends it" } else { "remove the line" }.to_owned(),
        cost: 0,
    })
}
