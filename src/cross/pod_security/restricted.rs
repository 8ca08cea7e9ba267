//! What the level `restricted` refuses beyond `baseline`.

use super::standard::{Container, Level, Pod};
use crate::resource::Field;
use crate::schema::pod_security::{RESTRICTED_CAPABILITIES, RESTRICTED_VOLUMES, since};

/// Every check of the level.
pub(super) fn check(pod: &mut Pod<'_>) {
    volumes(pod);
    not_root(pod);
    if !pod.windows() {
        pod.since(since::SECCOMP, seccomp);
    }
    for container in pod.containers() {
        let who = format!("container `{}`", container.name());
        let base = format!("{}.securityContext", container.path);
        if !pod.windows() {
            pod.since(since::ESCALATION, |pod| escalation(pod, &container, &base, &who));
            pod.since(since::CAPABILITIES, |pod| capabilities(pod, &container, &base, &who));
        }
        pod.since(since::RUN_AS_USER, |pod| root_user(pod, container.security(), &base, &who));
    }
    let (security, base) = (pod.security(), format!("{}.securityContext", pod.base));
    pod.since(since::RUN_AS_USER, |pod| root_user(pod, security, &base, "the pod"));
}

/// `CheckRestrictedVolumes`; folders of the node are refused by `baseline` already.
fn volumes(pod: &mut Pod<'_>) {
    for (i, volume) in pod.spec.at("volumes").items().enumerate() {
        let known = RESTRICTED_VOLUMES.iter().any(|kind| volume.at(kind).exists());
        // A volume of nothing is an empty folder.
        let source = volume.entries().find(|(key, value)| key.scalar_text() != "name" && value.exists());
        let Some((key, _)) = source.filter(|_| !known && !volume.at("hostPath").exists()) else { continue };
        let path = format!("{}.volumes[{i}].{}", pod.base, key.scalar_text());
        let text = format!("volume `{}` is of type `{}`", volume.at("name").str(), key.scalar_text());
        pod.refuse(Level::Restricted, path, key.span(), text, "mount it through a PersistentVolumeClaim");
    }
}

/// `CheckAllowPrivilegeEscalation`
fn escalation(pod: &mut Pod<'_>, container: &Container<'_>, base: &str, who: &str) {
    let f = container.security().at("allowPrivilegeEscalation");
    if f.opt_bool() == Some(false) {
        return;
    }
    let span = if f.exists() { f.span() } else { container.head() };
    let text = format!("{who} may gain more privileges");
    let help = "set `securityContext.allowPrivilegeEscalation: false`";
    pod.refuse(Level::Restricted, format!("{base}.allowPrivilegeEscalation"), span, text, help);
}

/// `CheckCapabilitiesRestricted`
fn capabilities(pod: &mut Pod<'_>, container: &Container<'_>, base: &str, who: &str) {
    let capabilities = container.security().at("capabilities");
    if !capabilities.at("drop").items().any(|c| c.str() == "ALL") {
        let drop = capabilities.at("drop");
        let span = if drop.exists() { drop.span() } else { container.head() };
        let text = format!("{who} keeps capabilities");
        let help = "set `securityContext.capabilities.drop: [\"ALL\"]`";
        pod.refuse(Level::Restricted, format!("{base}.capabilities.drop"), span, text, help);
    }
    for (i, capability) in capabilities.at("add").items().enumerate() {
        let path = format!("{base}.capabilities.add[{i}]");
        let refused = pod.slips.iter().any(|slip| slip.field == path);
        if !RESTRICTED_CAPABILITIES.contains(&capability.str()) && !refused {
            let text = format!("{who} adds the capability `{}`", capability.str());
            pod.refuse(Level::Restricted, path, capability.span(), text, "only NET_BIND_SERVICE may be added");
        }
    }
}

/// `CheckRunAsNonRoot`
fn not_root(pod: &mut Pod<'_>) {
    const HELP: &str = "set `securityContext.runAsNonRoot: true` for the pod or for each container";
    if pod.own_users() {
        return;
    }
    let whole = pod.security().at("runAsNonRoot");
    if whole.opt_bool() == Some(false) {
        let path = format!("{}.securityContext.runAsNonRoot", pod.base);
        pod.refuse(Level::Restricted, path, whole.span(), "the pod may run as root".to_owned(), HELP);
    }
    for container in pod.containers() {
        let own = container.security().at("runAsNonRoot");
        if own.opt_bool().unwrap_or(whole.bool()) || (!own.exists() && whole.exists()) {
            continue;
        }
        let span = if own.exists() { own.span() } else { container.head() };
        let path = format!("{}.securityContext.runAsNonRoot", container.path);
        pod.refuse(Level::Restricted, path, span, format!("container `{}` may run as root", container.name()), HELP);
    }
}

/// `CheckRunAsUser`
fn root_user<'a>(pod: &mut Pod<'a>, security: Field<'a>, base: &str, who: &str) {
    let user = security.at("runAsUser");
    if user.opt_int() == Some(0) && !pod.own_users() {
        let text = format!("{who} runs as root");
        pod.refuse(Level::Restricted, format!("{base}.runAsUser"), user.span(), text, "give another user id");
    }
}

/// `CheckSeccompProfileRestricted`: set for the pod, or for each container. Bad profiles are refused by `baseline`.
fn seccomp(pod: &mut Pod<'_>) {
    if pod.security().at("seccompProfile").exists() {
        return;
    }
    for container in pod.containers().iter().filter(|c| !c.security().at("seccompProfile").exists()) {
        let path = format!("{}.securityContext.seccompProfile.type", container.path);
        let text = format!("container `{}` has no seccomp profile", container.name());
        let help = "set `securityContext.seccompProfile.type: RuntimeDefault` for the pod";
        pod.refuse(Level::Restricted, path, container.head(), text, help);
    }
}
