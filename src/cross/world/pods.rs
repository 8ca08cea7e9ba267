//! References by labels, and what is said of selectors that pick no pod.

use hashbrown::{HashMap, HashSet};

use super::slips::{Labelled, tell_selector};
use super::{Facts, Place, Pods, Scales, Selects, World};
use crate::cross::Object;
use crate::inventory::DEFAULT_NAMESPACE;
use crate::inventory::matching::selects;
use crate::inventory::read::NAME_OF_NAMESPACE;
use crate::model::{Finding, Rule};
use crate::resource::{CUSTOM_POD_KINDS, POD_KINDS};
use crate::scheduler::types::{LabelSelector, Labels};

impl<'k> World<'k> {
    /// The pods that a selector picks in the namespace of `from`. Of several of one name only the nearest count, and none of another
    /// environment where others are picked.
    pub(in crate::cross) fn selected(&self, from: &Object, wanted: &Selects) -> Vec<(&'k Object, &'k Pods)> {
        let of = |at: usize| Some((&self.objects[at], self.of(at)?.pods.as_deref()?));
        self.selected_at(from, wanted).into_iter().filter_map(of).collect()
    }

    /// Their places.
    pub(in crate::cross) fn selected_at(&self, from: &Object, wanted: &Selects) -> Vec<usize> {
        let all = self.places_selected(from, wanted);
        let likely = |at: &usize| self.together.likely_meet(from.file, self.objects[*at].file);
        let own: Vec<usize> = all.iter().copied().filter(likely).collect();
        let all = if own.is_empty() { all } else { own };
        let nearness = |at: usize| self.together.nearness(from.file, self.objects[at].file);
        let mut nearest: HashMap<(&str, Option<&str>), usize> = HashMap::new();
        for at in &all {
            let known = nearest.entry(self.identity(*at)).or_default();
            *known = nearness(*at).max(*known);
        }
        all.into_iter().filter(|at| nearest.get(&self.identity(*at)) == Some(&nearness(*at))).collect()
    }

    /// Kind and name of an object.
    pub(in crate::cross) fn identity(&self, at: usize) -> (&'k str, Option<&'k str>) {
        let object = &self.objects[at];
        (object.gvk.kind, object.reference.name.as_deref())
    }

