//! What `kubectl describe pod` prints of a pod (`kubectl/pkg/describe/describe.go`, `describePod`), as far as a dry run
//! knows it. Cells are parted by tabs; a report lines them up.

mod containers;
mod probes;
mod seen;
mod volumes;

use super::trace::{Place, find_all, instance, told};
use super::{DryRun, trace::Event};
use crate::inventory::{PodInstance, effect_text};
use crate::resource::Field;
use crate::scheduler::types::{Container, LabelSelector, Pod, ResourceList, Toleration, TolerationOperator, Verdict};

/// The pods that are described.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Describe {
    /// `web-0`, `shop/web-0`, `pod/web-0`, what begins so, or the first of `deployment/web`.
    Named(String),
    /// Those whose labels are so, in one namespace or in all.
    Selected(LabelSelector, Option<String>),
}

/// The lines of a page, each indented by twice its level.
#[derive(Debug, Default)]
struct Page {
    text: String,
}

impl Page {
    fn line(&mut self, level: usize, text: &str) {
        self.text.push_str(&"  ".repeat(level));
        self.text.push_str(text);
        self.text.push('\n');
    }

    fn cell(&mut self, level: usize, name: &str, value: &str) {
        self.line(level, &format!("{name}:\t{value}"));
    }

    /// `Labels: a=b`, a line each, below one another.
    fn list(&mut self, name: &str, items: &[String]) {
        if items.is_empty() {
            self.cell(0, name, "<none>");
        }
        for (at, item) in items.iter().enumerate() {
            if at == 0 { self.cell(0, name, item) } else { self.line(0, &format!("\t{item}")) }
        }
    }

    /// Limits and requests, by name.
    fn amounts(&mut self, level: usize, name: &str, list: &ResourceList) {
        if !list.is_empty() {
            self.line(level, &format!("{name}:"));
        }
        list.iter().for_each(|(resource, amount)| self.cell(level + 1, resource, &amount.to_string()));
    }
}

/// The pages of the pods that are meant, parted by two empty lines.
///
/// # Errors
/// There is no such pod, or it never comes to be: then why.
pub(super) fn of(dry: &DryRun<'_>, wanted: &Describe) -> Result<String, String> {
    let places = find_all(&dry.case, wanted)?;
    let pages = places.into_iter().map(|place| page(dry, place)).collect::<Result<Vec<_>, _>>()?;
    Ok(pages.join("\n\n"))
}

/// The page of a pod.
fn page(dry: &DryRun<'_>, place: Place) -> Result<String, String> {
    let pod = instance(&dry.case, place);
    if let Place::Refused(_) = place {
        let why = pod.failed_create().unwrap_or_default();
        return Err(format!("pods \"{}\" not found: it never comes to be: {why}", pod.pod.name));
    }
    let mut page = Page::default();
    let events = told(dry, place);
    head(&mut page, dry, (pod, place), &events);
    let spec = pod.template.field().at("spec");
    let own = &pod.pod;
    if !own.pod_requests.is_empty() || !own.pod_limits.is_empty() {
        page.line(0, "Resources:");
        page.amounts(1, "Limits", &own.pod_limits);
        page.amounts(1, "Requests", &own.pod_requests);
    }
    if !own.init_containers.is_empty() {
        page.line(0, "Init Containers:");
        containers::all(&mut page, spec.at("initContainers"), &own.init_containers);
    }
    page.line(0, "Containers:");
    containers::all(&mut page, spec.at("containers"), &own.containers);
    if pod.observed {
        seen::conditions(&mut page, pod)
    } else {
        conditions(&mut page, dry, place)
    }
    volumes::all(&mut page, spec.at("volumes"));
    page.cell(0, "QoS Class", qos(own));
    let selectors: Vec<String> = own.node_selector.iter().map(|(key, value)| format!("{key}={value}")).collect();
    page.list("Node-Selectors", &selectors);
    page.list("Tolerations", &tolerations(own, spec));
    spread(&mut page, own, spec);
    list(&mut page, &events);
    Ok(page.text)
}

