//! Bodies and versions that Kubernetes had before.

use std::ops::Range;

use plimsoll::source::Node;

use super::kind::{Kind, Slip};
use super::lines::{all_replaced, column, replaced, stands_first, whole};
use super::manifest::Manifest;
use super::walk::gather;

/// Versions that are gone, with the same body as the one that took their place.
const REMOVED: &[(&str, &str)] = &[
    ("PodDisruptionBudget", "policy/v1beta1"),
    ("CronJob", "batch/v1beta1"),
    ("Deployment", "extensions/v1beta1"),
    ("Deployment", "apps/v1beta2"),
    ("DaemonSet", "extensions/v1beta1"),
    ("ReplicaSet", "extensions/v1beta1"),
    ("StatefulSet", "apps/v1beta1"),
    ("HorizontalPodAutoscaler", "autoscaling/v2beta2"),
    ("NetworkPolicy", "extensions/v1beta1"),
    ("Role", "rbac.authorization.k8s.io/v1beta1"),
    ("RoleBinding", "rbac.authorization.k8s.io/v1beta1"),
    ("ClusterRole", "rbac.authorization.k8s.io/v1beta1"),
    ("ClusterRoleBinding", "rbac.authorization.k8s.io/v1beta1"),
    ("PriorityClass", "scheduling.k8s.io/v1beta1"),
    ("StorageClass", "storage.k8s.io/v1beta1"),
    ("CSIDriver", "storage.k8s.io/v1beta1"),
    ("IngressClass", "networking.k8s.io/v1beta1"),
    ("Lease", "coordination.k8s.io/v1beta1"),
    ("RuntimeClass", "node.k8s.io/v1beta1"),
    ("ValidatingWebhookConfiguration", "admissionregistration.k8s.io/v1beta1"),
];

type Changes = Vec<(Range<usize>, String)>;

pub(crate) fn kinds() -> Vec<Kind> {
    vec![
        Kind::new("old/ingress-backend", 4, |m| each(&m.text, backends(&m.text))),
        Kind::new("old/ingress-backends", 1, |m| together(&m.text, backends(&m.text))),
        Kind::new("old/default-backend", 1, |m| each(&m.text, default_backend(&m.text))),
        Kind::new("old/ingress-body", 1, |m| whole_ingress(&m.text, "networking.k8s.io/v1beta1")),
        Kind::new("old/ingress-extensions", 1, |m| whole_ingress(&m.text, "extensions/v1beta1")),
        Kind::new("old/autoscaler-target", 4, |m| each(&m.text, targets(&m.text))),
        Kind::new("old/autoscaler-targets", 1, |m| together(&m.text, targets(&m.text))),
        Kind::new("old/version", 2, versions),
    ]
}

/// One slip for each group of changes.
fn each(text: &str, groups: Vec<Changes>) -> Vec<Slip> {
    groups.into_iter().map(|changes| Slip::of(text, all_replaced(text, changes))).collect()
}

/// One slip of all changes, where there are several.
fn together(text: &str, groups: Vec<Changes>) -> Vec<Slip> {
    if groups.len() < 2 {
        return Vec::new();
    }
    vec![Slip::of(text, all_replaced(text, groups.concat()))]
}

/// The lines of an entry whose key stands first in its line, and its column.
fn lines_of(text: &str, map: Node<'_>, key: &str) -> Option<(Range<usize>, usize)> {
    let entry = map.entry(key)?;
    let at = entry.key.span().range().start;
    let lines = whole(text, at..entry.value.span().range().end);
    stands_first(text, at).then(|| (lines, column(text, at)))
}

/// `serviceName` and `servicePort` for `service`.
fn backends(text: &str) -> Vec<Changes> {
    gather(text, |spot| {
        let (lines, indent) = lines_of(text, spot.node, "service").filter(|_| spot.path.ends_with("ackend"))?;
        let service = spot.node.get("service")?;
        let port = service.get("port")?;
        let port = port.get("number").or_else(|| port.get("name"))?.source();
        let name = service.get("name")?.source();
        Some(vec![(lines, format!("{:indent$}serviceName: {name}\n{:indent$}servicePort: {port}\n", "", ""))])
    })
}

fn default_backend(text: &str) -> Vec<Changes> {
    gather(text, |spot| {
        let key = spot.key.filter(|_| spot.path == "spec.defaultBackend")?;
        Some(vec![(key.span().range(), "backend".to_owned())])
    })
}

/// An Ingress as it was before v1, version and body.
fn whole_ingress(text: &str, version: &str) -> Vec<Slip> {
    if !text.contains("kind: Ingress\n") || text.contains("\n---") {
        return Vec::new();
    }
    let head = gather(text, |spot| (spot.path == "apiVersion").then(|| vec![(spot.bytes(), version.to_owned())]));
    together(text, [head, backends(text), default_backend(text)].concat())
}

/// `targetAverageUtilization` and its like for an autoscaler's `target`.
fn targets(text: &str) -> Vec<Changes> {
    gather(text, |spot| {
        let source = spot.path.strip_prefix("spec.metrics[].")?;
        let target = spot.node.get("target")?;
        let (lines, indent) = lines_of(text, spot.node, "target")?;
        let (old, new) = match target.get("type")?.as_str()? {
            "Utilization" => ("targetAverageUtilization", target.get("averageUtilization")?),
            "AverageValue" => ("targetAverageValue", target.get("averageValue")?),
            _ => ("targetValue", target.get("value")?),
        };
        let mut changes = vec![(lines, format!("{:indent$}{old}: {}\n", "", new.source()))];
        match source {
            "resource" | "containerResource" => {}
            "pods" | "external" => {
                let metric = spot.node.get("metric").filter(|metric| metric.len() == 1)?;
                let (lines, indent) = lines_of(text, spot.node, "metric")?;
                changes.push((lines, format!("{:indent$}metricName: {}\n", "", metric.get("name")?.source())));
            }
            _ => return None,
        }
        Some(changes)
    })
}

fn versions(manifest: &Manifest) -> Vec<Slip> {
    let text = &manifest.text;
    let mut kinds = gather(text, |spot| (spot.path == "kind").then(|| spot.node.as_str().map(str::to_owned))?);
    let mut places = gather(text, |spot| (spot.path == "apiVersion").then(|| spot.bytes()));
    // With several documents it is the last that is changed.
    let (Some(kind), Some(place)) = (kinds.pop(), places.pop()) else { return Vec::new() };
    // The body of `autoscaling/v1` is another one.
    if text[place.clone()].ends_with("autoscaling/v1") {
        return Vec::new();
    }
    let old = REMOVED.iter().filter(|(of, _)| *of == kind);
    old.map(|(_, version)| Slip::of(text, replaced(text, place.clone(), version))).collect()
}
