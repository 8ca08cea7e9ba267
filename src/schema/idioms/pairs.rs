//! `- A: b` where an item has a name and a value; `- app=web` and `- app: web` where no list is wanted at all.

use super::entry::{At, Item};
use super::write::Form;
use super::{by_name, facts, memory};
use crate::model::{Edit, Finding, Fix, Span};
use crate::schema::decode::Unknown;
use crate::schema::path;
use crate::schema::text::{self, edit};
use crate::schema::unknown::{Object, UNKNOWN_FIELD};
use crate::source::{Kind, Node, Step, Style};

/// An item of a list that has no field of what it should be.
struct Pair<'a> {
    list: Node<'a>,
    map: Node<'a>,
    item: Item<'a>,
    keys: Vec<Unknown<'a>>,
}

/// The findings for items whose keys are names, which are taken out of `unknown`: one for each list.
pub(in crate::schema) fn explain<'a>(object: Object<'a>, unknown: &mut Vec<Unknown<'a>>) -> Vec<Finding> {
    let mut pairs: Vec<Pair<'a>> = Vec::new();
    for of_map in unknown.chunk_by(|a, b| a.map == b.map) {
        pairs.extend(pair(object, of_map));
    }
    let mut findings = Vec::new();
    for of_list in pairs.chunk_by(|a, b| a.list == b.list) {
        let slip = of_list.len() == 1 && of_list[0].keys.iter().all(|u| by_name::is_slip(u.entry, of_list[0].item));
        if !slip {
            findings.push(tell(object, of_list));
            let told = |u: &Unknown<'_>| of_list.iter().any(|pair| pair.map == u.map);
            unknown.retain(|u| !told(u));
        }
    }
    findings
}

