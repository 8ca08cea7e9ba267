//! Step by step (`interpreter/interpretable.go`).

use super::attribute::sound;
use super::cost;
use super::fold::Loop;
use super::plan::{Call, Part, Step};
use super::{Failed, Limits, Program, Run, Variables};
use crate::cel::ast::Id;
use crate::cel::equal::equal_within;
use crate::cel::value::{Failure, List, Map, Opaque, Origin, Value};

/// Why there is no value: an operator may do without it, but not without what is spent.
#[derive(Clone, Debug)]
pub(super) enum Halt {
    /// The part failed.
    Failed(Failed),
    /// The run has spent what it may.
    Spent(Id),
}

pub(super) type Outcome<'a> = Result<Value<'a>, Halt>;

/// Values that are compared in one run, beyond what equality costs by the server's count.
const STEPS_MAX: u64 = 20_000_000;

/// A run of a program.
pub(super) struct Runner<'r, 'a> {
    pub(super) program: &'r Program,
    pub(super) variables: &'r dyn Variables<'a>,
    pub(super) loops: Vec<Loop<'a>>,
    /// Constants that are made of parts, once they were needed.
    made: Vec<Option<Value<'a>>>,
    limit: u64,
    cost: u64,
    steps: u64,
    /// What each part came to, where that is asked for.
    seen: Option<Vec<Option<Value<'a>>>>,
}

/// A failure of a part.
pub(super) fn fail<T>(failure: Failure, at: Id) -> Result<T, Halt> {
    Err(Halt::Failed(Failed { failure, at }))
}

impl<'r, 'a> Runner<'r, 'a> {
    pub(super) fn new(program: &'r Program, variables: &'r dyn Variables<'a>, limits: Limits) -> Self {
        Runner {
            program,
            variables,
            loops: (0..program.folds).map(|_| Loop::default()).collect(),
            made: vec![None; program.constants.len()],
            limit: limits.cost,
            cost: 0,
            steps: STEPS_MAX,
            seen: None,
        }
    }

