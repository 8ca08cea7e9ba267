//! Entries of a map that an expression makes, and the keys by which they are found.

use std::cell::OnceCell;
use std::cmp::Ordering;
use std::ops::Deref;

use super::value::Value;

/// Entries in the order in which they were made, no key twice. A large map is sorted once, at the first question.
#[derive(Clone, Debug, Default)]
pub struct Entries<'a> {
    entries: Vec<(Value<'a>, Value<'a>)>,
    /// Indices of the entries, by their keys.
    order: OnceCell<Vec<u32>>,
}

/// Entries up to which looking at each is as fast as a sorted list.
const FEW: usize = 8;

impl<'a> From<Vec<(Value<'a>, Value<'a>)>> for Entries<'a> {
    fn from(entries: Vec<(Value<'a>, Value<'a>)>) -> Self {
        Entries { entries, order: OnceCell::new() }
    }
}

impl<'a> Deref for Entries<'a> {
    type Target = [(Value<'a>, Value<'a>)];

    fn deref(&self) -> &Self::Target {
        &self.entries
    }
}

impl<'a> Entries<'a> {
    /// The value under a key, or under the same number of another type (`refValMapAccessor.Find`).
    pub fn find(&self, key: &Value<'_>) -> Option<&Value<'a>> {
        if let Some(value) = self.exactly(key) {
            return Some(value);
        }
        match *key {
            Value::Double(double) => {
                let int = lossless_int(double).and_then(|int| self.exactly(&Value::Int(int)));
                int.or_else(|| lossless_uint(double).and_then(|uint| self.exactly(&Value::Uint(uint))))
            }
            Value::Int(int) => u64::try_from(int).ok().and_then(|uint| self.exactly(&Value::Uint(uint))),
            Value::Uint(uint) => i64::try_from(uint).ok().and_then(|int| self.exactly(&Value::Int(int))),
            _ => None,
        }
    }

    /// Puts an entry at the end; its key is a new one.
    pub(super) fn push(&mut self, key: Value<'a>, value: Value<'a>) {
        self.entries.push((key, value));
        self.order = OnceCell::new();
    }

    /// The value under a key of this very type.
    fn exactly(&self, key: &Value<'_>) -> Option<&Value<'a>> {
        if !is_key(key) {
            return None;
        }
        if self.entries.len() <= FEW {
            let found = self.entries.iter().find(|(own, _)| order(own, key) == Ordering::Equal);
            return found.map(|(_, value)| value);
        }
        let sorted = self.order.get_or_init(|| {
            let mut indices: Vec<u32> = (0..u32::try_from(self.entries.len()).unwrap_or(u32::MAX)).collect();
            indices.sort_by(|a, b| order(self.key(*a), self.key(*b)));
            indices
        });
        let at = sorted.binary_search_by(|index| order(self.key(*index), key)).ok()?;
        self.entries.get(sorted[at] as usize).map(|(_, value)| value)
    }

    fn key(&self, index: u32) -> &Value<'a> {
        &self.entries[index as usize].0
    }
}

/// An order in which keys of one type stand together; only the same key is equal.
pub(super) fn order(a: &Value<'_>, b: &Value<'_>) -> Ordering {
    match (a, b) {
        (Value::Bool(a), Value::Bool(b)) => a.cmp(b),
        (Value::Int(a), Value::Int(b)) | (Value::Duration(a), Value::Duration(b)) => a.cmp(b),
        (Value::Uint(a), Value::Uint(b)) => a.cmp(b),
        // Positive and negative nought are the same key.
        (Value::Double(a), Value::Double(b)) => (a + 0.0).total_cmp(&(b + 0.0)),
        (Value::String(a), Value::String(b)) | (Value::Type(a), Value::Type(b)) => a.as_str().cmp(b.as_str()),
        (Value::Bytes(a), Value::Bytes(b)) => a.cmp(b),
        (Value::Timestamp(a), Value::Timestamp(b)) => a.cmp(b),
        _ => rank(a).cmp(&rank(b)),
    }
}

/// Whether a value is found again as a key: lists and maps are not.
pub(super) fn is_key(value: &Value<'_>) -> bool {
    rank(value) < NO_KEY
}

const NO_KEY: u8 = 10;

fn rank(value: &Value<'_>) -> u8 {
    match value {
        Value::Null => 0,
        Value::Bool(_) => 1,
        Value::Int(_) => 2,
        Value::Uint(_) => 3,
        Value::Double(_) => 4,
        Value::String(_) => 5,
        Value::Bytes(_) => 6,
        Value::Duration(_) => 7,
        Value::Timestamp(_) => 8,
        Value::Type(_) => 9,
        Value::List(_) | Value::Map(_) | Value::Optional(_) | Value::Opaque(_) | Value::Wrong(_) => NO_KEY,
    }
}

/// A double that is a whole number, as an `int` (`doubleToInt64Lossless`).
pub(super) fn lossless_int(double: f64) -> Option<i64> {
    #[allow(clippy::cast_possible_truncation, clippy::cast_precision_loss)]
    let fits = double > i64::MIN as f64 && double < i64::MAX as f64 && double.fract() == 0.0;
    #[allow(clippy::cast_possible_truncation)]
    fits.then_some(double as i64)
}

/// A double that is a whole number, as a `uint` (`doubleToUint64Lossless`).
pub(super) fn lossless_uint(double: f64) -> Option<u64> {
    #[allow(clippy::cast_precision_loss)]
    let fits = double >= 0.0 && double < u64::MAX as f64 && double.fract() == 0.0;
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    fits.then_some(double as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_numbers_of_another_type() {
        for count in [3_i64, 40] {
            let entries: Vec<_> = (0..count).map(|key| (Value::Int(key), Value::Int(key * 10))).collect();
            let map = Entries::from(entries);
            let found = |key: Value<'static>| match map.find(&key) {
                Some(Value::Int(value)) => Some(*value),
                _ => None,
            };
            assert_eq!(found(Value::Int(2)), Some(20));
            assert_eq!(found(Value::Uint(2)), Some(20));
            assert_eq!(found(Value::Double(2.0)), Some(20));
            assert_eq!(found(Value::Double(2.5)), None);
            assert_eq!(found(Value::Int(count)), None);
            assert_eq!(found(Value::from("2")), None);
        }
    }
}
