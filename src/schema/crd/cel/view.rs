//! Values as rules see them: read where they lie, each by its schema (`UnstructuredToVal`,
//! `apiserver/pkg/cel/common/valuesunstructured.go`).

use std::cell::{OnceCell, RefCell};
use std::rc::Rc;

use hashbrown::HashMap;

use super::typed::typed;
use crate::cel::unescape;
use crate::cel::value::{Fields, Items, Likeness, List, Map, Value as Cel};
use crate::schema::crd::schema::{Additional, Schema};
use crate::schema::crd::value::{Data, Value};

/// What describes a value.
#[derive(Clone, Copy, Debug)]
enum Shape<'v, 'd> {
    Schema(&'v Schema<'d>),
    /// The same for a resource, of which rules may read more than its schema says.
    Resource(&'v Schema<'d>),
    /// The metadata of a resource whose schema says nothing of its names.
    Metadata,
    /// Nothing: it is compared, and no more.
    Any,
}

/// The value of a rule's `self`. `resource` adds what rules may read of every resource.
pub(super) fn view<'v, 'd: 'v>(value: &'v Value<'v>, schema: &'v Schema<'d>, resource: bool) -> Cel<'v> {
    see(value, if resource { Shape::Resource(schema) } else { Shape::Schema(schema) })
}

/// A field of a schema, as a place that rules see.
fn of<'v, 'd>(schema: &'v Schema<'d>) -> Shape<'v, 'd> {
    if schema.props().embedded { Shape::Resource(schema) } else { Shape::Schema(schema) }
}

fn see<'v, 'd: 'v>(value: &'v Value<'v>, shape: Shape<'v, 'd>) -> Cel<'v> {
    match &value.data {
        Data::Null => Cel::Null,
        Data::Bool(b) => Cel::Bool(*b),
        Data::Int(n) => match shape {
            Shape::Schema(schema) if schema.props().ty == "number" && !schema.props().int_or_string => {
                Cel::Double(*n as f64)
            }
            _ => Cel::Int(*n),
        },
        Data::Float(n) => Cel::Double(*n),
        Data::Str(text) => match shape {
            Shape::Schema(schema) if schema.props().ty == "string" => typed(schema.props().format, text),
            _ => Cel::from(*text),
        },
        Data::List(items) => Cel::List(List::Seen(Rc::new(SeenList { items, shape, inner: Inner::default() }))),
        Data::Map(entries) => {
            let (inner, index) = (Inner::default(), OnceCell::new());
            Cel::Map(Map::Seen(Rc::new(SeenMap { entries, shape, inner, index })))
        }
    }
}

/// The lists and maps within one that were looked at, by their places: each is made once, so that what it finds out about
/// itself is found out once.
#[derive(Debug, Default)]
struct Inner<'v>(RefCell<HashMap<usize, Cel<'v>>>);

impl<'v> Inner<'v> {
    fn see<'d: 'v>(&self, at: usize, value: &'v Value<'v>, shape: Shape<'v, 'd>) -> Cel<'v> {
        if !matches!(value.data, Data::List(_) | Data::Map(_)) {
            return see(value, shape);
        }
        self.0.borrow_mut().entry(at).or_insert_with(|| see(value, shape)).clone()
    }
}

#[derive(Debug)]
struct SeenList<'v, 'd> {
    items: &'v [Value<'v>],
    shape: Shape<'v, 'd>,
    inner: Inner<'v>,
}

impl<'v, 'd: 'v> Items<'v> for SeenList<'v, 'd> {
    fn len(&self) -> usize {
        self.items.len()
    }

    fn get(&self, index: usize) -> Cel<'v> {
        let shape = match self.shape {
            Shape::Schema(schema) => schema.props().items.as_deref().map_or(Shape::Any, of),
            _ => Shape::Any,
        };
        self.items.get(index).map_or(Cel::Null, |item| self.inner.see(index, item, shape))
    }

    fn is_typed(&self) -> bool {
        true
    }

    fn kind(&self) -> Likeness<'_> {
        let Shape::Schema(schema) = self.shape else { return Likeness::Atomic };
        match schema.props().list_type {
            "set" => Likeness::Set,
            "map" => Likeness::Keys(schema.props().spelled_keys()),
            _ => Likeness::Atomic,
        }
    }
}

