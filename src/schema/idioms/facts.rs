//! The facts: by what the items of a list are told apart, and what a plain value stands for.

use crate::model::Version;
use crate::schema::tables::{self, Definition};

/// A struct whose items people write as entries of a map.
pub(super) struct Named {
    /// Its OpenAPI name, without the group's prefix.
    definition: &'static str,
    /// The field that the entry's key is.
    pub(super) key: &'static str,
    /// The field that the entry's value is, where that is no map of fields.
    pub(super) value: Option<&'static str>,
}

const fn named(definition: &'static str, key: &'static str, value: Option<&'static str>) -> Named {
    Named { definition, key, value }
}

/// All those structs.
static NAMED: &[Named] = &[
    named("core.v1.Container", "name", Some("image")),
    named("core.v1.ContainerPort", "name", Some("containerPort")),
    named("core.v1.EndpointPort", "name", Some("port")),
    named("core.v1.EnvVar", "name", Some("value")),
    named("core.v1.EphemeralContainer", "name", Some("image")),
    named("core.v1.HTTPHeader", "name", Some("value")),
    named("core.v1.HostAlias", "ip", None),
    named("core.v1.KeyToPath", "key", Some("path")),
    named("core.v1.PodDNSConfigOption", "name", Some("value")),
    named("core.v1.PodResourceClaim", "name", None),
    named("core.v1.ServicePort", "name", Some("port")),
    named("core.v1.Sysctl", "name", Some("value")),
    named("core.v1.Volume", "name", None),
    named("core.v1.VolumeDevice", "name", Some("devicePath")),
    named("core.v1.VolumeMount", "name", Some("mountPath")),
    named("discovery.v1.EndpointPort", "name", Some("port")),
];

/// Structs of which people write no more than one field's value, without the field.
static SINGLE: &[(&str, &str)] = &[
    ("apps.v1.DaemonSetUpdateStrategy", "type"),
    ("apps.v1.DeploymentStrategy", "type"),
    ("apps.v1.StatefulSetUpdateStrategy", "type"),
    ("core.v1.AppArmorProfile", "type"),
    ("core.v1.CSIVolumeSource", "driver"),
    ("core.v1.ConfigMapEnvSource", "name"),
    ("core.v1.ConfigMapProjection", "name"),
    ("core.v1.ConfigMapVolumeSource", "name"),
    ("core.v1.EndpointAddress", "ip"),
    ("core.v1.HostPathVolumeSource", "path"),
    ("core.v1.ImageVolumeSource", "reference"),
    ("core.v1.LocalObjectReference", "name"),
    ("core.v1.ObjectReference", "name"),
    ("core.v1.PersistentVolumeClaimVolumeSource", "claimName"),
    ("core.v1.PodReadinessGate", "conditionType"),
    ("core.v1.PodSchedulingGate", "name"),
    ("core.v1.SeccompProfile", "type"),
    ("core.v1.SecretEnvSource", "name"),
    ("core.v1.SecretProjection", "name"),
    ("core.v1.SecretVolumeSource", "secretName"),
    ("core.v1.TCPSocketAction", "port"),
    ("networking.v1.IngressServiceBackend", "name"),
    ("networking.v1.NetworkPolicyPort", "port"),
    ("networking.v1.ServiceBackendPort", "number"),
];

/// Structs of which people write no more than one field's list, without the field.
static LISTED: &[(&str, &str)] = &[
    ("core.v1.Capabilities", "add"),
    ("core.v1.DownwardAPIVolumeSource", "items"),
    ("core.v1.ExecAction", "command"),
    ("core.v1.NodeSelector", "nodeSelectorTerms"),
    ("core.v1.PodDNSConfig", "nameservers"),
    ("core.v1.ProjectedVolumeSource", "sources"),
    ("networking.v1.HTTPIngressRuleValue", "paths"),
];

