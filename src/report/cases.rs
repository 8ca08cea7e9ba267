//! What formats of tests call test cases: every object that was looked at, with what was found in it, or why it was not
//! checked. An object in which nothing was found passes.

use std::collections::{BTreeMap, HashMap};

use super::View;
use crate::discover::Role;
use crate::model::{FileId, Finding, ObjectRef, Severity, Span};
use crate::pipeline::{Unchecked, Why};
use crate::resource::{Content, content};
use crate::source::{Document, stream};

/// An object, or what else has findings: a document that is none, a file.
#[derive(Debug)]
pub(super) struct Case<'v> {
    /// `Kind namespace/name`; no two of a file are the same.
    pub name: String,
    /// What was found in it and is shown.
    pub findings: Vec<&'v Finding>,
    /// Findings that fail it and are not shown for their number.
    pub hidden: usize,
    /// Why it was not checked, where it was not.
    pub unchecked: Option<String>,
    fail_on: Severity,
}

impl<'v> Case<'v> {
    /// What fails it, among what is shown.
    pub(super) fn failures(&self) -> impl Iterator<Item = &'v Finding> {
        self.findings.iter().copied().filter(|f| f.severity >= self.fail_on)
    }

    /// What is shown beside them.
    pub(super) fn others(&self) -> impl Iterator<Item = &'v Finding> {
        self.findings.iter().copied().filter(|f| f.severity < self.fail_on)
    }

    /// Whether something fails it, shown or not.
    pub(super) fn fails(&self) -> bool {
        self.hidden > 0 || self.failures().next().is_some()
    }
}

/// The cases of a file.
#[derive(Debug)]
pub(super) struct Group<'v> {
    /// Its path, as platforms name it.
    pub path: String,
    /// At least one, in the order of the file.
    pub cases: Vec<Case<'v>>,
}

/// The cases of every file in which there are some, by path.
pub(super) fn groups(view: View<'_>) -> Vec<Group<'_>> {
    let mut drafts: BTreeMap<FileId, Vec<Draft<'_>>> = BTreeMap::new();
    let files = view.places.files();
    for (at, file) in files.iter().enumerate().filter(|(_, file)| file.role == Role::Manifest) {
        let id = FileId(at as u32);
        let documents = stream(&file.text, &view.request.limits);
        let of_file = documents.iter().flat_map(Draft::of_document).collect();
        drafts.insert(id, of_file);
    }
    for unchecked in &view.outcome.unchecked {
        leave(drafts.entry(unchecked.file).or_default(), unchecked);
    }
    tell(view, &mut drafts);
    let group = |(file, drafts)| Group { path: view.path(file), cases: named(drafts, view.fail_on) };
    let mut groups: Vec<Group<'_>> = drafts.into_iter().map(group).collect();
    groups.retain(|group| !group.cases.is_empty());
    groups.sort_by(|a, b| a.path.cmp(&b.path));
    groups
}

/// Gives each finding to what it is about.
fn tell<'v>(view: View<'v>, drafts: &mut BTreeMap<FileId, Vec<Draft<'v>>>) {
    let mut told: Vec<bool> = vec![false; view.outcome.findings.len()];
    view.told_at().0.into_iter().for_each(|at| told[at] = true);
    let mut last: Option<(FileId, usize)> = None;
    for (finding, told) in view.outcome.findings.iter().zip(told) {
        let drafts = drafts.entry(finding.file).or_default();
        let is_it = |draft: &Draft<'_>| {
            draft.document == finding.document && draft.object.as_ref() == finding.object.as_deref()
        };
        // Findings come in the order of the file: most are about what the one before was about.
        let near = last.filter(|(file, at)| *file == finding.file && drafts.get(*at).is_some_and(is_it));
        let at = near.map(|(_, at)| at).or_else(|| drafts.iter().position(is_it)).unwrap_or_else(|| {
            let behind = drafts.iter().position(|draft| draft.document > finding.document).unwrap_or(drafts.len());
            drafts.insert(behind, Draft::new(finding.document, finding.object.as_deref().cloned()));
            behind
        });
        last = Some((finding.file, at));
        if told {
            drafts[at].findings.push(finding);
        } else if finding.severity >= view.fail_on {
            drafts[at].hidden += 1;
        }
    }
}

/// A case before it has its name.
struct Draft<'v> {
    document: u32,
    object: Option<ObjectRef>,
    /// Where it begins.
    head: Span,
    findings: Vec<&'v Finding>,
    hidden: usize,
    unchecked: Option<String>,
}

impl Draft<'_> {
    fn new(document: u32, object: Option<ObjectRef>) -> Self {
        Draft { document, object, head: Span::default(), findings: Vec::new(), hidden: 0, unchecked: None }
    }

    /// The objects of a document.
    fn of_document(document: &Document<'_>) -> Vec<Self> {
        let Content::Objects(objects) = content(document) else { return Vec::new() };
        let draft = |object: &crate::resource::Resource<'_>| Draft {
            head: object.root.head(),
            ..Draft::new(document.index, Some(object.reference()))
        };
        objects.iter().map(draft).collect()
    }
}

