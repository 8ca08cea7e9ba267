//! A limit with the number of the request in another unit.

use super::unlikely_amount::{is_unlikely, read};
use super::{Check, Cx, Of};
use crate::model::{Layer, Quantity, Rule, Severity};
use crate::resource::Field;

/// `lint/limit-far-above-request`
pub(super) const CHECK: Check = Check { rule: &RULE, of: Of::Pods, parameters: &[], find };

pub(super) static RULE: Rule = Rule {
    id: "lint/limit-far-above-request",
    layer: Layer::Lint,
    severity: Severity::Warning,
    asked: false,
    summary: "A limit with the number of the request in another unit",
    explanation: "`cpu: 300` beside a request of `300m` is a thousand times as much, and so no limit at all: the unit was forgotten, \
                  or another one slipped in.",
    bad: "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: web\n    image: nginx:1.29\n    resources:\n      requests:\n        cpu: 100m\n        memory: 64Mi\n      limits:\n        cpu: 100\n        memory: 64Mi\n",
    good: "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: web\n    image: nginx:1.29\n    resources:\n      requests:\n        cpu: 100m\n        memory: 64Mi\n      limits:\n        cpu: 200m\n        memory: 64Mi\n",
};

/// From so many times the request on.
const FAR: i128 = 100;
/// Of memory `1Mi` and `1Gi` may both be meant; `64Mi` and `64Gi` are not.
const LEAST_NUMBER: f64 = 64.0;

fn find(cx: &mut Cx<'_>) {
    let whole = cx.pod().map(|pod| pod.spec.at("resources"));
    let own: Vec<Field<'_>> = cx.containers().map(|container| container.at("resources")).collect();
    for resources in whole.into_iter().chain(own) {
        for (key, request) in resources.at("requests").entries() {
            let name = key.scalar_text();
            if let Some(limit) = resources.at("limits").key(name) {
                pair(cx, name, request, limit);
            }
        }
    }
}

fn pair<'a>(cx: &mut Cx<'a>, name: &str, request: Field<'a>, limit: Field<'a>) {
    let (Some((asked, least)), Some((given, most))) = (read(request), read(limit)) else { return };
    if is_unlikely(name, &asked, least)
        || is_unlikely(name, &given, most)
        || !is_slip(name, (&asked, least), (&given, most))
    {
        return;
    }
    let times = most.nanos() / least.nanos();
    let written = cx.written(limit, &asked);
    cx.report(limit, None, format!("the {name} limit of `{given}` is {times} times the request of `{asked}`"))
        .relate(request.span(), "the request")
        .help(format!("`{asked}` was likely meant here as well"))
        .fix(format!("change to `{asked}`"), limit.span(), written);
}

fn is_slip(name: &str, (asked, least): (&str, Quantity), (given, most): (&str, Quantity)) -> bool {
    let ((number, unit), (same, other)) = (Quantity::parted(asked), Quantity::parted(given));
    let large = name == "cpu" || number.parse::<f64>().is_ok_and(|n| n >= LEAST_NUMBER);
    number == same && unit != other && large && least.nanos() > 0 && most.nanos() / least.nanos() >= FAR
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_is_the_same_and_the_unit_is_not() {
        let is = |name, asked, given| {
            is_slip(name, (asked, Quantity::parse(asked).unwrap()), (given, Quantity::parse(given).unwrap()))
        };
        assert!(is("cpu", "300m", "300"));
        assert!(is("memory", "128Mi", "128Gi"));
        assert!(!is("cpu", "300m", "3"));
        assert!(!is("cpu", "300m", "300m"));
        assert!(!is("memory", "1Mi", "1Gi"));
        assert!(!is("memory", "64M", "64Mi"));
    }
}
