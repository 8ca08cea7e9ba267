//! Calls of functions and operators: that one of the overloads fits.

use super::names::qualified;
use super::{Checker, Reference};
use crate::cel::ast::{Id, Kind, function};
use crate::cel::functions::{Overload, compares_kinds, overloads};
use crate::cel::types::Type;

impl Checker<'_> {
    /// The first half of `checkCall` where there is a target: its arguments, and whether it is but part of the name.
    pub(super) fn qualified_call(&mut self, id: Id) -> bool {
        let ast = self.ast;
        let Kind::Call { function, target: Some(target), args } = ast.kind(id) else { return false };
        for arg in args {
            self.check(*arg);
        }
        let Some(name) = qualified(ast, *target).map(|prefix| format!("{prefix}.{function}")) else { return false };
        let Some(found) = self.overloads(&name) else { return false };
        self.overload(id, &name, found, None, args);
        let args = args.clone();
        self.rewritten.push((id, Kind::Call { function: name.into(), target: None, args }));
        true
    }

    /// The second half of `checkCall`, once its target or else its first argument was looked at.
    pub(super) fn call(&mut self, id: Id, name: &str, target: Option<Id>, args: &[Id]) {
        if name == function::OPT_SELECT && target.is_none() {
            return self.opt_select(id, args);
        }
        if target.is_none() {
            for arg in args.iter().skip(1) {
                self.check(*arg);
            }
        }
        match self.overloads(name) {
            Some(found) => self.overload(id, name, found, target, args),
            None => self.undeclared(id, target.map_or(0, |target| self.ast.expr(target).span.1), name),
        }
    }

    /// `LookupFunction`
    fn overloads(&self, name: &str) -> Option<&'static [Overload]> {
        let only_patches = name == "jsonpatch.escapeKey" && !self.env.patches;
        overloads(name.strip_prefix('.').unwrap_or(name), self.env.server).filter(|_| !only_patches)
    }

    /// `resolveOverload`
    fn overload(&mut self, id: Id, name: &str, found: &'static [Overload], target: Option<Id>, args: &[Id]) {
        if name == function::AND || name == function::OR {
            return self.logical(id, &found[0], args);
        }
        let mut types: Vec<Type> = target.iter().chain(args).map(|arg| self.ty(*arg)).collect();
        let mut result: Option<Type> = None;
        let mut ids = Vec::new();
        let all_kinds = self.compares_kinds();
        for overload in found.iter().filter(|overload| overload.member == target.is_some()) {
            if !all_kinds && compares_kinds(overload) {
                continue;
            }
            let vars: Vec<Type> = (0..overload.params).map(|_| self.mapping.fresh()).collect();
            let wanted: Vec<Type> = overload.args.iter().map(|arg| instantiate(arg, &vars)).collect();
            if !self.mapping.assignable_all(&types, &wanted) {
                continue;
            }
            ids.push(overload.id.as_str());
            let this = self.mapping.resolve(&instantiate(&overload.result, &vars), false);
            result = Some(match result {
                None => this,
                Some(before) if before.is_dyn() || before == this => before,
                Some(_) => Type::Dyn,
            });
        }
        if let Some(result) = result {
            self.set(id, result);
            self.refer(id, Reference::Overloads(ids));
            return;
        }
        for ty in &mut types {
            *ty = self.mapping.resolve(ty, true);
        }
        let shown: Vec<_> = types.iter().map(|ty| ty.shown().to_string()).collect();
        let applied = match shown.split_first() {
            Some((target, rest)) if types.len() > args.len() => format!("{target}.({})", rest.join(", ")),
            _ => format!("({})", shown.join(", ")),
        };
        self.issue(id, format!("found no matching overload for '{name}' applied to '{applied}'"));
        self.set(id, Type::Error);
    }

    /// `&&` and `||`, which say of each operand what is wrong with it.
    fn logical(&mut self, id: Id, overload: &'static Overload, args: &[Id]) {
        let mut sound = true;
        for arg in args {
            let ty = self.ty(*arg);
            if !self.mapping.assignable(&ty, &Type::Bool) {
                self.mismatch(*arg, &Type::Bool, &ty);
                sound = false;
            }
        }
        if sound {
            self.refer(id, Reference::Overloads(vec![overload.id.as_str()]));
        }
        self.set(id, if sound { Type::Bool } else { Type::Error });
    }
}

fn instantiate(ty: &Type, vars: &[Type]) -> Type {
    match ty {
        Type::Param(at) => vars.get(usize::from(*at)).cloned().unwrap_or(Type::Dyn),
        other => other.map_parts(|part| instantiate(part, vars)),
    }
}
