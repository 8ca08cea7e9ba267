//! Rolling updates that could never begin: they must add a pod before they may take one away, and no node takes one more.
//! Tried, not guessed: the next pod is put to the scheduler while all the old ones are there.

use std::collections::{BTreeMap, HashMap};

use super::DryRun;
use super::workloads::workloads;
use crate::inventory::{Arrival, Controller, Inventory, PodInstance, Refusal as NotMade, Workload, hold_quotas};
use crate::model::{Finding, Layer, Rule, Severity, Shared, Span, count};
use crate::scheduler::types::{Cluster, Config, Pod, Refusal, Verdict, VolumeSource};
use crate::scheduler::{Detail, Scheduler, schedule};
use crate::workload::{fenceposts, next_daemon, next_pod};

/// `schedule/rollout-stuck`
pub(super) static ROLLOUT_STUCK: Rule = Rule {
    id: "schedule/rollout-stuck",
    layer: Layer::Schedule,
    severity: Severity::Warning,
    asked: false,
    summary: "A rolling update that could never begin on the declared nodes",
    explanation: "`maxUnavailable` says how many pods a rolling update may take away, `maxSurge` how many it may add. Where the first comes \
                  to 0 (of a Deployment it is 25% rounded down, so of up to three replicas) a new pod must run before an old one goes. \
                  Here no node would take it while the old ones are there: they keep it away by anti-affinity, by their host ports, or \
                  by what they take of the nodes. Or a quota of the namespace has no room for one more. The update waits for ever. Let `maxUnavailable` be 1, or give it one more node.",
    bad: "",
    good: "",
};

/// All pods to be tried may look at so many nodes.
const LOOKS: usize = 2_000_000;

/// Updates that are held against the quotas one by one.
const ALONE: usize = 50;

/// A pod by which an update would begin.
struct Next<'d, 'a> {
    controller: &'d Controller<'a>,
    /// How many pods there are.
    pods: usize,
    pod: PodInstance<'a>,
    /// The node, where it is tied to one.
    node: Option<&'d str>,
}

/// One finding for each workload that could not be updated.
pub(super) fn findings(dry: &DryRun<'_>, config: &Config) -> Vec<Finding> {
    let most = LOOKS / dry.case.cluster.nodes.len().max(1);
    let mut all = next(dry);
    all.truncate(most);
    if all.is_empty() {
        return Vec::new();
    }
    let mut findings = beyond_quotas(dry, &mut all);
    let mut cluster = dry.case.cluster.clone();
    cluster.pods.extend(placed(dry).map(|(pod, node)| {
        let mut pod: Shared<Pod> = pod.pod.clone();
        pod.node_name.clone_from(&dry.case.cluster.nodes[node].name);
        pod
    }));
    cluster.pending = all.iter().map(|next| next.pod.pod.clone()).collect();
    // Most find a place, together with the others even.
    let decisions = schedule(&cluster, config, Detail::default());
    let failed = decisions.iter().filter(|decision| decision.verdict == Verdict::Unschedulable);
    let mut failed: Vec<usize> = failed.map(|decision| decision.pod).collect();
    failed.sort_unstable();
    findings.extend(tell(&all, &failed, cluster, config));
    findings
}

/// Those whose next pod is not even made, as a quota has no room for it beside the old ones: one finding each. They need not be
/// put to the scheduler any more.
fn beyond_quotas<'a>(dry: &DryRun<'a>, all: &mut Vec<Next<'_, 'a>>) -> Vec<Finding> {
    let quotas = &dry.case.inventory.policies.quotas;
    let counts = |next: &Next<'_, '_>| {
        next.node.is_none() && quotas.iter().any(|quota| quota.namespace == next.controller.namespace)
    };
    let at: Vec<usize> = (0..all.len()).filter(|at| counts(&all[*at])).collect();
    if at.is_empty() {
        return Vec::new();
    }
    // Together first, as mostly all have room; then each by itself.
    let over = refused(dry, &at.iter().map(|at| &all[*at]).collect::<Vec<_>>());
    let over: Vec<usize> = at.into_iter().zip(over).filter(|(_, over)| over.is_some()).map(|(at, _)| at).collect();
    let (mut findings, mut stuck) = (Vec::new(), Vec::new());
    for at in over.into_iter().take(ALONE) {
        if let Some(refusal) = refused(dry, &[&all[at]]).pop().flatten() {
            findings.push(not_made(&all[at], &refusal));
            stuck.push(at);
        }
    }
    let mut place = 0..;
    all.retain(|_| place.next().is_none_or(|at| !stuck.contains(&at)));
    findings
}

/// Why a quota refuses each of these pods, where one does, if they come together to all that is there.
fn refused(dry: &DryRun<'_>, next: &[&Next<'_, '_>]) -> Vec<Option<NotMade>> {
    let mut inventory = dry.case.inventory.clone();
    let named = dry.case.bound.iter().skip(inventory.running.iter().filter(|pod| !pod.observed).count());
    let mut pods: Vec<PodInstance<'_>> = dry.case.pods.iter().chain(named).cloned().collect();
    let old = pods.len();
    pods.extend(next.iter().map(|next| next.pod.clone()));
    hold_quotas(&mut inventory, &mut pods, &mut Vec::new());
    pods[old..].iter().map(|pod| pod.barred().cloned()).collect()
}

