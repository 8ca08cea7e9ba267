//! The lines that a finding is about, drawn by miette: without its frame, as the line above tells the place already, and
//! with a label beside what it is of where there is room.

use std::collections::BTreeMap;

use miette::{Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, SourceCode};
use textwrap::core::display_width;

use super::paint::Paint;
use crate::model::{Finding, Severity, Span};
use crate::report::Places;
use crate::report::excerpt::Source;
use crate::report::plain::visible;

/// Lines of a place that are shown; of a longer one the first is.
const MOST: u32 = 4;

/// Draws lines of files.
#[derive(Debug)]
pub(super) struct Snippets<'p, 'f> {
    places: &'p Places<'f>,
    paint: Paint<'p>,
    handlers: [GraphicalReportHandler; 3],
}

impl<'p, 'f> Snippets<'p, 'f> {
    /// Of these files.
    pub(super) fn new(places: &'p Places<'f>, paint: Paint<'p>) -> Self {
        let handler = |severity| {
            let mut theme = GraphicalTheme::unicode_nocolor();
            theme.styles.highlights = vec![paint.of(severity)];
            // How many lines there are around a place is the source's to say.
            GraphicalReportHandler::new_themed(theme).with_context_lines(1).without_syntax_highlighting()
        };
        let handlers = [Severity::Info, Severity::Warning, Severity::Error].map(handler);
        Snippets { places, paint, handlers }
    }

    /// The lines of a finding, each with its end; nothing where the file has none.
    pub(super) fn of(&self, finding: &Finding) -> String {
        let source = Source { places: self.places, file: finding.file };
        let mut beside = BTreeMap::new();
        let labels = self.labels(finding, source, &mut beside);
        let mut drawn = String::new();
        // Writing into a string cannot fail, and a place outside the file is drawn without its lines.
        let _ = self.handlers[finding.severity as usize].render_report(&mut drawn, &Excerpt { source, labels });
        let style = self.paint.of(finding.severity);
        unframed(&drawn, beside.into_iter().map(|(line, text)| (line, self.paint.styled(style, &text))).collect())
    }

    /// The places of a finding in its file; what is said beside them is put into `beside`, by line.
    fn labels(
        &self,
        finding: &Finding,
        source: Source<'p, 'f>,
        beside: &mut BTreeMap<u32, String>,
    ) -> Vec<LabeledSpan> {
        let here = finding.related.iter().filter(|r| r.file == finding.file).map(|r| (r.span, r.message.as_str()));
        let all: Vec<_> = std::iter::once((finding.span, finding.label.as_str()))
            .chain(here)
            .map(|(span, text)| {
                let (start, end) = self.places.range(finding.file, span);
                let is_long = end.line - start.line >= MOST;
                let lines = (start.line, if is_long { start.line } else { end.line });
                let shown = if is_long { self.first_line(finding, span) } else { span };
                let text = match (is_long, visible(text)) {
                    (false, text) => text.into_owned(),
                    (true, text) if text.is_empty() => format!("to line {}", end.line),
                    (true, text) => format!("{text}, to line {}", end.line),
                };
                (shown, lines, text)
            })
            .collect();
        let is_alone = |at: usize, line: u32| {
            all.iter().enumerate().all(|(other, (_, lines, _))| other == at || line < lines.0 || lines.1 < line)
        };
        let mut labels = Vec::with_capacity(all.len());
        for (at, (span, (first, last), text)) in all.iter().enumerate() {
            let (_, end) = self.places.range(finding.file, *span);
            let fits = end.column as usize + display_width(text) + 10 <= self.paint.look.width;
            let is_beside = first == last && !text.is_empty() && fits && is_alone(at, *first);
            if is_beside {
                beside.insert(*first, text.clone());
            }
            let own = (!text.is_empty() && !is_beside).then(|| text.clone());
            labels.push(LabeledSpan::new_with_span(own, source.label(*span)));
        }
        labels
    }

    /// The part of a place that lies in its first line.
    fn first_line(&self, finding: &Finding, span: Span) -> Span {
        let Some(lines) = self.places.lines(finding.file) else { return span };
        let line = lines.line_span(lines.position(span.start).line);
        let text = self.places.text(finding.file).get(span.start as usize..line.end as usize).unwrap_or_default();
        Span::new(span.start, span.start + text.trim_end().len() as u32)
    }
}

/// What miette drew without its frames: of several pieces one, whose numbers tell that lines are left out.
fn unframed(drawn: &str, mut beside: BTreeMap<u32, String>) -> String {
    let mut pieces: Vec<(usize, Vec<String>)> = Vec::new();
    let mut current = None;
    for line in drawn.lines() {
        let body = line.trim_start_matches(' ');
        if body.starts_with('╭') {
            pieces.push((line.len() - body.len(), Vec::new()));
        } else if let Some((_, lines)) = pieces.last_mut()
            && !body.starts_with('╰')
        {
            let mut line = line.trim_end().to_owned();
            if body.starts_with('·') {
                if let Some(text) = current.take().and_then(|line| beside.remove(&line)) {
                    line = format!("{line} {text}");
                }
            } else {
                current = body.split(' ').next().and_then(|number| number.parse().ok());
            }
            lines.push(line);
        }
    }
    let widest = pieces.iter().map(|(width, _)| *width).max().unwrap_or_default();
    let mut text = String::with_capacity(drawn.len());
    for (width, lines) in pieces {
        for line in lines {
            text.extend(std::iter::repeat_n(' ', widest - width));
            text.push_str(&line);
            text.push('\n');
        }
    }
    text
}

/// Places of a file, dressed for miette.
struct Excerpt<'a, 'f> {
    source: Source<'a, 'f>,
    labels: Vec<LabeledSpan>,
}

impl std::fmt::Display for Excerpt<'_, '_> {
    fn fmt(&self, _: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        Ok(())
    }
}

impl std::fmt::Debug for Excerpt<'_, '_> {
    fn fmt(&self, _: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        Ok(())
    }
}

impl std::error::Error for Excerpt<'_, '_> {}

impl Diagnostic for Excerpt<'_, '_> {
    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.source)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.labels.iter().cloned()))
    }
}
