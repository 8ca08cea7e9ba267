//! Why an expression comes to `false`: the part of it that does, and the values that made it so.

use super::ast::{Ast, Comprehension, Id, Kind, function};
use super::eval::{Limits, Program, Variables};
use super::standard::text::printed;
use super::value::{List, Map, Value};

/// The part of an expression by which it is `false`, and what it was about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Why {
    /// The first byte of the part, and the one after its last.
    pub span: (u32, u32),
    /// Parts of that part, as they are written, and their values, as a person reads them.
    pub facts: Vec<(String, String)>,
}

impl Why {
    /// Each value with the part that has it, in words.
    pub fn words(&self) -> Vec<String> {
        self.facts.iter().map(|(part, value)| format!("`{part}` is {value}")).collect()
    }
}

/// Values that are told at the most.
const FACTS: usize = 4;

/// Characters of a value that are told.
const SHOWN: usize = 60;

/// Operators and conditions within operators that are looked through.
const DEPTH: u32 = 100;

/// Why a program that was made of `text` comes to `false` with these variables; none where there is nothing to tell.
pub fn why<'a>(program: &Program, text: &str, variables: &dyn Variables<'a>) -> Option<Why> {
    let ast = program.ast();
    let look = Look { ast, text, seen: program.trace(variables, Limits::default()) };
    let part = look.culprit(ast.root, DEPTH);
    let mut facts = Vec::new();
    look.facts(part, true, DEPTH, &mut facts);
    facts.truncate(FACTS);
    (!facts.is_empty()).then(|| Why { span: ast.expr(part).span, facts })
}

struct Look<'e, 'a> {
    ast: &'e Ast,
    text: &'e str,
    seen: Vec<Option<Value<'a>>>,
}

impl Look<'_, '_> {
    fn is(&self, id: Id, value: bool) -> bool {
        matches!(self.seen[id as usize], Some(Value::Bool(is)) if is == value)
    }

    /// The smallest part that is enough to make the whole `false`.
    fn culprit(&self, id: Id, depth: u32) -> Id {
        let inner = match self.ast.kind(id) {
            _ if depth == 0 => None,
            Kind::Call { function, args, .. } if **function == *function::AND => self.false_term(args, depth),
            Kind::Call { function, args, .. } if **function == *function::CONDITIONAL => {
                // What a macro is made of has no text of its own.
                let written = args.iter().all(|arg| self.ast.expr(*arg).span != self.ast.expr(id).span);
                let branch = if self.is(args[0], true) { args[1] } else { args[2] };
                (written && self.is(branch, false)).then_some(branch)
            }
            Kind::Comprehension(of) => self.predicate(of, function::AND).filter(|predicate| self.is(*predicate, false)),
            _ => None,
        };
        inner.map_or(id, |inner| self.culprit(inner, depth - 1))
    }

    /// The first term of a chain that is `false`.
    fn false_term(&self, terms: &[Id], depth: u32) -> Option<Id> {
        terms.iter().find_map(|term| match self.ast.kind(*term) {
            Kind::Call { function, args, .. } if **function == *function::AND && depth > 0 => {
                self.false_term(args, depth - 1)
            }
            _ => self.is(*term, false).then_some(*term),
        })
    }

    /// What a loop of `all` (by `&&`) or `exists` (by `||`) asks of each item.
    fn predicate(&self, of: &Comprehension, joined: &str) -> Option<Id> {
        match self.ast.kind(of.step) {
            Kind::Call { function, args, .. } if **function == *joined && args.len() == 2 => Some(args[1]),
            _ => None,
        }
    }

    /// Gathers what a part is about. `within` is whether the part's own value is known already: it is `false`.
    fn facts(&self, id: Id, within: bool, depth: u32, facts: &mut Vec<(String, String)>) {
        if depth == 0 || facts.len() > FACTS {
            return;
        }
        match self.ast.kind(id) {
            Kind::Literal(_) => {}
            Kind::Select { operand, field, test: true } => {
                let operand = self.ast.expr(*operand).span;
                if let (Some(of), Some(Value::Bool(there))) = (self.written(operand), &self.seen[id as usize]) {
                    let there = if *there { "there" } else { "not there" };
                    push(facts, format!("{of}.{field}"), there.to_owned());
                }
            }
            Kind::Comprehension(of) if within => self.facts(of.range, false, depth - 1, facts),
            Kind::Call { target, args, .. } if within || !self.tell(id, facts) => {
                for part in target.iter().chain(args) {
                    self.facts(*part, false, depth - 1, facts);
                }
            }
            Kind::List { items, .. } => items.iter().for_each(|item| self.facts(*item, false, depth - 1, facts)),
            Kind::Call { .. } => {}
            _ => {
                self.tell(id, facts);
            }
        }
    }

    /// Tells a part's value; false where it has none, or is but a truth about others.
    fn tell(&self, id: Id, facts: &mut Vec<(String, String)>) -> bool {
        let Some(value) = &self.seen[id as usize] else { return false };
        let call = matches!(self.ast.kind(id), Kind::Call { .. });
        if call && (matches!(value, Value::Bool(_)) || self.is_constant(id, DEPTH)) {
            return matches!(value, Value::Bool(_)) && self.is_constant(id, DEPTH);
        }
        if let Some(written) = self.written(self.ast.expr(id).span) {
            push(facts, written.to_owned(), shown(value));
        }
        true
    }

    /// Whether a part names nothing.
    fn is_constant(&self, id: Id, depth: u32) -> bool {
        let kind = self.ast.kind(id);
        let mut constant = depth > 0 && !matches!(kind, Kind::Ident(_));
        kind.parts(|part| constant = constant && self.is_constant(part, depth - 1));
        constant
    }

