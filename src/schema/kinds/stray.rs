//! Objects that name what the target version does not have.

use super::{Resolved, advised, best, is_meant, readable, short_names};
use crate::model::near::{self, Likeness, Strictness};
use crate::model::{Edit, Finding, Fix, Gvk, Version};
use crate::resource::Resource;
use crate::schema::kind_rules::{FUTURE_API, MISSPELLED_KIND, REMOVED_API, UNKNOWN_KIND, WRONG_API_VERSION};
use crate::schema::lifecycle;
use crate::schema::old;
use crate::schema::tables::{self, Kind};
use crate::schema::text::{self, edit};
use crate::source::Entry;

/// An object that names what the target version does not have.
pub(super) struct Stray<'r, 'a> {
    pub(super) resource: &'r Resource<'a>,
    pub(super) version: Version,
    pub(super) api: Entry<'a>,
    pub(super) kind: Entry<'a>,
}

impl Stray<'_, '_> {
    pub(super) fn resolve(&self) -> Resolved {
        let (finding, kind) = self
            .gone()
            .or_else(|| self.elsewhere())
            .or_else(|| self.misspelled())
            .unwrap_or_else(|| (self.unknown(), None));
        let akin = if *finding.rule == REMOVED_API { self.successor() } else { None };
        Resolved { kind, akin, finding: Some(finding), custom: false }
    }

    fn given(&self) -> (&str, &str, &str) {
        (self.resource.group(), self.resource.version(), self.resource.kind)
    }

    /// It was once served, or will be.
    fn gone(&self) -> Option<(Finding, Option<Kind>)> {
        let (group, api, kind) = self.given();
        let row = tables::kinds_named(kind).find(|k| k.gvk().group == group && k.gvk().version == api);
        let first = row.and_then(|k| k.versions().iter().next());
        if let Some(first) = first.filter(|first| *first > self.version) {
            return Some(self.future(row, first));
        }
        let life = lifecycle::find(group, api, kind, self.version).filter(|l| l.is_over(self.version));
        let last = row.and_then(|k| k.versions().iter().next_back());
        // What was announced may have come earlier.
        let since = last.map(|v| u16::from(v.minor()) + 1).or_else(|| life.map(|l| l.removed()))?;
        Some(self.removed(since, self.successor()))
    }

    /// What took the place of a version that is no longer served. The one that is named may have gone since, too.
    fn successor(&self) -> Option<Kind> {
        let (group, api, kind) = self.given();
        let life = lifecycle::find(group, api, kind, self.version).filter(|life| life.is_over(self.version));
        let named = life.and_then(|life| life.replaced_by()).and_then(|(api, kind)| {
            let group = api.split_once('/').map_or("", |(group, _)| group);
            advised(group, kind, self.version)
        });
        named.or_else(|| advised(group, kind, self.version))
    }

    /// The kind in another version of its group.
    fn of_same_group(&self) -> Option<Kind> {
        let (group, _, kind) = self.given();
        best(tables::kinds_named(kind), group, self.version).filter(|k| k.gvk().group == group)
    }

    /// It will be served from `first` on.
    fn future(&self, row: Option<Kind>, first: Version) -> (Finding, Option<Kind>) {
        let (kind, written) = (self.resource.kind, self.resource.api_version);
        let message = format!("`{kind}` of `{written}` comes with Kubernetes {first}; the target is {}", self.version);
        let mut finding = Finding::of(&FUTURE_API, self.api.value.span(), message);
        finding.field("apiVersion");
        let known = self.of_same_group();
        let advice = advised(self.resource.group(), kind, self.version);
        if let Some(meant) = advice.map(|k| k.gvk().api_version()) {
            finding
                .help(format!("Kubernetes {} has it in `{meant}`", self.version))
                .offer(format!("use `{meant}`"), vec![edit(self.api.value.span(), meant)]);
        }
        // Of what the target has nothing of, every field would be unknown to it, and only as that kind comes later.
        let row = row.filter(|kind| kind.definition().field("metadata", self.version).is_some());
        (finding, readable(self.resource, known, self.version).or(row))
    }

