//! Roles that open a shell in every container.

use super::Together;
use super::look::{Check, Read, Reading};
use super::rights::{self, Bindings, Part};
use crate::model::{Finding, Layer, Rule, Severity};
use crate::resource::{Field, Grant};

/// `cross/rbac-pod-exec`
pub(super) const CHECK: Check = Check {
    rule: &RULE,
    words: &["rbac.authorization.k8s.io"],
    parameters: &[],
    look: &Reading { read: |resource, gvk, _| rights::read(resource, gvk, "resources", by), find },
};

static RULE: Rule = Rule {
    id: "cross/rbac-pod-exec",
    layer: Layer::Cross,
    severity: Severity::Info,
    asked: false,
    summary: "A role whose holders may run commands in pods",
    explanation: "Who may `exec` or `attach` has what the pod has: its Secrets, its account, its network, without that a line of any manifest \
                  changes; `nodes/proxy` does the same past the API server's log. Grant it to people who must look into what runs, for as \
                  long as they must. Roles of the cluster itself, and those that only its own bindings give, are not told of.",
    bad: "apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata:\n  name: web\nrules:\n- apiGroups: ['']\n  resources: [pods, pods/exec]\n  verbs: [get, create]\n",
    good: "apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata:\n  name: web\nrules:\n- apiGroups: ['']\n  resources: [pods, pods/log]\n  verbs: [get, list]\n",
};

/// The resource by which a rule lets its holders in. A web socket is opened with `get`, everything else with `create`.
fn by(grant: Grant<'_>) -> Option<Field<'_>> {
    let pods = grant.allows("", &["pods/exec", "pods/attach"], &["create", "get"]);
    pods.or_else(|| grant.allows("", &["nodes/proxy"], &["create"])).map(|(resource, _)| resource)
}

fn find(parts: &[Read<'_, Part>], _: &Together<'_>) -> Vec<Finding> {
    let bindings = Bindings::of(parts);
    let mut findings = Vec::new();
    for (role, place) in rights::roles(parts) {
        let bound: Vec<_> = bindings.of_role(role).collect();
        let given = bound.iter().find(|(binding, _)| !rights::is_own(binding));
        if given.is_none() && (!bound.is_empty() || rights::is_own(role)) {
            continue;
        }
        let name = role.reference.name.as_deref().unwrap_or_default();
        let message = format!("whoever has {} `{name}` may run commands in pods", role.gvk.kind);
        let mut finding = place.finding(&RULE, message);
        finding.help("leave it out, or name the pods in `resourceNames`");
        if let Some((_, binding)) = given.filter(|(object, _)| object.file == role.file) {
            finding.relate_in(role.file, binding.at.span, "bound here");
        }
        findings.push(role.scene().set(finding));
    }
    findings
}
