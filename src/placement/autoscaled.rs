//! Workloads that are scaled: each is tried at the least and at the most number of its pods that its autoscaler allows,
//! after all else has its place, as the autoscaler comes to it once the cluster runs.

use std::collections::HashSet;

use super::case::Case;
use super::{DryRun, Question, steps, waiting, would_be_added};
use crate::inventory::{Arrival, Autoscaler, Controller, PodInstance};
use crate::model::{FileId, Finding, Layer, Rule, Severity};
use crate::scheduler::types::{Config, Verdict};
use crate::scheduler::{Detail, schedule};

/// `schedule/autoscaler-range`
pub(super) static AUTOSCALER_RANGE: Rule = Rule {
    id: "schedule/autoscaler-range",
    layer: Layer::Schedule,
    severity: Severity::Warning,
    asked: false,
    summary: "A workload that does not fit on the declared nodes at a number of pods that its autoscaler may give it",
    explanation: "What is applied is placed at the replicas that are written. A HorizontalPodAutoscaler, or a ScaledObject of KEDA, \
                  changes them: at once to `minReplicas` where fewer are written (an error, as those pods come in any case), and under load to \
                  `maxReplicas`. The pods that come \
                  then are tried on what the rest leaves. Where pools of machines are declared that would add nodes for all of them it \
                  is only noted, and so is a workload that fits at its maximum unless others are at theirs.",
    bad: "",
    good: "",
};

/// Pods that are tried beside what is there may look at so many nodes, all together.
const LOOKS: usize = 20_000_000;

/// Autoscalers that are tried one by one, where not all fit together.
const ALONE: usize = 50;

/// An autoscaler with what it scales.
#[derive(Clone, Copy)]
struct Scaled<'d, 'a> {
    by: &'d Autoscaler<'a>,
    controller: &'d Controller<'a>,
    /// The pods that it is placed with.
    pods: i64,
}

/// What is left over at a number of pods.
struct Left {
    /// So many find no node, and so many are not even made.
    without_node: i64,
    not_made: i64,
    /// Why.
    why: String,
    /// Nodes that would be added for all of them.
    added: Option<String>,
}

/// One finding for each autoscaler that asks for more than there is room for.
pub(super) fn findings(dry: &DryRun<'_>, question: Question<'_, '_>, config: &Config) -> Vec<Finding> {
    if question.placing.scheduler_alone || dry.case.inventory.autoscalers.is_empty() {
        return Vec::new();
    }
    let all = scaled(dry);
    let trial = Trial { dry, question, config };
    let (mut findings, mut short) = (Vec::new(), HashSet::new());
    let least: Vec<_> =
        all.iter().copied().filter(|one| one.by.least > one.pods).map(|one| (one, one.by.least)).collect();
    for (one, wanted, left, _) in trial.each(&least, &mut findings) {
        short.insert(place(one));
        findings.push(finding(one, wanted, &left, false, true));
    }
    let beyond = |one: &Scaled<'_, '_>| one.by.most.filter(|most| *most > one.pods && *most >= one.by.least);
    let fitting = all.iter().filter(|one| !short.contains(&place(**one)));
    let most: Vec<_> = fitting.filter_map(|one| Some((*one, beyond(one)?))).collect();
    for (one, wanted, left, alone) in trial.each(&most, &mut findings) {
        findings.push(finding(one, wanted, &left, true, alone));
    }
    findings
}

fn place(one: Scaled<'_, '_>) -> (FileId, u32) {
    (one.by.origin.file, one.by.origin.root.span().start)
}

/// The autoscalers whose workloads are there, and have all of their pods placed.
fn scaled<'d, 'a>(dry: &'d DryRun<'a>) -> Vec<Scaled<'d, 'a>> {
    let placed = |verdict: &Verdict| matches!(verdict, Verdict::Scheduled { .. });
    let failed = dry.decisions.iter().filter(|one| !placed(&one.verdict)).map(|one| &dry.case.pods[one.pod]);
    let failed: HashSet<_> = failed.chain(&dry.case.refused).filter_map(owner).collect();
    let controllers = dry.case.inventory.arrivals.iter().filter_map(|arrival| match arrival {
        Arrival::Controller(controller) => Some(&**controller),
        Arrival::Pod(_) => None,
    });
    let controllers: Vec<_> = controllers.collect();
    let one = |by: &'d Autoscaler<'a>| {
        let controller = *controllers.iter().find(|controller| by.scales(controller))?;
        let pods = controller.wanted();
        let key = (controller.namespace.as_str(), controller.kind, controller.name.as_str());
        (!failed.contains(&key) && (pods > 0 || by.wakes)).then_some(Scaled { by, controller, pods })
    };
    dry.case.inventory.autoscalers.iter().filter_map(one).collect()
}

