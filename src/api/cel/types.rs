//! The types of CEL expressions, and when one may stand for another: cel-go's `checker/types.go`.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

/// A type.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::api) enum Type {
    /// Anything; judged when the expression runs.
    Dyn,
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
    /// `type`, of what `type(x)` returns.
    Meta(Box<Type>),
    /// `list(x)`
    List(Box<Type>),
    /// `map(k, v)`
    Map(Box<Type>, Box<Type>),
    /// `optional_type(x)`
    Optional(Box<Type>),
    /// A type that is only known by its name and its functions, such as a URL.
    Opaque(&'static str),
    /// An object with fields.
    Struct(Arc<Struct>),
    /// A parameter of a function's declaration.
    Param(u8),
    /// A parameter in use, to be found out.
    Var(u32),
}

/// An object's type.
#[derive(Debug, PartialEq)]
pub(in crate::api) struct Struct {
    /// Unique among the types of an environment.
    pub(in crate::api) name: String,
    /// The fields; none where any field may be selected.
    pub(in crate::api) fields: Option<BTreeMap<String, Type>>,
}

impl Type {
    /// `list(of)`
    pub(in crate::api) fn list(of: Type) -> Self {
        Type::List(Box::new(of))
    }

    /// `map(string, of)`
    pub(in crate::api) fn string_map(of: Type) -> Self {
        Type::Map(Box::new(Type::String), Box::new(of))
    }

    /// `optional_type(of)`
    pub(in crate::api) fn optional(of: Type) -> Self {
        Type::Optional(Box::new(of))
    }

    /// An object with these fields.
    pub(in crate::api) fn object(name: impl Into<String>, fields: BTreeMap<String, Type>) -> Self {
        Type::Struct(Arc::new(Struct { name: name.into(), fields: Some(fields) }))
    }

    /// An object with these fields.
    pub(super) fn object_of<const N: usize>(name: &str, fields: [(&str, Type); N]) -> Self {
        Type::object(name, fields.into_iter().map(|(name, ty)| (name.to_owned(), ty)).collect())
    }

    fn is_dyn_or_error(&self) -> bool {
        matches!(self, Type::Dyn | Type::Error)
    }

    /// `isLegacyNullable`
    fn is_nullable(&self) -> bool {
        matches!(
            self,
            Type::Null | Type::Opaque(_) | Type::Optional(_) | Type::Struct(_) | Type::Duration | Type::Timestamp
        )
    }

    /// The types inside.
    fn parts(&self) -> Vec<&Type> {
        match self {
            Type::Meta(a) | Type::List(a) | Type::Optional(a) => vec![a],
            Type::Map(k, v) => vec![k, v],
            _ => Vec::new(),
        }
    }

    /// The same with each type inside replaced.
    pub(super) fn map_parts(&self, mut f: impl FnMut(&Type) -> Type) -> Type {
        match self {
            Type::Meta(a) => Type::Meta(Box::new(f(a))),
            Type::List(a) => Type::List(Box::new(f(a))),
            Type::Optional(a) => Type::Optional(Box::new(f(a))),
            Type::Map(k, v) => Type::Map(Box::new(f(k)), Box::new(f(v))),
            other => other.clone(),
        }
    }
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Type::Dyn | Type::Param(_) | Type::Var(_) => f.write_str("dyn"),
            Type::Error => f.write_str("!error!"),
            Type::Null => f.write_str("null_type"),
            Type::Bool => f.write_str("bool"),
            Type::Int => f.write_str("int"),
            Type::Uint => f.write_str("uint"),
            Type::Double => f.write_str("double"),
            Type::String => f.write_str("string"),
            Type::Bytes => f.write_str("bytes"),
            Type::Duration => f.write_str("google.protobuf.Duration"),
            Type::Timestamp => f.write_str("google.protobuf.Timestamp"),
            Type::Meta(of) => write!(f, "type({of})"),
            Type::List(of) => write!(f, "list({of})"),
            Type::Map(k, v) => write!(f, "map({k}, {v})"),
            Type::Optional(of) => write!(f, "optional_type({of})"),
            Type::Opaque(name) => f.write_str(name),
            Type::Struct(of) => f.write_str(&of.name),
        }
    }
}

/// What has been found out about types in use.
#[derive(Clone, Debug, Default)]
pub(super) struct Mapping {
    found: Vec<Option<Type>>,
}

