//! From OpenAPI documents to facts with the versions they hold for.

use std::collections::BTreeMap;

use plimsoll::model::{Version, VersionSet};
use plimsoll::schema::layout::ListType;
use serde_json::{Map, Value};

use super::facts::Tables;

/// A type as OpenAPI writes it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Shape {
    /// A definition by name.
    Ref(String),
    Map(ListType, Box<Shape>),
    List(ListType, Vec<String>, Box<Shape>),
    String(Vec<String>),
    Int32,
    Int64,
    Double,
    Bool,
    Bytes,
}

/// All that may differ between versions about one field.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct FieldFacts {
    pub(crate) shape: Shape,
    pub(crate) required: bool,
    pub(crate) default: Option<String>,
    /// The gate that is off, for which the server drops it.
    pub(crate) dropped_for: Option<String>,
}

/// A definition: the versions that have it, and its fields, each with the versions that have it so.
#[derive(Debug, Default)]
pub(crate) struct DefinitionFacts {
    pub(crate) versions: VersionSet,
    pub(crate) fields: BTreeMap<String, Vec<(FieldFacts, VersionSet)>>,
}

/// A kind.
#[derive(Debug)]
pub(crate) struct KindFacts {
    pub(crate) versions: VersionSet,
    pub(crate) served: VersionSet,
    pub(crate) namespaced: bool,
    pub(crate) resource: String,
    pub(crate) definition: String,
}

/// Everything, in a fixed order.
#[derive(Debug, Default)]
pub(crate) struct Facts {
    pub(crate) definitions: BTreeMap<String, DefinitionFacts>,
    /// By kind, group, version.
    pub(crate) kinds: BTreeMap<(String, String, String), KindFacts>,
}

impl Facts {
    /// Takes in the document of one version.
    pub(crate) fn add(&mut self, version: Version, document: &Value, tables: &Tables) -> Result<(), String> {
        let definitions = object(document, "definitions").ok_or("no `definitions`")?;
        for (name, definition) in definitions {
            self.add_definition(version, name, definition, tables).map_err(|e| format!("{name}: {e}"))?;
        }
        let listed: Option<Vec<&str>> = document
            .get("served_by_default")
            .and_then(Value::as_array)
            .map(|l| l.iter().filter_map(Value::as_str).collect());
        for (key, namespaced, resource) in resources(document)? {
            let [group, api, kind] = key.splitn(3, '/').collect::<Vec<_>>()[..] else {
                return Err(format!("`{key}` is not group/version/Kind"));
            };
            let served = tables.served(&(group.to_owned(), api.to_owned(), kind.to_owned()), version);
            if listed.as_ref().is_some_and(|list| list.contains(&key.as_str()) != served) {
                return Err(format!(
                    "{key}: served.tsv and the document do not agree on whether it is served by default"
                ));
            }
            let definition = definition_of(definitions, group, api, kind).ok_or(format!("no definition of {key}"))?;
            let place = (kind.to_owned(), group.to_owned(), api.to_owned());
            let known = self.kinds.entry(place).or_insert_with(|| KindFacts {
                versions: VersionSet::default(),
                served: VersionSet::default(),
                namespaced,
                resource: resource.clone(),
                definition: definition.clone(),
            });
            if (known.namespaced, &known.resource, &known.definition) != (namespaced, &resource, &definition) {
                return Err(format!("{key} is not what it was in earlier versions"));
            }
            known.versions = known.versions.union(VersionSet::only(version));
            if served {
                known.served = known.served.union(VersionSet::only(version));
            }
        }
        Ok(())
    }

    /// The versions that have a field.
    pub(crate) fn field_versions(&self, definition: &str, field: &str) -> VersionSet {
        let variants = self.definitions.get(definition).and_then(|d| d.fields.get(field));
        variants.into_iter().flatten().fold(VersionSet::default(), |all, (_, versions)| all.union(*versions))
    }

    fn add_definition(
        &mut self,
        version: Version,
        name: &str,
        definition: &Value,
        tables: &Tables,
    ) -> Result<(), String> {
        let only = VersionSet::only(version);
        let known = self.definitions.entry(name.to_owned()).or_default();
        known.versions = known.versions.union(only);
        let required = strings(definition, "required");
        for (field, schema) in object(definition, "properties").into_iter().flatten() {
            let facts = FieldFacts {
                shape: shape(schema).map_err(|e| format!("{field}: {e}"))?,
                required: required.contains(field),
                default: default(schema),
                dropped_for: tables.dropped_for(name, field, version).map(str::to_owned),
            };
            let variants = known.fields.entry(field.clone()).or_default();
            match variants.iter_mut().find(|(f, _)| *f == facts) {
                Some((_, versions)) => *versions = versions.union(only),
                None => variants.push((facts, only)),
            }
        }
        Ok(())
    }
}

