//! How full the nodes are before and after, for people.

use std::collections::{BTreeMap, HashMap};

use super::table::table;
use crate::inventory::pod_requests;
use crate::model::{Format, Quantity, count};
use crate::placement::Placement;
use crate::scheduler::types::{Pod, Verdict};

/// Rows of nodes.
const NODES: usize = 40;

/// Nodes that are named in a row of several.
const NAMED: usize = 4;

/// How full each node was and is: pods, cpu and memory requested of what it has.
///
/// Nothing where nothing came to any node: then all is as it was, which `inventory` tells.
pub(super) fn fill(placement: &Placement) -> String {
    let is_scheduled = |verdict: &Verdict| matches!(verdict, Verdict::Scheduled { .. });
    if placement.bound.iter().all(|pod| pod.runs)
        && !placement.decisions.iter().any(|decision| is_scheduled(&decision.verdict))
    {
        return String::new();
    }
    let mut before: BTreeMap<&str, Sum> = BTreeMap::new();
    let mut after: BTreeMap<&str, Sum> = BTreeMap::new();
    for pod in &placement.running {
        before.entry(&pod.node_name).or_default().add(pod);
        after.entry(&pod.node_name).or_default().add(pod);
    }
    for pod in &placement.bound {
        if pod.runs {
            before.entry(&pod.pod.node_name).or_default().add(&pod.pod);
        }
        after.entry(&pod.pod.node_name).or_default().add(&pod.pod);
    }
    for decision in &placement.decisions {
        if let Verdict::Scheduled { node } = decision.verdict {
            after.entry(placement.node_name(node)).or_default().add(&placement.pods[decision.pod].pod);
        }
    }
    let none = Sum::default();
    let nodes = &placement.nodes;
    let rows: Vec<Vec<String>> = nodes
        .iter()
        .map(|node| {
            let (was, is) =
                (before.get(node.name.as_str()).unwrap_or(&none), after.get(node.name.as_str()).unwrap_or(&none));
            let of = |name: &str| node.allocatable.get(name).copied().unwrap_or(Quantity::ZERO);
            vec![
                node.name.clone(),
                format!("{} → {}", was.pods, is.pods),
                share(was.cpu, is.cpu, of("cpu"), cores),
                share(was.memory, is.memory, of("memory"), bytes),
            ]
        })
        .collect();
    let (counts, mut rows): (Vec<usize>, Vec<Vec<String>>) = alike(rows).into_iter().unzip();
    rows.truncate(NODES);
    let mut text = table(&["NODE", "PODS", "CPU REQUESTED", "MEMORY REQUESTED"], &rows);
    if let Some(more @ 1..) = counts.get(NODES..).map(|counts| counts.iter().sum()) {
        text.push_str(&format!("and {} more\n", count(more, "node")));
    }
    text
}

/// Nodes of which the same is said in one row, where the first of them stood; each row with how many they are.
fn alike(rows: Vec<Vec<String>>) -> Vec<(usize, Vec<String>)> {
    let mut groups: Vec<(Vec<String>, Vec<String>)> = Vec::new();
    let mut known: HashMap<Vec<String>, usize> = HashMap::new();
    for mut row in rows {
        let name = row.remove(0);
        match known.get(&row) {
            Some(at) => groups[*at].0.push(name),
            None => {
                known.insert(row.clone(), groups.len());
                groups.push((vec![name], row));
            }
        }
    }
    let row = |(names, mut rest): (Vec<String>, Vec<String>)| {
        let more = names.len().saturating_sub(NAMED);
        let mut named = names[..names.len() - more].join(", ");
        if more > 0 {
            named.push_str(&format!(" and {more} more"));
        }
        rest.insert(0, named);
        (names.len(), rest)
    };
    groups.into_iter().map(row).collect()
}

#[derive(Clone, Copy)]
struct Sum {
    pods: usize,
    cpu: Quantity,
    memory: Quantity,
}

impl Default for Sum {
    fn default() -> Self {
        Sum { pods: 0, cpu: Quantity::ZERO, memory: Quantity::ZERO }
    }
}

impl Sum {
    fn add(&mut self, pod: &Pod) {
        let requests = pod_requests(pod);
        let of = |name: &str| requests.get(name).copied().unwrap_or(Quantity::ZERO);
        self.pods += 1;
        self.cpu = self.cpu.plus(of("cpu"));
        self.memory = self.memory.plus(of("memory"));
    }
}

fn share(was: Quantity, is: Quantity, of: Quantity, show: fn(Quantity) -> String) -> String {
    format!("{} → {} of {} ({}%)", show(was), show(is), show(of), percent(is, of))
}

/// Hundredths that are taken, rounded down; of amounts too large to be multiplied, nearly so.
fn percent(is: Quantity, of: Quantity) -> i128 {
    if of.is_zero() {
        return 0;
    }
    let exact = is.nanos().checked_mul(100).and_then(|is| is.checked_div(of.nanos()));
    exact.unwrap_or_else(|| is.nanos().checked_div(of.nanos() / 100).unwrap_or(i128::MAX))
}

fn cores(quantity: Quantity) -> String {
    quantity.with_format(Format::DecimalSi).to_string()
}

/// Whole mebibytes or gibibytes: nobody counts bytes here.
fn bytes(quantity: Quantity) -> String {
    const MI: i64 = 1 << 20;
    let value = quantity.value();
    match value {
        0 => "0".to_owned(),
        v if v % (1024 * MI) == 0 => format!("{}Gi", v / (1024 * MI)),
        v if v >= 10 * 1024 * MI => format!("{}Gi", v / (1024 * MI)),
        v => format!("{}Mi", v / MI),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_of_whatever_size() {
        let quantity = |text: &str| text.parse::<Quantity>().unwrap();
        let most = (0..40).fold(quantity("9223372036854775807"), |sum, _| sum.plus(sum));
        for (is, of, told) in [
            (quantity("1500m"), quantity("4"), 37),
            (quantity("1"), Quantity::ZERO, 0),
            (Quantity::ZERO, quantity("4"), 0),
            (quantity("6"), quantity("4"), 150),
            (most, most, 100),
            (most, quantity("1n"), i128::MAX),
        ] {
            assert_eq!(percent(is, of), told, "{is} of {of}");
        }
    }
}
