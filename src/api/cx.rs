//! What a validation function is handed: the object, the target version, and the means to report.
//!
//! The reporting methods are named and worded as apimachinery's `field` package
//! (`staging/src/k8s.io/apimachinery/pkg/util/validation/field/errors.go`).

use super::mend;
use crate::model::near::{self, Strictness};
use crate::model::{ApiCause, Finding, Gvk, MOST_TOLD, Reason, Rule, Severity, Span, Version, is_at_or_below, untold};
use crate::resource::{Field, Resource};
use crate::schema::words::subject;
use crate::schema::{WARNING, of_reason, spell};
use crate::source::{Kind, Node};

/// One object under validation.
#[derive(Debug)]
pub struct Cx<'a> {
    /// The object.
    pub resource: &'a Resource<'a>,
    /// What it is, or is meant to be.
    pub gvk: Gvk,
    /// The target version.
    pub version: Version,
    findings: Vec<Finding>,
    /// Refusals and warnings beyond those that are told, and the last of them.
    untold_errors: usize,
    untold_warnings: usize,
    spare: Option<Box<Finding>>,
}

impl<'a> Cx<'a> {
    /// Starts with no findings.
    pub fn new(resource: &'a Resource<'a>, gvk: Gvk, version: Version) -> Self {
        Cx { resource, gvk, version, findings: Vec::new(), untold_errors: 0, untold_warnings: 0, spare: None }
    }

    /// Ends with what was found.
    pub fn finish(mut self) -> Vec<Finding> {
        let more = self.untold_errors + self.untold_warnings;
        if more > 0 {
            let head = self.resource.root.head();
            let gravest = if self.untold_errors > 0 { Severity::Error } else { Severity::Warning };
            self.findings.push(untold(more, gravest, head));
        }
        self.findings
    }

    /// Whether no more findings of that severity are kept.
    fn is_full(&self, severity: Severity) -> bool {
        // Once full, full for good: the spare tells.
        self.spare.as_ref().is_some_and(|spare| spare.severity == severity)
            || self.findings.len() >= MOST_TOLD
                && self.findings.iter().filter(|f| f.severity == severity).count() >= MOST_TOLD
    }

    /// Forgets the warnings: the server warns only about what it accepts.
    pub fn drop_warnings(&mut self) {
        self.untold_warnings = 0;
        self.spare = None;
        self.findings.retain(|f| f.severity != Severity::Warning);
    }

    /// Adds a cause to the last finding of that field, from which it follows.
    pub fn add_consequence(&mut self, of: &str, cause: ApiCause) {
        if let Some(finding) = self.findings.iter_mut().rfind(|f| f.field == of) {
            finding.also.push(cause);
        }
    }

    /// Number of findings so far.
    pub fn count(&self) -> usize {
        self.findings.len()
    }

    /// Forgets the first `count` findings: the server stopped before it came to them.
    pub fn forget_first(&mut self, count: usize) {
        self.findings.drain(..count);
    }

    /// Forgets the findings about those fields: the server drops them before it validates.
    pub fn forget_within(&mut self, fields: &[(String, Span)]) {
        let about = |f: &Finding, (path, place): &(String, Span)| {
            place.start <= f.span.start && f.span.end <= place.end && is_at_or_below(&f.field, path)
        };
        self.findings.retain(|f| !fields.iter().any(|field| about(f, field)));
    }

    /// Gives each finding since `mark` (a [`Self::count`]) its causes once more, at other fields: where the server
    /// validates one value in two places.
    pub fn echo(&mut self, mark: usize, elsewhere: impl Fn(&str) -> String) {
        for finding in &mut self.findings[mark..] {
            let own = finding.api.iter().chain(&finding.also);
            let copies: Vec<ApiCause> = own
                .filter_map(|cause| match cause {
                    ApiCause::Refusal { reason, field, detail } => {
                        let (reason, detail) = (*reason, detail.clone());
                        Some(ApiCause::Refusal { reason, field: elsewhere(field), detail })
                    }
                    ApiCause::Warning { .. } => None,
                })
                .collect();
            finding.also.extend(copies);
        }
    }

