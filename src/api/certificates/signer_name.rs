//! Names of signers, a domain and a path: `pkg/apis/core/validation/names.go`.

use crate::api::Cx;
use crate::api::format::{LABEL_MAX, SUBDOMAIN_MAX, is_dns1123_label, is_dns1123_subdomain};
use crate::resource::Field;

/// `ValidateSignerName`
pub(super) fn signer_name<'a>(cx: &mut Cx<'a>, f: Field<'a>) {
    let name = f.str();
    if name.is_empty() {
        cx.required(f, "").help("name a signer such as `kubernetes.io/kube-apiserver-client`");
        return;
    }
    let Some((domain, path)) = name.split_once('/').filter(|(_, path)| !path.contains('/')) else {
        cx.invalid(f, "must be a fully qualified domain and path of the form 'example.com/signer-name'")
            .say(format!("`{name}` is not of the form `example.com/signer-name`"));
        return;
    };
    if domain.len() > SUBDOMAIN_MAX {
        cx.too_long(f, SUBDOMAIN_MAX);
    }
    parts(cx, f, domain, is_dns1123_label);
    if !domain.contains('.') {
        cx.invalid(f, "should be a domain with at least two segments separated by dots")
            .say(format!("`{domain}` is no domain such as `example.com`"));
    }
    parts(cx, f, path, is_dns1123_subdomain);
    let most = 2 * SUBDOMAIN_MAX + LABEL_MAX + 2;
    if name.len() > most {
        cx.too_long(f, most);
    }
}

/// The first part that is wrong says enough.
fn parts<'a>(cx: &mut Cx<'a>, f: Field<'a>, text: &str, format: fn(&str) -> Vec<String>) {
    if let Some(part) = text.split('.').find(|part| !format(part).is_empty()) {
        for detail in format(part) {
            cx.invalid(f, format!("validating label {part:?}: {detail}"))
                .say(format!("`{part}` cannot be part of a signer's name"));
        }
    }
}

/// `IsKubernetesSignerName`
pub(super) fn is_of_kubernetes(name: &str) -> bool {
    let host = name.split('/').next().unwrap_or_default();
    host == "kubernetes.io" || host.ends_with(".kubernetes.io")
}
