//! Containers of all three kinds.

use super::{Pod, env, mounts, ports, probe, resources, restart, security};
use crate::api::cx::Cx;
use crate::api::format::is_dns1123_label;
use crate::api::gates;
use crate::api::table::{Check, Rule};
use crate::api::unique::Firsts;
use crate::api::volume::Volumes;
use crate::resource::Field;

/// `validateContainers`
pub(super) fn containers<'a>(cx: &mut Cx<'a>, pod: &Pod<'a>, volumes: &Volumes<'a>, claims: &[&'a str]) {
    let list = pod.spec.at("containers");
    if list.is_empty() {
        cx.required(list, "")
            .say("a pod needs at least one container")
            .help("add `containers:` with a name and an image");
        return;
    }
    let mut seen = Firsts::default();
    for container in list.items() {
        common(cx, pod, container, volumes, claims);
        unique(cx, container, &mut seen, true);
        probe::lifecycle(cx, pod, container);
        probe::probes(cx, pod, container);
        restart::container(cx, container);
    }
    let all: Vec<_> = list.items().collect();
    ports::host_port_conflicts(cx, pod, &all, None);
}

/// `validateInitContainers`
pub(super) fn init_containers<'a>(cx: &mut Cx<'a>, pod: &Pod<'a>, volumes: &Volumes<'a>, claims: &[&'a str]) {
    let mut seen: Firsts<'a> = pod.spec.at("containers").items().map(|c| c.at("name")).collect();
    let list = pod.spec.at("initContainers");
    for container in list.items() {
        common(cx, pod, container, volumes, claims);
        restart::init_container(cx, container);
        unique(cx, container, &mut seen, false);
        ports::host_port_conflicts(cx, pod, &[container], Some(list));
        let sidecar = container.at("restartPolicy").str() == "Always" && gates::SIDECAR_CONTAINERS.on(cx.version);
        if sidecar {
            probe::lifecycle(cx, pod, container);
            probe::probes(cx, pod, container);
        } else {
            not_for_init(cx, container);
        }
        restart::init_resize_policy(cx, container, sidecar);
    }
}

/// What only containers that keep running can have.
fn not_for_init<'a>(cx: &mut Cx<'a>, container: Field<'a>) {
    for field in ["lifecycle", "livenessProbe", "readinessProbe", "startupProbe"] {
        let f = container.at(field);
        if f.exists() && !(field == "lifecycle" && probe::is_dropped(cx, f)) {
            cx.forbidden(f, "may not be set for init containers without restartPolicy=Always")
                .say(format!("an init container runs to its end, so it can have no `{field}`"))
                .help("remove it, or make the container a sidecar with `restartPolicy: Always`");
        }
    }
}

/// Fields that an ephemeral container does not have.
const NOT_EPHEMERAL: &[&str] = &[
    "ports",
    "resources",
    "resizePolicy",
    "restartPolicy",
    "restartPolicyRules",
    "livenessProbe",
    "readinessProbe",
    "startupProbe",
    "lifecycle",
];

/// `validateEphemeralContainers`. They are refused on create anyway; the server lists their own mistakes as well.
pub(super) fn ephemeral_containers<'a>(cx: &mut Cx<'a>, pod: &Pod<'a>, volumes: &Volumes<'a>, claims: &[&'a str]) {
    let list = pod.spec.at("ephemeralContainers");
    if !list.exists() {
        return;
    }
    let names = |kind| pod.spec.at(kind).items().map(|c: Field<'a>| c.at("name"));
    let others: Firsts<'a> = names("containers").chain(names("initContainers")).collect();
    let mut seen = others.clone();
    for container in list.items() {
        common(cx, pod, container, volumes, claims);
        unique(cx, container, &mut seen, true);
        let target = container.at("targetContainerName");
        if !target.is_empty() && others.get(target.str()).is_none() {
            cx.not_found(target).say(format!("the pod has no container `{}`", target.str()));
        }
        for field in NOT_EPHEMERAL {
            let f = container.at(field);
            let set = match *field {
                "resources" => f.entries().any(|(_, value)| value.exists()),
                "ports" | "resizePolicy" | "restartPolicyRules" => f.node().is_some(),
                "lifecycle" => f.exists() && !probe::is_dropped(cx, f),
                _ => f.exists(),
            };
            if set {
                cx.forbidden(f, "cannot be set for an Ephemeral Container");
            }
        }
        for mount in container.at("volumeMounts").items() {
            for field in ["subPath", "subPathExpr"] {
                if !mount.at(field).is_empty() {
                    cx.forbidden(mount.at(field), "cannot be set for an Ephemeral Container");
                }
            }
        }
    }
}

/// A container's own name, against those before it. Regular containers also collide with an earlier nameless one.
fn unique<'a>(cx: &mut Cx<'a>, container: Field<'a>, seen: &mut Firsts<'a>, count_empty: bool) {
    let name = container.at("name");
    if name.is_empty() && !count_empty && seen.get("").is_none() {
        return;
    }
    if let Some(first) = seen.repeated(name) {
        let finding = cx.duplicate(name);
        if name.is_empty() {
            finding.say("this container has no name, as one before it");
        } else {
            finding.say(format!("two containers are named `{}`", name.str()));
        }
        if first.exists() {
            finding.relate(first.span(), "first given here");
        }
    }
}

/// Fields of any container whose rules need nothing else.
const COMMON: &[Rule] = &[
    Rule::new("name", &[Check::Required(""), Check::Format(is_dns1123_label)]),
    Rule::new("image", &[Check::Required("")]),
    Rule::new("terminationMessagePolicy", &[Check::OneOfOrEmpty(&["File", "FallbackToLogsOnError"])]),
    Rule::new("imagePullPolicy", &[Check::OneOfOrEmpty(&["Always", "IfNotPresent", "Never"])]),
];

/// `validateContainerCommon`
fn common<'a>(cx: &mut Cx<'a>, pod: &Pod<'a>, container: Field<'a>, volumes: &Volumes<'a>, claims: &[&'a str]) {
    cx.check(container, COMMON);
    ports::ports(cx, pod, container);
    env::env(cx, container);
    env::env_from(cx, container);
    mounts::volume_mounts(cx, container, volumes);
    mounts::volume_devices(cx, container, volumes);
    resources::container(cx, pod, container, claims);
    if gates::IN_PLACE_POD_VERTICAL_SCALING.on(cx.version) {
        restart::resize_policy(cx, pod, container);
    }
    security::container_security_context(cx, pod, container);
}
