//! Text of manifests in Markdown, so that it is text: it ends no cell of a table, is no HTML, calls nobody by name.

use std::fmt::Write as _;

use super::super::plain;

/// Set behind `@` and `#`: seen by nobody, but what follows is no longer a person or an issue. A character reference
/// alone would not do: platforms look for names in what is rendered.
const APART: &str = "&#8203;";

/// A text of one line or several, with the words between backticks as code.
pub(super) fn prose(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 32);
    let lines = text.split(['\n', '\r']).map(str::trim).filter(|line| !line.is_empty());
    for (at, line) in lines.enumerate() {
        if at > 0 {
            out.push_str("<br>");
        }
        let mut parts = line.split('`').peekable();
        let mut is_code = false;
        while let Some(part) = parts.next() {
            match (is_code, parts.peek()) {
                // A backtick without a second is one.
                (true, None) => out.push_str(&format!("&#96;{}", words(part))),
                (true, Some(_)) if part.is_empty() => {}
                (true, Some(_)) => out.push_str(&code(part)),
                (false, _) => out.push_str(&words(part)),
            }
            is_code = !is_code;
        }
    }
    out
}

/// A text as code in one line. Within it nobody is called and nothing linked.
pub(super) fn code(text: &str) -> String {
    format!("<code>{}</code>", escaped(&plain::visible(text), ""))
}

/// A text in one line.
pub(super) fn words(text: &str) -> String {
    escaped(&plain::folded(text), APART)
}

/// Every sign that Markdown or HTML might take for its own as a character reference, which is neither's.
fn escaped(text: &str, apart: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        match c {
            // Nothing begins with a colon that a blank follows: no address, no picture of a face.
            ':' if rest.as_str().starts_with(' ') => out.push(c),
            '.' | ',' | ';' | '\'' | '(' | ')' | '/' | '-' | '=' | '%' | '?' | '+' => out.push(c),
            '@' | '#' => {
                let _ = write!(out, "&#{};{apart}", u32::from(c));
            }
            _ if c.is_ascii_punctuation() => {
                let _ = write!(out, "&#{};", u32::from(c));
            }
            _ => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_between_backticks_are_code() {
        assert_eq!(prose("unknown field `spec.a`, odd"), "unknown field <code>spec.a</code>, odd");
        assert_eq!(prose("a `b"), "a &#96;b");
        assert_eq!(prose("a\n  `b`"), "a<br><code>b</code>");
    }

    #[test]
    fn nothing_breaks_out() {
        let written = prose("a | b <script> @all #1 **x** [l](https://a.b) `c|d</code>@e` \u{1b}[0m");
        for sign in ["|", "<script", "@", "**", "](", "://", "\u{1b}"] {
            assert!(!written.contains(sign), "{sign}: {written}");
        }
        assert!(written.contains("&#64;&#8203;all"), "{written}");
        assert!(written.contains("<code>c&#124;d&#60;/code&#62;&#64;e</code>"), "{written}");
    }
}
