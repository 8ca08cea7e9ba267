//! Where people have said that a finding is not to be told: comments and annotations of a file.

use crate::discover::{Role, SourceFile};
use crate::inventory::PRICE;
use crate::model::{ObjectRef, Span};
use crate::pipeline::levels::named_by;
use crate::resource::{Content, Resource, content};
use crate::source::{Document, Limits, LineIndex, Node, stream};

use super::peers;

/// Our own annotation, whose value names rules with commas between them. It holds for its whole object.
pub(super) const ANNOTATION: &str = "plimsoll.dev/ignore";

/// What our annotations begin with.
const OWN_GROUP: &str = "plimsoll.dev/";

/// What stands in every file with words of ours, and begins our comments behind the `#` and spaces.
const OWN_WORD: &str = "plimsoll";

/// What stands in every file with words to a peer.
const PEERS_WORDS: [&str; 6] =
    ["kube-linter.io/", "kube-score/", "polaris.fairwinds.com/", "checkov", "bridgecrew.io/", "cortex.io/"];

/// One place that silences rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Suppression {
    /// The comment, or the annotation's value.
    pub span: Span,
    /// The rules by id, with the name that they were called by: one, or those of a set or a layer.
    pub rules: Vec<(Vec<&'static str>, String)>,
    /// What was named and is no rule.
    pub unknown: Vec<String>,
    /// What it reaches.
    pub reach: Reach,
    /// The object that it is about, where it is about one: others may stand in the same bytes by an alias.
    pub object: Option<ObjectRef>,
    /// Whether it speaks to us, and not to a peer.
    pub own: bool,
    /// What is wrong with its form.
    pub malformed: Option<&'static str>,
}

impl Suppression {
    /// Whether it names a rule, by itself or with others.
    pub(super) fn names(&self, rule: &str) -> bool {
        self.rules.iter().any(|(rules, _)| rules.contains(&rule))
    }
}

/// Which findings of the file a suppression is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    /// Those that begin in these lines, counted from 1: one, or those of an item of a list.
    Lines(u32, u32),
    /// Those that begin in these bytes.
    Bytes(Span),
    /// All.
    File,
}

/// Suppressions of one file by comments that are obeyed at most. Each is held against every finding.
const MOST: usize = 1_000;

/// Lines of comments behind each other over which the one that is meant is looked for.
const MOST_COMMENTS: u32 = 1_000;

/// The suppressions of a file; `found` tells whether anything was found in it, without which what speaks to peers does not
/// matter.
pub(super) fn of(file: &SourceFile, found: bool) -> Vec<Suppression> {
    let has = |word: &str| memchr::memmem::find(file.text.as_bytes(), word.as_bytes()).is_some();
    // Whatever its first letter.
    if file.role != Role::Manifest || !(has(&OWN_WORD[1..]) || found && PEERS_WORDS.iter().any(|word| has(word))) {
        return Vec::new();
    }
    let documents = stream(&file.text, &Limits::default());
    let lines = LineIndex::new(&file.text);
    let mut all = Vec::new();
    let head = documents.iter().find_map(Document::root).map_or(u32::MAX, |root| root.span().start);
    for document in &documents {
        let content = content(document);
        let objects = if let Content::Objects(objects) = &content { objects.as_slice() } else { &[] };
        for comment in &document.comments {
            if all.len() >= MOST {
                let last: &mut Suppression = all.last_mut().expect("there are that many");
                last.malformed = Some("a file has a thousand of these at most, and more stand below");
                return all;
            }
            all.extend(of_comment(&file.text, *comment, (document, objects), head, &lines));
        }
        objects.iter().for_each(|object| of_annotations(object, &mut all));
    }
    all
}