impl Mapping {
    /// A new type to be found out.
    pub(super) fn fresh(&mut self) -> Type {
        self.found.push(None);
        Type::Var(u32::try_from(self.found.len() - 1).expect("an expression has fewer nodes"))
    }

    fn find(&self, var: u32) -> Option<&Type> {
        self.found.get(var as usize)?.as_ref()
    }

    fn add(&mut self, var: u32, ty: Type) {
        if let Some(slot) = self.found.get_mut(var as usize) {
            *slot = Some(ty);
        }
    }

    /// `substitute`; what is still open becomes `dyn` if `close` says so.
    pub(super) fn resolve(&self, ty: &Type, close: bool) -> Type {
        match ty {
            Type::Var(var) => match self.find(*var) {
                Some(found) => self.resolve(found, close),
                None if close => Type::Dyn,
                None => ty.clone(),
            },
            _ => ty.map_parts(|part| self.resolve(part, close)),
        }
    }

    /// `isAssignableList`: takes over what it finds out only where everything fits.
    pub(super) fn assignable_all(&mut self, from: &[Type], to: &[Type]) -> bool {
        let mut trial = self.clone();
        let fits = from.len() == to.len() && from.iter().zip(to).all(|(a, b)| trial.fits(a, b));
        if fits {
            *self = trial;
        }
        fits
    }

    /// `isAssignable`
    pub(super) fn assignable(&mut self, from: &Type, to: &Type) -> bool {
        self.assignable_all(std::slice::from_ref(from), std::slice::from_ref(to))
    }

    /// `internalIsAssignable`
    fn fits(&mut self, a: &Type, b: &Type) -> bool {
        if let Type::Var(var) = b {
            let (valid, known) = self.substitutes(a, *var);
            if valid {
                return true;
            }
            if known {
                return false;
            }
        }
        if let Type::Var(var) = a {
            return self.substitutes(b, *var).0;
        }
        match (a, b) {
            _ if a.is_dyn_or_error() || b.is_dyn_or_error() => true,
            (Type::Null, other) | (other, Type::Null) => other.is_nullable(),
            (Type::Meta(_), Type::Meta(_)) => true,
            (Type::List(a), Type::List(b)) | (Type::Optional(a), Type::Optional(b)) => self.fits(a, b),
            (Type::Map(ak, av), Type::Map(bk, bv)) => self.fits(ak, bk) && self.fits(av, bv),
            _ => a == b,
        }
    }

    /// `isValidTypeSubstitution`: whether `ty` may stand for the type in use, and whether that was known before.
    fn substitutes(&mut self, ty: &Type, var: u32) -> (bool, bool) {
        if *ty == Type::Var(var) {
            return (true, true);
        }
        if let Some(found) = self.find(var).cloned() {
            if *ty == found {
                return (true, true);
            }
            if self.fits(ty, &found) {
                let general = self.most_general(ty, &found);
                if !self.refers(var, &general) {
                    self.add(var, general);
                }
                return (true, true);
            }
            return (false, true);
        }
        if self.refers(var, ty) {
            return (false, false);
        }
        self.add(var, ty.clone());
        (true, false)
    }

    /// Whether `within` mentions the type in use (`!notReferencedIn`).
    fn refers(&self, var: u32, within: &Type) -> bool {
        match within {
            Type::Var(other) if *other == var => true,
            Type::Var(other) => self.find(*other).is_some_and(|found| self.refers(var, found)),
            _ => within.parts().into_iter().any(|part| self.refers(var, part)),
        }
    }

    /// `mostGeneral`
    pub(super) fn most_general(&self, a: &Type, b: &Type) -> Type {
        if less_specific(a, b) { a.clone() } else { b.clone() }
    }
}

/// `isEqualOrLessSpecific`
fn less_specific(a: &Type, b: &Type) -> bool {
    match (a, b) {
        (Type::Dyn | Type::Var(_), _) => true,
        (_, Type::Dyn | Type::Var(_)) => false,
        (Type::Meta(_), Type::Meta(_)) => true,
        (Type::List(a), Type::List(b)) | (Type::Optional(a), Type::Optional(b)) => less_specific(a, b),
        (Type::Map(ak, av), Type::Map(bk, bv)) => less_specific(ak, bk) && less_specific(av, bv),
        _ => a == b,
    }
}
