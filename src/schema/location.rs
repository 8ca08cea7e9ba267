//! Schemas that users bring: `--schema-location`, with kubeconform's template (its `pkg/registry`), for kinds that
//! neither Kubernetes nor a CustomResourceDefinition at hand describes.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use jsonschema::error::ValidationErrorKind;
use jsonschema::{ValidationError, Validator};
use serde_json::Value;

use super::{UNKNOWN_FIELD, path};
use crate::model::{Finding, Layer, MOST_OF_BROUGHT_SCHEMA, Rule, Severity, Span, Told, Version};
use crate::resource::Resource;
use crate::source::{Kind, Node};

/// `schema/bad-schema`
pub(crate) static BAD_SCHEMA: Rule = Rule::error(
    Layer::Schema,
    "schema/bad-schema",
    "A schema that cannot be used",
    "The file that `--schema-location` leads to for this kind is no JSON, no JSON schema, or refers to other files.",
    "",
    "",
);

/// `schema/violated`
pub(crate) static VIOLATED: Rule = Rule::error(
    Layer::Schema,
    "schema/violated",
    "A value that the schema of its kind does not allow",
    "The kind is described by a schema found through `--schema-location`, and the object does not fit it.",
    "",
    "",
);

/// Nesting beyond this is cut off before a schema is held against it.
const DEPTH: usize = 400;
/// What a location stands for that is a folder.
const IN_FOLDER: &str =
    "/{{.NormalizedKubernetesVersion}}-standalone{{.StrictSuffix}}/{{.ResourceKind}}{{.KindSuffix}}.json";
/// What a template may name.
const NAMES: &[&str] =
    &["NormalizedKubernetesVersion", "StrictSuffix", "ResourceKind", "ResourceAPIVersion", "Group", "KindSuffix"];

/// Where schemas are looked for, in order. Each file is read once, when the first object asks for it.
pub struct Locations {
    templates: Vec<String>,
    read: fn(&str) -> Option<String>,
    compiled: Mutex<BTreeMap<String, Compiled>>,
}

/// A schema file: none, one that cannot be used and why, or ready.
#[derive(Clone)]
enum Compiled {
    Absent,
    Broken(String),
    Ready(Arc<Validator>),
}

impl fmt::Debug for Locations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(&self.templates).finish()
    }
}

impl Locations {
    /// Locations as given on the command line; `read` gives the text of a file, where there is one.
    ///
    /// # Errors
    /// In words, where a location is on the network or names what a template cannot.
    pub fn new(given: &[String], read: fn(&str) -> Option<String>) -> Result<Self, String> {
        let mut templates = Vec::new();
        // What is built in needs no location.
        for location in given.iter().filter(|l| *l != "default") {
            if location.contains("://") {
                return Err(format!(
                    "--schema-location {location}: schemas are read from files only, never from the network"
                ));
            }
            let folder = !location.ends_with("json");
            let template =
                if folder { format!("{}{IN_FOLDER}", location.trim_end_matches('/')) } else { location.clone() };
            if let Err(name) = expand(&template, |name| NAMES.contains(&name).then(String::new)) {
                return Err(format!("--schema-location {location}: `{name}` is none of {}", NAMES.join(", ")));
            }
            templates.push(template);
        }
        Ok(Locations { templates, read, compiled: Mutex::default() })
    }

    /// What is wrong with the object by the first schema there is for its kind; `None` where there is none.
    pub fn check(&self, resource: &Resource<'_>, version: Version) -> Option<Vec<Finding>> {
        for template in &self.templates {
            for strict in ["-strict", ""] {
                let path = place(template, resource, version, strict)?;
                match self.compiled(&path) {
                    Compiled::Absent => {}
                    Compiled::Broken(why) => return Some(vec![broken(resource, &path, &why)]),
                    Compiled::Ready(validator) => return Some(violations(resource, &validator)),
                }
                if !template.contains("StrictSuffix") {
                    break;
                }
            }
        }
        None
    }

    fn compiled(&self, path: &str) -> Compiled {
        let mut compiled = self.compiled.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = compiled.get(path) {
            return known.clone();
        }
        let fresh = match (self.read)(path) {
            None => Compiled::Absent,
            Some(text) => match serde_json::from_str::<Value>(&text) {
                Err(error) => Compiled::Broken(error.to_string()),
                Ok(schema) => match jsonschema::validator_for(&schema) {
                    Ok(validator) => Compiled::Ready(Arc::new(validator)),
                    Err(error) => Compiled::Broken(error.to_string()),
                },
            },
        };
        compiled.insert(path.to_owned(), fresh.clone());
        fresh
    }
}

