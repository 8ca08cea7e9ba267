//! A value behind a `#` where the server takes nothing as well.

use super::{Check, Cx, Of};
use crate::model::{Edit, Layer, Quantity, Rule, Severity, Span, Version};
use crate::resource::Field;
use crate::schema::{self, Type};
use crate::source::{Document, Kind, Node};

/// `lint/swallowed-value`
pub(super) const CHECK: Check = Check { rule: &RULE, of: Of::All, parameters: &[], find };

pub(super) static RULE: Rule = Rule {
    id: "lint/swallowed-value",
    layer: Layer::Lint,
    severity: Severity::Warning,
    asked: false,
    summary: "A word behind a `#` where a value may be left out",
    explanation: "A `#` behind a blank begins a comment: `color: #ff0000` leaves `color` empty. Where the server refuses that it is an \
                  error (`syntax/swallowed-value`); here it takes nothing for a value, and nobody is told. Put the value in quotes. \
                  A remark is told from a value by the blank behind its `#`.",
    bad: "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: web\n  annotations:\n    color: #ff0000\n",
    good: "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: web\n  annotations: # none yet\n    color: \"#ff0000\"\n",
};

/// Beginnings of remarks, in small letters.
const REMARKS: [&str; 22] = [
    "checkov",
    "default",
    "deprecated",
    "example",
    "fixme",
    "hack",
    "http:",
    "https:",
    "nb",
    "nolint",
    "noqa",
    "nosec",
    "note",
    "null",
    "optional",
    "pragma",
    "required",
    "see",
    "tbd",
    "todo",
    "xxx",
    "yamllint",
];

fn find(cx: &mut Cx<'_>) {
    let document = cx.resource.root.document();
    if document.comments.is_empty() {
        return;
    }
    let kind = schema::kind(cx.gvk.group, cx.gvk.version, cx.gvk.kind, Version::NEWEST);
    let mut open: Vec<(Node<'_>, Type)> = kind.map(|kind| (cx.resource.root, kind.ty())).into_iter().collect();
    while let Some((node, ty)) = open.pop() {
        match (node.kind(), ty) {
            (Kind::Map, _) => {
                for entry in node.entries().filter(|entry| !entry.key.is_aliased()) {
                    let Some(below) = below(ty, entry.key.scalar_text()) else { continue };
                    if entry.value.is_null() && entry.value.span().is_empty() {
                        value(cx, document, entry.key, entry.value, below);
                    }
                    open.push((entry.value, below));
                }
            }
            (Kind::Seq, Type::List(items)) => open.extend(node.items().map(|item| (item, items.ty()))),
            _ => {}
        }
    }
}

/// The type of what stands under a key.
fn below(ty: Type, key: &str) -> Option<Type> {
    match ty {
        Type::Struct(definition) => definition.field(key, Version::NEWEST).map(|field| field.ty()),
        Type::Map(values) => Some(values.ty()),
        _ => None,
    }
}

fn value<'a>(cx: &mut Cx<'a>, document: &Document<'a>, key: Node<'a>, value: Node<'a>, ty: Type) {
    let Some((span, word)) = comment(document, key.span().end) else { return };
    if !is_value(word, ty) {
        return;
    }
    let name = key.scalar_text();
    let text = matches!(ty, Type::String(_));
    let finding =
        cx.report(Field::root(value), Some(span), format!("`{name}` has no value: what follows `#` is a comment"));
    finding.label_at(span);
    let bare =
        vec![Edit::new(span, if text && is_read_otherwise(word) { format!("\"{word}\"") } else { word.to_owned() })];
    if text && !word.bytes().all(|b| b.is_ascii_digit()) {
        finding.help(format!("in quotes it is a value: `\"#{word}\"`"));
        finding.offer("put it in quotes", vec![Edit::new(span, format!("\"#{word}\""))]);
    } else {
        finding.help("remove the `#`, or the key with it");
    }
    finding.offer("remove the `#`", bare);
}

/// The comment on the line of byte `at`, behind it, where it is one word that touches its `#`.
fn comment<'s>(document: &Document<'s>, at: u32) -> Option<(Span, &'s str)> {
    let next = document.comments.partition_point(|comment| comment.start < at);
    let span = *document.comments.get(next)?;
    let between = document.text().get(at as usize..span.start as usize)?;
    let word = document.text().get(span.range())?.strip_prefix('#')?.trim_end();
    let one = !word.is_empty() && !word.contains(char::is_whitespace);
    (one && !between.contains('\n')).then_some((span, word))
}

/// Whether a word without quotes is no text.
fn is_read_otherwise(word: &str) -> bool {
    const WORDS: [&str; 8] = ["true", "false", "null", "yes", "no", "on", "off", "~"];
    word.starts_with(|c: char| c.is_ascii_digit() || c == '.') || WORDS.contains(&word.to_ascii_lowercase().as_str())
}

/// Whether a word is such a value rather than a remark.
fn is_value(word: &str, ty: Type) -> bool {
    let lower = word.to_ascii_lowercase();
    let remark = REMARKS.iter().any(|start| lower.starts_with(start)) || word.ends_with([':', '?', '!', ',']);
    let begins = word.starts_with(|c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '.' | '_'));
    if remark || !begins || word.contains(['"', '\\']) {
        return false;
    }
    match ty {
        Type::String(_) => true,
        Type::Int32 | Type::Int64 | Type::IntOrString | Type::Double => word.parse::<i64>().is_ok(),
        Type::Bool => matches!(word, "true" | "false"),
        Type::Quantity => Quantity::parse(word).is_ok(),
        _ => false,
    }
}
