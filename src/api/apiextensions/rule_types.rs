//! The CEL type of what a schema describes: `apiserver/pkg/cel/common/schemas.go`, `SchemaDeclType`.

use std::collections::BTreeMap;

use super::{DEPTH, Place};
use crate::api::cel::{RESERVED, Type};

/// The type; none where rules cannot speak of such values.
pub(super) fn declared(schema: &Place<'_>, resource: bool, depth: usize) -> Option<Type> {
    if depth > DEPTH {
        return None;
    }
    if schema.flag("x-kubernetes-int-or-string") {
        return Some(Type::Dyn);
    }
    let inner = |place: &Place<'_>| declared(place, place.flag("x-kubernetes-embedded-resource"), depth + 1);
    Some(match schema.text("type") {
        "array" => Type::list(inner(&schema.items_schema()?)?),
        "object" => match schema.additional_schema() {
            Some(each) if !resource => Type::string_map(inner(&each)?),
            _ => object(schema, resource, inner),
        },
        "string" => match schema.text("format") {
            "byte" => Type::Bytes,
            "duration" => Type::Duration,
            "date" | "date-time" => Type::Timestamp,
            _ => Type::String,
        },
        "boolean" => Type::Bool,
        "number" => Type::Double,
        "integer" => Type::Int,
        _ => return None,
    })
}

fn object<'a>(schema: &Place<'a>, resource: bool, inner: impl Fn(&Place<'a>) -> Option<Type>) -> Type {
    let mut fields = BTreeMap::new();
    for (name, property) in schema.entries("properties") {
        if let (Some(ty), Some(name)) = (inner(&property), escape(name)) {
            fields.insert(name, ty);
        }
    }
    if resource {
        // Resources have these whether their schema says so or not.
        let names = ["name", "generateName"].map(|name| (name.to_owned(), Type::String));
        let metadata = Type::object(format!("{}.metadata", schema.path), names.into());
        fields.insert("kind".to_owned(), Type::String);
        fields.insert("apiVersion".to_owned(), Type::String);
        fields.insert("metadata".to_owned(), metadata);
    }
    Type::object(schema.path.clone(), fields)
}

/// `Escape`: the name by which an expression selects a field; none where it cannot.
fn escape(name: &str) -> Option<String> {
    if name.is_empty() || name.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    if RESERVED.contains(&name) {
        return Some(format!("__{name}__"));
    }
    if !name.bytes().all(|b| b.is_ascii_alphanumeric() || b"_.-/".contains(&b)) {
        return None;
    }
    let name = name.replace("__", "__underscores__");
    Some(name.replace('.', "__dot__").replace('-', "__dash__").replace('/', "__slash__"))
}

#[cfg(test)]
mod tests {
    #[test]
    fn escapes() {
        for (name, escaped) in [
            ("a_b", Some("a_b")),
            ("namespace", Some("__namespace__")),
            ("a-b.c/d", Some("a__dash__b__dot__c__slash__d")),
            ("a__b", Some("a__underscores__b")),
            ("1a", None),
            ("a b", None),
        ] {
            assert_eq!(super::escape(name).as_deref(), escaped, "{name}");
        }
    }
}