/// The path of an object's schema by `template`; `None` for a template that names what it cannot.
fn place(template: &str, resource: &Resource<'_>, version: Version, strict: &str) -> Option<String> {
    // For the core group kubeconform takes the version for the group.
    let (group, api_version) =
        resource.api_version.split_once('/').unwrap_or((resource.api_version, resource.api_version));
    let mut suffix = format!("-{}", group.split('.').next().unwrap_or_default().to_lowercase());
    if resource.api_version.contains('/') {
        suffix = format!("{suffix}-{}", api_version.to_lowercase());
    }
    expand(template, |name| {
        Some(match name {
            "NormalizedKubernetesVersion" => format!("v{version}.0"),
            "StrictSuffix" => strict.to_owned(),
            "ResourceKind" => resource.kind.to_lowercase(),
            "ResourceAPIVersion" => api_version.to_owned(),
            "Group" => group.to_owned(),
            "KindSuffix" => suffix.clone(),
            _ => return None,
        })
    })
    .ok()
}

/// Puts values for `{{ .Name }}`; the name that has none is the error.
fn expand(template: &str, value: impl Fn(&str) -> Option<String>) -> Result<String, String> {
    let mut out = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once("{{") {
        out.push_str(before);
        let (name, after) = after.split_once("}}").unwrap_or((after, ""));
        let name = name.trim().trim_matches('-').trim();
        let plain = name.strip_prefix('.').unwrap_or(name);
        out.push_str(&value(plain).ok_or_else(|| name.to_owned())?);
        rest = after;
    }
    out.push_str(rest);
    Ok(out)
}

fn broken(resource: &Resource<'_>, path: &str, why: &str) -> Finding {
    let span = resource.root.get("kind").map_or(resource.root.span(), Node::span);
    let message = format!("the schema `{path}` for `{}` cannot be used: {why}", resource.kind);
    let mut finding = Finding::of(&BAD_SCHEMA, span, message);
    finding.field("kind");
    finding
}

fn violations(resource: &Resource<'_>, validator: &Validator) -> Vec<Finding> {
    let instance = json(resource.root, 0);
    let mut findings = Vec::new();
    // What is beyond is not even counted: to find it may cost much.
    let mut told = Told::up_to(MOST_OF_BROUGHT_SCHEMA);
    for error in validator.iter_errors(&instance).take_while(|_| told.takes(Severity::Error)) {
        explain(resource.root, &error, &mut findings);
    }
    findings.sort_by_key(|f| f.span);
    findings
}

fn explain(root: Node<'_>, error: &ValidationError<'_>, findings: &mut Vec<Finding>) {
    let node = follow(root, error.instance_path().as_str());
    let base = path::strict(root, node);
    let below = |name: &str| if base.is_empty() { name.to_owned() } else { format!("{base}.{name}") };
    let mut tell = |rule: &'static Rule, span: Span, field: String, message: String| {
        let mut finding = Finding::of(rule, span, message);
        finding.field(field);
        findings.push(finding);
    };
    match error.kind() {
        ValidationErrorKind::AdditionalProperties { unexpected }
        | ValidationErrorKind::UnevaluatedProperties { unexpected } => {
            for name in unexpected {
                let span = node.entry(name).map_or(node.span(), |e| e.key.span());
                tell(&UNKNOWN_FIELD, span, below(name), format!("unknown field `{}`", below(name)));
            }
        }
        ValidationErrorKind::Required { property } => {
            let name = property.as_str().unwrap_or_default();
            tell(&VIOLATED, head(root, node), below(name), format!("`{name}` is required here"));
        }
        _ => {
            let name = match base.rsplit(['.', '[']).next() {
                Some(last) if !base.ends_with(']') && !last.is_empty() => format!("`{last}`"),
                _ => format!("`{base}`"),
            };
            let scalar = !matches!(node.kind(), Kind::Map | Kind::Seq) && !node.span().is_empty();
            let span = if scalar { node.span() } else { head(root, node) };
            tell(&VIOLATED, span, base.clone(), error.masked_with(name).to_string());
        }
    }
}

