//! Security contexts of pods and containers.

use super::{Pod, in_range, windows};
use crate::api::cx::Cx;
use crate::api::gates;
use crate::api::table::{Check, Rule};
use crate::api::unique::Firsts;
use crate::api::volume::local_path;
use crate::resource::Field;

const MAX_ID: i64 = i32::MAX as i64;
const APPARMOR_MAX: usize = 4095;
const SYSCTL_MAX: usize = 253;

/// Kinds of seccomp and AppArmor profiles, as the server lists them.
const PROFILES: &[&str] = &["Localhost", "RuntimeDefault", "Unconfined"];

const POD_CONTEXT: &[Rule] = &[
    Rule::new("fsGroup", &[Check::Range(0, MAX_ID)]),
    Rule::new("runAsUser", &[Check::Range(0, MAX_ID)]),
    Rule::new("runAsGroup", &[Check::Range(0, MAX_ID)]),
    Rule::new("fsGroupChangePolicy", &[Check::OneOf(&["Always", "OnRootMismatch"])]),
    Rule::new("supplementalGroupsPolicy", &[Check::OneOf(&["Merge", "Strict"])]),
];

const CONTAINER_CONTEXT: &[Rule] = &[
    Rule::new("runAsUser", &[Check::Range(0, MAX_ID)]),
    Rule::new("runAsGroup", &[Check::Range(0, MAX_ID)]),
    Rule::new("procMount", &[Check::OneOf(&["Default", "Unmasked"])]),
];

/// `validatePodSpecSecurityContext`
pub(super) fn pod_security_context<'a>(cx: &mut Cx<'a>, pod: &Pod<'a>) {
    let context = pod.spec.at("securityContext");
    cx.check(context, POD_CONTEXT);
    selinux_change_policy(cx, context.at("seLinuxChangePolicy"));
    for group in context.at("supplementalGroups").items() {
        in_range(cx, group, 0, MAX_ID);
    }
    let share = pod.spec.at("shareProcessNamespace");
    if share.bool() && pod.spec.at("hostPID").bool() {
        // The server holds these fields in the security context.
        let path = format!("{}.shareProcessNamespace", cx.path(context));
        cx.invalid(share, "ShareProcessNamespace and HostPID cannot both be enabled")
            .field(path)
            .relate(pod.spec.at("hostPID").span(), "the pod shares the node's processes");
    }
    sysctls(cx, pod, context.at("sysctls"));
    seccomp_profile(cx, context.at("seccompProfile"));
    windows::options(cx, context.at("windowsOptions"));
    apparmor_profile(cx, context.at("appArmorProfile"));
}

/// `validateSysctls`
fn sysctls<'a>(cx: &mut Cx<'a>, pod: &Pod<'a>, list: Field<'a>) {
    let mut seen = Firsts::default();
    for sysctl in list.items() {
        let name = sysctl.at("name");
        let first = seen.repeated(name);
        if name.is_empty() {
            cx.required(name, "");
        } else if !is_sysctl(name.str()) {
            cx.invalid(
                name,
                "must have at most 253 characters and match regex ^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$",
            )
            .say(format!("`{}` is no name of a sysctl", name.str()));
        } else if let Some(first) = first {
            cx.duplicate(name).relate(first.span(), "first given here");
        }
        let dotted = name.str().replace('/', ".");
        let clash = if pod.host_network() && dotted.starts_with("net.") {
            Some("hostNetwork")
        } else if pod.spec.at("hostIPC").bool() && is_ipc(&dotted) {
            Some("hostIPC")
        } else {
            None
        };
        if let Some(field) = clash {
            cx.invalid(name, format!("may not be specified when '{field}' is true"))
                .say(format!("`{}` would change the node itself, as the pod has `{field}: true`", name.str()));
        }
    }
}

/// `IsValidSysctlName`
fn is_sysctl(name: &str) -> bool {
    let low = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    name.len() <= SYSCTL_MAX
        && name.split(['.', '/']).all(|part| {
            part.starts_with(low) && part.ends_with(low) && part.chars().all(|c| low(c) || c == '-' || c == '_')
        })
}

/// Whether the sysctl belongs to the IPC namespace (`component-helpers/node/util/sysctl/namespace.go`).
fn is_ipc(name: &str) -> bool {
    const NAMES: &[&str] = &[
        "kernel.sem",
        "kernel.shmall",
        "kernel.shmmax",
        "kernel.shmmni",
        "kernel.shm_rmid_forced",
        "kernel.shm",
        "kernel.msgmax",
        "kernel.msgmnb",
        "kernel.msgmni",
        "kernel.msg",
    ];
    NAMES.contains(&name) || name.starts_with("fs.mqueue.")
}

