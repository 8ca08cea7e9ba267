//! Dashes too many, too few, and without their space.

use super::super::{dash, doubled_dashes, flag};
use super::{Row, check, check_words};
use crate::model::{Edit, Finding};

#[test]
fn a_dash_too_many() {
    check(
        dash::propose,
        &[
            (
                "a:\n  b: 1\n  - c: 2‸\n  d: 3\n",
                &[
                    "4:3-7 +5 put `- ` before it | a:\n  b: 1\n  - c: 2\n  - d: 3\n",
                    "3:3-4 +1 remove the dash | a:\n  b: 1\n  c: 2\n  d: 3\n",
                    "3:3-4 +2 remove the dash | a:\n  b: 1\n    c: 2\n  d: 3\n",
                    "2:3-7 +5 put `- ` before it | a:\n  - b: 1\n  - c: 2\n  d: 3\n",
                ],
            ),
            (
                "a:\n  b: 1\n  -   c: 2‸\n",
                &[
                    "3:3-4 +1 remove the dash | a:\n  b: 1\n  c: 2\n",
                    "3:3-4 +2 remove the dash | a:\n  b: 1\n      c: 2\n",
                    "2:3-7 +5 put `- ` before it | a:\n  - b: 1\n  -   c: 2\n",
                ],
            ),
            (
                "a:\n  b:\n  - - c: 2‸\n",
                &[
                    "3:3-4 +1 remove the dash | a:\n  b:\n  - c: 2\n",
                    "3:3-4 +5 remove the dash | a:\n  b:\n    - c: 2\n",
                    "2:3-5 +5 put `- ` before it | a:\n  - b:\n  - - c: 2\n",
                ],
            ),
            (
                "a:\n  b:\n - c: 2‸\n",
                &["3:2-3 +1 remove the dash | a:\n  b:\n c: 2\n", "3:2-3 +2 remove the dash | a:\n  b:\n   c: 2\n"],
            ),
            (
                "a:\n  - b:\n    - c: 2‸\n",
                &[
                    "3:5-6 +1 remove the dash | a:\n  - b:\n    c: 2\n",
                    "3:5-6 +5 remove the dash | a:\n  - b:\n      c: 2\n",
                    "2:3-4 +1 remove the dash | a:\n  b:\n    - c: 2\n",
                    "2:3-4 +5 remove the dash | a:\n    b:\n    - c: 2\n",
                ],
            ),
            (
                "a:\n  - b:\n  - c: 2‸\n",
                &[
                    "3:3-4 +1 remove the dash | a:\n  - b:\n  c: 2\n",
                    "3:3-4 +2 remove the dash | a:\n  - b:\n    c: 2\n",
                    "2:3-4 +1 remove the dash | a:\n  b:\n  - c: 2\n",
                    "2:3-4 +5 remove the dash | a:\n    b:\n  - c: 2\n",
                ],
            ),
            ("a:\n- - ‸\n", &["1:1-3 +5 put `- ` before it | - a:\n- - \n"]),
            ("a: |\n  - b: |‸\n", &[]),
        ],
    );
}

#[test]
fn a_dash_without_its_space() {
    check(
        dash::propose,
        &[
            ("a:\n  -b: 1‸\n", &["2:3-8 +0 put a space after the dash | a:\n  - b: 1\n"]),
            ("a:\n  -b: 1‸\n    c: 1\n", &["2:3-8 +0 put a space after the dash | a:\n  - b: 1\n    c: 1\n"]),
            (
                "a:\n  -b: 1‸\n   c: 1\n\n   d:\n     e: 1\n  - f: 1\n",
                &[
                    "2:3-8 +0 put a space after the dash | a:\n  - b: 1\n   c: 1\n\n   d:\n     e: 1\n  - f: 1\n",
                    "2:3-8 +1 put a space after the dash | a:\n  - b: 1\n    c: 1\n\n    d:\n      e: 1\n  - f: 1\n",
                ],
            ),
            (
                "a:\n  -b: 1‸\n  c: 1\n   # x\n  d: 1\n  -e: 1\n",
                &[
                    "2:3-8 +0 put a space after the dash | a:\n  - b: 1\n  c: 1\n   # x\n  d: 1\n  -e: 1\n",
                    "2:3-8 +1 put a space after the dash | a:\n  - b: 1\n    c: 1\n     # x\n    d: 1\n  -e: 1\n",
                ],
            ),
            ("a:\n  -b: 1‸\n c: 1\n", &["2:3-8 +0 put a space after the dash | a:\n  - b: 1\n c: 1\n"]),
            (
                "a:\n  -b: 1‸\n   - c\n",
                &[
                    "3:4-5 +1 remove the dash | a:\n  -b: 1\n   c\n",
                    "3:4-5 +2 remove the dash | a:\n  -b: 1\n     c\n",
                    "2:3-8 +0 put a space after the dash | a:\n  - b: 1\n   - c\n",
                ],
            ),
            ("a:\n  -‸\n", &[]),
            ("a:\n  --b‸\n", &[]),
            ("a:\n  ---‸\n", &[]),
        ],
    );
}

