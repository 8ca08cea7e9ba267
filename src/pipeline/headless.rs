//! Documents with neither `apiVersion` nor `kind` that were meant as objects: kubectl refuses them (`Object 'Kind' is missing`),
//! and whoever takes them for somebody else's file checks half of what is applied. A separator too many leaves one behind.

use super::Run;
use super::document::judge;
use super::seen::Seen;
use super::unreadable::is_unrendered;
use crate::model::{Edit, FileId, Finding, Layer, Rule, Scene, Severity, Span, is_at_or_below};
use crate::resource::{Content, content};
use crate::source::{Document, Kind, Node, Style, stream};

/// `schema/cut-object`
pub(crate) static CUT_OBJECT: Rule = Rule::error(
    Layer::Schema,
    "schema/cut-object",
    "An object that a separator cuts in two",
    "What follows `---` has neither `apiVersion` nor `kind`, and fits the object above: the line of dashes is one too many.",
    "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\n---\nspec:\n  containers:\n  - name: web\n    image: nginx:1.29\n",
    "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: web\n    image: nginx:1.29\n",
);

/// `schema/headless`
pub(crate) static HEADLESS: Rule = Rule::error(
    Layer::Schema,
    "schema/headless",
    "A document that says neither `apiVersion` nor `kind`",
    "It looks like an object, or stands between objects, but does not say what it is. kubectl refuses it, and with it \
     what else it reads of the file.",
    "metadata:\n  name: web\nspec:\n  replicas: 2\n---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\n",
    "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\n",
);

/// What objects have at their top beside `apiVersion`, `kind` and `metadata`.
const FIELDS: &[&str] = &[
    "binaryData",
    "data",
    "immutable",
    "roleRef",
    "rules",
    "spec",
    "status",
    "stringData",
    "subjects",
    "subsets",
    "template",
    "type",
    "webhooks",
];

/// Tells of those among a file's documents.
pub(super) fn tell(documents: &[Document<'_>], id: FileId, run: Run<'_, '_>, findings: &mut Vec<Finding>) {
    let is_object = |d: &Document<'_>| matches!(content(d), Content::Objects(objects) if !objects.is_empty());
    let beside = documents.iter().any(is_object);
    let mut above: Option<Above<'_>> = None;
    let mut rest = documents;
    while let Some((document, others)) = rest.split_first() {
        let group = rest;
        rest = others;
        let content = content(document);
        let broken = !document.errors.is_empty();
        if matches!(content, Content::Empty) && !broken {
            continue;
        }
        if is_unrendered(document) {
            above = None;
            continue;
        }
        let lost = matches!(content, Content::Foreign(_));
        let completes = above.as_ref().is_some_and(|above| above.is_completed_by(document));
        if let Some(above) = above.as_mut().filter(|_| lost || broken || completes) {
            // What stands up to the next separator is one text, whatever YAML makes of it.
            let parted = others.iter().position(|d| begins_with_dashes(d) || !d.around.is_empty());
            let group = &group[..1 + parted.unwrap_or(others.len())];
            if let Some(finding) = above.joined(group, id, run, findings) {
                findings.push(Scene::new(id, document.index).set(finding));
                rest = &others[group.len() - 1..];
                continue;
            }
        }
        above = is_object(document).then(|| Above::new(document)).flatten();
        let told = document.root().filter(|_| lost && !broken).and_then(|root| headless(root, beside));
        findings.extend(told.map(|finding| Scene::new(id, document.index).set(finding)));
    }
}

/// The finding about a document by itself.
fn headless(root: Node<'_>, beside: bool) -> Option<Finding> {
    if root.kind() != Kind::Map {
        let later = root.scalar_text().starts_with(['$', '{', '<', '%', '@']);
        return (beside && !(root.is_scalar() && later)).then(|| no_object(root));
    }
    let is_map = |key: &str| root.get(key).is_some_and(|value| value.kind() == Kind::Map);
    let known =
        |e: crate::source::Entry<'_>| FIELDS.contains(&e.key.scalar_text()) || e.key.scalar_text() == "metadata";
    let named = root.get("metadata").and_then(|m| m.get("name").or(m.get("generateName"))).is_some_and(Node::is_scalar);
    let looks = is_map("metadata") && root.entries().any(|e| FIELDS.contains(&e.key.scalar_text()));
    let alike = !root.is_empty() && root.entries().all(known);
    if !(if beside { looks || is_map("metadata") || alike } else { looks && alike && named }) {
        return None;
    }
    let message = "this has neither `apiVersion` nor `kind`: kubectl refuses it, as `Object 'Kind' is missing`";
    let mut finding = Finding::of(&HEADLESS, root.head(), message);
    finding.help("write above it what it is, or put it where no manifests are read");
    if !beside {
        // In a file of its own it may be meant for somebody else.
        finding.severity = Severity::Warning;
    }
    Some(finding)
}

/// A text or a list between objects.
fn no_object(root: Node<'_>) -> Finding {
    let what = if root.is_scalar() { "a mere text" } else { "a list" };
    let message = format!("this document is {what}, no object: kubectl refuses it");
    let mut finding = Finding::of(&HEADLESS, root.span(), message);
    finding.help(
        "a line that begins with `---` ends the document above, also in the midst of a block of text: indent it there",
    );
    finding
}

/// An object that a document below may be a part of.
struct Above<'s> {
    document: &'s Document<'s>,
    /// Its text, with what was found to belong to it.
    text: String,
    keys: Vec<String>,
    /// Whether it ends with a block of text (`|`, `>`).
    in_text: bool,
    /// Parts that were found.
    parts: usize,
}

