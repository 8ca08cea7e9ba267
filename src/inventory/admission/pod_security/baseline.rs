//! The checks of the level `baseline`, in the order in which they run.

use super::subject::{Subject, named, plural, quoted, set};
use super::{Check, Said};
use crate::resource::Field;
use crate::schema::pod_security::{APP_ARMOR, BASELINE_CAPABILITIES, PROFILES, SELINUX_TYPES, since, sysctl_since};

const SECCOMP_OF_POD: &str = "seccomp.security.alpha.kubernetes.io/pod";
const SECCOMP: &str = "container.seccomp.security.alpha.kubernetes.io/";

pub(super) static CHECKS: [Check; 12] = [
    Check::new("appArmorProfile", app_armor),
    Check::new("capabilities_baseline", capabilities),
    Check::new("hostNamespaces", host_namespaces),
    Check::new("hostPathVolumes", host_paths),
    Check::new("hostPorts", host_ports),
    Check::new("hostProbesAndHostLifecycle", host_probes).since(since::PROBES),
    Check::new("privileged", privileged),
    Check::new("procMount", proc_mount).turning(&[since::OWN_USERS]),
    Check::new("seLinuxOptions", selinux).turning(&[since::ENGINE]),
    Check::new("seccompProfile_baseline", seccomp).turning(&[since::SECCOMP]),
    Check::new("sysctls", sysctls).turning(&since::SYSCTLS),
    Check::new("windowsHostProcess", host_process),
];

/// `appArmorProfile_1_0`
fn app_armor(pod: &Subject<'_>) -> Option<Said> {
    let kind = |security: Field<'_>| bad_profile(security.at("appArmorProfile"));
    let annotations = pod.meta.at("annotations").entries().filter(|(key, value)| {
        let sound = matches!(value.str(), "" | "runtime/default") || value.str().starts_with("localhost/");
        key.scalar_text().starts_with(APP_ARMOR) && !sound
    });
    let mut annotations: Vec<String> =
        annotations.map(|(key, value)| format!("{}={:?}", key.scalar_text(), value.str())).collect();
    annotations.sort();
    let contexts = || pod.containers.iter().map(|c| c.at("securityContext")).chain([pod.security()]);
    let bad = set(contexts().filter(|f| kind(*f)).map(|f| f.at("appArmorProfile").at("type").str()));
    let word = plural(annotations.len(), "annotation", "annotations");
    let who: Vec<String> =
        pod.setters(kind).into_iter().chain((!annotations.is_empty()).then(|| word.to_owned())).collect();
    let values: Vec<String> = bad.into_iter().map(str::to_owned).chain(annotations).collect();
    (!who.is_empty()).then(|| Said {
        reason: plural(values.len(), "forbidden AppArmor profile", "forbidden AppArmor profiles"),
        detail: format!("{} must not set AppArmor profile type to {}", who.join(" and "), quoted(&values)),
    })
}

/// Whether a profile is set, but one that confines nothing.
pub(super) fn bad_profile(profile: Field<'_>) -> bool {
    profile.exists() && !PROFILES.contains(&profile.at("type").str())
}

/// `capabilitiesBaseline_1_0`
fn capabilities(pod: &Subject<'_>) -> Option<Said> {
    added(pod, BASELINE_CAPABILITIES).map(|detail| Said { reason: "non-default capabilities", detail })
}

/// What is said of containers that add capabilities beyond the allowed ones.
pub(super) fn added(pod: &Subject<'_>, allowed: &[&str]) -> Option<String> {
    let bad = |capability: &str| !allowed.contains(&capability);
    let containers =
        pod.containers_whose(|security| security.at("capabilities").at("add").items().any(|c| bad(c.str())));
    let all = pod.containers.iter().flat_map(|c| c.at("securityContext").at("capabilities").at("add").items());
    let added = set(all.map(Field::str).filter(|capability| bad(capability)));
    (!containers.is_empty()).then(|| {
        format!("{} must not include {} in securityContext.capabilities.add", named(&containers), quoted(&added))
    })
}

