//! Jobs that stay when they are done, or go before their logs are read.

use super::{Check, Cx, Of, whole};
use crate::model::{Layer, Rule, Severity};

/// `lint/job-ttl`
pub(super) const CHECK: Check =
    Check { rule: &RULE, of: Of::Kinds(&[("batch", "CronJob"), ("batch", "Job")]), parameters: &[], find };

pub(super) static RULE: Rule = Rule {
    id: "lint/job-ttl",
    layer: Layer::Lint,
    severity: Severity::Info,
    asked: true,
    summary: "A Job that is never removed, or one of a CronJob that removes itself",
    explanation: "A Job that has ended stays, with its pods, until somebody deletes it: `ttlSecondsAfterFinished` \
                  lets the cluster do so. A CronJob keeps as many as its history limits say; a time of their own \
                  removes them sooner than these promise.",
    bad: "apiVersion: batch/v1\nkind: Job\nmetadata:\n  name: once\nspec:\n  template:\n    spec:\n      restartPolicy: Never\n      containers:\n      - name: once\n        image: busybox:1.37\n",
    good: "apiVersion: batch/v1\nkind: Job\nmetadata:\n  name: once\nspec:\n  ttlSecondsAfterFinished: 86400\n  template:\n    spec:\n      restartPolicy: Never\n      containers:\n      - name: once\n        image: busybox:1.37\n",
};

const FIELD: &str = "ttlSecondsAfterFinished";

fn find(cx: &mut Cx<'_>) {
    let spec = cx.resource.field().at("spec");
    let of_cron = cx.gvk.kind == "CronJob";
    let time = if of_cron { spec.at("jobTemplate").at("spec").at(FIELD) } else { spec.at(FIELD) };
    if of_cron && time.exists() {
        let message =
            format!("the Jobs of {} are removed by `{FIELD}`, whatever its history limits say", whole::called(cx));
        cx.report(time, None, message)
            .help("leave it out; `successfulJobsHistoryLimit` and `failedJobsHistoryLimit` say how many are kept");
    } else if !of_cron && !time.exists() {
        let message = format!("{} stays when it is done", whole::called(cx));
        cx.report(time, whole::place(cx), message).help(format!("add `{FIELD}`, such as 86400 for a day"));
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::found;
    use super::*;

    #[test]
    fn those_of_a_cron_job_have_none() {
        let text =
            |kind: &str, spec: &str| format!("apiVersion: batch/v1\nkind: {kind}\nmetadata:\n  name: a\nspec:\n{spec}");
        let time = "ttlSecondsAfterFinished: 60\n";
        assert_eq!(found(&RULE, &text("CronJob", &format!("  jobTemplate:\n    spec:\n      {time}"))).len(), 1);
        assert_eq!(found(&RULE, &text("CronJob", "  jobTemplate:\n    spec: {}\n")).len(), 0);
        assert_eq!(found(&RULE, &text("Job", &format!("  {time}"))).len(), 0);
    }
}
