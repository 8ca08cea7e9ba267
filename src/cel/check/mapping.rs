//! What has been found out about types in use, and when one may stand for another: cel-go's `checker/types.go` and
//! `checker/mapping.go`.

use crate::cel::types::Type;

/// What has been found out about types in use.
#[derive(Debug, Default)]
pub(super) struct Mapping {
    found: Vec<Option<Type>>,
    /// What the types before were, so that a trial can be undone.
    trail: Vec<(u32, Option<Type>)>,
    /// Types looked at so far.
    steps: usize,
}

/// Types that are looked at for one expression at the most; beyond that anything fits. Expressions that people write take
/// some hundreds; types that double in every loop would take forever.
const STEPS_MAX: usize = 1 << 22;

/// Types within a type that are told apart; what is more is taken for anything.
const SIZE_MAX: usize = 1 << 12;

/// Types within types that are told apart.
const DEPTH_MAX: usize = 150;

impl Mapping {
    /// A new type to be found out (`newTypeVar`).
    pub(super) fn fresh(&mut self) -> Type {
        self.found.push(None);
        Type::Var(u32::try_from(self.found.len() - 1).unwrap_or(u32::MAX))
    }

    fn find(&self, var: u32) -> Option<&Type> {
        self.found.get(var as usize)?.as_ref()
    }

    fn add(&mut self, var: u32, ty: Type) {
        if let Some(slot) = self.found.get_mut(var as usize) {
            self.trail.push((var, slot.replace(ty)));
        }
    }

    /// `substitute`; what is still open becomes `dyn` if `close` says so.
    pub(super) fn resolve(&self, ty: &Type, close: bool) -> Type {
        self.resolved(ty, close, &mut SIZE_MAX.clone(), 0)
    }

    fn resolved(&self, ty: &Type, close: bool, left: &mut usize, depth: usize) -> Type {
        if *left == 0 || depth > DEPTH_MAX {
            return Type::Dyn;
        }
        *left -= 1;
        match ty {
            Type::Var(var) => match self.find(*var) {
                Some(found) => self.resolved(found, close, left, depth + 1),
                None if close => Type::Dyn,
                None => ty.clone(),
            },
            Type::Param(_) if close => Type::Dyn,
            _ => ty.map_parts(|part| self.resolved(part, close, left, depth + 1)),
        }
    }

    /// `isAssignableList`: takes over what it finds out only where everything fits.
    pub(super) fn assignable_all(&mut self, from: &[Type], to: &[Type]) -> bool {
        self.trail.clear();
        let fits = from.len() == to.len() && from.iter().zip(to).all(|(a, b)| self.fits(a, b));
        if !fits {
            while let Some((var, before)) = self.trail.pop() {
                self.found[var as usize] = before;
            }
        }
        fits
    }

    /// `isAssignable`
    pub(super) fn assignable(&mut self, from: &Type, to: &Type) -> bool {
        self.assignable_all(std::slice::from_ref(from), std::slice::from_ref(to))
    }

    /// `internalIsAssignable`
    fn fits(&mut self, a: &Type, b: &Type) -> bool {
        if self.steps > STEPS_MAX {
            return true;
        }
        self.steps += 1;
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
                let general = most_general(ty, &found);
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
    fn refers(&mut self, var: u32, within: &Type) -> bool {
        if self.steps > STEPS_MAX {
            return true;
        }
        self.steps += 1;
        match within {
            Type::Var(other) if *other == var => true,
            Type::Var(other) => match self.find(*other).cloned() {
                Some(found) => self.refers(var, &found),
                None => false,
            },
            _ => within.parts().into_iter().flatten().any(|part| self.refers(var, part)),
        }
    }
}

/// `mostGeneral`
pub(super) fn most_general(a: &Type, b: &Type) -> Type {
    if less_specific(a, b) { a.clone() } else { b.clone() }
}

/// `isEqualOrLessSpecific`
fn less_specific(a: &Type, b: &Type) -> bool {
    let open = |ty: &Type| ty.is_dyn() || matches!(ty, Type::Var(_) | Type::Param(_));
    match (a, b) {
        _ if open(a) => true,
        _ if open(b) => false,
        (Type::Meta(_), Type::Meta(_)) => true,
        (Type::List(a), Type::List(b)) | (Type::Optional(a), Type::Optional(b)) => less_specific(a, b),
        (Type::Map(ak, av), Type::Map(bk, bv)) => less_specific(ak, bk) && less_specific(av, bv),
        _ => a == b,
    }
}

/// A type as deep and large as types may be: one that is more is taken for anything.
pub(super) fn bounded(ty: Type) -> Type {
    fn within(ty: &Type, left: &mut usize, depth: usize) -> bool {
        if *left == 0 || depth > DEPTH_MAX {
            return false;
        }
        *left -= 1;
        ty.parts().into_iter().flatten().all(|part| within(part, left, depth + 1))
    }
    if within(&ty, &mut SIZE_MAX.clone(), 0) { ty } else { Type::Dyn }
}
