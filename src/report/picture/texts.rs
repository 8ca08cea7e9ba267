//! Texts that many objects have in common, held once and named by their number.

use std::collections::HashMap;

use serde::{Serialize, Serializer};

/// A list of texts, each of which is in it once.
#[derive(Default)]
pub(super) struct Texts {
    all: Vec<String>,
    at: HashMap<String, usize>,
}

impl Texts {
    /// The number of a text.
    pub(super) fn number(&mut self, text: &str) -> usize {
        if let Some(at) = self.at.get(text) {
            return *at;
        }
        self.all.push(text.to_owned());
        self.at.insert(text.to_owned(), self.all.len() - 1);
        self.all.len() - 1
    }
}

impl Serialize for Texts {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.all.serialize(serializer)
    }
}
