//! What a cluster said of a pod that runs there, as `kubectl get pods` prints it (`pkg/printers/internalversion/printers.go`,
//! `printPod`).

use crate::inventory::PodInstance;
use crate::resource::Field;

/// What a cluster said of a pod.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// `1/2`: containers that are ready, of how many.
    pub ready: String,
    /// `Running`, `CrashLoopBackOff`, …
    pub status: String,
    /// How often containers were started again.
    pub restarts: i64,
    /// Its address; empty for none.
    pub ip: String,
}

impl Seen {
    /// Of a pod that came with the cluster.
    pub(super) fn of(pod: &PodInstance<'_>) -> Self {
        let (meta, status) = (pod.template.field().at("metadata"), pod.template.field().at("status"));
        let of = pod.pod.containers.len();
        let containers = || status.at("containerStatuses").items();
        let ready = if status.at("containerStatuses").exists() {
            containers().filter(|own| own.at("ready").bool()).count()
        } else if is_true(status, "Ready") {
            of
        } else {
            0
        };
        let phase = if status.at("reason").exists() { status.at("reason") } else { status.at("phase") };
        let ended = if meta.at("deletionTimestamp").exists() { Some("Terminating") } else { None };
        let waits = containers().filter_map(|own| own.at("state").at("waiting").at("reason").opt_str()).last();
        Seen {
            ready: format!("{ready}/{of}"),
            status: ended.or(waits).unwrap_or(phase.str()).to_owned(),
            restarts: containers().map(|own| own.at("restartCount").int()).sum(),
            ip: status.at("podIP").str().to_owned(),
        }
    }
}

/// Whether a condition of that type holds.
fn is_true(status: Field<'_>, of: &str) -> bool {
    status.at("conditions").items().any(|own| own.at("type").str() == of && own.at("status").str() == "True")
}
