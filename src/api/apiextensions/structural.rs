//! Whether a schema is structural: what a value may be made of is said once, outside of `allOf` and the like
//! (`apiserver/schema/validation.go` and `complete.go`).

use super::{DEPTH, Place, forbidden, invalid, required};
use crate::api::Cx;
use crate::api::part::part;
use crate::regexp;
use crate::resource::Field;
use crate::source::{Kind, Node};

/// The fields of `JSONSchemaProps`.
const KEYWORDS: &[&str] = &[
    "$ref",
    "$schema",
    "additionalItems",
    "additionalProperties",
    "allOf",
    "anyOf",
    "default",
    "definitions",
    "dependencies",
    "description",
    "enum",
    "example",
    "exclusiveMaximum",
    "exclusiveMinimum",
    "externalDocs",
    "format",
    "id",
    "items",
    "maxItems",
    "maxLength",
    "maxProperties",
    "maximum",
    "minItems",
    "minLength",
    "minProperties",
    "minimum",
    "multipleOf",
    "not",
    "nullable",
    "oneOf",
    "pattern",
    "patternProperties",
    "properties",
    "required",
    "title",
    "type",
    "uniqueItems",
    "x-kubernetes-embedded-resource",
    "x-kubernetes-int-or-string",
    "x-kubernetes-list-map-keys",
    "x-kubernetes-list-type",
    "x-kubernetes-map-type",
    "x-kubernetes-preserve-unknown-fields",
    "x-kubernetes-validations",
];

/// Where a schema stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Level {
    Root,
    Item,
    Field,
}

/// `NewStructural`: what cannot be said in a structural schema at all, as the error's text.
pub(super) fn supported(schema: &Place<'_>, depth: usize) -> Result<(), &'static str> {
    if depth > DEPTH {
        return Ok(());
    }
    for (name, problem) in [
        ("id", "OpenAPIV3Schema 'id' is not supported"),
        ("$schema", "OpenAPIV3Schema 'schema' is not supported"),
        ("$ref", "OpenAPIV3Schema '$ref' is not supported"),
        ("patternProperties", "OpenAPIV3Schema 'patternProperties' is not supported"),
        ("dependencies", "OpenAPIV3Schema 'dependencies' is not supported"),
        ("additionalItems", "OpenAPIV3Schema 'additionalItems' is not supported"),
        ("definitions", "OpenAPIV3Schema 'definitions' is not supported"),
    ] {
        let f = schema.f.at(name);
        if if name == "additionalItems" { f.exists() } else { !f.is_empty() } {
            return Err(problem);
        }
    }
    let items = schema.f.at("items");
    if items.node().is_some_and(|n| n.kind() == Kind::Seq) && !items.is_empty() {
        return Err("OpenAPIV3Schema 'items' must be a schema, but is an array");
    }
    if schema.f.at("x-kubernetes-preserve-unknown-fields").opt_bool() == Some(false) {
        return Err("internal error: 'x-kubernetes-preserve-unknown-fields' must be true or undefined");
    }
    let children = schema.entries("properties").map(|(_, place)| place);
    let children = children.chain(schema.items_schema()).chain(schema.additional_schema());
    let combined = ["allOf", "anyOf", "oneOf"].into_iter().flat_map(|name| schema.items(name));
    let not = schema.has("not").then(|| schema.at("not"));
    children.chain(combined).chain(not).try_for_each(|place| supported(&place, depth + 1))
}

/// `ValidateStructural`
pub(super) fn validate<'a>(cx: &mut Cx<'a>, schema: &Place<'a>) {
    invariants(cx, schema, Level::Root, 0);
    combined_completeness(cx, schema, Some(schema), &schema.path, 0);
}

