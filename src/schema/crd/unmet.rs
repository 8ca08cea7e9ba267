//! What is said of a resource that no definition, or not the version it names, describes.

use super::{Definition, Version};
use crate::model::{Finding, Layer, Rule, Severity, Span};
use crate::resource::Resource;
use crate::schema::{NOT_SERVED, UNKNOWN_KIND};
use crate::source::Node;

/// `schema/no-schema`
pub(crate) static NO_SCHEMA: Rule = Rule::error(
    Layer::Schema,
    "schema/no-schema",
    "A kind for which no schema is known",
    "With `--require-schemas` nothing may go unchecked. The kind is none of Kubernetes' own, and no \
     CustomResourceDefinition for it is among the files: give it with `--crds`, or a folder of schemas with \
     `--schema-location`. Without the flag such objects are only counted.",
    "",
    "",
);

/// `schema/rule-not-checked`
pub(crate) static RULE_NOT_CHECKED: Rule = Rule {
    id: "schema/rule-not-checked",
    layer: Layer::Schema,
    severity: Severity::Info,
    asked: false,
    summary: "A rule of a custom resource's definition that could not be evaluated",
    explanation: "The definition has a rule in CEL that no server takes, which is told where the definition itself is checked, \
                  or a pattern too large to be compiled here. The object was held against everything else. `kubectl apply \
                  --dry-run=server` checks the rest.",
    bad: "",
    good: "",
};

/// The value of `apiVersion` or `kind`.
fn named(object: &Resource<'_>, key: &str) -> Span {
    object.root.get(key).map_or(object.root.span(), Node::span)
}

/// A version that the definition does not serve, or does not have; `instead` is what it was checked as.
pub fn not_served(object: &Resource<'_>, definition: &Definition<'_>, instead: Option<&Version<'_>>) -> Finding {
    let (kind, given) = (object.kind, object.api_version);
    let known = definition.version(object.version()).is_some();
    let message = match known {
        true => format!("the definition of `{kind}` has version `{}`, but does not serve it", object.version()),
        false => format!("the definition of `{kind}` has no version `{}`", object.version()),
    };
    let span = named(object, "apiVersion");
    let mut finding = Finding::of(&NOT_SERVED, span, message);
    finding.field("apiVersion");
    let served: Vec<String> =
        definition.versions.iter().filter(|v| v.served).map(|v| format!("`{}/{}`", definition.group, v.name)).collect();
    if served.is_empty() {
        finding.help("it serves no version at all");
    } else {
        finding.help(format!("served: {}", served.join(", ")));
    }
    if let Some(instead) = instead.filter(|v| v.served) {
        let text = format!("{}/{}", definition.group, instead.name);
        if text != given {
            finding.fix(format!("use `{text}`"), span, text);
        }
    }
    finding
}

/// A kind that the group does not have, but nearly.
pub fn unknown_kind(object: &Resource<'_>, definition: &Definition<'_>) -> Finding {
    let span = named(object, "kind");
    let message = format!("there is no kind `{}` in `{}`", object.kind, object.group());
    let mut finding = Finding::of(&UNKNOWN_KIND, span, message);
    finding.field("kind");
    finding.help(format!("did you mean `{}`?", definition.kind));
    finding.fix(format!("change to `{}`", definition.kind), span, definition.kind);
    finding
}

/// A kind for which nothing is known.
pub fn no_schema(object: &Resource<'_>) -> Finding {
    let message = format!("no schema is known for `{}` of `{}`", object.kind, object.api_version);
    let mut finding = Finding::of(&NO_SCHEMA, named(object, "kind"), message);
    finding.field("kind");
    finding.help("give its CustomResourceDefinition with `--crds`, or a folder of schemas with `--schema-location`");
    finding
}

/// A rule that could not be evaluated here.
pub fn not_checked(object: &Resource<'_>, definition: &Definition<'_>, rule: &str) -> Finding {
    let message = format!("a rule of the definition of {} was not checked: `{rule}`", definition.kind);
    let span = named(object, "kind");
    let mut finding = Finding::of(&RULE_NOT_CHECKED, span, message);
    finding.help("it is no rule that a server takes, or has a pattern too large to be compiled here; see what is told of the definition");
    finding
}
