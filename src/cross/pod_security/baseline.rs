//! The level `baseline`.

use super::standard::{Container, Level, Pod};
use crate::resource::Field;
use crate::schema::changes;
use crate::schema::pod_security::{APP_ARMOR, BASELINE_CAPABILITIES, PROFILES, SELINUX_TYPES, is_safe_sysctl, since};

/// Every check of the level.
pub(super) fn check(pod: &mut Pod<'_>) {
    host_namespaces(pod);
    host_paths(pod);
    sysctls(pod);
    app_armor_annotations(pod);
    let security = pod.security();
    let base = format!("{}.securityContext", pod.base);
    profiles(pod, security, &base, "the pod");
    for container in pod.containers() {
        let who = format!("container `{}`", container.name());
        let base = format!("{}.securityContext", container.path);
        profiles(pod, container.security(), &base, &who);
        privileges(pod, &container, &base, &who);
        host_ports(pod, &container, &who);
        pod.since(since::PROBES, |pod| host_probes(pod, &container, &who));
    }
}

/// `CheckHostNamespaces`
fn host_namespaces(pod: &mut Pod<'_>) {
    for name in ["hostNetwork", "hostPID", "hostIPC"] {
        let f = pod.spec.at(name);
        if f.bool() {
            let path = format!("{}.{name}", pod.base);
            pod.refuse(Level::Baseline, path, f.span(), format!("the pod uses `{name}`"), "remove it");
        }
    }
}

/// `CheckHostPathVolumes`
fn host_paths(pod: &mut Pod<'_>) {
    for (i, volume) in pod.spec.at("volumes").items().enumerate() {
        let f = volume.at("hostPath");
        if f.exists() {
            let path = format!("{}.volumes[{i}].hostPath", pod.base);
            let text = format!("volume `{}` is a folder of the node", volume.at("name").str());
            pod.refuse(Level::Baseline, path, f.span(), text, "use another kind of volume");
        }
    }
}

/// `CheckSysctls`
fn sysctls(pod: &mut Pod<'_>) {
    for (i, sysctl) in pod.security().at("sysctls").items().enumerate() {
        let name = sysctl.at("name");
        if !is_safe_sysctl(name.str(), pod.version) {
            let path = format!("{}.securityContext.sysctls[{i}].name", pod.base);
            let text = format!("the pod sets the kernel parameter `{}`", name.str());
            pod.refuse(Level::Baseline, path, name.span(), text, "only safe kernel parameters may be set");
        }
    }
}

/// `CheckAppArmorProfile`, as annotations have it.
fn app_armor_annotations(pod: &mut Pod<'_>) {
    for (key, value) in pod.meta.at("annotations").entries() {
        let profile = value.str();
        let sound = matches!(profile, "" | "runtime/default") || profile.starts_with("localhost/");
        if key.scalar_text().starts_with(APP_ARMOR) && !sound {
            let path = format!("metadata.annotations[{}]", key.scalar_text());
            let text = format!("the AppArmor profile `{profile}` is none");
            pod.refuse(Level::Baseline, path, value.span(), text, "use `runtime/default` or `localhost/…`");
        }
    }
}

