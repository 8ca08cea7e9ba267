//! Clusters and pods that are made to hurt: what is asked of the scheduler, and of those who explain what it says.

use std::time::{Duration, Instant};

use plimsoll::discover::{Role, SourceFile};
use plimsoll::pipeline::{Outcome, Request};
use plimsoll::placement::Placing;
use plimsoll::scheduler::types::Verdict;

use super::measure::{Measured, alone, doubles, judged};

/// So many pods at first, and then four times as many.
const SIZE: usize = 100;

const NODES: &str =
    "apiVersion: plimsoll.dev/v1\nkind: Inventory\nnodes:\n- {name: w, count: 3, allocatable: {cpu: 4, memory: 8Gi}}\n";
const MANY_NODES: &str = "apiVersion: plimsoll.dev/v1\nkind: Inventory\nnodes:\n- {name: w, count: 400, allocatable: {cpu: 4, memory: 8Gi}}\n";

/// Pods of one shape: a name, the inventory, and the text of one, `#` in it being counted up.
const PODS: &[(&str, &str, &str)] = &[
    (
        "pods that fit nowhere",
        NODES,
        "---\napiVersion: v1\nkind: Pod\nmetadata: {name: p#}\nspec: {containers: [{name: c, image: 'i:1', resources: {requests: {cpu: 9}}}]}\n",
    ),
    (
        "pods of which few fit",
        NODES,
        "---\napiVersion: v1\nkind: Pod\nmetadata: {name: p#}\nspec: {containers: [{name: c, image: 'i:1', resources: {requests: {cpu: 1}}}]}\n",
    ),
    (
        "pods that each fit nowhere",
        NODES,
        "---\napiVersion: v1\nkind: Pod\nmetadata: {name: p#}\nspec: {containers: [{name: c, image: 'i:1', resources: {requests: {cpu: 9#}}}]}\n",
    ),
    (
        "workloads that fit nowhere",
        NODES,
        "---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {name: d#}\nspec:\n  replicas: 2\n  selector: {matchLabels: {a: b}}\n  template:\n    metadata: {labels: {a: b}}\n    spec: {containers: [{name: c, image: 'i:1', resources: {requests: {cpu: 9}}}]}\n",
    ),
    (
        "pods that keep apart",
        NODES,
        "---\napiVersion: v1\nkind: Pod\nmetadata: {name: p#, labels: {a: b}}\nspec:\n  affinity: {podAntiAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: kubernetes.io/hostname, labelSelector: {matchLabels: {a: b}}}]}}\n  containers: [{name: c, image: 'i:1'}]\n",
    ),
    (
        "pods that name their node",
        NODES,
        "---\napiVersion: v1\nkind: Pod\nmetadata: {name: p#}\nspec: {nodeName: w-1, containers: [{name: c, image: 'i:1', resources: {requests: {cpu: 100m}}}]}\n",
    ),
    (
        "pods that are spread",
        MANY_NODES,
        "---\napiVersion: v1\nkind: Pod\nmetadata: {name: p#, labels: {a: b}}\nspec:\n  topologySpreadConstraints: [{maxSkew: 1, topologyKey: kubernetes.io/hostname, whenUnsatisfiable: DoNotSchedule, labelSelector: {matchLabels: {a: b}}}]\n  containers: [{name: c, image: 'i:1'}]\n",
    ),
];

fn placed(nodes: &str, text: String, explain: bool) -> Outcome {
    let placing = Placing { explain, ..Placing::default() };
    let request = Request { placing: Some(placing), bare: true, ..Request::default() };
    let cluster = SourceFile { role: Role::Cluster, ..SourceFile::new("cluster.yaml", nodes) };
    judged(&[cluster, SourceFile::new("hurtful.yaml", text)], &request)
}

/// Without explanations: each proof places everything once more, so that there is a budget for all of them, and it is large.
#[test]
fn pods_take_as_long_as_they_are_many() {
    let mut wrong = Vec::new();
    alone(|| {
        for (name, nodes, pod) in PODS {
            let measured = Measured::of(SIZE, |size| {
                let pods: String = (0..size).map(|i| pod.replace('#', &i.to_string())).collect();
                let outcome = placed(nodes, pods, false);
                assert!(outcome.placement.is_some_and(|placement| !placement.nodes.is_empty()), "{name}");
            });
            eprintln!("{name}: {:?}, {:?}", measured.one, measured.four);
            if !measured.is_linear() {
                wrong.push(*name);
            }
        }
    });
    assert!(wrong.is_empty(), "grow faster than their size: {wrong:?}");
}

/// With explanations, where no proof is made as there is no node that one could be like.
#[test]
fn explanations_take_as_long_as_they_are_many() {
    alone(|| {
        let measured = Measured::of(5 * SIZE, |size| {
            let pods: String = (0..size).map(|i| PODS[2].2.replace('#', &i.to_string())).collect();
            let placement = placed("", pods, true).placement;
            assert_eq!(placement.map(|placement| placement.explanations.len()), Some(size));
        });
        assert!(measured.is_linear(), "{:?}, {:?}", measured.one, measured.four);
    });
}

