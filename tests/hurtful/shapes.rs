//! Shapes of files, each a function of a size: what the rules do with it grows as the size does, and no faster.

use plimsoll::discover::SourceFile;
use plimsoll::model::Severity;
use plimsoll::pipeline::Request;

use super::measure::{Measured, alone, judged};

/// So many units at first, and then four times as many: more than the findings that are told.
const SIZE: usize = 600;

/// A name, and the text in parts: what comes once, and what comes as often as the size says, `#` in it being counted up.
type Shape = (&'static str, &'static [(&'static str, &'static str)]);

const POD: &str = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n";
const CONTAINER: &str = "  containers:\n  - name: a\n    image: b:1\n";
const JOB: &str = "apiVersion: batch/v1\nkind: Job\nmetadata: {name: a}\nspec:\n  template: {spec: {restartPolicy: Never, containers: [{name: a, image: 'b:1'}]}}\n";

/// Lists and maps of pods.
const PODS: &[Shape] = &[
    ("ports of one number", &[(POD, ""), (CONTAINER, ""), ("    ports:\n", "    - containerPort: 80\n")]),
    (
        "ports of one host port",
        &[(POD, ""), (CONTAINER, ""), ("    ports:\n", "    - {containerPort: 8#, hostPort: 80}\n")],
    ),
    (
        "ports of many host ports",
        &[(POD, ""), (CONTAINER, ""), ("    ports:\n", "    - {containerPort: 80, hostPort: 1#, name: p#}\n")],
    ),
    ("ports of many names", &[(POD, ""), (CONTAINER, ""), ("    ports:\n", "    - {containerPort: 1#, name: p#}\n")]),
    ("variables of one name", &[(POD, ""), (CONTAINER, ""), ("    env:\n", "    - {name: a, value: b#}\n")]),
    (
        "mounts of no volume",
        &[
            (POD, ""),
            ("  volumes:\n", "  - {name: v#, emptyDir: {}}\n"),
            (CONTAINER, ""),
            ("    volumeMounts:\n", "    - {name: w#, mountPath: /m#}\n"),
        ],
    ),
    (
        "mounts of one path",
        &[
            (POD, ""),
            ("  volumes:\n", "  - {name: v#, emptyDir: {}}\n"),
            (CONTAINER, ""),
            ("    volumeMounts:\n", "    - {name: v#, mountPath: /m}\n"),
        ],
    ),
    (
        "mounts and devices",
        &[
            (POD, ""),
            (CONTAINER, ""),
            ("    volumeMounts:\n", "    - {name: v#, mountPath: /m#}\n"),
            ("    volumeDevices:\n", "    - {name: v#, devicePath: /d#}\n"),
        ],
    ),
    ("volumes of one name", &[(POD, ""), (CONTAINER, ""), ("  volumes:\n", "  - {name: v, emptyDir: {}}\n")]),
    (
        "items of one path",
        &[
            (POD, ""),
            (CONTAINER, ""),
            ("  volumes:\n  - name: v\n    configMap:\n      name: c\n      items:\n", "      - {key: k#, path: p}\n"),
        ],
    ),
    (
        "items below one another",
        &[
            (POD, ""),
            (CONTAINER, ""),
            (
                "  volumes:\n  - name: v\n    configMap:\n      name: c\n      items:\n",
                "      - {key: k#, path: p/q/r#}\n",
            ),
            ("", "      - {key: l#, path: p/q}\n"),
        ],
    ),
    (
        "sources of one path",
        &[
            (POD, ""),
            (CONTAINER, ""),
            (
                "  volumes:\n  - name: v\n    projected:\n      sources:\n",
                "      - {configMap: {name: c#, items: [{key: k, path: p}]}}\n",
            ),
        ],
    ),
    (
        "limits and requests",
        &[
            (POD, ""),
            (CONTAINER, ""),
            ("    resources:\n      limits:\n", "        example.com/r#: 1\n"),
            ("      requests:\n", "        example.com/r#: 2\n"),
        ],
    ),
    (
        "requests without limits",
        &[(POD, ""), (CONTAINER, ""), ("    resources:\n      requests:\n", "        example.com/r#: 2\n")],
    ),
    (
        "containers and the pod's own resources",
        &[
            (POD, ""),
            (
                "  resources: {limits: {cpu: 1}}\n  containers:\n",
                "  - {name: c#, image: 'b:1', resources: {limits: {example.com/r#: 1}}}\n",
            ),
        ],
    ),
    (
        "sidecars and the pod's own resources",
        &[
            (POD, ""),
            (
                "  resources: {limits: {cpu: 1}}\n  containers: [{name: a, image: 'b:1'}]\n  initContainers:\n",
                "  - {name: c#, image: 'b:1', restartPolicy: Always, resources: {limits: {example.com/r#: 1}}}\n",
            ),
        ],
    ),
    (
        "sysctls of one name",
        &[(POD, ""), (CONTAINER, ""), ("  securityContext:\n    sysctls:\n", "    - {name: kernel.sem, value: '#'}\n")],
    ),
    (
        "constraints over many keys",
        &[
            (POD, ""),
            (CONTAINER, ""),
            ("  topologySpreadConstraints:\n", "  - {maxSkew: 1, topologyKey: k#, whenUnsatisfiable: DoNotSchedule}\n"),
        ],
    ),
    (
        "constraints over one key",
        &[
            (POD, ""),
            (CONTAINER, ""),
            ("  topologySpreadConstraints:\n", "  - {maxSkew: 1, topologyKey: k, whenUnsatisfiable: DoNotSchedule}\n"),
        ],
    ),
    (
        "label keys and a selector",
        &[
            ("apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n  labels:\n", "    l#: a\n"),
            ("spec:\n", ""),
            (CONTAINER, ""),
            (
                "  affinity: {podAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: k, labelSelector: {matchExpressions: [",
                "{key: l#, operator: Exists},",
            ),
            ("]}, matchLabelKeys: [", "l#,"),
            ("], mismatchLabelKeys: [", "l#,"),
            ("]}]}}\n", ""),
        ],
    ),
    (
        "claims of one name",
        &[
            (POD, ""),
            ("  resourceClaims:\n", "  - {name: c#, resourceClaimName: d}\n"),
            (CONTAINER, ""),
            ("    resources:\n      claims:\n", "      - {name: c#, request: a}\n"),
            ("", "      - {name: c#}\n"),
        ],
    ),
    ("fields that nobody knows", &[(POD, "  zzz#: 1\n"), (CONTAINER, "")]),
    (
        "labels that are none",
        &[
            ("apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n  labels:\n", "    \"l!#\": a\n"),
            ("spec:\n", ""),
            (CONTAINER, ""),
        ],
    ),
    (
        "profiles of no container",
        &[
            (
                "apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n  annotations:\n",
                "    container.apparmor.security.beta.kubernetes.io/c#: unconfined\n",
            ),
            ("spec:\n  containers:\n", "  - {name: d#, image: 'b:1'}\n"),
        ],
    ),
    (
        "gates that are off",
        &[
            (POD, ""),
            (
                "  containers:\n",
                "  - {name: c#, image: 'b:1', restartPolicyRules: [{action: No}], resources: {limits: {cpu: -1}}}\n",
            ),
        ],
    ),
];

