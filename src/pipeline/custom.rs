//! Custom resources and the definitions that a run has for them.

use std::sync::LazyLock;

use memchr::memmem::Finder;

use super::document::{named, of};
use super::seen::Seen;
use super::{Request, Run, Unchecked, Why, declared};
use crate::model::{FileId, Finding, Severity, Version, is_at_or_below};
use crate::resource::Resource;
use crate::schema::WRONG_TYPE;
use crate::schema::crd::{self, Found, Registry};
use crate::source::Document;
use crate::{api, schema};

/// Looks for the kind of definitions; made once, as every text is searched.
static DEFINITION: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new("CustomResourceDefinition"));

/// Whether a text can hold a definition: all others are not even parsed for it.
pub(super) fn mentions(text: &str) -> bool {
    DEFINITION.find(text.as_bytes()).is_some()
}

/// The definitions among `documents`.
pub(super) fn collect<'d>(documents: impl IntoIterator<Item = &'d Document<'d>>, request: &Request) -> Registry<'d> {
    Registry::collect(documents, |resource, document| {
        let version = request.version();
        let error = |f: &Finding| f.severity == Severity::Error;
        let refused = |resource: &Resource<'_>| {
            let decoded = schema::check(resource, version);
            let Some(gvk) = decoded.meaning else { return true };
            decoded.findings.iter().any(error) || api::check(resource, gvk, version).iter().any(error)
        };
        document.errors.is_empty() && !refused(resource)
    })
}

/// What is wrong with a resource of no kind that Kubernetes itself has.
pub(super) fn check(
    object: &Resource<'_>,
    file: FileId,
    run: Run<'_, '_>,
    version: Version,
    seen: &mut Seen,
) -> Vec<Finding> {
    if let Some(findings) = declared::of_own_group(object, version) {
        seen.counts.checked += usize::from(version == run.request.version());
        return findings;
    }
    let found = run.registry.find(object);
    let located = match (found, &run.request.locations) {
        (Found::Nothing, Some(locations)) => locations.check(object, version),
        _ => None,
    };
    // An object counts once, however many versions it is held against.
    let counts = version == run.request.version();
    if counts && matches!(found, Found::Nothing) && located.is_none() {
        seen.leave(of(object, file, Why::NoSchema(named(object))));
    } else if counts {
        seen.counts.checked += 1;
    }
    if let Some(findings) = located {
        return findings;
    }
    let mut hold = |definition: &crd::Definition<'_>, served: &crd::Version<'_>| {
        let (findings, unevaluated) = held(object, definition, served, version);
        if counts {
            let left = unevaluated.iter().map(|finding| Unchecked {
                span: finding.span,
                ..of(object, file, Why::Rule(finding.message.clone()))
            });
            left.for_each(|one| seen.leave(one));
        }
        findings.into_iter().chain(unevaluated).collect::<Vec<_>>()
    };
    match found {
        Found::Served(definition, served) => {
            let mut findings = hold(definition, served);
            let warnings = warned(object, served, version, &findings);
            findings.extend(warnings);
            findings
        }
        Found::NotServed(definition, instead) => {
            let mut findings = vec![crd::not_served(object, definition, instead)];
            if let Some(instead) = instead {
                findings.extend(hold(definition, instead));
            }
            findings
        }
        Found::Near(definition, instead) => {
            let mut findings = vec![crd::unknown_kind(object, definition)];
            if let Some(instead) = instead {
                findings.extend(hold(definition, instead));
            }
            findings
        }
        Found::Nothing => {
            if run.request.require_schemas {
                vec![crd::no_schema(object)]
            } else {
                Vec::new()
            }
        }
    }
}

/// What the server warns of: of a deprecated version always, of the rest only where it accepts the object.
fn warned(object: &Resource<'_>, served: &crd::Version<'_>, version: Version, findings: &[Finding]) -> Vec<Finding> {
    let deprecated = served.deprecation.iter().flat_map(|text| api::warn_custom_deprecation(object, version, text));
    let mut warnings: Vec<Finding> = deprecated.collect();
    if !api::is_refused(findings) {
        warnings.extend(api::warn_custom_metadata(object, version));
    }
    warnings
}