/// Notes why something was not checked. What was checked but for a value, a rule or what a patch leaves out passes.
fn leave(drafts: &mut Vec<Draft<'_>>, unchecked: &Unchecked) {
    match unchecked.why {
        Why::Patch | Why::FilledIn(_) | Why::Rule(_) | Why::Policy(_) => return,
        Why::Template | Why::Foreign(_) | Why::NoObject | Why::NoSchema(_) | Why::Skipped(_) => {}
    }
    let why = Some(unchecked.why.told().into_owned());
    let of_document = |draft: &Draft<'_>| draft.document == unchecked.document;
    let own = drafts.iter().position(|d| of_document(d) && d.head == unchecked.span);
    match own.or_else(|| drafts.iter().position(of_document)) {
        Some(at) => drafts[at].unchecked = why,
        None => {
            let behind = drafts.iter().position(|d| d.document > unchecked.document).unwrap_or(drafts.len());
            drafts.insert(behind, Draft { unchecked: why, ..Draft::new(unchecked.document, None) });
        }
    }
}

/// The cases with their names; of those that would have the same, all but the first have a number.
fn named(drafts: Vec<Draft<'_>>, fail_on: Severity) -> Vec<Case<'_>> {
    let alone = drafts.len() == 1;
    let mut seen: HashMap<String, usize> = HashMap::new();
    let mut cases = Vec::with_capacity(drafts.len());
    for draft in drafts {
        let mut name = match &draft.object {
            Some(object) => name_of(object),
            None if alone => "file".to_owned(),
            None => format!("document {}", draft.document + 1),
        };
        let number = seen.entry(name.clone()).or_default();
        *number += 1;
        if *number > 1 {
            name = format!("{name} ({number})");
        }
        let Draft { findings, hidden, unchecked, .. } = draft;
        cases.push(Case { name, findings, hidden, unchecked, fail_on });
    }
    cases
}

/// An object as people call it: `Deployment shop/cart`.
pub(super) fn name_of(object: &ObjectRef) -> String {
    let kind = object.kind.as_deref().unwrap_or("object without a kind");
    match (&object.namespace, &object.name) {
        (Some(namespace), Some(name)) => format!("{kind} {namespace}/{name}"),
        (None, Some(name)) => format!("{kind} {name}"),
        (_, None) => format!("{kind} without a name"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::trial::Trial;
    use super::super::{Format, View};
    use super::*;
    use crate::discover::SourceFile;
    use std::io::{self, Write};

    /// Cases as lines, to look at.
    const LISTED: Format = Format {
        name: "",
        alias: None,
        help: "",
        write: list,
        spelling: super::super::Spelling::Text,
        detailed: false,
        whole: false,
        counts_suggestions: false,
    };

    fn list(view: View<'_>, out: &mut dyn Write) -> io::Result<()> {
        for group in groups(view) {
            for case in group.cases {
                let Case { name, findings, hidden, unchecked, .. } = &case;
                let why = unchecked.as_deref().unwrap_or("-");
                writeln!(out, "{} {name}: {} {hidden} {} {why}", group.path, findings.len(), case.fails())?;
            }
        }
        Ok(())
    }

    const FILES: [(&str, &str); 4] = [
        (
            "b.yaml",
            "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, x: 1}\nw: 1\n---\na: 1\n",
        ),
        (
            "a.yaml",
            "apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: ConfigMap, metadata: {name: a, namespace: b}}\n- {apiVersion: x.y/v1, kind: Z, metadata: {name: a}}\n",
        ),
        ("c.yaml", "a: [\n"),
        ("d.yaml", "# nothing\n"),
    ];

    fn trial() -> Trial {
        Trial::run(FILES.iter().map(|(path, text)| SourceFile::new(*path, *text)).collect())
    }

    #[test]
    fn every_object_is_a_case() {
        let written = trial().written(&LISTED);
        let expected = "\
a.yaml ConfigMap b/a: 0 0 false -
a.yaml Z a: 0 0 false no schema is known for x.y/v1/Z
b.yaml ConfigMap a: 0 0 false -
b.yaml ConfigMap a (2): 3 0 true -
b.yaml document 3: 0 0 false no Kubernetes object
c.yaml file: 1 0 true no Kubernetes object
";
        assert_eq!(written, expected);
    }

    #[test]
    fn an_error_that_is_not_shown_is_an_error() {
        let trial = Trial { most: Some(1), ..trial() };
        let written = trial.written(&LISTED);
        assert!(written.contains("b.yaml ConfigMap a (2): 1 1 true -\n"), "{written}");
        assert!(written.contains("c.yaml file: 0 1 true"), "{written}");
    }

    #[test]
    fn a_file_that_cannot_be_read_is_one() {
        let written = Trial::unread().written(&LISTED);
        assert!(written.contains("gone.yaml file: 1 0 true -\n"), "{written}");
        assert!(written.contains("<stdin> Pod without a name: "), "{written}");
    }
}
