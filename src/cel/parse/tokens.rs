//! The tokens that are still to be read, and the words of ANTLR's error strategy (`DefaultErrorStrategy`) where another
//! one is met than can go on.

use super::super::issue::Issue;
use super::super::lex::{Tok, Token, lex};
use super::{Parser, Read, Stop};

pub(super) struct Tokens<'t> {
    text: &'t str,
    tokens: Vec<Token>,
    next: usize,
    /// Closing signs that wait, innermost last: what may follow an expression there.
    waiting: Vec<&'static [&'static str]>,
    /// Where there is something that is no token.
    gaps: Vec<(u32, u32)>,
}

/// What an expression may begin with.
const START: &str =
    "'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER";

/// Signs that go on with an expression that could end.
const GOES_ON: &[&str] = &["==", "!=", "in", "<", "<=", ">=", ">", "&&", "||", "[", ".", "-", "?", "+", "*", "/", "%"];

impl<'t> Tokens<'t> {
    pub(super) fn of(text: &'t str) -> (Self, Vec<Issue>) {
        let (tokens, issues) = lex(text);
        let gaps = issues.iter().map(|issue| issue.span).collect();
        (Tokens { text, tokens, next: 0, waiting: Vec::new(), gaps }, issues)
    }

    /// The token after so many others; behind the end there is only the end.
    pub(super) fn ahead(&self, count: usize) -> Token {
        self.tokens[(self.next + count).min(self.tokens.len() - 1)]
    }

    /// The next token.
    pub(super) fn peek(&self) -> Token {
        self.ahead(0)
    }

    /// Whether the next is that sign.
    pub(super) fn is(&self, sign: &str) -> bool {
        matches!(self.peek().kind, Tok::Sign(is) if is == sign)
    }

    /// Takes the next token.
    pub(super) fn take(&mut self) -> Token {
        let token = self.peek();
        self.next += 1;
        token
    }

    /// Takes the next token if it is that sign.
    pub(super) fn take_sign(&mut self, sign: &str) -> Option<Token> {
        self.is(sign).then(|| self.take())
    }

    /// The byte after the last token that was taken.
    pub(super) fn end(&self) -> u32 {
        self.next.checked_sub(1).and_then(|at| self.tokens.get(at)).map_or(0, |token| token.end)
    }

    /// A token as it is written.
    pub(super) fn text(&self, token: Token) -> &'t str {
        self.between(token, token)
    }

    /// What is written from one token to the end of another.
    pub(super) fn between(&self, first: Token, last: Token) -> &'t str {
        self.text.get(first.start as usize..last.end as usize).unwrap_or_default()
    }

    /// The same without what is no token.
    fn read_between(&self, first: Token, last: Token) -> String {
        let (mut at, mut read) = (first.start, String::new());
        for (start, end) in self.gaps.iter().filter(|gap| gap.0 >= first.start && gap.1 <= last.start) {
            read.push_str(self.text.get(at as usize..*start as usize).unwrap_or_default());
            at = *end;
        }
        read + self.text.get(at as usize..last.end as usize).unwrap_or_default()
    }

    /// Whether a token can begin an expression.
    fn starts(token: Token) -> bool {
        match token.kind {
            Tok::Sign(sign) => ["[", "{", "(", ".", "-", "!", "true", "false", "null"].contains(&sign),
            Tok::Int | Tok::Uint | Tok::Float | Tok::String | Tok::Bytes | Tok::Ident => true,
            Tok::Escaped | Tok::End => false,
        }
    }

    /// Whether a token may stand behind an expression that has just been closed.
    fn may_follow(&self, token: Token) -> bool {
        match token.kind {
            Tok::Sign(sign) => {
                GOES_ON.contains(&sign) || self.waiting.last().is_some_and(|waiting| waiting.contains(&sign))
            }
            Tok::End => self.waiting.is_empty(),
            _ => false,
        }
    }

    /// A token between quotes, white space spelled out.
    fn quoted(&self, token: Token) -> String {
        match token.kind {
            Tok::End => "'<EOF>'".to_owned(),
            _ => format!("'{}'", spelled(self.text(token))),
        }
    }
}

fn spelled(text: &str) -> String {
    text.replace('\t', "\\t").replace('\n', "\\n").replace('\r', "\\r")
}

