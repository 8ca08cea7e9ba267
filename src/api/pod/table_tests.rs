//! Every row of the tables of pods, by what the server answers to it.

use crate::api::testing::answers;
use crate::model::Version;
use crate::schema::definition;

/// A pod of one container, with more for the container and for the spec (flow style).
fn pod(container: &str, spec: &str) -> String {
    let comma = |more: &str| if more.is_empty() { String::new() } else { format!(", {more}") };
    format!(
        "apiVersion: v1\nkind: Pod\nmetadata: {{name: web}}\nspec: {{containers: [{{name: web, image: a{}}}]{}}}\n",
        comma(container),
        comma(spec)
    )
}

/// Holds that each entry alone is all that is refused, or that nothing is.
fn each(words: &str, refusal: Option<&str>, yaml: impl Fn(&str) -> String) {
    for word in words.split_whitespace() {
        assert_eq!(answers(&yaml(word)), refusal.into_iter().collect::<Vec<_>>(), "{word}");
    }
}

#[test]
fn fields_that_variables_and_files_hold() {
    let variable = |path: &str| pod(&format!("env: [{{name: A, valueFrom: {{fieldRef: {{fieldPath: {path}}}}}}}]"), "");
    let file = |path: &str| {
        pod(
            "",
            &format!("volumes: [{{name: a, downwardAPI: {{items: [{{path: b, fieldRef: {{fieldPath: {path}}}}}]}}}}]"),
        )
    };
    let (of_both, of_files) = ("metadata.name metadata.namespace metadata.uid", "metadata.annotations metadata.labels");
    let of_variables =
        "spec.nodeName spec.host spec.serviceAccountName status.hostIP status.hostIPs status.podIP status.podIPs";
    let of_neither = "spec.restartPolicy spec.schedulerName status.phase";
    let at_variable = "spec.containers[0].env[0].valueFrom.fieldRef.fieldPath";
    let at_file = "spec.volumes[0].downwardAPI.fieldRef.fieldPath";
    each(of_both, None, variable);
    each(of_both, None, file);
    each(of_variables, None, variable);
    each(of_files, None, file);
    each(&format!("{of_files} {of_neither}"), Some(&format!("NotSupported {at_variable}")), variable);
    each(&format!("{of_variables} {of_neither}"), Some(&format!("NotSupported {at_file}")), file);
    each("spec.hostname status.qosClass metadata", Some(&format!("Invalid {at_variable}")), variable);
    each("spec.hostname status.qosClass metadata", Some(&format!("Invalid {at_file}")), file);
}

#[test]
fn amounts_that_variables_hold() {
    let variable = |resource: &str, divisor: &str| {
        let of = format!(
            "env: [{{name: A, valueFrom: {{resourceFieldRef: {{resource: {resource}, divisor: {divisor}}}}}}}]"
        );
        pod(&of, "")
    };
    let at = "spec.containers[0].env[0].valueFrom.resourceFieldRef";
    for of in ["limits", "requests"] {
        each("1m 1", None, |divisor| variable(&format!("{of}.cpu"), divisor));
        each("2m 1k", Some(&format!("Invalid {at}.divisor")), |divisor| variable(&format!("{of}.cpu"), divisor));
        for name in ["memory", "ephemeral-storage", "hugepages-2Mi"] {
            let named = |divisor: &str| variable(&format!("{of}.{name}"), divisor);
            each("1 1k 1M 1G 1T 1P 1E 1Ki 1Mi 1Gi 1Ti 1Pi 1Ei", None, named);
            each("1m 2 2Gi", Some(&format!("Invalid {at}.divisor")), named);
        }
    }
    each("cpu limits.pods requests.storage", Some(&format!("NotSupported {at}.resource")), |name| variable(name, "0"));
}

