//! Literals that are sure to fail when the expression runs: cel-go's `cel/validator.go`.

use kube_cel::cel::common::ast::{EntryExpr, Expr, IdedExpr, LiteralValue};

use crate::regexp;

/// Reports patterns, durations and times, given as literals, that no function will take.
pub(super) fn check(tree: &IdedExpr, report: &mut impl FnMut(&str, String)) {
    let mut open = vec![tree];
    while let Some(e) = open.pop() {
        match &e.expr {
            Expr::Call(call) => {
                let (function, args) = (call.func_name.as_str(), call.args.len());
                let argument = match (function, args, call.target.is_some()) {
                    ("duration" | "timestamp", 1, false) | ("matches", 1, true) => call.args.first(),
                    ("matches", 2, false) => call.args.get(1),
                    _ => None,
                };
                if let Some(argument) = argument.and_then(text).filter(|argument| !is_sound(function, argument)) {
                    report(argument, format!("invalid {function} argument"));
                }
                open.extend(call.args.iter().chain(call.target.as_deref()));
            }
            Expr::Select(select) => open.push(&select.operand),
            Expr::List(list) => open.extend(&list.elements),
            Expr::Map(map) => {
                for entry in &map.entries {
                    if let EntryExpr::MapEntry(entry) = &entry.expr {
                        open.extend([&entry.key, &entry.value]);
                    }
                }
            }
            Expr::Struct(of) => {
                for entry in &of.entries {
                    if let EntryExpr::StructField(field) = &entry.expr {
                        open.push(&field.value);
                    }
                }
            }
            Expr::Comprehension(of) => open.extend([&of.iter_range, &of.accu_init, &of.loop_step, &of.result]),
            Expr::Ident(_) | Expr::Literal(_) | Expr::Unspecified => {}
        }
    }
}

fn is_sound(function: &str, argument: &str) -> bool {
    match function {
        "duration" => is_duration(argument),
        "timestamp" => argument.parse::<jiff::Timestamp>().is_ok(),
        _ => regexp::check(argument).is_ok(),
    }
}

fn text(e: &IdedExpr) -> Option<&str> {
    match &e.expr {
        Expr::Literal(LiteralValue::String(text)) => Some(text.inner()),
        _ => None,
    }
}

/// `time.ParseDuration`: numbers with units, such as `1h30m`.
fn is_duration(text: &str) -> bool {
    let mut rest = text.strip_prefix(['-', '+']).unwrap_or(text);
    if rest == "0" {
        return true;
    }
    if rest.is_empty() {
        return false;
    }
    while !rest.is_empty() {
        let number = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
        let (digits, after) = rest.split_at(number);
        if !digits.bytes().any(|b| b.is_ascii_digit()) || digits.matches('.').count() > 1 {
            return false;
        }
        const UNITS: [&str; 8] = ["ns", "us", "µs", "μs", "ms", "s", "m", "h"];
        let Some(unit) = UNITS.iter().find(|unit| after.starts_with(**unit)) else { return false };
        rest = &after[unit.len()..];
    }
    true
}
