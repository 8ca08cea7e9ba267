//! `plimsoll explain FailedScheduling`: the reasons of events that `kubectl describe` lists, each in a line.

/// A reason, the component that writes it, and what it means.
struct Reason {
    name: &'static str,
    from: &'static str,
    means: &'static str,
}

const fn reason(name: &'static str, from: &'static str, means: &'static str) -> Reason {
    Reason { name, from, means }
}

const KUBELET: &str = "kubelet";
const SCHEDULER: &str = "default-scheduler";
const CONTROLLERS: &str = "the controller of the workload";

/// Sorted by name (`pkg/scheduler/schedule_one.go`, `pkg/controller/controller_utils.go`, `pkg/kubelet/events/event.go`).
static REASONS: [Reason; 22] = [
    reason(
        "BackOff",
        KUBELET,
        "A container ended again and again, or its image could not be fetched: the kubelet waits before it tries again.",
    ),
    reason("Created", KUBELET, "A container was made on the node, and is started next."),
    reason(
        "Evicted",
        KUBELET,
        "The node was short of memory, disk or process ids, and the pod had to go. Its controller makes another.",
    ),
    reason("FailedBinding", "persistentvolume-controller", "No volume fits the claim, and no storage class makes one."),
    reason(
        "FailedCreate",
        CONTROLLERS,
        "The API server does not let the pod in: a quota is used up, a policy forbids it, or something that it names is not there. It is tried again later.",
    ),
    reason("FailedKillPod", KUBELET, "The containers of the pod could not be stopped."),
    reason(
        "FailedMount",
        KUBELET,
        "A volume of the pod could not be mounted: a ConfigMap, a Secret or a claim that it names is not there, say.",
    ),
    reason("FailedPostStartHook", KUBELET, "The `postStart` hook of a container failed, and the container is stopped."),
    reason(
        "FailedScheduling",
        SCHEDULER,
        "No node takes the pod. The message counts the nodes by what keeps it from each, as `plimsoll schedule` tells node by node.",
    ),
    reason("Killing", KUBELET, "A container is stopped: its pod is deleted, or its probe failed."),
    reason("NodeNotReady", "node-controller", "The node of the pod no longer reports that it is ready."),
    reason(
        "OutOfcpu",
        KUBELET,
        "The node that the pod names itself has too little cpu left: the kubelet refuses it for good. `OutOfmemory` and `OutOfpods` are the same.",
    ),
    reason("Preempted", SCHEDULER, "The pod had to make room on its node for one of a higher priority."),
    reason("Pulled", KUBELET, "The image of a container is on the node."),
    reason("Pulling", KUBELET, "The image of a container is being fetched."),
    reason(
        "ScalingReplicaSet",
        "deployment-controller",
        "The Deployment wants another number of pods of one of its replica sets: it rolls out, or was scaled.",
    ),
    reason("Scheduled", SCHEDULER, "The pod was given its node. The kubelet of that node starts it next."),
    reason("Started", KUBELET, "A container runs."),
    reason("SuccessfulCreate", CONTROLLERS, "The controller made a pod; its next step is the scheduler's."),
    reason("SuccessfulDelete", CONTROLLERS, "The controller took a pod away: it has too many, or rolls out."),
    reason(
        "TaintManagerEviction",
        "taint-eviction-controller",
        "The node has a NoExecute taint that the pod does not tolerate, or no longer: it has to go.",
    ),
    reason(
        "Unhealthy",
        KUBELET,
        "A probe of a container failed: a failed liveness probe restarts it, a failed readiness probe takes it out of its Services.",
    ),
];

/// The names of all.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    REASONS.iter().map(|reason| reason.name)
}

/// What is known of a reason, however its letters are written.
pub(super) fn text(name: &str) -> Option<String> {
    let reason = REASONS.iter().find(|reason| reason.name.eq_ignore_ascii_case(name))?;
    let Reason { name, from, means } = reason;
    Some(format!("{name} (the reason of an event, from {from})\n\n{}\n", textwrap::fill(means, 100)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_are_found_and_sorted() {
        assert!(REASONS.is_sorted_by(|one, other| one.name < other.name));
        assert!(
            text("failedscheduling")
                .unwrap()
                .starts_with("FailedScheduling (the reason of an event, from default-scheduler)")
        );
        assert!(text("FailedSchedule").is_none());
    }
}
