//! How a rule looks at objects: while the tree of each is there it reads what it needs, and where all objects meet it
//! finds. What a rule reads is of its own type; here, and nowhere else, that type is forgotten and remembered.

use std::any::Any;
use std::sync::OnceLock;

use rayon::prelude::*;

use super::world::{Facts, Mentioned, References, World, references};
use super::{Object, Together};
use crate::model::parameters::{Parameter, Parameters};
use crate::model::{FileId, Finding, Gvk, Rule, Version};
use crate::resource::{CUSTOM_POD_KINDS, Resource};
use crate::source::Node;

/// A rule: what it says of itself, when it looks, and how.
pub struct Check {
    /// Id, severity and documentation.
    pub rule: &'static Rule,
    /// It looks where one of these stands in some file; always where there are none.
    pub(super) words: &'static [&'static str],
    /// What users may set.
    pub parameters: &'static [Parameter],
    /// [`Plain`] or [`Reading`].
    pub(super) look: &'static dyn Look,
}

/// The way of a rule that needs no more than what every object has.
pub(super) struct Plain {
    /// Gets all objects in their order, and which of them are applied together.
    pub(super) find: fn(&[Object], &Together<'_>) -> Vec<Finding>,
}

/// The way of a rule that reads something of its own.
pub(super) struct Reading<T> {
    /// What it reads of an object, if anything.
    pub(super) read: fn(&Resource<'_>, Gvk, Version) -> Option<T>,
    /// Gets in their order the objects of which it has read something, and which of them are applied together.
    pub(super) find: fn(&[Read<'_, T>], &Together<'_>) -> Vec<Finding>,
}

/// The way of a rule about what objects are to each other.
pub(super) struct Referring {
    /// Gets all objects as they are to each other.
    pub(super) find: fn(&World<'_>) -> Vec<Finding>,
}

/// An object, and what a rule has read of it.
pub(super) type Read<'k, T> = (&'k Object, &'k T);

/// The one face of [`Plain`] and [`Reading`].
pub(super) trait Look: Sync {
    /// Whether it asks what objects are to each other.
    fn refers(&self) -> bool {
        false
    }

    fn read(&self, resource: &Resource<'_>, gvk: Gvk, version: Version) -> Option<Box<dyn Any + Send + Sync>>;
    fn find(&self, rule: &Rule, met: &Met<'_>) -> Vec<Finding>;
}

/// All objects where they meet.
pub(super) struct Met<'k> {
    known: &'k Known,
    together: &'k Together<'k>,
    /// The tree is said to be whole.
    complete: bool,
    parameters: &'k Parameters,
    /// What they are to each other, worked out once somebody asks.
    world: OnceLock<World<'k>>,
}

impl Look for Referring {
    fn refers(&self) -> bool {
        true
    }

    fn read(&self, _: &Resource<'_>, _: Gvk, _: Version) -> Option<Box<dyn Any + Send + Sync>> {
        None
    }

    fn find(&self, _: &Rule, met: &Met<'_>) -> Vec<Finding> {
        let Known { objects, facts, mentioned, .. } = met.known;
        let world = || World::new(objects, facts, mentioned, met.together, met.complete, met.parameters);
        (self.find)(met.world.get_or_init(world))
    }
}

impl Look for Plain {
    fn read(&self, _: &Resource<'_>, _: Gvk, _: Version) -> Option<Box<dyn Any + Send + Sync>> {
        None
    }

    fn find(&self, _: &Rule, met: &Met<'_>) -> Vec<Finding> {
        (self.find)(&met.known.objects, met.together)
    }
}

impl<T: Send + Sync + 'static> Look for Reading<T> {
    fn read(&self, resource: &Resource<'_>, gvk: Gvk, version: Version) -> Option<Box<dyn Any + Send + Sync>> {
        (self.read)(resource, gvk, version).map(|read| Box::new(read) as Box<dyn Any + Send + Sync>)
    }

    fn find(&self, rule: &Rule, met: &Met<'_>) -> Vec<Finding> {
        let known = met.known;
        let own = known.notes.iter().filter(|note| note.rule == rule);
        let read = own.filter_map(|note| Some((known.objects.get(note.object)?, note.read.downcast_ref()?)));
        (self.find)(&read.collect::<Vec<_>>(), met.together)
    }
}

/// Custom resources whose references are known, whatever their version.
static CUSTOM: &[Gvk] = &[
    custom("gateway.networking.k8s.io", "GRPCRoute"),
    custom("gateway.networking.k8s.io", "Gateway"),
    custom("gateway.networking.k8s.io", "HTTPRoute"),
    custom("gateway.networking.k8s.io", "TCPRoute"),
    custom("gateway.networking.k8s.io", "TLSRoute"),
    custom("gateway.networking.k8s.io", "UDPRoute"),
    custom("keda.sh", "ScaledObject"),
    custom("monitoring.coreos.com", "PodMonitor"),
    custom("monitoring.coreos.com", "ServiceMonitor"),
];

const fn custom(group: &'static str, kind: &'static str) -> Gvk {
    Gvk { group, version: "", kind }
}

/// What the rules know of all objects.
#[derive(Debug, Default)]
pub struct Known {
    objects: Vec<Object>,
    notes: Vec<Note>,
    facts: Vec<Facts>,
    mentioned: Mentioned,
}

/// What a rule has read of an object.
#[derive(Debug)]
struct Note {
    /// Its place among the objects.
    object: usize,
    rule: &'static Rule,
    read: Box<dyn Any + Send + Sync>,
}

impl Known {
    /// Adds what is known of later objects.
    pub fn append(&mut self, later: Known) {
        self.mentioned.append(later.mentioned);
        let before = self.objects.len();
        if before == 0 {
            (self.objects, self.notes, self.facts) = (later.objects, later.notes, later.facts);
            return;
        }
        self.facts.extend(later.facts.into_iter().map(|facts| Facts { object: before + facts.object, ..facts }));
        self.objects.extend(later.objects);
        self.notes.extend(later.notes.into_iter().map(|note| Note { object: before + note.object, ..note }));
    }
}

/// The rules that look in a run: nothing is read for any other.
#[derive(Default)]
pub struct Looks {
    checks: Vec<&'static Check>,
    /// Whether one of them asks what objects are to each other.
    refer: bool,
    /// Whether one of them asks for the words of values.
    hear: bool,
}

impl Looks {
    /// Those of `checks` that are asked for and look where `has` tells which words stand in the files.
    pub(super) fn of(checks: &'static [Check], asked: impl Fn(&Rule) -> bool, has: impl Fn(&str) -> bool) -> Self {
        let looks =
            |check: &&Check| asked(check.rule) && (check.words.is_empty() || check.words.iter().any(|word| has(word)));
        let checks: Vec<&Check> = checks.iter().filter(looks).collect();
        let hear = checks.iter().any(|check| check.rule.id == super::unused_object::RULE.id);
        Looks { hear, refer: checks.iter().any(|check| check.look.refers()), checks }
    }

    /// Adds to `known` the object that `resource` is in that version, and what each rule reads of it.
    pub fn read(&self, resource: &Resource<'_>, gvk: Gvk, file: FileId, version: Version, known: &mut Known) {
        let object = known.objects.len();
        known.objects.push(Object::new(resource, gvk, file, version));
        if self.hear {
            known.mentioned.hear(resource.root);
        }
        if self.refer {
            let facts = super::facts(resource, gvk);
            if !facts.is_empty() {
                known.facts.push(Facts { object, ..facts });
            }
        }
        for Check { rule, look, .. } in &self.checks {
            known.notes.extend(look.read(resource, gvk, version).map(|read| Note { object, rule, read }));
        }
    }

    /// The same of a custom resource whose references are known; what it is read as, where it is one.
    pub fn read_custom(
        &self,
        resource: &Resource<'_>,
        file: FileId,
        version: Version,
        known: &mut Known,
    ) -> Option<Gvk> {
        let own = |gvk: &&Gvk| gvk.kind == resource.kind && gvk.group == resource.group();
        let pods = CUSTOM_POD_KINDS.iter().map(|row| custom(row.group, row.kind));
        let gvk = CUSTOM.iter().copied().chain(pods).find(|gvk| own(&gvk)).filter(|_| self.refer)?;
        self.read(resource, gvk, file, version, known);
        Some(gvk)
    }

    /// Remembers the words below a node that is no object of the cluster's own kinds: what they name may be made of it.
    pub fn mention(&self, node: Node<'_>, known: &mut Known) {
        if self.hear {
            known.mentioned.hear(node);
        }
        known.mentioned.add(node);
    }

    /// Remembers that there is something that nobody can see into.
    pub fn leave_open(&self, known: &mut Known) {
        known.mentioned.open = true;
    }

    /// Has what objects are to each other read where that is `wanted`, whether a rule asks for it or not.
    #[must_use]
    pub fn read_references(mut self, wanted: bool) -> Self {
        self.refer |= wanted;
        self
    }

    /// Everything that the objects refer to; `told` is what the rules found.
    pub fn references(&self, known: &Known, together: &Together<'_>, complete: bool, told: &[Finding]) -> References {
        together.learn(&known.objects);
        let (Known { objects, facts, mentioned, .. }, parameters) = (known, Parameters::default());
        references(&World::new(objects, facts, mentioned, together, complete, &parameters), told)
    }

    /// Every finding of every rule that looks, but for those about objects that never meet.
    /// `complete` says that the tree is whole, `parameters` what users have set of rules.
    pub fn find(
        &self,
        known: &Known,
        together: &Together<'_>,
        complete: bool,
        parameters: &Parameters,
    ) -> Vec<Finding> {
        together.learn(&known.objects);
        let met = Met { known, together, complete, parameters, world: OnceLock::new() };
        let find = |check: &&'static Check| check.look.find(check.rule, &met);
        let found: Vec<Vec<Finding>> = self.checks.par_iter().map(find).collect();
        let meets = |f: &Finding| f.related.iter().all(|place| together.may_meet(f.file, place.file));
        found.into_iter().flatten().filter(meets).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Layer;
    use crate::model::Sets;
    use crate::resource::{Content, content};
    use crate::source::{Limits, parse};

    static LENGTH: Rule = Rule::error(Layer::Cross, "cross/length", "", "", "", "");
    static NEVER: Rule = Rule::error(Layer::Cross, "cross/never", "", "", "", "");
    static PLACE: Rule = Rule::error(Layer::Cross, "cross/place", "", "", "", "");
    static COUNT: Rule = Rule::error(Layer::Cross, "cross/count", "", "", "", "");

    /// Says which of the objects have been read, and what of each.
    fn tell(rule: &'static Rule, objects: &[Read<'_, usize>]) -> Vec<Finding> {
        let told =
            |(object, read): &Read<'_, usize>| Finding::of(rule, object.name, format!("{} {read}", object.gvk.kind));
        objects.iter().map(told).collect()
    }

    static CHECKS: &[Check] = &[
        Check {
            rule: &COUNT,
            words: &[],
            parameters: &[],
            look: &Plain {
                find: |all, _| {
                    all.first().map(|o| Finding::of(&COUNT, o.name, all.len().to_string())).into_iter().collect()
                },
            },
        },
        Check {
            rule: &LENGTH,
            words: &["nowhere", "Secret"],
            parameters: &[],
            look: &Reading {
                read: |resource, gvk, _| (gvk.kind == "Secret").then(|| resource.name().unwrap_or_default().len()),
                find: |objects, _| tell(&LENGTH, objects),
            },
        },
        Check {
            rule: &NEVER,
            words: &["nowhere"],
            parameters: &[],
            look: &Reading {
                read: |_, _, _| -> Option<usize> { panic!("nobody has asked") },
                find: |_, _| panic!("nobody has asked"),
            },
        },
        Check {
            rule: &PLACE,
            words: &[],
            parameters: &[],
            look: &Reading {
                read: |resource, _, _| Some(resource.root.span().start as usize),
                find: |objects, _| tell(&PLACE, objects),
            },
        },
    ];

    #[test]
    fn each_rule_that_looks_finds_what_it_has_read_itself() {
        let looks = Looks::of(CHECKS, |_| true, |word| word == "Secret");
        let mut all = Known::default();
        for (kind, name) in [("ConfigMap", "a"), ("Secret", "abc"), ("Secret", "ab")] {
            let text = format!("\napiVersion: v1\nkind: {kind}\nmetadata: {{name: {name}}}\n");
            let documents = parse(&text, &Limits::default());
            let Content::Objects(objects) = content(&documents[0]) else { panic!("no object in {text}") };
            let mut known = Known::default();
            for resource in &objects {
                looks.read(resource, Gvk { group: "", version: "v1", kind }, FileId(0), Version::NEWEST, &mut known);
            }
            all.append(known);
        }
        let told: Vec<String> = looks
            .find(&all, &Together::new(|| Sets::default().into()), false, &Parameters::default())
            .iter()
            .map(|f| format!("{} {}", f.rule.id, f.message))
            .collect();
        assert_eq!(
            told,
            [
                "cross/count 3",
                "cross/length Secret 3",
                "cross/length Secret 2",
                "cross/place ConfigMap 1",
                "cross/place Secret 1",
                "cross/place Secret 1"
            ]
        );
    }
}
