//! Lists that are sets or maps: `apiserver/schema/listtype`.

use hashbrown::HashMap;

use super::path;
use super::schema::{Additional, Schema};
use super::value::{Data, Value};
use crate::model::quote;
use crate::source::Node;

/// What is wrong with an item.
#[derive(Debug)]
pub(super) enum ItemFault<'v> {
    /// An earlier item is the same, or has the same keys; these as JSON.
    Duplicate { key: String, first: Option<Node<'v>> },
    /// No object, though the list is a map.
    NoObject { given: String },
}

/// An item that breaks its list's rule.
#[derive(Debug)]
pub(super) struct BadItem<'v> {
    pub(super) path: String,
    pub(super) node: Node<'v>,
    pub(super) fault: ItemFault<'v>,
    /// The field that tells items apart, where it is one.
    pub(super) key: Option<&'v str>,
}

/// `ValidateListSetsAndMaps`
pub(super) fn check<'v, 'd: 'v>(
    value: &Value<'v>,
    schema: &'v Schema<'d>,
    at: &str,
    node: Node<'v>,
    out: &mut Vec<BadItem<'v>>,
) {
    let node = value.at.unwrap_or(node);
    let props = schema.props();
    match &value.data {
        Data::Map(entries) => {
            for (key, inner) in entries {
                if let Additional::Each(each) = &props.additional {
                    check(inner, each, &path::key(at, key), node, out);
                }
                if let Some(schema) = props.property(key) {
                    check(inner, schema, &path::child(at, key), node, out);
                }
            }
        }
        Data::List(items) => {
            match props.list_type {
                "set" => unique(items, items.iter().map(Value::json), None, at, node, out),
                "map" => map(items, &props.map_keys, at, node, out),
                _ => {}
            }
            if let Some(each) = props.items.as_deref() {
                for (index, item) in items.iter().enumerate() {
                    check(item, each, &path::index(at, index), node, out);
                }
            }
        }
        _ => {}
    }
}

/// `validateListMap`
fn map<'v>(items: &[Value<'v>], keys: &[&'v str], at: &str, node: Node<'v>, out: &mut Vec<BadItem<'v>>) {
    let stray = items.iter().position(|item| !matches!(item.data, Data::Map(_) | Data::Null));
    if let Some(index) = stray {
        let item = &items[index];
        let (path, node) = (path::index(at, index), item.at.unwrap_or(node));
        out.push(BadItem { path, node, fault: ItemFault::NoObject { given: item.json() }, key: None });
        return;
    }
    // As JSON, whose keys are sorted.
    let mut sorted: Vec<&str> = keys.to_vec();
    sorted.sort_unstable();
    let key_of = |item: &Value<'v>| {
        let given = sorted.iter().filter_map(|key| Some(format!("{}:{}", quote(key), item.get(key)?.json())));
        format!("{{{}}}", given.collect::<Vec<_>>().join(","))
    };
    unique(items, items.iter().map(key_of), keys.first().copied().filter(|_| keys.len() == 1), at, node, out);
}

/// `validateListSet`: of many equal items the second is told, and no other.
fn unique<'v>(
    items: &[Value<'v>],
    keys: impl Iterator<Item = String>,
    field: Option<&'v str>,
    at: &str,
    node: Node<'v>,
    out: &mut Vec<BadItem<'v>>,
) {
    let mut seen: HashMap<String, (usize, usize)> = HashMap::new();
    for (index, key) in keys.enumerate() {
        let (count, first) = seen.entry(key.clone()).or_insert((0, index));
        *count += 1;
        if *count == 2 {
            let fault = ItemFault::Duplicate { key, first: items[*first].at };
            out.push(BadItem {
                path: path::index(at, index),
                node: items[index].at.unwrap_or(node),
                fault,
                key: field,
            });
        }
    }
}
