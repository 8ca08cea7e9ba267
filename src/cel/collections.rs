//! Lists and maps, whether they lie in a manifest or were made.

use super::value::{Failure, List, Map, Value};

impl<'a> List<'a> {
    /// How many items it has.
    pub fn len(&self) -> usize {
        match self {
            List::Made(items) => items.len(),
            List::Seen(items) => items.len(),
        }
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The item at an index.
    pub fn get(&self, index: usize) -> Option<Value<'a>> {
        match self {
            List::Made(items) => items.get(index).cloned(),
            List::Seen(items) => (index < items.len()).then(|| items.get(index)),
        }
    }

    /// Its items, one after the other.
    pub fn items(&self) -> impl Iterator<Item = Value<'a>> {
        (0..self.len()).filter_map(|index| self.get(index))
    }
}

impl<'a> Map<'a> {
    /// How many entries it has.
    pub fn len(&self) -> usize {
        match self {
            Map::Made(entries) => entries.len(),
            Map::Seen(fields) => fields.len(),
        }
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The value under a key; numbers are the same key whatever their type.
    pub fn get(&self, key: &Value<'_>) -> Option<Value<'a>> {
        match (self, key) {
            (Map::Made(entries), _) => entries.find(key).cloned(),
            (Map::Seen(fields), Value::String(text)) => fields.get(text.as_str()),
            (Map::Seen(_), _) => None,
        }
    }

    /// Whether something stands under a key.
    ///
    /// # Errors
    ///
    /// Where a manifest does not say.
    pub fn has(&self, key: &Value<'_>) -> Result<bool, Failure> {
        match (self, key) {
            (Map::Seen(fields), Value::String(text)) => fields.has(text.as_str()),
            _ => Ok(self.get(key).is_some()),
        }
    }

    /// The entry at an index.
    pub fn entry(&self, index: usize) -> Option<(Value<'a>, Value<'a>)> {
        match self {
            Map::Made(entries) => entries.get(index).cloned(),
            Map::Seen(fields) => (index < fields.len()).then(|| {
                let (key, value) = fields.entry(index);
                (Value::from(key), value)
            }),
        }
    }
}
