use super::*;
use crate::inventory::{Arrival, Found, Inventory, PodInstance};
use crate::resource::{Content, content};
use crate::source::{Limits, parse};

/// What is said of each bare pod of `objects` under these quotas, with the text of the place to blame.
fn told(quotas: &str, objects: &str) -> Vec<String> {
    let yaml = format!("{quotas}{objects}");
    let documents = parse(&yaml, &Limits::default());
    let objects = |d| if let Content::Objects(objects) = content(d) { objects } else { Vec::new() };
    let found: Vec<Found<'_>> =
        documents.iter().flat_map(objects).map(|resource| Found { file: FileId(0), resource }).collect();
    let mut inventory = Inventory::collect(&found);
    let pod = |arrival| if let Arrival::Pod(pod) = arrival { Some(*pod) } else { None };
    let mut pods: Vec<PodInstance<'_>> = std::mem::take(&mut inventory.arrivals).into_iter().filter_map(pod).collect();
    hold_quotas(&mut inventory, &mut pods, &mut Vec::new());
    let refused = |pod: &PodInstance<'_>| {
        let refusal = pod.barred()?;
        Some(format!("{}: {} @ {}", pod.pod.name, refusal.message, &yaml[refusal.span.unwrap().range()]))
    };
    let claims = inventory.refused_claims.iter();
    let claims = claims.map(|(c, r)| format!("{}: {} @ {}", c.value.name, r.message, &yaml[r.span.unwrap().range()]));
    pods.iter().filter_map(refused).chain(claims).collect()
}

fn quota(name: &str, spec: &str) -> String {
    format!("apiVersion: v1\nkind: ResourceQuota\nmetadata: {{name: {name}}}\nspec: {{{spec}}}\n---\n")
}

fn pod(name: &str, resources: &str, more: &str) -> String {
    format!(
        "apiVersion: v1\nkind: Pod\nmetadata: {{name: {name}}}\nspec: {{containers: [{{name: c, image: i, resources: {resources}}}]{more}}}\n---\n"
    )
}

/// A pod that came out of a cluster.
fn there(name: &str, phase: &str, resources: &str) -> String {
    pod(name, resources, "").replace("---\n", &format!("status: {{phase: {phase}}}\n---\n"))
}

#[test]
fn pods_come_in_their_order_and_a_smaller_one_may_still_fit() {
    let memory = |amount: &str| format!("{{requests: {{memory: {amount}}}}}");
    let pods =
        pod("one", &memory("600Mi"), "") + &pod("two", &memory("600Mi"), "") + &pod("three", &memory("300Mi"), "");
    assert_eq!(
        told(&quota("q", "hard: {requests.memory: 1Gi}"), &pods),
        [
            "two: exceeded quota: q, requested: requests.memory=600Mi, used: requests.memory=600Mi, limited: requests.memory=1Gi @ 600Mi"
        ]
    );
    let elsewhere = quota("q", "hard: {requests.memory: 1Gi}").replace("name: q", "name: q, namespace: other");
    assert_eq!(told(&elsewhere, &pods), [""; 0]);
}

#[test]
fn each_resource_that_goes_over_is_named() {
    let both = quota("q", "hard: {pods: 1, cpu: 1, limits.cpu: 2, requests.x.example/gpu: 0, configmaps: 0}");
    let greedy = "{requests: {cpu: 600m}, limits: {cpu: 3, x.example/gpu: 1}}";
    assert_eq!(
        told(&both, &pod("p", greedy, "")),
        [
            "p: exceeded quota: q, requested: limits.cpu=3,requests.x.example/gpu=1, used: limits.cpu=0,requests.x.example/gpu=0, limited: limits.cpu=2,requests.x.example/gpu=0 @ 3"
        ]
    );
    let huge = quota("q", "hard: {hugepages-2Mi: 4Mi}");
    let pages = "{limits: {hugepages-2Mi: 6Mi, cpu: 1}}";
    assert_eq!(
        told(&huge, &pod("p", pages, "")),
        ["p: exceeded quota: q, requested: hugepages-2Mi=6Mi, used: hugepages-2Mi=0, limited: hugepages-2Mi=4Mi @ 6Mi"]
    );
}

#[test]
fn what_is_counted_must_be_said_by_every_container() {
    let counted = quota("q", "hard: {limits.cpu: 2, requests.memory: 1Gi, limits.ephemeral-storage: 1Gi}");
    let with = ", initContainers: [{name: b, image: i}, {name: a, image: i}]";
    assert_eq!(
        told(&counted, &pod("p", "{limits: {cpu: 1}}", with)),
        ["p: failed quota: q: must specify limits.cpu for: a,b; requests.memory for: a,b,c @ {limits: {cpu: 1}}"]
    );
    let whole = ", resources: {limits: {cpu: 1}}";
    assert_eq!(told(&counted, &pod("p", "{}", whole)), [""; 0], "amounts for the pod as a whole");
    assert_eq!(told(&counted, &pod("p", "{limits: {cpu: 1, memory: 1Gi}}", "")), [""; 0], "a request is the limit");
}

