//! What is declared of values: their types with how large they may be (`apiserver/pkg/cel/types.go`, `DeclType`).

use std::collections::BTreeMap;
use std::sync::Arc;

use super::types::{Fields, Struct, Type};

/// What is declared of a value.
#[derive(Debug)]
pub struct Decl {
    /// What it is.
    pub kind: Kind,
    /// How many items, entries, characters or bytes it has at the most (`MaxElements`); none of an object.
    pub max: u64,
    /// How many bytes it takes as JSON at the least (`MinSerializedSize`).
    pub min_size: u64,
}

/// What is declared of a value's inside.
#[derive(Debug)]
pub enum Kind {
    /// A value that has nothing inside.
    Simple(Type),
    /// A list of such.
    List(Arc<Decl>),
    /// A map from texts to such; what is declared of its keys.
    Map(Arc<Decl>, Arc<Decl>),
    /// An object with these fields, by the names that expressions have for them.
    Object(BTreeMap<String, Arc<Decl>>),
}

/// The size of `[]` and `{}`.
const EMPTY_SIZE: u64 = 2;

impl Decl {
    /// A value that has nothing inside.
    pub fn simple(ty: Type, max: u64, min_size: u64) -> Arc<Self> {
        Arc::new(Decl { kind: Kind::Simple(ty), max, min_size })
    }

    /// `NewListType`
    pub fn list(item: Arc<Decl>, max: u64) -> Arc<Self> {
        Arc::new(Decl { kind: Kind::List(item), max, min_size: EMPTY_SIZE })
    }

    /// `NewMapType`
    pub fn map(key: Arc<Decl>, value: Arc<Decl>, max: u64) -> Arc<Self> {
        Arc::new(Decl { kind: Kind::Map(key, value), max, min_size: EMPTY_SIZE })
    }

    /// `NewObjectType`, with the size of it.
    pub fn object(fields: BTreeMap<String, Arc<Decl>>, min_size: u64) -> Arc<Self> {
        Arc::new(Decl { kind: Kind::Object(fields), max: 0, min_size })
    }

    /// The field of that name.
    pub fn field(&self, name: &str) -> Option<&Arc<Decl>> {
        match &self.kind {
            Kind::Object(fields) => fields.get(name),
            _ => None,
        }
    }

    /// What its items or values are.
    pub fn item(&self) -> Option<&Arc<Decl>> {
        match &self.kind {
            Kind::List(item) | Kind::Map(_, item) => Some(item),
            _ => None,
        }
    }

    /// What its keys are.
    pub fn key(&self) -> Option<&Arc<Decl>> {
        match &self.kind {
            Kind::Map(key, _) => Some(key),
            _ => None,
        }
    }

    /// Its type, objects being named after where they stand (`MaybeAssignTypeName`).
    pub fn named(self: &Arc<Self>, name: &str) -> Type {
        match &self.kind {
            Kind::Simple(ty) => ty.clone(),
            Kind::List(item) => Type::list(item.named(&format!("{name}.@idx"))),
            Kind::Map(key, item) => Type::map(key.named(name), item.named(&format!("{name}.@elem"))),
            Kind::Object(_) => {
                Type::Struct(Arc::new(Struct { name: name.to_owned(), fields: Fields::Declared(Arc::clone(self)) }))
            }
        }
    }
}
