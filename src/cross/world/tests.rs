//! What is told of references, and above all what is not.

use crate::discover::SourceFile;
use crate::model::{Finding, Severity};
use crate::pipeline::{Request, run};

pub(super) const WEB: &str = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n  replicas: 2\n  selector: {matchLabels: {app: web}}\n  template:\n    metadata: {labels: {app: web, tier: front}}\n    spec: {containers: [{name: c, image: 'nginx:1.29', ports: [{name: http, containerPort: 80}]}]}\n";
pub(super) const CONFIG: &str = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web-config}\ndata: {LEVEL: info}\n";
pub(super) const SERVICE: &str = "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {selector: {app: web}, ports: [{name: http, port: 80}, {name: admin, port: 81}]}\n";

pub(super) fn findings(files: &[(&str, &[&str])]) -> Vec<Finding> {
    let files: Vec<_> = files.iter().map(|(path, parts)| SourceFile::new(*path, parts.join("---\n"))).collect();
    let found = run(&files, &Request::default()).unwrap().findings;
    let of = |rule: &str| rule.starts_with("cross/") || rule == "lint/probe-port";
    found.into_iter().filter(|finding| of(finding.rule.id)).collect()
}

/// Each finding: `!` for a warning, the message, and what the first fix writes.
pub(super) fn told(files: &[(&str, &[&str])]) -> Vec<String> {
    let one = |finding: Finding| {
        let sign = if finding.severity == Severity::Info { "" } else { "!" };
        let fix = finding.fixes.first().map_or_else(String::new, |fix| format!(" -> {}", fix.edits[0].text));
        format!("{sign}{}{fix}", finding.message)
    };
    findings(files).into_iter().map(one).collect()
}

pub(super) fn of(parts: &[&str]) -> Vec<String> {
    told(&[("a.yaml", parts)])
}

pub(super) fn pod(rest: &str) -> String {
    format!(
        "apiVersion: v1\nkind: Pod\nmetadata: {{name: p}}\nspec: {{containers: [{{name: c, image: 'i:1', {rest}}}]}}\n"
    )
}

fn from(name: &str, more: &str) -> String {
    pod(&format!("envFrom: [{{configMapRef: {{name: {name}{more}}}}}]"))
}

#[test]
fn names_are_told_where_the_tree_has_others_of_the_kind() {
    assert!(of(&[CONFIG, &from("web-config", "")]).is_empty());
    assert_eq!(of(&[CONFIG, &from("web-confg", "")]), ["!there is no ConfigMap `web-confg` -> web-config"]);
    assert_eq!(of(&[CONFIG, &from("\"web-confg\"", "")]), ["!there is no ConfigMap `web-confg` -> \"web-config\""]);
    assert_eq!(of(&[CONFIG, &from("other", "")]), ["there is no ConfigMap `other`"]);
    // What is optional, what every namespace has, and what nothing here is like.
    assert!(of(&[CONFIG, &from("web-confg", ", optional: true")]).is_empty());
    assert!(of(&[CONFIG, &from("kube-root-ca.crt", "")]).is_empty());
    assert!(of(&[SERVICE.trim_start_matches("---\n"), WEB, &from("web-confg", "")]).is_empty());
    // `web-config-2` is no slip for `web-config-1`.
    let numbered = CONFIG.replace("web-config", "web-config-1");
    assert_eq!(of(&[&numbered, &from("web-config-2", "")]), ["there is no ConfigMap `web-config-2`"]);
}

#[test]
fn what_others_may_make_is_not_missed() {
    let custom = "apiVersion: x.example/v1\nkind: Maker\nmetadata: {name: m}\nspec: {target: {name: web-confg}}\n";
    assert!(of(&[CONFIG, &from("web-confg", ""), custom]).is_empty());
    let generator = "configMapGenerator:\n- name: web-confg\n  literals: [a=b]\n";
    let kustomization = ("kustomization.yaml", &[generator][..]);
    assert!(told(&[("a.yaml", &[CONFIG, &from("web-confg", "")]), kustomization]).is_empty());
    // What is not rendered may hold anything but what was nearly meant.
    let template = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ .Values.name }}\n{{- if .Values.a }}\ndata: {}\n{{- end }}\n";
    assert!(told(&[("a.yaml", &[CONFIG, &from("other", "")]), ("t.yaml", &[template])]).is_empty());
    assert_eq!(told(&[("a.yaml", &[CONFIG, &from("web-confg", "")]), ("t.yaml", &[template])]).len(), 1);
}

