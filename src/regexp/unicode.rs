//! Classes by name and the cases of letters, as Go 1.26 has them: those of Unicode 15, where our tables are newer.

use std::sync::LazyLock;

use regex_syntax::hir::{Class, ClassUnicode, ClassUnicodeRange, HirKind};

use super::names::{ALIASES, CATEGORIES, SCRIPTS};

/// The one character whose category Unicode 16 has changed, from `Mn` to `Mc`.
const MOVED: char = '\u{1171E}';

/// What Unicode 15 has given a meaning to, and what never gets one.
static KNOWN: LazyLock<ClassUnicode> = LazyLock::new(|| read(r"\p{Age=15.0}"));

/// Each letter that has others in its stead where cases do not matter, with one of these; sorted.
static CASES: LazyLock<Vec<(char, char)>> = LazyLock::new(|| {
    let changing = read(r"(?i)\p{Changes_When_Casefolded}");
    let mut pairs = Vec::new();
    let known = |c: &char| has(&KNOWN, *c);
    for c in changing.iter().flat_map(|range| range.start()..=range.end()).filter(known) {
        let mut orbit = ClassUnicode::new([ClassUnicodeRange::new(c, c)]);
        orbit.case_fold_simple();
        let others = orbit.iter().flat_map(|range| range.start()..=range.end());
        pairs.extend(others.filter(|other| *other != c && known(other)).map(|other| (c, other)));
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

/// Whether the name is one of cased letters.
pub(super) fn is_cased(name: &str) -> bool {
    matches!(plain(name).as_str(), "lc" | "casedletter")
}

/// A name as the tables spell it (`canonicalName`).
fn plain(name: &str) -> String {
    let name: String = name.chars().filter(|c| !matches!(c, '_' | '-' | ' ')).collect();
    name.to_ascii_lowercase()
}

/// The class of that name (`unicodeTable`): categories and scripts, by any of their names, letter case and separators
/// aside.
pub(super) fn named(name: &str) -> Option<ClassUnicode> {
    let name = plain(name);
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
