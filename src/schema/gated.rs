//! Fields that the server takes and drops without a word, as their feature gate is off
//! (`dropDisabled…` in `pkg/api`, `PrepareForCreate` in `pkg/registry`; the facts are `schemas/facts/gated.tsv`).

use super::decode::{Decoder, Dropped, Unknown};
use super::example::POD;
use super::spell;
use super::tables::{self, FieldDef};
use crate::model::{Finding, Gvk, Layer, Rule, Severity, Span, Version};
use crate::source::{Entry, Kind, Node};

/// `schema/gated-field`
pub(crate) static GATED_FIELD: Rule = Rule {
    id: "schema/gated-field",
    layer: Layer::Schema,
    severity: Severity::Warning,
    asked: false,
    summary: "A field that the target version drops, as its feature gate is off",
    explanation: "The API server knows this field and accepts the object, but forgets the field without a word, as the \
                  feature gate behind it is off by default in the version that is checked for. What the field asks \
                  for does not happen.",
    bad: "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  os:\n    name: linux\n  containers:\n  - name: web\n    image: nginx:1.29\n    lifecycle:\n      stopSignal: SIGTERM\n",
    good: POD,
};

/// Values that say what holds without the field: nothing is lost with them.
const IDLE: &[(&str, &str)] =
    &[("hostUsers", "true"), ("maxUnavailable", "1"), ("procMount", "Default"), ("recursiveReadOnly", "Disabled")];

/// What the server drops beside the field itself.
const MORE: &[(&str, &str, &str)] = &[
    ("TypedObjectReference", "namespace", "the whole reference goes with it"),
    ("Volume", "image", "the volume goes with it, and every mount of it"),
];

/// Definitions whose fields are dropped from objects of one kind alone: claims and jobs that are made from a template of
/// another kind keep them for validation (`PrepareForCreate` of stateful sets and cron jobs looks at their pods only).
const OWN: &[(&str, &str)] = &[
    ("JobSpec", "Job"),
    ("PersistentVolumeClaimSpec", "PersistentVolumeClaim"),
    ("TypedObjectReference", "PersistentVolumeClaim"),
];

/// Whether it is dropped from an object of that kind.
fn is_dropped(dropped: &Dropped<'_>, kind: &str) -> bool {
    let of = dropped.definition.short_name();
    OWN.iter().all(|(definition, own)| *definition != of || *own == kind)
}

/// The finding, where anything is lost. `path` is the field as the server spells it.
pub(super) fn explain(dropped: Dropped<'_>, path: String, kind: &str, version: Version) -> Option<Finding> {
    if !is_dropped(&dropped, kind) {
        return None;
    }
    let (key, value) = (dropped.entry.key.scalar_text(), dropped.entry.value);
    let idle = match value.kind() {
        Kind::Null => true,
        Kind::Map => value.entries().next().is_none(),
        Kind::Seq => value.items().next().is_none(),
        _ => value.scalar_text().is_empty() || IDLE.contains(&(key, value.scalar_text())),
    };
    if idle {
        return None;
    }
    let gate = dropped.gate;
    let message = format!("Kubernetes {version} drops `{key}`: its feature gate `{gate}` is off by default");
    let span = dropped.entry.key.span();
    let takes = |v: &Version| dropped.definition.field(key, *v).is_some_and(|f| FieldDef::dropped_for(f).is_none());
    let later = Version::all().filter(|v| *v > version).find(takes);
    let on = format!("`--feature-gates={gate}=true` at the API server turns it on");
    let mut help = match later {
        Some(later) => format!("Kubernetes {later} takes it; until then {on}"),
        None => on,
    };
    let of = dropped.definition.short_name();
    if let Some((.., more)) = MORE.iter().find(|(definition, field, _)| (*definition, *field) == (of, key)) {
        help = format!("{more}; {help}");
    }
    let mut finding = Finding::of(&GATED_FIELD, span, message);
    finding.field(path).label("has no effect").help(help);
    Some(finding)
}

/// The fields that `version` drops from an object of that kind, as the server spells them, and where they stand: what they
/// say is never validated. Those that only later versions know are among them.
pub fn dropped(root: Node<'_>, gvk: Gvk, version: Version) -> Vec<(String, Span)> {
    let Some(kind) = tables::kind(gvk.group, gvk.version, gvk.kind, version) else { return Vec::new() };
    let decoder = Decoder::run(root, kind.definition(), version);
    let gated = decoder.dropped.iter().filter(|d| is_dropped(d, gvk.kind)).map(|d| d.entry);
    let is_later = |u: &&Unknown<'_>| !u.definition.field_versions(u.entry.key.scalar_text()).is_empty();
    let later = decoder.unknown.iter().filter(is_later).map(|u| u.entry);
    let place = |entry: Entry<'_>| {
        let span = Span::new(entry.key.span().start, entry.value.span().end);
        (spell(root, entry.value, &[], gvk, version), span)
    };
    gated.chain(later).map(place).collect()
}
