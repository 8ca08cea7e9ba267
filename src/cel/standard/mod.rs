//! The functions of CEL itself (`common/stdlib/standard.go`) and those of optional values (`cel/library.go`).

mod arithmetic;
mod convert;
mod lists;
mod optional;
pub mod pattern;
pub mod text;
mod time;
mod zone;

use super::ast::function;
use super::value::{Failure, Function, Opaque, Value};

pub use convert::type_name;
pub(super) use lists::key_exists;
pub use time::read as read_timestamp;
pub(super) use time::written;

/// The function of a name, called on a value or not, with so many values, of which the one that it is called on counts as
/// the first.
pub fn find(function: &str, member: bool, args: usize) -> Option<Function> {
    let row = FUNCTIONS.iter().find(|row| row.0 == function && row.1 == member && row.2 == args);
    row.map(|row| row.3)
}

/// Name, whether it is called on a value, how many values it takes, and what it does.
const FUNCTIONS: &[(&str, bool, usize, Function)] = &[
    (function::NOT, false, 1, arithmetic::not),
    (function::NEGATE, false, 1, arithmetic::negate),
    (function::ADD, false, 2, arithmetic::add),
    (function::SUBTRACT, false, 2, arithmetic::subtract),
    (function::MULTIPLY, false, 2, arithmetic::multiply),
    (function::DIVIDE, false, 2, arithmetic::divide),
    (function::MODULO, false, 2, arithmetic::modulo),
    (function::LESS, false, 2, arithmetic::less),
    (function::LESS_EQUALS, false, 2, arithmetic::less_equals),
    (function::GREATER, false, 2, arithmetic::greater),
    (function::GREATER_EQUALS, false, 2, arithmetic::greater_equals),
    (function::IN, false, 2, lists::is_in),
    (function::MAP_INSERT, false, 2, lists::insert_map),
    (function::MAP_INSERT, false, 3, lists::insert),
    ("size", false, 1, lists::size),
    ("size", true, 1, lists::size),
    ("type", false, 1, convert::type_of),
    ("dyn", false, 1, convert::dyn_of),
    ("bool", false, 1, convert::bool),
    ("bytes", false, 1, convert::bytes),
    ("double", false, 1, convert::double),
    ("duration", false, 1, convert::duration),
    ("int", false, 1, convert::int),
    ("string", false, 1, convert::string),
    ("timestamp", false, 1, convert::timestamp),
    ("uint", false, 1, convert::uint),
    ("contains", true, 2, pattern::contains),
    ("startsWith", true, 2, pattern::starts_with),
    ("endsWith", true, 2, pattern::ends_with),
    ("matches", true, 2, pattern::matches),
    ("matches", false, 2, pattern::matches),
    ("getFullYear", true, 1, time::full_year),
    ("getFullYear", true, 2, time::full_year),
    ("getMonth", true, 1, time::month),
    ("getMonth", true, 2, time::month),
    ("getDayOfYear", true, 1, time::day_of_year),
    ("getDayOfYear", true, 2, time::day_of_year),
    ("getDayOfMonth", true, 1, time::day_of_month),
    ("getDayOfMonth", true, 2, time::day_of_month),
    ("getDate", true, 1, time::date),
    ("getDate", true, 2, time::date),
    ("getDayOfWeek", true, 1, time::day_of_week),
    ("getDayOfWeek", true, 2, time::day_of_week),
    ("getHours", true, 1, time::hours),
    ("getHours", true, 2, time::hours),
    ("getMinutes", true, 1, time::minutes),
    ("getMinutes", true, 2, time::minutes),
    ("getSeconds", true, 1, time::seconds),
    ("getSeconds", true, 2, time::seconds),
    ("getMilliseconds", true, 1, time::milliseconds),
    ("getMilliseconds", true, 2, time::milliseconds),
    ("optional.of", false, 1, optional::of),
    ("optional.ofNonZeroValue", false, 1, optional::of_non_zero_value),
    ("optional.none", false, 0, optional::none),
    ("hasValue", true, 1, optional::has_value),
    ("value", true, 1, optional::value),
];

/// What is said of arguments whose types no overload takes (`MaybeNoSuchOverload`).
fn no_overload(function: &str, args: &[Value<'_>]) -> Failure {
    let types: Vec<&str> = args.iter().map(type_name).collect();
    Failure::new(format!("no such overload: {function}({})", types.join(", ")))
}

/// What is said where the first argument has not the trait that a function asks for.
fn no_trait(function: &str) -> Failure {
    Failure::new(format!("no such overload: {function}"))
}

/// The name of the type of a value of the server's libraries.
fn opaque_name(opaque: &Opaque) -> &'static str {
    match opaque {
        Opaque::Quantity(..) => "kubernetes.Quantity",
        Opaque::Url(_) => "kubernetes.URL",
        Opaque::Ip(_) => "net.IP",
        Opaque::Cidr(..) => "net.CIDR",
        Opaque::Semver(_) => "kubernetes.Semver",
        Opaque::Format(_) => "kubernetes.NamedFormat",
    }
}
