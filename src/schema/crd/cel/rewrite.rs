//! What the library's parser takes but its evaluator does not know: optionals, macros of two variables, `optMap`,
//! `sortBy`. They are rewritten into what it knows, as cel-go's own macros expand (`ext/comprehensions.go`,
//! `ext/lists.go`, `cel/library.go`). `cel.bind` is not among them: no server has it.

use kube_cel::cel;

use cel::IdedExpr;
use cel::common::ast::{CallExpr, ComprehensionExpr, EntryExpr, Expr, ListExpr, LiteralValue, MapExpr, operators};

/// The accumulator of a comprehension, which no rule can name.
const RESULT: &str = "@result";
/// A pair of a key or an index and its value.
const PAIR: &str = "@pair";
/// Equality, of optionals too.
const EQUAL: &str = "@equal";
/// The list that is sorted.
const INPUT: &str = "@input";

/// Rewrites in place the expression that was written as `text`.
pub(super) fn rewrite(of: &mut IdedExpr, text: &str) {
    let optionals = ["?.", ".?", "[?", "optional."].iter().any(|sign| text.contains(sign));
    within(of, optionals);
}

fn within(of: &mut IdedExpr, optionals: bool) {
    let rewrite = |part: &mut IdedExpr| within(part, optionals);
    match &mut of.expr {
        Expr::Call(call) => {
            call.target.iter_mut().for_each(|target| rewrite(target));
            call.args.iter_mut().for_each(rewrite);
            // The evaluator takes no two optionals for equal.
            match call.func_name.as_str() {
                operators::EQUALS if optionals => call.func_name = EQUAL.to_owned(),
                operators::NOT_EQUALS if optionals => {
                    let equal = node(call_of(EQUAL, &call.args));
                    *call = CallExpr { func_name: operators::LOGICAL_NOT.to_owned(), target: None, args: vec![equal] };
                }
                _ => {}
            }
        }
        Expr::Comprehension(fold) => {
            for part in
                [&mut fold.iter_range, &mut fold.accu_init, &mut fold.loop_cond, &mut fold.loop_step, &mut fold.result]
            {
                rewrite(part);
            }
        }
        Expr::List(list) => list.elements.iter_mut().for_each(rewrite),
        Expr::Map(map) => {
            for entry in &mut map.entries {
                if let EntryExpr::MapEntry(entry) = &mut entry.expr {
                    rewrite(&mut entry.key);
                    rewrite(&mut entry.value);
                }
            }
        }
        Expr::Select(select) => rewrite(&mut select.operand),
        Expr::Ident(_) | Expr::Literal(_) | Expr::Struct(_) | Expr::Unspecified => {}
    }
    if let Some(other) = replacement(&of.expr) {
        of.expr = other;
    }
}

fn replacement(of: &Expr) -> Option<Expr> {
    match of {
        // The evaluator fails at a field that is not there, though that is what `?` is for.
        Expr::Call(call) if call.func_name == operators::OPT_SELECT => Some(call_of(operators::OPT_INDEX, &call.args)),
        // What is selected of an optional is optional itself.
        Expr::Select(select) if is_optional(&select.operand.expr) => {
            let args = [(*select.operand).clone(), text(&select.field)];
            let chosen = call_of(operators::OPT_INDEX, &args);
            Some(if select.test { method(node(chosen), "hasValue", Vec::new()) } else { chosen })
        }
        Expr::Call(CallExpr { func_name, target: Some(target), args }) => macro_call(func_name, target, args),
        _ => None,
    }
}

/// Whether an expression is an optional by the way it is written.
fn is_optional(of: &Expr) -> bool {
    match of {
        Expr::Call(call) => match call.func_name.as_str() {
            operators::OPT_INDEX | operators::OPT_SELECT => true,
            operators::INDEX => call.args.first().is_some_and(|a| is_optional(&a.expr)),
            _ => false,
        },
        _ => false,
    }
}

fn macro_call(name: &str, target: &IdedExpr, args: &[IdedExpr]) -> Option<Expr> {
    let ident = |at: usize| match &args.get(at)?.expr {
        Expr::Ident(name) => Some(name.as_str()),
        _ => None,
    };
    match (name, args.len()) {
        ("optMap", 2) => {
            let mapped = method_free("optional", "of", node(bind(ident(0)?, value_of(target), args[1].clone())));
            Some(if_given(target, mapped))
        }
        ("optFlatMap", 2) => Some(if_given(target, bind(ident(0)?, value_of(target), args[1].clone()))),
        ("sortBy", 2) => {
            let keys = map(node(Expr::Ident(INPUT.to_owned())), ident(0)?, args[1].clone());
            let sorted = call_of("@sortByKeys", &[node(Expr::Ident(INPUT.to_owned())), node(keys)]);
            Some(bind(INPUT, target.clone(), node(sorted)))
        }
        ("all" | "exists" | "existsOne" | "exists_one", 3) => {
            let found = paired(ident(0)?, ident(1)?, args[2].clone());
            Some(quantifier(name, pairs(target), found))
        }
        ("transformList", 3 | 4) => {
            let one = node(Expr::List(ListExpr::new(vec![args[args.len() - 1].clone()])));
            let grown = call_of(operators::ADD, &[accumulated(), one]);
            Some(transform(target, (ident(0)?, ident(1)?), filter(args), grown, Expr::List(ListExpr::default())))
        }
        ("transformMap" | "transformMapEntry", 3 | 4) => {
            let key = if name == "transformMap" { args.first().cloned() } else { None };
            let arguments: Vec<_> = [accumulated()].into_iter().chain(key).chain(args.last().cloned()).collect();
            let grown = call_of("@insert", &arguments);
            Some(transform(target, (ident(0)?, ident(1)?), filter(args), grown, Expr::Map(MapExpr::default())))
        }
        _ => None,
    }
}

