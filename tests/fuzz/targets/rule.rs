//! No rule, schema or object of a definition makes the check panic or hang.
//!
//! The input is a rule, then a message expression, a schema of the property `x` and the object's `spec`, parted by
//! [`PART`]; what is left out is filled in.
#![no_main]

use libfuzzer_sys::fuzz_target;
use plimsoll::discover::SourceFile;
use plimsoll::pipeline::Request;
use plimsoll_fuzz::{PART, looked};
use serde_json::{Value, json};

/// What a schema, a message and an object are where nothing is given.
const MESSAGE: &str = "self.s + string(self.i)";
const SCHEMA: &str = "{type: string, pattern: '^a+$', format: date, maxLength: 40, default: a}";
const SPEC: &str = "{s: text, i: 3, d: 1.5, b: true, l: [a, b], k: [{name: a, value: 1}, {name: b}], m: {a: b, c: d}, \
                    p: 50%, t: '2020-01-01T00:00:00Z', x: aaa}";

/// The definition's properties but for `x`, each with its own way of being compared.
fn properties() -> Value {
    let text = json!({"type": "string", "maxLength": 30});
    let item = json!({"type": "object", "required": ["name"], "properties": {"name": text, "value": {"type": "integer"}}});
    json!({
        "s": text,
        "i": {"type": "integer", "format": "int32", "nullable": true},
        "d": {"type": "number"},
        "b": {"type": "boolean"},
        "l": {"type": "array", "maxItems": 9, "x-kubernetes-list-type": "set", "items": text},
        "k": {"type": "array", "maxItems": 9, "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["name"], "items": item},
        "m": {"type": "object", "maxProperties": 9, "additionalProperties": text},
        "p": {"x-kubernetes-int-or-string": true},
        "t": {"type": "string", "format": "date-time"},
        "a": {"type": "object", "x-kubernetes-preserve-unknown-fields": true},
    })
}

fn definition(rule: &str, message: &str, schema: &str) -> String {
    let rules = json!([{"rule": rule, "messageExpression": message, "reason": "FieldValueForbidden", "fieldPath": ".l"}]);
    let mut properties = properties();
    properties["x"] = json!("@x");
    let spec = json!({"type": "object", "x-kubernetes-validations": rules, "properties": properties});
    let version = json!({"name": "v1", "served": true, "storage": true, "schema": {"openAPIV3Schema": {"type": "object", "properties": {"spec": spec}}}});
    let whole = json!({
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {"name": "things.example.com"},
        "spec": {"group": "example.com", "scope": "Namespaced", "names": {"plural": "things", "kind": "Thing"}, "versions": [version]},
    });
    whole.to_string().replacen("\"@x\"", schema, 1)
}

fuzz_target!(|text: &str| {
    let mut parts = text.splitn(4, PART);
    let mut part = |otherwise| parts.next().unwrap_or(otherwise);
    let definition = definition(part(""), part(MESSAGE), part(SCHEMA));
    let object = format!("apiVersion: example.com/v1\nkind: Thing\nmetadata: {{name: a}}\nspec: {}\n", part(SPEC));
    let files = [SourceFile::new("definition.yaml", definition), SourceFile::new("object.yaml", object)];
    looked(&files, &Request::default()).expect("nothing is asked that could not be");
});
