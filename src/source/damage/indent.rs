//! A line, or a run of lines, indented too much or too little.

use super::lines::Line;
use super::{Mend, Site};
use crate::model::{Layer, Rule};

/// `syntax/block-indentation`
pub(crate) static BLOCK_INDENTATION: Rule = Rule::error(
    Layer::Syntax,
    "syntax/block-indentation",
    "Several lines shifted together",
    "Lines that belong together begin at the same column. Here a run of lines lies further in or out than its \
     neighbours, so that it belongs to nothing. Shift the run as a whole.",
    "a:\n  b: 1\n    c: 2\n    d: 3\n  e: 4\n",
    "a:\n  b: 1\n  c: 2\n  d: 3\n  e: 4\n",
);

/// `syntax/indentation`
pub(crate) static INDENTATION: Rule = Rule::error(
    Layer::Syntax,
    "syntax/indentation",
    "A line indented too much or too little",
    "Lines that belong together begin at the same column; what belongs to a key stands further in than the key. This \
     line does neither.",
    "a:\n  b: 1\n   c: 2\n  d: 3\n",
    "a:\n  b: 1\n  c: 2\n  d: 3\n",
);

/// Columns that are tried at the most, the nearest to where a line stands.
const COLUMNS: usize = 24;

/// The columns at which line `at` could stand: those of the open blocks above, one step below the line
/// before it, and that of the line after it.
pub(super) fn columns(site: &Site<'_>, at: usize) -> Vec<usize> {
    let mut open: Vec<usize> = vec![0];
    for line in site.lines[..at].iter().enumerate().filter(|(i, l)| !site.in_text[*i] && !l.is_idle()).map(|(_, l)| l) {
        open.retain(|column| *column < line.indent);
        open.push(line.indent);
        if line.is_item() {
            open.push(line.inner());
        }
    }
    if let Some(above) = site.above(at)
        && (above.opens() || above.is_item())
    {
        open.push(above.inner() + site.habit.step);
    }
    if let Some(below) = site.below(at) {
        open.push(below.indent);
        open.push(below.indent.saturating_sub(site.habit.step));
    }
    open.sort_unstable();
    open.dedup();
    let own = site.lines[at].indent;
    open.sort_by_key(|column| column.abs_diff(own));
    open.truncate(COLUMNS);
    open.sort_unstable();
    open
}

pub(super) fn propose(site: &Site<'_>, mends: &mut Vec<Mend>) {
    for at in site.near(8).filter(|at| !site.in_text[*at]) {
        of_line(site, at, mends);
    }
    whole_block(site, mends);
}

/// The line, and what may go with it, at each other column where it could stand.
pub(super) fn of_line(site: &Site<'_>, at: usize, mends: &mut Vec<Mend>) {
    let ends = run_ends(site, at);
    for column in columns(site, at).into_iter().filter(|c| *c != site.lines[at].indent) {
        let in_place = ends_in_place(site, at, column);
        for end in ends.iter().chain(in_place.iter().filter(|end| !ends.contains(end))) {
            mends.extend(shift(site, at, *end, column));
        }
    }
}

/// Lines right of a run, already where it shall stand, before which it may end.
const IN_PLACE: usize = 24;

/// Where a run that begins at `at` and shall stand further in at `column` may end (exclusive): before every line that stands
/// there already. What was moved to the left took the place of what stands below its neighbours, so that those below it now
/// look like a part of it. The longest comes first: what hangs below a line goes with it where nothing speaks against it.
fn ends_in_place(site: &Site<'_>, at: usize, column: usize) -> Vec<usize> {
    let first = &site.lines[at];
    if column <= first.indent {
        return Vec::new();
    }
    // The dashes below a key may stand at its own column.
    let hangs = |l: &Line<'_>| l.indent > first.indent || l.indent == first.indent && l.is_item() && !first.is_item();
    let says = |i: &usize| !site.lines[*i].is_idle() && !site.in_text[*i];
    let below = (at + 1..site.lines.len()).filter(says).take_while(|i| hangs(&site.lines[*i]));
    let mut ends: Vec<usize> = below.filter(|i| site.lines[*i].indent == column).take(IN_PLACE).collect();
    ends.reverse();
    ends
}

/// Entries below a line that may go with it while the others stay.
const CHILDREN: usize = 4;

