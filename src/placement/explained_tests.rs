//! What is said of pods without a node, and what is offered them: near misses, what an operator would do, one finding for a
//! workload.

use crate::discover::SourceFile;
use crate::model::Finding;
use crate::pipeline::{Request, run};
use crate::placement::Placing;

/// An inventory of those nodes, each as in `{name: a, labels: {…}}` with 4 cpu and 8Gi.
fn nodes(nodes: &[&str]) -> String {
    let one = |node: &&str| format!("- {{{node}, allocatable: {{cpu: 4, memory: 8Gi}}}}\n");
    let all: String = nodes.iter().map(one).collect();
    format!("apiVersion: plimsoll.dev/v1\nkind: Inventory\nnodes:\n{all}")
}

fn pod(spec: &str) -> String {
    format!(
        "apiVersion: v1\nkind: Pod\nmetadata: {{name: p, labels: {{app: web}}}}\nspec:\n{spec}  containers: [{{name: c, image: 'i:1'}}]\n"
    )
}

fn deployment(replicas: usize, requests: &str, spec: &str) -> String {
    format!(
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: web}}\nspec:\n  replicas: {replicas}\n  selector: {{matchLabels: {{app: web}}}}\n  template:\n    metadata: {{labels: {{app: web}}}}\n    spec:\n{spec}      containers: [{{name: c, image: 'i:1', resources: {{requests: {{{requests}}}}}}}]\n"
    )
}

fn findings(nodes: &str, manifest: &str, details: bool) -> Vec<Finding> {
    let files = [SourceFile::new("n.yaml", nodes), SourceFile::new("w.yaml", manifest)];
    let placing = Placing { explain: true, details, ..Placing::default() };
    let outcome = run(&files, &Request { placing: Some(placing), ..Request::default() }).unwrap();
    outcome
        .findings
        .into_iter()
        .filter(|f| ["schedule/unschedulable", "schedule/preemption"].contains(&f.rule.id))
        .collect()
}

/// The message and the help of the only finding.
fn only(nodes: &str, manifest: &str) -> (String, String) {
    let all = findings(nodes, manifest, false);
    assert_eq!(all.len(), 1, "{all:#?}");
    (all[0].message.to_string(), all[0].help.as_deref().unwrap_or_default().to_owned())
}

/// The titles of what helps.
fn helps(help: &str) -> Vec<&str> {
    let of_offers = help.lines().take_while(|line| !line.starts_with("node by node"));
    // A single one follows its head on the same line.
    let titles = of_offers
        .filter_map(|line| line.strip_prefix("this was tried, and helps: ").or_else(|| line.strip_prefix("- ")));
    titles.map(|line| line.split("; the price: ").next().unwrap_or_default()).collect()
}

#[test]
fn a_label_that_is_one_slip_off_is_corrected_and_nothing_else_is_offered() {
    for (wanted, labels, said, offered) in [
        (
            "disk: sdd",
            ["disk: ssd", "disk: hdd", "disk: ssd"],
            "no node has disk=sdd: did you mean `ssd`?",
            "select disk=ssd, as the nodes have it",
        ),
        (
            "disk-type: ssd",
            ["disktype: ssd", "disktype: hdd", "disktype: ssd"],
            "no node has a label disk-type: did you mean `disktype=ssd`?",
            "select disktype=ssd, as the nodes have it",
        ),
        (
            "disk-type: ssd",
            ["disktype: ssd", "disk-type: other", "a: b"],
            "no node has disk-type=ssd: did you mean `disktype=ssd`?",
            "select disktype=ssd, as the nodes have it",
        ),
    ] {
        let each = ["a", "b", "c"].iter().zip(labels).map(|(name, label)| format!("name: {name}, labels: {{{label}}}"));
        let each: Vec<String> = each.collect();
        let nodes = nodes(&each.iter().map(String::as_str).collect::<Vec<_>>());
        let (message, help) = only(&nodes, &pod(&format!("  nodeSelector:\n    {wanted}\n")));
        assert_eq!(message, format!("pod `default/p` finds no node: {said}"));
        assert_eq!(helps(&help), [offered], "{wanted}");
    }
}

