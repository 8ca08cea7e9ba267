use super::*;
use crate::model::FileId;
use crate::resource::{Content, content};
use crate::source::{Limits, parse};

/// What the level says of a pod with this spec.
fn said(labels: &str, spec: &str) -> Option<String> {
    let read = |yaml: &str, look: &mut dyn FnMut(Field<'_>)| {
        let documents = parse(yaml, &Limits::default());
        let Content::Objects(objects) = content(&documents[0]) else { panic!("no object in {yaml}") };
        look(objects[0].field());
    };
    let mut level = None;
    let namespace = format!("apiVersion: v1\nkind: Namespace\nmetadata: {{name: shop, labels: {{{labels}}}}}\n");
    read(&namespace, &mut |f| level = enforced(f, FileId(0)));
    let mut message = None;
    let pod = format!("apiVersion: v1\nkind: Pod\nmetadata: {{name: a}}\nspec: {{{spec}}}\n");
    read(&pod, &mut |f| {
        message = level.as_ref().and_then(|level| level.refusal(f, Version::NEWEST)).map(|refusal| refusal.message);
    });
    message
}

const RESTRICTED: &str = "pod-security.kubernetes.io/enforce: restricted";
const BASELINE: &str = "pod-security.kubernetes.io/enforce: baseline";

#[test]
fn the_server_says_it_so() {
    let plain = "containers: [{name: main}]";
    assert_eq!(said(BASELINE, plain), None);
    assert_eq!(said("pod-security.kubernetes.io/enforce: privileged", "hostPID: true"), None);
    // As recorded from a server.
    assert_eq!(
        said(RESTRICTED, plain).unwrap(),
        "violates PodSecurity \"restricted:latest\": allowPrivilegeEscalation != false (container \"main\" must set securityContext.allowPrivilegeEscalation=false), unrestricted capabilities (container \"main\" must set securityContext.capabilities.drop=[\"ALL\"]), runAsNonRoot != true (pod or container \"main\" must set securityContext.runAsNonRoot=true), seccompProfile (pod or container \"main\" must set securityContext.seccompProfile.type to \"RuntimeDefault\" or \"Localhost\")"
    );
    let old = format!("{RESTRICTED}, pod-security.kubernetes.io/enforce-version: v1.18");
    assert_eq!(
        said(&old, plain).unwrap(),
        "violates PodSecurity \"restricted:v1.18\": allowPrivilegeEscalation != false (container \"main\" must set securityContext.allowPrivilegeEscalation=false), runAsNonRoot != true (pod or container \"main\" must set securityContext.runAsNonRoot=true)"
    );
    assert_eq!(
        said(BASELINE, "hostNetwork: true, containers: [{name: main, ports: [{hostPort: 9090}]}]").unwrap(),
        "violates PodSecurity \"baseline:latest\": host namespaces (hostNetwork=true), hostPort (container \"main\" uses hostPort 9090)"
    );
}

#[test]
fn ports_of_the_node_are_filled_in() {
    let ports = |network: &str| {
        said(
            BASELINE,
            &format!(
                "{network}containers: [{{name: ne, ports: [{{containerPort: 9100}}, {{containerPort: 80, hostPort: 81}}]}}]"
            ),
        )
    };
    assert_eq!(
        ports("hostNetwork: true, ").unwrap(),
        "violates PodSecurity \"baseline:latest\": host namespaces (hostNetwork=true), hostPort (container \"ne\" uses hostPorts 81, 9100)"
    );
    assert!(ports("").unwrap().ends_with(": hostPort (container \"ne\" uses hostPort 81)"));
}

const HARD: &str = "securityContext: {runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}";
const OWN: &str = "allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}";

