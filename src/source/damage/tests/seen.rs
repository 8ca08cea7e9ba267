//! A line as a person sees it, and what a mend claims.

use super::super::lines::{in_text, is_name, line_of, lines};
use super::super::*;

#[test]
fn a_line_has_its_parts() {
    // The line, its indentation, the bytes of its dashes, what is left of it, its key.
    for (text, indent, dashes, bare, key) in [
        ("", 0, 0, "", None),
        ("a: 1", 0, 0, "a: 1", Some("a")),
        ("  - a:  1 # x", 2, 2, "a:  1", Some("a")),
        (" -   - a:", 1, 6, "a:", Some("a")),
        ("- -", 0, 3, "", None),
        ("-", 0, 1, "", None),
        ("-a: b", 0, 0, "-a: b", None),
        ("- a#b ", 0, 2, "a#b", None),
        ("\"a/b.c\": d", 0, 0, "\"a/b.c\": d", Some("\"a/b.c\"")),
        ("a b: c", 0, 0, "a b: c", None),
        ("a:b", 0, 0, "a:b", None),
        ("a: b: c", 0, 0, "a: b: c", Some("a")),
        ("\ta: b", 0, 0, "\ta: b", None),
    ] {
        let line = lines(text)[0];
        let found = (line.indent, line.inner() - line.indent, line.bare(), line.key());
        assert_eq!(found, (indent, dashes, bare, key), "{text}");
        assert_eq!(line.inner(), indent + dashes, "{text}");
    }
    for (text, idle, opens, opens_text) in [
        ("", true, false, false),
        ("  \t", true, false, false),
        (" # a", true, false, false),
        ("a:", false, true, false),
        ("- a: # x", false, true, false),
        ("a: b", false, false, false),
        ("a: |", false, false, true),
        ("a: >+2 # x", false, false, true),
        ("a:\t|-", false, false, true),
        ("- |", false, false, true),
        ("|2", false, false, true),
        ("a:|", false, false, false),
        ("a: b |", false, false, false),
        ("a: &b |", false, false, true),
        ("a: !b >", false, false, true),
        ("a: &b|", false, false, false),
        ("a: |x", false, false, false),
        ("a: 1", false, false, false),
    ] {
        let line = lines(text)[0];
        assert_eq!((line.is_idle(), line.opens(), line.opens_text()), (idle, opens, opens_text), "{text}");
    }
}

#[test]
fn names() {
    for name in ["a", "_a", "9", "a.b/c_d-e", "A"] {
        assert!(is_name(name), "{name}");
    }
    for name in ["", "-a", ".a", "/a", "a b", "a:", "é", "\"a\""] {
        assert!(!is_name(name), "{name}");
    }
}

#[test]
fn lines_know_their_bytes() {
    let text = "a: 1\r\n  b\n\n c";
    let lines = lines(text);
    let places: Vec<_> = lines.iter().map(|l| (l.start, l.content_start(), l.end(), l.text)).collect();
    assert_eq!(places, [(0, 0, 4, "a: 1"), (6, 8, 9, "  b"), (10, 10, 10, ""), (11, 12, 13, " c")]);
    assert_eq!([0, 5, 6, 9, 10, 11, 99].map(|at| line_of(&lines, at)), [0, 0, 1, 1, 2, 3, 3]);
}

#[test]
fn lines_of_a_text() {
    let inside = |text: &str| -> String {
        in_text(&lines(text)).into_iter().map(|inside| if inside { '|' } else { '.' }).collect()
    };
    assert_eq!(inside("a: |\n  b: |\n\n c\nd:\n  e"), ".|||..");
    assert_eq!(inside("- |\n a\n- b: |\n  c\n# |\n  d"), ".|.|..");
    assert_eq!(inside("a: |\nb: >\n  c\n \n"), "..|||");
}

/// Changes of a text.
type Edits<'t> = &'t [(Range<usize>, &'t str)];

/// Whether a mend of those changes is made without asking.
fn is_safe(rule: &'static crate::model::Rule, edits: Edits<'_>) -> bool {
    let edits = edits.iter().map(|(range, new)| (range.clone(), (*new).to_owned())).collect();
    let mend = Mend { span: 1..2, edits, rule, message: String::new(), help: "h", title: "t".to_owned(), cost: 0 };
    let finding = mend.told(|range| crate::model::Span::new(range.start as u32, range.end as u32));
    finding.fixes[0].safe
}

#[test]
fn what_can_mean_nothing_else_is_safe() {
    let rows: &[(&'static crate::model::Rule, Edits<'_>, bool)] = &[
        (&tab::TAB, &[(0..1, "  ")], true),
        (&tab::TAB, &[(0..2, "  ")], true),
        (&tab::TAB, &[(0..2, "   ")], false),
        (&tab::TAB, &[(0..2, "   "), (4..5, "")], true),
        (&space::ODD_SPACE, &[(0..2, "")], true),
        (&alike::ODD_COLON, &[(0..2, ":")], true),
        (&alike::ODD_DASH, &[(0..2, "-")], true),
        (&alike::SMART_QUOTE, &[(0..2, "")], true),
        (&colon::COLON_SPACE, &[(0..0, " ")], true),
        (&dash::DASH_SPACE, &[(0..0, " ")], true),
        (&indent::INDENTATION, &[(0..2, "")], true),
        (&indent::BLOCK_INDENTATION, &[(0..2, "")], true),
        (&plain::NEEDS_QUOTES, &[(0..2, "\"a\"")], true),
        (&plain::NEEDS_QUOTES, &[(0..2, "\"a\nb\"")], false),
        (&comma::COMMA, &[(1..1, ","), (3..3, ",")], true),
        (&comma::COMMA, &[(1..2, ", "), (3..4, ", ")], true),
        (&comma::COMMA, &[(1..2, ", "), (3..4, "'x'")], false),
        (&comma::COMMA, &[(1..1, ","), (3..3, " ")], false),
        (&quote::QUOTE, &[(1..1, "\"")], false),
        (&stray::STRAY_LINE, &[(1..3, "")], false),
    ];
    for (rule, edits, meant) in rows {
        assert_eq!(is_safe(rule, edits), *meant, "{} {edits:?}", rule.id);
    }
}

#[test]
fn a_mend_says_what_to_do() {
    let mend = |title: &str| Mend {
        span: 1..2,
        edits: vec![(1..2, String::new())],
        rule: &stray::STRAY_LINE,
        message: "m".to_owned(),
        help: "h",
        title: title.to_owned(),
        cost: 0,
    };
    let told = |mend: Mend| {
        let finding = mend.told(|range| crate::model::Span::new(range.start as u32 + 5, range.end as u32 + 5));
        (finding.span.start, finding.span.end, finding.help.clone(), finding.fixes.len())
    };
    assert_eq!(told(mend("do it")), (6, 7, Some("do it: h".to_owned()), 1));
    assert_eq!(told(mend("")), (6, 7, Some("h".to_owned()), 0));
    assert_eq!(mend("").of_many().help, stray::HELP_OF_MANY);
    assert_eq!(Mend { rule: &tab::TAB, ..mend("") }.of_many().help, "h");
}
