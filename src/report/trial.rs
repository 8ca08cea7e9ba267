//! What the formats are tried with: a file with a name that no platform likes, findings that try to break out.

use super::{FORMATS, Format, Look, Places, View};
use crate::discover::{ReadProblem, SourceFile};
use crate::model::{Edit, FileId, Finding, Fix, Layer, ObjectRef, Root, Rule, Severity, Span};
use crate::pipeline::{Outcome, Request};

pub(super) static ODD: Rule = Rule::error(Layer::Syntax, "syntax/odd", "Odd", "Something *odd*.", "a: b", "");

/// A path with what some format or other takes for a sign.
pub(super) const ODD_PATH: &str = "a b/50%,c:d#e?\nü|`.yaml";

/// Words with what some format or other takes for a sign.
pub(super) const ODD_WORDS: &str = "odd `x` ]]> | \"q\" <b>@all</b> ::error::no \u{1b}[31m\n  two";

/// The text of the odd file; the last finding lies at its end.
const TEXT: &str = "# ä\nü: x\n";

/// An outcome, and how it is shown.
pub(super) struct Trial {
    pub files: Vec<SourceFile>,
    pub outcome: Outcome,
    pub request: Request,
    pub root: Root,
    pub suggestions: bool,
    pub fail_on: Severity,
    pub quiet: bool,
    pub most: Option<usize>,
}

impl Trial {
    /// These files, with nothing found in them.
    pub(super) fn of(files: Vec<SourceFile>) -> Self {
        let (outcome, request, root) = (Outcome::default(), Request::default(), Root::default());
        Trial { files, outcome, request, root, suggestions: false, fail_on: Severity::Error, quiet: false, most: None }
    }

    /// These files with what a run finds in them.
    pub(super) fn run(files: Vec<SourceFile>) -> Self {
        let outcome = crate::pipeline::run(&files, &Request::default()).unwrap();
        Trial { outcome, ..Trial::of(files) }
    }

    /// An error, a warning, and at the end of the file an error and a suggestion.
    pub(super) fn odd() -> Self {
        let mut trial = Trial::of(vec![SourceFile::new(ODD_PATH, TEXT)]);
        let object = std::sync::Arc::new(ObjectRef {
            kind: Some("K|<i>".to_owned()),
            name: Some("n\n#1".to_owned()),
            ..Default::default()
        });
        let of = |start: u32, end: u32, severity| {
            let mut finding = Finding::of(&ODD, Span::new(start, end), ODD_WORDS).at(severity).in_file(FileId(0));
            finding.object = Some(std::sync::Arc::clone(&object));
            finding
        };
        let mut first = of(5, 7, Severity::Error);
        first.help("take `it` off\n@then again");
        let edit = Edit { file: FileId(0), span: Span::new(5, 7), text: "u".to_owned() };
        first.offer_all([Fix::new("write `u`", vec![edit])]);
        let end = TEXT.len() as u32;
        first.relate_in(FileId(0), Span::point(end), "the end");
        trial.outcome.findings =
            vec![first, of(9, 10, Severity::Warning), of(end, end, Severity::Error), of(end, end, Severity::Info)];
        trial
    }

    /// A file that could not be read, and standard input.
    pub(super) fn unread() -> Self {
        let problem = Some(ReadProblem::NotUtf8(3));
        let gone = SourceFile { problem, ..SourceFile::new("gone.yaml", "") };
        Self::run(vec![gone, SourceFile::new("<stdin>", "apiVersion: v1\nkind: Pod\nspecc: 1\n")])
    }

    /// With suggestions.
    pub(super) fn suggesting(self) -> Self {
        Trial { suggestions: true, ..self }
    }

    /// What a format writes.
    pub(super) fn written(&self, format: &Format) -> String {
        let places = Places::new(&self.files);
        let Trial { outcome, request, root, suggestions, fail_on, quiet, most, .. } = self;
        let view = View {
            outcome,
            places: &places,
            request,
            suggestions: *suggestions,
            fail_on: *fail_on,
            verbose: false,
            quiet: *quiet,
            most: *most,
            root,
            look: Look { color: false, links: false, width: 100, screen: false },
        };
        let mut bytes = Vec::new();
        format.report(view, &mut bytes).unwrap();
        String::from_utf8(bytes).unwrap()
    }

    /// What a format of JSON writes.
    pub(super) fn json(&self, format: &Format) -> serde_json::Value {
        serde_json::from_str(&self.written(format)).unwrap()
    }
}

#[test]
fn every_format_takes_what_is_odd() {
    for format in FORMATS {
        for trial in [Trial::odd().suggesting(), Trial::unread(), Trial::of(Vec::new())] {
            let written = trial.written(format);
            assert_eq!(trial.written(format), written, "{format:?}");
            // For people the lines of the file are shown as they are, and what is said of them.
            let raw = |c: char| c.is_control() && c != '\n';
            assert!(format.name == "pretty" || !written.contains(raw), "{format:?}: {written}");
        }
    }
}
