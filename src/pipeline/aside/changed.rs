//! Lines that a change has touched: with them, only what is found there is told.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::Root;

/// The lines of files that a change has touched.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changed {
    root: Root,
    files: BTreeMap<String, Vec<Lines>>,
    /// Files that version control knows: of all others everything counts as changed.
    known: BTreeSet<String>,
    /// Paths that lead to a file by a link, and where it is.
    links: BTreeMap<String, String>,
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
    /// What a unified diff without context (`git diff --unified=0 --no-prefix`) has touched of the files that version control
    /// knows; all paths are seen from `root`.
    pub fn of_diff(diff: &str, known: impl IntoIterator<Item = String>, root: Root) -> Self {
        let known = known.into_iter().collect();
        let mut changed = Changed { root, files: BTreeMap::new(), known, links: BTreeMap::new() };
        let mut file: Option<String> = None;
        // Lines of the hunk at hand that are still to come: whatever they look like, they head nothing.
        let mut within = 0;
        for line in diff.lines() {
            if within > 0 {
                within -= u32::from(!line.starts_with('\\'));
            } else if let Some(path) = line.strip_prefix("+++ ") {
                file = (path != "/dev/null").then(|| unquoted(path.trim_end_matches('\t')));
            } else if let Some(hunk) = line.strip_prefix("@@ ").and_then(Hunk::of) {
                within = hunk.old + hunk.new;
                if let Some(path) = &file {
                    changed.files.entry(path.clone()).or_default().push(hunk.lines());
                }
            }
        }
        changed
    }

    /// Says that a path leads by links to the file at another, both as findings name them.
    pub fn link(&mut self, path: &str, real: &str) {
        self.links.insert(path.to_owned(), real.to_owned());
    }

    /// Whether lines `first` to `last` of a file, whose text that is, were touched: one of them was written anew, or one
    /// beside or below the first of them was taken away.
    pub(super) fn touches(&self, path: &str, text: &str, first: u32, last: u32) -> bool {
        let path = self.root.relative(self.links.get(path).map_or(path, String::as_str));
        if !self.known.contains(&path) {
            return true;
        }
        let all = self.files.get(&path).map(Vec::as_slice).unwrap_or_default();
        all.iter().any(|lines| {
            let beside = lines.first <= last && first <= lines.last;
            beside || lines.gone && (is_below(text, first, lines.last) || heads_document(text, first, lines.last))
        })
    }
}

/// The head of a hunk: `-3,2 +3,0 @@`.
struct Hunk {
    /// Lines on the old side, and on the new.
    old: u32,
    new: u32,
    /// The first line on the new side; of what was taken away that before it.
    start: u32,
}

impl Hunk {
    fn of(head: &str) -> Option<Self> {
        let mut sides = head.split(' ').filter_map(|part| part.strip_prefix(['-', '+']));
        let mut side = || -> Option<(u32, u32)> {
            let (start, count) = sides.next().map(|side| side.split_once(',').unwrap_or((side, "1")))?;
            Some((start.parse().ok()?, count.parse().ok()?))
        };
        let ((_, old), (start, new)) = (side()?, side()?);
        Some(Hunk { old, new, start })
    }

    fn lines(&self) -> Lines {
        match self.new {
            0 => Lines { first: self.start.max(1), last: self.start.saturating_add(1), gone: true },
            new => Lines { first: self.start, last: self.start.saturating_add(new - 1), gone: false },
        }
    }
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

/// Whether a line is at the depth of a document's own keys, and another in the same document: what is taken away there is
/// missed at one of those that are left.
fn heads_document(text: &str, first: u32, line: u32) -> bool {
    let at = |number: u32| text.lines().nth(number.saturating_sub(1) as usize).unwrap_or_default();
    let (from, to) = (first.min(line), first.max(line));
    let between = text.lines().skip(from as usize).take((to - from) as usize);
    !at(first).is_empty()
        && !at(first).starts_with([' ', '-', '#'])
        && !between.clone().any(|line| line.starts_with("---"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const DIFF: &str = "diff --git a.yaml a.yaml\n--- a.yaml\n+++ a.yaml\n@@ -3 +3,2 @@ x\n-a\n+b\n+c\n@@ -9,2 +9,0 @@\n-d\n-e\n\
                        diff --git b b\n--- b\n+++ /dev/null\n@@ -1 +0,0 @@\n-x\n+++ \"f\\303\\244 \\\"x\\\".yaml\"\n@@ -0,0 +1,5 @@\n+1\n+2\n+3\n+4\n+5\n";

    fn known(of: &[&str]) -> Vec<String> {
        of.iter().map(|path| (*path).to_owned()).collect()
    }

    #[test]
    fn a_diff_is_read() {
        let changed = Changed::of_diff(DIFF, known(&["a.yaml", "b", "c.yaml", "fä \"x\".yaml"]), Root::default());
        let text = "  x: y\n".repeat(12);
        let at = |line: u32| changed.touches("a.yaml", &text, line, line);
        assert_eq!((1..=12).filter(|line| at(*line)).collect::<Vec<_>>(), [3, 4, 9, 10]);
        assert!(changed.touches("a.yaml", &text, 1, 3) && !changed.touches("a.yaml", &text, 5, 8));
        assert!(changed.touches("fä \"x\".yaml", "", 5, 5));
        assert!(!changed.touches("b", "", 1, 1) && !changed.touches("c.yaml", "", 1, 1));
    }

    #[test]
    fn lines_of_a_hunk_head_nothing() {
        let diff = "+++ a\n@@ -1 +1,2 @@\n-x\n+++ b\n+@@ -1 +1 @@\n@@ -9 +9 @@\n-x\n+y\n\\ No newline at end of file\n+++ c\n@@ -0,0 +1 @@\n+z\n";
        let changed = Changed::of_diff(diff, known(&["a", "b", "c"]), Root::default());
        let at = |file: &str| (1..=9).filter(|line| changed.touches(file, " ", *line, *line)).collect::<Vec<_>>();
        assert_eq!((at("a"), at("b"), at("c")), (vec![1, 2, 9], vec![], vec![1]));
    }

    #[test]
    fn what_was_taken_away_is_missed_at_its_key() {
        let text = "spec:\n  containers:\n  - name: a\n    env: []\n    ports: []\n  other: x\n---\na: b\n";
        let changed = |diff: &str| Changed::of_diff(diff, known(&["a"]), Root::default());
        let at = |diff: &str| (1..=8).filter(|l| changed(diff).touches("a", text, *l, *l)).collect::<Vec<_>>();
        assert_eq!(at("+++ a\n@@ -6 +5,0 @@\n-\n"), [1, 2, 3, 5, 6], "the item, all that it is in, and the neighbours");
        assert_eq!(at("+++ a\n@@ -1 +0,0 @@\n-\n"), [1], "a key of the document itself");
    }

    #[test]
    fn what_is_not_known_is_changed_and_links_lead_to_what_is() {
        let mut changed = Changed::of_diff("", known(&["sub/a.yaml", "b.yaml"]), Root::new("/r/sub", "/r"));
        assert!(!changed.touches("a.yaml", "", 7, 8) && !changed.touches("../b.yaml", "", 7, 8));
        assert!(changed.touches("c.yaml", "", 7, 8) && changed.touches("<stdin>", "", 1, 1));
        changed.link("link.yaml", "/r/b.yaml");
        assert!(!changed.touches("link.yaml", "", 7, 8));
    }
}
