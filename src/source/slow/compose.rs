//! Events to a graph of nodes, as go-yaml's `parser` makes it (`vendor/go.yaml.in/yaml/v2/decode.go`).

use hashbrown::HashMap;

use super::expand;
use super::words;
use crate::model::{Finding, Layer, Rule, Span};
use crate::source::comments;
use crate::source::grammar::{self, Event, EventKind, Parser, Problem};
use crate::source::limits::Limits;
use crate::source::survey::Survey;
use crate::source::tree::{Document, Style};

/// `syntax/invalid-yaml`
pub(crate) static INVALID_YAML: Rule = Rule::error(
    Layer::Syntax,
    "syntax/invalid-yaml",
    "Text that is no YAML",
    "The cluster's own parser gives up here, and none of the usual slips explains it. Look at this line and the few \
     above it.",
    "",
    "",
);

/// `syntax/too-deep`
pub(crate) static TOO_DEEP: Rule = Rule::error(
    Layer::Syntax,
    "syntax/too-deep",
    "Nesting that no manifest has",
    "No Kubernetes object is nested this deeply. The document is not read further, so that it cannot exhaust the stack.",
    "",
    "",
);

/// `syntax/unknown-anchor`
pub(crate) static UNKNOWN_ANCHOR: Rule = Rule::error(
    Layer::Syntax,
    "syntax/unknown-anchor",
    "An alias without its anchor",
    "`*name` repeats the value that is marked `&name` further up. A text that begins with `*` needs quotes.",
    "a: *x\n",
    "a: \"*x\"\n",
);

/// A node of the graph. A map's children alternate key and value.
/// Twenty bytes: a file of very small nodes has one for each of its own, or more.
#[derive(Debug)]
pub(super) struct Part {
    pub kind: PartKind,
    pub style: Style,
    pub span: Span,
    /// Index after the subtree.
    pub next: u32,
    /// An alias's target; for a scalar that is odd, what is odd about it.
    pub other: u32,
}

/// What a part is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PartKind {
    Scalar {
        /// Whether a plain scalar without a tag may be resolved.
        implicit: bool,
        /// Whether it has a tag, or a text that is not in the file as it stands.
        odd: bool,
    },
    Seq,
    Map,
    /// The part `other`, once more.
    Alias,
}

/// What few scalars have.
#[derive(Debug)]
struct Odd {
    /// A text that is not in the file as it stands.
    text: Option<Box<str>>,
    /// A tag in full; empty for none.
    tag: Box<str>,
}

/// The nodes of a document as they were read.
#[derive(Debug)]
pub(super) struct Graph<'s> {
    text: &'s str,
    pub parts: Vec<Part>,
    odd: Vec<Odd>,
}

impl Graph<'_> {
    fn odd(&self, id: u32) -> Option<&Odd> {
        let part = &self.parts[id as usize];
        let is_odd = matches!(part.kind, PartKind::Scalar { odd: true, .. });
        self.odd.get(part.other as usize).filter(|_| is_odd)
    }

    /// A scalar's text.
    pub(super) fn text(&self, id: u32) -> &str {
        let part = &self.parts[id as usize];
        self.odd(id).and_then(|odd| odd.text.as_deref()).unwrap_or_else(|| bare(self.text, part.span, part.style))
    }

    /// A scalar's tag in full; empty for none.
    pub(super) fn tag(&self, id: u32) -> &str {
        self.odd(id).map_or("", |odd| &odd.tag)
    }

    /// What an alias is called.
    pub(super) fn name(&self, id: u32) -> &str {
        let raw = self.text.get(self.parts[id as usize].span.range()).unwrap_or_default();
        raw.trim_start_matches('*')
    }
}

/// What stands at `span`, without quotes where it has them.
pub(super) fn bare(text: &str, span: Span, style: Style) -> &str {
    let raw = text.get(span.range()).unwrap_or_default();
    match style {
        Style::Single | Style::Double => raw.get(1..raw.len().saturating_sub(1)).unwrap_or_default(),
        _ => raw,
    }
}

/// Where reading ended.
pub(in crate::source) enum Outcome {
    /// At the end of the text.
    End,
    /// After a document, at the `---` of the next.
    Next {
        /// Its byte.
        at: u32,
    },
    /// At something that cannot be read; the last document has it as its error.
    Broken {
        /// Byte at which the reader gave up.
        at: u32,
    },
}

