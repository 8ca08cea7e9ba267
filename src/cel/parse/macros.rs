//! Macros and what they stand for (`parser/macro.go`, `cel/library.go`, `ext/comprehensions.go`, `ext/lists.go`). What a
//! macro makes has the place of its call.

use std::sync::Arc;

use super::super::ast::{Comprehension, Id, Kind, Literal, function};
use super::Parser;
use super::build::Place;

/// What a loop carries along.
const ACCU: &str = "@result";

/// The name that what a loop carries along once had; nobody may take it.
const ACCU_BEFORE: &str = "__result__";

/// The item of a loop that runs over nothing.
const UNUSED: &str = "#unused";

/// What `sortBy` sorts.
const SORTED: &str = "@__sortBy_input__";

/// Words for what should be a name and is none.
const NO_NAME: &str = "argument must be a simple name";
const NO_IDENTIFIER: &str = "argument is not an identifier";

/// Why a macro cannot be expanded: the part that is wrong, and cel-go's words.
type Refused = (Id, String);

/// A loop that is being made: its place, what it runs over and its variables.
struct Loop {
    place: Place,
    range: Id,
    var: Arc<str>,
    var2: Option<Arc<str>>,
}

/// What a loop does: with what it begins, when it goes on, what it does with an item, and what it comes to.
struct Body {
    init: Id,
    condition: Id,
    step: Id,
    result: Id,
}

