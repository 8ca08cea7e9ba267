//! Lists written as other tools have them: as maps, as pairs, as plain texts.

use std::ops::Range;

use plimsoll::source::{Kind as Type, Node, Style};

use super::kind::{Kind, Slip};
use super::lines::{column, replaced, shifted, stands_first, whole};
use super::manifest::Manifest;
use super::walk::{Spot, gather};

pub(crate) fn kinds() -> Vec<Kind> {
    vec![
        Kind::new("lists/env-map", 2, |m| lists(m, &["env"], env_map)),
        Kind::new("lists/env-pairs", 2, |m| lists(m, &["env"], env_pairs)),
        Kind::new("lists/env-pair", 2, |m| items(m, "env[]", env_pair)),
        Kind::new("lists/named-map", 3, |m| {
            lists(m, &["containers", "initContainers", "ports", "volumes", "volumeMounts"], named_map)
        }),
        Kind::new("lists/port-number", 2, |m| items(m, ".ports[]", port)),
        Kind::new("lists/mount-text", 2, |m| items(m, ".volumeMounts[]", mount)),
        Kind::new("lists/pull-secret", 2, |m| items(m, "imagePullSecrets[]", secret)),
        Kind::new("lists/command-words", 2, |m| words(m, &|path| path.ends_with(".command"), " ")),
        // A comma in a command may well be part of a word.
        Kind::new("lists/commas", 3, |m| {
            words(m, &|path| !path.ends_with(".command") && !path.ends_with(".args"), ",")
        }),
    ]
}

/// The byte of the dash before an item of a block list.
pub(crate) fn dash(text: &str, item: Node<'_>) -> Option<usize> {
    let before = text[..item.span().range().start].trim_end_matches(' ');
    before.ends_with('-').then(|| before.len() - 1)
}

/// The lines of a block list that begin with a dash each, and the column of what would be a map in its place.
fn block(text: &str, spot: &Spot<'_>) -> Option<(Range<usize>, usize)> {
    let key = spot.key?.span().range().start;
    let first = spot.node.items().next()?;
    let at = dash(text, first)?;
    let fits = !spot.flow && spot.node.style() != Style::Flow && stands_first(text, at);
    let parent = column(text, key);
    fits.then(|| (whole(text, at..spot.bytes().end), column(text, at).max(parent + 2)))
}

fn lists(manifest: &Manifest, names: &[&str], make: fn(&str, &Spot<'_>, usize) -> Option<String>) -> Vec<Slip> {
    let text = &manifest.dressed;
    gather(text, |spot| {
        let name = spot.path.rsplit('.').next()?;
        let (lines, indent) = block(text, spot).filter(|_| names.contains(&name))?;
        let new = make(text, spot, indent)?;
        Some(Slip::of(text, replaced(text, lines, &new)))
    })
}

fn items(manifest: &Manifest, end: &str, make: fn(Node<'_>) -> Option<String>) -> Vec<Slip> {
    let text = &manifest.dressed;
    gather(text, |spot| {
        let wanted = spot.path.ends_with(end) && !spot.flow && spot.node.style() != Style::Flow;
        let new = wanted.then(|| make(spot.node))??;
        Some(Slip::of(text, replaced(text, spot.bytes(), &new)))
    })
}

/// The values of a map that has these keys and no other, each a scalar on one line.
fn exactly<'a, const N: usize>(map: Node<'a>, keys: [&str; N]) -> Option<[Node<'a>; N]> {
    let found = keys.map(|key| map.get(key).filter(|n| n.is_scalar() && !n.source().contains('\n')));
    if map.len() != N || found.iter().any(Option::is_none) {
        return None;
    }
    Some(found.map(Option::unwrap))
}

fn env_map(_: &str, spot: &Spot<'_>, indent: usize) -> Option<String> {
    let line = |item| {
        let [name, value] = exactly(item, ["name", "value"])?;
        Some(format!("{:indent$}{}: {}\n", "", name.scalar_text(), value.source()))
    };
    spot.node.items().map(line).collect()
}

fn env_pairs(text: &str, spot: &Spot<'_>, _: usize) -> Option<String> {
    let indent = column(text, dash(text, spot.node.items().next()?)?);
    spot.node.items().map(|item| Some(format!("{:indent$}- {}\n", "", env_pair(item)?))).collect()
}

fn env_pair(item: Node<'_>) -> Option<String> {
    let [name, value] = exactly(item, ["name", "value"])?;
    let value = value.scalar_text();
    let fits = !value.contains(": ") && !value.contains(" #") && !value.ends_with(':');
    fits.then(|| format!("{}={value}", name.scalar_text()))
}

/// Items become entries under their names. Where two have one name (a volume mounted twice) a map cannot hold both.
fn named_map(text: &str, spot: &Spot<'_>, indent: usize) -> Option<String> {
    let mut names: Vec<&str> = Vec::new();
    let mut new = String::new();
    for item in spot.node.items() {
        let mut entries = item.entries();
        let name = entries.next().filter(|e| e.key.scalar_text() == "name")?.value;
        let second = entries.next()?.key.span().range().start;
        // A map has no key without a name.
        if name.scalar_text().is_empty()
            || item.style() == Style::Flow
            || names.contains(&name.scalar_text())
            || !stands_first(text, second)
        {
            return None;
        }
        names.push(name.scalar_text());
        let rest = &text[whole(text, second..item.span().range().end)];
        let by = indent as isize + 2 - column(text, second) as isize;
        new.push_str(&format!("{:indent$}{}:\n{}", "", name.scalar_text(), shifted(rest, by)?));
    }
    Some(new)
}

fn port(item: Node<'_>) -> Option<String> {
    exactly(item, ["containerPort"]).map(|[port]| port.source().to_owned())
}

fn mount(item: Node<'_>) -> Option<String> {
    exactly(item, ["name", "mountPath"]).map(|[name, path]| format!("{}:{}", name.scalar_text(), path.scalar_text()))
}

fn secret(item: Node<'_>) -> Option<String> {
    exactly(item, ["name"]).map(|[name]| name.scalar_text().to_owned())
}

/// A list of plain words in one text.
fn words(manifest: &Manifest, wanted: &dyn Fn(&str) -> bool, between: &str) -> Vec<Slip> {
    let text = &manifest.dressed;
    let plain = |word: &str| {
        word.starts_with(|c: char| c.is_alphanumeric() || c == '/' || c == '-')
            && word.chars().all(|c| c.is_alphanumeric() || "/-._".contains(c))
    };
    gather(text, |spot| {
        let key = spot.key?.span().range();
        let items: Vec<Node<'_>> = spot.node.items().collect();
        let fits = items.len() > 1 && items.iter().all(|i| i.kind() == Type::Str && plain(i.scalar_text()));
        if !fits || spot.flow || !wanted(spot.path) || !stands_first(text, key.start) {
            return None;
        }
        let all: Vec<&str> = items.iter().map(|i| i.scalar_text()).collect();
        Some(Slip::of(text, replaced(text, key.end..spot.bytes().end, &format!(": {}", all.join(between)))))
    })
}
