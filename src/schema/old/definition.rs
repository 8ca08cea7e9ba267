//! CustomResourceDefinition: what stood once for all versions stands in each of them, and each has a schema.

use super::Rewrite;
use super::draft::{List, Map, Member, Value};

const OLD: &str = "apiextensions.k8s.io/v1beta1";

/// What stood at the top: what it is called in a version, and what a person is told.
const TOP: &[(&str, &str, &str)] = &[
    ("validation", "schema", "is now `schema` in each of `versions`"),
    ("subresources", "subresources", "stands in each of `versions` now"),
    ("additionalPrinterColumns", "additionalPrinterColumns", "stands in each of `versions` now"),
];

const PRESERVE: &str = "x-kubernetes-preserve-unknown-fields";

/// Schemas within schemas are followed this deep.
const DEPTH: usize = 64;

/// Brings a definition into the form of `apiextensions.k8s.io/v1`.
pub(super) fn rewrite<'a>(rewrite: &mut Rewrite<'a>, object: &mut Map<'a>) {
    let Some(spec) = object.map("spec") else { return };
    version(rewrite, spec);
    if spec.maps("versions").next().is_none() {
        return;
    }
    for (old, new, now) in TOP {
        let Some(member) = rewrite.take(OLD, spec, old, now) else { continue };
        let is_empty = member.value.kept().is_some_and(|node| node.is_null() || node.is_empty() && !node.is_scalar());
        let mut taken = is_empty;
        for version in spec.maps("versions").filter(|version| !is_empty && !version.has(new)) {
            let at = version.members.len();
            version.put(at, member.clone().called(new));
            taken = true;
        }
        // What every version has already said otherwise is not thrown away unasked.
        rewrite.stuck |= !taken;
    }
    let keeps = spec.text("preserveUnknownFields") == Some("true");
    if keeps {
        spec.take("preserveUnknownFields");
        let what = "`preserveUnknownFields` is now `x-kubernetes-preserve-unknown-fields: true` in the schema";
        rewrite.add("preserveUnknownFields", what);
    }
    for version in spec.maps("versions") {
        columns(rewrite, version);
        schema(rewrite, version, keeps);
    }
    conversion(rewrite, spec);
    if rewrite.whole && !spec.has("scope") {
        let at = spec.at("names").map_or(0, |at| at + 1);
        spec.put(at, Member::text("scope", "Namespaced"));
        rewrite.add("scope", "`scope` must be there, and was `Namespaced` where none was given");
    }
}

/// The one version, as a list of one.
fn version<'a>(rewrite: &mut Rewrite<'a>, spec: &mut Map<'a>) {
    let Some(at) = spec.at("version") else { return };
    let empty = spec.get("versions").is_some_and(|v| v.items().next().is_none());
    let Some(old) = rewrite.take(OLD, spec, "version", "is now `name` of an item of `versions`") else { return };
    if spec.has("versions") && !empty {
        return;
    }
    spec.take("versions");
    let only = vec![old.called("name"), Member::text("served", "true"), Member::text("storage", "true")];
    spec.put(at, Member::new("versions", Value::List(List { of: None, items: vec![Value::of(only)] })));
}

/// The columns' paths.
fn columns<'a>(rewrite: &mut Rewrite<'a>, version: &mut Map<'a>) {
    for column in version.maps("additionalPrinterColumns") {
        rewrite.rename(OLD, column, "JSONPath", "jsonPath", "is now `jsonPath`");
    }
}

/// The schema, which every version has, and which says that it is of an object.
fn schema<'a>(rewrite: &mut Rewrite<'a>, version: &mut Map<'a>, keeps: bool) {
    let given =
        version.map("schema").and_then(|schema| schema.map("openAPIV3Schema")).is_some_and(|s| !s.members.is_empty());
    if !given && !rewrite.whole {
        return;
    }
    if !given {
        let any = Value::of(vec![Member::text("type", "object"), Member::text(PRESERVE, "true")]);
        version.take("schema");
        let at = version.members.len();
        version.put(at, Member::new("schema", Value::of(vec![Member::new("openAPIV3Schema", any)])));
        rewrite.add("openAPIV3Schema", "every version needs a `schema`, if only one that takes any object");
        return;
    }
    let Some(root) = version.map("schema").and_then(|schema| schema.map("openAPIV3Schema")) else { return };
    if keeps && !root.has(PRESERVE) {
        let at = root.at("type").map_or(0, |at| at + 1);
        root.put(at, Member::text(PRESERVE, "true"));
    }
    if typed(root, true, 0) {
        rewrite.add("type", "every schema needs a `type`");
    }
}

/// Gives a schema and all within it the type that their own fields tell; whether any lacked it.
fn typed(schema: &mut Map<'_>, is_object: bool, depth: usize) -> bool {
    if depth > DEPTH {
        return false;
    }
    let mut lacked = false;
    let is_object = is_object || schema.has("properties") || schema.has("additionalProperties");
    let free = schema.has("type") || schema.has("x-kubernetes-int-or-string") || schema.has("$ref");
    if !free && (is_object || schema.has("items")) {
        schema.put(0, Member::text("type", if is_object { "object" } else { "array" }));
        lacked = true;
    }
    if let Some(properties) = schema.map("properties") {
        for property in &mut properties.members {
            lacked |= property.value.map().is_some_and(|inner| typed(inner, false, depth + 1));
        }
    }
    for name in ["items", "additionalProperties"] {
        lacked |= schema.map(name).is_some_and(|inner| typed(inner, false, depth + 1));
    }
    lacked
}

/// How versions are made of one another, by a webhook.
fn conversion<'a>(rewrite: &mut Rewrite<'a>, spec: &mut Map<'a>) {
    let Some(conversion) = spec.map("conversion") else { return };
    let first = ["webhookClientConfig", "conversionReviewVersions"].iter().filter_map(|name| conversion.at(name)).min();
    let Some(at) = first else { return };
    let client = rewrite.take(OLD, conversion, "webhookClientConfig", "is now `webhook.clientConfig`");
    let versions = rewrite.take(OLD, conversion, "conversionReviewVersions", "stands in `webhook` now");
    let versions = versions.unwrap_or_else(|| {
        let items = vec![Value::Text("v1beta1".to_owned())];
        Member::new("conversionReviewVersions", Value::List(List { of: None, items }))
    });
    let webhook: Vec<_> = client.map(|m| m.called("clientConfig")).into_iter().chain([versions]).collect();
    rewrite.stuck |= conversion.has("webhook");
    // Of another strategy the versions said nothing.
    if conversion.text("strategy") == Some("Webhook") {
        conversion.put(at, Member::new("webhook", Value::of(webhook)));
    }
}
