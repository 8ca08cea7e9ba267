//! Lines that a change has touched: with them, only what is found there is told.

use std::collections::BTreeMap;

use crate::model::Root;

/// The lines of files that a change has touched.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changed {
    root: Root,
    files: BTreeMap<String, Vec<Lines>>,
}

/// Lines that follow each other, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Lines {
    first: u32,
    last: u32,
    /// Whether they are there no more: then `first` and `last` are their neighbours.
    gone: bool,
}

impl Changed {
    /// What a unified diff without context (`git diff --unified=0 --no-prefix`) has touched; its paths are seen from `root`.
    pub fn of_diff(diff: &str, root: Root) -> Self {
        let mut changed = Changed { root, files: BTreeMap::new() };
        let mut file: Option<String> = None;
        for line in diff.lines() {
            if let Some(path) = line.strip_prefix("+++ ") {
                file = (path != "/dev/null").then(|| unquoted(path.trim_end_matches('\t')));
            } else if let (Some(path), Some(lines)) = (&file, line.strip_prefix("@@ ").and_then(lines_after)) {
                changed.files.entry(path.clone()).or_default().push(lines);
            }
        }
        changed
    }

    /// Adds a whole file, as one that is not yet known to version control.
    pub fn add_whole(&mut self, path: &str) {
        let all = Lines { first: 1, last: u32::MAX, gone: false };
        self.files.entry(path.to_owned()).or_default().push(all);
    }

    /// Whether lines `first` to `last` of a file, whose text that is, were touched: one of them was written anew, or one
    /// beside or below the first of them was taken away.
    pub(super) fn touches(&self, path: &str, text: &str, first: u32, last: u32) -> bool {
        let Some(all) = self.files.get(&self.root.relative(path)) else { return false };
        all.iter().any(|lines| {
            let beside = lines.first <= last && first <= lines.last;
            beside || lines.gone && is_below(text, first, lines.last)
        })
    }
}

/// The lines on the new side of a hunk's head: `-3,2 +3,0 @@`.
fn lines_after(head: &str) -> Option<Lines> {
    let new = head.split(' ').find_map(|part| part.strip_prefix('+'))?;
    let (start, count) = new.split_once(',').unwrap_or((new, "1"));
    let (start, count): (u32, u32) = (start.parse().ok()?, count.parse().ok()?);
    // Of what was taken away the number is that of the line before.
    Some(match count {
        0 => Lines { first: start.max(1), last: start + 1, gone: true },
        count => Lines { first: start, last: start + count - 1, gone: false },
    })
}

/// A path as git writes it: in quotes, where it has characters that are not plain.
fn unquoted(path: &str) -> String {
    let Some(inner) = path.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) else { return path.to_owned() };
    let (mut bytes, mut rest) = (Vec::new(), inner.bytes());
    while let Some(byte) = rest.next() {
        if byte != b'\\' {
            bytes.push(byte);
            continue;
        }
        match rest.next() {
            Some(b'n') => bytes.push(b'\n'),
            Some(b't') => bytes.push(b'\t'),
            Some(b'r') => bytes.push(b'\r'),
            Some(digit @ b'0'..=b'3') => {
                let digits = [digit, rest.next().unwrap_or(b'0'), rest.next().unwrap_or(b'0')];
                bytes.push(digits.iter().fold(0, |sum, digit| sum * 8 + digit.wrapping_sub(b'0') % 8));
            }
            Some(other) => bytes.push(other),
            None => {}
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Whether a line lies in the block that the line `first` heads: it, and all between, are indented deeper. What is taken away
/// from a map is missed at the map's key.
fn is_below(text: &str, first: u32, line: u32) -> bool {
    let mut lines = text.lines().skip(first.saturating_sub(1) as usize);
    let depth = |line: &str| line.len() - line.trim_start_matches(' ').len();
    let is_item = |line: &str| line.trim_start().starts_with("- ");
    let Some(head) = lines.next() else { return false };
    // A list's items may stand at the column of its key.
    let below = |line: &str| depth(line) > depth(head) || depth(line) == depth(head) && is_item(line) && !is_item(head);
    let between = line.saturating_sub(first).saturating_sub(1) as usize;
    line > first
        && lines.take(between).all(|line| {
            let words = line.trim();
            words.is_empty() || words.starts_with('#') || below(line)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    const DIFF: &str = "diff --git a.yaml a.yaml\n--- a.yaml\n+++ a.yaml\n@@ -3 +3,2 @@ x\n-a\n+b\n+c\n@@ -9,2 +9,0 @@\n-d\n-e\n\
                        diff --git b b\n--- b\n+++ /dev/null\n@@ -1 +0,0 @@\n-x\n+++ \"f\\303\\244 \\\"x\\\".yaml\"\n@@ -0,0 +1,5 @@\n";

    #[test]
    fn a_diff_is_read() {
        let changed = Changed::of_diff(DIFF, Root::default());
        let at = |line: u32| changed.touches("a.yaml", "", line, line);
        assert_eq!((1..=12).filter(|line| at(*line)).collect::<Vec<_>>(), [3, 4, 9, 10]);
        assert!(changed.touches("a.yaml", "", 1, 3) && !changed.touches("a.yaml", "", 5, 8));
        assert!(changed.touches("fä \"x\".yaml", "", 5, 5));
        assert!(!changed.touches("b", "", 1, 1) && !changed.touches("c.yaml", "", 1, 1));
    }

    #[test]
    fn what_was_taken_away_is_missed_at_its_key() {
        let text = "spec:\n  containers:\n  - name: a\n    env: []\n    ports: []\n  other: x\n";
        let changed = Changed::of_diff("+++ a\n@@ -6 +5,0 @@\n", Root::default());
        let at: Vec<u32> = (1..=6).filter(|line| changed.touches("a", text, *line, *line)).collect();
        assert_eq!(at, [1, 2, 3, 5, 6], "the item, all that it is in, and the neighbours");
    }

    #[test]
    fn whole_files_and_other_folders() {
        let mut changed = Changed::of_diff("", Root::new("/r/sub", "/r"));
        changed.add_whole("sub/a.yaml");
        assert!(changed.touches("a.yaml", "", 7, 8) && !changed.touches("../a.yaml", "", 7, 8));
    }
}
