//! Costs of calls: cel-go's own functions.

use super::path::Path;
use super::walk::Walk;
use super::{REGEX_LENGTH, Range, STRING_TRAVERSAL, extensions, library};
use crate::cel::ast::{Expr, Id, Kind, Literal};
use crate::cel::types::Type;

/// What is known of what a function is given (`AstNode`).
#[derive(Debug)]
pub(super) struct Node<'c> {
    pub(super) path: Path,
    pub(super) ty: &'c Type,
    pub(super) expr: Option<&'c Expr>,
    pub(super) id: Id,
    /// Its size as far as the expression tells (`ComputedSize`).
    pub(super) computed: Option<Range>,
}

impl Node<'_> {
    /// `sizeOrUnknown`
    fn size(&self) -> Range {
        self.computed.unwrap_or(Range::UNKNOWN)
    }

    /// The number that it is, if it is one that is written out.
    pub(super) fn int(&self) -> Option<i64> {
        match self.expr.map(|expr| &expr.kind) {
            Some(Kind::Literal(Literal::Int(value))) => Some(*value),
            _ => None,
        }
    }
}

/// What a call takes, and how large its result is (`CallEstimate`).
#[derive(Clone, Copy, Debug)]
pub(super) struct Estimate {
    pub(super) cost: Range,
    pub(super) size: Option<Range>,
}

impl Estimate {
    pub(super) fn of(cost: Range) -> Self {
        Estimate { cost, size: None }
    }

    pub(super) fn sized(cost: Range, size: Range) -> Self {
        Estimate { cost, size: Some(size) }
    }
}

/// A call: which function, what it is called on and with.
pub(super) struct Call<'n, 'c> {
    pub(super) id: Id,
    pub(super) function: &'c str,
    pub(super) overload: &'static str,
    pub(super) target: Option<&'n Node<'c>>,
    pub(super) args: &'n [Node<'c>],
}

