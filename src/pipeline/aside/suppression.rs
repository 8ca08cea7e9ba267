//! Where people have said that a finding is not to be told: comments and annotations of a file.

use crate::discover::{Role, SourceFile};
use crate::model::Span;
use crate::pipeline::rules;
use crate::resource::{Content, Resource, content};
use crate::source::{Document, Limits, LineIndex, Node, stream};

use super::peers;

/// Our own annotation, whose value names rules with commas between them. It holds for its whole object.
pub(super) const ANNOTATION: &str = "plimsoll.dev/ignore";

/// How our own comments begin, behind the `#` and spaces.
const COMMENT: &str = "plimsoll:";

/// What stands in every file with words of ours.
const OWN_WORD: &str = "plimsoll";

/// What stands in every file with words to a peer.
const PEERS_WORDS: [&str; 5] =
    ["kube-linter.io/", "kube-score/", "polaris.fairwinds.com/", "checkov", "bridgecrew.io/"];

/// One place that silences rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Suppression {
    /// The comment, or the annotation's value.
    pub span: Span,
    /// The rules by id, each with what it was called.
    pub rules: Vec<(&'static str, String)>,
    /// What was named and is no rule.
    pub unknown: Vec<String>,
    /// What it reaches.
    pub reach: Reach,
    /// Whether it speaks to us, and not to a peer.
    pub own: bool,
    /// What is wrong with its form.
    pub malformed: Option<&'static str>,
}

/// Which findings of the file a suppression is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    /// Those that begin in this line, from 1.
    Line(u32),
    /// Those that begin in these bytes.
    Bytes(Span),
    /// All.
    File,
}

/// The suppressions of a file; `found` tells whether anything was found in it, without which what speaks to peers does not
/// matter.
pub(super) fn of(file: &SourceFile, found: bool) -> Vec<Suppression> {
    let has = |word: &str| memchr::memmem::find(file.text.as_bytes(), word.as_bytes()).is_some();
    if file.role != Role::Manifest || !(has(OWN_WORD) || found && PEERS_WORDS.iter().any(|word| has(word))) {
        return Vec::new();
    }
    let documents = stream(&file.text, &Limits::default());
    let lines = LineIndex::new(&file.text);
    let mut all = Vec::new();
    let head = documents.iter().find_map(Document::root).map_or(u32::MAX, |root| root.span().start);
    for document in &documents {
        for comment in &document.comments {
            all.extend(of_comment(&file.text, *comment, document, head, &lines));
        }
        if let Content::Objects(objects) = content(document) {
            objects.iter().for_each(|object| of_annotations(object, &mut all));
        }
    }
    all
}

fn of_comment(
    text: &str,
    span: Span,
    document: &Document<'_>,
    head: u32,
    lines: &LineIndex<'_>,
) -> Option<Suppression> {
    let comment = text.get(span.start as usize..span.end as usize)?;
    let words = comment.trim_start_matches('#').trim();
    let (own, reach) = (true, Reach::Line(line_meant(text, span, lines)));
    let empty = Suppression { span, rules: Vec::new(), unknown: Vec::new(), reach, own, malformed: None };
    if let Some(check) = words.strip_prefix("checkov:skip=") {
        let check = check.split([':', ' ']).next().unwrap_or_default();
        let rules = peers::rules(peers::Peer::Checkov, Some(check));
        let rules: Vec<_> = rules.into_iter().map(|rule| (rule, check.to_owned())).collect();
        return Some(Suppression { rules, own: false, reach: Reach::Bytes(document.span), ..empty });
    }
    let order = words.strip_prefix(COMMENT)?.trim_start();
    let (order, of_file) = match order.strip_prefix("ignore-file") {
        Some(rest) => (rest, true),
        None => match order.strip_prefix("ignore") {
            Some(rest) => (rest, false),
            None => return Some(Suppression { malformed: Some("this is no order that is known"), ..empty }),
        },
    };
    let named = order.trim_start().strip_prefix('[').and_then(|rest| rest.split_once(']'));
    let Some((named, _)) = named.filter(|(named, _)| !named.trim().is_empty()) else {
        return Some(Suppression { malformed: Some("no rule is named"), ..empty });
    };
    let malformed = (of_file && span.start > head).then_some("what holds for the whole file stands at its head");
    let (rules, unknown) = read_names(named);
    let reach = if of_file { Reach::File } else { reach };
    Some(Suppression { rules, unknown, reach, malformed, ..empty })
}

