//! Every keyword of schemas, where it may stand and where not.

use crate::api::testing::{answers, edge};
use crate::model::Version;
use crate::schema::{Type, definition};

fn definition_of(version: &str) -> String {
    format!(
        "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {{name: backups.example.com}}\nspec:\n  group: example.com\n  scope: Namespaced\n  names: {{plural: backups, kind: Backup}}\n  versions: [{{name: v1, served: true, storage: true, {version}}}]\n"
    )
}

fn with_schema(schema: &str, more: &str) -> Vec<String> {
    let found = answers(&definition_of(&format!("schema: {{openAPIV3Schema: {schema}}}, {more}")));
    found.iter().map(|text| text.replace("spec.validation.openAPIV3Schema", "")).collect()
}

/// The keywords of schemas, with something to say in each.
fn keywords() -> Vec<(&'static str, &'static str)> {
    let props = definition("io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps").unwrap();
    let fields = props.fields(Version::new(36).unwrap());
    let value = |name: &str, ty: Type| match name {
        "type" => "string",
        "items" | "additionalItems" | "additionalProperties" | "not" => "{}",
        "allOf" | "anyOf" | "oneOf" => "[{minLength: 1}]",
        "x-kubernetes-validations" => "[{rule: self == self}]",
        "externalDocs" => "{url: a}",
        "enum" | "required" | "x-kubernetes-list-map-keys" => "[a]",
        "definitions" | "dependencies" | "patternProperties" | "properties" => "{a: {}}",
        "default" | "example" => "a",
        _ => match ty {
            Type::Bool => "true",
            Type::String(_) => "a",
            _ => "1",
        },
    };
    fields.map(|field| (field.name(), value(field.name(), field.ty()))).collect()
}

#[test]
fn what_makes_an_alternative_of_integer_and_string() {
    let mut count = 0;
    for (keyword, value) in keywords() {
        count += 1;
        if keyword == "type" {
            continue;
        }
        // With anything beside its type it is no alternative, and then may have no type.
        let at = ".properties[a].anyOf[1].type";
        let schema = format!(
            "{{type: object, properties: {{a: {{x-kubernetes-int-or-string: true, anyOf: [{{type: integer}}, {{type: string, {keyword}: {value}}}]}}}}}}"
        );
        let found = with_schema(&schema, "");
        // What no schema may have is all that is told of.
        let nowhere = ["$ref", "$schema", "id", "additionalItems", "definitions", "dependencies", "patternProperties"];
        if !nowhere.contains(&keyword) {
            assert!(found.contains(&format!("Forbidden {at}")), "{keyword}: {found:?}");
        }
    }
    assert!(count >= 43, "{count} keywords");
}

#[test]
fn what_no_schema_may_have() {
    for (keyword, value, also) in [
        ("id", "a", "Forbidden .properties[a].id"),
        ("$schema", "a", "Invalid "),
        ("$ref", "a", "Forbidden .properties[a].$ref"),
        ("patternProperties", "{a: {}}", "Forbidden .properties[a].patternProperties"),
        ("dependencies", "{a: [b]}", "Forbidden .properties[a].dependencies"),
        ("additionalItems", "true", "Forbidden .properties[a].additionalItems"),
        ("definitions", "{a: {}}", "Forbidden .properties[a].definitions"),
        ("uniqueItems", "true", "Forbidden .properties[a].uniqueItems"),
    ] {
        let found =
            with_schema(&format!("{{type: object, properties: {{a: {{type: object, {keyword}: {value}}}}}}}"), "");
        assert_eq!(found, [also], "{keyword}");
        let reached = with_schema(
            &format!("{{type: object, properties: {{a: {{type: string, allOf: [{{{keyword}: {value}}}]}}}}}}"),
            "",
        );
        assert_eq!(reached.len(), 1, "{keyword}: {reached:?}");
    }
    let items = with_schema("{type: object, properties: {a: {type: array, items: [{type: string}]}}}", "");
    assert_eq!(items, ["Forbidden .properties[a].items"]);
}

#[test]
fn what_alternatives_may_not_have() {
    for (keyword, value) in keywords() {
        let found = with_schema(
            &format!("{{type: object, properties: {{a: {{type: string, not: {{{keyword}: {value}}}}}}}}}"),
            "",
        );
        let refused = found.contains(&format!("Forbidden .properties[a].not.{keyword}"));
        let expected = "additionalProperties default description nullable title type uniqueItems
            $ref additionalItems definitions dependencies id patternProperties
            x-kubernetes-embedded-resource x-kubernetes-int-or-string x-kubernetes-list-map-keys x-kubernetes-list-type
            x-kubernetes-map-type x-kubernetes-preserve-unknown-fields x-kubernetes-validations";
        assert_eq!(refused, expected.split_whitespace().any(|name| name == keyword), "{keyword}: {found:?}");
    }
    for flag in ["nullable", "x-kubernetes-embedded-resource", "x-kubernetes-int-or-string"] {
        let found =
            with_schema(&format!("{{type: object, properties: {{a: {{type: string, not: {{{flag}: false}}}}}}}}"), "");
        assert!(found.is_empty(), "{flag}: {found:?}");
    }
    let found =
        with_schema("{type: object, properties: {a: {type: string, anyOf: [{properties: {metadata: {}}}]}}}", "");
    assert!(found.contains(&"Forbidden .properties[a].anyOf[0].properties[metadata]".to_owned()), "{found:?}");
}

