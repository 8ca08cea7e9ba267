//! The fast parser against the grammar: where the fast one answers, both say the same to the byte.

use proptest::prelude::*;

use super::fast;
use super::limits::Limits;
use super::lines::LineIndex;
use super::slow;
use super::survey::Survey;
use super::tree::Document;
use crate::cases::cases;
use crate::model::Span;

/// Compares the first document of `text`; whether the fast parser read it.
fn compare(text: &str) -> Result<bool, String> {
    let limits = Limits::default();
    let survey = Survey::of(text, 0);
    if !survey.simple || text.starts_with('\u{feff}') {
        return Ok(false);
    }
    let (fast, next) = match fast::read(text, 0, 0, &limits) {
        fast::Outcome::More(document, next) => (Some(document), Some(next as u32)),
        fast::Outcome::Last(document) => (Some(document), None),
        fast::Outcome::None => (None, None),
        fast::Outcome::GiveUp => return Ok(false),
    };
    let mut documents = Vec::new();
    let outcome = slow::read(text, 0, &survey, &limits, &mut documents);
    let slow = documents.into_iter().next();
    let slow_next = match outcome {
        slow::Outcome::Next { at } => Some(at),
        _ => None,
    };
    let (a, b) = (describe(fast.as_ref()), describe(slow.as_ref()));
    if a != b || next != slow_next {
        return Err(format!("{text:?}\nfast {next:?}: {a}\nslow {slow_next:?}: {b}"));
    }
    Ok(true)
}

fn describe(document: Option<&Document<'_>>) -> String {
    document.map_or(String::from("nothing"), |d| {
        let (nodes, cooked, errors) = (&d.nodes, &d.cooked, &d.errors);
        let (duplicates, comments, span) = (&d.duplicates, &d.comments, d.span);
        format!("{nodes:?} {cooked:?} {duplicates:?} {comments:?} {errors:?} {span:?}")
    })
}

#[track_caller]
fn agree(text: &str) -> bool {
    compare(text).unwrap_or_else(|difference| panic!("{difference}"))
}

#[test]
fn the_fast_parser_reads_what_people_write() {
    for text in [
        "apiVersion: v1\nkind: Pod\nmetadata: # m\n  name: web\n  labels: {app: web, \"tier\": 'x'}\nspec:\n  containers:\n  - name: a\n    args: [\"-c\", 1, true]\n  - name: b\n    command:\n      - sh\n      - |\n        a\n          b\n\n        c\n      - >-\n        folded\n        text\n\n",
        "---\n# only\n---\na: 1\n",
        "a:\n- b\n-   c: 1\n    d: 2\n- - x\n  - y\n-\n  z: 1\n-\n",
        "a: one\n  two\n\n  three # end\nb: \"x\n  y\"\nc: 'it''s'\n",
        "{\n\t\"a\": [\n\t\t1,\n\t\t{\"b\": null}\n\t],\n\t\"c\": \"d\\n\"\n}\n",
        "a: 1\r\nb:\r\n  - x\r\n  - |\r\n    t\r\n    u\r\n",
        "a: é\n日本: [ü, \"ä\"]\n",
        "a:\nb: ~\nc: \"\"\n",
        "plain text\nin two lines\n",
        "a: 1\na: 2\n",
        "a: |\t# c # d\n  e\n",
    ] {
        assert!(agree(text), "gave up on {text:?}");
    }
}

#[test]
fn it_gives_up_on_the_exotic_and_the_broken() {
    for text in [
        "a: &x 1\n",
        "a: *x\n",
        "a: !t 1\n",
        "? a\n: b\n",
        "<<: {a: 1}\n",
        "%YAML 1.1\n---\na: 1\n",
        "a: b: c\n",
        "a: [1\n",
        "a: 'x\n",
        "a:\n b: 1\n  c: 2\n",
        "- a\nb: 1\n",
        "a: 1\n...\n",
        "y: 1\n",
        "a:\tb\n",
        "\ta: 1\n",
        "a: @x\n",
        "a: \"\\q\"\n",
        "a: [b: c]\n",
        "a: .inf\n",
        "--- a\n",
        "a: \"x\" y\n",
        "a: {\n  b: 1\n\t}\n",
    ] {
        assert!(!agree(text), "read {text:?}");
    }
}

/// Pieces of YAML from which texts are thrown together.
fn piece() -> impl Strategy<Value = String> {
    let words = prop::sample::select(vec![
        "a", "b: ", "c:", "- ", "-", " ", "  ", "    ", "\n", "\n", "\n  ", "\n    ", "\n- ", "\n  - ", "\r\n", "# c",
        " # c", "\"x\"", "'y'", "\"\\n\"", "'it''s'", "\"", "'", "|", ">-", "|2", "|+\n", "[", "]", "{", "}", ",",
        ", ", ":", ": ", "?", "1", "0644", "true", "null", "~", "---", "---\n", "...", "\t", "&a", "*a", "!t", "<<: ",
        "é", "日", "a: 1", "b: 2\n", "x y", "a#b", "http://x", ".5", "-1", "\n\n", "%", "@", "\u{a0}", "\u{85}",
    ]);
    words.prop_map(str::to_owned)
}

