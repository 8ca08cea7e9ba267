//! What-if commands for people: who moves, who falls out, who gets a place, before and after.

use super::table::table;
use crate::model::count;
use crate::placement::{Change, Turn};

/// Pods that are told one by one.
const SHOWN: usize = 30;

/// The table of what is another way.
pub(super) fn changes(changes: &[Change]) -> String {
    if changes.is_empty() {
        return "the commands change nothing of where pods run\n".to_owned();
    }
    let or_none = |node: &String| if node.is_empty() { "<none>".to_owned() } else { node.clone() };
    let row = |change: &Change| {
        let (namespace, name) = change.pod.split_once('/').unwrap_or(("", &change.pod));
        let (before, after) = match change.turn {
            Turn::New => (String::new(), or_none(&change.after)),
            Turn::Gone => (or_none(&change.before), String::new()),
            _ => (or_none(&change.before), or_none(&change.after)),
        };
        vec![namespace.to_owned(), name.to_owned(), before, after, words(change).to_owned()]
    };
    let rows: Vec<Vec<String>> = changes.iter().take(SHOWN).map(row).collect();
    let mut text = table(&["NAMESPACE", "NAME", "BEFORE", "AFTER", "CHANGE"], &rows);
    if changes.len() > SHOWN {
        text.push_str(&format!("and {} more\n", count(changes.len() - SHOWN, "pod")));
    }
    let of = |turn: Turn| changes.iter().filter(|change| change.turn == turn).count();
    let sums = [
        (Turn::Loses, "without a place now"),
        (Turn::Moves, "on another node"),
        (Turn::Gets, "with a place now"),
        (Turn::Gone, "gone"),
        (Turn::New, "new"),
    ];
    let sums: Vec<String> =
        sums.iter().filter(|(turn, _)| of(*turn) > 0).map(|(turn, what)| format!("{} {what}", of(*turn))).collect();
    text.push_str(&format!("changed by the commands: {}\n", sums.join(", ")));
    text
}

fn words(change: &Change) -> &'static str {
    match change.turn {
        Turn::Loses => "falls out",
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

    #[test]
    fn what_changes_is_told_before_and_after() {
        let change = |pod: &str, turn, before: &str, after: &str| Change {
            pod: pod.to_owned(),
            turn,
            before: before.to_owned(),
            after: after.to_owned(),
        };
        let all = [
            change("a/x", Turn::Loses, "n1", ""),
            change("a/y", Turn::Moves, "n1", "n2"),
            change("a/z", Turn::New, "", ""),
        ];
        let told = changes(&all);
        assert!(told.contains("n1       <none>   falls out"), "{told}");
        assert!(told.ends_with("changed by the commands: 1 without a place now, 1 on another node, 1 new\n"), "{told}");
        assert!(changes(&[]).contains("change nothing"));
        let many: Vec<Change> = (0..40).map(|i| change(&format!("a/{i}"), Turn::Gone, "n", "")).collect();
        assert!(changes(&many).contains("and 10 pods more"));
    }
}
