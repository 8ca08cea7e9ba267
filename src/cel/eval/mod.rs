//! What an expression comes to, and what that costs (`interpreter`). A [`Program`] is planned once and run often: names
//! are resolved, constants made and patterns read when it is planned.

mod attribute;
mod constant;
mod cost;
mod fold;
mod lists_cost;
mod make;
mod names;
mod operators;
mod plan;
mod run;
#[cfg(test)]
mod tests;

use constant::{Constant, Set};
use plan::Step;

use crate::cel::ast::{Ast, Id};
use crate::cel::standard::pattern::Pattern;
use crate::cel::value::{Failure, Value};

/// What the server lets one expression cost in one run (`celconfig.PerCallLimit`).
pub const PER_CALL_LIMIT: u64 = 1_000_000;

/// Parts within parts of an expression that is run: what the parser takes has fewer, and a run needs less than a megabyte
/// of the stack.
pub const DEPTH_MAX: u32 = 1000;

/// An expression that is ready to run, in as many threads as one likes.
#[derive(Clone, Debug)]
pub struct Program {
    ast: Ast,
    steps: Vec<Step>,
    constants: Vec<Constant>,
    sets: Vec<Set>,
    patterns: Vec<Pattern>,
    /// How many loops there are.
    folds: usize,
}

/// What names stand for in a run.
pub trait Variables<'a> {
    /// The value of a name, which may have dots within; none where there is no such variable. Names with more dots are
    /// asked for first: `variables.a` before `variables`.
    ///
    /// # Errors
    ///
    /// Why a variable that is worked out by an expression has no value.
    fn get(&self, name: &str) -> Result<Option<Value<'a>>, Failure>;
}

/// What a run may spend.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Cost, as the server counts it.
    pub cost: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Limits { cost: PER_CALL_LIMIT }
    }
}

/// What came of a run.
#[derive(Clone, Debug)]
pub struct Run<'a> {
    /// What the expression comes to.
    pub value: Result<Value<'a>, Failed>,
    /// What that cost.
    pub cost: u64,
}

/// Why an expression comes to nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failed {
    /// In cel-go's words.
    pub failure: Failure,
    /// The part that failed.
    pub at: Id,
}

impl Program {
    /// Gets an expression ready.
    ///
    /// # Errors
    ///
    /// What of it fails whatever the variables are: a conversion of a constant, a pattern that cannot be read, or more
    /// parts within parts than [`DEPTH_MAX`].
    pub fn plan(ast: Ast) -> Result<Program, Failure> {
        plan::plan(ast, None)
    }

    /// Gets an expression ready whose types are known: `overload` tells of a call the id of its overload if but one fits.
    /// By it a sum of nothing has its type, and a call of more than one costs what the server counts.
    ///
    /// # Errors
    ///
    /// Those of [`Program::plan`].
    pub fn plan_checked(ast: Ast, overload: &dyn Fn(Id) -> Option<&'static str>) -> Result<Program, Failure> {
        plan::plan(ast, Some(overload))
    }

    /// What it comes to with these variables.
    pub fn run<'a>(&self, variables: &dyn Variables<'a>, limits: Limits) -> Run<'a> {
        run::Runner::new(self, variables, limits).run()
    }

    /// What each part came to when it was last looked at, by its id; none for those that were not looked at, or failed.
    pub fn trace<'a>(&self, variables: &dyn Variables<'a>, limits: Limits) -> Vec<Option<Value<'a>>> {
        run::Runner::new(self, variables, limits).traced()
    }

    /// The expression.
    pub fn ast(&self) -> &Ast {
        &self.ast
    }
}
