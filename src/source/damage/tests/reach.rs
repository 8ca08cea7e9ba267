//! How far around the place each kind of damage looks, and what the distance costs.

use super::super::*;
use super::{Kind, problem_of};

/// So many lines that say something, with one in the midst of them.
fn among(before: usize, line: &str, after: usize) -> String {
    format!("{}{line}\n{}", "x: 1\n".repeat(before), "x: 1\n".repeat(after))
}

/// The site at the line `broken`, of something that began at `began`.
fn site(text: &str, broken: usize, began: usize) -> Site<'_> {
    let lines = lines(text);
    Site::of(text, lines[broken].start, lines[began].start)
}

#[test]
fn a_kind_looks_so_far_back() {
    for (kind, reach, line) in [
        (alike::propose as Kind, 400, "– a"),
        (space::propose, 400, "a:\u{a0}b"),
        (quote::propose, 200, "a: \"b"),
        (bracket::propose, 12, "a: [b"),
        (colon::propose, 8, "name:web"),
        (comma::propose, 8, "a: [\"b\" \"c\"]"),
        (dash::propose, 8, "-b: 1"),
        (image::propose, 8, "image: a: b"),
        (plain::propose, 8, "a: *b"),
        (text_block::propose, 8, "a: | b"),
        (trailing::propose, 8, "a: \"b\" c"),
        (tab::propose, 6, "\ta: b"),
    ] {
        // One line further is out of sight, and so is the second line behind the place.
        for (before, after, meant) in [(reach, 0, true), (reach + 1, 0, false), (0, 1, true), (0, 2, false)] {
            let text = among(after, line, before);
            let (broken, _) = if after > 0 { (0, 0) } else { (before, 0) };
            let mut mends = Vec::new();
            kind(&site(&text, broken, broken), &mut mends);
            assert_eq!(!mends.is_empty(), meant, "{line}, {before} lines above and {after} below");
            // What was being read is looked at from its beginning.
            mends.clear();
            kind(&site(&text, broken, 0), &mut mends);
            assert_eq!(!mends.is_empty(), after < 2, "{line}, {before} lines above, where it began");
        }
    }
    let flags = |before: usize| {
        let text = format!("args:\n-c\n{}", "- x\n".repeat(before));
        let mut mends = Vec::new();
        flag::propose(&site(&text, before + 1, before + 1), &mut mends);
        mends.len()
    };
    assert_eq!((flags(8), flags(9)), (1, 0));
    let strays = |before: usize| {
        let text = among(0, "y", before);
        let mut mends = Vec::new();
        stray::propose(&site(&text, before, before), &mut mends);
        mends.iter().any(|mend| mend.span.start == 0)
    };
    assert_eq!((strays(3), strays(4)), (true, false));
    let indents = |before: usize| {
        let text = among(0, "   y", before);
        let mut mends = Vec::new();
        indent::propose(&site(&text, before, before), &mut mends);
        mends.iter().any(|mend| mend.span.start == 3)
    };
    assert_eq!((indents(8), indents(9)), (true, false));
}

#[test]
fn lines_around_a_place() {
    let text = "a: 1\n\n# x\nb: 1\n\nc: 1\n#\nd: 1\n";
    let here = site(text, 5, 5);
    let content = |line: Option<&Line<'_>>| line.map(|line| line.text.to_owned());
    assert_eq!(here.near(4).collect::<Vec<_>>(), [5, 3]);
    assert_eq!(here.near(5).collect::<Vec<_>>(), [5, 3, 0]);
    assert_eq!(here.near(100).collect::<Vec<_>>(), [5, 3, 0]);
    assert_eq!(content(here.above(5)).as_deref(), Some("b: 1"));
    assert_eq!(content(here.above(0)), None);
    assert_eq!(content(here.below(5)).as_deref(), Some("d: 1"));
    assert_eq!(content(here.below(7)), None);
    // Behind the last line that says something there is no place, and nothing began behind the place.
    let end = Site::of(text, text.len(), text.len());
    assert_eq!((end.broken, end.began), (7, 7));
    let behind = site(text, 3, 5);
    let empty = Site::of("\n\n\n", 2, 2);
    assert_eq!((empty.broken, empty.began), (0, 0));
    assert_eq!((behind.broken, behind.began), (3, 3));
    let problem = problem_of("a: 1\nb: [c\nd: 1\ne: 1\n").unwrap();
    let of = Site::new("a: 1\nb: [c\nd: 1\ne: 1\n", &problem);
    assert_eq!((of.broken, of.began), (2, 1));
}