impl Parser<'_> {
    /// Reads what stands before one of the closing signs.
    pub(super) fn until<T>(
        &mut self,
        signs: &'static [&'static str],
        read: impl FnOnce(&mut Self) -> Read<T>,
    ) -> Read<T> {
        self.tokens.waiting.push(signs);
        let found = read(self);
        self.tokens.waiting.pop();
        found
    }

    fn syntax_error(&mut self, token: Token, message: &str) {
        self.issue(token.start, (token.start, token.end), format!("Syntax error: {message}"));
    }

    /// Takes a sign that must stand here. Where another token is in its way that one is told and passed over; where it is
    /// forgotten it is told and taken as read (`RecoverInline`).
    pub(super) fn expect(&mut self, sign: &'static str) -> Read<Token> {
        let found = self.tokens.peek();
        if self.tokens.is(sign) {
            return Ok(self.tokens.take());
        }
        let quoted = self.tokens.quoted(found);
        if self.tokens.ahead(1).kind == Tok::Sign(sign) {
            self.syntax_error(found, &format!("extraneous input {quoted} expecting '{sign}'"));
            self.tokens.take();
            return Ok(self.tokens.take());
        }
        let forgotten = match sign {
            ":" => Tokens::starts(found),
            _ => self.tokens.may_follow(found),
        };
        if forgotten {
            self.syntax_error(found, &format!("missing '{sign}' at {quoted}"));
            return Ok(Token { kind: Tok::Sign(sign), start: found.start, end: found.start });
        }
        self.syntax_error(found, &format!("mismatched input {quoted} expecting '{sign}'"));
        Err(Stop)
    }

    /// The end must be here.
    pub(super) fn expect_end(&mut self) -> Read<()> {
        let found = self.tokens.peek();
        if found.kind == Tok::End {
            return Ok(());
        }
        let how = if self.tokens.ahead(1).kind == Tok::End { "extraneous" } else { "mismatched" };
        let quoted = self.tokens.quoted(found);
        self.syntax_error(found, &format!("{how} input {quoted} expecting <EOF>"));
        Err(Stop)
    }

    /// An expression must begin here, or one of some other signs stand, which are given as they are listed.
    pub(super) fn expect_start(&mut self, or: &[&str]) -> Read<()> {
        let found = self.tokens.peek();
        let other = |token: Token| matches!(token.kind, Tok::Sign(sign) if or.contains(&sign));
        if Tokens::starts(found) || other(found) {
            return Ok(());
        }
        let after = self.tokens.ahead(1);
        let quoted = self.tokens.quoted(found);
        let listed = listed(or);
        if Tokens::starts(after) || other(after) {
            self.syntax_error(found, &format!("extraneous input {quoted} expecting {listed}"));
            self.tokens.take();
            return Ok(());
        }
        self.syntax_error(found, &format!("mismatched input {quoted} expecting {listed}"));
        Err(Stop)
    }

    /// No way to go on from `first`, which was taken: the token after it fits none (`ReportNoViableAlternative`).
    pub(super) fn no_way<T>(&mut self, first: Token) -> Read<T> {
        let found = self.tokens.peek();
        let text = self.tokens.text(found);
        let reserved = ["true", "false", "null"].contains(&text) && first.end == found.start;
        let message = match reserved {
            true => format!("mismatched input '{text}' expecting IDENTIFIER"),
            false => format!("no viable alternative at input '{}'", spelled(&self.tokens.read_between(first, found))),
        };
        self.syntax_error(found, &message);
        Err(Stop)
    }

    /// The last of some `-` was taken, and nothing that it can stand before follows.
    pub(super) fn no_operand(&mut self, minus: Token) {
        let found = self.tokens.peek();
        if !Tokens::starts(found) {
            let read = spelled(&self.tokens.read_between(minus, found));
            self.syntax_error(found, &format!("no viable alternative at input '{read}'"));
        }
    }

    /// One more item or the sign that closes must stand here: whether it is one more.
    pub(super) fn one_more(&mut self, close: &'static str) -> Read<bool> {
        let fits = |token: Token| matches!(token.kind, Tok::Sign(sign) if sign == "," || sign == close);
        let found = self.tokens.peek();
        if !fits(found) {
            let quoted = self.tokens.quoted(found);
            let extraneous = fits(self.tokens.ahead(1));
            let how = if extraneous { "extraneous" } else { "mismatched" };
            self.syntax_error(found, &format!("{how} input {quoted} expecting {{'{close}', ','}}"));
            if !extraneous {
                return Err(Stop);
            }
            // What follows one that was passed over is taken to be behind the list.
            self.tokens.take();
            return Ok(false);
        }
        Ok(self.tokens.is(",") && !fits(self.tokens.ahead(1)))
    }

    /// A field of an object, or the sign that closes it, must stand here.
    pub(super) fn expect_field(&mut self) -> Read<()> {
        let fits = |token: Token| matches!(token.kind, Tok::Ident | Tok::Escaped | Tok::Sign("}" | "," | "?"));
        let found = self.tokens.peek();
        if fits(found) {
            return Ok(());
        }
        let quoted = self.tokens.quoted(found);
        let extraneous = fits(self.tokens.ahead(1));
        let how = if extraneous { "extraneous" } else { "mismatched" };
        let expected = "{'}', ',', '?', IDENTIFIER, ESC_IDENTIFIER}";
        self.syntax_error(found, &format!("{how} input {quoted} expecting {expected}"));
        if !extraneous {
            return Err(Stop);
        }
        self.tokens.take();
        Ok(())
    }

    /// A name must stand here.
    pub(super) fn no_name<T>(&mut self) -> Read<T> {
        let found = self.tokens.peek();
        let quoted = self.tokens.quoted(found);
        self.syntax_error(found, &format!("mismatched input {quoted} expecting {{IDENTIFIER, ESC_IDENTIFIER}}"));
        Err(Stop)
    }
}

/// What may begin an expression, and some signs beside it, in the order of the grammar's tokens.
fn listed(or: &[&str]) -> String {
    const ORDER: &[&str] = &["[", "]", "{", "}", "(", ")", ".", ",", "-", "!", "?"];
    if or.is_empty() {
        return format!("{{{START}}}");
    }
    let begins = ["[", "{", "(", ".", "-", "!"];
    let signs = ORDER.iter().filter(|sign| begins.contains(sign) || or.contains(sign)).map(|sign| format!("'{sign}'"));
    let rest = START.split_once("'!', ").map_or("", |(_, rest)| rest);
    format!("{{{}, {rest}}}", signs.collect::<Vec<_>>().join(", "))
}
