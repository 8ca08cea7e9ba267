//! A line that fits nowhere: the last thing to think of.

use super::{Mend, Site};
use crate::model::{Layer, Rule};

/// `syntax/stray-line`
pub(crate) static STRAY_LINE: Rule = Rule::error(
    Layer::Syntax,
    "syntax/stray-line",
    "A line that fits nowhere",
    "Without this line the rest can be read. It may belong elsewhere, or be the leftover of an edit.",
    "a: 1\n@@ -1,3 +1,4 @@\nb: 2\n",
    "a: 1\nb: 2\n",
);

pub(super) fn propose(site: &Site<'_>, mends: &mut Vec<Mend>) {
    for at in site.near(3) {
        let line = &site.lines[at];
        mends.push(Mend {
            span: line.content_start()..line.end().max(line.content_start() + 1).min(site.text.len()),
            edits: vec![(line.start..line.end(), String::new())],
            rule: &STRAY_LINE,
            message: "this line does not fit here".to_owned(),
            help: "without it the rest can be read; see whether it belongs elsewhere or is a leftover",
            title: "remove the line".to_owned(),
            cost: 14 + 2 * site.distance(at),
        });
    }
}
