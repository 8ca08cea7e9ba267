//! Names of certificate signers: `pkg/apis/core/validation/names.go`.

use super::cx::Cx;
use super::format::{LABEL_MAX, SUBDOMAIN_MAX, is_dns1123_label, is_dns1123_subdomain};
use crate::resource::Field;

/// `IsKubernetesSignerName`
pub(crate) fn is_kubernetes(signer: &str) -> bool {
    let host = signer.split_once('/').map_or(signer, |(host, _)| host);
    host == "kubernetes.io" || host.ends_with(".kubernetes.io")
}

/// `ValidateSignerName`
pub(crate) fn signer_name<'a>(cx: &mut Cx<'a>, signer: Field<'a>) {
    let text = signer.str();
    if text.is_empty() {
        cx.required(signer, "");
        return;
    }
    let (Some((domain, path)), 1) = (text.split_once('/'), text.matches('/').count()) else {
        cx.invalid(signer, "must be a fully qualified domain and path of the form 'example.com/signer-name'");
        return;
    };
    if domain.len() > SUBDOMAIN_MAX {
        cx.too_long(signer, SUBDOMAIN_MAX);
    }
    // One bad label is enough to make the point.
    if let Some(label) = domain.split('.').find(|label| !is_dns1123_label(label).is_empty()) {
        for detail in is_dns1123_label(label) {
            cx.invalid(signer, format!("validating label {label:?}: {detail}"));
        }
    }
    if !domain.contains('.') {
        cx.invalid(signer, "should be a domain with at least two segments separated by dots");
    }
    if let Some(label) = path.split('.').find(|label| !is_dns1123_subdomain(label).is_empty()) {
        for detail in is_dns1123_subdomain(label) {
            cx.invalid(signer, format!("validating label {label:?}: {detail}"));
        }
    }
    let most = SUBDOMAIN_MAX + (SUBDOMAIN_MAX + LABEL_MAX + 1) + 1;
    if text.len() > most {
        cx.too_long(signer, most);
    }
}
