//! Values as rules see them: typed by the schema (`apiserver/pkg/cel/common/values.go`, `UnstructuredToVal`).

use std::collections::HashMap;
use std::sync::Arc;

use kube_cel::cel;

use super::program::made;
use crate::schema::crd::schema::{Additional, Schema};
use crate::schema::crd::value::{Data, Value};

/// The value of a rule's `self`; `None` where it is not what its schema says, or cannot be had here. `resource`
/// adds what rules may read of every resource.
pub(super) fn convert(value: &Value<'_>, schema: &Schema<'_>, resource: bool) -> Option<cel::Value> {
    let props = schema.props();
    if props.int_or_string {
        return scalar(value);
    }
    Some(match (&value.data, props.ty) {
        (Data::Null, _) => cel::Value::Null,
        (Data::Map(entries), "object") => {
            let mut map = HashMap::new();
            let mut put = |key: String, value| drop(map.insert(cel::objects::Key::String(Arc::new(key)), value));
            for (key, inner) in entries {
                if let Some(property) = props.property(key) {
                    if let Some(name) = escape(key).filter(|_| is_typed(property)) {
                        let value = convert(inner, property, property.props().embedded)?;
                        // A word of the language needs no escaping where a field is selected.
                        if RESERVED.contains(key) {
                            put((*key).to_owned(), value.clone());
                        }
                        put(name, value);
                    }
                } else if let Additional::Each(each) = &props.additional {
                    put((*key).to_owned(), convert(inner, each, each.props().embedded)?);
                }
            }
            if resource {
                for key in ["apiVersion", "kind"] {
                    put(key.to_owned(), scalar(value.get(key)?)?);
                }
                let names = ["name", "generateName"].into_iter().filter_map(|key| {
                    let name = value.get("metadata")?.get(key)?;
                    Some((cel::objects::Key::String(Arc::new(key.to_owned())), scalar(name)?))
                });
                let metadata = cel::objects::Map { map: Arc::new(names.collect()) };
                put("metadata".to_owned(), cel::Value::Map(metadata));
            }
            cel::Value::Map(cel::objects::Map { map: Arc::new(map) })
        }
        (Data::List(items), "array") => {
            let each = props.items.as_deref()?;
            let items: Option<Vec<_>> = items.iter().map(|item| convert(item, each, each.props().embedded)).collect();
            cel::Value::List(Arc::new(items?))
        }
        (Data::Str(text), "string") => match props.format {
            "duration" => made("duration", text)?,
            "date-time" => made("timestamp", text)?,
            "date" => made("timestamp", &format!("{text}T00:00:00Z"))?,
            "byte" => made("base64.decode", text)?,
            _ => scalar(value)?,
        },
        (Data::Int(n), "number") => cel::Value::Float(*n as f64),
        (Data::Float(_), "number") | (Data::Int(_), "integer") | (Data::Bool(_), "boolean") => scalar(value)?,
        // The server knows no more of such a value, and lets no rule look at it.
        _ => return None,
    })
}

/// Whether rules can see values of this schema at all (`SchemaDeclType`).
fn is_typed(schema: &Schema<'_>) -> bool {
    let props = schema.props();
    match props.ty {
        _ if props.int_or_string => true,
        "array" => props.items.as_deref().is_some_and(is_typed),
        "object" => match &props.additional {
            Additional::Each(each) => is_typed(each),
            _ => true,
        },
        ty => matches!(ty, "string" | "boolean" | "number" | "integer"),
    }
}

fn scalar(value: &Value<'_>) -> Option<cel::Value> {
    Some(match &value.data {
        Data::Bool(b) => cel::Value::Bool(*b),
        Data::Int(n) => cel::Value::Int(*n),
        Data::Float(n) => cel::Value::Float(*n),
        Data::Str(text) => cel::Value::String(Arc::new((*text).to_owned())),
        _ => return None,
    })
}

/// Words of the language.
const RESERVED: &[&str] = &[
    "as",
    "break",
    "const",
    "continue",
    "else",
    "false",
    "for",
    "function",
    "if",
    "import",
    "in",
    "let",
    "loop",
    "namespace",
    "null",
    "package",
    "return",
    "true",
    "var",
    "void",
    "while",
];

/// A field's name as rules spell it; `None` for names that they cannot spell (`apiserver/pkg/cel/escaping.go`).
fn escape(name: &str) -> Option<String> {
    if RESERVED.contains(&name) {
        return Some(format!("__{name}__"));
    }
    if name.is_empty() || name.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    if !name.bytes().all(|b| b.is_ascii_alphanumeric() || b"_.-/".contains(&b)) {
        return None;
    }
    let escaped = name.replace("__", "__underscores__").replace('.', "__dot__");
    Some(escaped.replace('-', "__dash__").replace('/', "__slash__"))
}

#[cfg(test)]
mod tests {
    use super::escape;

    #[test]
    fn names() {
        for (name, spelled) in [
            ("name", Some("name")),
            ("namespace", Some("__namespace__")),
            ("a-b", Some("a__dash__b")),
            ("a_b", Some("a_b")),
            ("a__b", Some("a__underscores__b")),
            ("a.b/c", Some("a__dot__b__slash__c")),
            ("1a", None),
            ("a b", None),
        ] {
            assert_eq!(escape(name).as_deref(), spelled, "{name}");
        }
    }
}
