//! Counts of pods by place, kept up to date as pods come and go.
//!
//! Affinity, anti-affinity and spreading all ask "how many pods like this are in that domain". Each such question is
//! registered as a counter before the first pod is tried. Pods with equal namespace and labels form a group; which
//! counters a group feeds is found out once.

use super::nodes::{NO_DOMAIN, Nodes, TopologyId};
use crate::scheduler::intern::{Interner, Sym, SymLabels};
use crate::scheduler::node_set::NodeSet;
use crate::scheduler::selector::Selector;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// The number of a counter.
pub(in crate::scheduler) type CounterId = usize;
/// The number of a group of pods.
pub(in crate::scheduler) type GroupId = usize;
/// The number of a term.
pub(in crate::scheduler) type TermId = usize;
/// The number of a set of nodes.
pub(in crate::scheduler) type MaskId = usize;

/// Pods that no selector can tell apart.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(in crate::scheduler) struct Group {
    /// Namespace.
    pub(in crate::scheduler) namespace: Sym,
    /// Labels.
    pub(in crate::scheduler) labels: SymLabels,
    /// On their way out; spreading does not count them.
    pub(in crate::scheduler) terminating: bool,
}

/// An affinity term as upstream prepares it (`fwk.AffinityTerm`), without its topology.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(in crate::scheduler) struct Term {
    /// Namespaces by name, sorted.
    pub(in crate::scheduler) namespaces: Vec<Sym>,
    /// Namespaces by label.
    pub(in crate::scheduler) namespace_selector: Selector,
    /// The pods.
    pub(in crate::scheduler) selector: Selector,
}

/// Which pods a counter counts.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(in crate::scheduler) enum Matcher {
    /// Pods of this namespace that the selector selects and that are not on their way out (spreading).
    Alike {
        /// Namespace.
        namespace: Sym,
        /// The pods.
        selector: Selector,
    },
    /// Pods that match all of these terms (the affinity of a pod that is to be placed).
    Terms(Arc<[TermId]>),
    /// Pods that carry this term themselves; they are added by [`Index::carry`].
    Carriers {
        /// What the term means to them.
        role: Role,
        /// The term.
        term: TermId,
    },
}

/// What a term means to the pod that carries it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(in crate::scheduler) enum Role {
    /// Required anti-affinity: it keeps matching pods away.
    Repels,
    /// Required affinity: matching pods are drawn near with the profile's hard weight.
    Requires,
    /// A wish with this weight; it pushes matching pods away where negative.
    Wishes(i64),
}

/// A registered question.
pub(in crate::scheduler) struct Counter {
    /// What makes a domain; `None` counts each node by itself.
    pub(in crate::scheduler) topology: Option<TopologyId>,
    mask: Option<MaskId>,
    /// By domain.
    pub(in crate::scheduler) counts: Vec<i64>,
    /// The sum over all domains.
    pub(in crate::scheduler) total: i64,
    /// The domains where anything is counted.
    places: BTreeSet<usize>,
}

impl Counter {
    /// The domains where anything is counted, with the counts.
    pub(in crate::scheduler) fn counted(&self) -> impl Iterator<Item = (usize, i64)> {
        self.places.iter().map(|&domain| (domain, self.counts[domain]))
    }

    /// The count where this node is; 0 where it has no domain.
    pub(in crate::scheduler) fn at(&self, nodes: &Nodes<'_>, at: usize) -> i64 {
        match self.topology {
            None => self.counts[at],
            Some(id) => self.counts.get(nodes.topology(id).domain[at] as usize).copied().unwrap_or(0),
        }
    }
}

type Key = (Matcher, Option<TopologyId>, Option<MaskId>);

