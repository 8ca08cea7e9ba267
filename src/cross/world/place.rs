//! Where in a manifest something stands, kept when its tree is gone.

use std::fmt;

use crate::model::{Finding, Rule, Span};
use crate::resource::Field;

/// A field's path, put together only where it is told: pieces with or without the number of an item, and an end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::cross) struct Path {
    pieces: [(&'static str, Option<u32>); 4],
    end: &'static str,
}

impl Path {
    /// A path that is known while compiling.
    pub(in crate::cross) const fn of(end: &'static str) -> Self {
        Path { pieces: [("", None); 4], end }
    }

    /// The path of a field of the pod that lies below `base` (`spec.template.`).
    pub(in crate::cross) const fn below(base: &'static str, end: &'static str) -> Self {
        Path { pieces: [(base, None), ("", None), ("", None), ("", None)], end }
    }

    /// The same field of the item of that number of the list `list`, which lies where the path leads so far.
    #[must_use]
    pub(in crate::cross) fn item(mut self, list: &'static str, number: usize, end: &'static str) -> Self {
        if let Some(free) = self.pieces.iter_mut().find(|piece| piece.0.is_empty()) {
            *free = (list, Some(u32::try_from(number).unwrap_or(u32::MAX)));
        }
        self.end = end;
        self
    }

    /// The same with another end.
    #[must_use]
    pub(in crate::cross) const fn ending(mut self, end: &'static str) -> Self {
        self.end = end;
        self
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (name, number) in self.pieces.iter().filter(|piece| !piece.0.is_empty()) {
            f.write_str(name)?;
            if let Some(number) = number {
                write!(f, "[{number}].")?;
            }
        }
        f.write_str(self.end)
    }
}

/// A value that stands in a manifest.
#[derive(Clone, Copy, Debug)]
pub(in crate::cross) struct Place {
    /// Its bytes.
    pub(in crate::cross) span: Span,
    /// Its field.
    pub(in crate::cross) path: Path,
    /// The quote that it stands in.
    quote: Option<char>,
}

impl Place {
    /// The value of `field`.
    pub(in crate::cross) fn of(field: Field<'_>, path: Path) -> Self {
        let quote = field.node().and_then(|node| node.source().chars().next()).filter(|c| matches!(c, '"' | '\''));
        Place { span: field.span(), path, quote }
    }

    /// A finding about it.
    pub(in crate::cross) fn finding(&self, rule: &'static Rule, message: String) -> Finding {
        let mut finding = Finding::of(rule, self.span, message);
        finding.field(self.path.to_string());
        finding
    }

    /// Says what was meant instead of it, and offers that.
    pub(in crate::cross) fn mean(&self, finding: &mut Finding, meant: &str) {
        finding.help(format!("did you mean `{meant}`?"));
        self.offer(finding, meant);
    }

    /// Offers another text in its place.
    pub(in crate::cross) fn offer(&self, finding: &mut Finding, text: &str) {
        let written = self.quote.map_or_else(|| text.to_owned(), |quote| format!("{quote}{text}{quote}"));
        finding.fix(format!("change to `{text}`"), self.span, written);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_put_together() {
        let path = Path::below("spec.template.", "").item("spec.containers", 2, "image").item("env", 0, "valueFrom.x");
        assert_eq!(path.to_string(), "spec.template.spec.containers[2].env[0].valueFrom.x");
        assert_eq!(Path::of("roleRef.name").to_string(), "roleRef.name");
        assert_eq!(Path::below("spec.template.", "spec.a").to_string(), "spec.template.spec.a");
    }
}