/// Metadata, then the rest; and what could not be evaluated.
fn held(
    object: &Resource<'_>,
    definition: &crd::Definition<'_>,
    served: &crd::Version<'_>,
    version: Version,
) -> (Vec<Finding>, Vec<Finding>) {
    // What follows from metadata that cannot be read is told by them.
    let unread = crd::decode_metadata(object, version);
    let wrong: Vec<&str> = unread.iter().filter(|f| *f.rule == WRONG_TYPE).map(|f| f.field.as_str()).collect();
    let mut metadata = api::check_custom_metadata(object, version);
    metadata.retain(|f| !wrong.iter().any(|field| is_at_or_below(&f.field, field)));
    metadata.splice(..0, unread.iter().cloned());
    let embedded = |metadata, path: &str| api::check_embedded_metadata(object, metadata, path, version);
    let checked = crd::check(object, definition, served, version, metadata, &embedded);
    let unevaluated = checked.not_checked.iter().map(|rule| crd::not_checked(object, definition, rule)).collect();
    (checked.findings, unevaluated)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::discover::{Role, SourceFile};
    use crate::pipeline::{Outcome, run};

    const DEFINITION: &str = include_str!("../../testdata/crd/definition.yaml");

    fn files(texts: &[&str]) -> Vec<SourceFile> {
        let file = |(at, text): (usize, &&str)| SourceFile::new(format!("{at}.yaml"), *text);
        texts.iter().enumerate().map(file).collect()
    }

    fn told(texts: &[&str], request: &Request) -> (Outcome, Vec<String>) {
        let outcome = run(&files(texts), request).unwrap();
        let shown = |f: &Finding| format!("{} {} +{}", f.rule.id, f.field, f.also.len());
        let lines = outcome.findings.iter().filter(|f| f.severity > Severity::Info).map(shown).collect();
        (outcome, lines)
    }

    #[test]
    fn definitions_are_found_whatever_the_order() {
        let resource =
            "apiVersion: harbour.example/v1\nkind: Ferry\nmetadata: {name: anna}\nspec:\n  ruote: aa-bb\n  decks: 3\n";
        // The misspelled field is missing under its right name, and what is missing keeps rules from being checked.
        let expected = ["schema/unknown-field spec.ruote +2"];
        for texts in [[resource, DEFINITION], [DEFINITION, resource]] {
            let (outcome, lines) = told(&texts, &Request::default());
            assert_eq!(lines, expected);
            assert_eq!((outcome.counts.checked, outcome.counts.no_schema), (2, 0));
        }
        let given = SourceFile { role: Role::Definitions, ..SourceFile::new("given.yaml", DEFINITION) };
        let outcome = run(&[SourceFile::new("a.yaml", resource), given], &Request::default()).unwrap();
        assert_eq!((outcome.findings.len(), outcome.counts.files), (1, 1));
        let (outcome, lines) = told(&[resource], &Request::default());
        assert_eq!((lines.len(), outcome.counts.no_schema), (0, 1));
        let strict = Request { require_schemas: true, ..Request::default() };
        assert_eq!(told(&[resource], &strict).1, ["schema/no-schema kind +0"]);
    }

    #[test]
    fn rules_came_with_a_gate() {
        // More decks than a rule of the definition allows.
        let ferry = "apiVersion: harbour.example/v1\nkind: Ferry\nmetadata: {name: a}\nspec: {route: a-b, decks: 12}\n";
        let at = |minor| Request { versions: vec![Version::new(minor).unwrap()], ..Request::default() };
        let lines = |minor| told(&[ferry, DEFINITION], &at(minor)).1;
        let has = |minor, what: &str| lines(minor).iter().any(|l| l.starts_with(what));
        assert!(has(24, "schema/gated-field") && !has(24, "api/"), "{:?}", lines(24));
        assert!(!has(25, "schema/gated-field") && has(25, "api/invalid spec"), "{:?}", lines(25));
    }

    #[test]
    fn names_metadata_and_warnings() {
        let lines = |text: &str| told(&[text, DEFINITION], &Request::default()).1;
        let ferry =
            |head: &str, metadata: &str| format!("{head}\nmetadata: {metadata}\nspec: {{route: a-b, decks: 1}}\n");
        let v1 = "apiVersion: harbour.example/v1\nkind: Ferry";
        assert_eq!(lines(&ferry(v1, "{name: Anna}")), ["api/invalid metadata.name +0"]);
        assert_eq!(lines(&ferry(v1, "{}")), ["api/required metadata.name +1"]);
        assert_eq!(lines(&ferry(v1, "{name: a, lables: {}}")), ["schema/unknown-field metadata.lables +0"]);
        assert_eq!(lines(&ferry(v1, "{name: a, labels: []}")), ["schema/wrong-type metadata.labels +0"]);
        assert_eq!(lines(&ferry(v1, "{name: a, finalizers: [x]}")), ["api/warning metadata.finalizers[0] +0"]);
        let cargo = |metadata: &str| {
            let ferry = ferry(v1, "{name: a}").replace("decks: 1", &format!("decks: 1, cargo: {metadata}"));
            lines(&ferry)
        };
        assert!(cargo("{apiVersion: v1, kind: Box, metadata: {name: 'a B', namespace: x, labels: {a: b}}}").is_empty());
        assert_eq!(
            cargo("{apiVersion: v1, kind: Box, metadata: {name: a/b, namespace: X, generation: -1, labels: {a: '-'}}}"),
            [
                "api/invalid spec.cargo.metadata.name +0",
                "api/invalid spec.cargo.metadata.namespace +0",
                "api/invalid spec.cargo.metadata.generation +0",
                "api/invalid spec.cargo.metadata.labels +0"
            ]
        );
        assert_eq!(
            cargo("{apiVersion: v1, kind: Box, metadata: {name: 5, namespace: X}}"),
            ["schema/wrong-type spec.cargo.metadata.name +0"]
        );
        assert_eq!(
            lines(&ferry("apiVersion: harbour.example/v1beta1\nkind: Ferry", "{name: a}")),
            ["api/warning apiVersion +0"]
        );
        assert_eq!(
            lines(&ferry("apiVersion: harbour.example/v3\nkind: Ferry", "{name: a}")),
            ["schema/not-served apiVersion +0"]
        );
        assert_eq!(
            lines(&ferry("apiVersion: harbour.example/v1\nkind: ferry", "{name: a}")),
            ["schema/unknown-kind kind +0"]
        );
    }
}
