//! The recorded cases, and those of them in which we are known to differ.

use std::collections::BTreeSet;
use std::io::Read;

use serde_json::Value;

/// The cases of a file of `testdata/recorded`; every one, or one of `of` where not all are asked for.
pub(crate) fn cases(name: &str, of: usize) -> Vec<Value> {
    let path = format!("testdata/recorded/{name}.jsonl.zst");
    let file = std::fs::File::open(&path).unwrap_or_else(|e| panic!("{path}: {e}"));
    let mut text = String::new();
    ruzstd::decoding::StreamingDecoder::new(file).unwrap().read_to_string(&mut text).unwrap();
    let of = if all() { 1 } else { of };
    text.lines().step_by(of).map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Whether every case is asked for: `AGREEMENT=all`.
fn all() -> bool {
    std::env::var_os("AGREEMENT").is_some_and(|value| value == "all")
}

/// Holds the cases that differ against those that are known to. `looked` are the ids of those that were tried.
///
/// # Panics
/// Where a case differs that is not known to, or agrees and is.
pub(crate) fn hold(area: &str, looked: &[String], different: &[(String, String)]) {
    let known: BTreeSet<String> = std::fs::read_to_string("testdata/recorded/known.txt")
        .unwrap()
        .lines()
        .filter_map(|line| line.strip_prefix(area)?.strip_prefix(' ').map(str::to_owned))
        .collect();
    let found: BTreeSet<&str> = different.iter().map(|(id, _)| id.as_str()).collect();
    let new: Vec<String> =
        different.iter().filter(|(id, _)| !known.contains(id)).map(|(id, why)| format!("{id}: {why}")).collect();
    assert!(new.is_empty(), "{area}: {} of {} differ\n{}", new.len(), looked.len(), new.join("\n"));
    let mended: Vec<&String> = looked.iter().filter(|id| known.contains(*id) && !found.contains(id.as_str())).collect();
    assert!(mended.is_empty(), "{area}: these agree now, and may be taken off testdata/recorded/known.txt: {mended:?}");
}
