//! One function for each volume plugin, named as in `validation.go`.

use crate::api::Cx;
use crate::api::core::helpers::{follows, invalid_each, required_text, required_texts};
use crate::api::format::{is_dns1123_label, is_dns1123_subdomain, is_in_range};
use crate::api::storage::csi_driver_name;
use crate::model::Reason;
use crate::resource::Field;

const HOST_PATH_TYPES: &[&str] =
    &["", "BlockDevice", "CharDevice", "Directory", "DirectoryOrCreate", "File", "FileOrCreate", "Socket"];

/// `validateHostPathVolumeSource`
pub(super) fn host_path<'a>(cx: &mut Cx<'a>, source: Field<'a>) {
    if !required_text(cx, source.at("path")) {
        return;
    }
    no_backsteps(cx, source.at("path"));
    let kind = source.at("type");
    if kind.opt_str().is_some_and(|kind| !HOST_PATH_TYPES.contains(&kind)) {
        cx.not_supported(kind, HOST_PATH_TYPES);
    }
}

/// `validatePathNoBacksteps`
fn no_backsteps<'a>(cx: &mut Cx<'a>, path: Field<'a>) {
    if path.str().split('/').any(|part| part == "..") {
        cx.invalid(path, "must not contain '..'").say("the path must not climb up with `..`");
    }
}

/// `validateGCEPersistentDiskVolumeSource`, reported under a name that the API does not have.
pub(super) fn gce<'a>(cx: &mut Cx<'a>, source: Field<'a>) {
    let base = cx.path(source).replace("gcePersistentDisk", "persistentDisk");
    if source.at("pdName").is_empty() {
        cx.required(source.at("pdName"), "").field(format!("{base}.pdName"));
    }
    partition(cx, source, &format!("{base}.partition"));
}

/// `validateAWSElasticBlockStoreVolumeSource`
pub(super) fn aws<'a>(cx: &mut Cx<'a>, source: Field<'a>) {
    required_text(cx, source.at("volumeID"));
    let path = cx.path(source.at("partition"));
    partition(cx, source, &path);
}

fn partition<'a>(cx: &mut Cx<'a>, source: Field<'a>, path: &str) {
    let partition = source.at("partition");
    if !(0..=255).contains(&partition.int()) {
        cx.invalid(partition, "must be between 1 and 255, inclusive").field(path);
    }
}

/// `validateGlusterfsPersistentVolumeSource`
pub(super) fn glusterfs<'a>(cx: &mut Cx<'a>, source: Field<'a>) {
    required_texts(cx, source, &["endpoints", "path"]);
    let namespace = source.at("endpointsNamespace");
    match namespace.opt_str() {
        Some("") => {
            cx.invalid(namespace, "if the endpointnamespace is set, it must be a valid namespace name");
        }
        Some(name) => {
            invalid_each(cx, namespace, is_dns1123_label(name));
        }
        None => {}
    }
}

/// `validateFlockerVolumeSource`
pub(super) fn flocker<'a>(cx: &mut Cx<'a>, source: Field<'a>) {
    let (name, uuid) = (source.at("datasetName"), source.at("datasetUUID"));
    match (name.is_empty(), uuid.is_empty()) {
        (true, true) => {
            cx.required(source, "one of datasetName and datasetUUID is required");
        }
        (false, false) => {
            cx.invalid(source, "datasetName and datasetUUID can not be specified simultaneously");
        }
        _ => {}
    }
    if name.str().contains('/') {
        cx.invalid(name, "must not contain '/'");
    }
}

/// `validateNFSVolumeSource`
pub(super) fn nfs<'a>(cx: &mut Cx<'a>, source: Field<'a>) {
    required_text(cx, source.at("server"));
    let path = source.at("path");
    if path.str().is_empty() {
        let place = cx.path(path);
        let finding = cx.required(path, "").say("an NFS volume needs `path`, the exported folder");
        follows(finding, Reason::Invalid, place, "Invalid value: \"\": must be an absolute path");
    } else if !path.str().starts_with('/') {
        let text = format!("/{}", path.str());
        cx.invalid(path, "must be an absolute path").fix(format!("change to `{text}`"), path.span(), text);
    }
}

/// `validateRBDPersistentVolumeSource`
pub(super) fn rbd<'a>(cx: &mut Cx<'a>, source: Field<'a>) {
    monitors(cx, source);
    required_text(cx, source.at("image"));
}

/// `validateCephFSPersistentVolumeSource`
pub(super) fn cephfs<'a>(cx: &mut Cx<'a>, source: Field<'a>) {
    monitors(cx, source);
}

fn monitors<'a>(cx: &mut Cx<'a>, source: Field<'a>) {
    if source.at("monitors").is_empty() {
        cx.required(source.at("monitors"), "");
    }
}

/// `validateQuobyteVolumeSource`
pub(super) fn quobyte<'a>(cx: &mut Cx<'a>, source: Field<'a>) {
    const DETAIL: &str = "must be a host:port pair or multiple pairs separated by commas";
    let (registry, tenant) = (source.at("registry"), source.at("tenant"));
    if registry.is_empty() {
        cx.required(registry, DETAIL);
    } else if tenant.str().len() >= 65 {
        cx.required(tenant, "must be a UUID and may not exceed a length of 64 characters");
    } else {
        for _ in registry.str().split(',').filter(|pair| !is_host_port(pair)) {
            cx.invalid(registry, DETAIL);
        }
    }
    required_text(cx, source.at("volume"));
}

/// Whether Go's `net.SplitHostPort` takes it.
fn is_host_port(text: &str) -> bool {
    let Some((host, _)) = text.rsplit_once(':') else { return false };
    match host.strip_prefix('[') {
        Some(inner) => inner.strip_suffix(']').is_some_and(|ip| !ip.contains(['[', ']'])),
        None => !host.contains([':', '[', ']']),
    }
}