impl Parser<'_> {
    /// What a call of that name stands for, if it is a macro's. One that is wrong is told.
    pub(super) fn expand(&mut self, place: Place, name: &str, target: Option<Id>, args: &[Id]) -> Option<Id> {
        let made = match target {
            None if name == "has" && args.len() == 1 => self.has(place, args[0]),
            None => return None,
            Some(target) => self.expand_on(place, name, target, args)?,
        };
        Some(made.unwrap_or_else(|(wrong, message)| {
            let Place { at, span } = self.build.place(wrong);
            self.issue(at, span, message);
            wrong
        }))
    }

    /// The same of a macro that is called on something.
    fn expand_on(&mut self, place: Place, name: &str, range: Id, args: &[Id]) -> Option<Result<Id, Refused>> {
        let (count, pairs) = (args.len(), self.syntax.since(33));
        let last = *args.last()?;
        Some(match name {
            "all" | "exists" | "exists_one" | "existsOne"
                if count == 2 && name != "existsOne" || count == 3 && pairs =>
            {
                self.variables(place, range, args, count - 1, NO_NAME).map(|of| self.quantifier(of, name, last))
            }
            "filter" if count == 2 => {
                self.variables(place, range, args, 1, NO_IDENTIFIER).map(|of| self.collected(of, Some(last), args[0]))
            }
            "map" if count == 2 || count == 3 => {
                let filter = (count == 3).then(|| args[1]);
                self.variables(place, range, args, 1, NO_IDENTIFIER).map(|of| self.collected(of, filter, last))
            }
            "transformList" | "transformMap" | "transformMapEntry" if pairs && (count == 3 || count == 4) => {
                let filter = (count == 4).then(|| args[2]);
                let variables = self.variables(place, range, args, 2, NO_NAME);
                variables.map(|of| match name {
                    "transformList" => self.collected(of, filter, last),
                    "transformMap" => self.mapped(of, filter, last, true),
                    _ => self.mapped(of, filter, last, false),
                })
            }
            "optMap" | "optFlatMap" if count == 2 && self.syntax.optionals() => {
                let refusal = format!("{name}() variable name must be a simple identifier");
                self.variable(args[0], &refusal).map(|var| self.with_value(place, range, var, last, name == "optMap"))
            }
            "bind" if count == 3 && self.syntax.bindings && self.is_cel(range) => {
                let var = self.variable(args[0], "cel.bind() variable names must be simple identifiers");
                var.map(|var| self.bound(place, var, args[1], last))
            }
            "sortBy" if count == 2 && self.syntax.since(35) => self.sorted(place, range, args),
            _ => return None,
        })
    }

    fn is_cel(&self, id: Id) -> bool {
        matches!(self.build.kind(id), Kind::Ident(name) if **name == *"cel")
    }

    fn has(&mut self, place: Place, of: Id) -> Result<Id, Refused> {
        let Kind::Select { operand, field, .. } = self.build.kind(of) else {
            return Err((of, "invalid argument to has() macro".to_owned()));
        };
        let kind = Kind::Select { operand: *operand, field: Arc::clone(field), test: true };
        Ok(self.build.add(place, kind))
    }

    /// The name that an argument is, or `refusal`.
    fn variable(&self, id: Id, refusal: &str) -> Result<Arc<str>, Refused> {
        match self.build.kind(id) {
            Kind::Ident(name) => Ok(Arc::clone(name)),
            _ => Err((id, refusal.to_owned())),
        }
    }

    /// A loop over `range` with the first one or two of the arguments as its variables.
    fn variables(&self, place: Place, range: Id, args: &[Id], count: usize, refusal: &str) -> Result<Loop, Refused> {
        let taken = |id: Id, name: &str| match name {
            ACCU | ACCU_BEFORE => Err((id, "iteration variable overwrites accumulator variable".to_owned())),
            _ => Ok(()),
        };
        let var = self.variable(args[0], refusal)?;
        let mut var2 = None;
        if count == 2 {
            let second = self.variable(args[1], refusal)?;
            if var == second {
                return Err((args[1], format!("duplicate variable name: {var}")));
            }
            taken(args[0], &var)?;
            taken(args[1], &second)?;
            var2 = Some(second);
        }
        taken(args[0], &var)?;
        Ok(Loop { place, range, var, var2 })
    }

    fn accu(&mut self, place: Place) -> Id {
        self.build.ident(place, &ACCU.into())
    }

    fn made(&mut self, of: Loop, body: &Body) -> Id {
        let Loop { place, range, var, var2 } = of;
        let Body { init, condition, step, result } = *body;
        let accu = ACCU.into();
        self.build.add(
            place,
            Kind::Comprehension(Box::new(Comprehension { range, var, var2, accu, init, condition, step, result })),
        )
    }

    /// `all`, `exists`, `exists_one`.
    fn quantifier(&mut self, of: Loop, name: &str, predicate: Id) -> Id {
        let place = of.place;
        let literal = |parser: &mut Self, literal| parser.build.literal(place, literal);
        let body = match name {
            "all" | "exists" => {
                let all = name == "all";
                let init = literal(self, Literal::Bool(all));
                let mut goes_on = self.accu(place);
                if !all {
                    goes_on = self.build.call(place, function::NOT, None, vec![goes_on]);
                }
                let condition = self.build.call(place, function::NOT_STRICTLY_FALSE, None, vec![goes_on]);
                let accu = self.accu(place);
                let joined = if all { function::AND } else { function::OR };
                let step = self.build.call(place, joined, None, vec![accu, predicate]);
                Body { init, condition, step, result: self.accu(place) }
            }
            _ => {
                let init = literal(self, Literal::Int(0));
                let condition = literal(self, Literal::Bool(true));
                let (accu, one) = (self.accu(place), literal(self, Literal::Int(1)));
                let more = self.build.call(place, function::ADD, None, vec![accu, one]);
                let step = self.filtered(place, Some(predicate), more);
                let (accu, one) = (self.accu(place), literal(self, Literal::Int(1)));
                let result = self.build.call(place, function::EQUALS, None, vec![accu, one]);
                Body { init, condition, step, result }
            }
        };
        self.made(of, &body)
    }

    /// `filter ? step : what there is`, or `step` where nothing is filtered.
    fn filtered(&mut self, place: Place, filter: Option<Id>, step: Id) -> Id {
        let Some(filter) = filter else { return step };
        let accu = self.accu(place);
        self.build.call(place, function::CONDITIONAL, None, vec![filter, step, accu])
    }

    /// A list of what `item` is for each: `map`, `filter`, `transformList`.
    fn collected(&mut self, of: Loop, filter: Option<Id>, item: Id) -> Id {
        let place = of.place;
        let list = |items| Kind::List { items, optional: Vec::new() };
        let init = self.build.add(place, list(Vec::new()));
        let condition = self.build.literal(place, Literal::Bool(true));
        let (accu, one) = (self.accu(place), self.build.add(place, list(vec![item])));
        let more = self.build.call(place, function::ADD, None, vec![accu, one]);
        let step = self.filtered(place, filter, more);
        let result = self.accu(place);
        self.made(of, &Body { init, condition, step, result })
    }

    /// A map of the same keys, or of entries that are made: `transformMap`, `transformMapEntry`.
    fn mapped(&mut self, of: Loop, filter: Option<Id>, value: Id, same_keys: bool) -> Id {
        let place = of.place;
        let init = self.build.add(place, Kind::Map(Vec::new()));
        let condition = self.build.literal(place, Literal::Bool(true));
        let accu = self.accu(place);
        let args = match same_keys {
            true => vec![accu, self.build.ident(place, &of.var), value],
            false => vec![accu, value],
        };
        let more = self.build.call(place, function::MAP_INSERT, None, args);
        let step = self.filtered(place, filter, more);
        let result = self.accu(place);
        self.made(of, &Body { init, condition, step, result })
    }

    /// A name for a value, as a loop over nothing: `result` where `var` is `value`.
    fn bound(&mut self, place: Place, var: Arc<str>, value: Id, result: Id) -> Id {
        let range = self.build.add(place, Kind::List { items: Vec::new(), optional: Vec::new() });
        let condition = self.build.literal(place, Literal::Bool(false));
        let step = self.build.ident(place, &var);
        let of =
            Comprehension { range, var: UNUSED.into(), var2: None, accu: var, init: value, condition, step, result };
        self.build.add(place, Kind::Comprehension(Box::new(of)))
    }

    /// `optMap`, `optFlatMap`.
    fn with_value(&mut self, place: Place, target: Id, var: Arc<str>, result: Id, wrap: bool) -> Id {
        let there = self.build.call(place, "hasValue", Some(target), Vec::new());
        let copy = self.build.copy(target);
        let value = self.build.call(place, "value", Some(copy), Vec::new());
        let mut mapped = self.bound(place, var, value, result);
        if wrap {
            mapped = self.build.call(place, "optional.of", None, vec![mapped]);
        }
        let none = self.build.call(place, "optional.none", None, Vec::new());
        self.build.call(place, function::CONDITIONAL, None, vec![there, mapped, none])
    }

    /// `sortBy`
    fn sorted(&mut self, place: Place, target: Id, args: &[Id]) -> Result<Id, Refused> {
        if matches!(self.build.kind(target), Kind::Literal(_) | Kind::Map(_) | Kind::Struct { .. }) {
            let words = "sortBy can only be applied to a list, identifier, comprehension, call or select expression";
            return Err((target, words.to_owned()));
        }
        let name: Arc<str> = SORTED.into();
        let input = self.build.ident(place, &name);
        let of = self.variables(place, input, args, 1, NO_IDENTIFIER)?;
        let keys = self.collected(of, None, args[1]);
        let input = self.build.ident(place, &name);
        let sorted = self.build.call(place, function::SORT_BY_KEYS, Some(input), vec![keys]);
        Ok(self.bound(place, name, target, sorted))
    }
}
