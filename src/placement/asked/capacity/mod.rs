//! How many more replicas of a workload fit beside everything that is placed, what stops the next, and what node would help.
//!
//! The pods stay where the run put them; more of one workload come behind all others. Where a pod on one node has no say
//! in what another node takes, each node's room is counted at once; elsewhere one pod after the other is tried.

mod counting;
mod grow;
mod shapes;
mod tell;

use super::subject::{Subject, Wanted, asked};
use super::{More, Reply};
use crate::inventory::{Found, Made};
use crate::placement::Question;
use crate::placement::case::Case;
use crate::scheduler::Scheduler;
use crate::scheduler::types::{Cluster, Config, Decision};
use counting::{count, number, undo};
use grow::{Grown, Probes, is_scaled};
use shapes::shapes;
use tell::tell;

/// Pods that are tried one after the other, of one workload and of all.
const TRIED: (usize, usize) = (20_000, 2_000);

/// Workloads whose pods are made one workload after the other, where all are asked about.
const ALONE: usize = 20;

/// Shapes of nodes that are tried in a large cluster.
const SHAPES: usize = 2;

/// Nodes and pods of a large cluster.
const LARGE: usize = 5_000;

/// Copies that are drawn in one by one for the explanation.
const DRAWN: i64 = 200_000;

/// Said of a workload for which too many others were asked about.
const NOT_COUNTED: &str = "not counted among so many; ask for it by its name";

/// The answer for the workloads that are asked about.
///
/// # Errors
/// None is of that name, or several are.
pub(super) fn capacity<'a>(
    question: Question<'a, 'a>,
    config: &Config,
    (objects, made): (&'a [Found<'a>], &'a Made<'a>),
    base: (&Case<'_>, &[Decision]),
    wanted: &Wanted,
) -> Result<Reply, String> {
    let subjects = asked(base.0, wanted)?;
    let asks = Asks { question, config, objects, made, base };
    if let (Wanted::One { .. }, [subject]) = (wanted, subjects.as_slice()) {
        return Ok(Reply::Capacity(vec![asks.one(subject, true)?], false));
    }
    let (alone, together): (Vec<&Subject>, Vec<&Subject>) = subjects.iter().partition(|subject| asks.is_alone(subject));
    let mut found = asks.together(&together)?;
    for (at, subject) in alone.into_iter().enumerate() {
        found.push(if at < ALONE {
            asks.one(subject, false)?
        } else {
            More { of: subject.clone(), note: NOT_COUNTED.to_owned(), ..More::default() }
        });
    }
    found.sort_by_key(|more| subjects.iter().position(|subject| *subject == more.of));
    Ok(Reply::Capacity(found, true))
}

struct Asks<'q, 'a> {
    question: Question<'a, 'a>,
    config: &'q Config,
    objects: &'a [Found<'a>],
    made: &'a Made<'a>,
    base: (&'q Case<'q>, &'q [Decision]),
}

impl Asks<'_, '_> {
    /// One workload, with all that there is to say where `whole`.
    fn one(&self, subject: &Subject, whole: bool) -> Result<More, String> {
        if let Some(note) = never(subject) {
            return Ok(More { of: subject.clone(), note, ..More::default() });
        }
        let grown = self.grow(&[subject], self.is_alone(subject) && is_scaled(&subject.0))?;
        let probes = &grown.probes[0];
        let Some(&first) = probes.pods.first() else { return Ok(none(subject, probes)) };
        let mut more = More { of: subject.clone(), ..More::default() };
        let cluster = grown.standing();
        let mut scheduler = Scheduler::new(&cluster, self.config);
        scheduler.resume(grown.placed.iter().copied());
        let counted = count(&mut scheduler, probes, TRIED.0);
        more.take(&counted, &cluster);
        if whole && !more.at_least && counted.more <= DRAWN && !counted.kept_out {
            tell(&mut more, &grown, &cluster, &counted, first, &mut scheduler);
        }
        // No node helps against a quota, nor shows where not even those that there are were counted to the end.
        if whole && !counted.kept_out && (counted.at_once || !counted.at_least) {
            more.helps = self.helps(&grown, &cluster, counted.more);
        }
        Ok(more)
    }

    /// Workloads that can be asked about one after the other in one cluster.
    fn together(&self, subjects: &[&Subject]) -> Result<Vec<More>, String> {
        let grown = self.grow(subjects, false)?;
        let cluster = grown.standing();
        let mut scheduler = Scheduler::new(&cluster, self.config);
        scheduler.resume(grown.placed.iter().copied());
        let mut left = TRIED.0;
        let mut one = |(subject, probes): (&&Subject, &Probes)| {
            let mut more = More { of: (*subject).clone(), ..More::default() };
            if let Some(note) = never(subject) {
                return More { note, ..more };
            }
            let Some(&first) = probes.pods.first() else { return none(subject, probes) };
            let most = left.min(TRIED.1);
            let counted = count(&mut scheduler, probes, most);
            if !counted.tried {
                return More { note: NOT_COUNTED.to_owned(), ..more };
            }
            more.take(&counted, &cluster);
            left -= undo(&mut scheduler, first, &counted, most);
            more
        };
        Ok(subjects.iter().zip(&grown.probes).map(&mut one).collect())
    }

    /// How many more fit with one node more, of each shape of node that there is.
    fn helps(&self, grown: &Grown<'_>, cluster: &Cluster, before: i64) -> Vec<(String, i64)> {
        let size = cluster.nodes.len() + cluster.pods.len() + cluster.pending.len();
        let most = if size > LARGE { SHAPES } else { shapes::MOST };
        let mut helps = Vec::new();
        for (told, node, daemons) in shapes(grown, cluster).into_iter().take(most) {
            let mut larger = cluster.clone();
            larger.nodes.push(node);
            larger.pods.extend(daemons);
            let mut scheduler = Scheduler::new(&larger, self.config);
            scheduler.resume(grown.placed.iter().copied());
            scheduler.bring_back(&grown.waiting);
            let more = number(&mut scheduler, &grown.probes[0], TRIED.0);
            if more > before {
                helps.push((told, more - before));
            }
        }
        helps
    }
}

/// Of a workload that has no next pod: why not.
fn none(subject: &Subject, probes: &Probes) -> More {
    let message = probes.refused().unwrap_or_default().to_owned();
    More { of: subject.clone(), message, note: probes.note.clone(), ..More::default() }
}

/// Why nothing can be counted of a workload.
fn never((kind, ..): &Subject) -> Option<String> {
    (kind == "DaemonSet")
        .then(|| "a DaemonSet runs one pod on each node that it selects: more come with more nodes".to_owned())
}
