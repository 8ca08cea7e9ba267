//! What the API server fills in before a policy sees an object (`pkg/apis/*/v1/defaults.go`, the registry's strategies, and the
//! admission plugins that are on by default), by the definition and its field.

use super::eyes::Eyes;

/// What stands where the manifest has nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Filled {
    Int(i64),
    Text(&'static str),
    Bool(bool),
    /// A struct, whose own fields are filled in.
    Struct,
    /// Something, nobody knows what.
    Given,
    /// Something or nothing.
    Open,
}

use Filled::{Bool, Given, Int, Open, Struct, Text};

/// The short name of the definition, the field, and what is filled in.
const DEFAULTS: &[(&str, &str, Filled)] = &[
    ("CSIDriverSpec", "attachRequired", Bool(true)),
    ("CSIDriverSpec", "fsGroupPolicy", Given),
    ("CSIDriverSpec", "podInfoOnMount", Bool(false)),
    ("CSIDriverSpec", "requiresRepublish", Bool(false)),
    ("CSIDriverSpec", "seLinuxMount", Open),
    ("CSIDriverSpec", "storageCapacity", Bool(false)),
    ("CSIDriverSpec", "volumeLifecycleModes", Given),
    ("ConfigMapVolumeSource", "defaultMode", Int(0o644)),
    ("Container", "resources", Struct),
    ("Container", "terminationMessagePath", Text("/dev/termination-log")),
    ("Container", "terminationMessagePolicy", Text("File")),
    ("ContainerPort", "protocol", Text("TCP")),
    ("CronJobSpec", "concurrencyPolicy", Text("Allow")),
    ("CronJobSpec", "failedJobsHistoryLimit", Int(1)),
    ("CronJobSpec", "successfulJobsHistoryLimit", Int(3)),
    ("CronJobSpec", "suspend", Bool(false)),
    ("DaemonSetSpec", "revisionHistoryLimit", Int(10)),
    ("DaemonSetSpec", "updateStrategy", Struct),
    ("DaemonSetUpdateStrategy", "type", Text("RollingUpdate")),
    ("DeploymentSpec", "progressDeadlineSeconds", Int(600)),
    ("DeploymentSpec", "replicas", Int(1)),
    ("DeploymentSpec", "revisionHistoryLimit", Int(10)),
    ("DeploymentSpec", "strategy", Struct),
    ("DeploymentStrategy", "type", Text("RollingUpdate")),
    ("DownwardAPIVolumeSource", "defaultMode", Int(0o644)),
    ("EndpointPort", "protocol", Text("TCP")),
    ("EphemeralContainer", "resources", Struct),
    ("EphemeralContainer", "terminationMessagePath", Text("/dev/termination-log")),
    ("EphemeralContainer", "terminationMessagePolicy", Text("File")),
    ("GRPCAction", "service", Text("")),
    ("HPAScalingRules", "policies", Given),
    ("HPAScalingRules", "selectPolicy", Given),
    ("HPAScalingRules", "stabilizationWindowSeconds", Open),
    ("HTTPGetAction", "path", Text("/")),
    ("HTTPGetAction", "scheme", Text("HTTP")),
    ("HorizontalPodAutoscalerBehavior", "scaleDown", Given),
    ("HorizontalPodAutoscalerBehavior", "scaleUp", Given),
    ("HorizontalPodAutoscalerSpec", "metrics", Given),
    ("HorizontalPodAutoscalerSpec", "minReplicas", Int(1)),
    ("HorizontalPodAutoscalerSpec", "targetCPUUtilizationPercentage", Open),
    ("HostPathVolumeSource", "type", Text("")),
    ("IngressClassParametersReference", "scope", Text("Cluster")),
    ("IngressSpec", "ingressClassName", Open),
    ("LimitRangeItem", "default", Open),
    ("LimitRangeItem", "defaultRequest", Open),
    ("MatchResources", "matchPolicy", Text("Equivalent")),
    ("MatchResources", "namespaceSelector", Struct),
    ("MatchResources", "objectSelector", Struct),
    ("MutatingAdmissionPolicySpec", "failurePolicy", Text("Fail")),
    ("MutatingWebhook", "failurePolicy", Text("Fail")),
    ("MutatingWebhook", "matchPolicy", Text("Equivalent")),
    ("MutatingWebhook", "namespaceSelector", Struct),
    ("MutatingWebhook", "objectSelector", Struct),
    ("MutatingWebhook", "reinvocationPolicy", Text("Never")),
    ("MutatingWebhook", "timeoutSeconds", Int(10)),
    ("NamespaceSpec", "finalizers", Given),
    ("NetworkPolicyPort", "protocol", Text("TCP")),
    ("NetworkPolicySpec", "podSelector", Struct),
    ("NetworkPolicySpec", "policyTypes", Given),
    ("ObjectFieldSelector", "apiVersion", Text("v1")),
    ("PersistentVolumeClaimSpec", "dataSource", Open),
    ("PersistentVolumeClaimSpec", "dataSourceRef", Open),
    ("PersistentVolumeClaimSpec", "resources", Struct),
    ("PersistentVolumeClaimSpec", "storageClassName", Open),
    ("PersistentVolumeClaimSpec", "volumeMode", Text("Filesystem")),
    ("PersistentVolumeSpec", "persistentVolumeReclaimPolicy", Text("Retain")),
    ("PersistentVolumeSpec", "volumeMode", Text("Filesystem")),
    ("PodFailurePolicyOnPodConditionsPattern", "status", Text("True")),
    ("PodSpec", "dnsPolicy", Text("ClusterFirst")),
    ("PodSpec", "restartPolicy", Text("Always")),
    ("PodSpec", "schedulerName", Text("default-scheduler")),
    ("PodSpec", "securityContext", Struct),
    ("PodSpec", "terminationGracePeriodSeconds", Int(30)),
    ("PodTemplateSpec", "metadata", Struct),
    ("PriorityClass", "preemptionPolicy", Text("PreemptLowerPriority")),
    ("Probe", "failureThreshold", Int(3)),
    ("Probe", "periodSeconds", Int(10)),
    ("Probe", "successThreshold", Int(1)),
    ("Probe", "timeoutSeconds", Int(1)),
    ("ProjectedVolumeSource", "defaultMode", Int(0o644)),
    ("ReplicaSetSpec", "replicas", Int(1)),
    ("ReplicaSetSpec", "selector", Open),
    ("ReplicationControllerSpec", "replicas", Int(1)),
    ("ReplicationControllerSpec", "selector", Open),
    ("RoleRef", "apiGroup", Text("rbac.authorization.k8s.io")),
    ("RollingUpdateDaemonSet", "maxSurge", Int(0)),
    ("RollingUpdateDaemonSet", "maxUnavailable", Int(1)),
    ("RollingUpdateDeployment", "maxSurge", Text("25%")),
    ("RollingUpdateDeployment", "maxUnavailable", Text("25%")),
    ("RollingUpdateStatefulSetStrategy", "maxUnavailable", Open),
    ("RollingUpdateStatefulSetStrategy", "partition", Int(0)),
    ("RuleWithOperations", "scope", Text("*")),
    ("NamedRuleWithOperations", "scope", Text("*")),
    ("Secret", "type", Text("Opaque")),
    ("SecretVolumeSource", "defaultMode", Int(0o644)),
    ("ServiceAccountTokenProjection", "expirationSeconds", Int(3600)),
    ("ServicePort", "nodePort", Open),
    ("ServicePort", "protocol", Text("TCP")),
    ("ServiceReference", "port", Int(443)),
    ("ServiceSpec", "allocateLoadBalancerNodePorts", Open),
    ("ServiceSpec", "clusterIP", Open),
    ("ServiceSpec", "clusterIPs", Open),
    ("ServiceSpec", "externalTrafficPolicy", Open),
    ("ServiceSpec", "healthCheckNodePort", Open),
    ("ServiceSpec", "internalTrafficPolicy", Open),
    ("ServiceSpec", "ipFamilies", Open),
    ("ServiceSpec", "ipFamilyPolicy", Open),
    ("ServiceSpec", "sessionAffinity", Text("None")),
    ("ServiceSpec", "sessionAffinityConfig", Open),
    ("ServiceSpec", "type", Text("ClusterIP")),
    ("StatefulSetPersistentVolumeClaimRetentionPolicy", "whenDeleted", Text("Retain")),
    ("StatefulSetPersistentVolumeClaimRetentionPolicy", "whenScaled", Text("Retain")),
    ("StatefulSetSpec", "persistentVolumeClaimRetentionPolicy", Struct),
    ("StatefulSetSpec", "podManagementPolicy", Text("OrderedReady")),
    ("StatefulSetSpec", "replicas", Int(1)),
    ("StatefulSetSpec", "revisionHistoryLimit", Int(10)),
    ("StatefulSetSpec", "updateStrategy", Struct),
    ("StatefulSetUpdateStrategy", "type", Text("RollingUpdate")),
    ("StorageClass", "reclaimPolicy", Text("Delete")),
    ("StorageClass", "volumeBindingMode", Text("Immediate")),
    ("Subject", "apiGroup", Open),
    ("ValidatingAdmissionPolicySpec", "failurePolicy", Text("Fail")),
    ("ValidatingWebhook", "failurePolicy", Text("Fail")),
    ("ValidatingWebhook", "matchPolicy", Text("Equivalent")),
    ("ValidatingWebhook", "namespaceSelector", Struct),
    ("ValidatingWebhook", "objectSelector", Struct),
    ("ValidatingWebhook", "timeoutSeconds", Int(10)),
];

