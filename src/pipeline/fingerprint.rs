//! What stays of a finding when lines move: by it a finding is known again in the next run, in a baseline and by the
//! platforms that track findings.

use std::fmt::Write as _;

use hashbrown::HashMap;
use xxhash_rust::xxh3::xxh3_128;

use crate::discover::SourceFile;
use crate::model::path::without_places;
use crate::model::{Finding, Root, Span};

/// The fingerprint of each of `findings`, in their order: 32 hexadecimal digits, no two of them the same. Made of the rule,
/// the file's path as seen from `root`, the object, the field without the places in lists, and the words at the place, the
/// space around them aside. Equal ones are told apart by their order in the file.
pub fn fingerprints(findings: &[Finding], files: &[SourceFile], root: &Root) -> Vec<String> {
    let mut paths: HashMap<u32, String> = HashMap::new();
    let mut seen: HashMap<u128, u32> = HashMap::new();
    let mut all = Vec::with_capacity(findings.len());
    for finding in findings {
        let file = files.get(finding.file.0 as usize);
        let path = paths
            .entry(finding.file.0)
            .or_insert_with(|| file.map_or_else(String::new, |file| root.relative(&file.path)));
        let place = file.map_or(Place::default(), |file| Place::of(&file.text, finding.span));
        let mut text = format!("{}\n{path}\n", finding.rule.id);
        if let Some(object) = &finding.object {
            let part = |part: &Option<String>| part.as_deref().unwrap_or_default().to_owned();
            let _ = write!(text, "{} {}/{}", part(&object.kind), part(&object.namespace), part(&object.name));
        }
        // What stands with everything else in one line is told apart by where it is in the object, and by what is said of it.
        if place.crowded {
            let _ = write!(text, "\n{}\n{}\n{}", finding.field, finding.message, place.value);
        } else {
            let _ = write!(text, "\n{}\n{}\n{}", without_places(&finding.field), place.line, place.more);
        }
        let plain = xxh3_128(text.as_bytes());
        let number = seen.entry(plain).or_default();
        *number += 1;
        let own = if *number == 1 { plain } else { xxh3_128(format!("{text}\n{number}").as_bytes()) };
        all.push(format!("{own:032x}"));
    }
    all
}

/// What stands at a place.
#[derive(Default)]
struct Place<'t> {
    /// The line that it begins in, without the space around it.
    line: &'t str,
    /// What of it stands in further lines.
    more: String,
    /// The place itself, cut where it is long.
    value: &'t str,
    /// Whether the line is so long that it says nothing of the place.
    crowded: bool,
}

impl<'t> Place<'t> {
    fn of(text: &'t str, span: Span) -> Self {
        let (at, last) = ((span.start as usize).min(text.len()), (span.end as usize).min(text.len()));
        let bytes = text.as_bytes();
        let start = memchr::memrchr2(b'\n', b'\r', &bytes[..at]).map_or(0, |found| found + 1);
        let end = memchr::memchr2(b'\n', b'\r', &bytes[at..]).map_or(text.len(), |found| at + found);
        let value = text.get(at..last).unwrap_or_default();
        let cut = |text: &'t str| {
            let end = (0..=text.len().min(MOST)).rev().find(|end| text.is_char_boundary(*end));
            &text[..end.unwrap_or_default()]
        };
        let lines = cut(value).lines().skip(1).map(str::trim);
        Place {
            line: text.get(start..end).unwrap_or_default().trim(),
            more: lines.collect::<Vec<_>>().join("\n"),
            value: cut(value),
            crowded: end - start > LONG,
        }
    }
}

/// Bytes of a line that a person reads; in a longer one there is more than one thing.
const LONG: usize = 200;

/// Bytes of a place that count: what is longer is not hashed for each of its findings.
const MOST: usize = 4096;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::FileId;
    use crate::pipeline::{Request, run};

    const POD: &str = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n  - {name: a, image: 'a:1', imagee: b}\n  - {name: b, image: 'a:1', imagee: b}\n";

    fn of(path: &str, text: &str) -> Vec<String> {
        let files = [SourceFile::new(path, text)];
        let findings = run(&files, &Request::default()).unwrap().findings;
        let wrong: Vec<Finding> = findings.into_iter().filter(|f| f.rule.id == "schema/unknown-field").collect();
        assert!(wrong.iter().all(|f| f.file == FileId(0)));
        fingerprints(&wrong, &files, &Root::default())
    }

    #[test]
    fn they_outlive_moved_lines_and_new_neighbours() {
        let before = of("a.yaml", POD);
        assert_eq!(before.len(), 2);
        let moved = format!("# a comment\n{}", POD.replace("spec:\n", "spec:\n  hostNetwork: false\n"));
        assert_eq!(of("a.yaml", &moved), before);
        let more = POD.replace("  containers:\n", "  containers:\n  - {name: c, image: 'a:1'}\n");
        assert_eq!(of("a.yaml", &more), before);
        assert_ne!(of("b.yaml", POD), before);
        assert_ne!(of("a.yaml", &POD.replace("name: a}\nspec", "name: b}\nspec")), before);
    }

    #[test]
    fn another_mistake_in_the_same_line_is_another() {
        let long = |port: &str, name: &str| {
            let many: Vec<String> = (0..60).map(|at| format!("k{at}: v")).collect();
            let (many, a, b) = (many.join(", "), format!("image: a, {name}: 1"), format!("image: a, {port}: 2"));
            format!(
                "{{apiVersion: v1, kind: Pod, metadata: {{name: a, annotations: {{{many}}}}}, spec: {{containers: [{{name: a, {a}}}, {{name: b, {b}}}]}}}}\n"
            )
        };
        let before = of("a.yaml", &long("portz", "imagee"));
        let after = of("a.yaml", &long("portzz", "imageee"));
        assert_eq!((before.len(), after.len()), (2, 2));
        assert!(before.iter().all(|print| !after.contains(print)));
    }

    #[test]
    fn no_two_are_the_same() {
        let twice = POD.replace("{name: b,", "{name: a,");
        let all = of("a.yaml", &twice);
        assert_eq!(all.len(), 2);
        assert_ne!(all[0], all[1]);
        assert_eq!(all[0].len(), 32);
    }

    #[test]
    fn places_in_lists_do_not_count() {
        assert_eq!(without_places("spec.containers[12].ports[0].name"), "spec.containers[].ports[].name");
        assert_eq!(without_places("metadata.labels[a b]"), "metadata.labels[a b]");
    }
}