    /// The places of the objects whose pods a selector picks.
    pub(in crate::cross) fn places_selected(&self, from: &Object, wanted: &Selects) -> Vec<usize> {
        let rarest = wanted
            .selector
            .match_labels
            .iter()
            .map(|(key, value)| self.labelled(key, value))
            .min_by_key(|all| all.len());
        let all: Box<dyn Iterator<Item = usize> + '_> = match rarest {
            Some(all) => Box::new(all.iter().copied()),
            None => Box::new(0..self.facts.len()),
        };
        // What gets its labels later is no longer known by those it has.
        let all = all.chain(self.changed().iter().copied());
        let pods = all.filter_map(|at| Some((self.facts[at].object, self.facts[at].pods.as_deref()?)));
        let picked = pods.filter(|(at, pods)| {
            let object = &self.objects[*at];
            self.may_meet(from, None, object) && self.may_pick(&wanted.selector, object, &pods.labels, true)
        });
        let mut picked: Vec<usize> = picked.map(|(at, _)| at).collect();
        picked.sort_unstable();
        picked.dedup();
        picked
    }

    /// The places among the facts of pods of which somebody makes something else.
    fn changed(&self) -> &[usize] {
        self.changed.get_or_init(|| {
            let is = |at: &usize| {
                let facts = &self.facts[*at];
                facts.pods.is_some() && self.together.is_changed(self.objects[facts.object].file)
            };
            (0..self.facts.len()).filter(is).collect()
        })
    }

    /// Whether a selector picks an object of these labels, or where `of_pods` its pods, as it is or with what labels it may get.
    pub(in crate::cross) fn may_pick(
        &self,
        selector: &LabelSelector,
        object: &Object,
        labels: &Labels,
        of_pods: bool,
    ) -> bool {
        if selects(selector, labels) {
            return true;
        }
        if !self.together.is_changed(object.file) {
            return false;
        }
        let mut later = labels.clone();
        for (key, value) in &selector.match_labels {
            if labels.get(key) != Some(value) && self.together.may_label(object, (key, value), of_pods) {
                later.insert(key.clone(), value.clone());
            }
        }
        selects(selector, &later)
    }

    /// The objects whose pods one of those objects selects.
    pub(in crate::cross) fn covered_by(&self, covers: impl Fn(&Object, &Facts) -> bool) -> HashSet<usize> {
        let mut covered = HashSet::new();
        for facts in self.facts {
            let from = &self.objects[facts.object];
            if let Some(wanted) = facts.selects.as_ref().filter(|_| covers(from, facts)) {
                covered.extend(self.places_selected(from, wanted));
            }
        }
        covered
    }

    /// Says of the pods that no object that `covers` selects, and that `counts` counts, that nothing does what it is for.
    pub(in crate::cross) fn tell_uncovered(
        &self,
        rule: &'static Rule,
        covers: impl Fn(&Object, &Facts) -> bool,
        counts: impl Fn(&Object, &Pods) -> bool,
        (what, help): (&str, &str),
    ) -> Vec<Finding> {
        let covered = self.covered_by(covers);
        let left = self.facts.iter().filter(|facts| !covered.contains(&facts.object));
        let pods = left.filter_map(|facts| Some((&self.objects[facts.object], facts.pods.as_deref()?)));
        let one = |(object, _): (&Object, &Pods)| {
            let name = object.reference.name.as_deref().unwrap_or_default();
            let mut finding =
                Finding::of(rule, object.name, format!("{what} the pods of {} `{name}`", object.gvk.kind));
            finding.field("metadata.name").help(help);
            object.scene().set(finding)
        };
        pods.filter(|(object, pods)| counts(object, pods)).map(one).collect()
    }

    /// Every autoscaler, and what it wishes.
    pub(in crate::cross) fn scalers(&self) -> impl Iterator<Item = (&'k Object, &'k Scales)> + use<'k> {
        let (objects, facts) = (self.objects, self.facts);
        facts.iter().filter_map(|facts| Some((&objects[facts.object], facts.scales.as_deref()?)))
    }

    /// The objects that an autoscaler may scale: those nearest to it, if several are so called.
    pub(in crate::cross) fn targets(&self, from: &Object, scales: &Scales) -> Vec<usize> {
        let all = POD_KINDS.iter().chain(&CUSTOM_POD_KINDS).filter(|kind| {
            let group = scales.group.as_deref().unwrap_or(kind.group);
            kind.kind == scales.kind && (group == kind.group || !group.contains('.'))
        });
        all.flat_map(|kind| self.nearest_named((kind.group, kind.kind, &scales.name), from, None)).collect()
    }

    /// Every autoscaler with what it scales, where that is here: it, its wishes, the workload and its pods.
    pub(in crate::cross) fn scaled(&self) -> impl Iterator<Item = (&'k Object, &'k Scales, &'k Object, &'k Pods)> {
        self.scalers().filter_map(|(from, scales)| {
            // Of several nobody knows which is meant.
            let [at] = self.targets(from, scales)[..] else { return None };
            Some((from, scales, &self.objects[at], self.of(at)?.pods.as_deref()?))
        })
    }

    /// Whether a LimitRange fills in what the containers of an object do not request of a resource.
    pub(in crate::cross) fn is_filled(&self, object: &Object, resource: &str) -> bool {
        let fills = |facts: &&Facts| facts.fills.iter().any(|own| own == resource);
        self.facts.iter().filter(fills).any(|facts| self.may_meet(object, None, &self.objects[facts.object]))
    }

    /// Whether a StatefulSet makes a claim of that name for one of its pods (`getPersistentVolumeClaimName`).
    pub(in crate::cross) fn makes_claim(&self, name: &str) -> bool {
        let Some((start, number)) = name.rsplit_once('-') else { return false };
        let makes = |facts: &&Facts| {
            let set = self.objects[facts.object].reference.name.as_deref().unwrap_or_default();
            facts.claims.iter().any(|claim| start.strip_prefix(claim).and_then(|r| r.strip_prefix('-')) == Some(set))
        };
        number.parse::<u32>().is_ok() && self.facts.iter().any(|facts| makes(&facts))
    }

    /// The pods that are applied together with `from`.
    fn pods_beside(&self, from: &Object) -> Vec<(&'k Object, &'k Pods)> {
        let all = POD_KINDS
            .iter()
            .chain(&CUSTOM_POD_KINDS)
            .flat_map(|row| self.places_beside((row.group, row.kind), from, None));
        all.filter_map(|at| Some((&self.objects[at], self.of(at)?.pods.as_deref()?))).collect()
    }
}

