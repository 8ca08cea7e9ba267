//! Names of several pods and nodes in one cell of a table.

use std::collections::BTreeMap;

use crate::model::count;

/// Pods of a row that are named one by one.
const NAMED: usize = 4;

/// The names of pods, of all but the first what differs: `web-0, -1`; of many the first and how many more.
pub(super) fn names(all: &[&str]) -> String {
    let Some((first, others)) = all.split_first() else { return String::new() };
    if all.len() > NAMED {
        return format!("{first} and {} more", others.len());
    }
    let stem = first.rfind('-').map_or("", |at| &first[..at]);
    let other = |name: &&str| {
        let own = name.strip_prefix(stem).filter(|own| !stem.is_empty() && own.starts_with('-'));
        own.unwrap_or(name).to_owned()
    };
    std::iter::once((*first).to_owned()).chain(others.iter().map(other)).collect::<Vec<_>>().join(", ")
}

/// Their nodes: one for all, one for each, or counted.
pub(super) fn nodes(all: &[&str]) -> String {
    match all {
        [first, others @ ..] if others.iter().all(|node| node == first) => (*first).to_owned(),
        _ if all.len() <= NAMED => all.join(", "),
        _ => {
            let mut on: BTreeMap<&str, usize> = BTreeMap::new();
            all.iter().for_each(|node| *on.entry(node).or_default() += 1);
            most_of(&on)
        }
    }
}

/// The nodes with the most pods, each with how many.
pub(super) fn most_of(on: &BTreeMap<&str, usize>) -> String {
    let mut most: Vec<(&str, usize)> = on.iter().map(|(node, n)| (*node, *n)).collect();
    most.sort_by_key(|(node, n)| (std::cmp::Reverse(*n), *node));
    let mut text = most.iter().take(3).map(|(node, n)| format!("{node} ({n})")).collect::<Vec<_>>().join(", ");
    if most.len() > 3 {
        text.push_str(&format!(" and {} more", count(most.len() - 3, "node")));
    }
    text
}
