use std::collections::BTreeSet;

use super::after;
use crate::discover::{Role, SourceFile};
use crate::inventory::{Command, Controller, Found, Inventory, Made, Setting, parse_commands};
use crate::model::FileId;
use crate::pipeline::{Request, judgement};
use crate::placement::case::{named as named_file, of_file};
use crate::scheduler::types::Config;
use crate::source::{Document, Draft, Limits, stream};

/// The cluster that kubectl was asked about.
const WORLD: &str = include_str!("../../../tests/what_if/world.yaml");

/// What it answered.
const ANSWERS: &str = include_str!("../../../tests/what_if/kubectl.tsv");

/// The files that its commands name.
const FILES: &[(&str, &str)] = &[
    ("more.yaml", MORE),
    ("scaled.yaml", SCALED),
    ("broken.yaml", "apiVersion: v1\nkind: Pod\nmetadata: [\n"),
    ("invalid.yaml", INVALID),
    ("patch.yaml", "spec: {replicas: 4}\n"),
    ("shop.yaml", SHOP),
];

const MORE: &str = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: more}\nspec: {replicas: 1, selector: {matchLabels: {app: more}}, \
                    template: {metadata: {labels: {app: more}}, spec: {containers: [{name: c, image: i}]}}}\n---\napiVersion: \
                    v1\nkind: Pod\nmetadata: {name: loose}\nspec: {containers: [{name: c, image: i}]}\n";

