//! One line for each finding, as compilers write them: vim's quickfix list, emacs' `gnu`, matchers of gcc's lines.

use std::io::{self, Write};

use super::{Format, Spelling, View, plain};

/// `compact`
pub(super) const FORMAT: Format = Format {
    name: "compact",
    alias: None,
    help: "For editors and problem matchers: path:line:col: severity: message [rule]",
    write,
    spelling: Spelling::Text,
    detailed: false,
    whole: false,
    counts_suggestions: false,
};

/// Findings, and no other line that a matcher could take for one. Paths are those of the working folder, as editors look
/// for them there.
fn write(view: View<'_>, out: &mut dyn Write) -> io::Result<()> {
    for finding in view.told().0 {
        writeln!(out, "{}", plain::line(view, view.places.path(finding.file), finding))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::trial::{ODD_PATH, Trial};
    use super::*;

    #[test]
    fn each_finding_is_a_line() {
        let written = Trial::odd().written(&FORMAT);
        assert_eq!(written.lines().count(), 3, "{written}");
        let first = written.lines().next().unwrap();
        assert_eq!(
            first,
            format!(
                "{}:2:1: error: odd `x` ]]> | \"q\" <b>@all</b> ::error::no \\u{{1b}}[31m two [syntax/odd]",
                ODD_PATH.replace('\n', "\\n")
            )
        );
    }

    #[test]
    fn the_matcher_that_is_shipped_reads_the_lines() {
        let text = std::fs::read_to_string(".github/plimsoll-matcher.json").unwrap();
        let config: serde_json::Value = serde_json::from_str(&text).unwrap();
        let matchers = config["problemMatcher"].as_array().unwrap();
        let written = Trial::odd().suggesting().written(&FORMAT);
        let mut seen = Vec::new();
        for line in written.lines() {
            for matcher in matchers {
                let pattern = &matcher["pattern"][0];
                let regex = regex::Regex::new(pattern["regexp"].as_str().unwrap()).unwrap();
                let Some(found) = regex.captures(line) else { continue };
                let part = |name: &str| pattern[name].as_u64().map(|at| found[at as usize].to_owned());
                let severity = part("severity").or_else(|| matcher["severity"].as_str().map(str::to_owned));
                assert_eq!(part("file").unwrap(), ODD_PATH.replace('\n', "\\n"));
                assert!(!part("message").unwrap().contains("[syntax/"), "{line}");
                seen.push((part("line").unwrap(), part("column").unwrap(), severity.unwrap(), part("code").unwrap()));
            }
        }
        let own = |line: &str, column: &str, severity: &str| {
            (line.to_owned(), column.to_owned(), severity.to_owned(), "syntax/odd".to_owned())
        };
        let expected =
            [own("2", "1", "error"), own("2", "4", "warning"), own("3", "1", "error"), own("3", "1", "notice")];
        assert_eq!(seen, expected);
    }
}
