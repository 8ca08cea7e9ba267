//! The rules of this room: what makes a text no YAML, or not the YAML that was meant.

use crate::model::{Layer, RuleMeta};

/// Every `syntax/…` rule of the parser, sorted by id.
pub static RULES: &[RuleMeta] = &[
    RuleMeta::error(
        Layer::Syntax,
        "syntax/alias-cycle",
        "An alias inside of the value it repeats",
        "`*name` repeats the value marked `&name`. A value that repeats itself would have no end, so the cluster refuses it.",
        "a: &x [*x]\n",
        "a: &x [1]\nb: *x\n",
    ),
    RuleMeta::error(
        Layer::Syntax,
        "syntax/alias-expansion",
        "Aliases that expand to far more than was written",
        "A few lines of aliases of aliases can stand for billions of values. The cluster refuses such documents, and so \
         does plimsoll, before they take its memory.",
        "",
        "",
    ),
    RuleMeta::error(
        Layer::Syntax,
        "syntax/block-indentation",
        "Several lines shifted together",
        "Lines that belong together begin at the same column. Here a run of lines lies further in or out than its \
         neighbours, so that it belongs to nothing. Shift the run as a whole.",
        "a:\n  b: 1\n    c: 2\n    d: 3\n  e: 4\n",
        "a:\n  b: 1\n  c: 2\n  d: 3\n  e: 4\n",
    ),
    RuleMeta::error(
        Layer::Syntax,
        "syntax/bracket",
        "A bracket without its partner",
        "`[a, b]` is a list and `{a: b}` a map. What follows an open bracket belongs to it until the bracket is closed, \
         over as many lines as that takes.",
        "args: [a, b\nname: web\n",
        "args: [a, b]\nname: web\n",
    ),
    RuleMeta::error(
        Layer::Syntax,
        "syntax/colon-space",
        "No space after a key's colon",
        "A key is followed by a colon and a space. Without the space, `name:web` is a single text.",
        "a: 1\nname:web\nb: 2\n",
        "a: 1\nname: web\nb: 2\n",
    ),
    RuleMeta::error(
        Layer::Syntax,
        "syntax/dash-space",
        "No space after a list item's dash",
        "An item of a list begins with a dash and a space. Without the space, `-name` is a text that begins with a dash.",
        "list:\n  - name: a\n  -name: b\n",
        "list:\n  - name: a\n  - name: b\n",
    ),
    RuleMeta::error(
        Layer::Syntax,
        "syntax/extra-dash",
        "A dash where no list item stands",
        "Each item of a list begins with `- `; the keys of a map have no dash.",
        "a:\n  b: 1\n  - c: 2\n  d: 3\n",
        "a:\n  b: 1\n  c: 2\n  d: 3\n",
    ),
    RuleMeta::error(
        Layer::Syntax,
        "syntax/indentation",
        "A line indented too much or too little",
        "Lines that belong together begin at the same column; what belongs to a key stands further in than the key. This \
         line does neither.",
        "a:\n  b: 1\n   c: 2\n  d: 3\n",
        "a:\n  b: 1\n  c: 2\n  d: 3\n",
    ),
    RuleMeta::error(
        Layer::Syntax,
        "syntax/invalid-yaml",
        "Text that is no YAML",
        "The cluster's own parser gives up here, and none of the usual slips explains it. Look at this line and the few \
         above it.",
        "",
        "",
    ),
    RuleMeta::error(
        Layer::Syntax,
        "syntax/map-key",
        "A key that is no text",
        "Keys become JSON's keys, which are texts. A list, a map, null or a very large number cannot be one.",
        "? [a, b]\n: 1\n",
        "\"[a, b]\": 1\n",
    ),
    RuleMeta::error(
        Layer::Syntax,
        "syntax/merge-key",
        "`<<` with something else than a map",
        "`<<` merges the entries of other maps into this one: it takes a map, an alias to one, or a list of those.",
        "<<: text\na: 1\n",
        "base: &b {x: 1}\nuse:\n  <<: *b\n",
    ),
    RuleMeta::error(
        Layer::Syntax,
        "syntax/missing-colon",
        "A key without its colon",
        "A key is written `name: value`, or `name:` with its value on the lines below. Without the colon it is a text.",
        "a: 1\nspec\n  b: 2\n",
        "a: 1\nspec:\n  b: 2\n",
    ),
    RuleMeta::error(
        Layer::Syntax,
        "syntax/missing-dash",
        "A list item without its dash",
        "Each item of a list begins with `- `. A line without one, beside lines that have it, belongs to nothing.",
        "list:\n  - name: a\n  name: b\n  - name: c\n",
        "list:\n  - name: a\n  - name: b\n  - name: c\n",
    ),
    RuleMeta::error(
        Layer::Syntax,
        "syntax/not-finite",
        "A number that JSON does not have",
        "`.nan` and `.inf` are numbers in YAML, but the cluster speaks JSON, which has neither.",
        "a: .inf\n",
        "a: \".inf\"\n",
    ),
    RuleMeta::error(
        Layer::Syntax,
        "syntax/odd-colon",
        "A colon of another script",
        "Some input methods and word processors write a colon that is wider than YAML's. It looks alike, but to YAML it is a \
         letter.",
        "a: 1\nb：2\nc: 3\n",
        "a: 1\nb: 2\nc: 3\n",
    ),
    RuleMeta::error(
        Layer::Syntax,
        "syntax/odd-dash",
        "A typographic dash or a bullet before a list item",
        "Word processors turn a dash into a longer one, or into a bullet. To YAML these are letters; a list item begins \
         with `-`, as it stands on the keyboard.",
        "list:\n  - a: 1\n  – a: 2\n    b: 3\n",
        "list:\n  - a: 1\n  - a: 2\n    b: 3\n",
    ),
    RuleMeta::error(
        Layer::Syntax,
        "syntax/odd-space",
        "A blank that is no space",
        "No-break spaces and their like come from web pages and word processors. They look like spaces, but YAML takes \
         them for text.",
        "a:\n  b: 1\n\u{a0} c: 2\n  d: 3\n",
        "a:\n  b: 1\n  c: 2\n  d: 3\n",
    ),
    RuleMeta::error(
        Layer::Syntax,
        "syntax/quote",
        "A quote without its partner",
        "A quoted text goes to the next quote, over as many lines as that takes. With one missing or one too many, what \
         follows is read the wrong way round.",
        "a: \"x\nb: 2\n",
        "a: \"x\"\nb: 2\n",
    ),
    RuleMeta::error(
        Layer::Syntax,
        "syntax/smart-quote",
        "Typographic quotes around a value",
        "Web pages and word processors turn quotes into curly ones. To YAML these are letters: they quote nothing, and \
         become part of the value.",
        "a: \"x”\nb: 2\n",
        "a: \"x\"\nb: 2\n",
    ),
    RuleMeta::error(
        Layer::Syntax,
        "syntax/stray-line",
        "A line that fits nowhere",
        "Without this line the rest can be read. It may belong elsewhere, or be the leftover of an edit.",
        "a: 1\n@@ -1,3 +1,4 @@\nb: 2\n",
        "a: 1\nb: 2\n",
    ),
    RuleMeta::error(
        Layer::Syntax,
        "syntax/tab",
        "A tab for indentation",
        "YAML is indented with spaces only, since nobody can tell how wide a tab is. Most editors can be told to insert \
         spaces for YAML.",
        "a:\n\tb: 1\n",
        "a:\n  b: 1\n",
    ),
    RuleMeta::error(
        Layer::Syntax,
        "syntax/tag",
        "A tag that its value does not fit",
        "`!!int` and its like say how a value is read. Here the value cannot be read so.",
        "a: !!int text\n",
        "a: !!int 5\n",
    ),
    RuleMeta::error(
        Layer::Syntax,
        "syntax/template",
        "A template that is not rendered",
        "`{{ … }}` belongs to a template language. The cluster never sees it, only what the template becomes, so check \
         that (`helm template`, for one). A document in which whole lines or values are templates is counted as not \
         checked; this finding is for braces in the midst of others.",
        "",
        "",
    ),
    RuleMeta::error(
        Layer::Syntax,
        "syntax/too-deep",
        "Nesting that no manifest has",
        "No Kubernetes object is nested this deeply. The document is not read further, so that it cannot exhaust the stack.",
        "",
        "",
    ),
    RuleMeta::error(
        Layer::Syntax,
        "syntax/too-large",
        "A file too large to read",
        "The file has more bytes than a manifest could have; the API server takes far less.",
        "",
        "",
    ),
    RuleMeta::error(
        Layer::Syntax,
        "syntax/too-many-documents",
        "More documents than are read from one file",
        "The file has more documents than any repository needs in one. The rest of it is not read.",
        "",
        "",
    ),
    RuleMeta::error(
        Layer::Syntax,
        "syntax/trailing-text",
        "Text after the value",
        "After a value only a comment may follow on its line, with a space before its `#`.",
        "a: 1\nb: web:\nc: 2\n",
        "a: 1\nb: web\nc: 2\n",
    ),
    RuleMeta::error(
        Layer::Syntax,
        "syntax/unknown-anchor",
        "An alias without its anchor",
        "`*name` repeats the value that is marked `&name` further up. A text that begins with `*` needs quotes.",
        "a: *x\n",
        "a: \"*x\"\n",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Limits, parse};

    #[test]
    fn ids_are_sorted() {
        assert!(RULES.is_sorted_by_key(|r| r.id));
    }

    #[test]
    fn examples_show_what_they_say() {
        let mut wrong = Vec::new();
        for rule in RULES.iter().filter(|r| !r.bad.is_empty()) {
            let found = |text| -> Vec<&str> {
                parse(text, &Limits::default()).iter().flat_map(|d| d.errors.iter().map(|e| e.rule)).collect()
            };
            if found(rule.bad) != [rule.id] || !found(rule.good).is_empty() {
                wrong.push((rule.id, found(rule.bad), found(rule.good)));
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
    }
}
