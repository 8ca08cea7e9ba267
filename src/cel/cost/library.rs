//! Costs of the server's libraries, by function: `apiserver/pkg/cel/library/cost.go`, `EstimateCallCost`.

use super::calls::{Call, Estimate, Node};
use super::range::wrapped;
use super::walk::Walk;
use super::{LIST_CREATE, REGEX_LENGTH, Range, STRING_TRAVERSAL, STRUCT_CREATE};
use crate::cel::types::Type;

/// What an authorization check takes: no more than two fit into an expression.
const CHECK: u64 = 350_000;

/// How long names of formats and their patterns are at the most (`MaxFormatSize`, `MaxNameFormatRegexSize`).
const FORMAT_MAX: u64 = 64;
const FORMAT_PATTERN_MAX: f64 = 128.0;

/// Bytes of an address.
const ADDRESS: Range = Range { min: 4, max: 16 };

/// What a call takes, if the server's libraries say so. Functions that only get at something take one, as whatever is not
/// named here.
pub(super) fn estimate(walk: &Walk<'_>, call: &Call<'_, '_>) -> Option<Estimate> {
    let size = |node: &Node<'_>| node.computed.or_else(|| walk.declared_size(&node.path)).unwrap_or(Range::UNKNOWN);
    let traversed = |size: Range| size.scaled(STRING_TRAVERSAL);
    let Call { target, args, .. } = *call;
    Some(match (call.function, target, args) {
        ("check", _, _) => Estimate::of(Range::exactly(CHECK)),
        ("fieldSelector" | "labelSelector", _, [selector]) => Estimate::of(selector_cost(size(selector))),
        ("isSorted" | "sum" | "max" | "min" | "indexOf" | "lastIndexOf", Some(target), _) => {
            Estimate::of(search(walk, target, size(target)))
        }
        ("url" | "jsonpatch.escapeKey", _, [text]) => Estimate::sized(traversed(size(text)), size(text)),
        ("lowerAscii" | "upperAscii" | "substring" | "trim", Some(text), _) => {
            Estimate::sized(traversed(size(text)), size(text))
        }
        ("replace", Some(text), [old, new, ..]) => {
            let text = size(text);
            Estimate::sized(text.scaled(2.0 * STRING_TRAVERSAL), replaced(text, size(old), size(new)))
        }
        ("split", Some(text), args) => {
            let limit = args.get(1).and_then(Node::int);
            let max = limit.map_or(size(text).max, i64::cast_unsigned);
            Estimate::sized(size(text).scaled(2.0 * STRING_TRAVERSAL), Range { min: 0, max })
        }
        ("join", Some(list), args) => {
            let joined = joined(walk, list, size(list), args.first().map(size));
            Estimate::sized(traversed(joined), joined)
        }
        ("find" | "findAll", Some(text), [pattern, ..]) => {
            let cost = traversed(size(text).plus(Range::ONE)).times(size(pattern).scaled(REGEX_LENGTH));
            Estimate::sized(cost, Range { min: 0, max: size(text).max })
        }
        ("ip", _, _) if call.overload == "cidr_ip" => Estimate::of(Range::ONE),
        ("cidr" | "isIP" | "isCIDR" | "ip" | "quantity" | "isQuantity" | "semver" | "isSemver", _, [text, ..]) => {
            Estimate::of(traversed(size(text)))
        }
        ("ip.isCanonical", _, [text, ..]) => Estimate::of(size(text).scaled(2.0 * STRING_TRAVERSAL)),
        ("containsIP" | "containsCIDR", _, [inner, ..]) => Estimate::of(contained(call, size(inner))),
        ("validate", _, [text, ..]) => Estimate::of(traversed(size(text)).scaled(FORMAT_PATTERN_MAX * REGEX_LENGTH)),
        ("_==_", _, [left, right]) => Estimate::of(equal(left, right)?),
        _ => return None,
    })
}

/// `selectorCostEstimate`
fn selector_cost(length: Range) -> Range {
    let requirements = length.scaled(0.5).scaled((LIST_CREATE + STRUCT_CREATE) as f64);
    Range::exactly(LIST_CREATE).plus(length.scaled(STRING_TRAVERSAL)).plus(requirements)
}

/// What there is to know of the items of a list (`listElementNode`): their type, and their size where that is declared.
fn items<'n>(walk: &Walk<'_>, list: &'n Node<'_>) -> Option<(&'n Type, Range)> {
    let ty = list.ty.parts()[0]?;
    let size = if list.path.is_empty() { None } else { walk.declared_size(&list.path.apart(&"@items".into())) };
    Some((ty, size.unwrap_or(Range::UNKNOWN)))
}

/// Going through a list, or a text.
fn search(walk: &Walk<'_>, target: &Node<'_>, size: Range) -> Range {
    match items(walk, target) {
        Some((Type::String | Type::Bytes, each)) => size.times(Range::ONE.plus(each.scaled(STRING_TRAVERSAL))),
        Some(_) => size.times(Range::ONE),
        None => size.scaled(STRING_TRAVERSAL),
    }
}

/// How long a text is once parts of it are replaced.
fn replaced(text: Range, old: Range, new: Range) -> Range {
    // How many parts there are, and how much is kept between them.
    let bound = |text: u64, old: u64, new: u64| match old {
        // Nothing stands around each character.
        0 => (text.saturating_add(1), text),
        _ if new <= old => (0, text),
        _ => (wrapped((text as f64 / old as f64).ceil()), 0),
    };
    let (most, least) = (bound(text.max, old.min, new.max), bound(text.min, old.max, new.min));
    let (count, kept) = (Range { min: least.0, max: most.0 }, Range { min: least.1, max: most.1 });
    count.times(new).plus(kept)
}

/// How long the text is that a list is joined to.
fn joined(walk: &Walk<'_>, list: &Node<'_>, size: Range, separator: Option<Range>) -> Range {
    let texts = items(walk, list).map_or(Range::ZERO, |(_, each)| size.times(each));
    let between = Range { min: size.min.saturating_sub(1), max: size.max.saturating_sub(1) };
    texts.plus(separator.map_or(Range::ZERO, |separator| separator.times(between)))
}

/// Comparing addresses.
fn contained(call: &Call<'_, '_>, inner: Range) -> Range {
    let mut cost = ADDRESS.plus(ADDRESS).scaled(STRING_TRAVERSAL);
    if call.function == "containsCIDR" {
        cost = cost.plus(ADDRESS.scaled(STRING_TRAVERSAL)).plus(Range::ONE);
    }
    if matches!(call.overload, "cidr_contains_ip_string" | "cidr_contains_cidr_string") {
        cost = cost.plus(inner.scaled(STRING_TRAVERSAL));
    }
    cost
}

/// Comparing two values of one of the server's own types.
fn equal(left: &Node<'_>, right: &Node<'_>) -> Option<Range> {
    if left.ty.name() != right.ty.name() {
        return None;
    }
    let max = match left.ty {
        Type::Opaque("net.IP" | "net.CIDR") => return Some(Range::ONE),
        Type::Named("kubernetes.NamedFormat") => FORMAT_MAX,
        Type::Named("kubernetes.URL") => right.computed.map_or(1, |size| size.max),
        Type::Named(_) => return Some(Range::ONE),
        _ => return None,
    };
    Some(Range { min: 1, max }.scaled(STRING_TRAVERSAL))
}
