//! What names stand for: variables, fields and types.

use std::sync::Arc;

use super::{Checker, Reference};
use crate::cel::ast::{Ast, Id, Kind};
use crate::cel::parse::RESERVED;
use crate::cel::types::{Fields, Struct, Type};

/// The first minor version whose server lets new expressions select fields of those names as they are
/// (`SetRecognizeKeywordAsFieldName`, which upstream has as of the version before); others want them escaped.
const RESERVED_FIELDS: u8 = 32;

/// Parts of a name that is looked up as one.
const PARTS_MAX: usize = 64;

impl Checker<'_> {
    /// `LookupIdent`
    pub(super) fn lookup(&mut self, name: &str) -> Option<Type> {
        if let Some((_, ty)) = self.scopes.iter().rev().find(|(scoped, _)| **scoped == *name) {
            return Some(ty.clone());
        }
        if let Some(ty) = self.env.variables.get(name) {
            if !self.used.contains(name) {
                self.used.insert(name.to_owned());
            }
            return Some(ty.clone());
        }
        type_by_name(name).or_else(|| self.object(name)).map(Type::meta).or((name == "type").then(|| {
            // The type of types, of which nothing more is known.
            Type::meta(Type::Meta(None))
        }))
    }

    /// `checkIdent`
    pub(super) fn ident(&mut self, id: Id, name: &str) {
        let bare = name.strip_prefix('.').unwrap_or(name);
        if self.stands_for(id, bare) {
            return;
        }
        self.undeclared(id, 0, name);
    }

    /// Whether a part stands for what has a name; then it is that.
    fn stands_for(&mut self, id: Id, name: &str) -> bool {
        let Some(ty) = self.lookup(name) else { return false };
        let name: Arc<str> = name.into();
        self.set(id, ty);
        self.refer(id, Reference::Name(Arc::clone(&name)));
        if !matches!(self.ast.kind(id), Kind::Ident(as_written) if *as_written == name) {
            self.rewritten.push((id, Kind::Ident(name)));
        }
        true
    }

    /// The first half of `checkSelect`: whether dots part the name of one thing.
    pub(super) fn qualified_name(&mut self, id: Id) -> bool {
        qualified(self.ast, id).is_some_and(|name| self.stands_for(id, &name))
    }

    /// The second half of `checkSelect`
    pub(super) fn select(&mut self, id: Id, operand: Id, field: &str, test: bool) {
        let ty = self.field(id, operand, field, false);
        let ty = if test { Type::Bool } else { self.mapping.resolve(&ty, false) };
        self.set(id, ty);
    }

    /// `checkOptSelect`
    pub(super) fn opt_select(&mut self, id: Id, args: &[Id]) {
        let ast = self.ast;
        let [operand, field] = args else { return self.set(id, Type::Error) };
        let Some(field) = ast.text(*field) else { return self.set(id, Type::Error) };
        let ty = self.field(id, *operand, field, true);
        let ty = self.mapping.resolve(&ty, false);
        self.set(id, ty);
        self.refer(id, Reference::Overloads(vec!["select_optional_field"]));
    }

    /// `checkSelectField`, once the operand was looked at.
    fn field(&mut self, id: Id, operand: Id, field: &str, optional: bool) -> Type {
        let of = self.mapping.resolve(&self.ty(operand), false);
        let (target, was_optional) = of.unwrapped();
        let result = match &target {
            Type::Map(_, value) => (**value).clone(),
            Type::Struct(of) => self.struct_field(id, self.ast.expr(operand).span.1, of, field),
            Type::Named(name) => {
                self.issue(id, format!("unexpected failed resolution of '{name}'"));
                Type::Error
            }
            Type::Var(_) => {
                self.mapping.assignable(&Type::Dyn, &target);
                Type::Dyn
            }
            Type::Dyn | Type::Any | Type::Error => Type::Dyn,
            other => {
                let message = format!("type '{}' does not support field selection", other.shown());
                self.issue_of_name(id, self.ast.expr(operand).span.1, field, message);
                Type::Dyn
            }
        };
        if was_optional || optional { Type::optional(result) } else { result }
    }

    /// `lookupFieldType`
    fn struct_field(&mut self, id: Id, from: u32, of: &Struct, field: &str) -> Type {
        self.known_field(of, field).unwrap_or_else(|| {
            self.issue_of_name(id, from, field, format!("undefined field '{field}'"));
            Type::Error
        })
    }

    /// `FindStructFieldType`: a word of the language needs no escaping where a field is selected.
    pub(super) fn known_field(&self, of: &Struct, field: &str) -> Option<Type> {
        let escaped = || {
            let reserved = self.env.at_least(RESERVED_FIELDS) && RESERVED.contains(&field);
            of.field(&format!("__{field}__")).filter(|_| reserved)
        };
        of.field(field).or_else(escaped)
    }

    /// The types of which objects can be made (`apiserver/pkg/cel/mutation`).
    pub(super) fn object(&self, name: &str) -> Option<Type> {
        if !self.env.patches {
            return None;
        }
        if name == "JSONPatch" {
            let text = Type::String;
            let fields = [("op", text.clone()), ("path", text.clone()), ("from", text), ("value", Type::Dyn)];
            return Some(Type::object_of(name, fields));
        }
        let dynamic = name == "Object" || name.starts_with("Object.");
        dynamic.then(|| Type::Struct(Struct { name: name.to_owned(), fields: Fields::Any }.into()))
    }
}

/// Names that stand for types; spans and points in time have two (`findScalar` of `apiserver/pkg/cel/types.go`).
fn type_by_name(name: &str) -> Option<Type> {
    Some(match name {
        "bool" => Type::Bool,
        "bytes" => Type::Bytes,
        "double" => Type::Double,
        "int" => Type::Int,
        "uint" => Type::Uint,
        "string" => Type::String,
        "null_type" => Type::Null,
        "list" => Type::list(Type::Param(0)),
        "map" => Type::map(Type::Param(0), Type::Param(1)),
        "optional_type" => Type::optional(Type::Param(0)),
        "google.protobuf.Duration" | "duration" => Type::Duration,
        "google.protobuf.Timestamp" | "timestamp" => Type::Timestamp,
        "net.IP" => Type::Opaque("net.IP"),
        "net.CIDR" => Type::Opaque("net.CIDR"),
        _ => return None,
    })
}

/// `ToQualifiedName`: the dotted name that a part spells.
pub(super) fn qualified(ast: &Ast, id: Id) -> Option<String> {
    let mut parts = Vec::new();
    let mut here = id;
    while parts.len() < PARTS_MAX {
        match ast.kind(here) {
            Kind::Ident(name) => {
                parts.push(name.strip_prefix('.').unwrap_or(name));
                parts.reverse();
                return Some(parts.join("."));
            }
            Kind::Select { operand, field, test: false } => {
                parts.push(field);
                here = *operand;
            }
            _ => return None,
        }
    }
    None
}
