//! A CronJob that may start hours late.

use super::{Check, Cx, Of, whole};
use crate::model::{Layer, Rule, Severity};

/// `lint/cronjob-deadline`
pub(super) const CHECK: Check = Check { rule: &RULE, of: Of::Kinds(&[("batch", "CronJob")]), parameters: &[], find };

pub(super) static RULE: Rule = Rule {
    id: "lint/cronjob-deadline",
    layer: Layer::Lint,
    severity: Severity::Info,
    asked: true,
    summary: "A CronJob without `startingDeadlineSeconds`",
    explanation: "A run that could not start in time, as the controller was down or the one before still ran, is \
                  started later, however late. With `startingDeadlineSeconds` it is left out from then on. Without \
                  one, and 100 runs missed, none is ever started again.",
    bad: "apiVersion: batch/v1\nkind: CronJob\nmetadata:\n  name: nightly\nspec:\n  schedule: '0 3 * * *'\n  jobTemplate:\n    spec:\n      template:\n        spec:\n          restartPolicy: Never\n          containers:\n          - name: nightly\n            image: busybox:1.37\n",
    good: "apiVersion: batch/v1\nkind: CronJob\nmetadata:\n  name: nightly\nspec:\n  schedule: '0 3 * * *'\n  startingDeadlineSeconds: 600\n  jobTemplate:\n    spec:\n      template:\n        spec:\n          restartPolicy: Never\n          containers:\n          - name: nightly\n            image: busybox:1.37\n",
};

const FIELD: &str = "startingDeadlineSeconds";

fn find(cx: &mut Cx<'_>) {
    let deadline = cx.resource.field().at("spec").at(FIELD);
    if !deadline.exists() {
        let message = format!("{} may start a run however late", whole::called(cx));
        cx.report(deadline, whole::place(cx), message)
            .help(format!("add `{FIELD}`: how late a run is still worth starting, and at the least 10"));
    }
}