impl<'c> Walk<'c> {
    /// `newAstNode`
    pub(super) fn node(&self, id: Id) -> Node<'c> {
        let path = self.path(id);
        let carried = path.read(|steps| matches!(steps.first().map(AsRef::as_ref), Some("__result__" | "@result")));
        Node {
            path: if carried { Path::default() } else { path },
            ty: self.checked.type_of(id),
            expr: Some(self.checked.ast.expr(id)),
            id,
            computed: self.size(id),
        }
    }

    /// `costCall`, once the cost of its target or else its first argument is known.
    pub(super) fn call(&mut self, id: Id, first: Range, known: Vec<(Node<'c>, Range)>) -> Range {
        let checked = self.checked;
        let Kind::Call { function, target, args } = checked.ast.kind(id) else { return first };
        let mut known = known;
        if target.is_none() && !args.is_empty() {
            known.push((self.node(args[0]), first));
            for arg in &args[1..] {
                let found = self.argument(*arg);
                known.push(found);
            }
        }
        let overloads = checked.overloads(id);
        if overloads.is_empty() {
            return Range::ZERO;
        }
        let of = target.map(|target| self.node(target));
        let (nodes, costs): (Vec<Node<'c>>, Vec<Range>) = known.into_iter().unzip();
        let mut cost = Range { min: u64::MAX, max: 0 };
        let mut size: Option<Range> = None;
        for overload in overloads {
            let call = Call { id, function, overload, target: of.as_ref(), args: &nodes };
            let found = self.function(&call, &costs);
            cost = cost.or(found.cost);
            if let Some(result) = found.size {
                size = Some(size.map_or(result, |size| size.or(result)));
            }
            if let ("index_list" | "index_map", Some(of)) = (*overload, args.first()) {
                size = self.entry_sizes(*of).map(|entries| entries.value);
                self.set_path_into(id, *of, *overload == "index_list");
            }
            if size.is_none() {
                size = self.size(id);
            }
        }
        self.set_size(id, size);
        if target.is_some() { first.plus(cost) } else { cost }
    }

    /// `functionCost`
    fn function(&mut self, call: &Call<'_, 'c>, costs: &[Range]) -> Estimate {
        let given = costs.iter().fold(Range::ZERO, |sum, cost| sum.plus(*cost));
        let found = extensions::estimate(self, call).or_else(|| library::estimate(self, call));
        if let Some(Estimate { cost, size }) = found.or_else(|| linear(call)) {
            return Estimate { cost: cost.plus(given), size };
        }
        self.operator(call, costs, given).unwrap_or_else(|| Estimate::of(Range::ONE.plus(given)))
    }

    /// Operators, which do not always look at all that they are given.
    fn operator(&mut self, call: &Call<'_, 'c>, costs: &[Range], given: Range) -> Option<Estimate> {
        let args = call.args;
        match (call.overload, costs) {
            ("logical_or" | "logical_and", [left, right]) => {
                Some(Estimate::of(Range { min: left.min, max: left.plus(*right).max }))
            }
            ("conditional", [condition, yes, no]) => {
                let entries = self.entry_sizes(args[1].id).zip(self.entry_sizes(args[2].id));
                self.set_entries(call.id, entries.map(|(yes, no)| yes.or(no)));
                Some(Estimate::sized(condition.plus(yes.or(*no)), args[1].size().or(args[2].size())))
            }
            ("add_string" | "add_bytes" | "add_list", [_, _]) => {
                let size = args[0].size().plus(args[1].size());
                let entries = self.entry_sizes(args[0].id).zip(self.entry_sizes(args[1].id));
                self.set_entries(call.id, entries.map(|(left, right)| left.or(right)));
                let cost = if call.overload == "add_list" { Range::ONE } else { size.scaled(STRING_TRAVERSAL) };
                Some(Estimate::sized(cost.plus(given), size))
            }
            (id, [_, _]) if compares(id) => {
                let max = args[0].size().max.min(args[1].size().max);
                let range = Range { min: max.min(1), max };
                Some(Estimate::of(range.scaled(STRING_TRAVERSAL).plus(given)))
            }
            _ => None,
        }
    }
}

/// Overloads that look at all of two texts.
fn compares(id: &str) -> bool {
    const SIGNS: [&str; 4] = ["less_", "less_equals_", "greater_", "greater_equals_"];
    let of = |kind: &str| SIGNS.iter().any(|sign| id.strip_prefix(sign) == Some(kind));
    matches!(id, "equals" | "not_equals") || of("string") || of("bytes")
}

/// Functions that go through what they are given.
fn linear(call: &Call<'_, '_>) -> Option<Estimate> {
    let (target, args) = (call.target.map(Node::size), call.args);
    let traversed = |size: Range| size.scaled(STRING_TRAVERSAL);
    Some(match (call.overload, target, args) {
        ("string_format", Some(target), _) => Estimate::of(traversed(target)),
        ("string_to_bytes", _, [text]) => {
            let Range { min, max } = text.size();
            Estimate::sized(traversed(text.size()), Range { min, max: max.wrapping_mul(4) })
        }
        ("bytes_to_string", _, [bytes]) => {
            let Range { min, max } = bytes.size();
            Estimate::sized(traversed(bytes.size()), Range { min: min / 4, max })
        }
        ("strings_quote", _, [text]) => {
            let Range { min, max } = text.size();
            let size = Range { min: min.wrapping_add(2), max: max.wrapping_mul(2).wrapping_add(2) };
            Estimate::sized(traversed(text.size()), size)
        }
        ("starts_with_string" | "ends_with_string", _, [part]) => Estimate::of(traversed(part.size())),
        ("in_list", _, [_, list]) => Estimate::of(list.size().scaled(1.0)),
        ("matches_string", Some(target), [pattern]) => {
            let text = traversed(target.plus(Range::ONE));
            Estimate::of(text.times(pattern.size().scaled(REGEX_LENGTH)))
        }
        ("contains_string", Some(target), [part]) => Estimate::of(traversed(target).times(traversed(part.size()))),
        _ => return None,
    })
}
