//! Classes by name and the cases of letters, as Go 1.26 has them: those of Unicode 15, where our tables are newer.

use std::sync::LazyLock;

use regex_syntax::hir::{Class, ClassUnicode, ClassUnicodeRange, HirKind};

/// `unicode.Scripts`, in small letters, without those of two words: Go 1.25 and 1.26 look them up without the underscore
/// and do not find them.
const SCRIPTS: &[&str] = &[
    "adlam",
    "ahom",
    "arabic",
    "armenian",
    "avestan",
    "balinese",
    "bamum",
    "batak",
    "bengali",
    "bhaiksuki",
    "bopomofo",
    "brahmi",
    "braille",
    "buginese",
    "buhid",
    "carian",
    "chakma",
    "cham",
    "cherokee",
    "chorasmian",
    "common",
    "coptic",
    "cuneiform",
    "cypriot",
    "cyrillic",
    "deseret",
    "devanagari",
    "dogra",
    "duployan",
    "elbasan",
    "elymaic",
    "ethiopic",
    "georgian",
    "glagolitic",
    "gothic",
    "grantha",
    "greek",
    "gujarati",
    "gurmukhi",
    "han",
    "hangul",
    "hanunoo",
    "hatran",
    "hebrew",
    "hiragana",
    "inherited",
    "javanese",
    "kaithi",
    "kannada",
    "katakana",
    "kawi",
    "kharoshthi",
    "khmer",
    "khojki",
    "khudawadi",
    "lao",
    "latin",
    "lepcha",
    "limbu",
    "lisu",
    "lycian",
    "lydian",
    "mahajani",
    "makasar",
    "malayalam",
    "mandaic",
    "manichaean",
    "marchen",
    "medefaidrin",
    "miao",
    "modi",
    "mongolian",
    "mro",
    "multani",
    "myanmar",
    "nabataean",
    "nandinagari",
    "newa",
    "nko",
    "nushu",
    "ogham",
    "oriya",
    "osage",
    "osmanya",
    "palmyrene",
    "phoenician",
    "rejang",
    "runic",
    "samaritan",
    "saurashtra",
    "sharada",
    "shavian",
    "siddham",
    "sinhala",
    "sogdian",
    "soyombo",
    "sundanese",
    "syriac",
    "tagalog",
    "tagbanwa",
    "takri",
    "tamil",
    "tangsa",
    "tangut",
    "telugu",
    "thaana",
    "thai",
    "tibetan",
    "tifinagh",
    "tirhuta",
    "toto",
    "ugaritic",
    "vai",
    "vithkuqi",
    "wancho",
    "yezidi",
    "yi",
];

/// `unicode.Categories`
const CATEGORIES: &[&str] = &[
    "c", "cc", "cf", "cn", "co", "cs", "l", "lc", "ll", "lm", "lo", "lt", "lu", "m", "mc", "me", "mn", "n", "nd", "nl",
    "no", "p", "pc", "pd", "pe", "pf", "pi", "po", "ps", "s", "sc", "sk", "sm", "so", "z", "zl", "zp", "zs",
];

/// `unicode.CategoryAliases`, spelled likewise.
const ALIASES: &[(&str, &str)] = &[
    ("casedletter", "lc"),
    ("closepunctuation", "pe"),
    ("cntrl", "cc"),
    ("combiningmark", "m"),
    ("connectorpunctuation", "pc"),
    ("control", "cc"),
    ("currencysymbol", "sc"),
    ("dashpunctuation", "pd"),
    ("decimalnumber", "nd"),
    ("digit", "nd"),
    ("enclosingmark", "me"),
    ("finalpunctuation", "pf"),
    ("format", "cf"),
    ("initialpunctuation", "pi"),
    ("letter", "l"),
    ("letternumber", "nl"),
    ("lineseparator", "zl"),
    ("lowercaseletter", "ll"),
    ("mark", "m"),
    ("mathsymbol", "sm"),
    ("modifierletter", "lm"),
    ("modifiersymbol", "sk"),
    ("nonspacingmark", "mn"),
    ("number", "n"),
    ("openpunctuation", "ps"),
    ("other", "c"),
    ("otherletter", "lo"),
    ("othernumber", "no"),
    ("otherpunctuation", "po"),
    ("othersymbol", "so"),
    ("paragraphseparator", "zp"),
    ("privateuse", "co"),
    ("punct", "p"),
    ("punctuation", "p"),
    ("separator", "z"),
    ("spaceseparator", "zs"),
    ("spacingmark", "mc"),
    ("surrogate", "cs"),
    ("symbol", "s"),
    ("titlecaseletter", "lt"),
    ("unassigned", "cn"),
    ("uppercaseletter", "lu"),
];

/// The one character whose category Unicode 16 has changed, from `Mn` to `Mc`.
const MOVED: char = '\u{1171E}';

/// What Unicode 15 has given a meaning to, and what never gets one.
static KNOWN: LazyLock<ClassUnicode> = LazyLock::new(|| read(r"\p{Age=15.0}"));

