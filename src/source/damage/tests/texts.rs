//! Texts below `|` and `>`, and lines that fell out of them.

use super::super::back_in::Back;
use super::super::{LARGEST, edited, fallen_texts, lines::lines, text_block};
use super::{Row, check, check_words};

/// What stands behind a text that ended, by what it looks like.
const FALLEN: &[Row<'_>] = &[
    ("a: |\n  x\ny z‸\n", &["3:1-4 +0 indent the line by 2, into the text | a: |\n  x\n  y z\n"]),
    (
        "a:\n  b: |\n    x\n  y z‸\n  c: 1\n",
        &["4:3-6 +0 indent the line by 2, into the text | a:\n  b: |\n    x\n    y z\n  c: 1\n"],
    ),
    ("a:\n  b: |\n    x\n  y: z‸\n", &["4:3-7 +6 indent the line by 2, into the text | a:\n  b: |\n    x\n    y: z\n"]),
    ("a:\n  b: |\n    x\n  y: z\n u‸\n", &[]),
    (
        "a:\n  b: |\n\ny: z‸\nu {\n  v\n}\n",
        &["4:1-5 +6 indent the lines by 4, into the text | a:\n  b: |\n\n    y: z\n    u {\n      v\n    }\n"],
    ),
    ("a:\n  b: |\ny z‸\n    u\n", &["3:1-4 +0 indent the line by 4, into the text | a:\n  b: |\n    y z\n    u\n"]),
    (
        "a:\n  b: |\n    cat <<X\n  y: z\n X‸\n",
        &["4:3-7 +0 indent the lines by 3, into the text | a:\n  b: |\n    cat <<X\n     y: z\n    X\n"],
    ),
    ("a: |\n  x\nname \"web\"‸\n", &["3:1-11 +2 indent the line by 2, into the text | a: |\n  x\n  name \"web\"\n"]),
    (
        "a: |\n  x\nname \"we\"b\"‸\n",
        &["3:1-12 +0 indent the line by 2, into the text | a: |\n  x\n  name \"we\"b\"\n"],
    ),
    (
        "- |\nx‸\n- c\n",
        &[
            "2:1-2 +0 indent the line by 2, into the text | - |\n  x\n- c\n",
            "2:1-2 +2 indent the lines by 2, into the text | - |\n  x\n  - c\n",
        ],
    ),
    ("- |\n  x\n y‸\n", &["3:2-3 +0 indent the line by 1, into the text | - |\n  x\n  y\n"]),
    ("- a: |\n   x\n  y‸\n", &["3:3-4 +0 indent the line by 1, into the text | - a: |\n   x\n   y\n"]),
    ("a: |\n  x\n---\ny‸\n", &[]),
    ("a: |\n  x\n\ty‸\n", &["3:1-2 +0 indent the line with 2 spaces | a: |\n  x\n  y\n"]),
    (
        "a:\n  b: |\nx y\n      z\nu‸\n",
        &["3:1-4 +0 indent the lines by 4, into the text | a:\n  b: |\n    x y\n          z\n    u\n"],
    ),
    ("a:\n  b: |\nx y‸\n", &["3:1-4 +0 indent the line by 4, into the text | a:\n  b: |\n    x y\n"]),
    ("- |\n  x\ny‸\n\n- z\n- u\n", &["3:1-2 +0 indent the line by 2, into the text | - |\n  x\n  y\n\n- z\n- u\n"]),
    ("a: |\n  x\nname other‸\n", &["3:1-11 +0 indent the line by 2, into the text | a: |\n  x\n  name other\n"]),
    (
        "a: |\n  x\n(name) \"web\"‸\n",
        &["3:1-13 +0 indent the line by 2, into the text | a: |\n  x\n  (name) \"web\"\n"],
    ),
    ("a: |\n  x‸\n", &[]),
    ("a: |‸", &[]),
    ("a: 1‸\nb: |\nc\n", &[]),
];

#[test]
fn lines_that_fell_out() {
    check(text_block::propose, FALLEN);
    check_words(
        text_block::propose,
        &[
            (
                "a: |\n  x\ny z‸\n",
                &[
                    "syntax/text-block: this line is no part of the text below `a: |`, as it stands no further in than that",
                ],
            ),
            (
                "a: |\n  x\ny z‸\nu\n",
                &[
                    "syntax/text-block: these 2 lines are no part of the text below `a: |`, as it stands no further in than that",
                ],
            ),
        ],
    );
}