#[test]
fn each_node_is_told_with_its_own_taint_and_conditions_are_left_to_their_controllers() {
    let all = nodes(&[
        "name: a, taints: ['env=dev:NoSchedule']",
        "name: b, taints: ['node.kubernetes.io/not-ready:NoSchedule']",
        "name: c, taints: ['node.kubernetes.io/unschedulable:NoSchedule']",
    ]);
    let (_, help) = only(&all, &pod(""));
    for line in [
        "- a: taint env=dev:NoSchedule, which the pod does not tolerate",
        "- b: taint node.kubernetes.io/not-ready:NoSchedule: the node is not ready; it stays until the kubelet says that it is",
        "- c: taint node.kubernetes.io/unschedulable:NoSchedule: the node is cordoned",
        "    kubectl uncordon c",
        "- tolerate the taint env=dev:NoSchedule of node a; the price: it takes room that the taint keeps for others",
    ] {
        assert!(help.lines().any(|own| own == line), "{line}\n{help}");
    }
    let to_conditions =
        |line: &&str| line.contains("taint node b") || line.contains("tolerate the taint node.kubernetes.io");
    assert_eq!(help.lines().find(to_conditions), None);
}

#[test]
fn a_label_of_the_kubelets_is_never_put_on_a_node() {
    let (_, help) = only(
        &nodes(&["name: a, zones: [x]"]),
        &pod("  nodeSelector: {topology.kubernetes.io/zone: y, kubernetes.io/arch: arm64}\n"),
    );
    assert!(!help.contains("kubectl label"), "{help}");
    let (_, help) = only(&nodes(&["name: a"]), &pod("  nodeSelector: {example.com/disk: ssd}\n"));
    assert!(help.contains("\n    kubectl label node a example.com/disk=ssd\n"), "{help}");
}

#[test]
fn a_node_that_is_offered_has_what_the_pod_lacks() {
    let gpu = pod("").replace("'i:1'", "'i:1', resources: {limits: {nvidia.com/gpu: 1}}");
    let (message, help) = only(&nodes(&["name: a"]), &gpu);
    assert_eq!(message, "pod `default/p` finds no node: no node has any nvidia.com/gpu");
    assert_eq!(helps(&help), ["add a node like a, with 4 cpu and 8Gi memory and 1 nvidia.com/gpu"]);
    let shared = nodes(&["name: a"]).replace("memory: 8Gi", "memory: 8Gi, nvidia.com/gpu.shared: 4");
    let (message, _) = only(&shared, &gpu);
    assert_eq!(
        message,
        "pod `default/p` finds no node: no node has any nvidia.com/gpu; there is nvidia.com/gpu.shared"
    );
}

#[test]
fn spreading_leaves_out_nodes_that_would_not_take_the_pod() {
    let all = nodes(&["name: cp, taints: ['node-role.kubernetes.io/control-plane:NoSchedule']", "name: w, count: 2"]);
    let spread = "      topologySpreadConstraints:\n      - {maxSkew: 1, topologyKey: kubernetes.io/hostname, whenUnsatisfiable: DoNotSchedule, labelSelector: {matchLabels: {app: web}}}\n";
    let (message, help) = only(&all, &deployment(4, "cpu: 1", spread));
    assert!(message.starts_with("2 of 4 pods of Deployment `default/web` find no node"), "{message}");
    assert!(helps(&help)[0].contains("nodeTaintsPolicy: Honor"), "{help}");
    assert!(help.contains("cp holds 0"), "{help}");
}

#[test]
fn a_workload_is_one_finding_however_its_pods_fail() {
    let all = nodes(&["name: a, labels: {disk: ssd}, count: 2", "name: b, labels: {disk: hdd}"]);
    let (message, help) = only(&all, &deployment(5, "memory: 5Gi", "      nodeSelector: {disk: ssd}\n"));
    assert!(message.starts_with("3 of 5 pods of Deployment `default/web` find no node: "), "{message}");
    assert!(!help.contains("kube-scheduler:"), "{help}");
    let told = findings(&all, &deployment(5, "memory: 5Gi", "      nodeSelector: {disk: ssd}\n"), true);
    assert!(told[0].help.as_deref().unwrap().contains("\nkube-scheduler: 0/3 nodes are available"), "{told:#?}");
}

#[test]
fn the_pod_of_a_daemon_is_told_with_its_own_node() {
    let all = nodes(&["name: big"]) + "- {name: small, allocatable: {cpu: 200m, memory: 8Gi}}\n";
    let daemon = deployment(1, "cpu: 300m", "").replace("Deployment", "DaemonSet").replace("  replicas: 1\n", "");
    let (message, help) = only(&all, &daemon);
    assert!(
        message.starts_with("1 of 2 pods of DaemonSet `default/web` finds no node: it belongs on node small"),
        "{message}"
    );
    assert!(!help.contains("- big"), "{help}");
}