/// Reads documents from byte `from` on.
pub(in crate::source) fn read<'s>(
    text: &'s str,
    from: usize,
    survey: &Survey,
    limits: &Limits,
    documents: &mut Vec<Document<'s>>,
) -> Outcome {
    let mut parser = Parser::new(text, from, limits.depth, survey.forbidden);
    // Room that is not used takes no memory, and a list that grows takes twice its own.
    let rest = &text.as_bytes()[from..];
    let parts = Vec::with_capacity(memchr::memmem::find(rest, b"\n---").unwrap_or(rest.len()) + 8);
    let graph = Graph { text, parts, odd: Vec::new() };
    let mut composer = Composer { graph, anchors: HashMap::new(), open: Vec::new(), limits };
    let mut begin = from as u32;
    loop {
        let error = match parser.next() {
            Ok(Event { kind, start, end }) => match kind {
                EventKind::StreamEnd => return Outcome::End,
                EventKind::DocumentStart => continue,
                EventKind::DocumentEnd => {
                    documents.push(composer.finish(documents.len() as u32, Span::new(begin, end), None));
                    if let Some(at) = parser.next_document {
                        return Outcome::Next { at };
                    }
                    if documents.len() >= limits.of_documents(text.len()) {
                        return Outcome::End;
                    }
                    composer.clear();
                    begin = end;
                    continue;
                }
                kind => match composer.event(kind, Span::new(start, end)) {
                    Ok(()) => continue,
                    Err(error) => *error,
                },
            },
            Err(problem) => trouble(&problem, text, limits),
        };
        let at = error.span.start;
        let span = Span::new(begin, text.len() as u32);
        documents.push(composer.finish(documents.len() as u32, span, Some(error)));
        return Outcome::Broken { at };
    }
}

/// A problem of the grammar as a finding, before anything better is known about it.
fn trouble(problem: &Problem, text: &str, limits: &Limits) -> Finding {
    let at = problem.at.min(text.len() as u32);
    if problem.what == grammar::TOO_DEEP {
        return *too_deep(Span::point(at), limits.depth);
    }
    let (said, help) = words::of(problem.what);
    let mut finding = Finding::of(&INVALID_YAML, Span::point(at), said);
    if let Some(help) = help {
        finding.help(help);
    }
    if let Some((_, at)) = problem.context.filter(|(_, began)| *began < problem.at) {
        finding.relate(Span::point(at), "what is read here begins there");
    }
    finding
}

struct Composer<'s, 'l> {
    graph: Graph<'s>,
    anchors: HashMap<&'s str, u32>,
    /// Containers that are not closed yet.
    open: Vec<u32>,
    limits: &'l Limits,
}

