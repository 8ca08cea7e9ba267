//! The rules of what the API server's validation refuses, one for each reason that it gives, and of what it warns of. Two
//! rooms make such findings: `api` for Kubernetes' own kinds, this one for custom resources.

use crate::model::{Layer, Reason, Rule, Severity};

/// `api/duplicate`
pub(crate) static DUPLICATE: Rule = Rule::error(
    Layer::Api,
    "api/duplicate",
    "Something that must be unique is given twice",
    "The API server answers `FieldValueDuplicate`: names of containers, volumes or ports, mount paths, list items that are told \
     apart by their key, may each appear once. Both places are shown; rename or remove one.",
    "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: web\n    image: nginx:1.29\n  - name: web\n    image: redis:8\n",
    "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: web\n    image: nginx:1.29\n  - name: cache\n    image: redis:8\n",
);

/// `api/forbidden`
pub(crate) static FORBIDDEN: Rule = Rule::error(
    Layer::Api,
    "api/forbidden",
    "A field that may not be set here",
    "The API server answers `FieldValueForbidden`: the field exists, but not together with what else the object says.",
    "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  restartPolicy: Always\n  activeDeadlineSeconds: 5\n  containers:\n  - name: web\n    image: nginx:1.29\n  volumes:\n  - name: a\n    emptyDir: {}\n    hostPath:\n      path: /srv\n",
    "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: web\n    image: nginx:1.29\n  volumes:\n  - name: a\n    emptyDir: {}\n",
);

/// `api/internal-error`
pub(crate) static INTERNAL_ERROR: Rule = Rule::error(
    Layer::Api,
    "api/internal-error",
    "A value with which the API server cannot work",
    "The API server answers `InternalError` for this field: it could not even finish validating it.",
    "",
    "",
);

/// `api/invalid`
pub(crate) static INVALID: Rule = Rule::error(
    Layer::Api,
    "api/invalid",
    "A value that is not allowed",
    "The API server answers `FieldValueInvalid`: the value has the right type but not the right form, is out of its range, or does \
     not go together with another field.",
    "apiVersion: v1\nkind: Pod\nmetadata:\n  name: Web\nspec:\n  containers:\n  - name: web\n    image: nginx:1.29\n",
    "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: web\n    image: nginx:1.29\n",
);

/// `api/not-found`
pub(crate) static NOT_FOUND: Rule = Rule::error(
    Layer::Api,
    "api/not-found",
    "A name that nothing in the object defines",
    "The API server answers `FieldValueNotFound`: for example a mount of a volume that the pod does not have.",
    "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: web\n    image: nginx:1.29\n    volumeMounts:\n    - name: data\n      mountPath: /data\n",
    "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: web\n    image: nginx:1.29\n    volumeMounts:\n    - name: data\n      mountPath: /data\n  volumes:\n  - name: data\n    emptyDir: {}\n",
);

/// `api/not-supported`
pub(crate) static NOT_SUPPORTED: Rule = Rule::error(
    Layer::Api,
    "api/not-supported",
    "A value that is not among the allowed ones",
    "The API server answers `FieldValueNotSupported`: the field takes one of a few words. Case counts.",
    "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  restartPolicy: always\n  containers:\n  - name: web\n    image: nginx:1.29\n",
    "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  restartPolicy: Always\n  containers:\n  - name: web\n    image: nginx:1.29\n",
);

/// `api/pod-security-label`
pub(crate) static POD_SECURITY_LABEL: Rule = Rule::error(
    Layer::Api,
    "api/pod-security-label",
    "A pod security level or version that does not exist",
    "The PodSecurity admission of the API server answers `FieldValueInvalid`: the labels `pod-security.kubernetes.io/enforce`, \
     `audit` and `warn` take `privileged`, `baseline` or `restricted`, and their versions `latest` or a minor version such as \
     `v1.36`.",
    "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n  labels:\n    pod-security.kubernetes.io/enforce: strict\n",
    "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n  labels:\n    pod-security.kubernetes.io/enforce: baseline\n",
);

/// `api/required`
pub(crate) static REQUIRED: Rule = Rule::error(
    Layer::Api,
    "api/required",
    "Something that must be there is missing or empty",
    "The API server answers `FieldValueRequired`. The label stands on the key under which the missing field belongs.",
    "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers: []\n",
    "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: web\n    image: nginx:1.29\n",
);

/// `api/too-long`
pub(crate) static TOO_LONG: Rule = Rule::error(
    Layer::Api,
    "api/too-long",
    "A text that is too long",
    "The API server answers `FieldValueTooLong`. Lengths count bytes.",
    "",
    "",
);

/// `api/too-many`
pub(crate) static TOO_MANY: Rule = Rule::error(
    Layer::Api,
    "api/too-many",
    "A list or map with too many entries",
    "The API server answers `FieldValueTooMany`: the list or map has more entries than the API allows.",
    "",
    "",
);

/// `api/type-invalid`
pub(crate) static TYPE_INVALID: Rule = Rule::error(
    Layer::Api,
    "api/type-invalid",
    "A value of a type that the field does not take",
    "The API server answers `FieldValueTypeInvalid`: in a custom resource, the value's type is not the one that its schema declares.",
    "",
    "",
);

/// `api/warning`
pub(crate) static WARNING: Rule = Rule {
    id: "api/warning",
    layer: Layer::Api,
    severity: Severity::Warning,
    asked: false,
    summary: "Something that the API server accepts with a warning",
    explanation: "The object is accepted, but the server answers with this warning: a deprecated field, a value that has no \
                  effect, a duplicate that hides another.",
    bad: "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  nodeSelector:\n    beta.kubernetes.io/os: linux\n  containers:\n  - name: web\n    image: nginx:1.29\n",
    good: "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  nodeSelector:\n    kubernetes.io/os: linux\n  containers:\n  - name: web\n    image: nginx:1.29\n",
};

/// Every such rule, sorted by id.
pub static RULES: &[&Rule] = &[
    &DUPLICATE,
    &FORBIDDEN,
    &INTERNAL_ERROR,
    &INVALID,
    &NOT_FOUND,
    &NOT_SUPPORTED,
    &POD_SECURITY_LABEL,
    &REQUIRED,
    &TOO_LONG,
    &TOO_MANY,
    &TYPE_INVALID,
    &WARNING,
];

/// The rule of a reason.
pub(crate) fn of_reason(reason: Reason) -> &'static Rule {
    match reason {
        Reason::NotFound => &NOT_FOUND,
        Reason::Required => &REQUIRED,
        Reason::Duplicate => &DUPLICATE,
        Reason::Invalid => &INVALID,
        Reason::NotSupported => &NOT_SUPPORTED,
        Reason::Forbidden => &FORBIDDEN,
        Reason::TooLong => &TOO_LONG,
        Reason::TooMany => &TOO_MANY,
        Reason::InternalError => &INTERNAL_ERROR,
        Reason::TypeInvalid => &TYPE_INVALID,
    }
}