#[test]
fn what_the_root_may_have_beside_a_status() {
    let free = "description type format title maximum exclusiveMaximum minimum exclusiveMinimum maxLength minLength
        pattern maxItems minItems uniqueItems multipleOf required items properties externalDocs example
        x-kubernetes-preserve-unknown-fields x-kubernetes-validations";
    for (keyword, value) in keywords().into_iter().filter(|(keyword, _)| *keyword != "type") {
        let schema = format!("{{type: object, {keyword}: {value}}}");
        let root = |found: Vec<String>| found.iter().filter(|answer| answer.trim_end() == "Invalid").count();
        let (alone, beside) =
            (root(with_schema(&schema, "")), root(with_schema(&schema, "subresources: {status: {}}")));
        let allowed = free.split_whitespace().any(|name| name == keyword);
        assert_eq!(beside > 0, !allowed || alone > 0, "{keyword}");
    }
    for (schema, count) in [
        ("{type: object, nullable: false, id: ''}", 0),
        ("{type: object, enum: []}", 1),
        ("{type: object, not: {}}", 1),
        ("{type: object, additionalProperties: false}", 1),
    ] {
        let found = with_schema(schema, "subresources: {status: {}}");
        assert_eq!(found.iter().filter(|answer| answer.trim_end() == "Invalid").count(), count, "{schema}: {found:?}");
    }
    for (kind, refused) in [("object", false), ("string", true)] {
        let found = with_schema(&format!("{{type: {kind}}}"), "subresources: {status: {}}");
        assert_eq!(
            found.iter().filter(|answer| *answer == "Invalid .type").count(),
            if refused { 2 } else { 0 },
            "{found:?}"
        );
    }
}

#[test]
fn types_and_columns() {
    for kind in ["boolean", "integer", "number", "object", "string"] {
        assert!(
            with_schema(&format!("{{type: object, properties: {{a: {{type: {kind}}}}}}}"), "").is_empty(),
            "{kind}"
        );
    }
    assert!(with_schema("{type: object, properties: {a: {type: array, items: {type: string}}}}", "").is_empty());
    assert_eq!(with_schema("{type: object, properties: {a: {type: 'null'}}}", "").len(), 2);
    let column = |rest: &str| {
        with_schema("{type: object}", &format!("additionalPrinterColumns: [{{name: a, jsonPath: .a, {rest}}}]"))
    };
    for kind in ["boolean", "date", "integer", "number", "string"] {
        assert!(column(&format!("type: {kind}")).is_empty(), "{kind}");
    }
    assert_eq!(column("type: object").len(), 1);
    for format in ["byte", "date", "date-time", "double", "float", "int32", "int64", "password"] {
        assert!(column(&format!("type: string, format: {format}")).is_empty(), "{format}");
    }
    assert_eq!(column("type: string, format: uri").len(), 1);
    let selectable = |count: usize| {
        let names: Vec<String> = (0..count).map(|n| format!("f{n}")).collect();
        let properties: Vec<String> = names.iter().map(|name| format!("{name}: {{type: string}}")).collect();
        let fields: Vec<String> = names.iter().map(|name| format!("{{jsonPath: .{name}}}")).collect();
        definition_of(&format!(
            "schema: {{openAPIV3Schema: {{type: object, properties: {{{}}}}}}}, selectableFields: [{}]",
            properties.join(", "),
            fields.join(", ")
        ))
    };
    edge(8, "TooMany spec.selectableFields", selectable);
    let warning = |length: usize| {
        definition_of(&format!(
            "schema: {{openAPIV3Schema: {{type: object}}}}, deprecated: true, deprecationWarning: {}",
            "w".repeat(length)
        ))
    };
    edge(256, "Invalid spec.versions[0].deprecationWarning", warning);
}

#[test]
fn schemas_within_schemas() {
    // Whatever leads to a schema, what is wrong in it is told of.
    for around in ["properties: {b: X}", "additionalProperties: X"] {
        let schema = around.replace('X', "{}");
        assert_eq!(
            with_schema(&format!("{{type: object, properties: {{a: {{type: object, {schema}}}}}}}"), "").len(),
            1,
            "{around}"
        );
        let warned = around.replace('X', "{type: string, format: strange}");
        let found = with_schema(&format!("{{type: object, properties: {{a: {{type: object, {warned}}}}}}}"), "");
        assert_eq!(found, ["unrecognized format \"strange\""], "{around}");
    }
    for around in ["items: X", "items: {type: array, items: X}"] {
        let found = with_schema(
            &format!(
                "{{type: object, properties: {{a: {{type: array, {}}}}}}}",
                around.replace('X', "{type: string, format: strange}")
            ),
            "",
        );
        assert_eq!(found, ["unrecognized format \"strange\""], "{around}");
    }
    for around in ["allOf: [X]", "anyOf: [X]", "oneOf: [X]", "not: X"] {
        let of = |inner: &str| {
            with_schema(
                &format!("{{type: object, properties: {{a: {{type: string, {}}}}}}}", around.replace('X', inner)),
                "",
            )
        };
        assert_eq!(of("{format: strange}"), ["unrecognized format \"strange\""], "{around}");
        assert_eq!(of("{pattern: '*'}").len(), 1, "{around}");
        assert_eq!(of("{not: {title: a}}").len(), 1, "{around}");
        assert_eq!(of("{items: {title: a}}").len(), 1, "{around}");
    }
}
