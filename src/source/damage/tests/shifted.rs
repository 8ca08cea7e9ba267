//! Shifts for a text that YAML reads, but not as it was meant.

use super::super::{lines::lines, shifts};

/// What is named for a text where the bytes of its marks are suspected: `line→column×lines`, or what is done to a dash.
fn named(marked: &str) -> String {
    let text = marked.replace('‸', "");
    let suspects: Vec<usize> =
        marked.match_indices('‸').enumerate().map(|(n, (at, _))| at - n * '‸'.len_utf8()).collect();
    let line = |at: u32| text[..at as usize].matches('\n').count() + 1;
    let told = shifts(&text, &suspects).into_iter().map(|finding| {
        let fix = &finding.fixes[0];
        let (first, lines) = (&fix.edits[0], fix.edits.len());
        let at = line(finding.span.start);
        if fix.title.starts_with("indent") {
            format!("{at}→{}×{lines}", first.text.len())
        } else {
            format!("{at} {}", fix.title)
        }
    });
    let mut all: Vec<String> = Vec::new();
    told.for_each(|one| {
        if !all.contains(&one) {
            all.push(one)
        }
    });
    all.join(", ")
}

/// Texts, and what is named for each, the most natural first.
const NAMED: &[(&str, &str)] = &[
    ("spec:\n  a: 1\n‸selector:\n  m:\n    x: y\n  b: 2\n", "3→2×4, 3→2×3, 3→2×1, 2→0×1, 4→0×2, 4→0×3, 4→4×3"),
    ("metadata:\n  labels:\n    a: b\n    ‸name: c\n", "4→2×1, 4→0×1, 3→2×2, 3→0×2"),
    ("a:\n  b: 1\n‸c: 1\nd: 1\n", "3→2×1, 3→2×2, 2→0×1"),
    ("a:\n  b:\n  ‸c: 1\n  d: 1\n", "3→4×1, 3→4×2, 2→0×1, 3→0×2, 4→0×1, 2→0×3"),
    ("a:\n  - b: 1\n    c: 1\n‸d: 1\n", "3 put `- ` before it, 4→4×1, 3→0×1"),
    ("a:\n- b: 1\n‸c: 1\n", "2 remove the dash, 3→2×1, 2→2×1, 3 put `- ` before it"),
    ("a: 1\n\n# x\n‸\nb: 1\n", ""),
    ("a: |\n  b\n  ‸c\nd: 1\n", "1→2×4"),
    ("‸a: 1\nb: 1\n", ""),
    ("a: 1\n‸b: 1", ""),
    ("a:\n  ‸b: 1\n‸c:\n  d: 1\n", "3→2×2, 1→2×4, 2→0×1, 3→2×1, 4→0×1"),
];

#[test]
fn natural_ways_to_indent_a_suspect() {
    let mut wrong = Vec::new();
    for (text, meant) in NAMED {
        let found = named(text);
        if found != *meant {
            wrong.push(format!("({text:?}, {found:?}),"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_large_text_is_left_alone() {
    let of = |len: usize| {
        let text = "a:\n  b: 1\nc: 1\n";
        shifts(&format!("{text}#{}", "#".repeat(len - text.len() - 1)), &[10]).len()
    };
    assert!(of(64 * 1024) > 0);
    assert_eq!(of(64 * 1024 + 1), 0);
}

#[test]
fn no_more_than_eight_places_are_suspected() {
    let text = "a:\n  b: 1\n".repeat(30);
    let starts: Vec<usize> = lines(&text).iter().map(|line| line.start).collect();
    let places = |suspects: usize| {
        let chosen: Vec<usize> = (0..suspects).map(|n| starts[6 * n + 2]).collect();
        let named = shifts(&text, &chosen);
        assert!(named.len() <= 40);
        named.iter().map(|f| f.span.start as usize).max().is_some_and(|last| last >= starts[6 * (suspects - 1)])
    };
    assert_eq!((places(8), places(9)), (true, false));
}
