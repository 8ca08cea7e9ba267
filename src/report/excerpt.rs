//! The lines that a finding is shown with, as miette asks for them.

use miette::{MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};

use super::Places;
use super::plain::visible;
use crate::model::{FileId, Span};

/// Lines with more bytes are shown in part: a file without line breaks is one line.
const LONG: usize = 400;

/// Bytes shown before and after a place of a long line, and of the place itself.
const PART: usize = 100;

/// A file for miette, which would otherwise read it from the start for every label.
#[derive(Clone, Copy)]
pub(super) struct Source<'a, 'f> {
    pub places: &'a Places<'f>,
    pub file: FileId,
}

/// The last character boundary up to `at`.
fn floor(text: &str, at: usize) -> usize {
    (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

impl Source<'_, '_> {
    /// A place for miette; of one that lies in a long line the beginning.
    pub(super) fn label(&self, span: Span) -> SourceSpan {
        let text = self.places.text(self.file);
        let mut end = span.end as usize;
        if let Some(lines) = self.places.lines(self.file)
            && let first = lines.position(span.start).line
            && (first..=lines.position(span.end).line).any(|line| lines.line_span(line).len() > LONG)
        {
            let line = lines.line_span(first);
            end = floor(text, end.min(span.start as usize + PART).min(line.end as usize));
        }
        SourceSpan::new((span.start as usize).into(), end.saturating_sub(span.start as usize))
    }
}

impl SourceCode for Source<'_, '_> {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        _after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let text = self.places.text(self.file);
        let lines = self.places.lines(self.file).ok_or(MietteError::OutOfBounds)?;
        let clip = |at: usize| u32::try_from(at.min(text.len())).unwrap_or(u32::MAX);
        let (from, to) = (lines.position(clip(span.offset())), lines.position(clip(span.offset() + span.len())));
        // Without context miette asks for the place itself, whose line and column it prints.
        let (line, column, start, end, last) = if before == 0 {
            (from.line, from.column - 1, from.offset, to.offset, to.line)
        } else if (from.line..=to.line).any(|line| lines.line_span(line).len() > LONG) {
            // Of the line no more than a screen holds.
            let line = lines.line_span(from.line);
            let start = floor(text, span.offset().saturating_sub(PART).max(line.start as usize));
            let end = floor(text, (span.offset() + 2 * PART).min(line.end as usize));
            (from.line, start as u32 - line.start, start as u32, end as u32, from.line)
        } else {
            (from.line, 0, lines.line_span(from.line).start, lines.line_span(to.line).end, to.line)
        };
        Ok(Box::new(MietteSpanContents::new_named(
            visible(self.places.path(self.file)).into_owned(),
            &self.places.shown(self.file).as_bytes()[start as usize..end.max(start) as usize],
            SourceSpan::new((start as usize).into(), end.saturating_sub(start) as usize),
            line as usize - 1,
            column as usize,
            // By this miette tells which places are near enough to be drawn in one piece.
            (last + 1 - line) as usize,
        )))
    }
}