/// What is filled in of pods that are created as such, not of templates: `SetDefaults_Pod`, and the plugins `ServiceAccount`,
/// `DefaultTolerationSeconds`, `Priority` and `RuntimeClass`.
const OF_PODS: &[(&str, &str, Filled)] = &[
    ("Container", "volumeMounts", Open),
    ("PodSpec", "enableServiceLinks", Bool(true)),
    ("PodSpec", "imagePullSecrets", Open),
    ("PodSpec", "nodeSelector", Open),
    ("PodSpec", "overhead", Open),
    ("PodSpec", "preemptionPolicy", Open),
    ("PodSpec", "priority", Given),
    ("PodSpec", "priorityClassName", Open),
    ("PodSpec", "serviceAccount", Text("default")),
    ("PodSpec", "serviceAccountName", Text("default")),
    ("PodSpec", "tolerations", Open),
    ("PodSpec", "volumes", Open),
];

/// What is filled in of jobs that are created as such, not of those of a CronJob (`SetDefaults_Job`).
const OF_JOBS: &[(&str, &str, Filled)] = &[
    ("JobSpec", "completionMode", Text("NonIndexed")),
    ("JobSpec", "manualSelector", Bool(false)),
    ("JobSpec", "parallelism", Int(1)),
    ("JobSpec", "podReplacementPolicy", Given),
    ("JobSpec", "selector", Open),
    ("JobSpec", "suspend", Bool(false)),
];

