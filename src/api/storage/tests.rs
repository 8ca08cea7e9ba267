use crate::api::testing::table;

#[test]
fn classes() {
    table(
        "apiVersion: storage.k8s.io/v1\nkind: StorageClass\nmetadata:\n  name: a\n",
        &[
            ("provisioner: A.b/c\n", &[]),
            ("reclaimPolicy: Recycle\n", &["NotSupported reclaimPolicy", "Required provisioner"]),
            ("provisioner: a\nvolumeBindingMode: Late\n", &["NotSupported volumeBindingMode"]),
            (
                "provisioner: a\nallowedTopologies:\n- matchLabelExpressions: [{key: a, values: [b]}]\n- {}\n",
                &[
                    "Duplicate allowedTopologies[1].matchLabelExpressions",
                    "Duplicate allowedTopologies[1].matchLabelExpressions",
                ],
            ),
        ],
    );
    table(
        "apiVersion: storage.k8s.io/v1\nkind: VolumeAttributesClass\nmetadata:\n  name: a\n",
        &[("driverName: a\n", &["Required parameters"]), ("driverName: a\nparameters: {a: b}\n", &[])],
    );
}

#[test]
fn drivers() {
    table(
        "apiVersion: storage.k8s.io/v1\nkind: CSIDriver\nmetadata:\n  name: a\nspec:\n",
        &[
            ("  fsGroupPolicy: Any\n", &["NotSupported spec.fsGroupPolicy"]),
            ("  volumeLifecycleModes: [Forever]\n", &["NotSupported spec.volumeLifecycleModes"]),
            ("  serviceAccountTokenInSecrets: true\n", &["Invalid spec.serviceAccountTokenInSecrets"]),
            ("  tokenRequests: [{audience: a}, {audience: a}]\n", &["Duplicate spec.tokenRequests[1].audience"]),
            ("  tokenRequests: [{expirationSeconds: 5}]\n", &["Invalid spec.tokenRequests[0].expirationSeconds"]),
        ],
    );
    table(
        "apiVersion: storage.k8s.io/v1\nkind: CSINode\nmetadata:\n  name: a\nspec:\n  drivers:\n",
        &[
            ("  - {name: a, nodeID: b, topologyKeys: [c]}\n", &[]),
            (
                "  - {name: a, topologyKeys: ['']}\n",
                &[
                    "Invalid spec.drivers[0]",
                    "Invalid spec.drivers[0]",
                    "Required spec.drivers[0]",
                    "Required spec.drivers[0].nodeID",
                ],
            ),
        ],
    );
}

#[test]
fn attachments() {
    table(
        "apiVersion: storage.k8s.io/v1\nkind: VolumeAttachment\nmetadata:\n  name: a\nspec:\n  attacher: a\n  nodeName: b\n",
        &[
            ("  source: {persistentVolumeName: c}\n", &[]),
            ("  source: {}\n", &["Required spec.source"]),
            (
                "  source:\n    inlineVolumeSpec: {capacity: {storage: 1}, accessModes: [ReadWriteOnce]}\n",
                &[
                    "Forbidden spec.source.inlineVolumeSpec.capacity",
                    "Required spec.source.inlineVolumeSpec",
                    "Required spec.source.inlineVolumeSpec.csi",
                ],
            ),
        ],
    );
}
