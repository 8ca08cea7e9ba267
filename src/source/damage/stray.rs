//! A line that fits nowhere: the last thing to think of.

use super::{Mend, Site};

pub(super) fn propose(site: &Site<'_>, mends: &mut Vec<Mend>) {
    for at in site.near(3) {
        let line = &site.lines[at];
        mends.push(Mend {
            span: line.content_start()..line.end().max(line.content_start() + 1).min(site.text.len()),
            edits: vec![(line.start..line.end(), String::new())],
            rule: "syntax/stray-line",
            message: "this line does not fit here".to_owned(),
            help: "without it the rest can be read; see whether it belongs elsewhere or is a leftover",
            title: "remove the line".to_owned(),
            cost: 14 + 2 * site.distance(at),
        });
    }
}
