//! Calls that are no plain functions: operators, what was made of macros, and what is known before a run.

use super::constant::{Constant, Set};
use super::plan::{Part, Planner, Step, push};
use crate::cel::ast::{Id, Literal, function};
use crate::cel::standard::pattern;
use crate::cel::value::Failure;

impl Planner<'_> {
    /// What is no plain function.
    pub(super) fn operator(&mut self, name: &str, member: bool, args: &[Id]) -> Result<Option<Step>, Failure> {
        Ok(Some(match (name, args) {
            (function::CONDITIONAL, &[condition, then, otherwise]) => Step::Conditional(condition, then, otherwise),
            (function::AND, _) => Step::And(args.to_vec()),
            (function::OR, _) => Step::Or(args.to_vec()),
            (function::EQUALS, &[left, right]) => Step::Equal { left, right, not: false },
            (function::NOT_EQUALS, &[left, right]) => Step::Equal { left, right, not: true },
            (function::INDEX, &[operand, index]) => Step::Index { operand, index, optional: false },
            (function::OPT_INDEX | function::OPT_SELECT, &[operand, index]) => {
                Step::Index { operand, index, optional: true }
            }
            (function::NOT_STRICTLY_FALSE, &[id]) => Step::NotStrictlyFalse(id),
            (function::IN, &[item, list]) => return Ok(self.member(item, list)),
            (function::ADD, &[accu, list]) => return Ok(self.accu(accu).map(|fold| Step::Append { fold, list })),
            (function::MAP_INSERT, [accu, entries @ ..]) => {
                return Ok(self.accu(*accu).map(|fold| Step::Insert { fold, entries: entries.to_vec() }));
            }
            ("or", &[left, right]) if member => Step::OptionalOr(left, right),
            ("orValue", &[left, right]) if member => Step::OptionalOrValue(left, right),
            ("matches", &[text, pattern]) => return self.matches(text, pattern, member),
            ("find" | "findAll", &[_, pattern, ..]) if member => {
                // What the pattern of a constant is, is known before it is used.
                if let Some(Constant::Literal(Literal::String(text))) = self.known(pattern) {
                    pattern::compile(text)?;
                }
                return Ok(None);
            }
            _ => return Ok(None),
        }))
    }

    fn accu(&self, id: Id) -> Option<u32> {
        match self.steps.get(id as usize) {
            Some(Step::Local(fold, Part::Accu)) => Some(*fold),
            _ => None,
        }
    }

    fn member(&mut self, item: Id, list: Id) -> Option<Step> {
        let Some(Constant::List(items)) = self.known(list) else { return None };
        if items.is_empty() {
            return Some(self.constant(Literal::Bool(false).into()));
        }
        if !items.iter().all(Constant::is_primitive) {
            return None;
        }
        let set = Set::of(items);
        Some(Step::Member { item, set: push(&mut self.sets, set) })
    }

    fn matches(&mut self, text: Id, pattern: Id, member: bool) -> Result<Option<Step>, Failure> {
        let Some(Constant::Literal(Literal::String(read))) = self.known(pattern) else { return Ok(None) };
        let size = read.chars().count() as u64;
        let compiled = pattern::compile(read)?;
        Ok(Some(Step::Matches { text, pattern: push(&mut self.patterns, compiled), size, member }))
    }
}
