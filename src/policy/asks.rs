//! What a policy asks that only a cluster can answer: then it, or a part of it, is held against nothing here.

use super::run::Expression;
use crate::cel::{Ast, Id, Kind};
use crate::resource::{Field, Resource};

/// The names that stand for what is known to a cluster alone (`validating/plugin.go`, `mustBuildEnvs`), with the field where
/// only that is.
const NAMES: [(&str, &str); 3] = [("authorizer", ""), ("namespaceObject", ""), ("request", "userInfo")];

/// The first of what a policy asks of a cluster, as it is written: `request.userInfo`.
pub fn asks_a_cluster(policy: &Resource<'_>) -> Option<String> {
    let spec = policy.field().at("spec");
    let lists = ["matchConditions", "variables", "validations"].into_iter().flat_map(|list| spec.at(list).items());
    let expressions = lists.flat_map(|one| [one.at("expression"), one.at("messageExpression")]);
    expressions.filter_map(Field::opt_str).find_map(|text| asked(Expression::new(text).ast()?))
}

fn asked(ast: &Ast) -> Option<String> {
    let is = |id: Id, name: &str| matches!(&ast.exprs[id as usize].kind, Kind::Ident(own) if **own == *name);
    ast.exprs.iter().find_map(|one| match &one.kind {
        Kind::Ident(own) => {
            NAMES.iter().find(|(name, field)| field.is_empty() && **own == **name).map(|_| own.to_string())
        }
        Kind::Select { operand, field, .. } => {
            let of = NAMES.iter().find(|(name, own)| **field == **own && is(*operand, name));
            of.map(|(name, field)| format!("{name}.{field}"))
        }
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_cluster_alone_knows_is_found() {
        for (text, wanted) in [
            ("request.userInfo.username.startsWith('system:')", Some("request.userInfo")),
            ("authorizer.group('').resource('pods').check('create').allowed()", Some("authorizer")),
            ("object.metadata.name == namespaceObject.metadata.name", Some("namespaceObject")),
            ("has(request.userInfo)", Some("request.userInfo")),
            ("request.operation == 'CREATE' && object.spec.userInfo == 1", None),
            ("object.authorizer", None),
        ] {
            assert_eq!(asked(Expression::new(text).ast().unwrap()).as_deref(), wanted, "{text}");
        }
    }
}
