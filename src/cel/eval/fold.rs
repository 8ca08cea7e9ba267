//! Loops (`evalFold`). What is carried along grows in place, so that a list of as many items as another takes no longer
//! than going through it.

use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::rc::Rc;

use super::plan::Call;
use super::run::{Halt, Outcome, Runner, fail};
use crate::cel::ast::{Comprehension, Id, Kind, function};
use crate::cel::entries::{Entries, is_key, lossless_int, lossless_uint, order};
use crate::cel::standard::{self, key_exists, type_name};
use crate::cel::value::{Failure, List, Map, Value};

/// The variables of a loop.
#[derive(Default)]
pub(super) struct Loop<'a> {
    pub(super) first: Value<'a>,
    pub(super) second: Value<'a>,
    /// What is carried along, once it was asked for.
    accu: Option<Outcome<'a>>,
    init: Id,
    /// Whether it began as an empty list or map, which is then changed instead of copied.
    grows: bool,
    /// The keys of a map that grows.
    keys: BTreeSet<Key<'a>>,
}

/// What is said of a range that is none. It stands apart, as loops within loops should need little of the stack.
fn not_iterable(range: &Value<'_>, two: bool) -> Failure {
    let name = type_name(range);
    Failure::new(match two {
        true => format!("unsupported comprehension range type: {name}"),
        false => format!("got '{name}', expected iterable type"),
    })
}

/// A key of a map that grows: numbers of any type are one.
struct Key<'a>(Value<'a>);

impl<'a> Key<'a> {
    fn of(key: &Value<'a>) -> Self {
        Key(match *key {
            Value::Uint(uint) => i64::try_from(uint).map_or(Value::Uint(uint), Value::Int),
            Value::Double(double) => match (lossless_int(double), lossless_uint(double)) {
                (Some(int), _) => Value::Int(int),
                (None, Some(uint)) => Value::Uint(uint),
                (None, None) => Value::Double(double),
            },
            _ => key.clone(),
        })
    }
}

impl Ord for Key<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        order(&self.0, &other.0)
    }
}

impl PartialOrd for Key<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Key<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Key<'_> {}

