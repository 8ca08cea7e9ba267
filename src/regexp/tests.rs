use super::*;

/// What Go 1.26 says of each.
#[test]
fn refused_in_go_s_words() {
    for (pattern, said, at) in [
        (r"\Z", r"invalid escape sequence: `\Z`", 0..2),
        (r"a\u0061", r"invalid escape sequence: `\u`", 1..3),
        (r"(a)\1", r"invalid escape sequence: `\1`", 3..5),
        (r"\8", r"invalid escape sequence: `\8`", 0..2),
        (r"\C", r"invalid escape sequence: `\C`", 0..2),
        (r"\x{110000}", r"invalid escape sequence: `\x{110000`", 0..9),
        (r"\x{}", r"invalid escape sequence: `\x{}`", 0..4),
        (r"\x1g", r"invalid escape sequence: `\x1g`", 0..4),
        (r"[\b]", r"invalid escape sequence: `\b`", 1..3),
        (r"\é", r"invalid escape sequence: `\é`", 0..3),
        ("a\\", "trailing backslash at end of expression: ``", 1..2),
        ("[a\\", "trailing backslash at end of expression: ``", 2..3),
        ("a**", "invalid nested repetition operator: `**`", 1..3),
        ("a{2}*?", "invalid nested repetition operator: `{2}*?`", 1..6),
        ("x*", "", 0..0),
        ("(*)", "missing argument to repetition operator: `*`", 1..2),
        ("|{2}?", "missing argument to repetition operator: `{2}?`", 1..5),
        ("a{1001}", "invalid repeat count: `{1001}`", 1..7),
        ("a{3,2}", "invalid repeat count: `{3,2}`", 1..6),
        ("(?:a{100}){11}", "invalid repeat count: `{11}`", 10..14),
        ("(?:a{100}){0,10}", "", 0..0),
        ("(?:(?:a{1000}){0}){1000}", "", 0..0),
        ("(?x)a", "invalid or unsupported Perl syntax: `(?x`", 0..3),
        ("a(?=b)", "invalid or unsupported Perl syntax: `(?=`", 1..4),
        ("(?<!a)b", "invalid named capture: `(?<!a)b`", 0..7),
        ("(?i-)a", "invalid or unsupported Perl syntax: `(?i-)`", 0..5),
        ("(?i", "invalid or unsupported Perl syntax: `(?i`", 0..3),
        ("(?P<a b>x)", "invalid named capture: `(?P<a b>`", 0..8),
        ("(?P<1>x)(?<1>y)", "", 0..0),
        ("[a", "missing closing ]: `[a`", 0..1),
        ("x[]", "missing closing ]: `[]`", 1..2),
        ("a(b", "missing closing ): `a(b`", 1..2),
        ("a)b", "unexpected ): `a)b`", 1..2),
        ("[b-a]", "invalid character class range: `b-a`", 1..4),
        ("[[:foo:]]", "invalid character class range: `[:foo:]`", 1..8),
        (r"\p{Foo}", r"invalid character class range: `\p{Foo}`", 0..7),
        (r"\p{Script=Greek}", r"invalid character class range: `\p{Script=Greek}`", 0..16),
        (r"[\pQ]", r"invalid character class range: `\pQ`", 1..4),
        (r"\p{greek}\p{Letter}\p{Any}", "", 0..0),
        // Go 1.26 does not find scripts of two words.
        (r"\p{Old_Italic}", r"invalid character class range: `\p{Old_Italic}`", 0..14),
        ("{,2}{a}a{01}{", "", 0..0),
        (r"\Q(*[\E\_\0\07\777", "", 0..0),
    ] {
        let error = check(pattern).err();
        let told = error.as_ref().map(|error| error.to_string()).unwrap_or_default();
        let expected = if said.is_empty() { String::new() } else { format!("error parsing regexp: {said}") };
        assert_eq!(told, expected, "{pattern}");
        assert_eq!(error.map_or(0..0, |error| error.at), at, "{pattern}");
        assert_eq!(compile(pattern).is_err(), !said.is_empty(), "{pattern}");
    }
}