/// How a group of pods meets the counters.
#[derive(Clone, Debug, Default)]
pub(in crate::scheduler) struct Links {
    /// Counters that count a pod of this group.
    feeds: Vec<CounterId>,
    /// Carriers' counters whose term keeps a pod of this group away.
    pub(in crate::scheduler) repelled_by: Vec<CounterId>,
    /// Carriers' counters whose required affinity a pod of this group meets.
    pub(in crate::scheduler) required_by: Vec<CounterId>,
    /// Carriers' counters whose wish a pod of this group meets, with the weight.
    pub(in crate::scheduler) wished_by: Vec<(CounterId, i64)>,
}

/// All counters.
pub(in crate::scheduler) struct Index {
    keys: HashMap<Key, CounterId>,
    matchers: Vec<Matcher>,
    counters: Vec<Counter>,
    terms: Vec<Term>,
    term_ids: HashMap<Term, TermId>,
    groups: Vec<Group>,
    group_ids: HashMap<Group, GroupId>,
    links: Vec<Links>,
    masks: Vec<NodeSet>,
    namespaces: HashMap<Sym, SymLabels>,
}

impl Index {
    /// No questions yet; `namespaces` are the labels of the namespaces that exist.
    pub(in crate::scheduler) fn new(namespaces: HashMap<Sym, SymLabels>) -> Self {
        Index {
            keys: HashMap::new(),
            matchers: Vec::new(),
            counters: Vec::new(),
            terms: Vec::new(),
            term_ids: HashMap::new(),
            groups: Vec::new(),
            group_ids: HashMap::new(),
            links: Vec::new(),
            masks: Vec::new(),
            namespaces,
        }
    }

    /// The number of a group.
    pub(in crate::scheduler) fn group(&mut self, group: Group) -> GroupId {
        let groups = &mut self.groups;
        *self.group_ids.entry(group).or_insert_with_key(|g| {
            groups.push(g.clone());
            groups.len() - 1
        })
    }

    /// The number of a term.
    pub(in crate::scheduler) fn term(&mut self, term: Term) -> TermId {
        let terms = &mut self.terms;
        *self.term_ids.entry(term).or_insert_with_key(|t| {
            terms.push(t.clone());
            terms.len() - 1
        })
    }

    /// Keeps a set of nodes.
    pub(in crate::scheduler) fn mask(&mut self, mask: NodeSet) -> MaskId {
        self.masks.push(mask);
        self.masks.len() - 1
    }

    /// Registers a question; only pods on nodes of the mask are counted. Must be called before [`Self::link`].
    pub(in crate::scheduler) fn counter(
        &mut self,
        matcher: Matcher,
        topology: Option<TopologyId>,
        mask: Option<MaskId>,
        nodes: &Nodes<'_>,
    ) -> CounterId {
        let (matchers, counters) = (&mut self.matchers, &mut self.counters);
        *self.keys.entry((matcher, topology, mask)).or_insert_with_key(|(matcher, ..)| {
            let domains = topology.map_or(nodes.len(), |id| nodes.topology(id).members.len());
            matchers.push(matcher.clone());
            counters.push(Counter { topology, mask, counts: vec![0; domains], total: 0, places: BTreeSet::new() });
            counters.len() - 1
        })
    }

    /// The state of a question.
    pub(in crate::scheduler) fn get(&self, id: CounterId) -> &Counter {
        &self.counters[id]
    }

    /// Whether pods on a node are counted by a question.
    pub(in crate::scheduler) fn is_counted(&self, id: CounterId, at: usize) -> bool {
        self.counters[id].mask.is_none_or(|mask| self.masks[mask].has(at))
    }

    /// Has a question count so many in a domain, whatever is there.
    pub(in crate::scheduler) fn set(&mut self, id: CounterId, domain: usize, count: i64) {
        self.counters[id].counts[domain] = count;
    }

    /// Whether a pod of the group is counted by a question.
    pub(in crate::scheduler) fn feeds(&self, group: GroupId, counter: CounterId) -> bool {
        self.links[group].feeds.contains(&counter)
    }

