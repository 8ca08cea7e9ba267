//! What the API server's libraries do: cel-go's own for texts, lists, sets, maps and optionals (`ext`), in the versions
//! that `apiserver/pkg/cel/environment/base.go` names, and the server's (`apiserver/pkg/cel/library`).
//!
//! A function bounds what it makes before it makes it: what the server's limit of cost would never let through fails here
//! in the words of that limit.

mod args;
mod compared;
mod en_us;
mod format;
mod formatting;
pub(in crate::cel) mod go;
mod ip;
mod lists;
mod optional;
mod quantity;
mod regex;
mod semver;
mod sets;
mod strings;
mod sum;
#[cfg(test)]
mod tests;
mod urls;

use super::value::Function;

/// A function: its name, whether it is called on a value, with how many values, that one included, and what it does.
type Entry = (&'static str, bool, usize, Function);

/// All of them. Names that two libraries share are one function, which looks at what it is called on.
const LIBRARIES: &[&[Entry]] = &[
    strings::FUNCTIONS,
    lists::FUNCTIONS,
    sum::FUNCTIONS,
    sets::FUNCTIONS,
    optional::FUNCTIONS,
    regex::FUNCTIONS,
    urls::FUNCTIONS,
    quantity::FUNCTIONS,
    compared::FUNCTIONS,
    ip::FUNCTIONS,
    format::FUNCTIONS,
    semver::FUNCTIONS,
];

/// The function of a name, called on a value or not, with so many values, of which the one that it is called on counts as
/// the first.
pub(super) fn find(function: &str, member: bool, args: usize) -> Option<Function> {
    let mut all = LIBRARIES.iter().copied().flatten();
    all.find(|(name, on, takes, _)| *name == function && *on == member && *takes == args).map(|(.., call)| *call)
}

/// The function of an overload, where it differs from what the name alone finds: the sum of an empty list.
pub(super) fn overload(id: &str) -> Option<Function> {
    sum::overload(id)
}
