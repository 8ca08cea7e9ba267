//! One of `apiVersion` and `kind` is missing, empty or no text.

use super::stray::is_in_one_group;
use super::{Resolved, best, is_broken, is_name};
use crate::model::near::{self, Strictness};
use crate::model::{Finding, Fix, Span, Version};
use crate::resource::Resource;
use crate::schema::kind_rules::{MISSING_API_VERSION, MISSING_KIND};
use crate::schema::tables::{self, Kind};
use crate::schema::text::{self, edit};
use crate::source::{Entry, Kind as Shape};

/// An object of which the one or the other is not known.
struct Incomplete<'r, 'a> {
    resource: &'r Resource<'a>,
    version: Version,
    lacks_api: bool,
    /// What should name it, where that is there at all.
    present: Option<Entry<'a>>,
    /// Its sibling, or what should be it.
    other: Option<Entry<'a>>,
    /// A key that should be `kind`.
    like_kind: Option<Entry<'a>>,
}

/// What is meant, as far as the rest tells.
pub(super) fn resolve<'a>(
    resource: &Resource<'a>,
    api: Option<Entry<'a>>,
    kind: Option<Entry<'a>>,
    version: Version,
) -> Resolved {
    let lacks_api = !api.is_some_and(is_name);
    // Without an `apiVersion` the other key may be misspelled as well.
    let like_kind = if lacks_api && kind.is_none() { like(resource, "kind") } else { None };
    let (present, other) = if lacks_api { (api, kind.or(like_kind)) } else { (kind, api) };
    let case = Incomplete { resource, version, lacks_api, present, other, like_kind };
    let misspelled = if present.is_none() { like(resource, case.key()) } else { None };
    let told = misspelled.and_then(|entry| case.kind_by(entry.value.scalar_text()));
    let guess = if lacks_api && told.is_none() { best(tables::kinds_named(case.named()), "", version) } else { None };
    let finding = (!is_broken(resource)).then(|| case.explain(misspelled, guess));
    Resolved { kind: told.or(guess), finding, ..Resolved::default() }
}

/// A key that was likely meant to be that, as far as nothing better is there.
fn like<'a>(resource: &Resource<'a>, key: &str) -> Option<Entry<'a>> {
    resource.root.entries().filter(|e| is_name(*e)).find(|e| {
        near::likeness(e.key.scalar_text(), key, Strictness::Name).is_some()
            && e.key.scalar_text() != "kind"
            && e.key.scalar_text() != "apiVersion"
    })
}

impl<'a> Incomplete<'_, 'a> {
    fn key(&self) -> &'static str {
        if self.lacks_api { "apiVersion" } else { "kind" }
    }

    /// The kind's name.
    fn named(&self) -> &str {
        self.like_kind.map_or(self.resource.kind, |e| e.value.scalar_text())
    }

    /// The kind, with that for what is missing.
    fn kind_by(&self, text: &str) -> Option<Kind> {
        let (api, kind) = if self.lacks_api { (text, self.named()) } else { (self.resource.api_version, text) };
        let (group, api) = api.split_once('/').unwrap_or(("", api));
        tables::kind(group, api, kind, self.version)
    }

    /// The finding: `misspelled` is the key that should be the one that is missing, `guess` the kind that the name tells.
    fn explain(&self, misspelled: Option<Entry<'a>>, guess: Option<Kind>) -> Finding {
        let (rule, key) = (if self.lacks_api { &MISSING_API_VERSION } else { &MISSING_KIND }, self.key());
        let (span, mut message) = match misspelled {
            Some(entry) => (entry.key.span(), format!("`{}` should be `{key}`", entry.key.scalar_text())),
            None => self.lack(),
        };
        let rename = |entry: Entry<'a>| {
            Fix::new(format!("rename to `{key}`"), vec![edit(entry.key.span(), key)]).safe_if(self.like_kind.is_none())
        };
        let mut offers: Vec<Fix> =
            misspelled.map(rename).into_iter().chain(guess.and_then(|kind| self.set_api(kind))).collect();
        if let Some(entry) = self.like_kind {
            message = format!("{message}, and `{}` should be `kind`", entry.key.scalar_text());
            offers.iter_mut().for_each(|fix| fix.edits.push(edit(entry.key.span(), "kind")));
        }
        let mut finding = Finding::of(rule, span, message);
        finding.field(key).offer_all(offers);
        if let Some(kind) = guess {
            finding.help(format!("`{}` is in `{}`", self.named(), kind.gvk().api_version()));
        }
        if let Some(entry) = self.like_kind.filter(|entry| entry.key.span() != span) {
            finding.relate(entry.key.span(), "this should be `kind`");
        }
        finding
    }

    /// Where it is missing, and how.
    fn lack(&self) -> (Span, String) {
        let (root, key) = (self.resource.root, self.key());
        match self.present {
            None => {
                let span = self.other.map_or(root.span(), |e| e.key.span());
                (span, format!("this object has no `{key}`"))
            }
            Some(entry) if entry.value.is_null() => (entry.key.span(), format!("`{key}` has no value")),
            Some(entry) if entry.value.kind() == Shape::Str => (entry.value.span(), format!("`{key}` is empty")),
            Some(entry) => {
                let span = text::first_line(root.document().text(), entry.value.span());
                (span, format!("`{key}` must be text"))
            }
        }
    }

    /// Writes the `apiVersion` of that kind.
    fn set_api(&self, kind: Kind) -> Option<Fix> {
        let (root, meant) = (self.resource.root, kind.gvk().api_version());
        let source = root.document().text();
        let edit = match (self.present, self.other) {
            (Some(entry), _) if entry.value.is_null() => {
                let after = entry.key.span().end;
                let colon = source.get(after as usize..).is_some_and(|t| t.starts_with(':'));
                let span = Span::new(after, entry.value.span().end.max(after + 1));
                colon.then(|| edit(span, format!(": {meant}")))?
            }
            (Some(entry), _) => edit(entry.value.span(), meant.clone()),
            (None, Some(kind)) if text::is_block(root) => {
                let start = kind.key.span().start;
                let indent = text::column(source, start);
                edit(Span::point(start), format!("apiVersion: {meant}\n{:indent$}", ""))
            }
            _ => return None,
        };
        let certain = self.like_kind.is_none() && is_in_one_group(self.named());
        Some(Fix::new(format!("set `apiVersion: {meant}`"), vec![edit]).safe_if(certain))
    }
}
