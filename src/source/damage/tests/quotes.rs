//! Quotes that are missing, too many, or of no use; texts that need some.

use super::super::{plain, quote};
use super::{Row, check, check_words, mends};

/// Quotes that open nothing, or close nothing.
const QUOTES: &[Row<'_>] = &[
    ("a: \"x‸\nb: 2\n", &["1:4-5 +0 close it with `\"` | a: \"x\"\nb: 2\n", "1:4-5 +1 remove the `\"` | a: x\nb: 2\n"]),
    ("a: 'x  # y‸\n", &["1:4-5 +0 close it with `'` | a: 'x'  # y\n", "1:4-5 +1 remove the `'` | a: x  # y\n"]),
    ("a: x\"‸\n", &["1:5-6 +1 remove the `\"` | a: x\n"]),
    ("- a: \"x\"y\"‸\n", &["1:10-11 +1 remove the `\"` | - a: \"x\"y\n", "1:6-7 +1 remove the `\"` | - a: x\"y\"\n"]),
    (
        "a: \"x # y\" \"z # u‸\n",
        &[
            "1:12-13 +0 close it with `\"` | a: \"x # y\" \"z\" # u\n",
            "1:12-13 +1 remove the `\"` | a: \"x # y\" z # u\n",
            "1:4-5 +1 remove the `\"` | a: x # y\" \"z # u\n",
        ],
    ),
    ("a: don't‸\n", &[]),
    ("a: don't 'x'‸\n", &["1:12-13 +1 remove the `'` | a: don't 'x\n", "1:7-8 +1 remove the `'` | a: dont 'x'\n"]),
    ("a: dogs' x‸\n", &["1:8-9 +0 close it with `'` | a: dogs' x'\n", "1:8-9 +1 remove the `'` | a: dogs x\n"]),
    ("a: 'tis‸\n", &["1:4-5 +0 close it with `'` | a: 'tis'\n", "1:4-5 +1 remove the `'` | a: tis\n"]),
    ("a: x\"y‸\n", &["1:5-6 +0 close it with `\"` | a: x\"y\"\n", "1:5-6 +1 remove the `\"` | a: xy\n"]),
    ("a: \"x\"‸\n", &[]),
    ("a: |\n  \"x‸\n", &["2:3-4 +0 close it with `\"` | a: |\n  \"x\"\n", "2:3-4 +1 remove the `\"` | a: |\n  x\n"]),
    ("a: |\n  \"x\" \"‸\n", &[]),
    (
        "a: \"x 'y‸\n",
        &[
            "1:4-5 +0 close it with `\"` | a: \"x 'y\"\n",
            "1:4-5 +1 remove the `\"` | a: x 'y\n",
            "1:7-8 +0 close it with `'` | a: \"x 'y'\n",
            "1:7-8 +1 remove the `'` | a: \"x y\n",
        ],
    ),
    (
        "a: 1\n\n\nb: 2\n‸c: \"x\n",
        &[
            "5:4-5 +0 close it with `\"` | a: 1\n\n\nb: 2\nc: \"x\"\n",
            "5:4-5 +1 remove the `\"` | a: 1\n\n\nb: 2\nc: x\n",
        ],
    ),
];

#[test]
fn a_quote_without_its_partner() {
    check(quote::propose, QUOTES);
    check_words(
        quote::propose,
        &[
            (
                "a: \"x‸\n",
                &[
                    "syntax/quote: the quote `\"` that opens here is not closed on its line",
                    "syntax/quote: there is a `\"` too many on this line",
                ],
            ),
            ("a: 'x'y'‸\n", &["syntax/quote: there is a `'` too many on this line"]),
        ],
    );
}

