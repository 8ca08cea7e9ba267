//! Fields called otherwise than they are, as people remember them: from a field around, from a flag of `kubectl`, or from
//! another kind. What stands for what lies in [`super::names`].

use super::names::{self, Row};
use super::write::Form;
use crate::model::{Edit, Finding, Fix};
use crate::schema::decode::Unknown;
use crate::schema::tables::{Definition, Type};
use crate::schema::text::edit;
use crate::schema::under;
use crate::schema::unknown::{Object, bare, takes};
use crate::source::{Kind, Node, Style};

/// The finding for such a name, where what is meant is not given as well.
pub(in crate::schema) fn explain<'a>(object: Object<'a>, unknown: Unknown<'a>) -> Option<Finding> {
    let row = meant(object, unknown)?;
    let mut finding = bare(object, unknown);
    let fix = fix(object, unknown, row);
    let help = match row.meant.rsplit_once('.') {
        None => format!("what is called so here is `{}`", row.meant),
        Some(_) => format!("what is meant here is `{}`", row.meant),
    };
    finding.help(help).offer_all(fix);
    Some(finding)
}

/// Whether such a name stands for another there.
pub(super) fn knows(definition: Definition, name: &str) -> bool {
    names::rows(definition, name).next().is_some()
}

/// The row that says what is meant: the first whose field is free and takes the value, or else the first whose field is
/// free.
fn meant<'a>(object: Object<'a>, unknown: Unknown<'a>) -> Option<&'static Row> {
    let (map, definition) = (unknown.map, unknown.definition);
    let free = |row: &&Row| {
        let (first, below) = row.meant.split_once('.').unwrap_or((row.meant, ""));
        let there = map.get(first);
        definition.field(first, object.version).is_some()
            && there.is_none_or(|there| !below.is_empty() && there.kind() == Kind::Map)
    };
    let mut rows = names::rows(definition, unknown.entry.key.scalar_text()).filter(free);
    let first = rows.clone().next();
    let fits = |row: &&Row| type_of(definition, row.meant, object).is_some_and(|ty| suits(ty, unknown.entry.value));
    rows.find(fits).or(first)
}

/// The type of a field, or of one further down.
fn type_of(definition: Definition, path: &str, object: Object<'_>) -> Option<Type> {
    path.split('.').try_fold(Type::Struct(definition), |ty, name| match ty {
        Type::Struct(inner) => inner.field(name, object.version).map(|f| f.ty()),
        Type::Map(values) => Some(values.ty()),
        _ => None,
    })
}

/// Whether a field of that type may have the value as it stands.
pub(in crate::schema) fn suits(ty: Type, value: Node<'_>) -> bool {
    match ty {
        Type::Int32 | Type::Int64 => matches!(value.kind(), Kind::Int | Kind::Null),
        Type::String(_) => matches!(value.kind(), Kind::Str | Kind::Null),
        Type::Bool => matches!(value.kind(), Kind::Bool | Kind::Null),
        _ => takes(ty, value),
    }
}

fn fix(object: Object<'_>, unknown: Unknown<'_>, row: &Row) -> Option<Fix> {
    let (key, value) = (unknown.entry.key, unknown.entry.value);
    // What is remembered better stands beside it.
    let better = |other: &str| names::first_of(unknown.definition, row.meant, other, row.written);
    if key.is_aliased() || unknown.map.entries().any(|e| better(e.key.scalar_text())) {
        return None;
    }
    let ty = type_of(unknown.definition, row.meant, object)?;
    let converted = if suits(ty, value) { Vec::new() } else { conversion(ty, value, unknown.map)? };
    match row.meant.rsplit_once('.') {
        None => {
            let source = object.root.document().text();
            let mut edits = vec![edit(key.span(), under::named_like(source, key, row.meant))];
            edits.extend(converted);
            Some(Fix::new(format!("rename to `{}`", row.meant), edits))
        }
        Some((above, name)) if converted.is_empty() => under::path(object, unknown, above, name),
        Some(_) => None,
    }
}

/// A single text as a list of one, and a list of one as its text.
fn conversion(ty: Type, value: Node<'_>, map: Node<'_>) -> Option<Vec<Edit>> {
    if value.is_aliased() || value.is_null() {
        return None;
    }
    match ty {
        Type::List(items) if value.is_scalar() && suits(items.ty(), value) => {
            if matches!(value.style(), Style::Literal | Style::Folded) || value.source().contains([',', '\n']) {
                return None;
            }
            let json = map.style() == Style::Flow && Form::of_braces(map) == Form::Json;
            let form = if json { Form::Json } else { Form::Flow };
            let item = if value.style() == Style::Plain && value.kind() == Kind::Str {
                form.text(value.scalar_text())
            } else {
                value.source().to_owned()
            };
            Some(vec![edit(value.span(), format!("[{item}]"))])
        }
        Type::String(_) => {
            let mut items = value.items();
            let (Some(only), None) = (items.next(), items.next()) else { return None };
            if only.kind() != Kind::Str || only.is_aliased() || only.source().contains('\n') {
                return None;
            }
            let source = value.document().text();
            if value.style() == Style::Flow {
                return Some(vec![edit(value.span(), only.source())]);
            }
            let key = map.entries().find(|e| e.value == value)?.key;
            let colon = key.span().end + 1;
            let lead = source.get(colon as usize..only.span().start as usize)?;
            let dash = lead.trim() == "-";
            dash.then(|| vec![edit(crate::model::Span::new(colon, only.span().end), format!(" {}", only.source()))])
        }
        _ => None,
    }
}
