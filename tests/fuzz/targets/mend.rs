//! No text makes mending panic or hang, and what comes of it can be looked at again.
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
    let mended = mend(files, outcome, &request, &mut |offer| Choice::All.takes(offer, true)).expect("it ran before");
    for (at, change) in &mended.changed {
        let file = &mended.files[*at];
        assert_ne!(change.before, file.text, "a change changes something");
        let _ = unified(&file.path, &change.before, &file.text);
    }
    looked(&mended.files, &request).expect("it ran before");
});