#[test]
fn texts_that_need_quotes() {
    check(
        plain::propose,
        &[
            ("a: *b‸\n", &["1:4-6 +0 put quotes around it | a: \"*b\"\n"]),
            ("a: @b‸\n", &["1:4-6 +0 put quotes around it | a: \"@b\"\n"]),
            ("a: ,b‸\n", &["1:4-6 +0 put quotes around it | a: \",b\"\n"]),
            ("a: &b c‸\n", &["1:4-8 +1 put quotes around it | a: \"&b c\"\n"]),
            ("a: !b c‸\n", &["1:4-8 +1 put quotes around it | a: \"!b c\"\n"]),
            ("a: [b] c‸\n", &["1:4-9 +0 put quotes around it | a: \"[b] c\"\n"]),
            ("a: {b} c‸\n", &["1:4-9 +0 put quotes around it | a: \"{b} c\"\n"]),
            ("a: [b, {c}]‸\n", &[]),
            ("a: [b‸\n", &[]),
            ("a: ][b]‸\n", &["1:4-8 +0 put quotes around it | a: \"][b]\"\n"]),
            ("a: [b]]‸\n", &["1:4-8 +0 put quotes around it | a: \"[b]]\"\n"]),
            ("a: |b‸\n", &["1:4-6 +0 put quotes around it | a: \"|b\"\n"]),
            ("a: > b‸\n", &["1:4-7 +1 put quotes around it | a: \"> b\"\n"]),
            ("a: |-2‸\n", &[]),
            ("a: b: c‸\n", &["1:4-8 +1 put quotes around it | a: \"b: c\"\n"]),
            ("a: b c:‸\n", &["1:4-8 +0 put quotes around it | a: \"b c:\"\n"]),
            ("a: b: c:‸\n", &["1:4-9 +1 put quotes around it | a: \"b: c:\"\n"]),
            ("a: -‸\n", &["1:4-5 +0 put quotes around it | a: \"-\"\n"]),
            ("a: -b‸\n", &[]),
            ("a: b‸\n", &[]),
            ("a:    *b  # c‸\n", &["1:7-9 +0 put quotes around it | a:    \"*b\"  # c\n"]),
            ("\"a\": *b‸\n", &["1:6-8 +0 put quotes around it | \"a\": \"*b\"\n"]),
            ("a b: *c‸\n", &[]),
        ],
    );
}

/// Items, lines without a key, and values that go on below.
const ITEMS: &[Row<'_>] = &[
    ("a: \"b\" c‸\n  d\n", &["1:4-9 +1 put single quotes around it | a: '\"b\" c'\n  d\n"]),
    (" *b‸\n", &["1:2-4 +0 put quotes around it |  \"*b\"\n"]),
    ("- *b‸\n", &["1:3-5 +0 put quotes around it | - \"*b\"\n"]),
    (
        "- echo: *x‸\n",
        &["1:9-11 +0 put quotes around it | - echo: \"*x\"\n", "1:3-11 +4 put quotes around it | - \"echo: *x\"\n"],
    ),
    ("- a: b‸\n", &["1:3-7 +4 put quotes around it | - \"a: b\"\n"]),
    ("  *b‸\n", &["1:3-5 +0 put quotes around it |   \"*b\"\n"]),
    ("*b‸\n", &[]),
    ("  a: @b‸\n", &["1:6-8 +0 put quotes around it |   a: \"@b\"\n"]),
    ("a: |\n  *b‸\n", &[]),
    (
        "a: *b‸\n  c\n\n  d\n",
        &[
            "1:4-6 +0 put quotes around it | a: \"*b\"\n  c\n\n  d\n",
            "1:4-6 +2 put quotes around it | a: \"*b\n  c\"\n\n  d\n",
        ],
    ),
    (
        "a: *b‸\n  c\n  d  \ne: 1\n",
        &[
            "1:4-6 +0 put quotes around it | a: \"*b\"\n  c\n  d  \ne: 1\n",
            "1:4-6 +2 put quotes around it | a: \"*b\n  c\n  d\"  \ne: 1\n",
        ],
    ),
    ("- *b‸\n  c\n", &["1:3-5 +0 put quotes around it | - \"*b\"\n  c\n"]),
    (
        "- *b‸\n   c\n",
        &["1:3-5 +0 put quotes around it | - \"*b\"\n   c\n", "1:3-5 +2 put quotes around it | - \"*b\n   c\"\n"],
    ),
    ("a: @b:‸\n  c\n", &["1:4-7 +0 put quotes around it | a: \"@b:\"\n  c\n"]),
    ("a: [*b, *c]‸\n  d\n", &["1:5-7 +0 put quotes around it | a: [\"*b\", \"*c\"]\n  d\n"]),
];

#[test]
fn items_and_lines_that_need_quotes() {
    check(plain::propose, ITEMS);
    check_words(
        plain::propose,
        &[
            ("a: *b‸\n", &["syntax/needs-quotes: `*b` needs quotes: `*` refers to an anchor"]),
            ("a: &b‸\n", &["syntax/needs-quotes: `&b` needs quotes: `&` begins an anchor"]),
            ("a: !b‸\n", &["syntax/needs-quotes: `!b` needs quotes: `!` begins a tag"]),
            (
                "a: [b] c‸\n",
                &["syntax/needs-quotes: `[b] c` needs quotes: `[` begins a list, and text follows behind it"],
            ),
            (
                "a: {b} c‸\n",
                &["syntax/needs-quotes: `{b} c` needs quotes: `{` begins a map, and text follows behind it"],
            ),
            ("a: >b‸\n", &["syntax/needs-quotes: `>b` needs quotes: `>` begins a text on the lines below"]),
            ("a: ?b‸\n", &["syntax/needs-quotes: `?b` needs quotes: no text can begin with `?`"]),
            ("a: -‸\n", &["syntax/needs-quotes: `-` needs quotes: a dash alone begins an item of a list"]),
            ("a: b: c‸\n", &["syntax/needs-quotes: `b: c` needs quotes: the colon in it would make it a key"]),
            ("a: [*b]‸\n", &["syntax/needs-quotes: `*b` needs quotes: `*` refers to an anchor"]),
            ("a: [b, `c]‸\n", &["syntax/needs-quotes: ``c` needs quotes: no text can begin with ```"]),
        ],
    );
}