    /// It is no longer served since that minor version; `meant` is what took its place.
    fn removed(&self, since: u16, meant: Option<Kind>) -> (Finding, Option<Kind>) {
        let (group, api, kind) = self.given();
        let written = self.resource.api_version;
        let message = format!("`{kind}` of `{written}` is no longer served since Kubernetes 1.{since}");
        let mut finding = Finding::of(&REMOVED_API, self.api.value.span(), message);
        finding.field("apiVersion");
        let moved = lifecycle::moved(group, api, kind);
        let readable = readable(self.resource, meant.or_else(|| self.of_same_group()), self.version);
        if let Some(meant) = meant {
            let gvk = meant.gvk();
            let also = if gvk.kind == kind { String::new() } else { format!(" `{}` of", gvk.kind) };
            let changes = moved.map_or(String::new(), |m| format!("; {m}"));
            finding.help(format!("use{also} `{}`{changes}", gvk.api_version()));
            if gvk.kind == kind {
                let written = text::written_like(self.api.value, &gvk.api_version());
                let api = edit(self.api.value.span(), written);
                finding.offer_all(self.renewed(gvk, api));
            }
        } else if let Some(moved) = moved {
            finding.help(moved);
        }
        (finding, readable)
    }

    /// The change to the version that took its place, its body with it: one that cannot be read there as it is must be written
    /// anew.
    fn renewed(&self, gvk: Gvk, api: Edit) -> Option<Fix> {
        let title = format!("use `{}`", gvk.api_version());
        match old::translate(self.resource.root, gvk, true) {
            Some(body) => {
                let safe = self.means_the_same() && !body.drops();
                let edits = [vec![api], body.edits?].concat();
                Some(Fix::new(format!("{title}, and write the body as it is there"), edits).safe_if(safe))
            }
            None => Some(Fix::new(title, vec![api]).safe_if(self.means_the_same())),
        }
    }

    /// Whether the body, as far as it can be written there, means the same in the version that took its place.
    fn means_the_same(&self) -> bool {
        let (group, api, kind) = self.given();
        lifecycle::is_only_spelled_otherwise(group, api, kind)
    }

    /// The kind exists, under another `apiVersion`.
    fn elsewhere(&self) -> Option<(Finding, Option<Kind>)> {
        let (group, _, kind) = self.given();
        let meant = best(tables::kinds_named(kind), group, self.version)?;
        // A group of somebody else's without its version: its kind may have any name.
        if self.someone_elses().is_some_and(|group| !is_meant(group, meant.gvk().group)) {
            return None;
        }
        let (written, right) = (self.resource.api_version, meant.gvk().api_version());
        let message = format!("`{written}` has no `{kind}`; `{kind}` is in `{right}`");
        let mut finding = Finding::of(&WRONG_API_VERSION, self.api.value.span(), message);
        finding
            .field("apiVersion")
            .label(format!("must be `{right}`"))
            .relate(self.kind.value.span(), format!("this kind is in `{right}`"))
            .help(format!("write `apiVersion: {right}`"))
            .offer(format!("use `{right}`"), vec![edit(self.api.value.span(), right)])
            .safe_if((group == meant.gvk().group || tables::group_exists(group)) && is_in_one_group(kind));
        Some((finding, Some(meant)))
    }

    /// The group without a version that is all there is of the `apiVersion`, where it is none of Kubernetes' own.
    fn someone_elses(&self) -> Option<&str> {
        without_version(self.resource.api_version).filter(|group| !tables::group_exists(group))
    }