/// Where a run of lines that begins at `at` may end (exclusive): with what hangs below the line, which comes first as it goes
/// with it where nothing speaks against that, with the line itself, with its siblings, with the line before the broken one.
fn run_ends(site: &Site<'_>, at: usize) -> Vec<usize> {
    let indent = site.lines[at].indent;
    let end_where = |stop: &dyn Fn(&Line<'_>) -> bool| {
        let rest = site.lines[at + 1..].iter();
        at + 1 + rest.take_while(|l| l.is_idle() || !stop(l)).count()
    };
    let whole = end_where(&|l| l.indent <= indent);
    let mut ends = vec![at + 1, whole, end_where(&|l| l.indent < indent)];
    if site.broken > at {
        ends.push(site.broken);
    } else if site.broken == at {
        // With the first of what hangs below it, the others may be its siblings.
        let below = (at + 1..site.lines.len()).filter(|i| !site.lines[*i].is_idle() && !site.in_text[*i]);
        let mut children = below.take_while(|i| site.lines[*i].indent > indent);
        if let Some(first) = children.next() {
            ends.extend(children.filter(|i| site.lines[*i].indent <= site.lines[first].indent).take(CHILDREN));
        }
    }
    ends.sort_unstable_by_key(|end| (*end != whole, *end));
    ends.dedup();
    ends
}

/// The block before the broken line that lies further in than it, shifted as a whole to meet it.
fn whole_block(site: &Site<'_>, mends: &mut Vec<Mend>) {
    let broken = &site.lines[site.broken];
    let mut first = None;
    for at in (0..site.broken).rev().filter(|at| !site.lines[*at].is_idle()) {
        if site.lines[at].indent <= broken.indent {
            break;
        }
        first = Some(at);
    }
    if let Some(first) = first {
        for column in columns(site, first).into_iter().chain([broken.indent]).filter(|c| *c != site.lines[first].indent)
        {
            mends.extend(shift(site, first, site.broken, column));
        }
    }
}

/// How far a line with all that hangs below it lies from where the grammar gave up.
fn distance(site: &Site<'_>, from: usize) -> u32 {
    let indent = site.lines[from].inner();
    let below = site.lines[from + 1..].iter().take_while(|l| l.is_idle() || l.indent > indent).count();
    if (from..=from + below + 1).contains(&site.broken) { 0 } else { site.distance(from) }
}

/// Whether a line would become part of the text that ends above it: then it says nothing any more.
fn into_text(site: &Site<'_>, from: usize, column: usize) -> bool {
    let above = (0..from).rev().find(|at| !site.in_text[*at] && !site.lines[*at].is_idle());
    above.is_some_and(|head| site.lines[head].opens_text() && column > site.lines[head].indent)
}

/// Whether the text that the moved lines `from..to` end in, `out` columns further out, would take a key in that follows it.
fn takes_a_key(site: &Site<'_>, from: usize, to: usize, out: usize) -> bool {
    let is_text = |at: &usize| site.in_text[*at] || site.lines[*at].is_idle();
    let Some(next) = (to..site.lines.len()).find(|at| !is_text(at)) else { return false };
    let Some(head) = (from..to).rev().find(|at| !is_text(at)) else { return false };
    let (line, head) = (&site.lines[next], &site.lines[head]);
    head.opens_text() && line.key().is_some() && line.indent + out > head.indent
}

/// Moves the lines `from..to` so that the first stands at `column`.
fn shift(site: &Site<'_>, from: usize, to: usize, column: usize) -> Option<Mend> {
    let first = &site.lines[from];
    let out = first.indent.saturating_sub(column);
    if into_text(site, from, column) || out > 0 && takes_a_key(site, from, to, out) {
        return None;
    }
    let mut edits = Vec::new();
    let (mut count, mut units) = (0, 0);
    let window = site.window();
    for line in site.lines[from..to.min(site.lines.len())].iter().filter(|l| !l.text.trim().is_empty()) {
        let indent = (line.indent + column).checked_sub(first.indent)?;
        // What lies further off is not looked at, however many lines that would be.
        if line.start < window.start || line.start + line.indent > window.end {
            return None;
        }
        edits.push((line.start..line.start + line.indent, " ".repeat(indent)));
        count += 1;
        // What hangs below a line goes with it.
        units += u32::from(line.indent <= first.indent);
    }
    let (much, by) = match first.indent.checked_sub(column) {
        Some(by) => ("much", by),
        None => ("little", column - first.indent),
    };
    let message = if count == 1 {
        format!("this line is indented by {}, but {column} would fit: {by} too {much}", first.indent)
    } else {
        format!("these {count} lines are indented by {by} too {much}")
    };
    let end = first.content_start() + first.content().find(": ").map_or(first.content().trim_end().len(), |i| i + 1);
    let far = u32::from(by > 2) + u32::from(by > 4);
    Some(Mend {
        span: first.content_start()..end.max(first.content_start() + 1).min(site.text.len()),
        edits,
        rule: if count == 1 { &INDENTATION } else { &BLOCK_INDENTATION },
        message,
        help: "lines that belong together begin at the same column; what belongs to a key stands further in than the key",
        title: format!("indent {} by {column}", if count == 1 { "the line" } else { "the lines" }),
        cost: 3 + units.min(8) + far + distance(site, from),
    })
}
