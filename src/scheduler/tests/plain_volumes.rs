//! The fast algorithm answers as the plain one where pods want volumes and devices: claims that are bound, that are bound
//! late and that share one volume, volumes of one node, drivers that take few, and claims for devices.

use proptest::prelude::*;

use super::build::{labels, node, pod, resources};
use crate::cases::cases;
use crate::scheduler::Detail;
use crate::scheduler::engine::Engine;
use crate::scheduler::types::{
    BindingMode, Cluster, Config, CsiNode, CsiNodeDriver, NodeSelector, NodeSelectorRequirement, NodeSelectorTerm,
    Operator, PersistentVolume, PersistentVolumeClaim, PersistentVolumeSource, Pod, PodResourceClaim, PodVolume,
    ResourceClaim, StorageClass, VolumeSource,
};

const DRIVER: &str = "d.example.com";
const CLAIMS: usize = 6;
const CLASSES: [&str; 4] = ["late", "now", "made", "none"];

fn classes() -> Vec<StorageClass> {
    let class = |name: &str, provisioner: &str, volume_binding_mode| StorageClass {
        name: name.to_owned(),
        provisioner: provisioner.to_owned(),
        volume_binding_mode,
        ..StorageClass::default()
    };
    vec![
        class("late", "kubernetes.io/no-provisioner", BindingMode::WaitForFirstConsumer),
        class("now", "kubernetes.io/no-provisioner", BindingMode::Immediate),
        class("made", DRIVER, BindingMode::WaitForFirstConsumer),
    ]
}

/// A volume of some size, class and mode, on one node or on all.
fn volumes() -> impl Strategy<Value = Vec<PersistentVolume>> {
    let one = (0..8_usize, 0..3_usize, 1..4_u8, any::<bool>(), any::<bool>());
    let one = one.prop_map(|(host, class, size, many, own)| {
        let requirement = NodeSelectorRequirement {
            key: "kubernetes.io/hostname".to_owned(),
            operator: Operator::In,
            values: vec![format!("n{host}")],
        };
        let term = NodeSelectorTerm { match_expressions: vec![requirement], ..NodeSelectorTerm::default() };
        PersistentVolume {
            capacity: format!("{size}Gi").parse().unwrap(),
            access_modes: vec![if many { "ReadWriteMany" } else { "ReadWriteOnce" }.to_owned()],
            storage_class_name: CLASSES[class].to_owned(),
            node_affinity: own.then(|| NodeSelector { node_selector_terms: vec![term] }),
            labels: if own { labels(&[]) } else { labels(&[("topology.kubernetes.io/zone", "x")]) },
            phase: "Available".to_owned(),
            ..PersistentVolume::default()
        }
    });
    prop::collection::vec(one, 0..8).prop_map(|mut all| {
        for (number, volume) in all.iter_mut().enumerate() {
            volume.name = format!("v{number}");
            volume.source =
                PersistentVolumeSource::Csi { driver: DRIVER.to_owned(), volume_handle: volume.name.clone() };
        }
        all
    })
}

/// Claims, of which some have a volume already, whether there is one of that name or not.
fn claims() -> impl Strategy<Value = Vec<PersistentVolumeClaim>> {
    let one = (0..4_usize, 1..4_u8, 0..4_u8, prop::option::weighted(0.3, 0..9_usize));
    prop::collection::vec(one, 0..CLAIMS).prop_map(|all| {
        let claim = |(number, (class, size, mode, bound)): (usize, (usize, u8, u8, Option<usize>))| {
            let mode = ["ReadWriteOnce", "ReadWriteMany", "ReadWriteOncePod", "ReadOnlyMany"][usize::from(mode)];
            PersistentVolumeClaim {
                namespace: "default".to_owned(),
                name: format!("c{number}"),
                storage_class_name: Some(CLASSES[class].to_owned()),
                access_modes: vec![mode.to_owned()],
                request: format!("{size}Gi").parse().unwrap(),
                volume_name: bound.map(|at| format!("v{at}")).unwrap_or_default(),
                annotations: labels(if bound.is_some() { &[("pv.kubernetes.io/bind-completed", "yes")] } else { &[] }),
                ..PersistentVolumeClaim::default()
            }
        };
        all.into_iter().enumerate().map(claim).collect()
    })
}