/// Parts of one object that are put together: each time all of it is judged again.
const MOST: usize = 12;

impl<'s> Above<'s> {
    fn new(document: &'s Document<'s>) -> Option<Self> {
        let root = document.root().filter(|root| root.kind() == Kind::Map && document.errors.is_empty())?;
        let text = document.text().get(document.span.range())?.to_owned();
        Some(Above { document, text, keys: keys(root), in_text: ends_with_text(root), parts: 0 })
    }

    /// Whether it is the one half of what says what an object is, and a document has the other.
    fn is_completed_by(&self, below: &Document<'_>) -> bool {
        let half = |own: &str, other: &str| {
            let has = |key: &str| self.keys.iter().any(|k| k == key);
            let below = |key: &str| below.root().is_some_and(|root| root.get(key).is_some());
            has(own) && !has(other) && below(other) && !below(own)
        };
        half("apiVersion", "kind") || half("kind", "apiVersion")
    }

    /// The finding where `below` is the rest of this object: without the separator both together are one that is no worse. What
    /// was said of each part alone is then taken away.
    fn joined(
        &mut self,
        group: &[Document<'_>],
        id: FileId,
        run: Run<'_, '_>,
        findings: &mut Vec<Finding>,
    ) -> Option<Finding> {
        let (below, last) = (group.first()?, group.last()?);
        let place = Separator::above(below).filter(|_| self.parts < MOST)?;
        let in_text = self.in_text && place.column > 0;
        let own =
            below.root().filter(|root| root.kind() == Kind::Map && place.column == 0).map(keys).unwrap_or_default();
        let scalar = below.root().is_none_or(Node::is_scalar);
        if own.iter().any(|key| self.keys.contains(key))
            || (!in_text && (scalar || group.len() > 1 || !below.errors.is_empty()))
        {
            return None;
        }
        let edit = if in_text {
            Edit::new(Span::point(place.line.start), " ".repeat(place.column))
        } else {
            Edit::new(place.whole, "")
        };
        let part = below.text().get(below.span.to(last.span).range())?;
        let joined = self.text.clone() + &Edit::apply(part, below.span.start, [&edit])?;
        let documents = stream(&joined, &run.request.limits);
        let [whole] = &documents[..] else { return None };
        let root = whole.root().filter(|root| root.kind() == Kind::Map && whole.errors.is_empty())?;
        if whole.duplicates.len() > self.document.duplicates.len() + below.duplicates.len() {
            return None;
        }
        let judged = judge(whole, id, run, &mut Seen::default());
        // Of a kind without a schema everything would be taken.
        let known = judged.checked > 0 && !own.is_empty();
        let found = judged.findings;
        let errors: Vec<&Finding> = found.iter().filter(|f| f.severity == Severity::Error).collect();
        let (index, lower) = (self.document.index, below.index..=last.index);
        let earlier = findings.iter().filter(|f| f.file == id && f.document == index && f.severity == Severity::Error);
        let earlier: Vec<&Finding> = earlier.collect();
        let beneath = |f: &Finding| own.iter().any(|key| f.field.len() > key.len() && is_at_or_below(&f.field, key));
        let worse = errors.iter().any(|f| !beneath(f) && !earlier.iter().any(|e| same(e, f)));
        let mends = earlier.iter().any(|e| !errors.iter().any(|f| same(e, f)));
        if worse || !(mends || known || place.column > 0 || own.is_empty() || self.lacks(&own)) {
            return None;
        }
        let goes = |f: &Finding| {
            let upper = f.document == index && f.severity == Severity::Error && !errors.iter().any(|e| same(e, f));
            f.file == id && (upper || lower.contains(&f.document))
        };
        findings.retain(|f| !goes(f));
        self.parts += 1;
        self.keys.extend(own);
        self.in_text = ends_with_text(root);
        self.text = joined;
        Some(if in_text { of_text(place, edit) } else { of_cut(place, edit) })
    }

    /// Whether those keys are what a head without a body lacks.
    fn lacks(&self, own: &[String]) -> bool {
        let bare = self.keys.iter().all(|key| matches!(&**key, "apiVersion" | "kind" | "metadata"));
        bare && own.iter().all(|key| key == "metadata" || FIELDS.contains(&&**key))
    }
}

fn of_cut(place: Separator, edit: Edit) -> Finding {
    let mut finding = Finding::of(&CUT_OBJECT, place.line, "this separator cuts an object in two");
    finding.relate(place.below, "what follows is no object by itself, and fits the one above");
    finding.help("kubectl takes each part for a document of its own, and refuses the second: remove the dashes");
    finding.offer("remove the line", vec![edit]);
    finding
}

fn of_text(place: Separator, edit: Edit) -> Finding {
    let message =
        "this line ends the block of text above: `---` at the beginning of a line parts documents, wherever it stands";
    let mut finding = Finding::of(&CUT_OBJECT, place.line, message);
    finding.relate(place.below, "this is the rest of the text, and no object: kubectl refuses it");
    finding.help("indent the line like the text it belongs to");
    finding.offer("indent the dashes", vec![edit]);
    finding
}

fn begins_with_dashes(document: &Document<'_>) -> bool {
    document.text().get(document.span.range()).is_some_and(|text| text.starts_with("---"))
}

fn keys(map: Node<'_>) -> Vec<String> {
    map.entries().map(|e| e.key.scalar_text().to_owned()).collect()
}

fn same(a: &Finding, b: &Finding) -> bool {
    *a.rule == *b.rule && a.field == b.field
}

/// Whether the last that stands in it is a block of text.
fn ends_with_text(root: Node<'_>) -> bool {
    let last = root.document().node(root.end_id() - 1);
    matches!(last.style(), Style::Literal | Style::Folded)
}

/// The line of dashes above a document.
#[derive(Clone, Copy)]
struct Separator {
    /// What is written on it.
    line: Span,
    /// All of it, with its end.
    whole: Span,
    /// How far in the first line below stands that says something.
    column: usize,
    /// The first word there.
    below: Span,
}

impl Separator {
    fn above(document: &Document<'_>) -> Option<Self> {
        let (text, start) = (document.text(), document.span.start as usize);
        let rest = text.get(start..)?;
        // A remark behind the dashes would be lost.
        let first = rest.split_inclusive('\n').next().filter(|line| line.trim_end() == "---")?;
        let mut at = start + first.len();
        for line in text.get(at..)?.split_inclusive('\n') {
            let said = line.trim();
            if !said.is_empty() && !said.starts_with('#') {
                let column = line.len() - line.trim_start().len();
                let below = (at + column, at + column + said.len());
                let span = |(from, to): (usize, usize)| Span::new(from as u32, to as u32);
                return Some(Separator {
                    line: span((start, start + 3)),
                    whole: span((start, start + first.len())),
                    column,
                    below: span(below),
                });
            }
            at += line.len();
        }
        None
    }
}