/// Lists and maps of other kinds.
const OTHERS: &[Shape] = &[
    (
        "exit codes",
        &[
            (JOB, ""),
            (
                "  podFailurePolicy:\n    rules:\n    - action: FailJob\n      onExitCodes:\n        operator: In\n        values: [",
                "#, ",
            ),
            ("]\n", ""),
        ],
    ),
    (
        "exit codes of no container",
        &[
            (JOB, ""),
            (
                "  podFailurePolicy:\n    rules:\n",
                "    - {action: FailJob, onExitCodes: {containerName: c#, operator: In, values: [1]}}\n",
            ),
        ],
    ),
    (
        "owner references",
        &[(
            "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n  ownerReferences:\n",
            "  - {apiVersion: v1, kind: Pod, name: p#, uid: u}\n",
        )],
    ),
    (
        "owner references that control",
        &[(
            "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n  ownerReferences:\n",
            "  - {apiVersion: v1, kind: Pod, name: p#, uid: u, controller: true}\n",
        )],
    ),
    (
        "stringData over data",
        &[
            ("apiVersion: v1\nkind: Secret\nmetadata: {name: a}\ndata:\n", "  k#: YQ==\n"),
            ("stringData:\n", "  k#: a\n"),
        ],
    ),
    (
        "a selector and labels",
        &[
            (
                "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec:\n  selector:\n    matchLabels:\n",
                "      l#: a\n",
            ),
            ("  template:\n    metadata:\n      labels:\n", "        l#: a\n"),
            ("    spec: {containers: [{name: a, image: 'b:1'}]}\n", ""),
        ],
    ),
    (
        "expressions and labels",
        &[
            (
                "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec:\n  selector:\n    matchExpressions:\n",
                "    - {key: l#, operator: In, values: [a]}\n",
            ),
            ("  template:\n    metadata:\n      labels:\n", "        l#: a\n"),
            ("    spec: {containers: [{name: a, image: 'b:1'}]}\n", ""),
        ],
    ),
    (
        "service ports",
        &[(
            "apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec:\n  type: NodePort\n  ports:\n",
            "  - {name: p#, port: 1#}\n",
        )],
    ),
    (
        "service ports of one number",
        &[(
            "apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec:\n  type: NodePort\n  ports:\n",
            "  - {name: p#, port: 80}\n",
        )],
    ),
    ("keys that are none", &[("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n", "  \"k#!\": a\n")]),
    ("keys that are numbers", &[("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n", "  #_: a\n")]),
    ("a key given twice", &[("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n", "  k: a#\n")]),
    ("keys given twice", &[("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n", "  k#: a\n  k#: b\n")]),
    (
        "labels beside a doubled key",
        &[("apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n  name: a\n  labels:\n", "    l#: a\n")],
    ),
    (
        "lists of a LimitRange",
        &[
            (
                "apiVersion: v1\nkind: LimitRange\nmetadata: {name: a}\nspec:\n  limits:\n  - type: Container\n    max:\n",
                "      example.com/r#: 1\n",
            ),
            ("    min:\n", "      example.com/s#: 2\n"),
            ("    maxLimitRequestRatio:\n", "      example.com/r#: 0\n"),
        ],
    ),
    (
        "scopes of a quota",
        &[
            (
                "apiVersion: v1\nkind: ResourceQuota\nmetadata: {name: a}\nspec:\n  hard:\n",
                "    requests.example.com/r#: 1\n",
            ),
            ("  scopes: [", "BestEffort, "),
            ("]\n", ""),
        ],
    ),
    (
        "webhooks of many names",
        &[(
            "apiVersion: admissionregistration.k8s.io/v1\nkind: ValidatingWebhookConfiguration\nmetadata: {name: a}\nwebhooks:\n",
            "- {name: w#.example.com, sideEffects: None, admissionReviewVersions: [v1], clientConfig: {url: 'https://a.example'}}\n",
        )],
    ),
    (
        "resources of a webhook",
        &[
            (
                "apiVersion: admissionregistration.k8s.io/v1\nkind: ValidatingWebhookConfiguration\nmetadata: {name: a}\nwebhooks:\n- name: w.example.com\n  sideEffects: None\n  admissionReviewVersions: [v1]\n  clientConfig: {url: 'https://a.example'}\n  rules:\n  - {apiGroups: [''], apiVersions: [v1], operations: ['*'], resources: [",
                "r#/*, ",
            ),
            ("]}\n", ""),
        ],
    ),
    (
        "claim templates",
        &[
            (
                "apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: a}\nspec:\n  serviceName: a\n  selector: {matchLabels: {a: b}}\n  template:\n    metadata: {labels: {a: b}}\n    spec:\n      containers: [{name: a, image: 'b:1'}]\n      volumes:\n",
                "      - {name: v#, emptyDir: {}}\n",
            ),
            (
                "  volumeClaimTemplates:\n",
                "  - {metadata: {name: v#}, spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}}\n",
            ),
        ],
    ),
    (
        "rules of a role",
        &[(
            "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: a}\nrules:\n",
            "- {apiGroups: [''], resources: [r#], verbs: []}\n",
        )],
    ),
    (
        "subjects of a binding",
        &[(
            "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata: {name: a}\nroleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: a}\nsubjects:\n",
            "- {kind: User#, name: u}\n",
        )],
    ),
    (
        "ingress rules",
        &[(
            "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: a}\nspec:\n  rules:\n",
            "  - {host: h#.example.com, http: {paths: [{path: a, pathType: Exact}]}}\n",
        )],
    ),
    ("objects of one name", &[("", "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n")]),
    ("objects of many names", &[("", "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: a#}\n")]),
    (
        "objects of a list",
        &[(
            "apiVersion: v1\nkind: List\nitems:\n",
            "- {apiVersion: v1, kind: Secret, metadata: {name: a#}, stringDate: {a: b}}\n",
        )],
    ),
    (
        "pods below a LimitRange",
        &[(
            "apiVersion: v1\nkind: LimitRange\nmetadata: {name: a}\nspec: {limits: [{type: Container, max: {cpu: 1}}]}\n",
            "---\napiVersion: v1\nkind: Pod\nmetadata: {name: a#}\nspec: {containers: [{name: a, image: 'b:1', resources: {limits: {cpu: 2}}}]}\n",
        )],
    ),
    ("resources of a kustomization", &[("resources:\n", "- r#.yaml\n")]),
];

