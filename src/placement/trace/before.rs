//! What happens before the scheduler sees a pod: the API server takes an object, and controllers make others of it.

use super::{API_SERVER, CONTROLLERS, Event, Place, Step};
use crate::inventory::{PodInstance, Workload};
use crate::placement::DryRun;

/// A controller: the kind that it watches, its name in events (`pkg/controller/…`), and the words of what it makes.
struct Controller {
    kind: &'static str,
    from: &'static str,
    /// What it makes of it.
    makes: &'static str,
}

const fn controller(kind: &'static str, from: &'static str, makes: &'static str) -> Controller {
    Controller { kind, from, makes }
}

const POD: &str = "Pod";

static TABLE: &[Controller] = &[
    controller("Deployment", "deployment-controller", "ReplicaSet"),
    controller("CronJob", "cronjob-controller", "Job"),
    controller("ReplicaSet", "replicaset-controller", POD),
    controller("ReplicationController", "replication-controller", POD),
    controller("StatefulSet", "statefulset-controller", POD),
    controller("DaemonSet", "daemonset-controller", POD),
    controller("Job", "job-controller", POD),
];

fn of_kind(kind: &str) -> Option<&'static Controller> {
    TABLE.iter().find(|own| own.kind == kind)
}

/// The steps up to the pod in etcd, or to where it is kept from being there.
pub(super) fn steps(dry: &DryRun<'_>, pod: &PodInstance<'_>, place: Place) -> Vec<Step> {
    let mut steps = Vec::new();
    let namespace = &pod.pod.namespace;
    if let Some(workload) = &pod.workload {
        steps.push(taken(&workload.kind, namespace, &workload.name, pod));
        steps.extend(made(dry, pod, workload, place));
    }
    let why = pod.failed_create().filter(|_| matches!(place, Place::Refused(_)));
    let Some(why) = why else {
        steps.push(stored(pod));
        return steps;
    };
    if pod.workload.is_none() {
        steps.push(Step::new(API_SERVER, format!("refuses Pod {}: nothing is stored", pod.pod.key())).detail(why));
    }
    steps
}

/// The API server takes the object that somebody applies.
fn taken(kind: &str, namespace: &str, name: &str, pod: &PodInstance<'_>) -> Step {
    let step = Step::new(
        API_SERVER,
        format!(
            "takes {kind} {namespace}/{name}: authenticated, defaulted, admitted, validated, and stored in etcd as \
             /registry/{}/{namespace}/{name}",
            plural(kind)
        ),
    );
    match &pod.invalid {
        Some(why) => step.detail(format!("but: {why}")),
        None => step,
    }
}

/// Controllers make other objects of it, the last of them the pod.
fn made(dry: &DryRun<'_>, pod: &PodInstance<'_>, workload: &Workload, place: Place) -> Vec<Step> {
    let mut steps = Vec::new();
    let (mut kind, mut name) = (workload.kind.as_str(), workload.name.as_str());
    let all = dry.case.pods.iter().chain(&dry.case.bound).chain(&dry.case.refused);
    let siblings =
        all.filter(|other| other.workload.as_deref() == Some(workload) && other.pod.namespace == pod.pod.namespace);
    let pods = siblings.count();
    while let Some(own) = of_kind(kind) {
        let about = format!("{kind}/{name}");
        let event = |warning, reason: &str, message| Event {
            warning,
            reason: reason.to_owned(),
            from: own.from.to_owned(),
            about: about.clone(),
            message,
        };
        let watches = format!("the {} watches {}s, and sees {name}", own.from, own.kind);
        if own.makes == POD {
            let refused = matches!(place, Place::Refused(_)).then(|| pod.failed_create()).flatten();
            let step = Step::new(CONTROLLERS, format!("{watches}: it makes Pod {}", pod.pod.name));
            let waits = pod.barred().is_some_and(|refusal| refusal.plain);
            steps.push(match (refused, kind) {
                (Some(why), _) if waits => step.detail(format!("but: {why}")),
                (Some(why), _) => step.event(event(true, "FailedCreate", why)),
                (None, "StatefulSet") => {
                    let said = format!("Create Pod {} in StatefulSet {name} successful", pod.pod.name);
                    step.event(event(false, "SuccessfulCreate", said))
                }
                (None, _) => step.event(event(false, "SuccessfulCreate", format!("Created pod: {}", pod.pod.name))),
            });
            break;
        }
        let Some(owner) = pod.pod.owner.as_ref().filter(|owner| owner.kind == own.makes) else { break };
        let next = owner.name.as_str();
        let said = if own.makes == "Job" {
            event(false, "SuccessfulCreate", format!("Created job {next}"))
        } else {
            event(false, "ScalingReplicaSet", format!("Scaled up replica set {next} from 0 to {pods}"))
        };
        steps.push(Step::new(CONTROLLERS, format!("{watches}: it makes {} {next}", own.makes)).event(said));
        (kind, name) = (own.makes, next);
    }
    steps
}

/// The pod is in etcd.
fn stored(pod: &PodInstance<'_>) -> Step {
    let own = &pod.pod;
    let mut step = Step::new(
        API_SERVER,
        format!("takes Pod {0}: defaulted, admitted, validated, and stored in etcd as /registry/pods/{0}", own.key()),
    );
    if let Some(why) = pod.invalid.as_ref().filter(|_| pod.workload.is_none()) {
        step.details.push(format!("but: {why}"));
    }
    step.details.push(format!("admission gives it priority {}", own.priority));
    step.details.push(
        "and five minutes on a node that fails (NoExecute tolerations of not-ready and unreachable), unless it says \
         otherwise"
            .to_owned(),
    );
    let (phase, node) = (phase(pod), &own.node_name);
    step.details.push(if node.is_empty() {
        format!("its phase is {phase}, and spec.nodeName is empty")
    } else if pod.is_there() {
        format!("its phase is {phase}, and spec.nodeName is {node}")
    } else {
        format!("its phase is {phase}, and spec.nodeName is {node}, as it says itself")
    });
    step
}

/// What the cluster said of it; of one that commands have brought to a node, what it says then.
fn phase<'p>(pod: &'p PodInstance<'_>) -> &'p str {
    let said = pod.template.field().at("status").at("phase").opt_str();
    match said.filter(|_| pod.observed) {
        Some(phase) => phase,
        None if pod.settled && !pod.pod.node_name.is_empty() => "Running",
        None => "Pending",
    }
}

fn plural(kind: &str) -> String {
    format!("{}s", kind.to_lowercase()).replace("replicationcontrollers", "controllers")
}
