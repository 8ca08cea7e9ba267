//! The difference for people: objects field by field, nodes, pods, what is no longer found; one line for a thing.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::rows::{groups, name, stand, what};
use crate::compare::{Difference, FieldChange, ObjectChange, PodChange};
use crate::model::{Finding, Severity, count};
use crate::report::placement_text::in_short;
use crate::report::table;

/// Objects that are told one by one, and fields of each; the rest is counted.
const OBJECTS: usize = 100;
const FIELDS: usize = 8;

/// Rows of nodes, pods and findings that are told one by one.
const ROWS: usize = 60;

/// Characters of a value that are shown.
const VALUE: usize = 48;

/// Pods of a row that are named one by one.
const NAMED: usize = 4;

/// Everything but the findings that are new, which stand above it.
pub(in crate::report) fn difference_text(difference: &Difference) -> String {
    let parts = [objects(difference), nodes(difference), pods(difference), gone(difference)];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n")
}

/// The last line: what is new, what is gone, what it costs.
pub(in crate::report) fn closing(difference: &Difference, findings: &[Finding]) -> String {
    let [before, after] = &difference.between;
    let number = |severity| findings.iter().filter(|finding| finding.severity == severity).count();
    let mut told = Vec::new();
    for (n, what) in [(number(Severity::Error), "new error"), (number(Severity::Warning), "new warning")] {
        told.push(count(n, what));
    }
    let errors = |gone: &&crate::compare::Gone| gone.severity > Severity::Info;
    told.push(format!("{} gone", difference.gone.iter().filter(errors).count()));
    let number = |word: &str| difference.pods.iter().filter(|pod| what(pod) == word).count();
    let words = PODS.iter().map(|(what, word)| (number(what), word)).filter(|(n, _)| *n > 0);
    let pods: Vec<String> = words.map(|(n, word)| format!("{n} {word}")).collect();
    let pods = if pods.is_empty() { String::new() } else { format!("; pods: {}", pods.join(", ")) };
    let same = if difference.is_none() && findings.is_empty() { "; the two are the same" } else { "" };
    format!("{before} to {after}: {}{pods}{same}\n", told.join(", "))
}

/// What happens to pods, and how it is said of several.
const PODS: [(&str, &str); 7] = [
    ("moves", "on another node"),
    ("loses its node", "without the node they had"),
    ("gets a node", "with a node at last"),
    ("new", "new"),
    ("new, without a node", "new and without a node"),
    ("gone", "gone"),
    ("otherwise without a node", "without a node for another reason"),
];

fn more(text: &mut String, all: usize, most: usize, what: &str) {
    if all > most {
        let _ = writeln!(text, "and {}", count(all - most, what));
    }
}

fn objects(difference: &Difference) -> String {
    let all = &difference.objects;
    let mut text = String::new();
    for object in all.iter().take(OBJECTS) {
        let ObjectChange { change, path, line, fields, .. } = object;
        let _ = writeln!(text, "{} {}   {path}:{line}", change.sign(), name(object));
        for (field, line) in fields.iter().take(FIELDS) {
            let _ = writeln!(text, "    {}   line {line}", of_field(field));
        }
        if fields.len() > FIELDS {
            let _ = writeln!(text, "    and {}", count(fields.len() - FIELDS, "more field"));
        }
    }
    more(&mut text, all.len(), OBJECTS, "more object");
    for (path, change) in difference.files.iter().take(ROWS) {
        let _ = writeln!(text, "{} {path} (no objects of its own)", change.sign());
    }
    more(&mut text, difference.files.len(), ROWS, "more file");
    text
}

/// A field, what it was and what it is.
fn of_field(field: &FieldChange) -> String {
    match (&field.before, &field.after) {
        (Some(before), Some(after)) => format!("{}: {} → {}", field.field, short(before), short(after)),
        (Some(before), None) => format!("{}: {} is gone", field.field, short(before)),
        (None, after) => format!("{}: {} is new", field.field, short(after.as_deref().unwrap_or_default())),
    }
}

/// So much of a value as is read.
fn short(value: &str) -> String {
    let mut shown: String = value.chars().take(VALUE).collect();
    if shown.len() < value.len() {
        shown.push('…');
    }
    shown
}

fn nodes(difference: &Difference) -> String {
    let mut text = String::new();
    let all = &difference.nodes;
    for node in all.iter().take(ROWS) {
        let _ = writeln!(text, "{} node {}", node.change.sign(), node.name);
        for (part, before, after) in node.what.iter().take(FIELDS) {
            let _ = match (before, after) {
                (Some(before), Some(after)) => writeln!(text, "    {part}: {before} → {after}"),
                (Some(_), None) => writeln!(text, "    {part} is gone"),
                (None, Some(_)) if part.starts_with("taint ") || part == "cordoned" => {
                    writeln!(text, "    {part} is new")
                }
                (None, after) => writeln!(text, "    {part}: {} is new", after.as_deref().unwrap_or_default()),
            };
        }
        if node.what.len() > FIELDS {
            let _ = writeln!(text, "    and {} more", node.what.len() - FIELDS);
        }
    }
    more(&mut text, all.len(), ROWS, "more node");
    text
}

