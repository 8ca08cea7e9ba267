//! Daemon sets.

use super::rolling::value_or;
use super::template;
use crate::api::cx::Cx;
use crate::api::int_or_percent::{not_more_than_100_percent, positive_int_or_percent};
use crate::api::labels::label_selector;
use crate::api::pod::{self, Pod};
use crate::api::selector;
use crate::api::table::{Check, Rule};
use crate::resource::Field;

const SPEC: &[Rule] =
    &[Rule::new("minReadySeconds", &[Check::NonNegative]), Rule::new("revisionHistoryLimit", &[Check::NonNegative])];

/// `ValidateDaemonSet` without the metadata, and the warnings. A missing selector is only told of by its not matching.
pub(in crate::api) fn daemon_set(cx: &mut Cx<'_>) {
    let spec = cx.root().at("spec");
    let (chosen, of) = (spec.at("selector"), spec.at("template"));
    label_selector(cx, chosen);
    if !chosen.exists() {
        no_selector(cx, of);
    } else if selector::convertible(chosen) {
        template::selects(cx, chosen, of);
    }
    if chosen.exists() && selector::is_everything(chosen) {
        cx.invalid(chosen, "empty selector is invalid for daemonset").say("an empty selector would match every pod");
    }
    let pod = Pod::new(of, false);
    pod::template(cx, &pod);
    template::read_only_disks(cx, of);
    template::always_restarts(cx, &pod, "DaemonSet");
    cx.check(spec, SPEC);
    update_strategy(cx, spec.at("updateStrategy"));
    if cx.errors() == 0 {
        pod::template_warnings(cx, &pod);
    }
}

fn no_selector<'a>(cx: &mut Cx<'a>, of: Field<'a>) {
    let labels = of.at("metadata").at("labels");
    let finding = cx.invalid(labels, "`selector` does not match template `labels`");
    finding.say("without `spec.selector` no pod belongs to the daemon set");
    finding.help("add `selector.matchLabels` beside `template`, with labels of the template");
    if let Some((key, _)) = labels.entries().next() {
        finding.label_at(key.span());
    }
}

/// `ValidateDaemonSetUpdateStrategy`: a wrong type is reported at the strategy.
fn update_strategy<'a>(cx: &mut Cx<'a>, strategy: Field<'a>) {
    let kind = strategy.at("type");
    match kind.str() {
        "OnDelete" => {}
        "" | "RollingUpdate" => rolling_update(cx, strategy.at("rollingUpdate")),
        _ => {
            let path = cx.path(strategy);
            cx.not_supported(kind, &["RollingUpdate", "OnDelete"]).field(path);
        }
    }
}

/// `ValidateRollingUpdateDaemonSet`: exactly one of both numbers must not be zero.
fn rolling_update<'a>(cx: &mut Cx<'a>, rolling: Field<'a>) {
    let (unavailable, surge) = (rolling.at("maxUnavailable"), rolling.at("maxSurge"));
    for f in [unavailable, surge] {
        positive_int_or_percent(cx, f);
        not_more_than_100_percent(cx, f);
    }
    match (value_or(unavailable, 1) != 0, value_or(surge, 0) != 0) {
        (true, true) => {
            cx.invalid(surge, "may not be set when maxUnavailable is non-zero")
                .say("`maxSurge` needs `maxUnavailable: 0`, which is 1 unless set")
                .relate(unavailable.span(), "the other one");
        }
        (false, false) => {
            cx.required(unavailable, "cannot be 0 when maxSurge is 0")
                .say("with both `maxUnavailable` and `maxSurge` at 0 no pod could ever be replaced");
        }
        _ => {}
    }
}