/// What only the text is.
const TEXTS: &[Shape] = &[
    ("tag lines", &[("", "%TAG !t#! tag:example.com,#:\n"), ("--- a\n", "")]),
    ("anchors", &[("", "k#: &a# 1\n")]),
    ("anchors of texts", &[("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n", "  k#: &a# v\n")]),
    (
        "suppressions",
        &[("", "# plimsoll: ignore[latest-tag] #\n"), ("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n", "")],
    ),
    (
        "suppressions of the file",
        &[
            ("", "# plimsoll: ignore-file[latest-tag] #\n"),
            ("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n", ""),
        ],
    ),
    ("anchors and aliases", &[("a: &a 1\n", "k#: *a\n")]),
    ("comments", &[("a: 1\n", "# comment #\n")]),
    (
        "one line of JSON",
        &[
            (
                "{\"apiVersion\": \"v1\", \"kind\": \"ConfigMap\", \"metadata\": {\"name\": \"a\"}, \"data\": {\"a\": \"b\"",
                ", \"k!#\": \"v\"",
            ),
            ("}}\n", ""),
        ],
    ),
    (
        "one line of broken JSON",
        &[("{\"apiVersion\": \"v1\", \"kind\": \"ConfigMap\", \"data\": {\"a\": \"b\"", ", \"k#\": \"v\"")],
    ),
    ("block texts", &[("", "k#: |\n  text\n")]),
    ("documents", &[("", "---\na: #\n")]),
    ("escapes", &[("", "\"k\\x41#\": \"v\\n\"\n")]),
];

