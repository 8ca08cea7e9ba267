//! What is written is read again: the same nodes, but for names that nobody refers to.

use super::*;
use crate::resource::{Content, content};
use crate::scheduler::types::Node;
use crate::source::parse;

fn node(name: &str, zone: &str, more: &str) -> String {
    format!(
        "- apiVersion: v1\n  kind: Node\n  metadata:\n    name: {name}\n    labels:\n      kubernetes.io/hostname: {name}\n      \
         kubernetes.io/os: linux\n      kubernetes.io/arch: amd64\n      topology.kubernetes.io/zone: '{zone}'\n      \
         karpenter.sh/nodepool: General\n{more}  status:\n    allocatable: {{cpu: 3920m, memory: 16393484Ki, pods: '58'}}\n    \
         nodeInfo: {{kubeletVersion: v1.34.2}}\n"
    )
}

fn list(items: &[String]) -> String {
    format!("apiVersion: v1\nkind: List\nitems:\n{}", items.concat())
}

/// The nodes of a text, without what differs from name to name.
fn nodes(text: &str) -> Vec<Node> {
    let documents: Vec<_> = stream(text, &Limits::default());
    let mut found = Vec::new();
    for document in &documents {
        let Content::Objects(objects) = content(document) else { panic!("{text}") };
        found.extend(objects.into_iter().map(|resource| Found { file: FileId(0), resource }));
    }
    let inventory = Inventory::collect(&found);
    assert_eq!(inventory.findings, [], "{text}");
    let mut nodes: Vec<Node> = inventory.nodes.iter().map(|node| node.value.clone()).collect();
    for node in &mut nodes {
        if node.labels.get("kubernetes.io/hostname") == Some(&node.name) {
            node.labels.remove("kubernetes.io/hostname");
        }
        node.name.clear();
        node.annotations.clear();
        // What no cluster leaves out is not told either way.
        node.untold_storage = false;
    }
    nodes.sort_by_key(|node| format!("{node:?}"));
    nodes
}

#[test]
fn nodes_of_one_shape_are_one_entry() {
    let names = [("ip-10-0-0-7.internal", "a"), ("ip-10-0-0-9.internal", "b"), ("ip-10-0-1-4.internal", "a")];
    let dump = list(&names.map(|(name, zone)| node(name, zone, "")));
    let summary = summary(&[&dump]);
    assert_eq!(
        summary.text,
        "# 3 nodes in one shape.\napiVersion: plimsoll.dev/v1\nkind: Inventory\nnodes:\n- name: general\n  \
        count: 3\n  zones: [a, b]\n  labels:\n    karpenter.sh/nodepool: General\n  allocatable: {cpu: 3920m, memory: \
        16393484Ki, pods: 58}\n"
    );
    assert_eq!((summary.nodes, summary.shapes, summary.whole), (3, 1, 0));
    assert_eq!(summary.versions.into_iter().collect::<Vec<_>>(), ["v1.34.2"]);
    assert_eq!(nodes(&summary.text), nodes(&dump));
}

#[test]
fn what_the_short_form_cannot_say_stays_whole() {
    let tainted = "  spec:\n    unschedulable: true\n    taints:\n    - {key: dedicated, value: 'yes', effect: NoSchedule}\n    \
                   - {key: spot, effect: PreferNoSchedule}\n";
    let odd = "- apiVersion: v1\n  kind: Node\n  metadata: {name: bare, labels: {disk: 'y'}}\n  spec: {taints: [{key: a, effect: \
               NoExecute}]}\n  status: {allocatable: {cpu: 1, memory: 1Gi, pods: 5}}\n";
    let features =
        node("new", "c", "").replace("  status:\n", "  status:\n    declaredFeatures: [GuaranteedQoSPodCPUResize]\n");
    let dump =
        list(&[node("one", "a", tainted), odd.to_owned(), features, node("arm", "1", "").replace("amd64", "arm64")]);
    let summary = summary(&[&dump]);
    assert_eq!((summary.nodes, summary.shapes, summary.whole), (4, 2, 2), "{}", summary.text);
    assert_eq!(nodes(&summary.text), nodes(&dump), "{}", summary.text);
    assert!(summary.text.contains("- name: one\n  zones: [a]"), "{}", summary.text);
}

