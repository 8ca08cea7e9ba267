//! Expressions over one object, with the variables that they may name.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use super::Subject;
use super::eyes::Eyes;
use super::value::{self, UNSAID};
use crate::cel::eval::{Limits, PER_CALL_LIMIT, Program, Run, Variables};
use crate::cel::standard::type_name;
use crate::cel::value::{Failure, Value as Cel};
use crate::cel::{Ast, Id, Syntax, Why, parse, why};

/// What a rule of users' own may cost, a tenth of what the server lets a policy cost: it is run over every object of a tree,
/// again and again.
const OWN_LIMIT: u64 = PER_CALL_LIMIT / 10;

/// An expression and what it is ready to run as; none where it is no expression, which is told where it stands.
#[derive(Clone, Debug)]
pub(super) struct Expression {
    pub(super) text: String,
    program: Option<Program>,
}

impl Expression {
    pub(super) fn new(text: &str) -> Self {
        let program = parse(text, Syntax::default()).ok().and_then(|ast| Program::plan(ast).ok());
        Expression { text: text.to_owned(), program }
    }

    /// Its tree, where it is an expression.
    pub(super) fn ast(&self) -> Option<&Ast> {
        self.program.as_ref().map(Program::ast)
    }
}

/// What came of an expression that decides.
pub(super) enum Verdict {
    Holds,
    /// It comes to `false`, and which values made it so.
    Broken(Option<Why>),
    /// It comes to something else, of that type: to the server that is no more than `false`.
    Other(String),
    /// It could not be evaluated, in cel-go's words, and the part that could not.
    Failed(String, Id),
    /// Nobody can say without a cluster.
    Unsaid,
}

/// What expressions about one object may name.
pub(super) struct Scope<'s, 'a> {
    object: Cel<'a>,
    request: Cel<'a>,
    /// None where it is not known.
    params: Option<Cel<'a>>,
    /// Names and expressions, each of which may name those before it.
    pub(super) variables: &'s [(String, Expression)],
    /// How the object is looked at.
    eyes: Rc<Eyes<'a>>,
    limits: Limits,
    /// What the variables came to.
    done: RefCell<Vec<Option<Result<Cel<'a>, Failure>>>>,
    /// So many of them may be named.
    up_to: Cell<usize>,
}

impl<'s, 'a> Scope<'s, 'a> {
    /// That of the server's policies, or of users' own rules.
    pub(super) fn new(
        subject: &Subject<'a>,
        server: bool,
        params: Option<Cel<'a>>,
        variables: &'s [(String, Expression)],
    ) -> Self {
        let eyes = Rc::new(Eyes::new(subject, server));
        Scope {
            object: value::object(subject, &eyes),
            request: subject.request(),
            params,
            variables,
            eyes,
            limits: Limits { cost: if server { PER_CALL_LIMIT } else { OWN_LIMIT } },
            done: RefCell::new(vec![None; variables.len()]),
            up_to: Cell::new(variables.len()),
        }
    }

    /// Whether an expression holds.
    pub(super) fn decide(&self, expression: &Expression) -> Verdict {
        let Some(program) = &expression.program else { return Verdict::Unsaid };
        self.eyes.met.set(false);
        let Run { value, .. } = program.run(self, self.limits);
        match value {
            Ok(Cel::Bool(true)) => Verdict::Holds,
            Ok(Cel::Bool(false)) => Verdict::Broken(why(program, &expression.text, self)),
            Ok(other) => Verdict::Other(type_name(&other).to_owned()),
            Err(failed) if failed.failure.0.contains(UNSAID) => Verdict::Unsaid,
            // What is not known might have kept it from coming so far.
            Err(_) if self.eyes.met.get() => Verdict::Unsaid,
            Err(failed) => Verdict::Failed(failed.failure.0, failed.at),
        }
    }

    /// The text that an expression comes to. A name that is drawn is told as the one that stands for it.
    pub(super) fn text(&self, expression: &Expression) -> Option<String> {
        let program = expression.program.as_ref()?;
        let drawn = self.eyes.drawn.replace(false);
        if drawn {
            self.done.borrow_mut().fill(None);
        }
        let value = program.run(self, self.limits).value;
        if drawn {
            self.done.borrow_mut().fill(None);
        }
        self.eyes.drawn.set(drawn);
        match value {
            Ok(Cel::String(text)) => Some(text.as_str().trim().to_owned()).filter(|text| !text.is_empty()),
            _ => None,
        }
    }

    fn variable(&self, at: usize) -> Result<Cel<'a>, Failure> {
        if let Some(done) = &self.done.borrow()[at] {
            return done.clone();
        }
        // Each may name those before it alone, so that this ends.
        let before = self.up_to.replace(at);
        let program = self.variables[at].1.program.as_ref();
        let value = program.map_or_else(
            || Err(Failure::new(UNSAID)),
            |program| program.run(self, self.limits).value.map_err(|failed| failed.failure),
        );
        self.up_to.set(before);
        self.done.borrow_mut()[at] = Some(value.clone());
        value
    }
}

impl<'a> Variables<'a> for Scope<'_, 'a> {
    fn get(&self, name: &str) -> Result<Option<Cel<'a>>, Failure> {
        Ok(match name {
            "object" => Some(self.object.clone()),
            "oldObject" => Some(Cel::Null),
            "request" => Some(self.request.clone()),
            "params" => Some(self.params.clone().ok_or_else(|| Failure::new(UNSAID))?),
            "namespaceObject" | "authorizer" | "authorizer.requestResource" => return Err(Failure::new(UNSAID)),
            name => {
                let Some(name) = name.strip_prefix("variables.") else { return Ok(None) };
                let at = self.variables[..self.up_to.get()].iter().position(|(own, _)| own == name);
                at.map(|at| self.variable(at)).transpose()?
            }
        })
    }
}