/// What pods and containers have in common: seccomp, AppArmor, SELinux, Windows.
fn profiles<'a>(pod: &mut Pod<'a>, security: Field<'a>, base: &str, who: &str) {
    for name in ["seccompProfile", "appArmorProfile"] {
        let kind = security.at(name).at("type");
        if security.at(name).exists() && !PROFILES.contains(&kind.str()) {
            let path = format!("{base}.{name}.type");
            let text = format!("{who} has `{name}.type: {}`", kind.str());
            // Until 1.19 annotations gave the one of seccomp.
            let since = if name == "seccompProfile" { since::SECCOMP } else { 0 };
            let help = "use `RuntimeDefault` or `Localhost`";
            pod.since(since, |pod| pod.refuse(Level::Baseline, path, kind.span(), text, help));
        }
    }
    let selinux = security.at("seLinuxOptions");
    let engine = changes::CONTAINER_ENGINE_TYPE.holds(pod.version).then_some("container_engine_t");
    let kind = selinux.at("type");
    if !SELINUX_TYPES.contains(&kind.str()) && Some(kind.str()) != engine {
        let text = format!("{who} has the SELinux type `{}`", kind.str());
        pod.refuse(Level::Baseline, format!("{base}.seLinuxOptions.type"), kind.span(), text, "use `container_t`");
    }
    for name in ["user", "role"] {
        let f = selinux.at(name);
        if !f.is_empty() {
            let text = format!("{who} sets the SELinux {name}");
            pod.refuse(Level::Baseline, format!("{base}.seLinuxOptions.{name}"), f.span(), text, "remove it");
        }
    }
    let host = security.at("windowsOptions").at("hostProcess");
    if host.bool() {
        let text = format!("{who} runs as a process of the node");
        pod.refuse(Level::Baseline, format!("{base}.windowsOptions.hostProcess"), host.span(), text, "remove it");
    }
}

/// `CheckPrivileged`, `CheckCapabilitiesBaseline` and `CheckProcMountBaseline`
fn privileges(pod: &mut Pod<'_>, container: &Container<'_>, base: &str, who: &str) {
    let security = container.security();
    let privileged = security.at("privileged");
    if privileged.bool() {
        let path = format!("{base}.privileged");
        pod.refuse(Level::Baseline, path, privileged.span(), format!("{who} runs privileged"), "remove `privileged`");
    }
    for (i, capability) in security.at("capabilities").at("add").items().enumerate() {
        if !BASELINE_CAPABILITIES.contains(&capability.str()) {
            let path = format!("{base}.capabilities.add[{i}]");
            let text = format!("{who} adds the capability `{}`", capability.str());
            pod.refuse(Level::Baseline, path, capability.span(), text, "remove it, or do without what needs it");
        }
    }
    let mount = security.at("procMount");
    if !matches!(mount.str(), "" | "Default") && !pod.own_users() {
        let text = format!("{who} has `procMount: {}`", mount.str());
        pod.refuse(Level::Baseline, format!("{base}.procMount"), mount.span(), text, "use `Default`");
    }
}

/// `CheckHostPorts`
fn host_ports(pod: &mut Pod<'_>, container: &Container<'_>, who: &str) {
    for (i, port) in container.field.at("ports").items().enumerate() {
        let (f, own) = (port.at("hostPort"), port.at("containerPort"));
        let path = format!("{}.ports[{i}].hostPort", container.path);
        if f.int() != 0 {
            let text = format!("{who} takes port {} of the node", f.int());
            pod.refuse(Level::Baseline, path, f.span(), text, "remove `hostPort` and use a Service");
        } else if own.int() != 0 && pod.spec.at("hostNetwork").bool() {
            // `defaultHostNetworkPorts`: in every pod, also where its template does without.
            let text = format!("{who} takes port {} of the node, as the pod uses `hostNetwork`", own.int());
            pod.refuse(Level::Baseline, path, own.span(), text, "remove `hostNetwork`");
        }
    }
}

/// `CheckHostProbesAndHostLifecycle`
fn host_probes(pod: &mut Pod<'_>, container: &Container<'_>, who: &str) {
    if !changes::POD_SECURITY_OF_PROBES.holds(pod.version) {
        return;
    }
    let field = container.field;
    let handlers = [
        ("livenessProbe", field.at("livenessProbe")),
        ("readinessProbe", field.at("readinessProbe")),
        ("startupProbe", field.at("startupProbe")),
        ("lifecycle.postStart", field.at("lifecycle").at("postStart")),
        ("lifecycle.preStop", field.at("lifecycle").at("preStop")),
    ];
    for (name, handler) in handlers {
        for way in ["httpGet", "tcpSocket"] {
            let host = handler.at(way).at("host");
            if !host.is_empty() {
                let path = format!("{}.{name}.{way}.host", container.path);
                let text = format!("{who} probes another host, `{}`", host.str());
                pod.refuse(Level::Baseline, path, host.span(), text, "remove `host`");
            }
        }
    }
}
