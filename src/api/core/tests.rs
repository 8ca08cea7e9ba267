//! Kinds of the core group against what the server answers.

use crate::api::testing::{answers, table};

#[test]
fn endpoints() {
    table(
        "apiVersion: v1\nkind: Endpoints\nmetadata:\n  name: web\nsubsets:\n",
        &[
            ("- addresses:\n  - ip: 10.0.0.1\n  ports:\n  - port: 80\n", &[]),
            ("- ports:\n  - port: 0\n", &["Invalid subsets[0].ports[0].port", "Required subsets[0]"]),
            (
                "- addresses:\n  - ip: x\n",
                &["Invalid subsets[0].addresses[0].ip", "Invalid subsets[0].addresses[0].ip"],
            ),
            ("- addresses:\n  - ip: 127.0.0.1\n", &["Invalid subsets[0].addresses[0].ip"]),
            (
                "- addresses:\n  - ip: 10.0.0.1\n  ports:\n  - port: 1\n  - port: 2\n    name: b\n",
                &["Required subsets[0].ports[0].name"],
            ),
        ],
    );
}

#[test]
fn config_maps_and_secrets() {
    table(
        "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: web\n",
        &[
            ("data: {a.b: x}\n", &[]),
            ("data: {a/b: x}\n", &["Invalid data[a/b]"]),
            ("data: {a: x}\nbinaryData: {a: eA==}\n", &["Invalid data[a]"]),
        ],
    );
    let secret = "apiVersion: v1\nkind: Secret\nmetadata:\n  name: web\n";
    table(
        secret,
        &[
            ("stringData: {a b: x}\n", &["Invalid data[a b]"]),
            ("type: kubernetes.io/tls\n", &["Required data[tls.crt]", "Required data[tls.key]"]),
            ("type: kubernetes.io/basic-auth\n", &["Required data[password]", "Required data[username]"]),
            ("type: kubernetes.io/ssh-auth\nstringData: {ssh-privatekey: ''}\n", &["Required data[ssh-privatekey]"]),
            ("type: kubernetes.io/dockercfg\nstringData: {.dockercfg: x}\n", &["Invalid data[.dockercfg]"]),
            ("type: kubernetes.io/dockercfg\nstringData: {.dockercfg: '{}'}\n", &[]),
            (
                "type: kubernetes.io/dockerconfigjson\ndata: {.dockerconfigjson: }\n",
                &["Invalid data[.dockerconfigjson]"],
            ),
            (
                "type: kubernetes.io/service-account-token\n",
                &["Required metadata.annotations[kubernetes.io/service-account.name]"],
            ),
            (
                "type: kubernetes.io/tls\nstringData: {tls.crt: a, tls.key: b}\n",
                &["tls: failed to find any PEM data in certificate input"],
            ),
        ],
    );
}

#[test]
fn namespaces() {
    let base = "apiVersion: v1\nkind: Namespace\nmetadata:\n";
    table(
        base,
        &[
            ("  name: a\nspec:\n  finalizers: [x y]\n", &["Invalid spec.finalizers", "Invalid spec.finalizers"]),
            ("  name: '@'\n", &["Invalid metadata.labels", "Invalid metadata.name"]),
            (
                "  name: a\n  labels: {pod-security.kubernetes.io/enforce: strict}\n",
                &["Invalid metadata.labels[pod-security.kubernetes.io/enforce]"],
            ),
            (
                "  name: a\n  labels: {pod-security.kubernetes.io/warn-version: '1.36'}\n",
                &["Invalid metadata.labels[pod-security.kubernetes.io/warn-version]"],
            ),
        ],
    );
}

#[test]
fn nodes() {
    table(
        "apiVersion: v1\nkind: Node\nmetadata:\n  name: a\n",
        &[
            ("spec:\n  taints:\n  - key: a\n", &["Required metadata.taints[0].effect"]),
            (
                "spec:\n  taints:\n  - {key: a, effect: NoExecute}\n  - {key: a, effect: NoExecute, value: b}\n",
                &["Duplicate metadata.taints[1]"],
            ),
            ("spec:\n  podCIDRs: [10.0.0.0/24, 10.0.1.0/24]\n", &["Invalid spec.podCIDRs"]),
            ("spec:\n  podCIDR: 10.0.0.1/24\n", &["Invalid spec.podCIDRs[0]"]),
            ("status:\n  capacity: {cpu: '-1'}\n", &["Invalid status.allocatable.cpu", "Invalid status.capacity.cpu"]),
            ("status:\n  capacity: {pods: '1.5'}\n  allocatable: {}\n", &["Invalid status.capacity.pods"]),
        ],
    );
}

#[test]
fn volumes() {
    let base = "apiVersion: v1\nkind: PersistentVolume\nmetadata:\n  name: a\nspec:\n";
    table(
        base,
        &[(
            "  storageClassName: x\n",
            &["NotSupported spec.capacity", "Required spec", "Required spec.accessModes", "Required spec.capacity"],
        )],
    );
    table(
        &format!("{base}  capacity: {{storage: 1Gi}}\n  accessModes: [ReadWriteOnce]\n"),
        &[
            ("  hostPath: {path: /a}\n", &[]),
            (
                "  hostPath: {path: /a/../b, type: Dir}\n",
                &["Invalid spec.hostPath.path", "NotSupported spec.hostPath.type"],
            ),
            ("  hostPath: {path: /a}\n  nfs: {}\n", &["Forbidden spec.nfs"]),
            (
                "  hostPath: {path: /}\n  persistentVolumeReclaimPolicy: Recycle\n",
                &["Forbidden spec.persistentVolumeReclaimPolicy"],
            ),
            ("  nfs: {server: a}\n", &["Invalid spec.nfs.path", "Required spec.nfs.path"]),
            ("  local: {path: /a}\n", &["Required spec.nodeAffinity"]),
            ("  gcePersistentDisk: {}\n", &["Required spec.persistentDisk.pdName"]),
            ("  azureDisk: {diskName: a, diskURI: b}\n", &["NotSupported spec.azureDisk.diskURI"]),
            ("  nfs: {server: a, path: /b}\n  volumeAttributesClassName: c\n", &["Required spec.csi"]),
            (
                "  csi: {driver: a, volumeHandle: b, nodeStageSecretRef: {}, nodePublishSecretRef: {name: a}}\n",
                &["Required spec.csi.nodePublishSecretRef.namespace"],
            ),
            (
                "  csi: {driver: a, volumeHandle: b}\n  nodeAffinity: {required: {nodeSelectorTerms: []}}\n",
                &["Required spec.nodeAffinity.required.nodeSelectorTerms"],
            ),
        ],
    );
}

