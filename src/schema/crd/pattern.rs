//! Go's regular expressions, read by Rust's: the same engine design, with small differences in spelling.

use regex::{Regex, RegexBuilder};

/// Bytes that a compiled pattern may take: Go has no such bound, so it is generous.
const SIZE: usize = 64 << 20;

/// Compiles a pattern as Go's `regexp.Compile` does; `None` where it cannot be.
pub(super) fn compile(pattern: &str) -> Option<Regex> {
    RegexBuilder::new(&translate(pattern)).size_limit(SIZE).build().ok()
}

/// Spells a pattern so that Rust reads it as Go would: classes such as `\d` mean ASCII, brackets and `&&` within a
/// class mean themselves, and so does a brace that begins no repetition.
fn translate(pattern: &str) -> String {
    let mut out = String::with_capacity(pattern.len() + 8);
    let mut rest = pattern;
    let mut class = false;
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        match c {
            '\\' => {
                if !class && let Some(literal) = rest.strip_prefix('Q') {
                    let (quoted, after) = literal.split_once("\\E").unwrap_or((literal, ""));
                    out.push_str(&regex::escape(quoted));
                    rest = after;
                    continue;
                }
                let Some(escaped) = rest.chars().next() else {
                    out.push('\\');
                    break;
                };
                rest = &rest[escaped.len_utf8()..];
                escape(escaped, class, &mut out);
            }
            '[' if class => match posix(rest) {
                Some(name) => {
                    out.push('[');
                    out.push_str(name);
                    rest = &rest[name.len()..];
                }
                None => out.push_str("\\["),
            },
            '[' => {
                class = true;
                out.push('[');
                if let Some(after) = rest.strip_prefix('^') {
                    out.push('^');
                    rest = after;
                }
                // A bracket right at the beginning of a class is a member of it.
                if let Some(after) = rest.strip_prefix(']') {
                    out.push_str("\\]");
                    rest = after;
                }
            }
            ']' if class => {
                class = false;
                out.push(']');
            }
            '&' | '~' if class => {
                out.push('\\');
                out.push(c);
            }
            '-' if class && rest.starts_with('-') => out.push_str("\\-"),
            '{' if !class && !repeats(rest) => out.push_str("\\{"),
            '}' if !class => out.push(c),
            _ => out.push(c),
        }
    }
    out
}

fn escape(escaped: char, class: bool, out: &mut String) {
    match (escaped, class) {
        ('d', true) => out.push_str("0-9"),
        ('w', true) => out.push_str("0-9A-Za-z_"),
        ('s', true) => out.push_str("\\t\\n\\f\\r "),
        ('d', false) => out.push_str("[0-9]"),
        ('w', false) => out.push_str("[0-9A-Za-z_]"),
        ('s', false) => out.push_str("[\\t\\n\\f\\r ]"),
        ('D', _) => out.push_str("[^0-9]"),
        ('W', _) => out.push_str("[^0-9A-Za-z_]"),
        ('S', _) => out.push_str("[^\\t\\n\\f\\r ]"),
        ('b', false) => out.push_str("(?-u:\\b)"),
        ('B', false) => out.push_str("(?-u:\\B)"),
        // Word boundaries in Rust, plain characters in Go.
        ('<' | '>', _) => out.push(escaped),
        _ => {
            out.push('\\');
            out.push(escaped);
        }
    }
}

/// The rest of `[:alpha:]` after its bracket, if it is one.
fn posix(rest: &str) -> Option<&str> {
    let inner = rest.strip_prefix(':')?;
    let end = inner.find(":]")?;
    let name = inner[..end].trim_start_matches('^');
    name.bytes().all(|b| b.is_ascii_lowercase()).then(|| &rest[..end + 3])
}

/// Whether what follows a brace makes it a repetition: `3}`, `3,}`, `3,5}`.
fn repeats(rest: &str) -> bool {
    let Some((inner, _)) = rest.split_once('}') else { return false };
    let (low, high) = inner.split_once(',').unwrap_or((inner, ""));
    !low.is_empty() && low.bytes().chain(high.bytes()).all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::compile;

    #[test]
    fn as_go_reads_them() {
        for (pattern, text, matches) in [
            (r"^\d+$", "12", true),
            (r"^\d+$", "١٢", false),
            (r"^[\w.-]+$", "a-b.c", true),
            (r"^\w$", "é", false),
            (r"^\s$", "\u{a0}", false),
            (r"^\S+$", "é", true),
            (r"^[^\s/]+$", "a/b", false),
            (r"^[[a]$", "[", true),
            (r"^[]a]$", "]", true),
            (r"^[^]a]$", "]", false),
            (r"^[a&&b]$", "&", true),
            (r"^[[:alpha:]]+$", "ab", true),
            (r"^a{2}$", "aa", true),
            (r"^{$", "{", true),
            (r"^a{,2}$", "a{,2}", true),
            (r"^\Qa.b\E$", "a.b", true),
            (r"^\Qa.b\E$", "axb", false),
            (r"^(http|https)://.+$", "https://x", true),
            (r"^.*\.example\.com$", "a.example.com", true),
            (r"^\<$", "<", true),
            (r"^x$", "x\n", false),
        ] {
            let compiled = compile(pattern).unwrap_or_else(|| panic!("{pattern} cannot be read"));
            assert_eq!(compiled.is_match(text), matches, "{pattern} {text:?}");
        }
        assert!(compile("(").is_none());
    }
}
