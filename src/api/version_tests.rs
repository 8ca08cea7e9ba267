//! What a create may say changed from version to version: rules behind feature gates, at versions before and after.

use super::testing::answers_of;

const POD: &str = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n";
const CONTAINERS: &str = "  containers:\n  - {name: web, image: 'nginx:1.29'}\n";

/// Each manifest with the answers of 1.24, 1.30 and 1.36.
fn at(manifest: &str, expected: [&[&str]; 3]) {
    for (minor, expected) in [24, 30, 36].into_iter().zip(expected) {
        assert_eq!(answers_of(minor, manifest), expected, "1.{minor}\n{manifest}");
    }
}

fn pod(fragment: &str, expected: [&[&str]; 3]) {
    at(&format!("{POD}{CONTAINERS}{fragment}"), expected);
}

#[test]
fn what_a_gate_drops_is_not_validated() {
    // Unknown in 1.24, dropped in 1.30, validated in 1.36.
    pod("  hostUsers: false\n  hostPID: true\n", [&[], &[], &["Forbidden spec.HostPID"]]);
    let sidecar = "  initContainers:\n  - name: proxy\n    image: 'proxy:1'\n    restartPolicy: Always\n    livenessProbe: {tcpSocket: {port: 80}}\n";
    pod(sidecar, [&["Forbidden spec.initContainers[0].livenessProbe"], &[], &[]]);
    assert_eq!(
        answers_of(28, &format!("{POD}{CONTAINERS}{sidecar}")),
        ["Forbidden spec.initContainers[0].livenessProbe"]
    );
    let service = "apiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n  ports: [{port: 80}]\n  trafficDistribution: Anywhere\n";
    at(service, [&[], &[], &["NotSupported spec.trafficDistribution"]]);
    let spread = "  topologySpreadConstraints:\n  - {maxSkew: 1, topologyKey: zone, whenUnsatisfiable: DoNotSchedule, minDomains: 0}\n";
    let refused: &[&str] = &["Invalid spec.topologySpreadConstraints[0].minDomains"];
    pod(spread, [&[], refused, refused]);
    // What is missing beside it is missing all the same.
    let lacking = "  topologySpreadConstraints:\n  - {minDomains: 0, maxSkew: 1, whenUnsatisfiable: DoNotSchedule}\n";
    assert_eq!(
        answers_of(24, &format!("{POD}{CONTAINERS}{lacking}")),
        ["Required spec.topologySpreadConstraints[0].topologyKey"]
    );
    let policy = "apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata:\n  name: web\nspec:\n  minAvailable: 1\n  unhealthyPodEvictionPolicy: Never\n";
    assert!(answers_of(26, policy).is_empty());
    assert_eq!(answers_of(27, policy), ["NotSupported spec.unhealthyPodEvictionPolicy"]);
    let unmasked = format!(
        "{POD}  containers:\n  - {{name: web, image: 'nginx:1.29', securityContext: {{procMount: Unmasked}}}}\n"
    );
    at(&unmasked, [&[], &[], &["Invalid spec.containers[0].securityContext.procMount"]]);
    // Wherever the server would report it.
    let node = "apiVersion: v1\nkind: Node\nmetadata:\n  name: n1\nstatus:\n  nodeInfo:\n    swap: {capacity: 0}\n";
    at(node, [&[], &[], &["Invalid metadata.nodeSwapStatus.capacity"]]);
}

#[test]
fn what_a_gate_leaves_empty_is_missing() {
    let hook = format!(
        "{POD}  containers:\n  - {{name: web, image: 'nginx:1.29', lifecycle: {{preStop: {{sleep: {{seconds: 5}}}}}}}}\n"
    );
    at(&hook, [&["Required spec.containers[0].lifecycle.preStop"], &[], &[]]);
    assert_eq!(answers_of(29, &hook), ["Required spec.containers[0].lifecycle.preStop"]);
    let scaler = "apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata:\n  name: web\nspec:\n  maxReplicas: 3\n  scaleTargetRef: {kind: Deployment, name: web, apiVersion: apps/v1}\n  metrics:\n  - {type: ContainerResource, containerResource: {name: cpu, container: web, target: {type: Utilization, averageUtilization: 50}}}\n";
    at(scaler, [&["Required spec.metrics[0].containerResource"], &[], &[]]);
}

