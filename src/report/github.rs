//! GitHub's workflow commands: each finding becomes an annotation at its line of the change.

use std::fmt::Write as _;
use std::io::{self, Write};

use super::{Format, Spelling, View, plain};
use crate::model::{Finding, Severity, count};

/// Annotations of one type that GitHub keeps of a step (`docs/problem-matchers.md` of actions/toolkit); what comes after
/// them is dropped there without a word.
const MOST: usize = 10;

/// `github`
pub(super) const FORMAT: Format = Format {
    name: "github",
    alias: None,
    help: "For GitHub Actions: annotations at the lines of a change",
    write,
    spelling: Spelling::Commands,
    detailed: false,
    whole: false,
    counts_suggestions: false,
};

/// The first of each type, errors first, and a notice that counts the others.
fn write(view: View<'_>, out: &mut dyn Write) -> io::Result<()> {
    let (told, hidden) = view.told();
    let of = |severity| told.iter().copied().filter(move |f| f.severity == severity).collect::<Vec<&Finding>>();
    let [errors, warnings, notices] = [Severity::Error, Severity::Warning, Severity::Info].map(of);
    let is_over = [&errors, &warnings, &notices].iter().any(|of| of.len() > MOST);
    // The notice that counts what is dropped is one, too.
    let room = if is_over || hidden > 0 { MOST - 1 } else { MOST };
    let shown = [(errors, MOST), (warnings, MOST), (notices, room)];
    let shown: Vec<&Finding> = shown.into_iter().flat_map(|(of, most)| of.into_iter().take(most)).collect();
    for finding in &shown {
        writeln!(out, "{}", command(view, finding))?;
    }
    let dropped = told.len() - shown.len() + hidden;
    if dropped > 0 {
        let why =
            if is_over { format!("of a step GitHub keeps {MOST} of a type") } else { "--max-findings".to_owned() };
        writeln!(out, "::notice title=plimsoll::{} not shown ({why})", count(dropped, "more finding"))?;
    }
    Ok(())
}

/// `::error file=…,line=…::message`
fn command(view: View<'_>, finding: &Finding) -> String {
    let (start, end) = view.places.range(finding.file, finding.span);
    let word = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "notice",
    };
    let path = property(&view.path(finding.file));
    let mut text = format!("::{word} file={path},line={},endLine={}", start.line, end.line);
    // The runner takes no columns of a place with several lines.
    if start.line == end.line {
        let _ = write!(text, ",col={},endColumn={}", start.column, end.column);
    }
    let message = plain::message_and_help(finding, &view.request.versions);
    let _ = write!(text, ",title={}::{}", property(finding.rule.id), data(&plain::visible_lines(&message)));
    text
}

/// A message as the runner reads it back (`ActionCommand.cs`, `_escapeDataMappings`).
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A property as the runner reads it back (`_escapePropertyMappings`).
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::super::trial::{ODD_PATH, ODD_WORDS, Trial};
    use super::*;

    /// A command as the runner takes it apart: its name, its properties, its message.
    fn read(line: &str) -> (String, Vec<(String, String)>, String) {
        let back = |text: &str, property: bool| {
            let text = if property { text.replace("%2C", ",").replace("%3A", ":") } else { text.to_owned() };
            text.replace("%0A", "\n").replace("%0D", "\r").replace("%25", "%")
        };
        let (info, data) = line.strip_prefix("::").unwrap().split_once("::").unwrap();
        let (name, properties) = info.split_once(' ').unwrap();
        let properties = properties.split(',').map(|p| {
            let (key, value) = p.split_once('=').unwrap();
            (key.to_owned(), back(value, true))
        });
        (name.to_owned(), properties.collect(), back(data, false))
    }

    #[test]
    fn the_runner_reads_back_what_is_meant() {
        let written = Trial::odd().suggesting().written(&FORMAT);
        let read: Vec<_> = written.lines().map(read).collect();
        let names: Vec<&str> = read.iter().map(|(name, ..)| name.as_str()).collect();
        assert_eq!(names, ["error", "error", "warning", "notice"]);
        let (_, properties, message) = &read[0];
        let own = |key: &str| properties.iter().find(|(k, _)| k == key).map(|(_, v)| v.as_str());
        assert_eq!(own("file"), Some(ODD_PATH));
        assert_eq!(
            (own("line"), own("endLine"), own("col"), own("endColumn")),
            (Some("2"), Some("2"), Some("1"), Some("2"))
        );
        assert_eq!(own("title"), Some("syntax/odd"));
        assert_eq!(*message, format!("{}\nhelp: take `it` off\n@then again", ODD_WORDS.replace('\u{1b}', "\\u{1b}")));
    }

    #[test]
    fn what_github_would_drop_is_counted() {
        let mut trial = Trial::odd().suggesting();
        let one = |severity| trial.outcome.findings.iter().find(|f| f.severity == severity).unwrap().clone();
        let [error, note] = [one(Severity::Error), one(Severity::Info)];
        trial.outcome.findings = [vec![error; 13], vec![note; 10]].concat();
        let written = trial.written(&FORMAT);
        let number = |word: &str| written.lines().filter(|line| line.starts_with(word)).count();
        assert_eq!((number("::error "), number("::notice ")), (10, 10));
        assert!(written.ends_with("::4 more findings not shown (of a step GitHub keeps 10 of a type)\n"), "{written}");
        trial.most = Some(2);
        assert!(trial.written(&FORMAT).contains("::21 more findings not shown (--max-findings)\n"));
    }
}
