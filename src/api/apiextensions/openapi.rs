//! The schema as OpenAPI: `ValidateCustomResourceDefinitionOpenAPISchema`, and what leads there.

use hashbrown::HashSet;

use super::rule_costs;
use super::rules::{self, Scope, Way};
use super::structural::{self, supported};
use super::{DEPTH, Place, defaults, forbidden, invalid, not_supported, required};
use crate::api::Cx;
use crate::model::Reason;
use crate::schema::of_reason;
use crate::schema::words::sentence;
use crate::source::Kind;

const TYPES: &[&str] = &["array", "boolean", "integer", "number", "object", "string"];

/// Fields that a schema with a status of its own may not have at its root; the first of them comes before `type`.
const EARLY: &[&str] = &["id", "$schema", "$ref"];
const NOT_AT_ROOT: &[&str] = &[
    "nullable",
    "default",
    "enum",
    "maxProperties",
    "minProperties",
    "allOf",
    "oneOf",
    "anyOf",
    "not",
    "additionalProperties",
    "patternProperties",
    "dependencies",
    "additionalItems",
    "definitions",
    "x-kubernetes-embedded-resource",
    "x-kubernetes-int-or-string",
    "x-kubernetes-list-map-keys",
    "x-kubernetes-list-type",
    "x-kubernetes-map-type",
];

/// `validateCustomResourceDefinitionValidation`
pub(super) fn validation<'a>(cx: &mut Cx<'a>, schema: &Place<'a>, status: bool) {
    if !schema.f.exists() {
        return;
    }
    let before = cx.errors();
    if status {
        root_with_status(cx, schema);
    }
    if schema.flag("nullable") {
        forbidden(cx, &schema.at("nullable"), "nullable cannot be true at the root");
    }
    let unsupported = supported(schema, 0);
    let mut with_rules = false;
    if unsupported.is_ok() {
        let clean = cx.errors();
        structural::validate(cx, schema);
        if cx.errors() == clean {
            defaults::validate(cx, schema);
            with_rules = cx.errors() == clean;
        }
    }
    let scope = Scope { root: true, rules: with_rules, times: Some(1), ..Scope::default() };
    open_api_schema(cx, schema, &scope, 0);
    if cx.errors() == before
        && let Err(problem) = unsupported
    {
        invalid(cx, schema, problem);
    }
    rule_costs::all(cx, schema, &scope.total);
    warn_formats(cx, schema, 0);
}

/// With a status of its own only some fields may stand at the root; one finding is all that the server makes of it.
fn root_with_status<'a>(cx: &mut Cx<'a>, schema: &Place<'a>) {
    // Text and flags count where they say something; pointers, lists and maps wherever they are given.
    let given = |name: &&&'static str| {
        let f = schema.f.at(name);
        match **name {
            "id" | "$schema" => !f.is_empty(),
            "nullable" | "x-kubernetes-embedded-resource" | "x-kubernetes-int-or-string" => f.bool(),
            _ => f.exists(),
        }
    };
    const DETAIL: &str = "fields are allowed at the root of the schema if the status subresource is enabled";
    let kind = schema.at("type");
    let early = EARLY.iter().find(given);
    if early.is_none() && !kind.f.str().is_empty() && kind.f.str() != "object" {
        invalid(
            cx,
            &kind,
            "only \"object\" is allowed as the type at the root of the schema if the status subresource is enabled",
        );
    } else if let Some(name) = early.or_else(|| NOT_AT_ROOT.iter().find(given)) {
        let key = schema.f.node().and_then(|n| n.entry(name)).map_or(schema.f.span(), |e| e.key.span());
        invalid(cx, schema, &format!("only [Description Type Format Title …] {DETAIL}"))
            .say(format!("`{name}` may not stand at the root of the schema of a kind with a status subresource"))
            .label_at(key);
    }
}