/// From the name to the controller.
fn head(page: &mut Page, dry: &DryRun<'_>, (pod, place): (&PodInstance<'_>, Place), events: &[Event]) {
    let (own, template) = (&pod.pod, pod.template.field());
    let spec = template.at("spec");
    page.cell(0, "Name", &own.name);
    page.cell(0, "Namespace", &own.namespace);
    page.cell(0, "Priority", &own.priority.to_string());
    for (name, field) in [("Priority Class Name", "priorityClassName"), ("Runtime Class Name", "runtimeClassName")] {
        if let Some(value) = spec.at(field).opt_str().filter(|value| !value.is_empty()) {
            page.cell(0, name, value);
        }
    }
    page.cell(0, "Service Account", spec.at("serviceAccountName").opt_str().unwrap_or("default"));
    let status = seen::status(pod);
    let node = node(dry, place, own);
    let host = status.at("hostIP").str();
    page.cell(0, "Node", &node.map_or_else(|| "<none>".to_owned(), |node| format!("{node}/{host}")));
    seen::start(page, status);
    let labels: Vec<String> = own.labels.iter().map(|(key, value)| format!("{key}={value}")).collect();
    page.list("Labels", &labels);
    let annotations = template.at("metadata").at("annotations").entries();
    let mut annotations: Vec<String> = annotations
        .map(|(key, value)| {
            format!("{}: {}", key.as_str().unwrap_or_default(), value.str().trim_end().replace('\n', " "))
        })
        .collect();
    annotations.sort();
    page.list("Annotations", &annotations);
    match events.iter().find(|event| event.warning && event.from == "kubelet") {
        Some(refused) => {
            page.cell(0, "Status", "Failed");
            page.cell(0, "Reason", &refused.reason);
            page.cell(0, "Message", &format!("Pod was rejected: {}", refused.message));
        }
        None => seen::phase(page, pod),
    }
    if let Some(kind) = spec.at("securityContext").at("seccompProfile").at("type").opt_str() {
        page.cell(0, "SeccompProfile", kind);
    }
    seen::addresses(page, status);
    if let Some(owner) = &own.owner {
        page.cell(0, "Controlled By", &format!("{}/{}", owner.kind, owner.name));
    }
    if let Some(Verdict::Preempting { node, .. }) = verdict(dry, place) {
        page.cell(0, "NominatedNodeName", &dry.case.cluster.nodes[*node].name);
    }
}

fn verdict<'d>(dry: &'d DryRun<'_>, place: Place) -> Option<&'d Verdict> {
    let Place::Asks(at) = place else { return None };
    dry.decisions.iter().find(|decision| decision.pod == at).map(|decision| &decision.verdict)
}

fn node<'d>(dry: &'d DryRun<'_>, place: Place, pod: &'d Pod) -> Option<&'d str> {
    match verdict(dry, place) {
        Some(Verdict::Scheduled { node }) => Some(&dry.case.cluster.nodes[*node].name),
        _ => Some(pod.node_name.as_str()).filter(|node| !node.is_empty()),
    }
}

/// PodScheduled alone: the others are the kubelet's.
fn conditions(page: &mut Page, dry: &DryRun<'_>, place: Place) {
    let scheduled = match verdict(dry, place) {
        Some(Verdict::Scheduled { .. }) => "True",
        Some(Verdict::NoScheduler) | None => return,
        Some(_) => "False",
    };
    page.line(0, "Conditions:");
    page.line(1, "Type\tStatus");
    page.line(1, &format!("PodScheduled \t{scheduled} "));
}

/// `GetPodQOS` (`pkg/apis/core/v1/helper/qos`): of cpu and memory, over all containers.
fn qos(pod: &Pod) -> &'static str {
    let all: Vec<&Container> = pod.init_containers.iter().chain(&pod.containers).collect();
    let counts =
        |list: &ResourceList| list.iter().any(|(name, q)| matches!(name.as_str(), "cpu" | "memory") && !q.is_zero());
    let whole = pod.pod_requests.iter().next().is_some() || pod.pod_limits.iter().next().is_some();
    let guaranteed = |requests: &ResourceList, limits: &ResourceList| {
        ["cpu", "memory"].iter().all(|name| {
            let limit = limits.get(*name).filter(|limit| !limit.is_zero());
            limit.is_some_and(|limit| requests.get(*name).is_none_or(|request| request == limit))
        })
    };
    if whole {
        return if guaranteed(&pod.pod_requests, &pod.pod_limits) { "Guaranteed" } else { "Burstable" };
    }
    if !all.iter().any(|c| counts(&c.requests) || counts(&c.limits)) {
        "BestEffort"
    } else if all.iter().all(|c| guaranteed(&c.requests, &c.limits)) {
        "Guaranteed"
    } else {
        "Burstable"
    }
}

