//! What a dump of a cluster lacks: it was cut off, or the server refused it.

use crate::discover::SourceFile;
use crate::inventory;
use crate::model::{FileId, Finding, Layer, Rule, Scene, Severity, Span};
use crate::resource::Resource;
use crate::source::{Document, Node};

/// `schedule/cut-off-dump`
pub(crate) static CUT_OFF_DUMP: Rule = Rule {
    id: "schedule/cut-off-dump",
    layer: Layer::Schedule,
    severity: Severity::Error,
    asked: false,
    summary: "A dump of a cluster that lacks a part",
    explanation: "What kubectl printed ends before it says which pods run on a node or what that has, or it never says so. Nodes \
                  would look empty that are not: what is said to fit may not.",
    bad: "",
    good: "",
};

/// What was found missing as a file's text was taken from what kubectl prints.
pub(super) fn in_text(id: FileId, file: &SourceFile) -> impl Iterator<Item = Finding> {
    file.missing.iter().map(move |(line, said)| {
        let start = file.text.split_inclusive('\n').take(*line).map(str::len).sum::<usize>();
        let length = file.text.get(start..).and_then(|rest| rest.lines().next()).map_or(0, str::len);
        let place = |byte: usize| u32::try_from(byte).unwrap_or(u32::MAX);
        Scene::new(id, 0).set(finding(Span::new(place(start), place(start + length)), said))
    })
}

/// That a list in YAML has no end.
pub(super) fn list(id: FileId, document: &Document<'_>) -> Option<Finding> {
    let span = inventory::cut_off(document)?;
    let finding = finding(span, "this list is cut off: kubectl writes its `kind` behind its items");
    Some(Scene::new(id, document.index).set(finding))
}

/// What a server said instead of what it was asked for.
pub(super) fn refusal(object: &Resource<'_>) -> Option<Finding> {
    let text = |key: &str| object.root.get(key).and_then(Node::as_str);
    let is_status = object.kind == "Status" && object.api_version == "v1" && text("status") == Some("Failure");
    let message = is_status.then(|| text("message").unwrap_or("it gave no reason"))?;
    Some(finding(object.root.head(), format!("this is a refusal, and nothing of the cluster: {message}")))
}

fn finding(span: Span, said: impl Into<String>) -> Finding {
    let mut finding = Finding::of(&CUT_OFF_DUMP, span, said);
    finding.help("give all that kubectl prints: `kubectl get nodes,pods -A -o yaml` has it in one");
    finding
}
