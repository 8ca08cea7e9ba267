//! What the server would answer to kinds of this group.

use crate::api::testing::table;

#[test]
fn roles() {
    table(
        "apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: {name: 'a:b'}\n",
        &[
            ("rules: [{apiGroups: [''], resources: [pods], verbs: [get]}]\n", &[]),
            (
                "rules: [{}]\n",
                &["Required rules[0].apiGroups", "Required rules[0].resources", "Required rules[0].verbs"],
            ),
            ("rules: [{nonResourceURLs: [/a], verbs: [get]}]\n", &["Invalid rules[0].nonResourceURLs"]),
        ],
    );
    table(
        "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: a}\n",
        &[
            ("rules: [{nonResourceURLs: [/a], verbs: [get]}]\n", &[]),
            ("rules: [{nonResourceURLs: [/a], resources: [x], verbs: [get]}]\n", &["Invalid rules[0].nonResourceURLs"]),
            ("aggregationRule: {}\n", &["Required aggregationRule.clusterRoleSelectors"]),
            (
                "aggregationRule: {clusterRoleSelectors: [{matchLabels: {'a b': c}}]}\n",
                &[
                    "Invalid aggregationRule.clusterRoleSelectors[0]",
                    "Invalid aggregationRule.clusterRoleSelectors[0].matchLabels",
                ],
            ),
        ],
    );
}

#[test]
fn bindings() {
    table(
        "apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {name: a}\n",
        &[
            ("roleRef: {kind: Role, name: a}\nsubjects: [{kind: User, name: me}]\n", &[]),
            (
                "roleRef: {kind: role, apiGroup: rbac}\n",
                &["NotSupported roleRef.apiGroup", "NotSupported roleRef.kind", "Required roleRef.name"],
            ),
            (
                "roleRef: {kind: Role, name: a}\nsubjects: [{kind: ServiceAccount, name: A, apiGroup: x}, {kind: Users}]\n",
                &[
                    "Invalid subjects[0].name",
                    "NotSupported subjects[0].apiGroup",
                    "NotSupported subjects[1].kind",
                    "Required subjects[1].name",
                ],
            ),
        ],
    );
    table(
        "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata: {name: a}\n",
        &[
            ("roleRef: {kind: Role, name: a}\n", &["NotSupported roleRef.kind"]),
            (
                "roleRef: {kind: ClusterRole, name: a}\nsubjects: [{kind: ServiceAccount, name: a}]\n",
                &["Required subjects[0].namespace"],
            ),
        ],
    );
}
