//! Custom resources: CustomResourceDefinitions found among the files, and their resources held against them as
//! `apiextensions-apiserver` does on a create.
//!
//! decode (prune, drop nulls, default) → validate (schema, scale, embedded resources, list types) → rules in CEL.

mod cel;
mod decode;
mod default_value;
mod definition;
mod embedded;
mod field_path;
mod format;
mod list_type;
mod metadata;
mod path;
mod registry;
mod report;
mod scale;
mod schema;
mod unknown;
mod unmet;
mod validate;
mod value;
mod words;

pub use cel::{REQUEST_MAX, declared_at, none_below};
pub use default_value::{BadDefault, check_default, knows_format};
pub use definition::{Definition, Version};
pub use field_path::Steps;
pub use registry::{Found, Registry};
pub(crate) use unmet::{NO_SCHEMA, RULE_NOT_CHECKED};
pub use unmet::{no_schema, not_checked, not_served, unknown_kind};

use crate::model::{ApiCause, Finding, Reason, Version as Target};
use crate::resource::Resource;
use crate::schema::gates;
use crate::source::Node;
use report::Report;
use value::{Data, Value};

/// What holding a resource against its definition came to.
#[derive(Debug, Default)]
pub struct Checked {
    /// In the order in which the server finds them.
    pub findings: Vec<Finding>,
    /// Rules that could not be evaluated, as written.
    pub not_checked: Vec<String>,
}

/// What is wrong with metadata that could be decoded, and are spelled so.
pub type EmbeddedMetadata<'m, 'a> = dyn Fn(Node<'a>, &str) -> Vec<Finding> + 'm;

/// Holds `resource` against `version` of its definition. `metadata` is what is wrong with its metadata, which the
/// server validates first, and which may keep it from evaluating rules; `embedded_metadata` tells the same of resources
/// within it.
pub fn check<'a>(
    resource: &Resource<'a>,
    definition: &'a Definition<'_>,
    version: &'a Version<'_>,
    target: Target,
    metadata: Vec<Finding>,
    embedded_metadata: &EmbeddedMetadata<'_, 'a>,
) -> Checked {
    let schema = version.schema.as_ref();
    let mut object = Value::written(resource.root);
    let mut report = Report::new(resource, definition);
    if !definition.preserves {
        report.unknown(&decode::prune(&mut object, schema));
        decode::drop_nulls(&mut object, schema);
    }
    if let Some(schema) = schema {
        decode::default(&mut object, schema);
    }
    // A create does not set the status where that is a resource of its own.
    if version.status
        && let Data::Map(entries) = &mut object.data
    {
        entries.retain(|(key, _)| *key != "status");
    }
    // The server counts the first generation before it validates, so that there always are metadata.
    if let Data::Map(entries) = &mut object.data
        && !entries.iter().any(|(key, _)| *key == "metadata")
    {
        let generation = Value { data: Data::Int(1), at: None };
        entries.push(("metadata", Value { data: Data::Map(vec![("generation", generation)]), at: None }));
    }
    report.take(metadata);
    if let Some(schema) = schema {
        report.problems(&validate::validate(&object, schema, resource.root, target));
    }
    if let Some(scale) = &version.scale {
        report.scale(&scale::check(&object, scale, resource.root));
    }
    if let Some(schema) = schema {
        let mut embedded = Vec::new();
        embedded::find(&object, schema, "", resource.root, &mut embedded);
        for embedded in &embedded {
            report.embedded(embedded, target, embedded_metadata);
        }
        let mut bad = Vec::new();
        list_type::check(&object, schema, "", resource.root, &mut bad);
        report.items(&bad);
        // Where the gate is off the definition's rules are dropped.
        if gates::CUSTOM_RESOURCE_VALIDATION_EXPRESSIONS.on(target)
            && *version.has_rules.get_or_init(|| cel::has_rules(schema.node()))
            && !report.blocks_rules()
        {
            report.ruling(cel::check(&object, schema, resource.root));
        }
    }
    report.finish()
}

/// What of a custom resource's own metadata cannot be decoded.
pub fn decode_metadata(resource: &Resource<'_>, target: Target) -> Vec<Finding> {
    let metadata = resource.root.get("metadata");
    metadata.map(|node| metadata::decode(resource.root, node, "metadata", target)).unwrap_or_default()
}

/// What the server adds where a mistake keeps it from evaluating rules (`hasBlockingErr`).
fn rules_not_checked() -> ApiCause {
    ApiCause::Refusal {
        reason: Reason::Invalid,
        field: "<nil>".to_owned(),
        detail: "Invalid value: null: some validation rules were not checked because the object was invalid; \
                 correct the existing errors to complete validation"
            .to_owned(),
    }
}

#[cfg(test)]
mod tests;
