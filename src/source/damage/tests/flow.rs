//! Brackets, the commas between their entries, and entries that need quotes.

use super::super::{bracket, comma, plain};
use super::{check, check_words};

#[test]
fn brackets_without_a_partner() {
    check(
        bracket::propose,
        &[
            (
                "a: [b, c\nd: 1\n",
                &["1:4-5 +1 close it with `]` | a: [b, c]\nd: 1\n", "1:4-5 +1 remove the `[` | a: b, c\nd: 1\n"],
            ),
            (
                "a: {b: 1  # c\nd: 1\n",
                &[
                    "1:4-5 +1 close it with `}` | a: {b: 1}  # c\nd: 1\n",
                    "1:4-5 +1 remove the `{` | a: b: 1  # c\nd: 1\n",
                ],
            ),
            (
                "a: [b, [c]  \nd: 1\n",
                &[
                    "1:8-9 +1 close it with `]` | a: [b, [c]]  \nd: 1\n",
                    "1:8-9 +1 remove the `[` | a: [b, c]  \nd: 1\n",
                ],
            ),
            ("a: b]‸\n", &["1:5-6 +1 remove the `]` | a: b\n"]),
            ("a: [b]}‸\n", &["1:7-8 +1 remove the `}` | a: [b]\n"]),
            ("a: [b, {c]‸\n", &["1:8-9 +1 close it with `}` | a: [b, {c]}\n", "1:8-9 +1 remove the `{` | a: [b, c]\n"]),
            ("a: [b]‸\n", &[]),
            ("a: |\n  [b‸\n", &[]),
        ],
    );
    check_words(
        bracket::propose,
        &[
            ("a: [b, c\nd: 1\n", &["syntax/bracket: the bracket `[` that opens here is not closed"]),
            ("a: b}‸\n", &["syntax/bracket: nothing opens the bracket `}` that closes here"]),
        ],
    );
}

#[test]
fn commas() {
    check(
        comma::propose,
        &[
            (
                "a: [\"b\" \"c\"]‸\n",
                &[
                    "1:8-9 +0 put a comma there | a: [\"b\", \"c\"]\n",
                    "1:5-12 +0 put single quotes around the whole | a: ['\"b\" \"c\"']\n",
                ],
            ),
            (
                "a: [\"b\"  'c' \"d\"]‸\n",
                &[
                    "1:8-10 +0 put a comma there | a: [\"b\", 'c', \"d\"]\n",
                    "1:5-17 +0 put single quotes around the whole | a: ['\"b\"  ''c'' \"d\"']\n",
                ],
            ),
            (
                "a: [\"b c\" \"d\"]‸\n",
                &[
                    "1:10-11 +0 put a comma there | a: [\"b c\", \"d\"]\n",
                    "1:5-14 +0 put single quotes around the whole | a: ['\"b c\" \"d\"']\n",
                ],
            ),
            ("a: ['b' [c] {d: 1} {e: 1}]‸\n", &["1:8-9 +0 put a comma there | a: ['b', [c], {d: 1}, {e: 1}]\n"]),
            ("a: {b: 1 c: 2}‸\n", &["1:9-10 +0 put a comma there | a: {b: 1, c: 2}\n"]),
            ("- a: {b: 1   \"c\": 2}‸\n", &["1:11-14 +0 put a comma there | - a: {b: 1, \"c\": 2}\n"]),
            ("a: {b: 1 c d: 2}‸\n", &["1:11-12 +0 put a comma there | a: {b: 1 c, d: 2}\n"]),
            ("a: {b: 500m;  c: 1Gi;}‸\n", &["1:12-15 +0 put a comma there | a: {b: 500m, c: 1Gi, }\n"]),
            ("a: {b: 1, c: 2} ; d: 1‸\n", &[]),
            ("a: [b c]‸\n", &[]),
            ("a: [ \"b\"]‸\n", &[]),
            ("a: [\"b\", \"c\"]‸\n", &[]),
            ("a: [b] c: 1‸\n", &[]),
            ("a b: [c]‸\n", &[]),
            ("a: [\"b\"x \"c\"]‸\n", &["1:5-13 +0 put single quotes around the whole | a: ['\"b\"x \"c\"']\n"]),
            ("a: {b: {c: 1} \"d\" }‸\n", &["1:14-15 +0 put a comma there | a: {b: {c: 1}, \"d\" }\n"]),
            ("a: |\n  [\"b\" \"c\"]‸\n", &[]),
        ],
    );
}

