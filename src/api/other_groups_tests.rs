//! What the server would answer to kinds of the smaller groups.

use super::testing::{answers, table};

#[test]
fn api_services() {
    table(
        "apiVersion: apiregistration.k8s.io/v1\nkind: APIService\nmetadata: {name: v1.a.io}\nspec:\n  version: v1\n  groupPriorityMinimum: 100\n",
        &[
            ("  group: a.io\n  versionPriority: 10\n  service: {name: a, namespace: b}\n", &[]),
            (
                "  group: a.io\n  versionPriority: 10\n  insecureSkipTLSVerify: true\n",
                &["Invalid spec.insecureSkipTLSVerify"],
            ),
            (
                "  group: b.io\n  service: {port: 0}\n",
                &[
                    "Invalid metadata.name",
                    "Invalid spec.service.port",
                    "Invalid spec.versionPriority",
                    "Required spec.service.name",
                    "Required spec.service.namespace",
                ],
            ),
        ],
    );
    table(
        "apiVersion: apiregistration.k8s.io/v1\nkind: APIService\nspec:\n  version: v1\n  groupPriorityMinimum: 100\n  group: a.io\n  versionPriority: 10\n",
        &[
            ("metadata: {generateName: v1.a.io}\n", &["Invalid metadata.name"]),
            ("metadata: {generateName: a-}\n", &["Invalid metadata.generateName", "Invalid metadata.name"]),
            ("metadata: {generateName: a-, name: v1.a.io}\n", &["Invalid metadata.generateName"]),
        ],
    );
}

#[test]
fn controller_revisions() {
    table(
        "apiVersion: apps/v1\nkind: ControllerRevision\nmetadata:\n  name: a\n",
        &[
            ("revision: 1\ndata: {}\n", &[]),
            (
                "  finalizers: [b]\nrevision: -1\n",
                &["Invalid metadata.finalizers[0]", "Invalid revision", "Required data"],
            ),
            ("data: null\n", &["Required data"]),
            ("data: text\n", &["Required data"]),
        ],
    );
}

#[test]
fn flow_control() {
    table(
        "apiVersion: flowcontrol.apiserver.k8s.io/v1\nkind: FlowSchema\nmetadata: {name: a}\nspec:\n  priorityLevelConfiguration: {name: b}\n",
        &[
            (
                "  rules: [{subjects: [{kind: User, user: {name: x}}], nonResourceRules: [{verbs: ['*'], nonResourceURLs: [/a]}]}]\n",
                &[],
            ),
            (
                "  matchingPrecedence: 1\n  rules: [{subjects: [{kind: User, group: {name: x}}]}]\n",
                &[
                    "Forbidden spec.rules[0].subjects[0].group",
                    "Invalid spec.matchingPrecedence",
                    "Required spec.rules[0]",
                    "Required spec.rules[0].subjects[0].user",
                ],
            ),
        ],
    );
    table(
        "apiVersion: flowcontrol.apiserver.k8s.io/v1\nkind: PriorityLevelConfiguration\nmetadata: {name: a}\nspec:\n",
        &[
            ("  type: Limited\n  limited: {limitResponse: {type: Reject}}\n", &[]),
            ("  type: Exempt\n", &["Invalid spec.type"]),
            (
                "  type: Limited\n  limited: {lendablePercent: 101, limitResponse: {type: Queue, queuing: {queues: 4}}}\n",
                &["Invalid spec.limited.lendablePercent", "Invalid spec.limited.limitResponse.queuing.handSize"],
            ),
        ],
    );
}

#[test]
fn certificates() {
    table(
        "apiVersion: certificates.k8s.io/v1\nkind: CertificateSigningRequest\nmetadata: {name: a}\nspec:\n  request: AAAA\n",
        &[(
            "  signerName: a\n  usages: [client auth, client auth, all]\n  expirationSeconds: 5\n",
            &[
                "Duplicate spec.usages[1]",
                "Invalid spec.expirationSeconds",
                "Invalid spec.request",
                "Invalid spec.signerName",
                "NotSupported spec.usages[2]",
            ],
        )],
    );
}

#[test]
fn reviews() {
    table(
        "apiVersion: authorization.k8s.io/v1\nkind: SubjectAccessReview\nspec:\n",
        &[
            ("  user: me\n  resourceAttributes: {verb: get}\n", &[]),
            ("  user: me\n", &["Invalid spec.resourceAttributes"]),
            (
                "  resourceAttributes: {}\n  nonResourceAttributes: {}\n",
                &["Invalid spec.nonResourceAttributes", "Invalid spec.user"],
            ),
        ],
    );
    table(
        "apiVersion: authorization.k8s.io/v1\nkind: LocalSubjectAccessReview\nmetadata: {namespace: a}\nspec:\n",
        &[
            ("  user: me\n  resourceAttributes: {verb: get, namespace: a}\n", &[]),
            ("  resourceAttributes: {verb: get, namespace: a}\n", &["Invalid spec.user"]),
            (
                "  user: me\n  resourceAttributes: {verb: get, namespace: b}\n",
                &["Invalid spec.resourceAttributes.namespace"],
            ),
            ("  user: me\n  nonResourceAttributes: {}\n", &["Invalid spec.nonResourceAttributes"]),
        ],
    );
}

#[test]
fn capacities_of_storage() {
    let yaml = |rest: &str| {
        format!(
            "apiVersion: storage.k8s.io/v1\nkind: CSIStorageCapacity\nmetadata: {{name: a, namespace: b}}\nstorageClassName: fast\n{rest}\n"
        )
    };
    for (rest, answer) in [
        ("capacity: 1Gi", None),
        ("capacity: -1Gi", Some("Invalid capacity")),
        ("nodeTopology: {matchLabels: {a: b}}", None),
        ("nodeTopology: {matchLabels: {a b: c}}", Some("Invalid nodeTopology.matchLabels")),
        (
            "nodeTopology: {matchExpressions: [{key: a, operator: In}]}",
            Some("Required nodeTopology.matchExpressions[0].values"),
        ),
    ] {
        assert_eq!(answers(&yaml(rest)), Vec::from_iter(answer.map(str::to_owned)), "{rest}");
    }
    let class = yaml("").replace("fast", "Fast");
    assert_eq!(answers(&class), ["Invalid storageClassName"]);
    let old = "nodeTopology: {matchLabels: {failure-domain.beta.kubernetes.io/zone: a}}";
    assert!(answers(&yaml(old))[0].starts_with("nodeTopology.matchLabels.failure-domain"), "{:?}", answers(&yaml(old)));
}
