//! Shifts for a text that YAML reads, but not as it was meant: where only the schema knows that lines stand in the
//! wrong place, this names the places where they could stand.

use std::ops::Range;

use hashbrown::{HashMap, HashSet};

use super::{Mend, Site, dash, edited, edited_within, indent, line_of, problem_of, shape};
use crate::model::{Finding, Span};

/// Texts beyond that size are left alone.
const LARGEST: usize = 64 * 1024;

/// Lines that are suspected at the most, shifts that are looked at, and those that are named.
const SUSPECTS: usize = 8;
const LOOKED_AT: usize = 128;
const NAMED: usize = 40;

/// What speaks against a shift of the line after the suspected one rather than of that line.
const BESIDE: u32 = 3;

/// The natural ways to indent the lines at the bytes `suspects` of `text`, or those right before or after them, in
/// another way with which it can still be read, or with a dash more or less; the most natural first. Places are bytes of `text`.
pub fn shifts(text: &str, suspects: &[usize]) -> Vec<Finding> {
    if text.len() > LARGEST {
        return Vec::new();
    }
    let mut site = Site::of(text, 0, 0);
    let mut mends: Vec<(u32, Mend)> = Vec::new();
    let mut done = HashSet::new();
    for at in suspects.iter().take(SUSPECTS) {
        let here = line_of(&site.lines, *at);
        let says = |line: &usize| !site.lines[*line].is_idle() && !site.in_text[*line];
        let above = (0..here).rev().find(says);
        let below = (here + 1..site.lines.len()).find(says);
        let lines: Vec<usize> = [Some(here), above, below].into_iter().flatten().filter(says).collect();
        for from in lines {
            if !done.insert(from) {
                continue;
            }
            (site.broken, site.began) = (from, from);
            let mut found = Vec::new();
            indent::of_line(&site, from, &mut found);
            dash::of_line(&site, from, &mut found);
            let beside = if from == here { 0 } else { BESIDE };
            mends.extend(found.into_iter().map(|mend| (3 * mend.cost + beside, mend)));
        }
    }
    mends.sort_by_key(|(cost, mend)| (*cost, mend.span.start));
    mends.truncate(LOOKED_AT);
    let mut odd: HashMap<usize, u32> = HashMap::new();
    for (cost, mend) in &mut mends {
        site.broken = line_of(&site.lines, mend.span.start);
        site.began = site.broken;
        let window = site.window();
        let inside = |(range, _): &(Range<usize>, String)| window.start <= range.start && range.end <= window.end;
        if !mend.edits.iter().all(inside) {
            *cost = u32::MAX;
            continue;
        }
        let odd = *odd.entry(window.start).or_insert_with(|| shape::oddness(&text[window.clone()], site.habit));
        let now = shape::oddness(&edited_within(text, window, &mend.edits), site.habit);
        // What makes the text odder than it is was hardly meant.
        *cost += (2 * now).saturating_sub(odd);
    }
    mends.retain(|(cost, _)| *cost < u32::MAX);
    mends.sort_by_key(|(cost, mend)| (*cost, mend.span.start));
    let reads = |(_, mend): &(u32, Mend)| problem_of(&edited(text, &mend.edits)).is_none();
    mends
        .into_iter()
        .filter(reads)
        .take(NAMED)
        .map(|(_, mend)| mend.told(|r| Span::new(r.start as u32, r.end as u32)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn titles(text: &str, at: &str) -> Vec<String> {
        let made =
            |mut error: Finding| error.fixes.pop().map(|fix| format!("{} ({} lines)", fix.title, fix.edits.len()));
        shifts(text, &[text.find(at).unwrap()]).into_iter().filter_map(made).collect()
    }

    #[test]
    fn the_natural_comes_first_and_what_cannot_be_read_not_at_all() {
        let text = "spec:\n  a: 1\nselector:\n  m:\n    x: y\n  b: 2\n";
        let found = titles(text, "selector");
        assert!(found.contains(&"indent the lines by 2 (3 lines)".to_owned()), "{found:?}");
        assert!(!found.contains(&"indent the line by 4 (1 lines)".to_owned()), "{found:?}");
        let found = titles("metadata:\n  labels:\n    a: b\n    name: c\n", "name");
        assert_eq!(found[0], "indent the line by 2 (1 lines)");
    }

    #[test]
    fn a_run_may_end_before_what_stands_where_it_shall_stand() {
        // The dashes stand at the key's own column, so that the old neighbour looks like a field of the item.
        let text = "spec:\n  a: 1\nlist:\n- b: 2\n  c: 3\n  d: 4\n";
        let found = titles(text, "list");
        assert!(found.contains(&"indent the lines by 2 (3 lines)".to_owned()), "{found:?}");
        assert!(found.contains(&"indent the lines by 2 (4 lines)".to_owned()), "{found:?}");
    }

    #[test]
    fn lines_of_a_text_are_left_alone() {
        let found = titles("a: |\n  b\n  c\n", "c");
        assert!(found.iter().all(|title| title.ends_with("(3 lines)")), "{found:?}");
    }
}