#[test]
fn quotas_count_the_pods_in_their_scopes() {
    let asks = "{requests: {cpu: 1}}";
    let far = ", affinity: {podAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: h, namespaces: [o], labelSelector: {}}]}}";
    let plain = |name: &str| format!("scopes: [{name}]");
    let class = |rest: &str| format!("scopeSelector: {{matchExpressions: [{{scopeName: PriorityClass, {rest}}}]}}");
    let high = ", priorityClassName: high";
    for (scope, more, resources, counts) in [
        (plain("Terminating"), ", activeDeadlineSeconds: 5", "{}", true),
        (plain("Terminating"), "", "{}", false),
        (plain("NotTerminating"), "", "{}", true),
        (plain("BestEffort"), "", "{}", true),
        (plain("BestEffort"), "", asks, false),
        (plain("BestEffort"), ", resources: {requests: {cpu: 1}}", "{}", false),
        (plain("NotBestEffort"), "", asks, true),
        (plain("CrossNamespacePodAffinity"), far, "{}", true),
        (plain("CrossNamespacePodAffinity"), "", "{}", false),
        (plain("PriorityClass"), high, "{}", true),
        (plain("PriorityClass"), "", "{}", false),
        (plain("VolumeAttributesClass"), "", "{}", false),
        (class("operator: In, values: [high]"), high, "{}", true),
        (class("operator: In, values: [low]"), high, "{}", false),
        (class("operator: NotIn, values: [low]"), "", "{}", true),
        (class("operator: DoesNotExist"), high, "{}", false),
    ] {
        let said = told(&quota("q", &format!("hard: {{pods: 0}}, {scope}")), &pod("p", resources, more));
        assert_eq!(!said.is_empty(), counts, "{scope} {more} {resources}");
    }
    let default = "apiVersion: scheduling.k8s.io/v1\nkind: PriorityClass\nmetadata: {name: high}\nvalue: 1\nglobalDefault: true\n---\n";
    let said = told(
        &quota("q", &format!("hard: {{pods: 0}}, {}", plain("PriorityClass"))),
        &(default.to_owned() + &pod("p", "{}", "")),
    );
    assert_eq!(said.len(), 1, "the default class is the pod's");
}

#[test]
fn what_is_there_counts_but_is_not_refused() {
    let pods = there("a", "Running", "{}")
        + &there("b", "Pending", "{}")
        + &there("c", "Succeeded", "{}")
        + &pod("new", "{}", "");
    assert_eq!(
        told(&quota("q", "hard: {pods: 2, count/pods: 3}"), &pods),
        [
            "new: exceeded quota: q, requested: count/pods=1,pods=1, used: count/pods=3,pods=2, limited: count/pods=3,pods=2 @ new"
        ]
    );
    assert_eq!(told(&quota("q", "hard: {pods: 3}"), &pods), [""; 0]);
}

#[test]
fn a_status_says_what_is_used_beside_the_pods_of_the_tree() {
    let counted = |used: u32| {
        quota("q", "hard: {pods: 4}").replace("---\n", &format!("status: {{used: {{pods: {used}}}}}\n---\n"))
    };
    let pods = there("a", "Running", "{}") + &pod("new", "{}", "");
    assert_eq!(told(&counted(3), &pods), [""; 0]);
    assert_eq!(
        told(&counted(4), &pods),
        ["new: exceeded quota: q, requested: pods=1, used: pods=4, limited: pods=4 @ new"]
    );
    // What is said of the past is not believed against the tree.
    assert_eq!(told(&counted(0), &pods), [""; 0]);
    // A later manifest of the same quota keeps what is used.
    let wider = quota("q", "hard: {pods: 5}");
    assert_eq!(told(&(counted(4) + &wider), &pods), [""; 0]);
    let narrower = quota("q", "hard: {pods: 3}");
    assert_eq!(told(&(counted(3) + &narrower), &pods).len(), 1);
}

#[test]
fn several_quotas_hold_together() {
    let two = quota("wide", "hard: {pods: 5}") + &quota("narrow", "hard: {pods: 1}");
    let pods = pod("a", "{}", "") + &pod("b", "{}", "");
    assert_eq!(told(&two, &pods), ["b: exceeded quota: narrow, requested: pods=1, used: pods=1, limited: pods=1 @ b"]);
}

#[test]
fn claims_count_by_number_and_storage_and_class() {
    let claim = |name: &str, class: &str, storage: &str| {
        format!(
            "apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {{name: {name}}}\nspec: {{accessModes: [ReadWriteOnce], storageClassName: {class}, resources: {{requests: {{storage: {storage}}}}}}}\n---\n"
        )
    };
    let hard = "hard: {persistentvolumeclaims: 3, fast.storageclass.storage.k8s.io/persistentvolumeclaims: 1, slow.storageclass.storage.k8s.io/requests.storage: 3Gi}";
    let claims = claim("f1", "fast", "1Gi") + &claim("f2", "fast", "1Gi") + &claim("s1", "slow", "2Gi");
    let claims = claims + &claim("s2", "slow", "2Gi") + &claim("s3", "slow", "1Gi") + &claim("s4", "other", "1Gi");
    let mut said = told(&quota("q", hard), &claims);
    said.sort();
    assert_eq!(
        said,
        [
            "f2: exceeded quota: q, requested: fast.storageclass.storage.k8s.io/persistentvolumeclaims=1, used: fast.storageclass.storage.k8s.io/persistentvolumeclaims=1, limited: fast.storageclass.storage.k8s.io/persistentvolumeclaims=1 @ f2",
            "s2: exceeded quota: q, requested: slow.storageclass.storage.k8s.io/requests.storage=2Gi, used: slow.storageclass.storage.k8s.io/requests.storage=2Gi, limited: slow.storageclass.storage.k8s.io/requests.storage=3Gi @ 2Gi",
            "s4: exceeded quota: q, requested: persistentvolumeclaims=1, used: persistentvolumeclaims=3, limited: persistentvolumeclaims=3 @ s4",
        ]
    );
}
