//! The spec of a persistent volume claim, wherever it stands: claims themselves, a stateful set's templates and
//! ephemeral volumes (`pkg/apis/core/validation`, `ValidatePersistentVolumeClaimSpec`).

use super::core::helpers::{quantity, required_text};
use super::cx::Cx;
use super::format::{is_dns1123_label, is_dns1123_subdomain};
use super::labels::{label_selector, labels};
use super::meta::annotations;
use super::table::{Check, Rule};
use crate::model::Quantity;
use crate::resource::Field;

/// Sorted as the server lists them.
const ACCESS_MODES: &[&str] = &["ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"];

const SPEC: &[Rule] = &[
    Rule::new("storageClassName", &[Check::Format(is_dns1123_subdomain)]),
    Rule::new("volumeMode", &[Check::OneOf(&["Block", "Filesystem"])]),
    Rule::new("volumeAttributesClassName", &[Check::Format(is_dns1123_subdomain)]),
];

/// `ValidatePersistentVolumeClaimSpec`
pub(super) fn spec<'a>(cx: &mut Cx<'a>, spec: Field<'a>) {
    let modes = spec.at("accessModes");
    if modes.is_empty() {
        cx.required(modes, "at least 1 access mode is required")
            .help("most claims want `accessModes: [ReadWriteOnce]`");
    }
    label_selector(cx, spec.at("selector"));
    access_modes(cx, modes);
    storage(cx, spec);
    cx.check(spec, SPEC);
    for source in ["dataSource", "dataSourceRef"] {
        if spec.at(source).exists() {
            data_source(cx, spec.at(source), source == "dataSourceRef");
        }
    }
    sources_agree(cx, spec);
}

/// The access modes, of claims and of volumes: reported at the list.
pub(super) fn access_modes<'a>(cx: &mut Cx<'a>, modes: Field<'a>) {
    let path = cx.path(modes);
    let mut alone = None;
    let mut others = false;
    for mode in modes.items() {
        if !ACCESS_MODES.contains(&mode.str()) {
            cx.not_supported(mode, ACCESS_MODES).field(path.clone());
        } else if mode.str() == "ReadWriteOncePod" {
            alone = Some(mode);
        } else {
            others = true;
        }
    }
    if let Some(mode) = alone.filter(|_| others) {
        cx.forbidden(modes, "may not use ReadWriteOncePod with other access modes")
            .say("ReadWriteOncePod goes with no other access mode")
            .label_at(mode.span());
    }
}

/// The size, which the server looks for under `resources` and spells without `requests`.
fn storage<'a>(cx: &mut Cx<'a>, spec: Field<'a>) {
    let path = format!("{}[storage]", cx.path(spec.at("resources")));
    let requests = spec.at("resources").at("requests");
    let Some(size) = requests.key("storage") else {
        cx.required(requests.at("storage"), "")
            .field(path)
            .say("the claim does not say how much it wants")
            .help("add `resources: {requests: {storage: 10Gi}}`");
        return;
    };
    let amount = quantity(size).unwrap_or_else(|| if size.exists() { Quantity::from_units(1) } else { Quantity::ZERO });
    if amount.is_negative() || amount.is_zero() {
        cx.invalid(size, "must be greater than zero").field(path);
    }
}

/// `validateDataSource` and `validateDataSourceRef`
fn data_source<'a>(cx: &mut Cx<'a>, source: Field<'a>, with_namespace: bool) {
    required_text(cx, source.at("name"));
    required_text(cx, source.at("kind"));
    let (group, kind) = (source.at("apiGroup"), source.at("kind"));
    if group.is_empty() {
        if kind.str() != "PersistentVolumeClaim" {
            cx.invalid(source, "must be 'PersistentVolumeClaim' when referencing the default apiGroup")
                .say("only a PersistentVolumeClaim can be a source without `apiGroup`")
                .label_at(if kind.exists() { kind.span() } else { source.span() })
                .help("for a snapshot add `apiGroup: snapshot.storage.k8s.io`");
        }
    } else {
        for detail in is_dns1123_subdomain(group.str()) {
            cx.invalid_format(group, &detail);
        }
    }
    let namespace = source.at("namespace");
    if with_namespace && !namespace.is_empty() {
        for detail in is_dns1123_label(namespace.str()) {
            cx.invalid_format(namespace, &detail);
        }
    }
}

/// Both spellings of the source must say the same. Only the newer one given is copied to the older (`NormalizeDataSources`).
fn sources_agree<'a>(cx: &mut Cx<'a>, spec: Field<'a>) {
    let (old, new) = (spec.at("dataSource"), spec.at("dataSourceRef"));
    if !old.exists() || !new.exists() {
        return;
    }
    if !new.at("namespace").is_empty() {
        cx.invalid(spec, "may not be specified when dataSourceRef.namespace is specified").label_at(old.span());
        return;
    }
    let group = |f: Field<'a>| f.at("apiGroup").opt_str();
    let same = group(old) == group(new) && ["kind", "name"].iter().all(|k| old.at(k).str() == new.at(k).str());
    if !same {
        cx.invalid(spec, "must match dataSourceRef")
            .say("`dataSource` and `dataSourceRef` name different sources")
            .label_at(old.span())
            .relate(new.span(), "the other one");
    }
}

/// `ValidatePersistentVolumeClaimTemplate`, of ephemeral volumes
pub(super) fn template<'a>(cx: &mut Cx<'a>, template: Field<'a>) {
    let meta = template.at("metadata");
    annotations(cx, meta.at("annotations"));
    labels(cx, meta.at("labels"));
    for (key, value) in super::entries(meta) {
        let name = key.scalar_text();
        let given =
            value.exists() && !value.is_empty() && value.opt_bool() != Some(false) && value.opt_int() != Some(0);
        if given && !matches!(name, "annotations" | "labels") && META_FIELDS.contains(&name) {
            cx.forbidden(value, "cannot be set")
                .label_at(key.span())
                .say(format!("the template of a claim takes labels and annotations, no `{name}`"));
        }
    }
    spec(cx, template.at("spec"));
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

/// `GetWarningsForPersistentVolumeClaimSpec`, for the claim whose spec the server spells as `path`.
pub(super) fn warnings<'a>(cx: &mut Cx<'a>, spec: Field<'a>, path: &str) {
    for list in ["requests", "limits"] {
        let Some(size) = spec.at("resources").at(list).key("storage") else { continue };
        if let Some(amount) = quantity(size).filter(|amount| !amount.is_whole()) {
            cx.warn(
                size,
                format!(
                    "{path}.resources.{list}[storage]: fractional byte value {:?} is invalid, must be an integer",
                    amount.to_string()
                ),
            )
            .help(fraction_help(amount));
        }
    }
}

/// What a fraction of a byte most often means.
pub(super) fn fraction_help(amount: Quantity) -> String {
    let milli = amount.milli_value();
    format!("`m` is a thousandth; {}M would be {} million bytes", milli, milli)
}
