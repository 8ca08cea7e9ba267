//! Descriptions read back, whole and cut off.

use super::*;

const NODE: &str = "Name:               n1\nRoles:              <none>\nLabels:             a=b\n                    \
    node-role.kubernetes.io/master=\nTaints:             k=v:NoSchedule\n                    x:NoExecute\n\
    CreationTimestamp:  Mon, 14 Oct 2024 08:10:40 +0200\nUnschedulable:      true\nConditions:\n  \
    Ready            True    Mon, 18 Nov 2024 11:27:57 +0100   Mon, 14 Oct 2024 08:10:57 +0200   KubeletReady  ok\n\
    Capacity:\n  cpu:                2\n  memory:             3Gi\n  nvidia.com/gpu:     2\nAllocatable:\n  cpu:                1930m\n  \
    memory:             3Gi\n  nvidia.com/gpu:     2\nSystem Info:\n  Kubelet Version:  v1.30.4\n";
const PODS: &str = "Non-terminated Pods:          (2 in total)\n  Namespace  Name  CPU Requests  CPU Limits  Memory Requests  Memory \
    Limits  Age\n  ---------  ----  ------------  ----------  ---------------  -------------  ---\n  shop       web   250m (12%)    0 (0%)      \
    1Gi (30%)        1Gi (30%)      6d\n  shop       db    100m (5%)     0 (0%)      0 (0%)           0 (0%)         6d\nAllocated resources:\n  \
    Resource           Requests      Limits\n  cpu                350m (18%)    0 (0%)\n  nvidia.com/gpu     1             1\nEvents:              <none>\n";

fn read(text: &str) -> (Vec<(usize, Value)>, Vec<String>) {
    let plain = plain(text).unwrap();
    let lines = plain.text.lines().enumerate().filter(|(_, line)| !line.is_empty());
    let values = lines.flat_map(|(at, line)| {
        serde_json::Deserializer::from_str(line)
            .into_iter::<Value>()
            .map(move |value| (at, value.unwrap()))
            .collect::<Vec<_>>()
    });
    (values.collect(), plain.missing.into_iter().map(|(_, said)| said).collect())
}

#[test]
fn a_node_is_read_with_its_pods() {
    let (all, missing) = read(&format!("{NODE}{PODS}"));
    assert_eq!(missing, [] as [&str; 0]);
    assert_eq!(all.iter().map(|(at, _)| *at).collect::<Vec<_>>(), [0, 23, 24]);
    let node = &all[0].1;
    assert_eq!(node["metadata"]["labels"], json!({"a": "b", "node-role.kubernetes.io/master": ""}));
    assert_eq!(node["metadata"]["creationTimestamp"], "2024-10-14T06:10:40Z");
    assert_eq!(node["spec"]["taints"][1], json!({"key": "x", "value": "", "effect": "NoExecute"}));
    assert_eq!(node["spec"]["unschedulable"], true);
    assert_eq!(node["status"]["allocatable"]["cpu"], "1930m");
    assert_eq!(node["status"]["conditions"][0]["lastHeartbeatTime"], "2024-11-18T10:27:57Z");
    let requests = |at: usize| &all[at].1["spec"]["containers"][0]["resources"]["requests"];
    assert_eq!(*requests(1), json!({"nvidia.com/gpu": "1", "cpu": "250m", "memory": "1Gi"}));
    assert_eq!(*requests(2), json!({"cpu": "100m", "memory": "0"}));
}

#[test]
fn what_is_cut_off_is_told() {
    let (all, missing) = read(NODE);
    assert_eq!((all.len(), missing.len()), (1, 1));
    let (_, missing) = read(&format!("{NODE}{}", &PODS[..PODS.find("  shop       db").unwrap()]));
    assert_eq!(missing, ["2 pods run on node `n1`, and 1 of them are told of"]);
    let (all, missing) = read(&format!("{NODE}{PODS}\nName: n2\nLabels: a=b\nCapacity:\n"));
    assert_eq!((all.len(), missing.len()), (3, 1));
    let (all, _) = read(&format!("{NODE}{}", &PODS[PODS.find("Allocated").unwrap()..]));
    assert_eq!(all[1].1["metadata"]["name"], "used-on-n1");
}

#[test]
fn other_texts_are_no_description() {
    for text in ["Name: a\nNamespace: b\nContainers:\n", "apiVersion: v1\nkind: Node\n", "Name: x\nCapacity: 3\n"] {
        assert!(plain(text).is_none(), "{text}");
    }
}
