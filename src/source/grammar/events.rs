//! Tokens to events: which tokens make a node, a map, a list, a document.

use std::borrow::Cow;

use super::fetch::Scanner;
use super::{Event, EventKind, Problem, Properties, Token, TokenKind};
use crate::source::tree::Style;

/// What is expected next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    FirstDocument,
    NextDocument,
    Content,
    DocumentEnd,
    Block,
    SequenceEntry { first: bool },
    IndentlessEntry,
    MappingKey { first: bool },
    MappingValue,
    FlowSequenceEntry { first: bool },
    PairKey,
    PairValue,
    PairEnd,
    FlowMappingKey { first: bool },
    FlowMappingValue { empty: bool },
    End,
}

/// A parser of events. After a problem it has nothing more to say.
pub(in crate::source) struct Parser<'s> {
    scanner: Scanner<'s>,
    state: State,
    states: Vec<State>,
    /// Where the open collections began.
    marks: Vec<u32>,
    /// Handles of tags and what they stand for.
    handles: Vec<(&'s str, String)>,
    /// The `---` that ended the last document, where one did.
    pub next_document: Option<u32>,
}

type Next<'s> = Result<Event<'s>, Problem>;

impl<'s> Parser<'s> {
    /// Reads `text` from byte `from` on, to at most `depth` levels; `forbidden` is where the first character
    /// stands that YAML does not allow.
    pub(in crate::source) fn new(text: &'s str, from: usize, depth: usize, forbidden: usize) -> Self {
        Parser {
            scanner: Scanner::new(text, from, depth, forbidden),
            state: State::FirstDocument,
            states: Vec::new(),
            marks: Vec::new(),
            handles: Vec::new(),
            next_document: None,
        }
    }