    /// How a group meets the counters.
    pub(in crate::scheduler) fn links(&self, group: GroupId) -> &Links {
        &self.links[group]
    }

    /// Finds out which groups meet which counters; call it once, when all are registered.
    pub(in crate::scheduler) fn link(&mut self, names: &Interner) {
        let groups = std::mem::take(&mut self.groups);
        self.links = groups.iter().map(|g| self.links_of(g, names)).collect();
        self.groups = groups;
    }

    fn links_of(&self, group: &Group, names: &Interner) -> Links {
        let mut links = Links::default();
        let incoming: Vec<bool> = self.terms.iter().map(|t| self.selects(t, group, false, names)).collect();
        for (id, matcher) in self.matchers.iter().enumerate() {
            match matcher {
                Matcher::Alike { namespace, selector } => {
                    if *namespace == group.namespace
                        && !group.terminating
                        && !selector.is_empty()
                        && selector.matches(&group.labels, names)
                    {
                        links.feeds.push(id);
                    }
                }
                Matcher::Terms(terms) => {
                    if terms.iter().all(|&t| incoming[t]) {
                        links.feeds.push(id);
                    }
                }
                Matcher::Carriers { role, term } => {
                    if self.selects(&self.terms[*term], group, true, names) {
                        match role {
                            Role::Repels => links.repelled_by.push(id),
                            Role::Requires => links.required_by.push(id),
                            Role::Wishes(weight) => links.wished_by.push((id, *weight)),
                        }
                    }
                }
            }
        }
        links
    }

    /// Whether a term selects pods of a group (upstream `AffinityTerm.Matches`). For the term of a pod that is to be
    /// placed upstream looks up the selected namespaces beforehand, so one that does not exist is never among them;
    /// for a pod that runs (`carried`) a namespace that does not exist has no labels.
    pub(in crate::scheduler) fn selects(&self, term: &Term, group: &Group, carried: bool, names: &Interner) -> bool {
        let by_label = || match self.namespaces.get(&group.namespace) {
            Some(labels) => term.namespace_selector.matches(labels, names),
            None if carried => term.namespace_selector.matches(&[], names),
            None => term.namespace_selector.is_empty(),
        };
        (term.namespaces.binary_search(&group.namespace).is_ok() || by_label())
            && term.selector.matches(&group.labels, names)
    }

    /// Whether a pod of the group matches all terms, as upstream asks of a pod that is to be placed about itself.
    pub(in crate::scheduler) fn matches_all(&self, terms: &[TermId], group: GroupId, names: &Interner) -> bool {
        terms.iter().all(|&t| self.selects(&self.terms[t], &self.groups[group], false, names))
    }

    /// Counts a pod that came (`sign` 1) or went (-1).
    pub(in crate::scheduler) fn count(
        &mut self,
        nodes: &Nodes<'_>,
        at: usize,
        group: GroupId,
        carries: &[CounterId],
        sign: i64,
    ) {
        for &id in self.links[group].feeds.iter().chain(carries) {
            let counter = &mut self.counters[id];
            if counter.mask.is_some_and(|m| !self.masks[m].has(at)) {
                continue;
            }
            let domain = match counter.topology {
                None => at,
                Some(id) => match nodes.topology(id).domain[at] {
                    NO_DOMAIN => continue,
                    domain => domain as usize,
                },
            };
            let count = &mut counter.counts[domain];
            match (*count, *count + sign) {
                (0, _) => drop(counter.places.insert(domain)),
                (_, 0) => drop(counter.places.remove(&domain)),
                _ => {}
            }
            *count += sign;
            counter.total += sign;
        }
    }

    /// Sets every count to zero, to count anew.
    #[cfg(test)]
    pub(in crate::scheduler) fn clear(&mut self) {
        for counter in &mut self.counters {
            counter.counts.fill(0);
            counter.places.clear();
            counter.total = 0;
        }
    }
}
