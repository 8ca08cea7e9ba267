//! What was counted, as it is told.

use std::collections::HashSet;
use std::sync::Arc;

use super::counting::Counted;
use super::grow::Grown;
use crate::explain::{View, explain};
use crate::placement::asked::More;
use crate::scheduler::Scheduler;
use crate::scheduler::types::{Cluster, Decision, Seen, Verdict};

impl More {
    pub(super) fn take(&mut self, counted: &Counted, cluster: &Cluster) {
        let named = cluster.nodes.iter().zip(&counted.on).filter(|(_, on)| **on > 0);
        self.on = named.map(|(node, on)| (node.name.clone(), *on)).collect();
        (self.more, self.at_least) = (counted.more, counted.at_least);
        self.message.clone_from(&counted.message);
        self.evicts.clone_from(&counted.evicts);
    }
}

/// Says why the next one finds no place, and where that stands.
pub(super) fn tell(
    more: &mut More,
    grown: &Grown<'_>,
    cluster: &Cluster,
    counted: &Counted,
    first: usize,
    scheduler: &mut Scheduler<'_>,
) {
    let on = |(pod, node): (usize, usize)| Decision {
        pod,
        verdict: Verdict::Scheduled { node },
        attempts: 1,
        scores: None,
        seen: None,
    };
    let copies = counted.on.iter().enumerate();
    let copies = copies.flat_map(|(node, on)| (0..*on).map(move |_| (first, node)));
    let decisions: Vec<Decision> = grown.placed.iter().copied().chain(copies).map(on).collect();
    let view = View::new(&grown.case.inventory, cluster, &grown.case.pods, &decisions);
    let seen = Seen { message: Some(Arc::from(counted.message.as_str())), ..Seen::NOTHING };
    let next = grown.probes[0].pods.get(usize::try_from(counted.more).unwrap_or_default()).copied().unwrap_or(first);
    let failed = Decision { seen: Some(Arc::new(seen)), verdict: Verdict::Unschedulable, ..on((next, 0)) };
    let refusals = scheduler.refusals(next);
    let explanation = explain(&view, &grown.case.pods[next], &failed, &refusals);
    more.summary = explanation.summary;
    for group in explanation.groups {
        let text: Vec<String> = group.reasons.iter().map(crate::explain::Why::text).collect();
        more.at.extend(group.reasons.into_iter().flat_map(|why| why.at));
        more.reasons.push((group.nodes, text.join("; ")));
    }
    let mut seen = HashSet::new();
    more.at.retain(|at| seen.insert((at.file, at.span.start, at.span.end)));
}