/// The condition of a transformation, where it has one.
fn filter(args: &[IdedExpr]) -> Option<IdedExpr> {
    (args.len() == 4).then(|| args[2].clone())
}

/// Numbers do not matter: nothing is reported by them.
fn node(expr: Expr) -> IdedExpr {
    IdedExpr { id: 0, expr }
}

fn text(of: &str) -> IdedExpr {
    node(Expr::Literal(LiteralValue::String(of.into())))
}

fn truth(of: bool) -> IdedExpr {
    node(Expr::Literal(LiteralValue::Boolean(of.into())))
}

fn accumulated() -> IdedExpr {
    node(Expr::Ident(RESULT.to_owned()))
}

fn call_of(name: &str, args: &[IdedExpr]) -> Expr {
    Expr::Call(CallExpr { func_name: name.to_owned(), target: None, args: args.to_vec() })
}

fn method(target: IdedExpr, name: &str, args: Vec<IdedExpr>) -> Expr {
    Expr::Call(CallExpr { func_name: name.to_owned(), target: Some(Box::new(target)), args })
}

/// A function whose name has a dot, as the evaluator knows them.
fn method_free(of: &str, name: &str, argument: IdedExpr) -> Expr {
    method(node(Expr::Ident(of.to_owned())), name, vec![argument])
}

fn value_of(optional: &IdedExpr) -> IdedExpr {
    node(method(optional.clone(), "value", Vec::new()))
}

/// What there is of it, or else nothing.
fn if_given(optional: &IdedExpr, given: Expr) -> Expr {
    let none = method(node(Expr::Ident("optional".to_owned())), "none", Vec::new());
    let has = node(method(optional.clone(), "hasValue", Vec::new()));
    call_of(operators::CONDITIONAL, &[has, node(given), node(none)])
}

/// A comprehension over nothing, whose accumulator is the variable.
fn bind(name: &str, value: IdedExpr, within: IdedExpr) -> Expr {
    let unused = node(Expr::List(ListExpr::default()));
    let kept = node(Expr::Ident(name.to_owned()));
    fold(unused, "@unused", (name, value), truth(false), kept, within)
}

fn fold(
    range: IdedExpr,
    each: &str,
    (accumulator, init): (&str, IdedExpr),
    while_: IdedExpr,
    step: IdedExpr,
    result: IdedExpr,
) -> Expr {
    Expr::Comprehension(Box::new(ComprehensionExpr {
        iter_range: range,
        iter_var: each.to_owned(),
        iter_var2: None,
        accu_var: accumulator.to_owned(),
        accu_init: init,
        loop_cond: while_,
        loop_step: step,
        result,
    }))
}

fn map(list: IdedExpr, each: &str, to: IdedExpr) -> Expr {
    let one = node(Expr::List(ListExpr::new(vec![to])));
    let step = node(call_of(operators::ADD, &[accumulated(), one]));
    let nothing = node(Expr::List(ListExpr::default()));
    fold(list, each, (RESULT, nothing), truth(true), step, accumulated())
}

/// The items of a list with their indices, or the entries of a map.
fn pairs(of: &IdedExpr) -> IdedExpr {
    node(call_of("@pairs", std::slice::from_ref(of)))
}

/// An expression that may name both parts of the pair at hand.
fn paired(first: &str, second: &str, within: IdedExpr) -> IdedExpr {
    let part = |at: i64| {
        let number = node(Expr::Literal(LiteralValue::Int(at.into())));
        node(call_of(operators::INDEX, &[node(Expr::Ident(PAIR.to_owned())), number]))
    };
    node(bind(first, part(0), node(bind(second, part(1), within))))
}

fn quantifier(name: &str, pairs: IdedExpr, found: IdedExpr) -> Expr {
    let not = |of: IdedExpr| node(call_of(operators::LOGICAL_NOT, &[of]));
    let go_on = |of: IdedExpr| node(call_of(operators::NOT_STRICTLY_FALSE, &[of]));
    match name {
        "all" => {
            let step = node(call_of(operators::LOGICAL_AND, &[accumulated(), found]));
            fold(pairs, PAIR, (RESULT, truth(true)), go_on(accumulated()), step, accumulated())
        }
        "exists" => {
            let step = node(call_of(operators::LOGICAL_OR, &[accumulated(), found]));
            fold(pairs, PAIR, (RESULT, truth(false)), go_on(not(accumulated())), step, accumulated())
        }
        _ => {
            let number = |n: i64| node(Expr::Literal(LiteralValue::Int(n.into())));
            let one_more = node(call_of(operators::ADD, &[accumulated(), number(1)]));
            let step = node(call_of(operators::CONDITIONAL, &[found, one_more, accumulated()]));
            let once = node(call_of(operators::EQUALS, &[accumulated(), number(1)]));
            fold(pairs, PAIR, (RESULT, number(0)), truth(true), step, once)
        }
    }
}

fn transform(
    target: &IdedExpr,
    (first, second): (&str, &str),
    only: Option<IdedExpr>,
    grown: Expr,
    nothing: Expr,
) -> Expr {
    let step = match only {
        Some(only) => node(call_of(operators::CONDITIONAL, &[only, node(grown), accumulated()])),
        None => node(grown),
    };
    // The pair's parts are bound around the step, in which the accumulator is still the outer one.
    fold(pairs(target), PAIR, (RESULT, node(nothing)), truth(true), paired(first, second, step), accumulated())
}
