//! The names that Docker Compose has for what a container or its pod has under another.

use super::facts;
use crate::model::Finding;
use crate::schema::decode::Unknown;
use crate::schema::tables::Type;
use crate::schema::text::edit;
use crate::schema::unknown::{Object, bare, takes};
use crate::source::Kind;

/// A name of Docker Compose's.
struct Row {
    /// As Compose has it.
    name: &'static str,
    /// The container's field, which may be called so with the value as it is, or changed.
    field: Option<&'static str>,
    /// What is meant, to a person.
    meant: &'static str,
}

const fn field(name: &'static str, field: &'static str, meant: &'static str) -> Row {
    Row { name, field: Some(field), meant }
}

const fn place(name: &'static str, meant: &'static str) -> Row {
    Row { name, field: None, meant }
}

/// All of them (`compose-spec`, the attributes of a service).
static ROWS: &[Row] = &[
    place("build", "an image that is built before, and named by `image`"),
    place("cap_add", "`securityContext.capabilities.add`"),
    place("cap_drop", "`securityContext.capabilities.drop`"),
    field("container_name", "name", "`name`"),
    place("configs", "`volumeMounts` of a volume that is a `configMap`"),
    place("cpu_shares", "`resources.requests.cpu`"),
    place("cpus", "`resources.limits.cpu`"),
    place("depends_on", "an init container that waits, or a `readinessProbe` over there"),
    place("deploy", "`replicas` of the workload, and `resources` here"),
    place("dns", "`dnsConfig.nameservers` of the pod"),
    place("dns_search", "`dnsConfig.searches` of the pod"),
    field("entrypoint", "command", "`command`"),
    place("env_file", "`envFrom` with a `configMapRef` or a `secretRef`"),
    field("environment", "env", "`env`"),
    field("expose", "ports", "`ports`"),
    place("extra_hosts", "`hostAliases` of the pod"),
    place("group_add", "`securityContext.supplementalGroups` of the pod"),
    place("healthcheck", "`livenessProbe` or `readinessProbe`"),
    place("hostname", "`hostname` of the pod"),
    place("ipc", "`hostIPC` of the pod"),
    place("labels", "`metadata.labels` of the pod"),
    place("links", "a Service for the other, which is found by its name"),
    place("mem_limit", "`resources.limits.memory`"),
    place("mem_reservation", "`resources.requests.memory`"),
    place("memory", "`resources.limits.memory`"),
    place("network_mode", "`hostNetwork` of the pod"),
    place("networks", "a Service to be found by, and a NetworkPolicy to be let in"),
    place("oom_score_adj", "`resources`, from which it follows"),
    place("pid", "`hostPID` of the pod"),
    place("platform", "`nodeSelector` of the pod, with `kubernetes.io/arch`"),
    place("pull_policy", "`imagePullPolicy`"),
    place("read_only", "`securityContext.readOnlyRootFilesystem`"),
    place("replicas", "`replicas` of the workload"),
    place("restart", "`restartPolicy` of the pod"),
    place("scale", "`replicas` of the workload"),
    place("secrets", "`volumeMounts` of a volume that is a `secret`, or `env` with a `secretKeyRef`"),
    place("security_opt", "`securityContext`"),
    place("shm_size", "a mount at `/dev/shm` of a volume `emptyDir: {medium: Memory}`"),
    field("stdin_open", "stdin", "`stdin`"),
    place("stop_grace_period", "`terminationGracePeriodSeconds` of the pod"),
    place("stop_signal", "`lifecycle.stopSignal`"),
    place("sysctls", "`securityContext.sysctls` of the pod"),
    place("tmpfs", "a mount of a volume `emptyDir: {medium: Memory}`"),
    place("ulimits", "the node's own limits: a pod has no such field"),
    place("user", "`securityContext.runAsUser`"),
    field("volumes", "volumeMounts", "`volumeMounts`, of the pod's `volumes`"),
    place("volumes_from", "`volumeMounts` of a volume that both have"),
];

/// The finding for such a key in a container.
pub(in crate::schema) fn explain<'a>(object: Object<'a>, unknown: Unknown<'a>) -> Option<Finding> {
    let (key, value) = (unknown.entry.key, unknown.entry.value);
    let definition = unknown.definition;
    if !matches!(facts::short(definition), "core.v1.Container" | "core.v1.EphemeralContainer") {
        return None;
    }
    let name = key.scalar_text();
    let row = ROWS.iter().find(|row| row.name == name)?;
    let field = row.field.and_then(|field| definition.field(field, object.version));
    if let Some(Type::List(items)) = field.map(|f| f.ty())
        && let Type::Struct(inner) = items.ty()
    {
        // Items that are no such fields are what stands elsewhere under this name, the pod's volumes for one.
        let own = |key: &str| inner.field(key, object.version).is_some();
        let foreign =
            value.items().filter(|i| i.kind() == Kind::Map).any(|i| i.entries().any(|e| !own(e.key.scalar_text())));
        if foreign && name == "volumes" {
            return None;
        }
    }
    let mut finding = bare(object, unknown);
    finding.help(format!("that is Docker Compose's name: what is meant here is {}", row.meant));
    let free = |name: &str| unknown.map.entry(name).is_none();
    if let Some(field) = field.filter(|f| free(f.name())) {
        let convertible = matches!(field.ty(), Type::List(_)) || takes(field.ty(), value);
        if convertible && !key.is_aliased() {
            let written =
                if key.source().starts_with('"') { format!("\"{}\"", field.name()) } else { field.name().to_owned() };
            finding.offer(format!("rename to `{}`", field.name()), vec![edit(key.span(), written)]);
        }
    }
    Some(finding)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Version;
    use crate::schema::tables;

    #[test]
    fn the_names_are_none_of_kubernetes_own_and_what_they_become_is() {
        let container = tables::definition("io.k8s.api.core.v1.Container").unwrap();
        assert!(ROWS.iter().all(|row| container.field(row.name, Version::NEWEST).is_none()));
        assert!(ROWS.iter().filter_map(|r| r.field).all(|f| container.field(f, Version::NEWEST).is_some()));
    }
}
