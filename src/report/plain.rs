//! Words and texts that formats of lines share: a message with its versions, one line of a text of several.

use std::borrow::Cow;
use std::fmt::Write as _;

use super::View;
use crate::model::{Finding, Severity, Version};

/// What a finding says, with the versions it holds for where those are fewer than were asked for.
pub(super) fn message<'f>(finding: &'f Finding, versions: &[Version]) -> Cow<'f, str> {
    let holds: Vec<String> =
        versions.iter().filter(|v| finding.versions.contains(**v)).map(ToString::to_string).collect();
    if holds.is_empty() || holds.len() == versions.len() {
        return finding.message.as_str().into();
    }
    format!("{} (Kubernetes {})", finding.message, holds.join(", ")).into()
}

/// What a finding says, and beneath it what helps.
pub(super) fn message_and_help(finding: &Finding, versions: &[Version]) -> String {
    let mut text = message(finding, versions).into_owned();
    if let Some(help) = &finding.help {
        let _ = write!(text, "\nhelp: {help}");
    }
    text
}

/// A severity in the words of compilers, which editors, matchers and SARIF know.
pub(super) fn word(severity: Severity) -> &'static str {
    if severity == Severity::Info { "note" } else { severity.name() }
}

/// A finding as compilers write it: `path:line:col: severity: message [rule]`, in one line.
pub(super) fn line(view: View<'_>, path: &str, finding: &Finding) -> String {
    let (start, _) = view.places.range(finding.file, finding.span);
    let message = message(finding, &view.request.versions);
    format!(
        "{}:{}:{}: {}: {} [{}]",
        visible(path),
        start.line,
        start.column,
        word(finding.severity),
        folded(&message),
        finding.rule.id
    )
}

/// A text in one line: line breaks, with the blanks around them, become one blank.
pub(super) fn folded(text: &str) -> Cow<'_, str> {
    if !text.contains(['\n', '\r']) {
        return visible(text);
    }
    let lines = text.split(['\n', '\r']).map(str::trim).filter(|line| !line.is_empty());
    visible(&lines.collect::<Vec<_>>().join(" ")).into_owned().into()
}

/// Whether a character is one that nobody sees, and that would change what is seen around it.
pub(super) fn is_unseen(c: char) -> bool {
    c.is_control()
        // No characters at all, which XML refuses.
        || u32::from(c) & 0xfffe == 0xfffe
        || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// A text with its control characters, and those that turn the direction of writing, spelled out.
pub(super) fn visible(text: &str) -> Cow<'_, str> {
    if !text.contains(is_unseen) {
        return text.into();
    }
    let mut seen = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        if is_unseen(c) { seen.extend(c.escape_default()) } else { seen.push(c) }
    }
    seen.into()
}

/// The same of a text whose lines stay lines.
pub(super) fn visible_lines(text: &str) -> String {
    text.lines().map(visible).collect::<Vec<_>>().join("\n")
}

/// A text of no more than that many bytes; where some are cut off, it ends in `…`.
pub(super) fn clipped(text: &str, most: usize) -> Cow<'_, str> {
    if text.len() <= most {
        return text.into();
    }
    let mut end = most.saturating_sub('…'.len_utf8());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    format!("{}…", &text[..end]).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_become_one() {
        assert_eq!(folded("a\n  b\r\n\nc d"), "a b c d");
        assert_eq!(folded("a  b"), "a  b");
        assert_eq!(visible("a\u{1b}[1m\u{202e}ü"), "a\\u{1b}[1m\\u{202e}ü");
        assert_eq!(visible("a b\nc"), "a b\\nc");
        assert_eq!(visible("\u{ffff}\u{1fffe}"), "\\u{ffff}\\u{1fffe}");
        assert_eq!(visible_lines("a\u{7}\r\nb"), "a\\u{7}\nb");
    }

    #[test]
    fn a_cut_is_seen() {
        assert_eq!(clipped("äöü", 6), "äöü");
        assert_eq!(clipped("äöüß", 6), "ä…");
    }
}