/// `ValidateCustomResourceDefinitionOpenAPISchema`; whether nothing was wrong with the schema or below.
pub(super) fn open_api_schema<'a>(cx: &mut Cx<'a>, schema: &Place<'a>, scope: &Scope<'a>, depth: usize) -> bool {
    if depth > DEPTH || !matches!(schema.f.anchor().kind(), Kind::Map | Kind::Null) {
        return true;
    }
    let scope = &scope.with_rules(schema);
    let before = cx.errors();
    let rules_before = scope.broken_rules.get();
    standard(cx, schema, scope);
    if schema.flag("uniqueItems") {
        let detail = "uniqueItems cannot be set to true since the runtime complexity becomes quadratic";
        forbidden(cx, &schema.at("uniqueItems"), detail).help("use `x-kubernetes-list-type: set`");
    }
    if schema.has("additionalProperties") {
        let additional = schema.at("additionalProperties");
        if !schema.f.at("properties").is_empty() && additional.f.opt_bool() != Some(true) {
            forbidden(cx, &additional, "additionalProperties and properties are mutual exclusive")
                .say("a schema lists `properties` or describes all fields alike with `additionalProperties`, not both");
        }
        if let Some(each) = schema.additional_schema() {
            let inner = scope.inside(schema, Way::Item);
            let inner = if scope.in_metadata {
                inner.without_defaults("inside additionalProperties applying to object metadata")
            } else {
                inner
            };
            open_api_schema(cx, &each, &inner, depth + 1);
        }
    }
    properties(cx, schema, scope, depth);
    nested(cx, schema, scope, depth);
    if let Some(items) = schema.items_schema() {
        let mut inner = scope.inside(schema, Way::Item);
        if schema.text("x-kubernetes-list-type") != "map" {
            inner = inner.uncorrelated(&schema.path);
        }
        open_api_schema(cx, &items, &inner, depth + 1);
    }
    extensions(cx, schema);
    list_map(cx, schema);
    rules::texts(cx, schema);
    // What rules find is no mistake of the schema.
    let sound = cx.errors() - before == scope.broken_rules.get() - rules_before;
    if sound && scope.rules {
        rules::compiled(cx, schema, scope);
    }
    sound
}

/// `specStandardValidatorV3.validate`
fn standard<'a>(cx: &mut Cx<'a>, schema: &Place<'a>, scope: &Scope<'a>) {
    let kind = schema.at("type");
    if !kind.f.str().is_empty() && !TYPES.contains(&kind.f.str()) {
        not_supported(cx, &kind, TYPES);
    }
    if schema.has("default")
        && let Some(reason) = &scope.no_defaults
    {
        forbidden(cx, &schema.at("default"), &format!("must not be set {reason}"));
    }
    for (name, detail) in [
        ("id", "id is not supported"),
        ("additionalItems", "additionalItems is not supported"),
        ("patternProperties", "patternProperties is not supported"),
        ("definitions", "definitions is not supported"),
        ("dependencies", "dependencies is not supported"),
        ("$ref", "$ref is not supported"),
    ] {
        let f = schema.f.at(name);
        let given = match name {
            "id" | "patternProperties" | "definitions" => !f.is_empty(),
            _ => f.exists(),
        };
        if given {
            forbidden(cx, &schema.at(name), detail).say(format!("`{name}` is not supported in custom resources"));
        }
    }
    if kind.f.str() == "null" {
        forbidden(cx, &kind, "type cannot be set to null, use nullable as an alternative");
    }
    let items = schema.at("items");
    if items.f.node().is_some_and(|n| n.kind() == Kind::Seq) && !items.f.is_empty() {
        forbidden(cx, &items, "items must be a schema object and not an array");
    }
    if scope.in_metadata && schema.flag("x-kubernetes-embedded-resource") {
        forbidden(cx, &schema.at("x-kubernetes-embedded-resource"), "must not be used inside of resource meta");
    }
}

