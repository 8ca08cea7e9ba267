//! A broken document as the lines that a person sees.

/// One line. What is asked of it again and again is found out once.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line<'t> {
    /// Byte of its beginning.
    pub(super) start: usize,
    /// Its text, without the line break.
    pub(super) text: &'t str,
    /// Spaces at its beginning.
    pub(super) indent: usize,
    /// The bytes of `- ` at the beginning of its content, over nested ones.
    dashes: usize,
    /// The byte of `text` at which what it says ends.
    said: usize,
    /// It says nothing.
    idle: bool,
}

impl<'t> Line<'t> {
    fn new(start: usize, text: &'t str) -> Self {
        let indent = text.len() - text.trim_start_matches(' ').len();
        let content = &text[indent..];
        let mut rest = content;
        while let Some(after) = rest.strip_prefix("- ") {
            rest = after.trim_start_matches(' ');
        }
        let dashes = if rest == "-" { content.len() } else { content.len() - rest.len() };
        let bare = &content[dashes..];
        let mut hashes = memchr::memchr_iter(b'#', bare.as_bytes());
        let comment = hashes.find(|at| *at > 0 && bare.as_bytes()[at - 1] == b' ').map_or(bare.len(), |at| at - 1);
        let said = indent + dashes + bare[..comment].trim_end().len();
        let first = content.trim_start();
        Line { start, text, indent, dashes, said, idle: first.is_empty() || first.starts_with('#') }
    }

    /// What stands after the indentation.
    pub(super) fn content(&self) -> &'t str {
        &self.text[self.indent..]
    }

    /// Whether nothing but blanks or a comment stands here.
    pub(super) fn is_idle(&self) -> bool {
        self.idle
    }

    /// Byte after the indentation.
    pub(super) fn content_start(&self) -> usize {
        self.start + self.indent
    }

    /// Byte after the last character.
    pub(super) fn end(&self) -> usize {
        self.start + self.text.len()
    }

    /// Whether it begins with a dash.
    pub(super) fn is_item(&self) -> bool {
        self.dashes > 0
    }

    /// The column at which the content begins behind its dashes.
    pub(super) fn inner(&self) -> usize {
        self.indent + self.dashes
    }

    /// The content without dashes and without a trailing comment.
    pub(super) fn bare(&self) -> &'t str {
        &self.text[self.inner()..self.said]
    }

    /// Whether it opens a block: a key without a value.
    pub(super) fn opens(&self) -> bool {
        self.bare().ends_with(':')
    }

    /// Whether text of its own indentation follows (`|`, `>`).
    pub(super) fn opens_text(&self) -> bool {
        let bare = self.bare().trim_end_matches(|c: char| matches!(c, '+' | '-') || c.is_ascii_digit());
        let Some(before) = bare.strip_suffix(['|', '>']) else { return false };
        // An anchor or a tag may stand between.
        let marked = before.trim_end().rsplit(' ').next().is_some_and(|word| word.starts_with(['&', '!']));
        let key = before.trim_end().ends_with(':') && before.ends_with([' ', '\t']);
        before.is_empty() || key || (marked && before.ends_with([' ', '\t']))
    }

    /// The name before `: ` or a closing `:`, where it looks like a key.
    pub(super) fn key(&self) -> Option<&'t str> {
        let bare = self.bare();
        let end = bare.find(": ").or_else(|| bare.strip_suffix(':').map(str::len))?;
        is_name(bare[..end].trim_matches(['"', '\''])).then_some(&bare[..end])
    }
}

/// Whether a text looks like a field's or a label's name.
pub(super) fn is_name(text: &str) -> bool {
    !text.is_empty()
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'/' | b'-'))
        && text.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_')
}

/// The lines of `text`.
pub(super) fn lines(text: &str) -> Vec<Line<'_>> {
    let mut start = 0;
    text.split('\n')
        .map(|full| {
            let text = full.strip_suffix('\r').unwrap_or(full);
            let line = Line::new(start, text);
            start += full.len() + 1;
            line
        })
        .collect()
}

/// The line that holds a byte.
pub(super) fn line_of(lines: &[Line<'_>], at: usize) -> usize {
    lines.partition_point(|l| l.start <= at).saturating_sub(1)
}

/// For each line whether it belongs to a text block (`|`, `>`), where indentation means nothing.
pub(super) fn in_text(lines: &[Line<'_>]) -> Vec<bool> {
    let mut inside: Option<usize> = None;
    lines
        .iter()
        .map(|line| {
            if let Some(column) = inside {
                if line.text.trim().is_empty() || line.indent > column {
                    return true;
                }
                inside = None;
            }
            if !line.is_idle() && line.opens_text() {
                // The text stands deeper than the line that opens it, or than its dash.
                inside = Some(line.indent);
            }
            false
        })
        .collect()
}
