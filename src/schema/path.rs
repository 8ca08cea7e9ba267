//! Ways from an object's root down to a node, as strict decoding spells and types them.

use std::fmt::Write as _;

use super::tables::{Definition, FieldDef, Type};
use crate::model::Version;
use crate::source::{Node, Step};

/// The path as the strict decoder prints it: keys of maps and structs alike behind dots
/// (`sigs.k8s.io/json`, `strictFieldStack`).
pub fn strict(root: Node<'_>, target: Node<'_>) -> String {
    let mut path = String::new();
    for (step, _) in root.path_to(target).unwrap_or_default() {
        match step {
            // Writing to a String cannot fail.
            Step::Index(index) => {
                let _ = write!(path, "[{index}]");
            }
            Step::Key(key) => {
                if !path.is_empty() {
                    path.push('.');
                }
                path.push_str(key);
            }
        }
    }
    path
}

/// A node on the way down, with its type.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place<'a> {
    pub(super) node: Node<'a>,
    pub(super) ty: Type,
}

impl<'a> Place<'a> {
    /// `node`, which stands one step below.
    pub(super) fn down(self, step: Step<'_>, node: Node<'a>, version: Version) -> Option<Place<'a>> {
        Some(Place { node, ty: self::step(self.ty, step, version)? })
    }

    /// Its last entry.
    pub(super) fn last_entry(self, version: Version) -> Option<Place<'a>> {
        let last = self.node.entries().last()?;
        self.down(Step::Key(last.key.scalar_text()), last.value, version)
    }

    /// Its last item.
    pub(super) fn last_item(self, version: Version) -> Option<Place<'a>> {
        let (index, last) = self.node.items().enumerate().last()?;
        self.down(Step::Index(index), last, version)
    }
}

/// From the root to `target` (a map), both included. Shorter where a type is missing.
pub(super) fn places<'a>(root: Node<'a>, of: Definition, target: Node<'a>, version: Version) -> Vec<Place<'a>> {
    let mut here = Place { node: root, ty: Type::Struct(of) };
    let mut places = vec![here];
    for (step, node) in root.path_to(target).unwrap_or_default() {
        let node = match step {
            Step::Index(_) => node,
            Step::Key(_) => node.entry_of_key().value,
        };
        let Some(place) = here.down(step, node, version) else { break };
        here = place;
        places.push(here);
    }
    places
}

/// Whether the keys of `map` are data of the object's author (labels, the keys of a ConfigMap), of which none is unknown.
pub fn holds_data(root: Node<'_>, map: Node<'_>, version: Version) -> bool {
    let text = |key| root.get(key).map(Node::scalar_text).unwrap_or_default();
    let api_version = text("apiVersion");
    let (group, of) = api_version.split_once('/').unwrap_or(("", api_version));
    let Some(kind) = super::kind(group, of, text("kind"), version) else { return false };
    let own = places(root, kind.definition(), map, version).into_iter().find(|place| place.node == map);
    own.is_some_and(|place| matches!(place.ty, Type::Map(_)))
}

/// The type one step further down, where there is one. Only decoding, which looks at every value, goes through the types
/// by itself.
pub(super) fn step(ty: Type, step: Step<'_>, version: Version) -> Option<Type> {
    match (ty, step) {
        (Type::List(items), Step::Index(_)) => Some(items.ty()),
        (Type::SchemaOrArray(schema), Step::Index(_)) => Some(Type::Struct(schema)),
        (Type::Map(values), Step::Key(_)) => Some(values.ty()),
        (
            Type::Struct(d) | Type::SchemaOrBool(d) | Type::SchemaOrArray(d) | Type::SchemaOrStrings(d),
            Step::Key(key),
        ) => d.field(key, version).map(FieldDef::ty),
        _ => None,
    }
}
