//! Fields that another version of the kind has, under an `apiVersion` that does not: a body that was written for the one, and
//! named the other.

use crate::model::{Finding, Gvk, Version};
use crate::schema::decode::{Decoder, Unknown};
use crate::schema::path;
use crate::schema::tables::{self, Kind};
use crate::schema::text::{edit, written_like};
use crate::schema::unknown::{Object, UNKNOWN_FIELD};

/// The finding for an object that reads without a slip under another version of its group.
pub(super) fn explain<'a>(object: Object<'a>, gvk: Gvk, unknown: &[Unknown<'a>]) -> Option<Finding> {
    let first = unknown.first()?;
    let version = object.root.get("apiVersion").filter(|v| v.as_str() == Some(&gvk.api_version()))?;
    let reads = |kind: &Kind| reads(*kind, object);
    let mut others =
        tables::kinds_named(gvk.kind).filter(|k| k.gvk().group == gvk.group && k.gvk() != gvk).filter(reads);
    let (Some(other), None) = (others.next(), others.next()) else { return None };
    let (own, other) = (gvk.api_version(), other.gvk().api_version());
    let fields: Vec<String> = unknown.iter().map(|u| path::strict(object.root, u.entry.key)).collect();
    let field = &fields[0];
    let mut finding = Finding::of(&UNKNOWN_FIELD, first.entry.key.span(), "");
    finding
        .say(format!("unknown field `{field}`: `{other}` has it, but not `{own}`"))
        .field(field.clone())
        .relate(version.span(), format!("as `{other}` all of it would be known"))
        .help(format!("write `apiVersion: {other}`"))
        .offer(format!("use `{other}`"), vec![edit(version.span(), written_like(version, &other))]);
    if fields.len() > 1 {
        finding.stands_for(fields);
    }
    Some(finding)
}

/// Whether the object is one of that kind, as far as it can be read.
fn reads(kind: Kind, object: Object<'_>) -> bool {
    let version: Version = object.version;
    kind.served_by_default(version) && Decoder::run(object.root, kind.definition(), version).is_clean()
}
