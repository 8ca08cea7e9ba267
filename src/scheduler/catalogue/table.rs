//! The plugins of Kubernetes 1.36, in the order in which the default profile has them (`default_plugins.go`).

use super::{Entry, Happening};

const fn on(resource: &'static str, actions: &'static [&'static str]) -> Happening {
    Happening { resource, actions }
}

/// All of the default profile.
pub static ENTRIES: &[Entry] = &[
    Entry {
        name: "SchedulingGates",
        does: "Keeps a pod out of the queue as long as `spec.schedulingGates` holds anything. Nobody looks for a node \
               meanwhile, and no event is written; `kubectl get pods` shows SchedulingGated.",
        points: &["PreEnqueue"],
        weight: 0,
        reasons: &["waiting for scheduling gates: […]"],
        events: &[on("Pod", &["UpdatePodSchedulingGatesEliminated"])],
    },
    Entry {
        name: "PrioritySort",
        does: "Orders the queue: the higher priority first, of equals the one that waits longer.",
        points: &["QueueSort"],
        weight: 0,
        reasons: &[],
        events: &[],
    },
    Entry {
        name: "NodeUnschedulable",
        does: "Refuses nodes that are cordoned (`spec.unschedulable`), unless the pod tolerates the taint \
               node.kubernetes.io/unschedulable:NoSchedule.",
        points: &["Filter"],
        weight: 0,
        reasons: &["node(s) were unschedulable"],
        events: &[on("Node", &["Add", "UpdateNodeTaint"]), on("Pod", &["UpdatePodToleration"])],
    },
    Entry {
        name: "NodeName",
        does: "Refuses every node but the one in `spec.nodeName`. A pod that comes with a node name never gets here: its \
               kubelet takes it up without the scheduler.",
        points: &["Filter"],
        weight: 0,
        reasons: &["node(s) didn't match the requested node name"],
        events: &[on("Node", &["Add"])],
    },
    Entry {
        name: "TaintToleration",
        does: "Refuses nodes with a taint of effect NoSchedule or NoExecute that the pod does not tolerate; prefers those \
               with the fewest PreferNoSchedule taints that it does not.",
        points: &["Filter", "PreScore", "Score"],
        weight: 3,
        reasons: &["node(s) had untolerated taint(s)"],
        events: &[on("Node", &["Add", "UpdateNodeTaint"]), on("Pod", &["UpdatePodToleration"])],
    },
    Entry {
        name: "NodeAffinity",
        does: "Refuses nodes that `spec.nodeSelector` or the required node affinity do not select; prefers those that more \
               of the preferred terms select, each by its weight.",
        points: &["PreFilter", "Filter", "PreScore", "Score"],
        weight: 2,
        reasons: &[
            "node(s) didn't match Pod's node affinity/selector",
            "node(s) didn't match scheduler-enforced node affinity",
            "pod affinity terms conflict",
        ],
        events: &[on("Node", &["Add", "UpdateNodeLabel"])],
    },
    Entry {
        name: "NodePorts",
        does: "Refuses nodes on which a host port of the pod is taken, on the same address and for the same protocol.",
        points: &["PreFilter", "Filter"],
        weight: 0,
        reasons: &["node(s) didn't have free ports for the requested pod ports"],
        events: &[on("Pod", &["Delete"]), on("Node", &["Add"])],
    },
    Entry {
        name: "NodeResourcesFit",
        does: "Refuses nodes that have less left of a resource than the pod requests: allocatable less the requests of the \
               pods there; what they use does not count. Of the others it prefers the emptiest (LeastAllocated, cpu and \
               memory alike); `scoringStrategy` of its arguments may be MostAllocated or RequestedToCapacityRatio instead.",
        points: &["PreFilter", "Filter", "PreScore", "Score"],
        weight: 1,
        reasons: &[
            "Too many pods",
            "Insufficient cpu",
            "Insufficient memory",
            "Insufficient ephemeral-storage",
            "Insufficient …",
        ],
        events: &[
            on("Pod", &["Delete", "UpdatePodScaleDown"]),
            on("Node", &["Add", "UpdateNodeAllocatable"]),
            on("DeviceClass", &["Add", "Update"]),
        ],
    },
    Entry {
        name: "VolumeRestrictions",
        does: "Refuses nodes on which a disk is in use that only one may use, and pods whose claim of access mode \
               ReadWriteOncePod another pod has.",
        points: &["PreFilter", "Filter"],
        weight: 0,
        reasons: &[
            "node(s) had no available disk",
            "node(s) unavailable due to PersistentVolumeClaim with ReadWriteOncePod access mode already in-use by another pod",
        ],
        events: &[on("Pod", &["Delete"]), on("Node", &["Add"]), on("PersistentVolumeClaim", &["Add"])],
    },
    Entry {
        name: "NodeVolumeLimits",
        does: "Refuses nodes to which no more volumes of a CSI driver can be attached, as its CSINode says.",
        points: &["PreFilter", "Filter"],
        weight: 0,
        reasons: &["node(s) exceed max volume count"],
        events: &[
            on("CSINode", &["Add", "Update"]),
            on("Pod", &["Delete"]),
            on("PersistentVolumeClaim", &["Add"]),
            on("VolumeAttachment", &["Delete"]),
        ],
    },
    Entry {
        name: "VolumeBinding",
        does: "Refuses nodes that cannot reach a claim's volume, or for which no volume can be found or made; chooses the \
               volumes of claims that wait for their first consumer, and binds them before the pod.",
        points: &["PreFilter", "Filter", "PreScore", "Score", "Reserve", "PreBind"],
        weight: 0,
        reasons: &[
            "pod has unbound immediate PersistentVolumeClaims",
            "persistentvolumeclaim \"…\" not found",
            "node(s) didn't find available persistent volumes to bind",
            "node(s) didn't match PersistentVolume's node affinity",
            "node(s) did not have enough free storage",
            "node(s) unavailable due to one or more pvc(s) bound to non-existent pv(s)",
        ],
        events: &[
            on("StorageClass", &["Add", "Update"]),
            on("PersistentVolumeClaim", &["Add", "Update"]),
            on("PersistentVolume", &["Add", "Update"]),
            on("Node", &["Add", "UpdateNodeLabel"]),
            on("CSINode", &["Add", "Update"]),
            on("CSIDriver", &["Update"]),
            on("CSIStorageCapacity", &["Add", "Update"]),
        ],
    },
    Entry {
        name: "VolumeZone",
        does: "Refuses nodes of another zone or region than the labels of a bound volume say.",
        points: &["PreFilter", "Filter"],
        weight: 0,
        reasons: &["node(s) had no available volume zone"],
        events: &[
            on("StorageClass", &["Add"]),
            on("Node", &["Add", "UpdateNodeLabel"]),
            on("PersistentVolumeClaim", &["Add", "Update"]),
            on("PersistentVolume", &["Add", "Update"]),
        ],
    },
    Entry {
        name: "PodTopologySpread",
        does: "Refuses nodes where the pod would break a spread constraint with DoNotSchedule; prefers those that keep the \
               others, ScheduleAnyway, best. A pod of a Service, ReplicaSet or StatefulSet without constraints of its own \
               is spread over hosts and zones by preference.",
        points: &["PreFilter", "Filter", "PreScore", "Score"],
        weight: 2,
        reasons: &[
            "node(s) didn't match pod topology spread constraints",
            "node(s) didn't match pod topology spread constraints (missing required label)",
        ],
        events: &[
            on("Pod", &["Add", "UpdatePodLabel", "UpdatePodToleration", "Delete"]),
            on("Node", &["Add", "Delete", "UpdateNodeLabel", "UpdateNodeTaint"]),
        ],
    },
    Entry {
        name: "InterPodAffinity",
        does: "Refuses nodes that required pod affinity or anti-affinity rule out, the pod's own and that of the pods \
               there; prefers those that more of the preferred terms speak for.",
        points: &["PreFilter", "Filter", "PreScore", "Score"],
        weight: 2,
        reasons: &[
            "node(s) didn't match pod affinity rules",
            "node(s) didn't match pod anti-affinity rules",
            "node(s) didn't satisfy existing pods anti-affinity rules",
        ],
        events: &[on("Pod", &["Add", "UpdatePodLabel", "Delete"]), on("Node", &["Add", "UpdateNodeLabel"])],
    },
    Entry {
        name: "DynamicResources",
        does: "Refuses nodes that do not have the devices that the pod's ResourceClaims ask for, allocates them, and frees \
               an idle claim where that helps. Devices are not simulated here.",
        points: &["PreEnqueue", "PreFilter", "Filter", "PostFilter", "Score", "Reserve", "PreBind"],
        weight: 2,
        reasons: &["no new claims to deallocate", "still not schedulable"],
        events: &[
            on("Node", &["Add", "UpdateNodeLabel", "UpdateNodeAllocatable"]),
            on("ResourceClaim", &["Add", "Update"]),
            on("Pod", &["UpdatePodGeneratedResourceClaim"]),
            on("DeviceClass", &["Add", "Update"]),
            on("ResourceSlice", &["Add", "Update"]),
        ],
    },
    Entry {
        name: "DefaultPreemption",
        does: "Where no node takes the pod, looks for the node on which evicting pods of lower priority would make room, \
               with the fewest broken budgets and the least important victims.",
        points: &["PreEnqueue", "PostFilter"],
        weight: 0,
        reasons: &[
            "No preemption victims found for incoming pod",
            "Preemption is not helpful for scheduling",
            "not eligible due to preemptionPolicy=Never.",
            "not eligible due to a terminating pod on the nominated node.",
        ],
        events: &[on("Pod", &["Delete"])],
    },
    Entry {
        name: "NodeResourcesBalancedAllocation",
        does: "Prefers nodes whose resources are used evenly: where half of the cpu and half of the memory would be taken, \
               the balance is 100; where a fifth of one and three fifths of the other would be, it is 80. Since 1.36 it is \
               how much the pod improves the balance that counts: 75 where it changes nothing.",
        points: &["PreScore", "Score"],
        weight: 1,
        reasons: &[],
        events: &[],
    },
    Entry {
        name: "ImageLocality",
        does: "Prefers nodes that have the pod's images already, by their size and by how many nodes have them.",
        points: &["Score"],
        weight: 1,
        reasons: &[],
        events: &[],
    },
    Entry {
        name: "NodeDeclaredFeatures",
        does: "Refuses nodes whose kubelet does not declare a feature that the pod needs.",
        points: &["PreFilter", "Filter"],
        weight: 0,
        reasons: &["node(s) didn't match Pod's required features"],
        events: &[on("Node", &["Add", "UpdateNodeDeclaredFeature"]), on("Pod", &["Update"])],
    },
    Entry {
        name: "DefaultBinder",
        does: "Binds the pod: tells the API server its node (`POST …/pods/NAME/binding`), which sets `spec.nodeName`.",
        points: &["Bind"],
        weight: 0,
        reasons: &[],
        events: &[],
    },
];
