//! Findings that were there before: they are written down once, and no longer told for as long as they stay.

use hashbrown::HashMap;
use serde::{Deserialize, Serialize};

use crate::discover::SourceFile;
use crate::model::{Finding, Layer, Root};
use crate::pipeline::{Request, Tell, fingerprints, rules};
use crate::repository::Presence;

/// A run, as far as it decides which entries it could have met.
#[derive(Clone, Copy, Debug)]
pub struct Ran<'r> {
    /// What it found.
    pub findings: &'r [Finding],
    /// What it looked at.
    pub files: &'r [SourceFile],
    /// What was asked.
    pub request: &'r Request,
    /// Whether pods were placed.
    pub placed: bool,
}

impl<'r> Ran<'r> {
    /// The files that it looked at, by their paths as seen from `root`.
    pub(super) fn by_path(&self, root: &Root) -> HashMap<String, &'r str> {
        self.files.iter().map(|file| (root.relative(&file.path), file.path.as_str())).collect()
    }

    /// Whether it would have found what an entry is about: in a file that it looked at, or one that is gone.
    pub(super) fn looks_for(&self, entry: &Entry, root: &Root, by_path: &HashMap<String, &str>) -> bool {
        let seen = root.seen(&entry.path);
        let file = by_path.get(&entry.path);
        let read = file.is_some() || (self.request.presence)(&seen) == Presence::Missing;
        let rule = rules::find(&entry.rule);
        let placement = rule.is_some_and(|rule| rule.layer == Layer::Schedule);
        let told = rule.is_none_or(|rule| self.request.tells(rule, file.unwrap_or(&seen.as_str())));
        let whole = self.request.list.is_none() && (self.request.tell == Tell::All || placement);
        read && told && whole && (!placement || self.placed)
    }
}

/// The versions of a request as a baseline has them.
pub(super) fn spelled(request: &Request) -> String {
    request.versions.iter().map(ToString::to_string).collect::<Vec<_>>().join(",")
}

/// The format of the file.
const VERSION: u32 = 1;

/// What is known of old.
#[derive(Clone, Debug, Default)]
pub struct Baseline {
    /// The folder that its paths are seen from.
    pub root: Root,
    /// The versions of Kubernetes that it was written for: what holds in others only is not in it.
    pub(super) versions: String,
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
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Written {
    version: u32,
    #[serde(default)]
    kubernetes_version: String,
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
        Ok(Baseline { root, versions: written.kubernetes_version, entries: written.findings })
    }

    /// The text of a baseline of what a run found; `before` is the one that was there, of which the entries stay that this run
    /// could not have found. Its paths are to be seen from `root`.
    pub fn write(run: Ran<'_>, root: &Root, before: Option<&Baseline>) -> String {
        let Ran { findings, files, request, .. } = run;
        let prints = fingerprints(findings, files, root);
        let entry = |(finding, fingerprint): (&Finding, String)| Entry {
            path: files.get(finding.file.0 as usize).map_or_else(String::new, |file| root.relative(&file.path)),
            rule: finding.rule.id.to_owned(),
            fingerprint,
            message: finding.message.clone(),
        };
        let mut entries: Vec<Entry> = findings.iter().zip(prints).map(entry).collect();
        let (kept, by_path) = (before.into_iter().flat_map(|before| &before.entries), run.by_path(root));
        entries.extend(kept.filter(|entry| !run.looks_for(entry, root, &by_path)).cloned());
        entries.sort();
        entries.dedup();
        let written = Written { version: VERSION, kubernetes_version: spelled(request), findings: entries };
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
        let request = Request::default();
        let ran = Ran { findings: &findings, files: &files, request: &request, placed: false };
        let text = Baseline::write(ran, &Root::default(), None);
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
    fn entries_of_what_was_not_looked_at_stay() {
        let (findings, files) = found(WRONG);
        let request = Request::default();
        let ran = Ran { findings: &findings, files: &files, request: &request, placed: false };
        let whole = Baseline::read(&Baseline::write(ran, &Root::default(), None), Root::default()).unwrap();
        let others = [SourceFile::new("b.yaml", "")];
        let ran = Ran { findings: &[], files: &others, ..ran };
        let part = Baseline::read(&Baseline::write(ran, &Root::default(), Some(&whole)), Root::default()).unwrap();
        assert_eq!(part.entries, whole.entries);
        let ran = Ran { files: &files, ..ran };
        let mended = Baseline::read(&Baseline::write(ran, &Root::default(), Some(&whole)), Root::default()).unwrap();
        assert!(mended.entries.is_empty());
    }

    #[test]
    fn what_is_no_baseline_is_told() {
        for text in ["", "[]", "{\"version\": 1}", "{\"version\": 9, \"findings\": []}"] {
            assert!(Baseline::read(text, Root::default()).is_err(), "{text}");
        }
    }
}
