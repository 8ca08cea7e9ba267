//! The kubelet's part: its own admission, and the events of images and containers.

use super::{API_SERVER, Event, KUBELET, Step};
use crate::inventory::{PodInstance, pod_requests};
use crate::placement::DryRun;
use crate::resource::Field;
use crate::scheduler::types::{Node, Pod};

/// A pod that names its node: `refused` are the reasons of the node's kubelet, none where the node is not declared.
pub(super) fn bound(dry: &DryRun<'_>, at: usize, refused: Option<Vec<String>>) -> Vec<Step> {
    let pod = &dry.case.bound[at];
    let name = &pod.pod.node_name;
    let Some(node) = dry.case.cluster.nodes.iter().position(|node| node.name == *name) else {
        let does = format!("no kubelet watches pods of {name}: no such node is declared, so nobody starts it");
        let step = Step::new(KUBELET, does)
            .detail("the pod garbage collector deletes pods of nodes that are not there".to_owned());
        return vec![step];
    };
    if refused.as_ref().is_none_or(Vec::is_empty) {
        return starting(dry, pod, node);
    }
    let mut step =
        Step::new(KUBELET, format!("that of {name} watches pods with its node name, sees it, and refuses it"));
    step.events.extend(refusal(dry, at, refused.as_deref()));
    let after = Step::new(API_SERVER, "stores what the kubelet reports: phase Failed, for good".to_owned());
    vec![step, after.detail("nobody tries again; what has a controller is made anew by it".to_owned())]
}

/// The event of a kubelet that refuses a pod (`pkg/kubelet/lifecycle/predicate.go`): of the first reason alone.
pub(super) fn refusal(dry: &DryRun<'_>, at: usize, refused: Option<&[String]>) -> Option<Event> {
    let first = refused?.first()?;
    let pod = &dry.case.bound[at].pod;
    let (reason, message) = match shortage(first) {
        Some(resource) => (format!("OutOf{resource}"), short(dry, at, resource)),
        None => {
            let plugin = ["NodeAffinity", "NodePorts", "TaintToleration"];
            let words = ["affinity/selector", "free ports", "taint"];
            let known = words.iter().position(|word| first.contains(word)).map_or("UnknownReason", |at| plugin[at]);
            (known.to_owned(), format!("Predicate {known} failed: {first}"))
        }
    };
    Some(Event { warning: true, reason, from: "kubelet".to_owned(), about: format!("Pod/{}", pod.name), message })
}

/// The resource of `Insufficient cpu` and `Too many pods`.
fn shortage(reason: &str) -> Option<&str> {
    if reason == "Too many pods" { Some("pods") } else { reason.strip_prefix("Insufficient ") }
}

/// How much there is, in thousandths of cpu, and whole units else.
fn short(dry: &DryRun<'_>, at: usize, resource: &str) -> String {
    let pod = &dry.case.bound[at].pod;
    let before = dry.case.bound[..at].iter().map(|other| &*other.pod);
    let named = |key: &Pod| dry.case.bound.iter().any(|other| other.pod.key() == key.key());
    let there = dry.case.cluster.pods.iter().map(|other| &**other).filter(|other| !named(other)).chain(before);
    let amount = |pod: &Pod| match resource {
        "pods" => 1,
        _ => pod_requests(pod).get(resource).map_or(0, |q| if resource == "cpu" { q.milli_value() } else { q.value() }),
    };
    let used: i64 = there.filter(|other| other.node_name == pod.node_name).map(amount).sum();
    let node = dry.case.cluster.nodes.iter().find(|node| node.name == pod.node_name);
    let capacity = node.and_then(|node| node.allocatable.get(resource));
    let capacity = capacity.map_or(0, |q| if resource == "cpu" { q.milli_value() } else { q.value() });
    format!(
        "Node didn't have enough resource: {resource}, requested: {}, used: {used}, capacity: {capacity}",
        amount(pod)
    )
}

/// A pod that the scheduler has bound.
pub(super) fn starts(dry: &DryRun<'_>, at: usize, node: usize) -> Vec<Step> {
    starting(dry, &dry.case.pods[at], node)
}

