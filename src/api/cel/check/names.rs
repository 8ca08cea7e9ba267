//! What names stand for: variables, fields and types.

use kube_cel::cel::common::ast::{Expr, IdedExpr, SelectExpr};

use super::Checker;
use crate::api::cel::RESERVED;
use crate::api::cel::types::{Struct, Type};

impl Checker<'_> {
    /// `LookupIdent`
    fn lookup(&mut self, name: &str) -> Option<Type> {
        if let Some((_, ty)) = self.scopes.iter().rev().find(|(scoped, _)| scoped == name) {
            return Some(ty.clone());
        }
        if let Some(ty) = self.env.variables.get(name) {
            if !self.used.iter().any(|used| used == name) {
                self.used.push(name.to_owned());
            }
            return Some(ty.clone());
        }
        type_by_name(name).map(|ty| Type::Meta(Box::new(ty)))
    }

    pub(super) fn ident(&mut self, name: &str) -> Type {
        let name = name.strip_prefix('.').unwrap_or(name);
        self.lookup(name).unwrap_or_else(|| self.undeclared(name))
    }

    pub(super) fn undeclared(&mut self, name: &str) -> Type {
        self.issue(name, format!("undeclared reference to '{name}' (in container '')"));
        Type::Error
    }

    /// `checkSelect`
    pub(super) fn select(&mut self, e: &IdedExpr, select: &SelectExpr) -> Type {
        if let Some(name) = qualified(e)
            && let Some(ty) = self.lookup(&name)
        {
            return ty;
        }
        let ty = self.field(&select.operand, &select.field, false);
        if select.test { Type::Bool } else { ty }
    }

    /// `checkSelectField`
    pub(super) fn field(&mut self, operand: &IdedExpr, field: &str, optional: bool) -> Type {
        let of = self.check(operand);
        let of = self.mapping.resolve(&of, false);
        let (target, was_optional) = match of {
            Type::Optional(inner) => (*inner, true),
            other => (other, false),
        };
        let result = match &target {
            Type::Map(_, value) => (**value).clone(),
            Type::Struct(of) => self.struct_field(of, field),
            Type::Opaque(_) => {
                self.issue(&format!(".{field}"), format!("undefined field '{field}'"));
                Type::Error
            }
            Type::Var(_) => {
                self.mapping.assignable(&Type::Dyn, &target);
                Type::Dyn
            }
            Type::Dyn | Type::Error => Type::Dyn,
            other => {
                self.issue(&format!(".{field}"), format!("type '{other}' does not support field selection"));
                Type::Dyn
            }
        };
        if was_optional || optional { Type::optional(result) } else { result }
    }

    pub(super) fn struct_field(&mut self, of: &Struct, field: &str) -> Type {
        let Some(fields) = &of.fields else { return Type::Dyn };
        // `recognizeKeywordAsFieldName`: a word of the language needs no escaping where a field is selected.
        let escaped = || (self.env.reserved_fields() && RESERVED.contains(&field)).then(|| format!("__{field}__"));
        let ty = fields.get(field).or_else(|| fields.get(&escaped()?));
        ty.cloned().unwrap_or_else(|| {
            self.issue(&format!(".{field}"), format!("undefined field '{field}'"));
            Type::Error
        })
    }
}

/// Names that stand for types.
fn type_by_name(name: &str) -> Option<Type> {
    Some(match name {
        "bool" => Type::Bool,
        "bytes" => Type::Bytes,
        "double" => Type::Double,
        "int" => Type::Int,
        "uint" => Type::Uint,
        "string" => Type::String,
        "null_type" => Type::Null,
        "list" => Type::list(Type::Dyn),
        "map" => Type::Map(Box::new(Type::Dyn), Box::new(Type::Dyn)),
        "type" => Type::Meta(Box::new(Type::Dyn)),
        "optional_type" => Type::optional(Type::Dyn),
        "google.protobuf.Duration" => Type::Duration,
        "google.protobuf.Timestamp" => Type::Timestamp,
        "net.IP" => Type::Opaque("net.IP"),
        "net.CIDR" => Type::Opaque("net.CIDR"),
        _ => return None,
    })
}

/// `ToQualifiedName`: the dotted name that an expression spells.
pub(super) fn qualified(e: &IdedExpr) -> Option<String> {
    let mut parts = Vec::new();
    let mut here = e;
    loop {
        match &here.expr {
            Expr::Ident(name) => {
                parts.push(name.as_str());
                parts.reverse();
                return Some(parts.join("."));
            }
            Expr::Select(select) if !select.test => {
                parts.push(&select.field);
                here = &select.operand;
            }
            _ => return None,
        }
    }
}