#[derive(Debug)]
struct SeenMap<'v, 'd> {
    entries: &'v [(&'v str, Value<'v>)],
    shape: Shape<'v, 'd>,
    inner: Inner<'v>,
    /// Where each key stands, once one of many was asked for.
    index: OnceCell<HashMap<&'v str, usize>>,
}

/// Up to so many entries are looked through one by one.
const FEW: usize = 16;

impl<'v, 'd: 'v> SeenMap<'v, 'd> {
    fn find(&self, key: &str) -> Option<usize> {
        if self.entries.len() <= FEW {
            return self.entries.iter().position(|(name, _)| *name == key);
        }
        let index =
            self.index.get_or_init(|| self.entries.iter().enumerate().map(|(at, (key, _))| (*key, at)).collect());
        index.get(key).copied()
    }

    /// What describes the field of that name; none where nothing does.
    fn field(&self, key: &str) -> Option<Shape<'v, 'd>> {
        let of_schema = |schema: &'v Schema<'d>| {
            let props = schema.props();
            match (&props.additional, props.properties.is_empty()) {
                (Additional::Each(each), true) => Some(of(each)),
                _ => props.property(key).map(of),
            }
        };
        match self.shape {
            Shape::Schema(schema) => of_schema(schema),
            Shape::Resource(schema) => match key {
                "apiVersion" | "kind" => Some(Shape::Any),
                // What the schema says of them counts where it says enough.
                "metadata" => match schema.props().property(key) {
                    Some(metadata) if names_metadata(schema) => Some(of(metadata)),
                    _ => Some(Shape::Metadata),
                },
                _ => of_schema(schema),
            },
            Shape::Metadata => matches!(key, "name" | "generateName").then_some(Shape::Any),
            Shape::Any => Some(Shape::Any),
        }
    }

    /// Whether its fields are declared, so that their names are spelled and a null is no value.
    fn is_object(&self) -> bool {
        match self.shape {
            Shape::Schema(schema) => !schema.props().properties.is_empty(),
            Shape::Resource(_) | Shape::Metadata => true,
            Shape::Any => false,
        }
    }
}

/// Whether a resource's schema says itself what rules may read of every resource (`WithTypeAndObjectMeta`).
pub(super) fn names_metadata(schema: &Schema<'_>) -> bool {
    let is =
        |schema: &Schema<'_>, key: &str, ty: &str| schema.props().property(key).is_some_and(|s| s.props().ty == ty);
    is(schema, "kind", "string")
        && is(schema, "apiVersion", "string")
        && is(schema, "metadata", "object")
        && schema
            .props()
            .property("metadata")
            .is_some_and(|metadata| is(metadata, "name", "string") && is(metadata, "generateName", "string"))
}

impl<'v, 'd: 'v> Fields<'v> for SeenMap<'v, 'd> {
    fn len(&self) -> usize {
        self.entries.len()
    }

    fn get(&self, key: &str) -> Option<Cel<'v>> {
        let object = self.is_object();
        let spelled = if object { unescape(key)? } else { key.into() };
        let at = self.find(&spelled)?;
        let (_, value) = &self.entries[at];
        if object && value.is_null() {
            return None;
        }
        Some(self.inner.see(at, value, self.field(&spelled)?))
    }

    fn entry(&self, index: usize) -> (&'v str, Cel<'v>) {
        match self.entries.get(index) {
            Some((key, value)) => (*key, self.inner.see(index, value, self.field(key).unwrap_or(Shape::Any))),
            None => ("", Cel::Null),
        }
    }

    fn object(&self) -> Option<&str> {
        self.is_object().then_some("object")
    }

    fn declares(&self, field: &str) -> bool {
        match self.is_object() {
            true => unescape(field).is_some_and(|name| self.field(&name).is_some()),
            false => self.field(field).is_some(),
        }
    }
}

/// Whether rules can see values of this schema at all (`SchemaDeclType`).
pub(super) fn is_seen(schema: &Schema<'_>) -> bool {
    let props = schema.props();
    match props.ty {
        _ if props.int_or_string => true,
        "array" => props.items.as_deref().is_some_and(is_seen),
        "object" => match &props.additional {
            Additional::Each(each) => is_seen(each),
            _ => true,
        },
        ty => matches!(ty, "string" | "boolean" | "number" | "integer"),
    }
}
