//! Manifests beside a cluster that runs some of it already, and clusters of which only nodes and pods are known.

use crate::discover::{Role, SourceFile};
use crate::inventory::parse_commands;
use crate::pipeline::{Outcome, Request, run};
use crate::placement::{Describe, Placing, changes};
use crate::scheduler::types::Verdict;

fn node(name: &str, cpu: u32) -> String {
    format!(
        "apiVersion: v1\nkind: Node\nmetadata: {{name: {name}, uid: {name}}}\nstatus: {{allocatable: {{cpu: {cpu}, memory: 8Gi, pods: 20}}, \
         nodeInfo: {{}}, conditions: [{{type: Ready, status: 'True'}}]}}\n---\n"
    )
}

fn pod(name: &str, node: &str, owner: &str, cpu: &str) -> String {
    let owners = owner.split_once('/').map_or(String::new(), |(kind, of)| {
        format!(", ownerReferences: [{{apiVersion: apps/v1, kind: {kind}, name: {of}, uid: o, controller: true}}]")
    });
    format!(
        "apiVersion: v1\nkind: Pod\nmetadata: {{name: {name}, uid: {name}, labels: {{app: web}}{owners}}}\nspec: {{nodeName: {node}, \
         containers: [{{name: c, image: 'i:1', resources: {{requests: {{cpu: {cpu}}}}}}}]}}\nstatus: {{phase: Running, podIP: 10.0.0.5, \
         conditions: [{{type: Ready, status: 'True'}}]}}\n---\n"
    )
}

fn web(cpu: &str, strategy: &str) -> String {
    format!(
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: web}}\nspec:\n  replicas: 2\n{strategy}  selector: {{matchLabels: {{app: \
         web}}}}\n  template: {{metadata: {{labels: {{app: web}}}}, spec: {{containers: [{{name: c, image: 'i:1', resources: {{requests: \
         {{cpu: {cpu}}}}}}}]}}}}\n"
    )
}

/// Two nodes of 2 cpu, a pod of a replica set `web-abc` on each.
fn dump() -> String {
    let pods = [pod("web-abc-x", "a", "ReplicaSet/web-abc", "1"), pod("web-abc-y", "b", "ReplicaSet/web-abc", "1")];
    [node("a", 2), node("b", 2)].concat() + &pods.concat()
}

fn placed(manifest: &str, dump: &str, placing: Placing) -> Result<Outcome, String> {
    let cluster = SourceFile { role: Role::Cluster, ..SourceFile::new("dump.yaml", dump) };
    let mut files = vec![cluster];
    files.extend((!manifest.is_empty()).then(|| SourceFile::new("web.yaml", manifest)));
    let placing = Placing { scheduler_alone: true, ..placing };
    run(&files, &Request { placing: Some(placing), ..Request::default() })
}

/// Pods that ask for a node, how many of them have one, and those that came to run before.
fn counted(outcome: &Outcome) -> (usize, usize, usize) {
    let placement = outcome.placement.as_ref().unwrap();
    let has = |verdict: &Verdict| matches!(verdict, Verdict::Scheduled { .. });
    let scheduled = placement.decisions.iter().filter(|one| has(&one.verdict)).count();
    (placement.decisions.len(), scheduled, placement.bound.iter().filter(|pod| pod.runs).count())
}

fn rollout(outcome: &Outcome) -> Vec<String> {
    let own = outcome.findings.iter().filter(|finding| finding.rule.id == "schedule/rollout");
    own.map(|finding| finding.message.to_string()).collect()
}

#[test]
fn pods_without_their_replica_set_are_not_made_twice() {
    let outcome = placed(&web("1", ""), &dump(), Placing::default()).unwrap();
    assert_eq!(counted(&outcome), (0, 0, 0));
    assert!(rollout(&outcome).is_empty());
    let more = placed(&web("1", "").replace("replicas: 2", "replicas: 3"), &dump(), Placing::default()).unwrap();
    assert_eq!(counted(&more), (1, 1, 0));
}

#[test]
fn another_template_rolls_out() {
    // Each node has room for the new one beside the old one, and then for the other.
    let outcome = placed(&web("750m", ""), &dump(), Placing::default()).unwrap();
    assert_eq!(counted(&outcome), (0, 0, 2));
    assert!(outcome.placement.unwrap().running.is_empty());
    let all = "Deployment `default/web` has another template than 2 pods that run in the cluster: the rollout replaces all of them";
    assert_eq!(rollout(&placed(&web("750m", ""), &dump(), Placing::default()).unwrap()), [all]);
    let others =
        |outcome: &Outcome| outcome.findings.iter().filter(|one| one.rule.id == "schedule/no-running-pods").count();
    assert_eq!(others(&placed(&web("750m", ""), &dump(), Placing::default()).unwrap()), 0, "pods ran there before");
    // No old pod may go before a new one runs, and none finds room.
    let stuck = placed(&web("1500m", ""), &dump(), Placing::default()).unwrap();
    assert_eq!(counted(&stuck), (1, 0, 0));
    assert!(rollout(&stuck)[0].ends_with("the rollout replaces 0 of them and stands still, and 2 old pods stay"));
    let allowed = web("1500m", "  strategy: {rollingUpdate: {maxUnavailable: 1}}\n");
    assert_eq!(counted(&placed(&allowed, &dump(), Placing::default()).unwrap()), (0, 0, 2));
}

