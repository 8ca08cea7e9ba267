//! Claims inside other objects: a stateful set's templates and ephemeral volumes. The rules of their specs are those of
//! [`super::core::persistent_volume_claim`].

use super::cx::Cx;
use super::labels::labels;
use super::meta::annotations;
use crate::resource::Field;

pub(super) use super::core::persistent_volume_claim::{claim_spec as spec, claim_spec_warnings as warnings};

/// `ValidatePersistentVolumeClaimTemplate`, of ephemeral volumes.
pub(super) fn template<'a>(cx: &mut Cx<'a>, template: Field<'a>) {
    template_meta(cx, template.at("metadata"));
    spec(cx, template.at("spec"));
}

/// `ValidateTemplateObjectMeta`: labels and annotations, and nothing else.
pub(super) fn template_meta<'a>(cx: &mut Cx<'a>, meta: Field<'a>) {
    annotations(cx, meta.at("annotations"));
    labels(cx, meta.at("labels"));
    for (key, value) in super::entries(meta) {
        let name = key.scalar_text();
        let given =
            value.exists() && !value.is_empty() && value.opt_bool() != Some(false) && value.opt_int() != Some(0);
        if given && !matches!(name, "annotations" | "labels") && META_FIELDS.contains(&name) {
            cx.forbidden(value, "cannot be set")
                .label_at(key.span())
                .say(format!("a template takes labels and annotations, no `{name}`"));
        }
    }
}

/// Fields of an object's metadata.
const META_FIELDS: &[&str] = &[
    "creationTimestamp",
    "deletionGracePeriodSeconds",
    "deletionTimestamp",
    "finalizers",
    "generateName",
    "generation",
    "managedFields",
    "name",
    "namespace",
    "ownerReferences",
    "resourceVersion",
    "selfLink",
    "uid",
];
