//! The whole grammar that go-yaml v2 reads (libyaml's, YAML 1.1, with go-yaml's own habits), as a scanner of
//! tokens and a parser of events. It decides what is YAML; the fast parser only ever agrees with it.
//!
//! Mirrors `vendor/go.yaml.in/yaml/v2/{readerc,scannerc,parserc}.go`. All places are bytes of the file.

mod events;
mod fetch;
mod reader;
mod scalars;
mod tags;

use std::borrow::Cow;

use super::tree::Style;

pub(super) use events::Parser;
pub(super) use reader::{Reader, forbidden};

/// What the scanner hands to the parser.
#[derive(Debug, Clone)]
enum TokenKind<'s> {
    StreamEnd,
    Version(u8, u8),
    TagDirective { handle: &'s str, prefix: String },
    DocumentStart,
    DocumentEnd,
    BlockSequenceStart,
    BlockMappingStart,
    BlockEnd,
    FlowSequenceStart,
    FlowSequenceEnd,
    FlowMappingStart,
    FlowMappingEnd,
    BlockEntry,
    FlowEntry,
    Key,
    Value,
    Alias(&'s str),
    Anchor(&'s str),
    Tag { handle: String, suffix: String },
    Scalar(Cow<'s, str>, Style),
}

#[derive(Debug, Clone)]
struct Token<'s> {
    kind: TokenKind<'s>,
    start: u32,
    end: u32,
}

/// `&anchor` and `!tag` of a node.
#[derive(Debug, Default)]
pub(super) struct Properties<'s> {
    pub anchor: Option<&'s str>,
    /// In full; empty for none.
    pub tag: String,
}

/// What the parser hands on.
#[derive(Debug)]
pub(super) enum EventKind<'s> {
    StreamEnd,
    DocumentStart,
    DocumentEnd,
    Alias(&'s str),
    Scalar {
        properties: Properties<'s>,
        text: Cow<'s, str>,
        style: Style,
        /// Whether it may be resolved to something else than text.
        implicit: bool,
    },
    SequenceStart {
        properties: Properties<'s>,
        flow: bool,
    },
    MappingStart {
        properties: Properties<'s>,
        flow: bool,
    },
    SequenceEnd,
    MappingEnd,
}

/// An event with its bytes; properties stand outside of them.
#[derive(Debug)]
pub(super) struct Event<'s> {
    pub kind: EventKind<'s>,
    pub start: u32,
    pub end: u32,
}

/// Why the text is no YAML.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Problem {
    /// What go-yaml says.
    pub what: &'static str,
    /// Where it gave up.
    pub at: u32,
    /// What it was reading, and where that began.
    pub context: Option<(&'static str, u32)>,
}

/// The one refusal that is ours: nesting beyond the limit.
pub(super) const TOO_DEEP: &str = "exceeded the depth limit";
