//! A colon that is missing, or the space after it.

use super::lines::is_name;
use super::{Mend, Site};
use crate::model::{Layer, Rule};

/// `syntax/colon-space`
pub(crate) static COLON_SPACE: Rule = Rule::error(
    Layer::Syntax,
    "syntax/colon-space",
    "No space after a key's colon",
    "A key is followed by a colon and a space. Without the space, `name:web` is a single text.",
    "a: 1\nname:web\nb: 2\n",
    "a: 1\nname: web\nb: 2\n",
);

/// `syntax/missing-colon`
pub(crate) static MISSING_COLON: Rule = Rule::error(
    Layer::Syntax,
    "syntax/missing-colon",
    "A key without its colon",
    "A key is written `name: value`, or `name:` with its value on the lines below. Without the colon it is a text.",
    "a: 1\nspec\n  b: 2\n",
    "a: 1\nspec:\n  b: 2\n",
);

pub(super) fn propose(site: &Site<'_>, mends: &mut Vec<Mend>) {
    for at in site.near(8) {
        let line = &site.lines[at];
        let bare = line.bare();
        if site.in_text[at] || bare.is_empty() || line.key().is_some() {
            continue;
        }
        let start = line.start + line.inner();
        missing_space(site, at, bare, start, mends);
        another_sign(site, at, bare, start, mends);
        let word = bare.find(' ').unwrap_or(bare.len());
        if !is_name(&bare[..word]) {
            continue;
        }
        let name = &bare[..word];
        let end = start + word;
        mends.push(Mend {
            span: start..end,
            edits: vec![(end..end, ":".to_owned())],
            rule: &MISSING_COLON,
            message: format!("`{name}` is not followed by a colon, so it is no key"),
            help: "a key is written `name: value`, or `name:` with its value on the lines below",
            title: format!("put `:` after `{name}`"),
            cost: site.distance(at),
        });
    }
}

/// `name; value`, `name= value`, `name=value`
fn another_sign(site: &Site<'_>, at: usize, bare: &str, start: usize, mends: &mut Vec<Mend>) {
    let Some(place) = bare.find([';', '=']) else { return };
    // A blank before the sign goes with it.
    let (name, after) = (bare[..place].trim_end_matches(' '), &bare[place + 1..]);
    if !is_name(name) {
        return;
    }
    let apart = after.is_empty() || after.starts_with(' ');
    let sign = &bare[place..=place];
    mends.push(Mend {
        span: start..start + place + 1,
        edits: vec![(start + name.len()..start + place + 1, if apart { ":" } else { ": " }.to_owned())],
        rule: &MISSING_COLON,
        message: format!("`{name}` is followed by `{sign}`, where a key has a colon"),
        help: "a key is written `name: value`, or `name:` with its value on the lines below",
        title: format!("put `:` in the place of `{sign}`"),
        cost: site.distance(at) + if apart { 0 } else { 4 },
    });
}

fn missing_space(site: &Site<'_>, at: usize, bare: &str, start: usize, mends: &mut Vec<Mend>) {
    let Some(colon) = bare.find(':') else { return };
    let name = bare[..colon].trim_matches(['"', '\'']);
    // A `#` there is a comment that touches the colon.
    if bare[colon + 1..].starts_with('#')
        || !is_name(name)
        || bare[colon..].starts_with("://")
        || colon + 1 == bare.len()
    {
        return;
    }
    let after = start + colon + 1;
    mends.push(Mend {
        span: start..start + bare.len(),
        edits: vec![(after..after, " ".to_owned())],
        rule: &COLON_SPACE,
        message: format!("there is no space after the colon of `{name}:`, so this is one text and no key"),
        help: "a key is followed by a colon and a space",
        title: "put a space after the colon".to_owned(),
        cost: site.distance(at),
    });
}
