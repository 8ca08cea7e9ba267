//! A bracket that is not closed, or one too many.

use super::{Mend, Site};
use crate::model::{Layer, Rule};

/// `syntax/bracket`
pub(crate) static BRACKET: Rule = Rule::error(
    Layer::Syntax,
    "syntax/bracket",
    "A bracket without its partner",
    "`[a, b]` is a list and `{a: b}` a map. What follows an open bracket belongs to it until the bracket is closed, \
     over as many lines as that takes.",
    "args: [a, b\nname: web\n",
    "args: [a, b]\nname: web\n",
);

pub(super) fn propose(site: &Site<'_>, mends: &mut Vec<Mend>) {
    for at in site.near(12) {
        let line = &site.lines[at];
        if site.in_text[at] {
            continue;
        }
        for (open, close) in [('[', ']'), ('{', '}')] {
            let count = |c| line.text.matches(c).count();
            let end = line.start + line.text[..line.text.find(" #").unwrap_or(line.text.len())].trim_end().len();
            let mut mend = |span: usize, edit: (std::ops::Range<usize>, String), message, title| {
                mends.push(Mend {
                    span: span..span + 1,
                    edits: vec![edit],
                    rule: &BRACKET,
                    message,
                    help: "`[a, b]` is a list and `{a: b}` a map; each bracket has its partner",
                    title,
                    cost: 1 + site.distance(at),
                });
            };
            if let (true, Some(place)) = (count(open) > count(close), line.text.rfind(open)) {
                let place = line.start + place;
                let message = format!("the bracket `{open}` that opens here is not closed");
                mend(place, (end..end, close.to_string()), message.clone(), format!("close it with `{close}`"));
                mend(place, (place..place + 1, String::new()), message, format!("remove the `{open}`"));
            } else if let (true, Some(place)) = (count(close) > count(open), line.text.rfind(close)) {
                let place = line.start + place;
                let message = format!("nothing opens the bracket `{close}` that closes here");
                mend(place, (place..place + 1, String::new()), message, format!("remove the `{close}`"));
            }
        }
    }
}
