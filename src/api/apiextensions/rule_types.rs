//! What a schema declares to rules: `apiserver/pkg/cel/common/schemas.go`, `SchemaDeclType`.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use super::{DEPTH, Place};
use crate::cel::{Decl, Type, escape};

/// Bytes that a request may have (`MaxRequestSizeBytes`).
pub(super) const REQUEST_MAX: u64 = 3 * 1024 * 1024;

/// What values take as JSON at the least: `""`, `true`, `0` (`apiserver/pkg/cel/limits.go`).
const TEXT_SIZE: u64 = 2;
const BOOL_SIZE: u64 = 4;
const NUMBER_SIZE: u64 = 1;

/// Spans and points in time: at least, and at most.
const DURATION_SIZE: (u64, u64) = (3, 32);
const DATE_SIZE: (u64, u64) = (12, 12);
const TIME_SIZE: (u64, u64) = (21, 32);

/// What is declared; none where rules cannot speak of such values.
pub(super) fn declared(schema: &Place<'_>, resource: bool, depth: usize) -> Option<Arc<Decl>> {
    if depth > DEPTH {
        return None;
    }
    if schema.flag("x-kubernetes-int-or-string") {
        return Some(Decl::simple(Type::Dyn, text_max(schema, false), NUMBER_SIZE));
    }
    let inner = |place: &Place<'_>| declared(place, place.flag("x-kubernetes-embedded-resource"), depth + 1);
    Some(match schema.text("type") {
        "array" => {
            let item = inner(&schema.items_schema()?)?;
            let fitting = (REQUEST_MAX - 2) / (item.min_size + 1);
            let max = count(schema, "maxItems").unwrap_or(fitting);
            Decl::list(item, max)
        }
        "object" => match schema.additional_schema() {
            Some(each) => {
                let value = inner(&each)?;
                // A key is two bytes at least, with quotes, a colon and a comma.
                let fitting = (REQUEST_MAX - 2) / (value.min_size + 6);
                let max = count(schema, "maxProperties").unwrap_or(fitting);
                Decl::map(Decl::simple(Type::String, 0, TEXT_SIZE), value, max)
            }
            None => object(schema, resource, inner),
        },
        "string" => text(schema),
        "boolean" => Decl::simple(Type::Bool, 0, BOOL_SIZE),
        "number" => Decl::simple(Type::Double, 0, NUMBER_SIZE),
        "integer" => Decl::simple(Type::Int, 0, NUMBER_SIZE),
        _ => return None,
    })
}

fn text(schema: &Place<'_>) -> Arc<Decl> {
    let timed = |ty, (min, max)| Decl::simple(ty, max, min);
    match schema.text("format") {
        "byte" => {
            let max = count(schema, "maxLength").unwrap_or(REQUEST_MAX - 2);
            Decl::simple(Type::Bytes, max, TEXT_SIZE)
        }
        "duration" => timed(Type::Duration, DURATION_SIZE),
        "date" => timed(Type::Timestamp, DATE_SIZE),
        "date-time" => timed(Type::Timestamp, TIME_SIZE),
        _ => Decl::simple(Type::String, text_max(schema, true), TEXT_SIZE),
    }
}

/// How many bytes a text has at the most; its length is given in characters, of up to four bytes.
fn text_max(schema: &Place<'_>, choices: bool) -> u64 {
    if let Some(max) = count(schema, "maxLength") {
        return max.saturating_mul(4);
    }
    if choices && !schema.f.at("enum").is_empty() {
        let longest = schema.f.at("enum").items().map(|value| value.str().len()).max().unwrap_or_default();
        return longest as u64;
    }
    REQUEST_MAX - 2
}

/// A limit that is given; less than nothing is nothing.
pub(super) fn count(schema: &Place<'_>, name: &'static str) -> Option<u64> {
    schema.f.at(name).opt_int().map(|max| u64::try_from(max).unwrap_or_default())
}

fn object<'a>(schema: &Place<'a>, resource: bool, inner: impl Fn(&Place<'a>) -> Option<Arc<Decl>>) -> Arc<Decl> {
    let mut fields = BTreeMap::new();
    let required: HashSet<&str> = schema.f.at("required").items().map(|name| name.str()).collect();
    let mut size = TEXT_SIZE;
    let unbounded = || Decl::simple(Type::String, REQUEST_MAX - 2, TEXT_SIZE);
    // Resources have these whether their schema says so or not.
    let own = resource && !has_own_meta(schema);
    let mut add = |name: &str, decl: Arc<Decl>, has_default: bool| {
        if required.contains(name) && !has_default {
            size = size.saturating_add(name.len() as u64 + decl.min_size + 4);
        }
        if let Some(name) = escape(name) {
            fields.insert(name.into_owned(), decl);
        }
    };
    for (name, property) in schema.entries("properties") {
        if own && matches!(name, "kind" | "apiVersion" | "metadata") {
            continue;
        }
        if let Some(decl) = inner(&property) {
            add(name, decl, property.has("default"));
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

/// Whether a resource's schema says itself what all have (`WithTypeAndObjectMeta`).
fn has_own_meta(schema: &Place<'_>) -> bool {
    let is = |place: Option<Place<'_>>, kind: &str| place.is_some_and(|place| place.text("type") == kind);
    let metadata = schema.property("metadata");
    let named = |name| is(metadata.as_ref().and_then(|metadata| metadata.property(name)), "string");
    is(schema.property("kind"), "string")
        && is(schema.property("apiVersion"), "string")
        && is(metadata.clone(), "object")
        && named("name")
        && named("generateName")
}
