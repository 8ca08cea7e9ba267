//! No expression makes parsing, checking, estimating, planning or running panic, hang or spend more than it may. What was
//! checked against types that are all known finds each overload.
//!
//! The input is an expression, and after [`PART`] the value of `self` as JSON.
#![no_main]

use std::rc::Rc;

use libfuzzer_sys::fuzz_target;
use plimsoll::cel::eval::{Limits, PER_CALL_LIMIT, Variables};
use plimsoll::cel::value::{Failure, Fields, Items, Likeness, List, Map, Value};
use plimsoll::cel::{Checked, Env, Issue, Kind, Type, compile, cost, printed, why};
use plimsoll::model::Version;
use plimsoll_fuzz::PART;
use serde_json::Value as Json;

/// `self` where nothing is given.
const DEFAULT: &str = r#"{"s":"text","i":3,"d":1.5,"b":true,"l":["a","b"],"n":[1,2],"m":{"k":"v"},"o":{"x":"y","z":1},"t":"2020-01-01T00:00:00Z"}"#;

/// JSON, read where it lies.
#[derive(Debug)]
struct Lies<'a>(&'a Json);

fn seen(json: &Json) -> Value<'_> {
    match json {
        Json::Null => Value::Null,
        Json::Bool(value) => Value::Bool(*value),
        Json::Number(number) => {
            number.as_i64().map_or_else(|| Value::Double(number.as_f64().unwrap_or_default()), Value::Int)
        }
        Json::String(text) => Value::from(text.as_str()),
        Json::Array(_) => Value::List(List::Seen(Rc::new(Lies(json)))),
        Json::Object(_) => Value::Map(Map::Seen(Rc::new(Lies(json)))),
    }
}

impl<'a> Items<'a> for Lies<'a> {
    fn len(&self) -> usize {
        self.0.as_array().map_or(0, Vec::len)
    }

    fn get(&self, index: usize) -> Value<'a> {
        self.0.get(index).map(seen).unwrap_or_default()
    }

    fn kind(&self) -> Likeness<'_> {
        // Every way of telling items apart has its turn.
        match self.0.as_array().map_or(0, Vec::len) % 3 {
            0 => Likeness::Set,
            _ => Likeness::Atomic,
        }
    }
}

impl<'a> Fields<'a> for Lies<'a> {
    fn len(&self) -> usize {
        self.0.as_object().map_or(0, serde_json::Map::len)
    }

    fn get(&self, key: &str) -> Option<Value<'a>> {
        self.0.get(key).map(seen)
    }

    fn entry(&self, index: usize) -> (&'a str, Value<'a>) {
        let entry = self.0.as_object().and_then(|fields| fields.iter().nth(index));
        entry.map_or(("", Value::Null), |(key, value)| (key.as_str(), seen(value)))
    }

    fn object(&self) -> Option<&str> {
        None
    }

    fn declares(&self, _: &str) -> bool {
        true
    }
}

struct Given<'a>(&'a Json);

impl<'a> Variables<'a> for Given<'a> {
    fn get(&self, name: &str) -> Result<Option<Value<'a>>, Failure> {
        Ok(match name {
            "self" => Some(seen(self.0)),
            "oldSelf" => Some(Value::Optional(None)),
            _ => None,
        })
    }
}

/// Nothing is known of how large values are.
struct Unknown;

impl cost::Sizes for Unknown {
    fn size(&self, _: &[std::sync::Arc<str>]) -> Option<cost::Range> {
        None
    }
}

/// The type that [`DEFAULT`] has.
fn declared() -> Type {
    Type::object_of(
        "Self",
        [
            ("s", Type::String),
            ("i", Type::Int),
            ("d", Type::Double),
            ("b", Type::Bool),
            ("l", Type::list(Type::String)),
            ("n", Type::list(Type::Int)),
            ("m", Type::string_map(Type::String)),
            ("o", Type::object_of("Self.o", [("x", Type::String), ("z", Type::Int)])),
            ("t", Type::String),
        ],
    )
}

/// Every place of an issue lies in the expression, and it can be printed.
fn placed(expression: &str, issues: &[Issue]) {
    for issue in issues {
        let span = issue.span.0 as usize..issue.span.1 as usize;
        assert!(expression.get(span).is_some(), "{issue:?} is no part of the expression");
    }
    let _ = printed(expression, issues);
}

/// Runs what was compiled, with all that it may spend and with less.
fn run(expression: &str, checked: &Checked, json: &Json) -> Option<String> {
    let _ = cost::estimate(checked, &Unknown);
    let program = match checked.plan()? {
        Ok(program) => program,
        Err(Failure(why)) => return Some(why),
    };
    let variables = Given(json);
    let whole = program.run(&variables, Limits::default());
    let spent = |run: &plimsoll::cel::eval::Run<'_>| {
        run.value.as_ref().is_err_and(|failed| failed.failure == Failure::cost_limit())
    };
    assert!(whole.cost <= PER_CALL_LIMIT || spent(&whole), "what is spent is told");
    if whole.cost > 0 {
        let less = program.run(&variables, Limits { cost: whole.cost.min(PER_CALL_LIMIT) - 1 });
        assert!(spent(&less) && less.cost <= whole.cost, "it stops at the step that costs too much");
    }
    if matches!(whole.value, Ok(Value::Bool(false))) {
        let _ = why(&program, expression, &variables);
    }
    whole.value.err().map(|failed| failed.failure.0)
}

/// Whether nothing of an expression is judged only when it runs.
fn is_known(checked: &Checked) -> bool {
    fn known(ty: &Type) -> bool {
        match ty {
            Type::Dyn | Type::Any | Type::Error | Type::Param(_) | Type::Var(_) => false,
            Type::Meta(of) => of.as_ref().is_none_or(|of| known(of)),
            Type::List(of) | Type::Optional(of) => known(of),
            Type::Map(key, of) => known(key) && known(of),
            _ => true,
        }
    }
    // A text that is no address is no overload to `containsIP`: so says the server (`cidrContainsIP`).
    let called =
        |kind: &Kind| matches!(kind, Kind::Call { function, .. } if ["dyn", "containsIP"].contains(&&**function));
    checked.types.iter().all(known) && !checked.ast.exprs.iter().any(|expr| called(&expr.kind))
}

fuzz_target!(|text: &str| {
    let (expression, given) = text.split_once(PART).unwrap_or((text, DEFAULT));
    let Ok(json) = serde_json::from_str::<Json>(given) else { return };
    let typed = given == DEFAULT;
    for (ty, minor) in [(Type::Dyn, 36), (declared(), 36), (Type::Dyn, 29)] {
        let fits = typed && ty != Type::Dyn;
        let variables = [("self".to_owned(), ty.clone()), ("oldSelf".to_owned(), Type::optional(ty))].into();
        let env = Env { variables, server: Version::new(minor), patches: minor == 29, bindings: minor == 36 };
        match compile(expression, &env) {
            Err(issues) => placed(expression, &issues),
            Ok(checked) => {
                let failure = run(expression, &checked, &json);
                let unmatched = failure.is_some_and(|why| why.starts_with("no such overload"));
                assert!(!(fits && unmatched && is_known(&checked)), "what was checked finds its overloads");
            }
        }
    }
});
