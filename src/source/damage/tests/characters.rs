//! Tabs, blanks that are none, and signs that only look like YAML's.

use super::super::{Alike, alike, space, stray, tab};
use super::{check, check_words};

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

#[test]
fn tabs() {
    check(
        tab::propose,
        &[
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

#[test]
fn lines_that_fit_nowhere() {
    check(
        stray::propose,
        &[
            (
                "a: 1\nxyz‸\nb: 1\n",
                &[
                    "3:1-5 +14  | a: 1\nxyz\n\n",
                    "2:1-4 +14 remove the line | a: 1\n\nb: 1\n",
                    "1:1-5 +14  | \nxyz\nb: 1\n",
                ],
            ),
            (
                "a: 1\n  xyz  ‸\nb: 1\n",
                &[
                    "3:1-5 +14  | a: 1\n  xyz  \n\n",
                    "2:3-8 +14 remove the line | a: 1\n\nb: 1\n",
                    "1:1-5 +14  | \n  xyz  \nb: 1\n",
                ],
            ),
            ("a: 1\n- xyz‸\n", &["2:1-6 +14  | a: 1\n\n", "1:1-5 +14  | \n- xyz\n"]),
            ("\"xyz‸\n", &["1:1-5 +14  | \n"]),
            ("'xyz‸\n", &["1:1-5 +14  | \n"]),
            (
                "a: 1\n<<<<<<< x ‸\nb: 1\n",
                &[
                    "3:1-5 +14  | a: 1\n<<<<<<< x \n\n",
                    "2:1-10 +0 remove the line | a: 1\n\nb: 1\n",
                    "1:1-5 +14  | \n<<<<<<< x \nb: 1\n",
                ],
            ),
            (
                "a: 1\n<<<<<<< x‸\nb: 1\n=======\n",
                &[
                    "3:1-5 +14  | a: 1\n<<<<<<< x\n\n=======\n",
                    "2:1-10 +0  | a: 1\n\nb: 1\n=======\n",
                    "1:1-5 +14  | \n<<<<<<< x\nb: 1\n=======\n",
                ],
            ),
            ("a: 1\n  >>>>>>> x‸\n", &["2:1-12 +0 remove the line | a: 1\n\n", "1:1-5 +14  | \n  >>>>>>> x\n"]),
            (
                "cat <<EOF | kubectl apply -f -\na: 1‸\n\n\n\nEOF\n",
                &[
                    "1:1-31 +0 remove it, and the line that ends it | a: 1\n\n\n\n",
                    "2:1-5 +14  | cat <<EOF | kubectl apply -f -\n\n\n\n\nEOF\n",
                    "1:1-31 +14 remove the line | \na: 1\n\n\n\nEOF\n",
                ],
            ),
            (
                "# x\n  cat <<- \"E_F\"\na: 1\n\n\n\n‸\n  E_F",
                &[
                    "2:3-16 +0 remove it, and the line that ends it | # x\na: 1\n\n\n\n\n",
                    "8:3-6 +14 remove the line | # x\n  cat <<- \"E_F\"\na: 1\n\n\n\n\n",
                ],
            ),
            (
                "cat <<EOF\na: 1\n\n\n\n‸\nEOF2\n",
                &[
                    "1:1-10 +0 remove the line | a: 1\n\n\n\n\nEOF2\n",
                    "7:1-5 +14 remove the line | cat <<EOF\na: 1\n\n\n\n\n\n",
                ],
            ),
            (
                "cat <<\na: 1\n\n\n\n‸\n",
                &["2:1-5 +14  | cat <<\n\n\n\n\n\n", "1:1-7 +14 remove the line | \na: 1\n\n\n\n\n"],
            ),
            ("a: b <<EOF\n\n\n\n\n‸\n", &["1:1-11 +14  | \n\n\n\n\n\n"]),
            ("x <<x‸\n", &["1:1-6 +0 remove the line | ", "1:1-6 +14 remove the line | \n"]),
            (
                "<<x‸\nx\n",
                &[
                    "1:1-4 +0 remove it, and the line that ends it | ",
                    "2:1-2 +14 remove the line | <<x\n\n",
                    "1:1-4 +14 remove the line | \nx\n",
                ],
            ),
        ],
    );
    check_words(
        stray::propose,
        &[
            (
                "<<<<<<< x‸\nb\n",
                &[
                    "syntax/stray-line: this line does not fit here",
                    "syntax/merge-conflict: this line is the mark of a merge that is not resolved",
                ],
            ),
            (
                "cat <<x‸\na: 1\nx\n",
                &[
                    "syntax/stray-line: this line is one of the shell that hands the manifest on, and no part of it",
                    "syntax/stray-line: this line does not fit here",
                ],
            ),
        ],
    );
}
