//! Costs of cel-go's extensions, by overload: `ext/lists.go`, `ext/sets.go`.

use super::calls::{Call, Estimate, Node};
use super::walk::Walk;
use super::{LIST_CREATE, Range, STRING_TRAVERSAL};

/// What a call takes, if it is of an extension.
pub(super) fn estimate(walk: &Walk<'_>, call: &Call<'_, '_>) -> Option<Estimate> {
    let size = |node: &Node<'_>| node.computed.or_else(|| walk.declared_size(&node.path)).unwrap_or(Range::UNKNOWN);
    match (call.overload, call.target, call.args) {
        ("list_sets_contains_list" | "list_sets_intersects_list", _, [a, b]) => Some(sets(size(a), size(b), 1.0)),
        ("list_sets_equivalent_list", _, [a, b]) => Some(sets(size(a), size(b), 2.0)),
        ("list_slice", Some(list), [start, end]) => {
            let (start, end) = (number(start, 0), number(end, size(list).max));
            Some(made(1.0, Range::exactly(end.wrapping_sub(start))))
        }
        ("lists_range", None, [count]) => Some(made(1.0, Range::exactly(number(count, u64::MAX)))),
        ("list_reverse", Some(list), []) => Some(made(1.0, size(list))),
        ("list_flatten", Some(list), []) => Some(made(1.0, size(list))),
        ("list_flatten_int", Some(list), [depth]) => Some(made(number(depth, u64::MAX) as f64, size(list))),
        ("list_distinct", Some(list), []) => Some(made(2.0, squared(size(list)))),
        (id, Some(list), []) if id.starts_with("list_") && id.ends_with("_sort") => Some(sorted(id, size(list))),
        (id, Some(_), [keys]) if id.ends_with("_sortByAssociatedKeys") => Some(sorted(id, size(keys))),
        _ => None,
    }
}

fn sets(a: Range, b: Range, factor: f64) -> Estimate {
    Estimate::of(a.times(b).scaled(factor).plus(Range::ONE))
}

fn squared(size: Range) -> Range {
    size.times(size)
}

/// `estimateListSortCost`
fn sorted(id: &str, size: Range) -> Estimate {
    let texts = id.starts_with("list_string_") || id.starts_with("list_bytes_");
    made(if texts { 2.0 + STRING_TRAVERSAL } else { 2.0 }, squared(size))
}

/// `estimateAllocatingListCall`
fn made(factor: f64, size: Range) -> Estimate {
    Estimate::sized(size.scaled(factor).plus(Range::ONE).plus(Range::exactly(LIST_CREATE)), size)
}

/// `nodeAsIntValue`
fn number(node: &Node<'_>, otherwise: u64) -> u64 {
    node.int().map_or(otherwise, |value| u64::try_from(value).unwrap_or(0))
}
