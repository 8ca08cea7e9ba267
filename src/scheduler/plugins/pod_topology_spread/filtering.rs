//! The constraints that refuse nodes.

use super::{CONSTRAINTS, Hard, LABEL};
use crate::scheduler::framework::{Attempt, PreFiltered, PreparedFilter};
use crate::scheduler::snapshot::index::Index;
use crate::scheduler::snapshot::nodes::NO_DOMAIN;
use crate::scheduler::status::Rejection;
use crate::scheduler::types::{Pod, StatusCode};
use std::rc::Rc;

/// The least count of each constraint.
struct Prepared {
    least: Vec<i64>,
}

/// Finds the emptiest domain of each constraint; skipped where there is no constraint.
pub(super) fn pre_filter<'c>(attempt: &Attempt<'_, 'c>) -> Result<PreFiltered<'c>, String> {
    Ok(match attempt.template.spread.hard.is_empty() {
        true => PreFiltered::Skip,
        false => PreFiltered::Prepared(Rc::new(Prepared::new(attempt))),
    })
}

impl Prepared {
    fn new(attempt: &Attempt<'_, '_>) -> Self {
        Prepared { least: attempt.template.spread.hard.iter().map(|c| least(c, attempt.index())).collect() }
    }
}

/// Upstream `minMatchNum`: 0 where there are fewer domains than asked for; without any domain, as if all were full.
fn least(c: &Hard, index: &Index) -> i64 {
    if c.domains.len() < c.min_domains {
        return 0;
    }
    let counts = &index.get(c.counter).counts;
    c.domains.iter().map(|&d| counts[d as usize]).min().unwrap_or(i64::from(i32::MAX))
}

impl<'c> PreparedFilter<'c> for Prepared {
    /// Refuses nodes in no domain, and nodes in whose domain there would be too many.
    fn refuse(&self, attempt: &Attempt<'_, 'c>, at: usize) -> Option<Rejection> {
        for (c, least) in attempt.template.spread.hard.iter().zip(&self.least) {
            let domain = attempt.nodes().topology(c.topology).domain[at];
            if domain == NO_DOMAIN {
                return Some(Rejection::unresolvable(LABEL));
            }
            let count = attempt.index().get(c.counter).counts[domain as usize];
            if count + c.own - least > c.max_skew {
                return Some(Rejection::Plain(StatusCode::Unschedulable, CONSTRAINTS));
            }
        }
        None
    }

    fn after(&self, attempt: &Attempt<'_, 'c>, _: &Pod, _: i64) -> Option<Rc<dyn PreparedFilter<'c> + 'c>> {
        Some(Rc::new(Prepared::new(attempt)))
    }
}
