//! What commands come to beyond the object that they name: dry runs, former templates, and what goes with others.

use super::tests::{BUDGET, after_command, cluster, deployment, template};
use crate::inventory::Inventory;
use crate::pipeline::{Outcome, Request, run};
use crate::placement::{Placing, changes, notes};

/// Nodes that say nothing of what runs on them.
fn sketch(more: &str) -> String {
    cluster(more).replace(", conditions: [{type: Ready, status: 'True'}]", "")
}

/// The image that a Deployment has after the commands, and what is said of them beside.
fn image(text: &str, commands: &str) -> Result<(String, Vec<String>), String> {
    let look = |_: &Inventory<'_>, after: &Inventory<'_>| {
        let web = after.controllers().find(|c| c.kind == "Deployment" && c.name == "web").unwrap();
        let first = template(web).unwrap().at(&["spec", "containers"]).unwrap().items().unwrap()[0].clone();
        (first.get("image").unwrap().as_text().unwrap().to_owned(), after.notes.clone())
    };
    after_command(text, commands, look)
}

#[test]
fn an_undone_rollout_has_the_template_before() {
    let text = sketch(&deployment(2, "100m"));
    let undone = |commands: &str| image(&text, commands).map(|(image, _)| image);
    assert_eq!(undone("set image deploy web c=j; rollout undo deploy web"), Ok("i".to_owned()));
    assert_eq!(
        undone("set image deploy web c=j; set image deploy web c=k; rollout undo deploy web"),
        Ok("j".to_owned())
    );
    let twice = "set image deploy web c=j; rollout undo deploy web; rollout undo deploy web";
    assert_eq!(undone(twice), Ok("j".to_owned()));
    let first = "set image deploy web c=j; set image deploy web c=k; rollout undo deploy web --to-revision=1";
    assert_eq!(undone(first), Ok("i".to_owned()));
    assert_eq!(undone("rollout undo deploy web"), Err("no rollout history found for deployment \"web\"".to_owned()));
    let paused = "set image deploy web c=j; rollout pause deploy web; rollout undo deploy web";
    assert!(undone(paused).unwrap_err().starts_with("you cannot rollback a paused deployment"));
}

#[test]
fn revisions_of_a_dump_are_those_of_its_replica_sets() {
    let set = |name: &str, revision: u32, image: &str, replicas: u32| {
        format!(
            "---\napiVersion: apps/v1\nkind: ReplicaSet\nmetadata:\n  name: {name}\n  annotations: {{deployment.kubernetes.io/revision: \
             '{revision}'}}\n  ownerReferences: [{{apiVersion: apps/v1, kind: Deployment, name: web, uid: w, controller: true}}]\nspec: \
             {{replicas: {replicas}, selector: {{matchLabels: {{app: web, pod-template-hash: {name}}}}}, template: {{metadata: {{labels: \
             {{app: web, pod-template-hash: {name}}}}}, spec: {{containers: [{{name: c, image: '{image}'}}]}}}}}}\n"
        )
    };
    // The newest revision has not the highest name.
    let text = cluster(&deployment(2, "100m")) + &set("a", 3, "i", 2) + &set("b", 2, "h", 0) + &set("c", 1, "g", 0);
    let undone = |commands: &str| image(&text, commands).map(|(image, _)| image);
    assert_eq!(undone("rollout undo deploy web"), Ok("h".to_owned()));
    assert_eq!(undone("rollout undo deploy web --to-revision=1"), Ok("g".to_owned()));
    assert_eq!(undone("set image deploy web c=j; rollout undo deploy web"), Ok("i".to_owned()));
    assert!(undone("rollout undo deploy web --to-revision=9").is_err());
}

#[test]
fn a_dry_run_changes_nothing_and_says_so() {
    let text = cluster(&deployment(2, "100m"));
    for command in ["set image deploy web c=j", "delete deploy web", "drain n1", "replace -f scaled.yaml"] {
        for value in ["client", "server"] {
            let (image, notes) = image(&text, &format!("{command} --dry-run={value}; cordon n2")).unwrap();
            assert_eq!((image.as_str(), notes.len()), ("i", 1), "{command}");
            assert!(notes[0].starts_with("--dry-run changes nothing"), "{notes:?}");
        }
    }
    // The server is asked, or it is not.
    let refused = |command: &str| image(&text, command).unwrap_err();
    assert!(refused("create deployment web --image=i --dry-run=server").contains("already exists"));
    assert!(refused("delete pod nope --dry-run=server").contains("not found"));
    assert!(refused("drain n9 --dry-run=client").contains("not found"));
}

