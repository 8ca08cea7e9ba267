//! One document through source, resource, schema, api and lint.

use super::broken;
use super::prove::prove;
use super::slip::fold_slips;
use super::template::is_template;
use super::{Counts, Run, custom, odd_key, other_mend, select};
use crate::cross::Object;
use crate::model::{FileId, Finding, Gvk, Layer, MOST_TOLD, Severity, VersionSet, is_at_or_below};
use crate::resource::{Content, Resource, content};
use crate::source::{Document, SyntaxError};
use crate::{api, cross, lint as opinions, schema};

/// Findings of one document and severity that are told one by one: a list of very many objects can have more.
const MOST: usize = 10 * MOST_TOLD;

/// How many findings of one document are told, and how many are not.
#[derive(Default)]
struct Told {
    errors: usize,
    warnings: usize,
    infos: usize,
    untold: usize,
    /// The gravest severity of those that are not told.
    gravest: Option<Severity>,
}

impl Told {
    /// Whether one more of that severity is told.
    fn takes(&mut self, severity: Severity) -> bool {
        let so_far = match severity {
            Severity::Error => &mut self.errors,
            Severity::Warning => &mut self.warnings,
            Severity::Info => &mut self.infos,
        };
        *so_far += 1;
        if *so_far <= MOST {
            return true;
        }
        self.untold += 1;
        self.gravest = self.gravest.max(Some(severity));
        false
    }
}

/// Everything that is wrong with one document, each fix proven.
pub(super) fn lint(document: &Document<'_>, run: Run<'_, '_>, seen: &mut Seen) -> Vec<Finding> {
    let better = other_mend::better(document, run);
    let document = better.as_ref().unwrap_or(document);
    let mut folded = fold_slips(document, raw(document, run, seen), run);
    let mut findings = prove(document, folded.rest, &folded.edits, run);
    findings.append(&mut folded.told);
    findings
}

/// What the walk over documents leaves behind beside findings.
#[derive(Debug, Default)]
pub(super) struct Seen {
    pub counts: Counts,
    /// For the rules between objects.
    pub objects: Vec<Object>,
}

/// Everything that is wrong with one document, its fixes as the rules offer them.
pub(super) fn raw(document: &Document<'_>, run: Run<'_, '_>, seen: &mut Seen) -> Vec<Finding> {
    let text = document.text().get(document.span.range()).unwrap_or_default();
    if !document.errors.is_empty() && is_template(text) {
        seen.counts.documents += 1;
        seen.counts.templates += 1;
        return Vec::new();
    }
    let mut findings: Vec<Finding> = document.errors.iter().map(syntax).collect();
    match content(document) {
        Content::Empty => seen.counts.documents += usize::from(!findings.is_empty()),
        Content::Foreign(_) => {
            seen.counts.documents += 1;
            seen.counts.foreign += 1;
        }
        Content::Objects(objects) => {
            seen.counts.documents += 1;
            let typed = document.root().and_then(schema::typed_list);
            // A list that could not be opened is told of as such, not as an unknown kind as well.
            let unopened = |o: &&Resource<'_>| typed.is_some() && document.root() == Some(o.root);
            seen.counts.no_schema += objects.iter().filter(unopened).count();
            findings.extend(typed.clone());
            let mut told = Told::default();
            for object in objects.iter().filter(|o| !unopened(o)) {
                findings.extend(lint_object(object, run, seen).into_iter().filter(|f| told.takes(f.severity)));
            }
            if let (Some(gravest), Some(root)) = (told.gravest, document.root()) {
                let head = root.head();
                findings.push(Finding::untold(told.untold, gravest, head));
            }
            odd_key::tell(document, &mut findings);
        }
    }
    if !document.errors.is_empty() {
        let read = broken::Read::of(document);
        findings.retain(|f| read.is_sound(f));
    }
    for finding in &mut findings {
        finding.document = document.index;
    }
    findings
}

fn lint_object(object: &Resource<'_>, run: Run<'_, '_>, seen: &mut Seen) -> Vec<Finding> {
    let settings = run.settings;
    if select::skipped(object, settings) {
        seen.counts.skipped += 1;
        return Vec::new();
    }
    let mut findings: Vec<Finding> = select::rejected(object, settings).into_iter().collect();
    let mut meaning = None;
    let mut custom = false;
    for version in &settings.versions {
        let checked = schema::check(object, *version);
        let mut found = checked.findings;
        if let Some(gvk) = checked.meaning {
            let refusals = api::check(object, gvk, *version);
            // What follows from a value of a wrong type is told by that value.
            let wrong: Vec<String> = found.iter().filter(|f| f.rule == WRONG_TYPE).map(|f| f.field.clone()).collect();
            found.extend(refusals.into_iter().filter(|f| !wrong.iter().any(|field| is_at_or_below(&f.field, field))));
            meaning = Some(gvk);
        } else if checked.custom {
            custom = true;
            found.extend(custom::check(object, run, *version, seen));
        }
        found.iter_mut().for_each(|f| f.versions = VersionSet::only(*version));
        merge(&mut findings, found);
    }
    match meaning {
        Some(gvk) => {
            seen.counts.checked += 1;
            seen.objects.push(known(object, gvk, run));
            findings.extend(opinions::check(object, gvk));
        }
        // Custom resources count where they are looked up.
        None => seen.counts.no_schema += usize::from(!custom),
    }
    let reference = object.reference();
    for finding in &mut findings {
        finding.object = Some(reference.clone());
    }
    findings
}