#[test]
fn an_eviction_names_the_budget_that_it_breaks() {
    let low = "---\napiVersion: v1\nkind: Pod\nmetadata: {name: low, labels: {app: low}}\nspec:\n  nodeName: a\n  containers: [{name: c, image: 'i:1', resources: {requests: {cpu: 3}}}]\nstatus: {phase: Running}\n";
    let budget = "---\napiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {name: keep}\nspec: {minAvailable: 1, selector: {matchLabels: {app: low}}}\n";
    let class = "---\napiVersion: scheduling.k8s.io/v1\nkind: PriorityClass\nmetadata: {name: high}\nvalue: 1000\n";
    let high = pod("  priorityClassName: high\n").replace("'i:1'", "'i:1', resources: {requests: {cpu: 2}}");
    let (message, _) = only(&nodes(&["name: a"]), &format!("{high}{low}{class}{budget}"));
    assert_eq!(
        message,
        "pod `default/p` finds room only by evicting `default/low`, against PodDisruptionBudget `keep`"
    );
    let (message, _) = only(&nodes(&["name: a"]), &format!("{high}{low}{class}"));
    assert_eq!(message, "pod `default/p` finds room only by evicting `default/low`");
}

#[test]
fn a_port_of_the_node_is_marked_where_it_is_asked_for() {
    let manifest = deployment(2, "cpu: 1", "      hostNetwork: true\n")
        .replace("'i:1',", "'i:1', ports: [{containerPort: 8080}],");
    let all = findings(&nodes(&["name: a"]), &manifest, false);
    assert_eq!(all.len(), 1);
    assert_eq!(&manifest[all[0].span.range()], "8080");
}

#[test]
fn each_change_is_shown_as_lines_and_each_offer_with_its_price() {
    let (message, help) = only(&nodes(&["name: a"]), &deployment(3, "cpu: 3", ""));
    assert_eq!(
        message,
        "2 of 3 pods of Deployment `default/web` find no node: 3 cpu asked, and 1 free on all nodes together"
    );
    let told = "- run 1 replica instead of 3 (replicas: 1); the price: 2 replicas fewer\n    - replicas: 3    # w.yaml:5\n    + replicas: 1\n";
    assert!(help.contains(told), "{help}");
    assert!(
        help.ends_with("node by node: a: too little cpu: asks 3, free 1 of 4 (1 pod requests 3), short by 2"),
        "{help}"
    );
}

#[test]
fn what_includes_another_offer_is_dropped_and_the_same_on_another_node_too() {
    let all = nodes(&["name: a, labels: {x: y}", "name: b", "name: c"]);
    let (_, help) = only(&all, &pod("  nodeSelector: {example.com/disk: ssd}\n"));
    assert_eq!(help.matches("kubectl label node").count(), 1, "{help}");
    assert_eq!(helps(&help)[0], "no longer select example.com/disk=ssd", "the manifest before the cluster: {help}");
}

#[test]
fn a_label_of_the_cloud_is_never_put_on_a_node() {
    let (_, help) = only(&nodes(&["name: a"]), &pod("  nodeSelector: {eks.amazonaws.com/nodegroup: big}\n"));
    assert!(!help.contains("kubectl label"), "{help}");
}

#[test]
fn of_nodes_with_a_device_the_smallest_is_the_model() {
    let all = nodes(&["name: a"])
        + "- {name: big, allocatable: {cpu: 64, memory: 512Gi, nvidia.com/gpu: 8}}\n- {name: small, allocatable: {cpu: 8, memory: 32Gi, nvidia.com/gpu: 1}}\n";
    let gpu = deployment(12, "cpu: 1", "").replace("requests: {cpu: 1}", "limits: {nvidia.com/gpu: 1}");
    let (_, help) = only(&all, &gpu);
    assert!(
        help.contains("- add a node like small, with 8 cpu") || help.contains("nodes like small, with 8 cpu"),
        "{help}"
    );
}

#[test]
fn a_claim_whose_volume_is_made_for_the_first_pod_keeps_the_next_there() {
    let storage = "apiVersion: storage.k8s.io/v1\nkind: StorageClass\nmetadata: {name: gold}\nprovisioner: x.example\nvolumeBindingMode: WaitForFirstConsumer\n---\napiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: shared}\nspec: {accessModes: [ReadWriteOnce], storageClassName: gold, resources: {requests: {storage: 1Gi}}}\n---\n";
    let web = deployment(2, "cpu: 3", "      volumes: [{name: v, persistentVolumeClaim: {claimName: shared}}]\n");
    let (said, help) = only(&nodes(&["name: a", "name: b"]), &format!("{storage}{web}"));
    assert!(said.ends_with("1 of 2 nodes has too little cpu free, 1 has no way to its volume"), "{said}");
    assert!(
        help.contains(
            "claim shared (class gold, 1Gi): its volume is made where it is first mounted, on a, for pod web-"
        ),
        "{help}"
    );
}
