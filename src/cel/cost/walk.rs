//! Costs, part by part.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::calls::Node;
use super::path::Path;
use super::{LIST_CREATE, MAP_CREATE, Range, STRUCT_CREATE, Sizes};
use crate::cel::ast::{Comprehension, Entry, Id, Kind, Literal};
use crate::cel::check::Checked;
use crate::cel::types::Type;

/// What a list or map is, and how large its keys and values are (`entrySizeEstimate`).
#[derive(Clone, Copy, Debug)]
pub(super) struct Entries {
    list: bool,
    key: Range,
    pub(super) value: Range,
}

impl Entries {
    pub(super) fn or(self, other: Entries) -> Self {
        Entries { list: self.list, key: self.key.or(other.key), value: self.value.or(other.value) }
    }
}

/// A variable of a loop.
#[derive(Debug)]
pub(super) struct Local {
    pub(super) path: Path,
    pub(super) size: Option<Range>,
    pub(super) entries: Option<Entries>,
}

/// `coster`
pub(super) struct Walk<'c> {
    pub(super) checked: &'c Checked,
    pub(super) sizes: &'c dyn Sizes,
    pub(super) paths: Vec<Path>,
    pub(super) locals: BTreeMap<Arc<str>, Vec<Local>>,
    pub(super) computed: Vec<Cell<Option<Range>>>,
    pub(super) entries: Vec<Option<Entries>>,
    /// The names of ways into lists and maps.
    pub(super) steps: Steps,
}

pub(super) struct Steps {
    pub(super) items: Arc<str>,
    pub(super) indices: Arc<str>,
    pub(super) keys: Arc<str>,
    pub(super) values: Arc<str>,
}

