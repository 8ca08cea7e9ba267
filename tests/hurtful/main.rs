//! Texts that are made to hurt: each is checked and reported to the end, whatever becomes of it.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod measure;
mod placement;
mod shapes;
mod sweep;

use plimsoll::discover::SourceFile;
use plimsoll::model::Severity;
use plimsoll::pipeline::{Request, run};
use plimsoll::report::{Look, Places, TextReport};

/// Bytes of each text.
const SIZE: usize = 12_000;

const POD: &str =
    "apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\nspec:\n  containers:\n  - name: a\n    image: b:1\n";

/// `unit` after `head` up to the size, `#` in it being counted up.
fn repeated(head: &str, unit: &str) -> String {
    let mut text = head.to_owned();
    for i in 0.. {
        if text.len() >= SIZE {
            break;
        }
        text.push_str(&unit.replace('#', &i.to_string()));
    }
    text
}

#[test]
fn each_is_checked_to_its_end() {
    let shapes = [
        ("", "- "),
        ("", "["),
        ("", "{"),
        ("", "? "),
        ("", ":"),
        ("", "\t"),
        ("", "\""),
        ("", "---\n"),
        ("", "a: b: c\n"),
        ("", "a: [\n"),
        ("", "  a:\n b:\n"),
        ("", "k#:\n   a: b\n  c: d\n"),
        ("a: &a [1]\nb: [", "*a,"),
        ("a: &a {x: 1}\n", "k#: {<<: *a}\n"),
        (POD, "  zzz#: 1\n"),
        (POD, "  zzz: 1\n"),
        (POD, "  - name: C#\n    image: ''\n"),
        (&format!("{POD}    env:\n"), "    - name: a\n"),
        (&format!("{POD}    ports:\n"), "    - containerPort: 80\n"),
        (&format!("{POD}  volumes:\n"), "  - name: v#\n    emptyDir: {}\n    hostPath: {}\n"),
        ("apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n", "  \"k#!\": 1\n"),
        ("apiVersion: v1\nkind: List\nitems:\n", "- {}\n"),
        ("{\"apiVersion\":\"v1\",\"kind\":\"List\",\"items\":[", "{},"),
        ("", "apiVersion: v1\nkind: P#\n---\n"),
    ];
    for (head, unit) in shapes {
        let file = SourceFile::new("hurtful.yaml", repeated(head, unit));
        let files = [file];
        let request = Request::default();
        let outcome = run(&files, &request).unwrap();
        let places = Places::new(&files);
        let report = TextReport::new(&places, Look { color: false, links: false, width: 100, screen: false }, &request);
        for finding in outcome.findings.iter().filter(|f| f.severity == Severity::Error) {
            let told = report.finding(finding);
            assert!(told.len() < 20_000, "{unit:?}: {} has {} bytes", finding.rule.id, told.len());
        }
        assert!(outcome.counts.files == 1, "{unit:?}");
    }
}