#[test]
fn variables_have_one_source() {
    let sources = [
        "fieldRef: {fieldPath: metadata.name}",
        "resourceFieldRef: {resource: limits.cpu}",
        "configMapKeyRef: {name: a, key: b}",
        "secretKeyRef: {name: a, key: b}",
        "fileKeyRef: {key: B, volumeName: v, path: c}",
    ];
    let variable =
        |from: &str| pod(&format!("env: [{{name: A, valueFrom: {{{from}}}}}]"), "volumes: [{name: v, emptyDir: {}}]");
    for (at, source) in sources.iter().enumerate() {
        assert!(answers(&variable(source)).is_empty(), "{source}");
        for other in &sources[at + 1..] {
            let refusal = ["Invalid spec.containers[0].env[0].valueFrom"];
            assert_eq!(answers(&variable(&format!("{source}, {other}"))), refusal, "{source} and {other}");
        }
    }
}

#[test]
fn what_windows_pods_cannot_have() {
    let windows =
        |container: &str, spec: &str| pod(container, &format!("os: {{name: windows}}, {spec}").replace(", }", "}"));
    let context = "io.k8s.api.core.v1.PodSecurityContext";
    let own = "io.k8s.api.core.v1.SecurityContext";
    let values = |field: &str| match field {
        "appArmorProfile" | "seccompProfile" => "{type: RuntimeDefault}",
        "seLinuxOptions" => "{level: a}",
        "capabilities" => "{add: [CHOWN]}",
        "sysctls" => "[{name: a, value: b}]",
        "supplementalGroups" => "[1]",
        "fsGroup" | "runAsUser" | "runAsGroup" => "1",
        "fsGroupChangePolicy" => "Always",
        "supplementalGroupsPolicy" => "Merge",
        "seLinuxChangePolicy" => "Recursive",
        "procMount" => "Default",
        "windowsOptions" => "{runAsUserName: a}",
        _ => "true",
    };
    let newest = Version::new(36).unwrap();
    for field in definition(context).unwrap().fields(newest).map(|field| field.name()) {
        let found = answers(&windows("", &format!("securityContext: {{{field}: {}}}", values(field))));
        let expected = format!("Forbidden spec.securityContext.{field}");
        let free = ["runAsNonRoot", "windowsOptions"].contains(&field);
        assert_eq!(found, if free { vec![] } else { vec![expected] }, "{field} of the pod");
    }
    for field in definition(own).unwrap().fields(newest).map(|field| field.name()) {
        let found =
            answers(&windows(&format!("securityContext: {{{field}: {}}}", values(field)), "enableServiceLinks: true"));
        let expected = format!("Forbidden spec.containers[0].securityContext.{field}");
        let free = ["runAsNonRoot", "windowsOptions"].contains(&field);
        assert_eq!(found, if free { vec![] } else { vec![expected] }, "{field} of a container");
    }
    for field in ["hostPID", "hostIPC", "hostUsers", "shareProcessNamespace"] {
        assert_eq!(answers(&windows("", &format!("{field}: true"))), [format!("Forbidden spec.{field}")]);
    }
    assert!(answers(&windows("", "hostPID: false, hostIPC: false")).is_empty());
    for field in ["hostUsers", "shareProcessNamespace"] {
        assert_eq!(answers(&windows("", &format!("{field}: false"))), [format!("Forbidden spec.{field}")]);
    }
    let options = "securityContext: {windowsOptions: {runAsUserName: a}}";
    let linux = answers(&pod(options, &format!("os: {{name: linux}}, {options}")));
    let at = |place: &str| format!("Forbidden {place}.securityContext.windowsOptions");
    assert_eq!(linux, [at("spec.containers[0]"), at("spec")]);
    assert_eq!(answers(&pod("", "os: {name: plan9}")), ["NotSupported spec.os"]);
    assert_eq!(answers(&pod("", "os: {name: ''}")), ["Required spec.os.name"]);
}

