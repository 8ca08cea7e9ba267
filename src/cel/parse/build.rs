//! The tree while it grows.

use std::sync::Arc;

use super::super::ast::{Ast, Expr, Id, Kind, Literal, function};
use super::PARTS_MAX;

/// Where a part stands: the byte at which the server points, and its bytes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    pub(super) at: u32,
    pub(super) span: (u32, u32),
}

#[derive(Default)]
pub(super) struct Builder {
    exprs: Vec<Expr>,
    /// Of each part, the operators, dots and indices within each other, which the server counts.
    counted: Vec<u32>,
}

impl Builder {
    /// Adds a part.
    pub(super) fn add(&mut self, place: Place, kind: Kind) -> Id {
        let (mut depth, mut counted) = (0, 0);
        kind.parts(|id| {
            depth = depth.max(self.exprs[id as usize].depth);
            counted = counted.max(self.counted[id as usize]);
        });
        self.exprs.push(Expr { kind, at: place.at, span: place.span, depth: depth + 1 });
        self.counted.push(counted);
        Id::try_from(self.exprs.len() - 1).unwrap_or(Id::MAX)
    }

    /// Counts a part as one that the server's visitor descends by, and says how many of those are within each other.
    pub(super) fn count(&mut self, id: Id) -> u32 {
        let counted = &mut self.counted[id as usize];
        *counted += 1;
        *counted
    }

    /// Whether the tree has grown too large to go on.
    pub(super) fn is_full(&self) -> bool {
        self.exprs.len() > PARTS_MAX
    }

    pub(super) fn kind(&self, id: Id) -> &Kind {
        &self.exprs[id as usize].kind
    }

    pub(super) fn place(&self, id: Id) -> Place {
        let expr = &self.exprs[id as usize];
        Place { at: expr.at, span: expr.span }
    }

    /// `name(args…)` or `target.name(args…)`
    pub(super) fn call(&mut self, place: Place, name: &str, target: Option<Id>, args: Vec<Id>) -> Id {
        self.add(place, Kind::Call { function: name.into(), target, args })
    }

    pub(super) fn literal(&mut self, place: Place, literal: Literal) -> Id {
        self.add(place, Kind::Literal(literal))
    }

    pub(super) fn ident(&mut self, place: Place, name: &Arc<str>) -> Id {
        self.add(place, Kind::Ident(Arc::clone(name)))
    }

    /// Terms joined by one operator, as a tree of even height (`newBalancingLogicManager`). Each operator has its place.
    pub(super) fn balanced(&mut self, name: &'static str, terms: &[Id], ops: &[u32]) -> Id {
        debug_assert!(name == function::AND || name == function::OR);
        let Some(last) = ops.len().checked_sub(1) else { return terms[0] };
        self.balance(name, terms, ops, 0, last)
    }

    fn balance(&mut self, name: &'static str, terms: &[Id], ops: &[u32], low: usize, high: usize) -> Id {
        let middle = (low + high).div_ceil(2);
        let left = if middle == low { terms[middle] } else { self.balance(name, terms, ops, low, middle - 1) };
        let right = if middle == high { terms[middle + 1] } else { self.balance(name, terms, ops, middle + 1, high) };
        let span = (self.place(left).span.0, self.place(right).span.1);
        self.call(Place { at: ops[middle], span }, name, None, vec![left, right])
    }

    /// The same part once more, with all within it (`Copy`).
    pub(super) fn copy(&mut self, id: Id) -> Id {
        let Expr { kind, at, span, .. } = self.exprs[id as usize].clone();
        let counted = self.counted[id as usize];
        if self.is_full() {
            return id;
        }
        let kind = match kind {
            Kind::Literal(_) | Kind::Ident(_) => kind,
            Kind::Select { operand, field, test } => Kind::Select { operand: self.copy(operand), field, test },
            Kind::Call { function, target, args } => {
                let target = target.map(|target| self.copy(target));
                Kind::Call { function, target, args: args.iter().map(|arg| self.copy(*arg)).collect() }
            }
            Kind::List { items, optional } => {
                Kind::List { items: items.iter().map(|item| self.copy(*item)).collect(), optional }
            }
            Kind::Map(mut entries) => {
                for entry in &mut entries {
                    (entry.key, entry.value) = (self.copy(entry.key), self.copy(entry.value));
                }
                Kind::Map(entries)
            }
            Kind::Struct { name, mut fields } => {
                fields.iter_mut().for_each(|field| field.value = self.copy(field.value));
                Kind::Struct { name, fields }
            }
            Kind::Comprehension(mut of) => {
                for part in [&mut of.range, &mut of.init, &mut of.condition, &mut of.step, &mut of.result] {
                    *part = self.copy(*part);
                }
                Kind::Comprehension(of)
            }
        };
        let copy = self.add(Place { at, span }, kind);
        self.counted[copy as usize] = counted;
        copy
    }

    pub(super) fn finish(self, root: Id) -> Ast {
        Ast { depth: self.exprs[root as usize].depth, exprs: self.exprs, root }
    }
}