/// Of an update whose first pod is refused.
fn not_made(next: &Next<'_, '_>, refusal: &NotMade) -> Finding {
    let Next { controller, pods, .. } = next;
    let message = format!(
        "a rolling update of {} `{}` waits for ever: it may take none of its {} away before a new one runs, and no new one is made \
         while the old ones are there: {}",
        controller.kind,
        controller.name,
        count(*pods, "pod"),
        refusal.message
    );
    let mut finding = Finding::of(&ROLLOUT_STUCK, place(controller), message);
    finding.help(
        "set `maxUnavailable: 1` under `strategy.rollingUpdate`, so that an old pod makes room for the new one, or let the quota have \
         room for one more",
    );
    finding.relate_all(refusal.related.iter().cloned());
    controller.origin.scene().set(finding)
}

/// Where it is written how a controller is updated.
fn place(controller: &Controller<'_>) -> Span {
    let spec = controller.origin.field().at("spec");
    let strategy = spec.at(if controller.kind == "DaemonSet" { "updateStrategy" } else { "strategy" });
    let written = strategy.at("rollingUpdate").at("maxUnavailable");
    [written, strategy].into_iter().find(|f| f.exists()).map_or_else(|| controller.origin.head(), |f| f.span())
}

/// What is to be said of those that found no place beside the others, and find none alone.
fn tell(all: &[Next<'_, '_>], failed: &[usize], mut cluster: Cluster, config: &Config) -> Vec<Finding> {
    cluster.pending = failed.iter().map(|at| all[*at].pod.pod.clone()).collect();
    let mut scheduler = Scheduler::new(&cluster, config);
    let mut stuck: BTreeMap<(&str, &str, &str), (usize, usize, String)> = BTreeMap::new();
    for (place, at) in failed.iter().enumerate() {
        let refusals = scheduler.refusals(place);
        if refusals.is_empty() || refusals.iter().any(Vec::is_empty) {
            continue;
        }
        let Next { controller, node, .. } = &all[*at];
        let own = cluster.nodes.iter().zip(&refusals).filter(|(n, _)| node.is_none_or(|name| *name == n.name));
        let why = reasons(own.map(|(_, refusals)| &refusals[0]));
        let key = (controller.namespace.as_str(), controller.kind, controller.name.as_str());
        stuck.entry(key).or_insert((*at, 0, why)).1 += 1;
    }
    let mut stuck: Vec<_> = stuck.into_values().collect();
    stuck.sort_unstable();
    stuck.iter().map(|(at, nodes, why)| finding(&all[*at], *nodes, cluster.nodes.len(), why)).collect()
}

fn finding(next: &Next<'_, '_>, stuck: usize, nodes: usize, why: &str) -> Finding {
    let Next { controller, pods, pod, node } = next;
    let who = format!("{} `{}`", controller.kind, controller.name);
    let message = match node {
        None => format!(
            "a rolling update of {who} waits for ever: it may take none of its {} away before a new one runs, and {} takes a new one \
             while the old ones are there: {why}",
            count(*pods, "pod"),
            if nodes == 1 { "the only node".to_owned() + " never" } else { format!("none of {nodes} nodes") },
        ),
        Some(name) => format!(
            "a rolling update of {who} waits for ever: with `maxUnavailable: 0` a new pod must run beside the old one, and node \
             `{name}`{} takes no second: {why}",
            if stuck > 1 { format!(" (and {} more)", stuck - 1) } else { String::new() },
        ),
    };
    let mut finding = Finding::of(&ROLLOUT_STUCK, place(controller), message);
    let surge = if node.is_some() { "and `maxSurge: 0`" } else { "under `strategy.rollingUpdate`" };
    finding.help(format!("set `maxUnavailable: 1` {surge}, so that an old pod makes room for the new one"));
    let affinity = pod.template.field().at("spec").at("affinity").at("podAntiAffinity");
    if affinity.exists() && why.contains("anti-affinity") {
        finding.relate(affinity.span(), "this keeps the new pod away from the old ones");
    }
    controller.origin.scene().set(finding)
}

/// "3 node(s) didn't match pod anti-affinity rules, 1 Insufficient cpu", the first reason of each node.
fn reasons<'r>(all: impl Iterator<Item = &'r Refusal>) -> String {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for refusal in all {
        for reason in &refusal.reasons {
            *counts.entry(reason).or_default() += 1;
        }
    }
    let each: Vec<String> = counts.iter().map(|(reason, n)| format!("{n} {reason}")).collect();
    each.join(", ")
}

/// Every pod that found a node, and the node.
fn placed<'d, 'a>(dry: &'d DryRun<'a>) -> impl Iterator<Item = (&'d PodInstance<'a>, usize)> {
    dry.decisions.iter().filter_map(|decision| match decision.verdict {
        Verdict::Scheduled { node } => Some((&dry.case.pods[decision.pod], node)),
        _ => None,
    })
}

