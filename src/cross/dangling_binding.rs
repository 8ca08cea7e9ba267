//! Bindings of roles or accounts that are not there.

use super::look::{Check, Referring};
use super::world::{Names, Path, Wants, World, tell_names};
use crate::model::{Finding, Gvk, Layer, Rule, Severity};
use crate::resource::Resource;

/// `cross/dangling-binding`
pub(super) const CHECK: Check = Check {
    rule: &RULE,
    words: &["RoleBinding", "AdmissionPolicyBinding"],
    parameters: &[],
    look: &Referring { find },
};

static RULE: Rule = Rule {
    id: "cross/dangling-binding",
    layer: Layer::Cross,
    severity: Severity::Warning,
    asked: false,
    summary: "A binding of a role, an account or an admission policy that is not there",
    explanation: "A binding is accepted whatever it names and gives nobody any right: what runs under the account is refused later, by each \
                  request. One of an admission policy holds nothing against it. `roleRef` cannot be changed once it is there. It is told where the manifests that are applied with it have such \
                  objects; where none of them is nearly so called, as a suggestion.",
    bad: "apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata:\n  name: reader\nrules:\n- apiGroups: ['']\n  resources: [configmaps]\n  verbs: [get]\n---\napiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata:\n  name: web\nroleRef:\n  apiGroup: rbac.authorization.k8s.io\n  kind: Role\n  name: raeder\nsubjects:\n- kind: ServiceAccount\n  name: default\n  namespace: default\n",
    good: "apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata:\n  name: reader\nrules:\n- apiGroups: ['']\n  resources: [configmaps]\n  verbs: [get]\n---\napiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata:\n  name: web\nroleRef:\n  apiGroup: rbac.authorization.k8s.io\n  kind: Role\n  name: reader\nsubjects:\n- kind: ServiceAccount\n  name: default\n  namespace: default\n",
};

const GROUP: &str = "rbac.authorization.k8s.io";

/// The kind of policy that a binding is of.
fn policy_of(binding: &str) -> Option<&'static str> {
    match binding {
        "ValidatingAdmissionPolicyBinding" => Some("ValidatingAdmissionPolicy"),
        "MutatingAdmissionPolicyBinding" => Some("MutatingAdmissionPolicy"),
        _ => None,
    }
}

/// Reads a binding.
pub(super) fn read(resource: &Resource<'_>, gvk: Gvk, names: &mut Names<'_>) {
    if let ("admissionregistration.k8s.io", Some(kind)) = (gvk.group, policy_of(gvk.kind)) {
        names.add(&RULE, (gvk.group, kind), resource.field().at("spec").at("policyName"), Path::of("spec.policyName"));
        return;
    }
    if gvk.group != GROUP || !matches!(gvk.kind, "RoleBinding" | "ClusterRoleBinding") {
        return;
    }
    let root = resource.field();
    let role = root.at("roleRef");
    let kind = match role.at("kind").str() {
        "Role" if gvk.kind == "RoleBinding" => Some("Role"),
        "ClusterRole" => Some("ClusterRole"),
        _ => None,
    };
    if let Some(kind) = kind {
        names.add(&RULE, (GROUP, kind), role.at("name"), Path::of("roleRef.name"));
    }
    for (number, subject) in root.at("subjects").items().enumerate() {
        let namespace = subject.at("namespace").opt_str().map(str::to_owned);
        if subject.at("kind").str() == "ServiceAccount" && namespace.is_some() {
            let path = Path::of("").item("subjects", number, "name");
            names.add_wanting(&RULE, ("", "ServiceAccount"), namespace, subject.at("name"), path, Wants::Nothing);
        }
    }
}

fn find(world: &World<'_>) -> Vec<Finding> {
    tell_names(world, &RULE)
}
