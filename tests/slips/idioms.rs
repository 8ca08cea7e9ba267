//! Kinds, keys and scalars as other tools and other habits have them.

use plimsoll::source::Kind as Type;

use super::kind::{Kind, Slip};
use super::lines::replaced;
use super::lists::dash;
use super::manifest::Manifest;
use super::walk::gather;

/// Kinds by the short names that kubectl takes.
const SHORT: &[(&str, &str)] = &[
    ("Deployment", "deploy"),
    ("Service", "svc"),
    ("ConfigMap", "cm"),
    ("Pod", "po"),
    ("Namespace", "ns"),
    ("DaemonSet", "ds"),
    ("StatefulSet", "sts"),
    ("ReplicaSet", "rs"),
    ("ReplicationController", "rc"),
    ("Ingress", "ing"),
    ("PersistentVolumeClaim", "pvc"),
    ("PersistentVolume", "pv"),
    ("ServiceAccount", "sa"),
    ("HorizontalPodAutoscaler", "hpa"),
    ("PodDisruptionBudget", "pdb"),
    ("CronJob", "cj"),
    ("NetworkPolicy", "netpol"),
    ("ResourceQuota", "quota"),
    ("LimitRange", "limits"),
    ("StorageClass", "sc"),
    ("CustomResourceDefinition", "crd"),
    ("PriorityClass", "pc"),
];

pub(crate) fn kinds() -> Vec<Kind> {
    vec![
        Kind::new("idioms/kind-lower", 1, |m| of_kind(m, &|kind| Some(kind.to_lowercase()))),
        Kind::new("idioms/kind-plural", 1, |m| of_kind(m, &plural)),
        Kind::new("idioms/kind-short", 2, |m| {
            of_kind(m, &|kind| SHORT.iter().find(|(long, _)| *long == kind).map(|(_, short)| (*short).to_owned()))
        }),
        Kind::new("idioms/key-capital", 1, capital),
        Kind::new("idioms/glued-dash", 2, glued_dash),
        Kind::new("idioms/quoted-boolean", 2, |m| quoted(m, &[Type::Bool])),
        Kind::new("idioms/quoted-number", 3, |m| quoted(m, &[Type::Int, Type::Float])),
    ]
}

fn of_kind(manifest: &Manifest, make: &dyn Fn(&str) -> Option<String>) -> Vec<Slip> {
    let text = &manifest.text;
    gather(text, |spot| {
        let kind = (spot.path == "kind").then(|| spot.node.as_str())??;
        Some(Slip::of(text, replaced(text, spot.bytes(), &make(kind)?)))
    })
}

fn plural(kind: &str) -> Option<String> {
    Some(match kind.strip_suffix('y') {
        Some(stem) => format!("{stem}ies"),
        None if kind.ends_with('s') => format!("{kind}es"),
        None => format!("{kind}s"),
    })
}

/// `Kind:` for `kind:`. Names that are the writer's own mean something else in capitals.
fn capital(manifest: &Manifest) -> Vec<Slip> {
    let text = &manifest.text;
    gather(text, |spot| {
        let key = spot.key.filter(|_| !spot.is_free())?;
        let first = key.source().chars().next().filter(char::is_ascii_lowercase)?;
        let at = key.span().range().start;
        Some(Slip::of(text, replaced(text, at..at + 1, &first.to_ascii_uppercase().to_string())))
    })
}

/// `-name: x` for `- name: x`.
fn glued_dash(manifest: &Manifest) -> Vec<Slip> {
    let text = &manifest.text;
    gather(text, |spot| {
        let is_map = spot.key.is_none() && spot.node.kind() == Type::Map && !spot.flow;
        let at = is_map.then(|| dash(text, spot.node))??;
        Some(Slip::of(text, replaced(text, at + 1..spot.bytes().start, "")))
    })
}

fn quoted(manifest: &Manifest, types: &[Type]) -> Vec<Slip> {
    let text = &manifest.text;
    gather(text, |spot| {
        let wanted = types.contains(&spot.node.kind()) && spot.is_bare();
        wanted.then(|| Slip::of(text, replaced(text, spot.bytes(), &format!("\"{}\"", spot.node.source()))))
    })
}
