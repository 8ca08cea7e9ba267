//! Values that something else fills in before an object is sent: nothing is told about them.

use std::cell::OnceCell;

use super::{Unchecked, Why};
use crate::discover::SourceFile;
use crate::model::placeholder::{
    is_constant, is_filled_in_later, is_filled_in_later_whole, is_key_filled_in_later, refers_elsewhere,
};
use crate::model::{ApiCause, FileId, Finding, Layer, Reason, Sink, Span};
use crate::schema::{DUPLICATE_FIELD, NOT_FOUND, UNKNOWN_FIELD};
use crate::source::{Document, Kind, Limits, Node, unfilled};

/// The longest text of a value that is shown.
const LONG: usize = 60;

/// The document as it is read where what is filled in later takes nothing but the places of values.
pub(super) fn reading<'s>(document: &Document<'s>, limits: &Limits) -> Option<Document<'s>> {
    if document.errors.is_empty() { None } else { unfilled(document, limits) }
}

/// The places of what is filled in later.
pub(super) fn places(unchecked: &[Unchecked]) -> Vec<(FileId, Span)> {
    let open = unchecked.iter().filter(|one| matches!(one.why, Why::FilledIn(_)));
    let mut places: Vec<_> = open.map(|one| (one.file, one.span)).collect();
    places.sort_unstable();
    places
}

/// A value that is open.
struct Open<'d> {
    span: Span,
    /// The map that it stands in, and under which key.
    map: Node<'d>,
    key: &'d str,
    /// The key that the map, or the list of it, stands under.
    of: &'d str,
    /// Whether it names what it becomes, rather than that it is to become something else.
    refers: bool,
    /// Whether it is open by its capitals alone: then nothing but itself is left alone, and not where certain words are asked
    /// for.
    constant: bool,
}

impl Open<'_> {
    /// Whether the value at `field` of its object may choose it by its name.
    fn may_be_named_at(&self, field: &str) -> bool {
        let chosen = match self.of {
            "volumes" | "volumeClaimTemplates" => field.contains("volumeMounts") || field.contains("volumeDevices"),
            "resourceClaims" => field.contains("claims"),
            "ports" => field.contains("port"),
            _ => false,
        };
        self.key == "name" && chosen
    }

    /// Whether it decides what else its map may hold.
    fn decides(&self) -> bool {
        matches!(self.key, "type" | "operator" | "kind" | "completionMode")
    }
}

/// Has the sink leave the document's open values alone.
pub(super) fn leave_open<'d>(document: &'d Document<'d>, sink: &mut Sink<'d>) {
    let values = OnceCell::new();
    let sops = document.root().filter(|root| is_encrypted(*root)).and_then(|root| root.entry("sops"));
    sink.leave_open(move |finding| {
        if let Some(sops) = sops.filter(|sops| *finding.rule == UNKNOWN_FIELD && finding.span == sops.key.span()) {
            return Some(sops.key.span());
        }
        if !judges_a_value(finding) {
            return None;
        }
        let values: &Vec<Open<'_>> = values.get_or_init(|| open(document));
        about(finding, values).filter(|span| {
            let word = matches!(finding.api, Some(ApiCause::Refusal { reason: Reason::NotSupported, .. }));
            let constant = values.iter().any(|value| value.constant && value.span == *span);
            !constant || !word && finding.span == *span
        })
    });
}