/// What is left to do once the cost of a part's first operand is known.
enum Open<'c> {
    Select(Id),
    Dyn(Id),
    Call(Id, Vec<(Node<'c>, Range)>),
    Loop(Id, &'c Comprehension),
}

/// `Cost`
pub(super) fn cost(checked: &Checked, sizes: &dyn Sizes) -> Range {
    let count = checked.ast.exprs.len();
    let steps =
        Steps { items: "@items".into(), indices: "@indices".into(), keys: "@keys".into(), values: "@values".into() };
    let mut walk = Walk {
        checked,
        sizes,
        paths: vec![Path::default(); count],
        locals: BTreeMap::new(),
        computed: vec![Cell::new(None); count],
        entries: vec![None; count],
        steps,
    };
    walk.cost(checked.ast.root)
}

impl<'c> Walk<'c> {
    /// `cost`; first operands in a loop, as they are chained without end.
    pub(super) fn cost(&mut self, id: Id) -> Range {
        let mut open = Vec::new();
        let mut here = id;
        let mut cost = loop {
            match self.enter(here) {
                Ok(cost) => break cost,
                Err((left, inner)) => {
                    open.push(left);
                    here = inner;
                }
            }
        };
        while let Some(left) = open.pop() {
            cost = match left {
                Open::Select(id) => self.select(id, cost),
                Open::Dyn(id) => self.dynamic(id, cost),
                Open::Call(id, args) => self.call(id, cost, args),
                Open::Loop(id, of) => self.comprehension(id, of, cost),
            };
        }
        cost
    }

    /// A part's cost, or what is left to do once that of its first operand is known.
    fn enter(&mut self, id: Id) -> Result<Range, (Open<'c>, Id)> {
        let checked = self.checked;
        Ok(match checked.ast.kind(id) {
            Kind::Literal(_) => Range::ZERO,
            Kind::Ident(name) => self.ident(id, name),
            Kind::Select { operand, .. } => return Err((Open::Select(id), *operand)),
            Kind::Call { function, args, target: None } if **function == *"dyn" && !args.is_empty() => {
                return Err((Open::Dyn(id), args[0]));
            }
            Kind::Call { target: None, args, .. } => match args.first() {
                Some(first) => return Err((Open::Call(id, Vec::new()), *first)),
                None => self.call(id, Range::ZERO, Vec::new()),
            },
            Kind::Call { target: Some(target), args, .. } => {
                let args = args.iter().map(|arg| self.argument(*arg)).collect();
                return Err((Open::Call(id, args), *target));
            }
            Kind::List { items, .. } => self.list(id, items),
            Kind::Map(entries) => self.map(id, entries),
            Kind::Struct { fields, .. } => {
                let cost = fields.iter().fold(Range::ZERO, |sum, field| sum.plus(self.cost(field.value)));
                cost.plus(Range::exactly(STRUCT_CREATE))
            }
            Kind::Comprehension(of) => return Err((Open::Loop(id, of), of.range)),
        })
    }

    pub(super) fn argument(&mut self, id: Id) -> (Node<'c>, Range) {
        let cost = self.cost(id);
        (self.node(id), cost)
    }

    /// `costIdent`
    fn ident(&mut self, id: Id, name: &Arc<str>) -> Range {
        self.paths[id as usize] = self.local(name).map_or_else(|| Path::to(name), |local| local.path.clone());
        Range::ONE
    }

    /// `costSelect`
    fn select(&mut self, id: Id, operand_cost: Range) -> Range {
        let checked = self.checked;
        let Kind::Select { operand, field, test } = checked.ast.kind(id) else { return operand_cost };
        if *test {
            return operand_cost;
        }
        self.paths[id as usize] = self.path(*operand).then(field);
        match checked.type_of(*operand) {
            Type::Map(..) | Type::Struct(_) | Type::Named(_) => operand_cost.plus(Range::ONE),
            _ => operand_cost,
        }
    }

    /// `maybeUnwrapDynCall`
    fn dynamic(&mut self, id: Id, cost: Range) -> Range {
        let Kind::Call { args, .. } = self.checked.ast.kind(id) else { return cost };
        self.copy_sizes(id, args[0]);
        Range::ONE.plus(cost)
    }

    /// `costCreateList`
    fn list(&mut self, id: Id, items: &[Id]) -> Range {
        let mut cost = Range::ZERO;
        let mut value = Range { min: if items.is_empty() { 0 } else { u64::MAX }, max: 0 };
        for item in items {
            cost = cost.plus(self.cost(*item));
            value = value.or(self.size_or_unknown(*item));
        }
        self.entries[id as usize] = Some(Entries { list: true, key: Range::ONE, value });
        cost.plus(Range::exactly(LIST_CREATE))
    }

    /// `costCreateMap`
    fn map(&mut self, id: Id, entries: &[Entry<Id>]) -> Range {
        let mut cost = Range::ZERO;
        let none = Range { min: if entries.is_empty() { 0 } else { u64::MAX }, max: 0 };
        let (mut key, mut value) = (none, none);
        for entry in entries {
            cost = cost.plus(self.cost(entry.key));
            cost = cost.plus(self.cost(entry.value));
            key = key.or(self.size_or_unknown(entry.key));
            value = value.or(self.size_or_unknown(entry.value));
        }
        self.entries[id as usize] = Some(Entries { list: false, key, value });
        cost.plus(Range::exactly(MAP_CREATE))
    }

    /// `costComprehension` and `costBind`
    fn comprehension(&mut self, id: Id, of: &Comprehension, range_cost: Range) -> Range {
        let mut sum = range_cost.plus(self.cost(of.init));
        let bound = Local { path: self.path(of.init), entries: self.entry_sizes(of.init), size: self.size(of.init) };
        self.push(&of.accu, bound);
        if self.is_bind(of) {
            sum = sum.plus(self.cost(of.result));
            self.pop(&of.accu);
            self.copy_sizes(id, of.result);
            return sum;
        }
        self.push_items(of);
        let condition = self.cost(of.condition);
        let step = self.cost(of.step);
        self.pop(&of.var);
        if let Some(var) = &of.var2 {
            self.pop(var);
        }
        sum = sum.plus(self.cost(of.result));
        self.pop(&of.accu);
        let count = self.size_or_unknown(of.range);
        sum = sum.plus(count.times(step.plus(condition)));
        match self.checked.ast.kind(of.init) {
            Kind::Literal(_) => self.set_size(id, self.size(of.init)),
            Kind::List { .. } | Kind::Map(_) => {
                self.set_size(id, Some(count));
                self.set_entries(id, self.entry_sizes(of.step));
            }
            _ => {}
        }
        sum
    }

    /// `isBind`
    fn is_bind(&self, of: &Comprehension) -> bool {
        let ast = &self.checked.ast;
        let nothing = matches!(ast.kind(of.range), Kind::List { items, .. } if items.is_empty());
        nothing && matches!(ast.kind(of.condition), Kind::Literal(Literal::Bool(false))) && *of.accu != *"__result__"
    }

    /// `pushIterKey`, `pushIterValue`, `pushIterSingle`
    fn push_items(&mut self, of: &Comprehension) {
        let entries = self.entry_sizes(of.range);
        let list = entries.map_or_else(|| matches!(self.checked.type_of(of.range), Type::List(_)), |found| found.list);
        let (key, value) = (entries.map(|found| found.key), entries.map(|found| found.value));
        let Steps { items, indices, keys, values } = &self.steps;
        let (first, second) = match (list, of.var2.is_some()) {
            (true, true) => ((indices, key), Some((items, value))),
            (true, false) => ((items, value), None),
            (false, true) => ((keys, key), Some((values, value))),
            (false, false) => ((keys, key), None),
        };
        let path = self.path(of.range);
        let local = |(step, size): (&Arc<str>, Option<Range>)| Local { path: path.then(step), size, entries: None };
        let (first, second) = (local(first), second.map(local));
        self.push(&of.var, first);
        if let (Some(var), Some(second)) = (&of.var2, second) {
            self.push(var, second);
        }
    }
}
