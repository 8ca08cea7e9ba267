//! What Go says of a pattern that it does not take.

use std::fmt;
use std::ops::Range;

/// Why a pattern is none (`syntax.ErrorCode`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A range that runs backwards, or a class of a name that nobody knows.
    CharRange,
    /// A backslash before what it gives no meaning.
    Escape,
    /// A name of a group that is none.
    NamedCapture,
    /// `(?` and something else than flags, a colon or a name.
    PerlOp,
    /// A repetition of a repetition.
    RepeatOp,
    /// A count over 1,000, or counts that multiply to more.
    RepeatSize,
    /// `[` without its `]`.
    MissingBracket,
    /// `(` without its `)`.
    MissingParen,
    /// A repetition of nothing.
    MissingArgument,
    /// A backslash at the end.
    TrailingBackslash,
    /// `)` without its `(`.
    UnexpectedParen,
    /// More than 1,000 levels.
    Depth,
    /// More than Go would compile.
    Large,
    /// Nothing that Go says: it may well take the pattern, which is more than is built here.
    Unbuilt,
}

impl Kind {
    /// Go's words.
    pub fn words(self) -> &'static str {
        match self {
            Kind::CharRange => "invalid character class range",
            Kind::Escape => "invalid escape sequence",
            Kind::NamedCapture => "invalid named capture",
            Kind::PerlOp => "invalid or unsupported Perl syntax",
            Kind::RepeatOp => "invalid nested repetition operator",
            Kind::RepeatSize => "invalid repeat count",
            Kind::MissingBracket => "missing closing ]",
            Kind::MissingParen => "missing closing )",
            Kind::MissingArgument => "missing argument to repetition operator",
            Kind::TrailingBackslash => "trailing backslash at end of expression",
            Kind::UnexpectedParen => "unexpected )",
            Kind::Depth => "expression nests too deeply",
            Kind::Large => "expression too large",
            Kind::Unbuilt => "too large to be compiled here",
        }
    }
}

/// A pattern that is not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    /// Why.
    pub kind: Kind,
    /// What Go quotes of the pattern; for some kinds that is all of it.
    pub fragment: String,
    /// The bytes of the pattern that are wrong, never more of it than is needed to see it.
    pub at: Range<usize>,
}

impl Kind {
    /// What might help, where there is a common reason.
    pub fn help(self) -> Option<&'static str> {
        match self {
            Kind::PerlOp => {
                Some("Go has no look-around, no atomic groups, no comments, and no flags but `i`, `m`, `s` and `U`")
            }
            Kind::Escape => {
                Some("Go has no references to groups; `\\z` is the end of the text, `\\x{…}` a character by number")
            }
            Kind::RepeatOp => Some("Go has no possessive repetition; put brackets around what is repeated twice"),
            Kind::RepeatSize => Some("at most 1000 repetitions, those within others multiplied"),
            Kind::CharRange | Kind::NamedCapture | Kind::MissingBracket | Kind::MissingParen => None,
            Kind::MissingArgument => Some("put a backslash before it if it is meant as a character"),
            Kind::TrailingBackslash | Kind::UnexpectedParen | Kind::Depth | Kind::Large | Kind::Unbuilt => None,
        }
    }
}

impl Error {
    /// What is wrong, with the part of the pattern that is, unless that is all of it.
    pub fn told(&self) -> String {
        match self.kind {
            Kind::TrailingBackslash
            | Kind::UnexpectedParen
            | Kind::MissingParen
            | Kind::MissingBracket
            | Kind::Depth
            | Kind::Large
            | Kind::Unbuilt => self.kind.words().to_owned(),
            _ => format!("{}: `{}`", self.kind.words(), self.fragment),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "error parsing regexp: {}: `{}`", self.kind.words(), self.fragment)
    }
}

impl std::error::Error for Error {}