#[test]
fn blanks_before_a_text() {
    check(
        text_block::propose,
        &[
            ("a: |\n    \n  x‸\n", &["2:1-5 +0 remove the blanks of that line | a: |\n\n  x\n"]),
            ("a: |\n   \n\n    \n  x‸\n", &["2:1-4 +0 remove the blanks of that line | a: |\n\n\n\n  x\n"]),
            ("a: |\n  \n  x‸\n", &[]),
            ("a: |\n  x\n      \n  y‸\n", &[]),
            ("a: |\n   ‸", &[]),
        ],
    );
    check_words(
        text_block::propose,
        &[(
            "a: |\n    \n  x‸\n",
            &["syntax/text-block: this blank line has 4 blanks, more than the text below it is indented by (2)"],
        )],
    );
}

#[test]
fn tabs_before_a_text() {
    check(
        text_block::propose,
        &[
            ("a: |\n\tx‸\n", &["2:1-2 +0 indent the line with 2 spaces | a: |\n  x\n"]),
            (
                "a: |\n   x\n\ty\n  \tz\n\n \tu‸\nb: 1\n",
                &["3:1-2 +0 indent the line with 3 spaces | a: |\n   x\n   y\n  \tz\n\n \tu\nb: 1\n"],
            ),
            ("- a: |\n \tx‸\n", &["2:1-3 +0 indent the line with 4 spaces | - a: |\n    x\n"]),
            ("- |\n \tx‸\n", &[]),
            ("- |\n\tx‸\n", &["2:1-2 +0 indent the line with 2 spaces | - |\n  x\n"]),
        ],
    );
    check_words(
        text_block::propose,
        &[("a: |\n\tx‸\n", &["syntax/tab: this line of a text is indented with a tab, which YAML does not allow"])],
    );
}

#[test]
fn text_behind_the_sign() {
    check(
        text_block::propose,
        &[
            ("a: | x‸\n", &["1:6-7 +0 put the text on the next line | a: |\n  x\n"]),
            (
                "a:\n  b: >-   x y‸\n     z\n    u\n",
                &["2:11-14 +0 put the text on the next line | a:\n  b: >-\n    x y\n     z\n    u\n"],
            ),
            ("- | x‸\n", &["1:5-6 +0 put the text on the next line | - |\n  x\n"]),
            ("- | x‸\n y\n", &["1:5-6 +0 put the text on the next line | - |\n x\n y\n"]),
            ("- a: | x‸\n  y\n", &["1:8-9 +0 put the text on the next line | - a: |\n    x\n  y\n"]),
            ("- a: | x‸\n\n   y\n", &["1:8-9 +0 put the text on the next line | - a: |\n   x\n\n   y\n"]),
            ("a: |x y‸\n", &[]),
            ("a: |‸\n", &[]),
            ("| x‸\n", &[]),
            ("a: |\n  b: | x‸\n", &[]),
        ],
    );
    check_words(
        text_block::propose,
        &[("a: |2- x‸\n", &["syntax/text-block: behind `|2-` nothing may stand: the text begins on the next line"])],
    );
}

#[test]
fn heads_that_are_looked_at() {
    // Of blocks above the place the three nearest.
    check(
        text_block::propose,
        &[(
            "a: |\n\ta\nb: |\n\tb\nc: |\n\tc\nd: |\n\td‸\n",
            &[
                "8:1-2 +0 indent the line with 2 spaces | a: |\n\ta\nb: |\n\tb\nc: |\n\tc\nd: |\n  d\n",
                "6:1-2 +0 indent the line with 2 spaces | a: |\n\ta\nb: |\n\tb\nc: |\n  c\nd: |\n\td\n",
                "4:1-2 +0 indent the line with 2 spaces | a: |\n\ta\nb: |\n  b\nc: |\n\tc\nd: |\n\td\n",
            ],
        )],
    );
}

/// The lines of `text` behind the bar brought back below those before it.
fn back(text: &str, column: usize, uniform: bool) -> Option<String> {
    let (above, fallen) = text.split_once("=\n").unwrap();
    let (above, lines) = (lines(above.trim_end()), lines(fallen));
    let edits = Back { lines: &lines, column, step: 2, above: &above }.edits(uniform)?;
    Some(edited(fallen, &edits))
}