    /// Adds a cause that follows from the last refusal at `path`; whether there is one.
    pub fn follow(&mut self, path: &str, reason: Reason, field: &str, detail: &str) -> bool {
        let earlier = self.findings.iter_mut().rev().find(|f| f.severity == Severity::Error && f.field == path);
        let Some(finding) = earlier else { return false };
        let (field, detail) = (field.to_owned(), detail.to_owned());
        finding.also.push(ApiCause::Refusal { reason, field, detail });
        true
    }

    /// Adds a cause that follows from the last refusal since `mark` (a [`Self::count`]); whether there is one.
    pub fn follow_since(&mut self, mark: usize, reason: Reason, field: &str, detail: &str) -> bool {
        let earlier = self.findings[mark..].iter_mut().rev().find(|f| f.severity == Severity::Error);
        let Some(finding) = earlier else { return false };
        let (field, detail) = (field.to_owned(), detail.to_owned());
        finding.also.push(ApiCause::Refusal { reason, field, detail });
        true
    }

    /// Spells the fields of the findings since `mark` (a [`Self::count`]) otherwise than their places would.
    pub fn respell(&mut self, mark: usize, spelled: impl Fn(&str) -> String) {
        for finding in &mut self.findings[mark..] {
            finding.field(spelled(&finding.field));
            for cause in &mut finding.also {
                if let ApiCause::Refusal { field, .. } = cause {
                    *field = spelled(field);
                }
            }
        }
    }

    /// Number of refusals so far, for "only if nothing was wrong before".
    pub fn errors(&self) -> usize {
        self.findings.iter().filter(|f| f.severity == Severity::Error).count()
    }

