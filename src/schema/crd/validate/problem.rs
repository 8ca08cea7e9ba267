//! What can be wrong with a value, in the server's words (kube-openapi's `pkg/validation/errors/schema.go`).

use crate::model::{Reason, quote};
use crate::source::Node;

/// One thing wrong with one value.
#[derive(Clone, Debug)]
pub(in crate::schema::crd) struct Problem<'v> {
    pub(in crate::schema::crd) what: What<'v>,
    /// The server's path, without the dot it may begin with.
    pub(in crate::schema::crd) path: String,
    /// The server's message.
    pub(in crate::schema::crd) message: String,
    /// The value, or where nothing is written there the nearest thing that is.
    pub(in crate::schema::crd) node: Node<'v>,
}

/// Kinds of mistakes, with what is needed to tell of them.
#[derive(Clone, Debug)]
pub(in crate::schema::crd) enum What<'v> {
    /// A field of that name is missing in the map at `node`.
    Required(&'v str),
    /// Types or a format that is asked for; the type or format that is there.
    Type { want: String, got: &'static str },
    /// A text that does not have its format.
    Format { name: &'v str, given: &'v str },
    /// Not one of the values allowed; the value as JSON.
    Choice { given: String, allowed: Vec<Node<'v>> },
    /// Too long a text.
    TooLong { most: i64 },
    /// Too short a text.
    TooShort { least: i64, given: &'v str },
    /// A text that does not match.
    Pattern { pattern: &'v str, given: &'v str },
    /// A number beyond a bound.
    Bound { given: String, bound: String, above: bool, exclusive: bool },
    /// No multiple of that; whether it is a factor at all.
    MultipleOf { given: String, of: String, positive: bool },
    /// Too many items or entries.
    TooMany { count: usize, most: i64, entries: bool },
    /// Too few items or entries.
    TooFew { count: usize, least: i64, entries: bool },
    /// A key that `additionalProperties: false` forbids.
    Forbidden { key: &'v str },
    /// A number that does not fit its type and format; whether it is the value or a bound of the schema.
    Range { subject: &'static str, ty: &'static str, format: &'v str },
    /// None of `anyOf` fits.
    AnyOf,
    /// Not exactly one of `oneOf` fits.
    OneOf { fitting: usize },
    /// Not all of `allOf` fit.
    AllOf { none: bool },
    /// What `not` describes.
    Not,
}

impl<'v> Problem<'v> {
    pub(in crate::schema::crd) fn new(what: What<'v>, path: &str, node: Node<'v>) -> Self {
        let path = match &what {
            What::Required(name) => format!("{path}.{name}"),
            _ => path.to_owned(),
        };
        let message = what.message(&path);
        let path = path.strip_prefix('.').map_or(path.clone(), str::to_owned);
        Problem { what, path, message, node }
    }

    /// Whether the server reports it without a field.
    pub(in crate::schema::crd) fn is_placeless(&self) -> bool {
        use What::{AllOf, AnyOf, Not, OneOf, Range};
        matches!(self.what, Range { .. } | AnyOf | OneOf { .. } | AllOf { .. } | Not)
    }

    /// The reason of the cause that the server makes of it (`kubeOpenAPIResultToFieldErrors`).
    pub(in crate::schema::crd) fn reason(&self) -> Reason {
        match self.what {
            What::Required(_) => Reason::Required,
            What::Choice { .. } => Reason::NotSupported,
            What::TooLong { .. } => Reason::TooLong,
            What::TooMany { .. } => Reason::TooMany,
            What::Type { .. } | What::Format { .. } => Reason::TypeInvalid,
            _ => Reason::Invalid,
        }
    }

    /// The cause's text (`field.Error.ErrorBody`).
    pub(in crate::schema::crd) fn detail(&self) -> String {
        let message = &self.message;
        match &self.what {
            What::Required(_) => "Required value".to_owned(),
            What::Choice { given, allowed } => {
                let text = |node: &Node<'_>| match node.as_str() {
                    Some(text) => quote(text),
                    None => quote(node.source()),
                };
                let allowed = allowed.iter().map(text).collect::<Vec<_>>().join(", ");
                format!("Unsupported value: {given}: supported values: {allowed}")
            }
            What::TooLong { most: 1 } => "Too long: may not be more than 1 byte".to_owned(),
            What::TooLong { most } => format!("Too long: may not be more than {most} bytes"),
            What::TooMany { count, most: 1, .. } => format!("Too many: {count}: must have at most 1 item"),
            What::TooMany { count, most, .. } => format!("Too many: {count}: must have at most {most} items"),
            What::Type { got, .. } => format!("Invalid value: {got:?}: {message}"),
            What::Format { given, .. } | What::TooShort { given, .. } | What::Pattern { given, .. } => {
                format!("Invalid value: {}: {message}", quote(given))
            }
            What::Bound { given, .. } | What::MultipleOf { given, .. } => format!("Invalid value: {given}: {message}"),
            What::TooFew { count, .. } => format!("Invalid value: {count}: {message}"),
            What::Forbidden { key } => format!("Invalid value: {}: {message}", quote(key)),
            What::Range { .. } | What::AnyOf | What::OneOf { .. } | What::AllOf { .. } | What::Not => {
                format!("Invalid value: \"\": {message}")
            }
        }
    }
}

impl What<'_> {
    fn message(&self, path: &str) -> String {
        match self {
            What::Required(_) => format!("{path} in body is required"),
            What::Type { want, got } => format!("{path} in body must be of type {want}: {got:?}"),
            What::Format { name, given } => format!("{path} in body must be of type {name}: {}", quote(given)),
            What::Choice { allowed, .. } => {
                let allowed: Vec<_> = allowed.iter().map(|node| node.scalar_text()).collect();
                format!("{path} in body should be one of [{}]", allowed.join(" "))
            }
            What::TooLong { most } => format!("{path} in body should be at most {most} chars long"),
            What::TooShort { least, .. } => format!("{path} in body should be at least {least} chars long"),
            What::Pattern { pattern, .. } => format!("{path} in body should match '{pattern}'"),
            What::Bound { bound, above, exclusive, .. } => {
                let relation = match (above, exclusive) {
                    (true, true) => "less than",
                    (true, false) => "less than or equal to",
                    (false, true) => "greater than",
                    (false, false) => "greater than or equal to",
                };
                format!("{path} in body should be {relation} {bound}")
            }
            What::MultipleOf { of, positive: false, .. } => {
                format!("factor MultipleOf declared for {path} must be positive: {of}")
            }
            What::MultipleOf { of, .. } => format!("{path} in body should be a multiple of {of}"),
            What::TooMany { most, entries, .. } => {
                format!("{path} in body should have at most {most} {}", if *entries { "properties" } else { "items" })
            }
            What::TooFew { least, entries, .. } => {
                format!("{path} in body should have at least {least} {}", if *entries { "properties" } else { "items" })
            }
            What::Forbidden { key } => format!("{path}.{key} in body is a forbidden property"),
            What::Range { subject, ty, format } => {
                let format =
                    if format.is_empty() { " (default format)".into() } else { format!(" with format {format}") };
                format!("{subject} value must be of type {ty}{format} in {path}")
            }
            What::AnyOf => format!("{} must validate at least one schema (anyOf)", quote(path)),
            What::OneOf { fitting: 0 } => {
                format!("{} must validate one and only one schema (oneOf). Found none valid", quote(path))
            }
            What::OneOf { fitting } => {
                format!(
                    "{} must validate one and only one schema (oneOf). Found {fitting} valid alternatives",
                    quote(path)
                )
            }
            What::AllOf { none } => {
                format!(
                    "{} must validate all the schemas (allOf){}",
                    quote(path),
                    if *none { ". None validated" } else { "" }
                )
            }
            What::Not => format!("{} must not validate the schema (not)", quote(path)),
        }
    }
}