/// `validateCinderPersistentVolumeSource`
pub(super) fn cinder<'a>(cx: &mut Cx<'a>, source: Field<'a>) {
    required_text(cx, source.at("volumeID"));
    if source.at("secretRef").exists() {
        required_texts(cx, source.at("secretRef"), &["name", "namespace"]);
    }
}

/// `validateFCVolumeSource`
pub(super) fn fibre_channel<'a>(cx: &mut Cx<'a>, source: Field<'a>) {
    let (names, ids, lun) = (source.at("targetWWNs"), source.at("wwids"), source.at("lun"));
    match (names.is_empty(), ids.is_empty()) {
        (true, true) => {
            cx.required(names, "must specify either targetWWNs or wwids, but not both");
        }
        (false, false) => {
            cx.invalid(names, "targetWWNs and wwids can not be specified simultaneously");
        }
        _ => {}
    }
    if names.is_empty() {
        return;
    }
    match lun.opt_int() {
        None => {
            cx.required(lun, "lun is required if targetWWNs is specified");
        }
        Some(number) => {
            invalid_each(cx, lun, is_in_range(number, 0, 255));
        }
    }
}

/// `validateFlexPersistentVolumeSource`
pub(super) fn flex<'a>(cx: &mut Cx<'a>, source: Field<'a>) {
    required_text(cx, source.at("driver"));
    for (key, value) in crate::api::entries(source.at("options")) {
        let name = key.scalar_text();
        let domain = format!(".{}", name.split('/').next().unwrap_or(name).to_lowercase());
        if domain.ends_with(".kubernetes.io") || domain.ends_with(".k8s.io") {
            cx.invalid(value, "kubernetes.io and k8s.io namespaces are reserved").label_at(key.span());
        }
    }
}

/// `validateAzureFilePV`
pub(super) fn azure_file<'a>(cx: &mut Cx<'a>, source: Field<'a>) {
    required_texts(cx, source, &["secretName", "shareName"]);
    if source.at("secretNamespace").opt_str() == Some("") {
        cx.required(source.at("secretNamespace"), "");
    }
}

/// `validateAzureDisk`, where a disk of no kind is a shared one.
pub(super) fn azure_disk<'a>(cx: &mut Cx<'a>, source: Field<'a>) {
    required_text(cx, source.at("diskName"));
    let uri = source.at("diskURI");
    let given = required_text(cx, uri);
    let one_of = |name: &'static str, allowed: &'static [&'static str], cx: &mut Cx<'a>| {
        let f = source.at(name);
        if f.opt_str().is_some_and(|v| !allowed.contains(&v)) {
            cx.not_supported(f, allowed);
        }
    };
    one_of("cachingMode", &["None", "ReadOnly", "ReadWrite"], cx);
    one_of("kind", &["Dedicated", "Managed", "Shared"], cx);
    let managed = source.at("kind").opt_str() == Some("Managed");
    let (start, form) = if managed {
        (
            "/subscriptions/",
            "/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/disks/{disk-id}",
        )
    } else {
        ("https://", "https://{account-name}.blob.core.windows.net/{container-name}/{disk-name}.vhd")
    };
    if uri.str().starts_with(start) {
        return;
    }
    let finding = cx.not_supported(uri, &[form]);
    finding.fixes.clear();
    finding.help(format!("it must look like {form}"));
    if given && !managed {
        finding.say("the URI of a disk that is not `kind: Managed` begins with https://");
    }
}

/// `validateLocalVolumeSource`
pub(super) fn local<'a>(cx: &mut Cx<'a>, source: Field<'a>) {
    if required_text(cx, source.at("path")) {
        no_backsteps(cx, source.at("path"));
    }
}

/// `validateStorageOSPersistentVolumeSource`
pub(super) fn storage_os<'a>(cx: &mut Cx<'a>, source: Field<'a>) {
    let (name, namespace) = (source.at("volumeName"), source.at("volumeNamespace"));
    if required_text(cx, name) {
        invalid_each(cx, name, is_dns1123_label(name.str()));
    }
    if !namespace.is_empty() {
        invalid_each(cx, namespace, is_dns1123_label(namespace.str()));
    }
    if source.at("secretRef").exists() {
        required_texts(cx, source.at("secretRef"), &["name", "namespace"]);
    }
}

/// `validateCSIPersistentVolumeSource`
pub(super) fn csi<'a>(cx: &mut Cx<'a>, source: Field<'a>) {
    csi_driver_name(cx, source.at("driver"));
    required_text(cx, source.at("volumeHandle"));
    for name in
        ["controllerPublishSecretRef", "controllerExpandSecretRef", "nodePublishSecretRef", "nodeExpandSecretRef"]
    {
        if source.at(name).exists() {
            secret_reference(cx, source.at(name));
        }
    }
}

/// `validatePVSecretReference`
fn secret_reference<'a>(cx: &mut Cx<'a>, secret: Field<'a>) {
    let (name, namespace) = (secret.at("name"), secret.at("namespace"));
    if required_text(cx, name) {
        invalid_each(cx, name, is_dns1123_subdomain(name.str()));
    }
    if required_text(cx, namespace) {
        invalid_each(cx, namespace, is_dns1123_label(namespace.str()));
    }
}

#[cfg(test)]
mod tests {
    use super::is_host_port;

    #[test]
    fn host_and_port() {
        for good in ["a:1", ":1", "[::1]:7", "a:"] {
            assert!(is_host_port(good), "{good}");
        }
        for bad in ["", "a", "::1:7", "[::1]", "a]:1"] {
            assert!(!is_host_port(bad), "{bad}");
        }
    }
}
