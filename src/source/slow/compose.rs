//! Events to a graph of nodes, as go-yaml's `parser` makes it (`vendor/go.yaml.in/yaml/v2/decode.go`).

use std::borrow::Cow;
use std::collections::HashMap;

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
#[derive(Debug)]
pub(super) struct Part<'s> {
    pub kind: PartKind<'s>,
    pub span: Span,
    pub style: Style,
    /// Index after the subtree.
    pub next: u32,
}

/// What a part is, with what only that needs.
#[derive(Debug)]
pub(super) enum PartKind<'s> {
    Scalar {
        text: Cow<'s, str>,
        /// Few have one: it takes no room of the others.
        tag: Option<Box<Tag>>,
        /// Whether a plain scalar without a tag may be resolved.
        implicit: bool,
    },
    Seq,
    Map,
    /// The part with that index, once more.
    Alias {
        target: u32,
        name: &'s str,
    },
}

/// A tag in full.
#[derive(Debug)]
pub(super) struct Tag(pub String);

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
    let parts = Vec::with_capacity(memchr::memmem::find(rest, b"\n---").unwrap_or(rest.len()) / 2 + 8);
    let mut composer = Composer { text, parts, anchors: HashMap::new(), open: Vec::new(), limits };
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
    text: &'s str,
    parts: Vec<Part<'s>>,
    anchors: HashMap<&'s str, u32>,
    /// Containers that are not closed yet.
    open: Vec<u32>,
    limits: &'l Limits,
}

impl<'s> Composer<'s, '_> {
    fn clear(&mut self) {
        self.parts.clear();
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
                self.push(PartKind::Alias { target, name }, span, Style::Plain);
            }
            EventKind::Scalar { properties, text, style, implicit } => {
                let tag = (!properties.tag.is_empty()).then(|| Box::new(Tag(properties.tag)));
                let id = self.push(PartKind::Scalar { text, tag, implicit }, span, style);
                self.name(properties.anchor, id);
            }
            EventKind::SequenceStart { properties, flow } => self.open(PartKind::Seq, flow, span, properties.anchor)?,
            EventKind::MappingStart { properties, flow } => self.open(PartKind::Map, flow, span, properties.anchor)?,
            EventKind::SequenceEnd | EventKind::MappingEnd => self.close(span.end),
            EventKind::StreamEnd | EventKind::DocumentStart | EventKind::DocumentEnd => {}
        }
        Ok(())
    }

    fn push(&mut self, kind: PartKind<'s>, span: Span, style: Style) -> u32 {
        let id = self.parts.len() as u32;
        self.parts.push(Part { kind, span, style, next: id + 1 });
        id
    }

    fn name(&mut self, anchor: Option<&'s str>, id: u32) {
        if let Some(anchor) = anchor {
            self.anchors.insert(anchor, id);
        }
    }

    fn open(
        &mut self,
        kind: PartKind<'s>,
        flow: bool,
        span: Span,
        anchor: Option<&'s str>,
    ) -> Result<(), Box<Finding>> {
        if self.open.len() >= self.limits.depth {
            return Err(too_deep(span, self.limits.depth));
        }
        let style = if flow { Style::Flow } else { Style::Plain };
        let id = self.push(kind, span, style);
        self.name(anchor, id);
        self.open.push(id);
        Ok(())
    }

    fn close(&mut self, end: u32) {
        let Some(id) = self.open.pop() else { return };
        let next = self.parts.len() as u32;
        // A block has no bracket: it reaches from its first child to its last.
        let block = self.parts[id as usize].style != Style::Flow;
        let first = self.parts.get(id as usize + 1).map(|p| p.span.start);
        let last = self.last_child(id).map(|p| p.span.end);
        let part = &mut self.parts[id as usize];
        part.next = next;
        match (first, last) {
            (Some(first), Some(last)) if block => part.span = Span::new(first, last.max(first)),
            _ if block => part.span.end = part.span.start,
            _ => part.span.end = end,
        }
    }

    fn last_child(&self, id: u32) -> Option<&Part<'s>> {
        let (mut at, mut last) = (id as usize + 1, None);
        while let Some(part) = self.parts.get(at) {
            last = Some(part);
            at = part.next as usize;
        }
        last
    }

    /// Writes the graph out as a document, complete or not.
    fn finish(&mut self, index: u32, span: Span, error: Option<Finding>) -> Document<'s> {
        let mut document = Document::new(self.text, index);
        document.span = span;
        let at = error.as_ref().map_or(span.end, |e| e.span.start);
        while let Some(&id) = self.open.last() {
            let children = self.count(id);
            if matches!(self.parts[id as usize].kind, PartKind::Map) && children % 2 == 1 {
                let end = self.parts.last().map_or(at, |p| p.span.end);
                let kind = PartKind::Scalar { text: Cow::Borrowed(""), tag: None, implicit: true };
                self.push(kind, Span::point(end), Style::Plain);
            }
            let end = self.parts.last().map_or(at, |p| p.span.end);
            self.close(end);
        }
        let broken = error.is_some();
        document.errors.extend(error);
        if let Err(error) = expand::expand(&self.parts, &mut document, self.limits)
            && !broken
        {
            document.errors.push(*error);
        }
        comments::collect(self.text, span, &self.parts_spans(), &mut document.comments);
        document
    }

    fn count(&self, id: u32) -> usize {
        let (mut at, mut count) = (id as usize + 1, 0);
        while let Some(part) = self.parts.get(at) {
            count += 1;
            at = part.next as usize;
        }
        count
    }

    fn parts_spans(&self) -> Vec<(Span, Style)> {
        let scalars = self.parts.iter().filter(|p| matches!(p.kind, PartKind::Scalar { .. }));
        scalars.map(|p| (p.span, p.style)).collect()
    }
}

/// The finding for nesting that no manifest has.
pub(in crate::source) fn too_deep(span: Span, depth: usize) -> Box<Finding> {
    let first = Span::new(span.start, span.start + 1);
    let mut finding = Finding::of(&TOO_DEEP, first, format!("more than {depth} levels of nesting"));
    finding.help("no Kubernetes object is nested this deeply; the rest of the document is not read");
    Box::new(finding)
}