#[test]
fn commas_at_the_end_of_a_line() {
    check(
        comma::propose,
        &[
            ("a: [\n  \"b\"‸\n  \"c\"\n]\n", &["2:3-6 +1 put a comma behind it | a: [\n  \"b\",\n  \"c\"\n]\n"]),
            ("a: [\n  'b'‸  # x\n  'c'\n]\n", &["2:3-6 +1 put a comma behind it | a: [\n  'b',  # x\n  'c'\n]\n"]),
            (
                "a: [\n  {b: 1}‸\n\n  {c: 1}\n]\n",
                &["2:3-9 +1 put a comma behind it | a: [\n  {b: 1},\n\n  {c: 1}\n]\n"],
            ),
            ("- a: [c]‸\n  [d]\n", &["1:3-9 +1 put a comma behind it | - a: [c],\n  [d]\n"]),
            ("a: [\n  b‸\n  \"c\"\n]\n", &[]),
            ("a: [\n  \"b\"‸\n  c\n]\n", &[]),
            ("a: \"b\"‸", &[]),
        ],
    );
    check_words(
        comma::propose,
        &[
            ("a: [\n  \"b\"‸\n  \"c\"\n]\n", &["syntax/comma: a comma is missing behind this entry"]),
            (
                "a: [\"b\" \"c\"]‸\n",
                &[
                    "syntax/comma: a comma is missing between these entries",
                    "syntax/comma: the quotes inside of the quotes end them",
                ],
            ),
        ],
    );
}

#[test]
fn quotes_inside_of_the_quotes_of_an_entry() {
    check(
        comma::propose,
        &[
            (
                "a: [\"sh\", \"echo \"b\"\"]‸\n",
                &["1:11-21 +0 put single quotes around the whole | a: [\"sh\", 'echo \"b\"']\n"],
            ),
            (
                "a: [ \"echo \"b\" c\" , d,\"e\"f\"]‸\n",
                &["1:6-18 +0 put single quotes around the whole | a: [ 'echo \"b\" c' , d,'\"e\"f\"']\n"],
            ),
            ("a: {\"b\"\"}‸\n", &["1:5-9 +0 put single quotes around the whole | a: {'\"b\"\"'}\n"]),
            ("a: [\"\"\"]‸\n", &["1:5-8 +0 put single quotes around the whole | a: ['\"\"\"']\n"]),
            ("a: [\"\", \"b\"]‸\n", &[]),
            ("a: ] [\"b\"c\"‸\n", &[]),
        ],
    );
    check_words(
        comma::propose,
        &[("a: [\"a \"b\"\"]‸\n", &["syntax/comma: the quotes inside of the quotes end them"])],
    );
}

#[test]
fn entries_that_need_quotes() {
    check(
        plain::propose,
        &[
            ("a: [*]‸\n", &["1:5-6 +0 put quotes around it | a: [\"*\"]\n"]),
            ("a: [b, *.c , @d]‸\n", &["1:8-11 +0 put quotes around it | a: [b, \"*.c\" , \"@d\"]\n"]),
            ("a: {b: *.c}‸\n", &["1:8-11 +0 put quotes around it | a: {b: \"*.c\"}\n"]),
            ("a: {b:*.c}‸\n", &[]),
            ("a: {*b: c}‸\n", &["1:5-7 +0 put quotes around it | a: {\"*b\": c}\n"]),
            ("a: [\"*\", '*', b*]‸\n", &[]),
            ("a: [\"x, *\", %d]‸\n", &["1:13-15 +0 put quotes around it | a: [\"x, *\", \"%d\"]\n"]),
            ("a: [b[0], c{d}, e]‸\n", &["1:5-9 +0 put quotes around it | a: [\"b[0]\", \"c{d}\", e]\n"]),
            ("a: [b[0, 1], `c]‸\n", &["1:5-12 +0 put quotes around it | a: [\"b[0, 1]\", \"`c\"]\n"]),
            ("a: [b:c[0], *d]‸\n", &["1:5-11 +0 put quotes around it | a: [\"b:c[0]\", \"*d\"]\n"]),
            ("a: [b{c: d}, *e]‸\n", &["1:5-12 +0 put quotes around it | a: [\"b{c: d}\", \"*e\"]\n"]),
            ("[*b]‸\n", &["1:2-4 +0 put quotes around it | [\"*b\"]\n"]),
            ("a: [b, c] # [*]‸\n", &[]),
            ("a: [b, #*]‸\n", &[]),
            ("a: b, c‸\n", &[]),
            ("a, *b: c‸\n", &[]),
            ("a: [é, *é]‸\n", &["1:9-12 +0 put quotes around it | a: [é, \"*é\"]\n"]),
            ("a: [b, a]*‸\n", &["1:4-11 +0 put quotes around it | a: \"[b, a]*\"\n"]),
        ],
    );
}