fn pair<'a>(object: Object<'a>, keys: &[Unknown<'a>]) -> Option<Pair<'a>> {
    let first = keys.first()?;
    let (map, definition) = (first.map, first.definition);
    let item = Item { definition, named: facts::named_by(definition)?, version: object.version };
    if keys.iter().any(|u| memory::knows(definition, u.entry.key.scalar_text())) {
        return None;
    }
    let way = object.root.path_to(map)?;
    let (Step::Index(_), _) = way.last()? else { return None };
    let (_, key) = way.iter().rev().find(|(step, _)| matches!(step, Step::Key(_)))?;
    let list = key.entry_of_key().value;
    // What has fields below may be a field that is called otherwise: then it is the only one of the item.
    let whole = map.entries().count() == keys.len();
    let scalar = keys.iter().all(|u| u.entry.value.is_scalar());
    let fits = keys.iter().all(|u| item.fits(u.entry) && (!u.entry.value.is_null() || scalar));
    (whole && fits && (scalar || keys.len() == 1)).then(|| Pair { list, map, item, keys: keys.to_vec() })
}

fn tell<'a>(object: Object<'a>, pairs: &[Pair<'a>]) -> Finding {
    let all: Vec<&Unknown<'a>> = pairs.iter().flat_map(|pair| &pair.keys).collect();
    let paths: Vec<String> = all.iter().map(|u| path::strict(object.root, u.entry.key)).collect();
    let first = all[0].entry;
    let named = pairs[0].item.named;
    let mut finding = Finding::of(&UNKNOWN_FIELD, first.key.span(), format!("unknown field `{}`", paths[0]));
    finding.field(paths[0].clone());
    if paths.len() > 1 {
        finding.say(format!("unknown field `{}`, and {} more in this list", paths[0], paths.len() - 1));
        finding.stands_for(paths);
    }
    finding.help(format!("a name is no key here, but a `{}`: {}", named.key, pairs[0].item.example(first)));
    let edits: Option<Vec<Vec<Edit>>> = pairs.iter().map(edits).collect();
    if let Some(edits) = edits {
        finding.offer(format!("give each item its `{}`", named.key), edits.concat());
    }
    finding
}

fn edits(pair: &Pair<'_>) -> Option<Vec<Edit>> {
    let source = pair.map.document().text();
    let mut edits = Vec::new();
    let flow = pair.map.style() == Style::Flow;
    if flow && (!pair.map.source().starts_with('{') || pair.keys.len() > 1) {
        return None;
    }
    let column = text::column(source, pair.keys.first()?.entry.key.span().start);
    let line = text::line_start(source, pair.map.span().start);
    let lead = source.get(line as usize..pair.keys.first()?.entry.key.span().start as usize)?;
    for (index, unknown) in pair.keys.iter().enumerate() {
        let start = unknown.entry.key.span().start;
        let at = if flow {
            At { start, dash: 0, form: Form::of_braces(pair.map), braces: false }
        } else if index == 0 {
            At { start, dash: 0, form: Form::Block(column), braces: false }
        } else {
            let dash = column.checked_sub(lead.rfind('-')?).filter(|wide| *wide >= 2)?;
            text::lines_of(source, unknown.entry, unknown.entry)?;
            At { start: start - dash as u32, dash, form: Form::Block(column), braces: false }
        };
        edits.extend(pair.item.edits(unknown.entry, at)?);
    }
    Some(edits)
}

/// Entries of a map as people write them in a list or in one text: `app=web`, `app: web`.
pub(in crate::schema) fn labels(root: Node<'_>, node: Node<'_>) -> Option<(String, Option<Fix>)> {
    let items: Vec<Node<'_>> = if node.is_scalar() { vec![node] } else { node.items().collect() };
    let mut entries: Vec<(String, String)> = Vec::new();
    if items.iter().all(|item| item.kind() == Kind::Map) {
        return None;
    }
    for item in &items {
        entries.extend(labels_of(*item)?);
    }
    let form = Form::Block(0);
    let entry = |form: Form, (key, value): &(String, String)| format!("{}: {}", form.text(key), form.text(value));
    let shown = entry(form, entries.first()?);
    let fix = labels_fix(root, node, &items, &entries, entry);
    Some((shown, fix))
}

/// The pairs that one item says, or one text.
fn labels_of(item: Node<'_>) -> Option<Vec<(String, String)>> {
    if item.is_aliased() || item.is_null() || text::swallowed(item).is_some() {
        return None;
    }
    let written =
        |value: Node<'_>| if value.kind() == Kind::Str { value.scalar_text() } else { value.source() }.to_owned();
    if let (Some(only), 1) = (item.entries().next(), item.entries().count()) {
        return only.value.is_scalar().then(|| vec![(written(only.key), written(only.value))]);
    }
    let texts = if item.is_scalar() { item.scalar_text().split(',').map(str::trim) } else { return None };
    texts
        .map(|text| {
            let (key, value) = text.split_once('=').or_else(|| text.split_once(':'))?;
            let is_name = |b: u8| b.is_ascii_alphanumeric() || b"._-/".contains(&b);
            let sound = !key.is_empty() && key.bytes().all(is_name) && !value.contains(['=', ' ']);
            sound.then(|| (key.to_owned(), value.to_owned()))
        })
        .collect()
}

fn labels_fix(
    root: Node<'_>,
    node: Node<'_>,
    items: &[Node<'_>],
    entries: &[(String, String)],
    entry: impl Fn(Form, &(String, String)) -> String,
) -> Option<Fix> {
    let source = node.document().text();
    let key = node.key_below(root)?;
    let title = "write `key: value` pairs";
    let in_braces = node.style() == Style::Flow || super::items::key_map_style(root, key) == Style::Flow;
    if in_braces {
        let form = if key.source().starts_with('"') { Form::Json } else { Form::Flow };
        let pairs: Vec<_> = entries.iter().map(|e| entry(form, e)).collect();
        return Some(Fix::new(title, vec![edit(node.span(), format!("{{{}}}", pairs.join(", ")))]));
    }
    let own = text::column(source, key.span().start) + 2;
    if node.is_scalar() {
        let colon = key.span().end + 1;
        let lead = source.get(colon as usize..node.span().start as usize)?;
        let pairs: String = entries.iter().map(|e| format!("\n{:own$}{}", "", entry(Form::Block(own), e))).collect();
        return lead.trim().is_empty().then(|| Fix::new(title, vec![edit(Span::new(colon, node.span().end), pairs)]));
    }
    if entries.len() != items.len() {
        return None;
    }
    let mut edits = Vec::new();
    for (item, pair) in items.iter().zip(entries) {
        let start = text::line_start(source, item.span().start);
        let lead = source.get(start as usize..item.span().start as usize)?;
        if lead.trim() != "-" {
            return None;
        }
        let written = format!("{:own$}{}", "", entry(Form::Block(own), pair));
        edits.push(edit(Span::new(start, item.span().end), written));
    }
    Some(Fix::new(title, edits))
}
