//! What the objects of a tree are to each other: what each offers, and who wants what of whom. A reference is told only
//! where the tree itself has objects of the kind that is wanted, in that namespace and applied together with who wants it:
//! everything else may stand in the cluster already, or come from somebody else.

#[cfg(test)]
mod elsewhere;
mod facts;
mod names;
mod offers;
mod place;
mod pods;
mod references;
mod slips;
#[cfg(test)]
mod tests;
mod watches;

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::OnceLock;

use hashbrown::{HashMap, HashSet};

pub(super) use facts::{
    Bound, Budget, Facts, Name, Names, Pods, Port, Restricts, Scales, Selects, Service, Wants, pairs, port, protocol,
    selects,
};
pub(super) use names::{from_elsewhere, tell_names};
pub(super) use offers::offers;
pub(super) use place::{Path, Place};
pub(super) use pods::{tell_peer, tell_selects, tell_space};
pub(super) use references::references;
pub use references::{Edge, References, Referred};
pub(super) use watches::{Watches, Where, tell_watches};

use super::{Object, Together};
use crate::model::Rule;
use crate::model::is_another;
use crate::model::near::{Strictness, likeness, nearest};
use crate::model::parameters::{Parameter, Parameters};
use crate::source::Node;

/// Words that stand somewhere in what is no object of the cluster's own kinds: a custom resource, a kustomization, a patch.
/// What is named there may be made by whoever reads it.
#[derive(Debug, Default)]
pub(in crate::cross) struct Mentioned {
    words: HashSet<u64>,
    /// Words that stand in values of all objects, but for names and labels; gathered only where somebody asks for them.
    spoken: HashSet<u64>,
    /// Something that is not rendered yet, or that nobody can see: anything may be in it.
    pub(in crate::cross) open: bool,
}

/// Words of one document that are remembered at most.
const MOST_WORDS: u32 = 4_096;

impl Mentioned {
    /// Remembers the words below a node.
    pub(in crate::cross) fn add(&mut self, node: Node<'_>) {
        let (from, document) = (node.id(), node.document());
        let to = node.end_id();
        self.open |= to - from > MOST_WORDS;
        let all = (from..to.min(from + MOST_WORDS)).map(|id| document.node(id));
        self.words.extend(all.filter(|node| node.is_scalar()).map(|node| sum(node.scalar_text())));
    }

    /// Adds what others mention.
    pub(in crate::cross) fn append(&mut self, other: Mentioned) {
        self.open |= other.open;
        self.words.extend(other.words);
        self.spoken.extend(other.spoken);
    }

    /// Remembers the words in the values below a node: a Service is meant by its name within addresses.
    pub(in crate::cross) fn hear(&mut self, node: Node<'_>) {
        const NAMES: [&str; 4] = ["name", "labels", "matchLabels", "selector"];
        let mut left = vec![node];
        while let Some(node) = left.pop() {
            if node.is_scalar() {
                let part_of_name = |c: char| c.is_ascii_alphanumeric() || c == '-';
                let words = node.scalar_text().split(|c| !part_of_name(c)).filter(|word| !word.is_empty());
                self.spoken.extend(words.take(MOST_WORDS as usize).map(sum));
            }
            left.extend(node.items());
            left.extend(node.entries().filter(|e| !NAMES.contains(&e.key.scalar_text())).map(|entry| entry.value));
        }
    }

    fn has(&self, word: &str) -> bool {
        self.words.contains(&sum(word))
    }
}

fn sum(word: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    word.hash(&mut hasher);
    hasher.finish()
}

/// All objects as they are to each other.
pub(in crate::cross) struct World<'k> {
    /// All objects.
    pub(in crate::cross) objects: &'k [Object],
    /// What is known of some.
    pub(in crate::cross) facts: &'k [Facts],
    mentioned: &'k Mentioned,
    /// The tree is said to be whole: what is not in it is nowhere.
    pub(in crate::cross) complete: bool,
    together: &'k Together<'k>,
    parameters: &'k Parameters,
    /// The facts of an object.
    by_object: HashMap<usize, &'k Facts>,
    by_kind: HashMap<(&'k str, &'k str), Vec<usize>>,
    by_name: HashMap<(&'k str, &'k str, &'k str), Vec<usize>>,
    used: OnceLock<HashSet<(&'k str, &'k str)>>,
    by_label: OnceLock<HashMap<(&'k str, &'k str), Vec<usize>>>,
    /// Pods of which somebody makes something else.
    changed: OnceLock<Vec<usize>>,
}

