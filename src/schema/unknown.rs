//! Fields that do not exist: what was meant, or where they belong.

use super::decode::Unknown;
use super::path;
use super::tables::{Definition, FieldDef, Type};
use super::text::{self, edit};
use super::{belongs, idioms, levels, misplaced, nested, outdented, path::Place};
use crate::model::near::{self, Likeness, Strictness};
use crate::model::{Finding, Layer, Rule, Version, VersionSet};
use crate::source::{Kind, Node};

/// `schema/unknown-field`
pub(crate) static UNKNOWN_FIELD: Rule = Rule::error(
    Layer::Schema,
    "schema/unknown-field",
    "A field that does not exist, or not there",
    "Strict validation refuses fields that the type does not have; without, they are silently dropped, and what they \
     were meant to say is lost. Often it is a slip of the finger, or lines that are indented too little or too much: \
     then the finding says what was meant, or where they belong. Lines that went astray together are one finding.",
    "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  tolerations:\n  - key: env\n  operator: Equal\n  value: dev\n  effect: NoSchedule\n  containers:\n  - name: web\n    image: nginx:1.29\n",
    "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  tolerations:\n  - key: env\n    operator: Equal\n    value: dev\n    effect: NoSchedule\n  containers:\n  - name: web\n    image: nginx:1.29\n",
);

/// Keys of one run that are looked at together: beyond, each is looked at by itself.
const RUN: usize = 64;

/// So many fields tell what a map is that is called otherwise.
const ENOUGH: usize = 2;

/// Unknown keys of one object for which all the places where they might belong are searched.
const SEARCHED: usize = 64;

/// What the explanation needs to know of the object.
#[derive(Clone, Copy)]
pub(super) struct Object<'a> {
    pub(super) root: Node<'a>,
    pub(super) definition: Definition,
    pub(super) version: Version,
}

/// One finding for each slip.
pub(super) fn explain<'a>(object: Object<'a>, mut unknown: Vec<Unknown<'a>>) -> Vec<Finding> {
    unknown.sort_by_key(|u| (u.map.id(), u.entry.key.id()));
    let mut findings = idioms::pairs(object, &mut unknown);
    for of_map in unknown.chunk_by(|a, b| a.map == b.map) {
        for run in of_map.chunk_by(|a, b| a.entry.value.end_id() == b.entry.key.id()) {
            for part in run.chunks(RUN) {
                explain_run(object, part, &mut findings);
            }
        }
    }
    findings
}

/// Keys that follow one another in one map, none of which it knows.
fn explain_run<'a>(object: Object<'a>, run: &[Unknown<'a>], findings: &mut Vec<Finding>) {
    let places = path::places(object.root, object.definition, run[0].map, object.version);
    let mut rest = run;
    if findings.len() < SEARCHED
        && let Some(finding) = outdented::explain(object, &places, run)
    {
        findings.push(finding);
        return;
    }
    while let Some(first) = rest.first() {
        if findings.len() >= SEARCHED {
            findings.push(bare(object, *first));
            rest = &rest[1..];
            continue;
        }
        let remembered = idioms::of_backend(object, *first).or_else(|| idioms::of_memory(object, *first));
        if let Some(finding) = remembered {
            findings.push(finding);
            rest = &rest[1..];
            continue;
        }
        if let Some(finding) = misspelled(object, *first, Likeness::Slip) {
            findings.push(finding);
            rest = &rest[1..];
            continue;
        }
        if let Some(finding) = levels::explain(object, *first) {
            findings.push(finding);
            rest = &rest[1..];
            continue;
        }
        if let Some(finding) = idioms::of_compose(object, *first) {
            findings.push(finding);
            rest = &rest[1..];
            continue;
        }
        if let Some((count, finding)) = nested::explain(object, rest) {
            findings.push(finding);
            rest = &rest[count..];
            continue;
        }
        // The longest part of the run that belongs together elsewhere.
        let above = misplaced::above(*first);
        let explain = |count| misplaced::explain(object, &places, above, &rest[..count]);
        let longest = |least: usize| (least..=rest.len()).rev();
        let together = longest(1).find_map(|count| explain(count).map(|finding| (count, finding)));
        // One by one they may be more than where they would belong.
        let further = |count| {
            let home = belongs::find(object, &places, &rest[..count])?;
            Some((count, misplaced::tell(object, &rest[..count], home)?))
        };
        let never_had = |u: &Unknown<'_>| u.definition.field_versions(u.entry.key.scalar_text()).is_empty();
        let together =
            together.or_else(|| longest(2).filter(|count| rest[..*count].iter().all(never_had)).find_map(further));
        let (count, finding) = together.unwrap_or_else(|| (1, alone(object, &places, *first)));
        findings.push(finding);
        rest = &rest[count..];
    }
}

/// A finding that says no more than that the field does not exist.
pub(super) fn bare<'a>(object: Object<'a>, unknown: Unknown<'a>) -> Finding {
    let field = path::strict(object.root, unknown.entry.key);
    let message = format!("unknown field `{field}`");
    let span = unknown.entry.key.span();
    let mut finding = Finding::of(&UNKNOWN_FIELD, span, message);
    finding.field(field);
    finding
}

