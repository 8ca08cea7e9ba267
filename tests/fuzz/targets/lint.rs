//! No text makes the check or a report panic or hang.
#![no_main]

use libfuzzer_sys::fuzz_target;
use plimsoll::discover::SourceFile;
use plimsoll::pipeline::Request;
use plimsoll_fuzz::looked;

fuzz_target!(|text: &str| {
    looked(&[SourceFile::new("fuzz.yaml", text)], &Request::default()).expect("nothing is asked that could not be");
});