#[test]
fn names_stay_where_others_refer_to_them() {
    let volume = "- apiVersion: v1\n  kind: PersistentVolume\n  metadata: {name: local, managedFields: [{manager: x}]}\n  spec: \
                  {capacity: {storage: 1Gi}}\n";
    let two = [node("red", "a", ""), node("blue", "a", "")];
    let dump = list(&[two[0].clone(), two[1].clone(), volume.to_owned()]);
    let text = summary(&[&dump]).text;
    assert!(text.contains("- name: red") && text.contains("- name: blue"), "{text}");
    assert!(text.contains("---\n{\n") && !text.contains("managedFields"), "{text}");
    // Those that are numbered already keep their names anyway.
    let numbered = list(&[node("w-1", "a", ""), node("w-2", "b", ""), node("w-3", "c", ""), volume.to_owned()]);
    let text = summary(&[&numbered]).text;
    assert!(text.contains("- name: w\n  count: 3\n  zones: [a, b, c]"), "{text}");
}

#[test]
fn what_runs_is_counted_node_by_node() {
    let pod = |name: &str, node: &str| {
        format!(
            "- apiVersion: v1\n  kind: Pod\n  metadata: {{name: {name}}}\n  spec:\n    nodeName: {node}\n    containers:\n    - name: \
             a\n      resources: {{requests: {{cpu: 100m, memory: 64Mi}}}}\n  status: {{phase: Running}}\n"
        )
    };
    let both = [node("red", "a", ""), node("blue", "a", ""), pod("p", "red"), pod("q", "red")];
    let summary = summary(&[&list(&both)]);
    assert_eq!((summary.pods, summary.shapes), (2, 2));
    assert!(summary.text.contains("  used: {cpu: 200m, memory: 128Mi, pods: 2}\n"), "{}", summary.text);
    assert!(summary.text.contains("2 pods"), "{}", summary.text);
}

#[test]
fn what_runs_on_a_node_that_stays_whole_stays_beside_it() {
    let bare = "- apiVersion: v1\n  kind: Node\n  metadata: {name: bare}\n  status: {allocatable: {cpu: 1, memory: 1Gi, pods: 5}}\n";
    let pod = "- apiVersion: v1\n  kind: Pod\n  metadata: {name: p, namespace: team, labels: {app: 'y'}}\n  spec:\n    nodeName: bare\n    \
               containers:\n    - {name: a, resources: {requests: {cpu: 100m}}}\n    - {name: b, resources: {requests: {cpu: 50m, \
               memory: 1Mi}}}\n  status: {phase: Running}\n";
    let text = summary(&[&list(&[bare.to_owned(), pod.to_owned()])]).text;
    let documents = stream(&text, &Limits::default());
    let mut found = Vec::new();
    for document in &documents {
        let Content::Objects(objects) = content(document) else { panic!("{text}") };
        found.extend(objects.into_iter().map(|resource| Found { file: FileId(0), resource }));
    }
    let inventory = Inventory::collect(&found);
    let running = &inventory.running[0].pod;
    assert_eq!((running.name.as_str(), running.namespace.as_str(), running.node_name.as_str()), ("p", "team", "bare"));
    assert_eq!(running.labels.get("app").map(String::as_str), Some("y"));
    assert!(text.contains("requests: {cpu: 150m, memory: 1Mi}"), "{text}");
}

#[test]
fn nothing_comes_of_nothing() {
    assert_eq!(summary(&[]).nodes, 0);
    assert_eq!(summary(&["a: b\n", "{{ broken", ""]).shapes, 0);
    assert!(parse(&summary(&[]).text, &Limits::default()).iter().all(|document| document.errors.is_empty()));
}
