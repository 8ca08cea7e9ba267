//! PersistentVolume: `ValidatePersistentVolumeSpec`, which volume attachments with an inline volume use as well.

mod plugins;
mod sources;
mod warnings;

use super::helpers::{annotation, follows, invalid_each, resource_list};
use super::node_selector::node_selector;
use crate::api::Cx;
use crate::api::format::is_dns1123_subdomain;
use crate::api::gates;
use crate::model::Reason;
use crate::resource::Field;

/// `supportedAccessModes`
const ACCESS_MODES: &[&str] = &["ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"];
/// `supportedVolumeModes`
pub(super) const VOLUME_MODES: &[&str] = &["Block", "Filesystem"];
const RECLAIM_POLICIES: &[&str] = &["Delete", "Recycle", "Retain"];
const MOUNT_OPTIONS: &str = "volume.beta.kubernetes.io/mount-options";
/// Sources that know mount options (`checkMountOption` of `pkg/volume/validation`).
const MOUNTABLE: &[&str] = &[
    "gcePersistentDisk",
    "awsElasticBlockStore",
    "glusterfs",
    "nfs",
    "rbd",
    "quobyte",
    "iscsi",
    "cinder",
    "cephfs",
    "azureFile",
    "vsphereVolume",
    "azureDisk",
    "photonPersistentDisk",
];

/// `ValidatePersistentVolume`, then `GetWarningsForPersistentVolume`.
pub(in crate::api) fn persistent_volume(cx: &mut Cx<'_>) {
    let spec = cx.root().at("spec");
    let name = cx.root().at("metadata").at("name").str();
    volume_spec(cx, spec, name, false);
    if let Some(options) = annotation(cx, MOUNT_OPTIONS)
        && !MOUNTABLE.iter().any(|source| spec.at(source).exists())
    {
        cx.forbidden(options, "may not specify mount options for this volume type")
            .field(format!("metadata.annotations.{MOUNT_OPTIONS}"))
            .say("volumes of this type take no mount options");
    }
    warnings::warn(cx, spec);
}

/// `ValidatePersistentVolumeSpec`; `inline` in a volume attachment.
pub(in crate::api) fn volume_spec<'a>(cx: &mut Cx<'a>, spec: Field<'a>, name: &str, inline: bool) {
    if inline {
        only_csi(cx, spec);
    }
    if spec.at("accessModes").is_empty() {
        cx.required(spec.at("accessModes"), "")
            .say("a volume needs at least one access mode")
            .help("for example `accessModes: [ReadWriteOnce]`");
    }
    access_modes(cx, spec.at("accessModes"));
    if !inline {
        capacity(cx, spec.at("capacity"));
    }
    reclaim_policy(cx, spec, inline);
    let affinity = spec.at("nodeAffinity");
    if affinity.exists() && !inline {
        node_affinity(cx, affinity);
    }
    sources::check(cx, spec, name, inline);
    let class = spec.at("storageClassName");
    if !class.str().is_empty() && !inline {
        invalid_each(cx, class, is_dns1123_subdomain(class.str()));
    }
    let mode = spec.at("volumeMode");
    match mode.opt_str() {
        Some(given) if !inline && !VOLUME_MODES.contains(&given) => {
            cx.not_supported(mode, VOLUME_MODES);
        }
        Some(given) if inline && given != "Filesystem" => {
            cx.forbidden(mode, "may not specify volumeMode other than Filesystem in the context of inline volumes");
        }
        _ => {}
    }
    if !inline {
        attributes_class(cx, spec);
    }
}

/// What an inline volume must not have.
fn only_csi<'a>(cx: &mut Cx<'a>, spec: Field<'a>) {
    const NONE: &str = "may not be specified in the context of inline volumes";
    for name in ["claimRef", "capacity", "nodeAffinity", "storageClassName"] {
        let f = spec.at(name);
        if f.exists() && (name != "capacity" || !f.is_empty()) && (name != "storageClassName" || !f.is_empty()) {
            cx.forbidden(f, NONE).say(format!("an inline volume has no `{name}`"));
        }
    }
    if !spec.at("csi").exists() {
        cx.required(spec.at("csi"), "has to be specified in the context of inline volumes");
    }
}

