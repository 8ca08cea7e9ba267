//! What rules may cost: `apiextensions/validation/cel_validation.go`, and the limits of `validation.go`.

use std::cell::RefCell;
use std::rc::Rc;

use super::{Place, forbidden};
use crate::api::Cx;
use crate::api::cx::Earlier;
use crate::model::{ApiCause, Reason};
use crate::schema::crd::none_below;

/// What one expression may cost (`StaticEstimatedCostLimit`), and all of a schema (`StaticEstimatedCRDCostLimit`).
pub(super) const RULE_MAX: u64 = 10_000_000;
const SCHEMA_MAX: u64 = 100_000_000;

/// Expressions that are named where all of them cost too much.
const NAMED_MAX: usize = 4;

/// What the expressions of a schema cost so far, and the dearest of them (`TotalCost`).
#[derive(Debug, Default)]
pub(super) struct Total<'a> {
    sum: u64,
    dearest: Vec<(u64, Place<'a>)>,
}

impl<'a> Total<'a> {
    /// `ObserveExpressionCost`
    pub(super) fn add(&mut self, place: &Place<'a>, cost: u64) {
        self.sum = self.sum.saturating_add(cost);
        if cost < SCHEMA_MAX / 100 {
            return;
        }
        let at = self.dearest.iter().position(|(other, _)| *other < cost).unwrap_or(self.dearest.len());
        self.dearest.insert(at, (cost, place.clone()));
        self.dearest.truncate(NAMED_MAX);
    }
}

/// How often the values within a place may be there, if how often it is there itself is `times` (`extractMaxElements`);
/// none where nothing bounds it.
pub(super) fn times_within(schema: &Place<'_>, times: Option<u64>) -> Option<u64> {
    let count = |name| schema.f.at(name).opt_int().map(none_below);
    let each = match schema.text("type") {
        "object" if schema.has("additionalProperties") => count("maxProperties")?,
        "array" => count("maxItems")?,
        _ => 1,
    };
    times.map(|times| times.saturating_mul(each))
}

/// Whether an expression costs too much.
pub(super) fn one<'a>(cx: &mut Cx<'a>, place: &Place<'a>, what: &str, cost: u64) {
    if cost > RULE_MAX {
        let times = in_words(cost, RULE_MAX);
        forbidden(cx, place, &too_dear(what, cost, RULE_MAX))
            .say(format!("this expression may cost {times} the server's budget for one"))
            .help(BOUND_IT);
    }
}

/// What brings down what an expression may cost.
const BOUND_IT: &str = "its cost is worked out from how long lists, maps and texts may be: give them `maxItems`, \
                        `maxProperties` and `maxLength` in the schema, or make the expression simpler";

/// Whether all expressions together cost too much. Where one of them does so alone, it is the one to mend: that the sum is
/// too high as well follows from it.
pub(super) fn all<'a>(cx: &mut Cx<'a>, schema: &Place<'a>, total: &Rc<RefCell<Total<'a>>>) {
    let total = total.borrow();
    if total.sum <= SCHEMA_MAX {
        return;
    }
    let contributed = "contributed to estimated rule cost total exceeding cost limit for entire OpenAPIv3 schema";
    let what = "x-kubernetes-validations estimated rule cost total for entire OpenAPIv3 schema";
    let sum = too_dear(what, total.sum, SCHEMA_MAX);
    let alone = total.dearest.iter().find(|(cost, _)| *cost > RULE_MAX).map(|(_, place)| place);
    for (cost, place) in &total.dearest {
        if *cost > RULE_MAX && follows(cx, place, place, contributed) {
            continue;
        }
        let times = in_words(*cost, SCHEMA_MAX);
        forbidden(cx, place, contributed)
            .say(format!(
                "all expressions together cost more than the server's budget for a schema, this one {times} it"
            ))
            .help(BOUND_IT);
    }
    if alone.is_none_or(|place| !follows(cx, place, schema, &sum)) {
        let times = in_words(total.sum, SCHEMA_MAX);
        forbidden(cx, schema, &sum)
            .say(format!("the expressions of this schema together may cost {times} the server's budget for a schema"))
            .help(BOUND_IT);
    }
}

/// Has what the server says of a place follow from what was said of another; whether anything was.
fn follows<'a>(cx: &mut Cx<'a>, from: &Place<'a>, place: &Place<'a>, detail: &str) -> bool {
    let cause = ApiCause::refusal(Reason::Forbidden, place.path.clone(), format!("Forbidden: {detail}"));
    cx.follow(Earlier::At(&from.path), |_| vec![cause.clone()])
}

/// How many times as much as there is, in words.
fn in_words(cost: u64, max: u64) -> String {
    match cost as f64 / max as f64 {
        factor if factor >= 1e6 => "more than a million times".to_owned(),
        factor if factor >= 10.0 => format!("{factor:.0} times"),
        factor if factor >= 0.1 => format!("{factor:.1} times"),
        _ => "less than a tenth of".to_owned(),
    }
}

/// `getCostErrorMessage`
fn too_dear(what: &str, cost: u64, max: u64) -> String {
    let factor = cost as f64 / max as f64;
    let factor = match factor {
        _ if factor > 100.0 => "more than 100x".to_owned(),
        // So that it never says 1.0.
        _ if factor < 1.5 => format!("{factor:.6}x"),
        _ => format!("{factor:.1}x"),
    };
    format!(
        "{what} exceeds budget by factor of {factor} (try simplifying the rule, or adding maxItems, maxProperties, and \
         maxLength where arrays, maps, and strings are declared)"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn factors() {
        for (cost, factor) in
            [(12_000_000, "1.200000x"), (15_000_000, "1.5x"), (1_000_000_000, "100.0x"), (u64::MAX, "more than 100x")]
        {
            let said = too_dear("estimated rule cost", cost, RULE_MAX);
            assert!(
                said.starts_with(&format!("estimated rule cost exceeds budget by factor of {factor} (try")),
                "{said}"
            );
        }
    }
}
