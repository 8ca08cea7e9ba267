//! How numbers of things are said.

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
