//! Texts that may be given once only.

use hashbrown::HashMap;

use crate::resource::Field;

/// The first field of each text so far.
#[derive(Clone, Default)]
pub(super) struct Firsts<'a>(HashMap<&'a str, Field<'a>>);

impl<'a> Firsts<'a> {
    /// The earlier field with this one's text; where there is none, this one is the first from now on.
    pub(super) fn repeated(&mut self, field: Field<'a>) -> Option<Field<'a>> {
        match self.0.entry(field.str()) {
            hashbrown::hash_map::Entry::Occupied(first) => Some(*first.get()),
            hashbrown::hash_map::Entry::Vacant(free) => {
                free.insert(field);
                None
            }
        }
    }

    /// The first field with that text.
    pub(super) fn get(&self, text: &str) -> Option<Field<'a>> {
        self.0.get(text).copied()
    }
}

impl<'a> FromIterator<Field<'a>> for Firsts<'a> {
    fn from_iter<I: IntoIterator<Item = Field<'a>>>(fields: I) -> Self {
        let mut firsts = Firsts::default();
        for field in fields {
            firsts.repeated(field);
        }
        firsts
    }
}
