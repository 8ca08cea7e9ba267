//! Loops over lists and maps, which macros make.

use std::sync::Arc;

use super::Checker;
use crate::cel::ast::{Comprehension, Id};
use crate::cel::types::Type;

impl Checker<'_> {
    /// `checkComprehension`, once its range was looked at.
    pub(super) fn comprehension(&mut self, id: Id, of: &Comprehension) {
        let accumulated = self.check(of.init);
        let range = self.mapping.resolve(&self.ty(of.range), false);
        self.scopes.push((Arc::clone(&of.accu), accumulated.clone()));
        let before = self.scopes.len();
        self.looped = true;
        let pairs = of.var2.is_some();
        let (first, second) = match range {
            Type::List(item) if pairs => (Type::Int, *item),
            Type::List(item) => (*item, Type::Dyn),
            Type::Map(key, value) => (*key, *value),
            Type::Dyn | Type::Error | Type::Var(_) => {
                self.mapping.assignable(&Type::Dyn, &range);
                (Type::Dyn, Type::Dyn)
            }
            other => {
                let message = format!(
                    "expression of type '{}' cannot be range of a comprehension (must be list, map, or dynamic)",
                    other.shown()
                );
                self.issue(of.range, message);
                (Type::Error, Type::Error)
            }
        };
        self.scopes.push((Arc::clone(&of.var), first));
        if let Some(var) = &of.var2 {
            self.scopes.push((Arc::clone(var), second));
        }
        self.check(of.condition);
        self.expect(of.condition, &Type::Bool);
        self.check(of.step);
        self.expect(of.step, &accumulated);
        self.scopes.truncate(before);
        let result = self.check(of.result);
        self.scopes.pop();
        let ty = self.mapping.resolve(&result, false);
        self.set(id, ty);
    }

    /// `assertType`
    fn expect(&mut self, id: Id, wanted: &Type) {
        let ty = self.ty(id);
        if !self.mapping.assignable(wanted, &ty) {
            self.mismatch(id, wanted, &ty);
        }
    }
}
