//! A tab where YAML wants spaces.

use super::indent::columns;
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

pub(super) fn propose(site: &Site<'_>, mends: &mut Vec<Mend>) {
    for at in site.near(6) {
        let line = &site.lines[at];
        let blank = line.text.len() - line.text.trim_start_matches([' ', '\t']).len();
        let lead = &line.text[..blank];
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
                help: "indent with spaces only; most editors can be told to do so for YAML",
                title: format!("indent the line with {column} spaces"),
                cost: 0,
            });
        }
    }
}
