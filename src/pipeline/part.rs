//! How a file is looked at, by what it is for: whole objects, parts of objects, what only kustomize or Helm reads.

use super::seen::Seen;
use super::unreadable::is_unrendered;
use super::{Run, Unchecked, Why, document};
use crate::model::{ApiCause, FileId, Finding, Reason, Rule, Scene, Version};
use crate::repository::{self, Use};
use crate::resource::Resource;
use crate::schema::{self, own};
use crate::source::{Document, Node, parse_part};

/// What the documents of a file are.
#[derive(Clone, Copy)]
pub(super) enum Part {
    /// Whole objects.
    Whole,
    /// Parts of objects: what they leave out is not missed.
    Fragment,
    /// No object of a cluster; what is wrong with it.
    Own(fn(&Resource<'_>, Version) -> Vec<Finding>),
    /// Objects that are given beside the manifests, and are not checked as such; what is wrong with one.
    Declared(fn(&Resource<'_>, Version) -> Vec<Finding>),
}

impl Part {
    /// Whether a finding of a rule of `schema` or `api` holds for such a document.
    pub(super) fn takes(self, finding: &Finding, object: &Resource<'_>) -> bool {
        match self {
            Part::Whole | Part::Own(_) | Part::Declared(_) => true,
            Part::Fragment if finding.api.is_some() => {
                is_unsupported(finding) && repository::is_given(object, &finding.field)
            }
            Part::Fragment => {
                !ABOUT_WHOLES.iter().any(|rule| *finding.rule == **rule)
                    && !is_directive(&finding.field)
                    && !is_deleted(finding, object)
            }
        }
    }
}

/// Rules of what an object needs to be served. The `apiVersion` of a patch only helps to find what it is for, which is told of
/// where that stands.
static ABOUT_WHOLES: [&Rule; 5] = [
    &schema::DEPRECATED_API,
    &schema::GATED_FIELD,
    &schema::MISSING_API_VERSION,
    &schema::NOT_SERVED,
    &schema::REMOVED_API,
];

/// Whether the finding is about a field that the patch takes away: a null deletes.
fn is_deleted(finding: &Finding, object: &Resource<'_>) -> bool {
    *finding.rule == schema::UNKNOWN_FIELD && repository::is_null(object, &finding.field)
}

/// A value that is none of those allowed: that holds whatever the patch is applied to.
fn is_unsupported(finding: &Finding) -> bool {
    matches!(&finding.api, Some(ApiCause::Refusal { reason: Reason::NotSupported, .. }))
}

/// Whether a field tells who applies the patch what to do (`apimachinery/pkg/util/strategicpatch`).
fn is_directive(field: &str) -> bool {
    const DIRECTIVES: [&str; 4] = ["$patch", "$retainKeys", "$setElementOrder/", "$deleteFromPrimitiveList/"];
    let at = field.find('$').filter(|at| *at == 0 || field.as_bytes()[at - 1] == b'.');
    at.is_some_and(|at| DIRECTIVES.iter().any(|directive| field[at..].starts_with(directive)))
}

/// Finds everything that is wrong with the documents of a file.
pub(super) fn lint(
    id: FileId,
    documents: &[Document<'_>],
    run: Run<'_, '_>,
    seen: &mut Seen,
    findings: &mut Vec<Finding>,
) {
    let own = run.survey.use_of(id);
    let run = Run { completion: run.survey.completion(id), ..run };
    for document in documents {
        match own {
            Use::Manifest | Use::Unnamed | Use::ChartTemplate => {
                findings.extend(document::lint(document, id, run, seen))
            }
            Use::InChart if is_part_of_chart(document) => leave(document, id, Why::Foreign("chart file"), seen),
            Use::InChart => findings.extend(document::lint(document, id, run, seen)),
            Use::Kustomization => {
                let part = Part::Own(repository::kustomization_findings);
                findings.extend(document::lint(document, id, Run { part, ..run }, seen));
                findings.extend(inline(document, id, run, seen));
                for span in run.survey.unread(id) {
                    let why = Why::Foreign("remote resource of a kustomization");
                    seen.unchecked.push(Unchecked { file: id, document: document.index, span: *span, why });
                }
            }
            Use::Chart => {
                let part = Part::Own(chart);
                findings.extend(document::lint(document, id, Run { part, ..run }, seen));
            }
            Use::Patch => findings.extend(patch(document, id, run, seen)),
            Use::Part(_) if own.is_of_chart() && !is_part_of_chart(document) => {
                findings.extend(document::lint(document, id, run, seen));
            }
            Use::Part(what) => leave(document, id, Why::Foreign(what), seen),
        }
    }
}

fn chart(object: &Resource<'_>, target: Version) -> Vec<Finding> {
    let mut findings = own::CHART.check(object, target);
    findings.extend(repository::chart_findings(object));
    findings
}

/// Whether a document of a chart that is no template is there for the chart, and no object.
fn is_part_of_chart(document: &Document<'_>) -> bool {
    let names = |root: Node<'_>| ["apiVersion", "kind", "metadata"].iter().all(|key| root.get(key).is_some());
    document.errors.is_empty() && document.root().is_some_and(|root| !root.is_null() && !names(root))
}

fn leave(document: &Document<'_>, file: FileId, why: Why, seen: &mut Seen) {
    let Some(root) = document.root().filter(|root| !root.is_null()) else { return };
    seen.counts.documents += 1;
    seen.leave(Unchecked { file, document: document.index, span: root.head(), why });
}

/// A patch, in either form.
fn patch(document: &Document<'_>, file: FileId, run: Run<'_, '_>, seen: &mut Seen) -> Vec<Finding> {
    if is_unrendered(document) || !repository::is_json_patch(document) {
        return document::lint(document, file, Run { part: Part::Fragment, ..run }, seen);
    }
    seen.counts.documents += 1;
    seen.counts.checked += 1;
    let scene = Scene::new(file, document.index);
    let errors = document.errors.iter().cloned();
    errors.chain(repository::json_patch_findings(document)).map(|finding| scene.set(finding)).collect()
}

/// The patches that are written in a kustomization as blocks of text. Each is read where it stands, everything around it blank, so that its places are
/// those of the file.
fn inline(document: &Document<'_>, file: FileId, run: Run<'_, '_>, seen: &mut Seen) -> Vec<Finding> {
    let spans = document.root().map(repository::inline_patches).unwrap_or_default();
    let mut findings = Vec::new();
    for span in spans {
        for inner in &parse_part(document.text(), span, &run.request.limits) {
            findings.extend(patch(inner, file, run, seen));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn directives_are_no_fields() {
        for (field, is) in [
            ("$patch", true),
            ("spec.template.spec.containers[0].$patch", true),
            ("spec.$setElementOrder/containers", true),
            ("spec.containers[0].$retainKeys", true),
            ("spec.cost$patch", false),
            ("spec.$path", false),
        ] {
            assert_eq!(is_directive(field), is, "{field}");
        }
    }
}
