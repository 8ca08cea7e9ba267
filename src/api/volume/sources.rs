//! The sources of volumes one by one.

use super::{files, iscsi, local_path, no_backsteps, projected};
use crate::api::core::helpers::quantity;
use crate::api::cx::{Cx, Spelling};
use crate::api::entries;
use crate::api::format::{is_dns1123_label, is_dns1123_subdomain};
use crate::api::pod::Pod;
use crate::api::storage::csi_driver_name;
use crate::api::table::{Check, Rule};
use crate::model::{ApiCause, Quantity, Reason};
use crate::resource::Field;

/// The largest mode of a file, `0777`.
pub(super) const MODE_MAX: i64 = 0o777;

/// What must be given for each source, and what it may be.
const FIELDS: &[(&str, &[Rule])] = &[
    ("awsElasticBlockStore", &[Rule::new("volumeID", &[Check::Required("")])]),
    ("azureFile", &[Rule::new("secretName", &[Check::Required("")]), Rule::new("shareName", &[Check::Required("")])]),
    ("cephfs", &[Rule::new("monitors", &[Check::Required("")])]),
    ("cinder", &[Rule::new("volumeID", &[Check::Required("")])]),
    ("configMap", &[Rule::new("name", &[Check::Required("")])]),
    ("flexVolume", &[Rule::new("driver", &[Check::Required("")])]),
    ("gitRepo", &[Rule::new("repository", &[Check::Required("")])]),
    ("glusterfs", &[Rule::new("endpoints", &[Check::Required("")]), Rule::new("path", &[Check::Required("")])]),
    ("nfs", &[Rule::new("server", &[Check::Required("")])]),
    ("persistentVolumeClaim", &[Rule::new("claimName", &[Check::Required("")])]),
    ("photonPersistentDisk", &[Rule::new("pdID", &[Check::Required("")])]),
    ("portworxVolume", &[Rule::new("volumeID", &[Check::Required("")])]),
    ("rbd", &[Rule::new("monitors", &[Check::Required("")]), Rule::new("image", &[Check::Required("")])]),
    (
        "scaleIO",
        &[
            Rule::new("gateway", &[Check::Required("")]),
            Rule::new("system", &[Check::Required("")]),
            Rule::new("volumeName", &[Check::Required("")]),
        ],
    ),
    ("secret", &[Rule::new("secretName", &[Check::Required("")])]),
    (
        "storageos",
        &[
            Rule::new("volumeName", &[Check::Required(""), Check::Format(is_dns1123_label)]),
            Rule::new("volumeNamespace", &[Check::Format(is_dns1123_label)]),
        ],
    ),
    ("vsphereVolume", &[Rule::new("volumePath", &[Check::Required("")])]),
];

/// Types of a host path, sorted as the server lists them.
const HOST_PATH_TYPES: &[&str] =
    &["", "BlockDevice", "CharDevice", "Directory", "DirectoryOrCreate", "File", "FileOrCreate", "Socket"];

/// Validates the source `f` of the kind `field`, as the server does the first source of a volume; of persistent volumes
/// as well.
pub(in crate::api) fn one<'a>(cx: &mut Cx<'a>, field: &str, f: Field<'a>) {
    if let Ok(at) = FIELDS.binary_search_by(|(name, _)| (*name).cmp(field)) {
        cx.check(f, FIELDS[at].1);
    }
    match field {
        "emptyDir" => empty_dir(cx, f),
        "hostPath" => host_path(cx, f),
        "gitRepo" => local_path(cx, f.at("directory")),
        "gcePersistentDisk" => gce_disk(cx, f),
        "awsElasticBlockStore" => partition(cx, f),
        "secret" | "configMap" => files::keys_volume(cx, f),
        "nfs" => nfs_path(cx, f),
        "iscsi" => iscsi::iscsi(cx, f),
        "flocker" => flocker(cx, f),
        "cinder" | "storageos" => secret_name(cx, f),
        "quobyte" => quobyte(cx, f),
        "downwardAPI" => files::downward_api(cx, f),
        "fc" => fibre_channel(cx, f),
        "flexVolume" => flex_options(cx, f),
        "azureDisk" => azure_disk(cx, f),
        "projected" => projected::projected(cx, f),
        "csi" => csi(cx, f),
        _ => {}
    }
}

