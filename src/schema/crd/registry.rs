//! All definitions of a run, and which of them a resource means.

use super::definition::{Definition, Version};
use crate::model::near::{self, Strictness};
use crate::resource::{Content, Resource, content};
use crate::source::Document;

/// The definitions of a run.
#[derive(Debug, Default)]
pub struct Registry<'d> {
    /// In the order in which they are tried.
    definitions: Vec<Definition<'d>>,
}

/// What an `apiVersion` and a `kind` mean.
#[derive(Clone, Copy, Debug)]
pub enum Found<'r, 'd> {
    /// A kind that is served in that version.
    Served(&'r Definition<'d>, &'r Version<'d>),
    /// A kind that is not served in that version, and the version to check it as, if any.
    NotServed(&'r Definition<'d>, Option<&'r Version<'d>>),
    /// No such kind, but one that was likely meant.
    Near(&'r Definition<'d>, Option<&'r Version<'d>>),
    /// Nothing is known of it.
    Nothing,
}

impl<'d> Registry<'d> {
    /// Finds the definitions in documents. Of several for the same kind those that `is_sound` win over those that
    /// the server would refuse, and later ones over earlier ones, as when they are applied one after the other.
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
        found.reverse();
        let rival = |a: &Definition<'_>, b: &Definition<'_>| a.group == b.group && a.kind == b.kind;
        let doubtful: Vec<bool> = (0..found.len())
            .map(|at| {
                let (this, document) = &found[at];
                let rivals = found.iter().enumerate().any(|(i, (other, _))| i != at && rival(this, other));
                // To validate a definition costs more than to read it: only where there is a choice to make.
                rivals && !is_sound(&this.resource, document)
            })
            .collect();
        let mut order: Vec<usize> = (0..found.len()).collect();
        order.sort_by_key(|at| doubtful[*at]);
        let mut found: Vec<Option<Definition<'d>>> = found.into_iter().map(|(d, _)| Some(d)).collect();
        Registry { definitions: order.into_iter().filter_map(|at| found[at].take()).collect() }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.definitions.is_empty()
    }

    /// The definitions, best first.
    pub fn definitions(&self) -> impl Iterator<Item = &Definition<'d>> {
        self.definitions.iter()
    }

    /// What the resource means.
    pub fn find(&self, resource: &Resource<'_>) -> Found<'_, 'd> {
        if self.definitions.is_empty() || resource.group().is_empty() {
            return Found::Nothing;
        }
        let named = || self.definitions.iter().filter(|d| d.group == resource.group() && d.kind == resource.kind);
        for definition in named() {
            if let Some(version) = definition.version(resource.version()).filter(|v| v.served) {
                return Found::Served(definition, version);
            }
        }
        if let Some(definition) = named().next() {
            let served = definition.version(resource.version()).or(definition.versions.iter().find(|v| v.served));
            return Found::NotServed(definition, served);
        }
        let group = self.definitions.iter().filter(|d| d.group == resource.group());
        match near::nearest(resource.kind, Strictness::Name, group, |d| d.kind) {
            Some((definition, _)) => {
                let version = definition.version(resource.version()).filter(|v| v.served);
                Found::Near(definition, version.or(definition.versions.iter().find(|v| v.served)))
            }
            None => Found::Nothing,
        }
    }
}