#[test]
fn a_patched_field_that_nobody_knows_is_warned_of_alone() {
    let text = sketch(&deployment(2, "100m"));
    let (_, notes) = image(&text, "patch deploy web -p '{\"spec\":{\"foo\":1}}'").unwrap();
    assert_eq!(notes, ["Warning: unknown field \"spec.foo\""]);
    let (_, notes) = image(&text, "patch deploy web -p '{\"spec\":{\"replicas\":1}}'").unwrap();
    assert!(notes.is_empty(), "{notes:?}");
    assert!(
        image(&text, "patch deploy web -p '{\"spec\":{\"foo\":1,\"replicas\":-1}}'").unwrap_err().contains("greater")
    );
}

#[test]
fn a_number_of_replicas_is_of_32_bits() {
    let text = sketch(&deployment(2, "100m"));
    let refused = |command: &str| image(&text, command).unwrap_err();
    assert!(
        refused("scale deploy web --replicas=2147483648").contains("cannot unmarshal number 2147483648 into Go struct")
    );
    // With a condition kubectl sends the whole object, and cuts the number.
    assert!(
        refused("scale deploy web --replicas=2147483648 --current-replicas=2").contains("Invalid value: -2147483648")
    );
    let count = |_: &Inventory<'_>, after: &Inventory<'_>| after.controllers().map(|c| c.wanted()).sum::<i64>();
    assert_eq!(after_command(&text, "scale deploy web --replicas=4294967297 --current-replicas=2", count), Ok(1));
}

#[test]
fn what_goes_with_its_namespace_is_not_missed() {
    let namespaced = "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n---\napiVersion: v1\nkind: Pod\nmetadata: {name: p, \
                      namespace: shop}\nspec: {containers: [{name: c, image: i}]}\n";
    let text = sketch(namespaced);
    let pods = |_: &Inventory<'_>, after: &Inventory<'_>| after.pods().count();
    assert_eq!(after_command(&text, "delete -f shop.yaml", pods), Ok(0));
    assert_eq!(after_command(&text, "delete ns/shop pod/p -n shop", pods), Ok(0));
    assert!(after_command(&sketch(""), "delete -f shop.yaml", pods).unwrap_err().contains("NotFound"));
    for name in ["default", "kube-system", "kube-public"] {
        let why = format!("namespaces \"{name}\" is forbidden: this namespace may not be deleted");
        assert_eq!(
            after_command(&text, &format!("delete ns {name}"), pods),
            Err(format!("Error from server (Forbidden): {why}"))
        );
    }
}

#[test]
fn what_is_replaced_by_force_need_not_be_there() {
    let made = |_: &Inventory<'_>, after: &Inventory<'_>| after.controllers().any(|c| c.name == "more");
    assert_eq!(after_command(&sketch(""), "replace --force -f more.yaml", made), Ok(true));
    assert!(after_command(&sketch(""), "replace -f more.yaml", made).unwrap_err().contains("NotFound"));
    let why = "--dry-run can not be used when --force is set";
    assert_eq!(after_command("", "replace --force -f more.yaml --dry-run=client", made), Err(why.to_owned()));
}

#[test]
fn a_cron_job_runs_at_once() {
    let cron = "apiVersion: batch/v1\nkind: CronJob\nmetadata: {name: cj}\nspec: {schedule: '* * * * *', jobTemplate: {spec: {parallelism: 2, \
                completions: 2, template: {spec: {restartPolicy: Never, containers: [{name: c, image: i}]}}}}}\n";
    let jobs = |_: &Inventory<'_>, after: &Inventory<'_>| {
        after.controllers().filter(|c| c.kind == "Job" && c.name == "now").count()
    };
    assert_eq!(after_command(&sketch(cron), "create job now --from=cronjob/cj", jobs), Ok(1));
    let twice = "create job now --from=cj/cj; create job now --from=cj/cj";
    assert!(after_command(&sketch(cron), twice, jobs).unwrap_err().contains("jobs.batch \"now\" already exists"));
}