/// The key a value stands under; for the object itself its first.
fn head(root: Node<'_>, node: Node<'_>) -> Span {
    let first = || node.head();
    if node == root { first() } else { node.key_below(root).map_or_else(first, Node::span) }
}

/// The node that a JSON pointer points to, or the last on the way that there is.
fn follow<'a>(root: Node<'a>, pointer: &str) -> Node<'a> {
    let mut node = root;
    for part in pointer.split('/').skip(1) {
        let part = part.replace("~1", "/").replace("~0", "~");
        let next = match node.kind() {
            Kind::Seq => part.parse().ok().and_then(|index| node.items().nth(index)),
            _ => node.get(&part),
        };
        let Some(next) = next else { break };
        node = next;
    }
    node
}

/// The tree as JSON.
fn json(node: Node<'_>, depth: usize) -> Value {
    match node.kind() {
        _ if depth > DEPTH => Value::Null,
        Kind::Null => Value::Null,
        Kind::Bool => node.as_bool().unwrap_or_default().into(),
        Kind::Int | Kind::Float => match (node.as_i64(), node.as_f64()) {
            (Some(whole), _) => whole.into(),
            (None, number) => number.into(),
        },
        Kind::Str => node.scalar_text().into(),
        Kind::Seq => node.items().map(|item| json(item, depth + 1)).collect(),
        Kind::Map => {
            Value::Object(node.entries().map(|e| (e.key.scalar_text().to_owned(), json(e.value, depth + 1))).collect())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resource::{Content, content};
    use crate::source::{Limits, parse};

    const SCHEMA: &str = r#"{
        "type": "object", "required": ["spec"],
        "properties": {"spec": {
            "type": "object", "required": ["route"], "additionalProperties": false,
            "properties": {"route": {"type": "string"}, "decks": {"type": "integer"}, "ports": {"type": "array", "items": {"type": "string"}}}
        }}
    }"#;

    fn read(path: &str) -> Option<String> {
        match path {
            "schemas/ferry-harbour-v1.json" => Some(SCHEMA.to_owned()),
            "schemas/harbour.example/bad_v1.json" => Some("{".to_owned()),
            "folder/v1.36.0-standalone/ferry-harbour-v1.json" => Some(SCHEMA.to_owned()),
            _ => None,
        }
    }

    fn check(locations: &[&str], text: &str) -> Option<Vec<String>> {
        let locations: Vec<String> = locations.iter().map(|l| (*l).to_owned()).collect();
        let locations = Locations::new(&locations, read).unwrap();
        let documents = parse(text, &Limits::default());
        let Content::Objects(objects) = content(&documents[0]) else { panic!("no object") };
        let findings = locations.check(&objects[0], Version::new(36).unwrap())?;
        Some(findings.iter().map(|f| format!("{} {} `{}`", f.rule.id, f.field, &text[f.span.range()])).collect())
    }

    #[test]
    fn schemas_of_a_folder() {
        let text = "apiVersion: harbour.example/v1\nkind: Ferry\nspec:\n  decks: two\n  ports: [a, 1]\n  flag: red\n";
        let expected = [
            "schema/violated spec.route `spec`",
            "schema/violated spec.decks `two`",
            "schema/violated spec.ports[1] `1`",
            "schema/unknown-field spec.flag `flag`",
        ];
        for locations in [
            &["default", "schemas/{{ .ResourceKind }}{{.KindSuffix}}.json"][..],
            &["nowhere/{{.Group}}.json", "folder"],
        ] {
            assert_eq!(check(locations, text).as_deref(), Some(&expected.map(str::to_owned)[..]), "{locations:?}");
        }
        assert_eq!(check(&["nowhere"], text), None);
        let bad = "apiVersion: harbour.example/v1\nkind: Bad\n";
        let template = "schemas/{{ .Group }}/{{ .ResourceKind }}_{{ .ResourceAPIVersion }}.json";
        assert_eq!(check(&[template], bad), Some(vec!["schema/bad-schema kind `Bad`".to_owned()]));
    }

    #[test]
    fn locations_that_cannot_be() {
        for given in ["https://example.com/{{.Group}}.json", "a/{{ .Nope }}.json"] {
            assert!(Locations::new(&[given.to_owned()], read).is_err(), "{given}");
        }
    }
}
