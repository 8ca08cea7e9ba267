//! What is lost at once: any so many nodes, or all of one domain.

use std::collections::BTreeMap;

use crate::model::count;
use crate::placement::asked::Losing;
use crate::placement::case::Case;

/// Losses that are tried at most.
const MOST: usize = 20_000;

/// Losses of several nodes at once that are tried at most.
const MOST_SETS: usize = 2_000;

/// What is lost each time, in words, with the names and nodes of each loss, and what was not tried.
pub(super) type Losses = (String, Vec<(String, Vec<usize>)>, Vec<String>);

/// What is lost, one loss after the other.
///
/// # Errors
/// More nodes at once than there are; more losses than can be tried; a label that no node has.
pub(super) fn losses(case: &Case<'_>, losing: &Losing) -> Result<Losses, String> {
    let nodes = &case.cluster.nodes;
    if let Losing::Nodes(many) = losing
        && *many > nodes.len()
    {
        return Err(match nodes.len() {
            0 => format!("--survive {many}: no node is declared: there is nothing to lose"),
            all => format!(
                "--survive {many}: there {} {} to lose",
                if all == 1 { "is" } else { "are" },
                count(all, "node")
            ),
        });
    }
    let mut notes = Vec::new();
    let mut all: Vec<(String, Vec<usize>)> = Vec::new();
    let what = match losing {
        Losing::Nodes(1) => {
            all.extend(nodes.iter().enumerate().map(|(at, node)| (node.name.clone(), vec![at])));
            "node".to_owned()
        }
        Losing::Nodes(many) => {
            let sets = combinations(nodes.len(), *many);
            let Some(sets) = sets.filter(|sets| *sets <= MOST_SETS) else {
                let several = sets.map_or_else(|| "too many sets".to_owned(), |sets| count(sets, "set"));
                return Err(format!(
                    "--survive {many}: {} have {several} of {many}, of which {MOST_SETS} can be tried; ask for 1, or for a zone",
                    count(nodes.len(), "node")
                ));
            };
            let name = |set: &[usize]| set.iter().map(|at| nodes[*at].name.as_str()).collect::<Vec<_>>().join(" and ");
            let mut set: Vec<usize> = (0..*many).collect();
            for _ in 0..sets {
                all.push((name(&set), set.clone()));
                next(&mut set, nodes.len());
            }
            format!("{many} nodes")
        }
        Losing::Topology(key) => {
            let mut by_value: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
            for (at, node) in nodes.iter().enumerate() {
                if let Some(value) = node.labels.get(key) {
                    by_value.entry(value).or_default().push(at);
                }
            }
            if by_value.is_empty() {
                return Err(format!("--survive {key}: no node has that label"));
            }
            let without = nodes.len() - by_value.values().map(Vec::len).sum::<usize>();
            if without > 0 {
                notes.push(format!("{} without the label {key} stayed", count(without, "node")));
            }
            all.extend(by_value.into_iter().map(|(value, nodes)| (value.to_owned(), nodes)));
            if key == "topology.kubernetes.io/zone" { "zone".to_owned() } else { key.clone() }
        }
    };
    if all.len() > MOST {
        notes.push(format!("the first {MOST} of {} losses were tried", all.len()));
        all.truncate(MOST);
    }
    Ok((what, all, notes))
}

/// How many sets of so many there are among so many; `None` for more than can be counted.
fn combinations(all: usize, of: usize) -> Option<usize> {
    if of > all {
        return Some(0);
    }
    let of = of.min(all - of);
    (0..of).try_fold(1_usize, |sets, at| Some(sets.checked_mul(all - at)? / (at + 1)))
}

/// The next set, in order.
fn next(set: &mut [usize], all: usize) {
    let of = set.len();
    let Some(at) = (0..of).rev().find(|&at| set[at] < all - of + at) else { return };
    set[at] += 1;
    for behind in at + 1..of {
        set[behind] = set[behind - 1] + 1;
    }
}