/// Namespace, kind and name of what makes a pod.
fn owner<'p>(pod: &'p PodInstance<'_>) -> Option<(&'p str, &'p str, &'p str)> {
    pod.workload.as_deref().map(|own| (pod.pod.namespace.as_str(), own.kind.as_str(), own.name.as_str()))
}

/// An autoscaler, the pods that it asks for, what is left over of them, and whether that is so without the others, too.
type Short<'d, 'a> = (Scaled<'d, 'a>, i64, Left, bool);

/// Tries workloads at other numbers of pods.
struct Trial<'t, 'a> {
    dry: &'t DryRun<'a>,
    question: Question<'t, 't>,
    config: &'t Config,
}

impl<'a> Trial<'_, 'a> {
    /// Those of them that do not fit: all together are tried first, as mostly all fit. Those of which there are too many are told.
    fn each<'d>(&self, all: &[(Scaled<'d, 'a>, i64)], findings: &mut Vec<Finding>) -> Vec<Short<'d, 'a>> {
        let mut looks = LOOKS / self.dry.case.cluster.nodes.len().max(1);
        let (mut tried, mut short) = (Vec::new(), Vec::new());
        for (one, wanted) in all {
            let most = self.bounded(*one, *wanted);
            match looks.checked_sub(usize::try_from(most - one.pods).unwrap_or_default()) {
                Some(left) => {
                    looks = left;
                    tried.push((*one, *wanted, most));
                }
                None => findings.push(untried(*one, *wanted)),
            }
        }
        let together = self.left(&tried);
        let some = together.iter().flatten().count();
        for (at, left) in together.into_iter().enumerate() {
            let (Some(left), one) = (left, tried[at]) else { continue };
            let alone = match tried.len() {
                1 => None,
                _ if some > ALONE => None,
                _ => Some(self.left(&[one]).pop().flatten()),
            };
            short.push(match alone {
                None => (one.0, one.1, left, tried.len() == 1),
                Some(None) => (one.0, one.1, left, false),
                Some(Some(left)) => (one.0, one.1, left, true),
            });
        }
        short
    }

    /// Pods beyond all that the nodes have room for fail like the first of those: they need not be tried.
    fn bounded(&self, one: Scaled<'_, '_>, wanted: i64) -> i64 {
        if self.dry.case.inventory.groups.iter().any(|group| group.shape.is_some()) {
            return wanted;
        }
        let room = |node: &crate::scheduler::types::Node| node.allocatable.get("pods").map_or(0, |pods| pods.value());
        let room: i128 = self.dry.case.cluster.nodes.iter().map(|node| i128::from(room(node))).sum();
        wanted.min(one.pods.saturating_add(i64::try_from(room).unwrap_or(i64::MAX)).saturating_add(1))
    }

    /// What is left over of each, all of them being scaled: the workload, the pods asked for, and those that are tried.
    fn left(&self, all: &[(Scaled<'_, 'a>, i64, i64)]) -> Vec<Option<Left>> {
        if all.is_empty() {
            return Vec::new();
        }
        let setting = self.question.setting();
        let mut inventory = steps::after_placement(self.dry.case.clone(), &self.dry.decisions, setting);
        for arrival in &mut inventory.arrivals {
            let Arrival::Controller(controller) = arrival else { continue };
            let wanted = all.iter().filter(|(one, ..)| one.by.scales(controller)).map(|(.., tried)| *tried).max();
            controller.scaled = wanted.or(controller.scaled);
        }
        let case = Case::of(inventory, setting);
        let decisions = schedule(&case.cluster, self.config, Detail::default());
        let behind = waiting::of(&case, &decisions).pods;
        let stuck: Vec<usize> = decisions
            .iter()
            .filter(|one| matches!(one.verdict, Verdict::Unschedulable) || behind.contains_key(&one.pod))
            .map(|one| one.pod)
            .collect();
        let added = would_be_added::of(&case, self.config, &stuck);
        let one = |(one, wanted, tried): &(Scaled<'_, 'a>, i64, i64)| {
            let key = (one.by.namespace.as_str(), one.by.kind, one.by.target);
            let own = |at: &&usize| owner(&case.pods[**at]) == Some(key);
            let waits: Vec<usize> = stuck.iter().filter(own).copied().collect();
            let refused: Vec<_> = case.refused.iter().filter(|pod| owner(pod) == Some(key)).collect();
            let number = |of: usize| i64::try_from(of).unwrap_or(i64::MAX);
            if waits.is_empty() && refused.is_empty() {
                return None;
            }
            let mut left = Left {
                without_node: number(waits.len()),
                not_made: number(refused.len()),
                why: String::new(),
                added: waits.iter().all(|pod| added.holds(*pod)).then(|| added.told()),
            };
            // Those that were not even tried fail like the others.
            let rest = wanted.saturating_sub(*tried);
            if left.without_node > 0 {
                left.without_node += rest
            } else {
                left.not_made += rest
            }
            let first = decisions.iter().find(|one| waits.first() == Some(&one.pod));
            let message = first.and_then(|one| one.seen.as_ref()?.message.clone());
            left.why = match (message, refused.first().and_then(|pod| pod.failed_create())) {
                (Some(message), _) => message.split(". ").next().unwrap_or_default().trim_end_matches('.').to_owned(),
                (None, event) => event.unwrap_or_default(),
            };
            Some(left)
        };
        all.iter().map(one).collect()
    }
}

