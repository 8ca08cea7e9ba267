//! Values that are known before a run: they may be shared between threads, and become values in each.

use std::rc::Rc;
use std::sync::Arc;

use crate::cel::ast::Literal;
use crate::cel::entries::{lossless_int, lossless_uint, order};
use crate::cel::value::{List, Map, Text, Timestamp, Value};

/// A value that is known before a run.
#[derive(Clone, Debug)]
pub(super) enum Constant {
    Literal(Literal),
    Duration(i64),
    Timestamp(Timestamp),
    Type(Arc<str>),
    List(Vec<Constant>),
    Map(Vec<(Constant, Constant)>),
}

impl From<Literal> for Constant {
    fn from(literal: Literal) -> Self {
        Constant::Literal(literal)
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
            Value::Null => Literal::Null.into(),
            Value::Bool(value) => Literal::Bool(*value).into(),
            Value::Int(value) => Literal::Int(*value).into(),
            Value::Uint(value) => Literal::Uint(*value).into(),
            Value::Double(value) => Literal::Double(*value).into(),
            Value::String(value) => Literal::String(text(value)).into(),
            Value::Bytes(value) => Literal::Bytes(value.clone()).into(),
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
            Constant::Literal(literal) => match literal {
                Literal::Null => Value::Null,
                Literal::Bool(value) => Value::Bool(*value),
                Literal::Int(value) => Value::Int(*value),
                Literal::Uint(value) => Value::Uint(*value),
                Literal::Double(value) => Value::Double(*value),
                Literal::String(value) => Value::String(Text::Made(value.clone())),
                Literal::Bytes(value) => Value::Bytes(value.clone()),
            },
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
        matches!(self, Constant::Literal(literal) if !matches!(literal, Literal::Null | Literal::Bytes(_)))
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
            let Constant::Literal(literal) = item else { continue };
            let others = match *literal {
                #[allow(clippy::cast_precision_loss)]
                Literal::Int(int) => [Some(Literal::Double(int as f64)), u64::try_from(int).ok().map(Literal::Uint)],
                #[allow(clippy::cast_precision_loss)]
                Literal::Uint(uint) => [Some(Literal::Double(uint as f64)), i64::try_from(uint).ok().map(Literal::Int)],
                Literal::Double(double) => {
                    [lossless_int(double).map(Literal::Int), lossless_uint(double).map(Literal::Uint)]
                }
                _ => continue,
            };
            all.extend(others.into_iter().flatten().map(Constant::Literal));
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
