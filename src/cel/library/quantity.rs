//! The server's `library/quantity.go`.

use super::Entry;
use super::args::{made, opaque, text};
use crate::cel::value::{Failure, Opaque, Origin, Value};
use crate::model::{Format, Quantity};

type Result<T> = std::result::Result<T, Failure>;

/// Functions on amounts; comparisons stand in `compared.rs`, as versions have them too.
pub(super) const FUNCTIONS: &[Entry] = &[
    ("quantity", false, 1, |args| {
        let amount = Quantity::parse(text(args, 0)?).map_err(|wrong| Failure::new(wrong.to_string()))?;
        Ok(made(Opaque::Quantity(amount, Origin::Text)))
    }),
    ("isQuantity", false, 1, |args| Ok(Value::Bool(Quantity::parse(text(args, 0)?).is_ok()))),
    // Unlike the others this is called with the amount, not on it.
    ("sign", false, 1, |args| {
        let amount = amount(args, 0)?;
        Ok(Value::Int(i64::from(!amount.is_zero()) - 2 * i64::from(amount.is_negative())))
    }),
    ("isInteger", true, 1, |args| Ok(Value::Bool(amount(args, 0)?.as_integer().is_some()))),
    ("asInteger", true, 1, |args| {
        let number = amount(args, 0)?.as_integer();
        number.map(Value::Int).ok_or_else(|| Failure::new("cannot convert value to integer"))
    }),
    ("asApproximateFloat", true, 1, |args| Ok(Value::Double(amount(args, 0)?.as_double()))),
    ("add", true, 2, |args| Ok(sum(amount(args, 0)?.plus(operand(args)?)))),
    ("sub", true, 2, |args| Ok(sum(amount(args, 0)?.minus(operand(args)?)))),
];

fn sum<'a>(amount: Quantity) -> Value<'a> {
    made(Opaque::Quantity(amount, Origin::Sum))
}

fn amount(args: &[Value<'_>], at: usize) -> Result<Quantity> {
    match opaque(args, at)? {
        Opaque::Quantity(amount, _) => Ok(*amount),
        _ => Err(Failure::no_such_overload()),
    }
}

/// What is added: an amount, or a whole number of units.
fn operand(args: &[Value<'_>]) -> Result<Quantity> {
    match args.get(1) {
        Some(Value::Int(number)) => Ok(Quantity::from_units(*number).with_format(Format::DecimalExponent)),
        _ => amount(args, 1),
    }
}