/// The open value that a finding is about, or hangs on.
fn about(finding: &Finding, values: &[Open<'_>]) -> Option<Span> {
    let holds = |span: Span| {
        let before = values.partition_point(|value| value.span.start <= span.start);
        values.get(before.checked_sub(1)?).map(|value| value.span).filter(|value| span.end <= value.end)
    };
    if values.is_empty() || finding.layer() != Layer::Api {
        // An opinion of a word that nobody has replaced is as good as of any other.
        let refers = |span: &Span| values.iter().any(|value| value.refers && value.span == *span);
        return holds(finding.span).filter(|span| finding.layer() != Layer::Lint || refers(span));
    }
    // Validation judges a value by another one, too: by one that it points at, by a type beside it, by all names.
    let by_type = matches!(
        finding.api,
        Some(ApiCause::Refusal { reason: Reason::Forbidden | Reason::Invalid | Reason::Required, .. })
    );
    let beside = |value: &&Open<'_>| {
        by_type
            && value.decides()
            && value.map.entries().any(|e| e.key.span() == finding.span || e.value.span() == finding.span)
    };
    let named = |value: &&Open<'_>| *finding.rule == NOT_FOUND && value.may_be_named_at(&finding.field);
    holds(finding.span)
        .or_else(|| finding.related.iter().find_map(|related| holds(related.span)))
        .or_else(|| values.iter().find(|value| beside(value) || named(value)).map(|value| value.span))
}

/// Whether a finding may be about a value's text. Of what is given twice the one text is the other's whatever it becomes.
fn judges_a_value(finding: &Finding) -> bool {
    let doubled = matches!(finding.api, Some(ApiCause::Refusal { reason: Reason::Duplicate, .. }));
    finding.layer() != Layer::Syntax && *finding.rule != DUPLICATE_FIELD && !doubled
}

/// The values and keys that are open, by their place.
fn open<'d>(document: &'d Document<'d>) -> Vec<Open<'d>> {
    let (mut found, mut left) = (Vec::new(), Vec::new());
    let Some(root) = document.root() else { return found };
    left.push(("", "", root, root));
    while let Some((of, key, map, node)) = left.pop() {
        // Only what holds more waits for its turn: most of a document are single values.
        let mut meet = |of: &'d str, key: &'d str, map: Node<'d>, value: Node<'d>| match value.kind() {
            Kind::Map | Kind::Seq if !value.is_empty() => left.push((of, key, map, value)),
            Kind::Str if !value.span().is_empty() => {
                let text = value.scalar_text();
                let open = is_open(key, text);
                if open || is_constant(text) {
                    let refers = refers_elsewhere(text);
                    found.push(Open { span: value.span(), map, key, of, refers, constant: !open });
                }
            }
            _ => {}
        };
        match node.kind() {
            Kind::Map => node.entries().for_each(|entry| meet(key, entry.key.scalar_text(), node, entry.value)),
            Kind::Seq => node.items().for_each(|item| meet(of, key, map, item)),
            _ => meet(of, key, map, node),
        }
        for entry in node.entries().filter(|entry| is_key_filled_in_later(entry.key.scalar_text())) {
            found.push(Open {
                span: entry.key.span(),
                map: node,
                key: "",
                of: "",
                refers: true,
                constant: false,
            });
        }
    }
    found.sort_unstable_by_key(|open| open.span);
    found.dedup_by_key(|open| open.span);
    found
}

/// Whether a value under that key is open. Code is full of dollars and braces, and what `subPathExpr` names is expanded by
/// the kubelet.
fn is_open(key: &str, text: &str) -> bool {
    match key {
        "rule" | "expression" | "messageExpression" | "valueExpression" | "pattern" | "jsonPath" | "subPathExpr" => {
            is_filled_in_later_whole(text)
        }
        _ => is_filled_in_later(text),
    }
}

/// Whether SOPS has encrypted an object: its block tells how.
pub(super) fn is_encrypted(root: Node<'_>) -> bool {
    let block = root.get("sops");
    block.is_some_and(|sops| {
        sops.get("mac").is_some() && ["version", "lastmodified"].iter().any(|k| sops.get(k).is_some())
    })
}

/// The values about which the sink told nothing.
pub(super) fn left<'d>(sink: &mut Sink<'_>, document: &'d Document<'d>, file: FileId) -> Vec<Unchecked> {
    let sops = document.root().and_then(|root| root.entry("sops")).map(|sops| sops.key.span());
    let open = sink.open().into_iter().filter(|span| Some(*span) != sops);
    open.map(|span| Unchecked {
        file,
        document: document.index,
        span,
        why: Why::FilledIn(shown(document.text(), span)),
    })
    .collect()
}