/// Definitions of volumes that few have, of which too much is filled in to tell it here.
const SELDOM: [&str; 7] = [
    "AzureDiskVolumeSource",
    "ISCSIPersistentVolumeSource",
    "ISCSIVolumeSource",
    "RBDPersistentVolumeSource",
    "RBDVolumeSource",
    "ScaleIOPersistentVolumeSource",
    "ScaleIOVolumeSource",
];

/// Numbers and booleans that Go leaves out where they are zero, as they are no pointers.
const LEFT_OUT: &[(&str, &str)] = &[
    ("Container", "stdin"),
    ("Container", "stdinOnce"),
    ("Container", "tty"),
    ("ContainerPort", "hostPort"),
    ("DaemonSetSpec", "minReadySeconds"),
    ("DeploymentSpec", "minReadySeconds"),
    ("DeploymentSpec", "paused"),
    ("EphemeralContainer", "stdin"),
    ("EphemeralContainer", "stdinOnce"),
    ("EphemeralContainer", "tty"),
    ("NodeSpec", "unschedulable"),
    ("PodSpec", "hostIPC"),
    ("PodSpec", "hostNetwork"),
    ("PodSpec", "hostPID"),
    ("Probe", "failureThreshold"),
    ("Probe", "initialDelaySeconds"),
    ("Probe", "periodSeconds"),
    ("Probe", "successThreshold"),
    ("Probe", "timeoutSeconds"),
    ("ReplicaSetSpec", "minReadySeconds"),
    ("ReplicationControllerSpec", "minReadySeconds"),
    ("ServiceBackendPort", "number"),
    ("ServicePort", "nodePort"),
    ("ServiceSpec", "healthCheckNodePort"),
    ("ServiceSpec", "publishNotReadyAddresses"),
    ("StatefulSetSpec", "minReadySeconds"),
    ("VolumeMount", "readOnly"),
];

/// What is filled in for a field of a definition, whatever else the object says.
pub(super) fn default(definition: &str, field: &str, eyes: &Eyes<'_>) -> Option<Filled> {
    let find = |table: &[(&str, &str, Filled)]| {
        table.iter().find(|(own, name, _)| *name == field && *own == definition).map(|(.., value)| *value)
    };
    let of_kind = match eyes.kind {
        "Pod" => find(OF_PODS),
        "Job" => find(OF_JOBS),
        _ => None,
    };
    of_kind.or_else(|| find(DEFAULTS)).or_else(|| SELDOM.contains(&definition).then_some(Open))
}

/// Whether Go leaves the field out where it is zero or false.
pub(super) fn is_left_out(definition: &str, field: &str) -> bool {
    let volume = field == "readOnly" && definition.ends_with("VolumeSource");
    volume || LEFT_OUT.contains(&(definition, field))
}
