//! No text makes mending panic, hang or leave what cannot be read; what is said to be mended is no longer told of.
#![no_main]

use libfuzzer_sys::fuzz_target;
use plimsoll::discover::SourceFile;
use plimsoll::fix::{Choice, mend, unified};
use plimsoll::pipeline::Request;
use plimsoll_fuzz::looked;

fuzz_target!(|text: &str| {
    let files = vec![SourceFile::new("fuzz.yaml", text)];
    let request = Request::default();
    let outcome = looked(&files, &request).expect("nothing is asked that could not be");
    let before = outcome.findings.len();
    let mended = mend(files, outcome, &request, &mut |offer| Choice::All.takes(offer, true)).expect("it ran before");
    assert!(mended.outcome.findings.len() <= before || mended.changed.is_empty(), "mending makes nothing worse");
    for (at, change) in &mended.changed {
        let file = &mended.files[*at];
        assert_ne!(change.before, file.text, "a change changes something");
        let _ = unified(&file.path, &change.before, &file.text);
    }
    looked(&mended.files, &request).expect("it ran before");
});
