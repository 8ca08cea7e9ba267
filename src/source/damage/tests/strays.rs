//! Lines that fit nowhere.

use super::super::stray;
use super::{Row, check, check_words};

/// Lines that are no YAML, marks of a merge, and the lines of a shell.
const STRAYS: &[Row<'_>] = &[
    (
        "a: 1\nxyz‸\nb: 1\n",
        &["3:1-5 +14  | a: 1\nxyz\n\n", "2:1-4 +14 remove the line | a: 1\n\nb: 1\n", "1:1-5 +14  | \nxyz\nb: 1\n"],
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
    ("cat <<\na: 1\n\n\n\n‸\n", &["2:1-5 +14  | cat <<\n\n\n\n\n\n", "1:1-7 +14 remove the line | \na: 1\n\n\n\n\n"]),
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
];

#[test]
fn lines_that_fit_nowhere() {
    check(stray::propose, STRAYS);
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
