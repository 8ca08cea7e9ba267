//! What a schema declares to rules: `apiserver/pkg/cel/common/schemas.go`, `SchemaDeclType`.

use std::collections::BTreeMap;
use std::sync::Arc;

use hashbrown::HashSet;

use super::view::names_metadata;
use crate::cel::{Decl, Type, escape};
use crate::schema::crd::schema::{Additional, Props, Schema};
use crate::source::Node;

/// Bytes that a request may have (`MaxRequestSizeBytes`).
pub const REQUEST_MAX: u64 = 3 * 1024 * 1024;

/// What values take as JSON at the least: `""`, `true`, `0` (`apiserver/pkg/cel/limits.go`).
const TEXT_SIZE: u64 = 2;
const BOOL_SIZE: u64 = 4;
const NUMBER_SIZE: u64 = 1;

/// Spans and points in time: at least, and at most.
const DURATION_SIZE: (u64, u64) = (3, 32);
const DATE_SIZE: (u64, u64) = (12, 12);
const TIME_SIZE: (u64, u64) = (21, 32);

/// Schemas within schemas that are looked into.
const DEPTH: usize = 150;

/// What the schema at `node` of a definition declares of a value, with how large it may be; none where rules can speak of no
/// such value. `resource` adds what rules may read of every resource.
pub fn declared_at(node: Node<'_>, resource: bool) -> Option<Arc<Decl>> {
    declared(&Schema::new(node), resource)
}

/// The same of a schema that is at hand.
pub(super) fn declared(schema: &Schema<'_>, resource: bool) -> Option<Arc<Decl>> {
    within(schema, resource, 0)
}

fn within(schema: &Schema<'_>, resource: bool, depth: usize) -> Option<Arc<Decl>> {
    if depth > DEPTH {
        return None;
    }
    let props = schema.props();
    if props.int_or_string {
        return Some(Decl::simple(Type::Dyn, text_max(props, false), NUMBER_SIZE));
    }
    let inner = |schema: &Schema<'_>| within(schema, schema.props().embedded, depth + 1);
    Some(match props.ty {
        "array" => {
            let item = inner(props.items.as_deref()?)?;
            let fitting = (REQUEST_MAX - 2) / (item.min_size + 1);
            let max = props.limits.max_items.map_or(fitting, none_below);
            Decl::list(item, max)
        }
        "object" => match &props.additional {
            Additional::Each(each) => {
                let value = inner(each)?;
                // A key is two bytes at least, with quotes, a colon and a comma.
                let fitting = (REQUEST_MAX - 2) / (value.min_size + 6);
                let max = props.limits.max_properties.map_or(fitting, none_below);
                Decl::map(Decl::simple(Type::String, 0, TEXT_SIZE), value, max)
            }
            _ => object(schema, resource, inner),
        },
        "string" => text(props),
        "boolean" => Decl::simple(Type::Bool, 0, BOOL_SIZE),
        "number" => Decl::simple(Type::Double, 0, NUMBER_SIZE),
        "integer" => Decl::simple(Type::Int, 0, NUMBER_SIZE),
        _ => return None,
    })
}

fn text(props: &Props<'_>) -> Arc<Decl> {
    let timed = |ty, (min, max)| Decl::simple(ty, max, min);
    match props.format {
        "byte" => Decl::simple(Type::Bytes, props.limits.max_length.map_or(REQUEST_MAX - 2, none_below), TEXT_SIZE),
        "duration" => timed(Type::Duration, DURATION_SIZE),
        "date" => timed(Type::Timestamp, DATE_SIZE),
        "date-time" => timed(Type::Timestamp, TIME_SIZE),
        _ => Decl::simple(Type::String, text_max(props, true), TEXT_SIZE),
    }
}

/// How many bytes a text has at the most; its length is given in characters, of up to four bytes.
fn text_max(props: &Props<'_>, choices: bool) -> u64 {
    if let Some(max) = props.limits.max_length {
        return none_below(max).saturating_mul(4);
    }
    if choices && !props.choices.is_empty() {
        let lengths = props.choices.iter().map(|value| value.as_str().map_or(0, str::len));
        return lengths.max().unwrap_or_default() as u64;
    }
    REQUEST_MAX - 2
}

/// A limit that is given; less than nothing is nothing.
pub fn none_below(limit: i64) -> u64 {
    u64::try_from(limit).unwrap_or_default()
}

fn object(schema: &Schema<'_>, resource: bool, inner: impl Fn(&Schema<'_>) -> Option<Arc<Decl>>) -> Arc<Decl> {
    let mut fields = BTreeMap::new();
    let required: HashSet<&str> = schema.props().required.iter().copied().collect();
    let mut size = TEXT_SIZE;
    let unbounded = || Decl::simple(Type::String, REQUEST_MAX - 2, TEXT_SIZE);
    // Resources have these whether their schema says so or not.
    let own = resource && !names_metadata(schema);
    let mut add = |name: &str, decl: Arc<Decl>, has_default: bool| {
        if required.contains(name) && !has_default {
            size = size.saturating_add(name.len() as u64 + decl.min_size + 4);
        }
        if let Some(name) = escape(name) {
            fields.insert(name.into_owned(), decl);
        }
    };
    for (name, property) in &schema.props().properties {
        if own && matches!(*name, "kind" | "apiVersion" | "metadata") {
            continue;
        }
        if let Some(decl) = inner(property) {
            add(name, decl, property.props().default.is_some());
        }
    }
    if own {
        let names = ["name", "generateName"].map(|name| (name.to_owned(), unbounded()));
        add("metadata", Decl::object(names.into(), TEXT_SIZE), false);
        add("kind", unbounded(), false);
        add("apiVersion", unbounded(), false);
    }
    Decl::object(fields, size)
}
