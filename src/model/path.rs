//! Paths as texts, with `/` between their parts, as source files have them.

/// The folder that a file lies in; empty for the working folder.
pub fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| if folder.is_empty() { "/" } else { folder })
}

/// The last part.
pub fn name(path: &str) -> &str {
    path.rsplit_once('/').map_or(path, |(_, name)| name)
}

/// `relative` as seen from `folder`, without `.` and, as far as can be, without `..`.
pub fn join(folder: &str, relative: &str) -> String {
    if relative.starts_with('/') {
        return normal(relative);
    }
    if folder.is_empty() { normal(relative) } else { normal(&format!("{folder}/{relative}")) }
}

/// The same path without `.`, empty parts and `..`; those that would lead out of where it begins stay.
pub fn normal(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            ".." if path.starts_with('/') => {}
            part => parts.push(part),
        }
    }
    let joined = parts.join("/");
    if path.starts_with('/') { format!("/{joined}") } else { joined }
}

/// Whether `path` lies in `folder`, at any depth.
pub fn is_below(path: &str, folder: &str) -> bool {
    folder.is_empty() || path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/') || folder == "/")
}

/// A field without the places in lists: an item that is put before another does not make that another.
pub fn without_places(field: &str) -> String {
    let mut text = String::with_capacity(field.len());
    let mut rest = field;
    while let Some((before, after)) = rest.split_once('[') {
        text.push_str(before);
        match after.split_once(']') {
            Some((place, after)) if place.bytes().all(|b| b.is_ascii_digit()) => {
                text.push_str("[]");
                rest = after;
            }
            _ => {
                text.push('[');
                rest = after;
            }
        }
    }
    text.push_str(rest);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_put_together() {
        let table = [
            ("overlays/prod", "../../base", "base"),
            ("", "a.yaml", "a.yaml"),
            ("a", "./b/../c.yaml", "a/c.yaml"),
            ("a", "../../b", "../b"),
            ("/a/b", "../c", "/a/c"),
            ("/a", "../../c", "/c"),
            ("..", "../base", "../../base"),
            ("a", "/b/c", "/b/c"),
        ];
        for (folder, relative, joined) in table {
            assert_eq!(join(folder, relative), joined, "{folder} {relative}");
        }
    }

    #[test]
    fn folders_hold_what_is_below_them() {
        assert!(is_below("a/b/c.yaml", "a") && is_below("a.yaml", "") && is_below("/a", "/"));
        assert!(!is_below("ab/c.yaml", "a") && !is_below("b/a", "a"));
        assert_eq!((folder("a/b.yaml"), folder("b.yaml"), folder("/b.yaml")), ("a", "", "/"));
    }
}
