//! A line that fits nowhere: the last thing to think of.

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
    for at in site.near(3) {
        let line = &site.lines[at];
        if ['<', '|', '=', '>'].iter().any(|sign| is_mark(line.content(), *sign)) {
            mends.push(Mend {
                span: line.start..line.start + line.text.trim_end().len(),
                edits: vec![(line.start..line.end(), String::new())],
                rule: &MERGE_CONFLICT,
                message: "this line is the mark of a merge that is not resolved".to_owned(),
                help: "keep what is meant of the lines around it, and remove the marks",
                title: String::new(),
                cost: 0,
            });
            continue;
        }
        // A key or an item is no leftover.
        let says = line.key().is_some() || line.dashes() > 0;
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
