//! How far in lines belong that fell out of a text: what the text is, nobody says, but what opens and what closes is much the
//! same in scripts, programs and configurations.

use std::ops::Range;

use super::lines::Line;

/// Lines that fell out of a text, and others between them.
pub(super) struct Back<'b, 't> {
    pub(super) lines: &'b [Line<'t>],
    /// The column of the text.
    pub(super) column: usize,
    /// From what opens to what is inside of it.
    pub(super) step: usize,
    /// The lines of the text above them.
    pub(super) above: &'b [Line<'t>],
}

impl Back<'_, '_> {
    /// The changes that bring them back: all by as much (`uniform`), or each run of those that stand too far out by itself.
    pub(super) fn edits(&self, uniform: bool) -> Option<Vec<(Range<usize>, String)>> {
        let says = |l: &&Line<'_>| !l.text.trim().is_empty();
        let mut edits = Vec::new();
        let mut above = self.above.iter().rfind(says).map(|line| (line.indent, line.content()));
        let mut at = 0;
        while at < self.lines.len() {
            let run = if uniform { self.lines.len() - at } else { self.run(at) };
            let own = &self.lines[at..at + run];
            if let Some(first) = own.iter().find(says) {
                let meant = if uniform { self.column } else { self.meant(above, first) };
                let least = own.iter().filter(says).map(|l| l.indent).min()?;
                let by = (meant as isize - first.indent as isize).max(self.column as isize - least as isize);
                let column = |l: &Line<'_>| l.indent.saturating_add_signed(by);
                let edit = |l: &Line<'_>| (l.start..l.start + l.indent, " ".repeat(column(l)));
                edits.extend(own.iter().filter(says).map(edit));
                above = own.iter().rfind(says).map(|l| (column(l), l.content()));
                at += run;
            } else {
                let line = &self.lines[at];
                above = if line.text.trim().is_empty() { above } else { Some((line.indent, line.content())) };
                at += 1;
            }
        }
        (!edits.is_empty()).then_some(edits)
    }

    /// So many lines from `at` on stand too far out, with those inside of what they open.
    fn run(&self, at: usize) -> usize {
        let mut opened: Option<usize> = None;
        let belongs = |line: &&Line<'_>| {
            let blank = line.text.trim().is_empty();
            let out = line.indent < self.column;
            // What stands where it should is no longer part of what slipped.
            let inside = opened.is_some_and(|column| line.indent > column && line.indent <= column + 4);
            if !blank && (out || inside) && opens(line.content()) {
                opened = Some(line.indent);
            }
            blank || out || inside
        };
        self.lines[at..].iter().take_while(belongs).count()
    }

    /// The column that a line was meant to have below the one above it.
    fn meant(&self, above: Option<(usize, &str)>, line: &Line<'_>) -> usize {
        let Some((indent, text)) = above else { return self.column };
        // What a script hands on lies where its reader wants it.
        if text.contains("<<") {
            return self.column;
        }
        let meant = match (opens(text), closes(line.content())) {
            (true, false) => indent + self.step,
            (false, true) => {
                let around = self.above.iter().rfind(|l| !l.text.trim().is_empty() && l.indent < indent);
                around.map_or(indent.saturating_sub(self.step), |l| l.indent)
            }
            _ => indent,
        };
        meant.max(self.column)
    }
}

/// Whether what follows a line lies inside of it.
fn opens(line: &str) -> bool {
    let line = line.trim_end();
    line.ends_with(['{', '[', '(']) || matches!(line.rsplit(' ').next(), Some("then" | "do" | "else"))
}

/// Whether a line ends what another one opened.
fn closes(line: &str) -> bool {
    let word = line.split([' ', ';']).next().unwrap_or_default();
    line.starts_with(['}', ']', ')']) || matches!(word, "fi" | "done" | "esac" | "else" | "elif")
}
