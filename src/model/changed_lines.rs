//! What edits change in a file, as whole lines: those before and those after.

use super::Edit;

/// Lines that take the place of others.
#[derive(Debug, PartialEq, Eq)]
pub struct ChangedLines {
    /// The first of them, counted from 1.
    pub line: usize,
    /// Those that stand there.
    pub before: Vec<String>,
    /// Those that will.
    pub after: Vec<String>,
}

/// The changes that the edits of one file make in its text, in the order of lines. Edits that meet on a line are one change.
pub fn changed_lines(text: &str, edits: &[&Edit]) -> Vec<ChangedLines> {
    let mut sorted = edits.to_vec();
    sorted.sort_by_key(|edit| (edit.span.start, edit.span.end));
    let mut changes = Vec::new();
    let mut rest = sorted.as_slice();
    while let Some(first) = rest.first() {
        let mut end = line_end(text, first.span.end);
        let meets = |edit: &&Edit| {
            let own = (edit.span.start as usize) <= end;
            if own {
                end = end.max(line_end(text, edit.span.end));
            }
            own
        };
        let many = rest.iter().copied().take_while(meets).count().max(1);
        let (now, later) = rest.split_at(many);
        changes.extend(change(text, now, end));
        rest = later;
    }
    changes
}

/// Where the line ends in which a byte lies.
fn line_end(text: &str, at: u32) -> usize {
    let at = (at as usize).min(text.len());
    text.as_bytes()[at..].iter().position(|byte| *byte == b'\n').map_or(text.len(), |more| at + more)
}

fn change(text: &str, edits: &[&Edit], end: usize) -> Option<ChangedLines> {
    let first = edits.first()?.span.start as usize;
    let start = text.get(..first)?.rfind('\n').map_or(0, |newline| newline + 1);
    let mut after = String::new();
    let mut done = start;
    for edit in edits {
        after.push_str(text.get(done..edit.span.start as usize)?);
        after.push_str(&edit.text);
        done = edit.span.end as usize;
    }
    after.push_str(text.get(done..end)?);
    let lines = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
    let (mut before, mut after) = (lines(text.get(start..end)?), lines(&after));
    let mut line = text.get(..start)?.matches('\n').count() + 1;
    // What is put between lines leaves those around it as they are; those behind come first, as an item is put before another.
    while !before.is_empty() && before.last() == after.last() {
        before.pop();
        after.pop();
    }
    while !before.is_empty() && before.first() == after.first() {
        before.remove(0);
        after.remove(0);
        line += 1;
    }
    Some(ChangedLines { line, before, after })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{FileId, Span};

    #[test]
    fn edits_are_told_as_lines() {
        let edit =
            |start, end, text: &str| Edit { file: FileId(0), span: Span::new(start, end), text: text.to_owned() };
        let told = |edits: &[Edit]| {
            let one = |c: ChangedLines| format!("{} -{} +{}", c.line, c.before.join("|"), c.after.join("|"));
            let edits: Vec<&Edit> = edits.iter().collect();
            changed_lines("a: 1\nb: 2\nc: 3\n", &edits).into_iter().map(one).collect::<Vec<_>>()
        };
        assert_eq!(told(&[edit(8, 9, "4")]), ["2 -b: 2 +b: 4"]);
        assert_eq!(told(&[edit(13, 14, "5"), edit(3, 4, "7")]), ["1 -a: 1 +a: 7", "3 -c: 3 +c: 5"]);
        assert_eq!(told(&[edit(5, 6, "e"), edit(8, 9, "4")]), ["2 -b: 2 +e: 4"]);
        assert_eq!(told(&[edit(5, 5, "x: y\n")]), ["2 - +x: y"]);
        assert_eq!(told(&[edit(4, 4, "\nx: y")]), ["2 - +x: y"]);
        assert_eq!(told(&[edit(5, 5, "b: 2\nx: y\n")]), ["2 - +b: 2|x: y"]);
        assert_eq!(told(&[edit(3, 8, "0")]), ["1 -a: 1|b: 2 +a: 02"]);
        assert_eq!(told(&[edit(15, 15, "d: 4\n")]), ["4 - +d: 4"]);
    }
}