/// Each letter that has others in its stead where cases do not matter, with one of these; sorted.
static CASES: LazyLock<Vec<(char, char)>> = LazyLock::new(|| {
    let changing = read(r"(?i)\p{Changes_When_Casefolded}");
    let mut pairs = Vec::new();
    for c in changing.iter().flat_map(|range| range.start()..=range.end()) {
        let mut orbit = ClassUnicode::new([ClassUnicodeRange::new(c, c)]);
        orbit.case_fold_simple();
        let others = orbit.iter().flat_map(|range| range.start()..=range.end());
        pairs.extend(others.filter(|other| *other != c && has(&KNOWN, *other)).map(|other| (c, other)));
    }
    pairs
});

fn read(pattern: &str) -> ClassUnicode {
    match regex_syntax::parse(pattern).map(regex_syntax::hir::Hir::into_kind) {
        Ok(HirKind::Class(Class::Unicode(class))) => class,
        // A class of one.
        Ok(HirKind::Literal(one)) => {
            let text = String::from_utf8_lossy(&one.0).into_owned();
            ClassUnicode::new(text.chars().map(|c| ClassUnicodeRange::new(c, c)))
        }
        _ => ClassUnicode::empty(),
    }
}

fn has(class: &ClassUnicode, c: char) -> bool {
    let at = class.ranges().partition_point(|range| range.end() < c);
    class.ranges().get(at).is_some_and(|range| range.start() <= c)
}

/// Adds the other cases of what is in the class (`unicode.SimpleFold`).
pub(super) fn fold(class: &mut ClassUnicode) {
    let mut more = Vec::new();
    for range in class.iter() {
        let start = CASES.partition_point(|(c, _)| *c < range.start());
        let within = CASES[start..].iter().take_while(|(c, _)| *c <= range.end());
        more.extend(within.map(|(_, other)| ClassUnicodeRange::new(*other, *other)));
    }
    class.union(&ClassUnicode::new(more));
}

/// The character that a class stands for, and whether in both of its cases.
pub(super) fn single(class: &ClassUnicode) -> Option<(char, bool)> {
    let (first, other) = match class.ranges() {
        [one] if one.start() == one.end() => return Some((one.start(), false)),
        [one] if u32::from(one.start()) + 1 == u32::from(one.end()) => (one.start(), one.end()),
        [a, b] if a.start() == a.end() && b.start() == b.end() => (a.start(), b.start()),
        _ => return None,
    };
    let start = CASES.partition_point(|(c, _)| *c < first);
    let mut cases = CASES[start..].iter().take_while(|(c, _)| *c == first);
    (cases.next() == Some(&(first, other)) && cases.next().is_none()).then_some((first, true))
}

/// The class of that name (`unicodeTable`): categories and scripts, by any of their names, letter case and separators
/// aside.
pub(super) fn named(name: &str) -> Option<ClassUnicode> {
    let name: String = name.chars().filter(|c| !matches!(c, '_' | '-' | ' ')).collect();
    let name = name.to_ascii_lowercase();
    match name.as_str() {
        "any" => return Some(ClassUnicode::new([ClassUnicodeRange::new('\0', char::MAX)])),
        "ascii" => return Some(ClassUnicode::new([ClassUnicodeRange::new('\0', '\x7F')])),
        "assigned" => {
            let mut class = category("cn");
            class.negate();
            return Some(class);
        }
        _ => {}
    }
    if CATEGORIES.binary_search(&name.as_str()).is_ok() {
        return Some(category(&name));
    }
    if SCRIPTS.binary_search(&name.as_str()).is_ok() {
        let mut class = read(&format!(r"\p{{Script={name}}}"));
        class.intersect(&KNOWN);
        return Some(class);
    }
    let at = ALIASES.binary_search_by_key(&name.as_str(), |(alias, _)| alias).ok()?;
    Some(category(ALIASES[at].1))
}

fn category(name: &str) -> ClassUnicode {
    // Surrogates are in no text.
    if name == "cs" {
        return ClassUnicode::empty();
    }
    let mut class = read(&format!(r"\p{{gc={name}}}"));
    class.intersect(&KNOWN);
    let moved = ClassUnicode::new([ClassUnicodeRange::new(MOVED, MOVED)]);
    match name {
        "mn" => class.union(&moved),
        "mc" => class.difference(&moved),
        _ => {}
    }
    if matches!(name, "c" | "cn") {
        let mut later = KNOWN.clone();
        later.negate();
        class.union(&later);
    }
    class
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_sorted_and_none_is_missing() {
        assert!(SCRIPTS.is_sorted() && CATEGORIES.is_sorted() && ALIASES.is_sorted() && CASES.is_sorted());
        for name in SCRIPTS.iter().chain(CATEGORIES).filter(|name| **name != "cs") {
            assert!(named(name).is_some_and(|class| !class.ranges().is_empty()), "{name}");
        }
        assert!(ALIASES.iter().all(|(_, name)| CATEGORIES.contains(name)));
    }

    #[test]
    fn of_the_age_that_go_knows() {
        // A letter of Unicode 16 is unassigned to Go, and so no other case of an older one.
        let later = '\u{A7CB}';
        assert!(!has(&named("L").unwrap(), later) && has(&named("Cn").unwrap(), later));
        let mut class = ClassUnicode::new([ClassUnicodeRange::new('\u{264}', '\u{264}')]);
        fold(&mut class);
        assert!(!has(&class, later));
    }
}