    /// A kind of nearly that name exists: best in this very `apiVersion`.
    fn misspelled(&self) -> Option<(Finding, Option<Kind>)> {
        let (group, api, kind) = self.given();
        if self.someone_elses().is_some() {
            return None;
        }
        let known = || tables::kinds().filter(|k| k.versions().contains(self.version));
        let here = known().filter(|k| k.gvk().group == group && k.gvk().version == api);
        let like =
            |kinds: &mut dyn Iterator<Item = Kind>| near::nearest(kind, Strictness::Name, kinds, |k| k.gvk().kind);
        let (near, _) = short_names::find(kind, self.version)
            .map(|found| (found, Likeness::Spelling))
            .or_else(|| like(&mut here.clone()))
            .or_else(|| like(&mut known()).filter(|(_, likeness)| *likeness < Likeness::Near))?;
        let name = near.gvk().kind;
        // Where the `apiVersion` has the kind that is meant, it is right.
        let near = here.clone().find(|k| k.gvk().kind == name).unwrap_or(near);
        let right = near.gvk();
        let same = right.group == group && right.version == api;
        let meant = if same { near } else { best(tables::kinds_named(name), group, self.version)? };
        let message = format!("`{}` has no kind `{kind}`", self.resource.api_version);
        let mut edits = vec![edit(self.kind.value.span(), name)];
        let help = if same {
            format!("did you mean `{name}`?")
        } else {
            let right = meant.gvk().api_version();
            edits.push(edit(self.api.value.span(), right.clone()));
            format!("did you mean `{name}`, which is in `{right}`?")
        };
        let mut finding = Finding::of(&MISSPELLED_KIND, self.kind.value.span(), message);
        finding.field("kind").help(help).offer(format!("change to `{name}`"), edits);
        finding.safe_if(same && near::is_alone(kind, name, Strictness::Name, here.map(|k| k.gvk().kind)));
        Some((finding, Some(meant)))
    }

    fn unknown(&self) -> Finding {
        let (group, api, kind) = self.given();
        let written = self.resource.api_version;
        let there = tables::kinds().filter(|k| k.gvk().group == group && k.gvk().version == api);
        let names: Vec<_> = there.filter(|k| k.versions().contains(self.version)).map(|k| k.gvk().kind).collect();
        if names.is_empty() {
            return self.of_no_api();
        }
        let message = format!("`{written}` has no kind `{kind}`");
        let mut finding = Finding::of(&UNKNOWN_KIND, self.kind.value.span(), message);
        finding.field("kind");
        if names.len() <= 12 {
            finding.help(format!("it has {}", names.iter().map(|n| format!("`{n}`")).collect::<Vec<_>>().join(", ")));
        }
        finding
    }

    /// Neither such an API nor such a kind.
    fn of_no_api(&self) -> Finding {
        let (group, _, kind) = self.given();
        let written = self.resource.api_version;
        let mut finding = Finding::of(&UNKNOWN_KIND, self.api.value.span(), "");
        finding
            .field("apiVersion")
            .say(format!("Kubernetes {} has no API `{written}`, and no kind `{kind}`", self.version));
        if let Some(group) = without_version(written) {
            return finding
                .say(format!("`{group}` is a group without a version"))
                .label("the version is missing")
                .help(format!("write the version behind it, as in `{group}/v1`"))
                .clone();
        }
        finding.relate(self.kind.value.span(), "no such kind");
        if tables::group_exists(group) {
            if let Some(versions) = self.versions_of(group) {
                finding.help(match group {
                    "" => format!("of the group without a name it has {versions}; a custom resource needs its group: `example.com/{written}`"),
                    _ => format!("of `{group}` it has {versions}"),
                });
            }
        } else if !group.contains('.') {
            finding.help("custom resources have a group with a dot in it, such as `example.com/v1`");
        }
        finding
    }

    /// The versions of a group that the target serves.
    fn versions_of(&self, group: &str) -> Option<String> {
        let served = |k: &Kind| k.gvk().group == group && k.served_by_default(self.version);
        let mut versions: Vec<_> = tables::kinds().filter(served).map(|k| k.gvk().api_version()).collect();
        versions.sort_unstable();
        versions.dedup();
        let listed = versions.iter().map(|v| format!("`{v}`")).collect::<Vec<_>>().join(", ");
        (!listed.is_empty()).then_some(listed)
    }
}

/// Whether a kind of that name is in no other group.
pub(super) fn is_in_one_group(kind: &str) -> bool {
    let mut groups = tables::kinds_named(kind).map(|k| k.gvk().group);
    let first = groups.next();
    groups.all(|group| Some(group) == first)
}

/// The group, where an `apiVersion` is no more than that: a version has no dot in it.
fn without_version(api_version: &str) -> Option<&str> {
    let group = api_version.strip_suffix('/').unwrap_or(api_version);
    (group.contains('.') && !group.contains('/')).then_some(group)
}