fn empty_dir<'a>(cx: &mut Cx<'a>, f: Field<'a>) {
    let size = f.at("sizeLimit");
    if quantity(size).is_some_and(Quantity::is_negative) {
        cx.forbidden(size, "SizeLimit field must be a valid resource quantity").say("a size cannot be negative");
    }
}

/// `validateHostPathVolumeSource`, of persistent volumes as well
fn host_path<'a>(cx: &mut Cx<'a>, f: Field<'a>) {
    let (path, kind) = (f.at("path"), f.at("type"));
    if path.is_empty() {
        cx.required(path, "");
        return;
    }
    no_backsteps(cx, path);
    if kind.exists() && !HOST_PATH_TYPES.contains(&kind.str()) {
        cx.not_supported(kind, HOST_PATH_TYPES);
    }
}

/// `validateGCEPersistentDiskVolumeSource`, whose fields the server spells otherwise
fn gce_disk<'a>(cx: &mut Cx<'a>, f: Field<'a>) {
    cx.spelled(Spelling::Instead(".gcePersistentDisk.", ".persistentDisk."), |cx| {
        if f.at("pdName").is_empty() {
            cx.required(f.at("pdName"), "");
        }
        partition(cx, f);
    });
}

fn partition<'a>(cx: &mut Cx<'a>, f: Field<'a>) {
    let partition = f.at("partition");
    if !(0..=255).contains(&partition.int()) {
        cx.invalid(partition, "must be between 1 and 255, inclusive");
    }
}

/// The path of an NFS share: `validateNFSVolumeSource`
fn nfs_path<'a>(cx: &mut Cx<'a>, f: Field<'a>) {
    let path = f.at("path");
    if path.is_empty() {
        let detail = "Invalid value: \"\": must be an absolute path";
        let relative = ApiCause::refusal(Reason::Invalid, cx.path(path), detail);
        cx.required(path, "").follows([relative]);
    } else if !path.str().starts_with('/') {
        let text = format!("/{}", path.str());
        cx.invalid(path, "must be an absolute path").fix(format!("change to `{text}`"), path.span(), text);
    }
}

/// `validateFlockerVolumeSource`
fn flocker<'a>(cx: &mut Cx<'a>, f: Field<'a>) {
    let (name, uuid) = (f.at("datasetName"), f.at("datasetUUID"));
    if name.is_empty() && uuid.is_empty() {
        cx.required(f, "one of datasetName and datasetUUID is required");
    } else if !name.is_empty() && !uuid.is_empty() {
        cx.invalid(f, "datasetName and datasetUUID can not be specified simultaneously").label_at(uuid.span());
    }
    if name.str().contains('/') {
        cx.invalid(name, "must not contain '/'");
    }
}

fn secret_name<'a>(cx: &mut Cx<'a>, f: Field<'a>) {
    let secret = f.at("secretRef");
    if secret.exists() && secret.at("name").is_empty() {
        cx.required(secret.at("name"), "");
    }
}

/// `validateQuobyteVolumeSource`
fn quobyte<'a>(cx: &mut Cx<'a>, f: Field<'a>) {
    const DETAIL: &str = "must be a host:port pair or multiple pairs separated by commas";
    let (registry, tenant, volume) = (f.at("registry"), f.at("tenant"), f.at("volume"));
    if registry.is_empty() {
        cx.required(registry, DETAIL);
    } else if tenant.str().len() >= 65 {
        cx.required(tenant, "must be a UUID and may not exceed a length of 64 characters");
    } else {
        for _ in registry.str().split(',').filter(|pair| !is_host_port(pair)) {
            cx.invalid(registry, DETAIL);
        }
    }
    if volume.is_empty() {
        cx.required(volume, "");
    }
}

/// Whether Go's `net.SplitHostPort` takes the text.
fn is_host_port(text: &str) -> bool {
    let Some(colon) = text.rfind(':') else { return false };
    if let Some(rest) = text.strip_prefix('[') {
        let Some(end) = rest.find(']') else { return false };
        return end + 2 == colon && !rest[..end].contains('[') && !rest[end + 1..].contains([']', '[']);
    }
    !text[..colon].contains(':') && !text.contains(['[', ']'])
}