/// Volumes and claims of an inventory, and pods that use them: how the claims are bound, and the text of one of each.
const STORED: &[(&str, &str)] = &[
    (
        "Immediate",
        "---\napiVersion: v1\nkind: PersistentVolume\nmetadata: {name: v#}\nspec: {capacity: {storage: 1Gi}, accessModes: [ReadWriteOnce], storageClassName: s, hostPath: {path: /d}}\n",
    ),
    (
        "WaitForFirstConsumer",
        "---\napiVersion: v1\nkind: PersistentVolume\nmetadata: {name: v#}\nspec:\n  capacity: {storage: 1Gi}\n  accessModes: [ReadWriteOnce]\n  storageClassName: s\n  local: {path: /d}\n  nodeAffinity: {required: {nodeSelectorTerms: [{matchExpressions: [{key: kubernetes.io/hostname, operator: In, values: [w-1]}]}]}}\n",
    ),
];

/// Claims of an inventory are bound to its volumes before any pod is placed, or with it.
#[test]
fn volumes_and_claims_take_as_long_as_they_are_many() {
    const CLAIM: &str = "---\napiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: c#}\nspec: {accessModes: [ReadWriteOnce], storageClassName: s, resources: {requests: {storage: 1Gi}}}\n";
    const POD: &str = "---\napiVersion: v1\nkind: Pod\nmetadata: {name: p#}\nspec: {containers: [{name: c, image: 'i:1'}], volumes: [{name: d, persistentVolumeClaim: {claimName: c#}}]}\n";
    let mut wrong = Vec::new();
    alone(|| {
        for (mode, volume) in STORED {
            let grows = doubles(300, |size| {
                let class = format!(
                    "---\napiVersion: storage.k8s.io/v1\nkind: StorageClass\nmetadata: {{name: s}}\nprovisioner: kubernetes.io/no-provisioner\nvolumeBindingMode: {mode}\n"
                );
                let many = |one: &str| (0..size).map(|i| one.replace('#', &i.to_string())).collect::<String>();
                let nodes = NODES.replace("memory: 8Gi", "memory: 8Gi, pods: 9999");
                let outcome = placed(&(nodes + &class + &many(volume) + &many(CLAIM)), many(POD), false);
                let placement = outcome.placement.unwrap();
                let found = placement.decisions.iter().filter(|one| matches!(one.verdict, Verdict::Scheduled { .. }));
                assert_eq!(found.count(), size, "{mode}");
            });
            if let Err(took) = grows {
                wrong.push(format!("{mode}: {took}"));
            }
        }
    });
    assert!(wrong.is_empty(), "grow faster than their size: {wrong:?}");
}

/// One pod that asks for ever more labels, which no node has.
#[test]
fn a_selector_takes_as_long_as_it_is_large() {
    alone(|| {
        let measured = Measured::of(10 * SIZE, |size| {
            let labels: String = (0..size).map(|i| format!("k{i}: v, ")).collect();
            let pod = format!(
                "---\napiVersion: v1\nkind: Pod\nmetadata: {{name: p}}\nspec: {{nodeSelector: {{{labels}}}, containers: [{{name: c, image: 'i:1'}}]}}\n"
            );
            let placement = placed(NODES, pod, true).placement;
            assert_eq!(placement.map(|placement| placement.explanations.len()), Some(1));
        });
        assert!(measured.is_linear(), "{:?}, {:?}", measured.one, measured.four);
    });
}

#[test]
#[ignore = "takes half a minute unless it is built for release"]
fn hostile_counts_are_cut_and_told() {
    const MOST: &str = "2147483647";
    let workload = |kind: &str, group: &str, spec: &str| {
        format!(
            "apiVersion: {group}/v1\nkind: {kind}\nmetadata: {{name: w}}\nspec:\n  {spec}\n  selector: {{matchLabels: {{a: b}}}}\n  template:\n    metadata: {{labels: {{a: b}}}}\n    spec: {{restartPolicy: Always, containers: [{{name: c, image: 'i:1'}}]}}\n"
        )
    };
    // So many nodes that only few pods are made for them.
    let wide = format!(
        "apiVersion: plimsoll.dev/v1\nkind: Inventory\nnodes:\n- {{name: w, count: {MOST}, allocatable: {{cpu: 1, memory: 1Gi, pods: 1}}}}\n"
    );
    let used = NODES.replace("memory: 8Gi}", &format!("memory: 8Gi}}, used: {{pods: {MOST}}}"));
    let cases = [
        (wide.as_str(), workload("Deployment", "apps", &format!("replicas: {MOST}")), "pods of Deployment `default/w`"),
        (wide.as_str(), workload("Job", "batch", &format!("parallelism: {MOST}")), "pods of Job `default/w`"),
        (used.as_str(), String::new(), "pods that run on nodes of this shape"),
    ];
    for (nodes, text, what) in cases {
        let clock = Instant::now();
        let outcome = placed(nodes, text, true);
        let told = outcome.findings.iter().filter(|finding| finding.rule.id == "schedule/cut-short");
        let told: Vec<&str> = told.map(|finding| finding.message.as_str()).collect();
        assert!(told.iter().any(|message| message.contains(what)), "{what}: {told:?}");
        eprintln!("{what}: {:?}", clock.elapsed());
        assert!(clock.elapsed() < Duration::from_secs(600), "{what}");
    }
}