    fn written(&self, (start, end): (u32, u32)) -> Option<&str> {
        self.text.get(start as usize..end as usize).filter(|text| !text.is_empty())
    }
}

fn push(facts: &mut Vec<(String, String)>, written: String, value: String) {
    if !facts.iter().any(|(known, _)| *known == written) {
        facts.push((written, value));
    }
}

/// Items of a list that are all shown.
const FEW: usize = 3;

/// A value in few words.
fn shown(value: &Value<'_>) -> String {
    let count = |many: usize, one: &str, more: &str| match many {
        0 => "empty".to_owned(),
        1 => format!("1 {one}"),
        _ => format!("{many} {more}"),
    };
    let text = match value {
        Value::Null => "null".to_owned(),
        Value::String(text) => format!("{:?}", text.as_str()),
        Value::List(list) => {
            let len = match list {
                List::Made(items) => items.len(),
                List::Seen(items) => items.len(),
            };
            let plain = |item: &Value<'_>| !matches!(item, Value::List(_) | Value::Map(_));
            if len == 0 || len > FEW || !list.items().all(|item| plain(&item)) {
                return count(len, "item", "items");
            }
            format!("[{}]", list.items().map(|item| shown(&item)).collect::<Vec<_>>().join(", "))
        }
        Value::Map(Map::Made(entries)) => return count(entries.len(), "entry", "entries"),
        Value::Map(Map::Seen(fields)) => return count(fields.len(), "field", "fields"),
        Value::Optional(None) => return "not there".to_owned(),
        Value::Optional(Some(value)) => return shown(value),
        other => printed(other),
    };
    match text.char_indices().nth(SHOWN) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cel::value::Failure;
    use crate::cel::{Syntax, parse};

    struct Self_;

    impl<'a> Variables<'a> for Self_ {
        fn get(&self, name: &str) -> Result<Option<Value<'a>>, Failure> {
            let text = "{'min': 5, 'max': 3, 'name': 'abc', 'l': [{'w': 1}, {'w': 20}], 'e': []}";
            let made = Program::plan(parse(text, Syntax::default()).expect("it is read")).expect("it is planned");
            Ok((name == "self").then(|| made.run(&None_, Limits::default()).value.expect("a value")))
        }
    }

    struct None_;

    impl<'a> Variables<'a> for None_ {
        fn get(&self, _: &str) -> Result<Option<Value<'a>>, Failure> {
            Ok(None)
        }
    }

    #[test]
    fn the_part_that_is_false_and_its_values() {
        for (text, part, facts) in [
            ("self.min <= self.max", "self.min <= self.max", vec!["self.min is 5", "self.max is 3"]),
            ("self.name == 'abc' && self.min < 4 && true", "self.min < 4", vec!["self.min is 5"]),
            ("self.l.all(x, x.w > 0 && x.w <= 10)", "x.w <= 10", vec!["x.w is 20"]),
            ("size(self.name) > 5", "size(self.name) > 5", vec!["size(self.name) is 3"]),
            ("has(self.nope)", "has(self.nope)", vec!["self.nope is not there"]),
            ("has(self.min) ? self.min == 1 : false", "self.min == 1", vec!["self.min is 5"]),
            ("self.name.startsWith('x')", "self.name.startsWith('x')", vec!["self.name is \"abc\""]),
            ("self.l.exists(x, x.w == 2)", "self.l.exists(x, x.w == 2)", vec!["self.l is 2 items"]),
            ("self.max in [1, 2]", "self.max in [1, 2]", vec!["self.max is 3"]),
            (
                "self.?nope.orValue(self.max) == 1",
                "self.?nope.orValue(self.max) == 1",
                vec!["self.?nope.orValue(self.max) is 3"],
            ),
            (
                "self.min == 1 || self.max == 1",
                "self.min == 1 || self.max == 1",
                vec!["self.min is 5", "self.max is 3"],
            ),
            ("self.e.size() > 0", "self.e.size() > 0", vec!["self.e.size() is 0"]),
        ] {
            let program = Program::plan(parse(text, Syntax::default()).expect("it is read")).expect("it is planned");
            let why = why(&program, text, &Self_).unwrap_or_else(|| panic!("{text}"));
            let told: Vec<String> = why.facts.iter().map(|(part, value)| format!("{part} is {value}")).collect();
            assert_eq!(
                (&text[why.span.0 as usize..why.span.1 as usize], told),
                (part, facts.iter().map(|f| (*f).to_owned()).collect()),
                "{text}"
            );
        }
        let program = Program::plan(parse("false", Syntax::default()).expect("it is read")).expect("it is planned");
        assert_eq!(why(&program, "false", &Self_), None);
    }

    /// What is told of an expression.
    fn told(text: &str) -> Option<Why> {
        let program = Program::plan(parse(text, Syntax::default()).expect("it is read")).expect("it is planned");
        why(&program, text, &Self_)
    }

    #[test]
    fn it_looks_so_deep() {
        let around = |before: &str, depth: usize, inner: &str, behind: &str| {
            format!("{}{inner}{}", before.repeat(depth), behind.repeat(depth))
        };
        // Calls in calls, and lists in lists; the comparison and the value are a part each.
        let not = |depth: usize| told(&around("!(", depth, "self.min == 4", ")"));
        assert_eq!(not(98).map(|why| why.facts.len()), Some(1));
        assert_eq!(not(100), None);
        let list = |depth: usize| told(&format!("{} == [1]", around("[", depth, "self.min", "]")));
        assert_eq!(list(98).map(|why| why.facts.len()), Some(1));
        assert_eq!(list(99), None);
    }
}
