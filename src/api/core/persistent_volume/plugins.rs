//! What persistent volumes have beyond the sources that pods have as well, named as in `validation.go`.

use crate::api::Cx;
use crate::api::core::helpers::{invalid_each, required_text, required_texts};
use crate::api::format::{is_dns1123_label, is_dns1123_subdomain};
use crate::api::storage::csi_driver_name;
use crate::api::volume::{no_backsteps, persistent_iscsi, shared_source};
use crate::resource::Field;

/// Checks the source of that name; `volume` is what the volume is called.
pub(super) fn check<'a>(cx: &mut Cx<'a>, name: &str, source: Field<'a>, volume: &str) {
    match name {
        "iscsi" => iscsi(cx, source, volume),
        "csi" => csi(cx, source),
        "local" => local(cx, source),
        _ => shared_source(cx, name, source),
    }
    match name {
        "glusterfs" => glusterfs_namespace(cx, source.at("endpointsNamespace")),
        "azureFile" if source.at("secretNamespace").opt_str() == Some("") => {
            cx.required(source.at("secretNamespace"), "");
        }
        // `validateCinderPersistentVolumeSource`, `validateStorageOSPersistentVolumeSource`
        "cinder" | "storageos" if source.at("secretRef").exists() => {
            required_text(cx, source.at("secretRef").at("namespace"));
        }
        _ => {}
    }
}

/// `validateISCSIPersistentVolumeSource`: with a name of its own for the initiator, volume and portal must be short.
fn iscsi<'a>(cx: &mut Cx<'a>, source: Field<'a>, volume: &str) {
    let portal = source.at("targetPortal");
    if source.at("initiatorName").exists() && volume.len() + 1 + portal.str().len() > 64 {
        let path = format!("{}.targetportal", cx.path(source));
        let detail = "Total length of <volume name>:<iscsi.targetPortal> must be under 64 characters if iscsi.initiatorName is specified.";
        cx.invalid(portal, detail)
            .field(path)
            .say("the volume's name and `targetPortal` together must stay under 64 characters");
    }
    persistent_iscsi(cx, source);
}

/// What `validateGlusterfsPersistentVolumeSource` adds.
fn glusterfs_namespace<'a>(cx: &mut Cx<'a>, namespace: Field<'a>) {
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

/// `validateLocalVolumeSource`
fn local<'a>(cx: &mut Cx<'a>, source: Field<'a>) {
    if required_text(cx, source.at("path")) {
        no_backsteps(cx, source.at("path"));
    }
}

/// `validateCSIPersistentVolumeSource`
fn csi<'a>(cx: &mut Cx<'a>, source: Field<'a>) {
    csi_driver_name(cx, source.at("driver"));
    required_texts(cx, source, &["volumeHandle"]);
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