#[test]
fn claims() {
    table(
        "apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata:\n  name: a\nspec:\n  accessModes: [ReadWriteOnce]\n",
        &[
            ("  resources: {requests: {storage: 1Gi}}\n", &[]),
            // Spaces are no part of an amount.
            ("  resources: {requests: {storage: '1Gi '}}\n", &[]),
            ("  resources: {requests: {storage: 0}}\n", &["Invalid spec.resources[storage]"]),
            ("  volumeMode: File\n", &["NotSupported spec.volumeMode", "Required spec.resources[storage]"]),
            (
                "  resources: {requests: {storage: 1Gi}}\n  dataSourceRef: {name: a}\n",
                &[
                    "Invalid spec.dataSource",
                    "Invalid spec.dataSourceRef",
                    "Required spec.dataSource.kind",
                    "Required spec.dataSourceRef.kind",
                ],
            ),
            // Neither a claim nor a snapshot: dropped.
            ("  resources: {requests: {storage: 1Gi}}\n  dataSource: {kind: X}\n", &[]),
            (
                "  resources: {requests: {storage: 500m}}\n",
                &["spec.resources.requests[storage]: fractional byte value \"500m\" is invalid, must be an integer"],
            ),
        ],
    );
}

#[test]
fn quotas_and_limits() {
    table(
        "apiVersion: v1\nkind: ResourceQuota\nmetadata:\n  name: a\nspec:\n",
        &[
            ("  hard: {cu: 1}\n", &["Invalid spec.hard[cu]", "Invalid spec.hard[cu]"]),
            ("  hard: {pods: '1.5'}\n", &["Invalid spec.hard[pods]"]),
            // So large that the server counts no thousandths.
            ("  hard: {pods: 1e400}\n", &[]),
            (
                "  hard: {requests.cpu: 2, limits.cpu: '+1'}\n",
                &["ResourceQuota requests.cpu (2) should be less than limits.cpu (+1)"],
            ),
            ("  scopes: [BestEffort, NotBestEffort]\n", &["Invalid spec.scopes"]),
            ("  hard: {cpu: 1, memory: 1}\n  scopes: [BestEffort]\n", &["Invalid spec.scopes", "Invalid spec.scopes"]),
            (
                "  scopeSelector: {matchExpressions: [{scopeName: PriorityClass, operator: In}]}\n",
                &["Required spec.scopeSelector.matchExpressions.values"],
            ),
            (
                "  hard: {requests.cpu: 2, limits.cpu: 1}\n",
                &["ResourceQuota requests.cpu (2) should be less than limits.cpu (1)"],
            ),
        ],
    );
    table(
        "apiVersion: v1\nkind: LimitRange\nmetadata: {}\nspec:\n  limits:\n",
        &[
            ("  - type: Container\n    max: {cpu: 1}\n", &[]),
            ("  - type: Box\n", &["Invalid spec.limits[0].type"]),
            ("  - type: Pod\n  - type: Pod\n", &["Duplicate spec.limits[1].type"]),
            ("  - type: Pod\n    default: {cpu: 1}\n", &["Forbidden spec.limits[0].default"]),
            ("  - type: PersistentVolumeClaim\n", &["Required spec.limits[0].limits"]),
            ("  - type: Pod\n    min: {cpu: 2}\n    max: {cpu: 1}\n", &["Invalid spec.limits[0].min[cpu]"]),
            (
                "  - type: Container\n    default: {cpu: 1}\n    defaultRequest: {cpu: 2}\n",
                &["Invalid spec.limits[0].defaultRequest[cpu]"],
            ),
            (
                "  - type: Container\n    max: {storage: 1}\n",
                &[
                    "Invalid spec.limits[0].defaultRequest[storage]",
                    "Invalid spec.limits[0].default[storage]",
                    "Invalid spec.limits[0].max[storage]",
                ],
            ),
            (
                "  - type: Pod\n    min: {cpu: 1}\n    max: {cpu: 2}\n    maxLimitRequestRatio: {cpu: 3}\n",
                &["Invalid spec.limits[0].maxLimitRequestRatio[cpu]"],
            ),
        ],
    );
}

#[test]
fn events_and_bindings() {
    let event = "apiVersion: v1\nkind: Event\nmetadata:\n  name: a\n";
    assert_eq!(answers(&format!("{event}involvedObject: {{namespace: b}}\n")), ["Invalid involvedObject.namespace"]);
    assert_eq!(
        answers("apiVersion: v1\nkind: Binding\nmetadata:\n  name: a\ntarget: {kind: Pod}\n"),
        ["NotSupported target.kind", "Required target.name",]
    );
    let newer = "apiVersion: events.k8s.io/v1\nkind: Event\nmetadata:\n  name: a\n";
    assert_eq!(answers(newer), ["Invalid type", "Required eventTime"]);
}
