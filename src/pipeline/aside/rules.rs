//! What is told of what sets findings aside.

use crate::model::{Layer, Rule, Severity};

/// Every rule of this room.
pub(in crate::pipeline) static RULES: &[&Rule] = &[&BAD_SUPPRESSION, &STALE_BASELINE, &UNUSED_SUPPRESSION];

/// `lint/bad-suppression`
pub(in crate::pipeline) static BAD_SUPPRESSION: Rule = Rule {
    id: "lint/bad-suppression",
    layer: Layer::Lint,
    severity: Severity::Warning,
    asked: false,
    summary: "A comment or annotation that should silence a rule, and cannot be read",
    explanation: "`# plimsoll: ignore[rule, rule] reason` silences rules in its own line, or, where it stands alone, in the one \
                  below; `# plimsoll: ignore-file[rule] reason` at the head of a file does in all of it, and the annotation \
                  `plimsoll.dev/ignore: rule, rule` in its object. Rules are called by id, by name, or as kube-linter, \
                  kube-score, polaris or checkov call them.",
    bad: "# plimsoll: ignore[lint/latest-tagg] one day\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\n",
    good: "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: web\n    # plimsoll: ignore[lint/latest-tag] one day\n    image: nginx:latest\n",
};

/// `lint/unused-suppression`
pub(in crate::pipeline) static UNUSED_SUPPRESSION: Rule = Rule {
    id: "lint/unused-suppression",
    layer: Layer::Lint,
    severity: Severity::Warning,
    asked: false,
    summary: "A comment or annotation that silences nothing",
    explanation: "What it names is not found where it looks: the mistake was mended, or it stands at another line than the finding. \
                  Left where it is it would hide the next mistake. Rules between objects, and those of placement where nothing is \
                  placed, are not judged, nor is a file of which a part was not checked.",
    bad: "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  # plimsoll: ignore[lint/latest-tag] one day\n  name: settings\n",
    good: "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: web\n    image: nginx:latest # plimsoll: ignore[latest-tag] one day\n",
};

/// `lint/stale-baseline`
pub(in crate::pipeline) static STALE_BASELINE: Rule = Rule {
    id: "lint/stale-baseline",
    layer: Layer::Lint,
    severity: Severity::Warning,
    asked: false,
    summary: "Entries of the baseline that no longer occur",
    explanation: "What the baseline knows of old was mended, which is good; but an entry that stays would hide the same mistake if it \
                  came back. `--write-baseline` writes the baseline anew without it.",
    bad: "",
    good: "",
};
