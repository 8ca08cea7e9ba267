//! Values that are known before a run: they may be shared between threads, and become values in each.

use std::rc::Rc;
use std::sync::Arc;

use crate::cel::ast::Literal;
use crate::cel::entries::order;
use crate::cel::value::{List, Map, Text, Timestamp, Value};

/// A value that is known before a run.
#[derive(Clone, Debug)]
pub(super) enum Constant {
    Null,
    Bool(bool),
    Int(i64),
    Uint(u64),
    Double(f64),
    String(Arc<str>),
    Bytes(Arc<[u8]>),
    Duration(i64),
    Timestamp(Timestamp),
    Type(Arc<str>),
    List(Vec<Constant>),
    Map(Vec<(Constant, Constant)>),
}

impl From<&Literal> for Constant {
    fn from(literal: &Literal) -> Self {
        match literal {
            Literal::Null => Constant::Null,
            Literal::Bool(value) => Constant::Bool(*value),
            Literal::Int(value) => Constant::Int(*value),
            Literal::Uint(value) => Constant::Uint(*value),
            Literal::Double(value) => Constant::Double(*value),
            Literal::String(value) => Constant::String(value.clone()),
            Literal::Bytes(value) => Constant::Bytes(value.clone()),
        }
    }
}

impl Constant {
    /// A value as a constant, unless it is of a type that none is made of.
    pub(super) fn of(value: &Value<'_>) -> Option<Self> {
        let text = |text: &Text<'_>| match text {
            Text::Seen(text) => Arc::from(*text),
            Text::Made(text) => text.clone(),
        };
        Some(match value {
            Value::Null => Constant::Null,
            Value::Bool(value) => Constant::Bool(*value),
            Value::Int(value) => Constant::Int(*value),
            Value::Uint(value) => Constant::Uint(*value),
            Value::Double(value) => Constant::Double(*value),
            Value::String(value) => Constant::String(text(value)),
            Value::Bytes(value) => Constant::Bytes(value.clone()),
            Value::Duration(value) => Constant::Duration(*value),
            Value::Timestamp(value) => Constant::Timestamp(*value),
            Value::Type(value) => Constant::Type(text(value)),
            Value::List(_) | Value::Map(_) | Value::Optional(_) | Value::Opaque(_) | Value::Wrong(_) => return None,
        })
    }

    /// Whether it is made of others, so that a run had better make it once.
    pub(super) fn is_made_of_parts(&self) -> bool {
        matches!(self, Constant::List(_) | Constant::Map(_))
    }

    /// It as a value.
    pub(super) fn value<'a>(&self) -> Value<'a> {
        match self {
            Constant::Null => Value::Null,
            Constant::Bool(value) => Value::Bool(*value),
            Constant::Int(value) => Value::Int(*value),
            Constant::Uint(value) => Value::Uint(*value),
            Constant::Double(value) => Value::Double(*value),
            Constant::String(value) => Value::String(Text::Made(value.clone())),
            Constant::Bytes(value) => Value::Bytes(value.clone()),
            Constant::Duration(value) => Value::Duration(*value),
            Constant::Timestamp(value) => Value::Timestamp(*value),
            Constant::Type(value) => Value::Type(Text::Made(value.clone())),
            Constant::List(items) => Value::List(List::Made(Rc::new(items.iter().map(Constant::value).collect()))),
            Constant::Map(entries) => {
                let entries: Vec<_> = entries.iter().map(|(key, value)| (key.value(), value.value())).collect();
                Value::Map(Map::Made(Rc::new(entries.into())))
            }
        }
    }

    /// Whether a list that has it may be searched as a set.
    pub(super) fn is_primitive(&self) -> bool {
        matches!(
            self,
            Constant::Bool(_) | Constant::Int(_) | Constant::Uint(_) | Constant::Double(_) | Constant::String(_)
        )
    }
}

/// Constants of a list that is searched, sorted (`maybeOptimizeSetMembership`).
#[derive(Clone, Debug)]
pub(super) struct Set(Vec<Constant>);

impl Set {
    /// The set of a list's items; numbers stand for those of other types that are equal.
    pub(super) fn of(items: &[Constant]) -> Self {
        let mut all: Vec<Constant> = items.to_vec();
        for item in items {
            match *item {
                #[allow(clippy::cast_precision_loss)]
                Constant::Int(int) => {
                    all.push(Constant::Double(int as f64));
                    all.extend(u64::try_from(int).ok().map(Constant::Uint));
                }
                #[allow(clippy::cast_precision_loss)]
                Constant::Uint(uint) => {
                    all.push(Constant::Double(uint as f64));
                    all.extend(i64::try_from(uint).ok().map(Constant::Int));
                }
                Constant::Double(double) => {
                    all.extend(crate::cel::entries::lossless_int(double).map(Constant::Int));
                    all.extend(crate::cel::entries::lossless_uint(double).map(Constant::Uint));
                }
                _ => {}
            }
        }
        all.sort_by(|a, b| order(&a.value(), &b.value()));
        Set(all)
    }

    /// Whether a value is one of them.
    pub(super) fn has(&self, value: &Value<'_>) -> bool {
        let nan = matches!(value, Value::Double(double) if double.is_nan());
        !nan && self.0.binary_search_by(|own| order(&own.value(), value)).is_ok()
    }
}
