//! What depends on the pod's operating system or on the node's user namespace.

use super::Pod;
use crate::api::cx::Cx;
use crate::api::gates;
use crate::resource::Field;

/// Fields of the pod's spec that a Windows pod cannot have: those it counts if true, those it counts if given.
const POD_TRUE: &[&str] = &["hostPID", "hostIPC"];
const POD_GIVEN: &[&str] = &["hostUsers", "shareProcessNamespace"];

/// Fields of the pod's security context that a Windows pod cannot have.
const POD_CONTEXT: &[&str] = &[
    "appArmorProfile",
    "seLinuxOptions",
    "seccompProfile",
    "fsGroup",
    "fsGroupChangePolicy",
    "runAsUser",
    "runAsGroup",
    "supplementalGroups",
    "supplementalGroupsPolicy",
    "seLinuxChangePolicy",
];

/// Fields of a container's security context that a Windows pod cannot have.
const CONTAINER_CONTEXT: &[&str] = &[
    "appArmorProfile",
    "seLinuxOptions",
    "seccompProfile",
    "capabilities",
    "readOnlyRootFilesystem",
    "privileged",
    "allowPrivilegeEscalation",
    "procMount",
    "runAsUser",
    "runAsGroup",
];

/// `validateOS`, and by the system `validateLinux` or `validateWindows`.
pub(super) fn os<'a>(cx: &mut Cx<'a>, pod: &Pod<'a>) {
    let os = pod.spec.at("os");
    match pod.os() {
        None => {}
        Some("") => {
            cx.required(os.at("name"), "");
        }
        Some("linux") => linux(cx, pod),
        Some("windows") => windows(cx, pod),
        Some(_) => {
            let path = cx.path(os);
            cx.not_supported(os.at("name"), &["linux", "windows"]).field(path);
        }
    }
}

fn linux<'a>(cx: &mut Cx<'a>, pod: &Pod<'a>) {
    let contexts = std::iter::once(pod.spec).chain(pod.all_containers()).map(|f| f.at("securityContext"));
    for context in contexts {
        forbid(cx, pod, context.at("windowsOptions"), "windows options cannot be set for a linux pod");
    }
}

fn windows<'a>(cx: &mut Cx<'a>, pod: &Pod<'a>) {
    const DETAIL: &str = "cannot be set for a windows pod";
    for field in POD_TRUE {
        if pod.spec.at(field).bool() {
            forbid(cx, pod, pod.spec.at(field), DETAIL);
        }
    }
    for field in POD_GIVEN {
        forbid(cx, pod, pod.spec.at(field), DETAIL);
    }
    let context = pod.spec.at("securityContext");
    for field in POD_CONTEXT {
        forbid(cx, pod, context.at(field), DETAIL);
    }
    if !context.at("sysctls").is_empty() {
        forbid(cx, pod, context.at("sysctls"), DETAIL);
    }
    for container in pod.all_containers() {
        for field in CONTAINER_CONTEXT {
            forbid(cx, pod, container.at("securityContext").at(field), DETAIL);
        }
    }
}

fn forbid<'a>(cx: &mut Cx<'a>, pod: &Pod<'a>, f: Field<'a>, detail: &str) {
    if f.exists() {
        cx.forbidden(f, detail).relate(pod.spec.at("os").span(), "the pod's system");
    }
}

/// `validateHostUsers`
pub(super) fn host_users<'a>(cx: &mut Cx<'a>, pod: &Pod<'a>) {
    if pod.host_users(cx.version) {
        return;
    }
    const DETAIL: &str = "when `hostUsers` is false";
    let relate = pod.spec.at("hostUsers").span();
    if pod.host_network() && !gates::USER_NAMESPACES_HOST_NETWORK.on(cx.version) {
        cx.forbidden(pod.spec.at("hostNetwork"), DETAIL).relate(relate, "the pod has users of its own");
    }
    for (field, spelled) in [("hostPID", "HostPID"), ("hostIPC", "HostIPC")] {
        if pod.spec.at(field).bool() {
            let path = format!("{}.{spelled}", cx.path(pod.spec));
            cx.forbidden(pod.spec.at(field), DETAIL).field(path).relate(relate, "the pod has users of its own");
        }
    }
    for container in pod.all_containers() {
        if !container.at("volumeDevices").is_empty() {
            cx.forbidden(container.at("volumeDevices"), DETAIL).relate(relate, "the pod has users of its own");
        }
    }
}
