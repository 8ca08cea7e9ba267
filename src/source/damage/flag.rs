//! `-c` on a line of its own below `- sh`: the dash is the flag's, and the one of the list item is missing.

use super::dash::{HELP, MISSING_DASH};
use super::{Mend, Site};

/// Fields whose items may be flags.
const WORDS: &[&str] = &["args", "command"];

pub(super) fn propose(site: &Site<'_>, mends: &mut Vec<Mend>) {
    for at in site.near(8).filter(|at| !site.in_text[*at] && is_flag(site, *at)) {
        let line = &site.lines[at];
        let start = line.content_start();
        mends.push(Mend {
            span: start..line.end(),
            edits: vec![(start..start, "- ".to_owned())],
            rule: &MISSING_DASH,
            message: "the dash is the flag's own, and the list item has none".to_owned(),
            help: HELP,
            title: "put `- ` before it".to_owned(),
            cost: site.distance(at),
        });
    }
}

/// Whether the line is a flag, `-c` or `--port=80`, among the plain items of a command.
fn is_flag(site: &Site<'_>, at: usize) -> bool {
    let line = &site.lines[at];
    let word = line.content().trim_start_matches('-');
    if word.len() == line.content().len() || !word.starts_with(|c: char| c.is_ascii_alphanumeric()) {
        return false;
    }
    // Items and flags stand at one column, below their key.
    let above = site.lines[..at].iter().rev().filter(|l| !l.is_idle() && l.indent <= line.indent);
    let key = above.into_iter().find(|l| !l.content().starts_with('-') || l.opens());
    line.key().is_none() && key.is_some_and(|l| l.opens() && l.key().is_some_and(|key| WORDS.contains(&key)))
}
