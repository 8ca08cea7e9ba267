//! One gate: what the user wants of a rule reaches it in every command that can find it.
#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::sync::Arc;

use plimsoll::discover::{ReadProblem, Role, SourceFile};
use plimsoll::model::{Root, Rule, Severity, Version};
use plimsoll::pipeline::{Baseline, Level, Locations, Request, Tell, rules, run};
use plimsoll::placement::Placing;
use plimsoll::repository::Presence;
use plimsoll::scheduler::types::LabelSelector;

const NODE: &str = "apiVersion: v1\nkind: Node\nmetadata: {name: n1}\nstatus: {allocatable: {cpu: '1', memory: 1Gi, pods: '9'}}\n---\n";

/// A pod with something more in its spec.
fn pod(spec: &str) -> String {
    format!(
        "{NODE}apiVersion: v1\nkind: Pod\nmetadata: {{name: p}}\nspec:\n{spec}  containers: [{{name: c, image: 'i:1'}}]\n"
    )
}

/// A custom resource with that `a`, of a definition with that schema.
fn custom(schema: &str, a: &str) -> String {
    format!(
        "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {{name: xs.a.example}}\nspec:\n  group: a.example\n  scope: Cluster\n  names: {{plural: xs, singular: x, kind: X, listKind: XList}}\n  versions:\n  - {{name: v1, served: true, storage: true, schema: {{openAPIV3Schema: {{type: object, {schema}}}}}}}\n---\napiVersion: a.example/v1\nkind: X\nmetadata: {{name: a}}\n{a}"
    )
}