fn of_comment(
    text: &str,
    span: Span,
    (document, objects): (&Document<'_>, &[Resource<'_>]),
    head: u32,
    lines: &LineIndex<'_>,
) -> Option<Suppression> {
    let comment = text.get(span.start as usize..span.end as usize)?;
    let words = comment.trim_start_matches('#').trim();
    let (first, last) = lines_meant(text, span, lines);
    let (own, reach) = (true, Reach::Lines(first, last));
    let (rules, unknown, object, malformed) = (Vec::new(), Vec::new(), None, None);
    let empty = Suppression { span, rules, unknown, reach, object, own, malformed };
    if let Some(check) = words.strip_prefix("checkov:skip=") {
        let check = check.split([':', ' ']).next().unwrap_or_default();
        let rules = peers::rules(peers::Peer::Checkov, Some(check));
        let rules = vec![(rules, check.to_owned())];
        let around = |object: &&Resource<'_>| {
            let own = object.root.span();
            own.start <= span.start && span.end <= own.end
        };
        let reach = objects.iter().find(around).map_or(document.span, |object| object.root.span());
        return Some(Suppression { rules, own: false, reach: Reach::Bytes(reach), ..empty });
    }
    let rest = without(words, OWN_WORD)?.trim_start();
    let order = rest.strip_prefix(':').map(str::trim_start);
    let (order, of_file) = match order.or(Some(rest)).and_then(|order| Some((without(order, "ignore")?, order))) {
        Some((rest, _)) => match without(rest, "-file") {
            Some(rest) => (rest, true),
            None => (rest, false),
        },
        // Without a colon it may be about us, not to us.
        None => {
            order?;
            return Some(Suppression { malformed: Some("this is no order that is known"), ..empty });
        }
    };
    if rest.strip_prefix(':').is_none() && !order.trim_start().starts_with('[') {
        return None;
    }
    let named = order.trim_start().strip_prefix('[').and_then(|rest| rest.split_once(']'));
    let Some((named, _)) = named.filter(|(named, _)| !named.trim().is_empty()) else {
        return Some(Suppression { malformed: Some("no rule is named"), ..empty });
    };
    let malformed = (of_file && span.start > head).then_some("what holds for the whole file stands at its head");
    let (rules, unknown) = read_names(named);
    let reach = if of_file { Reach::File } else { reach };
    Some(Suppression { rules, unknown, reach, malformed, ..empty })
}

/// What comes behind a word, whatever the case of its letters.
fn without<'t>(text: &'t str, word: &str) -> Option<&'t str> {
    let head = text.get(..word.len())?;
    head.eq_ignore_ascii_case(word).then(|| &text[word.len()..])
}

