//! Text to tree: the grammar of cel-go (`parser/gen/CEL.g4`, `parser/parser.go`), read from left to right. Where the
//! text is no expression the parser stops, with the words that cel-go's own has for what it met first.

mod build;
mod expr;
mod literal;
mod macros;
mod member;
mod tokens;

use super::ast::Ast;
use super::issue::Issue;
use crate::model::Version;
use build::Builder;
use tokens::Tokens;

/// What of the language is there.
#[derive(Clone, Copy, Debug, Default)]
pub struct Syntax {
    /// The server that reads it: which macros there are, and whether optionals; the newest where it does not matter.
    pub server: Option<Version>,
    /// Whether `cel.bind` is there (`ext/bindings.go`).
    pub bindings: bool,
}

impl Syntax {
    /// Whether servers from a minor version on have something, and this is one.
    fn since(self, minor: u8) -> bool {
        self.server.is_none_or(|server| server.at_least(minor))
    }

    /// Whether `?` marks what may be missing.
    fn optionals(self) -> bool {
        self.since(29)
    }
}

/// Words that name nothing in CEL (`reservedIds`).
pub const RESERVED: &[&str] = &[
    "as",
    "break",
    "const",
    "continue",
    "else",
    "false",
    "for",
    "function",
    "if",
    "import",
    "in",
    "let",
    "loop",
    "namespace",
    "null",
    "package",
    "return",
    "true",
    "var",
    "void",
    "while",
];

/// Code points that an expression may have (`expressionSizeCodePointLimit`).
const SIZE_MAX: usize = 100_000;

/// Expressions within expressions, and operators, dots and indices within each other (`maxRecursionDepth`).
const DEPTH_MAX: u32 = 250;

/// Parts of a tree at the most. Macros that need what they are called on twice double it each time; the server would
/// build any of that.
const PARTS_MAX: usize = 400_000;

/// The parser has said why it stops.
struct Stop;

/// What reading a part comes to.
type Read<T> = Result<T, Stop>;

struct Parser<'t> {
    tokens: Tokens<'t>,
    build: Builder,
    syntax: Syntax,
    issues: Vec<Issue>,
    /// Expressions within expressions at this place.
    nested: u32,
}

/// The tree of an expression, macros expanded, or what the server's parser says against it.
///
/// # Errors
///
/// One issue or more, of its syntax, its literals or its macros.
pub fn parse(text: &str, syntax: Syntax) -> Result<Ast, Vec<Issue>> {
    if text.len() > SIZE_MAX {
        let size = text.chars().count();
        if size > SIZE_MAX {
            let message = format!("expression code point size exceeds limit: size: {size}, limit {SIZE_MAX}");
            return Err(vec![Issue::of_all(message)]);
        }
    }
    let (tokens, issues) = Tokens::of(text);
    let mut parser = Parser { tokens, build: Builder::default(), syntax, issues, nested: 0 };
    let root = parser.whole();
    let Parser { build, issues, .. } = parser;
    match root {
        Ok(root) if issues.is_empty() => Ok(build.finish(root)),
        _ => Err(issues),
    }
}

impl Parser<'_> {
    /// Something wrong with a part.
    fn issue(&mut self, at: u32, span: (u32, u32), message: impl Into<String>) {
        self.issues.push(Issue::new(at, span, message));
    }

    /// Something wrong of which the server names no place, and that ends the reading.
    fn stop<T>(&mut self, message: impl Into<String>) -> Read<T> {
        self.issues.push(Issue::of_all(message));
        Err(Stop)
    }
}

#[cfg(test)]
mod tests;
