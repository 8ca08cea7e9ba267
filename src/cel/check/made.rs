//! Values that an expression makes: lists, maps and objects.

use std::sync::Arc;

use super::mapping::most_general;
use super::{Checker, Reference};
use crate::cel::ast::{Entry, Id};
use crate::cel::issue::Issue;
use crate::cel::types::Type;

impl Checker<'_> {
    /// `checkCreateList`
    pub(super) fn list(&mut self, id: Id, elements: &[Id], optional: &[u32]) {
        let mut items = None;
        // Optional places are in the order of the list.
        let mut optional = optional.iter().peekable();
        for (at, element) in elements.iter().enumerate() {
            let mut ty = self.check(*element);
            if optional.next_if(|place| **place as usize == at).is_some() {
                ty = self.unwrapped(*element, ty);
            }
            items = Some(self.join(*element, items, ty));
        }
        let item = items.unwrap_or_else(|| self.mapping.fresh());
        self.set(id, Type::list(item));
    }

    /// `checkCreateMap`
    pub(super) fn map(&mut self, id: Id, entries: &[Entry<Id>]) {
        let (mut keys, mut values) = (None, None);
        for entry in entries {
            let key = self.check(entry.key);
            keys = Some(self.join(entry.key, keys, key));
            let mut value = self.check(entry.value);
            if entry.optional {
                value = self.unwrapped(entry.value, value);
            }
            values = Some(self.join(entry.value, values, value));
        }
        let key = keys.unwrap_or_else(|| self.mapping.fresh());
        let value = values.unwrap_or_else(|| self.mapping.fresh());
        self.set(id, Type::map(key, value));
    }

    /// `joinTypes`; the server wants all of a literal's items to be of one type.
    fn join(&mut self, id: Id, before: Option<Type>, this: Type) -> Type {
        let Some(before) = before else { return this };
        if self.mapping.assignable(&before, &this) {
            return most_general(&before, &this);
        }
        self.mismatch(id, &before, &this);
        Type::Error
    }

    fn unwrapped(&mut self, id: Id, ty: Type) -> Type {
        let (ty, optional) = ty.unwrapped();
        if !optional && !ty.is_dyn() {
            self.mismatch(id, &Type::optional(ty.clone()), &ty);
        }
        ty
    }

    /// `checkCreateStruct`
    pub(super) fn structure(&mut self, id: Id, name: &str, fields: &[Entry<Arc<str>>]) {
        let bare = name.strip_prefix('.').unwrap_or(name);
        let Some(found) = self.lookup(bare) else { return self.undeclared(id, 0, name) };
        self.refer(id, Reference::Name(bare.into()));
        let (ty, known) = match found {
            Type::Meta(Some(of)) => match *of {
                Type::Struct(of) => (Type::Struct(Arc::clone(&of)), Some(of)),
                Type::Dyn | Type::Any | Type::Timestamp | Type::Duration | Type::Null => (*of, None),
                other => {
                    self.issue(id, format!("'{}' is not a message type", other.name()));
                    (Type::Error, None)
                }
            },
            Type::Error => (Type::Error, None),
            other => {
                self.issue(id, format!("'{}' is not a type", other.name()));
                (Type::Error, None)
            }
        };
        self.set(id, ty.clone());
        for entry in fields {
            let mut value = self.check(entry.value);
            let wanted = match &known {
                Some(of) => self.known_field(of, &entry.key),
                None => None,
            };
            if wanted.is_none() {
                let message = match &known {
                    Some(_) => format!("undefined field '{}'", entry.key),
                    None => format!("unexpected failed resolution of '{}'", ty.name()),
                };
                self.issue_of_entry(entry, message);
            }
            let wanted = wanted.unwrap_or(Type::Error);
            if entry.optional {
                value = self.unwrapped(entry.value, value);
            }
            if !self.mapping.assignable(&wanted, &value) {
                let message = format!(
                    "expected type of field '{}' is '{}' but provided type is '{}'",
                    entry.key,
                    wanted.shown(),
                    value.shown()
                );
                self.issue_of_entry(entry, message);
            }
        }
    }

    /// Notes something wrong with a field that is given; the server points at its colon, people look at its name.
    fn issue_of_entry(&mut self, entry: &Entry<Arc<str>>, message: String) {
        let before = self.text.get(..entry.at as usize).unwrap_or_default().trim_end();
        let end = u32::try_from(before.len()).unwrap_or(entry.at);
        let start = end.saturating_sub(u32::try_from(entry.key.len()).unwrap_or_default());
        self.issues.push(Issue::new(entry.at, (start, end), message));
    }
}
