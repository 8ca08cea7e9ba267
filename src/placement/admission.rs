//! What admission says of pods and claims: those that never come to be, and those whose fate the tree does not tell.

use std::collections::{HashMap, HashSet};

use super::DryRun;
use crate::inventory::{Origin, PodInstance, Refusal};
use crate::model::{Finding, Layer, Rule, Severity, Span};

/// `schedule/admission`
pub(crate) static ADMISSION: Rule = Rule {
    id: "schedule/admission",
    layer: Layer::Schedule,
    severity: Severity::Warning,
    asked: false,
    summary: "A pod that would be placed, but that admission would not let in",
    explanation: "The pod's scheduling fields are sound, so it is placed in the dry run, but a cluster with no more than the tree \
                  holds would refuse to create it: the PriorityClass or RuntimeClass that it names is not there.",
    bad: "",
    good: "",
};

/// `schedule/not-created`
pub(crate) static NOT_CREATED: Rule = Rule {
    id: "schedule/not-created",
    layer: Layer::Schedule,
    severity: Severity::Error,
    asked: false,
    summary: "A pod or claim that is never made: its namespace keeps it out, or something that it names is not there",
    explanation: "The API server would answer 403 Forbidden, so there is no pod to place: a LimitRange, a ResourceQuota or the pod \
                  security level of its namespace keeps it out, a ValidatingAdmissionPolicy of the tree or the cluster denies it, or \
                  the ServiceAccount, PriorityClass or RuntimeClass that it names is not there, or where the files are said to be \
                  whole its namespace. For the pods of a workload the controller reports the same words as a `FailedCreate` \
                  event, again and again. The rules `cross/limit-range` and `cross/pod-security` say the same where manifests \
                  are linted. Pods are held against a quota in the order of their files; what the `status` of a quota says is \
                  used counts before them. That something is not there is known where the files are said to be whole \
                  (`--complete`), where they list all of its kind as a cluster has them, or, as a warning, in a file that makes \
                  up its nodes beside its workloads. A pod that its controller does not come to make is a warning as well.",
    bad: "",
    good: "",
};

/// What becomes of a workload whose pods are refused.
const RETRIED: &str = "the workload itself is accepted; its controller tries again and again (event FailedCreate)";

/// One finding for each workload and reason.
pub(super) fn findings(dry: &DryRun<'_>) -> Vec<Finding> {
    let mut findings = barred_pods(dry);
    findings.extend(dry.case.inventory.refused_claims.iter().map(|(claim, refusal)| {
        let name = refusal.claim.as_deref().unwrap_or_default();
        let said = if refusal.plain { "" } else { &format!("persistentvolumeclaims \"{name}\" is forbidden: ") };
        let message = format!("claim `{}/{name}` is not created: {said}{}", claim.value.namespace, refusal.message);
        let mut finding = new(&NOT_CREATED, &claim.origin, refusal.span, message);
        finding.relate_all(refusal.related.iter().cloned());
        if let Some(help) = &refusal.help {
            finding.help(help.as_str());
        }
        finding
    }));
    findings.extend(lacking(dry));
    findings
}

