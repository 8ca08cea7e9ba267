//! What is sure to fail when the expression runs, or mixes types where it must not: cel-go's `cel/validator.go`.

use super::{Checked, format};
use crate::cel::ast::{Entry, Id, Kind, Literal};
use crate::cel::issue::Issue;
use crate::cel::standard;
use crate::cel::types::Type;
use crate::cel::value::Value;
use crate::regexp;

/// What the server's validators say of an expression whose types are sound: that all items of a literal are of one type
/// (`HomogeneousAggregateLiterals`), and, if `all`, what else there is (`ASTValidators`).
pub(super) fn check(checked: &Checked, all: bool) -> Vec<Issue> {
    let mut issues = Vec::new();
    // Within the arguments of `format` types may be mixed.
    let mut open = vec![(checked.ast.root, false)];
    while let Some((id, exempt)) = open.pop() {
        let kind = checked.ast.kind(id);
        let mut inner = exempt;
        match kind {
            Kind::Call { function, args, .. } if all => {
                argument(checked, function, args, &mut issues);
                if **function == *"format" {
                    inner = true;
                    format::check(checked, id, &mut issues);
                }
            }
            Kind::List { items, optional } if !exempt => list(checked, items, optional, &mut issues),
            Kind::Map(entries) if !exempt => map(checked, entries, &mut issues),
            _ => {}
        }
        kind.parts(|part| open.push((part, inner)));
    }
    issues
}

/// An issue with a part.
pub(super) fn issue(checked: &Checked, id: Id, message: impl Into<String>) -> Issue {
    let expr = checked.ast.expr(id);
    Issue::new(expr.at, expr.span, message)
}

/// `formatValidator`: patterns, durations and times that no function will take.
fn argument(checked: &Checked, function: &str, args: &[Id], issues: &mut Vec<Issue>) {
    let Some(Kind::Literal(value)) = args.first().map(|arg| checked.ast.kind(*arg)) else { return };
    let value = match value {
        Literal::String(text) => Value::from(text.as_ref()),
        Literal::Int(number) => Value::Int(*number),
        _ => return,
    };
    let sound = match (function, value) {
        // The first argument even where that is the text and not the pattern, as upstream has it.
        ("matches", Value::String(text)) => regexp::check(text.as_str()).is_ok(),
        ("duration" | "timestamp", value) => {
            standard::find(function, false, 1).is_none_or(|make| make(&[value]).is_ok())
        }
        _ => true,
    };
    if !sound {
        issues.push(issue(checked, args[0], format!("invalid {function} argument")));
    }
}

/// `homogeneousAggregateLiteralValidator`
fn list(checked: &Checked, items: &[Id], optional: &[u32], issues: &mut Vec<Issue>) {
    let mut first: Option<&Type> = None;
    let mut optional = optional.iter().peekable();
    for (at, item) in items.iter().enumerate() {
        let unwrap = optional.next_if(|place| **place as usize == at).is_some();
        let ty = given(checked, *item, unwrap);
        match first {
            None => first = Some(ty),
            Some(wanted) if wanted != ty => {
                issues.push(mismatch(checked, *item, wanted, ty));
                return;
            }
            Some(_) => {}
        }
    }
}

fn map(checked: &Checked, entries: &[Entry<Id>], issues: &mut Vec<Issue>) {
    let Some(first) = entries.first() else { return };
    let (key, value) = (given(checked, first.key, false), given(checked, first.value, first.optional));
    for entry in &entries[1..] {
        for (id, wanted, unwrap) in [(entry.key, key, false), (entry.value, value, entry.optional)] {
            let ty = given(checked, id, unwrap);
            if ty != wanted {
                issues.push(mismatch(checked, id, wanted, ty));
            }
        }
    }
}

fn given(checked: &Checked, id: Id, unwrap: bool) -> &Type {
    match checked.type_of(id) {
        Type::Optional(inner) if unwrap => inner,
        ty => ty,
    }
}

fn mismatch(checked: &Checked, id: Id, wanted: &Type, got: &Type) -> Issue {
    issue(checked, id, format!("expected type '{}' but found '{}'", wanted.shown(), got.shown()))
}
