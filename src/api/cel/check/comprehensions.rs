//! Macros that go through lists and maps, and those that bind a name.

use kube_cel::cel::common::ast::{ComprehensionExpr, Expr, IdedExpr};

use super::Checker;
use crate::api::cel::functions;
use crate::api::cel::types::Type;

impl Checker<'_> {
    /// Macros that the `cel` crate leaves as calls: comprehensions over keys and values, optional values, sorting.
    pub(super) fn special(&mut self, name: &str, target: &IdedExpr, args: &[IdedExpr]) -> Option<Type> {
        let variable = |at: usize| match args.get(at).map(|arg| &arg.expr) {
            Some(Expr::Ident(name)) => Some(name.clone()),
            _ => None,
        };
        let pairs = args.len() == 3 && matches!(name, "all" | "exists" | "existsOne" | "exists_one");
        if !functions::has(self.env.server, if pairs { functions::PAIRS } else { name }) {
            return None;
        }
        match (name, args.len()) {
            _ if pairs => {
                let body = self.over_pairs(target, variable(0)?, variable(1)?, &args[2..]);
                self.expect(&body, &Type::Bool);
                Some(Type::Bool)
            }
            ("transformList", 3 | 4) => {
                Some(Type::list(self.over_pairs(target, variable(0)?, variable(1)?, &args[2..])))
            }
            ("transformMap", 3 | 4) => {
                let (key, _) = self.range(target);
                let value = self.over_pairs(target, variable(0)?, variable(1)?, &args[2..]);
                Some(Type::Map(Box::new(key), Box::new(value)))
            }
            ("transformMapEntry", 3 | 4) => Some(self.over_pairs(target, variable(0)?, variable(1)?, &args[2..])),
            ("optMap" | "optFlatMap", 2) => {
                let of = self.check(target);
                let inner = match self.mapping.resolve(&of, false) {
                    Type::Optional(inner) => *inner,
                    _ => Type::Dyn,
                };
                self.scopes.push((variable(0)?, inner));
                let body = self.check(&args[1]);
                self.scopes.pop();
                Some(if name == "optMap" { Type::optional(body) } else { body })
            }
            ("sortBy", 2) => {
                let of = self.check(target);
                let item = match self.mapping.resolve(&of, false) {
                    Type::List(item) => *item,
                    _ => Type::Dyn,
                };
                self.scopes.push((variable(0)?, item));
                self.check(&args[1]);
                self.scopes.pop();
                Some(of)
            }
            _ => None,
        }
    }

    /// A filter, if there are two, and the body of a macro over keys and values; the body's type.
    fn over_pairs(&mut self, target: &IdedExpr, first: String, second: String, bodies: &[IdedExpr]) -> Type {
        let (key, value) = self.range(target);
        self.scopes.push((first, key));
        self.scopes.push((second, value));
        let mut ty = Type::Error;
        for (at, body) in bodies.iter().enumerate() {
            ty = self.check(body);
            if at + 1 < bodies.len() {
                self.expect(&ty.clone(), &Type::Bool);
            }
        }
        self.scopes.truncate(self.scopes.len() - 2);
        ty
    }

    /// Key (or index) and value of what a macro goes through.
    fn range(&mut self, of: &IdedExpr) -> (Type, Type) {
        let ty = self.check(of);
        match self.mapping.resolve(&ty, false) {
            Type::List(item) => (Type::Int, *item),
            Type::Map(key, value) => (*key, *value),
            Type::Dyn | Type::Error => (Type::Dyn, Type::Dyn),
            Type::Var(var) => {
                self.mapping.assignable(&Type::Dyn, &Type::Var(var));
                (Type::Dyn, Type::Dyn)
            }
            other => {
                let message = format!(
                    "expression of type '{other}' cannot be range of a comprehension (must be list, map, or dynamic)"
                );
                self.issue("", message);
                (Type::Error, Type::Error)
            }
        }
    }

    /// `checkComprehension`
    pub(super) fn comprehension(&mut self, of: &ComprehensionExpr) -> Type {
        let (key, value) = self.range(&of.iter_range);
        let is_list = {
            let ty = self.check_quietly(&of.iter_range);
            matches!(ty, Type::List(_))
        };
        let accumulated = self.check(&of.accu_init);
        self.scopes.push((of.accu_var.clone(), accumulated.clone()));
        let before = self.scopes.len();
        match &of.iter_var2 {
            Some(second) => {
                self.scopes.push((of.iter_var.clone(), key));
                self.scopes.push((second.clone(), value));
            }
            None => self.scopes.push((of.iter_var.clone(), if is_list { value } else { key })),
        }
        let condition = self.check(&of.loop_cond);
        self.expect(&condition, &Type::Bool);
        let step = self.check(&of.loop_step);
        self.expect(&step, &accumulated);
        self.scopes.truncate(before);
        let result = self.check(&of.result);
        self.scopes.pop();
        self.mapping.resolve(&result, false)
    }

    /// The type of what has been checked already, without saying anything twice.
    fn check_quietly(&mut self, e: &IdedExpr) -> Type {
        let (issues, used) = (self.issues.len(), self.used.len());
        let ty = self.check(e);
        self.issues.truncate(issues);
        self.used.truncate(used);
        self.mapping.resolve(&ty, false)
    }

    /// `assertType`
    fn expect(&mut self, ty: &Type, wanted: &Type) {
        if !self.mapping.assignable(wanted, ty) {
            let (wanted, got) = (self.mapping.resolve(wanted, true), self.mapping.resolve(ty, true));
            self.issue("", format!("expected type '{wanted}' but found '{got}'"));
        }
    }
}
