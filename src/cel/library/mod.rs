//! Functions that Kubernetes adds to CEL.

use super::value::Function;

/// The function of a name, called on a value or not, with that many arguments besides.
pub fn find(function: &str, member: bool, args: usize) -> Option<Function> {
    let _ = (function, member, args);
    None
}
