//! `plimsoll init -`: what is written of a cluster places pods as the cluster's own objects do.
#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write as _;
use std::process::{Command, Output, Stdio};

mod tools;

fn plimsoll(scratch: &tools::Scratch, words: &[&str], input: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_plimsoll"));
    command.args(words).current_dir(scratch.path()).env("GITHUB_ACTIONS", "false");
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

/// A cluster as kubectl prints it: three pools over three zones, one node cordoned, pods on some.
fn dump() -> String {
    let mut text = String::from("apiVersion: v1\nkind: List\nitems:\n");
    for number in 0..24_u32 {
        let (pool, zone) =
            (["general", "general", "batch", "arm"][number as usize % 4], ["a", "b", "c"][number as usize % 3]);
        let arch = if pool == "arm" { "arm64" } else { "amd64" };
        let name = format!("ip-10-0-{}-{}.internal", number % 4, 7 * number + 3);
        let _ = write!(
            text,
            "- apiVersion: v1\n  kind: Node\n  metadata:\n    name: {name}\n    labels:\n      kubernetes.io/hostname: {name}\n      \
             kubernetes.io/os: linux\n      kubernetes.io/arch: {arch}\n      topology.kubernetes.io/zone: eu-1{zone}\n      \
             topology.kubernetes.io/region: eu-1\n      karpenter.sh/nodepool: {pool}\n  spec:\n    unschedulable: {}\n    \
             taints: [{}]\n  status:\n    allocatable: {{cpu: {}m, memory: 15Gi, pods: '29'}}\n    nodeInfo: {{kubeletVersion: \
             v1.34.2-eks-1}}\n",
            number == 5,
            if pool == "batch" { "{key: batch, value: 'true', effect: NoSchedule}" } else { "" },
            if pool == "arm" { 7910 } else { 3920 },
        );
        if number % 5 == 0 {
            let _ = write!(
                text,
                "- apiVersion: v1\n  kind: Pod\n  metadata: {{name: there-{number}, namespace: kube-system}}\n  spec:\n    nodeName: \
                 {name}\n    containers:\n    - name: a\n      resources: {{requests: {{cpu: {}m, memory: 900Mi}}}}\n  status: \
                 {{phase: Running}}\n",
                900 + 10 * number
            );
        }
    }
    text
}

/// Workloads that fill the cluster to its edge, and past it.
const APPS: &str = "\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 40
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      topologySpreadConstraints:
      - {maxSkew: 1, topologyKey: topology.kubernetes.io/zone, whenUnsatisfiable: DoNotSchedule, labelSelector: {matchLabels: {app: web}}}
      containers:
      - {name: a, image: 'a:1', resources: {requests: {cpu: 1100m, memory: 1Gi}}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: batch}
spec:
  replicas: 10
  selector: {matchLabels: {app: batch}}
  template:
    metadata: {labels: {app: batch}}
    spec:
      nodeSelector: {karpenter.sh/nodepool: batch, kubernetes.io/arch: amd64}
      tolerations: [{key: batch, operator: Exists}]
      containers:
      - {name: a, image: 'a:1', resources: {requests: {cpu: 2}}}
---
apiVersion: v1
kind: Pod
metadata: {name: large}
spec:
  nodeSelector: {topology.kubernetes.io/zone: eu-1b}
  containers:
  - {name: a, image: 'a:1', resources: {requests: {cpu: 7500m}}}
";

const DUMP: &str = "elsewhere/dump.yaml";

/// What became of each pod, and how many nodes refused it for which reason.
fn fates(scratch: &tools::Scratch, apps: &str, nodes: &str) -> Vec<(String, BTreeMap<String, usize>)> {
    let words = ["schedule", apps, "--no-config", "--nodes", nodes, "--format", "json"];
    let output = plimsoll(scratch, &words, "");
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["summary"]["nodes"], 24, "{nodes}");
    let fate = |pod: &serde_json::Value| {
        let mut reasons = BTreeMap::new();
        for status in pod["nodes"].as_object().unwrap().values() {
            *reasons.entry(status["reasons"].to_string()).or_default() += 1;
        }
        (pod["status"].as_str().unwrap().to_owned(), reasons)
    };
    report["pods"].as_array().unwrap().iter().map(fate).collect()
}

#[test]
fn what_is_written_places_as_what_was_read() {
    let scratch = tools::Scratch::new("init");
    let dump = dump();
    scratch.write("apps.yaml", APPS);
    scratch.write(DUMP, &dump);
    let written = plimsoll(&scratch, &["init", "-"], &dump);
    assert!(written.status.success(), "{}", String::from_utf8_lossy(&written.stderr));
    let said = String::from_utf8(written.stdout).unwrap();
    assert!(said.contains("wrote cluster.yaml: 24 nodes in ") && said.ends_with("plimsoll check .\n"), "{said}");
    // Far fewer lines than nodes: those without pods are alike.
    let text = std::fs::read_to_string(scratch.path().join("cluster.yaml")).unwrap();
    assert!(text.matches("- name: ").count() <= 9, "{text}");
    let (before, after) = (fates(&scratch, "apps.yaml", DUMP), fates(&scratch, "apps.yaml", "cluster.yaml"));
    let placed = before.iter().filter(|fate| fate.0 == "scheduled").count();
    assert!(placed > 30 && placed < before.len(), "{before:?}");
    assert_eq!(before.iter().map(|fate| &fate.0).collect::<Vec<_>>(), after.iter().map(|f| &f.0).collect::<Vec<_>>());
    // Of two nodes that are as good the first one wins, and nodes of one shape stand together now: where many pods went before
    // it differs which node is full. A pod alone meets the same nodes.
    for (cpu, zone) in [("3", "a"), ("3", "c"), ("2900m", "a"), ("2990m", "b"), ("6900m", "c"), ("8", "a")] {
        let pod = APPS.rsplit("---\n").next().unwrap().replace("7500m", cpu).replace("eu-1b", &format!("eu-1{zone}"));
        scratch.write("alone/pod.yaml", &pod);
        assert_eq!(fates(&scratch, "alone", DUMP), fates(&scratch, "alone", "cluster.yaml"), "{cpu} {zone}");
    }
    // What was written is what plimsoll itself has nothing against, with the configuration that it wrote beside it.
    std::fs::remove_dir_all(scratch.path().join("elsewhere")).unwrap();
    let inventory = plimsoll(&scratch, &["inventory"], "");
    assert!(inventory.status.success(), "{}", String::from_utf8_lossy(&inventory.stdout));
    let lint = plimsoll(&scratch, &["lint", "."], "");
    assert!(lint.status.success(), "{}", String::from_utf8_lossy(&lint.stdout));
    let config = std::fs::read_to_string(scratch.path().join(".plimsoll.yaml")).unwrap();
    assert!(config.contains("nodes: [cluster.yaml]") && config.contains("kubernetes-version: [\"1.34\"]"), "{config}");
    // Again, it is written over only where that is asked for, and the configuration stays.
    assert_eq!(plimsoll(&scratch, &["init", "-"], &dump).status.code(), Some(2));
    let again = plimsoll(&scratch, &["init", "-", "--force"], &dump);
    assert!(String::from_utf8_lossy(&again.stdout).contains("kept .plimsoll.yaml"));
    assert_eq!(plimsoll(&scratch, &["init", "-", "--force"], "a: b\n").status.code(), Some(2));
}
