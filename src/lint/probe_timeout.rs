//! A probe that may take longer than the time until the next one.

use super::{Check, Cx, Of};
use crate::model::{Layer, Rule, Severity};

/// `lint/probe-timeout`
pub(super) const CHECK: Check = Check { rule: &RULE, of: Of::Pods, parameters: &[], find };

pub(super) static RULE: Rule = Rule {
    id: "lint/probe-timeout",
    layer: Layer::Lint,
    severity: Severity::Info,
    asked: false,
    summary: "A probe whose `timeoutSeconds` is above its `periodSeconds`",
    explanation: "The kubelet asks again only once the last answer is there or given up. Where the timeout is longer than the \
                  period (10 seconds unless given), a container that hangs is found out at the pace of the timeout, not of the \
                  period.",
    bad: "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: web\n    image: nginx:1.29\n    livenessProbe:\n      tcpSocket:\n        port: 80\n      periodSeconds: 5\n      timeoutSeconds: 30\n",
    good: "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: web\n    image: nginx:1.29\n    livenessProbe:\n      tcpSocket:\n        port: 80\n      periodSeconds: 30\n      timeoutSeconds: 5\n",
};

/// `SetDefaults_Probe`
const PERIOD: i64 = 10;

fn find(cx: &mut Cx<'_>) {
    for container in cx.containers() {
        for kind in ["livenessProbe", "readinessProbe", "startupProbe"] {
            let probe = container.at(kind);
            let (timeout, given) = (probe.at("timeoutSeconds"), probe.at("periodSeconds"));
            let period = if given.int() == 0 { PERIOD } else { given.int() };
            if timeout.int() <= period || period < 0 {
                continue;
            }
            let by_default = if given.exists() { "" } else { ", which is 10 by default" };
            let message = format!("the timeout of {} s is longer than the period of {period} s", timeout.int());
            let finding = cx.report(timeout, None, message);
            finding.help(format!("shorten the timeout, or raise `periodSeconds`{by_default}"));
            if given.exists() {
                finding.relate(given.span(), "the period");
            }
        }
    }
}
