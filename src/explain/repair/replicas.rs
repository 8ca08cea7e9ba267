//! Fewer pods: as many as find a node.

use std::sync::Arc;

use super::Repair;
use crate::explain::edit::set_scalar;
use crate::explain::{Offer, Sort};
use crate::inventory::{PodInstance, Workload};
use crate::model::count;
use crate::resource::Field;

/// The field that says how many pods a workload runs at once, beneath the object, and what one of them is called.
fn number<'a>(pod: &PodInstance<'a>, workload: &Workload) -> Option<(&'static str, Field<'a>, &'static str)> {
    let spec = pod.object.field().at("spec");
    Some(match workload.kind.as_str() {
        "Deployment" | "ReplicaSet" | "ReplicationController" | "StatefulSet" => {
            ("replicas", spec.at("replicas"), "replica")
        }
        "Job" => ("parallelism", spec.at("parallelism"), "pod"),
        "CronJob" => {
            let job = spec.at("jobTemplate").at("spec");
            ("parallelism", job.at("parallelism"), "pod")
        }
        _ => return None,
    })
}

/// How many pods the workload of this one is to run at once: `scaled` to by a command, or as its manifest says. `None` for
/// pods that stand by themselves, and for those of which each belongs to a node.
pub fn wanted(pod: &PodInstance<'_>, scaled: Option<i64>) -> Option<i64> {
    let (_, field, _) = number(pod, pod.workload.as_ref()?)?;
    scaled.or(field.opt_int())
}

/// The workload of a pod with no more than `fits` pods at once, where it asks for more.
pub fn fewer(pod: &PodInstance<'_>, scaled: Option<i64>, fits: i64) -> Option<Offer> {
    let workload = pod.workload.as_ref()?;
    let (name, field, one) = number(pod, workload)?;
    let wanted = scaled.or(field.opt_int())?;
    if fits < 1 || fits >= wanted {
        return None;
    }
    let title = format!("run {} instead of {wanted} ({name}: {fits})", count(usize::try_from(fits).ok()?, one));
    let lost = count(usize::try_from(wanted - fits).ok()?, one);
    let kept =
        if name == "replicas" { format!("{lost} fewer") } else { format!("{lost} fewer at once: it takes longer") };
    let repair = if scaled.is_some() {
        let (kind, namespace) = (workload.kind.to_lowercase(), &pod.pod.namespace);
        let command = format!("kubectl scale {kind}/{} -n {namespace} --replicas={fits}", workload.name);
        Repair::cluster(200, title, command)
    } else {
        let edit = set_scalar(pod.object.file, field.node()?, &fits.to_string())?;
        Repair::manifest(200, title, vec![edit])
    };
    let Repair { title, edits, command, target, .. } = repair;
    let kind = "fewer".to_owned();
    Some(Offer { title, target, edits, command, sort: Sort::Ordinary, price: kept, kind, displaces: Arc::new([]) })
}
