//! Changes to files.

use super::{FileId, Span};

/// One replacement of bytes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edit {
    /// The file to change.
    pub file: FileId,
    /// The bytes to replace; empty to insert.
    pub span: Span,
    /// What to put there.
    pub text: String,
}

impl Edit {
    /// Puts `text` in the place of the bytes at `span` of the file at hand.
    pub fn new(span: Span, text: impl Into<String>) -> Self {
        Edit { file: FileId::HERE, span, text: text.into() }
    }

    /// `text` with the edits made; `at` is where in its file it begins. `None` where one lies outside of it, or two
    /// overlap.
    pub fn apply<'e>(text: &str, at: u32, edits: impl IntoIterator<Item = &'e Edit>) -> Option<String> {
        let mut edits: Vec<&Edit> = edits.into_iter().collect();
        edits.sort_by_key(|e| e.span);
        let mut edited = String::with_capacity(text.len() + 64);
        let mut from = 0;
        for edit in edits {
            let (start, end) = (edit.span.start.checked_sub(at)? as usize, edit.span.end.checked_sub(at)? as usize);
            edited.push_str(text.get(from..start)?);
            edited.push_str(&edit.text);
            from = end;
        }
        edited.push_str(text.get(from..)?);
        Some(edited)
    }
}

/// A change that mends a finding.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fix {
    /// In the imperative: "rename to `image`".
    pub title: String,
    /// What the finding's help says of it, once it is proven: "indent these two lines by 2".
    pub says: Option<String>,
    /// Whether it may be made without a person looking: what stands there has one reading only, or the change leaves its
    /// meaning as it is. A guess between two readings is not safe, nor is what drops something, picks a number, or
    /// changes what a sound object means.
    pub safe: bool,
    /// Replacements that do not overlap.
    pub edits: Vec<Edit>,
    /// Findings whose first fixes must be made with this one: it was proven together with them, and not alone.
    pub needs: Vec<Need>,
}

/// A finding of the same file, by its rule and the byte at which it begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Need {
    /// Id of its rule.
    pub rule: &'static str,
    /// Where it begins.
    pub start: u32,
}

impl Fix {
    /// A change that a person should look at.
    pub fn new(title: impl Into<String>, edits: Vec<Edit>) -> Self {
        Fix { title: title.into(), says: None, safe: false, edits, needs: Vec::new() }
    }

    /// The same, where it may be made without a person looking: where it is `certain` that nothing else was meant.
    #[must_use]
    pub fn safe_if(mut self, certain: bool) -> Self {
        self.safe = certain;
        self
    }

    /// The same, with what the help is to say of it.
    #[must_use]
    pub fn saying(mut self, says: impl Into<String>) -> Self {
        self.says = Some(says.into());
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_are_made_together() {
        let edit = |start, end, text: &str| Edit {
            file: FileId::default(),
            span: Span::new(start, end),
            text: text.to_owned(),
        };
        let made = |edits: &[Edit]| Edit::apply("abcdef", 10, edits);
        assert_eq!(made(&[edit(14, 15, "E"), edit(11, 11, "-"), edit(12, 13, "")]).as_deref(), Some("a-bdEf"));
        assert_eq!(made(&[]).as_deref(), Some("abcdef"));
        assert_eq!(made(&[edit(11, 14, ""), edit(13, 15, "")]), None, "they overlap");
        assert_eq!(made(&[edit(9, 10, "")]), None);
        assert_eq!(made(&[edit(15, 17, "")]), None);
    }
}
