//! Tabs, blanks that are none, and signs that only look like YAML's.

use super::super::{Alike, alike, space, tab};
use super::{Row, check, check_words};

#[test]
fn signs_that_look_alike() {
    let found = |text: &str| -> Vec<String> {
        let told = |a: Alike| format!("{}-{} `{}` {}", a.range.start, a.range.end, a.text, a.rule.id);
        alike(text).into_iter().map(told).collect()
    };
    for (text, meant) in [
        ("– b", &["0-3 `-` syntax/odd-dash"] as &[_]),
        ("–b", &[]),
        ("–", &[]),
        ("  –   b", &["2-5 `-` syntax/odd-dash"]),
        ("- –  c", &["2-5 `-` syntax/odd-dash"]),
        ("-  • - – c", &["3-6 `-` syntax/odd-dash", "9-12 `-` syntax/odd-dash"]),
        ("– b：c", &["0-3 `-` syntax/odd-dash", "5-8 `: ` syntax/odd-colon"]),
        ("b：", &["1-4 `:` syntax/odd-colon"]),
        ("b： c", &["1-4 `:` syntax/odd-colon"]),
        ("  b：c", &["3-6 `: ` syntax/odd-colon"]),
        ("\"b\"﹕c", &["3-6 `: ` syntax/odd-colon"]),
        ("'b'∶ c", &["3-6 `:` syntax/odd-colon"]),
        ("b c：d", &[]),
        ("b: c：d", &[]),
        ("：d", &[]),
        ("a: |\n  – b\n  c：d\ne：f", &["22-25 `: ` syntax/odd-colon"]),
    ] {
        assert_eq!(found(text), meant, "{text}");
    }
    assert_eq!(alike("– b")[0].message, "`–` (U+2013) stands where a list item's `-` must be");
    assert_eq!(alike("b：c")[0].message, "`：` (U+FF1A) stands where a key's `:` must be");
}

#[test]
fn signs_that_look_alike_are_replaced() {
    check(
        super::super::alike::propose,
        &[
            ("a:\n  - b\n  – c‸\n", &["3:3-6 +0 replace it by `-` | a:\n  - b\n  - c\n"]),
            ("a:\n  b：c‸\n", &["2:4-7 +0 replace it by `:` | a:\n  b: c\n"]),
            (
                "a: “x”‸\n",
                &[
                    "1:4-7 +0 replace it by `\"` | a: \"x\"\n",
                    "1:4-7 +0 replace it by `'` | a: 'x'\n",
                    "1:4-7 +1 remove it | a: x\n",
                ],
            ),
            ("a: |\n  “x”\n  – y‸\n", &[]),
            ("a: x‸\n", &[]),
        ],
    );
}

#[test]
fn blanks_that_are_none() {
    check(
        space::propose,
        &[
            (
                "a:\n  b: 1\n\u{a0} c: 2‸\n",
                &[
                    "3:1-3 +0 replace it by a space | a:\n  b: 1\n  c: 2\n",
                    "3:1-3 +1 indent the line with 0 spaces | a:\n  b: 1\nc: 2\n",
                    "3:1-3 +1 indent the line with 2 spaces | a:\n  b: 1\n  c: 2\n",
                ],
            ),
            ("a:\n  b:\u{a0}1‸\n", &["2:5-7 +0 replace it by a space | a:\n  b: 1\n"]),
            (
                "a:\n  b:\u{200b}1\u{feff}‸\n",
                &["2:5-8 +0 remove it | a:\n  b:1\n", "2:5-8 +0 replace it by a space | a:\n  b: 1 \n"],
            ),
            (
                "a:\n \u{200b} b:\u{a0}1‸\n",
                &[
                    "2:2-5 +0 remove it | a:\n  b:1\n",
                    "2:2-5 +0 replace it by a space | a:\n   b: 1\n",
                    "2:2-5 +1 indent the line with 0 spaces | a:\nb:\u{a0}1\n",
                    "2:2-5 +1 indent the line with 2 spaces | a:\n  b:\u{a0}1\n",
                ],
            ),
            ("a: 1‸\n", &[]),
        ],
    );
    check_words(
        space::propose,
        &[(
            "a:\u{3000}1‸\n",
            &["syntax/odd-space: a no-break or other special blank (U+3000) stands where YAML wants a space"],
        )],
    );
}