#[test]
fn a_dash_twice() {
    check(
        dash::propose,
        &[
            ("a:\n  -- b: 1‸\n", &["2:3-5 +0 remove one dash | a:\n  - b: 1\n"]),
            ("a:\n  --  b: 1‸\n", &[]),
            ("a:\n  -- ‸\n", &[]),
        ],
    );
    let told = |text: &str| {
        let fixed = |f: &Finding| Edit::apply(text, 0, &f.fixes[0].edits).unwrap();
        doubled_dashes(text).map(|f| (f.span.start, f.span.end, f.fixes[0].title.clone(), fixed(&f)))
    };
    let one = (5, 7, "remove one dash".to_owned(), "a:\n  - b\n".to_owned());
    assert_eq!(told("a:\n  -- b\n"), Some(one));
    let two = (11, 13, "remove one dash of each".to_owned(), "a:\n  - b\n  - c\n  - d\n".to_owned());
    assert_eq!(told("a:\n  - b\n  -- c\n  -- d\n"), Some(two));
    assert_eq!(told("a: |\n  -- b\n"), None);
    assert_eq!(told("a:\n  - b\n"), None);
}

/// Lines beside lists, and others.
const NO_DASH: &[Row<'_>] = &[
    (
        "a:\n  - b: 1\n  c: 2‸\n",
        &[
            "3:3-7 +5 put `- ` before it | a:\n  - b: 1\n  - c: 2\n",
            "2:3-4 +1 remove the dash | a:\n  b: 1\n  c: 2\n",
            "2:3-4 +5 remove the dash | a:\n    b: 1\n  c: 2\n",
        ],
    ),
    (
        "a:\n  c: 2‸\n  - b: 1\n",
        &[
            "3:3-4 +1 remove the dash | a:\n  c: 2\n  b: 1\n",
            "3:3-4 +2 remove the dash | a:\n  c: 2\n    b: 1\n",
            "2:3-7 +5 put `- ` before it | a:\n  - c: 2\n  - b: 1\n",
        ],
    ),
    ("a:\n  -\n  c: 2‸\n", &["3:3-7 +5 put `- ` before it | a:\n  -\n  - c: 2\n"]),
    (
        "a:\n- b: 1\n  c: 2‸\n",
        &[
            "3:3-7 +4 put `- ` before it | a:\n- b: 1\n- c: 2\n",
            "2:1-2 +1 remove the dash | a:\nb: 1\n  c: 2\n",
            "2:1-2 +5 remove the dash | a:\n  b: 1\n  c: 2\n",
            "1:1-3 +5 put `- ` before it | - a:\n- b: 1\n  c: 2\n",
        ],
    ),
    (
        "a:\n- b: 1\n c: 2‸\n",
        &[
            "2:1-2 +1 remove the dash | a:\nb: 1\n c: 2\n",
            "2:1-2 +5 remove the dash | a:\n  b: 1\n c: 2\n",
            "1:1-3 +5 put `- ` before it | - a:\n- b: 1\n c: 2\n",
        ],
    ),
    (
        "a:\n- b: 1\n--c: 2‸\n",
        &[
            "3:1-7 +0 put `- ` before it | a:\n- b: 1\n- --c: 2\n",
            "2:1-2 +1 remove the dash | a:\nb: 1\n--c: 2\n",
            "2:1-2 +5 remove the dash | a:\n  b: 1\n--c: 2\n",
            "1:1-3 +5 put `- ` before it | - a:\n- b: 1\n--c: 2\n",
        ],
    ),
    (
        "a:\n  - b: 1\nx: 1\n  c: 2‸\n",
        &[
            "2:3-4 +1 remove the dash | a:\n  b: 1\nx: 1\n  c: 2\n",
            "2:3-4 +5 remove the dash | a:\n    b: 1\nx: 1\n  c: 2\n",
        ],
    ),
    ("a:\n  c: 2‸\nx: 1\n  - b: 1\n", &[]),
    (
        "a:\n   - b: 1\n  c: 2‸\n",
        &["2:4-5 +1 remove the dash | a:\n   b: 1\n  c: 2\n", "2:4-5 +5 remove the dash | a:\n     b: 1\n  c: 2\n"],
    ),
    (
        "a:\n  - b: 1\n    - d: 1\n  c: 2‸\n",
        &[
            "4:3-7 +5 put `- ` before it | a:\n  - b: 1\n    - d: 1\n  - c: 2\n",
            "3:5-6 +1 remove the dash | a:\n  - b: 1\n    d: 1\n  c: 2\n",
            "3:5-6 +2 remove the dash | a:\n  - b: 1\n      d: 1\n  c: 2\n",
            "2:3-4 +1 remove the dash | a:\n  b: 1\n    - d: 1\n  c: 2\n",
            "2:3-4 +5 remove the dash | a:\n    b: 1\n    - d: 1\n  c: 2\n",
        ],
    ),
    (
        "a:\n  - b: 1\n    c: 2‸\n",
        &[
            "3:5-9 +4 put `- ` before it | a:\n  - b: 1\n  - c: 2\n",
            "2:3-4 +1 remove the dash | a:\n  b: 1\n    c: 2\n",
            "2:3-4 +5 remove the dash | a:\n    b: 1\n    c: 2\n",
        ],
    ),
    (
        "a:\n  - b: 1\n\n# x\n   c: 2‸\n",
        &[
            "2:3-4 +2 remove the dash | a:\n  b: 1\n\n# x\n   c: 2\n",
            "2:3-4 +6 remove the dash | a:\n    b: 1\n\n# x\n   c: 2\n",
        ],
    ),
];