/// Lines of a manifest, to be damaged.
fn line() -> impl Strategy<Value = String> {
    let starts = prop::sample::select(vec!["", " ", "  ", "    ", "      ", "\t", "\u{a0} ", "- ", "  - ", "  -"]);
    let rests = prop::sample::select(vec![
        "a: 1",
        "spec:",
        "name: web",
        "b",
        "c: \"x",
        "d: [1",
        "e: |",
        "text",
        "f:1",
        "{{ .x }}",
        "}",
        "# c",
        "---",
        "- g: h:",
        "é: 'ü",
        "*x",
        "\u{7f}",
        "",
        "? x",
        "!!int y",
    ]);
    (starts, rests).prop_map(|(start, rest)| format!("{start}{rest}\n"))
}

/// Maps of more keys than are compared one by one, and keys that are longer than the grammar looks for their `:`.
fn wide() -> impl Strategy<Value = String> {
    let quotes = || prop::sample::select(vec!["", "'", "\""]);
    let short = (quotes(), 0..60_usize).prop_map(|(quote, number)| format!("{quote}k{number}{quote}"));
    let sign = prop::sample::select(vec!["a", "é", "日", "a b", "#"]);
    let long = (quotes(), sign, 330..1040_usize).prop_map(|(quote, sign, times)| {
        let key = format!("k{}", sign.repeat(times));
        // Cut where the looking ends, give or take a few.
        let most = 980 + times % 60;
        let cut = (0..=most.min(key.len())).rev().find(|at| key.is_char_boundary(*at)).unwrap_or_default();
        format!("{quote}{}{quote}", key[..cut].trim_end())
    });
    let key = prop_oneof![60 => short, 1 => long];
    (prop::collection::vec(key, 20..90), 0..3_u8).prop_map(|(keys, form)| match form {
        0 => keys.iter().map(|key| format!("{key}: 1\n")).collect(),
        1 => format!("a:\n{}", keys.iter().map(|key| format!("- {key}: 1\n  {key}: 2\n")).collect::<String>()),
        _ => format!("{{{}}}\n", keys.iter().map(|key| format!("{key}: 1")).collect::<Vec<_>>().join(", ")),
    })
}

#[test]
fn wide_maps_and_long_keys_are_reached() {
    let many: String = (0..30).map(|number| format!("k{number}: 1\n")).collect();
    assert!(agree(&many), "the fast parser reads maps of more than 24 keys");
    let twice = format!("{many}k3: 2\n");
    agree(&twice);
    assert!(!super::parse::parse(&twice, &Limits::default())[0].duplicates.is_empty(), "a key is there twice");
    for length in [999, 1000, 1001, 1023, 1024, 1025, 3000] {
        agree(&format!("{}: 1\n", "a".repeat(length)));
        agree(&format!("{{\"{}\": 1}}\n", "a".repeat(length)));
    }
}

proptest! {
    #![proptest_config(cases(4096))]

    #[test]
    fn fast_and_slow_agree_on_pieces(pieces in prop::collection::vec(piece(), 0..24)) {
        if let Err(difference) = compare(&pieces.concat()) {
            prop_assert!(false, "{}", difference);
        }
    }

    #[test]
    fn every_place_of_broken_lines_lies_in_the_text(lines in prop::collection::vec(line(), 0..16)) {
        if let Err(why) = every_place_lies_in(&lines.concat()) {
            prop_assert!(false, "{}", why);
        }
    }
}

proptest! {
    // They are large.
    #![proptest_config(cases(128))]

    #[test]
    fn fast_and_slow_agree_on_wide_maps(text in wide()) {
        if let Err(difference) = compare(&text) {
            prop_assert!(false, "{}", difference);
        }
    }
}

/// Whether everything that a parse points at is a part of the text.
fn every_place_lies_in(text: &str) -> Result<(), String> {
    for document in super::parse::parse(text, &Limits::default()) {
        let _ = super::json::json_line("x", &document, &LineIndex::new(document.text()), &mut String::new());
        let inside = |span: Span, what: &dyn std::fmt::Debug| {
            text.get(span.range()).map(drop).ok_or_else(|| format!("{text:?}: {what:?}"))
        };
        inside(document.span, &"document")?;
        for error in &document.errors {
            inside(error.span, error)?;
            for edit in error.fixes.iter().flat_map(|fix| &fix.edits) {
                inside(edit.span, error)?;
            }
        }
        document.nodes.iter().try_for_each(|raw| inside(Span::new(raw.start, raw.end), raw))?;
        document.comments.iter().try_for_each(|comment| inside(*comment, comment))?;
    }
    Ok(())
}

#[test]
fn a_mend_on_a_mended_place_points_into_the_text() {
    let text = "      e: |\né: 'ü\n      a: 1\nspec:\n- ---\n  text\n? x\n    ---\n\u{a0} ---\n\n";
    every_place_lies_in(text).unwrap();
}

/// Reads every text (field `yaml`) of the `.jsonl` files that PLIMSOLL_CORPUS names, where it is set.
#[test]
fn fast_and_slow_agree_on_a_corpus() {
    let Ok(paths) = std::env::var("PLIMSOLL_CORPUS") else { return };
    let (mut texts, mut fast) = (0, 0);
    for path in paths.split(',') {
        for line in std::fs::read_to_string(path).unwrap().lines() {
            // A lone surrogate is no text.
            let Ok(case) = serde_json::from_str::<serde_json::Value>(line) else { continue };
            texts += 1;
            fast += usize::from(agree(case["yaml"].as_str().unwrap()));
        }
    }
    println!("{texts} texts, {fast} of them read by the fast parser");
}
