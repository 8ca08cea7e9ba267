//! Names, fields and indices (`interpreter/attributes.go`).

use std::rc::Rc;
use std::sync::Arc;

use super::plan::{Step, name};
use super::run::{Outcome, Runner, fail};
use crate::cel::ast::Id;
use crate::cel::entries::lossless_int;
use crate::cel::standard::text::printed;
use crate::cel::standard::type_name;
use crate::cel::value::{Failure, List, Map, Value};

impl<'a> Runner<'_, 'a> {
    /// What a path comes to. Whether its first name costs something depends on who asks: upstream's observers see a whole
    /// path once, and not where it is but a branch or an index of another.
    pub(super) fn attribute(&mut self, id: Id, counted: bool) -> Outcome<'a> {
        let program = self.program;
        match &program.steps[id as usize] {
            Step::Local(fold, part) => {
                self.spend(u64::from(counted), id)?;
                self.local(*fold, *part, id)
            }
            Step::Global(name) => {
                self.spend(u64::from(counted), id)?;
                match self.variables.get(name) {
                    Ok(Some(value)) => sound(value, id),
                    Ok(None) => fail(Failure::new(format!("no such attribute(s): {name}")), id),
                    Err(failure) => fail(failure, id),
                }
            }
            Step::Select { operand, field, test, name } => {
                self.select(id, *operand, field, *test, name.as_deref(), counted)
            }
            Step::Index { operand, index, optional } => self.index(id, *operand, *index, *optional, counted),
            Step::Conditional(condition, then, otherwise) => match self.eval(*condition)? {
                Value::Bool(true) => self.branch(*then),
                Value::Bool(false) => self.branch(*otherwise),
                _ => fail(Failure::no_such_overload(), id),
            },
            _ => {
                let value = self.eval(id)?;
                self.spend(u64::from(counted), id)?;
                Ok(value)
            }
        }
    }

    fn branch(&mut self, id: Id) -> Outcome<'a> {
        if self.is_path(id) { self.attribute(id, false) } else { self.eval(id) }
    }

    fn is_path(&self, id: Id) -> bool {
        matches!(
            self.program.steps[id as usize],
            Step::Local(..) | Step::Global(_) | Step::Select { .. } | Step::Index { .. } | Step::Conditional(..)
        )
    }

    fn select(
        &mut self,
        id: Id,
        operand: Id,
        field: &Arc<str>,
        test: bool,
        whole: Option<&str>,
        counted: bool,
    ) -> Outcome<'a> {
        if let Some(whole) = whole {
            match self.variables.get(whole) {
                Ok(None) => {}
                found => {
                    let fields = whole.bytes().filter(|c| *c == b'.').count() as u64;
                    self.spend(fields + u64::from(counted), id)?;
                    return match found {
                        Ok(value) => Ok(value.unwrap_or(Value::Null)),
                        Err(failure) => fail(failure, id),
                    };
                }
            }
        }
        // Upstream gives back what a question for presence costs.
        let of = self.attribute(operand, counted && !test)?;
        if test {
            let there = match &of {
                Value::Map(map) => map.has(&name(field)),
                of => qualified(of, &name(field), true).map(|found| found.is_some()),
            };
            self.spend(1, id)?;
            return match there {
                Ok(there) => Ok(Value::Bool(there)),
                Err(failure) => fail(failure, id),
            };
        }
        let found = qualified(&of, &name(field), false);
        self.taken(id, of, found)
    }

    fn index(&mut self, id: Id, operand: Id, index: Id, optional: bool, counted: bool) -> Outcome<'a> {
        let of = self.attribute(operand, counted)?;
        if matches!(of, Value::Optional(None)) {
            return Ok(of);
        }
        let key = if self.is_path(index) { self.attribute(index, false)? } else { self.eval(index)? };
        let of = match of {
            Value::Optional(_) => of,
            other if optional => Value::Optional(Some(Rc::new(other))),
            other => other,
        };
        let found = qualified(&of, &key, matches!(of, Value::Optional(_)));
        self.taken(id, of, found)
    }

    /// What was found, optional where it was taken of something optional.
    fn taken(&mut self, id: Id, of: Value<'a>, found: Result<Option<Value<'a>>, Failure>) -> Outcome<'a> {
        match found {
            Ok(None) => Ok(Value::Optional(None)),
            Ok(Some(value)) => {
                self.spend(1, id)?;
                let value = sound(value, id)?;
                Ok(if matches!(of, Value::Optional(_)) { Value::Optional(Some(Rc::new(value))) } else { value })
            }
            Err(failure) => {
                self.spend(1, id)?;
                fail(failure, id)
            }
        }
    }
}

/// A value that was read, unless it is not what its schema says.
pub(super) fn sound<'a>(value: Value<'a>, id: Id) -> Outcome<'a> {
    match value {
        Value::Wrong(why) => fail(Failure::new(&*why), id),
        value => Ok(value),
    }
}

/// The value under a key or at an index (`refQualify`). Where only presence is asked for, and in what is optional, there may
/// be none.
fn qualified<'a>(of: &Value<'a>, key: &Value<'_>, presence: bool) -> Result<Option<Value<'a>>, Failure> {
    match of {
        Value::Optional(None) => Ok(None),
        Value::Optional(Some(value)) => found_in(value, key, true),
        value => found_in(value, key, presence),
    }
}

fn found_in<'a>(of: &Value<'a>, key: &Value<'_>, presence: bool) -> Result<Option<Value<'a>>, Failure> {
    let usable = matches!(key, Value::String(_) | Value::Int(_) | Value::Uint(_) | Value::Bool(_) | Value::Double(_));
    if !usable {
        return Err(Failure::new(format!("invalid qualifier type: {}", type_name(key))));
    }
    let missing = || Failure::new(format!("no such key: {}", printed(key)));
    match of {
        Value::Map(Map::Seen(_)) if !matches!(key, Value::String(_)) => Err(Failure::no_such_overload()),
        Value::Map(map) => match map.get(key) {
            Some(value) => Ok(Some(value)),
            None if presence => Ok(None),
            None => Err(missing()),
        },
        Value::List(list) => match list.get(place(key)?) {
            Some(_) if matches!((list, key), (List::Seen(_), Value::Uint(_) | Value::Double(_))) => {
                Err(Failure::new(format!("unsupported index: {}", printed(key))))
            }
            Some(value) => Ok(Some(value)),
            None if presence => Ok(None),
            None => Err(Failure::new(format!("index out of bounds: {}", printed(key)))),
        },
        _ if presence => Ok(None),
        _ => Err(missing()),
    }
}

/// The place in a list that a key stands for; beyond any list where there is none (`IndexOrError`).
fn place(key: &Value<'_>) -> Result<usize, Failure> {
    let unsupported = || Failure::new(format!("unsupported index value {} in list", printed(key)));
    let index = match *key {
        Value::Int(index) => index,
        Value::Double(index) => lossless_int(index).ok_or_else(unsupported)?,
        Value::Uint(index) => i64::try_from(index).map_err(|_| unsupported())?,
        _ => return Err(Failure::new(format!("unsupported index type '{}' in list", type_name(key)))),
    };
    Ok(usize::try_from(index).unwrap_or(usize::MAX))
}
