//! Pods against the answers of the API server, rule by rule.

use super::super::testing::{answers, answers_of, findings, table};
use crate::model::Version;

const POD: &str = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n";
const WEB: &str =
    "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: web\n    image: nginx:1.29\n";

#[test]
fn containers() {
    table(
        POD,
        &[
            ("  containers: []\n", &["Required spec.containers"]),
            ("  containers:\n  - image: a\n", &["Required spec.containers[0].name"]),
            ("  containers:\n  - name: A\n    image: a\n", &["Invalid spec.containers[0].name"]),
            ("  containers:\n  - name: a\n", &["Required spec.containers[0].image"]),
            (
                "  containers:\n  - {name: a, image: a}\n  - {name: a, image: b}\n",
                &["Duplicate spec.containers[1].name"],
            ),
            (
                "  containers:\n  - {name: a, image: a}\n  initContainers:\n  - {name: a, image: b}\n",
                &["Duplicate spec.initContainers[0].name"],
            ),
            ("  containers:\n  - {name: a, image: ' a'}\n", &["Invalid spec.containers[0].image"]),
            (
                "  containers:\n  - {name: a, image: a, imagePullPolicy: always}\n",
                &["NotSupported spec.containers[0].imagePullPolicy"],
            ),
            (
                "  containers:\n  - {name: a, image: a}\n  ephemeralContainers:\n  - {name: b, image: b}\n",
                &["Forbidden spec.ephemeralContainers"],
            ),
            // What a gate drops is not there to be forbidden.
            (
                "  containers:\n  - {name: a, image: a}\n  ephemeralContainers:\n  - {name: b, image: b, lifecycle: {stopSignal: SIGTERM}}\n",
                &["Forbidden spec.ephemeralContainers"],
            ),
        ],
    );
}

#[test]
fn ports() {
    table(
        WEB,
        &[
            (
                "    ports:\n    - {containerPort: 70000}\n  hostNetwork: true\n",
                &["Invalid spec.containers[0].ports[0].containerPort", "Invalid spec.containers[0].ports[0].hostPort"],
            ),
            ("    ports:\n    - {}\n", &["Required spec.containers[0].ports[0].containerPort"]),
            ("    ports:\n    - {containerPort: 70000}\n", &["Invalid spec.containers[0].ports[0].containerPort"]),
            (
                "    ports:\n    - {containerPort: 80, protocol: tcp}\n",
                &["NotSupported spec.containers[0].ports[0].protocol"],
            ),
            (
                "    ports:\n    - {containerPort: 80, hostPort: 80}\n    - {containerPort: 81, hostPort: 80}\n",
                &["Duplicate spec.containers[0].ports[1].hostPort"],
            ),
            (
                "    ports:\n    - {containerPort: 80, name: http}\n    - {containerPort: 81, name: http}\n",
                &["Duplicate spec.containers[0].ports[1].name"],
            ),
            (
                "    ports:\n    - {containerPort: 80, hostPort: 81}\n  hostNetwork: true\n",
                &["Invalid spec.containers[0].ports[0].hostPort"],
            ),
        ],
    );
}

#[test]
fn environment() {
    table(
        WEB,
        &[
            ("    env:\n    - {value: a}\n", &["Required spec.containers[0].env[0].name"]),
            ("    env:\n    - {name: a=b}\n", &["Invalid spec.containers[0].env[0].name"]),
            ("    env:\n    - {name: a, valueFrom: {}}\n", &["Invalid spec.containers[0].env[0].valueFrom"]),
            (
                "    env:\n    - {name: a, valueFrom: {fieldRef: {fieldPath: spec.host2}}}\n",
                &["Invalid spec.containers[0].env[0].valueFrom.fieldRef.fieldPath"],
            ),
            (
                "    env:\n    - {name: a, valueFrom: {fieldRef: {fieldPath: metadata.labels}}}\n",
                &["NotSupported spec.containers[0].env[0].valueFrom.fieldRef.fieldPath"],
            ),
            ("    env:\n    - {name: a, valueFrom: {fieldRef: {fieldPath: \"metadata.labels['a']\"}}}\n", &[]),
            (
                "    env:\n    - {name: a, valueFrom: {resourceFieldRef: {resource: limits.cpu, divisor: 2m}}}\n",
                &["Invalid spec.containers[0].env[0].valueFrom.resourceFieldRef.divisor"],
            ),
            (
                "    env:\n    - {name: a, valueFrom: {secretKeyRef: {key: k}}}\n",
                &["Invalid spec.containers[0].env[0].valueFrom.secretKeyRef.name"],
            ),
            ("    envFrom:\n    - {}\n", &["Invalid spec.containers[0].envFrom"]),
            ("    envFrom:\n    - {configMapRef: {}}\n", &["Required spec.containers[0].envFrom[0].configMapRef.name"]),
        ],
    );
}