/// Structs with a text in one field and a number in another, of which one or the other is given.
static TWINS: &[(&str, &str, &str)] = &[("networking.v1.ServiceBackendPort", "name", "number")];

/// Structs that are taken for another, and what to say of a field that only the other has.
static TAKEN_FOR: &[(&str, &str, &str)] = &[
    ("core.v1.PodSecurityContext", "core.v1.SecurityContext", "the `securityContext` of each container"),
    ("core.v1.SecurityContext", "core.v1.PodSecurityContext", "the `securityContext` of the pod"),
];

/// How an item looks of which a plain value tells too little.
static EXAMPLES: &[(&str, &str)] = &[
    ("core.v1.ContainerPort", "containerPort: 80"),
    ("core.v1.EnvFromSource", "configMapRef: {name: settings}"),
    ("core.v1.EnvVar", "name: PORT` and `value: \"80\""),
    ("core.v1.HostAlias", "ip: 10.0.0.1` and `hostnames: [db]"),
    ("core.v1.ServicePort", "port: 80"),
    ("core.v1.VolumeMount", "name: data` and `mountPath: /data"),
    ("core.v1.Volume", "name: data` and `emptyDir: {}"),
];

/// The name as the tables above have it.
pub(super) fn short(definition: Definition) -> &'static str {
    definition.name().strip_prefix("io.k8s.api.").unwrap_or_default()
}

/// How a struct's items are told apart in a map.
pub(super) fn named_by(definition: Definition) -> Option<&'static Named> {
    NAMED.iter().find(|n| n.definition == short(definition))
}

/// The field that a plain value in the place of the struct stands for.
pub(super) fn single(definition: Definition) -> Option<&'static str> {
    SINGLE.iter().find(|(of, _)| *of == short(definition)).map(|(_, field)| *field)
}

/// The field that a list in the place of the struct stands for.
pub(super) fn listed(definition: Definition) -> Option<&'static str> {
    LISTED.iter().find(|(of, _)| *of == short(definition)).map(|(_, field)| *field)
}

/// The field of a struct that has a number where that one has a text, or the other way round.
pub(in crate::schema) fn twin(definition: Definition, field: &str) -> Option<&'static str> {
    let (_, text, number) = TWINS.iter().find(|(of, ..)| *of == short(definition))?;
    match field {
        _ if field == *text => Some(number),
        _ if field == *number => Some(text),
        _ => None,
    }
}

/// Where a field belongs that a struct does not have, but the one for which it is taken.
pub(in crate::schema) fn taken_for(definition: Definition, field: &str, version: Version) -> Option<&'static str> {
    let (_, other, place) = TAKEN_FOR.iter().find(|(of, ..)| *of == short(definition))?;
    let other = tables::definition(&format!("io.k8s.api.{other}"))?;
    other.field(field, version).map(|_| *place)
}

/// What an item looks like.
pub(super) fn example(definition: Definition) -> Option<&'static str> {
    EXAMPLES.iter().find(|(of, _)| *of == short(definition)).map(|(_, example)| *example)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_name_what_there_is() {
        let has = |name: &str, field: &str| {
            let found = tables::definition(&format!("io.k8s.api.{name}"));
            assert!(found.is_some_and(|d| d.field(field, Version::NEWEST).is_some()), "{name}.{field}");
        };
        for named in NAMED {
            has(named.definition, named.key);
            named.value.into_iter().for_each(|value| has(named.definition, value));
        }
        SINGLE.iter().for_each(|(name, field)| has(name, field));
        LISTED.iter().for_each(|(name, field)| has(name, field));
        for (name, text, number) in TWINS {
            has(name, text);
            has(name, number);
        }
        for (name, other, _) in TAKEN_FOR {
            [name, other].iter().for_each(|name| assert!(tables::definition(&format!("io.k8s.api.{name}")).is_some()));
        }
        for (name, example) in EXAMPLES {
            has(name, example.split(':').next().unwrap());
        }
    }
}
