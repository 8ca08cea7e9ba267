//! One bound of a LimitRange, and what it means for an amount to lie outside.

use super::LimitType;
use crate::inventory::read::amount;
use crate::model::{Quantity, Span};
use crate::resource::Field;
use crate::scheduler::types::ResourceList;

/// Which way an amount is bounded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Check {
    /// `min`
    Min,
    /// `max`
    Max,
    /// `maxLimitRequestRatio`
    Ratio,
}

/// An entry of `min`, `max` or `maxLimitRequestRatio`.
#[derive(Clone, Debug)]
pub struct Bound {
    /// Which of them.
    pub check: Check,
    /// The resource.
    pub resource: String,
    /// The bound itself.
    pub amount: Quantity,
    /// Where it stands.
    pub span: Span,
}

/// What about an amount is at fault.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Fault {
    /// No request is given.
    NoRequest,
    /// No limit is given.
    NoLimit,
    /// The request.
    Request(Quantity),
    /// The limit.
    Limit(Quantity),
    /// The limit as a multiple of the request.
    Ratio(f64),
}

/// An amount outside of a bound.
#[derive(Clone, Debug)]
pub struct Breach<'r> {
    /// The bound.
    pub bound: &'r Bound,
    /// What kind of limit it belongs to.
    pub kind: LimitType,
    /// The container, counted through containers and then init containers; `None` where the bound is not about one.
    pub container: Option<usize>,
    /// What is at fault.
    pub fault: Fault,
    /// The server's words.
    pub text: String,
}

/// The bounds of an item, by kind and then by resource.
pub(super) fn bounds(item: Field<'_>) -> Vec<Bound> {
    let mut all = Vec::new();
    for (check, name) in [(Check::Min, "min"), (Check::Max, "max"), (Check::Ratio, "maxLimitRequestRatio")] {
        let mut list: Vec<Bound> = item
            .at(name)
            .entries()
            .filter_map(|(key, value)| {
                let resource = key.scalar_text().to_owned();
                Some(Bound { check, resource, amount: amount(value)?, span: value.span() })
            })
            .collect();
        list.sort_by(|a, b| a.resource.cmp(&b.resource));
        all.append(&mut list);
    }
    all
}

/// Amounts up to this many units are compared by the thousandth (`resource.MaxMilliValue`).
const MAX_MILLI: i64 = i64::MAX / 1000;

/// Three amounts at a common precision (`requestLimitEnforcedValues`).
fn values(request: Quantity, limit: Quantity, enforced: Quantity) -> (i64, i64, i64) {
    let all = [request, limit, enforced];
    let [request, limit, enforced] = if all.iter().all(|q| q.value() <= MAX_MILLI) {
        all.map(Quantity::milli_value)
    } else {
        all.map(Quantity::value)
    };
    (request, limit, enforced)
}

impl Bound {
    /// Whether what a container or a pod asks for lies outside.
    pub(super) fn breach(
        &self,
        kind: LimitType,
        container: Option<usize>,
        requests: &ResourceList,
        limits: &ResourceList,
    ) -> Option<Breach<'_>> {
        let (request, limit) = (requests.get(&self.resource).copied(), limits.get(&self.resource).copied());
        let (fault, text) = match self.check {
            Check::Min => self.below(kind, request, limit),
            Check::Max => self.above(kind, request, limit),
            Check::Ratio => self.apart(kind, request, limit),
        }?;
        Some(Breach { bound: self, kind, container, fault, text })
    }

    /// Whether what a claim asks for lies outside: limits do not count, ratios neither.
    pub(super) fn claim_breach(&self, requests: &ResourceList) -> Option<Breach<'_>> {
        let kind = LimitType::PersistentVolumeClaim;
        let request = requests.get(&self.resource).copied();
        let (fault, text) = match self.check {
            Check::Min => self.below(kind, request, None),
            Check::Max => self.request_above(kind, request),
            Check::Ratio => None,
        }?;
        Some(Breach { bound: self, kind, container: None, fault, text })
    }

    /// `minConstraint`
    fn below(&self, kind: LimitType, request: Option<Quantity>, limit: Option<Quantity>) -> Option<(Fault, String)> {
        let words = || self.words("minimum", kind);
        let (asked, most, bound) =
            values(request.unwrap_or(Quantity::ZERO), limit.unwrap_or(Quantity::ZERO), self.amount);
        match (request, limit) {
            (None, _) => Some((Fault::NoRequest, format!("{}.  No request is specified", words()))),
            (Some(q), _) if asked < bound => Some((Fault::Request(q), format!("{}, but request is {q}", words()))),
            (_, Some(q)) if most < bound => Some((Fault::Limit(q), format!("{}, but limit is {q}", words()))),
            _ => None,
        }
    }

    /// `maxConstraint`
    fn above(&self, kind: LimitType, request: Option<Quantity>, limit: Option<Quantity>) -> Option<(Fault, String)> {
        let words = || self.words("maximum", kind);
        let (asked, most, bound) =
            values(request.unwrap_or(Quantity::ZERO), limit.unwrap_or(Quantity::ZERO), self.amount);
        match (request, limit) {
            (_, None) => Some((Fault::NoLimit, format!("{}.  No limit is specified", words()))),
            (_, Some(q)) if most > bound => Some((Fault::Limit(q), format!("{}, but limit is {q}", words()))),
            (Some(q), _) if asked > bound => Some((Fault::Request(q), format!("{}, but request is {q}", words()))),
            _ => None,
        }
    }

    /// `maxRequestConstraint`
    fn request_above(&self, kind: LimitType, request: Option<Quantity>) -> Option<(Fault, String)> {
        let words = || self.words("maximum", kind);
        let Some(q) = request else {
            return Some((Fault::NoRequest, format!("{}.  No request is specified", words())));
        };
        let (asked, _, bound) = values(q, Quantity::ZERO, self.amount);
        (asked > bound).then(|| (Fault::Request(q), format!("{}, but request is {q}", words())))
    }

    /// `limitRequestRatioConstraint`
    #[allow(clippy::cast_precision_loss, reason = "upstream divides the same way")]
    fn apart(&self, kind: LimitType, request: Option<Quantity>, limit: Option<Quantity>) -> Option<(Fault, String)> {
        let words = || format!("{} max limit to request ratio per {} is {}", self.resource, kind.name(), self.amount);
        let (asked, most, _) = values(request.unwrap_or(Quantity::ZERO), limit.unwrap_or(Quantity::ZERO), self.amount);
        if asked == 0 {
            return Some((Fault::NoRequest, format!("{}, but no request is specified or request is 0", words())));
        }
        if most == 0 {
            return Some((Fault::NoLimit, format!("{}, but no limit is specified or limit is 0", words())));
        }
        let ratio = most as f64 / asked as f64;
        let whole = self.amount.value();
        let (observed, allowed) =
            if whole <= MAX_MILLI { (ratio * 1000.0, self.amount.milli_value() as f64) } else { (ratio, whole as f64) };
        (observed > allowed).then(|| (Fault::Ratio(ratio), format!("{}, but provided ratio is {ratio:.6}", words())))
    }

    fn words(&self, which: &str, kind: LimitType) -> String {
        format!("{which} {} usage per {} is {}", self.resource, kind.name(), self.amount)
    }
}
