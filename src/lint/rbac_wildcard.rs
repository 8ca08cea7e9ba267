//! A role that grants more than anybody can list.

use super::{Check, Cx, Of, whole};
use crate::model::{Layer, Rule, Severity};
use crate::resource::{RBAC, grants};

/// `lint/rbac-wildcard`
pub(super) const CHECK: Check =
    Check { rule: &RULE, of: Of::Kinds(&[(RBAC, "ClusterRole"), (RBAC, "Role")]), parameters: &[], find };

pub(super) static RULE: Rule = Rule {
    id: "lint/rbac-wildcard",
    layer: Layer::Lint,
    severity: Severity::Warning,
    asked: false,
    summary: "A role with a wildcard for groups, resources or verbs",
    explanation: "A wildcard also grants what comes later: kinds that somebody installs, verbs and parts of resources \
                  that a newer version brings. Nobody can tell what such a role may do by reading it. Write out what \
                  is needed.",
    bad: "apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata:\n  name: web\nrules:\n- apiGroups: ['']\n  resources: [configmaps]\n  verbs: ['*']\n",
    good: "apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata:\n  name: web\nrules:\n- apiGroups: ['']\n  resources: [configmaps]\n  verbs: [get, list]\n",
};

/// The lists of a rule, and what a wildcard among them stands for.
const LISTS: [(&str, &str); 3] = [("verbs", "verb"), ("resources", "resource"), ("apiGroups", "group")];

fn find(cx: &mut Cx<'_>) {
    for grant in grants(cx.resource, cx.gvk) {
        let all = LISTS.map(|(list, what)| (grant.rule.at(list).items().find(|item| item.str().contains('*')), what));
        let Some(first) = all.iter().find_map(|(item, _)| *item) else { continue };
        let every: Vec<String> =
            all.iter().filter(|(item, _)| item.is_some()).map(|(_, what)| format!("every {what}")).collect();
        let message = format!("{} grants {}", whole::called(cx), every.join(", "));
        cx.report(first, None, message).help("write out what is needed: also what comes later is granted");
    }
}
