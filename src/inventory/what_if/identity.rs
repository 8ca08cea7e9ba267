//! What a patch cannot change of an object: what it is known by (`endpoints/handlers/patch.go`, `rest.BeforeUpdate`).

use super::PatchKind;
use super::objects::{Namespaces, group_kind, is_global, resource};
use crate::source::{Document, Draft, json};

const FIELDS: [&str; 4] = ["uid", "resourceVersion", "creationTimestamp", "generation"];

/// What the server makes of a patched object: what only looks like a change is none.
///
/// # Errors
/// Its own words, where the patch makes another object of it.
pub(super) fn kept(
    before: &Draft,
    mut after: Draft,
    patch: PatchKind,
    namespace: &Namespaces,
) -> Result<Draft, String> {
    let text = |draft: &Draft, path: &[&str]| draft.at(path).and_then(Draft::as_text).unwrap_or_default().to_owned();
    let (kind, name) = (text(before, &["kind"]), text(before, &["metadata", "name"]));
    for key in ["apiVersion", "kind"] {
        // A strategic patch goes onto an object whose type is known.
        if patch != PatchKind::Strategic && before.get(key).is_some() && before.get(key) != after.get(key) {
            return Err(not_decoded(&after, &kind));
        }
        match before.get(key) {
            Some(own) => after.set(key, own.clone()),
            None => drop(after.remove(key)),
        }
    }
    let asked = match namespace {
        Namespaces::One(asked) if !is_global(&kind) => asked.as_str(),
        _ => "",
    };
    addressed(&text(&after, &["metadata", "namespace"]), asked, &text(&after, &["metadata", "name"]), &name)?;
    let [uid, version] = ["uid", "resourceVersion"].map(|key| text(&after, &["metadata", key]));
    if !version.is_empty() && version != text(before, &["metadata", "resourceVersion"]) {
        return Err(format!(
            "Error from server (Conflict): Operation cannot be fulfilled on {} \"{name}\": the object has been modified; \
             please apply your changes to the latest version and try again",
            resource(&kind)
        ));
    }
    if !uid.is_empty() && uid != text(before, &["metadata", "uid"]) {
        return Err(format!(
            "The {kind} \"{name}\" is invalid: metadata.uid: Invalid value: \"{uid}\": field is immutable"
        ));
    }
    for key in FIELDS.into_iter().chain(["namespace"]) {
        match before.at(&["metadata", key]) {
            Some(own) => after.at_mut(&["metadata"]).set(key, own.clone()),
            None if after.at(&["metadata", key]).is_some() => drop(after.at_mut(&["metadata"]).remove(key)),
            None => {}
        }
    }
    Ok(after)
}

/// Whether the object is where the request looked for it, by the name that it was asked for (`checkName`).
fn addressed(namespace: &str, asked: &str, now: &str, name: &str) -> Result<(), String> {
    let why = if !asked.is_empty() && !namespace.is_empty() && namespace != asked {
        "the namespace of the provided object does not match the namespace sent on the request".to_owned()
    } else if now.is_empty() {
        format!("the name of the object ({name} based on URL) was undeterminable: name must be provided")
    } else if now != name {
        format!("the name of the object ({now}) does not match the name on the URL ({name})")
    } else {
        return Ok(());
    };
    Err(format!("Error from server (BadRequest): {why}"))
}

/// What the server says of a patched object that is none of its kind.
fn not_decoded(after: &Draft, was: &str) -> String {
    let text = |key: &str| after.get(key).and_then(Draft::as_text).unwrap_or_default();
    let (version, kind) = (text("apiVersion"), text("kind"));
    let whole = json(&after.document(&Document::default()));
    let quoted = format!("{whole:?}");
    let why = if kind.is_empty() {
        format!("Object 'Kind' is missing in '{whole}'")
    } else if resource(kind) == kind || version.is_empty() || !is_of(version, kind) {
        format!(
            "no kind \"{kind}\" is registered for version \"{version}\" in scheme \"pkg/api/legacyscheme/scheme.go:30\""
        )
    } else {
        let short = version.rsplit('/').next().unwrap_or(version);
        let group = group_kind(was).split_once('.').map_or("core".to_owned(), |(_, group)| group.to_owned());
        format!("converting ({short}.{kind}) to ({group}.{was}): unknown conversion")
    };
    format!("The request is invalid: patch: Invalid value: {quoted}: {why}")
}

/// Whether a kind that is known here is of that version's group.
fn is_of(version: &str, kind: &str) -> bool {
    let group = version.rsplit_once('/').map_or("", |(group, _)| group);
    let whole = group_kind(kind);
    whole.split_once('.').map_or("", |(_, group)| group) == group
}

#[cfg(test)]
mod tests {
    use super::super::patch::{patched, read};
    use super::*;

    const WEB: &str = "{apiVersion: apps/v1, kind: Deployment, metadata: {name: web, uid: a, resourceVersion: '7'}, spec: {replicas: 1}}";

    fn made(kind: PatchKind, patch: &str) -> Result<Draft, String> {
        let before = Draft::read(WEB).unwrap();
        let after = patched(&before, kind, &read(kind, patch)?)?;
        kept(&before, after, kind, &Namespaces::One("shop".to_owned()))
    }

    #[test]
    fn nobody_becomes_another() {
        use PatchKind::{Json, Merge, Strategic};
        for (patch, why) in [
            (
                "{metadata: {name: x}}",
                "Error from server (BadRequest): the name of the object (x) does not match the name on the URL (web)",
            ),
            (
                "{metadata: {name: null}}",
                "Error from server (BadRequest): the name of the object (web based on URL) was undeterminable: name must be provided",
            ),
            (
                "{metadata: {namespace: x}}",
                "Error from server (BadRequest): the namespace of the provided object does not match the namespace sent on the request",
            ),
            (
                "{metadata: {uid: b}}",
                "The Deployment \"web\" is invalid: metadata.uid: Invalid value: \"b\": field is immutable",
            ),
            (
                "{metadata: {resourceVersion: '6'}}",
                "Error from server (Conflict): Operation cannot be fulfilled on deployments.apps \"web\": the object has been modified; please apply your changes to the latest version and try again",
            ),
        ] {
            assert_eq!(made(Strategic, patch), Err(why.to_owned()), "{patch}");
            assert_eq!(made(Merge, patch), Err(why.to_owned()), "{patch}");
        }
        assert!(made(Json, "[{op: replace, path: /metadata/name, value: x}]").unwrap_err().contains("name on the URL"));
        let before = Draft::read(WEB).unwrap();
        for same in [
            "{metadata: {name: web, namespace: shop, uid: a, resourceVersion: '7'}}",
            "{metadata: {uid: null, resourceVersion: null, generation: 4}}",
        ] {
            assert_eq!(made(Merge, same), Ok(before.clone()), "{same}");
        }
        // The type of the object is known before a strategic patch, and read from it after another.
        assert_eq!(made(Strategic, "{kind: StatefulSet, apiVersion: v2}"), Ok(before));
        for (patch, why) in [
            ("{kind: x}", "no kind \"x\" is registered for version \"apps/v1\" in scheme"),
            ("{apiVersion: v2}", "no kind \"Deployment\" is registered for version \"v2\" in scheme"),
            ("{kind: StatefulSet}", "converting (v1.StatefulSet) to (apps.Deployment): unknown conversion"),
        ] {
            let said = made(Merge, patch).unwrap_err();
            assert!(said.starts_with("The request is invalid: patch: Invalid value: ") && said.contains(why), "{said}");
        }
    }
}