#[test]
fn mounts_need_volumes() {
    table(
        WEB,
        &[
            (
                "    volumeMounts:\n    - {name: a, mountPath: /a}\n",
                &["NotFound spec.containers[0].volumeMounts[0].name"],
            ),
            (
                "    volumeMounts:\n    - {mountPath: /a}\n",
                &[
                    "NotFound spec.containers[0].volumeMounts[0].name",
                    "Required spec.containers[0].volumeMounts[0].name",
                ],
            ),
            (
                "    volumeMounts:\n    - {name: a, mountPath: /a}\n    - {name: a, mountPath: /a}\n  volumes:\n  - name: a\n",
                &["Invalid spec.containers[0].volumeMounts[1].mountPath"],
            ),
            (
                "    volumeMounts:\n    - {name: a, mountPath: /a, subPath: ../b}\n  volumes:\n  - name: a\n",
                &["Invalid spec.containers[0].volumeMounts.subPath"],
            ),
            (
                "    volumeMounts:\n    - {name: a, mountPath: /a}\n  volumes:\n  - {name: a, hostPath: {}}\n",
                &["NotFound spec.containers[0].volumeMounts[0].name", "Required spec.volumes[0].hostPath.path"],
            ),
        ],
    );
}

#[test]
fn volumes() {
    table(
        WEB,
        &[
            ("  volumes:\n  - {}\n", &["Required spec.volumes[0].name"]),
            (
                "  volumes:\n  - {name: a, emptyDir: {}, hostPath: {path: /a}, cephfs: {}}\n",
                &["Forbidden spec.volumes[0].cephFS", "Forbidden spec.volumes[0].hostPath"],
            ),
            ("  volumes:\n  - {name: a}\n  - {name: a}\n", &["Duplicate spec.volumes[1].name"]),
            (
                "  volumes:\n  - {name: a, configMap: {name: c, defaultMode: 644}}\n",
                &["Invalid spec.volumes[0].configMap.defaultMode"],
            ),
            ("  volumes:\n  - {name: a, gcePersistentDisk: {}}\n", &["Required spec.volumes[0].persistentDisk.pdName"]),
            ("  volumes:\n  - {name: a, nfs: {server: s, path: a}}\n", &["Invalid spec.volumes[0].nfs.path"]),
            (
                "  volumes:\n  - {name: a, downwardAPI: {items: [{path: p}]}}\n",
                &["Required spec.volumes[0].downwardAPI"],
            ),
            // Admission gives the pod the account `default` before it is validated.
            ("  volumes:\n  - {name: a, projected: {sources: [{serviceAccountToken: {path: t}}]}}\n", &[]),
            (
                "  serviceAccountName: a\n  volumes:\n  - name: a\n    projected: {sources: [{serviceAccountToken: {path: t, expirationSeconds: 9}}]}\n",
                &["Invalid spec.volumes[0].projected.sources[0].serviceAccountToken.expirationSeconds"],
            ),
            (
                "  volumes:\n  - {name: a, ephemeral: {volumeClaimTemplate: {spec: {accessModes: [ReadWriteOnce]}}}}\n",
                &["Required spec.volumes[0].ephemeral.volumeClaimTemplate.spec.resources[storage]"],
            ),
        ],
    );
}

#[test]
fn mirror_pods_have_no_account() {
    let mirror = WEB.replacen("metadata:\n", "metadata:\n  annotations: {kubernetes.io/config.mirror: a}\n", 1);
    let token = "  nodeName: a\n  volumes:\n  - {name: a, projected: {sources: [{serviceAccountToken: {path: t}}]}}\n";
    table(&mirror, &[(token, &["Forbidden spec.volumes[0].projected.sources[0].serviceAccountToken"])]);
}

