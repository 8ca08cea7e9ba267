//! `RoleBinding` and `ClusterRoleBinding`: `pkg/apis/rbac/validation/validation.go`.

use crate::api::Cx;
use crate::api::core::helpers::invalid_each;
use crate::api::format::{is_path_segment_name, name_is_dns_subdomain};
use crate::resource::Field;

const GROUP: &str = "rbac.authorization.k8s.io";

/// `ValidateRoleBinding`
pub(in crate::api) fn role_binding(cx: &mut Cx<'_>) {
    role_ref(cx, &["Role", "ClusterRole"]);
    cx.root().at("subjects").items().for_each(|of| subject(cx, of, true));
}

/// `ValidateClusterRoleBinding`
pub(in crate::api) fn cluster_role_binding(cx: &mut Cx<'_>) {
    role_ref(cx, &["ClusterRole"]);
    cx.root().at("subjects").items().for_each(|of| subject(cx, of, false));
}

/// The part about `roleRef`, whose `apiGroup` is RBAC's own where it is empty.
fn role_ref(cx: &mut Cx<'_>, kinds: &[&str]) {
    let role = cx.root().at("roleRef");
    let (group, kind, name) = (role.at("apiGroup"), role.at("kind"), role.at("name"));
    if !group.str().is_empty() && group.str() != GROUP {
        cx.not_supported(group, &[GROUP]);
    }
    if !kinds.contains(&kind.str()) {
        cx.not_supported(kind, kinds);
    }
    if name.str().is_empty() {
        cx.required(name, "");
    } else {
        invalid_each(cx, name, is_path_segment_name(name.str()));
    }
}

/// `ValidateRoleBindingSubject`, after `SetDefaults_Subject`
fn subject<'a>(cx: &mut Cx<'a>, of: Field<'a>, namespaced: bool) {
    let (kind, name, group, namespace) = (of.at("kind"), of.at("name"), of.at("apiGroup"), of.at("namespace"));
    if name.str().is_empty() {
        cx.required(name, "");
    }
    match kind.str() {
        "ServiceAccount" => {
            if !name.str().is_empty() {
                invalid_each(cx, name, name_is_dns_subdomain(name.str(), false));
            }
            if !group.str().is_empty() {
                let span = group.span();
                cx.not_supported(group, &[""])
                    .say(format!("a ServiceAccount is of the core group, not of `{}`", group.str()))
                    .help("remove `apiGroup`, or write `apiGroup: \"\"`")
                    .fix("write `\"\"`", span, "\"\"");
            }
            if !namespaced && namespace.str().is_empty() {
                cx.required(namespace, "").help("a cluster-wide binding must say where the service account lives");
            }
        }
        "User" | "Group" => {
            if !group.str().is_empty() && group.str() != GROUP {
                cx.not_supported(group, &[GROUP]);
            }
        }
        _ => {
            cx.not_supported(kind, &["ServiceAccount", "User", "Group"]);
        }
    }
}