#[test]
fn lines_come_back_to_where_they_were() {
    let mut wrong = Vec::new();
    for (text, uniform, meant) in [
        ("    x\n=\ny\n  z\n", true, "    y\n      z\n"),
        ("    x\n=\n  y\nz\n", true, "      y\n    z\n"),
        ("=\n\ny\n", true, "\n    y\n"),
        ("=\n\n", true, ""),
        ("=\n\n", false, ""),
        ("=\ny\n", false, "    y\n"),
        ("    if x; then\n=\ny\nfi\n", false, "      y\n      fi\n"),
        ("    a {\n      b\n=\n}\nc\n", false, "    }\n    c\n"),
        ("    a {\n      b {\n        c\n=\n}\n", false, "      }\n"),
        ("      b\n=\n}\n", false, "    }\n"),
        ("    a [\n=\nb\n\n    ]\nc\n", false, "      b\n\n    ]\n    c\n"),
        ("    a (\n=\n)\n", false, "    )\n"),
        ("      cat <<X\n=\nX\n", false, "    X\n"),
        ("      x\n=\n{\n  y\n    z\n        u\n}\n", false, "      {\n        y\n          z\n        u\n      }\n"),
        ("      x\n=\n y {\n     z\n}\n", false, "      y {\n          z\n     }\n"),
        ("      x\n=\n y {\n      z\n}\n", false, "      y {\n      z\n    }\n"),
        ("      x\n=\ny\n    z\nu\n", false, "      y\n    z\n    u\n"),
        ("    for x; do\n=\ny\n    done\nelse\nz\n", false, "      y\n    done\n    else\n    z\n"),
        ("    case\n=\nesac;\ndone\nelif x\n", false, "    esac;\n    done\n    elif x\n"),
        ("      x\n=\n]\n", false, "    ]\n"),
        ("      x\n=\n y {\n     z {\n     u\n", false, "      y {\n          z {\n     u\n"),
        ("    x\n=\n y\nz\n", false, "     y\n    z\n"),
    ] {
        let found = back(text, 4, uniform).unwrap_or_default();
        if found != meant {
            wrong.push(format!("({text:?}, {uniform}, {found:?}),"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn texts_that_yaml_reads_but_nobody_meant() {
    let mut wrong = Vec::new();
    for (text, at, meant) in [
        ("a:\n  b: |\n    x\ny z: 1\n", "y z", "16 indent the line by 4, into the text: 1"),
        (
            "a:\n  b: |\ny: 1\nc: 2\n",
            "y",
            "10 indent the line by 4, into the text: 1; 10 indent the lines by 4, into the text: 2",
        ),
        ("a:\n  b: |\n    x\ny: 1\n", "y", ""),
        ("a:\n  b: |\n\n  y: 1\n  z: 1\n", "z", ""),
        (
            "a:\n  b: |\ny: 1\nz: 1\n",
            "z",
            "10 indent the line by 4, into the text: 1; 10 indent the lines by 4, into the text: 2",
        ),
        ("a:\n  b: |\n  y: 1\n", "y", "12 indent the line by 2, into the text: 1"),
        ("a:\n  b: |\n    x\n", "x", ""),
        ("a:\n- b: |\n    x\n- c\n", "c", ""),
        ("a: 1\nb: 1\n", "b", ""),
        ("a:\n  b: |\n    x\ny z\nu v: 1\n", "u v", "16 indent the lines by 4, into the text: 2"),
        ("a: |\n  x\n- y\n", "y", ""),
        ("a:\n  b: |\n  y: 1\n  z: 1\n", "z", ""),
        (
            "a:\n  b: |\n y: 1\n  z: 1\n",
            "z",
            "11 indent the line by 3, into the text: 1; 11 indent the lines by 3, into the text: 2",
        ),
        ("a:\n  b: |\n\n\n  y: 1\n", "y", "14 indent the line by 2, into the text: 1"),
        ("x: |\n  x\nu v: 1\na: |\n  b\nc: 1\n", "c", ""),
    ] {
        let found: Vec<String> = fallen_texts(text, &[text.find(at).unwrap()])
            .iter()
            .map(|f| format!("{} {}: {}", f.span.start, f.fixes[0].title, f.fixes[0].edits.len()))
            .collect();
        if found.join("; ") != meant {
            wrong.push(format!("({text:?}, {at:?}, {:?}),", found.join("; ")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_large_text_is_not_looked_at() {
    let of = |len: usize| {
        let text = "a: |\n  x\ny z: 1\n";
        fallen_texts(&format!("{text}#{}", "#".repeat(len - text.len() - 1)), &[9]).len()
    };
    assert_eq!((of(LARGEST), of(LARGEST + 1)), (1, 0));
}