    /// The same, with what each part came to when it was last looked at, by its id.
    pub(super) fn traced(mut self) -> Vec<Option<Value<'a>>> {
        self.seen = Some(vec![None; self.program.steps.len()]);
        let _ = self.eval(self.program.ast.root);
        self.seen.unwrap_or_default()
    }

    pub(super) fn run(mut self) -> Run<'a> {
        let value = self.eval(self.program.ast.root).map_err(|halt| match halt {
            Halt::Failed(failed) => failed,
            Halt::Spent(at) => Failed { failure: Failure::cost_limit(), at },
        });
        Run { value, cost: self.cost }
    }

    /// Spends what a part costs, before it is done.
    pub(super) fn spend(&mut self, cost: u64, at: Id) -> Result<(), Halt> {
        self.cost = self.cost.saturating_add(cost);
        if self.cost > self.limit { Err(Halt::Spent(at)) } else { Ok(()) }
    }

    /// What a part comes to.
    pub(super) fn eval(&mut self, id: Id) -> Outcome<'a> {
        let value = self.step(id);
        if let (Some(seen), Ok(value)) = (&mut self.seen, &value) {
            seen[id as usize] = Some(value.clone());
        }
        value
    }

    fn step(&mut self, id: Id) -> Outcome<'a> {
        let program = self.program;
        match &program.steps[id as usize] {
            Step::None => fail(Failure::new("unsupported expression"), id),
            Step::Constant(at) => Ok(self.constant(*at)),
            Step::Local(..) | Step::Global(_) | Step::Select { .. } | Step::Index { .. } | Step::Conditional(..) => {
                self.attribute(id, true)
            }
            Step::And(terms) => self.logic(id, terms, false),
            Step::Or(terms) => self.logic(id, terms, true),
            Step::Equal { left, right, not } => self.equal(id, *left, *right, *not),
            Step::Member { item, set } => {
                let item = self.eval(*item)?;
                Ok(Value::Bool(program.sets[*set as usize].has(&item)))
            }
            Step::OptionalOr(left, right) => match self.eval(*left)? {
                Value::Optional(None) => self.eval(*right),
                other => Ok(other),
            },
            Step::OptionalOrValue(left, right) => match self.eval(*left)? {
                Value::Optional(None) => self.eval(*right),
                Value::Optional(Some(value)) => Ok((*value).clone()),
                other => Ok(other),
            },
            Step::NotStrictlyFalse(of) => self.not_strictly_false(id, *of),
            Step::Append { fold, list } => self.append(id, *fold, *list),
            Step::Insert { fold, entries } => self.insert(id, *fold, entries),
            Step::Matches { text, pattern, size, member } => self.matches(id, *text, *pattern, *size, *member),
            Step::Call(call) => self.call(id, call),
            Step::List { items, optional } => self.list(id, items, optional),
            Step::Map(entries) => self.map(id, entries),
            Step::Struct(fields) => self.fields(id, fields),
            Step::Fold(number) => self.fold(id, *number),
        }
    }

    fn constant(&mut self, at: u32) -> Value<'a> {
        let constant = &self.program.constants[at as usize];
        if !constant.is_made_of_parts() {
            return constant.value();
        }
        self.made[at as usize].get_or_insert_with(|| constant.value()).clone()
    }

    /// `&&` and `||`: one term may decide whatever the others come to, and wherever they stand.
    fn logic(&mut self, id: Id, terms: &[Id], decides: bool) -> Outcome<'a> {
        let mut failed = None;
        for term in terms {
            match self.eval(*term) {
                Ok(Value::Bool(value)) if value == decides => return Ok(Value::Bool(decides)),
                Ok(Value::Bool(_)) => {}
                Ok(_) => {
                    failed.get_or_insert(Failed { failure: Failure::no_such_overload(), at: id });
                }
                Err(Halt::Failed(why)) => {
                    failed.get_or_insert(why);
                }
                Err(spent) => return Err(spent),
            }
        }
        match failed {
            Some(failed) => Err(Halt::Failed(failed)),
            None => Ok(Value::Bool(!decides)),
        }
    }

    fn not_strictly_false(&mut self, id: Id, of: Id) -> Outcome<'a> {
        let value = self.eval(of);
        self.spend(1, id)?;
        match value {
            Ok(Value::Bool(value)) => Ok(Value::Bool(value)),
            Err(spent @ Halt::Spent(_)) => Err(spent),
            _ => Ok(Value::Bool(true)),
        }
    }

    /// Two parts, both of which are looked at before the first that failed is told.
    fn both(&mut self, id: Id, left: Id, right: Id) -> Result<(Value<'a>, Value<'a>), Halt> {
        let left = self.eval(left);
        if matches!(left, Err(Halt::Spent(_))) {
            return left.map(|left| (left, Value::Null));
        }
        let right = self.eval(right);
        self.pair(id, left, right)
    }

    /// What two parts came to. That all is spent is told before all else.
    fn pair(&mut self, id: Id, left: Outcome<'a>, right: Outcome<'a>) -> Result<(Value<'a>, Value<'a>), Halt> {
        match (left, right) {
            (Ok(left), Ok(right)) => Ok((left, right)),
            (_, Err(spent @ Halt::Spent(_))) => Err(spent),
            (Err(failed), _) | (_, Err(failed)) => {
                self.spend(1, id)?;
                Err(failed)
            }
        }
    }

    fn equal(&mut self, id: Id, left: Id, right: Id, not: bool) -> Outcome<'a> {
        let (left, right) = self.both(id, left, right)?;
        self.spend(cost::equality(&left, &right, not), id)?;
        if incomparable(&left, &right) {
            return if not { Ok(Value::Bool(true)) } else { fail(Failure::no_such_overload(), id) };
        }
        match equal_within(&left, &right, &mut self.steps) {
            Some(equal) => Ok(Value::Bool(equal != not)),
            None => Err(Halt::Spent(id)),
        }
    }

    fn matches(&mut self, id: Id, text: Id, pattern: u32, size: u64, member: bool) -> Outcome<'a> {
        let text = self.eval(text)?;
        self.spend(cost::pattern(&text, size, member), id)?;
        match text {
            Value::String(text) => Ok(Value::Bool(self.program.patterns[pattern as usize].is_match(text.as_str()))),
            _ => fail(Failure::no_such_overload(), id),
        }
    }

    fn call(&mut self, id: Id, call: &Call) -> Outcome<'a> {
        match call.args[..] {
            [left, right] => {
                let (left, right) = self.both(id, left, right)?;
                self.apply(id, call, &[left, right])
            }
            _ => {
                let mut args = Vec::with_capacity(call.args.len());
                for (at, arg) in call.args.iter().enumerate() {
                    match self.eval(*arg) {
                        Ok(value) => args.push(value),
                        Err(halt) => {
                            // Upstream counts a call of which all arguments were looked at, even if the last failed.
                            let all = at + 1 == call.args.len() && matches!(halt, Halt::Failed(_));
                            self.spend(u64::from(all), id)?;
                            return Err(halt);
                        }
                    }
                }
                self.apply(id, call, &args)
            }
        }
    }

    /// Calls a function, once what it costs is spent.
    pub(super) fn apply(&mut self, id: Id, call: &Call, args: &[Value<'a>]) -> Outcome<'a> {
        self.spend(cost::call(&call.name, call.member, call.many, args), id)?;
        let Some(function) = call.function else {
            return fail(Failure::new(format!("no such overload: {}", call.name)), id);
        };
        match function(args) {
            Ok(value) => Ok(value),
            Err(failure) if failure == Failure::cost_limit() => Err(Halt::Spent(id)),
            Err(failure) => fail(failure, id),
        }
    }

    /// A variable of a loop.
    pub(super) fn local(&mut self, fold: u32, part: Part, id: Id) -> Outcome<'a> {
        match part {
            Part::First => sound(self.loops[fold as usize].first.clone(), id),
            Part::Second => sound(self.loops[fold as usize].second.clone(), id),
            Part::Accu => self.accu(fold).clone(),
        }
    }
}

/// Whether it is an error to ask if two values are equal: what a manifest holds, and what the server's libraries make,
/// compares with nothing else.
fn incomparable(left: &Value<'_>, right: &Value<'_>) -> bool {
    match (left, right) {
        (_, Value::Null) => false,
        (Value::List(List::Seen(_)), right) => !matches!(right, Value::List(_)),
        (Value::Map(Map::Seen(_)), right) => !matches!(right, Value::Map(_)),
        // What was added up is another type to Go, though not to the language.
        (Value::Opaque(_), Value::Opaque(right)) if matches!(**right, Opaque::Quantity(_, Origin::Sum)) => true,
        (Value::Opaque(left), Value::Opaque(right)) => std::mem::discriminant(&**left) != std::mem::discriminant(right),
        (Value::Opaque(_), _) => true,
        _ => false,
    }
}
