//! What an expression may take at the most, before it runs: cel-go's `checker/cost.go` (`PresenceTestHasCost(false)`), with
//! what the server's libraries and cel-go's extensions say of their functions.

mod calls;
mod extensions;
mod library;
mod path;
mod range;
mod sizes;
#[cfg(test)]
mod tests;
mod walk;

use std::sync::Arc;

use super::check::Checked;
use super::decl::Decl;
use super::deep::deep;
pub use range::Range;

/// How large the values of an environment may be.
pub trait Sizes: Sync {
    /// The size of what lies at the end of a way: a variable, then names of fields, `@items`, `@keys`, `@values` or
    /// `@indices`; nothing where it is not known.
    fn size(&self, path: &[Arc<str>]) -> Option<Range>;
}

/// Sizes of values that are declared, whatever variable they are of (`sizeEstimator` of
/// `apiextensions-apiserver/pkg/apiserver/schema/cel/compilation.go`).
#[derive(Debug)]
pub struct Declared<'d>(pub &'d Arc<Decl>);

impl Sizes for Declared<'_> {
    fn size(&self, path: &[Arc<str>]) -> Option<Range> {
        let mut here = self.0;
        for step in path.get(1..)? {
            here = match &**step {
                "@items" | "@values" => here.item()?,
                "@keys" => here.key()?,
                field => here.field(field)?,
            };
        }
        Some(Range { min: 0, max: here.max })
    }
}

/// What an expression takes; as much as there is where nothing can be found out.
pub fn estimate(checked: &Checked, sizes: &dyn Sizes) -> Range {
    deep(checked.ast.depth, || walk::cost(checked, sizes)).unwrap_or(Range::UNKNOWN)
}

/// Costs of the language (`common/cost.go`).
const LIST_CREATE: u64 = 10;
const MAP_CREATE: u64 = 30;
const STRUCT_CREATE: u64 = 40;
const STRING_TRAVERSAL: f64 = 0.1;
const REGEX_LENGTH: f64 = 0.25;