/// `hostNamespaces_1_0`
fn host_namespaces(pod: &Subject<'_>) -> Option<Said> {
    let shared = ["hostNetwork", "hostPID", "hostIPC"].into_iter().filter(|name| pod.spec.at(name).bool());
    let shared: Vec<String> = shared.map(|name| format!("{name}=true")).collect();
    (!shared.is_empty()).then(|| Said { reason: "host namespaces", detail: shared.join(", ") })
}

/// `hostPathVolumes_1_0`
fn host_paths(pod: &Subject<'_>) -> Option<Said> {
    let volumes = pod.spec.at("volumes").items().filter(|volume| volume.at("hostPath").exists());
    let names: Vec<&str> = volumes.map(|volume| volume.at("name").str()).collect();
    let detail = || format!("{} {}", plural(names.len(), "volume", "volumes"), quoted(&names));
    (!names.is_empty()).then(|| Said { reason: "hostPath volumes", detail: detail() })
}

/// `hostPorts_1_0`
fn host_ports(pod: &Subject<'_>) -> Option<Said> {
    let of =
        |container: Field<'_>| -> Vec<String> { pod.host_ports(container).iter().map(ToString::to_string).collect() };
    let bad: Vec<Field<'_>> = pod.containers.iter().copied().filter(|c| !of(*c).is_empty()).collect();
    let containers: Vec<&str> = bad.iter().map(|container| container.at("name").str()).collect();
    let ports: Vec<String> = bad.iter().flat_map(|container| of(*container)).collect();
    let ports = set(ports.iter().map(String::as_str));
    (!containers.is_empty()).then(|| Said {
        reason: "hostPort",
        detail: format!(
            "{} {} {} {}",
            named(&containers),
            plural(containers.len(), "uses", "use"),
            plural(ports.len(), "hostPort", "hostPorts"),
            ports.join(", ")
        ),
    })
}

/// `hostProbesAndHostLifecycleV1Dot34`
fn host_probes(pod: &Subject<'_>) -> Option<Said> {
    let bad = pod.containers.iter().filter(|container| !hosts(**container).is_empty());
    let containers = set(bad.map(|container| container.at("name").str()));
    let all = set(pod.containers.iter().flat_map(|container| hosts(*container)));
    (!containers.is_empty()).then(|| Said {
        reason: "probe or lifecycle host",
        detail: format!(
            "{} {} {} {}",
            named(&containers),
            plural(containers.len(), "uses", "use"),
            plural(all.len(), "probe or lifecycle host", "probe or lifecycle hosts"),
            quoted(&all)
        ),
    })
}

/// The hosts that a container's probes and handlers name (`getForbiddenHostProbes`, `getForbiddenHostLifecycle`).
fn hosts<'a>(container: Field<'a>) -> Vec<&'a str> {
    let probes = ["livenessProbe", "readinessProbe", "startupProbe"].map(|name| container.at(name));
    let handlers = ["postStart", "preStop"].map(|name| container.at("lifecycle").at(name));
    let all = probes.into_iter().chain(handlers);
    let hosts = all.flat_map(|handler| ["httpGet", "tcpSocket"].map(|way| handler.at(way).at("host").str()));
    hosts.filter(|host| !host.is_empty()).collect()
}

/// `privileged_1_0`
fn privileged(pod: &Subject<'_>) -> Option<Said> {
    let containers = pod.containers_whose(|security| security.at("privileged").bool());
    let detail = || format!("{} must not set securityContext.privileged=true", named(&containers));
    (!containers.is_empty()).then(|| Said { reason: "privileged", detail: detail() })
}

/// `procMount1_35baseline`
fn proc_mount(pod: &Subject<'_>) -> Option<Said> {
    if pod.has_own_users() { None } else { masked_proc(pod) }
}

/// `procMount_1_0`
pub(super) fn masked_proc(pod: &Subject<'_>) -> Option<Said> {
    let bad = |security: Field<'_>| security.at("procMount").exists() && security.at("procMount").str() != "Default";
    let containers = pod.containers_whose(bad);
    let contexts = pod.containers.iter().map(|c| c.at("securityContext")).filter(|security| bad(*security));
    let kinds = set(contexts.map(|security| security.at("procMount").str()));
    (!containers.is_empty()).then(|| Said {
        reason: "procMount",
        detail: format!("{} must not set securityContext.procMount to {}", named(&containers), quoted(&kinds)),
    })
}

