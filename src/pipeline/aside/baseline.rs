//! Findings that were there before: they are written down once, and no longer told for as long as they stay.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::super::fingerprint::fingerprints;
use crate::discover::SourceFile;
use crate::model::{Finding, Root};

/// The format of the file.
const VERSION: u32 = 1;

/// What is known of old.
#[derive(Clone, Debug, Default)]
pub struct Baseline {
    /// The folder that its paths are seen from.
    pub root: Root,
    entries: Vec<Entry>,
}

/// One finding of old.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Entry {
    pub path: String,
    pub rule: String,
    pub fingerprint: String,
    /// For those who read the file; nothing is compared with it.
    pub message: String,
}

/// The file as it is written.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    version: u32,
    findings: Vec<Entry>,
}

impl Baseline {
    /// Reads the text of a baseline, whose paths are seen from `root`.
    ///
    /// # Errors
    /// In words, with the line, where it is none.
    pub fn read(text: &str, root: Root) -> Result<Self, String> {
        let written: Written = serde_json::from_str(text).map_err(|why| format!("this is no baseline: {why}"))?;
        if written.version != VERSION {
            return Err(format!("this is a baseline of version {}, which is not known", written.version));
        }
        Ok(Baseline { root, entries: written.findings })
    }

    /// The text of a baseline of `findings`, whose paths are to be seen from `root`.
    pub fn write(findings: &[Finding], files: &[SourceFile], root: &Root) -> String {
        let prints = fingerprints(findings, files, root);
        let entry = |(finding, fingerprint): (&Finding, String)| Entry {
            path: files.get(finding.file.0 as usize).map_or_else(String::new, |file| root.relative(&file.path)),
            rule: finding.rule.id.to_owned(),
            fingerprint,
            message: finding.message.clone(),
        };
        let mut entries: Vec<Entry> = findings.iter().zip(prints).map(entry).collect();
        entries.sort();
        let written = Written { version: VERSION, findings: entries };
        let mut text = serde_json::to_string_pretty(&written).expect("a baseline holds nothing that JSON cannot");
        text.push('\n');
        text
    }

    /// Takes out of `findings` those that are known of old; the number of them, and the entries that none of them met.
    pub(super) fn take_out(&self, findings: &mut Vec<Finding>, files: &[SourceFile]) -> (usize, Vec<&Entry>) {
        let mut prints = fingerprints(findings, files, &self.root).into_iter();
        let index: HashMap<&str, usize> =
            self.entries.iter().enumerate().map(|(at, entry)| (entry.fingerprint.as_str(), at)).collect();
        let (before, mut met) = (findings.len(), vec![false; self.entries.len()]);
        findings.retain(|_| match prints.next().and_then(|print| index.get(print.as_str()).copied()) {
            Some(at) => {
                met[at] = true;
                false
            }
            None => true,
        });
        let stale = self.entries.iter().zip(&met).filter(|(_, met)| !**met).map(|(entry, _)| entry);
        (before - findings.len(), stale.collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pipeline::{Request, run};

    const WRONG: &str = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndatta: {}\n";

    fn found(text: &str) -> (Vec<Finding>, [SourceFile; 1]) {
        let files = [SourceFile::new("a.yaml", text)];
        (run(&files, &Request::default()).unwrap().findings, files)
    }

    #[test]
    fn what_is_known_of_old_is_not_told_and_what_is_mended_is_stale() {
        let (mut findings, files) = found(WRONG);
        let text = Baseline::write(&findings, &files, &Root::default());
        let baseline = Baseline::read(&text, Root::default()).unwrap();
        assert_eq!(baseline.take_out(&mut findings, &files), (1, Vec::new()));
        assert!(findings.is_empty());
        let (mut findings, files) = found(&WRONG.replace("datta", "dattta"));
        let (known, stale) = baseline.take_out(&mut findings, &files);
        assert_eq!((known, findings.len(), stale.len()), (0, 1, 1));
        let (mut findings, files) = found(&format!("# moved\n\n{WRONG}"));
        assert_eq!(baseline.take_out(&mut findings, &files).0, 1);
    }

    #[test]
    fn what_is_no_baseline_is_told() {
        for text in ["", "[]", "{\"version\": 1}", "{\"version\": 9, \"findings\": []}"] {
            assert!(Baseline::read(text, Root::default()).is_err(), "{text}");
        }
    }
}