/// Rules by name, and names that are none.
fn read_names(named: &str) -> (Vec<(&'static str, String)>, Vec<String>) {
    let (mut known, mut unknown) = (Vec::new(), Vec::new());
    for name in named.split([',', ' ']).map(str::trim).filter(|name| !name.is_empty()) {
        match rules::find(name) {
            Some(rule) => known.push((rule.id, name.to_owned())),
            None => unknown.push(name.to_owned()),
        }
    }
    (known, unknown)
}

/// The line that a comment is about: its own where something stands before it, or else the first one below it that holds more
/// than a comment.
fn line_meant(text: &str, comment: Span, lines: &LineIndex<'_>) -> u32 {
    let own = lines.position(comment.start).line;
    let of = |line: u32| lines.line_span(line);
    let words = |span: Span| text.get(span.start as usize..span.end as usize).unwrap_or_default().trim();
    if !words(Span::new(of(own).start, comment.start)).is_empty() {
        return own;
    }
    let mut line = own + 1;
    while words(of(line)).starts_with('#') {
        line += 1;
    }
    line
}

fn of_annotations(object: &Resource<'_>, into: &mut Vec<Suppression>) {
    let own = object.root.get("metadata").and_then(|metadata| metadata.get("annotations"));
    // kube-score reads those of the pods that the object makes as well (`isEnabled`).
    let of_pods = ["spec", "template", "metadata", "annotations"];
    let of_pods = of_pods.iter().try_fold(object.root, |node, key| node.get(key));
    let entries = own.into_iter().flat_map(Node::entries).map(|entry| (entry, true));
    let entries = entries.chain(of_pods.into_iter().flat_map(Node::entries).map(|entry| (entry, false)));
    for (entry, of_object) in entries {
        let (key, Some(value)) = (entry.key.scalar_text(), entry.value.as_str()) else { continue };
        let reach = Reach::Bytes(object.root.span());
        let empty = Suppression {
            span: entry.value.span(),
            rules: Vec::new(),
            unknown: Vec::new(),
            reach,
            own: false,
            malformed: None,
        };
        if key == ANNOTATION && of_object {
            let (rules, unknown) = read_names(value);
            let malformed = (rules.is_empty() && unknown.is_empty()).then_some("no rule is named");
            into.push(Suppression { rules, unknown, own: true, malformed, ..empty });
        } else if of_object || key.starts_with("kube-score/") {
            let rules: Vec<_> = peers::silenced(key, value).into_iter().map(|rule| (rule, key.to_owned())).collect();
            if !rules.is_empty() {
                into.push(Suppression { rules, ..empty });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<Suppression> {
        of(&SourceFile::new("a.yaml", text), true)
    }

    fn ids(of: &Suppression) -> Vec<&str> {
        of.rules.iter().map(|(rule, _)| *rule).collect()
    }

    #[test]
    fn comments_are_about_their_line_or_the_one_below() {
        let text = "# plimsoll: ignore-file[lint/latest-tag] all of it\na: b # plimsoll: ignore[plaintext-secret] why not\n  \
                    # plimsoll: ignore[lint/missing-probes, api/invalid]\n  # another\nc: d\ne: |\n  # plimsoll: ignore[lint/latest-tag]\n";
        let all = read(text);
        assert_eq!(all.len(), 3, "what stands in a text is no comment: {all:#?}");
        assert_eq!((all[0].reach, ids(&all[0])), (Reach::File, vec!["lint/latest-tag"]));
        assert_eq!((all[1].reach, ids(&all[1])), (Reach::Line(2), vec!["lint/plaintext-secret"]));
        assert_eq!((all[2].reach, ids(&all[2])), (Reach::Line(5), vec!["lint/missing-probes", "api/invalid"]));
        assert!(all.iter().all(|one| one.malformed.is_none() && one.own));
    }

    #[test]
    fn what_says_nothing_is_malformed() {
        for text in ["# plimsoll: ignore\na: b\n", "# plimsoll: ignore[]\na: b\n", "# plimsoll: disable[x]\na: b\n"] {
            assert!(read(text)[0].malformed.is_some(), "{text}");
        }
        assert!(read("a: b\n# plimsoll: ignore-file[latest-tag]\nc: d\n")[0].malformed.is_some());
        assert_eq!(read("# plimsoll: ignore[latest-tagg]\na: b\n")[0].unknown, ["latest-tagg"]);
        assert!(read("# plimsoll checks this\na: b\n").is_empty());
    }

    #[test]
    fn annotations_are_about_their_object() {
        let text = "apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Pod\n  metadata: {name: a, annotations: \
                    {plimsoll.dev/ignore: 'latest-tag, missing-probes', kube-score/ignore: pod-probes}}\n- apiVersion: v1\n  kind: Pod\n  metadata: {name: b}\n";
        let all = read(text);
        assert_eq!(all.len(), 2);
        assert_eq!((all[0].own, ids(&all[0])), (true, vec!["lint/latest-tag", "lint/missing-probes"]));
        assert_eq!((all[1].own, ids(&all[1])), (false, vec!["lint/missing-probes"]));
        let Reach::Bytes(span) = all[0].reach else { panic!("{all:?}") };
        assert!(
            text[span.start as usize..span.end as usize].contains("name: a") && (span.end as usize) < text.len() - 20
        );
    }
}
