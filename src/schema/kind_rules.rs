//! The rules of names: an `apiVersion` and a `kind` that the target version does not have, or has only for now.

use super::example::POD;
use crate::model::{Layer, Rule, Severity};

/// `schema/deprecated-api`
pub(crate) static DEPRECATED_API: Rule = Rule {
    id: "schema/deprecated-api",
    layer: Layer::Schema,
    severity: Severity::Warning,
    asked: false,
    summary: "An API version that is on its way out",
    explanation: "The API server still serves this kind under this `apiVersion`, and answers every use of it with a \
                  warning. The finding says since when, until when, and what replaces it.",
    bad: "apiVersion: v1\nkind: Endpoints\nmetadata:\n  name: db\nsubsets:\n- addresses:\n  - ip: 10.0.0.7\n  ports:\n  - port: 5432\n",
    good: "apiVersion: discovery.k8s.io/v1\nkind: EndpointSlice\nmetadata:\n  name: db\naddressType: IPv4\nendpoints:\n- addresses:\n  - 10.0.0.7\nports:\n- port: 5432\n",
};

/// `schema/future-api`
pub(crate) static FUTURE_API: Rule = Rule::error(
    Layer::Schema,
    "schema/future-api",
    "An API version that the target version does not have yet",
    "This kind comes under this `apiVersion` only with a later Kubernetes than the one that is checked for.",
    "",
    "",
);

/// `schema/missing-api-version`
pub(crate) static MISSING_API_VERSION: Rule = Rule::error(
    Layer::Schema,
    "schema/missing-api-version",
    "An object without `apiVersion`",
    "Every object says which API version it is written in. With `kind` alone the API server does not know what to make \
     of it.",
    "kind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: web\n    image: nginx:1.29\n",
    POD,
);

/// `schema/missing-kind`
pub(crate) static MISSING_KIND: Rule = Rule::error(
    Layer::Schema,
    "schema/missing-kind",
    "An object without `kind`",
    "Every object says what it is. With `apiVersion` alone the API server does not know what to make of it.",
    "apiVersion: v1\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: web\n    image: nginx:1.29\n",
    POD,
);

/// `schema/misspelled-kind`
pub(crate) static MISSPELLED_KIND: Rule = Rule::error(
    Layer::Schema,
    "schema/misspelled-kind",
    "A kind that is spelled wrong",
    "Kinds are written in the singular, in camel case with a capital. The object is checked on as the kind it likely \
     means.",
    "apiVersion: v1\nkind: pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: web\n    image: nginx:1.29\n",
    POD,
);

/// `schema/not-served`
pub(crate) static NOT_SERVED: Rule = Rule::error(
    Layer::Schema,
    "schema/not-served",
    "An API version that the server does not serve, or only on request",
    "Alpha APIs, and since Kubernetes 1.24 new beta APIs, are off unless the API server is started with \
     `--runtime-config`. On any other cluster the object is refused. Of a custom resource it is the version that its \
     definition does not have, or does not serve.",
    "apiVersion: admissionregistration.k8s.io/v1alpha1\nkind: MutatingAdmissionPolicyBinding\nmetadata:\n  name: labels\nspec:\n  policyName: labels\n",
    "apiVersion: admissionregistration.k8s.io/v1\nkind: MutatingAdmissionPolicyBinding\nmetadata:\n  name: labels\nspec:\n  policyName: labels\n",
);

/// `schema/removed-api`
pub(crate) static REMOVED_API: Rule = Rule::error(
    Layer::Schema,
    "schema/removed-api",
    "An API version that is no longer served",
    "The API server of the target version does not know this kind under this `apiVersion` any more. The finding says \
     since when, what replaces it, and which fields moved.",
    "apiVersion: batch/v1beta1\nkind: CronJob\nmetadata:\n  name: nightly\nspec:\n  schedule: 0 3 * * *\n  jobTemplate:\n    spec:\n      template:\n        spec:\n          restartPolicy: Never\n          containers:\n          - name: nightly\n            image: busybox:1.37\n",
    "apiVersion: batch/v1\nkind: CronJob\nmetadata:\n  name: nightly\nspec:\n  schedule: 0 3 * * *\n  jobTemplate:\n    spec:\n      template:\n        spec:\n          restartPolicy: Never\n          containers:\n          - name: nightly\n            image: busybox:1.37\n",
);

/// `schema/unknown-kind`
pub(crate) static UNKNOWN_KIND: Rule = Rule::error(
    Layer::Schema,
    "schema/unknown-kind",
    "A kind that Kubernetes does not have",
    "The `apiVersion` is one of Kubernetes' own, but has no such kind. Custom resources have a group of their own, with \
     a dot in its name.",
    "apiVersion: apps/v1\nkind: Ostrich\nmetadata:\n  name: web\n",
    POD,
);

/// `schema/wrong-api-version`
pub(crate) static WRONG_API_VERSION: Rule = Rule::error(
    Layer::Schema,
    "schema/wrong-api-version",
    "A kind that is in another API version",
    "The kind exists, but not under this `apiVersion`. The object is checked on as what it means.",
    "apiVersion: apps/v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: web\n    image: nginx:1.29\n",
    POD,
);
