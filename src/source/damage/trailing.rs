//! Text after the value that does not belong there, and comments that touch what is before them.

use super::{Mend, Site};
use crate::model::{Layer, Rule, Severity};

/// `syntax/trailing-text`
pub(crate) static TRAILING_TEXT: Rule = Rule::error(
    Layer::Syntax,
    "syntax/trailing-text",
    "Text after the value",
    "After a value only a comment may follow on its line, with a space before its `#`.",
    "a: 1\nb: \"web\",\nc: 2\n",
    "a: 1\nb: \"web\"\nc: 2\n",
);

/// `syntax/swallowed-value`
pub(crate) static SWALLOWED_VALUE: Rule = Rule {
    id: "syntax/swallowed-value",
    layer: Layer::Syntax,
    severity: Severity::Error,
    asked: false,
    summary: "A value behind a `#`",
    explanation: "A `#` behind a blank begins a comment, to the end of the line. Where a value was meant, the key is left \
                  without it, or with the half of it. Remove the `#`, or put the whole value in quotes.",
    bad: "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: web\n    image: #nginx:1.29\n",
    good: "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: web\n    image: nginx:1.29\n",
};

/// Fields whose texts no colon ends, though the server takes it.
const NEVER: &[&str] = &["apiVersion", "image", "kind", "path"];

pub(super) fn propose(site: &Site<'_>, mends: &mut Vec<Mend>) {
    for at in site.near(8) {
        let line = &site.lines[at];
        if site.in_text[at] {
            continue;
        }
        let start = line.start + line.inner();
        let bare = line.bare();
        swallowed(site, at, start, bare, mends);
        let mut mend = |range: std::ops::Range<usize>, new: &str, message: String, title: String, cost| {
            mends.push(Mend {
                span: range.start..range.end.max(range.start + 1),
                edits: vec![(range, new.to_owned())],
                rule: &TRAILING_TEXT,
                message,
                help: "after a value only a comment may follow, with a space before its `#`",
                title,
                cost: cost + site.distance(at),
            });
        };
        if let Some(hash) = bare.find('#').filter(|i| bare[..*i].trim_end().ends_with(':')) {
            let place = start + hash;
            let message = "the comment touches the colon before it, so both are one text".to_owned();
            mend(place..place, " ", message, "put a space before the `#`".to_owned(), 0);
        }
        // `name: web:`, `name: web ,`
        if let Some(last) = bare.chars().last().filter(|c| matches!(c, ':' | ',' | ';')) {
            let before = bare[..bare.len() - 1].trim_end();
            let value = before.contains(": ") || before.ends_with(':') || line.is_item();
            if value && !before.is_empty() {
                let range = start + before.len()..start + bare.len();
                let message = format!("there is a `{last}` too many at the end of this line");
                // A colon ends a text as well as a key: quotes keep what was written, where they are taken.
                let text = last == ':' && line.key().is_some_and(|key| !NEVER.contains(&key)) && before.contains(": ");
                mend(range, "", message, format!("remove the `{last}`"), u32::from(text));
            }
        }
        // `name: "web" x`
        if let Some(open) =
            bare.find([' ', ':']).map(|i| i + 1).filter(|i| bare[*i..].trim_start().starts_with(['"', '\'']))
        {
            let value = bare[open..].trim_start();
            let quote = value.chars().next().unwrap_or('"');
            if let Some(length) = value[1..].find(quote).map(|i| i + 2).filter(|l| *l < value.len()) {
                let end = start + bare.len();
                let range = end - (value.len() - length)..end;
                let message = "text follows the closing quote".to_owned();
                mend(range, "", message, "remove what follows the quote".to_owned(), 2);
            }
        }
    }
}

/// `name:# value`: whether the value or a comment is meant, only those know who know the field.
fn swallowed(site: &Site<'_>, at: usize, start: usize, bare: &str, mends: &mut Vec<Mend>) {
    let Some(hash) = bare.find('#').filter(|i| bare[..*i].trim_end().ends_with(':')) else { return };
    let value = bare[hash..].trim_start_matches(['#', ' ']);
    let name = bare[..hash].trim_end_matches([':', ' ']);
    if value.is_empty() {
        return;
    }
    mends.push(Mend {
        span: start + hash..start + bare.len(),
        edits: vec![(start + hash..start + bare.len() - value.len(), " ".to_owned())],
        rule: &SWALLOWED_VALUE,
        message: format!("`{name}` has no value: what follows `#` is a comment"),
        help: "remove the `#`, or quote the value where it begins with one",
        title: "remove the `#`".to_owned(),
        cost: 2 + site.distance(at),
    });
}
