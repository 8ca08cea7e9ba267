//! Job, and one run of a CronJob.

use super::existing::Existing;
use super::{Expansion, make};
use crate::inventory::{Controller, Inventory, Origin};
use crate::resource::Field;
use crate::scheduler::types::{Labels, OwnerReference};

/// The pods that a Job runs at once (`job_controller.go`, `manageJob`).
pub(super) fn job<'a>(
    inventory: &Inventory<'a>,
    controller: &Controller<'a>,
    existing: &Existing,
    out: &mut Expansion<'a>,
) {
    let f = controller.origin.field();
    // Another controller takes care of it (`managedByExternalController`).
    let by = f.at("spec").at("managedBy");
    if by.exists() && by.str() != "kubernetes.io/job-controller" {
        return;
    }
    let ended = f
        .at("status")
        .at("conditions")
        .items()
        .any(|c| matches!(c.at("type").str(), "Complete" | "Failed") && c.at("status").str() == "True");
    // Pods that were driven away count as failed, and too many of those end it.
    let most = f.at("spec").at("backoffLimit").opt_int().unwrap_or(6);
    if !ended && controller.failed <= most {
        run(inventory, controller, existing, out, controller.origin, &controller.name);
    }
}

/// A CronJob's next Job.
pub(super) fn cron_job<'a>(
    inventory: &Inventory<'a>,
    controller: &Controller<'a>,
    existing: &Existing,
    out: &mut Expansion<'a>,
) {
    let spec = controller.origin.field().at("spec");
    if let Some(template) = spec.at("jobTemplate").node().filter(|_| !spec.at("suspend").bool()) {
        let name = format!("{}-run", controller.name);
        run(inventory, controller, existing, out, controller.origin.at(template), &name);
    }
}

/// Pods of the Job whose `spec` stands below `job`.
fn run<'a>(
    inventory: &Inventory<'a>,
    controller: &Controller<'a>,
    existing: &Existing,
    out: &mut Expansion<'a>,
    job: Origin<'a>,
    name: &str,
) {
    let spec = job.field().at("spec");
    let Some(template) = spec.at("template").node().filter(|_| !spec.at("suspend").bool()) else { return };
    let indexed = spec.at("completionMode").str() == "Indexed";
    let there = existing.count(&controller.namespace, "Job", name);
    let owner = OwnerReference { api_version: "batch/v1".to_owned(), kind: "Job".to_owned(), name: name.to_owned() };
    let name_of = |i: i64| format!("{name}-{i}");
    let mut numbers = (i64::from(!indexed)..).filter(|i| !existing.is_taken(&controller.namespace, &name_of(*i)));
    for _ in 0..out.grant(controller, at_once(spec).saturating_sub(there)) {
        let Some(i) = numbers.next() else { break };
        let mut labels: Labels =
            [("batch.kubernetes.io/job-name".to_owned(), name.to_owned()), ("job-name".to_owned(), name.to_owned())]
                .into_iter()
                .collect();
        if indexed {
            labels.insert("batch.kubernetes.io/job-completion-index".to_owned(), i.to_string());
        }
        out.pods.push(make(inventory, controller, job.at(template), &labels, |pod| {
            pod.name = name_of(i);
            pod.owner = Some(owner.clone());
        }));
    }
}

/// `parallelism`, 1 by default, but never more than are to complete.
fn at_once(spec: Field<'_>) -> i64 {
    let parallelism = spec.at("parallelism").opt_int().unwrap_or(1);
    let completions = spec.at("completions").opt_int().unwrap_or(i64::MAX);
    parallelism.min(completions)
}
