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
    let located = match (&found, &run.request.locations) {
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
    let instead = |finding, definition, instead: Option<_>| {
        let mut held = instead.map(|instead| held(object, definition, instead, version)).unwrap_or_default();
        held.findings.insert(0, finding);
        held
    };
    let Held { mut findings, unevaluated } = match (found, located) {
        (_, Some(schema)) => undefined(object, version, schema),
        (Found::Served(candidates), _) => served(object, &candidates, version),
        (Found::NotServed(definition, other), _) => {
            instead(crd::not_served(object, definition, other), definition, other)
        }
        (Found::Near(definition, other), _) => instead(crd::unknown_kind(object, definition), definition, other),
        (Found::Nothing, _) => {
            let lack = run.request.require_schemas.then(|| crd::no_schema(object));
            undefined(object, version, lack.into_iter().collect())
        }
    };
    if counts {
        let rule = |finding: &Finding| Why::Rule(finding.message.clone());
        let left = unevaluated.iter().map(|f| Unchecked { span: f.span, ..of(object, file, rule(f)) });
        left.for_each(|one| seen.leave(one));
    }
    findings.extend(unevaluated);
    findings
}

/// What came of holding an object against a definition.
#[derive(Default)]
struct Held {
    findings: Vec<Finding>,
    /// That a rule could not be evaluated.
    unevaluated: Vec<Finding>,
}

/// An object that no definition describes. If it is for the cluster, its metadata are held to what those of every object
/// are; what has none may be some tool's configuration.
fn undefined(object: &Resource<'_>, version: Version, schema: Vec<Finding>) -> Held {
    if object.root.get("metadata").is_none_or(|metadata| metadata.is_null()) {
        return Held { findings: schema, ..Held::default() };
    }
    let mut findings = metadata(object, version);
    // What a schema says of metadata as well is told once.
    let told = |f: &Finding, all: &[Finding]| all.iter().any(|other| other.span == f.span || other.field == f.field);
    let rest: Vec<Finding> = schema.into_iter().filter(|f| !told(f, &findings)).collect();
    findings.extend(rest);
    Held { findings, ..Held::default() }
}

/// Holds an object against each definition that may be the one in the cluster: what one of them allows is not refused.
fn served(object: &Resource<'_>, candidates: &[(&crd::Definition<'_>, &crd::Version<'_>)], version: Version) -> Held {
    let errors = |held: &Held| held.findings.iter().filter(|f| f.severity == Severity::Error).count();
    let against = |(definition, served): &(&crd::Definition<'_>, &crd::Version<'_>)| {
        let mut held = held(object, definition, served, version);
        let warnings = warned(object, served, version, &held.findings);
        held.findings.extend(warnings);
        held
    };
    // Of equals the first counts: their order is that of their texts.
    candidates.iter().map(against).min_by_key(errors).unwrap_or_default()
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

/// What is wrong with its metadata.
fn metadata(object: &Resource<'_>, version: Version) -> Vec<Finding> {
    // What follows from metadata that cannot be read is told by them.
    let unread = crd::decode_metadata(object, version);
    let wrong: Vec<&str> = unread.iter().filter(|f| *f.rule == WRONG_TYPE).map(|f| f.field.as_str()).collect();
    let mut metadata = api::check_custom_metadata(object, version);
    metadata.retain(|f| !wrong.iter().any(|field| is_at_or_below(&f.field, field)));
    metadata.splice(..0, unread.iter().cloned());
    metadata
}

/// Metadata, then the rest.
fn held(object: &Resource<'_>, definition: &crd::Definition<'_>, served: &crd::Version<'_>, version: Version) -> Held {
    let metadata = metadata(object, version);
    let embedded = |metadata, path: &str| api::check_embedded_metadata(object, metadata, path, version);
    let checked = crd::check(object, definition, served, version, metadata, &embedded);
    let unevaluated = checked.not_checked.iter().map(|rule| crd::not_checked(object, definition, rule)).collect();
    Held { findings: checked.findings, unevaluated }
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
    fn what_one_of_two_definitions_allows_is_not_refused() {
        let definition = |fields: &str| {
            format!(
                "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {{name: boats.example.com}}\nspec:\n  group: example.com\n  scope: Namespaced\n  names: {{plural: boats, singular: boat, kind: Boat, listKind: BoatList}}\n  versions:\n  - {{name: v1, served: true, storage: true, schema: {{openAPIV3Schema: {{type: object, properties: {{spec: {{type: object, properties: {{{fields}}}}}}}}}}}}}\n"
            )
        };
        let (narrow, wide) = (definition("a: {type: string}"), definition("a: {type: string}, b: {type: string}"));
        let boat =
            |spec: &str| format!("apiVersion: example.com/v1\nkind: Boat\nmetadata: {{name: a}}\nspec: {{{spec}}}\n");
        for (spec, expected) in [("a: x, b: z", &[][..]), ("a: x, c: z", &["schema/unknown-field spec.c +0"])] {
            let boat = boat(spec);
            for texts in [[&narrow, &wide, &boat], [&boat, &wide, &narrow]] {
                let texts = texts.map(String::as_str);
                let (outcome, lines) = told(&texts, &Request::default());
                assert_eq!(lines, expected);
                let twice = |f: &&Finding| f.rule == "cross/two-definitions";
                assert_eq!(outcome.findings.iter().filter(twice).count(), 1);
            }
        }
    }

    #[test]
    fn metadata_is_checked_without_a_definition() {
        let lines = |head: &str, rest: &str| {
            let text = format!("apiVersion: {head}\n{rest}spec: {{}}\n");
            told(&[&text], &Request::default()).1
        };
        for (rest, expected) in [
            ("metadata: {name: a}\n", &[][..]),
            ("metadata: {name: A_b}\n", &["api/invalid metadata.name +0"]),
            ("metadata: {labels: {}}\n", &["api/required metadata.name +0"]),
            ("metadata: {name: a, labels: {a: 1}}\n", &["schema/wrong-type metadata.labels.a +0"]),
            ("metadata: {name: a, lables: {}}\n", &["schema/unknown-field metadata.lables +0"]),
            // Some tool's configuration.
            ("", &[]),
            ("metadata:\n", &[]),
        ] {
            assert_eq!(lines("harbour.example/v1\nkind: Buoy", rest), expected, "{rest}");
        }
        let tag = "metadata: {name: 'web:latest'}\n";
        assert!(lines("image.openshift.io/v1\nkind: ImageStreamTag", tag).is_empty());
        assert_eq!(lines("harbour.example/v1\nkind: Buoy", tag), ["api/invalid metadata.name +0"]);
    }

    #[test]
    fn what_the_files_define_is_not_a_slip_for_another() {
        let definition = DEFINITION.replace("harbour.example", "networking.k8.io").replace("Ferry", "IngressClass");
        let class =
            "apiVersion: networking.k8.io/v1\nkind: IngressClass\nmetadata: {name: a}\nspec: {route: a-b, decks: 1}\n";
        let wrong = |lines: &[String]| lines.iter().any(|line| line.contains("wrong-api-version"));
        assert!(wrong(&told(&[class], &Request::default()).1));
        assert!(!wrong(&told(&[class, &definition], &Request::default()).1));
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
