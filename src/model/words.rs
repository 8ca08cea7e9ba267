//! How numbers of things are said, and lists of names.

use hashbrown::HashTable;
use xxhash_rust::xxh3::xxh3_64;

/// `1 pod`, `3 pods`
pub fn count(number: usize, noun: &str) -> String {
    if number == 1 {
        return format!("1 {noun}");
    }
    // "a document of a tool": what comes behind stays as it is.
    let (noun, behind) = noun.find(" of ").map_or((noun, ""), |at| noun.split_at(at));
    match noun.strip_suffix('y').filter(|stem| !stem.ends_with(['a', 'e', 'o', 'u'])) {
        Some(stem) => format!("{number} {stem}ies{behind}"),
        None => format!("{number} {noun}s{behind}"),
    }
}

/// "`a`, `b` and 3 more": each name once, in order, so many of them at the most.
pub fn listed<'n>(names: impl Iterator<Item = &'n str>, most: usize) -> String {
    let names: Vec<&str> = names.collect();
    let mut names = each_once(names);
    // Of thousands only those that are shown need an order.
    if most < names.len() {
        names.select_nth_unstable(most);
    }
    let more = names.len().saturating_sub(most);
    names.truncate(most);
    names.sort_unstable();
    let shown: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    if more == 0 { shown.join(", ") } else { format!("{} and {more} more", shown.join(", ")) }
}

/// Each name once, in no order that means anything. Of thousands, for each reference that leads nowhere, this is what most
/// of the time would go into.
fn each_once(names: Vec<&str>) -> Vec<&str> {
    let hash = |name: &str| xxh3_64(name.as_bytes());
    let mut seen: HashTable<&str> = HashTable::with_capacity(names.len());
    let mut once = Vec::new();
    for name in names {
        if seen.find(hash(name), |other| *other == name).is_none() {
            seen.insert_unique(hash(name), name, |name| hash(name));
            once.push(name);
        }
    }
    once
}
