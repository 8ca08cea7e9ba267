//! References by labels that reach across namespaces, to Services or to pods, and the ports that they name.

use super::slips::{Labelled, tell_selector};
use super::{Facts, Selects, World};
use crate::cross::Object;
use crate::model::near::{Strictness, nearest};
use crate::model::{Finding, Rule, Severity};
use crate::scheduler::types::Labels;

/// What a monitor watches.
#[derive(Debug)]
pub(in crate::cross) struct Watches {
    /// Labels of what it watches.
    pub(in crate::cross) selects: Selects,
    /// The namespaces that it looks in.
    pub(in crate::cross) namespaces: Where,
    /// The ports that it asks, by name.
    pub(in crate::cross) ports: Vec<(String, super::Place)>,
    /// It watches pods, not Services.
    pub(in crate::cross) pods: bool,
}

/// The namespaces that are looked in.
#[derive(Debug)]
pub(in crate::cross) enum Where {
    /// Its own.
    Here,
    /// Those of these names.
    In(Vec<String>),
    /// All.
    Anywhere,
}

/// Monitors that are looked at closely. More are hardly written by hand.
const MOST: usize = 200;

/// What is wrong with the monitors of a tree.
pub(in crate::cross) fn tell_watches(world: &World<'_>, rule: &'static Rule) -> Vec<Finding> {
    let all = world.facts.iter().filter_map(|facts| Some((&world.objects[facts.object], facts.watches.as_deref()?)));
    all.take(MOST).flat_map(|(from, watches)| tell(world, from, watches, rule)).collect()
}

fn tell(world: &World<'_>, from: &Object, watches: &Watches, rule: &'static Rule) -> Vec<Finding> {
    let seen = |object: &Object| {
        world.together.share(from.file, object.file)
            && match &watches.namespaces {
                Where::Here => world.is_beside(from, None, object),
                Where::In(names) => names.contains(&object.namespace),
                Where::Anywhere => true,
            }
    };
    // It is enough that it may be seen where what is selected is looked for.
    let may_be_seen = |object: &Object| match &watches.namespaces {
        Where::Here => world.may_meet(from, None, object),
        Where::In(names) => {
            let named = object.reference.namespace.is_none() || names.contains(&object.namespace);
            named && world.together.may_meet(from.file, object.file)
        }
        Where::Anywhere => world.together.may_meet(from.file, object.file),
    };
    let offers = |facts: &&Facts| labels(facts, watches.pods).is_some() && seen(&world.objects[facts.object]);
    let beside: Vec<&Facts> = world.facts.iter().filter(offers).collect();
    let labelled: Vec<Labelled<'_>> =
        beside.iter().filter_map(|facts| Some((&world.objects[facts.object], labels(facts, watches.pods)?))).collect();
    let wanted = &watches.selects;
    let picked = |facts: &&Facts| {
        let object = &world.objects[facts.object];
        labels(facts, watches.pods)
            .is_some_and(|labels| world.may_pick(&wanted.selector, object, labels, watches.pods) && may_be_seen(object))
    };
    let selected: Vec<&Facts> = world.facts.iter().filter(picked).collect();
    if selected.is_empty() {
        let what = if watches.pods { "pod" } else { "Service" };
        let told = tell_selector(world, wanted, "the monitor", what, &labelled);
        return told.into_iter().map(|finding| from.scene().set(finding)).collect();
    }
    let ports: Vec<&str> = selected.iter().flat_map(|facts| ports(facts, watches.pods)).collect();
    let first = &world.objects[selected[0].object];
    let open = selected.iter().any(|facts| world.writes(&world.objects[facts.object], "ports"));
    let is_there = |name: &String| open || ports.contains(&name.as_str()) || world.is_mentioned(name);
    let missing = watches.ports.iter().filter(|(name, _)| !is_there(name));
    let tell = |(name, at): &(String, super::Place)| {
        let message = format!("nothing that the monitor selects has a port `{name}`");
        let mut finding = at.finding(rule, message);
        match nearest(name, Strictness::Name, ports.iter().copied(), |name| name) {
            Some((meant, _)) => at.mean(&mut finding, meant),
            None => {
                finding.severity = Severity::Info;
                finding.help("it is the name of a port that stands here, not of the container's and not its number");
            }
        }
        finding.relate_in(first.file, first.name, "this is selected");
        from.scene().set(finding)
    };
    missing.map(tell).collect()
}

impl World<'_> {
    /// The places of the objects that a monitor watches, as far as they are applied together with it.
    pub(in crate::cross) fn watched(&self, from: &Object, watches: &Watches) -> Vec<usize> {
        let seen = |object: &Object| {
            self.together.share(from.file, object.file)
                && match &watches.namespaces {
                    Where::Here => self.is_beside(from, None, object),
                    Where::In(names) => names.contains(&object.namespace),
                    Where::Anywhere => true,
                }
        };
        let picked = |facts: &&Facts| {
            let object = &self.objects[facts.object];
            let own = labels(facts, watches.pods);
            seen(object) && own.is_some_and(|own| self.may_pick(&watches.selects.selector, object, own, watches.pods))
        };
        self.facts.iter().filter(picked).map(|facts| facts.object).collect()
    }
}

fn labels(facts: &Facts, pods: bool) -> Option<&Labels> {
    if pods {
        return facts.pods.as_ref().map(|pods| &pods.labels);
    }
    facts.service.as_ref().map(|service| &service.labels)
}

fn ports(facts: &Facts, pods: bool) -> Vec<&str> {
    if pods {
        return facts.pods.iter().flat_map(|pods| &pods.ports).map(|(name, _)| name.as_str()).collect();
    }
    facts.service.iter().flat_map(|service| &service.ports).map(|(name, _)| name.as_str()).collect()
}
