//! What is said of workloads that could not be updated, that nothing runs, or that one node would take down.

use crate::discover::SourceFile;
use crate::pipeline::{Request, run};
use crate::placement::Placing;

/// Nodes `w-1` to `w-N` with 4 cpu, each in a zone of its own.
fn nodes(count: usize) -> String {
    format!(
        "apiVersion: plimsoll.dev/v1\nkind: Inventory\nnodes:\n- {{name: w, count: {count}, zones: [a, b, c], allocatable: {{cpu: 4, memory: 8Gi}}}}\n"
    )
}

fn workload(kind: &str, spec: &str, pod: &str) -> String {
    format!(
        "apiVersion: apps/v1\nkind: {kind}\nmetadata: {{name: web}}\nspec:\n  {spec}\n  selector: {{matchLabels: {{app: web}}}}\n  template:\n    metadata: {{labels: {{app: web}}}}\n    spec:\n      containers: [{{name: c, image: 'i:1', resources: {{requests: {{cpu: 1}}}}, ports: [{{containerPort: 80}}]}}]\n      {pod}\n"
    )
}

/// The messages of the rule of that name.
fn said(rule: &str, nodes: &str, manifest: &str) -> Vec<String> {
    let files = [SourceFile::new("n.yaml", nodes), SourceFile::new("w.yaml", manifest)];
    let placing = Placing { explain: true, ..Placing::default() };
    let outcome = run(&files, &Request { placing: Some(placing), ..Request::default() }).unwrap();
    let own = outcome.findings.into_iter().filter(|finding| finding.rule.id == format!("schedule/{rule}"));
    own.map(|finding| format!("{}: {}", &manifest[finding.span.range()], finding.message)).collect()
}

const APART: &str = "affinity: {podAntiAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{labelSelector: {matchLabels: {app: web}}, topologyKey: kubernetes.io/hostname}]}}";

#[test]
fn an_update_that_must_add_before_it_takes_away() {
    let stuck = |spec: &str, count: usize| said("rollout-stuck", &nodes(count), &workload("Deployment", spec, APART));
    let all = stuck("replicas: 3", 3);
    assert_eq!(all.len(), 1);
    assert!(all[0].starts_with("web: a rolling update of Deployment `web` waits for ever"), "{all:?}");
    assert!(all[0].ends_with("3 node(s) didn't match pod anti-affinity rules"), "{all:?}");
    for (spec, count) in [
        ("replicas: 3", 4),
        // 25% of four may go.
        ("replicas: 4", 4),
        ("{replicas: 3, strategy: {type: Recreate}", 3),
        ("replicas: 3\n  paused: true", 3),
        ("replicas: 3\n  strategy: {rollingUpdate: {maxUnavailable: 1}}", 3),
        // Both come to nothing: one may go.
        ("replicas: 3\n  strategy: {rollingUpdate: {maxUnavailable: 0, maxSurge: 0%}}", 3),
    ] {
        let spec = spec.trim_start_matches('{').replace(", strategy", "\n  strategy");
        assert!(stuck(&spec, count).is_empty(), "{spec} on {count}");
    }
    let written = stuck("replicas: 8\n  strategy: {rollingUpdate: {maxUnavailable: 0}}", 8);
    assert!(written[0].starts_with("0: "), "{written:?}");
    // Another set of the same pods is no other than the next one, where the labels of its template count.
    let apart = APART.replace("topologyKey", "matchLabelKeys: [pod-template-hash], topologyKey");
    assert!(said("rollout-stuck", &nodes(3), &workload("Deployment", "replicas: 3", &apart)).is_empty());
    // What the pods take of the nodes.
    let full = workload("Deployment", "replicas: 3", "").replace("cpu: 1", "cpu: 3");
    assert!(said("rollout-stuck", &nodes(3), &full)[0].ends_with("3 Insufficient cpu"));
    assert!(said("rollout-stuck", &nodes(4), &full).is_empty());
}

#[test]
fn daemons_beside_their_next_ones() {
    let surge = "updateStrategy: {rollingUpdate: {maxSurge: 1, maxUnavailable: 0}}";
    let held = workload("DaemonSet", surge, "").replace("containerPort: 80", "containerPort: 80, hostPort: 80");
    let all = said("rollout-stuck", &nodes(3), &held);
    assert_eq!(all.len(), 1);
    assert!(all[0].contains("node `w-1` (and 2 more) takes no second"), "{all:?}");
    assert!(said("rollout-stuck", &nodes(3), &workload("DaemonSet", surge, "")).is_empty());
    assert!(said("rollout-stuck", &nodes(3), &held.replace(surge, "minReadySeconds: 0")).is_empty());
}

#[test]
fn daemons_that_no_node_runs() {
    let idle = |pod: &str, nodes: &str| said("idle-daemon", nodes, &workload("DaemonSet", "minReadySeconds: 0", pod));
    let labelled = nodes(2).replace("allocatable", "labels: {role: logging}, allocatable");
    assert_eq!(
        idle("nodeSelector: {role: loging}", &labelled),
        ["loging: no node runs DaemonSet `web`: none of 2 nodes has the label `role: loging`"]
    );
    assert!(idle("nodeSelector: {role: logging}", &labelled).is_empty());
    let tainted = nodes(2).replace("allocatable", "taints: ['gpu=yes:NoSchedule'], allocatable");
    assert_eq!(idle("", &tainted).len(), 1);
    assert!(idle("", &tainted)[0].ends_with("any that it selects: `gpu=yes:NoSchedule`"));
    assert!(idle("tolerations: [{operator: Exists}]", &tainted).is_empty());
    let elsewhere = "affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchExpressions: [{key: a, operator: Exists}]}]}}}";
    assert!(idle(elsewhere, &nodes(2))[0].ends_with("its selector and node affinity allow none of 2 nodes"));
}

#[test]
fn replicas_in_one_place() {
    let two = "apiVersion: plimsoll.dev/v1\nkind: Inventory\nnodes:\n- {name: big, zones: [a], allocatable: {cpu: 16, memory: 8Gi}}\n- {name: small, zones: [b], allocatable: {cpu: 500m, memory: 8Gi}}\n";
    let web = workload("Deployment", "replicas: 3", "");
    assert_eq!(
        said("one-place", two, &web),
        ["web: all 3 pods of Deployment `web` end up on node `big`: when it is lost, none is left"]
    );
    assert_eq!(
        said("single-node-fit", two, &web),
        [
            "web: node `big` alone of 2 can take a pod of Deployment `web`, were all of them empty; the others say: Insufficient cpu"
        ]
    );
    assert!(said("one-place", &nodes(3), &web).is_empty() && said("single-node-fit", &nodes(3), &web).is_empty());
    let zoned = "apiVersion: plimsoll.dev/v1\nkind: Inventory\nnodes:\n- {name: a, count: 2, zones: [a], allocatable: {cpu: 4, memory: 8Gi}}\n- {name: b, zones: [b], allocatable: {cpu: 500m, memory: 8Gi}}\n";
    assert!(said("one-place", zoned, &web)[0].contains("end up in zone `a`"));
    assert!(said("one-place", two, &web.replace("replicas: 3", "replicas: 1")).is_empty());
    // Who names the node has said so.
    let named = workload("Deployment", "replicas: 1", "nodeSelector: {kubernetes.io/hostname: big}");
    assert!(said("single-node-fit", two, &named).is_empty());
}
