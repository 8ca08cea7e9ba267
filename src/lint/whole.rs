//! An object as a whole, as rules speak of it that miss something in it.

use super::Cx;
use crate::model::Span;

/// Where something is told that stands nowhere in the object: its name, else its kind.
pub(super) fn place(cx: &Cx<'_>) -> Option<Span> {
    let root = cx.resource.field();
    let places = [root.at("metadata").at("name"), root.at("kind")];
    places.into_iter().find(|field| field.exists()).map(|field| field.span())
}

/// What the object is called in a message: ``Deployment `web` ``.
pub(super) fn called(cx: &Cx<'_>) -> String {
    match cx.resource.name() {
        Some(name) if !name.is_empty() => format!("{} `{name}`", cx.gvk.kind),
        _ => format!("the {}", cx.gvk.kind),
    }
}
