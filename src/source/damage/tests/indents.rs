//! Lines indented too much or too little.

use super::super::indent;
use super::{check_words, mends};

/// Each move as `line→column×lines+cost`, those told twice told once.
fn moves(marked: &str) -> String {
    let (text, mends) = mends(indent::propose, marked);
    let line = |at: usize| text[..at].matches('\n').count() + 1;
    let mut told: Vec<String> = Vec::new();
    for mend in mends {
        let lines = mend.edits.len();
        let last = mend.edits[lines - 1].0.start;
        assert_eq!(mend.title.contains("the lines"), lines > 1, "{}", mend.title);
        assert_eq!(line(last), line(mend.edits[0].0.start) + text[mend.edits[0].0.start..last].matches('\n').count());
        let one = format!("{}→{}×{lines}+{}", line(mend.span.start), mend.edits[0].1.len(), mend.cost);
        if !told.contains(&one) {
            told.push(one);
        }
    }
    told.join(" ")
}

/// Texts, and the moves that are proposed for them.
const MOVES: &[(&str, &str)] = &[
    // One line.
    (
        "a:\n  b: 1\n   c: 2‸\n  d: 3\n",
        "4→0×1+4 4→3×1+4 3→0×1+5 3→2×1+4 2→0×2+4 2→0×1+4 2→0×3+5 2→1×2+4 2→1×1+4 2→1×3+5 2→3×2+4 2→3×1+4 2→3×3+5 1→2×4+4 1→2×1+4 1→2×2+4 1→2×3+4",
    ),
    ("a:\n  b: 1\n c: 2‸\n", "3→0×1+4 3→2×1+4 2→0×1+4 2→1×1+4 1→2×3+4 1→2×1+4 1→2×2+4"),
    ("a:\n    b: 1\n  c: 2‸\n", "3→0×1+4 3→4×1+4 2→0×1+5 2→2×1+4 1→2×3+4 1→2×1+4 1→2×2+4 1→4×3+5 1→4×1+5 1→4×2+5"),
    ("a:\n- b: 1\n   c‸\n", "3→0×1+5 3→2×1+4 3→4×1+4 2→1×2+4 2→1×1+4 2→2×2+4 2→2×1+4 2→3×2+5 2→3×1+5"),
    ("a:\n  b:\n  c: 1‸\n", "3→0×1+4 3→4×1+4 2→0×1+4 2→0×2+5 1→2×3+4 1→2×1+4 1→2×2+4"),
    ("a: 1\n      b‸\n", "2→0×1+6 1→4×2+5 1→4×1+5 1→6×2+6 1→6×1+6"),
    ("a: 1\n  - b: 1‸\n", "2→0×1+4 1→2×2+4 1→2×1+4"),
    // With what hangs below it, and with its siblings.
    (
        "a:\n  b: 1\n   c:‸\n     d: 1\n\n     e: 1\n  f: 1\n",
        "4→0×1+6 4→0×2+7 4→2×1+5 4→2×2+6 4→3×1+4 4→3×2+5 3→0×3+5 3→0×1+5 3→0×2+5 3→2×3+4 3→2×1+4 3→2×2+4 3→5×3+4 3→5×1+4 3→5×2+4 2→0×4+4 2→0×1+4 2→0×5+5 2→1×4+4 2→1×1+4 2→1×5+5 2→3×4+4 2→3×1+4 2→3×5+5 1→2×6+4 1→2×1+4 1→2×2+4 1→2×5+4",
    ),
    (
        "a:\n  b: 1\nc:‸\n    d: 1\n    e: 1\n    f: 1\n",
        "4→0×1+5 4→0×3+7 4→2×1+4 4→2×3+6 3→2×4+4 3→2×1+4 3→2×2+4 3→2×3+4 3→4×4+5 3→4×1+5 3→4×2+5 3→4×3+5 2→0×1+4 1→2×2+4 1→2×1+4 1→2×6+5",
    ),
    (
        "a:\n - b: 1\n   c: 1‸\n d: 1\n",
        "4→0×1+4 4→3×1+4 3→0×1+5 3→1×1+4 3→5×1+4 2→0×2+4 2→0×1+4 2→0×3+5 2→2×2+4 2→2×1+4 2→2×3+5 2→3×2+4 2→3×1+4 2→3×3+5 1→1×4+4 1→1×1+4 1→1×2+4 1→1×3+4",
    ),
    // At most four of what hangs below goes with it.
    (
        "a:\n  b: 1\n   c:‸\n    d: 1\n    e: 1\n     f: 1\n    g: 1\n    h: 1\n    i: 1\n    j: 1\n",
        "4→0×1+5 4→0×7+10 4→2×1+4 4→2×7+9 4→3×1+4 4→3×7+9 4→5×1+4 4→5×7+9 3→0×8+5 3→0×1+5 3→0×2+5 3→0×4+5 3→0×5+5 3→0×6+5 3→2×8+4 3→2×1+4 3→2×2+4 3→2×4+4 3→2×5+4 3→2×6+4 3→4×8+4 3→4×1+4 3→4×2+4 3→4×4+4 3→4×5+4 3→4×6+4 3→4×7+4 2→0×9+4 2→0×1+4 2→1×9+4 2→1×1+4 2→3×9+4 2→3×1+4 1→2×10+4 1→2×1+4 1→2×2+4",
    ),
    // Before what stands there already.
    (
        "a:\n  b:\n c:‸\n  d: 1\n  e: 1\n x: 1\n",
        "4→0×1+4 4→0×2+5 4→1×1+4 4→1×2+5 4→3×1+4 4→3×2+5 3→0×3+4 3→0×1+4 3→0×2+4 3→0×4+5 3→2×3+4 3→2×1+4 3→2×2+4 3→2×4+5 3→4×3+5 3→4×1+5 3→4×2+5 3→4×4+6 2→0×1+4 2→1×1+4 1→2×6+4 1→2×1+4 1→2×2+4 1→2×4+4 1→2×3+4",
    ),
    (
        "a:\n  b:\nc:‸\n- d: 1\n  e: 1\n- f\ng: 1\n  h: 1\n",
        "4→2×2+4 4→2×1+4 4→2×5+6 3→2×1+4 3→2×6+7 3→2×2+5 3→4×1+5 3→4×6+8 2→0×1+4 1→2×2+4 1→2×1+4 1→2×8+8",
    ),
    (
        "a:\n  b:\n- c:‸\n  d: 1\n- e: 1\n",
        "4→0×1+4 4→4×1+4 3→2×2+4 3→2×1+4 3→2×3+5 3→4×2+5 3→4×1+5 3→4×3+6 2→0×1+4 1→2×2+4 1→2×1+4 1→2×5+6 1→2×3+5",
    ),
    // Into a text nothing moves, and no line of one.
    ("a: |\n  b\nc: 1‸\n", "1→2×2+4 1→2×1+4 1→2×3+5 2→0×1+4"),
    ("a:\n  b: |\n    x\n c: 1‸\n", "4→0×1+4 4→2×1+4 2→4×2+4 2→4×1+4 1→2×4+4 1→2×1+4 1→2×3+4 2→1×2+4"),
    ("a: |\n  b‸\n", "1→2×2+4 1→2×1+4"),
    ("a: |\n  b\nc: 1‸\n  d: 1\n", "4→0×1+4 1→2×2+4 1→2×1+4 1→2×4+5 2→0×1+4"),
    ("a: |\n  b\n\n# c\nc: 1‸\n  d: 1\n", "6→0×1+4 1→2×3+5 1→2×1+4 1→2×5+6"),
    // The block above the place.
    (
        "a:\n    b: 1\n    c: 1\n\n  d: 1‸\n",
        "5→0×1+4 5→4×1+4 3→0×1+5 3→2×1+4 2→0×1+6 2→0×2+7 2→2×1+5 2→2×2+6 1→2×4+4 1→2×1+4 1→2×3+4 1→4×4+5 1→4×1+5 1→4×3+5 1→4×2+5",
    ),
    ("      b: 1\n   c: 1‸\n", "2→0×1+5 2→6×1+5 1→0×1+6 1→1×1+6 1→3×1+5"),
    (
        "  x: 1\n\n      b: 1\n   c: 1‸\n",
        "4→0×1+5 4→2×1+4 4→6×1+5 3→0×1+6 3→1×1+6 3→2×1+5 3→3×1+5 1→0×3+4 1→0×1+4 1→0×2+4 1→4×3+4 1→4×1+4 1→4×2+4 1→6×3+5 1→6×1+5 1→6×2+5",
    ),
    // Far moves.
    ("a: 1\n  b‸\nc: 1\n", "3→2×1+4 2→0×1+4 1→2×2+4 1→2×1+4 1→2×3+5"),
    ("a: 1\n   b‸\nc: 1\n", "3→3×1+5 2→0×1+5 1→1×2+4 1→1×1+4 1→1×3+5 1→3×2+5 1→3×1+5 1→3×3+6"),
    ("a: 1\n    b‸\nc: 1\n", "3→4×1+5 2→0×1+5 1→2×2+4 1→2×1+4 1→2×3+5 1→4×2+5 1→4×1+5 1→4×3+6"),
    ("a: 1\n     b‸\nc: 1\n", "3→5×1+6 2→0×1+6 1→3×2+5 1→3×1+5 1→3×3+6 1→5×2+6 1→5×1+6 1→5×3+7"),
];

