//! Events to a graph of nodes, as go-yaml's `parser` makes it (`vendor/go.yaml.in/yaml/v2/decode.go`).

use std::collections::HashMap;

use libyaml_safer::{Encoding, Event, EventData, MappingStyle, Parser, ScalarStyle, SequenceStyle};

use super::expand;
use crate::model::Span;
use crate::source::comments;
use crate::source::parse::Limits;
use crate::source::tree::{Document, Style, SyntaxError};

/// A node of the graph. A map's children alternate key and value.
#[derive(Debug)]
pub(super) struct Part {
    pub kind: PartKind,
    pub span: Span,
    pub style: Style,
    /// Index after the subtree.
    pub next: u32,
}

/// What a part is, with what only that needs.
#[derive(Debug)]
pub(super) enum PartKind {
    Scalar {
        text: Box<str>,
        /// Empty for none.
        tag: Box<str>,
        /// Whether a plain scalar without a tag may be resolved.
        implicit: bool,
    },
    Seq,
    Map,
    /// The part with that index, once more.
    Alias {
        target: u32,
        name: Box<str>,
    },
}

/// Where reading ended.
pub(in crate::source) enum Outcome {
    /// At the end of the text.
    End,
    /// At something that cannot be read; the last document has it as its error.
    Broken {
        /// Byte at which the reader gave up.
        at: u32,
    },
}

/// Reads documents from byte `base` on.
pub(in crate::source) fn read<'s>(
    text: &'s str,
    base: usize,
    limits: &Limits,
    documents: &mut Vec<Document<'s>>,
) -> Outcome {
    // libyaml-safer does not survive a block scalar that ends with the text, so it never sees one.
    let mut owned: Vec<u8>;
    let mut input = &text.as_bytes()[base..];
    if !text.ends_with('\n') {
        owned = input.to_vec();
        owned.push(b'\n');
        input = &owned;
    }
    let mut parser = Parser::<&mut &[u8]>::new();
    // A byte order mark is the caller's business: libyaml-safer counts no bytes for it.
    parser.set_encoding(Encoding::Utf8);
    parser.set_input_string(&mut input);
    let base = base as u32;
    let mut composer = Composer { text, base, parts: Vec::new(), anchors: HashMap::new(), open: Vec::new(), limits };
    let mut begin = base;
    loop {
        match parser.parse() {
            Ok(Event { data, start_mark, end_mark, .. }) => {
                let span = Span::new(base + start_mark.index as u32, base + end_mark.index as u32);
                match data {
                    EventData::StreamStart { .. } => {}
                    EventData::StreamEnd => return Outcome::End,
                    EventData::DocumentStart { implicit, .. } => {
                        begin = if implicit { begin } else { span.start };
                        composer.clear();
                    }
                    EventData::DocumentEnd { .. } => {
                        documents.push(composer.finish(documents.len() as u32, Span::new(begin, span.end), None));
                        begin = span.end;
                    }
                    data => {
                        if let Err(error) = composer.event(data, span) {
                            let at = error.span.start;
                            let span = Span::new(begin, text.len() as u32);
                            documents.push(composer.finish(documents.len() as u32, span, Some(error)));
                            return Outcome::Broken { at };
                        }
                    }
                }
            }
            Err(error) => {
                let at = error.problem_mark().map_or_else(|| text.len() as u32, |m| base + m.index as u32);
                let at = at.min(text.len() as u32);
                let error = SyntaxError {
                    span: Span::point(at),
                    message: error.problem().to_owned(),
                    rule: "syntax/invalid-yaml",
                    help: None,
                    related: error
                        .context_mark()
                        .zip(error.context())
                        .map(|(mark, context)| (Span::point(base + mark.index as u32), context.to_owned()))
                        .into_iter()
                        .collect(),
                    fix: None,
                };
                let span = Span::new(begin, text.len() as u32);
                documents.push(composer.finish(documents.len() as u32, span, Some(error)));
                return Outcome::Broken { at };
            }
        }
    }
}

struct Composer<'s, 'l> {
    text: &'s str,
    base: u32,
    parts: Vec<Part>,
    anchors: HashMap<String, u32>,
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