/// `validateStructuralInvariants`
fn invariants<'a>(cx: &mut Cx<'a>, schema: &Place<'a>, level: Level, depth: usize) {
    if depth > DEPTH {
        return;
    }
    let kind = schema.at("type");
    if kind.f.str() == "array" && schema.items_schema().is_none() {
        required(cx, &schema.at("items"), "must be specified")
            .help("say what the items are, such as `items: {type: string}`");
    }
    if let Some(items) = schema.items_schema() {
        invariants(cx, &items, Level::Item, depth + 1);
    }
    for (_, property) in schema.entries("properties") {
        invariants(cx, &property, Level::Field, depth + 1);
    }
    if schema.has("additionalProperties") {
        let additional = schema.at("additionalProperties");
        if level == Level::Root {
            forbidden(cx, &additional, "must not be used at the root");
        }
        if let Some(each) = schema.additional_schema() {
            invariants(cx, &each, Level::Field, depth + 1);
        }
    }
    let int_or_string = schema.flag("x-kubernetes-int-or-string");
    let preserves = schema.flag("x-kubernetes-preserve-unknown-fields");
    let embedded = schema.flag("x-kubernetes-embedded-resource");
    for (name, set) in
        [("x-kubernetes-preserve-unknown-fields", preserves), ("x-kubernetes-embedded-resource", embedded)]
    {
        if int_or_string && set {
            invalid(cx, &schema.at(name), "must be false if x-kubernetes-int-or-string is true");
        }
    }
    let any_of = is_int_or_string_list(schema);
    let all_of = schema.items("allOf").next().is_some_and(|first| is_int_or_string_list(&first));
    value_validation(cx, schema, any_of, all_of, depth);
    needs_type(cx, &kind, level, embedded, int_or_string || preserves);
    if embedded && schema.has("additionalProperties") {
        let detail = "must not be used if x-kubernetes-embedded-resource is set";
        forbidden(cx, &schema.at("additionalProperties"), detail);
    }
    if level == Level::Root && !matches!(kind.f.str(), "" | "object") {
        invalid(cx, &kind, "must be object at the root");
    }
    resource_fields(cx, schema, level, embedded);
    if embedded && !preserves && schema.f.at("properties").is_empty() {
        let detail =
            "must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields";
        required(cx, &schema.at("properties"), detail);
    }
}

/// A schema says what type it is of, unless it is `open` to several.
fn needs_type<'a>(cx: &mut Cx<'a>, kind: &Place<'a>, level: Level, embedded: bool, open: bool) {
    if embedded && kind.f.str() != "object" {
        const DETAIL: &str = "must be object if x-kubernetes-embedded-resource is true";
        if kind.f.str().is_empty() {
            required(cx, kind, DETAIL);
        } else {
            invalid(cx, kind, DETAIL);
        }
    } else if kind.f.str().is_empty() && !open {
        let what = match level {
            Level::Root => "must not be empty at the root",
            Level::Item => "must not be empty for specified array items",
            Level::Field => "must not be empty for specified object fields",
        };
        required(cx, kind, what).help("add `type:`, or `x-kubernetes-preserve-unknown-fields: true` for anything");
    }
}

/// `kind`, `apiVersion` and `metadata` of resources, and `validateStructuralMetadataInvariants`
fn resource_fields<'a>(cx: &mut Cx<'a>, schema: &Place<'a>, level: Level, embedded: bool) {
    let resource = level == Level::Root || embedded;
    for name in ["kind", "apiVersion"] {
        if resource
            && let Some(property) = schema.property(name)
            && property.text("type") != "string"
        {
            invalid(cx, &property.at("type"), "must be string");
        }
    }
    let Some(metadata) = schema.property("metadata") else { return };
    if resource && metadata.text("type") != "object" {
        invalid(cx, &metadata.at("type"), "must be object");
    }
    if level == Level::Root && says_more_than_names(&metadata) {
        let detail = "must not specify anything other than name and generateName, but metadata is implicitly specified";
        forbidden(cx, &metadata, detail)
            .say("every resource has its metadata anyway: only `name` and `generateName` can be restricted here")
            .help("write `metadata: {type: object}`");
    }
}

fn says_more_than_names(metadata: &Place<'_>) -> bool {
    let names_only = |f: crate::resource::Field<'_>| {
        super::super::entries(f).all(|(key, _)| matches!(key.scalar_text(), "name" | "generateName"))
    };
    metadata.f.entries().any(|(key, value)| match key.scalar_text() {
        "type" | "default" => false,
        "properties" => !names_only(value),
        _ => value.opt_bool() != Some(false) && (value.exists() && !value.is_empty()),
    })
}

/// `isIntOrStringAnyOfPattern`: `anyOf: [{type: integer}, {type: string}]` and nothing else in these
fn is_int_or_string_list(schema: &Place<'_>) -> bool {
    // Unknown fields are gone by then; text, flags and lists of schemas that say nothing are as if they were not given.
    let counts = |key: &Node<'_>, value: &Field<'_>| {
        let said = match key.scalar_text() {
            "default"
            | "example"
            | "externalDocs"
            | "items"
            | "not"
            | "properties"
            | "required"
            | "x-kubernetes-list-map-keys"
            | "x-kubernetes-list-type"
            | "x-kubernetes-map-type" => true,
            "additionalProperties" => value.opt_bool() != Some(false),
            _ => !value.is_empty() && value.opt_bool() != Some(false),
        };
        value.exists() && said && KEYWORDS.contains(&key.scalar_text())
    };
    let types: Vec<_> = schema
        .items("anyOf")
        .map(|place| (place.text("type"), place.f.entries().filter(|(key, value)| counts(key, value)).count()))
        .collect();
    types == [("integer", 1), ("string", 1)]
}