/// Selectors that are looked at closely, each against all pods beside it. More are hardly written by hand.
const MOST: usize = 200;

/// What is wrong with the selectors of which that rule tells. `what` says who selects.
pub(in crate::cross) fn tell_selects(world: &World<'_>, rule: &'static Rule, what: &str) -> Vec<Finding> {
    let (mut findings, mut known) = (Vec::new(), Beside::new());
    for facts in world.facts {
        let Some(wanted) = facts.selects.as_ref().filter(|selects| selects.rule == rule) else { continue };
        let from = &world.objects[facts.object];
        // An empty selector picks all that there is.
        if wanted.labels.is_empty() || findings.len() >= MOST || !world.places_selected(from, wanted).is_empty() {
            continue;
        }
        findings.extend(tell(world, from, wanted, what, &mut known).map(|finding| from.scene().set(finding)));
    }
    findings
}

/// The pods beside objects, by what decides which they are: the namespace, and the sets that are applied together.
type Beside<'k> = HashMap<(&'k str, &'k [u32]), Vec<Labelled<'k>>>;

/// What is wrong with a selector that stands beside that of its object, if anything.
pub(in crate::cross) fn tell_peer(world: &World<'_>, from: &Object, wanted: &Selects, what: &str) -> Option<Finding> {
    let picks = wanted.labels.is_empty() || !world.places_selected(from, wanted).is_empty();
    if picks { None } else { tell(world, from, wanted, what, &mut Beside::new()) }
}

/// Namespaces that a cluster has from the beginning.
const OF_EVERY_CLUSTER: [&str; 4] = ["default", "kube-node-lease", "kube-public", "kube-system"];

/// What is wrong with a selector of namespaces, if anything.
pub(in crate::cross) fn tell_space(world: &World<'_>, from: &Object, wanted: &Selects, what: &str) -> Option<Finding> {
    let spaces = world.facts.iter().filter_map(|facts| Some((&world.objects[facts.object], facts.space.as_deref()?)));
    let spaces: Vec<Labelled<'_>> =
        spaces.filter(|(object, _)| world.together.may_meet(from.file, object.file)).collect();
    let picked = |(object, labels): &Labelled<'_>| world.may_pick(&wanted.selector, object, labels, false);
    // What objects say that they are in is there, whoever makes it, as are those of every cluster.
    let known = |name: &str| {
        OF_EVERY_CLUSTER.contains(&name)
            || world.objects.iter().any(|own| own.reference.namespace.as_deref() == Some(name))
    };
    let named = |(key, _, value, _): &(String, Place, String, Place)| key == NAME_OF_NAMESPACE && known(value);
    if wanted.labels.is_empty() || wanted.labels.iter().any(named) || spaces.iter().any(picked) {
        return None;
    }
    tell_selector(world, wanted, what, "namespace", &spaces)
}

fn tell<'k>(
    world: &'k World<'_>,
    from: &'k Object,
    wanted: &Selects,
    what: &str,
    known: &mut Beside<'k>,
) -> Option<Finding> {
    let list = || -> Vec<Labelled<'k>> {
        world.pods_beside(from).into_iter().map(|(object, pods)| (object, &pods.labels)).collect()
    };
    let namespace = from.reference.namespace.as_deref().unwrap_or(DEFAULT_NAMESPACE);
    // What a way puts into a namespace has others beside it than it says itself.
    if world.together.is_put_somewhere(from.file) {
        return tell_selector(world, wanted, what, "pod", &list());
    }
    let beside = known.entry((namespace, world.together.sets(from.file))).or_insert_with(list);
    tell_selector(world, wanted, what, "pod", beside)
}
