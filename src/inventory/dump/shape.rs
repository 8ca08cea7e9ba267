//! Of which kind an object is that does not say so: what only that kind has.

use crate::source::{Kind, Node};

/// A kind, and where to find what only its objects have.
struct Shape {
    api_version: &'static str,
    kind: &'static str,
    /// Each of these places must be there.
    has: &'static [Place],
}

/// A place in an object, as a path, and what must be there.
type Place = (&'static [&'static str], Kind);

const fn shape(api_version: &'static str, kind: &'static str, has: &'static [Place]) -> Shape {
    Shape { api_version, kind, has }
}

/// Those that bear on placement, the surest first.
static SHAPES: [Shape; 22] = [
    shape("v1", "Node", &[(&["status", "allocatable"], Kind::Map)]),
    shape("v1", "Node", &[(&["status", "nodeInfo"], Kind::Map)]),
    shape("v1", "Node", &[(&["status", "capacity", "cpu"], Kind::Str)]),
    shape("v1", "Node", &[(&["status", "capacity", "cpu"], Kind::Int)]),
    shape("v1", "PersistentVolume", &[(&["spec", "persistentVolumeReclaimPolicy"], Kind::Str)]),
    shape("v1", "PersistentVolume", &[(&["spec", "capacity", "storage"], Kind::Str)]),
    shape("v1", "Pod", &[(&["spec", "containers"], Kind::Seq)]),
    shape("v1", "PersistentVolumeClaim", &[(&["spec", "resources", "requests", "storage"], Kind::Str)]),
    shape("storage.k8s.io/v1", "StorageClass", &[(&["provisioner"], Kind::Str)]),
    shape("storage.k8s.io/v1", "CSINode", &[(&["spec", "drivers"], Kind::Seq)]),
    shape("storage.k8s.io/v1", "CSIDriver", &[(&["spec", "volumeLifecycleModes"], Kind::Seq)]),
    shape("storage.k8s.io/v1", "VolumeAttachment", &[(&["spec", "attacher"], Kind::Str)]),
    shape("storage.k8s.io/v1", "CSIStorageCapacity", &[(&["storageClassName"], Kind::Str)]),
    shape("scheduling.k8s.io/v1", "PriorityClass", &[(&["value"], Kind::Int)]),
    shape("node.k8s.io/v1", "RuntimeClass", &[(&["handler"], Kind::Str)]),
    shape("v1", "ResourceQuota", &[(&["spec", "hard"], Kind::Map)]),
    shape("v1", "LimitRange", &[(&["spec", "limits"], Kind::Seq)]),
    shape("policy/v1", "PodDisruptionBudget", &[(&["status", "disruptionsAllowed"], Kind::Int)]),
    shape("v1", "Service", &[(&["spec", "clusterIP"], Kind::Str)]),
    shape("v1", "Service", &[(&["spec", "externalName"], Kind::Str)]),
    shape("v1", "Namespace", &[(&["spec", "finalizers"], Kind::Seq), (&["status", "phase"], Kind::Str)]),
    shape(
        "v1",
        "Namespace",
        &[(&["status", "phase"], Kind::Str), (&["metadata", "labels", "kubernetes.io/metadata.name"], Kind::Str)],
    ),
];

/// The `apiVersion` and `kind` of an object that has a name and neither of the two; `None` where it looks like nothing that
/// bears on placement.
pub(super) fn told_by(object: Node<'_>) -> Option<(&'static str, &'static str)> {
    let named = object.get("metadata")?.get("name").is_some_and(|name| name.kind() == Kind::Str);
    let there = |(path, kind): &Place| {
        let found = path.iter().try_fold(object, |node, key| node.get(key));
        found.is_some_and(|node| node.kind() == *kind)
    };
    let fits = |shape: &&Shape| shape.has.iter().all(there);
    SHAPES.iter().filter(|_| named).find(fits).map(|shape| (shape.api_version, shape.kind))
}
