//! Lists, maps and objects that an expression writes out.

use std::sync::Arc;

use super::cost;
use super::plan::name;
use super::run::{Halt, Outcome, Runner, fail};
use crate::cel::ast::{Entry, Id};
use crate::cel::entries::{is_key, order};
use crate::cel::standard::text::printed;
use crate::cel::value::{Failure, Value};

impl<'a> Runner<'_, 'a> {
    pub(super) fn list(&mut self, id: Id, items: &[Id], optional: &[bool]) -> Outcome<'a> {
        let mut values = Vec::with_capacity(items.len());
        for (item, optional) in items.iter().zip(optional) {
            let value = self.eval(*item)?;
            match value {
                Value::Optional(value) if *optional => values.extend(value.map(|value| (*value).clone())),
                other if *optional => {
                    let said = printed(&other);
                    let said = format!("cannot initialize optional list element from non-optional value {said}");
                    return fail(Failure::new(said), id);
                }
                other => values.push(other),
            }
        }
        self.spend(cost::LIST, id)?;
        Ok(Value::from(values))
    }

    pub(super) fn map(&mut self, id: Id, entries: &[Entry<Id>]) -> Outcome<'a> {
        let mut pairs = Vec::with_capacity(entries.len());
        for entry in entries {
            let key = self.eval(entry.key)?;
            let value = self.eval(entry.value)?;
            pairs.push((key.clone(), optional_entry(id, &printed(&key), value, entry.optional)?));
        }
        self.spend(cost::MAP, id)?;
        Ok(last_of_each(pairs))
    }

    pub(super) fn fields(&mut self, id: Id, fields: &[Entry<Arc<str>>]) -> Outcome<'a> {
        let mut pairs = Vec::with_capacity(fields.len());
        for field in fields {
            let value = self.eval(field.value)?;
            pairs.push((name(&field.key), optional_entry(id, &field.key, value, field.optional)?));
        }
        self.spend(cost::STRUCT, id)?;
        Ok(last_of_each(pairs))
    }
}

/// The value of an entry, or none where it is left out.
fn optional_entry<'a>(id: Id, key: &str, value: Value<'a>, optional: bool) -> Result<Option<Value<'a>>, Halt> {
    match value {
        Value::Optional(value) if optional => Ok(value.map(|value| (*value).clone())),
        other if optional => {
            let said = printed(&other);
            let said = format!("cannot initialize optional entry '{key}' from non-optional value {said}");
            fail(Failure::new(said), id)
        }
        other => Ok(Some(other)),
    }
}

/// A map of entries: of those with one key the last counts, and one that is left out takes those before it with it.
fn last_of_each<'a>(pairs: Vec<(Value<'a>, Option<Value<'a>>)>) -> Value<'a> {
    let mut by_key: Vec<usize> = (0..pairs.len()).collect();
    by_key.sort_by(|a, b| order(&pairs[*a].0, &pairs[*b].0).then(a.cmp(b)));
    let mut last = vec![true; pairs.len()];
    for two in by_key.windows(2) {
        let same = is_key(&pairs[two[0]].0) && order(&pairs[two[0]].0, &pairs[two[1]].0).is_eq();
        last[two[0]] = !same;
    }
    let kept = pairs.into_iter().zip(last).filter(|(_, last)| *last);
    let entries: Vec<_> = kept.filter_map(|((key, value), _)| Some((key, value?))).collect();
    Value::from(entries)
}
