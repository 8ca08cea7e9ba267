//! What is wrong, where, and what to do: the one thing every checking room makes.

use serde::Serialize;

use super::{Span, VersionSet};

/// Index of a file among the run's source files.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub u32);

/// How grave a finding is. Ordered: an error is the greatest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing.
    Info,
    /// Accepted by the cluster, but likely not what is wanted.
    Warning,
    /// Refused by the cluster, or sure to fail there.
    Error,
}

/// Which question a finding answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Layer {
    /// The YAML itself.
    Syntax,
    /// What strict decoding refuses: kinds, unknown or doubled fields, wrong types.
    Schema,
    /// What the API server's validation refuses or warns about.
    Api,
    /// Opinions.
    Lint,
    /// Between objects.
    Cross,
    /// Placement.
    Schedule,
}

/// One cause or warning in the API server's own words.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(untagged)]
pub enum ApiCause {
    /// A refusal (`field.Error`).
    Refusal {
        /// `FieldValueInvalid` and so on (`metav1.CauseType`).
        reason: Reason,
        /// The field as the server spells it.
        field: String,
        /// The server's wording (`field.Error.ErrorBody`).
        detail: String,
    },
    /// A warning header.
    Warning {
        /// The server's wording.
        warning: String,
    },
}

/// `metav1.CauseType` as apimachinery's `field.ErrorType` makes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[allow(missing_docs, reason = "the names are upstream's and say all there is")]
pub enum Reason {
    #[serde(rename = "FieldValueNotFound")]
    NotFound,
    #[serde(rename = "FieldValueRequired")]
    Required,
    #[serde(rename = "FieldValueDuplicate")]
    Duplicate,
    #[serde(rename = "FieldValueInvalid")]
    Invalid,
    #[serde(rename = "FieldValueNotSupported")]
    NotSupported,
    #[serde(rename = "FieldValueForbidden")]
    Forbidden,
    #[serde(rename = "FieldValueTooLong")]
    TooLong,
    #[serde(rename = "FieldValueTooMany")]
    TooMany,
    #[serde(rename = "InternalError")]
    InternalError,
    #[serde(rename = "FieldValueTypeInvalid")]
    TypeInvalid,
}

/// The object a finding is about, as its manifest names it.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ObjectRef {
    /// As written.
    pub api_version: Option<String>,
    /// As written.
    pub kind: Option<String>,
    /// As written; `None` where the manifest names none.
    pub namespace: Option<String>,
    /// As written.
    pub name: Option<String>,
}

/// A second place that matters.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Related {
    /// The file it lies in.
    pub file: FileId,
    /// The bytes.
    pub span: Span,
    /// What is there.
    pub message: String,
}

/// One replacement of bytes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edit {
    /// The file to change.
    pub file: FileId,
    /// The bytes to replace; empty to insert.
    pub span: Span,
    /// What to put there.
    pub text: String,
}

impl Edit {
    /// `text` with the edits made; `at` is where in its file it begins. `None` where one lies outside of it, or two
    /// overlap.
    pub fn apply<'e>(text: &str, at: u32, edits: impl IntoIterator<Item = &'e Edit>) -> Option<String> {
        let mut edits: Vec<&Edit> = edits.into_iter().collect();
        edits.sort_by_key(|e| e.span);
        let mut edited = String::with_capacity(text.len() + 64);
        let mut from = 0;
        for edit in edits {
            let (start, end) = (edit.span.start.checked_sub(at)? as usize, edit.span.end.checked_sub(at)? as usize);
            edited.push_str(text.get(from..start)?);
            edited.push_str(&edit.text);
            from = end;
        }
        edited.push_str(text.get(from..)?);
        Some(edited)
    }
}

/// A change that mends a finding.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fix {
    /// In the imperative: "rename to `image`".
    pub title: String,
    /// Whether it may be applied without a person looking.
    pub safe: bool,
    /// Replacements that do not overlap.
    pub edits: Vec<Edit>,
}

