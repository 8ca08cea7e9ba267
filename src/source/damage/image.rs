//! `image: nginx: 1.27`: the colon before a tag is no key's, so the blank behind it is one too many.

use super::plain::NEEDS_QUOTES;
use super::{Mend, Site};

const HELP: &str = "a colon with a blank behind it ends a key; the one before an image's tag has none";

pub(super) fn propose(site: &Site<'_>, mends: &mut Vec<Mend>) {
    for at in site.near(8).filter(|at| !site.in_text[*at]) {
        let line = &site.lines[at];
        let bare = line.bare();
        if line.key() != Some("image") {
            continue;
        }
        let Some((name, tag)) = bare["image:".len()..].trim_start().split_once(": ") else { continue };
        let (name, tag) = (name.trim_end(), tag.trim_start());
        if name.is_empty() || !is_plain(name) || !is_plain(tag) || tag.contains('/') {
            continue;
        }
        let end = line.start + line.inner() + bare.len();
        let start = end - tag.len();
        // The blanks around the colon.
        let colon = end - bare.len() + bare[..bare.len() - tag.len()].trim_end().trim_end_matches([':', ' ']).len();
        mends.push(Mend {
            span: colon..start,
            edits: vec![(colon..start, ":".to_owned())],
            rule: &NEEDS_QUOTES,
            message: format!("the blank behind the colon makes a key of `{name}`"),
            help: HELP,
            title: "remove the blank".to_owned(),
            cost: site.distance(at),
        });
    }
}

/// Whether a text is one word of an image's letters.
fn is_plain(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'/' | b'-' | b':'))
}
