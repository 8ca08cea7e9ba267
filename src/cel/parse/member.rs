//! Names, literals, lists, maps and objects, and what is asked of them: fields, calls, items.

use std::sync::Arc;

use super::super::ast::{Entry, Id, Kind, Literal, function};
use super::super::lex::{Tok, Token};
use super::build::Place;
use super::{Parser, RESERVED, Read};

impl Parser<'_> {
    pub(super) fn member(&mut self) -> Read<Id> {
        let start = self.tokens.peek().start;
        let mut of = self.primary()?;
        loop {
            if let Some(dot) = self.tokens.take_sign(".") {
                of = self.selected(start, of, dot)?;
            } else if let Some(bracket) = self.tokens.take_sign("[") {
                self.expect_start(&["?"])?;
                let optional = self.optional(bracket, "[?")?;
                let index = self.until(&["]"], Self::expr)?;
                self.expect("]")?;
                let name = if optional { function::OPT_INDEX } else { function::INDEX };
                let id = self.build.call(self.place(bracket, start), name, None, vec![of, index]);
                of = self.counted(id)?;
            } else {
                return Ok(of);
            }
        }
    }

    /// From `start` to the last token, at `op`.
    fn place(&self, op: Token, start: u32) -> Place {
        Place { at: op.start, span: (start, self.tokens.end()) }
    }

    /// A question mark, if there is one. Where optionals are not known it is told at `before`, whose name is given.
    fn optional(&mut self, before: Token, name: &str) -> Read<bool> {
        let Some(mark) = self.tokens.take_sign("?") else { return Ok(false) };
        if !self.syntax.optionals() {
            self.issue(before.start, (mark.start, mark.end), format!("unsupported syntax '{name}'"));
        }
        Ok(true)
    }

    fn selected(&mut self, start: u32, of: Id, dot: Token) -> Read<Id> {
        let optional = self.optional(dot, ".?")?;
        let token = self.tokens.peek();
        if !matches!(token.kind, Tok::Ident | Tok::Escaped) {
            if !optional {
                return self.no_way(dot);
            }
            let found = self.no_name();
            self.issue(token.start, (token.start, token.end), "unsupported ident kind");
            return found;
        }
        self.tokens.take();
        let name = self.name(token);
        if !optional && token.kind == Tok::Ident && self.tokens.is("(") {
            let open = self.tokens.take();
            let args = self.arguments()?;
            return self.called(self.place(open, start), &name, Some(of), args);
        }
        let place = self.place(dot, start);
        let id = if optional {
            let span = (token.start, token.end);
            let field = self.build.literal(Place { at: token.start, span }, Literal::String(name));
            self.build.call(place, function::OPT_SELECT, None, vec![of, field])
        } else {
            self.build.add(place, Kind::Select { operand: of, field: name, test: false })
        };
        self.counted(id)
    }

    /// A name as it counts. The server's parser does not take those between backquotes.
    fn name(&mut self, token: Token) -> Arc<str> {
        if token.kind == Tok::Escaped {
            self.issue(token.start, (token.start, token.end), "unsupported syntax: '`'");
        }
        self.tokens.text(token).trim_matches('`').into()
    }

    /// A call, or what a macro makes of it. Calls on something are counted as the server counts them.
    fn called(&mut self, place: Place, name: &str, target: Option<Id>, args: Vec<Id>) -> Read<Id> {
        let made = self.expand(place, name, target, &args);
        if self.build.is_full() {
            return self.stop("the expression is too large once its macros are expanded");
        }
        let id = made.unwrap_or_else(|| self.build.call(place, name, target, args));
        if target.is_some() { self.counted(id) } else { Ok(id) }
    }

    /// Arguments and the bracket that closes them.
    fn arguments(&mut self) -> Read<Vec<Id>> {
        self.expect_start(&[")"])?;
        let mut args = Vec::new();
        if !self.tokens.is(")") {
            loop {
                args.push(self.until(&[",", ")"], Self::expr)?);
                if self.tokens.take_sign(",").is_none() {
                    break;
                }
            }
        }
        self.expect(")")?;
        Ok(args)
    }

    fn primary(&mut self) -> Read<Id> {
        self.expect_start(&[])?;
        let first = self.tokens.peek();
        match first.kind {
            Tok::Sign("(") => {
                self.tokens.take();
                let inner = self.until(&[")"], Self::expr)?;
                self.expect(")")?;
                Ok(inner)
            }
            Tok::Sign("[") => self.list(),
            Tok::Sign("{") => self.map(),
            Tok::Sign(".") | Tok::Ident => self.named(),
            _ => self.literal(),
        }
    }

    /// A name, a call, or an object: what begins with a name or a dot before one.
    fn named(&mut self) -> Read<Id> {
        let start = self.tokens.peek().start;
        let dot = self.tokens.take_sign(".");
        if let Some(dot) = dot
            && self.tokens.peek().kind != Tok::Ident
        {
            return self.no_way(dot);
        }
        if let Some(count) = self.parts_of_type() {
            return self.object(start, count);
        }
        let token = self.tokens.take();
        let name = self.tokens.text(token);
        let qualified = format!("{}{name}", if dot.is_some() { "." } else { "" });
        if RESERVED.contains(&name) {
            self.issue(start, (token.start, token.end), format!("reserved identifier: {name}"));
        }
        if self.tokens.is("(") {
            let open = self.tokens.take();
            let args = self.arguments()?;
            return self.called(self.place(open, start), &qualified, None, args);
        }
        Ok(self.build.ident(self.place(token, start), &qualified.into()))
    }

    /// How many names, with dots between them, are followed by a brace, if they are.
    fn parts_of_type(&self) -> Option<usize> {
        let mut count = 1;
        loop {
            match self.tokens.ahead(2 * count - 1).kind {
                Tok::Sign("{") => return Some(count),
                Tok::Sign(".") if self.tokens.ahead(2 * count).kind == Tok::Ident => count += 1,
                _ => return None,
            }
        }
    }

    fn object(&mut self, start: u32, count: usize) -> Read<Id> {
        let first = self.tokens.peek();
        let mut last = first;
        for _ in 0..2 * count - 1 {
            last = self.tokens.take();
        }
        let name: String = self.tokens.between(first, last).chars().filter(|c| !c.is_whitespace()).collect();
        let dot = if first.start > start { "." } else { "" };
        let open = self.tokens.take();
        self.expect_field()?;
        let fields = self.entries(|parser| {
            let token = parser.tokens.peek();
            if !matches!(token.kind, Tok::Ident | Tok::Escaped) {
                return parser.no_name();
            }
            parser.tokens.take();
            Ok(parser.name(token))
        })?;
        let name = format!("{dot}{name}").into();
        Ok(self.build.add(self.place(open, start), Kind::Struct { name, fields }))
    }

    fn list(&mut self) -> Read<Id> {
        let open = self.tokens.take();
        let (mut items, mut optional) = (Vec::new(), Vec::new());
        self.expect_start(&["]", ",", "?"])?;
        while !self.tokens.is("]") && !self.tokens.is(",") {
            let mark = self.tokens.peek();
            if self.optional(mark, "?")? {
                optional.push(u32::try_from(items.len()).unwrap_or(u32::MAX));
            }
            items.push(self.until(&[",", "]"], Self::expr)?);
            if !self.one_more("]")? {
                break;
            }
            self.tokens.take();
        }
        self.tokens.take_sign(",");
        self.expect("]")?;
        Ok(self.build.add(self.place(open, open.start), Kind::List { items, optional }))
    }

    fn map(&mut self) -> Read<Id> {
        let open = self.tokens.take();
        self.expect_start(&["}", ",", "?"])?;
        let entries = self.entries(|parser| parser.until(&[":"], Self::expr))?;
        Ok(self.build.add(self.place(open, open.start), Kind::Map(entries)))
    }

    /// Entries between braces, the first brace taken.
    fn entries<K>(&mut self, key: impl Fn(&mut Self) -> Read<K>) -> Read<Vec<Entry<K>>> {
        let mut entries = Vec::new();
        while !self.tokens.is("}") && !self.tokens.is(",") {
            let mark = self.tokens.peek();
            let optional = self.optional(mark, "?")?;
            let key = key(self)?;
            let colon = self.expect(":")?;
            let value = self.until(&[",", "}"], Self::expr)?;
            entries.push(Entry { key, value, optional, at: colon.start });
            if !self.one_more("}")? {
                break;
            }
            self.tokens.take();
        }
        self.tokens.take_sign(",");
        self.expect("}")?;
        Ok(entries)
    }
}
