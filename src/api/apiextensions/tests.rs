//! What the server would answer to definitions.

use crate::api::testing::answers;

fn with_schema(schema: &str) -> Vec<String> {
    answers(&format!(
        "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {{name: backups.example.com}}\nspec:\n  group: example.com\n  scope: Namespaced\n  names: {{plural: backups, kind: Backup}}\n  versions:\n  - name: v1\n    served: true\n    storage: true\n    schema:\n      openAPIV3Schema: {schema}\n"
    ))
}

/// The same for the properties of `spec`, with the part of each path that all have in common cut off.
fn of_spec(properties: &str) -> Vec<String> {
    let found = with_schema(&format!("{{type: object, properties: {{spec: {{type: object, {properties}}}}}}}"));
    found.iter().map(|text| text.replace("spec.validation.openAPIV3Schema.properties[spec]", "")).collect()
}

#[test]
fn the_definition_itself() {
    let found = answers(
        "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: a.b}\nspec:\n  group: k8s.io\n  scope: namespaced\n  names: {plural: A, kind: B_, shortNames: [X]}\n  versions:\n  - {name: V1, served: true, storage: false}\n",
    );
    assert_eq!(
        found,
        [
            "Invalid metadata.name",
            "Invalid spec.names.kind",
            "Invalid spec.names.listKind",
            "Invalid spec.names.plural",
            "Invalid spec.names.shortNames[0]",
            "Invalid spec.names.singular",
            "Invalid spec.version",
            "Invalid spec.versions",
            "Invalid spec.versions[0].name",
            "Invalid status.storedVersions",
            "NotSupported spec.scope",
            "Required metadata.annotations[api-approved.kubernetes.io]",
            "Required spec.versions[0].schema.openAPIV3Schema",
        ]
    );
}

#[test]
fn selectable_fields_stand_beside_the_schema() {
    const V1: &str = "{name: v1, served: true, storage: true, selectableFields: [{jsonPath: .a}], schema: {openAPIV3Schema: {type: object, properties: {a: {type: string}}}}}";
    let versions = |second: &str| {
        answers(&format!(
            "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {{name: backups.example.com}}\nspec:\n  group: example.com\n  scope: Namespaced\n  names: {{plural: backups, kind: Backup}}\n  versions:\n  - {V1}\n  - {second}\n"
        ))
    };
    let second = V1.replace("name: v1", "name: v2").replace("storage: true", "storage: false");
    let fields = "selectableFields: [{jsonPath: .a}], ";
    let other = "{a: {type: string}, b: {type: string}}";
    assert_eq!(versions(&second), Vec::<String>::new());
    let fewer_fields = second.replace(fields, "");
    assert_eq!(versions(&fewer_fields), ["Invalid spec.versions[0].selectableFields"]);
    let other_schema = second.replace("{a: {type: string}}", other);
    assert_eq!(versions(&other_schema), ["Invalid spec.selectableFields"]);
    let both = fewer_fields.replace("{a: {type: string}}", other);
    assert_eq!(versions(&both), Vec::<String>::new());
}

#[test]
fn structural_schemas() {
    for (properties, expected) in [
        ("properties: {a: {type: string}}", &[][..]),
        ("properties: {a: {}}", &["Required .properties[a].type"]),
        ("properties: {a: {type: array}}", &["Required .properties[a].items"]),
        ("properties: {a: {type: text}}", &["NotSupported .properties[a].type"]),
        ("properties: {a: {x-kubernetes-int-or-string: true, anyOf: [{type: integer}, {type: string}]}}", &[]),
        // A field that the server does not know is gone before it looks.
        ("properties: {a: {x-kubernetes-int-or-string: true, anyOf: [{type: integer}, {type: string, x: y}]}}", &[]),
        (
            "properties: {a: {x-kubernetes-int-or-string: true, anyOf: [{type: integer, nullable: false}, {type: string}]}}",
            &[],
        ),
        ("properties: {a: {type: string, anyOf: [{type: string}]}}", &["Forbidden .properties[a].anyOf[0].type"]),
        ("properties: {a: {type: string, pattern: '*'}}", &["Invalid .properties[a].pattern"]),
        ("properties: {a: {type: string}}, additionalProperties: {type: string}", &["Forbidden .additionalProperties"]),
        (
            "properties: {a: {type: string, nullable: true, x-kubernetes-embedded-resource: true}}",
            &["Invalid .properties[a].type", "Required .properties[a].properties"],
        ),
        ("x-kubernetes-preserve-unknown-fields: false", &["Invalid .x-kubernetes-preserve-unknown-fields"]),
    ] {
        assert_eq!(of_spec(properties), expected, "{properties}");
    }
    assert_eq!(
        with_schema("{type: object, properties: {metadata: {type: object, properties: {labels: {type: object}}}}}"),
        ["Forbidden spec.validation.openAPIV3Schema.properties[metadata]"]
    );
    assert_eq!(
        with_schema("{type: object, allOf: [{properties: {spec: {required: [a]}}}]}"),
        ["Required spec.validation.openAPIV3Schema.properties[spec]"]
    );
    assert_eq!(with_schema("{type: string}"), ["Invalid spec.validation.openAPIV3Schema.type"]);
}

