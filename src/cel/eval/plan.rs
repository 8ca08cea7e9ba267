//! From parts of an expression to steps of a run (`interpreter/planner.go`, `decorators.go`).

use std::sync::Arc;

use super::constant::{Constant, Set};
use super::names::{self, Names};
use super::{DEPTH_MAX, Program};
use crate::cel::ast::{Ast, Entry, Id, Kind};
use crate::cel::standard::pattern;
use crate::cel::value::{Failure, Function, Value};
use crate::cel::{library, standard};

/// What is done for one part.
#[derive(Clone, Debug)]
pub(super) enum Step {
    /// Nothing: the part does not belong to the expression.
    None,
    /// Its value is known.
    Constant(u32),
    /// A variable of a loop.
    Local(u32, Part),
    /// A variable of the run.
    Global(Arc<str>),
    /// A field, or whether it is there. What of it may be the name of a variable is tried as one first.
    Select { operand: Id, field: Arc<str>, test: bool, name: Option<Arc<str>> },
    /// `a[b]`, `a[?b]` or `a.?b`.
    Index { operand: Id, index: Id, optional: bool },
    /// `a ? b : c`
    Conditional(Id, Id, Id),
    /// `a && b`
    And(Vec<Id>),
    /// `a || b`
    Or(Vec<Id>),
    /// `a == b`, or not.
    Equal { left: Id, right: Id, not: bool },
    /// Whether an item is in a list that is known.
    Member { item: Id, set: u32 },
    /// `a.or(b)`
    OptionalOr(Id, Id),
    /// `a.orValue(b)`
    OptionalOrValue(Id, Id),
    /// Whether a loop goes on.
    NotStrictlyFalse(Id),
    /// What is carried along, and a list that it is added to it.
    Append { fold: u32, list: Id },
    /// What is carried along, and entries that are added to it.
    Insert { fold: u32, entries: Vec<Id> },
    /// A text, and a pattern that is known.
    Matches { text: Id, pattern: u32, size: u64, member: bool },
    /// A function.
    Call(Call),
    /// `[a, ?b]`
    List { items: Vec<Id>, optional: Vec<bool> },
    /// `{a: b}`
    Map(Vec<Entry<Id>>),
    /// `Name{a: b}`: fields as texts.
    Struct(Vec<Entry<Arc<str>>>),
    /// A loop, by its number.
    Fold(u32),
}

/// A function that is called.
#[derive(Clone, Debug)]
pub(super) struct Call {
    pub(super) name: Arc<str>,
    pub(super) member: bool,
    /// Whether types that are not known before leave more than one overload: the server then counts it as one step.
    pub(super) many: bool,
    /// None where there is no function of the name.
    pub(super) function: Option<Function>,
    pub(super) args: Vec<Id>,
}

/// Which variable of a loop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// The item or the key.
    First,
    /// The value.
    Second,
    /// What is carried along.
    Accu,
}

/// Conversions, which are made at once of what is known (`IsTypeConversionFunction`).
const CONVERSIONS: &[&str] =
    &["bool", "bytes", "double", "duration", "dyn", "int", "string", "timestamp", "type", "uint"];

/// The only overload of a call, if there is but one that fits.
pub(super) type Overload<'f> = dyn Fn(Id) -> Option<&'static str> + 'f;

pub(super) fn plan(ast: Ast, overload: Option<&Overload<'_>>) -> Result<Program, Failure> {
    if ast.depth > DEPTH_MAX {
        return Err(Failure::new(format!("expression recursion limit exceeded: {DEPTH_MAX}")));
    }
    let names = names::of(&ast);
    let folds = names.count as usize;
    let mut planner = Planner {
        ast: &ast,
        overload,
        names,
        steps: Vec::with_capacity(ast.exprs.len()),
        constants: Vec::new(),
        sets: Vec::new(),
        patterns: Vec::new(),
    };
    for id in 0..ast.exprs.len() {
        let step = if planner.names.used[id] { planner.step(id)? } else { Step::None };
        planner.steps.push(step);
    }
    let Planner { steps, constants, sets, patterns, .. } = planner;
    Ok(Program { ast, steps, constants, sets, patterns, folds })
}

pub(super) struct Planner<'e> {
    ast: &'e Ast,
    overload: Option<&'e Overload<'e>>,
    names: Names,
    pub(super) steps: Vec<Step>,
    constants: Vec<Constant>,
    pub(super) sets: Vec<Set>,
    pub(super) patterns: Vec<pattern::Pattern>,
}