/// Rules by the names that choose them, and names that are none.
fn read_names(named: &str) -> (Vec<(Vec<&'static str>, String)>, Vec<String>) {
    let (mut known, mut unknown) = (Vec::new(), Vec::new());
    for name in named.split([',', ' ']).map(str::trim).filter(|name| !name.is_empty()) {
        match named_by(name) {
            Some(rules) => known.push((rules, name.to_owned())),
            None => unknown.push(name.to_owned()),
        }
    }
    (known, unknown)
}

/// The lines that a comment is about: its own where something stands before it, or else the first one below it that holds more
/// than a comment, with the rest of the list's item that begins there.
fn lines_meant(text: &str, comment: Span, lines: &LineIndex<'_>) -> (u32, u32) {
    let own = lines.position(comment.start).line;
    let of = |line: u32| lines.line_span(line);
    let words = |span: Span| text.get(span.start as usize..span.end as usize).unwrap_or_default().trim();
    if !words(Span::new(of(own).start, comment.start)).is_empty() {
        return (own, own);
    }
    let mut line = own + 1;
    while line - own < MOST_COMMENTS && words(of(line)).starts_with('#') {
        line += 1;
    }
    let source = |span: Span| text.get(span.start as usize..span.end as usize).unwrap_or_default();
    let depth = |line: &str| line.len() - line.trim_start_matches(' ').len();
    let (first, mut last) = (source(of(line)), line);
    if !first.trim_start().starts_with("- ") {
        return (line, line);
    }
    let end = lines.position(u32::try_from(text.len()).unwrap_or(u32::MAX)).line;
    while last < end && {
        let next = source(of(last + 1));
        next.trim().is_empty() || depth(next) > depth(first)
    } {
        last += 1;
    }
    (line, last)
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
        let of_template = object.root.get("spec").and_then(|spec| spec.get("template")).filter(|_| !of_object);
        let reach = Reach::Bytes(of_template.unwrap_or(object.root).span());
        let empty = Suppression {
            span: entry.value.span(),
            rules: Vec::new(),
            unknown: Vec::new(),
            reach,
            object: Some(object.reference()),
            own: false,
            malformed: None,
        };
        if key == ANNOTATION {
            let (rules, unknown) = read_names(value);
            let malformed = (rules.is_empty() && unknown.is_empty()).then_some("no rule is named");
            into.push(Suppression { rules, unknown, own: true, malformed, ..empty });
        } else if key == PRICE && object.kind == "Node" {
            // It is no order: what it says is read with the node.
        } else if key.starts_with(OWN_GROUP) {
            into.push(Suppression { own: true, malformed: Some("there is no such annotation"), ..empty });
        } else if of_object || key.starts_with("kube-score/") {
            let rules = peers::silenced(key, value);
            if !rules.is_empty() {
                into.push(Suppression { rules: vec![(rules, key.to_owned())], ..empty });
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
        of.rules.iter().flat_map(|(rules, _)| rules.iter().copied()).collect()
    }

    #[test]
    fn comments_are_about_their_line_or_the_one_below() {
        let text = "# plimsoll: ignore-file[lint/latest-tag] all of it\na: b # plimsoll: ignore[plaintext-secret] why not\n  \
                    # plimsoll: ignore[lint/missing-readiness-probe, api/invalid]\n  # another\nc: d\ne: |\n  # plimsoll: ignore[lint/latest-tag]\n";
        let all = read(text);
        assert_eq!(all.len(), 3, "what stands in a text is no comment: {all:#?}");
        assert_eq!((all[0].reach, ids(&all[0])), (Reach::File, vec!["lint/latest-tag"]));
        assert_eq!((all[1].reach, ids(&all[1])), (Reach::Lines(2, 2), vec!["lint/plaintext-secret"]));
        assert_eq!(
            (all[2].reach, ids(&all[2])),
            (Reach::Lines(5, 5), vec!["lint/missing-readiness-probe", "api/invalid"])
        );
        assert!(all.iter().all(|one| one.malformed.is_none() && one.own));
    }

    #[test]
    fn what_says_nothing_is_malformed() {
        for text in ["# plimsoll: ignore\na: b\n", "# plimsoll: ignore[]\na: b\n", "# plimsoll: disable[x]\na: b\n"] {
            assert!(read(text)[0].malformed.is_some(), "{text}");
        }
        assert!(read("a: b\n# plimsoll: ignore-file[latest-tag]\nc: d\n")[0].malformed.is_some());
        assert_eq!(read("# plimsoll: ignore[latest-tagg]\na: b\n")[0].unknown, ["latest-tagg"]);
        for text in ["# plimsoll checks this\na: b\n", "# plimsoll ignores this\na: b\n", "# Plimsoll\na: b\n"] {
            assert!(read(text).is_empty(), "{text}");
        }
        let other = "apiVersion: v1\nkind: Pod\nmetadata: {annotations: {plimsoll.dev/ignored: latest-tag}}\n";
        assert!(read(other)[0].malformed.is_some());
        // What a node costs is no order, and nothing else has a price.
        let price = "apiVersion: v1\nkind: Node\nmetadata: {annotations: {plimsoll.dev/price: '1'}}\n";
        assert!(read(price).is_empty());
        assert!(read(&price.replace("Node", "Pod"))[0].malformed.is_some());
    }

    #[test]
    fn what_is_plainly_meant_is_read() {
        for text in ["# plimsoll ignore[latest-tag]\na: b\n", "# Plimsoll: Ignore[latest-tag] why\na: b\n"] {
            assert_eq!(ids(&read(text)[0]), ["lint/latest-tag"], "{text}");
        }
        assert_eq!(
            ids(&read("# plimsoll: ignore[images]\na: b\n")[0]),
            ["lint/image-digest", "lint/image-name", "lint/image-pull-policy", "lint/latest-tag"]
        );
        assert!(ids(&read("# plimsoll: ignore[schema]\na: b\n")[0]).contains(&"schema/unknown-field"));
    }

    #[test]
    fn above_an_item_of_a_list_a_comment_holds_for_the_item() {
        let text = "a:\n# plimsoll: ignore[latest-tag]\n- b: c\n  d:\n\n    e: f\n- g: h\n  # plimsoll: ignore[latest-tag]\n  i: j\n  k: l\n";
        let all = read(text);
        assert_eq!((all[0].reach, all[1].reach), (Reach::Lines(3, 6), Reach::Lines(9, 9)));
    }

    #[test]
    fn annotations_are_about_their_object() {
        let text = "apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Pod\n  metadata: {name: a, annotations: \
                    {plimsoll.dev/ignore: 'latest-tag, missing-readiness-probe', kube-score/ignore: pod-probes}}\n- apiVersion: v1\n  kind: Pod\n  metadata: {name: b}\n";
        let all = read(text);
        assert_eq!(all.len(), 2);
        assert_eq!((all[0].own, ids(&all[0])), (true, vec!["lint/latest-tag", "lint/missing-readiness-probe"]));
        let probes = ["cross/served-before-ready", "lint/missing-liveness-probe", "lint/missing-readiness-probe"];
        assert_eq!((all[1].own, ids(&all[1])), (false, probes.to_vec()));
        let Reach::Bytes(span) = all[0].reach else { panic!("{all:?}") };
        assert!(
            text[span.start as usize..span.end as usize].contains("name: a") && (span.end as usize) < text.len() - 20
        );
    }
}
