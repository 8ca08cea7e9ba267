//! The types of expressions: cel-go's `common/types/types.go`, and how `checker/format.go` prints them.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use super::decl::Decl;

/// A type.
#[derive(Clone, Debug, PartialEq)]
pub enum Type {
    /// Anything; judged when the expression runs.
    Dyn,
    /// Anything, of which an expression knows even less: nothing can go through it.
    Any,
    /// What a part that is already found wrong has, so that nothing is said twice.
    Error,
    /// `null`
    Null,
    /// `bool`
    Bool,
    /// `int`
    Int,
    /// `uint`
    Uint,
    /// `double`
    Double,
    /// `string`
    String,
    /// `bytes`
    Bytes,
    /// A span of time.
    Duration,
    /// A point in time.
    Timestamp,
    /// `type`, and of what.
    Meta(Option<Box<Type>>),
    /// `list(x)`
    List(Box<Type>),
    /// `map(k, v)`
    Map(Box<Type>, Box<Type>),
    /// `optional_type(x)`
    Optional(Box<Type>),
    /// A type that has functions alone, such as an address.
    Opaque(&'static str),
    /// An object of which no fields are declared, such as a URL.
    Named(&'static str),
    /// An object with fields.
    Struct(Arc<Struct>),
    /// A parameter of a function's declaration.
    Param(u8),
    /// A parameter in use, to be found out.
    Var(u32),
}

/// An object's type. Two are the same if their names are.
#[derive(Debug)]
pub struct Struct {
    /// Unique among the types of an environment.
    pub name: String,
    /// Its fields.
    pub fields: Fields,
}

/// Which fields an object has.
#[derive(Debug)]
pub enum Fields {
    /// These.
    Known(BTreeMap<String, Type>),
    /// Those that are declared; their types are named after where they stand.
    Declared(Arc<Decl>),
    /// Any, of any type.
    Any,
}

impl PartialEq for Struct {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Struct {
    /// The type of a field.
    pub fn field(&self, name: &str) -> Option<Type> {
        match &self.fields {
            Fields::Known(fields) => fields.get(name).cloned(),
            Fields::Declared(decl) => decl.field(name).map(|field| field.named(&format!("{}.{name}", self.name))),
            Fields::Any => Some(Type::Dyn),
        }
    }
}

impl Type {
    /// `list(of)`
    pub fn list(of: Type) -> Self {
        Type::List(Box::new(of))
    }

    /// `map(key, value)`
    pub fn map(key: Type, value: Type) -> Self {
        Type::Map(Box::new(key), Box::new(value))
    }

    /// `map(string, of)`
    pub fn string_map(of: Type) -> Self {
        Type::map(Type::String, of)
    }

    /// `optional_type(of)`
    pub fn optional(of: Type) -> Self {
        Type::Optional(Box::new(of))
    }

    /// `type(of)`
    pub fn meta(of: Type) -> Self {
        Type::Meta(Some(Box::new(of)))
    }

    /// An object with these fields.
    pub fn object(name: impl Into<String>, fields: BTreeMap<String, Type>) -> Self {
        Type::Struct(Arc::new(Struct { name: name.into(), fields: Fields::Known(fields) }))
    }

    /// An object with these fields.
    pub fn object_of<const N: usize>(name: &str, fields: [(&str, Type); N]) -> Self {
        Type::object(name, fields.into_iter().map(|(name, ty)| (name.to_owned(), ty)).collect())
    }

    /// `isDyn`
    pub(super) fn is_dyn(&self) -> bool {
        matches!(self, Type::Dyn | Type::Any)
    }

    /// `isDynOrError`
    pub(super) fn is_dyn_or_error(&self) -> bool {
        self.is_dyn() || *self == Type::Error
    }

    /// `internalIsAssignableNull`
    pub(super) fn is_nullable(&self) -> bool {
        matches!(
            self,
            Type::Null
                | Type::Opaque(_)
                | Type::Optional(_)
                | Type::Struct(_)
                | Type::Named(_)
                | Type::Any
                | Type::Duration
                | Type::Timestamp
        )
    }

    /// What is in an optional value, and whether it was one (`maybeUnwrapOptional`).
    pub(super) fn unwrapped(self) -> (Type, bool) {
        match self {
            Type::Optional(inner) => (*inner, true),
            other => (other, false),
        }
    }

    /// The types inside (`Parameters`).
    pub(super) fn parts(&self) -> [Option<&Type>; 2] {
        match self {
            Type::Meta(Some(a)) | Type::List(a) | Type::Optional(a) => [Some(a), None],
            Type::Map(k, v) => [Some(k), Some(v)],
            _ => [None, None],
        }
    }

    /// The same with each type inside replaced.
    pub(super) fn map_parts(&self, mut f: impl FnMut(&Type) -> Type) -> Type {
        match self {
            Type::Meta(Some(a)) => Type::meta(f(a)),
            Type::List(a) => Type::list(f(a)),
            Type::Optional(a) => Type::optional(f(a)),
            Type::Map(k, v) => {
                let key = f(k);
                Type::map(key, f(v))
            }
            other => other.clone(),
        }
    }

    /// Its name without what is inside (`TypeName`).
    pub fn name(&self) -> &str {
        match self {
            Type::Dyn | Type::Param(_) | Type::Var(_) => "dyn",
            Type::Any => "google.protobuf.Any",
            Type::Error => "error",
            Type::Null => "null_type",
            Type::Bool => "bool",
            Type::Int => "int",
            Type::Uint => "uint",
            Type::Double => "double",
            Type::String => "string",
            Type::Bytes => "bytes",
            Type::Duration => "google.protobuf.Duration",
            Type::Timestamp => "google.protobuf.Timestamp",
            Type::Meta(_) => "type",
            Type::List(_) => "list",
            Type::Map(..) => "map",
            Type::Optional(_) => "optional_type",
            Type::Opaque(name) | Type::Named(name) => name,
            Type::Struct(of) => &of.name,
        }
    }

    /// As messages of the checker print it (`FormatCELType`), where that is not how the type itself does.
    pub fn shown(&self) -> Shown<'_> {
        Shown(self)
    }

    fn write(&self, f: &mut fmt::Formatter<'_>, shown: bool) -> fmt::Result {
        match self {
            Type::Var(var) => return write!(f, "_var{var}"),
            Type::Param(param) => return f.write_str(if *param == 0 { "A" } else { "B" }),
            Type::Any if shown => f.write_str("any"),
            Type::Duration if shown => f.write_str("duration"),
            Type::Timestamp if shown => f.write_str("timestamp"),
            Type::Null if shown => f.write_str("null"),
            Type::Error if shown => f.write_str("!error!"),
            other => f.write_str(other.name()),
        }?;
        match self.parts() {
            [Some(a), None] => {
                f.write_str("(")?;
                a.write(f, shown)?;
                f.write_str(")")
            }
            [Some(a), Some(b)] => {
                f.write_str("(")?;
                a.write(f, shown)?;
                f.write_str(", ")?;
                b.write(f, shown)?;
                f.write_str(")")
            }
            _ => Ok(()),
        }
    }
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(f, false)
    }
}

/// A type as messages print it.
#[derive(Debug)]
pub struct Shown<'t>(&'t Type);

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.write(f, true)
    }
}
