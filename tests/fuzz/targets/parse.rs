//! No text makes the parser panic, hang or point outside of the text.
#![no_main]

use libfuzzer_sys::fuzz_target;
use plimsoll::source::{Limits, LineIndex, json_line, parse};

fuzz_target!(|text: &str| {
    for document in parse(text, &Limits::default()) {
        assert!(text.get(document.span.range()).is_some());
        for error in &document.errors {
            assert!(text.get(error.span.range()).is_some());
        }
        let _ = json_line("fuzz.yaml", &document, &LineIndex::new(document.text()), &mut String::new());
    }
});