const SCALED: &str = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web, labels: {app: web}}\nspec: {replicas: 5, selector: \
                      {matchLabels: {app: web}}, template: {metadata: {labels: {app: web}}, spec: {containers: [{name: c, image: \"i:1\"}]}}}\n";

const INVALID: &str = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: bad}\nspec: {replicas: -1, selector: {matchLabels: {app: bad}}, \
                       template: {metadata: {labels: {app: bad}}, spec: {containers: [{name: c, image: i}]}}}\n";

const SHOP: &str = "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n---\napiVersion: v1\nkind: Pod\nmetadata: {name: p, namespace: \
                    shop}\nspec: {containers: [{name: c, image: i}]}\n";

/// Lets `look` see the cluster before and after a command.
pub(super) fn after_command<T>(
    text: &str,
    command: &str,
    look: impl Fn(&Inventory<'_>, &Inventory<'_>) -> T,
) -> Result<T, String> {
    let commands = parse_commands(command)?;
    let mut files = vec![SourceFile::new("world.yaml", text)];
    let told = |path: &str, text: &str| SourceFile { role: Role::Told, ..SourceFile::new(path, text) };
    files.extend(FILES.iter().map(|(path, text)| told(path, text)));
    files.extend(commands.iter().filter_map(Command::writes).map(|(path, text)| told(path, text)));
    let trees: Vec<Vec<Document<'_>>> = files.iter().map(|file| stream(&file.text, &Limits::default())).collect();
    let objects: Vec<Found<'_>> = of_file(FileId(0), &trees[0]);
    let named = (1..).zip(files.iter().zip(&trees).skip(1));
    let named = named.map(|(id, (file, tree))| named_file(FileId(id), file, tree)).collect();
    let request = Request::default();
    let judge = |object: &str| judgement(object, &[], &request);
    let made = Made::new(&objects, named, Some(&judge));
    let before = Inventory::collect(&objects);
    let after = after(Inventory::collect(&objects), &commands, &made, Setting::default(), &Config::default())?;
    Ok(look(&before, &after))
}

/// The template of a controller's pods.
pub(super) fn template(controller: &Controller<'_>) -> Option<Draft> {
    controller.template().node().map(Draft::of)
}

/// What a command asks the server to change, as the table tells it.
fn told(before: &Inventory<'_>, after: &Inventory<'_>) -> BTreeSet<String> {
    let mut told = BTreeSet::new();
    for node in before.nodes.iter().map(|node| &node.value) {
        let name = &node.name;
        let Some(new) = after.nodes.iter().map(|node| &node.value).find(|new| new.name == *name) else {
            told.insert(format!("Node {name} gone"));
            continue;
        };
        let set = new.labels.iter().filter(|(key, value)| node.labels.get(key) != Some(value));
        told.extend(set.map(|(key, value)| format!("node {name} label {key}={value}")));
        let removed = node.labels.iter().filter(|(key, _)| new.labels.get(key).is_none());
        told.extend(removed.map(|(key, _)| format!("node {name} label {key}-")));
        told.extend((node.taints != new.taints).then(|| format!("node {name} tainted")));
        let cordoned = if new.unschedulable { "cordoned" } else { "uncordoned" };
        told.extend((node.unschedulable != new.unschedulable).then(|| format!("node {name} {cordoned}")));
    }
    for controller in before.controllers() {
        let (kind, name) = (controller.kind, &controller.name);
        match after.controllers().find(|new| new.kind == kind && new.name == *name) {
            None => drop(told.insert(format!("{kind} {name} gone"))),
            Some(new) => {
                told.extend(
                    (new.wanted() != controller.wanted()).then(|| format!("{kind} {name} replicas={}", new.wanted())),
                );
                told.extend((template(new) != template(controller)).then(|| format!("{kind} {name} template")));
            }
        }
    }
    let known = |new: &&Controller<'_>| before.controllers().any(|old| old.kind == new.kind && old.name == new.name);
    told.extend(after.controllers().filter(|new| !known(new)).map(|new| format!("{} {} made", new.kind, new.name)));
    let there = |name: &str| before.pods().any(|old| old.pod.name == name);
    let is_pod = |new: &&crate::inventory::PodInstance<'_>| new.object.field().at("kind").str() == "Pod";
    let bare = after.pods().filter(is_pod).filter(|new| !there(&new.pod.name));
    told.extend(bare.map(|new| format!("Pod {} made", new.pod.name)));
    for pod in &before.running {
        // What goes with its node or its controller is not asked for one by one, nor what a taint drives away.
        let has_node = after.nodes.iter().any(|node| node.value.name == pod.pod.node_name);
        // Nor what a new template replaces.
        let stands = |c: &Controller<'_>| {
            before.controllers().any(|old| old.kind == c.kind && old.name == c.name && template(old) == template(c))
        };
        let owner = pod.pod.owner.as_ref();
        let has_owner = owner.is_none_or(|owner| after.controllers().any(|c| c.name == owner.name && stands(c)));
        let is_there = after.pods().any(|new| new.pod.name == pod.pod.name);
        let tainted = after.gone.iter().any(|gone| gone.pod.pod.name == pod.pod.name && gone.why.contains("taint"));
        told.extend((has_node && has_owner && !is_there && !tainted).then(|| format!("Pod {} gone", pod.pod.name)));
    }
    told
}

#[test]
fn commands_do_what_kubectl_does() {
    let (mut wrong, mut asked) = (Vec::new(), 0);
    for line in ANSWERS.lines().filter(|line| !line.starts_with('#')) {
        let parts: Vec<&str> = line.split('\t').collect();
        let [command, answer, what] = parts[..] else { panic!("{line}") };
        asked += 1;
        match (after_command(WORLD, command, told), answer) {
            (Ok(after), "accepted") => {
                let own: Vec<String> = after.into_iter().collect();
                if own.join(" ; ") != what {
                    wrong.push(format!("{command}: changes {own:?}, not {what}"));
                }
            }
            (Err(why), "refused") => {
                let said = what.trim_start_matches("error: ").trim_end_matches(", continuing command...");
                // The parser of YAML has words of its own.
                let said = said.split("error converting YAML").next().unwrap_or(said);
                if !why.starts_with(said) {
                    wrong.push(format!("{command}: says {why}, not {said}"));
                }
            }
            (Ok(_), _) => wrong.push(format!("{command}: is accepted, but kubectl says {what}")),
            (Err(why), _) => wrong.push(format!("{command}: is refused: {why}")),
        }
    }
    assert!(asked >= 350, "{asked}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Nodes that report that they are ready, two of them, and what stands beside them.
pub(super) fn cluster(more: &str) -> String {
    let node = |name: &str| {
        format!(
            "apiVersion: v1\nkind: Node\nmetadata: {{name: {name}}}\nstatus: {{allocatable: {{cpu: '2', memory: 4Gi, pods: '10'}}, \
             conditions: [{{type: Ready, status: 'True'}}]}}\n---\n"
        )
    };
    node("n1") + &node("n2") + more
}

pub(super) fn deployment(replicas: u32, cpu: &str) -> String {
    format!(
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: web}}\nspec:\n  replicas: {replicas}\n  selector: {{matchLabels: {{app: \
         web}}}}\n  template:\n    metadata: {{labels: {{app: web}}}}\n    spec: {{containers: [{{name: c, image: i, resources: \
         {{requests: {{cpu: '{cpu}'}}}}}}]}}\n---\n"
    )
}

pub(super) const BUDGET: &str = "apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {name: b}\nspec: {maxUnavailable: 1, selector: \
                      {matchLabels: {app: web}}}\n";

/// The pods on each node after the command, how many wait, how many were driven away, how many stay.
fn outcome(text: &str, command: &str) -> (Vec<usize>, usize, usize, usize) {
    let look = |_: &Inventory<'_>, inventory: &Inventory<'_>| {
        let on = |name: &str| inventory.running.iter().filter(|pod| pod.pod.node_name == name).count();
        let stay = inventory.gone.iter().filter(|gone| gone.stays.is_some()).count();
        let waiting = inventory.pods().filter(|pod| pod.pod.node_name.is_empty()).count();
        (vec![on("n1"), on("n2")], waiting, inventory.gone.len() - stay, stay)
    };
    after_command(text, &format!("{command}; cordon -l none=such"), look).unwrap()
}

#[test]
fn what_runs_stays_where_a_taint_lets_it() {
    let text = cluster(&deployment(4, "500m"));
    assert_eq!(outcome(&text, "taint node n1 a=b:NoSchedule"), (vec![2, 2], 0, 0, 0));
    assert_eq!(outcome(&text, "taint node n1 a=b:NoExecute"), (vec![0, 4], 0, 2, 0));
}

#[test]
fn a_drain_goes_on_as_long_as_the_budget_lets_it() {
    // Each that goes finds a place on the other node before the next one goes.
    assert_eq!(outcome(&cluster(&(deployment(4, "500m") + BUDGET)), "drain n1"), (vec![0, 4], 0, 2, 0));
    // The first finds none and is missing from then on.
    assert_eq!(outcome(&cluster(&(deployment(4, "1") + BUDGET)), "drain n1"), (vec![1, 2], 1, 1, 1));
    assert_eq!(outcome(&cluster(&(deployment(4, "1") + BUDGET)), "drain n1 --disable-eviction"), (vec![0, 2], 2, 2, 0));
}

#[test]
fn fewer_replicas_go_from_where_most_are() {
    let text = cluster(&deployment(3, "500m"));
    let (on, waiting, ..) = outcome(&text, "scale deployment web --replicas=2");
    assert_eq!((on, waiting), (vec![1, 1], 0));
    assert_eq!(outcome(&text, "scale deployment web --replicas=0").0, [0, 0]);
}

#[test]
fn a_node_like_another_takes_what_waits() {
    let text = cluster(&deployment(5, "1"));
    assert_eq!(outcome(&text, "cordon n1").1, 1);
    assert_eq!(outcome(&text, "add node --like n1 --count 1").1, 0);
}

#[test]
fn a_rollout_goes_as_far_as_there_is_room() {
    // Of four on two nodes with room for four, one may be missing: it goes on.
    assert_eq!(outcome(&cluster(&deployment(4, "1")), "set image deployment web c=j"), (vec![2, 2], 0, 0, 0));
    // With the room taken, and none that may be missing, the first new pod waits for ever.
    let stuck = deployment(4, "1")
        .replace("  selector", "  strategy: {rollingUpdate: {maxUnavailable: 0, maxSurge: 1}}\n  selector");
    assert_eq!(outcome(&cluster(&stuck), "set image deployment web c=j"), (vec![2, 2], 1, 0, 0));
    // Back to the old image, and its pods are of the newest template again: the other goes.
    assert_eq!(
        outcome(&cluster(&stuck), "set image deployment web c=j; set image deployment web c=i"),
        (vec![2, 2], 0, 0, 0)
    );
    // It goes on once there is room.
    let after = outcome(&cluster(&stuck), "set image deployment web c=j; add node --like n1; add node --like n2");
    assert_eq!((after.0.iter().sum::<usize>() <= 4, after.1), (true, 0));
    let all_at_once = deployment(4, "1").replace("  selector", "  strategy: {type: Recreate}\n  selector");
    assert_eq!(outcome(&cluster(&all_at_once), "set image deployment web c=j"), (vec![2, 2], 0, 0, 0));
    assert_eq!(outcome(&cluster(&deployment(4, "1")), "patch deployment web -p '{\"spec\":{\"template\":{\"spec\":{\"containers\":[{\"name\":\"c\",\"resources\":{\"requests\":{\"cpu\":\"4\"}}}]}}}}'").1, 2);
}

#[test]
fn evictions_ask_budgets() {
    let text = cluster(&(deployment(4, "500m") + BUDGET));
    let (on, _, gone, stay) = outcome(&text, "evict -l app=web");
    assert_eq!((on.iter().sum::<usize>(), gone, stay), (4, 1, 3));
    assert_eq!(outcome(&text, "evict -l app=web --count 1").2, 1);
    assert_eq!(outcome(&cluster(&deployment(4, "500m")), "evict -l app=web").2, 4);
}

#[test]
fn an_autoscaler_holds_the_number_between_its_bounds() {
    let text = cluster(&deployment(3, "100m"));
    let pods = |command: &str| outcome(&text, command).0.iter().sum::<usize>();
    assert_eq!(pods("autoscale deployment web --min=5 --max=9"), 5);
    assert_eq!(pods("autoscale deployment web --max=2"), 2);
    assert_eq!(pods("autoscale deployment web --min=2 --max=9 --cpu=80%"), 3);
}

#[test]
fn the_server_has_its_say() {
    let refused = |command: &str| after_command(WORLD, command, |_, _| ()).unwrap_err();
    let negative = "is invalid: spec.replicas: Invalid value: -1: must be greater than or equal to 0";
    assert_eq!(refused("apply -f invalid.yaml"), format!("The Deployment \"bad\" {negative}"));
    assert_eq!(
        refused("patch deployment web -p '{\"spec\":{\"replicas\":-1}}'"),
        format!("The Deployment \"web\" {negative}")
    );
    assert!(refused("patch sts db -p '{\"spec\":{\"serviceName\":\"x\"}}'").contains("updates to statefulset spec"));
    assert!(refused("patch pod bare -p '{\"spec\":{\"nodeName\":\"n1\"}}'").contains("pod updates may not change"));
    assert!(refused("create deployment web --image=i").contains("deployments.apps \"web\" already exists"));
    assert!(refused("get pods").contains("only reads"));
}
