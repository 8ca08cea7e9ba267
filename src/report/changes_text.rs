//! Who moves, who falls out, who gets a place, before and after: of what-if commands, and between two states.

use std::collections::HashMap;

use super::in_short::{names, nodes};
use super::table::table;
use crate::model::count;
use crate::placement::{Change, Turn};

/// Rows that are told.
const SHOWN: usize = 40;

/// What what-if commands change.
pub(super) fn of_commands(changes: &[Change]) -> String {
    if changes.is_empty() {
        return "the commands change nothing of where pods run\n".to_owned();
    }
    format!("{}changed by the commands: {}\n", rows(changes), sums(changes))
}

/// The table of what is another way: a row for the pods of a workload to which the same happens.
pub(super) fn rows(changes: &[Change]) -> String {
    let groups = groups(changes);
    let cells = |group: &Vec<&Change>| {
        let first = group[0];
        let namespace = first.pod.split_once('/').map_or("", |(namespace, _)| namespace);
        let own = |change: &&Change| change.pod.split_once('/').map_or(change.pod.clone(), |(_, name)| name.to_owned());
        let own: Vec<String> = group.iter().map(own).collect();
        let name = names(&own.iter().map(String::as_str).collect::<Vec<_>>());
        // What was not there, or is no longer, is nowhere.
        let before = if first.turn == Turn::New { String::new() } else { on(group, |change| &change.before) };
        let after = if matches!(first.turn, Turn::Gone | Turn::NotCreated) {
            String::new()
        } else {
            on(group, |change| &change.after)
        };
        vec![namespace.to_owned(), name, before, after, word(first).to_owned()]
    };
    let shown: Vec<Vec<String>> = groups.iter().take(SHOWN).map(cells).collect();
    let mut text = table(&["NAMESPACE", "NAME", "BEFORE", "AFTER", "CHANGE"], &shown);
    if groups.len() > SHOWN {
        let left = groups[SHOWN..].iter().map(Vec::len).sum();
        text.push_str(&format!("and {}\n", count(left, "more pod")));
    }
    text
}

/// How many pods are another way: "2 on another node, 1 new".
pub(super) fn sums(changes: &[Change]) -> String {
    let sums = [
        (Turn::Loses, "without a place now"),
        (Turn::Stays, "held by a budget"),
        (Turn::NotCreated, "not created"),
        (Turn::Moves, "on another node"),
        (Turn::Gets, "with a place now"),
        (Turn::Gone, "gone"),
    ];
    let new = |waits: bool| changes.iter().filter(|c| c.turn == Turn::New && c.after.is_empty() == waits).count();
    let of = |turn: Turn| changes.iter().filter(|change| change.turn == turn).count();
    let sums = sums.iter().map(|(turn, what)| (of(*turn), *what));
    let sums = sums.chain([(new(false), "new"), (new(true), "new and without a place")]);
    sums.filter(|(n, _)| *n > 0).map(|(n, what)| format!("{n} {what}")).collect::<Vec<_>>().join(", ")
}

/// Pods of a workload to which the same happens, in the order of the first of them.
fn groups(changes: &[Change]) -> Vec<Vec<&Change>> {
    let mut groups: Vec<Vec<&Change>> = Vec::new();
    let mut known: HashMap<(&str, &str), usize> = HashMap::new();
    for change in changes {
        let at = *known.entry((change.of.as_str(), word(change))).or_insert_with(|| {
            groups.push(Vec::new());
            groups.len() - 1
        });
        groups[at].push(change);
    }
    groups
}

/// The nodes of a group's pods.
fn on(group: &[&Change], of: impl Fn(&Change) -> &str) -> String {
    let one = |change: &&Change| Some(of(change)).filter(|node| !node.is_empty()).unwrap_or("<none>").to_owned();
    let all: Vec<String> = group.iter().map(one).collect();
    nodes(&all.iter().map(String::as_str).collect::<Vec<_>>())
}

fn word(change: &Change) -> &'static str {
    match change.turn {
        Turn::Loses => "falls out",
        Turn::Stays => "is held by a budget",
        Turn::NotCreated => "is not created",
        Turn::Moves => "moves",
        Turn::Gets => "gets a place",
        Turn::Gone => "is gone",
        Turn::New if change.after.is_empty() => "is new and waits",
        Turn::New => "is new",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(pod: &str, turn: Turn, before: &str, after: &str) -> Change {
        let of = pod.rsplit_once('-').map_or(pod, |(of, _)| of).to_owned();
        Change { pod: pod.to_owned(), of, turn, before: before.to_owned(), after: after.to_owned() }
    }

    #[test]
    fn pods_to_which_the_same_happens_share_a_row() {
        let all = [
            change("a/x-0", Turn::Loses, "n1", ""),
            change("a/x-1", Turn::Loses, "n1", ""),
            change("a/y", Turn::Moves, "n1", "n2"),
            change("a/x-2", Turn::New, "", ""),
        ];
        assert_eq!(
            of_commands(&all),
            "NAMESPACE   NAME      BEFORE   AFTER    CHANGE\n\
             a           x-0, -1   n1       <none>   falls out\n\
             a           y         n1       n2       moves\n\
             a           x-2                <none>   is new and waits\n\
             changed by the commands: 2 without a place now, 1 on another node, 1 new and without a place\n"
        );
        assert!(of_commands(&[]).contains("change nothing"));
        let many: Vec<Change> = (0..90).map(|i| change(&format!("a/{i}"), Turn::Gone, "n", "")).collect();
        assert!(of_commands(&many).contains("and 50 more pods"));
    }

    #[test]
    fn nodes_of_many_are_counted() {
        let many: Vec<Change> =
            (0..9).map(|i| change(&format!("a/w-{i}"), Turn::Moves, "n", if i < 6 { "m" } else { "o" })).collect();
        assert!(rows(&many).contains("w-0 and 8 more   n        m (6), o (3)   moves"), "{}", rows(&many));
    }
}
