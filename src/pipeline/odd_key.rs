//! Keys that YAML reads as something else: `y` is a boolean, so the cluster sees a key `true`.

use crate::model::{Edit, FileId, Finding, Fix, Layer, Severity};
use crate::source::{Document, Node};

/// The rule.
const RULE: &str = "syntax/key-read-as";

/// Says of each such key what it is read as; where another finding stands on the key already, beside that.
pub(super) fn tell(document: &Document<'_>, findings: &mut Vec<Finding>) {
    for key in document.keys_read_otherwise() {
        let (written, read, span) = (key.source(), key.scalar_text(), key.span());
        match findings.iter_mut().find(|f| f.span == span) {
            Some(finding) => {
                finding
                    .relate(span, format!("YAML reads the key `{written}` as {}, which becomes `{read}`", what(key)));
            }
            None => {
                let message = format!("the cluster reads the key `{written}` as `{read}`");
                let mut finding = Finding::new(RULE, Layer::Syntax, Severity::Warning, span, message);
                finding.help(format!("to YAML `{written}` is {}; quote it where the text is meant", what(key)));
                let edits = vec![Edit { file: FileId::default(), span, text: format!("\"{written}\"") }];
                finding.fixes.push(Fix { title: format!("quote `{written}`"), safe: false, edits });
                findings.push(finding);
            }
        }
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
