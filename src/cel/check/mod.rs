//! The checker: names are declared, functions have a fitting overload, and what type comes out
//! (cel-go's `checker/checker.go`, function by function).
//!
//! What lies in the first operand of operators, dots and loops is gone through in a loop, as people chain them without end;
//! all else recurses, as deep as the parser lets it be.

mod calls;
mod format;
mod literals;
mod loops;
mod made;
mod mapping;
mod names;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::ast::{Ast, Id, Kind, Literal, function};
use super::deep::deep;
use super::eval::{DEPTH_MAX, Program};
use super::functions::{CROSS_TYPE, VALIDATORS};
use super::issue::Issue;
use super::parse::{Syntax, parse};
use super::types::Type;
use super::value::Failure;
use crate::model::Version;
use mapping::Mapping;

/// What an expression may name.
#[derive(Clone, Debug, Default)]
pub struct Env {
    /// Variables by name; names may have dots in them.
    pub variables: BTreeMap<String, Type>,
    /// The server that compiles; the newest where it does not matter.
    pub server: Option<Version>,
    /// Whether objects of the types `Object…` and `JSONPatch` may be made.
    pub patches: bool,
    /// Whether `cel.bind` is there.
    pub bindings: bool,
}

/// An expression that compiles.
#[derive(Clone, Debug, PartialEq)]
pub struct Checked {
    /// The expression; names of several parts that stand for one thing are one part.
    pub ast: Ast,
    /// What each of its parts evaluates to.
    pub types: Vec<Type>,
    /// What it evaluates to.
    pub ty: Type,
    /// The variables of the environment that it names.
    pub used: BTreeSet<String>,
    /// What each of its parts refers to.
    pub references: Vec<Option<Reference>>,
}

/// What a part refers to (`ast.ReferenceInfo`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reference {
    /// What has that name: a variable, one of a loop, or a type.
    Name(Arc<str>),
    /// The overloads of a function that fit.
    Overloads(Vec<&'static str>),
}

impl Checked {
    /// The ids of the overloads that a call may come to.
    pub fn overloads(&self, id: Id) -> &[&'static str] {
        match self.references.get(id as usize) {
            Some(Some(Reference::Overloads(ids))) => ids,
            _ => &[],
        }
    }

    /// The type of a part.
    pub fn type_of(&self, id: Id) -> &Type {
        self.types.get(id as usize).unwrap_or(&Type::Dyn)
    }

    /// The expression ready to run; none where it is deeper than is run here.
    ///
    /// # Errors
    ///
    /// What of it fails whatever the variables are, as a conversion of a constant may.
    pub fn plan(&self) -> Option<Result<Program, Failure>> {
        let overload = |id| match self.overloads(id) {
            [only] => Some(*only),
            _ => None,
        };
        (self.ast.depth <= DEPTH_MAX).then(|| Program::plan_checked(self.ast.clone(), &overload))
    }

    /// Whether a part refers to what has that name, be it of the environment or of a loop.
    pub fn refers_to(&self, name: &str) -> bool {
        self.references.iter().flatten().any(|found| matches!(found, Reference::Name(other) if **other == *name))
    }
}

/// Compiles an expression.
///
/// # Errors
///
/// What the server says is wrong with it, in its order.
pub fn compile(text: &str, env: &Env) -> Result<Checked, Vec<Issue>> {
    let ast = parse(text, Syntax { server: env.server, bindings: env.bindings })?;
    check(ast, text, env)
}

/// Checks an expression that was read from `text`.
///
/// # Errors
///
/// What the server says is wrong with it, in its order.
pub fn check(ast: Ast, text: &str, env: &Env) -> Result<Checked, Vec<Issue>> {
    let refused = || Err(vec![Issue::of_all("the expression is too deep to be looked at")]);
    deep(ast.depth, || Checker::new(&ast, text, env).run()).unwrap_or_else(refused)
}

struct Checker<'e> {
    env: &'e Env,
    ast: &'e Ast,
    text: &'e str,
    mapping: Mapping,
    /// Variables of macros, innermost last.
    scopes: Vec<(Arc<str>, Type)>,
    /// Whether a loop was entered before: from then on upstream forgets which overloads are turned off.
    looped: bool,
    issues: Vec<Issue>,
    used: BTreeSet<String>,
    types: Vec<Option<Type>>,
    references: Vec<Option<Reference>>,
    /// Parts that stand for something else than they say.
    rewritten: Vec<(Id, Kind)>,
}

impl<'e> Checker<'e> {
    fn new(ast: &'e Ast, text: &'e str, env: &'e Env) -> Self {
        Checker {
            env,
            ast,
            text,
            mapping: Mapping::default(),
            scopes: Vec::new(),
            looped: false,
            issues: Vec::new(),
            used: BTreeSet::new(),
            types: vec![None; ast.exprs.len()],
            references: vec![None; ast.exprs.len()],
            rewritten: Vec::new(),
        }
    }