#[test]
fn probes_and_hooks() {
    table(
        WEB,
        &[
            ("    livenessProbe: {}\n", &["Required spec.containers[0].livenessProbe"]),
            ("    livenessProbe: {httpGet: {port: 0}}\n", &["Invalid spec.containers[0].livenessProbe.httpGet.port"]),
            (
                "    livenessProbe: {httpGet: {port: 80}, tcpSocket: {port: 80}}\n",
                &["Forbidden spec.containers[0].livenessProbe.tcpSocket"],
            ),
            (
                "    livenessProbe: {exec: {command: [a]}, successThreshold: 2}\n",
                &["Invalid spec.containers[0].livenessProbe.successThreshold"],
            ),
            (
                "    readinessProbe: {exec: {}, terminationGracePeriodSeconds: 1}\n",
                &[
                    "Invalid spec.containers[0].readinessProbe.terminationGracePeriodSeconds",
                    "Required spec.containers[0].readinessProbe.exec.command",
                ],
            ),
            (
                "    lifecycle: {preStop: {sleep: {seconds: 31}}}\n",
                &["Invalid spec.containers[0].lifecycle.preStop.sleep"],
            ),
            (
                "  initContainers:\n  - {name: i, image: i, livenessProbe: {exec: {command: [a]}}}\n",
                &["Forbidden spec.initContainers[0].livenessProbe"],
            ),
            (
                "  initContainers:\n  - {name: i, image: i, restartPolicy: Always, livenessProbe: {exec: {command: [a]}}}\n",
                &[],
            ),
        ],
    );
}

#[test]
fn resources() {
    table(
        WEB,
        &[
            (
                "    resources: {requests: {cpu: 2}, limits: {cpu: 1}}\n",
                &["Invalid spec.containers[0].resources.requests"],
            ),
            (
                // What is limited is requested as well, so the server finds the name twice.
                "    resources: {limits: {cu: 1}}\n",
                &[
                    "Invalid spec.containers[0].resources.limits[cu]",
                    "Invalid spec.containers[0].resources.limits[cu]",
                    "Invalid spec.containers[0].resources.requests[cu]",
                    "Invalid spec.containers[0].resources.requests[cu]",
                ],
            ),
            ("    resources: {requests: {nvidia.com/gpu: 1}}\n", &["Required spec.containers[0].resources.limits"]),
            (
                "    resources: {limits: {hugepages-2Mi: 3Mi}}\n",
                &[
                    "Forbidden spec.containers[0].resources",
                    "Invalid spec.containers[0].resources.limits[hugepages-2Mi]",
                    "Invalid spec.containers[0].resources.requests[hugepages-2Mi]",
                ],
            ),
            ("    resources: {claims: [{name: a}]}\n", &["NotFound spec.containers[0].resources.claims[0]"]),
            (
                "    resources: {requests: {cpu: 2}}\n  resources: {requests: {cpu: 1}}\n",
                &["Invalid spec.resources.requests[cpu]"],
            ),
            (
                "    resources: {requests: {cpu: 2}}\n  resources: {limits: {cpu: 1}}\n",
                &["Invalid spec.resources.requests"],
            ),
        ],
    );
}

#[test]
fn security() {
    table(
        WEB,
        &[
            (
                "    securityContext: {privileged: true, allowPrivilegeEscalation: false}\n",
                &["Invalid spec.containers[0].securityContext"],
            ),
            ("    securityContext: {runAsUser: -1}\n", &["Invalid spec.containers[0].securityContext.runAsUser"]),
            ("    securityContext: {procMount: Unmasked}\n", &["Invalid spec.containers[0].securityContext.procMount"]),
            (
                "    securityContext: {seccompProfile: {type: Localhost}}\n",
                &["Required spec.containers[0].securityContext.seccompProfile.localhostProfile"],
            ),
            (
                "  securityContext: {sysctls: [{name: net.core.somaxconn, value: '1'}]}\n  hostNetwork: true\n",
                &["Invalid spec.securityContext.sysctls[0].name"],
            ),
            ("  os: {name: windows}\n  hostPID: true\n", &["Forbidden spec.hostPID"]),
            ("  os: {name: Linux}\n", &["NotSupported spec.os"]),
            ("  hostUsers: false\n  hostNetwork: true\n", &["Forbidden spec.hostNetwork"]),
        ],
    );
}

