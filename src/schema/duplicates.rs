//! Keys given twice in one map: the YAML reader of the strict API server refuses them.

use hashbrown::HashMap;

use super::example::POD;
use super::path;
use super::text;
use super::union;
use crate::model::{Finding, Fix, Layer, MOST_TOLD, Rule, Severity, Span, Told};
use crate::source::{Document, Duplicate, Entry, Node};

/// `schema/duplicate-field`
pub(crate) static DUPLICATE_FIELD: Rule = Rule::error(
    Layer::Schema,
    "schema/duplicate-field",
    "A key that is given twice in one map",
    "The API server refuses it under strict validation; without, the last one silently wins. Both places are shown: \
     keep one of them.",
    "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: web\n    image: nginx:1.28\n    image: nginx:1.29\n",
    POD,
);

/// One finding for each second key below `root` that is told.
pub(super) fn check(root: Node<'_>, told: &mut Told, spell: impl Fn(Node<'_>) -> String) -> Vec<Finding> {
    let document = root.document();
    let inside = |id: u32| root.id() < id && id < root.end_id();
    let inside = document.duplicates.iter().filter(|d| inside(d.first) && inside(d.second));
    let pairs = inside.filter_map(|d| written(document, *d));
    let pairs = told.first(Severity::Error, pairs);
    let keys = pairs.iter().map(|d| (document.node(d.first), document.node(d.second)));
    let around = |key: Node<'_>| map_of(&spell(key), key.scalar_text()).to_owned();
    let mut doubled: HashMap<String, usize> = HashMap::new();
    keys.clone().for_each(|(_, second)| *doubled.entry(around(second)).or_default() += 1);
    let explain = |(first, second)| {
        let alone = doubled.get(&around(second)) == Some(&1);
        explain(root, first, second, (&spell, alone))
    };
    keys.map(explain).collect()
}

/// The same of a file whose reader takes it all the same, and lets the last one win without a word.
pub fn given_twice(root: Node<'_>, reader: &str) -> Vec<Finding> {
    if root.document().duplicates.is_empty() {
        return Vec::new();
    }
    let mut findings = check(root, &mut Told::up_to(MOST_TOLD), |key| path::strict(root, key));
    for finding in &mut findings {
        let help = finding.help.take().unwrap_or_default();
        let what = help.split(": without").next().unwrap_or_default();
        finding.help(format!("{what}: {reader} takes the last one and drops the other without a word"));
        // Nobody refuses it.
        finding.severity = Severity::Warning;
    }
    findings
}

/// The map of a key, as its field is spelled.
fn map_of<'f>(field: &'f str, key: &str) -> &'f str {
    field.strip_suffix(key).unwrap_or(field)
}

/// What names and holds an object: twice, it is more likely two objects without `---` between them.
const HEADS: [&str; 4] = ["apiVersion", "kind", "metadata", "spec"];

/// Whether an entry stands directly behind its twin, word for word, and nobody has noted anything at either of them.
fn echoes(source: &str, one: Entry<'_>, other: Entry<'_>) -> bool {
    let lines = |entry| text::lines_of(source, entry, entry);
    let (Some(first), Some(second)) = (lines(one), lines(other)) else { return false };
    let own = |span: Span| source.get(span.range()).unwrap_or_default().trim_end();
    let bare = |span: Span| own(span).trim_start_matches([' ', '-']);
    let comment = |span: Span| own(span).contains(" #");
    first.end + 1 == second.start && bare(first) == bare(second) && !comment(first) && !comment(second)
}

/// The two keys as they are written in one map. One that a merge (`<<`) brings in replaces or is replaced before anything is
/// sent: the server sees it once (`vendor/go.yaml.in/yaml/v2/decode.go`, `mapping`).
fn written(document: &Document<'_>, pair: Duplicate) -> Option<Duplicate> {
    let is_merged = |id: u32| document.node(id).is_aliased();
    if is_merged(pair.second) {
        return None;
    }
    let mut first = pair.first;
    while is_merged(first) {
        // Keys are noted in the order of the tree.
        let at = document.duplicates.binary_search_by_key(&first, |d| d.second).ok()?;
        first = document.duplicates[at].first;
    }
    Some(Duplicate { first, ..pair })
}

fn explain(
    root: Node<'_>,
    first: Node<'_>,
    second: Node<'_>,
    (spell, alone): (&impl Fn(Node<'_>) -> String, bool),
) -> Finding {
    let name = second.scalar_text();
    let message = format!("`{name}` is given twice");
    let (one, other) = (first.entry_of_key(), second.entry_of_key());
    let source = root.document().text();
    let same = one.value.source() == other.value.source();
    let remove = |entry: Entry<'_>| {
        let mut lines = text::lines_of(source, entry, entry)?;
        lines.end = (lines.end + 1).min(source.len() as u32);
        Some(vec![text::edit(lines, "")])
    };
    // Of two that differ none can be spared, unless it says nothing.
    let spare = match (same, one.value.is_null(), other.value.is_null()) {
        (true, ..) | (_, _, true) => Some(("remove the second", other)),
        (_, true, _) => Some(("remove the first", one)),
        _ => None,
    };
    let safe = same && alone && !HEADS.contains(&name) && echoes(source, one, other);
    let fix = match spare {
        Some((title, entry)) => remove(entry).map(|edits| Fix::new(title, edits).safe_if(safe)),
        None => union::edits(one, other).map(|edits| Fix::new("put the second below the first", edits)),
    };
    let mut finding = Finding::of(&DUPLICATE_FIELD, second.span(), message);
    let help = match &fix {
        _ if same => "remove one of them",
        Some(_) if spare.is_none() => {
            "put what is below the second below the first: without strictness the last would win"
        }
        _ => "keep one of them: without strictness the last would win",
    };
    finding
        .field(spell(second))
        .label("given again")
        .relate(first.span(), "given first here")
        .help(help)
        .offer_all(fix);
    finding
}
