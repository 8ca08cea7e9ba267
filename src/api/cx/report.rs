//! The means to report.
//!
//! The reporting methods are named and worded as apimachinery's `field` package
//! (`staging/src/k8s.io/apimachinery/pkg/util/validation/field/errors.go`).

use super::Cx;
use crate::api::corrected;
use crate::model::near::{self, Strictness};
use crate::model::{ApiCause, Finding, Reason, Rule, Span, quote};
use crate::resource::Field;
use crate::schema::words::sentence;
use crate::schema::{WARNING, of_reason};
use crate::source::{Entry, Kind, Node, Step};

impl<'a> Cx<'a> {
    /// `field.Required`: the label goes on the parent's key (or the empty value itself).
    pub fn required(&mut self, f: Field<'a>, detail: &str) -> &mut Finding {
        let body = with_detail("Required value", detail);
        let name = f.missing().last().copied();
        let message = match name {
            Some(name) => format!("`{name}` is required here"),
            None => format!("`{}` must not be empty", self.own_path(f)),
        };
        self.push(Reason::Required, f, body, message)
    }

    /// `field.Invalid`
    pub fn invalid(&mut self, f: Field<'a>, detail: impl AsRef<str>) -> &mut Finding {
        self.invalid_by(of_reason(Reason::Invalid), f, detail)
    }

    /// `field.Invalid` as a rule of its own.
    pub(in crate::api) fn invalid_by(
        &mut self,
        rule: &'static Rule,
        f: Field<'a>,
        detail: impl AsRef<str>,
    ) -> &mut Finding {
        let body = with_detail(&format!("Invalid value: {}", self.value(f)), detail.as_ref());
        let message = sentence(f, &corrected::plain(detail.as_ref()));
        self.refuse(rule, Reason::Invalid, f, body, message)
    }

    /// `field.Invalid` for text of the wrong form, with the corrected text as help where that is clear.
    pub fn invalid_format(&mut self, f: Field<'a>, detail: &str) -> &mut Finding {
        let mended = f.opt_str().and_then(|text| corrected::corrected(text, detail));
        let span = f.span();
        let finding = self.invalid(f, detail);
        match mended {
            Some(text) => finding.say(sentence(f, &corrected::plain(detail))).help(format!("`{text}` would do")).fix(
                format!("change to `{text}`"),
                span,
                text,
            ),
            None => finding.say(sentence(f, &corrected::plain(detail))),
        }
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
        finding.say(format!("the key `{}` {}", key.scalar_text(), corrected::plain(detail)))
    }

    /// `field.Invalid` of a value that should have been one of `allowed`, which the server does not list.
    pub fn invalid_choice(&mut self, f: Field<'a>, detail: &str, allowed: &[&str]) -> &mut Finding {
        offer(self.invalid(f, detail), f, allowed)
    }

    /// `field.NotSupported`: `allowed` in the order in which the server lists them (it sorts).
    pub fn not_supported(&mut self, f: Field<'a>, allowed: &[&str]) -> &mut Finding {
        let listed = allowed.iter().map(|v| format!("{v:?}")).collect::<Vec<_>>().join(", ");
        let body = if allowed.is_empty() {
            format!("Unsupported value: {}", self.value(f))
        } else {
            format!("Unsupported value: {}: supported values: {listed}", self.value(f))
        };
        let message = sentence(f, "is not one of the allowed values");
        offer(self.push(Reason::NotSupported, f, body, message), f, allowed)
    }

    /// `field.Forbidden`
    pub fn forbidden(&mut self, f: Field<'a>, detail: &str) -> &mut Finding {
        let body = with_detail("Forbidden", detail);
        let message = format!("`{}` is not allowed here: {detail}", self.own_path(f));
        self.push(Reason::Forbidden, f, body, message)
    }

    /// `field.Duplicate`
    pub fn duplicate(&mut self, f: Field<'a>) -> &mut Finding {
        let body = format!("Duplicate value: {}", self.value(f));
        let message = sentence(f, "is given twice");
        self.push(Reason::Duplicate, f, body, message)
    }

    /// `field.NotFound`
    pub fn not_found(&mut self, f: Field<'a>) -> &mut Finding {
        let body = format!("Not found: {}", self.value(f));
        let message = sentence(f, "is not defined");
        self.push(Reason::NotFound, f, body, message)
    }

    /// `field.TooLong`: `max` in bytes, none where the server does not say.
    pub fn too_long(&mut self, f: Field<'a>, max: usize) -> &mut Finding {
        let body = format!("Too long: may not be more than {max} bytes");
        let message = format!("`{}` is longer than {max} bytes", self.own_path(f));
        self.push(Reason::TooLong, f, body, message)
    }

