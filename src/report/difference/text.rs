//! The difference for people: objects field by field, nodes, pods, what is no longer found; one line for a thing.

use std::fmt::Write as _;

use crate::compare::{Difference, FieldChange, ObjectChange};
use crate::discover::PassReason;
use crate::model::{Finding, Severity, count};
use crate::report::changes_text;

/// Objects that are told one by one, and fields of each; the rest is counted.
const OBJECTS: usize = 100;
const FIELDS: usize = 8;

/// Rows of nodes, pods and findings that are told one by one.
const ROWS: usize = 60;

/// Characters of a value that are shown.
const VALUE: usize = 48;

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
    let pods = changes_text::sums(&difference.pods);
    let pods = if pods.is_empty() { pods } else { format!("; pods: {pods}") };
    let end = match (not_compared(difference), difference.is_none() && findings.is_empty()) {
        (Some(not), true) => format!("; all else is the same; {not}"),
        (Some(not), false) => format!("; {not}"),
        (None, true) => "; the two are the same".to_owned(),
        (None, false) => String::new(),
    };
    format!("{before} to {after}: {}{pods}{end}\n", told.join(", "))
}

/// What was not read, counted by what it is.
fn not_compared(difference: &Difference) -> Option<String> {
    let tally = |why: PassReason| {
        let number = difference.unread.iter().filter(|(_, own)| *own == why).count();
        (number > 0).then(|| why.tally(number))
    };
    let all: Vec<String> = PassReason::ALL.into_iter().filter_map(tally).collect();
    (!all.is_empty()).then(|| format!("not compared: {}", all.join(", ")))
}

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
    if difference.pods.is_empty() { String::new() } else { changes_text::rows(&difference.pods) }
}

/// An object as a person knows it: `Deployment default/web`.
fn name(object: &ObjectChange) -> String {
    let namespace = object.namespace.as_ref().map_or_else(String::new, |namespace| format!("{namespace}/"));
    format!("{} {namespace}{}", object.kind, object.name).trim_end().to_owned()
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
    use crate::compare::Change;

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
