//! All definitions of a run, and which of them a resource means.

use super::definition::{Definition, Version};
use crate::model::near::{self, Strictness};
use crate::resource::{Content, Resource, content};
use crate::source::Document;

/// The definitions of a run.
#[derive(Debug, Default)]
pub struct Registry<'d> {
    /// In the order in which they are tried, which is that of their names and texts: that of the files says nothing.
    definitions: Vec<Known<'d>>,
}

#[derive(Debug)]
struct Known<'d> {
    definition: Definition<'d>,
    /// Whether there are others for the same kind, and the server would refuse this one.
    doubtful: bool,
}

/// What an `apiVersion` and a `kind` mean.
#[derive(Clone, Debug)]
pub enum Found<'r, 'd> {
    /// A kind that is served in that version, by each of the definitions that may be the one in the cluster.
    Served(Vec<(&'r Definition<'d>, &'r Version<'d>)>),
    /// A kind that is not served in that version, and the version to check it as, if any.
    NotServed(&'r Definition<'d>, Option<&'r Version<'d>>),
    /// No such kind, but one that was likely meant.
    Near(&'r Definition<'d>, Option<&'r Version<'d>>),
    /// Nothing is known of it.
    Nothing,
}

impl<'d> Registry<'d> {
    /// Finds the definitions in documents. Of several for the same kind those that `is_sound` win over those that
    /// the server would refuse; among those nothing tells which one a cluster has.
    pub fn collect(
        documents: impl IntoIterator<Item = &'d Document<'d>>,
        is_sound: impl Fn(&Resource<'d>, &'d Document<'d>) -> bool,
    ) -> Self {
        let mut found: Vec<(Definition<'d>, &'d Document<'d>)> = Vec::new();
        for document in documents {
            if let Content::Objects(objects) = content(document) {
                found.extend(objects.into_iter().filter_map(|o| Some((Definition::read(o)?, document))));
            }
        }
        let text = |of: &Definition<'d>| of.resource.root.source();
        found.sort_by(|(a, _), (b, _)| (a.group, a.kind).cmp(&(b.group, b.kind)).then_with(|| text(a).cmp(text(b))));
        // What is written the same twice is one.
        found.dedup_by(|(a, _), (b, _)| (a.group, a.kind, text(a)) == (b.group, b.kind, text(b)));
        let rival = |a: &Definition<'_>, b: &Definition<'_>| a.group == b.group && a.kind == b.kind;
        let is_doubtful = |at: usize| {
            let (this, document) = &found[at];
            let beside = [at.checked_sub(1), Some(at + 1)].into_iter().flatten().filter_map(|at| found.get(at));
            // To validate a definition costs more than to read it: only where there is a choice to make.
            beside.into_iter().any(|(other, _)| rival(this, other)) && !is_sound(&this.resource, document)
        };
        let doubtful: Vec<bool> = (0..found.len()).map(is_doubtful).collect();
        let known = found.into_iter().zip(doubtful);
        let definitions = known.map(|((definition, _), doubtful)| Known { definition, doubtful }).collect();
        Registry { definitions }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.definitions.is_empty()
    }

    /// The definitions of that kind: those that the server would take, or where it would take none, all.
    fn named(&self, group: &str, kind: &str) -> Vec<&Definition<'d>> {
        let first = self.definitions.partition_point(|k| (k.definition.group, k.definition.kind) < (group, kind));
        let all = || {
            let of = move |k: &&Known<'d>| k.definition.group == group && k.definition.kind == kind;
            self.definitions[first..].iter().take_while(of)
        };
        let sound: Vec<_> = all().filter(|k| !k.doubtful).map(|k| &k.definition).collect();
        if sound.is_empty() { all().map(|k| &k.definition).collect() } else { sound }
    }

    /// Whether a definition says what the resource is.
    pub fn defines(&self, resource: &Resource<'_>) -> bool {
        !self.definitions.is_empty() && !self.named(resource.group(), resource.kind).is_empty()
    }

    /// Whether a server may fill in what the resource does not say: nobody knows where no definition does, and else where one
    /// speaks of defaults.
    pub fn may_fill_in(&self, resource: &Resource<'_>) -> bool {
        let named = self.named(resource.group(), resource.kind);
        let fills_in = |known: &&Definition<'_>| known.resource.root.source().contains("default");
        named.is_empty() || named.iter().any(fills_in)
    }

    /// What its definition calls the resource in URLs, and whether its objects live in namespaces.
    pub fn names(&self, resource: &Resource<'_>) -> Option<(&str, bool)> {
        let named = self.named(resource.group(), resource.kind);
        let plural = |known: &&Definition<'d>| known.resource.field().at("spec").at("names").at("plural").str();
        named.first().map(|known| (plural(known), known.namespaced))
    }

    /// What the resource means.
    pub fn find(&self, resource: &Resource<'_>) -> Found<'_, 'd> {
        if self.definitions.is_empty() || resource.group().is_empty() {
            return Found::Nothing;
        }
        let named = self.named(resource.group(), resource.kind);
        let version = |d: &&'_ Definition<'d>| d.version(resource.version()).is_some();
        let serving: Vec<_> = named
            .iter()
            .filter_map(|d| Some((*d, d.version(resource.version()).filter(|version| version.served)?)))
            .collect();
        if !serving.is_empty() {
            return Found::Served(serving);
        }
        if let Some(definition) = named.iter().find(|d| version(d)).or(named.first()) {
            let served = definition.version(resource.version()).or(definition.versions.iter().find(|v| v.served));
            return Found::NotServed(definition, served);
        }
        let near = |d: &&Definition<'_>| d.group == resource.group() && near::is_near_miss(resource.kind, d.kind);
        let group = self.definitions.iter().map(|k| &k.definition).filter(near);
        match near::nearest(resource.kind, Strictness::Name, group, |d| d.kind) {
            Some((definition, _)) => {
                let version = definition.version(resource.version()).filter(|v| v.served);
                Found::Near(definition, version.or(definition.versions.iter().find(|v| v.served)))
            }
            None => Found::Nothing,
        }
    }
}