    /// `Check`, and what `Env.Check` of `cel/env.go` does after it.
    fn run(mut self) -> Result<Checked, Vec<Issue>> {
        self.check(self.ast.root);
        if !self.issues.is_empty() {
            return Err(self.issues);
        }
        let types: Vec<Type> =
            self.types.iter().map(|ty| ty.as_ref().map_or(Type::Dyn, |ty| self.mapping.resolve(ty, true))).collect();
        let mut ast = self.ast.clone();
        for (id, kind) in self.rewritten {
            ast.exprs[id as usize].kind = kind;
        }
        let ty = types[ast.root as usize].clone();
        let checked = Checked { ast, types, ty, used: self.used, references: self.references };
        let issues = literals::check(&checked, self.env.at_least(VALIDATORS));
        if issues.is_empty() { Ok(checked) } else { Err(issues) }
    }

    /// `check`; the part's type as it is known so far.
    fn check(&mut self, id: Id) -> Type {
        let mut outer = Vec::new();
        let mut here = id;
        while let Some(inner) = self.enter(here) {
            outer.push(here);
            here = inner;
        }
        while let Some(id) = outer.pop() {
            self.leave(id);
        }
        self.ty(id)
    }

    /// Does what comes before the first operand of a part, which is returned; without one the part is done with.
    fn enter(&mut self, id: Id) -> Option<Id> {
        let ast = self.ast;
        match ast.kind(id) {
            Kind::Literal(value) => self.set(id, literal(value)),
            Kind::Ident(name) => self.ident(id, name),
            Kind::Select { operand, .. } if !self.qualified_name(id) => return Some(*operand),
            Kind::Call { function: name, target: None, args } if name.as_ref() == function::OPT_SELECT => {
                return args.first().copied();
            }
            Kind::Call { target: None, args, .. } if !args.is_empty() => return Some(args[0]),
            Kind::Call { target: Some(target), .. } if !self.qualified_call(id) => return Some(*target),
            Kind::Call { target: None, .. } => self.leave(id),
            Kind::Select { .. } | Kind::Call { .. } => {}
            Kind::List { items, optional } => self.list(id, items, optional),
            Kind::Map(entries) => self.map(id, entries),
            Kind::Struct { name, fields } => self.structure(id, name, fields),
            Kind::Comprehension(of) => return Some(of.range),
        }
        None
    }

    /// Does what comes after the first operand of a part.
    fn leave(&mut self, id: Id) {
        let ast = self.ast;
        match ast.kind(id) {
            Kind::Select { operand, field, test } => self.select(id, *operand, field, *test),
            Kind::Call { function, target, args } => self.call(id, function, *target, args),
            Kind::Comprehension(of) => self.comprehension(id, of),
            _ => {}
        }
    }

    /// The type of a part that was looked at, as it is known so far (`getType`).
    fn ty(&self, id: Id) -> Type {
        self.types.get(id as usize).cloned().flatten().unwrap_or(Type::Error)
    }

    fn set(&mut self, id: Id, ty: Type) {
        self.types[id as usize] = Some(mapping::bounded(ty));
    }

    fn refer(&mut self, id: Id, to: Reference) {
        self.references[id as usize] = Some(to);
    }

    /// Notes something wrong with a part.
    fn issue(&mut self, id: Id, message: impl Into<String>) {
        let expr = self.ast.expr(id);
        self.issues.push(Issue::new(expr.at, expr.span, message));
    }

    /// Notes something wrong with a name in a part; it stands behind byte `from`.
    fn issue_of_name(&mut self, id: Id, from: u32, name: &str, message: impl Into<String>) {
        let expr = self.ast.expr(id);
        let (start, end) = (from.max(expr.span.0) as usize, expr.span.1 as usize);
        let found = self.text.get(start..end).and_then(|text| text.find(name)).map(|at| start + at);
        let span = found.map_or(expr.span, |at| {
            let start = u32::try_from(at).unwrap_or(expr.span.0);
            (start, start + u32::try_from(name.len()).unwrap_or_default())
        });
        self.issues.push(Issue::new(expr.at, span, message));
    }

    /// `typeMismatch`
    fn mismatch(&mut self, id: Id, wanted: &Type, got: &Type) {
        self.issue(id, format!("expected type '{}' but found '{}'", wanted.shown(), got.shown()));
    }

    /// `undeclaredReference`
    fn undeclared(&mut self, id: Id, from: u32, name: &str) {
        let word = name.rsplit('.').next().unwrap_or(name);
        self.issue_of_name(id, from, word, format!("undeclared reference to '{name}' (in container '')"));
        self.set(id, Type::Error);
    }

    /// Whether numbers of different kinds may be compared.
    fn compares_kinds(&self) -> bool {
        self.looped || self.env.at_least(CROSS_TYPE)
    }
}

impl Env {
    /// Whether the server is of that minor version or later.
    fn at_least(&self, minor: u8) -> bool {
        self.server.is_none_or(|server| server.at_least(minor))
    }
}

fn literal(value: &Literal) -> Type {
    match value {
        Literal::Null => Type::Null,
        Literal::Bool(_) => Type::Bool,
        Literal::Int(_) => Type::Int,
        Literal::Uint(_) => Type::Uint,
        Literal::Double(_) => Type::Double,
        Literal::String(_) => Type::String,
        Literal::Bytes(_) => Type::Bytes,
    }
}
