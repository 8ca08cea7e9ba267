//! Policies: expressions that are held against whole objects. Those of ValidatingAdmissionPolicies that the tree brings, as the
//! API server would apply them, and those that users write into the configuration.

mod admission;
mod matching;
mod own;
mod place;
mod run;
#[cfg(test)]
mod tests;
mod value;

pub use admission::{ADMISSION_POLICY, Policies, mentions};
pub use own::{OwnRule, PREFIX, Written, mistakes};

use crate::cel::value::Value as Cel;
use crate::resource::Resource;
use matching::plural;

/// The request by which an object is created, as far as that is known.
fn request_of<'a>(object: &Resource<'a>) -> Cel<'a> {
    let text = |text: &'a str| Cel::from(text);
    let map = |entries: Vec<(&'a str, Cel<'a>)>| -> Cel<'a> {
        entries.into_iter().map(|(key, value)| (Cel::from(key), value)).collect::<Vec<_>>().into()
    };
    let (group, version) = object.api_version.split_once('/').unwrap_or(("", object.api_version));
    let named = |last: (&'a str, Cel<'a>)| map(vec![("group", text(group)), ("version", text(version)), last]);
    let kind = named(("kind", text(object.kind)));
    let resource = named(("resource", Cel::from(plural(object.kind))));
    map(vec![
        ("operation", text("CREATE")),
        ("name", text(object.name().unwrap_or_default())),
        ("namespace", text(object.namespace().unwrap_or("default"))),
        ("kind", kind.clone()),
        ("requestKind", kind),
        ("resource", resource.clone()),
        ("requestResource", resource),
        ("subResource", text("")),
        ("dryRun", Cel::Bool(false)),
    ])
}
