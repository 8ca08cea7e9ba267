//! The sources of a persistent volume, of which it has exactly one.

use super::plugins;
use crate::api::Cx;
use crate::api::core::helpers::key_span;
use crate::resource::Field;
use crate::source::Node;

/// Every source in the server's order.
const SOURCES: &[&str] = &[
    "hostPath",
    "gcePersistentDisk",
    "awsElasticBlockStore",
    "glusterfs",
    "flocker",
    "nfs",
    "rbd",
    "quobyte",
    "cephfs",
    "iscsi",
    "cinder",
    "fc",
    "flexVolume",
    "azureFile",
    "vsphereVolume",
    "photonPersistentDisk",
    "portworxVolume",
    "azureDisk",
    "scaleIO",
    "local",
    "storageos",
    "csi",
];

/// Checks the first source; refuses all further ones.
pub(super) fn check<'a>(cx: &mut Cx<'a>, spec: Field<'a>, name: &str, inline: bool) {
    let mut first: Option<&str> = None;
    for source in SOURCES {
        let f = spec.at(source);
        if !f.exists() {
            continue;
        }
        // Flex volumes are never refused for coming second.
        if let Some(first) = first.filter(|_| *source != "flexVolume") {
            second(cx, spec, source, first);
            continue;
        }
        first = first.or(Some(*source));
        plugins::check(cx, source, f, name);
        if *source == "local" && (inline || !spec.at("nodeAffinity").exists()) {
            cx.required(spec.at("nodeAffinity"), "Local volume requires node affinity")
                .say("a local volume needs `nodeAffinity`, which says on which node it lies");
        }
    }
    if first.is_none() {
        let known = |key: &Node<'a>| !OTHER_FIELDS.contains(&key.scalar_text());
        let unknown = spec.entries().map(|(key, _)| key).find(known).map(Node::span);
        let head = key_span(cx.root(), "spec").filter(|_| !inline);
        let finding = cx.required(spec, "must specify a volume type");
        finding
            .say("the volume does not say what it is made of")
            .help("give one source, for example `csi`, `nfs`, `hostPath` or `local`");
        if let Some(head) = head {
            finding.label_at(head);
        }
        if let Some(span) = unknown {
            finding.relate(span, "was this meant to be the source?");
        }
    }
}

/// Fields of the spec beside its source.
const OTHER_FIELDS: &[&str] = &[
    "accessModes",
    "capacity",
    "claimRef",
    "mountOptions",
    "nodeAffinity",
    "persistentVolumeReclaimPolicy",
    "storageClassName",
    "volumeAttributesClassName",
    "volumeMode",
];

fn second<'a>(cx: &mut Cx<'a>, spec: Field<'a>, source: &'static str, first: &str) {
    let path = match source {
        "cephfs" => format!("{}.cephFS", cx.path(spec)),
        _ => cx.path(spec.at(source)),
    };
    let (here, there) = (key_span(spec, source), key_span(spec, first));
    let finding = cx.forbidden(spec.at(source), "may not specify more than 1 volume type");
    finding.field(path).say(format!("a volume has one source; `{first}` is given already"));
    if let (Some(here), Some(there)) = (here, there) {
        finding.label_at(here).relate(there, "the first source");
    }
}