fn properties<'a>(cx: &mut Cx<'a>, schema: &Place<'a>, scope: &Scope<'a>, depth: usize) {
    // Maps of either type can be told apart from what they were (`MapIsCorrelatable`).
    let unknown = !["", "granular", "atomic"].contains(&schema.text("x-kubernetes-map-type"));
    let resource = scope.root || schema.flag("x-kubernetes-embedded-resource");
    for (name, property) in schema.entries("properties") {
        let mut inner = scope.inside(schema, Way::Property(name));
        if unknown {
            inner = inner.uncorrelated(&schema.path);
        }
        if resource && matches!(name, "metadata" | "kind" | "apiVersion") {
            inner.in_metadata = true;
            if scope.root {
                inner = inner.without_defaults(&format!("in top-level {name}"));
            }
        }
        open_api_schema(cx, &property, &inner, depth + 1);
    }
}

/// Schemas that are combined; rules are not looked at there.
fn nested<'a>(cx: &mut Cx<'a>, schema: &Place<'a>, scope: &Scope<'a>, depth: usize) {
    let inner = scope.without_rules();
    if schema.has("not") {
        open_api_schema(cx, &schema.at("not"), &inner, depth + 1);
    }
    for name in ["allOf", "oneOf", "anyOf"] {
        for place in schema.items(name) {
            open_api_schema(cx, &place, &inner, depth + 1);
        }
    }
    for (_, place) in schema.entries("definitions") {
        open_api_schema(cx, &place, &inner, depth + 1);
    }
}

fn extensions<'a>(cx: &mut Cx<'a>, schema: &Place<'a>) {
    let preserves = schema.at("x-kubernetes-preserve-unknown-fields");
    if preserves.f.opt_bool() == Some(false) {
        invalid(cx, &preserves, "must be true or undefined").help("remove it: unknown fields are dropped anyway");
    }
    let kind = schema.at("type");
    for (name, wanted, allowed) in [
        ("x-kubernetes-map-type", "object", &["atomic", "granular"][..]),
        ("x-kubernetes-list-type", "array", &["atomic", "set", "map"]),
    ] {
        let place = schema.at(name);
        if !place.f.exists() {
            continue;
        }
        if kind.f.str() != wanted {
            let detail = format!("must be {wanted} if {name} is specified");
            if kind.f.str().is_empty() {
                required(cx, &kind, &detail);
            } else {
                invalid(cx, &kind, &detail);
            }
        } else if place.f.str() == "set" {
            set_items(cx, schema);
        }
        if !allowed.contains(&place.f.str()) {
            not_supported(cx, &place, allowed);
        }
    }
}

/// What is told apart as a whole must be compared as a whole.
fn set_items<'a>(cx: &mut Cx<'a>, schema: &Place<'a>) {
    const DETAIL: &str = "must be atomic as item of a list with x-kubernetes-list-type=set";
    let Some(items) = schema.items_schema() else { return };
    let (list, map) = (items.at("x-kubernetes-list-type"), items.at("x-kubernetes-map-type"));
    match items.text("type") {
        "array" if list.f.exists() && list.f.str() != "atomic" => drop(invalid(cx, &list, DETAIL)),
        "object" if map.f.exists() && map.f.str() != "atomic" => drop(invalid(cx, &map, DETAIL)),
        "object" if !map.f.exists() => {
            // The server shows a pointer to nothing.
            let body = format!("Invalid value: null: {DETAIL}");
            cx.refuse(of_reason(Reason::Invalid), Reason::Invalid, map.f, body, sentence(map.f, DETAIL))
                .field(map.path);
        }
        _ => {}
    }
}

