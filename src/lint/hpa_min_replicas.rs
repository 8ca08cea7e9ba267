//! An autoscaler that goes down to one pod, or that cannot scale.

use super::{Check, Cx, Default, Of, Parameter, whole};
use crate::model::{Layer, Rule, Severity, count};

/// `lint/hpa-min-replicas`
pub(super) const CHECK: Check = Check {
    rule: &RULE,
    of: Of::Kinds(&[("autoscaling", "HorizontalPodAutoscaler")]),
    parameters: &[REPLICAS, ABSENT],
    find,
};

pub(super) static RULE: Rule = Rule {
    id: "lint/hpa-min-replicas",
    layer: Layer::Lint,
    severity: Severity::Info,
    asked: false,
    summary: "An autoscaler with too few replicas at the least, or as many as at the most",
    explanation: "In a quiet hour an autoscaler leaves `minReplicas` pods, a single one where it does not say: while \
                  that is moved or rolled out nobody serves. Where `minReplicas` and `maxReplicas` are the same it \
                  never scales at all.",
    bad: "apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata:\n  name: web\nspec:\n  scaleTargetRef:\n    apiVersion: apps/v1\n    kind: Deployment\n    name: web\n  minReplicas: 1\n  maxReplicas: 5\n",
    good: "apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata:\n  name: web\nspec:\n  scaleTargetRef:\n    apiVersion: apps/v1\n    kind: Deployment\n    name: web\n  minReplicas: 2\n  maxReplicas: 5\n",
};

const REPLICAS: Parameter =
    Parameter { name: "replicas", summary: "The fewest replicas that are enough", default: Default::Number(2) };
const ABSENT: Parameter = Parameter {
    name: "absent",
    summary: "As many replicas as an autoscaler that does not say `minReplicas` keeps: to the cluster it is 1",
    default: Default::Number(1),
};

fn find(cx: &mut Cx<'_>) {
    let (enough, absent) = (cx.number(&REPLICAS), cx.number(&ABSENT));
    let spec = cx.resource.field().at("spec");
    let (least, most) = (spec.at("minReplicas"), spec.at("maxReplicas"));
    let Some(given) = (if least.exists() { least.opt_int() } else { Some(absent) }) else { return };
    if given < enough {
        let pods = count(usize::try_from(given).unwrap_or_default(), "replica");
        let message = format!("{} may leave no more than {pods}", whole::called(cx));
        cx.report(least, whole::place(cx), message).help(format!("set `minReplicas` to {enough} or more"));
    }
    // A most below the least the server refuses.
    if least.exists() && most.opt_int() == Some(given) {
        let message = format!("{} never scales: at the least and at the most there are {given}", whole::called(cx));
        cx.report(most, None, message)
            .relate(least.span(), "at the least")
            .help("raise `maxReplicas`, or leave the autoscaler out");
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{found, found_with};
    use super::*;
    use crate::model::parameters::Value;

    #[test]
    fn it_keeps_one_where_it_does_not_say() {
        for (least, most, told, lax) in
            [("", 5, 1, 0), ("minReplicas: 1", 5, 1, 1), ("minReplicas: 5", 5, 1, 1), ("minReplicas: 2", 3, 0, 0)]
        {
            let text = format!(
                "apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nspec:\n  maxReplicas: {most}\n  {least}\n"
            );
            assert_eq!(found(&RULE, &text).len(), told, "{text}");
            assert_eq!(found_with(&RULE, &text, &[("absent", Value::Number(2))]).len(), lax, "{text}");
        }
    }
}
