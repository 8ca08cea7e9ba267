//! Keys that YAML reads as something else: `y` is a boolean, so the cluster sees a key `true`.

use crate::model::{Finding, Layer, Rule, Severity, Sink};
use crate::source::{Document, Node};

/// `syntax/key-read-as`
pub(crate) static KEY_READ_AS: Rule = Rule {
    id: "syntax/key-read-as",
    layer: Layer::Syntax,
    severity: Severity::Warning,
    asked: false,
    summary: "A key that YAML reads as something else",
    explanation: "To the cluster's YAML, `y`, `yes`, `on`, `no` and their like are booleans and `0x10` is a number, in keys as well \
                  as in values. Keys become texts again, but not the same ones: `y` becomes `true`, `0x10` becomes `16`.",
    bad: "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: axes\ndata:\n  x: \"1\"\n  y: \"2\"\n",
    good: "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: axes\ndata:\n  x: \"1\"\n  \"y\": \"2\"\n",
};

/// Lets what is found about such a key say what it is read as.
pub(super) fn note(document: &Document<'_>, sink: &mut Sink<'_>) {
    for key in document.keys_read_otherwise() {
        let (written, read) = (key.source(), key.scalar_text());
        sink.note(key.span(), format!("YAML reads the key `{written}` as {}, which becomes `{read}`", what(key)));
    }
}

/// Tells of each such key that nothing else was found about.
pub(super) fn tell(document: &Document<'_>, sink: &mut Sink<'_>) {
    if !sink.has_notes() {
        return;
    }
    for key in document.keys_read_otherwise() {
        let (written, read, span) = (key.source(), key.scalar_text(), key.span());
        if !sink.take_note(span) {
            continue;
        }
        let message = format!("the cluster reads the key `{written}` as `{read}`");
        let mut finding = Finding::of(&KEY_READ_AS, span, message);
        finding.help(format!("to YAML `{written}` is {}; quote it where the text is meant", what(key))).fix(
            format!("quote `{written}`"),
            span,
            format!("\"{written}\""),
        );
        sink.add(finding);
    }
}

/// What YAML takes the key for.
fn what(key: Node<'_>) -> &'static str {
    match key.scalar_text() {
        "true" | "false" => "a boolean",
        "null" => "null",
        _ => "a number",
    }
}