#[test]
fn the_distance_costs() {
    let text = among(0, "y", 60);
    let here = site(&text, 30, 10);
    let cost = |at| here.distance(at);
    assert_eq!([0, 1, 2, 3, 5, 6, 9, 12].map(|n| cost(30 + n)), [0, 0, 0, 1, 1, 2, 3, 4]);
    assert_eq!([0, 1, 2, 3, 5, 6, 9].map(|n| cost(10 - n)), [0, 0, 0, 1, 1, 2, 3]);
    assert_eq!([13, 15, 27].map(|n| cost(30 + n)), [4, 4, 4]);
    assert_eq!((cost(19), cost(20), cost(21)), (3, 3, 3));
}

#[test]
fn so_much_is_looked_at() {
    let text = among(0, "y: 1", 999);
    let lines = |(began, broken): (usize, usize)| {
        let window = site(&text, broken, began).window();
        (window.start / 5, window.end / 5)
    };
    assert_eq!(lines((200, 210)), (50, 361));
    assert_eq!(lines((150, 150)), (0, 301));
    assert_eq!(lines((10, 10)), (0, 161));
    assert_eq!(lines((900, 900)).1, 1000);
}

#[test]
fn what_lies_further_off_costs_more() {
    for (kind, line, further, more) in [
        (bracket::propose as Kind, "a: [b", 6, 2),
        (colon::propose, "name:web", 6, 2),
        (colon::propose, "a=b", 6, 2),
        (colon::propose, "a b", 6, 2),
        (comma::propose, "a: [\"b\" \"c\"]", 6, 2),
        (comma::propose, "\"b\"\n\"c\"", 6, 2),
        (dash::propose, "-b: 1", 6, 2),
        (image::propose, "image: a: b", 6, 2),
        (plain::propose, "a: *b", 6, 2),
        (quote::propose, "a: \"b", 3, 0),
        (quote::propose, "a: \"b", 6, 1),
        (quote::propose, "a: \"b", 12, 2),
        (stray::propose, "b", 3, 2),
        (trailing::propose, "a: b,", 6, 2),
        (trailing::propose, "a:# b", 6, 2),
        (indent::propose, "  b: 1", 6, 2),
    ] {
        let costs = |further: usize| {
            let text = among(0, line, further);
            let mut mends = Vec::new();
            kind(&site(&text, further, further), &mut mends);
            let first = mends.iter().filter(|mend| line_of(&lines(&text), mend.span.start) == 0);
            first.map(|mend| mend.cost).min()
        };
        let near = costs(0).unwrap_or_else(|| panic!("nothing is proposed for {line}"));
        assert_eq!(costs(further), Some(near + more), "{line}, {further} lines above");
    }
}

#[test]
fn a_long_run_is_moved_as_far_as_is_looked_at() {
    // Three for any move, one for each line up to eight, and the distance.
    for (run, cost) in [
        (7, Some(3 + 7 + 2)),
        (8, Some(3 + 8 + 2)),
        (9, Some(3 + 8 + 3)),
        (AROUND, Some(3 + 8 + 4)),
        (AROUND + 1, None),
    ] {
        let text = format!("a:\n{}  c: 1\n", "    b: 1\n".repeat(run));
        let mut mends = Vec::new();
        indent::propose(&site(&text, run + 1, run + 1), &mut mends);
        let whole = mends.iter().filter(|mend| mend.edits.len() == run && mend.span.start == 7);
        assert_eq!(whole.map(|mend| mend.cost).min(), cost, "{run}");
    }
}