    fn event(&mut self, data: EventData, span: Span) -> Result<(), SyntaxError> {
        match data {
            EventData::Alias { anchor } => {
                let Some(&target) = self.anchors.get(&anchor) else {
                    return Err(SyntaxError {
                        span,
                        message: format!("no anchor `&{anchor}` stands above this alias"),
                        rule: "syntax/unknown-anchor",
                        help: Some(format!(
                            "write `&{anchor}` before the value it should repeat; a text that begins with `*` needs quotes"
                        )),
                        related: Vec::new(),
                        fix: None,
                    });
                };
                self.push(PartKind::Alias { target, name: anchor.into() }, span, Style::Plain);
            }
            EventData::Scalar { anchor, tag, value, plain_implicit, style, .. } => {
                let style = match style {
                    ScalarStyle::SingleQuoted => Style::Single,
                    ScalarStyle::DoubleQuoted => Style::Double,
                    ScalarStyle::Literal => Style::Literal,
                    ScalarStyle::Folded => Style::Folded,
                    _ => Style::Plain,
                };
                let start = if anchor.is_some() || tag.is_some() { self.after_properties(span) } else { span.start };
                let mut value = value;
                let mut span = Span::new(start, span.end.min(self.text.len() as u32));
                if matches!(style, Style::Literal | Style::Folded)
                    && span.end as usize == self.text.len()
                    && !self.text.ends_with(['\n', '\r', ' '])
                    && value.ends_with('\n')
                {
                    value.pop();
                }

                if matches!(style, Style::Literal | Style::Folded) {
                    let kept = self.text[span.range()].trim_end_matches(['\n', '\r', ' ', '\t']).len();
                    span.end = span.start + kept as u32;
                }
                let kind = PartKind::Scalar {
                    text: value.into(),
                    tag: tag.unwrap_or_default().into(),
                    implicit: plain_implicit,
                };
                let id = self.push(kind, span, style);
                self.name(anchor, id);
            }
            EventData::SequenceStart { anchor, tag, style, .. } => {
                let flow = style == SequenceStyle::Flow;
                self.open(PartKind::Seq, flow, span, anchor, tag.is_some())?;
            }
            EventData::MappingStart { anchor, tag, style, .. } => {
                let flow = style == MappingStyle::Flow;
                self.open(PartKind::Map, flow, span, anchor, tag.is_some())?;
            }
            EventData::SequenceEnd | EventData::MappingEnd => self.close(span.end),
            _ => {}
        }
        Ok(())
    }

    fn push(&mut self, kind: PartKind, span: Span, style: Style) -> u32 {
        let id = self.parts.len() as u32;
        self.parts.push(Part { kind, span, style, next: id + 1 });
        id
    }

    fn name(&mut self, anchor: Option<String>, id: u32) {
        if let Some(anchor) = anchor {
            self.anchors.insert(anchor, id);
        }
    }

    fn open(
        &mut self,
        kind: PartKind,
        flow: bool,
        span: Span,
        anchor: Option<String>,
        tagged: bool,
    ) -> Result<(), SyntaxError> {
        if self.open.len() >= self.limits.depth {
            return Err(too_deep(span, self.limits.depth));
        }
        let start = if flow && (anchor.is_some() || tagged) { self.after_properties(span) } else { span.start };
        let style = if flow { Style::Flow } else { Style::Plain };
        let id = self.push(kind, Span::new(start, span.end), style);
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

    fn last_child(&self, id: u32) -> Option<&Part> {
        let (mut at, mut last) = (id as usize + 1, None);
        while let Some(part) = self.parts.get(at) {
            last = Some(part);
            at = part.next as usize;
        }
        last
    }

    /// The byte after `&anchor` and `!tag` at the beginning of `span`.
    fn after_properties(&self, span: Span) -> u32 {
        let bytes = self.text.as_bytes();
        let (mut at, end) = (span.start as usize, span.end as usize);
        while at < end {
            match bytes[at] {
                b'&' | b'!' => {
                    while at < end && !bytes[at].is_ascii_whitespace() {
                        at += 1;
                    }
                }
                b'#' => {
                    while at < end && bytes[at] != b'\n' {
                        at += 1;
                    }
                }
                b if b.is_ascii_whitespace() => at += 1,
                _ => break,
            }
        }
        at.max(span.start as usize) as u32
    }

    /// Writes the graph out as a document, complete or not.
    fn finish(&mut self, index: u32, span: Span, error: Option<SyntaxError>) -> Document<'s> {
        let mut document = Document::new(self.text, index);
        document.span = span;
        let at = error.as_ref().map_or(span.end, |e| e.span.start);
        while let Some(&id) = self.open.last() {
            let children = self.count(id);
            if matches!(self.parts[id as usize].kind, PartKind::Map) && children % 2 == 1 {
                let end = self.parts.last().map_or(at, |p| p.span.end);
                let kind = PartKind::Scalar { text: "".into(), tag: "".into(), implicit: true };
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
            document.errors.push(error);
        }
        comments::collect(self.text, span, &self.parts_spans(), &mut document.comments);
        let _ = self.base;
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
pub(super) fn too_deep(span: Span, depth: usize) -> SyntaxError {
    SyntaxError {
        span: Span::new(span.start, span.start + 1),
        message: format!("more than {depth} levels of nesting"),
        rule: "syntax/too-deep",
        help: Some("no Kubernetes object is nested this deeply; the rest of the document is not read".to_owned()),
        related: Vec::new(),
        fix: None,
    }
}
