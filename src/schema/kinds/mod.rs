//! What an object means by its `apiVersion` and `kind`, and what is wrong with them.

mod incomplete;
mod served;
mod short_names;
mod stray;

use super::decode::Decoder;
use super::kind_rules::MISSPELLED_KIND;
use super::tables::{self, Kind};
use super::{lifecycle, text};
use crate::model::near;
use crate::model::{Finding, Span, Version};
use crate::resource::Resource;
use crate::source::{Entry, Kind as Shape};
use stray::Stray;

/// What was made of an object's `apiVersion` and `kind`.
#[derive(Debug, Default)]
pub(super) struct Resolved {
    /// What it is, or is meant to be.
    pub(super) kind: Option<Kind>,
    /// What took the place of the version that it names, whether it reads as that or not.
    pub(super) akin: Option<Kind>,
    /// What is wrong with its name.
    pub(super) finding: Option<Finding>,
    /// Whether it may be a custom resource: its group is not Kubernetes' own.
    pub(super) custom: bool,
}

/// Finds out what `resource` is in `version`.
pub(super) fn resolve(resource: &Resource<'_>, version: Version) -> Resolved {
    let (api, kind) = (resource.root.entry("apiVersion"), resource.root.entry("kind"));
    if let Some(found) = from_list(resource, version) {
        return found;
    }
    let (Some(api), Some(kind)) = (api.filter(|e| is_name(*e)), kind.filter(|e| is_name(*e))) else {
        return incomplete::resolve(resource, api, kind, version);
    };
    if let Some(line) = text::swallowed(kind.value) {
        return swallowed(resource, kind, line, version);
    }
    if let Some(found) = tables::kind(resource.group(), resource.version(), resource.kind, version) {
        return Resolved {
            kind: Some(found),
            finding: served::check(resource.root, found, version, api),
            ..Resolved::default()
        };
    }
    if is_custom(resource) {
        return Resolved { custom: true, ..Resolved::default() };
    }
    Stray { resource, version, api, kind }.resolve()
}

/// What an item that names neither is by the list it stands in: `Role` in a `RoleList`.
fn from_list(resource: &Resource<'_>, version: Version) -> Option<Resolved> {
    let named = ["apiVersion", "kind"].iter().any(|key| resource.root.get(key).is_some());
    if named || resource.kind.is_empty() {
        return None;
    }
    let kind = tables::kind(resource.group(), resource.version(), resource.kind, version);
    let custom = kind.is_none() && is_custom(resource);
    (kind.is_some() || custom).then_some(Resolved { kind, custom, ..Resolved::default() })
}

/// The line below `kind` is read as part of it: what stands on its own line is meant.
fn swallowed(resource: &Resource<'_>, kind: Entry<'_>, line: Span, version: Version) -> Resolved {
    let name = kind.value.source().lines().next().unwrap_or_default().trim();
    let kind = tables::kind(resource.group(), resource.version(), name, version);
    let message = format!("this line is read as part of `kind`, which is `{}`", resource.kind);
    let mut finding = Finding::of(&MISSPELLED_KIND, line, message);
    finding.field("kind").help("take away its indentation");
    let custom = kind.is_none() && is_custom(resource);
    Resolved { kind, finding: (!is_broken(resource)).then_some(finding), custom, ..Resolved::default() }
}

/// Whether the YAML is broken: what it lacks may only have been lost with the line that broke it.
fn is_broken(resource: &Resource<'_>) -> bool {
    !resource.root.document().errors.is_empty()
}

fn is_name(entry: Entry<'_>) -> bool {
    entry.value.kind() == Shape::Str && !entry.value.scalar_text().is_empty()
}

/// Domains of Kubernetes' own. Their subdomains may well be groups of custom resources; they themselves are none.
const RESERVED: &[&str] = &["k8s.io", "kubernetes.io"];

/// Whether a definition could name this group and version: names with a dot, and a DNS-1035 label.
fn can_be_served(group: &str, version: &str) -> bool {
    let inner = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let part =
        |part: &str| !part.is_empty() && part.chars().all(inner) && !part.starts_with('-') && !part.ends_with('-');
    group.contains('.')
        && group.split('.').all(part)
        && part(version)
        && version.starts_with(|c: char| c.is_ascii_lowercase())
}

/// Groups of custom resources that the Kubernetes project itself defines outside of its API servers: near others of its
/// own by name, and somebody else's all the same.
const EXPERIMENTAL: &str = ".x-k8s.io";

/// Custom groups have a dot, and are none of Kubernetes' own, not even nearly.
fn is_custom(resource: &Resource<'_>) -> bool {
    let group = resource.group();
    if !can_be_served(group, resource.version()) || RESERVED.contains(&group) || tables::group_exists(group) {
        return false;
    }
    !tables::kinds_named(resource.kind).any(|k| is_meant(group, k.gvk().group))
        && lifecycle::find(group, resource.version(), resource.kind, Version::NEWEST).is_none()
}

/// Whether `group`, which has a kind's very name in common with the group `known`, was hardly meant to be another: a letter
/// or two differ, its end is missing, or the project's other domain stands in the place of the one.
fn is_meant(group: &str, known: &str) -> bool {
    let cut = || known.strip_prefix(group).is_some_and(|end| end.starts_with('.'));
    let domain = || group.strip_suffix("kubernetes.io").is_some_and(|of| known.strip_suffix("k8s.io") == Some(of));
    !group.ends_with(EXPERIMENTAL) && (near::is_near_miss(group, known) || cut() || domain())
}

/// The kind of that name that a manifest should use: served, of the group at hand, not on its way out, stable, newest.
fn best(kinds: impl Iterator<Item = Kind>, group: &str, version: Version) -> Option<Kind> {
    kinds.filter(|k| k.versions().contains(version)).max_by_key(|k| {
        let gvk = k.gvk();
        let stable = !gvk.version.contains("alpha") && !gvk.version.contains("beta");
        let lasting = !served::is_deprecated(*k, version);
        (k.served_by_default(version), gvk.group == group, lasting, stable, gvk.group.is_empty(), gvk.version)
    })
}

/// The version of a kind of `group` that a manifest is advised to use: one that `version` serves without being asked to, and
/// that is not on its way out itself.
fn advised(group: &str, kind: &str, version: Version) -> Option<Kind> {
    let of_group = tables::kinds_named(kind).filter(|k| k.gvk().group == group);
    best(of_group, group, version).filter(|k| k.served_by_default(version) && !served::is_deprecated(*k, version))
}

/// The kind, where the object reads as it without a slip: then it can be checked on as that.
fn readable(resource: &Resource<'_>, meant: Option<Kind>, version: Version) -> Option<Kind> {
    meant.filter(|k| Decoder::run(resource.root, k.definition(), version).is_clean())
}
