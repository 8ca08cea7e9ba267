//! What a patch makes of an object: of each of the three kinds that `kubectl patch` knows.

mod operations;
mod strategic;

use crate::source::Draft;

/// The kinds of patches.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PatchKind {
    /// `--type=strategic`: lists are merged by the keys that the API names for them.
    #[default]
    Strategic,
    /// `--type=merge`: RFC 7386.
    Merge,
    /// `--type=json`: RFC 6902.
    Json,
}

impl PatchKind {
    /// The kind of that name.
    pub(super) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "strategic" => PatchKind::Strategic,
            "merge" => PatchKind::Merge,
            "json" => PatchKind::Json,
            _ => return None,
        })
    }
}

/// Reads the text of a patch.
///
/// # Errors
/// kubectl's words for one that is no patch of its kind.
pub(super) fn read(kind: PatchKind, text: &str) -> Result<Draft, String> {
    let invalid = |_| "invalid JSON document".to_owned();
    let patch = Draft::read(text).map_err(invalid)?;
    match kind {
        PatchKind::Json if patch.items().is_none() => {
            Err("json: cannot unmarshal object into Go value of type jsonpatch.Patch".to_owned())
        }
        PatchKind::Strategic | PatchKind::Merge if !patch.is_map() => Err("invalid JSON document".to_owned()),
        _ => Ok(patch),
    }
}

/// What the patch makes of the object.
///
/// # Errors
/// kubectl's words for one that does not fit the object.
pub(super) fn patched(object: &Draft, kind: PatchKind, patch: &Draft) -> Result<Draft, String> {
    let mut object = object.clone();
    match kind {
        PatchKind::Strategic => strategic::merge(&mut object, patch)?,
        PatchKind::Merge => strategic::merge_plain(&mut object, patch),
        PatchKind::Json => operations::apply(&mut object, patch)?,
    }
    Ok(object)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(object: &str, kind: PatchKind, patch: &str) -> Result<Draft, String> {
        patched(&Draft::read(object).unwrap(), kind, &read(kind, patch)?)
    }

    #[test]
    #[allow(clippy::too_many_lines, reason = "it is a table")]
    fn patches_do_what_kubectl_does() {
        use PatchKind::{Json, Merge, Strategic};
        let pod = "{spec: {size: 1, containers: [{name: c, image: i, env: [{name: A, value: x}]}, {name: d}], tolerations: [{key: a}], \
                   strategy: {type: RollingUpdate, rollingUpdate: {maxSurge: 1}}}}";
        let spec =
            |containers: &str| pod.replace("[{name: c, image: i, env: [{name: A, value: x}]}, {name: d}]", containers);
        let of_c = "image: i, env: [{name: A, value: x}]}";
        for (kind, patch, wanted) in [
            (
                Strategic,
                "{spec: {containers: [{name: c, image: j}]}}",
                spec("[{name: c, image: j, env: [{name: A, value: x}]}, {name: d}]"),
            ),
            (
                Strategic,
                "{spec: {containers: [{name: e}]}}",
                spec(&format!("[{{name: e}}, {{name: c, {of_c}, {{name: d}}]")),
            ),
            (
                Strategic,
                "{spec: {containers: [{name: c, env: [{name: B}]}]}}",
                spec("[{name: c, image: i, env: [{name: B}, {name: A, value: x}]}, {name: d}]"),
            ),
            (Strategic, "{spec: {containers: [{$patch: delete, name: d}]}}", spec(&format!("[{{name: c, {of_c}]"))),
            (Strategic, "{spec: {containers: [{$patch: replace}, {name: z}]}}", spec("[{name: z}]")),
            (Strategic, "{spec: {tolerations: [{key: b}]}}", pod.replace("{key: a}", "{key: b}")),
            (Strategic, "{spec: {size: null}}", pod.replace("size: 1, ", "")),
            (
                Strategic,
                "{spec: {strategy: {$patch: replace, type: Recreate}}}",
                pod.replace("RollingUpdate, rollingUpdate: {maxSurge: 1}", "Recreate"),
            ),
            (
                Strategic,
                "{spec: {strategy: {$retainKeys: [type], type: Recreate}}}",
                pod.replace("RollingUpdate, rollingUpdate: {maxSurge: 1}", "Recreate"),
            ),
            (
                Strategic,
                "{spec: {strategy: {$patch: delete}}}",
                pod.replace(", strategy: {type: RollingUpdate, rollingUpdate: {maxSurge: 1}}", ""),
            ),
            (Merge, "{spec: {containers: [{name: z}], size: null}}", spec("[{name: z}]").replace("size: 1, ", "")),
            (Json, "[{op: replace, path: /spec/size, value: 2}]", pod.replace("size: 1", "size: 2")),
            (
                Json,
                "[{op: add, path: /spec/containers/-, value: {name: z}}, {op: remove, path: /spec/containers/0}]",
                spec("[{name: d}, {name: z}]"),
            ),
            (Json, "[{op: move, from: /spec/size, path: /spec/sum}]", pod.replace("size: 1", "sum: 1")),
            (Json, "[{op: copy, from: /spec/size, path: /a~1b}]", pod.replace("{spec", "{a/b: 1, spec")),
        ] {
            assert_eq!(made(pod, kind, patch), Ok(Draft::read(&wanted).unwrap()), "{patch}");
        }
        for (kind, patch, words) in [
            (
                Strategic,
                "{spec: {containers: [{image: j}]}}",
                "map: map[image:j] does not contain declared merge key: name",
            ),
            (Strategic, "[]", "invalid JSON document"),
            (Merge, "{", "invalid JSON document"),
            (Json, "{}", "json: cannot unmarshal object into Go value of type jsonpatch.Patch"),
            (
                Json,
                "[{op: replace, path: /spec/x, value: 2}]",
                "replace operation does not apply: doc is missing key: /spec/x: missing value",
            ),
            (
                Json,
                "[{op: replace, path: /spec/x/y, value: 2}]",
                "replace operation does not apply: doc is missing path: /spec/x/y: missing value",
            ),
            (Json, "[{op: test, path: /spec/size, value: 7}]", "testing value /spec/size failed: test failed"),
            (
                Json,
                "[{op: remove, path: /spec/x}]",
                "remove operation does not apply: doc is missing key: /spec/x: missing value",
            ),
        ] {
            assert_eq!(made(pod, kind, patch), Err(words.to_owned()), "{patch}");
        }
    }
}
