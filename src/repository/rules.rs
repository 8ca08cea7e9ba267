//! The rules of this room.

use crate::model::{Layer, Rule, Severity};

/// `cross/missing-file`
pub(super) static MISSING_FILE: Rule = Rule::error(
    Layer::Cross,
    "cross/missing-file",
    "A kustomization names a file that is not there",
    "A resource, a patch, a component or a file for a generator is named, but nothing lies at that path, which is relative to \
     the folder of the kustomization. `kustomize build` and `kubectl apply -k` end there.",
    "",
    "",
);

/// `cross/no-kustomization`
pub(super) static NO_KUSTOMIZATION: Rule = Rule::error(
    Layer::Cross,
    "cross/no-kustomization",
    "A kustomization names a folder that has none",
    "A folder among the resources or components must hold a `kustomization.yaml` of its own; kustomize does not look for \
     manifests in folders.",
    "",
    "",
);

/// `cross/outside-file`
pub(super) static OUTSIDE_FILE: Rule = Rule {
    id: "cross/outside-file",
    layer: Layer::Cross,
    severity: Severity::Warning,
    asked: false,
    summary: "A kustomization names a file outside of its folder",
    explanation: "kustomize reads files only from the folder of a kustomization and below; elsewhere it takes folders with a \
                  kustomization of their own. `kubectl apply -k` and `kustomize build` end with a security error, unless they are told \
                  `--load-restrictor LoadRestrictionsNone`, as some tools that build for you do.",
    bad: "",
    good: "",
};

/// `cross/patch-target`
pub(super) static PATCH_TARGET: Rule = Rule::error(
    Layer::Cross,
    "cross/patch-target",
    "A patch for an object that is not there",
    "A patch changes an object that the kustomization's resources make: kind, name and namespace must be those of one of them. \
     Without such an object `kustomize build` ends with \"no resource matches strategic merge patch\". Where the patch has a \
     `target` that selects nothing, kustomize says nothing and changes nothing, which is told as a warning.",
    "",
    "",
);

/// `schema/json-patch`
pub(super) static JSON_PATCH: Rule = Rule::error(
    Layer::Schema,
    "schema/json-patch",
    "A JSON patch that is not well formed",
    "A JSON patch (RFC 6902) is a list of operations. Each has an `op` (`add`, `remove`, `replace`, `move`, `copy`, `test`) and a \
     `path` that begins with `/`; `add`, `replace` and `test` need a `value`, `move` and `copy` a `from`.",
    "",
    "",
);

/// `schema/patch`
pub(super) static PATCH: Rule = Rule::error(
    Layer::Schema,
    "schema/patch",
    "A patch of a kustomization that kustomize cannot take",
    "An entry of `patches` has either a `path` or a `patch`, never both; a JSON patch says by its `target` what it is for; a file of \
     several patches can have no `target`.",
    "",
    "",
);

/// `lint/deprecated-kustomize-field`
pub(super) static DEPRECATED: Rule = Rule {
    id: "lint/deprecated-kustomize-field",
    layer: Layer::Lint,
    severity: Severity::Warning,
    asked: false,
    summary: "A field that kustomize has deprecated",
    explanation: "kustomize warns of `bases`, `commonLabels`, `imageTags`, `patchesJson6902`, `patchesStrategicMerge` and `vars`; each \
                  has a successor. `kustomize edit fix` changes them all.",
    bad: "",
    good: "",
};

/// All of them, sorted by id.
pub static RULES: &[&Rule] =
    &[&MISSING_FILE, &NO_KUSTOMIZATION, &OUTSIDE_FILE, &PATCH_TARGET, &DEPRECATED, &JSON_PATCH, &PATCH];

#[cfg(test)]
mod tests {
    use super::RULES;

    #[test]
    fn the_table_is_sorted() {
        assert!(RULES.is_sorted_by(|a, b| a.id < b.id));
    }
}
