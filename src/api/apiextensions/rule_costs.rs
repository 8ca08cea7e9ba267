//! What rules may cost: `apiextensions/validation/cel_validation.go`, and the limits of `validation.go`.

use std::cell::RefCell;
use std::rc::Rc;

use super::rule_types::count;
use super::{Place, forbidden};
use crate::api::Cx;

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
    let each = match schema.text("type") {
        "object" if schema.has("additionalProperties") => count(schema, "maxProperties")?,
        "array" => count(schema, "maxItems")?,
        _ => 1,
    };
    times.map(|times| times.saturating_mul(each))
}

/// Whether an expression costs too much.
pub(super) fn one<'a>(cx: &mut Cx<'a>, place: &Place<'a>, what: &str, cost: u64) {
    if cost > RULE_MAX {
        forbidden(cx, place, &too_dear(what, cost, RULE_MAX))
            .say("this expression may take longer than the server lets any take")
            .help(
                "give lists `maxItems`, maps `maxProperties` and texts `maxLength` in the schema, or make it simpler",
            );
    }
}

/// Whether all expressions together cost too much.
pub(super) fn all<'a>(cx: &mut Cx<'a>, schema: &Place<'a>, total: &Rc<RefCell<Total<'a>>>) {
    let total = total.borrow();
    if total.sum <= SCHEMA_MAX {
        return;
    }
    for (_, place) in &total.dearest {
        forbidden(
            cx,
            place,
            "contributed to estimated rule cost total exceeding cost limit for entire OpenAPIv3 schema",
        )
        .say("this is one of the dearest expressions of a schema whose expressions take too long together");
    }
    let what = "x-kubernetes-validations estimated rule cost total for entire OpenAPIv3 schema";
    forbidden(cx, schema, &too_dear(what, total.sum, SCHEMA_MAX))
        .say("the expressions of this schema together may take longer than the server lets them")
        .help("give lists `maxItems`, maps `maxProperties` and texts `maxLength`");
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