impl Planner<'_> {
    fn step(&mut self, id: usize) -> Result<Step, Failure> {
        let ast = self.ast;
        let whole = Id::try_from(id).unwrap_or_default();
        Ok(match &ast.exprs[id].kind {
            Kind::Literal(literal) => self.constant(literal.clone().into()),
            Kind::Ident(name) => match self.names.locals[id] {
                Some((fold, part)) => Step::Local(fold, part),
                None => self.global(name.strip_prefix('.').map_or_else(|| name.clone(), Arc::from))?,
            },
            Kind::Select { operand, field, test } => {
                let name = (!test).then(|| names::qualified(ast, &self.names, whole)).flatten();
                if let Some(name) = name.as_deref().filter(|name| names::TYPES.contains(name)) {
                    return Ok(self.constant(Constant::Type(name.into())));
                }
                Step::Select { operand: *operand, field: field.clone(), test: *test, name }
            }
            Kind::Call { function, target, args } => return self.call(whole, function, *target, args),
            Kind::List { items, optional } => self.list(items, optional),
            Kind::Map(entries) => self.map(entries),
            Kind::Struct { fields, .. } => Step::Struct(fields.clone()),
            Kind::Comprehension(_) => Step::Fold(self.names.folds[id]),
        })
    }

    fn global(&mut self, name: Arc<str>) -> Result<Step, Failure> {
        // The checker takes these two for types, of which the server's registry knows nothing.
        if self.overload.is_some() && ["duration", "timestamp"].contains(&&*name) {
            return Err(Failure::new(format!("reference to undefined type: {name}")));
        }
        Ok(if names::TYPES.contains(&&*name) { self.constant(Constant::Type(name)) } else { Step::Global(name) })
    }

    pub(super) fn constant(&mut self, constant: Constant) -> Step {
        Step::Constant(push(&mut self.constants, constant))
    }

    /// The value of a part, if it is known.
    pub(super) fn known(&self, id: Id) -> Option<&Constant> {
        match self.steps.get(id as usize)? {
            Step::Constant(at) => self.constants.get(*at as usize),
            _ => None,
        }
    }

    fn list(&mut self, items: &[Id], optional: &[u32]) -> Step {
        let known: Option<Vec<Constant>> = items.iter().map(|id| self.known(*id).cloned()).collect();
        match known {
            Some(known) if optional.is_empty() => self.constant(Constant::List(known)),
            _ => {
                let mut flags = vec![false; items.len()];
                for at in optional {
                    if let Some(flag) = flags.get_mut(*at as usize) {
                        *flag = true;
                    }
                }
                Step::List { items: items.to_vec(), optional: flags }
            }
        }
    }

    fn map(&mut self, entries: &[Entry<Id>]) -> Step {
        let mut known: Vec<(Constant, Constant)> = Vec::new();
        for entry in entries {
            match (self.known(entry.key), self.known(entry.value)) {
                (Some(key), Some(value)) if !entry.optional => known.push((key.clone(), value.clone())),
                _ => return Step::Map(entries.to_vec()),
            }
        }
        // The last of those with one key counts.
        let mut entries: Vec<(Constant, Constant)> = Vec::new();
        known.reverse();
        known.sort_by(|a, b| crate::cel::entries::order(&a.0.value(), &b.0.value()));
        known.dedup_by(|later, first| crate::cel::entries::order(&later.0.value(), &first.0.value()).is_eq());
        entries.append(&mut known);
        self.constant(Constant::Map(entries))
    }

    fn call(&mut self, id: Id, name: &Arc<str>, target: Option<Id>, own: &[Id]) -> Result<Step, Failure> {
        let (name, target) = self.resolved(name, target, own.len());
        let args: Vec<Id> = target.into_iter().chain(own.iter().copied()).collect();
        if let Some(step) = self.operator(&name, target.is_some(), &args)? {
            return Ok(step);
        }
        let found = |find: fn(&str, bool, usize) -> Option<Function>| find(&name, target.is_some(), args.len());
        let overload = self.overload.map(|of| of(id));
        let chosen = overload.flatten().and_then(library::overload);
        let function = chosen.or_else(|| found(standard::find)).or_else(|| found(library::find));
        if let ([arg], Some(function)) = (&args[..], function)
            && CONVERSIONS.contains(&&*name)
            && let Some(known) = self.known(*arg)
        {
            let made = function(&[known.value()])?;
            // What is made of parts stays what it was.
            let constant = Constant::of(&made).unwrap_or_else(|| known.clone());
            return Ok(self.constant(constant));
        }
        if args.is_empty() && function.is_none() {
            return Err(Failure::new(format!("no such overload: {name}()")));
        }
        let many = overload == Some(None);
        Ok(Step::Call(Call { name, member: target.is_some(), many, function, args }))
    }

    /// A call whose target is but a part of the function's name: `ip.isCanonical(…)`.
    fn resolved(&self, name: &Arc<str>, target: Option<Id>, args: usize) -> (Arc<str>, Option<Id>) {
        let plain = || name.strip_prefix('.').map_or_else(|| name.clone(), Arc::from);
        let Some(id) = target else { return (plain(), None) };
        let Some(prefix) = names::qualified(self.ast, &self.names, id) else { return (plain(), target) };
        let whole = format!("{prefix}.{name}");
        if standard::find(&whole, false, args).or_else(|| library::find(&whole, false, args)).is_some() {
            return (whole.into(), None);
        }
        (plain(), target)
    }
}

/// Puts something at the end of a list, and says where that is. No expression has so many parts.
pub(super) fn push<T>(list: &mut Vec<T>, item: T) -> u32 {
    list.push(item);
    u32::try_from(list.len() - 1).unwrap_or(u32::MAX)
}

/// A field's name as a value.
pub(super) fn name<'a>(field: &Arc<str>) -> Value<'a> {
    Value::String(crate::cel::value::Text::Made(field.clone()))
}