    /// The object's own fields.
    pub fn root(&self) -> Field<'a> {
        self.resource.field()
    }

    /// The field's path as the server spells it. Costs a walk: for messages only.
    pub fn path(&self, f: Field<'a>) -> String {
        if self.untold_errors > 0 {
            // Nobody will read it.
            return String::new();
        }
        spell(self.resource.root, f.anchor(), f.missing(), self.gvk, self.version)
    }

    /// `field.Required`: the label goes on the parent's key (or the empty value itself).
    pub fn required(&mut self, f: Field<'a>, detail: &str) -> &mut Finding {
        let body = with_detail("Required value", detail);
        let name = f.missing().last().copied();
        let message = match name {
            Some(name) => format!("`{name}` is required here"),
            None => format!("`{}` must not be empty", self.path(f)),
        };
        self.push(Reason::Required, f, body, message)
    }

    /// `field.Invalid`
    pub fn invalid(&mut self, f: Field<'a>, detail: impl AsRef<str>) -> &mut Finding {
        let body = with_detail(&format!("Invalid value: {}", value(f)), detail.as_ref());
        let message = format!("{} {}", subject(f), detail.as_ref());
        self.push(Reason::Invalid, f, body, message)
    }

    /// `field.Invalid` for text of the wrong form, with the corrected text as help where that is clear.
    pub fn invalid_format(&mut self, f: Field<'a>, detail: &str) -> &mut Finding {
        let mended = f.opt_str().and_then(|text| mend::mended(text, detail));
        let span = f.span();
        let finding = self.invalid(f, detail);
        match mended {
            Some(text) => finding
                .say(format!("{} {}", subject(f), mend::plain(detail)))
                .help(format!("`{text}` would do"))
                .fix(format!("change to `{text}`"), span, text),
            None => finding.say(format!("{} {}", subject(f), mend::plain(detail))),
        }
    }

    /// Takes over a finding that another context made.
    pub(super) fn adopt(&mut self, finding: Finding) {
        self.findings.push(finding);
    }

    /// `field.Invalid` of something inside `of` that the server reports at `of` itself: a label's value, say.
    pub fn invalid_in(&mut self, of: Field<'a>, inner: Field<'a>, detail: &str) -> &mut Finding {
        let path = self.path(of);
        self.invalid_format(inner, detail).field(path)
    }

    /// `field.Invalid` of a key of the map `of`, which the server reports at the map.
    pub fn invalid_key(&mut self, of: Field<'a>, key: Node<'a>, detail: &str) -> &mut Finding {
        let path = self.path(of);
        let field = Field::root(key);
        let finding = self.invalid_format(field, detail).field(path);
        finding.say(format!("the key `{}` {}", key.scalar_text(), mend::plain(detail)))
    }

    /// `field.Invalid` of a value that should have been one of `allowed`, which the server does not list.
    pub fn invalid_choice(&mut self, f: Field<'a>, detail: &str, allowed: &[&str]) -> &mut Finding {
        self.invalid(f, detail);
        self.offer(f, allowed)
    }

    /// `field.NotSupported`: `allowed` in the order in which the server lists them (it sorts).
    pub fn not_supported(&mut self, f: Field<'a>, allowed: &[&str]) -> &mut Finding {
        let listed = allowed.iter().map(|v| format!("{v:?}")).collect::<Vec<_>>().join(", ");
        let body = if allowed.is_empty() {
            format!("Unsupported value: {}", value(f))
        } else {
            format!("Unsupported value: {}: supported values: {listed}", value(f))
        };
        let message = format!("{} is not one of the allowed values", subject(f));
        self.push(Reason::NotSupported, f, body, message);
        self.offer(f, allowed)
    }

    /// Adds the allowed values to the last finding, and the one that was likely meant.
    pub(super) fn offer(&mut self, f: Field<'a>, allowed: &[&str]) -> &mut Finding {
        let near = near::nearest(f.str(), Strictness::Value, allowed.iter(), |v| v).map(|(v, _)| *v);
        let quoted = allowed.iter().map(|v| format!("`{v}`")).collect::<Vec<_>>().join(", ");
        let span = f.span();
        let exists = f.exists();
        let finding = match &mut self.spare {
            Some(spare) => spare,
            None => self.findings.last_mut().expect("there is a finding to add to"),
        };
        match near {
            Some(near) if exists => {
                finding.help(format!("did you mean `{near}`? allowed: {quoted}")).fix(
                    format!("change to `{near}`"),
                    span,
                    near,
                );
            }
            _ if !allowed.is_empty() => {
                finding.help(format!("allowed: {quoted}"));
            }
            _ => {}
        }
        finding
    }

    /// `field.Forbidden`
    pub fn forbidden(&mut self, f: Field<'a>, detail: &str) -> &mut Finding {
        let body = with_detail("Forbidden", detail);
        let message = format!("`{}` is not allowed here: {detail}", self.path(f));
        self.push(Reason::Forbidden, f, body, message)
    }

    /// `field.Duplicate`
    pub fn duplicate(&mut self, f: Field<'a>) -> &mut Finding {
        let body = format!("Duplicate value: {}", value(f));
        let message = format!("{} is given twice", subject(f));
        self.push(Reason::Duplicate, f, body, message)
    }

    /// `field.NotFound`
    pub fn not_found(&mut self, f: Field<'a>) -> &mut Finding {
        let body = format!("Not found: {}", value(f));
        let message = format!("{} is not defined", subject(f));
        self.push(Reason::NotFound, f, body, message)
    }

    /// `field.TooLong`: `max` in bytes, none where the server does not say.
    pub fn too_long(&mut self, f: Field<'a>, max: usize) -> &mut Finding {
        let body = format!("Too long: may not be more than {max} bytes");
        let message = format!("`{}` is longer than {max} bytes", self.path(f));
        self.push(Reason::TooLong, f, body, message)
    }

    /// `field.TooMany`
    pub fn too_many(&mut self, f: Field<'a>, actual: usize, max: usize) -> &mut Finding {
        let body = format!("Too many: {actual}: must have at most {max} items");
        let message = format!("`{}` has {actual} items, {max} are allowed", self.path(f));
        self.push(Reason::TooMany, f, body, message)
    }

    /// `field.TypeInvalid`
    pub fn type_invalid(&mut self, f: Field<'a>, detail: &str) -> &mut Finding {
        let body = with_detail(&format!("Invalid value: {}", value(f)), detail);
        let message = format!("{} {detail}", subject(f));
        self.push(Reason::TypeInvalid, f, body, message)
    }

    /// A warning header. `text` is the server's wording in full.
    pub fn warn(&mut self, f: Field<'a>, text: impl Into<String>) -> &mut Finding {
        let text = text.into();
        let mut finding = self.begin(&WARNING, f, text.clone());
        finding.api = Some(ApiCause::Warning { warning: text });
        self.keep(finding)
    }

    fn push(&mut self, reason: Reason, f: Field<'a>, detail: String, message: String) -> &mut Finding {
        let mut finding = self.begin(of_reason(reason), f, message);
        finding.api = Some(ApiCause::Refusal { reason, field: finding.field.clone(), detail });
        self.keep(finding)
    }

    fn begin(&self, rule: &'static Rule, f: Field<'a>, message: String) -> Finding {
        let label = if self.untold_errors > 0 { f.anchor().span() } else { self.label(f) };
        let mut finding = Finding::of(rule, label, message);
        finding.field = self.path(f);
        finding
    }

    fn keep(&mut self, finding: Finding) -> &mut Finding {
        if self.is_full(finding.severity) {
            match finding.severity {
                Severity::Error => self.untold_errors += 1,
                _ => self.untold_warnings += 1,
            }
            return self.spare.insert(Box::new(finding));
        }
        self.spare = None;
        self.findings.push(finding);
        self.findings.last_mut().expect("just pushed")
    }

    /// The value; for something missing the key under which it belongs, or its list item's first key.
    fn label(&self, f: Field<'a>) -> Span {
        let node = f.anchor();
        if f.missing().is_empty() && !(node.is_null() && node.span().is_empty()) {
            return node.span();
        }
        if node == self.resource.root {
            // The object itself has no key: its first one, `apiVersion` as a rule, is its head.
            return node.head();
        }
        match self.resource.root.path_to(node).and_then(|mut p| p.pop()) {
            // In a list item the first key is as near as there is: the item itself has no name.
            Some((crate::source::Step::Index(_), item)) => item.head(),
            Some((_, key)) => key.span(),
            None => node.span(),
        }
    }
}

fn with_detail(head: &str, detail: &str) -> String {
    if detail.is_empty() { head.to_owned() } else { format!("{head}: {detail}") }
}

/// A bad value as `field.Error.ErrorBody` prints it.
fn value(f: Field<'_>) -> String {
    match f.node() {
        None if f.missing().is_empty() => "null".to_owned(),
        None => "\"\"".to_owned(),
        Some(node) => go_value(node),
    }
}

fn go_value(node: Node<'_>) -> String {
    match node.kind() {
        Kind::Str => format!("{:?}", node.scalar_text()),
        Kind::Null => "null".to_owned(),
        Kind::Int | Kind::Float => node.as_i64().map_or_else(|| node.scalar_text().to_owned(), |n| n.to_string()),
        Kind::Bool => node.as_bool().unwrap_or_default().to_string(),
        Kind::Seq => format!("[{}]", node.items().map(go_value).collect::<Vec<_>>().join(",")),
        Kind::Map => {
            let entry = |e: crate::source::Entry<'_>| format!("{:?}:{}", e.key.scalar_text(), go_value(e.value));
            format!("{{{}}}", node.entries().map(entry).collect::<Vec<_>>().join(","))
        }
    }
}