fn text(parts: &[(&str, &str)], size: usize) -> String {
    let mut text = String::new();
    for (once, unit) in parts {
        text.push_str(once);
        if !unit.is_empty() {
            (0..size).for_each(|i| text.push_str(&unit.replace('#', &i.to_string())));
        }
    }
    text
}

/// Judges each shape in two sizes; what is found is told bare, as the proof of fixes has a budget of its own.
fn grows_as_its_size(shapes: &[Shape]) {
    let mut wrong = Vec::new();
    alone(|| {
        let request = Request { bare: true, ..Request::default() };
        for (name, parts) in shapes {
            let measured = Measured::of(SIZE, |size| {
                let outcome = judged(&[SourceFile::new("hurtful.yaml", text(parts, size))], &request);
                let errors = outcome.findings.iter().filter(|f| f.severity == Severity::Error).count();
                assert!(errors < 6_000, "{name}: {errors} are told");
            });
            eprintln!("{name}: {:?}, {:?}", measured.one, measured.four);
            if !measured.is_linear() {
                wrong.push(*name);
            }
        }
    });
    assert!(wrong.is_empty(), "grow faster than their size: {wrong:?}");
}

#[test]
fn pods() {
    grows_as_its_size(PODS);
}

#[test]
fn others() {
    grows_as_its_size(OTHERS);
}

#[test]
fn texts() {
    grows_as_its_size(TEXTS);
}

/// Patches that stand in a kustomization are read where they stand.
#[test]
fn patches_in_a_kustomization() {
    const PATCH: &str = "- patch: |-\n    apiVersion: v1\n    kind: Pod\n    metadata: {name: a}\n    spec: {z: 1}\n";
    alone(|| {
        let measured = Measured::of(300, |size| {
            let file = SourceFile::new("kustomization.yaml", format!("patches:\n{}", PATCH.repeat(size)));
            let outcome = judged(&[file], &Request::default());
            assert_eq!(
                outcome.findings.iter().filter(|finding| finding.rule.id == "schema/unknown-field").count(),
                size
            );
        });
        assert!(measured.is_linear(), "{:?}, {:?}", measured.one, measured.four);
    });
}
