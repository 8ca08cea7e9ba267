//! The rules of this room.

use crate::model::{Layer, RuleMeta, Severity};

const POD: &str =
    "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: web\n    image: nginx:1.29\n";

/// Sorted by id.
pub static RULES: &[RuleMeta] = &[
    RuleMeta::error(
        Layer::Schema,
        "schema/bad-schema",
        "A schema that cannot be used",
        "The file that `--schema-location` leads to for this kind is no JSON, no JSON schema, or refers to other files.",
        "",
        "",
    ),
    RuleMeta {
        id: "schema/deprecated-api",
        layer: Layer::Schema,
        severity: Severity::Warning,
        summary: "An API version that is on its way out",
        explanation: "The API server still serves this kind under this `apiVersion`, and answers every use of it with a \
                      warning. The finding says since when, until when, and what replaces it.",
        bad: "apiVersion: v1\nkind: Endpoints\nmetadata:\n  name: db\nsubsets:\n- addresses:\n  - ip: 10.0.0.7\n  ports:\n  - port: 5432\n",
        good: "apiVersion: discovery.k8s.io/v1\nkind: EndpointSlice\nmetadata:\n  name: db\naddressType: IPv4\nendpoints:\n- addresses:\n  - 10.0.0.7\nports:\n- port: 5432\n",
    },
    RuleMeta::error(
        Layer::Schema,
        "schema/duplicate-field",
        "A key that is given twice in one map",
        "The API server refuses it under strict validation; without, the last one silently wins. Both places are shown: \
         keep one of them.",
        "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: web\n    image: nginx:1.28\n    image: nginx:1.29\n",
        POD,
    ),
    RuleMeta::error(
        Layer::Schema,
        "schema/future-api",
        "An API version that the target version does not have yet",
        "This kind comes under this `apiVersion` only with a later Kubernetes than the one that is checked for.",
        "",
        "",
    ),
    RuleMeta {
        id: "schema/gated-field",
        layer: Layer::Schema,
        severity: Severity::Warning,
        summary: "A field that the target version drops, as its feature gate is off",
        explanation: "The API server knows this field and accepts the object, but forgets the field without a word, as the \
                      feature gate behind it is off by default in the version that is checked for. What the field asks \
                      for does not happen.",
        bad: "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  os:\n    name: linux\n  containers:\n  - name: web\n    image: nginx:1.29\n    lifecycle:\n      stopSignal: SIGTERM\n",
        good: POD,
    },
    RuleMeta::error(
        Layer::Schema,
        "schema/missing-api-version",
        "An object without `apiVersion`",
        "Every object says which API version it is written in. With `kind` alone the API server does not know what to make \
         of it.",
        "kind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: web\n    image: nginx:1.29\n",
        POD,
    ),
    RuleMeta::error(
        Layer::Schema,
        "schema/missing-kind",
        "An object without `kind`",
        "Every object says what it is. With `apiVersion` alone the API server does not know what to make of it.",
        "apiVersion: v1\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: web\n    image: nginx:1.29\n",
        POD,
    ),
    RuleMeta::error(
        Layer::Schema,
        "schema/misspelled-kind",
        "A kind that is spelled wrong",
        "Kinds are written in the singular, in camel case with a capital. The object is checked on as the kind it likely \
         means.",
        "apiVersion: v1\nkind: pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: web\n    image: nginx:1.29\n",
        POD,
    ),
    RuleMeta::error(
        Layer::Schema,
        "schema/no-schema",
        "A kind for which no schema is known",
        "With `--require-schemas` nothing may go unchecked. The kind is none of Kubernetes' own, and no \
         CustomResourceDefinition for it is among the files: give it with `--crds`, or a folder of schemas with \
         `--schema-location`. Without the flag such objects are only counted.",
        "",
        "",
    ),
    RuleMeta::error(
        Layer::Schema,
        "schema/not-served",
        "An API version that the server does not serve, or only on request",
        "Alpha APIs, and since Kubernetes 1.24 new beta APIs, are off unless the API server is started with \
         `--runtime-config`. On any other cluster the object is refused. Of a custom resource it is the version that its \
         definition does not have, or does not serve.",
        "apiVersion: admissionregistration.k8s.io/v1alpha1\nkind: MutatingAdmissionPolicyBinding\nmetadata:\n  name: labels\nspec:\n  policyName: labels\n",
        "apiVersion: admissionregistration.k8s.io/v1\nkind: MutatingAdmissionPolicyBinding\nmetadata:\n  name: labels\nspec:\n  policyName: labels\n",
    ),
    RuleMeta::error(
        Layer::Schema,
        "schema/removed-api",
        "An API version that is no longer served",
        "The API server of the target version does not know this kind under this `apiVersion` any more. The finding says \
         since when, what replaces it, and which fields moved.",
        "apiVersion: batch/v1beta1\nkind: CronJob\nmetadata:\n  name: nightly\nspec:\n  schedule: 0 3 * * *\n  jobTemplate:\n    spec:\n      template:\n        spec:\n          restartPolicy: Never\n          containers:\n          - name: nightly\n            image: busybox:1.37\n",
        "apiVersion: batch/v1\nkind: CronJob\nmetadata:\n  name: nightly\nspec:\n  schedule: 0 3 * * *\n  jobTemplate:\n    spec:\n      template:\n        spec:\n          restartPolicy: Never\n          containers:\n          - name: nightly\n            image: busybox:1.37\n",
    ),
    RuleMeta {
        id: "schema/rule-not-checked",
        layer: Layer::Schema,
        severity: Severity::Info,
        summary: "A rule of a custom resource's definition that could not be evaluated",
        explanation: "The definition has a rule in CEL that uses something which only the API server can evaluate. The \
                      object was held against everything else. `kubectl apply --dry-run=server` checks the rest.",
        bad: "",
        good: "",
    },
    RuleMeta::error(
        Layer::Schema,
        "schema/typed-list",
        "A list of one kind, which no cluster takes",
        "The API server answers with a `PodList` or `RoleList`, but takes none; kubectl opens only `kind: List`. The \
         items are checked all the same.",
        "apiVersion: v1\nkind: ConfigMapList\nitems:\n- apiVersion: v1\n  kind: ConfigMap\n  metadata:\n    name: settings\n",
        "apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: ConfigMap\n  metadata:\n    name: settings\n",
    ),
    RuleMeta::error(
        Layer::Schema,
        "schema/unknown-field",
        "A field that does not exist, or not there",
        "Strict validation refuses fields that the type does not have; without, they are silently dropped, and what they \
         were meant to say is lost. Often it is a slip of the finger, or lines that are indented too little or too much: \
         then the finding says what was meant, or where they belong. Lines that went astray together are one finding.",
        "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  tolerations:\n  - key: env\n  operator: Equal\n  value: dev\n  effect: NoSchedule\n  containers:\n  - name: web\n    image: nginx:1.29\n",
        "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  tolerations:\n  - key: env\n    operator: Equal\n    value: dev\n    effect: NoSchedule\n  containers:\n  - name: web\n    image: nginx:1.29\n",
    ),
    RuleMeta::error(
        Layer::Schema,
        "schema/unknown-kind",
        "A kind that Kubernetes does not have",
        "The `apiVersion` is one of Kubernetes' own, but has no such kind. Custom resources have a group of their own, with \
         a dot in its name.",
        "apiVersion: apps/v1\nkind: Ostrich\nmetadata:\n  name: web\n",
        POD,
    ),
    RuleMeta::error(
        Layer::Schema,
        "schema/violated",
        "A value that the schema of its kind does not allow",
        "The kind is described by a schema found through `--schema-location`, and the object does not fit it.",
        "",
        "",
    ),
    RuleMeta::error(
        Layer::Schema,
        "schema/wrong-api-version",
        "A kind that is in another API version",
        "The kind exists, but not under this `apiVersion`. The object is checked on as what it means.",
        "apiVersion: apps/v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: web\n    image: nginx:1.29\n",
        POD,
    ),
    RuleMeta::error(
        Layer::Schema,
        "schema/wrong-type",
        "A value of the wrong type",
        "The API server cannot decode the value: a list where a map should be, a number where text is needed, a quantity \
         or a point in time that cannot be read. Mind YAML's booleans: `yes`, `no`, `on`, `off` and `y` must be quoted to be \
         text.",
        "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: web\n    image: nginx:1.29\n    env:\n    - name: DEBUG\n      value: yes\n",
        "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: web\n    image: nginx:1.29\n    env:\n    - name: DEBUG\n      value: \"yes\"\n",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Version;
    use crate::resource::{Content, content};
    use crate::source::{Limits, parse};

    #[test]
    fn the_table_is_sorted() {
        assert!(RULES.is_sorted_by(|a, b| a.id < b.id));
    }

    #[test]
    fn examples_show_what_they_say() {
        let found = |text: &str| {
            let documents = parse(text, &Limits::default());
            let mut ids = Vec::new();
            for document in &documents {
                let Content::Objects(objects) = content(document) else { panic!("{text}") };
                ids.extend(document.root().and_then(super::super::typed_list).map(|f| f.rule));
                for object in &objects {
                    ids.extend(super::super::check(object, Version::new(36).unwrap()).findings.iter().map(|f| f.rule));
                }
            }
            ids
        };
        for rule in RULES.iter().filter(|r| !r.bad.is_empty()) {
            assert_eq!(found(rule.bad), [rule.id], "{}", rule.id);
            assert_eq!(found(rule.good), [] as [&str; 0], "{}", rule.id);
        }
    }
}