/// What comes of the commands, all told.
fn outcome(text: &str, commands: &str, applied: bool) -> Outcome {
    let what_if = crate::inventory::parse_commands(commands).unwrap();
    let placing = Some(Placing { what_if, applied, explain: true, ..Placing::default() });
    run(&[crate::discover::SourceFile::new("a.yaml", text)], &Request { placing, ..Request::default() }).unwrap()
}

/// What is said beside, and how many pods are another way.
fn said(text: &str, commands: &str, applied: bool) -> (Vec<String>, usize) {
    let outcome = outcome(text, commands, applied);
    let after = outcome.placement.as_ref().unwrap();
    let changed = changes(outcome.before.as_ref().unwrap(), after);
    (notes(after, &changed), changed.len())
}

#[test]
fn a_patched_node_is_a_cordoned_node() {
    let text = sketch(&deployment(4, "1"));
    let patch = "patch node n1 -p '{\"spec\":{\"unschedulable\":true}}'";
    assert_eq!(said(&text, patch, false), said(&text, "cordon n1", false));
    assert!(said(&text, patch, false).1 > 0);
    // With a taint that drives away, they have to be there first.
    let taint = "patch node n1 -p '{\"spec\":{\"taints\":[{\"key\":\"a\",\"effect\":\"NoExecute\"}]}}'";
    assert_eq!(said(&text, taint, false), said(&text, "taint node n1 a:NoExecute", false));
    assert!(!outcome(&text, taint, false).placement.unwrap().anew);
}

#[test]
fn it_is_said_where_pods_are_placed_anew() {
    let text = sketch(&deployment(4, "1"));
    let (notes, changed) = said(&text, "cordon n1", false);
    assert!(changed > 0 && notes.len() == 1 && notes[0].contains("`--applied`"), "{notes:?}");
    // Not where nothing moves, where what runs is asked for, or where it runs.
    assert!(said(&text, "scale deploy web --replicas=3", false).0.is_empty());
    assert_eq!(said(&text, "cordon n1", true), (Vec::new(), 0));
    assert!(said(&text, "drain n1", false).0.is_empty());
    assert_eq!(said(&cluster(&deployment(4, "1")), "cordon n1", false), (Vec::new(), 0));
}

#[test]
fn a_drain_that_does_not_end_is_an_error() {
    let text = sketch(&(deployment(4, "1") + BUDGET));
    for (commands, why) in
        [("drain n1", "drain does not come to an end: pod "), ("evict -l app=web", "eviction is refused: ")]
    {
        let outcome = outcome(&text, commands, false);
        let held: Vec<_> =
            outcome.findings.iter().filter(|f| f.rule.id == "schedule/evicted" && f.message.starts_with(why)).collect();
        assert!(!held.is_empty() && held.iter().all(|f| f.severity == crate::model::Severity::Error), "{commands}");
        let after = outcome.placement.as_ref().unwrap();
        let stays = changes(outcome.before.as_ref().unwrap(), after);
        let stays = stays.iter().filter(|change| change.turn.as_str() == "stays").count();
        assert!(stays > 0 && stays == after.held.len(), "{commands}: {:?}", after.held);
    }
}

#[test]
fn a_drain_asks_for_no_rollout() {
    let tied = deployment(2, "1").replace("    spec: {containers", "    spec: {affinity: {podAntiAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{labelSelector: {matchLabels: {app: web}}, topologyKey: kubernetes.io/hostname}]}}, containers");
    let node = |at: usize| {
        format!(
            "apiVersion: v1\nkind: Node\nmetadata: {{name: m{at}, labels: {{kubernetes.io/hostname: m{at}}}}}\nstatus: {{allocatable: {{cpu: '2', memory: 4Gi, pods: '10'}}}}\n---\n"
        )
    };
    let text: String = (1..=4).map(node).collect::<String>() + &tied;
    let stuck =
        |commands: &str| outcome(&text, commands, false).findings.iter().any(|f| f.rule.id == "schedule/rollout-stuck");
    assert!(!stuck("drain m1; drain m2"));
    assert!(!stuck("cordon m1"));
    // What nobody drives away is told of as ever, counted whole.
    assert!(stuck("cordon m1; cordon m2"));
}