#[test]
fn of_very_many_rollouts_not_all_are_played() {
    let named = |text: &str, at: usize| text.replace("web", &format!("web{at}"));
    let cluster: String = [node("a", 400).replace("pods: 20", "pods: 999")]
        .into_iter()
        .chain((0..160).map(|at| named(&pod("web-abc-x", "a", "ReplicaSet/web-abc", "1"), at)))
        .collect();
    let manifests: Vec<String> =
        (0..160).map(|at| named(&web("750m", "").replace("replicas: 2", "replicas: 1"), at)).collect();
    let outcome = placed(&manifests.join("---\n"), &cluster, Placing::default()).unwrap();
    let told = rollout(&outcome);
    let left = told.iter().filter(|told| told.contains("too many rollouts")).count();
    assert_eq!((told.len(), left, outcome.placement.unwrap().running.len()), (160, 35, 35));
}

/// What becomes of the pods: `NAME BEFORE>AFTER`.
fn told(dump: &str, command: &str) -> Vec<String> {
    let what_if = parse_commands(command).unwrap();
    let outcome = placed("", dump, Placing { what_if, ..Placing::default() }).unwrap();
    let changes = changes(outcome.before.as_ref().unwrap(), outcome.placement.as_ref().unwrap());
    changes.iter().map(|change| format!("{} {}>{}", change.pod, change.before, change.after)).collect()
}

#[test]
fn pods_of_controllers_that_are_not_here_come_back() {
    let lone = dump() + &pod("lone", "a", "", "100m") + &pod("agent", "a", "DaemonSet/agent", "100m");
    assert_eq!(told(&lone, "drain a --ignore-daemonsets --force"), ["default/web-abc-x a>b", "default/lone a>"]);
    assert_eq!(told(&dump(), "delete node a"), ["default/web-abc-x a>b"]);
    assert_eq!(told(&dump(), "taint node a x=y:NoExecute"), ["default/web-abc-x a>b"]);
    let full = dump().replace("cpu: 1}", "cpu: 1500m}");
    assert_eq!(told(&full, "delete node a"), ["default/web-abc-x a>"]);
    assert!(told(&dump(), "delete pod web-abc-x").is_empty(), "its place is free again");
}

#[test]
fn what_stands_beside_ready_nodes_runs_before_the_commands() {
    let world = node("a", 2) + &web("500m", "");
    let said = |command: &str| {
        let what_if = parse_commands(command).unwrap();
        let placing = Placing { what_if, scheduler_alone: true, ..Placing::default() };
        let request = Request { placing: Some(placing), ..Request::default() };
        let outcome = run(&[SourceFile::new("a.yaml", world.as_str())], &request).unwrap();
        let changed = changes(outcome.before.as_ref().unwrap(), outcome.placement.as_ref().unwrap());
        (changed.len(), outcome.placement.unwrap().bound.iter().filter(|pod| pod.runs).count())
    };
    assert_eq!(said("cordon a"), (0, 2));
    assert_eq!(said("scale deployment web --replicas=5"), (3, 2));
}

fn described(wanted: Describe) -> Result<String, String> {
    let placing = Placing { describe: Some(wanted), ..Placing::default() };
    placed(&web("1", ""), &dump(), placing).map(|outcome| outcome.placement.unwrap().described.unwrap())
}

#[test]
fn pods_of_a_dump_are_described_by_what_makes_them() {
    let first = |text: &str| {
        let page = described(Describe::Named(text.to_owned()))?;
        Ok::<_, String>(page.lines().filter(|line| line.starts_with("Name:")).map(str::to_owned).collect::<Vec<_>>())
    };
    let both = ["Name:\tweb-abc-x", "Name:\tweb-abc-y"];
    for text in ["deployment/web", "replicaset/web-abc", "default/deploy/web", "pod/web-abc-x", "web-abc-x"] {
        assert_eq!(first(text).unwrap(), ["Name:\tweb-abc-x"], "{text}");
    }
    assert_eq!(first("web-a").unwrap(), both);
    assert_eq!(first("default/web").unwrap(), both);
    assert!(first("other/web").is_err());
    let selector = |text: &str| crate::inventory::parse_selector(text).unwrap();
    let page = described(Describe::Selected(selector("app=web"), None)).unwrap();
    assert_eq!(page.matches("Name:\t").count(), 2);
    assert!(described(Describe::Selected(selector("app=web"), Some("b".to_owned()))).is_err());
    assert!(page.contains("Status:\tRunning\n") && page.contains("IP:\t10.0.0.5\n"), "{page}");
    assert!(page.contains("  Ready \tTrue \n"), "{page}");
}

#[test]
fn a_pod_that_runs_is_not_pending_on_its_way() {
    let placing = Placing { trace: Some("web-abc-x".to_owned()), ..Placing::default() };
    let trace = placed("", &dump(), placing).unwrap().placement.unwrap().trace.unwrap();
    let details: Vec<String> = trace.steps.into_iter().flat_map(|step| step.details).collect();
    assert!(details.contains(&"its phase is Running, and spec.nodeName is a".to_owned()), "{details:?}");
}

#[test]
fn what_the_cluster_said_of_a_pod_is_kept() {
    let outcome = placed("", &dump(), Placing::default()).unwrap().placement.unwrap();
    let seen: Vec<_> = outcome.seen.iter().map(|seen| (&*seen.ready, &*seen.status, &*seen.ip)).collect();
    assert_eq!(seen, [("1/1", "Running", "10.0.0.5"); 2]);
}

#[test]
fn a_pod_that_the_server_no_longer_lets_in_is_not_created() {
    let quota = "---\napiVersion: v1\nkind: ResourceQuota\nmetadata: {name: q}\nspec: {hard: {pods: 1}}\n";
    let of = |manifest: &str| {
        let nodes = node("a", 2);
        placed(manifest, &nodes, Placing::default()).unwrap().placement.unwrap()
    };
    let changed = changes(&of(&web("1", "")), &of(&(web("1", "") + quota)));
    assert_eq!(changed.len(), 1);
    assert_eq!((changed[0].turn.as_str(), changed[0].is_left()), ("not-created", true));
}