#[test]
fn namespaces_and_files_that_do_not_meet_say_nothing_of_each_other() {
    let elsewhere = CONFIG.replace("{name: web-config}", "{name: web-config, namespace: other}");
    assert!(of(&[&elsewhere, &from("web-confg", "")]).is_empty());
    // Who says no namespace goes where the others do.
    assert!(of(&[&elsewhere, &from("web-config", "")]).is_empty());
    let other = from("web-confg", "");
    assert!(told(&[("a/a.yaml", &[CONFIG]), ("b/b.yaml", &[&other])]).is_empty());
    assert!(told(&[("examples/a.yaml", &[CONFIG]), ("examples/b.yaml", &[&other])]).is_empty());
    assert_eq!(told(&[("a/a.yaml", &[CONFIG]), ("a/b.yaml", &[&other])]).len(), 1);
}

#[test]
fn keys_and_ports() {
    let key = |key: &str| {
        pod(&format!("env: [{{name: L, valueFrom: {{configMapKeyRef: {{name: web-config, key: {key}}}}}}}]"))
    };
    assert!(of(&[CONFIG, &key("LEVEL")]).is_empty());
    assert_eq!(of(&[CONFIG, &key("LEVLE")]), ["!ConfigMap `web-config` has no key `LEVLE` -> LEVEL"]);
    assert_eq!(of(&[CONFIG, &key("OTHER")]), ["ConfigMap `web-config` has no key `OTHER`"]);
    let ingress = |port: &str| {
        format!(
            "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {{name: i}}\nspec: {{rules: [{{http: {{paths: [{{path: /, pathType: Prefix, backend: {{service: {{name: web, port: {{{port}}}}}}}}}]}}}}]}}\n"
        )
    };
    assert!(of(&[WEB, SERVICE, &ingress("number: 81")]).is_empty());
    assert!(of(&[WEB, SERVICE, &ingress("name: http")]).is_empty());
    assert_eq!(of(&[WEB, SERVICE, &ingress("name: admn")]), ["!Service `web` has no port `admn` -> admin"]);
    assert_eq!(of(&[WEB, SERVICE, &ingress("number: 82")]), ["!Service `web` has no port `82`"]);
    let finding = &findings(&[("a.yaml", &[WEB, SERVICE, &ingress("name: admn")])])[0];
    assert_eq!(finding.field, "spec.rules[0].http.paths[0].backend.service.port.name");
    let external = "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {type: ExternalName, externalName: a.example.com}\n";
    assert!(of(&[external, &ingress("number: 82")]).is_empty());
    // A port that cannot be read may be any.
    let unread = SERVICE.replace("port: 80", "port: \"80\"");
    assert!(of(&[WEB, &unread, &ingress("number: 80")]).is_empty());
    assert!(of(&[WEB, &unread, &ingress("number: 82")]).is_empty());
}

#[test]
fn selectors() {
    let service = |selector: &str, target: &str| {
        format!(
            "apiVersion: v1\nkind: Service\nmetadata: {{name: s}}\nspec: {{selector: {{{selector}}}, ports: [{{port: 80, targetPort: {target}}}]}}\n"
        )
    };
    assert!(of(&[WEB, &service("app: web", "http")]).is_empty());
    assert!(of(&[WEB, &service("app: web, tier: front", "80")]).is_empty());
    assert_eq!(
        of(&[WEB, &service("app: webb", "http")]),
        ["!the Service selects no pod: none here has `app: webb` -> web"]
    );
    assert_eq!(
        of(&[WEB, &service("application: web, tier: front", "http")]),
        ["!the Service selects no pod: none here has `application: web, tier: front` -> app"]
    );
    assert_eq!(of(&[WEB, &service("app: db", "http")]), ["the Service selects no pod: none here has `app: db`"]);
    assert!(of(&[&service("app: webb", "http")]).is_empty(), "there are no pods at all");
    assert_eq!(
        of(&[WEB, &service("app: web", "htpp")]),
        ["!no container of the pods that the Service selects has a port `htpp` -> http"]
    );
    let policy = |selector: &str| {
        format!(
            "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: n}}\nspec: {{podSelector: {selector}}}\n"
        )
    };
    assert!(of(&[WEB, &policy("{}")]).is_empty());
    assert!(of(&[WEB, &policy("{matchExpressions: [{key: app, operator: Exists}]}")]).is_empty());
    assert_eq!(of(&[WEB, &policy("{matchLabels: {app: wbe}}")]).len(), 1);
}