fn pods(difference: &Difference) -> String {
    let groups = groups(&difference.pods);
    if groups.is_empty() {
        return String::new();
    }
    let row = |group: &Vec<&PodChange>| {
        let first = group[0];
        let side = |of: fn(&PodChange) -> String| {
            let all: Vec<String> = group.iter().map(|pod| of(pod)).collect();
            if all.iter().all(|one| *one == all[0]) {
                return all[0].clone();
            }
            let mut on: BTreeMap<&str, usize> = BTreeMap::new();
            all.iter().for_each(|one| *on.entry(one).or_default() += 1);
            let mut most: Vec<(&str, usize)> = on.into_iter().collect();
            most.sort_by_key(|(node, n)| (std::cmp::Reverse(*n), *node));
            let told: Vec<String> = most.iter().take(3).map(|(node, n)| format!("{node} ({n})")).collect();
            let rest = most.len().saturating_sub(3);
            told.join(", ") + &if rest > 0 { format!(" and {rest} more") } else { String::new() }
        };
        let before = side(|pod| stand(pod.before.as_ref()));
        let after = side(|pod| stand(pod.after.as_ref()));
        vec![first.namespace.clone(), names(group), before, after, what(first).to_owned()]
    };
    let rows: Vec<Vec<String>> = groups.iter().take(ROWS).map(row).collect();
    let mut text = table(&["NAMESPACE", "POD", "BEFORE", "AFTER", "WHAT"], &rows);
    more(&mut text, groups.len(), ROWS, "more row");
    text
}

/// The names of pods: all of a few, or the first and how many more.
fn names(group: &[&PodChange]) -> String {
    if group.len() > NAMED {
        return format!("{} and {} more", group[0].name, group.len() - 1);
    }
    in_short(group.iter().map(|pod| pod.name.as_str())).join(", ")
}

fn gone(difference: &Difference) -> String {
    let all: Vec<_> = difference.gone.iter().filter(|gone| gone.severity > Severity::Info).collect();
    let mut text = String::new();
    for gone in all.iter().take(ROWS) {
        let _ = writeln!(text, "gone: {}:{}: {} [{}]", gone.path, gone.line, first_line(&gone.message), gone.rule);
    }
    more(&mut text, all.len(), ROWS, "more finding that is gone");
    text
}

fn first_line(message: &str) -> &str {
    message.lines().next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::{Change, Stand};

    fn pod(
        name: &str,
        before: Option<(&'static str, Option<&str>)>,
        after: Option<(&'static str, Option<&str>)>,
    ) -> PodChange {
        let stand = |side: Option<(&'static str, Option<&str>)>| {
            side.map(|(status, node)| Stand { status, node: node.map(str::to_owned) })
        };
        PodChange {
            namespace: "default".to_owned(),
            name: name.to_owned(),
            workload: Some(("Deployment".to_owned(), "web".to_owned())),
            before: stand(before),
            after: stand(after),
        }
    }

    #[test]
    fn pods_to_which_the_same_happens_share_a_row() {
        let (placed, pending) = (Some(("Scheduled", Some("n1"))), Some(("Pending", None)));
        let pods = vec![pod("web-0", placed, pending), pod("web-1", placed, pending), pod("web-2", None, placed)];
        let difference = Difference { pods, ..Difference::default() };
        assert_eq!(
            difference_text(&difference),
            "NAMESPACE   POD         BEFORE   AFTER     WHAT\n\
             default     web-0, -1   n1       Pending   loses its node\n\
             default     web-2       <none>   n1        new\n"
        );
        assert_eq!(difference.pods_left(), 2);
        assert!(
            closing(&difference, &[]).contains("pods: 2 without the node they had, 1 new"),
            "{}",
            closing(&difference, &[])
        );
    }

    #[test]
    fn long_values_are_cut() {
        assert_eq!(short(&"ü".repeat(60)).chars().count(), VALUE + 1);
        assert_eq!(short("\"a\""), "\"a\"");
    }

    #[test]
    fn the_same_is_said() {
        let difference = Difference { between: ["a".to_owned(), "b".to_owned()], ..Difference::default() };
        assert_eq!(difference_text(&difference), "");
        assert_eq!(closing(&difference, &[]), "a to b: 0 new errors, 0 new warnings, 0 gone; the two are the same\n");
        assert_eq!(Change::Added.sign(), '+');
    }
}
