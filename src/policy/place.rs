//! Where in an object a person must change what broke an expression.

use super::run::{Expression, Scope};
use crate::cel::{Ast, Id, Kind, Why};
use crate::resource::{Field, Resource};

/// One step into an object.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Step {
    Key(String),
    Index(usize),
    /// Some item of a list.
    Any,
}

/// What is known of the value that a path leads to.
#[derive(Clone, Copy, Debug)]
enum Value<'v> {
    /// Nothing stands there.
    Absent,
    /// As [`Why`] shows it.
    Shown(&'v str),
    Unknown,
}

/// Variables and loops that a path is followed through.
const DEPTH: u32 = 10;

/// The deepest field of the object that `path` names and that is there, with the path so far. `a.b[0]['c']`, as expressions
/// write it.
pub(super) fn deepest<'a>(object: &Resource<'a>, path: &str) -> (Field<'a>, String) {
    let (field, known, _) = walk((object.field(), String::new()), &steps(path), Value::Unknown);
    (field, known)
}

/// The field that what broke an expression is about: the first of the object's that it names.
pub(super) fn blamed<'a>(
    object: &Resource<'a>,
    expression: &Expression,
    scope: &Scope<'_, '_>,
    why: Option<&Why>,
) -> Option<(Field<'a>, String)> {
    why?.facts.iter().find_map(|(part, value)| {
        let path = path_of(part, expression, scope, DEPTH)?;
        let value = if value == "not there" { Value::Absent } else { Value::Shown(value) };
        let (field, known, _) = walk((object.field(), String::new()), &path, value);
        Some((field, known))
    })
}

/// The field that a part of an expression is about that could not be evaluated.
pub(super) fn failed<'a>(
    object: &Resource<'a>,
    expression: &Expression,
    scope: &Scope<'_, '_>,
    (at, words): (Id, &str),
) -> Option<(Field<'a>, String)> {
    let ast = expression.ast()?;
    let path = first_path(ast, at, expression, scope, DEPTH)?;
    let value = if words.starts_with("no such key") { Value::Absent } else { Value::Unknown };
    let (field, known, _) = walk((object.field(), String::new()), &path, value);
    Some((field, known))
}

/// "`object.spec.replicas` is 9"
pub(super) fn told(why: Option<&Why>) -> Option<String> {
    let facts = why?.words();
    (!facts.is_empty()).then(|| facts.join(", "))
}

/// Follows a path as far as there is something; whether all of it was there.
fn walk<'a>(start: (Field<'a>, String), path: &[Step], value: Value<'_>) -> (Field<'a>, String, bool) {
    let (mut field, mut known) = start;
    for (at, step) in path.iter().enumerate() {
        let next = match step {
            Step::Key(key) => field.key(key).filter(|next| next.exists()).map(|next| (next, below(&known, key))),
            Step::Index(index) => field.items().nth(*index).map(|next| (next, format!("{known}[{index}]"))),
            Step::Any => match item((field, &known), &path[at + 1..], value) {
                Some(found) => return found,
                None => None,
            },
        };
        match next {
            Some((next, path)) => (field, known) = (next, path),
            None => return (field, known, false),
        }
    }
    (field, known, true)
}

/// The item of a list that a path leads on from: the first of which that holds which is known of its end.
fn item<'a>((list, known): (Field<'a>, &str), rest: &[Step], value: Value<'_>) -> Option<(Field<'a>, String, bool)> {
    let mut all = list.items().enumerate().map(|(at, one)| walk((one, format!("{known}[{at}]")), rest, value));
    let fits = |(field, _, whole): &(Field<'a>, String, bool)| match value {
        Value::Absent => !whole,
        Value::Unknown => *whole,
        Value::Shown(shown) => {
            let text = field.node().map(|node| node.scalar_text()).unwrap_or_default();
            *whole && (text == shown || format!("{text:?}") == shown)
        }
    };
    all.find(fits).or_else(|| {
        let mut items = list.items();
        let only = items.next().filter(|_| items.next().is_none())?;
        Some(walk((only, format!("{known}[0]")), rest, value))
    })
}

fn below(known: &str, key: &str) -> String {
    match key {
        _ if known.is_empty() => key.to_owned(),
        _ if key.contains(['.', '/']) => format!("{known}[{key}]"),
        _ => format!("{known}.{key}"),
    }
}