#[test]
fn quotes_that_are_of_no_use() {
    check(
        plain::propose,
        &[
            ("a: \"\\d\"‸\n", &["1:4-8 +0 put single quotes around it | a: '\\d'\n"]),
            ("a: \"\\x4\"‸\n", &["1:4-9 +0 put single quotes around it | a: '\\x4'\n"]),
            ("a: \"\\x41\\u00e9\\U0001F600\\n\"‸\n", &[]),
            ("a: \"\\u00e\"‸\n", &["1:4-11 +0 put single quotes around it | a: '\\u00e'\n"]),
            ("a: \"\\U0001F60\"‸\n", &["1:4-15 +0 put single quotes around it | a: '\\U0001F60'\n"]),
            ("a: \"\\x4g\"‸\n", &["1:4-10 +0 put single quotes around it | a: '\\x4g'\n"]),
            ("a: \"b\\‸\n", &[]),
            ("a: \"b‸\n", &[]),
            ("a: \"‸\n", &[]),
            ("a: \"b\" c‸\n", &["1:4-9 +1 put single quotes around it | a: '\"b\" c'\n"]),
            ("a: \"b\"c\"‸\n", &["1:4-9 +1 put single quotes around it | a: '\"b\"c\"'\n"]),
            ("a: \"b\" \"c\"‸\n", &["1:4-11 +1 put single quotes around it | a: '\"b\" \"c\"'\n"]),
            ("a: \"{\"b\": 1}\"‸\n", &["1:4-14 +1 put single quotes around it | a: '{\"b\": 1}'\n"]),
            ("a: \"b\"c‸\n", &["1:4-8 +1 put single quotes around it | a: '\"b\"c'\n"]),
            ("a: 'b'c'‸\n", &["1:4-9 +0 put quotes around it | a: \"b'c\"\n"]),
            ("a: 'b' 'c'‸\n", &["1:4-11 +1 put quotes around it | a: \"'b' 'c'\"\n"]),
            ("a: 'b'' c'‸\n", &[]),
            ("a: 'b'' c' d‸\n", &["1:4-13 +1 put quotes around it | a: \"'b'' c' d\"\n"]),
            ("a: 'b'c‸\n", &["1:4-8 +1 put quotes around it | a: \"'b'c\"\n"]),
            ("a: 'b''' c‸\n", &["1:4-11 +1 put quotes around it | a: \"'b''' c\"\n"]),
            ("a: 'b' c d'‸\n", &["1:4-12 +1 put quotes around it | a: \"'b' c d'\"\n"]),
            ("a: 'C:\\'x'‸\n", &["1:4-11 +0 put single quotes around it | a: 'C:\\''x'\n"]),
            ("a: ''‸\n", &[]),
        ],
    );
    check_words(
        plain::propose,
        &[
            (
                "a: \"\\d\"‸\n",
                &["syntax/needs-quotes: in double quotes a backslash begins an escape, and `\\d` is none"],
            ),
            ("a: \"b\" c‸\n", &["syntax/needs-quotes: text follows the closing quote: the whole of it needs quotes"]),
            ("a: \"b\"c\"‸\n", &["syntax/needs-quotes: the quote inside of the quotes ends them"]),
            ("a: 'b'c'‸\n", &["syntax/needs-quotes: the apostrophe inside of the single quotes ends them"]),
            ("a: 'b'c‸\n", &["syntax/needs-quotes: text follows the closing quote: the whole of it needs quotes"]),
            ("a: 'b' 'c'‸\n", &["syntax/needs-quotes: text follows the closing quote: the whole of it needs quotes"]),
            ("a: \"b\"c‸\n", &["syntax/needs-quotes: text follows the closing quote: the whole of it needs quotes"]),
            (
                "a: \"b\" \"c\"‸\n",
                &["syntax/needs-quotes: text follows the closing quote: the whole of it needs quotes"],
            ),
            ("a: 'b' c‸\n", &["syntax/needs-quotes: text follows the closing quote: the whole of it needs quotes"]),
        ],
    );
}

#[test]
fn a_long_text_is_shown_by_its_beginning() {
    let said =
        |length: usize| mends(plain::propose, &format!("a: *{}‸\n", "é".repeat(length - 1))).1[0].message.clone();
    assert_eq!(said(40), format!("`*{}` needs quotes: `*` refers to an anchor", "é".repeat(39)));
    assert_eq!(said(41), format!("`*{}…` needs quotes: `*` refers to an anchor", "é".repeat(38)));
}
