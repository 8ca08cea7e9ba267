//! How numbers of things are said, and lists of names.

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
    let mut names: Vec<&str> = names.collect();
    names.sort_unstable();
    names.dedup();
    let shown: Vec<String> = names.iter().take(most).map(|name| format!("`{name}`")).collect();
    let more = names.len() - shown.len();
    if more == 0 { shown.join(", ") } else { format!("{} and {more} more", shown.join(", ")) }
}
