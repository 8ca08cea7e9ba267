//! An object in the namespace that everything lands in.

use super::{Check, Cx, Of, whole};
use crate::model::{Layer, Rule, Severity};

/// `lint/default-namespace`
pub(super) const CHECK: Check = Check { rule: &RULE, of: Of::Kinds(KINDS), parameters: &[], find };

pub(super) static RULE: Rule = Rule {
    id: "lint/default-namespace",
    layer: Layer::Lint,
    severity: Severity::Info,
    asked: true,
    summary: "An object in the namespace `default`",
    explanation: "What says no namespace goes into `default`, or into whichever the one who applies it is in. Rights, \
                  quotas and network policies hold for namespaces: give each application one of its own, and name it. \
                  Where kustomize, Helm or `kubectl -n` name it, tell plimsoll nothing of this rule.",
    bad: "apiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n  selector:\n    app: web\n  ports:\n  - port: 80\n",
    good: "apiVersion: v1\nkind: Service\nmetadata:\n  name: web\n  namespace: shop\nspec:\n  selector:\n    app: web\n  ports:\n  - port: 80\n",
};

/// What lives in a namespace and is made by people.
const KINDS: &[(&str, &str)] = &[
    ("", "ConfigMap"),
    ("", "PersistentVolumeClaim"),
    ("", "Pod"),
    ("", "ReplicationController"),
    ("", "Secret"),
    ("", "Service"),
    ("", "ServiceAccount"),
    ("apps", "DaemonSet"),
    ("apps", "Deployment"),
    ("apps", "ReplicaSet"),
    ("apps", "StatefulSet"),
    ("batch", "CronJob"),
    ("batch", "Job"),
    ("networking.k8s.io", "Ingress"),
    ("rbac.authorization.k8s.io", "Role"),
    ("rbac.authorization.k8s.io", "RoleBinding"),
];

/// What every cluster has there.
const OWN: [(&str, &str); 3] =
    [("ConfigMap", "kube-root-ca.crt"), ("Service", "kubernetes"), ("ServiceAccount", "default")];

fn find(cx: &mut Cx<'_>) {
    let namespace = cx.resource.field().at("metadata").at("namespace");
    let is_own = OWN.contains(&(cx.gvk.kind, cx.resource.name().unwrap_or_default()));
    if is_own || !(namespace.is_empty() || namespace.str() == "default") {
        return;
    }
    let says = if namespace.is_empty() { "says no namespace" } else { "is in the namespace `default`" };
    let message = format!("{} {says}", whole::called(cx));
    cx.report(namespace, whole::place(cx), message)
        .help("give the application a namespace of its own, and name it here");
}
