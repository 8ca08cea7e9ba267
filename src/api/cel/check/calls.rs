//! Calls of functions and operators: that one of the overloads fits.

use kube_cel::cel::common::ast::{CallExpr, Expr, LiteralValue, operators};

use super::Checker;
use super::names::qualified;
use crate::api::cel::functions::{Overload, overloads};
use crate::api::cel::types::Type;

impl Checker<'_> {
    /// `checkCall`
    pub(super) fn call(&mut self, call: &CallExpr) -> Type {
        let name = call.func_name.as_str();
        if name == operators::OPT_SELECT
            && let [operand, field] = &call.args[..]
            && let Expr::Literal(LiteralValue::String(field)) = &field.expr
        {
            return self.field(operand, field.inner(), true);
        }
        if let Some(target) = &call.target {
            if let Some(ty) = self.special(name, target, &call.args) {
                return ty;
            }
            let args: Vec<_> = call.args.iter().map(|arg| self.check(arg)).collect();
            if let Some(qualified) = qualified(target).map(|prefix| format!("{prefix}.{name}"))
                && let Some(found) = overloads(&qualified, self.env.server)
            {
                return self.overload(&qualified, found, None, args);
            }
            let target = self.check(target);
            return match overloads(name, self.env.server) {
                Some(found) => self.overload(name, found, Some(target), args),
                None => self.undeclared(name),
            };
        }
        let args: Vec<_> = call.args.iter().map(|arg| self.check(arg)).collect();
        match overloads(name, self.env.server) {
            Some(found) => self.overload(name, found, None, args),
            None => self.undeclared(name),
        }
    }

    /// `resolveOverload`
    fn overload(&mut self, name: &str, found: &[Overload], target: Option<Type>, args: Vec<Type>) -> Type {
        let member = target.is_some();
        let args: Vec<Type> = target.into_iter().chain(args).collect();
        let mut result: Option<Type> = None;
        for overload in found.iter().filter(|overload| overload.member == member) {
            let vars = [self.mapping.fresh(), self.mapping.fresh()];
            let wanted: Vec<Type> = overload.args.iter().map(|arg| instantiate(arg, &vars)).collect();
            if !self.mapping.assignable_all(&args, &wanted) {
                continue;
            }
            let this = self.mapping.resolve(&instantiate(&overload.result, &vars), false);
            result = Some(match result {
                None => this,
                Some(before) if before == Type::Dyn || before == this => before,
                Some(_) => Type::Dyn,
            });
        }
        result.unwrap_or_else(|| {
            let shown: Vec<_> = args.iter().map(|arg| self.mapping.resolve(arg, true).to_string()).collect();
            let applied = match shown.split_first() {
                Some((target, rest)) if member => format!("{target}.({})", rest.join(", ")),
                _ => format!("({})", shown.join(", ")),
            };
            self.issue(
                name.trim_matches(['_', '@', '[', ']']),
                format!("found no matching overload for '{name}' applied to '{applied}'"),
            );
            Type::Error
        })
    }
}

fn instantiate(ty: &Type, vars: &[Type; 2]) -> Type {
    match ty {
        Type::Param(at) => vars[usize::from(*at).min(1)].clone(),
        other => other.map_parts(|part| instantiate(part, vars)),
    }
}
