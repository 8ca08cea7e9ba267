use super::slips;
use crate::discover::SourceFile;
use crate::model::{Gvk, Severity, Version};
use crate::pipeline::{Request, run};
use crate::resource::{Content, content};
use crate::source::{Limits, parse};

/// The slips of a pod with this spec, as `level field`.
fn found(spec: &str) -> Vec<String> {
    let yaml = format!("apiVersion: v1\nkind: Pod\nmetadata: {{name: a}}\nspec:\n{spec}");
    let documents = parse(&yaml, &Limits::default());
    let Content::Objects(objects) = content(&documents[0]) else { panic!("no object in {yaml}") };
    let gvk = Gvk { group: "", version: "v1", kind: "Pod" };
    let slips = slips(&objects[0], gvk, Version::NEWEST);
    slips.iter().map(|slip| format!("{} {}", slip.level.name(), slip.field)).collect()
}

const HARD: &str = "  securityContext: {runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}\n";
const CONTAINER: &str =
    "  containers:\n  - name: a\n    securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}\n";

#[test]
fn hardened_pods_pass() {
    assert_eq!(found(&format!("{HARD}{CONTAINER}")), [""; 0]);
    assert_eq!(found(&format!("{HARD}{CONTAINER}  hostNetwork: true\n")), ["baseline spec.hostNetwork"]);
}

#[test]
fn bare_pods_are_not_restricted() {
    assert_eq!(
        found("  containers: [{name: a}]\n"),
        [
            "restricted spec.containers[0].securityContext.runAsNonRoot",
            "restricted spec.containers[0].securityContext.seccompProfile.type",
            "restricted spec.containers[0].securityContext.allowPrivilegeEscalation",
            "restricted spec.containers[0].securityContext.capabilities.drop",
        ]
    );
}

#[test]
fn each_check() {
    for (spec, slip) in [
        ("  volumes: [{name: v, hostPath: {path: /}}]\n", "baseline spec.volumes[0].hostPath"),
        ("  volumes: [{name: v, nfs: {}}]\n", "restricted spec.volumes[0].nfs"),
        ("  hostPID: true\n", "baseline spec.hostPID"),
        (
            "  hostNetwork: true\n  containers: [{name: c, ports: [{containerPort: 9100}]}]\n",
            "baseline spec.containers[0].ports[0].hostPort",
        ),
        (
            "  initContainers: [{name: i, ports: [{hostPort: 1}]}]\n",
            "baseline spec.initContainers[0].ports[0].hostPort",
        ),
        (
            "  initContainers: [{name: i, securityContext: {privileged: true}}]\n",
            "baseline spec.initContainers[0].securityContext.privileged",
        ),
        (
            "  initContainers: [{name: i, securityContext: {capabilities: {add: [SYS_ADMIN]}}}]\n",
            "baseline spec.initContainers[0].securityContext.capabilities.add[0]",
        ),
        (
            "  initContainers: [{name: i, securityContext: {capabilities: {add: [CHOWN]}}}]\n",
            "restricted spec.initContainers[0].securityContext.capabilities.add[0]",
        ),
        (
            "  initContainers: [{name: i, securityContext: {runAsUser: 0}}]\n",
            "restricted spec.initContainers[0].securityContext.runAsUser",
        ),
        (
            "  initContainers: [{name: i, livenessProbe: {httpGet: {host: x}}}]\n",
            "baseline spec.initContainers[0].livenessProbe.httpGet.host",
        ),
        (
            "  initContainers: [{name: i, securityContext: {seccompProfile: {type: Unconfined}}}]\n",
            "baseline spec.initContainers[0].securityContext.seccompProfile.type",
        ),
    ] {
        let slips = found(&format!("{HARD}{CONTAINER}{spec}"));
        assert!(slips.iter().any(|s| s == slip), "{spec}: {slips:?}");
    }
}

