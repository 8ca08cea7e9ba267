//! What an object offers to others: pods, keys, claims, defaults.

use super::facts::{Facts, Pods, Unasked, protocol};
use crate::inventory::read::{labels, namespace};
use crate::model::Gvk;
use crate::resource::{Field, PodKind, Resource, pod_parts};

/// What the object that `resource` is offers to others: pods and keys.
pub(in crate::cross) fn offers(resource: &Resource<'_>, gvk: Gvk, facts: &mut Facts) {
    let root = resource.field();
    if let Some(parts) = pod_parts(resource, gvk).filter(|_| gvk.kind != "PodTemplate") {
        let lists = ["initContainers", "containers"].map(|list| parts.spec.at(list));
        let named = |port: Field<'_>| Some((port.at("name").opt_str()?.to_owned(), protocol(port)));
        let ports = lists.into_iter().flat_map(Field::items).flat_map(|c| c.at("ports").items()).filter_map(named);
        let scales = PodKind::of(gvk).is_some_and(PodKind::scales);
        let replicas = match gvk.kind {
            "Pod" => Some(1),
            _ => scales.then(|| root.at("spec").at("replicas").opt_int().unwrap_or(1)),
        };
        let spec = root.at("spec");
        let replicas_at = Some(spec.at("replicas")).filter(|f| f.exists() && replicas.is_some()).map(Field::span);
        let strategy = spec.at("strategy").at("type");
        facts.pods = Some(Box::new(Pods {
            labels: labels(parts.metadata.at("labels")),
            ports: ports.collect(),
            replicas,
            replicas_at,
            recreate_at: (strategy.str() == "Recreate").then(|| strategy.span()),
            unasked: Unasked::read(parts.spec),
            host_network: parts.spec.at("hostNetwork").bool(),
        }));
    }
    if (gvk.group, gvk.kind) == ("apps", "StatefulSet") {
        let claims = root.at("spec").at("volumeClaimTemplates").items();
        facts.claims = claims.map(|claim| claim.at("metadata").at("name").str().to_owned()).collect();
    }
    if (gvk.group, gvk.kind) == ("", "LimitRange") {
        // What is bounded is filled in as well (`SetDefaults_LimitRangeItem`).
        let items = root.at("spec").at("limits").items().filter(|item| item.at("type").str() == "Container");
        let lists = items.flat_map(|item| ["defaultRequest", "default", "max", "min"].map(|list| item.at(list)));
        facts.fills = lists.flat_map(Field::entries).map(|(key, _)| key.scalar_text().to_owned()).collect();
    }
    if (gvk.group, gvk.kind) == ("", "Namespace") {
        facts.space = Some(Box::new(namespace(root).labels));
    }
    let fields: &[&'static str] = match (gvk.group, gvk.kind) {
        ("", "ConfigMap") => &["data", "binaryData"],
        ("", "Secret") => &["data", "stringData"],
        _ => return,
    };
    let keys = fields.iter().flat_map(|field| root.at(field).entries());
    facts.keys = Some(keys.map(|(key, _)| key.scalar_text().to_owned()).collect());
}
