//! A version's OpenAPI schema, compiled field by field, and only those that a resource reaches: a definition of
//! megabytes costs what the resources at hand use of it.

use std::sync::OnceLock;

use crate::regexp;
use crate::source::{Kind, Node};

/// One place of a schema (`apiextensions.k8s.io/v1 JSONSchemaProps`).
#[derive(Debug)]
pub(super) struct Schema<'d> {
    node: Node<'d>,
    props: OnceLock<Box<Props<'d>>>,
}

/// What a schema says of a value.
#[derive(Debug, Default)]
pub(super) struct Props<'d> {
    /// Empty where none is given.
    pub(super) ty: &'d str,
    pub(super) format: &'d str,
    pub(super) nullable: bool,
    pub(super) int_or_string: bool,
    pub(super) preserve_unknown: bool,
    pub(super) embedded: bool,
    pub(super) default: Option<Node<'d>>,
    /// By name.
    pub(super) properties: Vec<(&'d str, Schema<'d>)>,
    pub(super) additional: Additional<'d>,
    pub(super) items: Option<Box<Schema<'d>>>,
    pub(super) required: Vec<&'d str>,
    pub(super) choices: Vec<Node<'d>>,
    pub(super) limits: Limits,
    pub(super) pattern: Option<Pattern<'d>>,
    pub(super) all_of: Vec<Schema<'d>>,
    pub(super) any_of: Vec<Schema<'d>>,
    pub(super) one_of: Vec<Schema<'d>>,
    pub(super) not: Option<Box<Schema<'d>>>,
    pub(super) list_type: &'d str,
    pub(super) map_keys: Vec<&'d str>,
    /// The same as rules spell them.
    spelled_keys: OnceLock<Vec<String>>,
    pub(super) rules: Vec<Rule<'d>>,
}

/// `additionalProperties`
#[derive(Debug, Default)]
pub(super) enum Additional<'d> {
    /// Not said.
    #[default]
    Unsaid,
    /// `true` or `false`
    Allowed(bool),
    Each(Box<Schema<'d>>),
}

/// Numbers that bound a value.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Limits {
    pub(super) maximum: Option<f64>,
    pub(super) exclusive_maximum: bool,
    pub(super) minimum: Option<f64>,
    pub(super) exclusive_minimum: bool,
    pub(super) multiple_of: Option<f64>,
    pub(super) max_length: Option<i64>,
    pub(super) min_length: Option<i64>,
    pub(super) max_items: Option<i64>,
    pub(super) min_items: Option<i64>,
    pub(super) max_properties: Option<i64>,
    pub(super) min_properties: Option<i64>,
}

/// A pattern as written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pattern<'d>(pub(super) &'d str);

impl Pattern<'_> {
    /// Whether `text` matches; `None` where nothing of the kind can be said: the pattern is none, or too large.
    pub(super) fn matches(self, text: &str) -> Option<bool> {
        regexp::shared(self.0).ok().map(|regex| regex.is_match(text))
    }
}

/// One of `x-kubernetes-validations`.
#[derive(Debug, Default)]
pub(super) struct Rule<'d> {
    pub(super) rule: &'d str,
    pub(super) message: &'d str,
    pub(super) message_expression: &'d str,
    pub(super) reason: &'d str,
    pub(super) field_path: &'d str,
    pub(super) optional_old_self: bool,
    pub(super) programs: super::cel::Programs,
}

impl<'d> Schema<'d> {
    /// The schema at `node`.
    pub(super) fn new(node: Node<'d>) -> Self {
        Schema { node, props: OnceLock::new() }
    }

    /// Where it is written.
    pub(super) fn node(&self) -> Node<'d> {
        self.node
    }

    /// What it says.
    pub(super) fn props(&self) -> &Props<'d> {
        self.props.get_or_init(|| Box::new(Props::read(self.node)))
    }

    /// The schema of the field `key`: its property, or what all other keys have.
    pub(super) fn field(&self, key: &str) -> Option<&Schema<'d>> {
        let props = self.props();
        props.property(key).or(match &props.additional {
            Additional::Each(schema) => Some(schema),
            _ => None,
        })
    }
}