#[test]
fn placement() {
    table(
        WEB,
        &[
            ("  tolerations:\n  - {operator: Equal}\n", &["Invalid spec.tolerations[0].operator"]),
            ("  tolerations:\n  - {key: a, effect: Never}\n", &["NotSupported spec.tolerations[0].effect"]),
            (
                "  topologySpreadConstraints:\n  - {maxSkew: 0, topologyKey: a, whenUnsatisfiable: Never}\n",
                &[
                    "Invalid spec.topologySpreadConstraints[0].maxSkew",
                    "NotSupported spec.topologySpreadConstraints[0].whenUnsatisfiable",
                ],
            ),
            (
                "  affinity: {podAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{labelSelector: {}}]}}\n",
                &[
                    "Invalid spec.affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].topologyKey",
                    "Invalid spec.affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].topologyKey",
                    "Required spec.affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].topologyKey",
                ],
            ),
            ("  schedulingGates: [{name: a}, {name: a}]\n", &["Duplicate spec.schedulingGates[1]"]),
            ("  schedulingGates: [{name: a}]\n  nodeName: n\n", &["Forbidden spec.nodeName"]),
            ("  dnsPolicy: None\n", &["Required spec.dnsConfig"]),
            (
                "  hostAliases: [{ip: 1.2.3, hostnames: [A]}]\n",
                &["Invalid spec.hostAliases[0].hostnames[0]", "Invalid spec.hostAliases[0].ip"],
            ),
            ("  overhead: {cu: 1}\n", &["Invalid spec.overhead.limits[cu]", "Invalid spec.overhead.limits[cu]"]),
        ],
    );
}

#[test]
fn warnings() {
    table(
        WEB,
        &[
            (
                "    env:\n    - {name: a, value: b}\n    - {name: a, value: c}\n",
                &[
                    "spec.containers[0].env[1]: hides previous definition of \"a\", which may be dropped when using apply",
                ],
            ),
            (
                "    ports:\n    - {containerPort: 80}\n    - {containerPort: 80}\n",
                &["spec.containers[0].ports[1]: duplicate port definition with spec.containers[0].ports[0]"],
            ),
            (
                "    ports:\n    - {containerPort: 80, hostIP: 10.0.0.1}\n    - {containerPort: 81, hostIP: 10.0.0.1, hostPort: 81}\n",
                &[
                    "spec.containers[0].ports[0]: hostIP set without hostPort: {Name: HostPort:0 ContainerPort:80 Protocol:TCP HostIP:10.0.0.1}",
                ],
            ),
            (
                "    resources: {requests: {memory: 100m}}\n",
                &[
                    "spec.containers[0].resources.requests[memory]: fractional byte value \"100m\" is invalid, must be an integer",
                ],
            ),
            (
                "  nodeSelector: {beta.kubernetes.io/os: linux}\n",
                &["spec.nodeSelector[beta.kubernetes.io/os]: deprecated since v1.14; use \"kubernetes.io/os\" instead"],
            ),
            (
                "  volumes:\n  - {name: a, gitRepo: {repository: r}}\n",
                &["spec.volumes[0].gitRepo: deprecated in v1.11, and disabled by default in v1.33+"],
            ),
        ],
    );
}

#[test]
fn what_is_limited_is_requested_and_warned_of_twice() {
    let limited = format!("{WEB}    resources: {{limits: {{memory: '1.500'}}}}\n");
    let of = |list: &str| {
        format!(
            "spec.containers[0].resources.{list}[memory]: fractional byte value \"1.500\" is invalid, must be an integer"
        )
    };
    assert_eq!(answers(&limited), [of("limits"), of("requests")]);
}

#[test]
fn profiles_in_annotations_are_warned_of_before_they_are_refused() {
    let key = "container.apparmor.security.beta.kubernetes.io/web";
    let pod = WEB.replace("  name: web\nspec", &format!("  name: web\n  annotations: {{{key}: a/b}}\nspec"));
    let warning =
        format!("metadata.annotations[{key}]: deprecated since v1.30; use the \"appArmorProfile\" field instead");
    assert_eq!(answers(&pod), [format!("Invalid metadata.annotations[{key}]"), warning]);
}