/// `validateValueValidation`
fn value_validation<'a>(cx: &mut Cx<'a>, schema: &Place<'a>, skip_any_of: bool, skip_all_of: bool, depth: usize) {
    if !skip_any_of {
        schema.items("anyOf").for_each(|place| nested(cx, &place, false, depth + 1));
    }
    for (i, place) in schema.items("allOf").enumerate() {
        nested(cx, &place, skip_all_of && i == 0, depth + 1);
    }
    schema.items("oneOf").for_each(|place| nested(cx, &place, false, depth + 1));
    if schema.has("not") {
        nested(cx, &schema.at("not"), false, depth + 1);
    }
    let pattern = schema.at("pattern");
    if let Err(error) = regexp::check(pattern.f.str()) {
        let detail = format!("must be a valid regular expression, but isn't: {error}");
        let finding = invalid(cx, &pattern, &detail);
        finding.say(format!("this is no regular expression that Go reads: {}", error.told()));
        if let Some(span) = pattern.f.node().and_then(|node| part(node, error.at)) {
            finding.label_at(span);
        }
        if let Some(help) = error.kind.help() {
            finding.help(help);
        }
    }
}

/// `validateNestedValueValidation`
fn nested<'a>(cx: &mut Cx<'a>, schema: &Place<'a>, skip_any_of: bool, depth: usize) {
    if depth > DEPTH {
        return;
    }
    value_validation(cx, schema, skip_any_of, false, depth);
    if let Some(items) = schema.items_schema() {
        nested(cx, &items, false, depth + 1);
    }
    for (_, property) in schema.entries("properties") {
        nested(cx, &property, false, depth + 1);
    }
    let additional = schema.f.at("additionalProperties");
    if additional.exists() && additional.opt_bool() != Some(false) {
        forbidden(cx, &schema.at("additionalProperties"), "must be undefined to be structural");
    }
    for (name, detail) in [
        ("type", "must be empty to be structural"),
        ("default", "must be undefined to be structural"),
        ("title", "must be empty to be structural"),
        ("description", "must be empty to be structural"),
        ("nullable", "must be false to be structural"),
        ("x-kubernetes-preserve-unknown-fields", "must be false to be structural"),
        ("x-kubernetes-embedded-resource", "must be false to be structural"),
        ("x-kubernetes-int-or-string", "must be false to be structural"),
        ("x-kubernetes-list-map-keys", "must be empty to be structural"),
        ("x-kubernetes-list-type", "must be undefined to be structural"),
        ("x-kubernetes-map-type", "must be undefined to be structural"),
        ("x-kubernetes-validations", "must be empty to be structural"),
    ] {
        let f = schema.f.at(name);
        let given = match detail {
            _ if f.opt_bool() == Some(false) && name != "default" => false,
            "must be empty to be structural" => !f.is_empty(),
            _ => f.exists(),
        };
        if given {
            forbidden(cx, &schema.at(name), detail)
                .say(format!("`{name}` belongs to the schema itself, not into `allOf`, `anyOf`, `oneOf` or `not`"));
        }
    }
    if let Some(metadata) = schema.property("metadata") {
        forbidden(cx, &metadata, "must not be specified in a nested context");
    }
}

/// `validateValueValidationCompleteness`: what combined schemas look into must be there in the schema itself.
fn combined_completeness<'a>(cx: &mut Cx<'a>, of: &Place<'a>, base: Option<&Place<'a>>, at: &str, depth: usize) {
    if of.has("not") {
        nested_completeness(cx, &of.at("not"), base, at, depth + 1);
    }
    for place in ["allOf", "anyOf", "oneOf"].into_iter().flat_map(|name| of.items(name)) {
        nested_completeness(cx, &place, base, at, depth + 1);
    }
}

/// `validateNestedValueValidationCompleteness`; `at` is where `base` is, or should be.
fn nested_completeness<'a>(cx: &mut Cx<'a>, of: &Place<'a>, base: Option<&Place<'a>>, at: &str, depth: usize) {
    if depth > DEPTH {
        return;
    }
    let missing = |cx: &mut Cx<'a>, place: &Place<'a>, at: String| {
        cx.required(place.f, &format!("because it is defined in {}", place.path))
            .field(at.clone())
            .say(format!("this says something about a field that the schema itself does not have: `{at}`"))
            .help("describe the field in the schema's own `properties` or `items` as well");
    };
    let Some(base) = base else {
        missing(cx, of, at.to_owned());
        return;
    };
    combined_completeness(cx, of, Some(base), at, depth);
    if let Some(items) = of.items_schema() {
        let own = base.items_schema();
        nested_completeness(cx, &items, own.as_ref(), &format!("{at}.items"), depth + 1);
    }
    for (name, property) in of.entries("properties") {
        let place = format!("{at}.properties[{name}]");
        match base.property(name) {
            Some(own) => nested_completeness(cx, &property, Some(&own), &place, depth + 1),
            None => missing(cx, &property, place),
        }
    }
}