/// How a name that is not there is told.
pub(in crate::cross) enum Missing<'k> {
    /// Nothing is said: it may well be there.
    Unsaid,
    /// One of another name is there that was likely meant.
    Near(&'k Object),
    /// Others are there, none of them nearly so called.
    Far(Vec<&'k Object>),
}

impl<'k> World<'k> {
    /// The world of all objects.
    pub(in crate::cross) fn new(
        objects: &'k [Object],
        facts: &'k [Facts],
        mentioned: &'k Mentioned,
        together: &'k Together<'k>,
        complete: bool,
        parameters: &'k Parameters,
    ) -> Self {
        let by_object = facts.iter().map(|facts| (facts.object, facts)).collect();
        let (mut by_kind, mut by_name) = (HashMap::new(), HashMap::new());
        for (at, object) in objects.iter().enumerate() {
            let (group, kind) = (object.gvk.group, object.gvk.kind);
            by_kind.entry((group, kind)).or_insert_with(Vec::new).push(at);
            if let Some(name) = object.reference.name.as_deref() {
                by_name.entry((group, kind, name)).or_insert_with(Vec::new).push(at);
            }
        }
        World {
            objects,
            facts,
            mentioned,
            complete,
            together,
            parameters,
            by_object,
            by_kind,
            by_name,
            used: OnceLock::new(),
            by_label: OnceLock::new(),
            changed: OnceLock::new(),
        }
    }

    /// What a number of a rule is set to.
    pub(in crate::cross) fn number(&self, rule: &Rule, parameter: &Parameter) -> i64 {
        self.parameters.number(rule, parameter)
    }

    /// What texts are set of a rule.
    pub(in crate::cross) fn texts(&self, rule: &Rule, parameter: &Parameter) -> Vec<&'k str> {
        self.parameters.texts(rule, parameter)
    }

    /// What is known of an object.
    pub(in crate::cross) fn of(&self, object: usize) -> Option<&'k Facts> {
        self.by_object.get(&object).copied()
    }

    /// Whether two objects may be in one namespace, and meet at all: who says no namespace goes into whichever the others do.
    pub(in crate::cross) fn may_meet(&self, from: &Object, namespace: Option<&str>, other: &Object) -> bool {
        let wanted = namespace.or(from.reference.namespace.as_deref());
        let given = other.reference.namespace.as_deref();
        let same = other.namespace.is_empty() || wanted.is_none() || given.is_none() || wanted == given;
        (same || self.together.are_put_together(from.file, other.file)) && self.together.may_meet(from.file, other.file)
    }

    /// Whether two objects are in one namespace and are applied together without a doubt.
    pub(in crate::cross) fn is_beside(&self, from: &Object, namespace: Option<&str>, other: &Object) -> bool {
        let wanted = namespace.or(from.reference.namespace.as_deref()).unwrap_or("default");
        let same = other.namespace.is_empty() || other.namespace == wanted;
        (same || self.together.are_put_together(from.file, other.file)) && self.together.share(from.file, other.file)
    }

    /// Whether a field of that name is written anew in an object before the cluster sees it.
    pub(in crate::cross) fn writes(&self, object: &Object, field: &str) -> bool {
        self.together.writes(object, field)
    }

    /// The objects of a kind and name that the reference may mean.
    pub(in crate::cross) fn named(
        &self,
        (group, kind, name): (&str, &str, &str),
        from: &Object,
        namespace: Option<&str>,
    ) -> Vec<usize> {
        let all = self.by_name.get(&(group, kind, name)).map_or(&[][..], Vec::as_slice);
        all.iter().copied().filter(|at| self.may_meet(from, namespace, &self.objects[*at])).collect()
    }

    /// Of the objects that the reference may mean those that are nearest to `from`; none from another environment.
    pub(in crate::cross) fn nearest_named(
        &self,
        named: (&str, &str, &str),
        from: &Object,
        namespace: Option<&str>,
    ) -> Vec<usize> {
        let all = self.named(named, from, namespace).into_iter().map(|at| (at, self.objects[at].file));
        let mut all: Vec<_> = all.filter(|(_, file)| self.together.likely_meet(from.file, *file)).collect();
        // Who says the very namespace is meant rather than who says none.
        let wanted = namespace.or(from.reference.namespace.as_deref());
        let says = |at: usize| wanted.is_some() && self.objects[at].reference.namespace.as_deref() == wanted;
        if all.iter().any(|(at, _)| says(*at)) {
            all.retain(|(at, _)| says(*at));
        }
        let nearness = |file| self.together.nearness(from.file, file);
        let most = all.iter().map(|(_, file)| nearness(*file)).max();
        all.into_iter().filter(|(_, file)| Some(nearness(*file)) == most).map(|(at, _)| at).collect()
    }

    /// The objects of a kind that are applied together with `from`.
    pub(in crate::cross) fn beside<'s>(
        &'s self,
        kind: (&'s str, &'s str),
        from: &'s Object,
        namespace: Option<&'s str>,
    ) -> impl Iterator<Item = &'k Object> + use<'s, 'k> {
        self.places_beside(kind, from, namespace).map(|at| &self.objects[at])
    }

    /// Their places.
    fn places_beside<'s>(
        &'s self,
        (group, kind): (&'s str, &'s str),
        from: &'s Object,
        namespace: Option<&'s str>,
    ) -> impl Iterator<Item = usize> + use<'s, 'k> {
        let all = self.by_kind.get(&(group, kind)).map_or(&[][..], Vec::as_slice);
        all.iter().copied().filter(move |at| self.is_beside(from, namespace, &self.objects[*at]))
    }

    /// Whether somebody else may make what goes by that name.
    pub(in crate::cross) fn is_mentioned(&self, name: &str) -> bool {
        self.mentioned.has(name)
    }

    /// Whether anything refers to an object of that kind and name, wherever it is.
    pub(in crate::cross) fn is_used(&self, kind: &str, name: &str) -> bool {
        let used = self.used.get_or_init(|| {
            self.facts.iter().flat_map(|facts| &facts.names).map(|name| (name.kind, name.name.as_str())).collect()
        });
        used.contains(&(kind, name))
            || self.is_open()
            || self.is_mentioned(name)
            || self.mentioned.spoken.contains(&sum(name))
    }

    /// Whether there is something that nobody can see into.
    pub(in crate::cross) fn is_open(&self) -> bool {
        self.mentioned.open
    }

    /// What to say of a name that no object has; `others` are those of its kind.
    pub(in crate::cross) fn missing(&self, name: &str, others: Vec<&'k Object>) -> Missing<'k> {
        if others.is_empty() && !self.complete || self.is_mentioned(name) {
            return Missing::Unsaid;
        }
        let names = others.iter().filter_map(|object| Some((*object, object.reference.name.as_deref()?)));
        // Few are alike: only of those it is asked whether they are another.
        let alike = |other: &str| likeness(name, other, Strictness::Name).is_some() && !is_another(name, other);
        match nearest(name, Strictness::Name, names.filter(|(_, other)| alike(other)), |(_, name)| name) {
            Some(((object, _), _)) => Missing::Near(object),
            None if self.is_open() => Missing::Unsaid,
            None => Missing::Far(others),
        }
    }

    /// The pods with that label.
    fn labelled<'s>(&'s self, key: &'s str, value: &'s str) -> &'s [usize] {
        let by_label = self.by_label.get_or_init(|| {
            let mut by_label: HashMap<(&str, &str), Vec<usize>> = HashMap::new();
            for (at, facts) in self.facts.iter().enumerate() {
                for (key, value) in facts.pods.iter().flat_map(|pods| &pods.labels) {
                    by_label.entry((key, value)).or_default().push(at);
                }
            }
            by_label
        });
        by_label.get(&(key, value)).map_or(&[], Vec::as_slice)
    }
}
