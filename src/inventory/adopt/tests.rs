use super::*;
use crate::inventory::Found;
use crate::model::FileId;
use crate::resource::{Content, content};
use crate::source::{Limits, stream};

/// Looks at what is read of several files.
fn read<T>(files: &[&str], look: impl Fn(&Inventory<'_>) -> T) -> T {
    let trees: Vec<_> = files.iter().map(|text| stream(text, &Limits::default())).collect();
    let mut found = Vec::new();
    for (file, documents) in (0..).map(FileId).zip(&trees) {
        for document in documents {
            let Content::Objects(objects) = content(document) else { continue };
            found.extend(objects.into_iter().map(|resource| Found { file, resource }));
        }
    }
    look(&Inventory::collect(&found))
}

fn deployment(meta: &str, spec: &str, template: &str) -> String {
    format!(
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: web{meta}}}\nspec:\n  selector: {{matchLabels: {{app: web}}}}\n{spec}  \
         template: {{metadata: {{labels: {{app: web}}}}, spec: {template}}}\n---\n"
    )
}

fn pod(name: &str, owner: &str, labels: &str, spec: &str) -> String {
    let (kind, of) = owner.split_once('/').unwrap();
    format!(
        "apiVersion: v1\nkind: Pod\nmetadata: {{name: {name}, uid: u-{name}, labels: {{{labels}}}, ownerReferences: [{{apiVersion: apps/v1, \
         kind: {kind}, name: {of}, uid: o, controller: true}}]}}\nspec: {{nodeName: n1, containers: {spec}}}\nstatus: {{phase: \
         Running}}\n---\n"
    )
}

const RUNS: &str = "[{name: c, image: 'i:1', resources: {requests: {cpu: 500m}}, imagePullPolicy: IfNotPresent}]";
const WANTED: &str = "{containers: [{name: c, image: 'i:1', resources: {requests: {cpu: 0.5}}}]}";

/// The pods of older templates.
fn old(files: &[&str]) -> Vec<String> {
    read(files, |inventory| {
        inventory.controllers().flat_map(|c| &c.older).flat_map(|older| older.pods.clone()).collect()
    })
}

#[test]
fn a_replica_set_that_is_not_there_is_the_deployments_of_its_name() {
    let makers = |labels: &str, set: &str| {
        let dump = pod("web-1", &format!("ReplicaSet/{set}"), labels, RUNS);
        read(&[&deployment("", "", WANTED), &dump], |inventory| {
            (inventory.maker(&inventory.running[0]).unwrap().kind, inventory.has_maker(&inventory.running[0]))
        })
    };
    let (its, others) = (("Deployment".to_owned(), true), ("ReplicaSet".to_owned(), false));
    assert_eq!(makers("app: web, pod-template-hash: abc", "web-abc"), its);
    assert_eq!(makers("app: web", "web-abc"), its);
    assert_eq!(makers("app: other", "web-abc"), others);
    assert_eq!(makers("app: web", "web-more-abc"), others);
    assert_eq!(makers("app: web, pod-template-hash: xyz", "web-abc"), others);
}

#[test]
fn a_manifest_is_applied_to_what_runs_under_its_name() {
    let live = deployment(", uid: u", "  replicas: 3\n", WANTED);
    let of = |manifest: &str| {
        read(&[manifest, &live], |inventory| {
            inventory.controllers().map(|c| (c.origin.file.0, c.wanted())).collect::<Vec<_>>()
        })
    };
    assert_eq!(of(&deployment("", "  replicas: 2\n", WANTED)), [(0, 2)]);
    assert_eq!(of(&deployment("", "", WANTED)), [(0, 3)], "a number that no manifest says stays");
    assert_eq!(of(&deployment(", namespace: b", "", WANTED)), [(0, 1), (1, 3)]);
}

#[test]
fn pods_of_another_template_are_old() {
    let dump = pod("web-abc-1", "ReplicaSet/web-abc", "app: web", RUNS);
    let with = |template: &str| old(&[&deployment("", "", template), &dump]);
    assert!(with(WANTED).is_empty());
    assert_eq!(with(&WANTED.replace("0.5", "1")), ["default/web-abc-1"]);
    assert_eq!(with(&WANTED.replace("i:1", "i:2")), ["default/web-abc-1"]);
    assert!(with(&WANTED.replace("i:1", "mirror.local/i:1")).is_empty());
    // What only admission would tell by the pod is not held against it.
    assert!(with(&WANTED.replace("{containers", "{priorityClassName: x, containers")).is_empty());
}

#[test]
fn replica_sets_tell_their_template() {
    let set = "apiVersion: apps/v1\nkind: ReplicaSet\nmetadata: {name: web-abc, uid: r, ownerReferences: [{apiVersion: apps/v1, kind: \
               Deployment, name: web, uid: u, controller: true}]}\nspec: {replicas: 1, selector: {matchLabels: {app: web}}, template: \
               {metadata: {labels: {app: web, pod-template-hash: abc}}, spec: {dnsPolicy: ClusterFirst, containers: [{name: c, image: \
               'i:1', terminationMessagePath: /x, resources: {requests: {cpu: 500m}}}]}}}\n---\n";
    let applied = r#"{"spec":{"template":{"spec":{"nodeSelector":{"a":"b"},"containers":[{"name":"c"}]}}}}"#;
    let dump = |live: &str| {
        [pod("web-abc-1", "ReplicaSet/web-abc", "app: web", RUNS), set.to_owned(), live.to_owned()].concat()
    };
    let live = |template: &str| {
        let meta = format!(", uid: u, annotations: {{kubectl.kubernetes.io/last-applied-configuration: '{applied}'}}");
        deployment(&meta, "", template)
    };
    let with = |template: &str| old(&[&deployment("", "", template), &dump(&live(WANTED))]);
    assert!(with(WANTED).is_empty());
    assert_eq!(with(&WANTED.replace("{containers", "{dnsPolicy: Default, containers")), ["default/web-abc-1"]);
    // Of the cluster's own alone no rollout is played.
    assert!(old(&[&dump(&live(&WANTED.replace("0.5", "1")))]).is_empty());
    // What was applied before and is said no longer goes.
    let selected = dump(&live(WANTED)).replace("{dnsPolicy", "{nodeSelector: {a: b}, dnsPolicy");
    assert_eq!(old(&[&deployment("", "", WANTED), &selected]), ["default/web-abc-1"]);
    assert!(
        old(&[&deployment("", "", &WANTED.replace("{containers", "{nodeSelector: {a: b}, containers")), &selected])
            .is_empty()
    );
}
