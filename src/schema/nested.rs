//! Levels that are missing, and levels too many: a Deployment's `spec.containers` without `template` and `spec` between, a
//! Role's `rules` below a `spec`.

use super::decode::Unknown;
use super::tables::{Definition, Type};
use super::unknown::{Object, bare, takes};
use super::wrong::without_level;
use super::{misplaced, path, path::Place, under};
use crate::model::{Finding, Fix};
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
    let edits = under::wrap_deep(object, run, &keys, &template_labels(first.map, keys[0])).filter(|_| is_first);
    let fix = edits.map(|edits| Fix::new(format!("put {they} under `{place}`"), edits));
    let verb = if count == 1 { "it belongs" } else { "they belong" };
    let help = format!("{verb} under `{place}`, levels that are missing here");
    let home = super::belongs::Home { at: None, help, related: None, fix };
    Some((count, misplaced::tell(object, run, home)?))
}

/// The keys from a struct down to the next that is wanted, none of which its map has.
fn way(
    object: Object<'_>,
    from: Definition,
    map: Node<'_>,
    wanted: &dyn Fn(Definition) -> bool,
) -> Option<(Vec<&'static str>, Definition)> {
    let mut open = vec![(Vec::new(), from)];
    while let Some((keys, of)) = open.pop() {
        for name in LEVELS {
            let Some(Type::Struct(inner)) = of.field(name, object.version).map(|f| f.ty()) else { continue };
            if keys.is_empty() && map.entry(name).is_some() {
                continue;
            }
            let mut keys: Vec<&'static str> = keys.clone();
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
