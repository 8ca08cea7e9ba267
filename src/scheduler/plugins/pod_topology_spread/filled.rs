//! Where copies of a pod end up that are placed until a constraint, or what else there is, leaves room for none.

use super::Wants;
use crate::scheduler::snapshot::index::{CounterId, GroupId, Index};
use crate::scheduler::snapshot::nodes::TopologyId;

impl Wants {
    /// The topology of the only constraint that refuses nodes, and what it counts; `None` where there are none or several.
    pub(in crate::scheduler) fn only(&self) -> Option<(TopologyId, CounterId)> {
        match self.hard.as_slice() {
            [only] => Some((only.topology, only.counter)),
            _ => None,
        }
    }

    /// How many copies find a place in all, where each domain would take so many for all else, and nodes of which no pod is
    /// counted take none. `group` is theirs. `None` where there is not one constraint, or none of its domains.
    ///
    /// The emptiest domain takes copies for as long as it has room, so that in the end it is full: no domain has more than
    /// `maxSkew` beyond the smallest number that fills one.
    pub(in crate::scheduler) fn filled(&self, index: &Index, group: GroupId, room: &[i64]) -> Option<i64> {
        let [only] = self.hard.as_slice() else { return None };
        let counts = &index.get(only.counter).counts;
        let domains = || only.domains.iter().map(|&domain| domain as usize);
        let too_few = only.domains.len() < only.min_domains;
        if !index.feeds(group, only.counter) {
            // None of them is counted, so that nothing changes.
            let least = if too_few { 0 } else { domains().map(|domain| counts[domain]).min()? };
            let open = |domain: &usize| counts[*domain] + only.own - least <= only.max_skew;
            return Some((0..room.len()).filter(open).map(|domain| room[domain]).sum());
        }
        let full = |domain: usize| counts[domain].saturating_add(room[domain]);
        let least = if too_few { 0 } else { domains().map(full).min()? };
        let most = |domain: usize| full(domain).min(counts[domain].max(least.saturating_add(only.max_skew)));
        Some(domains().map(|domain| most(domain) - counts[domain]).sum())
    }
}
