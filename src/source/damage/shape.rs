//! How natural a document's indentation looks: the measure by which mends are told apart.

use super::lines::{Line, in_text, lines};

/// How a document is indented: by which step, and where its lists stand.
#[derive(Clone, Copy, Debug)]
pub(super) struct Habit {
    /// From a key to the keys below it.
    pub(super) step: usize,
    /// From a key to the dashes below it, where most are alike.
    pub(super) list: Option<usize>,
}

/// The habit of most lines.
pub(super) fn habit(lines: &[Line<'_>]) -> Habit {
    let (mut steps, mut lists) = (<[usize; 9]>::default(), <[usize; 9]>::default());
    let mut previous: Option<&Line<'_>> = None;
    for line in lines.iter().filter(|l| !l.is_idle()) {
        if let Some(step) = previous.filter(|p| p.opens()).and_then(|p| line.indent.checked_sub(p.inner())) {
            let counts = if line.is_item() { &mut lists } else { &mut steps };
            if step < counts.len() {
                counts[step] += 1;
            }
        }
        previous = Some(line);
    }
    // Two is what nearly everybody has: one line that says otherwise may be the one that slipped.
    steps[2] += 1;
    let step = (1..steps.len()).max_by_key(|step| (steps[*step], *step == 2)).unwrap_or_default();
    let list = (0..lists.len()).max_by_key(|step| lists[*step]).filter(|best| {
        let others: usize = lists.iter().sum::<usize>() - lists[*best];
        // A single list may be the one that slipped.
        lists[*best] > others.max(1)
    });
    Habit { step, list }
}

/// How much of the indentation is odd; 0 for a tidy document.
pub(super) fn oddness(text: &str, habit: Habit) -> u32 {
    let lines = lines(text);
    let texts = in_text(&lines);
    let mut odd = 0;
    // Columns of open blocks, and whether each is a list's.
    let mut open: Vec<(usize, bool)> = Vec::new();
    let mut previous: Option<&Line<'_>> = None;
    for (line, in_text) in lines.iter().zip(&texts) {
        if *in_text || line.is_idle() {
            continue;
        }
        let dash = line.is_item();
        if line.content().starts_with(|c: char| c == '\t' || super::space::is_odd(c)) {
            odd += 15;
        }
        if let Some(above) = previous {
            let column = above.inner();
            if line.indent > column {
                if !above.opens() {
                    odd += 6;
                } else if line.indent - column != if dash { habit.list.unwrap_or(habit.step) } else { habit.step } {
                    odd += 3;
                }
            } else if above.opens() && !(dash && line.indent == column) {
                // A key that is left without a value.
                odd += 3;
            } else if above.is_item() && above.key().is_some() && !dash && line.indent == above.indent {
                // An item of a single field, when what follows would fit in it.
                odd += 1;
            } else if above.opens() && habit.list.is_some_and(|list| list != 0) {
                odd += 3;
            }
        }
        while open.last().is_some_and(|(column, _)| *column > line.indent) {
            open.pop();
        }
        match open.last() {
            Some((column, list)) if *column == line.indent => {
                // A key beside dashes, or a dash beside keys that does not hang under one of them.
                let hangs = previous.is_some_and(|p| p.opens() && p.inner() == line.indent);
                if *list && !dash && open.len() > 1 && open[open.len() - 2].0 == line.indent {
                    open.pop();
                } else if *list && !dash {
                    odd += 9;
                } else if !*list && dash {
                    if hangs {
                        open.push((line.indent, true));
                    } else {
                        odd += 9;
                    }
                }
            }
            _ => {
                let deeper = previous.is_none_or(|p| line.indent > p.indent);
                odd += if deeper { 0 } else { 9 };
                open.push((line.indent, dash));
            }
        }
        if dash {
            open.push((line.inner(), false));
        }
        previous = Some(line);
    }
    odd
}
