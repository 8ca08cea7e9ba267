//! From what is written to what the server works with: unknown fields dropped (and reported), nulls dropped or
//! defaulted, defaults filled in. Mirrors `apiextensions-apiserver/pkg/apiserver/schema/{pruning,defaulting}`.

use std::fmt::Write as _;

use super::schema::{Additional, Schema};
use super::value::{Data, Value};
use crate::source::{Entry, Node};

/// The fields that every object has, whatever its schema.
pub(super) const META: [&str; 3] = ["apiVersion", "kind", "metadata"];

/// A field that the schema does not have.
#[derive(Debug)]
pub(super) struct Unknown<'v, 's, 'd> {
    /// As the server spells it.
    pub(super) path: String,
    /// The map that holds it.
    pub(super) map: Node<'v>,
    /// Its key and value.
    pub(super) entry: Entry<'v>,
    /// What the map may hold; none where it should not be a map at all.
    pub(super) schema: Option<&'s Schema<'d>>,
    /// The schemas on the way to the map, from the root.
    pub(super) above: Vec<(&'s Schema<'d>, usize)>,
}

/// `PruneWithOptions`: drops what the schema does not have.
pub(super) fn prune<'v, 's, 'd>(root: &mut Value<'v>, schema: Option<&'s Schema<'d>>) -> Vec<Unknown<'v, 's, 'd>> {
    let mut pruner = Pruner { path: String::new(), above: Vec::new(), unknown: Vec::new() };
    let preserves = schema.is_some_and(|s| s.props().preserve_unknown);
    pruner.value(root, schema, true, preserves);
    pruner.unknown
}

struct Pruner<'v, 's, 'd> {
    path: String,
    above: Vec<(&'s Schema<'d>, usize)>,
    unknown: Vec<Unknown<'v, 's, 'd>>,
}

impl<'v, 's, 'd> Pruner<'v, 's, 'd> {
    /// `prune`, or `skipPrune` where what is unknown stays (`preserves`).
    fn value(&mut self, value: &mut Value<'v>, schema: Option<&'s Schema<'d>>, root: bool, preserves: bool) {
        let preserves = preserves || schema.is_some_and(|s| s.props().preserve_unknown);
        let length = self.path.len();
        let at = value.at;
        match &mut value.data {
            Data::Map(entries) => {
                if let Some(schema) = schema {
                    self.above.push((schema, length));
                }
                entries.retain_mut(|(key, inner)| {
                    let kept = self.entry(at, key, inner, schema, root, preserves);
                    self.path.truncate(length);
                    kept
                });
                if schema.is_some() {
                    self.above.pop();
                }
            }
            Data::List(items) => {
                if preserves && schema.is_none() {
                    return;
                }
                let each = schema.and_then(|s| s.props().items.as_deref());
                for (index, item) in items.iter_mut().enumerate() {
                    // Writing to a String cannot fail.
                    let _ = write!(self.path, "[{index}]");
                    if preserves && each.is_none() {
                        // What no schema describes is kept as it is.
                    } else {
                        self.value(item, each, false, preserves);
                    }
                    self.path.truncate(length);
                }
            }
            _ => {}
        }
    }

    fn entry(
        &mut self,
        map: Option<Node<'v>>,
        key: &'v str,
        value: &mut Value<'v>,
        schema: Option<&'s Schema<'d>>,
        root: bool,
        preserves: bool,
    ) -> bool {
        let props = schema.map(Schema::props);
        if (root || props.is_some_and(|p| p.embedded)) && META.contains(&key) {
            return true;
        }
        if !self.path.is_empty() {
            self.path.push('.');
        }
        self.path.push_str(key);
        let inner = props.and_then(|p| match (p.property(key), &p.additional) {
            (Some(schema), _) => Some(Some(schema)),
            (None, Additional::Each(schema)) => Some(Some(&**schema)),
            (None, Additional::Allowed(_)) => Some(None),
            (None, Additional::Unsaid) => None,
        });
        match inner {
            // Below a described field, what is unknown is dropped again.
            Some(schema) => self.value(value, schema, false, false),
            None if preserves => {}
            None => {
                if let Some(map) = map
                    && let Some(entry) = map.entry(key)
                {
                    let (path, above) = (self.path.clone(), self.above.clone());
                    self.unknown.push(Unknown { path, map, entry, schema, above });
                }
                return false;
            }
        }
        true
    }
}

/// `PruneNonNullableNullsWithoutDefaults`: a null where none is allowed is as if nothing were there.
pub(super) fn drop_nulls(value: &mut Value<'_>, schema: Option<&Schema<'_>>) {
    match &mut value.data {
        Data::Map(entries) => entries.retain_mut(|(key, inner)| {
            let schema = schema.and_then(|s| s.field(key));
            let dropped = inner.is_null() && schema.is_some_and(|s| !s.props().nullable && s.props().default.is_none());
            if !dropped {
                drop_nulls(inner, schema);
            }
            !dropped
        }),
        Data::List(items) => {
            let schema = schema.and_then(|s| s.props().items.as_deref());
            items.iter_mut().for_each(|item| drop_nulls(item, schema));
        }
        _ => {}
    }
}

/// `Default`: fills in what is absent and has a default, and nulls that are not allowed.
pub(super) fn default<'v, 'd: 'v>(value: &mut Value<'v>, schema: &'v Schema<'d>) {
    let props = schema.props();
    match &mut value.data {
        Data::Map(entries) => {
            for (name, property) in &props.properties {
                let Some(default) = property.props().default else { continue };
                match entries.iter_mut().find(|(key, _)| key == name) {
                    None => entries.push((name, Value::defaulted(default))),
                    Some((_, inner)) => undo_null(inner, property),
                }
            }
            for (key, inner) in entries {
                if let Some(property) = props.property(key) {
                    self::default(inner, property);
                } else if let Additional::Each(each) = &props.additional {
                    undo_null(inner, each);
                    self::default(inner, each);
                }
            }
        }
        Data::List(items) => {
            if let Some(each) = props.items.as_deref() {
                for item in items {
                    undo_null(item, each);
                    self::default(item, each);
                }
            }
        }
        _ => {}
    }
}

/// Puts the default in place of a null that is not allowed.
fn undo_null<'v, 'd: 'v>(value: &mut Value<'v>, schema: &Schema<'d>) {
    if value.is_null()
        && !schema.props().nullable
        && let Some(default) = schema.props().default
    {
        // It stands where the null does.
        let at = value.at;
        *value = Value { at, ..Value::defaulted(default) };
    }
}