#[test]
fn gates_relax_rules() {
    let mount = "  securityContext: {seLinuxChangePolicy: MountOption}\n";
    let refused: &[&str] = &["NotSupported spec.securityContext.seLinuxChangePolicy"];
    pod(mount, [&[], &[], refused]);
    assert!(answers_of(37, &format!("{POD}{CONTAINERS}{mount}")).is_empty());
    let recursive = format!("{POD}{CONTAINERS}  securityContext: {{seLinuxChangePolicy: Recursive}}\n");
    assert!(answers_of(36, &recursive).is_empty());
    let name =
        format!("{POD}  containers:\n  - {{name: web, image: 'nginx:1.29', env: [{{name: 'a/b', value: x}}]}}\n");
    let refused: &[&str] = &["Invalid spec.containers[0].env[0].name"];
    at(&name, [refused, refused, &[]]);
    let searches = (0..7).map(|n| format!("s{n}")).collect::<Vec<_>>().join(", ");
    pod(&format!("  dnsConfig: {{searches: [{searches}]}}\n"), [&["Invalid spec.dnsConfig.searches"], &[], &[]]);
    let underscore: &[&str] = &["Invalid spec.dnsConfig.searches[0]"];
    pod("  dnsConfig: {searches: [a_b]}\n", [underscore, underscore, &[]]);
    let claim = "apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata:\n  name: data\nspec:\n  accessModes: [ReadWriteOncePod]\n  resources: {requests: {storage: 1Gi}}\n";
    at(claim, [&["NotSupported spec.accessModes"], &[], &[]]);
    let scaler = "apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata:\n  name: web\nspec:\n  minReplicas: 0\n  maxReplicas: 3\n  scaleTargetRef: {kind: Deployment, name: web, apiVersion: apps/v1}\n  metrics:\n  - {type: External, external: {metric: {name: queue}, target: {type: Value, value: '1'}}}\n";
    at(scaler, [&["Invalid spec.minReplicas"], &["Invalid spec.minReplicas"], &["Invalid spec.minReplicas"]]);
    assert!(answers_of(37, scaler).is_empty());
    let disk = "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  replicas: 2\n  selector: {matchLabels: {app: web}}\n  template:\n    metadata: {labels: {app: web}}\n    spec:\n      containers:\n      - {name: web, image: 'nginx:1.29'}\n      volumes:\n      - {name: data, gcePersistentDisk: {pdName: data}}\n";
    assert_eq!(answers_of(28, disk), ["Invalid spec.template.spec.volumes[0].gcePersistentDisk.readOnly"]);
    assert!(answers_of(29, disk).iter().all(|a| !a.starts_with("Invalid")));
}

#[test]
fn gates_tighten_rules() {
    let service = "apiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n  ports: [{port: 80}]\n  externalIPs: ['010.0.0.1']\n";
    let early = answers_of(30, service);
    assert!(early.iter().all(|a| !a.starts_with("Invalid")), "{early:?}");
    assert_eq!(answers_of(36, service), ["Invalid spec.externalIPs[0]"]);
    let job = |zone| {
        format!(
            "apiVersion: batch/v1\nkind: CronJob\nmetadata:\n  name: web\nspec:\n  schedule: 'TZ=UTC 0 3 * * *'\n{zone}  jobTemplate:\n    spec:\n      template:\n        spec:\n          restartPolicy: Never\n          containers:\n          - {{name: web, image: 'nginx:1.29'}}\n"
        )
    };
    at(&job(""), [&[], &["Invalid spec.schedule"], &["Invalid spec.schedule"]]);
    // The gate of `timeZone` is off in 1.24, so that there is only one zone.
    assert!(answers_of(24, &job("  timeZone: Etc/UTC\n")).is_empty());
    assert_eq!(answers_of(25, &job("  timeZone: Etc/UTC\n")), ["Invalid spec.schedule"]);
}
