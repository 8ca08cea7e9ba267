//! For people: compiler-like findings through miette, and a closing line that leaves nothing out.

use std::fmt::Write as _;
use std::io::{self, Write};

use miette::{Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, SourceCode};

use super::closing::closing;
use super::excerpt::Source;
use super::guard::harmless;
use super::inventory::inventory_text;
use super::plain::{visible, visible_lines};
use super::{Format, Places, Spelling, View, left_out, placement_text, plain, unchecked};
use crate::model::{Finding, Severity, Span, count};
use crate::pipeline::{Fixed, Request, Tell};

/// How text is drawn.
#[derive(Clone, Copy, Debug)]
pub struct Look {
    /// With ANSI colours.
    pub color: bool,
    /// Columns to wrap at.
    pub width: usize,
}

/// `text`
pub(super) const FORMAT: Format = Format {
    name: "pretty",
    alias: Some("text"),
    help: "For people: each finding with its lines and what helps",
    write,
    spelling: Spelling::Text,
    detailed: false,
    whole: false,
};

/// Findings, then what became of the pods, then what was looked at.
fn write(view: View<'_>, out: &mut dyn Write) -> io::Result<()> {
    let View { outcome, places, request, suggestions, verbose, look, .. } = view;
    let report = TextReport::new(places, look, request);
    let (told, left_out) = view.told();
    for finding in told {
        out.write_all(report.finding(finding).as_bytes())?;
    }
    if left_out > 0 {
        writeln!(out, "{} not shown (--max-findings)\n", count(left_out, "more finding"))?;
    }
    if view.quiet && outcome.nodes.is_none() {
        return Ok(());
    }
    if let Some(nodes) = &outcome.nodes {
        return out.write_all(harmless(&inventory_text(nodes)).as_bytes());
    }
    let placed = outcome.placement.as_ref().filter(|placement| !placement.nodes.is_empty());
    if let Some(placement) = placed {
        let scores = request.placing.as_ref().is_some_and(|placing| placing.scores);
        out.write_all(harmless(&placement_text::whole(placement, scores)).as_bytes())?;
        out.write_all(harmless(&left_out::lines(&outcome.left_out, places, verbose)).as_bytes())?;
    }
    if verbose {
        out.write_all(harmless(&unchecked::lines(outcome, places)).as_bytes())?;
    }
    if let Some(fixed) = outcome.fixed {
        writeln!(out, "{}", mended(fixed, false))?;
    }
    if request.tell == Tell::All {
        out.write_all(closing(outcome, !suggestions).as_bytes())?;
    }
    if outcome.placement.is_some() && placed.is_none() {
        out.write_all(NO_NODES.as_bytes())?;
    }
    Ok(())
}

/// What is said where there is no inventory.
const NO_NODES: &str = "\
nothing was placed: no node is declared. Add Node objects to the paths, or name them with --nodes PATH
(`kubectl get nodes,pods,pv,pvc,storageclass -A -o yaml > cluster.yaml` writes them)
";

/// Draws findings one after the other.
#[derive(Debug)]
pub struct TextReport<'p, 'f> {
    places: &'p Places<'f>,
    handler: GraphicalReportHandler,
    versions: Vec<crate::model::Version>,
}

impl<'p, 'f> TextReport<'p, 'f> {
    /// A report on the files of `places`.
    pub fn new(places: &'p Places<'f>, look: Look, request: &Request) -> Self {
        let theme = if look.color { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
        let handler = GraphicalReportHandler::new_themed(theme)
            .with_width(look.width)
            .with_links(false)
            .with_context_lines(1)
            .with_word_separator(textwrap::WordSeparator::AsciiSpace)
            .with_word_splitter(textwrap::WordSplitter::NoHyphenation)
            .with_break_words(false);
        TextReport { places, handler, versions: request.versions.clone() }
    }

    /// One finding as a block of lines, with an empty line after it.
    pub fn finding(&self, finding: &Finding) -> String {
        let shown = Shown::new(finding, self.places, &self.versions);
        let mut out = String::new();
        // Writing into a string cannot fail, and a place outside the file is drawn without its lines.
        let _ = self.handler.render_report(&mut out, &shown);
        let lines = out.lines().map(str::trim_end);
        let mut text = lines.skip_while(|line| line.is_empty()).fold(String::new(), |mut text, line| {
            text.push_str(line);
            text.push('\n');
            text
        });
        while text.ends_with("\n\n") {
            text.pop();
        }
        text.push('\n');
        text
    }
}

/// A finding dressed for miette.
struct Shown<'a, 'f> {
    finding: &'a Finding,
    message: String,
    source: Source<'a, 'f>,
    elsewhere: Vec<Elsewhere<'a, 'f>>,
}

/// A second place in another file.
struct Elsewhere<'a, 'f> {
    message: String,
    span: Span,
    source: Source<'a, 'f>,
}

impl<'a, 'f> Shown<'a, 'f> {
    fn new(finding: &'a Finding, places: &'a Places<'f>, versions: &[crate::model::Version]) -> Self {
        let elsewhere = finding.related.iter().filter(|r| r.file != finding.file).map(|r| Elsewhere {
            message: visible_lines(&r.message),
            span: r.span,
            source: Source { places, file: r.file },
        });
        let message = visible_lines(&plain::message(finding, versions));
        Shown { finding, message, source: Source { places, file: finding.file }, elsewhere: elsewhere.collect() }
    }
}

impl std::fmt::Display for Shown<'_, '_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::fmt::Debug for Shown<'_, '_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Shown<'_, '_> {}

impl Diagnostic for Shown<'_, '_> {
    fn code<'a>(&'a self) -> Option<Box<dyn std::fmt::Display + 'a>> {
        Some(Box::new(self.finding.rule.id))
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.finding.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
            Severity::Info => miette::Severity::Advice,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn std::fmt::Display + 'a>> {
        self.finding.help.as_ref().map(|help| Box::new(visible_lines(help)) as Box<dyn std::fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.source)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let finding = self.finding;
        let own = (!finding.label.is_empty()).then(|| visible(&finding.label).into_owned());
        let first = LabeledSpan::new_primary_with_span(own, self.source.label(finding.span));
        let here = finding.related.iter().filter(|r| r.file == finding.file);
        let others =
            here.map(|r| LabeledSpan::new_with_span(Some(visible(&r.message).into_owned()), self.source.label(r.span)));
        Some(Box::new(std::iter::once(first).chain(others)))
    }

    fn related<'a>(&'a self) -> Option<Box<dyn Iterator<Item = &'a dyn Diagnostic> + 'a>> {
        (!self.elsewhere.is_empty()).then(|| Box::new(self.elsewhere.iter().map(|e| e as &dyn Diagnostic)) as Box<_>)
    }
}

