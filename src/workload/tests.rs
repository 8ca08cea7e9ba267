//! What becomes of each kind of controller.

use super::expand;
use crate::inventory::{Found, Inventory, parse_commands};
use crate::model::FileId;
use crate::resource::{Content, POD_KINDS, content};
use crate::scheduler::types::VolumeSource;
use crate::source::{Limits, parse};

const NODES: &str = "apiVersion: v1\nkind: Node\nmetadata: {name: n1, labels: {disk: ssd}}\nstatus: {allocatable: {cpu: 4}}\n---\n\
                     apiVersion: v1\nkind: Node\nmetadata: {name: n2}\nspec: {taints: [{key: env, effect: NoSchedule}]}\n\
                     status: {allocatable: {cpu: 4}}\n---\n\
                     apiVersion: v1\nkind: Node\nmetadata: {name: n3}\nspec: {unschedulable: true}\n\
                     status: {allocatable: {cpu: 4}}\n---\n";

const TEMPLATE: &str = "template: {metadata: {labels: {app: web}}, spec: {containers: [{name: c, image: i}]}}";

/// The pods that come of a manifest, after the commands.
fn pods(text: &str, commands: &str) -> Vec<(String, String)> {
    let text = format!("{NODES}{text}");
    let documents = parse(&text, &Limits::default());
    let mut objects = Vec::new();
    for document in &documents {
        if let Content::Objects(found) = content(document) {
            objects.extend(found.into_iter().map(|resource| Found { file: FileId(0), resource }));
        }
    }
    let made = crate::inventory::Made::default();
    let mut inventory = Inventory::collect(&objects);
    if !commands.is_empty() {
        parse_commands(commands).unwrap().iter().for_each(|c| inventory.apply(c, &made).unwrap());
    }
    let expansion = expand(&mut inventory);
    let owner = |p: &crate::inventory::PodInstance<'_>| p.pod.owner.as_ref().map_or(String::new(), |o| o.kind.clone());
    for pod in &expansion.pods {
        for volume in &pod.pod.volumes {
            if let VolumeSource::Claim { claim_name } = &volume.source {
                assert!(expansion.claims.iter().any(|c| c.value.name == *claim_name), "{claim_name}");
            }
        }
    }
    expansion.pods.iter().map(|p| (p.pod.name.clone(), owner(p))).collect()
}

fn names(text: &str, commands: &str) -> Vec<String> {
    pods(text, commands).into_iter().map(|(name, _)| name).collect()
}

#[test]
fn every_kind_that_makes_pods_makes_some() {
    for row in POD_KINDS.iter().filter(|row| row.makes_pods()) {
        let spec = "{metadata: {labels: {app: web}}, spec: {containers: [{name: c, image: i}]}}";
        let holder =
            row.path.split_terminator('.').rev().fold(spec.to_owned(), |below, name| format!("{{{name}: {below}}}"));
        let below = holder.trim_start_matches('{').trim_end_matches('}');
        let braces = "}".repeat(holder.len() - holder.trim_end_matches('}').len() - 1);
        let text = format!("apiVersion: v1\nkind: {}\nmetadata: {{name: web}}\n{below}{braces}\n", row.kind);
        assert!(!pods(&text, "").is_empty(), "{text}");
    }
}

#[test]
fn deployments_make_numbered_pods_of_one_replica_set() {
    let text =
        format!("apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: web}}\nspec:\n  replicas: 2\n  {TEMPLATE}\n");
    let made = pods(&text, "");
    assert_eq!(made.len(), 2);
    assert!(made.iter().all(|(name, owner)| name.starts_with("web-") && owner == "ReplicaSet"));
    assert!(made[0].0.ends_with("-1") && made[1].0.ends_with("-2"));
    // The names do not hang on the template, so that a run before a change can be held against the one after it.
    assert_eq!(names(&text.replace("image: i", "image: other"), "")[0], made[0].0);
    assert_eq!(names(&text, "kubectl scale deployment web --replicas=5").len(), 5);
}

#[test]
fn stateful_sets_make_pods_with_claims_of_their_own() {
    let text = format!(
        "apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {{name: db}}\nspec:\n  replicas: 2\n  ordinals: {{start: 3}}\n  \
         {TEMPLATE}\n  volumeClaimTemplates: [{{metadata: {{name: data}}, spec: {{resources: {{requests: {{storage: 1Gi}}}}}}}}]\n"
    );
    assert_eq!(names(&text, ""), ["db-3", "db-4"]);
}

#[test]
fn daemon_sets_run_where_taints_and_selectors_let_them() {
    let text = format!("apiVersion: apps/v1\nkind: DaemonSet\nmetadata: {{name: agent}}\nspec:\n  {TEMPLATE}\n");
    // A cordoned node still gets its daemon; a tainted one does not.
    assert_eq!(names(&text, ""), ["agent-n1", "agent-n3"]);
    assert_eq!(names(&text, "kubectl taint node n2 env-"), ["agent-n1", "agent-n2", "agent-n3"]);
    assert_eq!(names(&text.replace("containers", "nodeSelector: {disk: ssd}, containers"), ""), ["agent-n1"]);
}

#[test]
fn jobs_run_as_many_pods_as_they_may() {
    let job =
        |more: &str| format!("apiVersion: batch/v1\nkind: Job\nmetadata: {{name: j}}\nspec:\n  {more}{TEMPLATE}\n");
    assert_eq!(names(&job(""), ""), ["j-1"]);
    assert_eq!(names(&job("parallelism: 5\n  completions: 2\n  "), ""), ["j-1", "j-2"]);
    assert_eq!(names(&job("completionMode: Indexed\n  parallelism: 2\n  "), ""), ["j-0", "j-1"]);
    assert_eq!(names(&job("suspend: true\n  "), "").len(), 0);
    let cron = format!(
        "apiVersion: batch/v1\nkind: CronJob\nmetadata: {{name: night}}\nspec:\n  jobTemplate: {{spec: {{{TEMPLATE}}}}}\n"
    );
    assert_eq!(names(&cron, ""), ["night-run-1"]);
}

#[test]
fn what_runs_already_is_not_made_again() {
    let set =
        format!("apiVersion: apps/v1\nkind: ReplicaSet\nmetadata: {{name: rs}}\nspec:\n  replicas: 2\n  {TEMPLATE}\n");
    let pod = "---\napiVersion: v1\nkind: Pod\nmetadata: {name: rs-x, ownerReferences: [{apiVersion: apps/v1, kind: \
               ReplicaSet, name: rs, controller: true}]}\nspec: {nodeName: n1, containers: []}\nstatus: {phase: Running}\n";
    assert_eq!(names(&set, "").len(), 2);
    assert_eq!(names(&format!("{set}{pod}"), "").len(), 1);
}