#[test]
fn lines_move_to_where_they_could_stand() {
    let mut wrong = Vec::new();
    for (text, meant) in MOVES {
        let found = moves(text);
        if found != *meant {
            wrong.push(format!("({text:?}, {found:?}),"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_words_tell_how_far() {
    check_words(
        indent::propose,
        &[(
            "a: 1\n   b:‸\n     c: 1\n",
            &[
                "syntax/indentation: this line is indented by 5, but 0 would fit: 5 too much",
                "syntax/indentation: this line is indented by 5, but 3 would fit: 2 too much",
                "syntax/block-indentation: these 2 lines are indented by 3 too much",
                "syntax/indentation: this line is indented by 3, but 0 would fit: 3 too much",
                "syntax/block-indentation: these 2 lines are indented by 2 too little",
                "syntax/indentation: this line is indented by 3, but 5 would fit: 2 too little",
                "syntax/block-indentation: these 3 lines are indented by 1 too little",
                "syntax/indentation: this line is indented by 0, but 1 would fit: 1 too little",
                "syntax/block-indentation: these 3 lines are indented by 3 too little",
                "syntax/indentation: this line is indented by 0, but 3 would fit: 3 too little",
            ],
        )],
    );
}

#[test]
fn what_a_move_points_at() {
    for (text, from, to) in [("a: 1\n   b: c‸\n", 8, 10), ("a: 1\n   b c  ‸\n", 8, 11), ("a: 1\n   b: c: d‸\n", 8, 10)]
    {
        let (_, mends) = mends(indent::propose, text);
        assert_eq!(mends[0].span, from..to, "{text}");
    }
}

#[test]
fn of_many_columns_the_nearest_are_tried() {
    let deep: String = (0..30).map(|n| format!("{}a:\n", " ".repeat(n))).collect();
    let text = format!("{deep}{}b‸\n", " ".repeat(33));
    let (_, mends) = mends(indent::propose, &text);
    let at = deep.len() + 33;
    let columns: Vec<usize> =
        mends.iter().filter(|mend| mend.span.start == at).map(|mend| mend.edits[0].1.len()).collect();
    assert_eq!((columns.first(), columns.last()), (Some(&7), Some(&30)), "{columns:?}");
}
