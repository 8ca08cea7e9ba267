//! What is done in the name of the ServiceAccount that all pods share.

use super::security::{Said, has_spec, pod_head, said};
use super::{Check, Cx, Of};
use crate::model::{Layer, Rule, Severity};

/// `lint/default-service-account`
pub(super) const CHECK: Check = Check { rule: &RULE, of: Of::Kinds(KINDS), parameters: &[], find };

pub(super) static RULE: Rule = Rule {
    id: "lint/default-service-account",
    layer: Layer::Lint,
    severity: Severity::Info,
    asked: true,
    summary: "The `default` ServiceAccount in use",
    explanation: "Every pod of a namespace that names no ServiceAccount runs as `default`: what is granted to it \
                  for one pod is granted to all, and nobody can tell them apart. Give each workload an account \
                  of its own, bind roles to that, and set `automountServiceAccountToken: false` in `default`. A \
                  pod that gets no token is left alone.",
    bad: "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  serviceAccountName: default\n  containers:\n  - name: web\n    image: nginx:1.29\n",
    good: "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  serviceAccountName: web\n  containers:\n  - name: web\n    image: nginx:1.29\n",
};

/// Pods, what makes them, the account itself, and what grants it something.
const KINDS: &[(&str, &str)] = &[
    ("", "Pod"),
    ("", "PodTemplate"),
    ("", "ReplicationController"),
    ("", "ServiceAccount"),
    ("apps", "DaemonSet"),
    ("apps", "Deployment"),
    ("apps", "ReplicaSet"),
    ("apps", "StatefulSet"),
    ("batch", "CronJob"),
    ("batch", "Job"),
    ("rbac.authorization.k8s.io", "ClusterRoleBinding"),
    ("rbac.authorization.k8s.io", "RoleBinding"),
];

fn find(cx: &mut Cx<'_>) {
    match cx.gvk.kind {
        "ServiceAccount" => account(cx),
        "ClusterRoleBinding" | "RoleBinding" => subjects(cx),
        _ => pod(cx),
    }
}

fn pod(cx: &mut Cx<'_>) {
    const HELP: &str =
        "name a ServiceAccount of its own in `serviceAccountName`, or set `automountServiceAccountToken: false`";
    let spec = cx.pod_spec();
    let mount = said(spec.at("automountServiceAccountToken"));
    if !has_spec(cx) || matches!(mount, Said::No | Said::Unclear) {
        return;
    }
    let fields = [spec.at("serviceAccountName"), spec.at("serviceAccount")];
    let given = fields.into_iter().find(|field| !field.is_empty());
    match given {
        Some(name) if name.str() == "default" => {
            cx.report(name, None, "the pod runs as the `default` ServiceAccount").help(HELP);
        }
        Some(_) => {}
        None => {
            cx.report(fields[0], pod_head(cx), "the pod names no ServiceAccount, and runs as `default`").help(HELP);
        }
    }
}

fn account(cx: &mut Cx<'_>) {
    let root = cx.resource.field();
    let (name, mount) = (root.at("metadata").at("name"), root.at("automountServiceAccountToken"));
    if name.str() == "default" && matches!(said(mount), Said::Yes | Said::Nothing) {
        cx.report(mount, Some(name.span()), "pods that name no ServiceAccount are given the token of this one")
            .help("set `automountServiceAccountToken: false`");
    }
}

fn subjects(cx: &mut Cx<'_>) {
    for subject in cx.resource.field().at("subjects").items() {
        let name = subject.at("name");
        if subject.at("kind").str() == "ServiceAccount" && name.str() == "default" {
            cx.report(name, None, "this grants a role to every pod that names no ServiceAccount")
                .help("make a ServiceAccount for the pods that need the role, and name it here");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{CHECK, KINDS};
    use crate::lint::told;
    use crate::resource::POD_KINDS;

    #[test]
    fn every_pod_is_looked_at() {
        for kind in &POD_KINDS {
            assert!(KINDS.contains(&(kind.group, kind.kind)), "{}", kind.kind);
        }
    }

    #[test]
    fn a_pod_without_a_token_may_be_default() {
        assert!(told(&CHECK, "  - containers: [{name: a}]\n", &[]).is_empty());
        for (said, wanted) in [
            ("", 1),
            ("  serviceAccountName: default\n", 1),
            ("  serviceAccount: default\n", 1),
            ("  serviceAccountName: web\n", 0),
            ("  serviceAccountName: ${ACCOUNT}\n", 0),
            ("  automountServiceAccountToken: false\n", 0),
            ("  automountServiceAccountToken: ${TOKEN}\n", 0),
            ("  automountServiceAccountToken: true\n", 1),
        ] {
            assert_eq!(told(&CHECK, &format!("{said}  containers: [{{name: a}}]\n"), &[]).len(), wanted, "{said}");
        }
    }
}