#[test]
fn bounds_are_those_of_go() {
    let nested = |n: usize, open: &str| open.repeat(n) + "a" + &")".repeat(n);
    let kind = |pattern: &str| check(pattern).err().map(|error| error.kind);
    assert_eq!(kind(&nested(999, "(")), None);
    assert_eq!(kind(&nested(1000, "(")), Some(Kind::Depth));
    assert_eq!(kind(&nested(20_000, "(?:")), None);
    let many = |n: usize| format!("(?:{}){{1000}}", "a".repeat(n));
    assert_eq!((kind(&many(3355)), kind(&many(3356))), (None, Some(Kind::Large)));
    // What Go takes and we do not compile is no mistake.
    let built = |pattern: &str| compile(pattern).err().map(|error| error.kind);
    assert_eq!(built(&many(3355)), Some(Kind::Unbuilt));
    assert_eq!(built(&nested(900, "(")), None);
    assert_eq!(built(&("(?:b".repeat(300) + &")*".repeat(300))), Some(Kind::Unbuilt));
    let long = "a".repeat(LENGTH + 1);
    assert_eq!((kind(&long), built(&long)), (None, Some(Kind::Unbuilt)));
}

#[test]
fn matches_as_go_finds_them() {
    let spans = |ranges: &[(usize, usize)]| ranges.iter().map(|(a, b)| *a..*b).collect::<Vec<_>>();
    for (pattern, text, found) in [
        (r"^\d+$", "12", &[(0, 2)][..]),
        (r"\d", "١", &[]),
        (r"\w+", "aé_", &[(0, 1), (3, 4)]),
        (r"\s", "\u{b}\u{a0}\u{c}", &[(3, 4)]),
        (r"^[^\s/]+$", "a/b", &[]),
        (r"\bk", "ék", &[(2, 3)]),
        (r"\B", "é", &[(0, 0), (2, 2)]),
        (r"[a&&b]+", "a&b", &[(0, 3)]),
        (r"[a~~b-]+", "~-", &[(0, 2)]),
        (r"[[a]+", "[a", &[(0, 2)]),
        (r"[^]a]", "]ab", &[(2, 3)]),
        (r"[\w-.]+", "a-.b", &[(0, 4)]),
        (r"[[:^alpha:]]", "a1", &[(1, 2)]),
        (r"a{,2}", "a{,2}", &[(0, 5)]),
        (r"x$", "x\n", &[]),
        (r"(?m)x$", "x\n", &[(0, 1)]),
        (r".", "\n\r", &[(1, 2)]),
        (r"(?s).", "\n", &[(0, 1)]),
        (r"(?i)k", "K\u{212a}k", &[(0, 1), (1, 4), (4, 5)]),
        (r"(?i)[^k]", "\u{212a}s", &[(3, 4)]),
        (r"(?i)ς", "Σσ", &[(0, 2), (2, 4)]),
        (r"(?U)a+", "aa", &[(0, 1), (1, 2)]),
        (r"(?U)a+?", "aa", &[(0, 2)]),
        (r"a|ab", "ab", &[(0, 1)]),
        (r"a*", "baac", &[(0, 0), (1, 3), (4, 4)]),
        (r"(|a)+", "aa", &[(0, 0), (1, 1), (2, 2)]),
        (r"\p{Lu}\P{Lu}\p{^Lu}", "Aaa", &[(0, 3)]),
        (r"\p{Cn}", "\u{1C89}", &[(0, 3)]),
        (r"\Qa.b\E+", "a.bb", &[(0, 4)]),
        (r"\x{D800}|[\x{D800}-\x{E000}]", "\u{e000}", &[(0, 3)]),
        (r"[^\x00-\x{10FFFF}]|b", "ab", &[(1, 2)]),
        // More than fits over UTF-8.
        (r"^[\p{L}\p{N}]{1,255}\b\n[^\d]{300}?", "Äz9\n", &[]),
        (r"[\p{L}\p{M}]{2,255}\b", "1ÄÖz é", &[(1, 6)]),
        (r"(?i)[\p{Greek}k]{1,200}", "K\u{212a}σ-", &[(0, 6)]),
    ] {
        let regex = compile(pattern).unwrap_or_else(|error| panic!("{pattern}: {error}"));
        assert_eq!(regex.find_all(text, usize::MAX), spans(found), "{pattern} {text:?}");
        assert_eq!(regex.is_match(text), !found.is_empty(), "{pattern} {text:?}");
        assert_eq!(regex.find(text), spans(found).first().cloned(), "{pattern} {text:?}");
    }
}

#[test]
fn compiled_once_and_again_where_there_was_no_room() {
    let many: Vec<String> = (0..12).map(|n| format!("^[\\p{{L}}{n}]{{1,{}}}$", 100 + n)).collect();
    for pattern in many.iter().chain(&many) {
        assert!(shared(pattern).is_ok_and(|regex| regex.is_match("abc")), "{pattern}");
    }
    assert!(Rc::ptr_eq(&shared("a").unwrap(), &shared("a").unwrap()));
    assert_eq!(shared("(").unwrap_err(), check("(").unwrap_err());
}
