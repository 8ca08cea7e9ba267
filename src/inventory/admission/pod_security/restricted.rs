//! The checks that the level `restricted` adds, in the order in which they run.

use super::baseline::{added, bad_seccomp, masked_proc};
use super::subject::{Subject, named, plural, quoted, set};
use super::{Check, Said};
use crate::schema::pod_security::{RESTRICTED_CAPABILITIES, RESTRICTED_VOLUMES, since};

pub(super) static CHECKS: [Check; 7] = [
    Check::new("allowPrivilegeEscalation", escalation).since(since::ESCALATION).turning(&[since::WINDOWS]),
    Check::new("capabilities_restricted", capabilities)
        .since(since::CAPABILITIES)
        .instead_of("capabilities_baseline")
        .turning(&[since::WINDOWS]),
    Check::new("procMount_restricted", masked_proc).since(since::OWN_USERS).instead_of("procMount"),
    Check::new("restrictedVolumes", volumes).instead_of("hostPathVolumes"),
    Check::new("runAsNonRoot", not_root).turning(&[since::OWN_USERS]),
    Check::new("runAsUser", user).since(since::RUN_AS_USER).turning(&[since::OWN_USERS]),
    Check::new("seccompProfile_restricted", seccomp)
        .since(since::SECCOMP)
        .instead_of("seccompProfile_baseline")
        .turning(&[since::WINDOWS]),
];

/// `allowPrivilegeEscalation_1_25`
fn escalation(pod: &Subject<'_>) -> Option<Said> {
    let containers = pod.containers_whose(|security| security.at("allowPrivilegeEscalation").opt_bool() != Some(false));
    (!containers.is_empty() && !pod.is_spared()).then(|| Said {
        reason: "allowPrivilegeEscalation != false",
        detail: format!("{} must set securityContext.allowPrivilegeEscalation=false", named(&containers)),
    })
}

/// `capabilitiesRestricted_1_25`
fn capabilities(pod: &Subject<'_>) -> Option<Said> {
    if pod.is_spared() {
        return None;
    }
    let kept =
        pod.containers_whose(|security| security.at("capabilities").at("drop").items().all(|c| c.str() != "ALL"));
    let kept =
        (!kept.is_empty()).then(|| format!("{} must set securityContext.capabilities.drop=[\"ALL\"]", named(&kept)));
    let details: Vec<String> = kept.into_iter().chain(added(pod, RESTRICTED_CAPABILITIES)).collect();
    (!details.is_empty()).then(|| Said { reason: "unrestricted capabilities", detail: details.join("; ") })
}

/// `restrictedVolumes_1_0`
fn volumes(pod: &Subject<'_>) -> Option<Said> {
    let bad =
        pod.spec.at("volumes").items().filter(|volume| !RESTRICTED_VOLUMES.iter().any(|kind| volume.at(kind).exists()));
    // A volume of no kind at all is given an empty folder before it comes here.
    let bad = bad.filter_map(|volume| {
        let source = volume.entries().find(|(key, value)| key.scalar_text() != "name" && value.exists());
        source.map(|(key, _)| (volume.at("name").str(), key.scalar_text()))
    });
    let (names, kinds): (Vec<&str>, Vec<&str>) = bad.unzip();
    let kinds = set(kinds.into_iter());
    (!names.is_empty()).then(|| Said {
        reason: "restricted volume types",
        detail: format!(
            "{} {} {} {} {}",
            plural(names.len(), "volume", "volumes"),
            quoted(&names),
            plural(names.len(), "uses", "use"),
            plural(kinds.len(), "restricted volume type", "restricted volume types"),
            quoted(&kinds)
        ),
    })
}

/// `runAsNonRoot1_35`
fn not_root(pod: &Subject<'_>) -> Option<Said> {
    const REASON: &str = "runAsNonRoot != true";
    if pod.has_own_users() {
        return None;
    }
    if let Some(who) = pod.setters(|security| security.at("runAsNonRoot").opt_bool() == Some(false)) {
        return Some(Said { reason: REASON, detail: format!("{who} must not set securityContext.runAsNonRoot=false") });
    }
    let whole = pod.security().at("runAsNonRoot").bool();
    let open = pod.containers_whose(|security| !whole && !security.at("runAsNonRoot").exists());
    let detail = || format!("pod or {} must set securityContext.runAsNonRoot=true", named(&open));
    (!open.is_empty()).then(|| Said { reason: REASON, detail: detail() })
}

/// `runAsUser1_35`
fn user(pod: &Subject<'_>) -> Option<Said> {
    let who = pod.setters(|security| security.at("runAsUser").opt_int() == Some(0)).filter(|_| !pod.has_own_users())?;
    Some(Said { reason: "runAsUser=0", detail: format!("{who} must not set runAsUser=0") })
}

/// `seccompProfileRestricted_1_25`
fn seccomp(pod: &Subject<'_>) -> Option<Said> {
    if pod.is_spared() {
        return None;
    }
    if let Some(said) = bad_seccomp(pod) {
        return Some(said);
    }
    let whole = pod.security().at("seccompProfile").exists();
    let open = pod.containers_whose(|security| !whole && !security.at("seccompProfile").exists());
    let detail = || {
        let who = named(&open);
        format!("pod or {who} must set securityContext.seccompProfile.type to \"RuntimeDefault\" or \"Localhost\"")
    };
    (!open.is_empty()).then(|| Said { reason: "seccompProfile", detail: detail() })
}
