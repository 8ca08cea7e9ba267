//! One rule, and what the server says where it does not hold (`validateExpressions`).

use std::rc::Rc;
use std::sync::OnceLock;

use super::declared::declared;
use super::point::pointed;
use super::{Broken, Place};
use crate::cel::eval::{Limits, Program, Run, Variables};
use crate::cel::value::{Failure, Value as Cel};
use crate::cel::{Ast, Env, Kind, Syntax, Type, compile, parse, why};
use crate::model::Reason;
use crate::regexp;
use crate::schema::crd::schema::{Rule, Schema};
use crate::schema::crd::value::{Data, Value};
use crate::source::Node;

/// The programs of one rule, made when first needed.
#[derive(Debug, Default)]
pub(in crate::schema::crd) struct Programs {
    rule: OnceLock<Option<Program>>,
    message: OnceLock<Option<Program>>,
    /// Whether its types are right, which is asked once it does not hold.
    sound: OnceLock<bool>,
}

impl Programs {
    fn rule(&self, text: &str) -> Option<&Program> {
        self.rule.get_or_init(|| program(text)).as_ref()
    }

    fn message(&self, text: &str) -> Option<&Program> {
        self.message.get_or_init(|| program(text)).as_ref()
    }
}

/// What a text is ready to run as; none where it is no expression, which is told of its definition.
fn program(text: &str) -> Option<Program> {
    Program::plan(parse(text, Syntax::default()).ok()?).ok()
}

/// Whether an expression names a variable.
fn names(ast: &Ast, name: &str) -> bool {
    ast.exprs.iter().any(|expr| matches!(&expr.kind, Kind::Ident(is) if is.strip_prefix('.').unwrap_or(is) == name))
}

/// What a rule may name on a create: there is no object that it replaces.
struct Created<'v> {
    this: Cel<'v>,
    old: Cel<'v>,
}

impl<'v> Variables<'v> for Created<'v> {
    fn get(&self, name: &str) -> Result<Option<Cel<'v>>, Failure> {
        Ok(match name {
            "self" => Some(self.this.clone()),
            "oldSelf" => Some(self.old.clone()),
            _ => None,
        })
    }
}

/// A rule that is applied to a value.
pub(super) struct Applied<'r, 'v, 'd> {
    pub(super) rule: &'v Rule<'d>,
    pub(super) value: &'r Value<'v>,
    pub(super) this: Cel<'r>,
    pub(super) shape: &'v Schema<'d>,
    pub(super) place: &'r Place<'v>,
    pub(super) node: Node<'v>,
    pub(super) unchanged: bool,
}

