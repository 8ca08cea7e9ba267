//! A role that may read every Secret.

use super::{Check, Cx, Default, Of, Parameter, whole};
use crate::model::{Layer, Rule, Severity};
use crate::resource::{RBAC, grants};

/// `lint/rbac-secrets`
pub(super) const CHECK: Check =
    Check { rule: &RULE, of: Of::Kinds(&[(RBAC, "ClusterRole"), (RBAC, "Role")]), parameters: &[VERBS], find };

pub(super) static RULE: Rule = Rule {
    id: "lint/rbac-secrets",
    layer: Layer::Lint,
    severity: Severity::Info,
    asked: true,
    summary: "A role that may read all Secrets of a namespace, or of the cluster",
    explanation: "Secrets hold what opens everything else, tokens of other accounts among it. Name those that are \
                  needed in `resourceNames` and grant `get` alone: to `list` or to `watch` shows the contents of all \
                  as well.",
    bad: "apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata:\n  name: web\nrules:\n- apiGroups: ['']\n  resources: [secrets]\n  verbs: [get, list]\n",
    good: "apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata:\n  name: web\nrules:\n- apiGroups: ['']\n  resources: [secrets]\n  resourceNames: [web]\n  verbs: [get]\n",
};

const VERBS: Parameter =
    Parameter { name: "verbs", summary: "The verbs that are told", default: Default::Texts(&["get", "list", "watch"]) };

fn find(cx: &mut Cx<'_>) {
    let verbs = cx.texts(&VERBS);
    for grant in grants(cx.resource, cx.gvk).filter(|grant| !grant.is_of_names()) {
        let Some((resource, verb)) = grant.allows("", &["secrets"], &verbs) else { continue };
        let may = if verb.str() == "*" { "do anything with" } else { verb.str() };
        let message = format!("{} may {may} every Secret", whole::called(cx));
        cx.report(resource, None, message)
            .relate(verb.span(), "by this verb")
            .help("grant `get` alone, and name the Secrets in `resourceNames`");
    }
}