impl<'a> Runner<'_, 'a> {
    pub(super) fn fold(&mut self, id: Id, number: u32) -> Outcome<'a> {
        let program = self.program;
        let Kind::Comprehension(of) = program.ast.kind(id) else {
            return fail(Failure::new("unsupported expression"), id);
        };
        let range = self.eval(of.range)?;
        self.loops[number as usize] = Loop { init: of.init, ..Loop::default() };
        match (&range, of.var2.is_some()) {
            (Value::List(list), two) => {
                for index in 0..list.len() {
                    let Some(item) = list.get(index) else { break };
                    #[allow(clippy::cast_possible_wrap)]
                    let (first, second) = if two { (Value::Int(index as i64), item) } else { (item, Value::Null) };
                    if !self.round(of, number, first, second)? {
                        break;
                    }
                }
            }
            (Value::Map(map), _) => {
                for index in 0..map.len() {
                    let Some((key, value)) = map.entry(index) else { break };
                    if !self.round(of, number, key, value)? {
                        break;
                    }
                }
            }
            (other, two) => return fail(not_iterable(other, two), id),
        }
        self.eval(of.result)
    }

    /// One item: whether to go on.
    fn round(&mut self, of: &Comprehension, number: u32, first: Value<'a>, second: Value<'a>) -> Result<bool, Halt> {
        let own = &mut self.loops[number as usize];
        own.first = first;
        own.second = second;
        match self.eval(of.condition) {
            Ok(Value::Bool(false)) => return Ok(false),
            Err(spent @ Halt::Spent(_)) => return Err(spent),
            _ => {}
        }
        let next = self.eval(of.step);
        if let Err(spent @ Halt::Spent(_)) = next {
            return Err(spent);
        }
        self.loops[number as usize].accu = Some(next);
        Ok(true)
    }

    /// What is carried along; what it is at first is not worked out before.
    pub(super) fn accu(&mut self, fold: u32) -> &Outcome<'a> {
        let fold = fold as usize;
        if self.loops[fold].accu.is_none() {
            let init = self.loops[fold].init;
            let value = self.eval(init);
            let own = &mut self.loops[fold];
            own.grows = match &value {
                Ok(Value::List(list)) => list.is_empty(),
                Ok(Value::Map(map)) => map.is_empty(),
                _ => false,
            };
            if own.grows {
                // A constant is not to be changed.
                own.accu = Some(Ok(match value {
                    Ok(Value::Map(_)) => Value::from(Vec::<(Value<'a>, Value<'a>)>::new()),
                    _ => Value::from(Vec::<Value<'a>>::new()),
                }));
            } else {
                own.accu = Some(value);
            }
        }
        self.loops[fold].accu.get_or_insert(Ok(Value::Null))
    }

    /// `accu + list`
    pub(super) fn append(&mut self, id: Id, fold: u32, list: Id) -> Outcome<'a> {
        self.spend(1, id)?;
        if let Err(spent @ Halt::Spent(_)) = self.accu(fold) {
            return Err(spent.clone());
        }
        let more = self.eval(list);
        if let Err(spent @ Halt::Spent(_)) = more {
            return Err(spent);
        }
        if self.accu(fold).is_err() || more.is_err() {
            self.spend(1, id)?;
            self.accu(fold).clone()?;
        }
        self.added(id, fold, more?)
    }

    /// What is carried along with more. It stands apart, as loops within loops should need little of the stack.
    fn added(&mut self, id: Id, fold: u32, more: Value<'a>) -> Outcome<'a> {
        let own = &mut self.loops[fold as usize];
        let grows =
            own.grows && matches!(own.accu, Some(Ok(Value::List(List::Made(_))))) && matches!(more, Value::List(_));
        if !grows {
            let left = self.accu(fold).clone()?;
            let function = standard::find(function::ADD, false, 2);
            let call = Call { name: function::ADD.into(), member: false, many: false, function, args: Vec::new() };
            return self.apply(id, &call, &[left, more]);
        }
        self.spend(1, id)?;
        let own = &mut self.loops[fold as usize];
        if let (Some(Ok(Value::List(List::Made(items)))), Value::List(more)) = (&mut own.accu, &more) {
            Rc::make_mut(items).extend(more.items());
        }
        self.accu(fold).clone()
    }

    /// `cel.@mapInsert(accu, key, value)` or `cel.@mapInsert(accu, map)`
    pub(super) fn insert(&mut self, id: Id, fold: u32, entries: &[Id]) -> Outcome<'a> {
        self.spend(1, id)?;
        self.accu(fold).clone()?;
        let mut args = Vec::with_capacity(entries.len());
        for entry in entries {
            args.push(self.eval(*entry)?);
        }
        self.spend(1, id)?;
        let more: Vec<(Value<'a>, Value<'a>)> = match (self.accu(fold), &args[..]) {
            (Ok(Value::Map(_)), [key, value]) => vec![(key.clone(), value.clone())],
            (Ok(Value::Map(_)), [Value::Map(map)]) => (0..map.len()).filter_map(|index| map.entry(index)).collect(),
            _ => return fail(Failure::no_such_overload(), id),
        };
        let own = &mut self.loops[fold as usize];
        let Some(Ok(Value::Map(map))) = &mut own.accu else { return fail(Failure::no_such_overload(), id) };
        if own.grows
            && let Map::Made(entries) = map
        {
            for (key, value) in more {
                if is_key(&key) && !own.keys.insert(Key::of(&key)) {
                    return fail(key_exists(&key), id);
                }
                push(entries, key, value);
            }
            return self.accu(fold).clone();
        }
        let args: Vec<Value<'a>> = std::iter::once(Value::Map(map.clone())).chain(args).collect();
        let function = standard::find(function::MAP_INSERT, false, args.len());
        function
            .map_or_else(|| Err(Failure::no_such_overload()), |function| function(&args))
            .or_else(|why| fail(why, id))
    }
}

fn push<'a>(entries: &mut Rc<Entries<'a>>, key: Value<'a>, value: Value<'a>) {
    Rc::make_mut(entries).push(key, value);
}