/// The access modes of volumes and claims; the server reports them at the list.
pub(super) fn access_modes<'a>(cx: &mut Cx<'a>, modes: Field<'a>) {
    let path = cx.path(modes);
    let modes_known = if gates::READ_WRITE_ONCE_POD.on(cx.version) { ACCESS_MODES } else { &ACCESS_MODES[..3] };
    let known = |f: &Field<'a>| modes_known.contains(&f.str());
    for mode in modes.items().filter(|f| !known(f)) {
        cx.not_supported(mode, modes_known).field(path.clone());
    }
    let alone = modes.items().find(|f| f.str() == "ReadWriteOncePod");
    let other = modes.items().find(|f| known(f) && f.str() != "ReadWriteOncePod");
    if let (Some(alone), Some(other)) = (alone, other) {
        cx.forbidden(modes, "may not use ReadWriteOncePod with other access modes")
            .say(format!("`ReadWriteOncePod` must be the only access mode; `{}` stands beside it", other.str()))
            .label_at(other.span())
            .relate(alone.span(), "this one allows no other");
    }
}

fn capacity<'a>(cx: &mut Cx<'a>, capacity: Field<'a>) {
    let entries = resource_list(capacity);
    let path = cx.path(capacity);
    if entries.is_empty() {
        let finding = cx.required(capacity, "");
        finding.say("a volume needs its `capacity`").help("for example `capacity: {storage: 10Gi}`");
        let detail = "Unsupported value: null: supported values: \"storage\"";
        follows(finding, Reason::NotSupported, path, detail);
    } else if entries.len() > 1 || entries[0].name != "storage" {
        let odd = entries.iter().find(|e| e.name != "storage").unwrap_or(&entries[0]);
        cx.not_supported(odd.key, &["storage"])
            .field(path)
            .say(format!("a volume's capacity is its `storage` alone; `{}` does not belong here", odd.name));
    }
    for entry in &entries {
        let place = if entry.field.exists() { entry.field } else { entry.key };
        if entry.amount.is_negative() || entry.amount.is_zero() {
            let path = cx.path(place);
            let finding = cx.invalid(place, "must be greater than zero");
            if entry.amount.value() < 0 {
                let detail = format!("Invalid value: {}: must be a valid resource quantity", entry.amount.value());
                follows(finding, Reason::Invalid, path, detail);
            }
        }
    }
}

fn reclaim_policy<'a>(cx: &mut Cx<'a>, spec: Field<'a>, inline: bool) {
    let policy = spec.at("persistentVolumeReclaimPolicy");
    if inline {
        if !matches!(policy.str(), "" | "Retain") {
            cx.forbidden(policy, "may only be Retain in the context of inline volumes");
        }
    } else if !policy.str().is_empty() && !RECLAIM_POLICIES.contains(&policy.str()) {
        cx.not_supported(policy, RECLAIM_POLICIES);
    }
    let path = spec.at("hostPath").at("path");
    if spec.at("hostPath").exists() && is_root(path.str()) && policy.str() == "Recycle" {
        cx.forbidden(policy, "may not be 'recycle' for a hostPath mount of '/'")
            .say("recycling this volume would delete every file of the node")
            .relate(path.span(), "the volume is the node's root folder");
    }
}

/// Whether `path.Clean` makes `/` of it.
fn is_root(path: &str) -> bool {
    if !path.starts_with('/') {
        return false;
    }
    let mut depth = 0_usize;
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => depth = depth.saturating_sub(1),
            _ => depth += 1,
        }
    }
    depth == 0
}

/// `validateVolumeNodeAffinity`
fn node_affinity<'a>(cx: &mut Cx<'a>, affinity: Field<'a>) {
    let required = affinity.at("required");
    if required.exists() {
        node_selector(cx, required);
    } else {
        cx.required(required, "must specify required node constraints")
            .say("the node affinity of a volume needs `required`");
    }
}

fn attributes_class<'a>(cx: &mut Cx<'a>, spec: Field<'a>) {
    let class = spec.at("volumeAttributesClassName");
    let Some(name) = class.opt_str().filter(|_| gates::VOLUME_ATTRIBUTES_CLASS.on(cx.version)) else { return };
    if name.is_empty() {
        cx.required(class, "an empty string is disallowed");
    } else {
        invalid_each(cx, class, is_dns1123_subdomain(name));
    }
    if !spec.at("csi").exists() {
        cx.required(spec.at("csi"), "has to be specified when using volumeAttributesClassName")
            .say("`volumeAttributesClassName` is for CSI volumes")
            .relate(class.span(), "because of this class");
    }
}

#[cfg(test)]
mod tests {
    use super::is_root;

    #[test]
    fn root_folders() {
        for (path, root) in [("/", true), ("//", true), ("/a/..", true), ("/..", true), ("/a", false), ("", false)] {
            assert_eq!(is_root(path), root, "{path}");
        }
    }
}
