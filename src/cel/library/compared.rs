//! What amounts and versions have in common: they are compared.

use std::cmp::Ordering;

use super::args::{opaque, ordering};
use super::{Entry, semver};
use crate::cel::value::{Failure, Opaque, Value};

/// Comparisons of two amounts or of two versions.
pub(super) const FUNCTIONS: &[Entry] = &[
    ("isGreaterThan", true, 2, |args| Ok(Value::Bool(order(args)? == Ordering::Greater))),
    ("isLessThan", true, 2, |args| Ok(Value::Bool(order(args)? == Ordering::Less))),
    ("compareTo", true, 2, |args| order(args).map(ordering)),
];

fn order(args: &[Value<'_>]) -> Result<Ordering, Failure> {
    match (opaque(args, 0)?, opaque(args, 1)?) {
        (Opaque::Quantity(a, _), Opaque::Quantity(b, _)) => Ok(a.cmp(b)),
        (Opaque::Semver(a), Opaque::Semver(b)) => Ok(semver::order(a, b)),
        _ => Err(Failure::no_such_overload()),
    }
}