impl<'d> Props<'d> {
    /// The property of that name.
    pub(super) fn property(&self, key: &str) -> Option<&Schema<'d>> {
        let at = self.properties.binary_search_by(|(name, _)| (*name).cmp(key)).ok()?;
        Some(&self.properties[at].1)
    }

    /// The allowed types: int-or-string stands for two (`ConvertJSONSchemaProps`).
    pub(super) fn types(&self) -> &[&str] {
        match self.int_or_string {
            true => &["integer", "string"],
            false if self.ty.is_empty() => &[],
            false => std::slice::from_ref(&self.ty),
        }
    }

    /// The keys of a list of maps, as rules spell them; one that they cannot spell as it is (`escapeKeyProps`).
    pub(super) fn spelled_keys(&self) -> &[String] {
        self.spelled_keys.get_or_init(|| {
            self.map_keys.iter().map(|key| crate::cel::escape(key).unwrap_or((*key).into()).into_owned()).collect()
        })
    }

    fn read(node: Node<'d>) -> Self {
        let mut props = Props::default();
        for entry in node.entries() {
            let value = entry.value;
            let flag = value.as_bool() == Some(true);
            match entry.key.scalar_text() {
                "type" => props.ty = value.as_str().unwrap_or_default(),
                "format" => props.format = value.as_str().unwrap_or_default(),
                "nullable" => props.nullable = flag,
                "default" => props.default = (!value.is_null()).then_some(value),
                "properties" => props.properties = named(value),
                "additionalProperties" => {
                    props.additional = match value.kind() {
                        Kind::Bool => Additional::Allowed(flag),
                        Kind::Map => Additional::Each(Box::new(Schema::new(value))),
                        _ => Additional::Unsaid,
                    }
                }
                "items" => props.items = one(value),
                "required" => props.required = texts(value),
                "enum" => props.choices = value.items().collect(),
                "maximum" => props.limits.maximum = value.as_f64(),
                "exclusiveMaximum" => props.limits.exclusive_maximum = flag,
                "minimum" => props.limits.minimum = value.as_f64(),
                "exclusiveMinimum" => props.limits.exclusive_minimum = flag,
                "multipleOf" => props.limits.multiple_of = value.as_f64(),
                "maxLength" => props.limits.max_length = value.as_i64(),
                "minLength" => props.limits.min_length = value.as_i64(),
                "maxItems" => props.limits.max_items = value.as_i64(),
                "minItems" => props.limits.min_items = value.as_i64(),
                "maxProperties" => props.limits.max_properties = value.as_i64(),
                "minProperties" => props.limits.min_properties = value.as_i64(),
                "pattern" => {
                    let text = value.as_str().unwrap_or_default();
                    props.pattern = (!text.is_empty()).then_some(Pattern(text));
                }
                "allOf" => props.all_of = value.items().map(Schema::new).collect(),
                "anyOf" => props.any_of = value.items().map(Schema::new).collect(),
                "oneOf" => props.one_of = value.items().map(Schema::new).collect(),
                "not" => props.not = one(value),
                "x-kubernetes-int-or-string" => props.int_or_string = flag,
                "x-kubernetes-preserve-unknown-fields" => props.preserve_unknown = flag,
                "x-kubernetes-embedded-resource" => props.embedded = flag,
                "x-kubernetes-list-type" => props.list_type = value.as_str().unwrap_or_default(),
                "x-kubernetes-list-map-keys" => props.map_keys = texts(value),
                "x-kubernetes-validations" => props.rules = value.items().map(Rule::read).collect(),
                _ => {}
            }
        }
        props
    }
}

impl<'d> Rule<'d> {
    fn read(node: Node<'d>) -> Self {
        let text = |key| node.get(key).and_then(Node::as_str).unwrap_or_default();
        Rule {
            rule: text("rule").trim(),
            message: text("message").trim(),
            message_expression: text("messageExpression"),
            reason: text("reason"),
            field_path: text("fieldPath"),
            optional_old_self: node.get("optionalOldSelf").and_then(Node::as_bool) == Some(true),
            programs: super::cel::Programs::default(),
        }
    }
}

fn one(node: Node<'_>) -> Option<Box<Schema<'_>>> {
    (node.kind() == Kind::Map).then(|| Box::new(Schema::new(node)))
}

fn named(node: Node<'_>) -> Vec<(&str, Schema<'_>)> {
    let mut named: Vec<_> = node.entries().map(|e| (e.key.scalar_text(), Schema::new(e.value))).collect();
    named.sort_by_key(|(name, _)| *name);
    named
}

fn texts(node: Node<'_>) -> Vec<&str> {
    node.items().filter_map(Node::as_str).collect()
}
