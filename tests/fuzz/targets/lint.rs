//! No text makes the whole check panic or hang.
#![no_main]

use libfuzzer_sys::fuzz_target;
use plimsoll::discover::SourceFile;
use plimsoll::pipeline::{Request, run};

fuzz_target!(|text: &str| {
    let file = SourceFile::new("fuzz.yaml", text);
    let _ = run(&[file], &Request::default()).unwrap();
});
