//! The constraints that refuse nodes.

use super::{CONSTRAINTS, Hard, LABEL, Wants};
use crate::scheduler::snapshot::index::Index;
use crate::scheduler::snapshot::nodes::{NO_DOMAIN, Nodes};
use crate::scheduler::status::Rejection;
use crate::scheduler::types::StatusCode;

/// The least count of each constraint.
#[derive(Clone, Debug)]
pub(in crate::scheduler) struct Prepared {
    least: Vec<i64>,
}

/// Finds the emptiest domain of each constraint; says nothing where there is no constraint.
pub(in crate::scheduler) fn prepare(wants: &Wants, index: &Index) -> Option<Prepared> {
    (!wants.hard.is_empty()).then(|| Prepared { least: wants.hard.iter().map(|c| least(c, index)).collect() })
}

/// Upstream `minMatchNum`: 0 where there are fewer domains than asked for; without any domain, as if all were full.
fn least(c: &Hard, index: &Index) -> i64 {
    if c.domains.len() < c.min_domains {
        return 0;
    }
    let counts = &index.get(c.counter).counts;
    c.domains.iter().map(|&d| counts[d as usize]).min().unwrap_or(i64::from(i32::MAX))
}

/// Refuses nodes in no domain, and nodes in whose domain there would be too many.
pub(in crate::scheduler) fn filter(
    wants: &Wants,
    prepared: &Prepared,
    index: &Index,
    nodes: &Nodes<'_>,
    at: usize,
) -> Option<Rejection> {
    for (c, least) in wants.hard.iter().zip(&prepared.least) {
        let domain = nodes.topology(c.topology).domain[at];
        if domain == NO_DOMAIN {
            return Some(Rejection::Plain(StatusCode::UnschedulableAndUnresolvable, LABEL));
        }
        let count = index.get(c.counter).counts[domain as usize];
        if count + c.own - least > c.max_skew {
            return Some(Rejection::Plain(StatusCode::Unschedulable, CONSTRAINTS));
        }
    }
    None
}
