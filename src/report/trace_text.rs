//! The way of a pod for people: a step for each thing that a component does, with the events that it writes.

use std::fmt::Write as _;

use super::tabs::tabbed;
use crate::placement::Trace;

/// The steps, numbered, and what `kubectl describe pod` would list.
pub(super) fn trace_text(trace: &Trace, width: usize) -> String {
    let mut text = format!("the way of Pod {}:\n", trace.pod);
    for (at, step) in trace.steps.iter().enumerate() {
        let head = format!("{:2}. ", at + 1);
        text.push_str(&wrapped(&format!("{}: {}", step.by, step.does), &head, width));
        for detail in &step.details {
            text.push_str(&wrapped(detail, "    - ", width));
        }
        for event in &step.events {
            let said = format!("{} {} ({}): {}", event.kind(), event.reason, event.about, event.message);
            text.push_str(&wrapped(&said, "    event: ", width));
        }
    }
    let mut rows = String::new();
    for event in trace.events() {
        let _ = writeln!(rows, "  {}\t{}\t<unknown>\t{}\t{}", event.kind(), event.reason, event.from, event.message);
    }
    let name = trace.pod.split_once('/').map_or("", |(_, name)| name);
    if rows.is_empty() {
        let _ = writeln!(text, "\nkubectl describe pod {name} would list no events");
    } else {
        let heads = "  Type\tReason\tAge\tFrom\tMessage\n  ----\t------\t----\t----\t-------\n";
        let _ = write!(text, "\nkubectl describe pod {name} would list\n{}", tabbed(&format!("{heads}{rows}")));
    }
    text
}

fn wrapped(line: &str, head: &str, width: usize) -> String {
    let rest = " ".repeat(head.chars().count());
    let options = textwrap::Options::new(width)
        .initial_indent(head)
        .subsequent_indent(&rest)
        .break_words(false)
        .word_separator(textwrap::WordSeparator::AsciiSpace)
        .word_splitter(textwrap::WordSplitter::NoHyphenation);
    textwrap::fill(line, options) + "\n"
}
