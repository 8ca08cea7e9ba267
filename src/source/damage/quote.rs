//! A quote that is not closed, or one too many.

use super::{Mend, Site};
use crate::model::{Layer, Rule};

/// `syntax/quote`
pub(crate) static QUOTE: Rule = Rule::error(
    Layer::Syntax,
    "syntax/quote",
    "A quote without its partner",
    "A quoted text goes to the next quote, over as many lines as that takes. With one missing or one too many, what \
     follows is read the wrong way round.",
    "a: \"x\nb: 2\n",
    "a: \"x\"\nb: 2\n",
);

pub(super) fn propose(site: &Site<'_>, mends: &mut Vec<Mend>) {
    for at in site.near(200) {
        let line = &site.lines[at];
        for quote in ['"', '\''] {
            let body = line.content();
            let places: Vec<usize> = body.match_indices(quote).map(|(i, _)| line.content_start() + i).collect();
            if places.len().is_multiple_of(2) || (site.in_text[at] && places.len() != 1) {
                continue;
            }
            // An apostrophe inside of a word opens nothing.
            let apostrophe = |i: usize| {
                quote == '\''
                    && site.text[..i].ends_with(|c: char| c.is_alphanumeric())
                    && site.text[i + 1..].starts_with(|c: char| c.is_alphanumeric())
            };
            if places.iter().all(|i| apostrophe(*i)) {
                continue;
            }
            let (first, last) = (places[0], places[places.len() - 1]);
            let mut mend =
                |span: usize, edit: (std::ops::Range<usize>, String), message: String, title: String, cost| {
                    mends.push(Mend {
                        span: span..span + 1,
                        edits: vec![edit],
                        rule: &QUOTE,
                        message,
                        help: "what follows is read as text up to the next quote, wherever that is",
                        title,
                        cost,
                    });
                };
            let rest = &site.text[last..line.end()];
            let end = last + rest[..rest.find(" #").unwrap_or(rest.len())].trim_end().len();
            let unclosed = format!("the quote `{quote}` that opens here is not closed on its line");
            let near = site.distance(at) / 2;
            let closes = site.text[last + 1..end].chars().any(|c| !c.is_whitespace());
            if closes {
                mend(last, (end..end, quote.to_string()), unclosed.clone(), format!("close it with `{quote}`"), near);
            }
            let extra = format!("there is a `{quote}` too many on this line");
            mend(last, (last..last + 1, String::new()), extra.clone(), format!("remove the `{quote}`"), near + 1);
            if first != last {
                mend(first, (first..first + 1, String::new()), extra, format!("remove the `{quote}`"), near + 1);
            }
        }
    }
}
