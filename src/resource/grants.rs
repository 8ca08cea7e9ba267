//! What a Role or ClusterRole lets those do who are bound to it.

use super::{Field, Resource};
use crate::model::Gvk;

/// The group of roles and bindings.
pub const RBAC: &str = "rbac.authorization.k8s.io";

/// One of the `rules` of a role. Matching mirrors `pkg/apis/rbac/v1/evaluation_helpers.go`.
#[derive(Clone, Copy, Debug)]
pub struct Grant<'a> {
    /// Its number among the rules.
    pub number: usize,
    /// The rule.
    pub rule: Field<'a>,
}

/// The rules of a Role or ClusterRole; none of anything else.
pub fn grants<'a>(resource: &Resource<'a>, gvk: Gvk) -> impl Iterator<Item = Grant<'a>> + use<'a> {
    let is_role = gvk.group == RBAC && matches!(gvk.kind, "Role" | "ClusterRole");
    let rules = is_role.then(|| resource.field().at("rules").items());
    rules.into_iter().flatten().enumerate().map(|(number, rule)| Grant { number, rule })
}

impl<'a> Grant<'a> {
    /// Whether it holds for that group.
    pub fn covers(self, group: &str) -> bool {
        self.rule.at("apiGroups").items().any(|own| own.str() == "*" || own.opt_str() == Some(group))
    }

    /// The first verb that stands for one of these.
    pub fn verb(self, verbs: &[&str]) -> Option<Field<'a>> {
        self.rule.at("verbs").items().find(|own| own.str() == "*" || verbs.contains(&own.str()))
    }

    /// The first resource that stands for one of these: itself, all, or all that have such a part (`*/exec`).
    pub fn resource(self, resources: &[&str]) -> Option<Field<'a>> {
        let stands = |own: &str, wanted: &str| {
            let part = own.strip_prefix("*/");
            own == "*"
                || own == wanted
                || part.is_some_and(|part| wanted.split_once('/').is_some_and(|(_, p)| p == part))
        };
        self.rule.at("resources").items().find(|own| resources.iter().any(|wanted| stands(own.str(), wanted)))
    }

    /// The resource and the verb by which it allows one of the verbs of one of the resources of that group.
    pub fn allows(self, group: &str, resources: &[&str], verbs: &[&str]) -> Option<(Field<'a>, Field<'a>)> {
        if self.covers(group) { Some((self.resource(resources)?, self.verb(verbs)?)) } else { None }
    }

    /// Whether it holds for objects of certain names only.
    pub fn is_of_names(self) -> bool {
        !self.rule.at("resourceNames").is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resource::{Content, content};
    use crate::source::{Limits, parse};

    #[test]
    fn wildcards_stand_for_what_they_do_to_the_authorizer() {
        for (groups, resources, verbs, allowed) in [
            ("''", "pods/exec", "create", true),
            ("'*'", "pods/exec", "create", true),
            ("''", "'*'", "create", true),
            ("''", "'*/exec'", "'*'", true),
            ("''", "'*/log'", "create", false),
            ("''", "pods", "create", false),
            ("''", "pods/*", "create", false),
            ("apps", "pods/exec", "create", false),
            ("''", "pods/exec", "list", false),
        ] {
            let text = format!(
                "apiVersion: {RBAC}/v1\nkind: Role\nrules:\n- apiGroups: [{groups}]\n  resources: [{resources}]\n  verbs: [{verbs}]\n"
            );
            let documents = parse(&text, &Limits::default());
            let Content::Objects(objects) = content(&documents[0]) else { panic!("no object in {text}") };
            let gvk = Gvk { group: RBAC, version: "v1", kind: "Role" };
            let found = grants(&objects[0], gvk).any(|grant| grant.allows("", &["pods/exec"], &["create"]).is_some());
            assert_eq!(found, allowed, "{text}");
            assert_eq!(grants(&objects[0], Gvk { kind: "RoleBinding", ..gvk }).count(), 0);
        }
    }
}