fn finding(one: Scaled<'_, '_>, wanted: i64, left: &Left, most: bool, alone: bool) -> Finding {
    let (field, name) = one.by.field(most);
    let span = if field.exists() { field.span() } else { one.by.origin.head() };
    let end = if most { "maximum" } else { "minimum" };
    let with = if alone { "" } else { ", with the other autoscalers at theirs," };
    let what = match (left.without_node, left.not_made) {
        (0, 1) => "1 is not made".to_owned(),
        (0, number) => format!("{number} are not made"),
        (1, _) => "1 finds no node".to_owned(),
        (number, _) => format!("{number} find no node"),
    };
    let replicas = if wanted == 1 { "replica" } else { "replicas" };
    let message = format!("at {wanted} {replicas} (the autoscaler's {end}){with} {what}: {}", left.why);
    let mut finding = Finding::of(&AUTOSCALER_RANGE, span, message);
    let added = left.added.as_ref().filter(|_| left.without_node > 0 && left.not_made == 0);
    // The controllers raise all workloads to their minimum at once, metrics or none: that many pods are there in any case.
    if added.is_some() || most && !alone {
        finding.severity = Severity::Info;
    } else if !most {
        finding.severity = Severity::Error;
    }
    finding.help(match added {
        Some(added) => added.clone(),
        None if left.without_node > 0 => {
            format!("add nodes, let the pods ask for less, or let `{name}` be what the nodes have room for")
        }
        None => format!("make room in the namespace, or let `{name}` be what there is room for"),
    });
    let Controller { kind, name, origin, .. } = one.controller;
    finding.relate_in(origin.file, origin.head(), format!("{kind} `{name}` is what it scales"));
    one.by.origin.scene().set(finding)
}

/// Of a workload at so many pods that nobody tried.
fn untried(one: Scaled<'_, '_>, wanted: i64) -> Finding {
    let message =
        format!("whether {wanted} replicas find a node was not tried: there are too many pods and nodes for it");
    let mut finding = Finding::of(&AUTOSCALER_RANGE, one.by.origin.head(), message);
    finding.severity = Severity::Info;
    one.by.origin.scene().set(finding)
}

#[cfg(test)]
mod tests {
    use crate::discover::SourceFile;
    use crate::pipeline::{Request, run};
    use crate::placement::Placing;

    const NODE: &str = "apiVersion: v1\nkind: Node\nmetadata: {name: n1}\nstatus: {allocatable: {cpu: '4', memory: 8Gi, pods: '50'}}\n---\n";

    fn workload(kind: &str, name: &str, replicas: u32, cpu: &str) -> String {
        format!(
            "apiVersion: apps/v1\nkind: {kind}\nmetadata: {{name: {name}}}\nspec:\n  replicas: {replicas}\n  selector: {{matchLabels: {{a: b}}}}\n  template:\n    metadata: {{labels: {{a: b}}}}\n    spec:\n      containers: [{{name: c, image: i, resources: {{requests: {{cpu: '{cpu}'}}}}}}]\n---\n"
        )
    }

    fn autoscaler(kind: &str, name: &str, range: &str) -> String {
        format!(
            "apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {{name: {name}}}\nspec: {{scaleTargetRef: {{apiVersion: apps/v1, kind: {kind}, name: {name}}}, {range}}}\n---\n"
        )
    }

