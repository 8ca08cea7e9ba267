//! Operators, from the weakest to the strongest: `?:`, `||`, `&&`, comparisons, sums, products, `!` and `-`.

use super::super::ast::{Id, function};
use super::build::Place;
use super::{DEPTH_MAX, Parser, Read};

/// Comparisons, and what cel-go calls them.
const RELATIONS: &[(&str, &str)] = &[
    ("<", function::LESS),
    ("<=", function::LESS_EQUALS),
    (">=", function::GREATER_EQUALS),
    (">", function::GREATER),
    ("==", function::EQUALS),
    ("!=", function::NOT_EQUALS),
    ("in", function::IN),
];
const SUMS: &[(&str, &str)] = &[("+", function::ADD), ("-", function::SUBTRACT)];
const PRODUCTS: &[(&str, &str)] = &[("*", function::MULTIPLY), ("/", function::DIVIDE), ("%", function::MODULO)];

/// Operators of one strength that are read from the left.
const LEVELS: &[&[(&str, &str)]] = &[RELATIONS, SUMS, PRODUCTS];

impl Parser<'_> {
    pub(super) fn whole(&mut self) -> Read<Id> {
        let root = self.expr()?;
        self.expect_end()?;
        Ok(root)
    }

    pub(super) fn expr(&mut self) -> Read<Id> {
        self.nested += 1;
        if self.nested > DEPTH_MAX {
            return self.stop(format!("expression recursion limit exceeded: {DEPTH_MAX}"));
        }
        let found = self.choice();
        self.nested -= 1;
        found
    }

    fn choice(&mut self) -> Read<Id> {
        let start = self.tokens.peek().start;
        let condition = self.logic(function::OR, "||")?;
        let Some(op) = self.tokens.take_sign("?") else { return Ok(condition) };
        let yes = self.until(&[":"], |parser| parser.logic(function::OR, "||"))?;
        self.expect(":")?;
        let no = self.expr()?;
        let place = Place { at: op.start, span: (start, self.tokens.end()) };
        let id = self.build.call(place, function::CONDITIONAL, None, vec![condition, yes, no]);
        self.counted(id)
    }

    /// A chain of `||`, or of `&&` within one.
    fn logic(&mut self, name: &'static str, sign: &str) -> Read<Id> {
        let (mut terms, mut ops) = (Vec::new(), Vec::new());
        loop {
            terms.push(match name {
                function::OR => self.logic(function::AND, "&&")?,
                _ => self.level(0)?,
            });
            let Some(op) = self.tokens.take_sign(sign) else { break };
            ops.push(op.start);
        }
        Ok(self.build.balanced(name, &terms, &ops))
    }

    fn level(&mut self, level: usize) -> Read<Id> {
        let Some(operators) = LEVELS.get(level) else { return self.unary() };
        let start = self.tokens.peek().start;
        let mut left = self.level(level + 1)?;
        while let Some((sign, name)) = operators.iter().find(|(sign, _)| self.tokens.is(sign)) {
            let Some(op) = self.tokens.take_sign(sign) else { break };
            let right = self.level(level + 1)?;
            let place = Place { at: op.start, span: (start, self.tokens.end()) };
            let id = self.build.call(place, name, None, vec![left, right]);
            left = self.counted(id)?;
        }
        Ok(left)
    }

    /// `!` and `-`, any number of them: an even one is none. A single `-` before a number is part of that.
    fn unary(&mut self) -> Read<Id> {
        self.expect_start(&[])?;
        for (sign, name) in [("!", function::NOT), ("-", function::NEGATE)] {
            if !self.tokens.is(sign) || sign == "-" && self.is_signed_number() {
                continue;
            }
            let first = self.tokens.peek();
            let (mut count, mut last) = (0, first);
            while let Some(token) = self.tokens.take_sign(sign) {
                (count, last) = (count + 1, token);
            }
            if sign == "-" {
                self.no_operand(last);
            }
            let operand = self.member()?;
            if count % 2 == 0 {
                return Ok(operand);
            }
            let place = Place { at: first.start, span: (first.start, self.tokens.end()) };
            return Ok(self.build.call(place, name, None, vec![operand]));
        }
        self.member()
    }

    /// Holds a part that the server's visitor descends by against its limit.
    pub(super) fn counted(&mut self, id: Id) -> Read<Id> {
        if self.build.count(id) > DEPTH_MAX {
            return self.stop("max recursion depth exceeded");
        }
        Ok(id)
    }
}
