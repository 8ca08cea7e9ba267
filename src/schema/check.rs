//! Strict decoding of one object, as a create with `fieldValidation=Strict` does it.

use super::decode::Decoder;
use super::kind_rules::WRONG_API_VERSION;
use super::kinds::{self, Resolved};
use super::unknown::{self, Object};
use super::{addons, duplicates, gated, old, path, spell, text, wrong};
use crate::model::{Finding, Gvk, MOST_TOLD, Severity, Span, Told, Version};
use crate::resource::Resource;

/// What strict decoding made of an object.
#[derive(Debug, Default)]
pub struct Checked {
    /// What the object is, or where its name is wrong what it is meant to be; `None` where that is unknown.
    pub meaning: Option<Gvk>,
    /// What took the place of its API version, where it does not read as that: most of it is the same all the same.
    pub akin: Option<Gvk>,
    /// What the server refuses to read.
    pub findings: Vec<Finding>,
    /// Its group is not Kubernetes' own: without a schema of its own there is nothing to hold it against.
    pub custom: bool,
}

/// Finds out what `resource` is, and what of it `version` cannot decode: unknown and doubled fields, values of a wrong
/// type, a wrong name. And what it decodes but does not keep.
pub fn check(resource: &Resource<'_>, version: Version) -> Checked {
    let mut checked = resolved(resource, kinds::resolve(resource, version), version, true);
    if checked.custom {
        checked.findings.extend(addons::check(resource));
    }
    checked
}

/// The same of a part of an object, such as a patch: what it leaves out is not missing.
pub fn check_part(resource: &Resource<'_>, version: Version) -> Checked {
    resolved(resource, kinds::resolve(resource, version), version, false)
}

/// The same of a resource whose kind the files define themselves: it is somebody else's, unless Kubernetes has the very same.
pub fn check_defined(resource: &Resource<'_>, version: Version) -> Checked {
    match super::kind(resource.group(), resource.version(), resource.kind, version) {
        Some(_) => check(resource, version),
        None => resolved(resource, Resolved { custom: true, ..Resolved::default() }, version, true),
    }
}

fn resolved(resource: &Resource<'_>, resolved: Resolved, version: Version, whole: bool) -> Checked {
    let root = resource.root;
    let meaning = resolved.kind.map(super::Kind::gvk);
    let akin = resolved.akin.filter(|_| meaning.is_none()).map(super::Kind::gvk);
    let mut findings: Vec<Finding> = resolved.finding.into_iter().collect();
    // Keys that stand for `apiVersion` or `kind` are told of already.
    let named: Vec<Span> =
        findings.iter().flat_map(|f| std::iter::once(f.span).chain(f.related.iter().map(|r| r.span))).collect();
    // So many doubled keys are told, so many wrong values, so many unknown fields.
    let mut told = Told::up_to(MOST_TOLD);
    if !root.document().duplicates.is_empty() {
        findings.extend(duplicates::check(root, &mut told, |key| match meaning {
            Some(gvk) => spell(root, key, &[], gvk, version),
            None => path::strict(root, key),
        }));
    }
    if let Some(kind) = resolved.kind {
        let decoder = Decoder::run(root, kind.definition(), version);
        let gvk = kind.gvk();
        // Where the YAML is broken, such a line is what broke it, and is told of already.
        let broken = |node| !root.document().errors.is_empty() && text::swallowed(node).is_some();
        let wrong = decoder.wrong.iter().filter(|w| !names_it(resource, w.node) && !broken(w.node));
        told.anew();
        let wrong: Vec<_> = told.first(Severity::Error, wrong).into_iter().copied().collect();
        let path = |node| spell(root, node, &[], gvk, version);
        findings.extend(wrong::explain_all(root, Some(kind.definition()), &wrong, version, &path));
        if !decoder.unknown.is_empty() {
            let object = Object { root, definition: kind.definition(), version };
            let unknown = decoder.unknown.into_iter().filter(|u| !named.contains(&u.entry.key.span()));
            let (of_older, unknown) = old::explain(object, gvk, unknown.collect(), whole);
            let unserved = findings.iter_mut().find(|f| *f.rule == WRONG_API_VERSION);
            let of_older = of_older.and_then(|older| old::together(unserved, older));
            findings.extend(of_older);
            told.anew();
            findings.extend(unknown::explain(object, told.first(Severity::Error, unknown.into_iter())));
        }
        let path = |node| spell(root, node, &[], gvk, version);
        findings.extend(
            decoder.dropped.into_iter().filter_map(|d| gated::explain(d, path(d.entry.value), gvk.kind, version)),
        );
    }
    findings.extend(told.rest(root.head()));
    Checked { meaning, akin, findings, custom: resolved.custom }
}

/// Whether a value is that of `apiVersion` or `kind`, of which more is said elsewhere.
fn names_it(resource: &Resource<'_>, node: crate::source::Node<'_>) -> bool {
    ["apiVersion", "kind"].iter().any(|key| resource.root.get(key) == Some(node))
}
