//! Where in an object a person must change what broke an expression.

use crate::cel::Why;
use crate::resource::{Field, Resource};

/// The deepest field of the object that `path` names and that is there, with the path so far. `a.b[0]['c']`, as expressions
/// write it.
pub(super) fn deepest<'a>(object: &Resource<'a>, path: &str) -> (Field<'a>, String) {
    let (mut field, mut known) = (object.field(), String::new());
    for step in steps(path) {
        let next = match step.parse::<usize>() {
            Ok(at) if !step.is_empty() => field.items().nth(at),
            _ => field.key(step).filter(|next| next.exists()),
        };
        let Some(next) = next else { break };
        field = next;
        known = match step.parse::<usize>() {
            Ok(at) => format!("{known}[{at}]"),
            _ if known.is_empty() => step.to_owned(),
            _ => format!("{known}.{step}"),
        };
    }
    (field, known)
}

fn steps(path: &str) -> impl Iterator<Item = &str> {
    path.split(['.', '[', ']']).map(|step| step.trim_matches(['\'', '"'])).filter(|step| !step.is_empty())
}

/// The field that what broke an expression is about: the first of the object's that it names.
pub(super) fn blamed(why: Option<&Why>) -> Option<&str> {
    why?.facts.iter().find_map(|(part, _)| part.strip_prefix("object."))
}

/// "`object.spec.replicas` is 9"
pub(super) fn told(why: Option<&Why>) -> Option<String> {
    let facts = why?.words();
    (!facts.is_empty()).then(|| facts.join(", "))
}
