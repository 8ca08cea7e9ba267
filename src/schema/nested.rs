//! Levels that are missing, and levels too many: a Deployment's `spec.containers` without `template` and `spec` between, a
//! Role's `rules` below a `spec`.

use super::decode::Unknown;
use super::tables::{Definition, Type};
use super::unknown::{Object, bare, takes};
use super::wrong::without_level;
use super::{misplaced, path, path::Place, text, under};
use crate::model::{Edit, Finding, Fix};
use crate::source::{Kind, Node, Style};

/// The levels from a workload to what its pods are.
const LEVELS: &[&str] = &["jobTemplate", "spec", "template"];

/// The most of them that there are.
const DEEPEST: usize = 5;

/// The finding for a run whose fields belong several levels further down, where none of those levels is there; and how many
/// keys of the run.
pub(super) fn explain<'a>(object: Object<'a>, run: &[Unknown<'a>]) -> Option<(usize, Finding)> {
    let first = run.first()?;
    let welcomes = |of: Definition, u: &Unknown<'_>| match of.field(u.entry.key.scalar_text(), object.version) {
        Some(field) => takes(field.ty(), u.entry.value),
        None => false,
    };
    let (keys, home) = way(object, first.definition, first.map, &|of| welcomes(of, first))?;
    if keys.len() < 2 {
        return None;
    }
    let count = run.iter().take_while(|u| welcomes(home, u)).count();
    let run = &run[..count];
    let place = keys.join(".");
    let they = if count == 1 { "it" } else { "them" };
    // Of several runs of one map the first makes the levels, and the others are put there.
    let mut earlier = first.map.entries().take_while(|e| e.key.id() < first.entry.key.id());
    let is_first = !earlier.any(|entry| {
        let other = Unknown { entry, ..*first };
        first.definition.field(entry.key.scalar_text(), object.version).is_none() && welcomes(home, &other)
    });
    let edits = match first.map.get(keys[0]) {
        Some(there) => behind(object, run, there, &keys[1..]),
        None => under::wrap_deep(object, run, &keys, &template_labels(first.map, keys[0])),
    };
    let edits = edits.filter(|_| is_first);
    let fix = edits.map(|edits| Fix::new(format!("put {they} under `{place}`"), edits));
    let verb = if count == 1 { "it belongs" } else { "they belong" };
    let help = format!("{verb} under `{place}`, which is missing here");
    let home = super::belongs::Home { at: None, help, related: None, fix };
    Some((count, misplaced::tell(object, run, home)?))
}

/// Puts a run that stands right behind a level into it, below the further `keys`.
fn behind(object: Object<'_>, run: &[Unknown<'_>], level: Node<'_>, keys: &[&str]) -> Option<Vec<Edit>> {
    let (first, last) = (run.first()?, run.last()?);
    let source = object.root.document().text();
    if level.end_id() != first.entry.key.id() || !text::is_block(level) {
        return None;
    }
    let inner = text::column(source, level.entries().next()?.key.span().start);
    let by = inner + 2 * keys.len();
    let by = by.checked_sub(text::column(source, first.entry.key.span().start))?;
    let lines = text::lines_of(source, first.entry, last.entry)?;
    let mut edits = text::shift(source, lines, by as i64)?;
    let made = keys.iter().enumerate().map(|(level, key)| format!("{:1$}{key}:\n", "", inner + 2 * level));
    edits.first_mut()?.text.insert_str(0, &made.collect::<String>());
    Some(edits)
}

/// The keys from a struct down to the next that is wanted, of which its map has no more than the first.
fn way(
    object: Object<'_>,
    from: Definition,
    map: Node<'_>,
    wanted: &dyn Fn(Definition) -> bool,
) -> Option<(Vec<&'static str>, Definition)> {
    let mut open: Vec<(Vec<&'static str>, Definition)> = vec![(Vec::new(), from)];
    while let Some((keys, of)) = open.pop() {
        for name in LEVELS {
            let Some(Type::Struct(inner)) = of.field(name, object.version).map(|f| f.ty()) else { continue };
            // Of what is there already no more than the first level is taken.
            let there = match keys[..] {
                [] => map.get(name).is_some_and(|there| there.kind() != Kind::Map),
                [first] => map.get(first).is_some_and(|there| there.get(name).is_some()),
                _ => false,
            };
            if there {
                continue;
            }
            let mut keys = keys.clone();
            keys.push(name);
            if wanted(inner) {
                return Some((keys, inner));
            }
            if keys.len() < DEEPEST {
                open.push((keys, inner));
            }
        }
    }
    None
}

/// The metadata of a template whose pods a selector beside it looks for.
fn template_labels(map: Node<'_>, level: &str) -> String {
    let labels = map.get("selector").filter(|_| level == "template").and_then(|selector| selector.get("matchLabels"));
    let plain = |n: Node<'_>| n.is_scalar() && !n.is_aliased() && !n.source().contains('\n');
    let sound = labels.filter(|l| !l.is_empty() && l.entries().all(|e| plain(e.key) && plain(e.value)));
    let Some(labels) = sound else { return String::new() };
    let lines: String = labels.entries().map(|e| format!("    {}: {}\n", e.key.source(), e.value.source())).collect();
    format!("metadata:\n  labels:\n{lines}")
}

/// The finding for a key that its struct does not have, and that holds no more than fields of this very struct.
pub(super) fn too_deep<'a>(object: Object<'a>, places: &[Place<'a>], unknown: Unknown<'a>) -> Option<Finding> {
    let (key, value, map) = (unknown.entry.key, unknown.entry.value, unknown.map);
    let fits = |name: &str, inner: Node<'_>| {
        let field = unknown.definition.field(name, object.version);
        map.entry(name).is_none() && field.is_some_and(|f| takes(f.ty(), inner))
    };
    if value.is_empty() || value.kind() != Kind::Map || value.is_aliased() || key.is_aliased() {
        return None;
    }
    if !value.entries().all(|e| fits(e.key.scalar_text(), e.value)) {
        return None;
    }
    let name = key.scalar_text();
    let mut finding = bare(object, unknown);
    let here = match path::strict(object.root, map) {
        place if place.is_empty() || places.is_empty() => {
            object.root.get("kind").map_or("this object".to_owned(), |kind| format!("a {}", kind.scalar_text()))
        }
        place => format!("`{place}`"),
    };
    finding.help(format!("{here} has no `{name}`: what stands below it belongs one level up"));
    // What stands beside a dash has no line of its own to take out.
    let block = map.style() == Style::Flow || value.style() != Style::Flow;
    if let Some(edits) = without_level(key, value, map).filter(|_| block) {
        finding.offer(format!("take out the level `{name}`"), edits);
    }
    Some(finding)
}
