//! A role that may run anything.

use super::{Check, Cx, Of, whole};
use crate::model::{Layer, Rule, Severity};
use crate::resource::{RBAC, grants};

/// `lint/rbac-create-pods`
pub(super) const CHECK: Check =
    Check { rule: &RULE, of: Of::Kinds(&[(RBAC, "ClusterRole"), (RBAC, "Role")]), parameters: &[], find };

pub(super) static RULE: Rule = Rule {
    id: "lint/rbac-create-pods",
    layer: Layer::Lint,
    severity: Severity::Info,
    asked: true,
    summary: "A role that may create pods, or what makes pods",
    explanation: "Who may create a pod in a namespace has all its Secrets and ServiceAccounts, as the pod may name \
                  them, and whatever the nodes give to pods that nobody restricts. Grant it to what deploys, and to \
                  nothing else.",
    bad: "apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata:\n  name: web\nrules:\n- apiGroups: [apps]\n  resources: [deployments]\n  verbs: [create]\n",
    good: "apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata:\n  name: web\nrules:\n- apiGroups: [apps]\n  resources: [deployments]\n  verbs: [get, list]\n",
};

/// What makes pods, by group.
const MAKERS: [(&str, &[&str]); 3] = [
    ("", &["pods", "replicationcontrollers"]),
    ("apps", &["daemonsets", "deployments", "replicasets", "statefulsets"]),
    ("batch", &["cronjobs", "jobs"]),
];

fn find(cx: &mut Cx<'_>) {
    for grant in grants(cx.resource, cx.gvk).filter(|grant| !grant.is_of_names()) {
        let ways = MAKERS.iter().find_map(|(group, makers)| grant.allows(group, makers, &["create"]));
        let Some((resource, verb)) = ways else { continue };
        let what = if resource.str() == "*" { "pods" } else { resource.str() };
        let message = format!("{} may create {what}", whole::called(cx));
        cx.report(verb, None, message)
            .relate(resource.span(), "of these")
            .help("leave `create` to what deploys: a pod may use every Secret and account of its namespace");
    }
}
