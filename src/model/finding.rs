//! What is wrong, where, and what to do: the one thing every checking room makes.

use std::sync::Arc;

use serde::Serialize;

use super::clip::clipped;
use super::{Edit, Fix, Rule, Span, VersionSet};

/// Index of a file among the run's source files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub u32);

impl FileId {
    /// The file at hand, whichever that is: a maker that sees a single document leaves it to the [`Sink`](super::Sink) to
    /// say.
    pub const HERE: FileId = FileId(u32::MAX);

    /// The file itself, or `here` where it is the one at hand.
    pub fn or(self, here: FileId) -> FileId {
        if self == Self::HERE { here } else { self }
    }
}

impl Default for FileId {
    fn default() -> Self {
        Self::HERE
    }
}

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

impl Severity {
    const ALL: [Severity; 3] = [Severity::Info, Severity::Warning, Severity::Error];

    /// What it is called wherever users name it.
    pub fn name(self) -> &'static str {
        match self {
            Severity::Info => "info",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }

    /// The one of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|severity| severity.name() == name)
    }
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

impl Layer {
    /// Whether its errors are refusals of the API server, which nobody can wish away.
    pub fn is_the_servers(self) -> bool {
        matches!(self, Layer::Syntax | Layer::Schema | Layer::Api)
    }
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

impl ApiCause {
    /// A refusal.
    pub fn refusal(reason: Reason, field: impl Into<String>, detail: impl Into<String>) -> Self {
        ApiCause::Refusal { reason, field: clipped(field), detail: clipped(detail) }
    }

    /// The same refusal of another field; none of what is a warning.
    pub fn elsewhere(&self, field: impl Fn(&str) -> String) -> Option<Self> {
        match self {
            ApiCause::Refusal { reason, field: own, detail } => Some(Self::refusal(*reason, field(own), detail)),
            ApiCause::Warning { .. } => None,
        }
    }
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

/// One mistake. There are many, and they are moved from list to list and sorted: what they say stays where it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding(Box<Particulars>);

impl std::ops::Deref for Finding {
    type Target = Particulars;

    fn deref(&self) -> &Particulars {
        &self.0
    }
}

impl std::ops::DerefMut for Finding {
    fn deref_mut(&mut self) -> &mut Particulars {
        &mut self.0
    }
}

/// What is told of a mistake.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Particulars {
    /// The rule it was born of.
    pub rule: &'static Rule,
    /// How grave it is: what the rule says, unless the user wants it otherwise.
    pub severity: Severity,
    /// One sentence in the reader's words, no full stop.
    pub message: String,
    /// Where it is.
    pub file: FileId,
    /// Document of the file, from 0.
    pub document: u32,
    /// The object, where there is one.
    pub object: Option<Arc<ObjectRef>>,
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

impl Finding {
    /// A finding of `rule` about the bytes at `span` of the file at hand.
    pub fn of(rule: &'static Rule, span: Span, message: impl Into<String>) -> Self {
        Finding(Box::new(Particulars {
            rule,
            severity: rule.severity,
            message: clipped(message),
            file: FileId::HERE,
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
        }))
    }

    /// The same with another severity than its rule's.
    #[must_use]
    pub fn at(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }

    /// The same in that file.
    #[must_use]
    pub fn in_file(mut self, file: FileId) -> Self {
        self.file = file;
        self
    }

    /// What it says, to be taken apart.
    pub fn into_particulars(self) -> Particulars {
        *self.0
    }

    /// The question that it answers.
    pub fn layer(&self) -> Layer {
        self.rule.layer
    }

    /// Whether the cluster refuses what it is about: an error of the text, of strict decoding or of validation.
    pub fn is_refusal(&self) -> bool {
        self.severity == Severity::Error && self.rule.layer.is_the_servers()
    }

    /// Puts the message in other words.
    pub fn say(&mut self, message: impl Into<String>) -> &mut Self {
        self.message = clipped(message);
        self
    }

    /// Says how to mend it.
    pub fn help(&mut self, help: impl Into<String>) -> &mut Self {
        self.help = Some(clipped(help));
        self
    }

    /// Moves the label to other bytes.
    pub fn label_at(&mut self, span: Span) -> &mut Self {
        self.span = span;
        self
    }

    /// Names the field otherwise than its place in the tree would.
    pub fn field(&mut self, field: impl Into<String>) -> &mut Self {
        let own = &mut *self.0;
        own.field = clipped(field);
        if let Some(ApiCause::Refusal { field, .. }) = &mut own.api {
            field.clone_from(&own.field);
        }
        self
    }

    /// Points at a second place in the same file.
    pub fn relate(&mut self, span: Span, message: impl Into<String>) -> &mut Self {
        self.relate_in(self.file, span, message)
    }

    /// Points at a second place in some file.
    pub fn relate_in(&mut self, file: FileId, span: Span, message: impl Into<String>) -> &mut Self {
        // Most findings have one, and there are many findings.
        self.related.reserve_exact(1);
        self.related.push(Related { file, span, message: clipped(message) });
        self
    }

    /// Offers to replace the bytes at `span` by `text`.
    pub fn fix(&mut self, title: impl Into<String>, span: Span, text: impl Into<String>) -> &mut Self {
        self.offer(title, vec![Edit::new(span, text)])
    }

    /// Offers a change of several places.
    pub fn offer(&mut self, title: impl Into<String>, edits: Vec<Edit>) -> &mut Self {
        self.take(Fix::new(title, edits))
    }

    /// Takes one more change that mends it.
    pub fn take(&mut self, fix: Fix) -> &mut Self {
        // Most findings have one, and there are many findings.
        self.fixes.reserve_exact(1);
        self.fixes.push(fix);
        self
    }

    /// Says that the fix offered last may be made without a person looking, where that is so ([`Fix::safe`]).
    pub fn safe_if(&mut self, certain: bool) -> &mut Self {
        if let Some(fix) = self.fixes.last_mut() {
            fix.safe = certain;
        }
        self
    }

    /// Points at second places.
    pub fn relate_all(&mut self, places: impl IntoIterator<Item = Related>) -> &mut Self {
        self.related.extend(places);
        self
    }

    /// Offers changes that are made elsewhere.
    pub fn offer_all(&mut self, fixes: impl IntoIterator<Item = Fix>) -> &mut Self {
        self.fixes.extend(fixes);
        self
    }

    /// Says which unknown fields it stands for.
    pub fn stands_for(&mut self, fields: Vec<String>) -> &mut Self {
        self.unknown = fields;
        self
    }

    /// Says what object it is about, where its maker knows better than the sink.
    pub fn about(&mut self, mut object: ObjectRef) -> &mut Self {
        object.clip();
        self.object = Some(Arc::new(object));
        self
    }

    /// Writes something beside the bytes it points at.
    pub fn label(&mut self, label: impl Into<String>) -> &mut Self {
        self.label = clipped(label);
        self
    }

    /// Gives the server's words for it.
    pub fn cause(&mut self, cause: ApiCause) -> &mut Self {
        self.api = Some(cause);
        self
    }

    /// Adds what follows from it, in the server's words.
    pub fn follows(&mut self, causes: impl IntoIterator<Item = ApiCause>) -> &mut Self {
        self.also.extend(causes);
        self
    }
}
