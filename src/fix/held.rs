//! Why a fix that was chosen is not made, in words.

use std::collections::BTreeMap;

use super::verdict::Fault;
use crate::discover::SourceFile;
use crate::model::Finding;
use crate::pipeline::{Held, Outcome};

/// Why each of the units, by its place, may not be made: of what would be wrong the first. `after` is what was found with them
/// made in `files`, where that could be judged.
pub(super) fn whys(files: &[SourceFile], after: Option<&Outcome>, faults: &[Fault]) -> BTreeMap<usize, String> {
    let mut whys = BTreeMap::new();
    for fault in faults {
        let (unit, why) = match fault {
            Fault::Surely(unit) => (*unit, "its mistake would still be there".to_owned()),
            Fault::Perhaps(unit, came) => {
                let came = after.zip(*came).map(|(after, at)| &after.findings[at]);
                (*unit, came.map_or_else(|| "nothing would come of it".to_owned(), |came| would(files, came)))
            }
        };
        whys.entry(unit).or_insert(why);
    }
    whys
}

fn would(files: &[SourceFile], came: &Finding) -> String {
    let (path, line) = place(files, came);
    format!("then {path}:{line} would be wrong: {} [{}]", came.message, came.rule.id)
}

/// The fix of that finding as one that is not made.
pub(super) fn held(files: &[SourceFile], finding: &Finding, why: Option<&String>) -> Held {
    let (path, line) = place(files, finding);
    Held { path: path.to_owned(), line, rule: finding.rule.id, why: why.cloned().unwrap_or_default() }
}

/// The file of a finding, and its line there.
fn place<'f>(files: &'f [SourceFile], finding: &Finding) -> (&'f str, usize) {
    let Some(file) = files.get(finding.file.0 as usize) else { return ("", 0) };
    let before = file.text.as_bytes().iter().take(finding.span.start as usize);
    (&file.path, 1 + before.filter(|byte| **byte == b'\n').count())
}