/// `seLinuxOptions`
fn selinux(pod: &Subject<'_>) -> Option<Said> {
    let is_bad_type = |options: Field<'_>| {
        let kind = options.at("type").str();
        let engine = pod.minor >= since::ENGINE && kind == "container_engine_t";
        !engine && !SELINUX_TYPES.contains(&kind)
    };
    let sets = |options: Field<'_>, name: &'static str| !options.at(name).str().is_empty();
    let who = pod.setters(|security| {
        let options = security.at("seLinuxOptions");
        is_bad_type(options) || sets(options, "user") || sets(options, "role")
    })?;
    let contexts = pod.containers.iter().map(|c| c.at("securityContext")).chain([pod.security()]);
    let all: Vec<Field<'_>> = contexts.map(|security| security.at("seLinuxOptions")).collect();
    let types = set(all.iter().filter(|options| is_bad_type(**options)).map(|options| options.at("type").str()));
    let types = (!types.is_empty()).then(|| format!("{} {}", plural(types.len(), "type", "types"), quoted(&types)));
    let others = ["user", "role"].into_iter().filter(|name| all.iter().any(|options| sets(*options, name)));
    let data: Vec<String> = types.into_iter().chain(others.map(|name| format!("{name} may not be set"))).collect();
    let detail = format!("{who} set forbidden securityContext.seLinuxOptions: {}", data.join("; "));
    Some(Said { reason: "seLinuxOptions", detail })
}

/// `seccompProfileBaseline_1_19`; annotations before.
fn seccomp(pod: &Subject<'_>) -> Option<Said> {
    if pod.minor < since::SECCOMP {
        return seccomp_annotations(pod);
    }
    bad_seccomp(pod)
}

/// What is said of seccomp profiles that are set, but confine nothing.
pub(super) fn bad_seccomp(pod: &Subject<'_>) -> Option<Said> {
    let bad = |security: Field<'_>| bad_profile(security.at("seccompProfile"));
    let who = pod.setters(bad)?;
    let contexts = pod.containers.iter().map(|c| c.at("securityContext")).chain([pod.security()]);
    let kinds = set(contexts.filter(|f| bad(*f)).map(|f| f.at("seccompProfile").at("type").str()));
    let detail = format!("{who} must not set securityContext.seccompProfile.type to {}", quoted(&kinds));
    Some(Said { reason: "seccompProfile", detail })
}

/// `seccompProfileBaseline_1_0`
fn seccomp_annotations(pod: &Subject<'_>) -> Option<Said> {
    let of_containers = pod.containers.iter().map(|c| format!("{SECCOMP}{}", c.at("name").str()));
    let bad = |key: String| {
        let value = pod.meta.at("annotations").key(&key)?.str();
        let sound = matches!(value, "runtime/default" | "docker/default") || value.starts_with("localhost/");
        (!sound).then(|| format!("{key}={value:?}"))
    };
    let all: Vec<String> = [SECCOMP_OF_POD.to_owned()].into_iter().chain(of_containers).filter_map(bad).collect();
    let all = set(all.iter().map(String::as_str));
    let detail = || format!("forbidden {} {}", plural(all.len(), "annotation", "annotations"), all.join(", "));
    (!all.is_empty()).then(|| Said { reason: "seccompProfile", detail: detail() })
}

/// `sysctls`
fn sysctls(pod: &Subject<'_>) -> Option<Said> {
    let names = pod.security().at("sysctls").items().map(|sysctl| sysctl.at("name").str());
    let bad: Vec<&str> = names.filter(|name| sysctl_since(name).is_none_or(|since| since > pod.minor)).collect();
    (!bad.is_empty()).then(|| Said { reason: "forbidden sysctls", detail: bad.join(", ") })
}

/// `windowsHostProcess_1_0`
fn host_process(pod: &Subject<'_>) -> Option<Said> {
    let who = pod.setters(|security| security.at("windowsOptions").at("hostProcess").bool())?;
    let detail = format!("{who} must not set securityContext.windowsOptions.hostProcess=true");
    Some(Said { reason: "hostProcess", detail })
}