#[test]
fn a_dash_too_few() {
    check(dash::propose, NO_DASH);
    check_words(
        dash::propose,
        &[
            (
                "a:\n  - b: 1\n  c: 2‸\n",
                &[
                    "syntax/missing-dash: this looks like a list item, but it has no dash",
                    "syntax/extra-dash: the dash begins a list item, but no list stands here",
                ],
            ),
            ("- - c: 2‸\n", &["syntax/extra-dash: there are two dashes, so this begins a list inside of a list"]),
            ("- c: 2‸\n", &["syntax/extra-dash: the dash begins a list item, but no list stands here"]),
            ("-c: 2‸\n", &["syntax/dash-space: there is no space after the dash, so this is no list item"]),
            ("-- c: 2‸\n", &["syntax/extra-dash: two dashes begin no list item: one does"]),
        ],
    );
}

#[test]
fn flags() {
    check(
        flag::propose,
        &[
            ("command:\n  - sh\n  -c‸\n", &["3:3-5 +0 put `- ` before it | command:\n  - sh\n  - -c\n"]),
            ("args:\n- sh\n--port=80‸\n", &["3:1-10 +0 put `- ` before it | args:\n- sh\n- --port=80\n"]),
            ("args:\n- sh\n--port: 80‸\n", &["3:1-11 +0 put `- ` before it | args:\n- sh\n- --port: 80\n"]),
            ("args:\n- sh\n-- x‸\n", &[]),
            ("args:\n- sh\n--‸\n", &[]),
            ("args:\n- sh\nx‸\n", &[]),
            ("list:\n- sh\n-c‸\n", &[]),
            ("args: x\n- sh\n-c‸\n", &[]),
            ("- args:\n  - sh\n  -c‸\n", &["3:3-5 +0 put `- ` before it | - args:\n  - sh\n  - -c\n"]),
            ("args:\n  - a:\n  -c‸\n", &[]),
            ("args:\n    x: 1\n  -c‸\n", &["3:3-5 +0 put `- ` before it | args:\n    x: 1\n  - -c\n"]),
            ("  args:\n-c‸\n", &[]),
            ("args:\n  # y\n  -c‸\n", &["3:3-5 +0 put `- ` before it | args:\n  # y\n  - -c\n"]),
            ("args: |\n  -c‸\n", &[]),
        ],
    );
    check_words(
        flag::propose,
        &[(
            "args:\n- sh\n--port=80‸\n",
            &["syntax/missing-dash: the dash is the flag's own, and the list item has none"],
        )],
    );
}