    /// Severity, message and first line of help, and how many pods are placed.
    fn told(text: &str) -> (Vec<String>, usize) {
        let placing = Some(Placing { explain: true, ..Placing::default() });
        let file = SourceFile::new("a.yaml", format!("{NODE}{text}"));
        let outcome = run(&[file], &Request { placing, ..Request::default() }).unwrap();
        let own = outcome.findings.iter().filter(|f| *f.rule == super::AUTOSCALER_RANGE);
        let one = |f: &crate::model::Finding| format!("{:?} {}", f.severity, f.message);
        (own.map(one).collect(), outcome.placement.unwrap().decisions.len())
    }

    const FULL: &str = "0/1 nodes are available: 1 Insufficient cpu";

    #[test]
    fn the_maximum_is_tried_beside_what_is_placed() {
        let web = |most: u32| {
            workload("Deployment", "web", 2, "1") + &autoscaler("Deployment", "web", &format!("maxReplicas: {most}"))
        };
        assert_eq!(told(&web(4)), (vec![], 2));
        let said = format!("Warning at 7 replicas (the autoscaler's maximum) 3 find no node: {FULL}");
        assert_eq!(told(&web(7)), (vec![said], 2));
        let beyond = format!("Warning at 1000000 replicas (the autoscaler's maximum) 999996 find no node: {FULL}");
        assert_eq!(told(&web(1_000_000)), (vec![beyond], 2));
    }

    #[test]
    fn fewer_than_its_minimum_become_that_many() {
        let web = |range: &str| workload("Deployment", "web", 1, "1") + &autoscaler("Deployment", "web", range);
        let said = format!("Error at 5 replicas (the autoscaler's minimum) 1 finds no node: {FULL}");
        assert_eq!(told(&web("minReplicas: 5, maxReplicas: 9")), (vec![said], 1));
        assert_eq!(told(&web("minReplicas: 4, maxReplicas: 4")), (vec![], 1));
    }

    #[test]
    fn what_fits_alone_is_only_noted() {
        let one = |name: &str| workload("Deployment", name, 1, "1") + &autoscaler("Deployment", name, "maxReplicas: 3");
        let (said, _) = told(&(one("a") + &one("b")));
        let with = "with the other autoscalers at theirs, 2 find no node";
        assert_eq!(said, [format!("Info at 3 replicas (the autoscaler's maximum), {with}: {FULL}")]);
    }

    #[test]
    fn claims_and_quotas_of_what_comes_are_seen_to() {
        let claim = "volumeClaimTemplates: [{metadata: {name: d}, spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}}]";
        let set = workload("StatefulSet", "db", 1, "1").replace("  selector:", &format!("  {claim}\n  selector:"));
        let class = "apiVersion: storage.k8s.io/v1\nkind: StorageClass\nmetadata: {name: s, annotations: {storageclass.kubernetes.io/is-default-class: 'true'}}\nprovisioner: x.example\n---\n";
        let text = class.to_owned() + &set + &autoscaler("StatefulSet", "db", "maxReplicas: 4");
        assert_eq!(told(&text), (vec![], 1));
        let quota = "apiVersion: v1\nkind: ResourceQuota\nmetadata: {name: q}\nspec: {hard: {pods: 3}}\n---\n";
        let (said, _) = told(&(quota.to_owned() + &text));
        assert!(
            said.len() == 1 && said[0].contains("1 is not made: Create Pod db-3 in StatefulSet db failed"),
            "{said:?}"
        );
    }

    #[test]
    fn what_fails_as_written_or_sleeps_is_not_told_of_twice() {
        let web = |replicas: u32| {
            workload("Deployment", "web", replicas, "1") + &autoscaler("Deployment", "web", "maxReplicas: 9")
        };
        assert_eq!(told(&web(5)).0, [""; 0]);
        assert_eq!(told(&web(0)).0, [""; 0]);
        let keda = "apiVersion: keda.sh/v1alpha1\nkind: ScaledObject\nmetadata: {name: web}\nspec: {scaleTargetRef: {name: web}, maxReplicaCount: 5}\n---\n";
        let (said, placed) = told(&(workload("Deployment", "web", 0, "1") + keda));
        assert!(placed == 0 && said.len() == 1 && said[0].contains("at 5 replicas"), "{said:?}");
        let without = keda.replace(", maxReplicaCount: 5", "");
        assert_eq!(told(&(workload("Deployment", "web", 1, "1") + &without)).0, [""; 0]);
    }
}