#[test]
fn each_check() {
    let hard = format!("{HARD}, containers: [{{name: a, securityContext: {{{OWN}}}}}]");
    assert_eq!(said(RESTRICTED, &hard), None);
    let one = |own: &str, more: &str| {
        let own = if own.is_empty() { OWN.to_owned() } else { own.to_owned() };
        let spec = format!("{HARD}, containers: [{{name: a, securityContext: {{{own}}}}}]{more}");
        let said = said(RESTRICTED, &spec).unwrap();
        said.strip_prefix("violates PodSecurity \"restricted:latest\": ").unwrap().to_owned()
    };
    assert_eq!(
        one("", ", volumes: [{name: h, hostPath: {path: /x}}]"),
        "restricted volume types (volume \"h\" uses restricted volume type \"hostPath\")"
    );
    assert_eq!(
        one("allowPrivilegeEscalation: false, capabilities: {drop: [ALL], add: [SYS_ADMIN, CHOWN]}", ""),
        "unrestricted capabilities (container \"a\" must not include \"CHOWN\", \"SYS_ADMIN\" in securityContext.capabilities.add)"
    );
    assert_eq!(
        one(&format!("{OWN}, runAsUser: 0, seLinuxOptions: {{user: u, type: t}}"), ""),
        "seLinuxOptions (container \"a\" set forbidden securityContext.seLinuxOptions: type \"t\"; user may not be set), runAsUser=0 (container \"a\" must not set runAsUser=0)"
    );
    assert_eq!(
        one(&format!("{OWN}, runAsNonRoot: false, seccompProfile: {{type: Unconfined}}, procMount: Unmasked"), ""),
        "procMount (container \"a\" must not set securityContext.procMount to \"Unmasked\"), runAsNonRoot != true (container \"a\" must not set securityContext.runAsNonRoot=false), seccompProfile (container \"a\" must not set securityContext.seccompProfile.type to \"Unconfined\")"
    );
    let probe = ", initContainers: [{name: i, securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}, privileged: true}, livenessProbe: {httpGet: {host: x}}}]";
    assert_eq!(
        one("", probe),
        "probe or lifecycle host (container \"i\" uses probe or lifecycle host \"x\"), privileged (container \"i\" must not set securityContext.privileged=true)"
    );
}

#[test]
fn checks_run_in_the_order_of_their_names() {
    for checks in [&baseline::CHECKS[..], &restricted::CHECKS[..]] {
        assert!(checks.is_sorted_by(|one, other| one.id < other.id));
    }
    let known = |check: &Check| check.instead.is_empty() || baseline::CHECKS.iter().any(|c| c.id == check.instead);
    assert!(restricted::CHECKS.iter().all(known));
}

/// Pods of which some version says something else than the one before it.
const TURNING: [&str; 5] = [
    "metadata: {annotations: {seccomp.security.alpha.kubernetes.io/pod: unconfined}}\nspec: {os: {name: windows}, containers: \
     [{name: a, securityContext: {capabilities: {add: [SYS_ADMIN]}}}]}\n",
    "spec: {hostUsers: false, containers: [{name: a, securityContext: {procMount: Unmasked, runAsUser: 0}}]}\n",
    "spec: {securityContext: {seLinuxOptions: {type: container_engine_t}}, containers: [{name: a, livenessProbe: {httpGet: {host: \
     h}}}]}\n",
    "spec: {securityContext: {sysctls: [{name: net.ipv4.tcp_rmem}, {name: net.ipv4.tcp_fin_timeout}, {name: \
     net.ipv4.ip_local_reserved_ports}, {name: kernel.msgmax}]}, containers: [{name: a}, {name: b, ports: [{hostPort: 80}]}]}\n",
    "spec: {securityContext: {runAsNonRoot: true, seccompProfile: {type: Unconfined}}, containers: [{name: a, securityContext: \
     {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}}]}\n",
];

#[test]
fn what_is_said_at_turns_is_what_each_version_says() {
    for text in TURNING {
        let documents = parse(text, &Limits::default());
        let pod = Field::root(documents[0].root().unwrap());
        let (meta, spec) = (pod.at("metadata"), pod.at("spec"));
        let known = Violations::of((meta, spec), true, 40);
        let mut told = std::collections::BTreeSet::new();
        for (restricted, minor) in [false, true].into_iter().flat_map(|level| (0..=40).map(move |minor| (level, minor)))
        {
            let of_it = super::violations(meta, spec, restricted, minor);
            assert_eq!(known.at(restricted, minor), of_it, "{text} {restricted} {minor}");
            told.insert(of_it);
        }
        assert!(told.len() > 1, "{text}: {told:?}");
    }
}