/// What admission has every pod tolerate for five minutes.
const ADDED: [&str; 2] = ["node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"];

/// The pod's own, and those that admission adds (`DefaultTolerationSeconds`), by key.
fn tolerations(pod: &Pod, spec: Field<'_>) -> Vec<String> {
    let mut all: Vec<(String, String)> = Vec::new();
    let seconds: Vec<Option<i64>> =
        spec.at("tolerations").items().map(|own| own.at("tolerationSeconds").opt_int()).collect();
    let of_daemon = pod.owner.as_ref().is_some_and(|owner| owner.kind == "DaemonSet");
    for (at, own) in pod.tolerations.iter().enumerate() {
        // Behind the pod's own stands what was added; the DaemonSet controller adds without an end.
        let added = at >= seconds.len() && !of_daemon && ADDED.contains(&own.key.as_str());
        let seconds = if added { Some(300) } else { seconds.get(at).copied().flatten() };
        all.push((own.key.clone(), toleration(own, seconds)));
    }
    for key in ADDED {
        let meets = |own: &&Toleration| {
            (own.key == key || own.key.is_empty()) && own.effect.is_none_or(|effect| effect_text(effect) == "NoExecute")
        };
        if !pod.tolerations.iter().any(|own| meets(&own)) {
            all.push((key.to_owned(), format!("{key}:NoExecute op=Exists for 300s")));
        }
    }
    all.sort_by(|a, b| a.0.cmp(&b.0));
    all.into_iter().map(|(_, text)| text).collect()
}

fn toleration(own: &Toleration, seconds: Option<i64>) -> String {
    let mut text = own.key.clone();
    if !own.value.is_empty() {
        text.push_str(&format!("={}", own.value));
    }
    if let Some(effect) = own.effect {
        text.push_str(&format!(":{}", effect_text(effect)));
    }
    if own.operator == TolerationOperator::Exists && own.value.is_empty() {
        text.push_str(if text.is_empty() { "op=Exists" } else { " op=Exists" });
    }
    if let Some(seconds) = seconds {
        text.push_str(&format!(" for {seconds}s"));
    }
    text
}

fn spread(page: &mut Page, pod: &Pod, spec: Field<'_>) {
    if pod.topology_spread_constraints.is_empty() {
        return;
    }
    let mut lines: Vec<(String, String)> = Vec::new();
    for own in spec.at("topologySpreadConstraints").items() {
        let key = own.at("topologyKey").str();
        let labels = own.at("labelSelector").at("matchLabels").entries();
        let labels: Vec<String> =
            labels.map(|(key, value)| format!("{}={}", key.as_str().unwrap_or_default(), value.str())).collect();
        let of = if labels.is_empty() { String::new() } else { format!(" for selector {}", labels.join(",")) };
        let (when, skew) = (own.at("whenUnsatisfiable").str(), own.at("maxSkew").int());
        lines.push((key.to_owned(), format!("{key}:{when} when max skew {skew} is exceeded{of}")));
    }
    lines.sort();
    page.list("Topology Spread Constraints", &lines.into_iter().map(|(_, line)| line).collect::<Vec<_>>());
}

/// How old an event is: nothing has happened yet.
const AGE: &str = "<unknown>";

fn list(page: &mut Page, events: &[Event]) {
    if events.is_empty() {
        page.cell(0, "Events", "<none>");
        return;
    }
    page.line(0, "Events:");
    page.line(1, "Type\tReason\tAge\tFrom\tMessage");
    page.line(1, "----\t------\t----\t----\t-------");
    for event in events {
        let message = event.message.trim();
        page.line(1, &format!("{}\t{}\t{AGE}\t{}\t{message}", event.kind(), event.reason, event.from));
    }
}