#[test]
fn lists_and_defaults() {
    for (properties, expected) in [
        // A rule about a change looks at a default as at one that stays as it is.
        (
            "properties: {a: {type: string, default: b, x-kubernetes-validations: [{rule: oldSelf == 'a'}]}}",
            &["Invalid .properties[a].default"][..],
        ),
        ("properties: {a: {type: string, default: a, x-kubernetes-validations: [{rule: oldSelf == 'a'}]}}", &[]),
        (
            "properties: {a: {type: string, format: date, default: '2020-01-01', x-kubernetes-validations: \
             [{rule: self.getFullYear() == 2020}]}}",
            &[],
        ),
        (
            "properties: {m: {type: object, x-kubernetes-map-type: atomic, properties: {a: {type: string, \
             x-kubernetes-validations: [{rule: oldSelf == 'a'}]}}}}",
            &[],
        ),
        ("properties: {a: {type: integer, maximum: 3, default: 5}}", &["Invalid .properties[a].default"][..]),
        (
            "properties: {a: {type: object, properties: {b: {type: string}}, default: {c: d}}}",
            &["Invalid .properties[a].default"],
        ),
        (
            "properties: {a: {type: array, x-kubernetes-list-type: map, items: {type: object, properties: {id: {type: string}}}}}",
            &["Required .properties[a].x-kubernetes-list-map-keys"],
        ),
        (
            "properties: {a: {type: array, x-kubernetes-list-type: map, x-kubernetes-list-map-keys: [id], items: {type: object, properties: {id: {type: string}}}}}",
            &["Required .properties[a].items.properties[id].default"],
        ),
        (
            "properties: {a: {type: array, x-kubernetes-list-type: set, items: {type: object}}}",
            &["Invalid .properties[a].items.x-kubernetes-map-type"],
        ),
    ] {
        assert_eq!(of_spec(properties), expected, "{properties}");
    }
}

#[test]
fn rules() {
    let rule = |text: &str| format!("properties: {{a: {{type: integer}}}}, x-kubernetes-validations: [{text}]");
    for (text, expected) in [
        ("{rule: self.a > 1, messageExpression: string(self.a)}", &[][..]),
        ("{rule: self.b > 1}", &["Invalid .x-kubernetes-validations[0].rule"]),
        ("{rule: self.a}", &["Invalid .x-kubernetes-validations[0].rule"]),
        ("{rule: type(self.a) == duration}", &["Invalid .x-kubernetes-validations[0].rule"]),
        ("{rule: self.a > 1, messageExpression: self.a}", &["Invalid .x-kubernetes-validations[0].messageExpression"]),
        ("{rule: self.a > 1, optionalOldSelf: true}", &["Invalid .x-kubernetes-validations[0].optionalOldSelf"]),
        (
            "{rule: self.a > oldSelf.a, fieldPath: .b, reason: No}",
            &["Invalid .x-kubernetes-validations[0].fieldPath", "NotSupported .x-kubernetes-validations[0].reason"],
        ),
        ("{rule: self.a > int('0x10')}", &["Invalid .x-kubernetes-validations[0].rule"]),
        ("{rule: ''}", &["Required .x-kubernetes-validations[0].rule"]),
    ] {
        assert_eq!(of_spec(&rule(text)), expected, "{text}");
    }
    assert_eq!(
        of_spec(
            "properties: {l: {type: array, maxItems: 3, items: {type: string, maxLength: 3, x-kubernetes-validations: [{rule: self == oldSelf}]}}}"
        ),
        ["Invalid .properties[l].items.x-kubernetes-validations[0].rule"]
    );
}

#[test]
fn rules_must_not_take_too_long() {
    let dear = "self.all(x, self.all(y, x.matches(y)))";
    let list = |more: &str, items: &str| {
        format!(
            "properties: {{l: {{type: array, {more} items: {{type: string{items}}}, x-kubernetes-validations: [{{rule: '{dear}'}}]}}}}"
        )
    };
    let at = ".properties[l].x-kubernetes-validations[0].rule";
    // The rule, the rule as one of the dearest, and the schema.
    let all =
        ["Forbidden spec.validation.openAPIV3Schema".to_owned(), format!("Forbidden {at}"), format!("Forbidden {at}")];
    assert_eq!(of_spec(&list("", "")), all);
    assert_eq!(of_spec(&list("maxItems: 100,", "")), all);
    assert_eq!(of_spec(&list("maxItems: 10,", ", maxLength: 10")), [""; 0]);
    // One is not too dear; many of them are, of which the four dearest are named beside the schema.
    let text = |count: usize| {
        let rule = "{rule: \"self.a.matches('^(a|b)*$')\"}";
        let items = format!(
            "{{type: object, properties: {{a: {{type: string, maxLength: 5000}}}}, x-kubernetes-validations: [{}]}}",
            vec![rule; count].join(", ")
        );
        format!("properties: {{l: {{type: array, maxItems: 1000, items: {items}}}}}")
    };
    assert_eq!(of_spec(&text(1)), [""; 0]);
    assert_eq!(of_spec(&text(30)).len(), 5, "{:?}", of_spec(&text(30)));
    let message = "properties: {a: {type: string}}, x-kubernetes-validations: [{rule: 'true', messageExpression: \"self.a.split('').map(x, self.a.replace('', x)).join(self.a)\"}]";
    let at = ".x-kubernetes-validations[0].messageExpression";
    assert!(of_spec(message).contains(&format!("Forbidden {at}")), "{:?}", of_spec(message));
}

#[test]
fn values_without_a_type_have_no_rules() {
    let schema =
        "properties: {a: {x-kubernetes-preserve-unknown-fields: true, x-kubernetes-validations: [{rule: 'true'}]}}";
    assert_eq!(of_spec(schema), ["InternalError .properties[a].x-kubernetes-validations"]);
}

#[test]
fn formats_that_nobody_knows() {
    assert_eq!(of_spec("properties: {a: {type: string, format: colour}}"), ["unrecognized format \"colour\""]);
}