/// One line with tabs, and several.
const TABS: &[Row<'_>] = &[
    (
        "a:\n\tb: 1‸\n",
        &[
            "2:1-2 +0 indent the line with 0 spaces | a:\nb: 1\n",
            "2:1-2 +0 indent the line with 2 spaces | a:\n  b: 1\n",
        ],
    ),
    ("a:\n  b:\n    \tc: 1‸\n", &["3:1-6 +0 indent the line with 4 spaces | a:\n  b:\n    c: 1\n"]),
    (
        "a:\n\tb:\n\t\tc: 1‸\n",
        &[
            "3:1-3 +0 indent the line with 0 spaces | a:\n\tb:\nc: 1\n",
            "3:1-3 +0 indent the line with 2 spaces | a:\n\tb:\n  c: 1\n",
            "2:1-2 +0 indent the lines with spaces | a:\nb:\n  c: 1\n",
            "2:1-2 +0 indent the lines with spaces | a:\n  b:\n    c: 1\n",
            "2:1-2 +0 indent the lines with spaces | a:\n  b:\n    c: 1\n",
            "2:1-2 +0 indent the lines with spaces | a:\nb:\n    c: 1\n",
            "2:1-2 +0 indent the lines with spaces | a:\n  b:\n      c: 1\n",
            "2:1-2 +0 indent the lines with spaces | a:\n    b:\n        c: 1\n",
            "2:1-2 +0 indent the lines with spaces | a:\nb:\n        c: 1\n",
            "2:1-2 +0 indent the lines with spaces | a:\n  b:\n          c: 1\n",
            "2:1-2 +0 indent the lines with spaces | a:\n        b:\n                c: 1\n",
            "2:1-2 +0 indent the line with 0 spaces | a:\nb:\n\t\tc: 1\n",
            "2:1-2 +0 indent the line with 2 spaces | a:\n  b:\n\t\tc: 1\n",
        ],
    ),
    (
        "a:\n  x: 1\n  \tb:\n  \t\tc: 1‸\n",
        &[
            "4:1-5 +0 indent the line with 2 spaces | a:\n  x: 1\n  \tb:\n  c: 1\n",
            "4:1-5 +0 indent the line with 4 spaces | a:\n  x: 1\n  \tb:\n    c: 1\n",
            "3:1-4 +0 indent the lines with spaces | a:\n  x: 1\nb:\n  c: 1\n",
            "3:1-4 +0 indent the lines with spaces | a:\n  x: 1\n  b:\n    c: 1\n",
            "3:1-4 +0 indent the lines with spaces | a:\n  x: 1\n    b:\n      c: 1\n",
            "3:1-4 +0 indent the lines with spaces | a:\n  x: 1\nb:\n    c: 1\n",
            "3:1-4 +0 indent the lines with spaces | a:\n  x: 1\n  b:\n      c: 1\n",
            "3:1-4 +0 indent the lines with spaces | a:\n  x: 1\n      b:\n          c: 1\n",
            "3:1-4 +0 indent the lines with spaces | a:\n  x: 1\nb:\n        c: 1\n",
            "3:1-4 +0 indent the lines with spaces | a:\n  x: 1\n  b:\n          c: 1\n",
            "3:1-4 +0 indent the lines with spaces | a:\n  x: 1\n          b:\n                  c: 1\n",
            "3:1-4 +0 indent the line with 2 spaces | a:\n  x: 1\n  b:\n  \t\tc: 1\n",
        ],
    ),
    (
        "a:\n\n\tb: 1\n# c\n\td: 1‸\n",
        &[
            "5:1-2 +0 indent the line with 0 spaces | a:\n\n\tb: 1\n# c\nd: 1\n",
            "3:1-2 +0 indent the lines with spaces | a:\n\nb: 1\n# c\nd: 1\n",
            "3:1-2 +0 indent the lines with spaces | a:\n\n  b: 1\n# c\n  d: 1\n",
            "3:1-2 +0 indent the lines with spaces | a:\n\n  b: 1\n# c\n  d: 1\n",
            "3:1-2 +0 indent the lines with spaces | a:\n\nb: 1\n# c\nd: 1\n",
            "3:1-2 +0 indent the lines with spaces | a:\n\n  b: 1\n# c\n  d: 1\n",
            "3:1-2 +0 indent the lines with spaces | a:\n\n    b: 1\n# c\n    d: 1\n",
            "3:1-2 +0 indent the lines with spaces | a:\n\nb: 1\n# c\nd: 1\n",
            "3:1-2 +0 indent the lines with spaces | a:\n\n  b: 1\n# c\n  d: 1\n",
            "3:1-2 +0 indent the lines with spaces | a:\n\n        b: 1\n# c\n        d: 1\n",
            "3:1-2 +0 indent the line with 0 spaces | a:\n\nb: 1\n# c\n\td: 1\n",
            "3:1-2 +0 indent the line with 2 spaces | a:\n\n  b: 1\n# c\n\td: 1\n",
        ],
    ),
    (
        "a:\n\t\tb: 1‸\n\tc: 1\n",
        &[
            "3:1-2 +0 indent the line with 0 spaces | a:\n\t\tb: 1\nc: 1\n",
            "2:1-3 +0 indent the lines with spaces | a:\n  b: 1\nc: 1\n",
            "2:1-3 +0 indent the lines with spaces | a:\n    b: 1\n  c: 1\n",
            "2:1-3 +0 indent the lines with spaces | a:\n        b: 1\n    c: 1\n",
            "2:1-3 +0 indent the lines with spaces | a:\n                b: 1\n        c: 1\n",
            "2:1-3 +0 indent the line with 0 spaces | a:\nb: 1\n\tc: 1\n",
            "2:1-3 +0 indent the line with 2 spaces | a:\n  b: 1\n\tc: 1\n",
        ],
    ),
    ("a: 1‸\n", &[]),
    ("a:\tb‸\n", &[]),
];

#[test]
fn tabs() {
    check(tab::propose, TABS);
    check_words(
        super::super::alike::propose,
        &[
            ("a: “x”‸\n", &["syntax/smart-quote: the typographic quote `“` quotes nothing: it is part of the text"]),
            ("– x‸\n", &["syntax/odd-dash: `–` (U+2013) stands where a list item's `-` must be"]),
        ],
    );
    check_words(
        tab::propose,
        &[
            ("a:\n\tb: 1‸\n", &["syntax/tab: this line is indented with a tab, which YAML does not allow"]),
            (
                "a:\n\tb:\n\t\tc: 1‸\n\td: 1\n",
                &[
                    "syntax/tab: this line is indented with a tab, which YAML does not allow",
                    "syntax/tab: these 3 lines are indented with tabs, which YAML does not allow",
                    "syntax/tab: this line is indented with a tab, which YAML does not allow",
                ],
            ),
        ],
    );
}
