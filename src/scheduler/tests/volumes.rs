//! Claims and the volumes for them.

use super::build::{but, labels, node, on, pod, resources, told};
use crate::scheduler::types::{
    BindingMode, Cluster, CsiNode, CsiNodeDriver, Labels, NodeSelector, NodeSelectorRequirement, NodeSelectorTerm,
    Operator, PersistentVolume, PersistentVolumeClaim, PersistentVolumeSource, Pod, PodVolume, StorageClass,
    VolumeSource,
};

fn claim(name: &str, class: &str) -> PersistentVolumeClaim {
    PersistentVolumeClaim {
        namespace: "default".to_owned(),
        name: name.to_owned(),
        storage_class_name: Some(class.to_owned()),
        access_modes: vec!["ReadWriteOnce".to_owned()],
        request: "1Gi".parse().unwrap(),
        ..PersistentVolumeClaim::default()
    }
}

fn bound(name: &str, volume: &str) -> PersistentVolumeClaim {
    PersistentVolumeClaim {
        volume_name: volume.to_owned(),
        annotations: labels(&[("pv.kubernetes.io/bind-completed", "yes")]),
        ..claim(name, "late")
    }
}

fn volume(name: &str, host: &str, size: &str) -> PersistentVolume {
    let requirement = NodeSelectorRequirement {
        key: "kubernetes.io/hostname".to_owned(),
        operator: Operator::In,
        values: vec![host.to_owned()],
    };
    let term = NodeSelectorTerm { match_expressions: vec![requirement], ..NodeSelectorTerm::default() };
    PersistentVolume {
        name: name.to_owned(),
        labels: Labels::default(),
        capacity: size.parse().unwrap(),
        access_modes: vec!["ReadWriteOnce".to_owned()],
        storage_class_name: "late".to_owned(),
        node_affinity: Some(NodeSelector { node_selector_terms: vec![term] }),
        phase: "Available".to_owned(),
        source: PersistentVolumeSource::Csi { driver: "d".to_owned(), volume_handle: name.to_owned() },
        ..PersistentVolume::default()
    }
}

fn wants(name: &str, claim: &str) -> Pod {
    let source = VolumeSource::Claim { claim_name: claim.to_owned() };
    but(pod(name, "db", "1"), |spec| spec.volumes = vec![PodVolume { name: "v".to_owned(), source }])
}

fn cluster(claims: Vec<PersistentVolumeClaim>, pending: Vec<Pod>) -> Cluster {
    let class = |name: &str, volume_binding_mode| StorageClass {
        name: name.to_owned(),
        provisioner: "kubernetes.io/no-provisioner".to_owned(),
        volume_binding_mode,
        ..StorageClass::default()
    };
    Cluster {
        nodes: vec![node("a", "x"), node("b", "y"), node("c", "y")],
        persistent_volumes: vec![volume("on-b", "b", "2Gi"), volume("on-c", "c", "1Gi")],
        persistent_volume_claims: claims,
        storage_classes: vec![class("late", BindingMode::WaitForFirstConsumer), class("now", BindingMode::Immediate)],
        pending: pending.into_iter().map(Into::into).collect(),
        ..Cluster::default()
    }
}

const NOT_FOUND: &str = ". not found";

#[test]
fn late_binding_takes_free_volumes() {
    let claims = vec![claim("c0", "late"), claim("c1", "late"), claim("c2", "late")];
    let told = told(&cluster(claims, vec![wants("p0", "c0"), wants("p1", "c1"), wants("p2", "c2"), wants("p3", "c0")]));
    assert_eq!(told[..2], ["p0=b", "p1=c"]);
    assert_eq!(
        told[2],
        "p2: 0/3 nodes are available: 3 node(s) didn't find available persistent volumes to bind. no new claims to \
         deallocate, preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling."
    );
    // The same claim again: its volume is promised already.
    assert_eq!(told[3], "p3=b");
}

#[test]
fn attempts_that_end_early() {
    let lost = PersistentVolumeClaim { phase: "Lost".to_owned(), ..claim("lost", "late") };
    let cases = [
        (vec![], "gone", "persistentvolumeclaim \"gone\" not found"),
        (vec![claim("c", "now")], "c", "pod has unbound immediate PersistentVolumeClaims"),
        (vec![lost], "lost", "persistentvolumeclaim \"lost\" bound to non-existent persistentvolume \"\""),
    ];
    for (claims, name, reason) in cases {
        let told = told(&cluster(claims, vec![wants("p", name)]));
        assert_eq!(told, [format!("p: 0/3 nodes are available: {reason}{NOT_FOUND}")]);
    }
}

#[test]
fn bound_claims_follow_their_volume() {
    assert_eq!(told(&cluster(vec![bound("c", "on-c")], vec![wants("p", "c")])), ["p=c"]);
    let told = told(&cluster(vec![bound("c", "gone")], vec![wants("p", "c")]));
    assert!(told[0].contains("persistentvolume \"gone\" not found"), "{}", told[0]);
}

#[test]
fn one_pod_only() {
    let once = PersistentVolumeClaim { access_modes: vec!["ReadWriteOncePod".to_owned()], ..bound("c", "on-b") };
    let mut cluster = cluster(vec![once], vec![wants("p", "c")]);
    assert_eq!(told(&cluster), ["p=b"]);
    cluster.pods = vec![on("b", Pod { priority: 9, ..wants("r", "c") }).into()];
    let told = told(&cluster);
    assert!(
        told[0].contains("3 node(s) unavailable due to PersistentVolumeClaim with ReadWriteOncePod"),
        "{}",
        told[0]
    );
}

#[test]
fn limits() {
    let mut cluster = cluster(vec![bound("c0", "on-b"), bound("c1", "too")], vec![wants("p", "c1")]);
    cluster.persistent_volumes.push(volume("too", "b", "1Gi"));
    cluster.pods = vec![on("b", wants("r", "c0")).into()];
    let driver = CsiNodeDriver { name: "d".to_owned(), allocatable_count: Some(1), ..CsiNodeDriver::default() };
    cluster.csi_nodes = vec![CsiNode { name: "b".to_owned(), drivers: vec![driver], ..CsiNode::default() }];
    let told_ = told(&cluster);
    assert!(told_[0].contains("1 node(s) exceed max volume count"), "{}", told_[0]);
    cluster.csi_nodes[0].drivers[0].allocatable_count = Some(2);
    assert_eq!(told(&cluster), ["p=b"]);
}

#[test]
fn zones() {
    let mut cluster = cluster(vec![bound("c", "zoned")], vec![wants("p", "c")]);
    let zoned = PersistentVolume {
        labels: labels(&[("topology.kubernetes.io/zone", "y")]),
        node_affinity: None,
        ..volume("zoned", "", "1Gi")
    };
    cluster.persistent_volumes.push(zoned);
    cluster.nodes[1].allocatable = resources(&[("cpu", "0"), ("memory", "0"), ("pods", "0")]);
    assert_eq!(told(&cluster), ["p=c"]);
}