/// `validateFCVolumeSource`
fn fibre_channel<'a>(cx: &mut Cx<'a>, f: Field<'a>) {
    let (wwns, wwids, lun) = (f.at("targetWWNs"), f.at("wwids"), f.at("lun"));
    match (wwns.is_empty(), wwids.is_empty()) {
        (true, true) => {
            cx.required(wwns, "must specify either targetWWNs or wwids, but not both");
        }
        (false, false) => {
            cx.invalid(wwns, "targetWWNs and wwids can not be specified simultaneously");
        }
        _ => {}
    }
    if wwns.is_empty() {
        return;
    }
    if !lun.exists() {
        cx.required(lun, "lun is required if targetWWNs is specified");
    } else if !(0..=255).contains(&lun.int()) {
        cx.invalid(lun, "must be between 0 and 255, inclusive");
    }
}

/// The options of `validateFlexVolumeSource`
fn flex_options<'a>(cx: &mut Cx<'a>, f: Field<'a>) {
    for (key, value) in entries(f.at("options")) {
        let name = key.scalar_text();
        let domain = format!(".{}", name.split_once('/').map_or(name, |(domain, _)| domain).to_lowercase());
        if domain.ends_with(".kubernetes.io") || domain.ends_with(".k8s.io") {
            cx.invalid(value, "kubernetes.io and k8s.io namespaces are reserved").label_at(key.span());
        }
    }
}

/// `validateAzureDisk`
fn azure_disk<'a>(cx: &mut Cx<'a>, f: Field<'a>) {
    for field in ["diskName", "diskURI"] {
        if f.at(field).is_empty() {
            cx.required(f.at(field), "");
        }
    }
    cx.check(f, AZURE_DISK);
    // A disk is shared unless it says otherwise (`SetDefaults_AzureDiskVolumeSource`).
    let (kind, uri) = (f.at("kind"), f.at("diskURI"));
    let managed = kind.str() == "Managed";
    if managed && !uri.str().starts_with("/subscriptions/") {
        cx.not_supported(
            uri,
            &["/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/disks/{disk-id}"],
        );
    }
    if !managed && !uri.str().starts_with("https://") {
        cx.not_supported(uri, &["https://{account-name}.blob.core.windows.net/{container-name}/{disk-name}.vhd"]);
    }
}

const AZURE_DISK: &[Rule] = &[
    Rule::new("cachingMode", &[Check::OneOf(&["None", "ReadOnly", "ReadWrite"])]),
    Rule::new("kind", &[Check::OneOf(&["Dedicated", "Managed", "Shared"])]),
];

/// `validateCSIVolumeSource`
fn csi<'a>(cx: &mut Cx<'a>, f: Field<'a>) {
    csi_driver_name(cx, f.at("driver"));
    let secret = f.at("nodePublishSecretRef");
    if !secret.exists() {
        return;
    }
    let name = secret.at("name");
    if name.is_empty() {
        cx.required(name, "");
    }
    let path = format!("{}.name", cx.path(f));
    if !name.is_empty() {
        for detail in is_dns1123_subdomain(name.str()) {
            cx.invalid_format(name, &detail).field(path.clone());
        }
    }
}

/// `validateImageVolumeSource`
pub(super) fn image<'a>(cx: &mut Cx<'a>, pod: &Pod<'a>, f: Field<'a>) {
    if pod.is_pod && f.at("reference").is_empty() {
        cx.required(f.at("reference"), "");
    }
    cx.check(f, IMAGE);
}

const IMAGE: &[Rule] = &[Rule::new("pullPolicy", &[Check::OneOfOrEmpty(&["Always", "IfNotPresent", "Never"])])];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sources_are_sorted() {
        assert!(FIELDS.is_sorted_by_key(|(name, _)| *name));
    }

    #[test]
    fn host_ports() {
        for good in ["a:1", ":1", "a:", "[::1]:1"] {
            assert!(is_host_port(good), "{good}");
        }
        for bad in ["", "a", "a:b:c", "::1", "[::1]", "[::1]x:1", "[::1:1"] {
            assert!(!is_host_port(bad), "{bad}");
        }
    }
}