#[test]
fn sysctls_of_namespaces_that_are_the_nodes() {
    let shared = |field: &'static str| {
        move |name: &str| {
            pod("", &format!("{field}: true, securityContext: {{sysctls: [{{name: {name}, value: '1'}}]}}"))
        }
    };
    let told = "Invalid spec.securityContext.sysctls[0].name";
    let refusal = Some(told);
    // As sysctl(8) lists them below `kernel` where the kernel has IPC namespaces, and the message queues.
    let ipc = "kernel.sem kernel.shmall kernel.shmmax kernel.shmmni kernel.shm_rmid_forced kernel.shm
        kernel.msgmax kernel.msgmnb kernel.msgmni kernel.msg kernel/msg fs.mqueue.msg_max fs/mqueue/msg_max";
    each(ipc, refusal, shared("hostIPC"));
    each(ipc, None, shared("hostNetwork"));
    each("net.core.somaxconn net/core/somaxconn", refusal, shared("hostNetwork"));
    each("net.core.somaxconn kernel.pid_max fs.mqueues kernel.shmmnix", None, shared("hostIPC"));
    let named = |name: &str| pod("", &format!("securityContext: {{sysctls: [{{name: {name}, value: '1'}}]}}"));
    let long = |length: usize| "a".repeat(length);
    crate::api::testing::edge(253, told, |length| named(&long(length)));
    each("a-b_c.d/e1", None, named);
    each("A a..b -a a- a./b", refusal, named);
}

#[test]
fn profiles() {
    let seccomp =
        |kind: &str| pod("", &format!("securityContext: {{seccompProfile: {{type: {kind}, {}}}}}", local(kind)));
    let armor =
        |kind: &str| pod("", &format!("securityContext: {{appArmorProfile: {{type: {kind}, {}}}}}", local(kind)));
    for yaml in [&seccomp as &dyn Fn(&str) -> String, &armor] {
        each("Localhost RuntimeDefault Unconfined", None, yaml);
    }
    each("runtime/default", Some("NotSupported spec.securityContext.seccompProfile.type"), seccomp);
    each("runtime/default", Some("NotSupported spec.securityContext.appArmorProfile.type"), armor);
    let long = |length: usize| {
        let name = "a".repeat(length);
        pod("", &format!("securityContext: {{appArmorProfile: {{type: Localhost, localhostProfile: {name}}}}}"))
    };
    crate::api::testing::edge(4095, "TooLong spec.securityContext.appArmorProfile.localhostProfile", long);
}

fn local(kind: &str) -> &'static str {
    if kind == "Localhost" { "localhostProfile: a" } else { "" }
}

#[test]
fn what_ephemeral_containers_cannot_have() {
    let values = [
        ("ports", "[{containerPort: 80}]"),
        ("resources", "{limits: {cpu: 1}}"),
        ("resizePolicy", "[{resourceName: cpu, restartPolicy: NotRequired}]"),
        ("restartPolicy", "Always"),
        ("restartPolicyRules", "[{action: Restart, exitCodes: {operator: In, values: [1]}}]"),
        ("livenessProbe", "{tcpSocket: {port: 80}}"),
        ("readinessProbe", "{tcpSocket: {port: 80}}"),
        ("startupProbe", "{tcpSocket: {port: 80}}"),
        ("lifecycle", "{preStop: {sleep: {seconds: 1}}}"),
    ];
    for (field, value) in values {
        let yaml = pod("", &format!("ephemeralContainers: [{{name: b, image: b, {field}: {value}}}]"));
        let refusal = format!("Forbidden spec.ephemeralContainers[0].{field}");
        assert!(answers(&yaml).contains(&refusal), "{field}: {:?}", answers(&yaml));
        // Of all that stands beside them only this is refused of other containers.
        let regular = answers(&pod(&format!("{field}: {value}"), ""));
        assert!(!regular.iter().any(|answer| answer.starts_with("Forbidden")), "{field}: {regular:?}");
    }
    for field in ["lifecycle", "livenessProbe", "readinessProbe", "startupProbe"] {
        let value = values.iter().find(|(name, _)| *name == field).unwrap().1;
        let yaml = pod("", &format!("initContainers: [{{name: b, image: b, {field}: {value}}}]"));
        assert_eq!(answers(&yaml), [format!("Forbidden spec.initContainers[0].{field}")]);
    }
}
