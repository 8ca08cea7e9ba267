//! The rules themselves: a list, a page for each, the same for programs.

use std::fmt::Write as _;

use serde::Serialize;

use super::rows::finish;
use crate::model::{Layer, Rule, Severity};

#[derive(Serialize)]
struct Report {
    version: u32,
    rules: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
    id: &'static str,
    layer: Layer,
    severity: Severity,
    summary: &'static str,
    explanation: &'static str,
    bad: Option<&'static str>,
    good: Option<&'static str>,
}

/// A file of the documentation: its path below the folder, and what it holds.
#[derive(Debug)]
pub struct Page {
    /// With `/` between its parts.
    pub path: String,
    /// Markdown.
    pub text: String,
}

/// The rules as lines: id, severity, what it is about.
pub fn list(rules: &[&'static Rule]) -> String {
    let width = rules.iter().map(|rule| rule.id.len()).max().unwrap_or_default();
    let line = |rule: &&Rule| format!("{:width$}  {:7}  {}\n", rule.id, rule.severity.name(), rule.summary);
    rules.iter().map(line).collect()
}

/// The rules for programs (`schemas/json/rules.schema.json`).
pub fn json(rules: &[&'static Rule]) -> String {
    let some = |text: &'static str| (!text.is_empty()).then_some(text);
    let row = |rule: &&'static Rule| Row {
        id: rule.id,
        layer: rule.layer,
        severity: rule.severity,
        summary: rule.summary,
        explanation: rule.explanation.trim(),
        bad: some(rule.bad),
        good: some(rule.good),
    };
    let mut text = Vec::new();
    // Writing into memory cannot fail.
    let _ = finish(&Report { version: 1, rules: rules.iter().map(row).collect() }, &mut text);
    String::from_utf8(text).unwrap_or_default()
}

/// The rules as one page.
pub fn markdown(rules: &[&'static Rule]) -> String {
    let mut text = "# Rules\n".to_owned();
    for rule in rules {
        let _ = write!(text, "\n## {}\n\n{}", rule.id, body(rule, "###"));
    }
    text
}

/// A page for each rule, and one that lists them.
pub fn pages(rules: &[&'static Rule]) -> Vec<Page> {
    let mut index = "# Rules\n\n| Rule | Severity | |\n|---|---|---|\n".to_owned();
    for rule in rules {
        let summary = rule.summary.replace('|', "\\|");
        let _ = writeln!(index, "| [{0}]({0}.md) | {1} | {summary} |", rule.id, rule.severity.name());
    }
    let own = rules.iter().map(|rule| Page { path: format!("{}.md", rule.id), text: page(rule) });
    std::iter::once(Page { path: "index.md".to_owned(), text: index }).chain(own).collect()
}

/// One rule as a page.
pub(super) fn page(rule: &Rule) -> String {
    format!("# {}\n\n{}", rule.id, body(rule, "##"))
}

/// One rule as text, as `explain` shows it.
pub fn text(rule: &Rule) -> String {
    let mut text =
        format!("{} ({})\n\n{}\n\n{}\n", rule.id, rule.severity.name(), rule.summary, rule.explanation.trim());
    for (title, example) in examples(rule) {
        let indented: String =
            example.trim_end().lines().map(|l| format!("    {l}").trim_end().to_owned() + "\n").collect();
        let _ = write!(text, "\n{title}:\n\n{indented}");
    }
    text
}

fn body(rule: &Rule, heading: &str) -> String {
    let mut text = format!("{}. Severity: {}.\n\n{}\n", rule.summary, rule.severity.name(), rule.explanation.trim());
    for (title, example) in examples(rule) {
        let fence = fence(example);
        let _ = write!(text, "\n{heading} {title}\n\n{fence}yaml\n{}\n{fence}\n", example.trim_end());
    }
    text
}

fn examples(rule: &Rule) -> impl Iterator<Item = (&'static str, &'static str)> {
    [("Refused", rule.bad), ("Accepted", rule.good)].into_iter().filter(|(_, example)| !example.is_empty())
}

/// Backticks enough to stand around a text.
pub(super) fn fence(text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    "`".repeat(longest.max(2) + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pipeline::rules::all;

    #[test]
    fn each_rule_has_its_page_and_the_index_leads_to_it() {
        let rules: Vec<_> = all().collect();
        let pages = pages(&rules);
        assert_eq!(pages.len(), rules.len() + 1);
        for page in &pages[1..] {
            assert!(pages[0].text.contains(&format!("]({})", page.path)), "{}", page.path);
            assert!(page.text.starts_with(&format!("# {}\n", page.path.trim_end_matches(".md"))));
        }
        for line in pages[0].text.lines().skip(2) {
            assert_eq!(line.replace("\\|", "").matches('|').count(), 4, "{line}");
        }
    }

    #[test]
    fn a_fence_is_longer_than_what_it_holds() {
        assert_eq!(fence("a"), "```");
        assert_eq!(fence("a ````b` "), "`````");
    }
}
