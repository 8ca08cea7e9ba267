//! Probes that are not there, as several rules look for them.

use super::{Cx, Default, Parameter};

/// Kinds whose pods run on, rather than finish.
pub(super) const RUNNING: &[&str] =
    &["DaemonSet", "Deployment", "Pod", "PodTemplate", "ReplicaSet", "ReplicationController", "StatefulSet"];

/// The parameter that says which kinds are looked at.
pub(super) const fn kinds(default: &'static [&'static str]) -> Parameter {
    Parameter {
        name: "kinds",
        summary: "Kinds of objects whose containers need the probe",
        default: Default::Texts(default),
    }
}

/// The parameter that says from how many ports on a container is looked at.
pub(super) const fn ports(default: i64) -> Parameter {
    Parameter {
        name: "ports",
        summary: "A container with fewer ports needs no probe; with 0 every one does",
        default: Default::Number(default),
    }
}

/// Whether every container needs the probe.
pub(super) const EACH: Parameter = Parameter {
    name: "each",
    summary: "With 0 one container with the probe is enough for the whole pod",
    default: Default::Number(1),
};

/// Tells the containers that have no such probe, where objects of the kind need one.
pub(super) fn tell_missing(cx: &mut Cx<'_>, probe: &'static str, (kinds, ports): (&Parameter, &Parameter), help: &str) {
    if !cx.texts(kinds).contains(&cx.gvk.kind) {
        return;
    }
    let least = cx.number(ports);
    if cx.number(&EACH) == 0 && cx.containers().any(|container| container.at(probe).exists()) {
        return;
    }
    for container in cx.main_containers() {
        let ports = container.at("ports").len();
        if i64::try_from(ports).is_ok_and(|ports| ports < least) || container.at(probe).exists() {
            continue;
        }
        let name = container.at("name");
        let has = if ports == 0 { "has no" } else { "has ports but no" };
        let message = format!("container `{}` {has} `{probe}`", name.str());
        cx.report(container.at(probe), Some(name.span()), message).help(help);
    }
}