fn starting(dry: &DryRun<'_>, pod: &PodInstance<'_>, node: usize) -> Vec<Step> {
    let node = &dry.case.cluster.nodes[node];
    let does = format!(
        "that of {} watches pods with its node name, sees it, and admits it: resources, host ports, node affinity and NoExecute \
         taints are right",
        node.name
    );
    let mut steps = vec![
        Step::new(KUBELET, does).detail("volumes are mounted, and the sandbox with the pod's IP is made".to_owned()),
    ];
    let mut begins =
        Step::new(KUBELET, "pulls the images and starts the containers, through the container runtime".to_owned());
    let spec = pod.template.field().at("spec");
    let each = spec.at("initContainers").items().map(|c| (c, "initContainers"));
    for (container, list) in each.chain(spec.at("containers").items().map(|c| (c, "containers"))) {
        begins.events.extend(of_container(&pod.pod, container, list, node));
    }
    steps.push(begins);
    let does =
        "stores what the kubelet reports: phase Running, the pod's IP, its conditions, with every change of them";
    steps.push(Step::new(API_SERVER, does.to_owned()));
    steps
}

/// What is written of a container that starts (`pkg/kubelet/images/image_manager.go`, `kuberuntime_container.go`).
fn of_container(pod: &Pod, container: Field<'_>, list: &str, node: &Node) -> Vec<Event> {
    let (image, name) = (container.at("image").str(), container.at("name").str());
    let place = format!("spec.{list}{{{name}}}");
    let event = |warning, reason: &str, message: &str| Event {
        warning,
        reason: reason.to_owned(),
        from: "kubelet".to_owned(),
        about: format!("Pod/{}", pod.name),
        message: format!("{place}: {message}"),
    };
    let there = node.images.iter().any(|own| own.names.iter().any(|own| is_same(own, image)));
    let policy = container.at("imagePullPolicy").opt_str().unwrap_or_else(|| by_default(image));
    let pulled = match policy {
        "Always" => None,
        _ if there => Some(event(
            false,
            "Pulled",
            &format!("Container image \"{image}\" already present on machine and can be accessed by the pod"),
        )),
        "Never" if !node.images.is_empty() => {
            let message = format!("Container image \"{image}\" is not present with pull policy of Never");
            return vec![event(true, "ErrImageNeverPull", &message), event(true, "Failed", "Error: ErrImageNeverPull")];
        }
        "Never" => Some(event(
            false,
            "Pulled",
            &format!("Container image \"{image}\" already present on machine and can be accessed by the pod"),
        )),
        _ => None,
    };
    let mut events = match pulled {
        Some(pulled) => vec![pulled],
        None => vec![
            event(false, "Pulling", &format!("Pulling image \"{image}\"")),
            event(
                false,
                "Pulled",
                &format!(
                    "Successfully pulled image \"{image}\" in <time> (<time> including waiting). Image size: <size> bytes."
                ),
            ),
        ],
    };
    events.push(event(false, "Created", "Container created"));
    events.push(event(false, "Started", "Container started"));
    events
}

/// The pull policy of an image that has none (`SetDefaults_Container`).
pub(in crate::placement) fn by_default(image: &str) -> &'static str {
    let name = image.rsplit('/').next().unwrap_or(image);
    let tag = name.split_once('@').map_or_else(|| name.split_once(':').map(|(_, tag)| tag), |_| Some("@"));
    if tag.is_none_or(|tag| tag == "latest") { "Always" } else { "IfNotPresent" }
}

/// Whether a node's name of an image is what a manifest says: `docker.io/library/nginx:1.27` for `nginx:1.27`.
fn is_same(known: &str, asked: &str) -> bool {
    let short = known.strip_prefix("docker.io/").unwrap_or(known);
    [known, short, short.strip_prefix("library/").unwrap_or(short)].contains(&asked)
}

#[cfg(test)]
mod tests {
    use super::{by_default, is_same, shortage};

    #[test]
    fn an_image_without_a_tag_is_pulled_each_time() {
        let table = [
            ("nginx", "Always"),
            ("nginx:latest", "Always"),
            ("nginx:1.27", "IfNotPresent"),
            ("registry.example:5000/shop", "Always"),
            ("shop@sha256:00", "IfNotPresent"),
        ];
        table.iter().for_each(|(image, policy)| assert_eq!(by_default(image), *policy, "{image}"));
    }

    #[test]
    fn names_of_images_and_reasons_are_read() {
        assert!(is_same("docker.io/library/nginx:1.27", "nginx:1.27") && is_same("a/b:1", "a/b:1"));
        assert!(!is_same("docker.io/library/nginx:1.27", "nginx:1.26"));
        assert_eq!(
            [shortage("Too many pods"), shortage("Insufficient cpu"), shortage("else")],
            [Some("pods"), Some("cpu"), None]
        );
    }
}
