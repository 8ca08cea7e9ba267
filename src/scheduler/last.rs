//! What comes of one pod mostly comes of the next one, too, and is held once.

use std::sync::Arc;

/// The last of many values.
pub(super) struct Last<T>(Option<Arc<T>>);

impl<T> Default for Last<T> {
    fn default() -> Self {
        Last(None)
    }
}

impl<T: PartialEq> Last<T> {
    /// Holds a value: as the one before where that is the same.
    pub(super) fn hold(&mut self, value: T) -> Arc<T> {
        match &self.0 {
            Some(last) if **last == value => Arc::clone(last),
            _ => Arc::clone(self.0.insert(Arc::new(value))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_the_same_is_held_once() {
        let mut last = Last::default();
        let [one, same, other, again] = ["a", "a", "b", "a"].map(|text| last.hold(text.to_owned()));
        assert!(Arc::ptr_eq(&one, &same) && !Arc::ptr_eq(&one, &again));
        assert_eq!([&*one, &*same, &*other, &*again], ["a", "a", "b", "a"]);
    }
}
