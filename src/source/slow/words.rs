//! What the grammar refuses, in a reader's words. Its own words are those of libyaml, which speak of tokens and contexts.

/// What is wrong, and what to look for; in the order in which they are tried, each by a part of the grammar's words.
const WORDS: &[(&str, &str, &str)] = &[
    (
        "mapping values are not allowed",
        "a colon makes a key of what is before it, where no key can stand",
        "put a text with `: ` in it in quotes; lines that belong together begin at the same column",
    ),
    (
        "expected ':'",
        "this line is neither a key with its value nor an item of a list",
        "a key is written `name: value`, or `name:` with its value on the lines below",
    ),
    (
        "expected key",
        "this line does not fit the lines around it",
        "lines that belong together begin at the same column; what belongs to a key stands further in than the key",
    ),
    (
        "expected '-' indicator",
        "this line stands among the items of a list, but is none",
        "each item of a list begins with `- `, all at the same column",
    ),
    (
        "block sequence entries",
        "the dash begins an item of a list, where none can stand",
        "a list stands on the lines below its key",
    ),
    ("expected ',' or ']'", "the list in brackets is not closed, or a comma is missing", "write it as `[a, b]`"),
    ("expected ',' or '}'", "the map in braces is not closed, or a comma is missing", "write it as `{a: 1, b: 2}`"),
    (
        "cannot start any token",
        "no text can begin with this sign",
        "put the text in quotes; in quotes every letter stands for itself",
    ),
    (
        "found a tab",
        "a tab stands where YAML wants spaces",
        "indent with spaces only; most editors can be told to do so for YAML",
    ),
    (
        "escape",
        "in double quotes a backslash begins an escape, and this is none",
        "use single quotes, or double the backslash",
    ),
    ("end of stream", "the text ends before its quotes are closed", "each quote has its partner"),
    ("document indicator", "the document ends before its quotes are closed", "each quote has its partner"),
    (
        "comment or line break",
        "behind the sign of a text block nothing may stand",
        "a text below `|` or `>` begins on the next line",
    ),
    (
        "alphabetic or numeric",
        "`*` and `&` name an anchor, and no name follows",
        "put a text that begins with `*` or `&` in quotes",
    ),
    (
        "document start",
        "another document begins here, but nothing says so",
        "documents are parted by a line `---`; lines that belong together begin at the same column",
    ),
    ("node content", "a value is missing here", "write it behind the key, or on the lines below"),
    ("mapping keys", "a key cannot stand here", "a key begins its line, or follows a dash"),
    ("tag", "`!` begins a tag, and none follows", "put a text that begins with `!` in quotes"),
    ("directive", "a line that begins with `%` tells YAML its version, and this one does not", "remove the line"),
];

/// What to say of a refusal that the grammar puts so: the sentence, and the advice.
pub(super) fn of(what: &str) -> (&str, Option<&'static str>) {
    let known = WORDS.iter().find(|(part, ..)| what.contains(part));
    known.map_or((what, None), |(_, said, help)| (*said, Some(*help)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::damage::problem_of;

    #[test]
    fn no_word_of_the_grammar_reaches_a_reader() {
        for text in [
            "a: b: c",
            "a\nb: 1",
            "a:\n  - b\n c: 1",
            "a: [b\nc: 1",
            "a: {b\nc: 1",
            "a: @b",
            "a:\n\tb: 1",
            "a: \"\\q\"",
            "a: \"b",
            "a: | b",
            "a: * b",
        ] {
            let what = problem_of(text).expect("the text is broken").what;
            let (said, help) = of(what);
            assert!(said != what && help.is_some(), "{text}: {what}");
        }
    }

    /// Each text is refused in words of the grammar of which only one row knows what to say.
    #[test]
    fn each_way_of_being_broken_is_told_apart() {
        let mut wrong = Vec::new();
        let said = |text: &'static str| of(problem_of(text).unwrap_or_else(|| panic!("{text} is read")).what).0;
        for (text, part) in [
            ("a: b: c", "a colon makes a key"),
            ("a: 1\nb\nc: 1", "neither a key with its value"),
            ("a:\n  - b\n c: 1", "does not fit the lines around it"),
            ("- b\nc: 1", "among the items of a list"),
            ("a: - b", "the dash begins an item"),
            ("a: [b\nc: 1", "list in brackets"),
            ("a: {b\nc: 1", "map in braces"),
            ("a: @b", "no text can begin with this sign"),
            ("a: b\n\tc: d\n\te", "a tab stands where"),
            ("a: \"\\q\"", "a backslash begins an escape"),
            ("a: \"b", "text ends before its quotes"),
            ("a: 'b\n---\n", "document ends before its quotes"),
            ("a: | b", "behind the sign of a text block"),
            ("a: * b", "no name follows"),
            ("a: 1\n...\nb: [}", "another document begins here"),
            ("b: [}", "a value is missing here"),
        ] {
            if !said(text).contains(part) {
                wrong.push((text, said(text)));
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
    }
}
