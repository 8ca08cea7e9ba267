//! Values that an expression makes: literals, lists, maps and objects.

use kube_cel::cel::common::ast::{EntryExpr, ListExpr, LiteralValue, MapExpr, StructExpr};

use super::Checker;
use crate::api::cel::types::{Struct, Type};

impl Checker<'_> {
    pub(super) fn list(&mut self, list: &ListExpr) -> Type {
        let mut items = None;
        for (at, element) in list.elements.iter().enumerate() {
            let mut ty = self.check(element);
            if list.optional_indices.contains(&at) {
                ty = self.unwrapped(&ty);
            }
            items = Some(self.join(items, ty));
        }
        Type::list(items.unwrap_or_else(|| self.mapping.fresh()))
    }

    pub(super) fn map(&mut self, map: &MapExpr) -> Type {
        let (mut keys, mut values) = (None, None);
        for entry in &map.entries {
            let EntryExpr::MapEntry(entry) = &entry.expr else { continue };
            let key = self.check(&entry.key);
            keys = Some(self.join(keys, key));
            let mut value = self.check(&entry.value);
            if entry.optional {
                value = self.unwrapped(&value);
            }
            values = Some(self.join(values, value));
        }
        let open = |checker: &mut Self, ty: Option<Type>| Box::new(ty.unwrap_or_else(|| checker.mapping.fresh()));
        Type::Map(open(self, keys), open(self, values))
    }

    /// `joinTypes`; the server wants all of a literal's items to be of one type.
    fn join(&mut self, before: Option<Type>, this: Type) -> Type {
        let Some(before) = before else { return this };
        if self.mapping.assignable(&before, &this) {
            return self.mapping.most_general(&before, &this);
        }
        let (wanted, got) = (self.mapping.resolve(&before, true), self.mapping.resolve(&this, true));
        self.issue("", format!("expected type '{wanted}' but found '{got}'"));
        Type::Error
    }

    fn unwrapped(&mut self, ty: &Type) -> Type {
        match self.mapping.resolve(ty, false) {
            Type::Optional(inner) => *inner,
            Type::Dyn | Type::Error => Type::Dyn,
            other => {
                self.issue("", format!("expected type 'optional_type(dyn)' but found '{other}'"));
                Type::Error
            }
        }
    }

    /// `checkCreateStruct`
    pub(super) fn structure(&mut self, of: &StructExpr) -> Type {
        let ty = self.object(&of.type_name);
        if ty.is_none() {
            self.undeclared(&of.type_name);
        }
        for entry in &of.entries {
            let EntryExpr::StructField(field) = &entry.expr else { continue };
            let mut value = self.check(&field.value);
            if field.optional {
                value = self.unwrapped(&value);
            }
            let Some(Type::Struct(known)) = &ty else { continue };
            let wanted = self.struct_field(known, &field.field);
            if !self.mapping.assignable(&wanted, &value) {
                let got = self.mapping.resolve(&value, true);
                let message =
                    format!("expected type of field '{}' is '{wanted}' but provided type is '{got}'", field.field);
                self.issue(&field.field, message);
            }
        }
        ty.unwrap_or(Type::Error)
    }

    /// The types of which objects can be made (`apiserver/pkg/cel/mutation`).
    fn object(&self, name: &str) -> Option<Type> {
        if !self.env.patches {
            return None;
        }
        if name == "JSONPatch" {
            let text = Type::String;
            let fields = [("op", text.clone()), ("path", text.clone()), ("from", text), ("value", Type::Dyn)];
            return Some(Type::object_of(name, fields));
        }
        let dynamic = name == "Object" || name.starts_with("Object.");
        dynamic.then(|| Type::Struct(Struct { name: name.to_owned(), fields: None }.into()))
    }
}

pub(super) fn literal(value: &LiteralValue) -> Type {
    match value {
        LiteralValue::Boolean(_) => Type::Bool,
        LiteralValue::Bytes(_) => Type::Bytes,
        LiteralValue::Double(_) => Type::Double,
        LiteralValue::Int(_) => Type::Int,
        LiteralValue::Null => Type::Null,
        LiteralValue::String(_) => Type::String,
        LiteralValue::UInt(_) => Type::Uint,
    }
}
