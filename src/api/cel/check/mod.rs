//! The checker: names are declared, functions have a fitting overload, and what type comes out
//! (cel-go's `checker/checker.go`, function by function).

mod calls;
mod comprehensions;
mod made;
mod names;

use kube_cel::cel::common::ast::{Expr, IdedExpr};

use super::types::{Mapping, Type};
use super::{Checked, Env, Issue, literals};

/// Nesting that is looked into; what lies deeper is taken to be right.
const DEPTH: usize = 600;

/// Checks a parsed expression.
pub(super) fn check(tree: &IdedExpr, text: &str, env: &Env) -> Result<Checked, Vec<Issue>> {
    let mut checker = Checker {
        env,
        text,
        mapping: Mapping::default(),
        scopes: Vec::new(),
        issues: Vec::new(),
        used: Vec::new(),
        depth: 0,
    };
    let ty = checker.check(tree);
    if checker.issues.is_empty() {
        literals::check(tree, &mut |literal, message| checker.issue(literal, message));
    }
    if checker.issues.is_empty() {
        return Ok(Checked { ty: checker.mapping.resolve(&ty, true), used: checker.used });
    }
    checker.issues.sort_by_key(|issue| issue.offset);
    Err(checker.issues)
}

struct Checker<'e> {
    env: &'e Env,
    text: &'e str,
    mapping: Mapping,
    /// Variables of macros, innermost last.
    scopes: Vec<(String, Type)>,
    issues: Vec<Issue>,
    used: Vec<String>,
    depth: usize,
}

impl Checker<'_> {
    /// Notes something wrong. The parser keeps no places, so that it is put where `word` first stands.
    fn issue(&mut self, word: &str, message: impl Into<String>) {
        self.issues.push(Issue { offset: place(self.text, word), message: message.into() });
    }

    fn check(&mut self, e: &IdedExpr) -> Type {
        if self.depth >= DEPTH {
            return Type::Dyn;
        }
        self.depth += 1;
        let ty = match &e.expr {
            Expr::Literal(value) => made::literal(value),
            Expr::Ident(name) => self.ident(name),
            Expr::Select(select) => self.select(e, select),
            Expr::Call(call) => self.call(call),
            Expr::List(list) => self.list(list),
            Expr::Map(map) => self.map(map),
            Expr::Struct(of) => self.structure(of),
            Expr::Comprehension(of) => self.comprehension(of),
            Expr::Unspecified => Type::Error,
        };
        self.depth -= 1;
        ty
    }
}

/// The byte at which `word` first stands as a word of its own; the beginning where it does not.
fn place(text: &str, word: &str) -> usize {
    let part = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    let named = part(word.chars().next_back());
    let alone = |(at, _): &(usize, &str)| {
        let before = part(word.chars().next()) && part(text[..*at].chars().next_back());
        let after = named && part(text[at + word.len()..].chars().next());
        !before && !after
    };
    text.match_indices(word).find(alone).map_or(0, |(at, _)| at)
}