/// How many pods of a controller had a node before, and whether a command drove one away.
fn running_of(inventory: &Inventory<'_>, controller: &Controller<'_>) -> (usize, bool) {
    if inventory.running.is_empty() && inventory.gone.is_empty() {
        return (0, false);
    }
    inventory.running_of(controller.kind, &controller.namespace, &controller.name)
}

/// The pods by which updates begin that may take nothing away, of workloads all of whose pods have a place.
fn next<'d, 'a>(dry: &'d DryRun<'a>) -> Vec<Next<'d, 'a>> {
    let updated = |workload: &Workload| matches!(workload.kind.as_str(), "Deployment" | "DaemonSet");
    let placed = workloads(dry, updated);
    let known: HashMap<_, _> = placed.iter().map(|own| (own.key(), own)).collect();
    let mut all = Vec::new();
    for arrival in &dry.case.inventory.arrivals {
        let Arrival::Controller(controller) = arrival else { continue };
        let workload = Workload { kind: controller.kind.to_owned(), name: controller.name.clone() };
        let Some(own) = known.get(&(controller.namespace.as_str(), &workload)) else { continue };
        let (running, disturbed) = running_of(&dry.case.inventory, controller);
        if disturbed {
            // What a command drove away comes again, and nobody asked for more.
            continue;
        }
        let pods = own.pods.len() + running;
        let posts = fenceposts(controller, i64::try_from(pods).unwrap_or(i64::MAX));
        let holds = posts.is_some_and(|posts| posts.unavailable == 0 && posts.surge > 0);
        // What pods keep of volumes and devices is not the scheduler's alone to say.
        let keeps = |pod: &Pod| {
            !pod.rare().resource_claims.is_empty()
                || pod.volumes.iter().any(|v| matches!(v.source, VolumeSource::Claim { .. } | VolumeSource::Ephemeral))
        };
        let Some(nodes) = own.nodes::<Vec<usize>>().filter(|_| holds) else { continue };
        if own.pods.iter().any(|(pod, _)| keeps(&pod.pod)) {
            continue;
        }
        if controller.kind == "Deployment" {
            let Some(pod) = next_pod(&dry.case.inventory, controller) else { continue };
            all.push(Next { controller, pods, pod, node: None });
            continue;
        }
        for ((pod, _), node) in own.pods.iter().zip(nodes) {
            let node = dry.case.cluster.nodes[node].name.as_str();
            all.push(Next { controller, pods, pod: next_daemon(pod, node), node: Some(node) });
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use crate::discover::{Role, SourceFile};
    use crate::pipeline::{Request, run};
    use crate::placement::Placing;

    /// What is said of updates of Deployments of four, whose strategies these are, under a quota.
    fn told(pods: u32, strategies: &[&str]) -> Vec<String> {
        let node = "apiVersion: v1\nkind: Node\nmetadata: {name: n1}\nstatus: {allocatable: {cpu: 8, memory: 8Gi, pods: 110}}\n";
        let mut text =
            format!("apiVersion: v1\nkind: ResourceQuota\nmetadata: {{name: q}}\nspec: {{hard: {{pods: {pods}}}}}\n");
        for (at, strategy) in strategies.iter().enumerate() {
            text += &format!(
                "---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: web{at}}}\nspec:\n  replicas: 4\n  strategy: {{rollingUpdate: {{{strategy}}}}}\n  selector: {{matchLabels: {{app: w{at}}}}}\n  template:\n    metadata: {{labels: {{app: w{at}}}}}\n    spec: {{containers: [{{name: c, image: 'i:1'}}]}}\n"
            );
        }
        let cluster = SourceFile { role: Role::Cluster, ..SourceFile::new("n.yaml", node) };
        let request = Request { placing: Some(Placing { explain: true, ..Placing::default() }), ..Request::default() };
        let outcome = run(&[SourceFile::new("w.yaml", text), cluster], &request).unwrap();
        let own = outcome.findings.iter().filter(|f| *f.rule == super::ROLLOUT_STUCK);
        own.map(|f| f.message.to_string()).collect()
    }

    #[test]
    fn a_quota_without_room_for_one_more_holds_an_update_up() {
        let holds = "maxSurge: 1, maxUnavailable: 0";
        let said = "a rolling update of Deployment `web0` waits for ever: it may take none of its 4 pods away before a new one runs, and no \
                    new one is made while the old ones are there: exceeded quota: q, requested: pods=1, used: pods=4, limited: pods=4";
        assert_eq!(told(4, &[holds]), [said]);
        assert_eq!(told(5, &[holds]), [""; 0]);
        assert_eq!(told(4, &["maxSurge: 1, maxUnavailable: 1"]), [""; 0]);
        // There is room for one, though not for both at once.
        assert_eq!(told(9, &[holds, holds]), [""; 0]);
        assert_eq!(told(8, &[holds, holds]).len(), 2);
    }
}
