//! A role whose holders may give themselves more rights.

use super::{Check, Cx, Of, whole};
use crate::model::{Layer, Rule, Severity};
use crate::resource::{Field, Grant, RBAC, grants};

/// `lint/rbac-escalation`
pub(super) const CHECK: Check =
    Check { rule: &RULE, of: Of::Kinds(&[(RBAC, "ClusterRole"), (RBAC, "Role")]), parameters: &[], find };

pub(super) static RULE: Rule = Rule {
    id: "lint/rbac-escalation",
    layer: Layer::Lint,
    severity: Severity::Info,
    asked: false,
    summary: "A role by which its holder may get more rights than it grants",
    explanation: "`bind` and `escalate` let their holder hand out roles that it does not have itself, `impersonate` \
                  be anybody else, control over webhooks see and change every object, the approval of certificates \
                  become a node or an administrator, and `services/status` draw traffic of others (CVE-2020-8554). \
                  Such a role is as good as cluster-admin: grant it to few.",
    bad: "apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata:\n  name: web\nrules:\n- apiGroups: [rbac.authorization.k8s.io]\n  resources: [roles]\n  verbs: [get, escalate]\n",
    good: "apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata:\n  name: web\nrules:\n- apiGroups: [rbac.authorization.k8s.io]\n  resources: [roles]\n  verbs: [get, list]\n",
};

/// A way to more rights.
struct Way {
    /// The group of the resources.
    group: &'static str,
    resources: &'static [&'static str],
    verbs: &'static [&'static str],
    /// Whether it is one in a ClusterRole only: what it is about lives in no namespace.
    cluster: bool,
    /// What the holder may do.
    may: &'static str,
}

const WAYS: [Way; 5] = [
    Way {
        group: RBAC,
        resources: &["clusterroles", "roles", "clusterrolebindings", "rolebindings"],
        verbs: &["bind"],
        cluster: false,
        may: "bind others to rights that it does not have",
    },
    Way {
        group: RBAC,
        resources: &["clusterroles", "roles"],
        verbs: &["escalate"],
        cluster: false,
        may: "put rights into roles that it does not have",
    },
    Way {
        group: "admissionregistration.k8s.io",
        resources: &["mutatingwebhookconfigurations", "validatingwebhookconfigurations"],
        verbs: &["create", "patch", "update"],
        cluster: true,
        may: "send every object of the cluster to a webhook of its own",
    },
    Way {
        group: "",
        resources: &["groups", "serviceaccounts", "users"],
        verbs: &["impersonate"],
        cluster: false,
        may: "act as somebody else",
    },
    Way {
        group: "",
        resources: &["services/status"],
        verbs: &["patch", "update"],
        cluster: false,
        may: "draw the traffic of others to a Service",
    },
];

/// What approves a certificate; it takes both.
const APPROVAL: (&str, [(&str, &[&str]); 2]) =
    ("certificates.k8s.io", [("certificatesigningrequests/approval", &["patch", "update"]), ("signers", &["approve"])]);

fn find(cx: &mut Cx<'_>) {
    let in_cluster = cx.gvk.kind == "ClusterRole";
    for grant in grants(cx.resource, cx.gvk) {
        let ways = WAYS.iter().filter(|way| in_cluster || !way.cluster);
        if let Some((way, verb)) = ways.filter_map(|way| Some((way, by(grant, way, in_cluster)?))).next() {
            tell(cx, verb, way.may);
        }
    }
    let (group, parts) = APPROVAL;
    let part = |(resource, verbs): (&'static str, &[&str])| {
        grants(cx.resource, cx.gvk).find_map(|grant| grant.allows(group, &[resource], verbs))
    };
    if let [Some((_, verb)), Some(_)] = parts.map(part)
        && in_cluster
    {
        tell(cx, verb, "approve certificates for whomever it likes");
    }
}

/// The verb by which a rule grants a way.
fn by<'a>(grant: Grant<'a>, way: &Way, in_cluster: bool) -> Option<Field<'a>> {
    let (resource, verb) = grant.allows(way.group, way.resources, way.verbs)?;
    // Who may do anything with the accounts of a namespace is told of as a wildcard.
    let vague = verb.str() == "*" && !in_cluster && way.verbs == ["impersonate"];
    // A wildcard over the core group is seen wherever there is one; it is not what these ways are about.
    let all = way.group.is_empty() && resource.str() == "*" && verb.str() != "impersonate" && !grant.covers("*");
    (!vague && !all).then_some(verb)
}

fn tell<'a>(cx: &mut Cx<'a>, verb: Field<'a>, may: &str) {
    let message = format!("whoever has {} may {may}", whole::called(cx));
    cx.report(verb, None, message).help("leave the verb out, or bind the role to nobody but administrators");
}

#[cfg(test)]
mod tests {
    use super::super::testing::found;
    use super::*;

    #[test]
    fn ways_to_more_rights() {
        let certificates = "certificates.k8s.io";
        for (kind, rules, told) in [
            ("Role", &[(RBAC, "rolebindings", "bind")][..], 1),
            ("Role", &[(RBAC, "'*'", "bind")], 1),
            ("Role", &[(RBAC, "clusterroles", "'*'")], 1),
            ("Role", &[(RBAC, "roles", "create")], 0),
            ("Role", &[("", "serviceaccounts", "'*'")], 0),
            ("ClusterRole", &[("", "serviceaccounts", "'*'")], 1),
            ("Role", &[("", "serviceaccounts", "impersonate")], 1),
            ("Role", &[("", "services/status", "patch")], 1),
            ("ClusterRole", &[("", "'*'", "update")], 0),
            ("ClusterRole", &[("'*'", "'*'", "get")], 0),
            ("ClusterRole", &[("admissionregistration.k8s.io", "validatingwebhookconfigurations", "patch")], 1),
            ("Role", &[("admissionregistration.k8s.io", "validatingwebhookconfigurations", "patch")], 0),
            ("ClusterRole", &[(certificates, "'*'", "approve"), (certificates, "'*/approval'", "update")], 1),
            ("ClusterRole", &[(certificates, "'*'", "approve"), ("'*'", "pods", "update")], 0),
            ("ClusterRole", &[("'*'", "'*'", "'*'")], 2),
        ] {
            let rule = |(group, resource, verb): &(&str, &str, &str)| {
                let group = if group.is_empty() { "''" } else { group };
                format!("- apiGroups: [{group}]\n  resources: [{resource}]\n  verbs: [{verb}]\n")
            };
            let rules: String = rules.iter().map(rule).collect();
            let text = format!("apiVersion: {RBAC}/v1\nkind: {kind}\nmetadata:\n  name: a\nrules:\n{rules}");
            assert_eq!(found(&RULE, &text).len(), told, "{text}");
        }
    }
}
