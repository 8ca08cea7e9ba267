//! The Test Anything Protocol, version 14, as readers of version 13 take it, too: a test point for each object, and below
//! it, as YAML, what was found in it.

use std::fmt::Write as _;
use std::io::{self, Write};

use super::cases::{Case, groups};
use super::{Format, Spelling, View, plain};
use crate::model::{Finding, count};

/// `tap`
pub(super) const FORMAT: Format = Format {
    name: "tap",
    alias: None,
    help: "For harnesses of the Test Anything Protocol (14): each object is a test point",
    write,
    spelling: Spelling::Json,
    detailed: false,
    whole: true,
    counts_suggestions: false,
};

fn write(view: View<'_>, out: &mut dyn Write) -> io::Result<()> {
    let groups = groups(view);
    let number: usize = groups.iter().map(|group| group.cases.len()).sum();
    writeln!(out, "TAP version 14")?;
    if number == 0 {
        return writeln!(out, "1..0 # SKIP nothing was looked at");
    }
    writeln!(out, "1..{number}")?;
    let cases = groups.iter().flat_map(|group| group.cases.iter().map(|case| (group.path.as_str(), case)));
    for (at, (path, case)) in cases.enumerate() {
        out.write_all(point(view, at + 1, path, case).as_bytes())?;
    }
    Ok(())
}

fn point(view: View<'_>, number: usize, path: &str, case: &Case<'_>) -> String {
    let name = escaped(&plain::folded(&format!("{}: {}", plain::visible(path), case.name)));
    let mut text = format!("{} {number} - {name}", if case.fails() { "not ok" } else { "ok" });
    match &case.unchecked {
        Some(why) if !case.fails() => {
            let _ = write!(text, " # SKIP {}", escaped(&plain::folded(why)));
        }
        _ => {}
    }
    text.push('\n');
    if case.findings.is_empty() && case.hidden == 0 {
        return text;
    }
    text.push_str("  ---\n");
    if case.hidden > 0 {
        let hidden = format!("{} not shown (--max-findings)", count(case.hidden, "finding"));
        let _ = writeln!(text, "  message: {}", quoted(&hidden));
    }
    if !case.findings.is_empty() {
        text.push_str("  findings:\n");
    }
    case.findings.iter().for_each(|finding| text.push_str(&diagnostic(view, path, finding)));
    text + "  ...\n"
}

/// A finding as an item of the list of YAML.
fn diagnostic(view: View<'_>, path: &str, finding: &Finding) -> String {
    let (start, _) = view.places.range(finding.file, finding.span);
    let message = plain::message(finding, &view.request.versions);
    let mut text = format!("    - message: {}\n", quoted(&message));
    let mut add = |key: &str, value: String| {
        let _ = writeln!(text, "      {key}: {value}");
    };
    add("severity", quoted(plain::word(finding.severity)));
    add("rule", quoted(finding.rule.id));
    add("at", format!("{{file: {}, line: {}, column: {}}}", quoted(path), start.line, start.column));
    if let Some(help) = &finding.help {
        add("help", quoted(help));
    }
    text
}

/// A text of a test line: a `#` would begin a directive.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('#', "\\#")
}

/// A text as YAML in double quotes, in one line; JSON's escapes are YAML's.
fn quoted(text: &str) -> String {
    let json = serde_json::Value::from(text).to_string();
    let mut quoted = String::with_capacity(json.len());
    for c in json.chars() {
        if plain::is_unseen(c) || matches!(c, '\u{fffe}' | '\u{ffff}') {
            let _ = write!(quoted, "\\u{:04x}", u32::from(c));
        } else {
            quoted.push(c);
        }
    }
    quoted
}

#[cfg(test)]
mod tests {
    use super::super::trial::{ODD_PATH, ODD_WORDS, Trial};
    use super::*;

    #[test]
    fn what_is_found_is_yaml_below_its_point() {
        let written = Trial::odd().written(&FORMAT);
        let mut lines = written.lines();
        assert_eq!(lines.next(), Some("TAP version 14"));
        assert_eq!(lines.next(), Some("1..1"));
        assert_eq!(lines.next(), Some("not ok 1 - a b/50%,c:d\\#e?\\\\nü|`.yaml: K|<i> n \\#1"));
        let yaml: String = lines.map(|line| line.strip_prefix("  ").unwrap().to_owned() + "\n").collect();
        let yaml = yaml.strip_prefix("---\n").unwrap().strip_suffix("...\n").unwrap();
        let value: serde_yaml::Value = serde_yaml::from_str(yaml).unwrap();
        let findings = value["findings"].as_sequence().unwrap();
        assert_eq!(findings.len(), 3);
        assert_eq!(findings[0]["message"].as_str(), Some(ODD_WORDS));
        assert_eq!(findings[0]["at"]["file"].as_str(), Some(ODD_PATH));
        assert_eq!(findings[1]["severity"].as_str(), Some("warning"));
    }

    #[test]
    fn nothing_is_a_plan_of_nothing() {
        assert_eq!(Trial::of(Vec::new()).written(&FORMAT), "TAP version 14\n1..0 # SKIP nothing was looked at\n");
    }

    #[test]
    fn what_is_not_yaml_is_spelled_out() {
        assert_eq!(quoted("a\u{7f}\u{85}\"\n"), "\"a\\u007f\\u0085\\\"\\n\"");
    }
}