#[test]
fn budgets() {
    let budget = |rest: &str| {
        format!(
            "apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {{name: b}}\nspec: {{{rest}, selector: {{matchLabels: {{app: web}}}}}}\n"
        )
    };
    let scaler = "apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {name: h}\nspec: {minReplicas: 3, maxReplicas: 5, scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}}\n";
    for (rest, blocks) in [
        ("minAvailable: 1", false),
        ("minAvailable: 2", true),
        ("minAvailable: 50%", false),
        ("minAvailable: 51%", true),
        ("maxUnavailable: 0", true),
        ("maxUnavailable: 1%", false),
    ] {
        assert_eq!(of(&[WEB, &budget(rest)]).len(), usize::from(blocks), "{rest}");
    }
    let blocked = |rest: &str| of(&[WEB, scaler, &budget(rest)]).iter().any(|said| said.contains("evicted"));
    assert!(!blocked("minAvailable: 2") && blocked("minAvailable: 3"));
    let none = WEB.replace("replicas: 2", "replicas: 0");
    assert!(of(&[&none, &budget("minAvailable: 2")]).is_empty());
    // A drain passes over the pods of DaemonSets.
    let daemons =
        WEB.replace("kind: Deployment", "kind: DaemonSet").replace("replicas: 2, ", "").replace("  replicas: 2\n", "");
    assert!(of(&[&daemons, &budget("maxUnavailable: 0")]).is_empty());
    assert_eq!(of(&[&daemons, WEB, &budget("maxUnavailable: 0")]).len(), 1);
    let huge = WEB.replace("replicas: 2", "replicas: 9223372036854775807");
    let other = huge.replace("{name: web}", "{name: web-2}");
    let files = [SourceFile::new("a.yaml", [huge.as_str(), &other, &budget("minAvailable: 100%")].join("---\n"))];
    let all = run(&files, &Request::default()).unwrap().findings;
    assert!(all.iter().any(|finding| finding.rule.id == "cross/pdb-blocks-eviction"), "{all:?}");
}

#[test]
fn bindings_and_accounts() {
    let account = "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: runner, namespace: ci}\n";
    let binding = |role: &str, name: &str, namespace: &str| {
        format!(
            "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata: {{name: b}}\nroleRef: {{apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: {role}}}\nsubjects: [{{kind: ServiceAccount, name: {name}, namespace: {namespace}}}]\n"
        )
    };
    let role = "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: viewer}\nrules: []\n";
    assert!(of(&[account, role, &binding("viewer", "runner", "ci")]).is_empty());
    assert!(of(&[account, role, &binding("view", "default", "ci")]).is_empty(), "every cluster has them");
    assert!(of(&[account, role, &binding("system:basic-user", "runner", "ci")]).is_empty());
    assert!(
        of(&[account, role, &binding("other", "runner", "ci")]).is_empty(),
        "only a slip is told of a cluster's roles"
    );
    assert_eq!(
        of(&[account, role, &binding("veiwer", "runer", "ci")]),
        [
            "!there is no ClusterRole `veiwer` -> viewer",
            "!there is no ServiceAccount `runer` in namespace `ci` -> runner"
        ]
    );
}

#[test]
fn autoscalers_and_what_they_scale() {
    let scaler = |rest: &str| {
        format!(
            "apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {{name: h}}\nspec: {{maxReplicas: 5, {rest}scaleTargetRef: {{apiVersion: apps/v1, kind: Deployment, name: web}}}}\n"
        )
    };
    let keda =
        "apiVersion: keda.sh/v1alpha1\nkind: ScaledObject\nmetadata: {name: s}\nspec: {scaleTargetRef: {name: wbe}}\n";
    let free = WEB.replace("  replicas: 2\n", "");
    let asking = free.replace("image: 'nginx:1.29'", "image: 'nginx:1.29', resources: {requests: {cpu: 1}}");
    let memory =
        "metrics: [{type: Resource, resource: {name: memory, target: {type: Utilization, averageUtilization: 50}}}], ";
    let fixed = "the autoscaler `h` gives the replicas: each apply sets them back to what is written here";
    let unmeasured =
        |of: &str| format!("!the use of {of} cannot be measured: a container of Deployment `web` requests none");
    assert_eq!(of(&[WEB, &scaler("")]), [fixed.to_owned(), unmeasured("cpu")]);
    assert_eq!(of(&[&free, &scaler("")]), [unmeasured("cpu")]);
    assert!(of(&[&asking, &scaler("")]).is_empty());
    assert_eq!(of(&[&asking, &scaler(memory)]), [unmeasured("memory")]);
    let value = memory.replace("Utilization, averageUtilization: 50", "AverageValue, averageValue: 1Gi");
    assert!(of(&[&free, &scaler(&value)]).is_empty());
    let range = "apiVersion: v1\nkind: LimitRange\nmetadata: {name: l}\nspec: {limits: [{type: Container, defaultRequest: {cpu: 1}}]}\n";
    assert!(of(&[&free, &scaler(""), range]).is_empty());
    assert_eq!(of(&[&free, keda]), ["!there is no Deployment `wbe` to scale -> web"]);
}