/// What became of a rule.
pub(super) enum Verdict<'v> {
    /// It holds, or says nothing of a create.
    Holds,
    Broken(Broken<'v>),
    /// It is broken, and no further rule is looked at.
    Last(Broken<'v>),
    /// It could not be evaluated here.
    Unknown,
}

/// What the server says once nothing is left to spend.
pub(super) const SPENT: &str =
    "validation failed due to running out of cost budget, no further validation rules will be run";

impl<'v, 'd: 'v> Applied<'_, 'v, 'd> {
    pub(super) fn verdict(&self, budget: &mut u64) -> Verdict<'v> {
        let rule = self.rule;
        if rule.rule.is_empty() {
            return Verdict::Holds;
        }
        let Some(program) = rule.programs.rule(rule.rule) else { return Verdict::Unknown };
        // Rules about a change have nothing to compare with on a create.
        if !self.unchanged && !rule.optional_old_self && names(program.ast(), "oldSelf") {
            return Verdict::Holds;
        }
        let old = match (self.unchanged, rule.optional_old_self) {
            (true, true) => Cel::Optional(Some(Rc::new(self.this.clone()))),
            (true, false) => self.this.clone(),
            (false, _) => Cel::Optional(None),
        };
        let created = Created { this: self.this.clone(), old };
        let Run { value, cost } = program.run(&created, Limits::default());
        let Some(left) = budget.checked_sub(cost) else { return Verdict::Last(self.failed(SPENT.to_owned())) };
        *budget = left;
        let told = if rule.message.is_empty() { rule.rule } else { rule.message };
        match value {
            Ok(Cel::Bool(true)) => Verdict::Holds,
            // No server has such a rule: it is told where the definition is checked.
            _ if !self.is_sound() => Verdict::Unknown,
            Ok(_) => self.untrue(program, &created, budget),
            Err(failed) => {
                let failure = failed.failure.0;
                if failure.ends_with(regexp::Kind::Unbuilt.words()) {
                    return Verdict::Unknown;
                }
                if failure.starts_with("no such overload") {
                    let words =
                        "call arguments did not match a supported operator, function or macro signature for rule";
                    return Verdict::Broken(self.failed(format!("'{failure}': {words}: {told}")));
                }
                if failure.starts_with("operation cancelled: actual cost limit exceeded") {
                    let words = "no further validation rules will be run due to call cost exceeds limit for rule";
                    return Verdict::Last(self.failed(format!("'{failure}': {words}: {told}")));
                }
                Verdict::Broken(self.failed(format!("{failure} evaluating rule: {told}")))
            }
        }
    }

    /// Whether the rule is one that a definition may have.
    fn is_sound(&self) -> bool {
        *self.rule.programs.sound.get_or_init(|| {
            let Some(decl) = declared(self.shape, self.place.resource) else { return false };
            let ty = decl.named("self");
            let old = if self.rule.optional_old_self { Type::optional(ty.clone()) } else { ty.clone() };
            let variables = [("self".to_owned(), ty), ("oldSelf".to_owned(), old)].into();
            let checked = compile(self.rule.rule, &Env { variables, ..Env::default() });
            checked.is_ok_and(|checked| checked.ty == Type::Bool)
        })
    }

    /// The rule comes to `false`.
    fn untrue(&self, program: &Program, created: &Created<'_>, budget: &mut u64) -> Verdict<'v> {
        let rule = self.rule;
        let why = why(program, rule.rule, created);
        let detail = match self.message(created, budget) {
            Ok(said) => said,
            Err(problem) => return Verdict::Last(self.failed(problem)),
        };
        let detail = detail.unwrap_or_else(|| match rule.message {
            "" => format!("failed rule: {}", rule.rule),
            message => message.to_owned(),
        });
        let (path, node) = pointed(rule.field_path, &self.place.path, self.value, self.node, self.shape);
        let reason = match rule.reason {
            "FieldValueForbidden" => Reason::Forbidden,
            "FieldValueRequired" => Reason::Required,
            "FieldValueDuplicate" => Reason::Duplicate,
            _ => Reason::Invalid,
        };
        let scalar = !matches!(self.value.data, Data::Map(_) | Data::List(_));
        let given = scalar.then(|| self.value.json());
        Verdict::Broken(Broken { path, node, reason, detail, rule: rule.rule, given, why })
    }

    /// What the message expression says, where it comes to a line of text (`evalMessageExpression`).
    ///
    /// # Errors
    ///
    /// What the server says where that costs too much.
    fn message(&self, created: &Created<'_>, budget: &mut u64) -> Result<Option<String>, String> {
        let text = self.rule.message_expression;
        let Some(program) = self.rule.programs.message(text).filter(|_| !text.is_empty()) else { return Ok(None) };
        let Run { value, cost } = program.run(created, Limits::default());
        let Some(left) = budget.checked_sub(cost) else {
            let words = "messageExpression evaluation failed due to running out of cost budget, no further validation \
                         rules will be run";
            return Err(words.to_owned());
        };
        match value {
            Err(failed) if failed.failure.0.starts_with("operation cancelled: actual cost limit exceeded") => {
                let words =
                    "no further validation rules will be run due to call cost exceeds limit for messageExpression";
                Err(format!("{words}: {text:?}"))
            }
            Ok(Cel::String(said)) => {
                *budget = left;
                let said = said.as_str().trim();
                Ok((!said.is_empty() && !said.contains('\n') && said.len() <= MESSAGE_MAX).then(|| said.to_owned()))
            }
            _ => {
                *budget = left;
                Ok(None)
            }
        }
    }

    /// The rule cannot be evaluated for this value, which breaks it as well.
    pub(super) fn failed(&self, detail: String) -> Broken<'v> {
        let given = Some(format!("{:?}", self.shape.props().ty));
        let path = self.place.path.clone();
        Broken { path, node: self.node, reason: Reason::Invalid, detail, rule: self.rule.rule, given, why: None }
    }
}

/// Bytes that a message which was worked out may have (`MaxEvaluatedMessageExpressionSizeBytes`).
const MESSAGE_MAX: usize = 5 * 1024;