/// Pods that are not placed because they would never be there.
fn barred_pods(dry: &DryRun<'_>) -> Vec<Finding> {
    let mut groups: Vec<(&PodInstance<'_>, usize)> = Vec::new();
    let mut known = HashMap::new();
    for pod in &dry.case.refused {
        // What is said of each pod by its name is said of all.
        let said = |refusal: &Refusal| refusal.message.replace(pod.pod.name.as_str(), "");
        let key = pod.workload.as_ref().map(|workload| (workload, &pod.pod.namespace, pod.barred().map(said)));
        let at = key.map_or(groups.len(), |key| *known.entry(key).or_insert(groups.len()));
        match groups.get_mut(at) {
            Some((_, n)) => *n += 1,
            None => groups.push((pod, 1)),
        }
    }
    let ends =
        |pod: &&PodInstance<'_>| pod.workload.as_ref().is_some_and(|w| matches!(w.kind.as_str(), "Job" | "CronJob"));
    let made = dry.case.pods.iter().chain(&dry.case.bound).filter(ends);
    let made: HashSet<_> = made.map(|pod| (pod.workload.as_deref(), &pod.pod.namespace)).collect();
    let one = |(pod, n): (&PodInstance<'_>, usize)| {
        let who = match &pod.workload {
            Some(w) if n > 1 => format!("{n} pods of {} `{}/{}` are", w.kind, pod.pod.namespace, w.name),
            _ => format!("pod `{}` is", pod.pod.key()),
        };
        let event = pod.failed_create().unwrap_or_default();
        let span = pod.barred().and_then(|r| r.span);
        let mut finding = new(&NOT_CREATED, &pod.object, span, format!("{who} not created: {event}"));
        let refusal = pod.barred();
        let accepted = pod.workload.is_some() && refusal.is_some_and(|r| r.object.is_none() && !r.plain);
        let advice = refusal.and_then(|r| r.help.as_deref());
        let help: Vec<&str> = advice.into_iter().chain(accepted.then_some(RETRIED)).collect();
        if !help.is_empty() {
            finding.help(help.join("\n"));
        }
        // The pods of a Job end, and make room for those after them. What is only waited for may come.
        let unsure = refusal.is_some_and(|r| r.supposed || r.plain && !r.gone);
        if unsure || made.contains(&(pod.workload.as_deref(), &pod.pod.namespace)) {
            finding.severity = Severity::Warning;
        }
        finding.relate_all(refusal.iter().flat_map(|r| r.related.iter().cloned()));
        finding
    };
    groups.into_iter().map(one).collect()
}

/// Pods that were placed although something that they name is missing in the tree; once for each template.
fn lacking(dry: &DryRun<'_>) -> Vec<Finding> {
    let (mut findings, mut told) = (Vec::new(), HashSet::new());
    for pod in dry.case.pods.iter().chain(&dry.case.bound) {
        for refusal in &pod.refusals {
            let message = format!("the cluster would not admit this pod: {}", refusal.message);
            let span = Some(refusal.span.unwrap_or_else(|| pod.template.head()));
            let finding = new(&ADMISSION, &pod.object, span, message);
            if told.insert((finding.file, finding.span, finding.message.clone())) {
                findings.push(finding);
            }
        }
    }
    findings
}

fn new(rule: &'static Rule, object: &Origin<'_>, span: Option<Span>, message: String) -> Finding {
    object.scene().set(Finding::of(rule, span.unwrap_or_else(|| object.head()), message))
}

#[cfg(test)]
mod tests {
    use crate::discover::SourceFile;
    use crate::model::Severity;
    use crate::pipeline::{Outcome, Request, run};
    use crate::placement::Placing;

    const NODE: &str = "apiVersion: v1\nkind: Node\nmetadata: {name: n1}\nstatus: {allocatable: {cpu: '9', memory: 9Gi, pods: '50'}}\n---\n";

    fn quota(hard: &str) -> String {
        format!("apiVersion: v1\nkind: ResourceQuota\nmetadata: {{name: q}}\nspec: {{hard: {{{hard}}}}}\n---\n")
    }

    fn workload(kind: &str, name: &str, head: &str) -> String {
        let group = if kind == "Job" { "batch" } else { "apps" };
        format!(
            "apiVersion: {group}/v1\nkind: {kind}\nmetadata: {{name: {name}}}\nspec:\n  {head}\n  template:\n    metadata: {{labels: {{a: b}}}}\n    spec:\n      restartPolicy: Always\n      containers: [{{name: c, image: i, resources: {{requests: {{cpu: '1'}}}}}}]\n---\n"
        )
    }

    fn tried(text: &str, what_if: &str) -> Outcome {
        let what_if = if what_if.is_empty() { Vec::new() } else { crate::inventory::parse_commands(what_if).unwrap() };
        let placing = Some(Placing { what_if, ..Placing::default() });
        run(&[SourceFile::new("a.yaml", format!("{NODE}{text}"))], &Request { placing, ..Request::default() }).unwrap()
    }

    /// Severity, line and message of what is not created, and how many pods are, by workload.
    fn told(text: &str, what_if: &str) -> Vec<String> {
        let (outcome, whole) = (tried(text, what_if), format!("{NODE}{text}"));
        let own = outcome.findings.iter().filter(|f| *f.rule == super::NOT_CREATED);
        let line = |at: u32| whole[..at as usize].lines().count();
        own.map(|f| format!("{:?} {}: {}", f.severity, line(f.span.start), f.message)).collect()
    }

    const SET: &str = "replicas: 3\n  selector: {matchLabels: {a: b}}";

    #[test]
    fn a_workload_that_goes_over_is_told_of_once_at_its_replicas() {
        let text = quota("requests.cpu: 2") + &workload("StatefulSet", "db", SET);
        let said = told(&text, "");
        assert_eq!(
            said,
            [
                "Error 15: pod `default/db-2` is not created: Create Pod db-2 in StatefulSet db failed error: pods \"db-2\" is forbidden: exceeded quota: q, requested: requests.cpu=1, used: requests.cpu=2, limited: requests.cpu=2"
            ]
        );
        let said = told(&text.replace("cpu: 2}", "cpu: 500m}"), "");
        assert!(said.len() == 1 && said[0].starts_with("Error 21: 3 pods of StatefulSet `default/db` are"), "{said:?}");
    }

    #[test]
    fn what_a_command_adds_comes_last() {
        let text = quota("pods: 6") + &workload("Deployment", "one", SET) + &workload("Deployment", "two", SET);
        assert_eq!(told(&text, ""), [""; 0]);
        let said = told(&text, "kubectl scale deployment one --replicas=4");
        assert!(said.len() == 1 && said[0].contains("pod `default/one-"), "{said:?}");
    }

    #[test]
    fn an_object_beyond_its_count_has_no_pods() {
        let job = |name: &str| workload("Job", name, "parallelism: 1").replace("Always", "Never");
        let said = told(&(quota("count/jobs.batch: 1") + &job("one") + &job("two")), "");
        assert_eq!(
            said,
            [
                "Error 24: pod `default/two-1` is not created: jobs.batch \"two\" is forbidden: exceeded quota: q, requested: count/jobs.batch=1, used: count/jobs.batch=1, limited: count/jobs.batch=1"
            ]
        );
    }

    #[test]
    fn what_a_controller_makes_first_counts_as_well() {
        let set = |name: &str| workload("Deployment", name, SET);
        let said = told(&(quota("count/replicasets.apps: 1") + &set("one") + &set("two")), "");
        assert_eq!(said.len(), 1, "{said:?}");
        assert!(said[0].starts_with("Error 25: 3 pods of Deployment `default/two` are not created: "), "{said:?}");
        assert!(said[0].contains("replicasets.apps \"two-") && said[0].contains("exceeded quota: q"), "{said:?}");
        assert_eq!(told(&(quota("count/replicasets.apps: 2") + &set("one") + &set("two")), ""), [""; 0]);
        let cron = "apiVersion: batch/v1\nkind: CronJob\nmetadata: {name: tick}\nspec:\n  schedule: '* * * * *'\n  jobTemplate: {spec: {template: {spec: {restartPolicy: Never, containers: [{name: c, image: i}]}}}}\n---\n";
        let said = told(&(quota("count/jobs.batch: 0") + cron), "");
        assert!(
            said.len() == 1 && said[0].contains("jobs.batch \"tick-run\" is forbidden: exceeded quota"),
            "{said:?}"
        );
        assert_eq!(told(&(quota("count/jobs.batch: 1") + cron), ""), [""; 0]);
    }

    #[test]
    fn a_job_gets_on_with_fewer_pods_at_once() {
        let job = workload("Job", "one", "parallelism: 3\n  completions: 3").replace("Always", "Never");
        let said = told(&(quota("pods: 2") + &job), "");
        assert!(said.len() == 1 && said[0].starts_with("Warning 15: pod `default/one-3`"), "{said:?}");
        let said = told(&(quota("pods: 0") + &job), "");
        assert!(said.len() == 1 && said[0].starts_with("Error 15: 3 pods of Job"), "{said:?}");
    }

    #[test]
    fn pods_that_a_status_speaks_of_are_there() {
        let used = quota("pods: 3").replace("---\n", "status: {used: {pods: 3}}\n---\n");
        let set = workload("Deployment", "web", SET);
        assert_eq!(told(&(used.clone() + &set), "").len(), 1);
        let dumped =
            set.replace("{name: web}", "{name: web, uid: 1-2}").replace("---\n", "status: {replicas: 3}\n---\n");
        assert_eq!(told(&(used + &dumped), ""), [""; 0]);
        assert_eq!(told(&(quota("pods: 3") + &dumped), ""), [""; 0]);
    }

    #[test]
    fn what_a_pod_names_has_to_be_there_where_all_is_told() {
        let pod = |more: &str| {
            format!(
                "apiVersion: v1\nkind: Pod\nmetadata: {{name: p}}\nspec: {{{more}, containers: [{{name: c, image: i}}]}}\n---\n"
            )
        };
        for (more, said) in [
            (
                "serviceAccountName: robot",
                "error looking up service account default/robot: serviceaccount \"robot\" not found",
            ),
            ("priorityClassName: nosuch", "no PriorityClass with name nosuch was found"),
            ("runtimeClassName: nosuch", "pod rejected: RuntimeClass \"nosuch\" not found"),
            (
                "priority: 5",
                "the integer value of priority (5) must not be provided in pod spec; priority admission controller computed 0 from the given PriorityClass name",
            ),
        ] {
            let all = told(&pod(more), "");
            assert!(all.len() == 1 && all[0].ends_with(&format!(": pods \"p\" is forbidden: {said}")), "{all:?}");
        }
        assert_eq!(told(&pod("serviceAccountName: default, priorityClassName: system-node-critical"), ""), [""; 0]);
        let account = "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: robot}\n---\n";
        assert_eq!(told(&(pod("serviceAccountName: robot") + account), ""), [""; 0]);
    }

    #[test]
    fn a_cluster_may_have_what_is_not_declared() {
        let pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {serviceAccountName: robot, priorityClassName: nosuch, priority: 5, containers: [{name: c, image: i}]}\n---\n";
        let account = |name: &str, uid: &str| {
            format!("apiVersion: v1\nkind: ServiceAccount\nmetadata: {{name: {name}{uid}}}\n---\n")
        };
        let refused = |nodes: &str, complete: bool| {
            let files = [SourceFile::new("n.yaml", nodes), SourceFile::new("p.yaml", pod)];
            let request = Request { placing: Some(Placing::default()), complete, ..Request::default() };
            run(&files, &request).unwrap().placement.unwrap().refused.len()
        };
        assert_eq!(refused(NODE, false), 0);
        assert_eq!(refused(NODE, true), 1);
        assert_eq!(refused(&format!("{NODE}{}", account("default", "")), false), 0);
        assert_eq!(refused(&format!("{NODE}{}", account("default", ", uid: 1-2")), false), 1);
        assert_eq!(refused(&format!("{NODE}{}", account("robot", ", uid: 1-2")), false), 0);
    }

    #[test]
    fn a_namespace_keeps_out_what_breaks_its_level() {
        let namespace = |level: &str| {
            format!(
                "apiVersion: v1\nkind: Namespace\nmetadata: {{name: default, labels: {{pod-security.kubernetes.io/enforce: {level}}}}}\n---\n"
            )
        };
        let refused = |level: &str| {
            let text = namespace(level) + &workload("Deployment", "web", SET);
            let refused = tried(&text, "").placement.unwrap().refused;
            (refused.len(), refused.first().and_then(|pod| pod.failed_create.clone()).unwrap_or_default())
        };
        assert_eq!(refused("baseline").0, 0);
        let (count, said) = refused("restricted");
        assert_eq!(count, 3);
        assert!(said.contains("is forbidden: violates PodSecurity \"restricted:latest\": allow"), "{said}");
        assert!(refused("strict").1.ends_with("namespaces \"default\" not found"));
    }

    #[test]
    fn claims_of_a_set_keep_its_pods_out() {
        let claim = "volumeClaimTemplates: [{metadata: {name: d}, spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 2Gi}}}}]";
        let set = workload("StatefulSet", "db", &format!("{SET}\n  {claim}"));
        let class = "apiVersion: storage.k8s.io/v1\nkind: StorageClass\nmetadata: {name: s, annotations: {storageclass.kubernetes.io/is-default-class: 'true'}}\nprovisioner: x.example\n---\n";
        let outcome = tried(&(quota("requests.storage: 5Gi") + class + &set), "");
        let placement = outcome.placement.unwrap();
        assert_eq!(placement.refused.len(), 1);
        let event = placement.refused[0].failed_create.clone().unwrap();
        assert_eq!(
            event,
            "Create Claim d-db-2 for Pod db-2 in StatefulSet db failed error: persistentvolumeclaims \"d-db-2\" is forbidden: exceeded quota: q, requested: requests.storage=2Gi, used: requests.storage=4Gi, limited: requests.storage=5Gi"
        );
        let own = outcome.findings.iter().filter(|f| *f.rule == super::NOT_CREATED && f.severity == Severity::Error);
        assert_eq!(own.map(|f| f.related.len()).collect::<Vec<_>>(), [1]);
    }
}