/// The rule of values that the server cannot decode.
pub(super) const WRONG_TYPE: &str = "schema/wrong-type";

/// Findings that differ only in the version they hold for are one.
fn merge(into: &mut Vec<Finding>, found: Vec<Finding>) {
    if into.is_empty() {
        *into = found;
        return;
    }
    for finding in found {
        // The same finding twice in one version is two causes; only across versions it is one.
        let same = |f: &&mut Finding| {
            (f.versions.0 & finding.versions.0) == 0
                && (f.rule, f.span, &f.field, &f.message)
                    == (finding.rule, finding.span, &finding.field, &finding.message)
        };
        match into.iter_mut().find(same) {
            Some(earlier) => earlier.versions = earlier.versions.union(finding.versions),
            None => into.push(finding),
        }
    }
}

fn known(object: &Resource<'_>, gvk: Gvk, run: Run<'_, '_>) -> Object {
    let version = run.settings.version();
    let namespaced = schema::kind(gvk.group, gvk.version, gvk.kind, version).is_none_or(schema::Kind::namespaced);
    let namespace = if namespaced { object.namespace().filter(|n| !n.is_empty()).unwrap_or("default") } else { "" };
    let name = object.field().at("metadata").at("name").span();
    let (file, document) = (FileId::default(), object.root.document().index);
    Object {
        gvk,
        reference: object.reference(),
        namespace: namespace.to_owned(),
        file,
        document,
        name,
        enforces: if gvk.kind == "Namespace" { cross::pod_security::enforced(object) } else { None },
        slips: if run.asked.security { cross::pod_security::slips(object, gvk, version) } else { Vec::new() },
        limited: if run.asked.limits { cross::limit_range::limited(object, gvk) } else { None },
    }
}

fn syntax(error: &SyntaxError) -> Finding {
    let mut finding = Finding::new(error.rule, Layer::Syntax, Severity::Error, error.span, error.message.clone());
    finding.help.clone_from(&error.help);
    for (span, message) in &error.related {
        finding.relate(*span, message.clone());
    }
    if let Some((title, edits)) = &error.fix {
        let edits =
            edits.iter().map(|(span, text)| crate::model::Edit { file: finding.file, span: *span, text: text.clone() });
        finding.fixes.push(crate::model::Fix { title: title.clone(), safe: false, edits: edits.collect() });
    }
    finding
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use crate::discover::SourceFile;
    use crate::model::{Finding, MOST_TOLD, Severity, UNTOLD};
    use crate::pipeline::{Settings, lint};

    fn found(text: String) -> Vec<Finding> {
        let file = SourceFile { path: "many.yaml".to_owned(), text, problem: None };
        lint(&[file], &Settings::default()).findings
    }

    #[test]
    fn more_mistakes_than_anybody_reads_are_counted() {
        let mut unknown =
            "apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\nspec:\n  containers:\n  - name: a\n    image: b:1\n"
                .to_owned();
        let mut keys = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n".to_owned();
        for i in 0..MOST_TOLD + 7 {
            let _ = writeln!(unknown, "  zzz{i}: 1");
            let _ = writeln!(keys, "  \"{i}!\": v");
        }
        for text in [unknown, keys] {
            let findings = found(text);
            let errors = findings.iter().filter(|f| f.severity == Severity::Error && f.rule != UNTOLD).count();
            assert_eq!(errors, MOST_TOLD);
            let untold: Vec<_> = findings.iter().filter(|f| f.rule == UNTOLD).collect();
            assert_eq!(untold.len(), 1);
            assert!(untold[0].message.starts_with("7 more"), "{}", untold[0].message);
        }
    }

    #[test]
    fn a_list_of_very_many_mistakes_tells_so_many_and_counts_the_rest() {
        let items = "- {}\n".repeat(super::MOST + 3);
        let findings = found(format!("apiVersion: v1\nkind: List\nitems:\n{items}"));
        assert_eq!(findings.len(), super::MOST + 1);
        assert!(findings.iter().any(|f| f.rule == UNTOLD && f.message.starts_with("3 more")));
    }

    #[test]
    fn very_many_suggestions_are_no_mistake() {
        let pod = "- {apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {containers: [{name: a, image: 'b:1'}]}}\n";
        let findings = found(format!("apiVersion: v1\nkind: List\nitems:\n{}", pod.repeat(super::MOST + 1)));
        assert!(findings.iter().any(|f| f.rule == UNTOLD && f.severity == Severity::Info));
        assert!(findings.iter().all(|f| f.severity != Severity::Error));
    }
}
