//! How a pod's node won over the others: a table with a row for each plugin and a column for each node, the winner first.

use std::fmt::Write as _;

use super::table::table;
use crate::model::count;
use crate::placement::Placement;
use crate::scheduler::types::{Decision, PodScores, Verdict};

/// Columns of the page that the names of plugins and their weights take, with what parts them.
const NAMES: usize = 45;

/// Nodes that are shown at most, whatever room there is.
const NODES: usize = 8;

/// A table for each pod that had a choice; every score is 0 to 100 as upstream normalises it, the total the sum of score ×
/// weight.
pub(super) fn scores(placement: &Placement, width: usize) -> String {
    let each = placement.decisions.iter().filter_map(|d| Some(one(placement, d, d.scores.as_deref()?, width)));
    let all: Vec<String> = each.collect();
    if all.is_empty() {
        "no pod had several nodes to choose from: nothing was scored\n".to_owned()
    } else {
        all.join("\n")
    }
}

fn one(placement: &Placement, decision: &Decision, scores: &PodScores, width: usize) -> String {
    let won = match &decision.verdict {
        Verdict::Scheduled { node } | Verdict::Preempting { node, .. } => Some(*node),
        _ => None,
    };
    let mut order: Vec<usize> = (0..scores.totals.len()).collect();
    order.sort_by_key(|at| {
        let (node, total) = scores.totals[*at];
        (Some(node) != won, std::cmp::Reverse(total), node)
    });
    let mut room = width.saturating_sub(NAMES);
    let mut shown: Vec<usize> = Vec::new();
    for at in order.iter().copied() {
        let wide = head(placement, scores.totals[at].0, won).chars().count().max(5) + 3;
        if shown.len() > 1 && (wide > room || shown.len() == NODES) {
            break;
        }
        room = room.saturating_sub(wide);
        shown.push(at);
    }
    let heads: Vec<String> = shown.iter().map(|at| head(placement, scores.totals[*at].0, won)).collect();
    let heads: Vec<&str> = ["PLUGIN", "WEIGHT"].into_iter().chain(heads.iter().map(String::as_str)).collect();
    let mut rows: Vec<Vec<String>> = Vec::new();
    for (plugin, weight) in &scores.weights {
        let of = |at: &usize| {
            let weighted = scores.nodes[*at].1.get(plugin).copied().unwrap_or_default();
            (weighted / (*weight).max(1)).to_string()
        };
        rows.push([(*plugin).to_owned(), format!("× {weight}")].into_iter().chain(shown.iter().map(of)).collect());
    }
    let total = |at: &usize| scores.totals[*at].1.to_string();
    rows.push(["TOTAL".to_owned(), String::new()].into_iter().chain(shown.iter().map(total)).collect());
    let key = placement.pods[decision.pod].pod.key();
    let mut text = format!("scores of {key}: {}\n{}", verdict(placement, scores, &order), table(&heads, &rows));
    if let Some(next) = order.get(shown.len()) {
        let (node, total) = scores.totals[*next];
        let more = count(order.len() - shown.len(), "more node");
        let _ = writeln!(text, "and {more}, the best of them {} with {total}", placement.node_name(node));
    }
    text
}

/// The name of a node above its column.
fn head(placement: &Placement, node: usize, won: Option<usize>) -> String {
    let name = placement.node_name(node);
    if Some(node) == won { format!("→ {name}") } else { name.to_owned() }
}

/// By how much the winner won.
fn verdict(placement: &Placement, scores: &PodScores, order: &[usize]) -> String {
    let [first, second, ..] = order else { return String::new() };
    let ((winner, most), (other, next)) = (scores.totals[*first], scores.totals[*second]);
    let (winner, other) = (placement.node_name(winner), placement.node_name(other));
    match scores.ties.len() {
        0 | 1 => format!("{winner} wins with {most}, {} before {other}", most - next),
        ties => format!("{} share the best total of {most}; {winner} is taken", count(ties, "node")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_winner_stands_first_and_is_marked() {
        let node = |name: &str| {
            format!(
                "apiVersion: v1\nkind: Node\nmetadata: {{name: {name}}}\nstatus: {{allocatable: {{cpu: 4, memory: 8Gi, pods: 9}}}}\n---\n"
            )
        };
        let pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  containers: [{name: c, image: 'a:1', resources: {requests: {cpu: 1, memory: 1Gi}}}]\n";
        let text = ["a", "b", "c"].map(node).concat() + pod;
        let files = [crate::discover::SourceFile::new("a.yaml", text)];
        let mut request = crate::pipeline::Request::default();
        request.placing.get_or_insert_default().scores = true;
        let placement = crate::pipeline::run(&files, &request).unwrap().placement.unwrap();
        let told = scores(&placement, 120);
        let lines: Vec<&str> = told.lines().collect();
        assert!(lines[0].starts_with("scores of default/p: 3 nodes share the best total of "), "{told}");
        let heads: Vec<&str> = lines[1].split_whitespace().collect();
        assert_eq!(heads[..3], ["PLUGIN", "WEIGHT", "→"], "{told}");
        assert_eq!(lines.last().unwrap().split_whitespace().next(), Some("TOTAL"), "{told}");
        // Each score times its weight makes up the total.
        let numbers = |line: &str| line.split_whitespace().filter_map(|w| w.parse::<i64>().ok()).collect::<Vec<_>>();
        let sum: i64 = lines[2..lines.len() - 1].iter().map(|line| numbers(line)[0] * numbers(line)[1]).sum();
        assert_eq!(numbers(lines[lines.len() - 1])[0], sum, "{told}");
        // A narrow page has room for two.
        assert!(
            scores(&placement, 60).ends_with("with ".to_owned().as_str())
                || scores(&placement, 50).contains("and 1 more node, the best of them "),
            "{told}"
        );
    }
}
