//! The facts: how fields are called by those who write them from memory.

use super::facts::short;
use crate::schema::tables::Definition;

/// A name that a struct does not have.
pub(super) struct Row {
    /// The struct's OpenAPI name, without the group's prefix.
    definition: &'static str,
    /// As it is written.
    pub(super) written: &'static str,
    /// The field that is meant, perhaps further down.
    pub(super) meant: &'static str,
}

const fn row(definition: &'static str, written: &'static str, meant: &'static str) -> Row {
    Row { definition, written, meant }
}

/// All of them. Of two that mean the same field, the one that says it more clearly comes first.
static ROWS: &[Row] = &[
    row("apps.v1.DaemonSetSpec", "strategy", "updateStrategy"),
    row("apps.v1.DeploymentSpec", "updateStrategy", "strategy"),
    row("apps.v1.StatefulSetSpec", "headlessService", "serviceName"),
    row("apps.v1.StatefulSetSpec", "service", "serviceName"),
    row("apps.v1.StatefulSetSpec", "strategy", "updateStrategy"),
    row("apps.v1.StatefulSetSpec", "volumeClaims", "volumeClaimTemplates"),
    row("autoscaling.v2.CrossVersionObjectReference", "type", "kind"),
    row("autoscaling.v2.HorizontalPodAutoscalerSpec", "max", "maxReplicas"),
    row("autoscaling.v2.HorizontalPodAutoscalerSpec", "maximum", "maxReplicas"),
    row("autoscaling.v2.HorizontalPodAutoscalerSpec", "min", "minReplicas"),
    row("autoscaling.v2.HorizontalPodAutoscalerSpec", "minimum", "minReplicas"),
    row("autoscaling.v2.HorizontalPodAutoscalerSpec", "target", "scaleTargetRef"),
    row("autoscaling.v2.HorizontalPodAutoscalerSpec", "targetRef", "scaleTargetRef"),
    row("batch.v1.CronJobSpec", "cron", "schedule"),
    row("batch.v1.JobSpec", "retries", "backoffLimit"),
    row("batch.v1.JobSpec", "ttl", "ttlSecondsAfterFinished"),
    row("core.v1.ConfigMapEnvSource", "configMapName", "name"),
    row("core.v1.ConfigMapKeySelector", "configMap", "name"),
    row("core.v1.ConfigMapKeySelector", "configMapName", "name"),
    row("core.v1.ConfigMapProjection", "configMapName", "name"),
    row("core.v1.ConfigMapVolumeSource", "configMap", "name"),
    row("core.v1.ConfigMapVolumeSource", "configMapName", "name"),
    row("core.v1.Container", "arguments", "args"),
    row("core.v1.Container", "envVariables", "env"),
    row("core.v1.Container", "envVars", "env"),
    row("core.v1.Container", "liveness", "livenessProbe"),
    row("core.v1.Container", "mounts", "volumeMounts"),
    row("core.v1.Container", "pullPolicy", "imagePullPolicy"),
    row("core.v1.Container", "readiness", "readinessProbe"),
    row("core.v1.Container", "startup", "startupProbe"),
    row("core.v1.ContainerPort", "targetPort", "containerPort"),
    row("core.v1.ContainerPort", "port", "containerPort"),
    row("core.v1.EmptyDirVolumeSource", "size", "sizeLimit"),
    row("core.v1.EnvVar", "key", "name"),
    row("core.v1.HTTPGetAction", "headers", "httpHeaders"),
    row("core.v1.HostPathVolumeSource", "hostPath", "path"),
    row("core.v1.HostPathVolumeSource", "mountPath", "path"),
    row("core.v1.LifecycleHandler", "command", "exec.command"),
    row("core.v1.LocalObjectReference", "secret", "name"),
    row("core.v1.LocalObjectReference", "secretName", "name"),
    row("core.v1.NFSVolumeSource", "host", "server"),
    row("core.v1.NFSVolumeSource", "ip", "server"),
    row("core.v1.ObjectFieldSelector", "field", "fieldPath"),
    row("core.v1.ObjectFieldSelector", "path", "fieldPath"),
    row("core.v1.PersistentVolumeClaimSpec", "accessMode", "accessModes"),
    row("core.v1.PersistentVolumeClaimSpec", "capacity", "resources.requests"),
    row("core.v1.PersistentVolumeClaimSpec", "size", "resources.requests.storage"),
    row("core.v1.PersistentVolumeClaimSpec", "storage", "resources.requests.storage"),
    row("core.v1.PersistentVolumeClaimSpec", "storageClass", "storageClassName"),
    row("core.v1.PersistentVolumeClaimVolumeSource", "name", "claimName"),
    row("core.v1.PersistentVolumeClaimVolumeSource", "pvcName", "claimName"),
    row("core.v1.PersistentVolumeSpec", "accessMode", "accessModes"),
    row("core.v1.PersistentVolumeSpec", "reclaimPolicy", "persistentVolumeReclaimPolicy"),
    row("core.v1.PersistentVolumeSpec", "size", "capacity.storage"),
    row("core.v1.PersistentVolumeSpec", "storage", "capacity.storage"),
    row("core.v1.PersistentVolumeSpec", "storageClass", "storageClassName"),
    row("core.v1.PodAffinityTerm", "topology", "topologyKey"),
    row("core.v1.PodSecurityContext", "group", "runAsGroup"),
    row("core.v1.PodSecurityContext", "user", "runAsUser"),
    row("core.v1.PodSpec", "gracePeriodSeconds", "terminationGracePeriodSeconds"),
    row("core.v1.PodSpec", "pullSecrets", "imagePullSecrets"),
    row("core.v1.PodSpec", "restart", "restartPolicy"),
    row("core.v1.Probe", "command", "exec.command"),
    row("core.v1.Probe", "initialDelay", "initialDelaySeconds"),
    row("core.v1.Probe", "interval", "periodSeconds"),
    row("core.v1.Probe", "period", "periodSeconds"),
    row("core.v1.Probe", "retries", "failureThreshold"),
    row("core.v1.Probe", "timeout", "timeoutSeconds"),
    row("core.v1.SecretEnvSource", "secretName", "name"),
    row("core.v1.SecretKeySelector", "secret", "name"),
    row("core.v1.SecretKeySelector", "secretName", "name"),
    row("core.v1.SecretProjection", "secretName", "name"),
    row("core.v1.SecretVolumeSource", "name", "secretName"),
    row("core.v1.SecretVolumeSource", "secret", "secretName"),
    row("core.v1.SecurityContext", "group", "runAsGroup"),
    row("core.v1.SecurityContext", "readOnly", "readOnlyRootFilesystem"),
    row("core.v1.SecurityContext", "user", "runAsUser"),
    row("core.v1.ServicePort", "containerPort", "targetPort"),
    row("core.v1.ServiceSpec", "serviceType", "type"),
    row("core.v1.TopologySpreadConstraint", "topology", "topologyKey"),
    row("core.v1.VolumeDevice", "path", "devicePath"),
    row("core.v1.VolumeMount", "path", "mountPath"),
    row("core.v1.VolumeMount", "volume", "name"),
    row("core.v1.VolumeMount", "volumeName", "name"),
    row("networking.v1.HTTPIngressPath", "type", "pathType"),
    row("networking.v1.IngressRule", "hosts", "host"),
    row("networking.v1.IngressRule", "hostname", "host"),
    row("networking.v1.IngressServiceBackend", "number", "port.number"),
    row("networking.v1.IngressServiceBackend", "portName", "port.name"),
    row("networking.v1.IngressServiceBackend", "portNumber", "port.number"),
    row("networking.v1.IngressServiceBackend", "serviceName", "name"),
    row("networking.v1.IngressSpec", "className", "ingressClassName"),
    row("networking.v1.IngressSpec", "ingressClass", "ingressClassName"),
    row("networking.v1.IngressTLS", "host", "hosts"),
    row("networking.v1.IngressTLS", "secret", "secretName"),
    row("networking.v1.NetworkPolicyPort", "containerPort", "port"),
    row("networking.v1.NetworkPolicyPort", "number", "port"),
    row("networking.v1.NetworkPolicyPort", "targetPort", "port"),
    row("networking.v1.ServiceBackendPort", "port", "number"),
    row("networking.v1.ServiceBackendPort", "port", "name"),
    row("rbac.v1.PolicyRule", "apiGroup", "apiGroups"),
    row("rbac.v1.PolicyRule", "resource", "resources"),
    row("rbac.v1.PolicyRule", "verb", "verbs"),
    row("rbac.v1.RoleRef", "type", "kind"),
    row("rbac.v1.Subject", "type", "kind"),
    row("storage.v1.StorageClass", "bindingMode", "volumeBindingMode"),
];

/// What a name may mean there.
pub(super) fn rows(definition: Definition, name: &str) -> impl Iterator<Item = &'static Row> + Clone {
    ROWS.iter().filter(move |row| row.written == name && row.definition == short(definition))
}

/// Whether of two names for the same field that one is the clearer.
pub(super) fn first_of(definition: Definition, meant: &str, name: &str, than: &str) -> bool {
    let at = |name: &str| {
        ROWS.iter().position(|r| r.written == name && r.meant == meant && r.definition == short(definition))
    };
    at(name).is_some_and(|own| at(than).is_some_and(|other| own < other))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Version;
    use crate::schema::tables::{self, Type};

    #[test]
    fn the_names_are_none_of_the_structs_own_and_what_they_mean_is() {
        for Row { definition, written, meant } in ROWS {
            let of = tables::definition(&format!("io.k8s.api.{definition}")).expect(definition);
            assert!(of.field_versions(written).is_empty(), "{definition}.{written}");
            meant.split('.').fold(Type::Struct(of), |ty, name| match ty {
                Type::Struct(of) => of.field(name, Version::NEWEST).expect(meant).ty(),
                Type::Map(values) => values.ty(),
                _ => panic!("{definition}.{meant}"),
            });
        }
    }
}