/// The way into the object of the first path that a part of an expression holds.
fn first_path(ast: &Ast, id: Id, expression: &Expression, scope: &Scope<'_, '_>, depth: u32) -> Option<Vec<Step>> {
    let (start, end) = ast.expr(id).span;
    if matches!(ast.kind(id), Kind::Select { .. } | Kind::Ident(_))
        && let Some(path) = expression.text.get(start as usize..end as usize)
        && let Some(path) = path_of(path, expression, scope, depth)
    {
        return Some(path);
    }
    let (mut parts, mut found) = (Vec::new(), None);
    ast.kind(id).parts(|part| parts.push(part));
    for part in parts.into_iter().filter(|part| *part != id) {
        found = found.or_else(|| first_path(ast, part, expression, scope, depth.checked_sub(1)?));
    }
    found
}

/// The way into the object of a part of an expression as it is written: through variables, and the items of loops.
fn path_of(part: &str, expression: &Expression, scope: &Scope<'_, '_>, depth: u32) -> Option<Vec<Step>> {
    let depth = depth.checked_sub(1)?;
    let mut path = steps(part);
    let Step::Key(root) = path.first()?.clone() else { return None };
    path.remove(0);
    if root == "object" {
        return Some(path);
    }
    if root == "variables" {
        let Step::Key(name) = path.first()? else { return None };
        let of = &scope.variables.iter().find(|(own, _)| own == name)?.1;
        let ast = of.ast()?;
        let mut start = first_path(ast, ast.root, of, scope, depth)?;
        start.extend(path.drain(1..));
        return Some(start);
    }
    let ast = expression.ast()?;
    let loops = ast.exprs.iter().filter_map(|one| match &one.kind {
        Kind::Comprehension(of) if *of.var == *root => Some(of),
        _ => None,
    });
    for of in loops {
        if let Some(mut start) = first_path(ast, of.range, expression, scope, depth) {
            start.push(Step::Any);
            start.extend(path);
            return Some(start);
        }
    }
    // `size(object.spec.list)` is about what it is given.
    let (_, within) = part.split_once('(')?;
    path_of(within.trim_start(), expression, scope, depth)
}

/// The steps of a path, as far as it is one: `a.?b[0]['c.d']`.
fn steps(path: &str) -> Vec<Step> {
    let (mut found, mut rest) = (Vec::new(), path);
    loop {
        rest = rest.trim_start_matches(['.', '?']);
        if let Some(inner) = rest.strip_prefix('[') {
            let inner = inner.trim_start_matches('?');
            let quote = inner.chars().next().filter(|c| matches!(c, '\'' | '"'));
            let end = match quote {
                Some(quote) => inner[1..].find(quote).map(|at| at + 1),
                None => inner.find(']'),
            };
            let Some(end) = end else { return found };
            let step = &inner[usize::from(quote.is_some())..end];
            found.push(match step.parse() {
                Ok(at) if quote.is_none() => Step::Index(at),
                _ if quote.is_some() => Step::Key(step.to_owned()),
                _ => return found,
            });
            let Some((_, behind)) = inner[end..].split_once(']') else { return found };
            rest = behind;
            continue;
        }
        let end = rest.find(|c: char| !c.is_alphanumeric() && !matches!(c, '_' | '-' | '/')).unwrap_or(rest.len());
        if end == 0 {
            return found;
        }
        found.push(Step::Key(rest[..end].to_owned()));
        rest = &rest[end..];
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Limits, parse};

    #[test]
    fn paths_lead_as_far_as_there_is_something() {
        let text = "metadata: {annotations: {a.b/c: x}, labels: {team: a}}\nspec: {list: [{a: 1}, {a: 2, b: 3}]}\n";
        let documents = parse(text, &Limits::default());
        let object = Resource::new(documents[0].root().unwrap());
        for (path, known) in [
            ("metadata.annotations['a.b/c']", "metadata.annotations[a.b/c]"),
            ("metadata.annotations[\"no/such\"]", "metadata.annotations"),
            ("metadata.labels.team", "metadata.labels.team"),
            ("spec.list[1].b", "spec.list[1].b"),
            ("spec.?list[7].b", "spec.list"),
            ("spec.list.size()", "spec.list"),
            ("", ""),
            ("spec['list", "spec"),
        ] {
            assert_eq!(deepest(&object, path).1, known, "{path}");
        }
    }
}