/// Lists whose items are told apart by keys.
fn list_map<'a>(cx: &mut Cx<'a>, schema: &Place<'a>) {
    let (kind, keys, items) =
        (schema.at("x-kubernetes-list-type"), schema.at("x-kubernetes-list-map-keys"), schema.at("items"));
    const DETAIL: &str = "must be map if x-kubernetes-list-map-keys is non-empty";
    if !keys.f.is_empty() && !kind.f.exists() {
        required(cx, &kind, DETAIL).help("write `x-kubernetes-list-type: map`");
    } else if !keys.f.is_empty() && kind.f.str() != "map" {
        invalid(cx, &kind, DETAIL);
    }
    if !matches!(kind.f.str(), "set" | "map") {
        return;
    }
    let item = schema.items_schema();
    if kind.f.str() == "map" {
        if keys.f.is_empty() {
            required(cx, &keys, "must not be empty if x-kubernetes-list-type is map")
                .help("name the fields that tell the items apart, such as `[name]`");
        }
        if !items.f.exists() {
            required(cx, &items, "must have a schema if x-kubernetes-list-type is map");
        } else if let Some(item) = &item {
            map_items(cx, item, &keys);
        } else {
            invalid(cx, &items, "must only have a single schema if x-kubernetes-list-type is map");
        }
    }
    if let Some(item) = &item {
        map_keys_present(cx, item, kind.f.str(), &keys);
    }
}

fn map_items<'a>(cx: &mut Cx<'a>, item: &Place<'a>, keys: &Place<'a>) {
    if item.text("type") != "object" {
        invalid(cx, &item.at("type"), "must be object if parent array's x-kubernetes-list-type is map");
        return;
    }
    let mut seen: HashSet<&str> = HashSet::new();
    for key in keys.f.items() {
        match item.property(key.str()) {
            Some(property) if matches!(property.text("type"), "array" | "object") => {
                let detail = "must be a scalar type if parent array's x-kubernetes-list-type is map";
                invalid(cx, &property.at("type"), detail);
            }
            Some(_) => {}
            None => {
                invalid(cx, keys, "entries must all be names of item properties")
                    .say(format!("the items have no property `{}`", key.str()))
                    .label_at(key.span());
            }
        }
        if !seen.insert(key.str()) {
            invalid(cx, keys, "must not contain duplicate entries")
                .say(format!("`{}` is given twice", key.str()))
                .label_at(key.span());
        }
    }
}

/// `validateMapListKeysMapSet`
fn map_keys_present<'a>(cx: &mut Cx<'a>, item: &Place<'a>, kind: &str, keys: &Place<'a>) {
    if item.flag("nullable") {
        forbidden(cx, &item.at("nullable"), &format!("cannot be nullable when x-kubernetes-list-type is {kind}"));
    }
    if kind != "map" {
        return;
    }
    let needed: HashSet<&str> = item.f.at("required").items().map(|name| name.str()).collect();
    for key in keys.f.items() {
        let Some(property) = item.property(key.str()) else { continue };
        let needed = needed.contains(key.str());
        if !needed && !property.has("default") {
            let detail =
                "this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property";
            required(cx, &property.at("default"), detail)
                .say(format!("`{}` tells the items apart, so it must be required or have a default", key.str()));
        }
        if property.flag("nullable") {
            let detail = "this property is in x-kubernetes-list-map-keys, so it cannot be nullable";
            forbidden(cx, &property.at("nullable"), detail);
        }
    }
}

/// The warning of the strategy about formats that the server does not know.
fn warn_formats<'a>(cx: &mut Cx<'a>, schema: &Place<'a>, depth: usize) {
    if depth > DEPTH {
        return;
    }
    let format = schema.at("format");
    if !format.f.str().is_empty() && !crate::schema::crd::knows_format(schema.text("type"), format.f.str(), cx.version)
    {
        let text = format!("unrecognized format {:?}", format.f.str());
        cx.warn(format.f, text).say(format!("the API server knows no format `{}` and ignores it", format.f.str()));
    }
    let children = schema.entries("properties").map(|(_, place)| place);
    let children = children.chain(schema.items_schema()).chain(schema.additional_schema());
    let combined = ["allOf", "anyOf", "oneOf"].into_iter().flat_map(|name| schema.items(name));
    let not = schema.has("not").then(|| schema.at("not"));
    for place in children.chain(combined).chain(not).collect::<Vec<_>>() {
        warn_formats(cx, &place, depth + 1);
    }
}
