//! No text makes the whole check panic or hang.
#![no_main]

use libfuzzer_sys::fuzz_target;
use plimsoll::discover::SourceFile;
use plimsoll::pipeline::{Settings, lint};

fuzz_target!(|text: &str| {
    let file = SourceFile { path: "fuzz.yaml".to_owned(), text: text.to_owned(), problem: None };
    let _ = lint(&[file], &Settings::default());
});
