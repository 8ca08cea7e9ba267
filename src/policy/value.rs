//! Objects as rules see them: what the manifest says, by its schema, and what the API server fills in before anybody looks.
//! What is not known without a cluster, or before other tools are done, cannot be read: who asks for it fails with [`UNSAID`].

use std::rc::Rc;

use super::Subject;
use super::defaults;
use super::eyes::{At, Eyes};
use crate::cel::value::{Failure, Fields, Items, Likeness, List, Map, Value as Cel};
use crate::model::Quantity;
use crate::model::placeholder::{is_filled_in_later, is_key_filled_in_later};
use crate::schema::{Definition, Type, definition};
use crate::source::{Kind, Node};

/// What cannot be known without a cluster.
pub(super) const UNSAID: &str = "not known without a cluster";

/// A value that cannot be known.
pub(super) fn unsaid<'a>() -> Cel<'a> {
    Cel::Wrong(UNSAID.into())
}

/// The definition of what every object has in `metadata`.
const METADATA: &str = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta";

/// What a value is by its schema.
#[derive(Clone, Copy, Debug)]
pub(super) enum Shape {
    Typed(Type),
    /// No schema is known: it is what is written.
    Any,
}

/// An object as these eyes see it.
pub(super) fn object<'a>(subject: &Subject<'a>, eyes: &Rc<Eyes<'a>>) -> Cel<'a> {
    if subject.changes.anything {
        return unsaid();
    }
    let shape = subject.kind().map_or(Shape::Any, |kind| Shape::Typed(kind.ty()));
    view(subject.object.root, shape, At::Root, eyes)
}

pub(super) fn view<'a>(node: Node<'a>, shape: Shape, at: At, eyes: &Rc<Eyes<'a>>) -> Cel<'a> {
    let typed = match shape {
        Shape::Typed(Type::Any | Type::SchemaOrBool(_) | Type::SchemaOrArray(_) | Type::SchemaOrStrings(_))
        | Shape::Any => None,
        Shape::Typed(ty) => Some(ty),
    };
    let double = || Cel::Double(node.as_f64().unwrap_or_default());
    match (node.kind(), typed) {
        (Kind::Str, _) if is_filled_in_later(node.scalar_text()) => unsaid(),
        (Kind::Str | Kind::Int | Kind::Float, Some(Type::Quantity)) => {
            Quantity::printed(node.scalar_text()).map_or_else(unsaid, Cel::from)
        }
        (Kind::Null, _) => Cel::Null,
        (Kind::Bool, None | Some(Type::Bool)) => Cel::Bool(node.as_bool() == Some(true)),
        (Kind::Int, None | Some(Type::Int32 | Type::Int64 | Type::IntOrString)) => {
            node.as_i64().map_or_else(double, Cel::Int)
        }
        (Kind::Float, None) | (Kind::Int | Kind::Float, Some(Type::Double)) => double(),
        (Kind::Str, None | Some(Type::String(_) | Type::Bytes | Type::IntOrString)) => Cel::from(node.scalar_text()),
        (Kind::Seq, None | Some(Type::List(_))) => {
            let shape = match typed {
                Some(Type::List(items)) => Shape::Typed(items.ty()),
                _ => Shape::Any,
            };
            let items = node.items().collect();
            Cel::List(List::Seen(Rc::new(SeenList { items, shape, eyes: Rc::clone(eyes) })))
        }
        (Kind::Map, None | Some(Type::Struct(_) | Type::Map(_))) => map(Some(node), shape, at, Vec::new(), eyes),
        // What is of another type the server refuses, and what it prints otherwise is not known here.
        _ => unsaid(),
    }
}

pub(super) fn map<'a>(
    node: Option<Node<'a>>,
    shape: Shape,
    at: At,
    added: Vec<&'a str>,
    eyes: &Rc<Eyes<'a>>,
) -> Cel<'a> {
    let own = |key: &&str| node.is_none_or(|node| node.get(key).is_none());
    let more = added.iter().copied().filter(own).collect();
    Cel::Map(Map::Seen(Rc::new(SeenMap { node, shape, at, added, more, eyes: Rc::clone(eyes) })))
}

#[derive(Debug)]
struct SeenList<'a> {
    items: Vec<Node<'a>>,
    shape: Shape,
    eyes: Rc<Eyes<'a>>,
}

impl<'a> Items<'a> for SeenList<'a> {
    fn len(&self) -> usize {
        self.items.len()
    }

    fn get(&self, index: usize) -> Cel<'a> {
        self.items.get(index).map_or(Cel::Null, |node| view(*node, self.shape, At::Below, &self.eyes))
    }

    fn kind(&self) -> Likeness<'_> {
        Likeness::Atomic
    }
}

/// What stands under a key.
pub(super) enum Found<'a> {
    Value(Cel<'a>),
    Nothing,
    /// Something that is not known.
    Given,
    /// Nobody knows whether there is something.
    Open,
}

#[derive(Debug)]
pub(super) struct SeenMap<'a> {
    /// None where it is filled in as a whole.
    pub(super) node: Option<Node<'a>>,
    shape: Shape,
    pub(super) at: At,
    /// Keys that get a value that is not known.
    added: Vec<&'a str>,
    /// Those of them that are not there yet.
    more: Vec<&'a str>,
    pub(super) eyes: Rc<Eyes<'a>>,
}

