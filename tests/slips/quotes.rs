//! Quotes that are missing where a value needs them.

use std::ops::Range;

use plimsoll::source::Style;

use super::kind::{Kind, Slip};
use super::lines::{all_replaced, ends_line, replaced};
use super::manifest::Manifest;
use super::walk::{Spot, gather};

/// Values that need their quotes, by a name for each; planted where any text may stand, as there are few.
const NEEDY: &[(&str, &str)] = &[
    ("cron", "*/5 * * * *"),
    ("wildcard", "*.example.com"),
    ("daily", "@daily"),
    ("percent", "%d items"),
    ("backtick", "`date`"),
    ("anchor", "&copy; 2026 Example"),
    ("tag", "!important"),
    ("colons", "a: b: c"),
    ("bracket", "[text] more"),
    ("comment", "say #hello"),
    ("key", "key: value: more"),
    ("url", "see https://x.y/z: now"),
];

/// Texts that are something else without their quotes; planted in `env`.
const WORDS: &[(&str, &str)] = &[("brace", "{{x}}"), ("yes", "yes"), ("true", "true"), ("number", "8080")];

pub(crate) fn kinds() -> Vec<Kind> {
    let mut all = vec![Kind::new("quotes/off", 3, off)];
    for (name, value) in NEEDY {
        all.push(Kind::new(format!("quotes/{name}"), 1, move |m| planted(m, value, &|spot| takes(spot, value))));
    }
    for (name, value) in WORDS {
        let is_env = |spot: &Spot<'_>| spot.path.ends_with("env[].value") && fits(spot);
        all.push(Kind::new(format!("quotes/{name}"), 1, move |m| planted(m, value, &is_env)));
    }
    all.push(Kind::new("quotes/backslash", 2, backslash));
    all.push(Kind::new("quotes/several", 2, several));
    all.push(Kind::new("quotes/unclosed", 1, unclosed));
    all
}

/// The quotes that a manifest has itself, taken off. Where the text is written with escapes it cannot be told from the
/// bare one what was meant, and what is empty is absent without its quotes: both are left out.
fn off(manifest: &Manifest) -> Vec<Slip> {
    let text = &manifest.dressed;
    gather(text, |spot| {
        let quoted = matches!(spot.node.style(), Style::Single | Style::Double) && spot.is_word();
        let bare = spot.node.source().get(1..spot.node.source().len().saturating_sub(1))?;
        let same = quoted && !bare.is_empty() && bare == spot.node.scalar_text();
        same.then(|| Slip::of(text, replaced(text, spot.bytes(), bare)))
    })
}

fn fits(spot: &Spot<'_>) -> bool {
    spot.is_word() && !spot.flow && ends_line(spot.node.document().text(), spot.bytes().end)
}

fn takes(spot: &Spot<'_>, value: &str) -> bool {
    let when = spot.path.ends_with(".schedule") && (value.starts_with("*/") || value.starts_with('@'));
    let host = value.starts_with("*.") && (spot.path.ends_with("rules[].host") || spot.path.ends_with("hosts[]"));
    fits(spot) && (spot.takes_any_text() || when || host)
}

fn planted(manifest: &Manifest, value: &str, wanted: &dyn Fn(&Spot<'_>) -> bool) -> Vec<Slip> {
    let text = &manifest.dressed;
    let put = |bytes: Range<usize>, value: &str| replaced(text, bytes, value);
    let slip = |bytes: Range<usize>| Slip::of(&put(bytes.clone(), &format!("\"{value}\"")), put(bytes, value));
    gather(text, |spot| wanted(spot).then(|| slip(spot.bytes())))
}

/// A path of Windows in the quotes in which its backslashes are escapes.
fn backslash(manifest: &Manifest) -> Vec<Slip> {
    let text = &manifest.text;
    let slip = |bytes: Range<usize>| {
        Slip::of(&replaced(text, bytes.clone(), r"'C:\Users\x'"), replaced(text, bytes, r#""C:\Users\x""#))
    };
    gather(text, |spot| (fits(spot) && spot.takes_any_text()).then(|| slip(spot.bytes())))
}

/// Three values in one file.
fn several(manifest: &Manifest) -> Vec<Slip> {
    let places = gather(&manifest.text, |spot| (fits(spot) && spot.takes_any_text()).then(|| spot.bytes()));
    let bare = |at: usize| NEEDY.iter().filter(|(name, _)| *name != "comment").nth(at).map_or("", |(_, value)| value);
    let written = |places: &[Range<usize>], first: usize, quote: &str| {
        let values = (0..).map(|at| format!("{quote}{}{quote}", bare((first + at) % (NEEDY.len() - 1))));
        all_replaced(&manifest.text, places.iter().cloned().zip(values).collect())
    };
    let groups = places.chunks(3).filter(|group| group.len() > 1).enumerate();
    groups.map(|(at, group)| Slip::of(&written(group, 3 * at, "\""), written(group, 3 * at, ""))).collect()
}

/// A quote that is opened and not closed; bare words get quotes for it.
fn unclosed(manifest: &Manifest) -> Vec<Slip> {
    let text = &manifest.text;
    gather(text, |spot| {
        let is_text = spot.node.as_str().is_some() && fits(spot);
        let opened = match spot.node.style() {
            Style::Plain => format!("\"{}", spot.node.source()),
            _ => spot.node.source()[..spot.node.source().len() - 1].to_owned(),
        };
        (is_text && !opened.contains('\\')).then(|| Slip::of(text, replaced(text, spot.bytes(), &opened)))
    })
}
