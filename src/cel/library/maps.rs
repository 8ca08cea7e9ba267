//! Maps that comprehensions of two variables make (`ext/comprehensions.go`).

use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::mem::take;

use super::Entry;
use crate::cel::entries::{lossless_int, lossless_uint, order};
use crate::cel::text::of;
use crate::cel::value::{Failure, Map, Value};

/// `cel.@mapInsert`. Each call copies the map; an evaluator that goes step by step keeps a [`Growing`] instead.
pub(super) const FUNCTIONS: &[Entry] = &[
    ("cel.@mapInsert", false, 3, |args| {
        let [Value::Map(map), key, value] = args else { return Err(Failure::no_such_overload()) };
        let mut growing = Growing::of(map);
        growing.insert(key.clone(), value.clone())?;
        Ok(growing.finish())
    }),
    ("cel.@mapInsert", false, 2, |args| {
        let [Value::Map(map), Value::Map(more)] = args else { return Err(Failure::no_such_overload()) };
        let mut growing = Growing::of(map);
        growing.insert_all(more)?;
        Ok(growing.finish())
    }),
];

/// A map to which entries are added one by one (`mutableMap`).
#[derive(Default)]
pub(in crate::cel) struct Growing<'a> {
    entries: Vec<(Value<'a>, Value<'a>)>,
    keys: BTreeSet<Key<'a>>,
}

impl<'a> Growing<'a> {
    /// A map that has what another has.
    pub(in crate::cel) fn of(map: &Map<'a>) -> Self {
        let entries: Vec<_> = (0..map.len()).filter_map(|at| map.entry(at)).collect();
        let keys = entries.iter().map(|(key, _)| Key::of(key)).collect();
        Growing { entries, keys }
    }

    /// Adds an entry.
    ///
    /// # Errors
    ///
    /// The map has that key already.
    pub(in crate::cel) fn insert(&mut self, key: Value<'a>, value: Value<'a>) -> Result<(), Failure> {
        if !self.keys.insert(Key::of(&key)) {
            let shown = of(&key).unwrap_or_default();
            return Err(Failure::new(format!("insert failed: key {shown} already exists")));
        }
        self.entries.push((key, value));
        Ok(())
    }

    /// Adds the entries of a map.
    ///
    /// # Errors
    ///
    /// The map has one of the keys already.
    pub(in crate::cel) fn insert_all(&mut self, more: &Map<'a>) -> Result<(), Failure> {
        (0..more.len()).filter_map(|at| more.entry(at)).try_for_each(|(key, value)| self.insert(key, value))
    }

    /// What it has become; nothing is left.
    pub(in crate::cel) fn finish(&mut self) -> Value<'a> {
        self.keys.clear();
        Value::from(take(&mut self.entries))
    }
}

/// A key: whole numbers are the same whatever their type.
#[derive(Clone)]
struct Key<'a>(Value<'a>);

impl<'a> Key<'a> {
    fn of(key: &Value<'a>) -> Self {
        Key(match *key {
            Value::Uint(number) => i64::try_from(number).map_or(Value::Uint(number), Value::Int),
            Value::Double(number) => match (lossless_int(number), lossless_uint(number)) {
                (Some(int), _) => Value::Int(int),
                (_, Some(uint)) => Value::Uint(uint),
                _ => Value::Double(number),
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
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Key<'_> {}
