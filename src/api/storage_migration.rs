//! `StorageVersionMigration`: `pkg/apis/storagemigration/validation/validation.go`.

use super::Cx;
use super::format::{is_dns1035_label, is_dns1123_subdomain};

/// `ValidateStorageVersionMigration`
pub(super) fn storage_version_migration(cx: &mut Cx<'_>) {
    let of = cx.root().at("spec").at("resource");
    let (resource, group) = (of.at("resource"), of.at("group"));
    if resource.str().is_empty() {
        cx.required(resource, "resource is required to be set");
    } else {
        let wrong = is_dns1035_label(resource.str());
        if !wrong.is_empty() {
            cx.invalid_format(resource, &wrong.join(","));
        }
    }
    let wrong = is_dns1123_subdomain(group.str());
    if !group.str().is_empty() && !wrong.is_empty() {
        cx.invalid_format(group, &wrong.join(","));
    }
}

/// `ValidateStorageVersionName`; the rest of a StorageVersion is status, which a create drops.
pub(super) fn storage_version_name(name: &str, _prefix: bool) -> Vec<String> {
    let Some((group, resource)) = name.rsplit_once('.') else {
        return vec!["name must be in the form of <group>.<resource>".to_owned()];
    };
    let group = is_dns1123_subdomain(group).into_iter().map(|text| format!("the group segment {text}"));
    let resource = is_dns1035_label(resource).into_iter().map(|text| format!("the resource segment {text}"));
    group.chain(resource).collect()
}
