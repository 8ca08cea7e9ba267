//! Bindings that give everything.

use hashbrown::HashMap;

use super::look::{Check, Read, Reading};
use super::rights::{self, Bindings, Part};
use super::world::Place;
use super::{Object, Together};
use crate::model::{FileId, Finding, Layer, Rule, Severity, Span};
use crate::resource::{Field, Grant};

/// `cross/cluster-admin-binding`
pub(super) const CHECK: Check = Check {
    rule: &RULE,
    words: &["RoleBinding"],
    parameters: &[],
    look: &Reading { read: |resource, gvk, _| rights::read(resource, gvk, "verbs", by), find },
};

static RULE: Rule = Rule {
    id: "cross/cluster-admin-binding",
    layer: Layer::Cross,
    severity: Severity::Warning,
    asked: false,
    summary: "A binding of `cluster-admin`, or of a role that may do as much",
    explanation: "Whoever is bound to `cluster-admin` may do everything, and who gets hold of one such account has the cluster. Hardly a program \
                  needs that: bind a role with what it does need. A role of the tree that grants every verb on every resource of every \
                  group counts as well. The bindings that the cluster itself brings along (`system:…`) are not told of.",
    bad: "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata:\n  name: web\nroleRef:\n  apiGroup: rbac.authorization.k8s.io\n  kind: ClusterRole\n  name: cluster-admin\nsubjects:\n- kind: ServiceAccount\n  name: web\n  namespace: shop\n",
    good: "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata:\n  name: web\nroleRef:\n  apiGroup: rbac.authorization.k8s.io\n  kind: ClusterRole\n  name: view\nsubjects:\n- kind: ServiceAccount\n  name: web\n  namespace: shop\n",
};

const ADMIN: &str = "cluster-admin";

/// All that can be done with most objects.
const ALL: [&str; 7] = ["create", "delete", "get", "list", "patch", "update", "watch"];

/// The verb by which a rule grants everything.
fn by(grant: Grant<'_>) -> Option<Field<'_>> {
    let list = |name| grant.rule.at(name).items();
    let has_all = |name| list(name).any(|item| item.str() == "*");
    let each = || ALL.iter().all(|verb| list("verbs").any(|own| own.str() == *verb));
    let every_verb = has_all("verbs") || each();
    if has_all("apiGroups") && has_all("resources") && every_verb { grant.verb(&ALL) } else { None }
}

fn find(parts: &[Read<'_, Part>], _: &Together<'_>) -> Vec<Finding> {
    let bindings = Bindings::of(parts);
    // What each binding gives of the roles that grant everything, by where it stands.
    let mut given: HashMap<(FileId, Span), (&Object, &Place)> = HashMap::new();
    for (role, place) in rights::roles(parts) {
        given.extend(bindings.of_role(role).map(|(object, binding)| ((object.file, binding.at.span), (role, place))));
    }
    let mut findings = Vec::new();
    for (object, binding) in bindings.all.iter().filter(|(object, _)| !rights::is_own(object)) {
        let role = given.get(&(object.file, binding.at.span));
        let is_admin = binding.kind == "ClusterRole" && binding.name == ADMIN;
        if !is_admin && role.is_none() {
            continue;
        }
        let (name, kind) = (object.reference.name.as_deref().unwrap_or_default(), object.gvk.kind);
        let reach = if kind == "RoleBinding" { "in its namespace" } else { "in the whole cluster" };
        let by = format!("{} `{}`", binding.kind, binding.name);
        let message = format!("whoever {kind} `{name}` names may do everything {reach}, by {by}");
        let mut finding = binding.at.finding(&RULE, message);
        finding.help("bind a role that grants what is needed");
        if let Some((_, place)) = role.filter(|(role, _)| role.file == object.file) {
            finding.relate_in(object.file, place.span, "every verb on every resource");
        }
        findings.push(object.scene().set(finding));
    }
    findings
}