impl<'s> Composer<'s, '_> {
    fn clear(&mut self) {
        self.graph.parts.clear();
        self.graph.odd.clear();
        self.anchors.clear();
        self.open.clear();
    }

    fn event(&mut self, kind: EventKind<'s>, span: Span) -> Result<(), Box<Finding>> {
        match kind {
            EventKind::Alias(name) => {
                let Some(&target) = self.anchors.get(name) else {
                    let message = format!("no anchor `&{name}` stands above this alias");
                    let mut finding = Finding::of(&UNKNOWN_ANCHOR, span, message);
                    finding.help(format!(
                        "write `&{name}` before the value it should repeat; a text that begins with `*` needs quotes"
                    ));
                    // It may be another anchor's name that is misspelled.
                    finding.fix("put quotes around it", span, format!("\"*{name}\""));
                    return Err(Box::new(finding));
                };
                self.push(PartKind::Alias, span, Style::Plain, target);
            }
            EventKind::Scalar { properties, text, style, implicit } => {
                let stands = bare(self.graph.text, span, style) == text;
                let odd = !stands || !properties.tag.is_empty();
                let id = self.push(PartKind::Scalar { implicit, odd }, span, style, self.graph.odd.len() as u32);
                if odd {
                    let text = (!stands).then(|| text.into());
                    self.graph.odd.push(Odd { text, tag: properties.tag.into() });
                }
                self.name(properties.anchor, id);
            }
            EventKind::SequenceStart { properties, flow } => self.open(PartKind::Seq, flow, span, properties.anchor)?,
            EventKind::MappingStart { properties, flow } => self.open(PartKind::Map, flow, span, properties.anchor)?,
            EventKind::SequenceEnd | EventKind::MappingEnd => self.close(span.end),
            EventKind::StreamEnd | EventKind::DocumentStart | EventKind::DocumentEnd => {}
        }
        Ok(())
    }

    fn push(&mut self, kind: PartKind, span: Span, style: Style, other: u32) -> u32 {
        let id = self.graph.parts.len() as u32;
        self.graph.parts.push(Part { kind, style, span, next: id + 1, other });
        id
    }

    fn name(&mut self, anchor: Option<&'s str>, id: u32) {
        if let Some(anchor) = anchor {
            self.anchors.insert(anchor, id);
        }
    }

    fn open(&mut self, kind: PartKind, flow: bool, span: Span, anchor: Option<&'s str>) -> Result<(), Box<Finding>> {
        if self.open.len() >= self.limits.depth {
            return Err(too_deep(span, self.limits.depth));
        }
        let style = if flow { Style::Flow } else { Style::Plain };
        let id = self.push(kind, span, style, 0);
        self.name(anchor, id);
        self.open.push(id);
        Ok(())
    }

    fn close(&mut self, end: u32) {
        let Some(id) = self.open.pop() else { return };
        let next = self.graph.parts.len() as u32;
        // A block has no bracket: it reaches from its first child to its last.
        let block = self.graph.parts[id as usize].style != Style::Flow;
        let first = self.graph.parts.get(id as usize + 1).map(|p| p.span.start);
        let last = self.last_child(id).map(|p| p.span.end);
        let part = &mut self.graph.parts[id as usize];
        part.next = next;
        match (first, last) {
            (Some(first), Some(last)) if block => part.span = Span::new(first, last.max(first)),
            _ if block => part.span.end = part.span.start,
            _ => part.span.end = end,
        }
    }

    fn last_child(&self, id: u32) -> Option<&Part> {
        let (mut at, mut last) = (id as usize + 1, None);
        while let Some(part) = self.graph.parts.get(at) {
            last = Some(part);
            at = part.next as usize;
        }
        last
    }

    /// Writes the graph out as a document, complete or not.
    fn finish(&mut self, index: u32, span: Span, error: Option<Finding>) -> Document<'s> {
        let mut document = Document::new(self.graph.text, index);
        document.span = span;
        let at = error.as_ref().map_or(span.end, |e| e.span.start);
        while let Some(&id) = self.open.last() {
            let children = self.count(id);
            if matches!(self.graph.parts[id as usize].kind, PartKind::Map) && children % 2 == 1 {
                let end = self.graph.parts.last().map_or(at, |p| p.span.end);
                let kind = PartKind::Scalar { implicit: true, odd: false };
                self.push(kind, Span::point(end), Style::Plain, 0);
            }
            let end = self.graph.parts.last().map_or(at, |p| p.span.end);
            self.close(end);
        }
        let broken = error.is_some();
        document.errors.extend(error);
        if let Err(error) = expand::expand(&self.graph, &mut document, self.limits)
            && !broken
        {
            document.errors.push(*error);
        }
        let scalars = self.graph.parts.iter().filter(|p| matches!(p.kind, PartKind::Scalar { .. }));
        comments::collect(self.graph.text, span, scalars.map(|p| (p.span, p.style)), &mut document.comments);
        document
    }

    fn count(&self, id: u32) -> usize {
        let (mut at, mut count) = (id as usize + 1, 0);
        while let Some(part) = self.graph.parts.get(at) {
            count += 1;
            at = part.next as usize;
        }
        count
    }
}

/// The finding for nesting that no manifest has.
pub(in crate::source) fn too_deep(span: Span, depth: usize) -> Box<Finding> {
    let first = Span::new(span.start, span.start + 1);
    let mut finding = Finding::of(&TOO_DEEP, first, format!("more than {depth} levels of nesting"));
    finding.help("no Kubernetes object is nested this deeply; the rest of the document is not read");
    Box::new(finding)
}