/// A value as it is shown: not more of it than a line holds.
fn shown(text: &str, span: Span) -> String {
    let text = text.get(span.range()).unwrap_or_default();
    let line = text.lines().next().unwrap_or_default().trim_matches(['"', '\'']);
    match line.char_indices().nth(LONG) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line.to_owned(),
    }
}

/// Whether a finding between objects is about a value that is open.
pub(super) fn is_about_open(finding: &Finding, files: &[SourceFile]) -> bool {
    let text = files.get(finding.file.0 as usize).and_then(|file| file.text.get(finding.span.range()));
    text.is_some_and(|text| !text.contains('\n') && is_filled_in_later(text.trim_matches(['"', '\''])))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Severity;
    use crate::pipeline::{Request, run};

    /// The errors and warnings about a text, by field, and what was left open.
    fn found(text: &str) -> (Vec<String>, Vec<String>) {
        let outcome = run(&[SourceFile::new("a.yaml", text)], &Request::default()).unwrap();
        let told = outcome.findings.iter().filter(|f| f.severity > Severity::Info);
        let open = outcome.unchecked.iter().filter_map(|one| match &one.why {
            Why::FilledIn(text) => Some(text.clone()),
            _ => None,
        });
        let open: Vec<String> = open.collect();
        assert_eq!(outcome.counts.filled_in, open.len());
        (told.map(|f| format!("{} {}", f.rule.id, f.field)).collect(), open)
    }

    fn pod(metadata: &str, spec: &str) -> String {
        format!(
            "apiVersion: v1\nkind: Pod\nmetadata: {metadata}\nspec:\n{spec}  containers:\n  - name: c\n    image: x:1\n"
        )
    }

    #[test]
    fn nothing_is_told_of_what_is_filled_in_later() {
        let text =
            pod("{name: \"${NAME}\", labels: {a: '<a>'}}", "  priority: @@P@@\n  hostNetwork: maybe\n  zzz: 1\n");
        let (told, open) = found(&text);
        assert_eq!(told, ["schema/wrong-type spec.hostNetwork", "schema/unknown-field spec.zzz"]);
        assert_eq!(open, ["${NAME}", "<a>", "@@P@@"]);
    }

    #[test]
    fn what_hangs_on_it_is_not_told_either() {
        let volumes = "  volumes: [{name: \"${VOLUME}\", emptyDir: {}}]\n";
        let mount = "    volumeMounts: [{name: data, mountPath: /a}]\n";
        assert!(found(&(pod("{name: a}", volumes) + mount)).0.is_empty());
        let other = "  volumes: [{name: other, emptyDir: {}}]\n";
        assert_eq!(found(&(pod("{name: \"${NAME}\"}", other) + mount)).0.len(), 1);
    }

    #[test]
    fn what_sops_has_encrypted_is_open() {
        let secret =
            "apiVersion: v1\nkind: Secret\nmetadata: {name: a}\ndata: {a: 'ENC[AES256_GCM,data:x,type:str]', b: '!'}\n";
        let sops = "sops: {mac: 'ENC[AES256_GCM,data:x,type:str]', version: 3.8.1}\n";
        assert_eq!(found(&format!("{secret}{sops}")).0, ["schema/wrong-type data[b]"]);
        assert_eq!(found(&format!("{secret}sops: {{}}\n")).0.len(), 2);
    }

    #[test]
    fn a_password_in_clear_text_is_told_of() {
        let env = |value: &str| pod("{name: a}", "") + "    env: [{name: DB_PASSWORD, value: " + value + "}]\n";
        assert_eq!(found(&env("changeme")).0.len(), 1);
        assert!(found(&env("\"${PASSWORD}\"")).0.is_empty());
    }
}