    /// `field.TooMany`
    pub fn too_many(&mut self, f: Field<'a>, actual: usize, max: usize) -> &mut Finding {
        let body = format!("Too many: {actual}: must have at most {max} items");
        let message = format!("`{}` has {actual} items, {max} are allowed", self.own_path(f));
        self.push(Reason::TooMany, f, body, message)
    }

    /// `field.TypeInvalid`
    pub fn type_invalid(&mut self, f: Field<'a>, detail: &str) -> &mut Finding {
        let body = with_detail(&format!("Invalid value: {}", self.value(f)), detail);
        let message = sentence(f, detail);
        self.push(Reason::TypeInvalid, f, body, message)
    }

    /// A warning header. `text` is the server's wording in full.
    pub fn warn(&mut self, f: Field<'a>, text: impl Into<String>) -> &mut Finding {
        let text = text.into();
        let cause = ApiCause::Warning { warning: text.clone() };
        let field = self.path(f);
        self.found(&WARNING, f, text, field, cause)
    }

    fn push(&mut self, reason: Reason, f: Field<'a>, detail: String, message: String) -> &mut Finding {
        self.refuse(of_reason(reason), reason, f, detail, message)
    }

    /// A refusal of that rule: `detail` in the server's words, `message` in the reader's.
    pub(in crate::api) fn refuse(
        &mut self,
        rule: &'static Rule,
        reason: Reason,
        f: Field<'a>,
        detail: impl Into<String>,
        message: impl Into<String>,
    ) -> &mut Finding {
        let field = self.path(f);
        let cause = ApiCause::refusal(reason, field.clone(), detail);
        self.found(rule, f, message.into(), field, cause)
    }

    fn found(
        &mut self,
        rule: &'static Rule,
        f: Field<'a>,
        message: String,
        field: String,
        cause: ApiCause,
    ) -> &mut Finding {
        let label = if self.is_over() { f.anchor().span() } else { self.label(f) };
        let mut finding = Finding::of(rule, label, message);
        finding.field(field).cause(cause);
        self.keep(f, finding)
    }

    /// A bad value, as long as somebody reads of it.
    fn value(&self, f: Field<'a>) -> String {
        if self.is_over() { String::new() } else { value(f) }
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
            Some((Step::Index(_), item)) => item.head(),
            Some((_, key)) => key.span(),
            None => node.span(),
        }
    }
}

/// What `kubectl` prints for values that it has no room for.
const SHORT: &[(&str, &str)] =
    &[("ROX", "ReadOnlyMany"), ("RWO", "ReadWriteOnce"), ("RWOP", "ReadWriteOncePod"), ("RWX", "ReadWriteMany")];

/// Adds the allowed values to a finding just made, and the one that was likely meant.
pub(in crate::api) fn offer<'f>(finding: &'f mut Finding, f: Field<'_>, allowed: &[&str]) -> &'f mut Finding {
    let short = SHORT.iter().find(|(short, full)| *short == f.str() && allowed.contains(full)).map(|(_, full)| *full);
    let near = || near::nearest(f.str(), Strictness::Value, allowed.iter(), |v| v).map(|(v, _)| *v);
    let near = short.or_else(near);
    let quoted = allowed.iter().map(|v| format!("`{v}`")).collect::<Vec<_>>().join(", ");
    match near {
        Some(near) if f.exists() => finding
            .help(format!("did you mean `{near}`? allowed: {quoted}"))
            .fix(format!("change to `{near}`"), f.span(), near)
            .safe_if(near::is_alone(f.str(), near, Strictness::Value, allowed.iter().copied())),
        _ if !allowed.is_empty() => finding.help(format!("allowed: {quoted}")),
        _ => finding,
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
        Kind::Str => quote(node.scalar_text()),
        Kind::Null => "null".to_owned(),
        Kind::Int | Kind::Float => node.as_i64().map_or_else(|| node.scalar_text().to_owned(), |n| n.to_string()),
        Kind::Bool => node.as_bool().unwrap_or_default().to_string(),
        Kind::Seq => format!("[{}]", node.items().map(go_value).collect::<Vec<_>>().join(",")),
        Kind::Map => {
            let entry = |e: Entry<'_>| format!("{}:{}", quote(e.key.scalar_text()), go_value(e.value));
            format!("{{{}}}", node.entries().map(entry).collect::<Vec<_>>().join(","))
        }
    }
}