/// Files and wishes with which a rule finds something: its bad example, or what is made up here where one manifest does
/// not show it.
#[allow(clippy::too_many_lines, reason = "a table")]
fn example(rule: &Rule) -> (Vec<SourceFile>, Request) {
    let mut request = Request::default();
    if !rule.bad.is_empty() {
        return (vec![SourceFile::new("a.yaml", rule.bad)], request);
    }
    let unknown = "apiVersion: x.example/v1\nkind: X\nmetadata: {name: a}\n";
    let mut others = Vec::new();
    let text = match rule.id {
        "syntax/alias-expansion" => {
            let nine = |name: char, of: char| format!("{name}: &{name} [{}]\n", vec![format!("*{of}"); 9].join(","));
            let chain: String = ('b'..='h').zip('a'..).map(|(name, of)| nine(name, of)).collect();
            format!("a: &a [1,1,1,1,1,1,1,1,1]\n{chain}")
        }
        "syntax/internal-error" => {
            let fails = |_: &str| -> Option<String> { panic!("a fault that this test makes") };
            request.locations = Some(Arc::new(Locations::new(&["a.json".to_owned()], fails).unwrap()));
            unknown.to_owned()
        }
        "syntax/invalid-yaml" => "[23\n]: 42\n".to_owned(),
        "syntax/template" => "a: x\nb: y {{ z }}\n  c: d\n".to_owned(),
        "syntax/too-deep" => "[".repeat(3_000),
        "syntax/too-large" => {
            request.limits.bytes = 4;
            "a: 1\nb: 2\n".to_owned()
        }
        "syntax/too-many-documents" => {
            request.limits.documents = 1;
            "a: 1\n---\nb: 2\n".to_owned()
        }
        "syntax/unreadable" => {
            let problem = Some(ReadProblem::NotUtf8(3));
            others.push(SourceFile { problem, ..SourceFile::new("b.yaml", "") });
            String::new()
        }
        "schema/chart" => return (vec![SourceFile::new("Chart.yaml", "apiVersion: v2\nname: a\n")], request),
        "schema/configuration" => {
            let config = "rules: {latest-tagg: error}\n";
            others.push(SourceFile { role: Role::Configuration, ..SourceFile::new(".plimsoll.yaml", config) });
            pod("")
        }
        "schema/kustomization" => return kustomization(&request, "resources: 3\n"),
        "schema/inventory" => "apiVersion: plimsoll.dev/v1\nkind: Inventory\nnodes: 3\n".to_owned(),
        "schema/scheduler-configuration" => {
            let config = "apiVersion: kubescheduler.config.k8s.io/v1\nkind: KubeSchedulerConfiguration\nprofiles: 3\n";
            others.push(SourceFile { role: Role::SchedulerConfig, ..SourceFile::new("b.yaml", config) });
            pod("")
        }
        "schema/patch" => return kustomization(&request, "patches: [{target: {kind: Pod}}]\n"),
        "schema/json-patch" => {
            others.push(SourceFile::new(
                "kustomization.yaml",
                "resources: []\npatches: [{path: a.yaml, target: {kind: Pod}}]\n",
            ));
            "- op: add\n  path: /a\n".to_owned()
        }
        "lint/deprecated-kustomize-field" => return kustomization(&request, "bases: ['https://a.example/b']\n"),
        "cross/missing-file" => return kustomization(&request, "resources: [gone.yaml]\n"),
        "cross/no-kustomization" => return kustomization(&request, "resources: [empty]\n"),
        "cross/outside-file" => {
            let (mut files, request) = kustomization(&request, "");
            files[0] = SourceFile::new("a/kustomization.yaml", "resources: [../b.yaml]\n");
            files.push(SourceFile::new("b.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n"));
            return (files, request);
        }
        "cross/patch-target" => {
            return kustomization(&request, "patches: [{patch: '- {op: remove, path: /a}', target: {kind: Pod}}]\n");
        }
        "schema/future-api" => {
            request.versions = vec![Version::new(24).unwrap()];
            "apiVersion: resource.k8s.io/v1\nkind: DeviceClass\nmetadata: {name: a}\nspec: {}\n".to_owned()
        }
        "schema/bad-schema" => {
            request.locations =
                Some(Arc::new(Locations::new(&["a.json".to_owned()], |_| Some("{".to_owned())).unwrap()));
            unknown.to_owned()
        }
        "schema/violated" => {
            let schema = |_: &str| Some(r#"{"required": ["spec"]}"#.to_owned());
            request.locations = Some(Arc::new(Locations::new(&["a.json".to_owned()], schema).unwrap()));
            unknown.to_owned()
        }
        "schema/no-schema" => {
            request.require_schemas = true;
            unknown.to_owned()
        }
        "schema/rule-not-checked" => {
            custom("x-kubernetes-validations: [{rule: \"self.metadata.name.startsWith(\"}]", "")
        }
        "api/internal-error" => {
            "apiVersion: v1\nkind: Node\nmetadata: {name: n}\nspec: {podCIDRs: [x, y]}\n".to_owned()
        }
        "api/too-long" => {
            let controller = format!("a.example/{}", "x".repeat(300));
            format!(
                "apiVersion: networking.k8s.io/v1\nkind: IngressClass\nmetadata: {{name: a}}\nspec: {{controller: {controller}}}\n"
            )
        }
        "api/too-many" => custom("properties: {a: {type: array, maxItems: 1, items: {type: integer}}}", "a: [1, 2]\n"),
        "api/type-invalid" => custom("properties: {a: {type: string}}", "a: 1\n"),
        "lint/rejected-kind" => {
            request.reject = vec!["ConfigMap".to_owned()];
            "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n".to_owned()
        }
        "lint/stale-baseline" => {
            let entry = r#"{"version": 1, "kubernetesVersion": "1.37", "findings": [{"path": "gone.yaml", "rule": "lint/latest-tag", "fingerprint": "1", "message": ""}]}"#;
            request.baseline = Some(Baseline::read(entry, Root::default()).unwrap());
            request.presence = |_| Presence::Missing;
            others.push(SourceFile { role: Role::Baseline, ..SourceFile::new("b.json", entry) });
            pod("")
        }
        "lint/too-many-mistakes" => {
            let keys: String = (0..600).map(|i| format!("  \"{i}!\": a\n")).collect();
            format!("apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: a}}\ndata:\n{keys}")
        }
        // A file that makes up its nodes as well would be taken for all of its cluster.
        "schedule/admission" => {
            others.push(SourceFile::new("nodes.yaml", NODE));
            pod("  priorityClassName: none\n").replace(NODE, "")
        }
        "schedule/configuration" => {
            let config = "apiVersion: kubescheduler.config.k8s.io/v1\nkind: KubeSchedulerConfiguration\nextenders: [{urlPrefix: x}]\n";
            others.push(SourceFile { role: Role::SchedulerConfig, ..SourceFile::new("b.yaml", config) });
            pod("")
        }
        "schedule/cut-short" => {
            let node = "- {name: n1, allocatable: {cpu: 1, memory: 1Gi}, used: {pods: 2147483647}}\n";
            format!("apiVersion: plimsoll.dev/v1\nkind: Inventory\nnodes:\n{node}")
        }
        "schedule/inventory" => {
            let node = "- {name: n1, allocatable: {cpu: 1, memory: 1Gi}}\n".repeat(2);
            format!("apiVersion: plimsoll.dev/v1\nkind: Inventory\nnodes:\n{node}")
        }
        "schedule/no-nodes" => {
            let none = "apiVersion: plimsoll.dev/v1\nkind: Inventory\nnodes: []\n";
            others.push(SourceFile { role: Role::Cluster, ..SourceFile::new("b.yaml", none) });
            "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n".to_owned()
        }
        "schedule/cut-off-dump" => {
            let cut = "apiVersion: v1\nitems:\n- apiVersion: v1\n  kind: No";
            others.push(SourceFile { role: Role::Cluster, ..SourceFile::new("b.yaml", cut) });
            pod("")
        }
        "schedule/inventory-read" => {
            let nodes = r#"[{"metadata": {"name": "n7"}, "status": {"allocatable": {"cpu": "4"}}}]"#;
            others.push(SourceFile { role: Role::Cluster, ..SourceFile::new("b.json", nodes) });
            pod("")
        }
        "schedule/no-running-pods" => {
            pod("")
                + "---\napiVersion: v1\nkind: Node\nmetadata: {name: n7, uid: a}\nstatus: {allocatable: {cpu: '4'}, conditions: []}\n"
        }
        "schedule/node-price" => {
            pod("")
                + "---\napiVersion: v1\nkind: Node\nmetadata: {name: n7, annotations: {plimsoll.dev/price: cheap}}\nstatus: {allocatable: {cpu: '4'}, conditions: []}\n"
        }
        "schedule/undeclared-node" => {
            pod("")
                + "---\napiVersion: v1\nkind: Pod\nmetadata: {name: old}\nspec: {nodeName: n7, containers: [{name: c, image: 'i:1'}]}\nstatus: {phase: Running}\n"
        }
        "schedule/unread-nodes" => {
            let pool = "apiVersion: karpenter.sh/v1\nkind: NodePool\nmetadata: {name: a}\nspec: {}\n";
            others.push(SourceFile { role: Role::Cluster, ..SourceFile::new("b.yaml", pool) });
            pod("")
        }
        "schedule/evicted" => {
            let what_if = plimsoll::inventory::parse_commands("kubectl taint node n1 a=b:NoExecute").unwrap();
            request.placing = Some(Placing { what_if, ..request.placing.take().unwrap_or_default() });
            pod("")
        }
        "schedule/idle-daemon" => pod("") + &workload("DaemonSet", "minReadySeconds: 0", "nodeSelector: {a: b}"),
        "schedule/kubelet" => pod("  nodeName: n2\n"),
        "schedule/one-place" => pod("") + SMALL + &workload("Deployment", "replicas: 2", ""),
        "schedule/autoscaler-range" => {
            let range = "---\napiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {name: w}\nspec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: w}, maxReplicas: 900}\n";
            pod("") + &workload("Deployment", "replicas: 1", "") + range
        }
        "schedule/rollout" => {
            let runs = "---\napiVersion: v1\nkind: Pod\nmetadata: {name: w-0, ownerReferences: [{apiVersion: apps/v1, kind: StatefulSet, name: w, uid: u, controller: true}]}\nspec: {nodeName: n1, containers: [{name: c, image: 'i:0'}]}\nstatus: {phase: Running}\n";
            pod("") + &workload("StatefulSet", "replicas: 1", "") + runs
        }
        "schedule/rollout-stuck" => pod("") + &workload("Deployment", "replicas: 1", "hostNetwork: true"),
        "schedule/single-node-fit" => pod("") + SMALL + &workload("Deployment", "replicas: 2", ""),
        "schedule/no-scheduler" => pod("  schedulerName: nobody\n"),
        "schedule/not-created" => {
            let range = "apiVersion: v1\nkind: LimitRange\nmetadata: {name: r}\nspec: {limits: [{type: Container, max: {cpu: '1'}}]}\n---\n";
            // Where the manifests' own rule has said it, it is not said again.
            request.levels.insert("cross/limit-range".to_owned(), Level::Off);
            range.to_owned() + &pod("").replace("image: 'i:1'", "image: 'i:1', resources: {limits: {cpu: '2'}}")
        }
        "schedule/not-simulated" => {
            let template = "---\napiVersion: resource.k8s.io/v1\nkind: ResourceClaimTemplate\nmetadata: {name: t}\nspec: {spec: {}}\n";
            pod("  resourceClaims: [{name: gpu, resourceClaimTemplateName: t}]\n") + template
        }
        "schedule/preemption" => {
            let small = "---\napiVersion: v1\nkind: Pod\nmetadata: {name: old}\nspec: {nodeName: n1, containers: [{name: c, image: 'i:1', resources: {requests: {cpu: '1'}}}]}\nstatus: {phase: Running}\n";
            let asks = "image: 'i:1', resources: {requests: {cpu: '1'}}";
            let class =
                "---\napiVersion: scheduling.k8s.io/v1\nkind: PriorityClass\nmetadata: {name: high}\nvalue: 9\n";
            pod("  priorityClassName: high\n").replace("image: 'i:1'", asks) + small + class
        }
        "schedule/storage-not-known" => claiming(""),
        "schedule/unknown-storage-class" => {
            claiming("storageClassName: gp33, ")
                + "---\napiVersion: storage.k8s.io/v1\nkind: StorageClass\nmetadata: {name: gp3}\nprovisioner: a.example\n"
        }
        "schedule/unschedulable" => pod("  nodeSelector: {a: b}\n"),
        other => panic!("{other} has no example"),
    };
    others.insert(0, SourceFile::new("a.yaml", text));
    (others, request)
}

/// A pod with a claim whose spec begins so.
fn claiming(spec: &str) -> String {
    let claim = format!(
        "---\napiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {{name: d}}\nspec: {{{spec}accessModes: [ReadWriteOnce], resources: {{requests: {{storage: 1Gi}}}}}}\n"
    );
    pod("  volumes: [{name: v, persistentVolumeClaim: {claimName: d}}]\n") + &claim
}

/// A node without room beside the one that every example has.
const SMALL: &str = "---\napiVersion: v1\nkind: Node\nmetadata: {name: n2}\nstatus: {allocatable: {cpu: 1m, memory: 1Mi, pods: '110'}}\n";

/// A workload that asks for a little, and takes a port.
fn workload(kind: &str, spec: &str, pod: &str) -> String {
    format!(
        "---\napiVersion: apps/v1\nkind: {kind}\nmetadata: {{name: w}}\nspec:\n  {spec}\n  selector: {{matchLabels: {{app: w}}}}\n  template:\n    metadata: {{labels: {{app: w}}}}\n    spec:\n      containers: [{{name: c, image: 'i:1', ports: [{{containerPort: 80}}], resources: {{requests: {{cpu: 10m, memory: 16Mi}}}}}}]\n      {pod}\n"
    )
}

/// A kustomization of that text, beside which there is nothing but a folder called `empty`.
fn kustomization(request: &Request, text: &str) -> (Vec<SourceFile>, Request) {
    let presence = |path: &str| if path == "empty" { Presence::Folder } else { Presence::Missing };
    (vec![SourceFile::new("kustomization.yaml", text)], Request { presence, ..request.clone() })
}

/// The same wishes as each command has them.
fn commands(request: &Request) -> [(&'static str, Request); 4] {
    let placing = Placing { explain: true, ..Placing::default() };
    let check = Request { placing: Some(placing.clone()), ..request.clone() };
    let schedule =
        Request { placing: Some(Placing { without_nodes: true, ..placing }), tell: Tell::Placement, ..request.clone() };
    let inventory = Request { list: Some(LabelSelector::default()), ..request.clone() };
    [("lint", request.clone()), ("check", check), ("schedule", schedule), ("inventory", inventory)]
}

#[test]
fn levels_reach_every_rule_in_every_command() {
    for rule in rules::all() {
        let (files, request) = example(rule);
        let mut found_by = Vec::new();
        for (command, request) in commands(&request) {
            let severities = |level: Option<Level>| -> Vec<Severity> {
                let mut request = request.clone();
                // What looks only where it is asked to is asked.
                let level = level.or(rule.asked.then_some(Level::On));
                request.levels.extend(level.map(|level| (rule.id.to_owned(), level)));
                let findings = run(&files, &request).unwrap().findings;
                findings.iter().filter(|f| f.rule == rule).map(|f| f.severity).collect()
            };
            let own = severities(None);
            if own.is_empty() {
                continue;
            }
            found_by.push(command);
            assert_eq!(severities(Some(Level::Off)), [], "{} off in {command}", rule.id);
            for wanted in [Severity::Info, Severity::Warning, Severity::Error] {
                // What the server refuses is an error, whatever is asked.
                let right = |own: &Severity| {
                    if rule.layer.is_the_servers() && *own == Severity::Error { *own } else { wanted }
                };
                let right: Vec<Severity> = own.iter().map(right).collect();
                // The findings of one example may be of several severities, and are told in an order of their own.
                let count = |of: &[Severity]| of.iter().filter(|s| **s == wanted).count();
                let now = severities(Some(Level::At(wanted)));
                assert_eq!((now.len(), count(&now)), (own.len(), count(&right)), "{} {wanted:?} in {command}", rule.id);
            }
        }
        assert!(!found_by.is_empty(), "{}: its example shows nothing in any command", rule.id);
    }
}

#[test]
fn a_broken_inventory_is_an_error_wherever_it_is_read() {
    let files = [SourceFile::new("a.yaml", "apiVersion: plimsoll.dev/v1\nkind: Inventory\nnods: []\n")];
    for (command, request) in commands(&Request::default()).into_iter().filter(|(command, _)| *command != "lint") {
        let findings = run(&files, &request).unwrap().findings;
        assert!(
            findings.iter().any(|f| f.rule == "schema/unknown-field" && f.severity == Severity::Error),
            "{command}"
        );
    }
}

#[test]
fn schedule_says_why_a_manifest_is_refused_even_without_nodes() {
    let text = "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: c, image: i, imagee: j}]}\n";
    let [.., (_, schedule), _] = commands(&Request::default());
    let findings = run(&[SourceFile::new("a.yaml", text)], &schedule).unwrap().findings;
    assert!(findings.iter().any(|f| f.rule == "schema/unknown-field"));
}

#[test]
fn what_declares_the_cluster_is_not_passed_over_where_it_cannot_be_read() {
    let pod = SourceFile::new("a.yaml", pod(""));
    let broken = "apiVersion: v1\nkind: Node\nmetadata: {name: n2}\nstatus:\n\tallocatable: {cpu: '1'}\n";
    let nodes = SourceFile { role: Role::Cluster, ..SourceFile::new("nodes.yaml", broken) };
    let problem = Some(ReadProblem::NotUtf8(3));
    let unread = SourceFile { role: Role::Cluster, problem, ..SourceFile::new("other.yaml", "") };
    let files = [pod, nodes, unread];
    for (command, request) in commands(&Request::default()).into_iter().filter(|(command, _)| *command != "lint") {
        let findings = run(&files, &request).unwrap().findings;
        let told = |file: u32| findings.iter().filter(|f| f.file.0 == file).map(|f| f.rule.id).collect::<Vec<_>>();
        assert_eq!((told(1), told(2)), (vec!["syntax/tab"], vec!["syntax/unreadable"]), "{command}");
    }
}

#[test]
fn what_makes_the_run_fail_is_shown_in_every_format() {
    for format in plimsoll::report::FORMATS {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_plimsoll"));
        command.args(["lint", "--no-config", "--fail-on", "info", "--format", format.name, "testdata/lint/clean.yaml"]);
        let output = command.output().unwrap();
        assert_eq!(output.status.code(), Some(1), "{}", format.name);
        let text = String::from_utf8(output.stdout).unwrap();
        let told = text.contains("missing-requests") || text.contains("requests no cpu");
        assert!(told, "{}: {text}", format.name);
    }
}