/// One mistake.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Id of the rule, `layer/name`.
    pub rule: &'static str,
    /// The layer of the rule.
    pub layer: Layer,
    /// How grave it is.
    pub severity: Severity,
    /// One sentence in the reader's words, no full stop.
    pub message: String,
    /// Where it is.
    pub file: FileId,
    /// Document of the file, from 0.
    pub document: u32,
    /// The object, where there is one.
    pub object: Option<ObjectRef>,
    /// The field, spelled as the API server spells it; empty for none.
    pub field: String,
    /// What a person must change.
    pub span: Span,
    /// What the label on `span` says; empty to leave the message alone to speak.
    pub label: String,
    /// Second places.
    pub related: Vec<Related>,
    /// How to mend it.
    pub help: Option<String>,
    /// Changes that mend it; each is proven by the pipeline before it is shown.
    pub fixes: Vec<Fix>,
    /// The unknown fields it stands for, where there are several.
    pub unknown: Vec<String>,
    /// The server's own words, for layer `api`.
    pub api: Option<ApiCause>,
    /// Causes that follow from this one.
    pub also: Vec<ApiCause>,
    /// The target versions it holds for; `ALL` before the pipeline has compared.
    pub versions: VersionSet,
}

/// Whether a field's path is that of `at` or of something in it.
pub fn is_at_or_below(field: &str, at: &str) -> bool {
    field.strip_prefix(at).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
}

/// Findings of one severity that one object may have; more are counted, not told. No person reads that many, and what
/// each costs would let a small file take minutes.
pub const MOST_TOLD: usize = 500;

/// The rule of [`Finding::untold`].
pub const UNTOLD: &str = "lint/too-many-mistakes";

impl Finding {
    /// Says that `count` more findings about what begins at `span`, the gravest of that severity, are not told one by
    /// one.
    pub fn untold(count: usize, severity: Severity, span: Span) -> Self {
        let what = if severity == Severity::Info { "suggestions" } else { "mistakes" };
        let message = format!("{count} more {what} are not told one by one");
        let mut finding = Finding::new(UNTOLD, Layer::Lint, severity, span, message);
        finding.help("mend the first, and run again");
        finding
    }

    /// A finding with what every finding has.
    pub fn new(rule: &'static str, layer: Layer, severity: Severity, span: Span, message: impl Into<String>) -> Self {
        Finding {
            rule,
            layer,
            severity,
            message: message.into(),
            file: FileId::default(),
            document: 0,
            object: None,
            field: String::new(),
            span,
            label: String::new(),
            related: Vec::new(),
            help: None,
            fixes: Vec::new(),
            unknown: Vec::new(),
            api: None,
            also: Vec::new(),
            versions: VersionSet::ALL,
        }
    }

    /// Puts the message in other words.
    pub fn say(&mut self, message: impl Into<String>) -> &mut Self {
        self.message = message.into();
        self
    }

    /// Says how to mend it.
    pub fn help(&mut self, help: impl Into<String>) -> &mut Self {
        self.help = Some(help.into());
        self
    }

    /// Moves the label to other bytes.
    pub fn label_at(&mut self, span: Span) -> &mut Self {
        self.span = span;
        self
    }

    /// Names the field otherwise than its place in the tree would.
    pub fn field(&mut self, field: impl Into<String>) -> &mut Self {
        self.field = field.into();
        if let Some(ApiCause::Refusal { field, .. }) = &mut self.api {
            field.clone_from(&self.field);
        }
        self
    }

    /// Points at a second place in the same file.
    pub fn relate(&mut self, span: Span, message: impl Into<String>) -> &mut Self {
        self.related.push(Related { file: self.file, span, message: message.into() });
        self
    }

    /// Offers to replace the bytes at `span` by `text`.
    pub fn fix(&mut self, title: impl Into<String>, span: Span, text: impl Into<String>) -> &mut Self {
        let edits = vec![Edit { file: self.file, span, text: text.into() }];
        self.fixes.push(Fix { title: title.into(), safe: false, edits });
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_are_made_together() {
        let edit = |start, end, text: &str| Edit {
            file: FileId::default(),
            span: Span::new(start, end),
            text: text.to_owned(),
        };
        let made = |edits: &[Edit]| Edit::apply("abcdef", 10, edits);
        assert_eq!(made(&[edit(14, 15, "E"), edit(11, 11, "-"), edit(12, 13, "")]).as_deref(), Some("a-bdEf"));
        assert_eq!(made(&[]).as_deref(), Some("abcdef"));
        assert_eq!(made(&[edit(11, 14, ""), edit(13, 15, "")]), None, "they overlap");
        assert_eq!(made(&[edit(9, 10, "")]), None);
        assert_eq!(made(&[edit(15, 17, "")]), None);
    }
}