/// What a pod wants: of each kind of volume and device something.
fn wanting() -> impl Strategy<Value = Pod> {
    let source = prop_oneof![
        4 => (0..CLAIMS).prop_map(|at| VolumeSource::Claim { claim_name: format!("c{at}") }),
        1 => Just(VolumeSource::Csi { driver: DRIVER.to_owned() }),
        1 => any::<bool>().prop_map(|read_only| VolumeSource::Iscsi { iqn: "q".to_owned(), read_only }),
        1 => Just(VolumeSource::Portworx { volume_id: "p".to_owned() }),
        1 => Just(VolumeSource::Other),
    ];
    // A claim that is there, one that is not, and one that nobody has made of its template yet.
    let device = (0..3_u8).prop_map(|kind| PodResourceClaim {
        name: "gpu".to_owned(),
        claim_name: (kind < 2).then(|| ["there", "gone"][usize::from(kind)].to_owned()),
        template: (kind == 2).then(|| "template".to_owned()),
    });
    let device = prop::option::weighted(0.2, device);
    (prop::collection::vec(source, 0..4), device, 0..3_i32, 0..3_u8).prop_map(|(sources, device, priority, cpu)| {
        let mut pod = Pod { priority, ..pod("", "web", ["", "500m", "1500m"][usize::from(cpu)]) };
        let named = |(number, source)| PodVolume { name: format!("m{number}"), source };
        pod.volumes = sources.into_iter().enumerate().map(named).collect();
        pod.rare.get_or_insert_default().resource_claims = device.into_iter().collect();
        pod
    })
}

fn clusters() -> impl Strategy<Value = Cluster> {
    let pods = |most| prop::collection::vec((wanting(), 1..4_usize), 0..most);
    let nodes = prop::collection::vec((0..3_usize, prop::option::of(0..3_i32)), 1..8);
    (nodes, volumes(), claims(), pods(4), pods(8)).prop_map(|(shapes, volumes, claims, running, pending)| {
        let mut made = 0;
        let mut all = |templates: Vec<(Pod, usize)>| -> Vec<Pod> {
            let copies = templates.into_iter().flat_map(|(pod, count)| std::iter::repeat_n(pod, count));
            copies
                .map(|pod| {
                    made += 1;
                    Pod { name: format!("p{made}"), ..pod }
                })
                .collect()
        };
        let (mut pods, pending) = (all(running), all(pending));
        for (at, pod) in pods.iter_mut().enumerate() {
            pod.node_name = format!("n{}", at % shapes.len());
        }
        let driver = |allocatable_count| CsiNodeDriver {
            name: DRIVER.to_owned(),
            node_id: "id".to_owned(),
            allocatable_count,
            topology_keys: Vec::new(),
        };
        let csi = |(at, (_, most)): (usize, &(usize, Option<i32>))| CsiNode {
            name: format!("n{at}"),
            drivers: vec![driver(*most)],
            ..CsiNode::default()
        };
        let small = resources(&[("cpu", "2"), ("memory", "8Gi"), ("pods", "4")]);
        let node = |(at, (zone, _)): (usize, &(usize, Option<i32>))| {
            let mut node = node(&format!("n{at}"), ["x", "y", "z"][*zone]);
            node.allocatable = small.clone();
            node
        };
        Cluster {
            csi_nodes: shapes.iter().enumerate().map(csi).collect(),
            nodes: shapes.iter().enumerate().map(node).collect(),
            persistent_volumes: volumes,
            persistent_volume_claims: claims,
            storage_classes: classes(),
            resource_claims: vec![ResourceClaim { namespace: "default".to_owned(), name: "there".to_owned() }],
            pods: pods.into_iter().map(Into::into).collect(),
            pending: pending.into_iter().map(Into::into).collect(),
            ..Cluster::default()
        }
    })
}

proptest! {
    #![proptest_config(cases(200))]

    #[test]
    fn fast_and_plain_find_the_same_volumes(cluster in clusters()) {
        let detail = Detail { scores: true, refused: true, ..Detail::default() };
        let config = Config::default();
        let fast = Engine::new(&cluster, &config).run(detail);
        let plain = Engine::new(&cluster, &config).run_with(detail, Engine::recount);
        prop_assert_eq!(fast, plain);
    }
}