    /// The next event.
    pub(in crate::source) fn next(&mut self) -> Next<'s> {
        match self.state {
            State::FirstDocument => self.document_start(true),
            State::NextDocument => self.document_start(false),
            State::Content => self.document_content(),
            State::DocumentEnd => self.document_end(),
            State::Block => self.node(true, false),
            State::SequenceEntry { first } => self.sequence_entry(first),
            State::IndentlessEntry => self.indentless_entry(),
            State::MappingKey { first } => self.mapping_key(first),
            State::MappingValue => self.mapping_value(),
            State::FlowSequenceEntry { first } => self.flow_sequence_entry(first),
            State::PairKey => self.pair_key(),
            State::PairValue => self.pair_value(),
            State::PairEnd => {
                self.state = State::FlowSequenceEntry { first: false };
                let at = self.scanner.peek()?.start;
                Ok(Event { kind: EventKind::MappingEnd, start: at, end: at })
            }
            State::FlowMappingKey { first } => self.flow_mapping_key(first),
            State::FlowMappingValue { empty } => self.flow_mapping_value(empty),
            State::End => {
                let at = self.scanner.here();
                Ok(Event { kind: EventKind::StreamEnd, start: at, end: at })
            }
        }
    }

    fn pop(&mut self) {
        self.state = self.states.pop().unwrap_or(State::End);
    }

    /// A value that is not there.
    fn empty(at: u32) -> Next<'s> {
        let kind = EventKind::Scalar {
            properties: Properties::default(),
            text: Cow::Borrowed(""),
            style: Style::Plain,
            implicit: true,
        };
        Ok(Event { kind, start: at, end: at })
    }

    fn document_start(&mut self, first: bool) -> Next<'s> {
        while !first && matches!(self.scanner.peek()?.kind, TokenKind::DocumentEnd) {
            self.scanner.take()?;
        }
        let token = self.scanner.peek()?;
        let start = token.start;
        let directives =
            matches!(token.kind, TokenKind::Version(..) | TokenKind::TagDirective { .. } | TokenKind::DocumentStart);
        if matches!(token.kind, TokenKind::StreamEnd) {
            self.state = State::End;
            return Ok(Event { kind: EventKind::StreamEnd, start, end: start });
        }
        if first && !directives {
            self.directives()?;
            self.states.push(State::DocumentEnd);
            self.state = State::Block;
            return Ok(Event { kind: EventKind::DocumentStart, start, end: start });
        }
        self.directives()?;
        let token = self.scanner.peek()?;
        let end = token.end;
        if !matches!(token.kind, TokenKind::DocumentStart) {
            return Err(Problem { what: "did not find expected <document start>", at: token.start, context: None });
        }
        self.scanner.take()?;
        self.states.push(State::DocumentEnd);
        self.state = State::Content;
        Ok(Event { kind: EventKind::DocumentStart, start, end })
    }

    fn directives(&mut self) -> Result<(), Problem> {
        let mut versioned = false;
        loop {
            let token = self.scanner.peek()?;
            let at = token.start;
            let refuse = |what| Err(Problem { what, at, context: None });
            match &token.kind {
                TokenKind::Version(..) if versioned => return refuse("found duplicate %YAML directive"),
                TokenKind::Version(1, 1) => versioned = true,
                TokenKind::Version(..) => return refuse("found incompatible YAML document"),
                TokenKind::TagDirective { handle, prefix } => {
                    let (handle, prefix) = (*handle, prefix.clone());
                    if self.handles.iter().any(|(h, _)| *h == handle) {
                        return refuse("found duplicate %TAG directive");
                    }
                    self.handles.push((handle, prefix));
                }
                _ => break,
            }
            self.scanner.take()?;
        }
        for (handle, prefix) in [("!", "!"), ("!!", "tag:yaml.org,2002:")] {
            if !self.handles.iter().any(|(h, _)| *h == handle) {
                self.handles.push((handle, prefix.to_owned()));
            }
        }
        Ok(())
    }

    fn document_content(&mut self) -> Next<'s> {
        let token = self.scanner.peek()?;
        match token.kind {
            TokenKind::Version(..)
            | TokenKind::TagDirective { .. }
            | TokenKind::DocumentStart
            | TokenKind::DocumentEnd
            | TokenKind::StreamEnd => {
                let at = token.start;
                self.pop();
                Self::empty(at)
            }
            _ => self.node(true, false),
        }
    }

    fn document_end(&mut self) -> Next<'s> {
        let token = self.scanner.peek()?;
        let (start, mut end) = (token.start, token.start);
        let (starts, ends) =
            (matches!(token.kind, TokenKind::DocumentStart), matches!(token.kind, TokenKind::DocumentEnd));
        self.next_document = starts.then_some(start);
        if ends {
            end = token.end;
            self.scanner.take()?;
        }
        self.handles.clear();
        self.state = State::NextDocument;
        Ok(Event { kind: EventKind::DocumentEnd, start, end })
    }

    /// The anchor and the tag of the node that begins at `begin`; `end` is moved behind them.
    fn properties(&mut self, begin: u32, end: &mut u32) -> Result<Properties<'s>, Problem> {
        let (mut anchor, mut tag) = (None, None);
        loop {
            let token = self.scanner.peek()?;
            match &token.kind {
                TokenKind::Anchor(name) if anchor.is_none() => anchor = Some(*name),
                TokenKind::Tag { handle, suffix } if tag.is_none() => {
                    tag = Some((handle.clone(), suffix.clone(), token.start));
                }
                _ => break,
            }
            *end = token.end;
            self.scanner.take()?;
        }
        let tag = match tag {
            None => String::new(),
            Some((handle, suffix, _)) if handle.is_empty() => suffix,
            Some((handle, suffix, at)) => {
                match self.handles.iter().find(|(h, p)| *h == handle && !(p.is_empty() && suffix.is_empty())) {
                    Some((_, prefix)) => prefix.clone() + &suffix,
                    None => {
                        let context = Some(("while parsing a node", begin));
                        return Err(Problem { what: "found undefined tag handle", at, context });
                    }
                }
            }
        };
        Ok(Properties { anchor, tag })
    }

    fn node(&mut self, block: bool, indentless: bool) -> Next<'s> {
        let token = self.scanner.peek()?;
        let (begin, mut end) = (token.start, token.start);
        if let TokenKind::Alias(name) = token.kind {
            let token = self.scanner.take()?;
            self.pop();
            return Ok(Event { kind: EventKind::Alias(name), start: token.start, end: token.end });
        }
        let properties = self.properties(begin, &mut end)?;
        let named = properties.anchor.is_some() || !properties.tag.is_empty();
        let token = self.scanner.peek()?;
        let start = token.start;
        let open = match token.kind {
            TokenKind::BlockEntry if indentless => {
                self.state = State::IndentlessEntry;
                Some(EventKind::SequenceStart { properties, flow: false })
            }
            TokenKind::Scalar(..) => {
                let Token { kind, start, end } = self.scanner.take()?;
                self.pop();
                if let TokenKind::Scalar(text, style) = kind {
                    // A lone `!` leaves a scalar to be resolved, as none does for a plain one.
                    let implicit = properties.tag == "!" || properties.tag.is_empty() && style == Style::Plain;
                    return Ok(Event { kind: EventKind::Scalar { properties, text, style, implicit }, start, end });
                }
                None
            }
            TokenKind::FlowSequenceStart => {
                self.state = State::FlowSequenceEntry { first: true };
                Some(EventKind::SequenceStart { properties, flow: true })
            }
            TokenKind::FlowMappingStart => {
                self.state = State::FlowMappingKey { first: true };
                Some(EventKind::MappingStart { properties, flow: true })
            }
            TokenKind::BlockSequenceStart if block => {
                self.state = State::SequenceEntry { first: true };
                Some(EventKind::SequenceStart { properties, flow: false })
            }
            TokenKind::BlockMappingStart if block => {
                self.state = State::MappingKey { first: true };
                Some(EventKind::MappingStart { properties, flow: false })
            }
            _ if named => {
                self.pop();
                let implicit = properties.tag.is_empty();
                let kind = EventKind::Scalar { properties, text: Cow::Borrowed(""), style: Style::Plain, implicit };
                return Ok(Event { kind, start: end, end });
            }
            _ => None,
        };
        match open {
            Some(kind) => Ok(Event { kind, start, end: start }),
            None => {
                let context = if block { "while parsing a block node" } else { "while parsing a flow node" };
                Err(Problem { what: "did not find expected node content", at: start, context: Some((context, begin)) })
            }
        }
    }

    /// Passes the token that begins a collection and remembers where it stood.
    fn begin(&mut self, first: bool) -> Result<(), Problem> {
        if first {
            let token = self.scanner.take()?;
            self.marks.push(token.start);
        }
        Ok(())
    }

    fn finish(&mut self, kind: EventKind<'s>) -> Next<'s> {
        let token = self.scanner.take()?;
        self.pop();
        self.marks.pop();
        Ok(Event { kind, start: token.start, end: token.end })
    }

    fn refuse(&mut self, context: &'static str, what: &'static str) -> Next<'s> {
        let at = self.scanner.peek()?.start;
        let began = self.marks.pop().unwrap_or(at);
        Err(Problem { what, at, context: Some((context, began)) })
    }

    fn sequence_entry(&mut self, first: bool) -> Next<'s> {
        self.begin(first)?;
        match self.scanner.peek()?.kind {
            TokenKind::BlockEntry => {
                let at = self.scanner.take()?.end;
                self.state = State::SequenceEntry { first: false };
                if matches!(self.scanner.peek()?.kind, TokenKind::BlockEntry | TokenKind::BlockEnd) {
                    return Self::empty(at);
                }
                self.states.push(self.state);
                self.node(true, false)
            }
            TokenKind::BlockEnd => self.finish(EventKind::SequenceEnd),
            _ => self.refuse("while parsing a block collection", "did not find expected '-' indicator"),
        }
    }

    fn indentless_entry(&mut self) -> Next<'s> {
        let token = self.scanner.peek()?;
        let start = token.start;
        if !matches!(token.kind, TokenKind::BlockEntry) {
            self.pop();
            return Ok(Event { kind: EventKind::SequenceEnd, start, end: start });
        }
        let at = self.scanner.take()?.end;
        self.state = State::IndentlessEntry;
        if self.ends_entry(true)? {
            return Self::empty(at);
        }
        self.states.push(self.state);
        self.node(true, false)
    }

    /// Whether the next token leaves the entry before it without a value.
    fn ends_entry(&mut self, list: bool) -> Result<bool, Problem> {
        let kind = &self.scanner.peek()?.kind;
        Ok(matches!(kind, TokenKind::Key | TokenKind::Value | TokenKind::BlockEnd)
            || list && matches!(kind, TokenKind::BlockEntry))
    }

    fn mapping_key(&mut self, first: bool) -> Next<'s> {
        self.begin(first)?;
        match self.scanner.peek()?.kind {
            TokenKind::Key => {
                let at = self.scanner.take()?.end;
                self.state = State::MappingValue;
                if self.ends_entry(false)? {
                    return Self::empty(at);
                }
                self.states.push(self.state);
                self.node(true, true)
            }
            TokenKind::BlockEnd => self.finish(EventKind::MappingEnd),
            _ => self.refuse("while parsing a block mapping", "did not find expected key"),
        }
    }

    fn mapping_value(&mut self) -> Next<'s> {
        self.state = State::MappingKey { first: false };
        let token = self.scanner.peek()?;
        let start = token.start;
        if !matches!(token.kind, TokenKind::Value) {
            return Self::empty(start);
        }
        let at = self.scanner.take()?.end;
        if self.ends_entry(false)? {
            return Self::empty(at);
        }
        self.states.push(self.state);
        self.node(true, true)
    }

    fn flow_sequence_entry(&mut self, first: bool) -> Next<'s> {
        self.begin(first)?;
        if matches!(self.scanner.peek()?.kind, TokenKind::FlowSequenceEnd) {
            return self.finish(EventKind::SequenceEnd);
        }
        if !first {
            if !matches!(self.scanner.peek()?.kind, TokenKind::FlowEntry) {
                return self.refuse("while parsing a flow sequence", "did not find expected ',' or ']'");
            }
            self.scanner.take()?;
        }
        match self.scanner.peek()?.kind {
            TokenKind::Key => {
                let token = self.scanner.take()?;
                self.state = State::PairKey;
                let kind = EventKind::MappingStart { properties: Properties::default(), flow: true };
                Ok(Event { kind, start: token.start, end: token.end })
            }
            TokenKind::FlowSequenceEnd => self.finish(EventKind::SequenceEnd),
            _ => {
                self.states.push(State::FlowSequenceEntry { first: false });
                self.node(false, false)
            }
        }
    }

    fn pair_key(&mut self) -> Next<'s> {
        self.state = State::PairValue;
        if matches!(self.scanner.peek()?.kind, TokenKind::Value | TokenKind::FlowEntry | TokenKind::FlowSequenceEnd) {
            // go-yaml passes the token here, whatever it is.
            let at = self.scanner.take()?.end;
            return Self::empty(at);
        }
        self.states.push(self.state);
        self.node(false, false)
    }

    fn pair_value(&mut self) -> Next<'s> {
        self.state = State::PairEnd;
        let token = self.scanner.peek()?;
        let start = token.start;
        if matches!(token.kind, TokenKind::Value) {
            let at = self.scanner.take()?.end;
            if !matches!(self.scanner.peek()?.kind, TokenKind::FlowEntry | TokenKind::FlowSequenceEnd) {
                self.states.push(self.state);
                return self.node(false, false);
            }
            return Self::empty(at);
        }
        Self::empty(start)
    }

    fn flow_mapping_key(&mut self, first: bool) -> Next<'s> {
        self.begin(first)?;
        if matches!(self.scanner.peek()?.kind, TokenKind::FlowMappingEnd) {
            return self.finish(EventKind::MappingEnd);
        }
        if !first {
            if !matches!(self.scanner.peek()?.kind, TokenKind::FlowEntry) {
                return self.refuse("while parsing a flow mapping", "did not find expected ',' or '}'");
            }
            self.scanner.take()?;
        }
        match self.scanner.peek()?.kind {
            TokenKind::Key => {
                self.scanner.take()?;
                self.state = State::FlowMappingValue { empty: false };
                let token = self.scanner.peek()?;
                let start = token.start;
                if matches!(token.kind, TokenKind::Value | TokenKind::FlowEntry | TokenKind::FlowMappingEnd) {
                    return Self::empty(start);
                }
                self.states.push(self.state);
                self.node(false, false)
            }
            TokenKind::FlowMappingEnd => self.finish(EventKind::MappingEnd),
            _ => {
                self.states.push(State::FlowMappingValue { empty: true });
                self.node(false, false)
            }
        }
    }

    fn flow_mapping_value(&mut self, empty: bool) -> Next<'s> {
        self.state = State::FlowMappingKey { first: false };
        let token = self.scanner.peek()?;
        let start = token.start;
        if empty || !matches!(token.kind, TokenKind::Value) {
            return Self::empty(start);
        }
        let at = self.scanner.take()?.end;
        if matches!(self.scanner.peek()?.kind, TokenKind::FlowEntry | TokenKind::FlowMappingEnd) {
            return Self::empty(at);
        }
        self.states.push(self.state);
        self.node(false, false)
    }
}
