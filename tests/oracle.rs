//! The parser against two that are not ours: values against `serde_yaml`, what is YAML at all against libyaml-safer.
#![allow(clippy::unwrap_used, reason = "a test may fail")]

#[path = "tools/cases.rs"]
mod cases;

use plimsoll::source::{Limits, json, parse};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::Value;

fn runner(cases: u32) -> TestRunner {
    TestRunner::new(Config { source_file: Some(file!()), ..cases::same_cases(cases) })
}

/// Text that YAML 1.1 reads otherwise than `serde_yaml`, which writes it bare: go-yaml's booleans, octal numbers,
/// numbers in base 60 and with `_`, dates, `=` and `<<`. The recorded answers of Kubernetes' own converter cover them.
fn is_read_alike(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let boolean = ["y", "n", "yes", "no", "on", "off", "=", "<<"].contains(&lower.as_str());
    !boolean && !text.starts_with(|c: char| c.is_ascii_digit() || ".+-".contains(c))
}

fn text() -> impl Strategy<Value = String> {
    "[a-zA-Z0-9 :#'\"\\\\\n{}\\[\\],&*!|>%@`é日~_/=-]{0,14}".prop_filter("read alike", |t| is_read_alike(t))
}

fn tree() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        text().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 40, 5, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            proptest::collection::btree_map(text(), inner, 0..5).prop_map(Value::from_iter),
        ]
    })
}

#[test]
fn values_are_those_that_serde_yaml_wrote() {
    let checked = |value: Value| {
        let written = serde_yaml::to_string(&value).unwrap();
        let documents = parse(&written, &Limits::default());
        prop_assert_eq!(documents.len(), 1, "{}", written);
        prop_assert!(documents[0].errors.is_empty(), "{:?} in {}", documents[0].errors, written);
        let read: Value = serde_json::from_str(&json(&documents[0])).unwrap();
        prop_assert_eq!(read, value, "{}", written);
        Ok(())
    };
    runner(2_000).run(&tree(), checked).unwrap();
}

/// Whether libyaml's grammar reads a text to its end; `None` where the crate itself gives up with a panic.
fn libyaml_reads(text: &str) -> Option<bool> {
    std::panic::catch_unwind(|| {
        let mut input = text.as_bytes();
        let mut parser = libyaml_safer::Parser::new();
        parser.set_input_string(&mut input);
        loop {
            match parser.parse() {
                Ok(event) if matches!(event.data, libyaml_safer::EventData::StreamEnd) => return true,
                Ok(_) => {}
                Err(_) => return false,
            }
        }
    })
    .ok()
}

#[test]
fn what_is_yaml_is_what_libyaml_reads() {
    std::panic::set_hook(Box::new(|_| {}));
    // One document of small pieces, put together at random. Anchors, tags and merges are left to the recorded answers:
    // go-yaml refuses more of them than the grammar does.
    let piece = prop_oneof![
        Just("a: 1\n"),
        Just("b:\n"),
        Just("- x\n"),
        Just("  c: d\n"),
        Just("  - e\n"),
        Just("    f: g\n"),
        Just("'q': \"r\"\n"),
        Just("# note\n"),
        Just("\n"),
        Just("[h, i]\n"),
        Just("j: {k: l}\n"),
        Just("m: |\n"),
        Just("n: >-\n"),
        Just("  text: more\n"),
        Just("o: 'p\n"),
        Just("q: \"r\n"),
        Just("s: [t\n"),
        Just("\tu: v\n"),
        Just("w x\n"),
        Just("? y\n"),
        Just(": z\n"),
        Just("- - a\n"),
    ];
    let text = proptest::collection::vec(piece, 1..7).prop_map(|pieces| pieces.concat());
    let compare = |text: String| {
        if let Some(expected) = libyaml_reads(&text) {
            let ours = parse(&text, &Limits::default()).iter().all(|d| d.errors.is_empty());
            prop_assert_eq!(ours, expected, "{:?}", text);
        }
        Ok(())
    };
    let outcome = runner(4_000).run(&text, compare);
    let _ = std::panic::take_hook();
    outcome.unwrap();
}