/// `validateSELinuxChangePolicy`: without the gate `SELinuxMount` volumes can only be labelled file by file.
fn selinux_change_policy<'a>(cx: &mut Cx<'a>, policy: Field<'a>) {
    let mounts = gates::SELINUX_MOUNT.on(cx.version);
    let allowed: &[&str] = if mounts { &["MountOption", "Recursive"] } else { &["Recursive"] };
    if policy.exists() && !allowed.contains(&policy.str()) {
        let needs_gate = policy.str() == "MountOption";
        let finding = cx.not_supported(policy, allowed);
        if needs_gate {
            finding.help("`MountOption` needs the feature gate `SELinuxMount`, which is off by default");
        }
    }
}

/// `ValidateSecurityContext`
pub(super) fn container_security_context<'a>(cx: &mut Cx<'a>, pod: &Pod<'a>, container: Field<'a>) {
    let context = container.at("securityContext");
    if !context.exists() {
        return;
    }
    cx.check(context, CONTAINER_CONTEXT);
    let proc = context.at("procMount");
    if proc.str() == "Unmasked" && pod.host_users(cx.version) {
        cx.invalid(proc, "`hostUsers` must be false to use `Unmasked`")
            .say("an unmasked /proc needs `hostUsers: false` in the pod's spec");
    }
    seccomp_profile(cx, context.at("seccompProfile"));
    if context.at("allowPrivilegeEscalation").opt_bool() == Some(false) {
        let escalation = context.at("allowPrivilegeEscalation").span();
        if context.at("privileged").bool() {
            cx.invalid(context, "cannot set `allowPrivilegeEscalation` to false and `privileged` to true")
                .say("a privileged container can always escalate its privileges")
                .label_at(context.at("privileged").span())
                .relate(escalation, "this says that it must not");
        }
        for capability in context.at("capabilities").at("add").items() {
            if capability.str() == "CAP_SYS_ADMIN" {
                cx.invalid(
                    context,
                    "cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN",
                )
                .say("CAP_SYS_ADMIN lets the container escalate its privileges")
                .label_at(capability.span())
                .relate(escalation, "this says that it must not");
            }
        }
    }
    windows::options(cx, context.at("windowsOptions"));
    apparmor_profile(cx, context.at("appArmorProfile"));
}

/// `validateSeccompProfileField`
fn seccomp_profile<'a>(cx: &mut Cx<'a>, profile: Field<'a>) {
    if !profile.exists() {
        return;
    }
    let (kind, local) = (profile.at("type"), profile.at("localhostProfile"));
    if kind.is_empty() {
        cx.required(kind, "type is required when seccompProfile is set");
    } else if !PROFILES.contains(&kind.str()) {
        cx.not_supported(kind, PROFILES);
    }
    if kind.str() != "Localhost" {
        if local.exists() {
            cx.invalid(local, "can only be set when seccomp type is Localhost").relate(kind.span(), "the type");
        }
    } else if local.exists() {
        local_path(cx, local);
    } else {
        cx.required(local, "must be set when seccomp type is Localhost");
    }
}

/// `ValidateAppArmorProfileField`
fn apparmor_profile<'a>(cx: &mut Cx<'a>, profile: Field<'a>) {
    if !profile.exists() {
        return;
    }
    let (kind, local) = (profile.at("type"), profile.at("localhostProfile"));
    match kind.str() {
        "Localhost" => {
            let text = local.str();
            if !local.exists() {
                cx.required(local, "must be set when AppArmor type is Localhost");
                return;
            }
            if text != text.trim() {
                cx.invalid(local, "must not be padded with whitespace");
            } else if text.is_empty() {
                cx.required(local, "must be set when AppArmor type is Localhost");
            }
            if text.len() > APPARMOR_MAX {
                cx.too_long(local, APPARMOR_MAX);
            }
        }
        "RuntimeDefault" | "Unconfined" => {
            if local.exists() {
                cx.invalid(local, "can only be set when AppArmor type is Localhost").relate(kind.span(), "the type");
            }
        }
        "" => {
            cx.required(kind, "type is required when appArmorProfile is set");
        }
        _ => {
            cx.not_supported(kind, PROFILES);
        }
    }
}