#[test]
fn a_profile_in_an_annotation_that_the_field_gives_as_well_is_not_warned_of() {
    let key = "container.apparmor.security.beta.kubernetes.io/web";
    let warned = |annotation: &str, profile: &str| {
        let annotated = format!(
            "  name: web\n  annotations: {{{key}: {annotation}}}\nspec:\n  securityContext: {{appArmorProfile: {{{profile}}}}}"
        );
        answers(&WEB.replace("  name: web\nspec:", &annotated))
            .iter()
            .any(|answer| answer.contains("deprecated since v1.30"))
    };
    for (annotation, profile, told) in [
        ("unconfined", "type: Unconfined", false),
        ("unconfined", "type: RuntimeDefault", true),
        ("runtime/default", "type: RuntimeDefault", false),
        ("runtime/default", "type: RuntimeDefault, localhostProfile: a", true),
        ("localhost/a", "type: Localhost, localhostProfile: a", false),
        ("localhost/a", "type: Localhost, localhostProfile: b", true),
        ("localhost/a", "type: Unconfined", true),
    ] {
        assert_eq!(warned(annotation, profile), told, "{annotation} {profile}");
    }
}

#[test]
fn resources_of_the_pod() {
    table(
        WEB,
        &[
            ("  resources: {limits: {cpu: '2'}}\n", &[]),
            (
                "  resources: {claims: [{name: a}, {name: b, request: B}]}\n",
                &[
                    "Forbidden spec.resources.claims",
                    "Invalid spec.resources.claims[1].request",
                    "NotFound spec.resources.claims[0]",
                    "NotFound spec.resources.claims[1]",
                ],
            ),
            // Only what a pod can ask for is requested because it is limited.
            ("  resources: {limits: {foo.svc: 1}}\n", &["Invalid spec.resources.limits[foo.svc]"]),
            (
                "    resources: {limits: {cpu: 1}}\n  resources: {limits: {cpu: null}}\n",
                &["Invalid spec.resources.containers[0][cpu].limits", "Invalid spec.resources.requests"],
            ),
        ],
    );
}

#[test]
fn versions_differ() {
    let rules = format!("{WEB}    env:\n    - {{name: a b}}\n");
    assert_eq!(answers_of(31, &rules), ["Invalid spec.containers[0].env[0].name"]);
    assert_eq!(answers_of(32, &rules), Vec::<String>::new());
    let restart = format!("{WEB}    restartPolicy: Always\n");
    assert_eq!(answers_of(34, &restart), ["Forbidden spec.containers[0].restartPolicy"]);
    assert_eq!(answers_of(36, &restart), Vec::<String>::new());
}

#[test]
fn templates_are_asked_for_less() {
    let template = "apiVersion: v1\nkind: PodTemplate\nmetadata:\n  name: web\ntemplate:\n  metadata:\n    labels: {a: b c}\n  spec:\n    containers:\n    - {name: a, image: ' a'}\n";
    assert_eq!(answers(template), ["Invalid template.labels"]);
}

#[test]
fn labels_stand_on_the_characters_to_change() {
    let cases = [
        (format!("{WEB}    imagePullPolicy: always\n"), "always"),
        (format!("{WEB}    resources: {{requests: {{cpu: 2}}, limits: {{cpu: 1}}}}\n"), "2"),
        (format!("{WEB}    volumeMounts:\n    - {{name: dat, mountPath: /d}}\n  volumes:\n  - name: data\n"), "dat"),
        (format!("{WEB}    livenessProbe:\n      httpGet:\n        path: /\n"), "httpGet"),
    ];
    for (yaml, expected) in cases {
        let found = findings(Version::new(36).expect("known"), &yaml);
        assert_eq!(found.len(), 1, "{yaml}");
        assert_eq!(&yaml[found[0].span.range()], expected, "{yaml}");
    }
}

#[test]
fn a_variable_that_is_set_twice_is_told_beside_what_is_refused_and_as_no_answer_of_the_server() {
    let env = "    env: [{name: A, value: '1'}, {name: A, value: '2'}]\n";
    for (name, told) in [("web", 1), ("WEB", 0)] {
        let yaml = format!(
            "apiVersion: v1\nkind: Pod\nmetadata: {{name: {name}}}\nspec:\n  containers:\n  - name: a\n    image: b:1\n{env}"
        );
        let found = findings(Version::NEWEST, &yaml);
        let twice: Vec<_> = found.iter().filter(|f| f.message.contains("is set twice")).collect();
        assert_eq!(twice.len(), 1, "{found:#?}");
        assert_eq!(twice.iter().filter(|f| f.api.is_some()).count(), told, "{name}");
    }
}
