//! Values that an expression makes: lists, maps and objects.

use std::sync::Arc;

use super::mapping::most_general;
use super::{Checker, Reference};
use crate::cel::ast::{Entry, Id};
use crate::cel::issue::Issue;
use crate::cel::types::{Struct, Type};

/// What is to be made.
enum Made {
    /// An object.
    Object(Arc<Struct>),
    /// A span or a point in time, of seconds and nanoseconds.
    Time,
    /// A type that has no fields.
    Simple,
    /// No type at all.
    Unknown,
}

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
            items = Some(self.join(items, ty));
        }
        let item = items.unwrap_or_else(|| self.mapping.fresh());
        self.set(id, Type::list(item));
    }

    /// `checkCreateMap`
    pub(super) fn map(&mut self, id: Id, entries: &[Entry<Id>]) {
        let (mut keys, mut values) = (None, None);
        for entry in entries {
            let key = self.check(entry.key);
            keys = Some(self.join(keys, key));
            let mut value = self.check(entry.value);
            if entry.optional {
                value = self.unwrapped(entry.value, value);
            }
            values = Some(self.join(values, value));
        }
        let key = keys.unwrap_or_else(|| self.mapping.fresh());
        let value = values.unwrap_or_else(|| self.mapping.fresh());
        self.set(id, Type::map(key, value));
    }

    /// `joinTypes`; that all of a literal's items are of one type is looked at later.
    fn join(&mut self, before: Option<Type>, this: Type) -> Type {
        match before {
            None => this,
            Some(before) if self.mapping.assignable(&before, &this) => most_general(&before, &this),
            Some(_) => Type::Dyn,
        }
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
        let mut of = Made::Unknown;
        let ty = match found {
            Type::Meta(Some(inner)) => match *inner {
                Type::Struct(inner) => {
                    of = Made::Object(Arc::clone(&inner));
                    Type::Struct(inner)
                }
                other => {
                    let well_known =
                        matches!(other, Type::Dyn | Type::Any | Type::Timestamp | Type::Duration | Type::Null);
                    of = if matches!(other, Type::Timestamp | Type::Duration) { Made::Time } else { Made::Simple };
                    if !well_known {
                        self.issue(id, format!("'{}' is not a message type", other.name()));
                    }
                    if well_known { other } else { Type::Error }
                }
            },
            Type::Error => Type::Error,
            other => {
                self.issue(id, format!("'{}' is not a type", other.name()));
                Type::Error
            }
        };
        self.set(id, ty);
        for entry in fields {
            let mut value = self.check(entry.value);
            let wanted = match &of {
                Made::Object(of) => self.known_field(of, &entry.key),
                Made::Time => matches!(&*entry.key, "seconds" | "nanos").then_some(Type::Int),
                Made::Simple | Made::Unknown => None,
            };
            if wanted.is_none() {
                let message = match of {
                    Made::Unknown => format!("unexpected failed resolution of '{bare}'"),
                    _ => format!("undefined field '{}'", entry.key),
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