/// A field of nearly that name, at most so unlike, whose type takes the value.
fn misspelled<'a>(object: Object<'a>, unknown: Unknown<'a>, at_most: Likeness) -> Option<Finding> {
    let name = unknown.entry.key.scalar_text();
    let takes = |f: &FieldDef| takes(f.ty(), unknown.entry.value);
    // A field that is given already was meant only where it is nearly the same word.
    let free = |f: &FieldDef| {
        let likeness = || near::likeness(name, f.name(), Strictness::Name);
        unknown.map.entry(f.name()).is_none() || likeness().is_some_and(|likeness| likeness <= Likeness::Slip)
    };
    let fields = || unknown.definition.fields(object.version).filter(takes).filter(free);
    let (meant, likeness) = near::nearest(name, Strictness::Name, fields(), FieldDef::name)?;
    if likeness > at_most {
        return None;
    }
    let meant = meant.name();
    let mut finding = bare(object, unknown);
    match unknown.map.entry(meant) {
        Some(there) => {
            finding
                .help(format!("did you mean `{meant}`? it is given here already"))
                .relate(there.key.span(), format!("`{meant}` is here"));
        }
        None => {
            finding
                .label(format!("`{}` has no field of that name", unknown.definition.short_name()))
                .help(format!("did you mean `{meant}`?"))
                .offer(format!("rename to `{meant}`"), vec![edit(unknown.entry.key.span(), meant)])
                .safe_if(near::is_alone(name, meant, Strictness::Name, fields().map(FieldDef::name)));
        }
    }
    Some(finding)
}

/// A field that is missing, and whose own fields all stand under a key that is called otherwise: `specOFF`. What is called
/// quite otherwise must hold more than one of them.
fn resembling<'a>(object: Object<'a>, unknown: Unknown<'a>) -> Option<Finding> {
    let (key, value) = (unknown.entry.key, unknown.entry.value);
    let count = value.entries().count();
    let called = key.scalar_text().to_lowercase();
    let holds = |f: &FieldDef| {
        let Type::Struct(inner) = f.ty() else { return false };
        let least = if called.contains(&f.name().to_lowercase()) { 1 } else { ENOUGH };
        let all = || value.entries().all(|e| inner.field(e.key.scalar_text(), object.version).is_some());
        count >= least && unknown.map.entry(f.name()).is_none() && all()
    };
    let mut fields = unknown.definition.fields(object.version).filter(holds);
    let (meant, None) = (fields.next()?.name(), fields.next()) else { return None };
    let mut finding = bare(object, unknown);
    finding
        .help(format!("did you mean `{meant}`? what stands here are its fields"))
        .offer(format!("rename to `{meant}`"), vec![edit(key.span(), meant)]);
    Some(finding)
}

/// Whether a value of that shape can stand in a field of that type.
pub(super) fn takes(ty: Type, value: Node<'_>) -> bool {
    match (ty, value.kind()) {
        (_, Kind::Null)
        | (Type::Any | Type::SchemaOrBool(_) | Type::SchemaOrArray(_) | Type::SchemaOrStrings(_), _) => true,
        (Type::Struct(_) | Type::Map(_), kind) => kind == Kind::Map,
        (Type::List(_), kind) => kind == Kind::Seq,
        (_, kind) => !matches!(kind, Kind::Map | Kind::Seq),
    }
}

/// A single key for which neither a slip of the finger nor another indentation is the answer.
fn alone<'a>(object: Object<'a>, places: &[Place<'a>], unknown: Unknown<'a>) -> Finding {
    let name = unknown.entry.key.scalar_text();
    let versions = unknown.definition.field_versions(name);
    if !versions.is_empty() {
        return of_other_versions(object, unknown, versions);
    }
    if let Some(finding) = nested::too_deep(object, places, unknown) {
        return finding;
    }
    if let Some(finding) = misspelled(object, unknown, Likeness::Near) {
        return finding;
    }
    if let Some(finding) = resembling(object, unknown) {
        return finding;
    }
    let mut finding = bare(object, unknown);
    if let Some(home) = belongs::find(object, places, &[unknown]) {
        finding.help(home.help).relate_all(home.related).offer_all(home.fix);
        return finding;
    }
    if let Some(place) = idioms::taken_for(unknown.definition, name, object.version) {
        finding.help(format!("`{name}` belongs to {place}"));
        return finding;
    }
    let here: Vec<_> = unknown.definition.fields(object.version).map(|f| format!("`{}`", f.name())).collect();
    match here.len() {
        0 => {
            finding.help("this takes no fields: `{}`");
        }
        1..=12 => {
            finding.help(format!("there are {}", here.join(", ")));
        }
        _ => {}
    }
    // To remove a field takes away what was meant by it; only of one without a value nothing is lost.
    let source = object.root.document().text();
    let empty = unknown.entry.value.is_null() && unknown.entry.value.span().is_empty();
    if let Some(mut lines) = text::lines_of(source, unknown.entry, unknown.entry).filter(|_| empty) {
        lines.end = (lines.end + 1).min(source.len() as u32);
        finding.offer(format!("remove `{name}`"), vec![edit(lines, "")]);
    }
    finding
}

fn of_other_versions<'a>(object: Object<'a>, unknown: Unknown<'a>, versions: VersionSet) -> Finding {
    let mut finding = bare(object, unknown);
    let name = unknown.entry.key.scalar_text();
    let first = versions.iter().next().filter(|v| *v > object.version);
    let last = versions.iter().rfind(|v| *v < object.version);
    let when = match (first, last) {
        (Some(first), None) => format!("`{name}` comes with Kubernetes {first}; the target is {}", object.version),
        (_, Some(last)) => {
            format!("`{name}` was there up to Kubernetes {last}; the target is {}", object.version)
        }
        (None, None) => return finding,
    };
    finding.help(when);
    finding
}
