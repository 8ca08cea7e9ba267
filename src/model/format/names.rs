//! What an object's name must look like: `apimachinery/pkg/api/validation/generic.go`.

use super::{is_dns1035_label, is_dns1123_label, is_dns1123_subdomain};

/// A kind's name function: the name, and whether it is a prefix to which the server will append.
pub(crate) type NameFn = fn(&str, bool) -> Vec<String>;

/// `NameIsDNSSubdomain`
pub(crate) fn name_is_dns_subdomain(name: &str, prefix: bool) -> Vec<String> {
    is_dns1123_subdomain(&masked(name, prefix))
}

/// `NameIsDNSLabel`
pub(crate) fn name_is_dns_label(name: &str, prefix: bool) -> Vec<String> {
    is_dns1123_label(&masked(name, prefix))
}

/// `NameIsDNS1035Label`
pub(crate) fn name_is_dns1035_label(name: &str, prefix: bool) -> Vec<String> {
    is_dns1035_label(&masked(name, prefix))
}

/// `path.ValidatePathSegmentName`: RBAC's names, and every name once the kind's own validation has passed.
pub(crate) fn name_is_path_segment(name: &str, prefix: bool) -> Vec<String> {
    if prefix { is_path_segment_prefix(name) } else { is_path_segment_name(name) }
}

/// `content.IsPathSegmentName`
pub(crate) fn is_path_segment_name(name: &str) -> Vec<String> {
    if matches!(name, "." | "..") {
        return vec![format!("may not be '{name}'")];
    }
    is_path_segment_prefix(name)
}

/// `content.IsPathSegmentPrefix`
pub(crate) fn is_path_segment_prefix(name: &str) -> Vec<String> {
    let illegal = ["/", "%"].into_iter().filter(|part| name.contains(part));
    illegal.map(|part| format!("may not contain '{part}'")).collect()
}

/// `maskTrailingDash`: the last letters of a prefix are made innocent, as a suffix will follow.
fn masked(name: &str, prefix: bool) -> String {
    if prefix && name.len() > 1 && name.ends_with('-') {
        let mut kept = name.as_bytes()[..name.len() - 2].to_vec();
        kept.push(b'a');
        // A cut inside a character leaves something no format allows, as it does for the server.
        return String::from_utf8_lossy(&kept).into_owned();
    }
    name.to_owned()
}