#[test]
fn routes_and_monitors() {
    let route = |name: &str, port: u16| {
        format!(
            "apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {{name: r}}\nspec: {{rules: [{{backendRefs: [{{name: {name}, port: {port}}}]}}]}}\n"
        )
    };
    assert!(of(&[SERVICE, WEB, &route("web", 80)]).is_empty());
    assert_eq!(of(&[SERVICE, WEB, &route("webb", 80)]), ["!there is no Service `webb` -> web"]);
    assert_eq!(of(&[SERVICE, WEB, &route("web", 82)]), ["!Service `web` has no port `82`"]);
    let monitor = |kind: &str, labels: &str, list: &str, port: &str| {
        format!(
            "apiVersion: monitoring.coreos.com/v1\nkind: {kind}\nmetadata: {{name: m}}\nspec: {{selector: {{matchLabels: {{{labels}}}}}, {list}: [{{port: {port}}}]}}\n"
        )
    };
    let labelled = SERVICE.replace("{name: web}\n", "{name: web, labels: {app: web}}\n");
    let of_services =
        |labels: &str, port: &str| of(&[&labelled, WEB, &monitor("ServiceMonitor", labels, "endpoints", port)]);
    assert!(of_services("app: web", "http").is_empty());
    assert_eq!(of_services("app: web", "htp"), ["!nothing that the monitor selects has a port `htp` -> http"]);
    assert_eq!(of_services("app: wbe", "http"), ["!the monitor selects no Service: none here has `app: wbe` -> web"]);
    let of_pods = |labels: &str, port: &str| of(&[WEB, &monitor("PodMonitor", labels, "podMetricsEndpoints", port)]);
    assert!(of_pods("tier: front", "http").is_empty());
    assert_eq!(of_pods("tier: front", "htttp"), ["!nothing that the monitor selects has a port `htttp` -> http"]);
}

/// What the rule of that id says where it is asked for, or where the tree is whole.
fn asked(rule: &str, complete: bool, parts: &[&str]) -> Vec<String> {
    let levels = crate::pipeline::levels([(rule, crate::pipeline::Level::On)]).unwrap();
    let files = [SourceFile::new("a.yaml", parts.join("---\n"))];
    let found = run(&files, &Request { levels, complete, ..Request::default() }).unwrap().findings;
    found
        .into_iter()
        .filter(|finding| finding.rule.id == rule)
        .map(|finding| finding.into_particulars().message)
        .collect()
}

#[test]
fn what_is_missed_only_where_it_is_asked_for() {
    let policy =
        "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: n}\nspec: {podSelector: {}}\n";
    let said = ["no NetworkPolicy selects the pods of Deployment `web`"];
    assert_eq!(asked("cross/no-network-policy", false, &[WEB]), said);
    assert!(asked("cross/no-network-policy", false, &[WEB, policy]).is_empty());
    assert_eq!(asked("cross/no-disruption-budget", false, &[WEB]).len(), 1);
    assert!(asked("cross/no-disruption-budget", false, &[&WEB.replace("replicas: 2", "replicas: 1")]).is_empty());
    assert!(of(&[WEB]).is_empty(), "nobody asks");
    let unused = |parts: &[&str]| asked("cross/unused-object", false, parts);
    assert_eq!(unused(&[CONFIG, WEB]), ["nothing here refers to ConfigMap `web-config`"]);
    assert!(unused(&[CONFIG, &from("web-config", "")]).is_empty());
    // A Service is meant by its address; a label of the same name is none.
    assert_eq!(unused(&[SERVICE, WEB]), ["nothing here refers to Service `web`"]);
    assert!(unused(&[SERVICE, &pod("env: [{name: URL, value: 'http://web.default:80/'}]")]).is_empty());
    let custom = "apiVersion: x.example/v1\nkind: Maker\nmetadata: {name: m}\nspec: {config: web-config}\n";
    assert!(unused(&[CONFIG, custom]).is_empty());
}

#[test]
fn in_a_whole_tree_what_is_not_there_is_nowhere() {
    let rule = "cross/unknown-env-reference";
    assert!(asked(rule, false, &[&from("other", "")]).is_empty());
    assert_eq!(asked(rule, true, &[&from("other", "")]), ["there is no ConfigMap `other`"]);
    assert!(asked(rule, true, &[&from("other", ", optional: true")]).is_empty());
    assert_eq!(asked("cross/dangling-service", true, &[SERVICE]).len(), 1);
    let files = [SourceFile::new("a.yaml", [CONFIG, &from("other", "")].join("---\n"))];
    let found = run(&files, &Request { complete: true, ..Request::default() }).unwrap().findings;
    assert!(found.iter().any(|finding| finding.rule.id == rule && finding.severity == Severity::Warning));
}