/// `group/version/Kind`, whether namespaced, resource.
fn resources(document: &Value) -> Result<Vec<(String, bool, String)>, String> {
    if let Some(resources) = object(document, "resources") {
        let row = |(key, r): (&String, &Value)| {
            let namespaced = r.get("namespaced").and_then(Value::as_bool)?;
            Some((key.clone(), namespaced, r.get("resource")?.as_str()?.to_owned()))
        };
        return resources.iter().map(|r| row(r).ok_or(format!("bad resource {}", r.0))).collect();
    }
    let mut found = BTreeMap::new();
    for (path, item) in object(document, "paths").ok_or("neither `resources` nor `paths`")? {
        let Some(post) = item.get("post") else { continue };
        if post.get("x-kubernetes-action").and_then(Value::as_str) != Some("post") {
            continue;
        }
        let Some((group, version, kind)) = post.get("x-kubernetes-group-version-kind").and_then(gvk) else { continue };
        // Subresources (`pods/{name}/binding`) create no object of their own.
        let Some(resource) = path.rsplit('/').next().filter(|_| !path.contains("{name}")) else { continue };
        let namespaced = path.contains("/{namespace}/");
        found.insert(format!("{group}/{version}/{kind}"), (namespaced, resource.to_owned()));
    }
    Ok(found.into_iter().map(|(key, (namespaced, resource))| (key, namespaced, resource)).collect())
}

fn gvk(value: &Value) -> Option<(&str, &str, &str)> {
    let text = |key| value.get(key).and_then(Value::as_str);
    Some((text("group")?, text("version")?, text("kind")?))
}

/// The definition that says which kind it is, or else the one that is named as Kubernetes names them.
fn definition_of(definitions: &Map<String, Value>, group: &str, version: &str, kind: &str) -> Option<String> {
    let says = |d: &Value| {
        let list = d.get("x-kubernetes-group-version-kind").and_then(Value::as_array);
        list.is_some_and(|l| l.iter().filter_map(gvk).any(|g| g == (group, version, kind)))
    };
    let package = match group {
        "" => "core",
        "internal.apiserver.k8s.io" => "apiserverinternal",
        _ => group.split('.').next().unwrap_or_default(),
    };
    let ending = format!(".{package}.{version}.{kind}");
    let named = || definitions.keys().find(|name| name.ends_with(&ending));
    definitions.iter().find(|(_, d)| says(d)).map(|(name, _)| name).or_else(named).cloned()
}

fn shape(schema: &Value) -> Result<Shape, String> {
    let text = |key| schema.get(key).and_then(Value::as_str).unwrap_or_default();
    if let Some(name) = schema.get("$ref").and_then(Value::as_str) {
        return Ok(Shape::Ref(name.rsplit('/').next().unwrap_or(name).to_owned()));
    }
    Ok(match (text("type"), text("format")) {
        ("string", "byte") => Shape::Bytes,
        ("string", "") => Shape::String(strings(schema, "enum")),
        ("boolean", "") => Shape::Bool,
        ("integer", "int32") => Shape::Int32,
        ("integer", "int64") => Shape::Int64,
        ("number", "double") => Shape::Double,
        ("array", "") => Shape::List(
            merge(text("x-kubernetes-list-type"))?,
            strings(schema, "x-kubernetes-list-map-keys"),
            Box::new(shape(schema.get("items").ok_or("an array without items")?)?),
        ),
        ("object", "") => {
            let values = schema.get("additionalProperties").ok_or("an object of neither name nor values")?;
            Shape::Map(merge(text("x-kubernetes-map-type"))?, Box::new(shape(values)?))
        }
        (ty, format) => return Err(format!("no words for type `{ty}` with format `{format}`")),
    })
}

fn merge(text: &str) -> Result<ListType, String> {
    Ok(match text {
        "" | "granular" => ListType::Unsaid,
        "atomic" => ListType::Atomic,
        "set" => ListType::Set,
        "map" => ListType::Map,
        other => return Err(format!("no words for merging `{other}`")),
    })
}

/// A default, unless it is what Go has anyway.
fn default(schema: &Value) -> Option<String> {
    let default = schema.get("default")?.to_string();
    (!matches!(default.as_str(), "\"\"" | "{}" | "0" | "false" | "null")).then_some(default)
}

fn object<'v>(value: &'v Value, key: &str) -> Option<&'v Map<String, Value>> {
    value.get(key).and_then(Value::as_object)
}

fn strings(value: &Value, key: &str) -> Vec<String> {
    let list = value.get(key).and_then(Value::as_array);
    list.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}
