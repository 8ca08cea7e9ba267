//! `'…'.format([…])` where both are written out: cel-go's `stringFormatValidator` of `ext/formatting.go`.

use super::Checked;
use super::literals::issue;
use crate::cel::ast::{Id, Kind};
use crate::cel::issue::Issue;
use crate::cel::types::Type;

/// What is wrong with a text's clauses or with what they are given; where it is an argument, which.
type Wrong = (Option<Id>, String);

/// Checks one call of `format`.
pub(super) fn check(checked: &Checked, id: Id, issues: &mut Vec<Issue>) {
    let ast = &checked.ast;
    let Kind::Call { target: Some(target), args, .. } = ast.kind(id) else { return };
    let (Some(text), [args]) = (ast.text(*target), &args[..]) else { return };
    let Kind::List { items, .. } = ast.kind(*args) else { return };
    match clauses(checked, text.as_bytes(), items) {
        Err((at, message)) => issues.push(issue(checked, at.unwrap_or(id), message)),
        Ok(wanted) if items.len() > wanted => {
            let given = items.len();
            let message = format!("too many arguments supplied to string.format (expected {wanted}, got {given})");
            issues.push(issue(checked, id, message));
        }
        Ok(_) => {}
    }
}

/// `parseFormatString`: how many arguments the text wants.
fn clauses(checked: &Checked, text: &[u8], items: &[Id]) -> Result<usize, Wrong> {
    let (mut at, mut wanted) = (0, 0);
    while at < text.len() {
        if text[at] != b'%' {
            at += 1;
            continue;
        }
        let Some(next) = text.get(at + 1) else { return Err((None, "unexpected end of string".to_owned())) };
        if *next == b'%' {
            at += 2;
            continue;
        }
        let Some(item) = items.get(wanted) else { return Err((None, format!("index {wanted} out of range"))) };
        at += 1 + clause(checked, &text[at + 1..], *item)?;
        wanted += 1;
    }
    Ok(wanted)
}

/// `parseAndFormatClause`: how long the clause is.
fn clause(checked: &Checked, text: &[u8], item: Id) -> Result<usize, Wrong> {
    let broken = |problem: String| (None, format!("could not parse formatting clause: {problem}"));
    let length = precision(text).map_err(|problem| broken(format!("error while parsing precision: {problem}")))?;
    let sign = text[length];
    let (fits, complaint): (fn(&Type) -> bool, _) = match sign {
        b's' => {
            return string(checked, item).map(|()| length + 1).map_err(|bad| {
                const COMPLAINT: &str = "string clause can only be used on strings, bools, bytes, ints, doubles, maps, \
                                         lists, types, durations, and timestamps";
                (Some(bad), given(checked, bad, COMPLAINT))
            });
        }
        b'd' => (is_whole, "decimal clause can only be used on integers"),
        b'f' => (is_fraction, "fixed-point clause can only be used on doubles"),
        b'e' => (is_fraction, "scientific clause can only be used on doubles"),
        b'b' => (|ty| is_whole(ty) || *ty == Type::Bool, "only integers and bools can be formatted as binary"),
        b'x' | b'X' => (
            |ty| is_whole(ty) || matches!(ty, Type::String | Type::Bytes),
            "only integers, byte buffers, and strings can be formatted as hex",
        ),
        b'o' => (is_whole, "octal clause can only be used on integers"),
        other => return Err(broken(format!("unrecognized formatting clause \"{}\"", char::from(other)))),
    };
    let ty = checked.type_of(item);
    if *ty == Type::Dyn || fits(ty) { Ok(length + 1) } else { Err((Some(item), given(checked, item, complaint))) }
}

fn given(checked: &Checked, item: Id, complaint: &str) -> String {
    format!("error during formatting: {complaint}, was given {}", checked.type_of(item).name())
}

fn is_whole(ty: &Type) -> bool {
    matches!(ty, Type::Int | Type::Uint)
}

/// Texts are let through, as they may say `NaN`.
fn is_fraction(ty: &Type) -> bool {
    matches!(ty, Type::Double | Type::String)
}

/// `parsePrecision`: how long it is; a sign follows.
fn precision(text: &[u8]) -> Result<usize, String> {
    if text.first() != Some(&b'.') {
        return Ok(0);
    }
    let digits = text[1..].iter().take_while(|b| b.is_ascii_digit()).count();
    if digits + 1 >= text.len() {
        return Err("could not find end of precision specifier".to_owned());
    }
    let number = String::from_utf8_lossy(&text[1..=digits]);
    let problem = match number.parse::<i64>() {
        Ok(_) => return Ok(digits + 1),
        Err(_) if number.is_empty() => "invalid syntax",
        Err(_) => "value out of range",
    };
    Err(format!("error while converting precision to integer: strconv.Atoi: parsing \"{number}\": {problem}"))
}

/// `verifyString`: or what cannot be shown, maybe within a list or map that is written out.
fn string(checked: &Checked, item: Id) -> Result<(), Id> {
    let mut open = vec![item];
    while let Some(id) = open.pop() {
        match checked.type_of(id) {
            Type::Any | Type::Error | Type::Optional(_) | Type::Opaque(_) | Type::Named(_) | Type::Struct(_) => {
                return Err(id);
            }
            _ => {}
        }
        match checked.ast.kind(id) {
            Kind::List { items, .. } => open.extend(items.iter().rev()),
            Kind::Map(entries) => open.extend(entries.iter().rev().flat_map(|entry| [entry.value, entry.key])),
            _ => {}
        }
    }
    Ok(())
}