#[test]
fn a_namespace_may_ask_for_older_standards() {
    let told = |labels: &str, kind: &str| {
        let pod = format!("{{spec: {{{SOFT}}}}}");
        let object = match kind {
            "Pod" => format!("apiVersion: v1\nkind: Pod\nmetadata: {{name: p, namespace: a}}\nspec: {{{SOFT}}}\n"),
            _ => format!("apiVersion: v1\nkind: PodTemplate\nmetadata: {{name: p, namespace: a}}\ntemplate: {pod}\n"),
        };
        let text =
            format!("apiVersion: v1\nkind: Namespace\nmetadata:\n  name: a\n  labels: {{{labels}}}\n---\n{object}");
        let found = run(&[SourceFile::new("a.yaml", text)], &Request::default()).unwrap().findings;
        found.into_iter().filter(|f| *f.rule == super::RULE).map(|f| f.into_particulars().field).collect::<Vec<_>>()
    };
    let level = "pod-security.kubernetes.io/enforce: restricted";
    let of = |version: &str| told(&format!("{level}, pod-security.kubernetes.io/enforce-version: {version}"), "Pod");
    let newest = told(level, "Pod");
    assert_eq!(newest.len(), 4, "{newest:?}");
    assert_eq!(of("latest"), newest);
    assert_eq!(of("v1.22").len(), 3);
    assert_eq!(of("v1.21").len(), 2);
    assert_eq!(of("v1.18"), ["spec.containers[0].securityContext.allowPrivilegeEscalation"]);
    assert!(of("v1.7").is_empty());
    // Nothing makes pods of it.
    assert!(told(level, "PodTemplate").is_empty());
}

/// A pod that says it is not root's, and no more.
const SOFT: &str = "containers: [{name: c, image: 'i:1', securityContext: {runAsNonRoot: true, runAsUser: 0}}]";

/// What is said at `warning` of one object in a namespace with these labels.
fn warned(labels: &str, object: &str) -> Vec<String> {
    let text = format!(
        "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: a\n  labels: {{{labels}}}\n---\n{}",
        object.replace("SPEC", SOFT)
    );
    let found = run(&[SourceFile::new("a.yaml", text)], &Request::default()).unwrap().findings;
    let own = found.into_iter().filter(|f| *f.rule == super::RULE);
    own.map(|f| match f.severity {
        Severity::Warning => f.into_particulars().message,
        _ => f.into_particulars().field,
    })
    .collect()
}

const POD: &str = "apiVersion: v1\nkind: Pod\nmetadata: {name: p, namespace: a}\nspec: {SPEC}\n";
const WEB: &str = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: p, namespace: a}\nspec:\n  selector: {matchLabels: {a: b}}\n  template: {metadata: {labels: {a: b}}, spec: {hostNetwork: true, SPEC}}\n";

#[test]
fn the_server_warns_in_its_own_words() {
    let label = "pod-security.kubernetes.io/warn: restricted";
    let all = "allowPrivilegeEscalation != false (container \"c\" must set securityContext.allowPrivilegeEscalation=false), unrestricted capabilities (container \"c\" must set securityContext.capabilities.drop=[\"ALL\"]), runAsUser=0 (container \"c\" must not set runAsUser=0), seccompProfile (pod or container \"c\" must set securityContext.seccompProfile.type to \"RuntimeDefault\" or \"Localhost\")";
    assert_eq!(warned(label, POD), [format!("would violate PodSecurity \"restricted:latest\": {all}")]);
    let older = warned(&format!("{label}, pod-security.kubernetes.io/warn-version: v1.18"), POD);
    let first = all.split(", unrestricted").next().unwrap();
    assert_eq!(older, [format!("would violate PodSecurity \"restricted:v1.18\": {first}")]);
    assert_eq!(warned(&label.replace("warn", "audit"), POD), [""; 0]);
    assert_eq!(warned(&label.replace("restricted", "baseline"), POD), [""; 0]);
}

#[test]
fn what_is_refused_is_not_warned_of_as_well() {
    let both = |enforce: &str, warn: &str| {
        format!("pod-security.kubernetes.io/enforce: {enforce}, pod-security.kubernetes.io/warn: {warn}")
    };
    assert_eq!(warned(&both("restricted", "restricted"), POD).len(), 4);
    assert_eq!(warned(&both("restricted", "baseline"), WEB).iter().filter(|said| said.starts_with("would")).count(), 0);
    // The server takes the Deployment, and refuses its pods for less than it warns of.
    let said = warned(&both("baseline", "restricted"), WEB);
    assert!(
        said.len() == 2
            && said.iter().any(|said| said.starts_with("would violate PodSecurity \"restricted:latest\": host")),
        "{said:?}"
    );
    let pod = POD.replace("SPEC", "hostNetwork: true, SPEC");
    assert_eq!(warned(&both("baseline", "restricted"), &pod), ["spec.hostNetwork"]);
}