impl std::fmt::Display for Elsewhere<'_, '_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::fmt::Debug for Elsewhere<'_, '_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Elsewhere<'_, '_> {}

impl Diagnostic for Elsewhere<'_, '_> {
    fn severity(&self) -> Option<miette::Severity> {
        Some(miette::Severity::Advice)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.source)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(std::iter::once(LabeledSpan::new_primary_with_span(None, self.source.label(self.span)))))
    }
}

/// What was mended, in one line, or what would be.
pub fn mended(fixed: Fixed, would: bool) -> String {
    let mut text = match (fixed.mistakes, would) {
        (0, false) => "nothing was fixed".to_owned(),
        (0, true) => "nothing would be fixed".to_owned(),
        (mistakes, _) => {
            let verb = if would { "would fix" } else { "fixed" };
            format!("{verb} {} in {}", count(mistakes, "mistake"), count(fixed.files, "file"))
        }
    };
    if fixed.held > 0 {
        let fixes = if fixed.held == 1 { "fix" } else { "fixes" };
        let _ = write!(text, "; {} {fixes} held back, as something else would be wrong then", fixed.held);
    }
    if fixed.left > 0 {
        let fixes = if fixed.left == 1 { "fix" } else { "fixes" };
        let _ = write!(text, "; {} {fixes} not tried, as that would have taken too long", fixed.left);
    }
    if fixed.more > 0 {
        let _ = write!(text, "; --fix=all would fix {}{}", fixed.more, if fixed.mistakes > 0 { " more" } else { "" });
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::discover::SourceFile;
    use crate::model::{FileId, Layer, Rule};

    static TEST: Rule = Rule::error(Layer::Syntax, "syntax/odd", "Odd", "Something odd.", "", "");

    fn drawn(text: &str, spans: &[(usize, usize)]) -> String {
        let files = [SourceFile::new("a.yaml", text)];
        let places = Places::new(&files);
        let look = Look { color: false, width: 100 };
        let span = |(start, end): &(usize, usize)| Span::new(*start as u32, *end as u32);
        let mut finding = Finding { file: FileId(0), ..Finding::of(&TEST, span(&spans[0]), "odd") };
        spans[1..].iter().for_each(|r| {
            finding.relate(span(r), "here too");
        });
        TextReport::new(&places, look, &Request::default()).finding(&finding)
    }

    #[test]
    fn of_a_long_line_a_part_is_shown() {
        let text = format!("a: [{}odd, {}]\nb: 1\n", "é, ".repeat(30_000), "x, ".repeat(30_000));
        let at = text.find("odd").unwrap();
        let report = drawn(&text, &[(at, at + 3)]);
        assert!(report.len() < 1_000 && report.contains("odd"), "{report}");
        assert!(report.contains(&format!("a.yaml:1:{}", text[..at].chars().count() + 1)), "{report}");
        // A place as long as the line, one that ends lines later, and two far apart.
        for spans in [
            vec![(0, text.len())],
            vec![(at, text.len() - 1)],
            vec![(at, at + 3), (0, 1), (text.len() - 4, text.len())],
        ] {
            let report = drawn(&text, &spans);
            assert!(report.len() < 2_000, "{} {spans:?}", report.len());
        }
        let colons = ":".repeat(70_000);
        assert!(drawn(&colons, &[(69_999, 70_000)]).len() < 1_000);
    }

    #[test]
    fn a_short_line_beside_a_long_one_is_shown_whole() {
        let text = format!("a: {}\nb: odd\n", "x".repeat(70_000));
        let at = text.find("odd").unwrap();
        assert!(drawn(&text, &[(at, at + 3)]).contains("b: odd"));
    }
}