impl<'a> SeenMap<'a> {
    pub(super) fn raw(&self, key: &str) -> Option<Node<'a>> {
        // The server decodes before a policy sees anything: what is null is not there.
        self.node.and_then(|node| node.get(key)).filter(|node| !node.is_null())
    }

    fn find(&self, key: &str) -> Found<'a> {
        let found = self.look(key);
        if matches!(found, Found::Given | Found::Open) {
            self.eyes.met.set(true);
        }
        found
    }

    fn look(&self, key: &str) -> Found<'a> {
        let node = self.raw(key);
        if self.added.contains(&key) {
            return Found::Given;
        }
        if self.eyes.is_changed(self.at, key, node) {
            return if node.is_some() { Found::Given } else { Found::Open };
        }
        if let Some(found) = self.of_server(key, node) {
            return found;
        }
        let at = self.at.below(key);
        match (self.shape, node) {
            (Shape::Typed(Type::Struct(of)), _) => self.field(of, key, node),
            (Shape::Typed(Type::Map(of)), Some(node)) => {
                Found::Value(view(node, Shape::Typed(of.ty()), at, &self.eyes))
            }
            (_, _) if at == At::Metadata => match definition(METADATA) {
                Some(of) => Found::Value(map(node, Shape::Typed(Type::Struct(of)), at, Vec::new(), &self.eyes)),
                None => Found::Open,
            },
            (_, Some(node)) => Found::Value(view(node, Shape::Any, at, &self.eyes)),
            (_, None) => {
                let later =
                    |node: Node<'_>| node.entries().any(|entry| is_key_filled_in_later(entry.key.scalar_text()));
                let open = matches!(self.shape, Shape::Any) && self.eyes.open;
                if open || self.node.is_some_and(later) { Found::Open } else { Found::Nothing }
            }
        }
    }

    /// What only a server puts in, or takes out.
    fn of_server(&self, key: &str, node: Option<Node<'a>>) -> Option<Found<'a>> {
        if !self.eyes.server {
            return None;
        }
        Some(match (self.at, key) {
            (At::Root, "status") => Found::Open,
            (At::Metadata, "uid" | "creationTimestamp" | "managedFields") => Found::Given,
            (At::Metadata, "generation" | "resourceVersion" | "selfLink" | "finalizers") => Found::Open,
            (At::Metadata, "name") if node.is_none() => Found::Given,
            (At::Metadata, "namespace") => match (self.eyes.namespaced, node) {
                (Some(false), _) => Found::Nothing,
                (_, Some(_)) => return None,
                (Some(true), None) => Found::Given,
                (None, None) => Found::Open,
            },
            (At::Metadata, "labels") if matches!(self.eyes.kind, "Job" | "ReplicationController") && node.is_none() => {
                Found::Open
            }
            (At::Root, "stringData") if self.eyes.kind == "Secret" => Found::Nothing,
            _ => return None,
        })
    }

    /// A field of a struct.
    fn field(&self, of: Definition, key: &str, node: Option<Node<'a>>) -> Found<'a> {
        let Some(field) = of.field(key, self.eyes.version) else {
            // The server drops what it does not know, or refuses it.
            return if node.is_some() { Found::Open } else { Found::Nothing };
        };
        let (name, at) = (of.short_name(), self.at.below(key));
        let shape = Shape::Typed(field.ty());
        let added = self.added_to(name, key);
        if !added.is_empty() {
            return Found::Value(map(node, shape, at, added, &self.eyes));
        }
        let Some(node) = node else { return self.filled_in(name, key, field.ty(), field.default().is_some()) };
        let left_out = match (node.kind(), field.ty()) {
            (Kind::Seq | Kind::Map, Type::List(_) | Type::Map(_)) => node.is_empty() && !field.required(),
            (Kind::Bool, _) => node.as_bool() == Some(false) && defaults::is_left_out(name, key),
            (Kind::Int, _) => node.as_i64() == Some(0) && defaults::is_left_out(name, key),
            (Kind::Str, Type::String(_)) if node.scalar_text().is_empty() && !field.required() => return Found::Open,
            _ => false,
        };
        if left_out {
            return self.filled_in(name, key, field.ty(), field.default().is_some());
        }
        Found::Value(view(node, shape, at, &self.eyes))
    }

    fn own(&self) -> usize {
        self.node.map_or(0, Node::len)
    }
}

impl<'a> Fields<'a> for SeenMap<'a> {
    fn len(&self) -> usize {
        self.own() + self.more.len()
    }

    fn get(&self, key: &str) -> Option<Cel<'a>> {
        match self.find(key) {
            Found::Value(value) => Some(value),
            Found::Nothing => None,
            Found::Given | Found::Open => Some(unsaid()),
        }
    }

    fn has(&self, key: &str) -> Result<bool, Failure> {
        match self.find(key) {
            Found::Value(_) | Found::Given => Ok(true),
            Found::Nothing => Ok(false),
            Found::Open => Err(Failure::new(UNSAID)),
        }
    }

    fn entry(&self, index: usize) -> (&'a str, Cel<'a>) {
        match self.node.and_then(|node| node.entries().nth(index)) {
            Some(entry) => {
                let key = entry.key.scalar_text();
                (key, self.get(key).unwrap_or_else(unsaid))
            }
            None => (self.more.get(index - self.own()).copied().unwrap_or_default(), unsaid()),
        }
    }

    fn object(&self) -> Option<&str> {
        None
    }

    fn declares(&self, _: &str) -> bool {
        true
    }
}
