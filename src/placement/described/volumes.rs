//! The volumes of a pod (`describeVolumes`).

use super::Page;
use crate::resource::Field;

/// A source of volumes: its field, its head, and its facts, each with its field and what stands there where it is absent.
type Source = (&'static str, &'static str, &'static [(&'static str, &'static str, &'static str)]);

static SOURCES: &[Source] = &[
    ("hostPath", "HostPath (bare host directory volume)", &[("Path", "path", ""), ("HostPathType", "type", "")]),
    (
        "emptyDir",
        "EmptyDir (a temporary directory that shares a pod's lifetime)",
        &[("Medium", "medium", ""), ("SizeLimit", "sizeLimit", "<unset>")],
    ),
    (
        "secret",
        "Secret (a volume populated by a Secret)",
        &[("SecretName", "secretName", ""), ("Optional", "optional", "false")],
    ),
    (
        "configMap",
        "ConfigMap (a volume populated by a ConfigMap)",
        &[("Name", "name", ""), ("Optional", "optional", "false")],
    ),
    (
        "nfs",
        "NFS (an NFS mount that lasts the lifetime of a pod)",
        &[("Server", "server", ""), ("Path", "path", ""), ("ReadOnly", "readOnly", "false")],
    ),
    (
        "persistentVolumeClaim",
        "PersistentVolumeClaim (a reference to a PersistentVolumeClaim in the same namespace)",
        &[("ClaimName", "claimName", ""), ("ReadOnly", "readOnly", "false")],
    ),
    (
        "csi",
        "CSI (a Container Storage Interface (CSI) volume source)",
        &[("Driver", "driver", ""), ("FSType", "fsType", ""), ("ReadOnly", "readOnly", "false")],
    ),
    (
        "ephemeral",
        "EphemeralVolume (an inline specification for a volume that gets created and deleted with the pod)",
        &[],
    ),
    (
        "image",
        "Image (a container image or OCI artifact)",
        &[("Reference", "reference", ""), ("PullPolicy", "pullPolicy", "")],
    ),
    ("downwardAPI", "DownwardAPI (a volume populated by information about the pod)", &[]),
    ("projected", "Projected (a volume that contains injected data from multiple sources)", &[]),
];

/// All of them.
pub(super) fn all(page: &mut Page, list: Field<'_>) {
    page.line(0, if list.is_empty() { "Volumes:\t<none>" } else { "Volumes:" });
    for own in list.items() {
        page.line(1, &format!("{}:", own.at("name").str()));
        match SOURCES.iter().find(|(field, ..)| own.at(field).exists()) {
            Some((field, head, facts)) => one(page, own.at(field), head, facts),
            None => other(page, own),
        }
    }
}

fn one(page: &mut Page, source: Field<'_>, head: &str, facts: &[(&str, &'static str, &str)]) {
    page.cell(2, "Type", head);
    for (name, field, absent) in facts {
        page.cell(2, name, &value(source.at(field)).unwrap_or_else(|| (*absent).to_owned()));
    }
    if !source.at("items").is_empty() && head.starts_with("DownwardAPI") {
        page.line(2, "Items:");
        for item in source.at("items").items() {
            let from = item.at("fieldRef").at("fieldPath").opt_str();
            let from = from.unwrap_or_else(|| item.at("resourceFieldRef").at("resource").str());
            page.line(3, &format!("{from} -> {}", item.at("path").str()));
        }
    }
    for part in source.at("sources").items() {
        projected(page, part);
    }
}

fn projected(page: &mut Page, part: Field<'_>) {
    for (field, name) in [("secret", "SecretName"), ("configMap", "ConfigMapName")] {
        if part.at(field).exists() {
            page.cell(2, name, part.at(field).at("name").str());
            page.cell(2, "Optional", &part.at(field).at("optional").bool().to_string());
        }
    }
    if part.at("downwardAPI").exists() {
        page.cell(2, "DownwardAPI", "true");
    }
    if part.at("serviceAccountToken").exists() {
        let seconds = part.at("serviceAccountToken").at("expirationSeconds").opt_int().unwrap_or(3600);
        page.cell(2, "TokenExpirationSeconds", &seconds.to_string());
    }
}

/// A source of a kind that is seldom, by its name.
fn other(page: &mut Page, own: Field<'_>) {
    let named = own.entries().filter_map(|(key, _)| key.as_str()).find(|key| *key != "name");
    page.cell(2, "Type", named.unwrap_or("EmptyDir (a temporary directory that shares a pod's lifetime)"));
}

fn value(field: Field<'_>) -> Option<String> {
    let number = || field.opt_int().map(|number| number.to_string());
    let truth = || field.opt_bool().map(|truth| truth.to_string());
    field.opt_str().map(str::to_owned).or_else(truth).or_else(number)
}
