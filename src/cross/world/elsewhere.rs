//! What is not told because somebody else has a hand in it: kustomize, another environment, an operator; and what is told where they
//! bring two objects together.

use super::tests::{CONFIG, SERVICE, WEB, findings, of, pod, told};
use crate::discover::SourceFile;
use crate::pipeline::{Request, run};

const BUDGET: &str = "apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {name: b}\nspec: {minAvailable: 2, selector: {matchLabels: {app: web}}}\n";
const SCALER: &str = "apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {name: h}\nspec: {minReplicas: 2, maxReplicas: 5, scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}}\n";
const BASE: (&str, &[&str]) = ("base/kustomization.yaml", &["resources: [a.yaml]\n"]);

/// What is said of a base and of a file of an overlay whose kustomization says `more`.
fn overlaid(base: &[&str], own: &str, more: &str) -> Vec<String> {
    let kustomization = format!("resources: [../base, own.yaml]\n{more}");
    told(&[("base/a.yaml", base), BASE, ("prod/own.yaml", &[own]), ("prod/kustomization.yaml", &[&kustomization])])
}

#[test]
fn what_kustomize_writes_at_the_other_end_is_not_held_against_this_one() {
    let blocked = |more: &str| overlaid(&[WEB], BUDGET, more).iter().any(|said| said.contains("evicted"));
    assert!(blocked(""));
    assert!(blocked("replicas: [{name: db, count: 3}]\n"));
    assert!(!blocked("replicas: [{name: web, count: 3}]\n"));
    assert!(!blocked(
        "patches: [{target: {kind: Deployment}, patch: '[{op: replace, path: /spec/replicas, value: 3}]'}]\n"
    ));
    let ingress = "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: i}\nspec: {defaultBackend: {service: {name: web, port: {number: 8080}}}}\n";
    assert_eq!(overlaid(&[WEB, SERVICE], ingress, ""), ["!Service `web` has no port `8080`"]);
    let ports =
        "patches: [{target: {kind: Service}, patch: '[{op: replace, path: /spec/ports/0/port, value: 8080}]'}]\n";
    assert!(overlaid(&[WEB, SERVICE], ingress, ports).is_empty());
    let unmeasured = |more: &str| overlaid(&[WEB], SCALER, more).iter().any(|said| said.contains("measured"));
    assert!(unmeasured(""));
    assert!(!unmeasured(
        "patches:\n- patch: |\n    apiVersion: apps/v1\n    kind: Deployment\n    metadata: {name: web}\n    spec: {template: {spec: {containers: [{name: c, resources: {requests: {cpu: 1}}}]}}}\n"
    ));
    let reader = pod("env: [{name: L, valueFrom: {configMapKeyRef: {name: web-config, key: LEVELS}}}]");
    assert_eq!(overlaid(&[CONFIG], &reader, ""), ["!ConfigMap `web-config` has no key `LEVELS` -> LEVEL"]);
    let merged = "configMapGenerator: [{name: web-config, behavior: merge, literals: [LEVELS=y]}]\n";
    assert!(overlaid(&[CONFIG], &reader, merged).is_empty());
}

#[test]
fn labels_that_kustomize_adds_are_selected() {
    let service = SERVICE.replace("{app: web}", "{app: web, team: a}");
    assert_eq!(overlaid(&[WEB], &service, "").len(), 1);
    assert!(overlaid(&[WEB], &service, "commonLabels: {team: a}\n").is_empty());
    assert!(overlaid(&[WEB], &service, "labels: [{pairs: {team: a}, includeTemplates: true}]\n").is_empty());
    assert_eq!(overlaid(&[WEB], &service, "labels: [{pairs: {team: a}}]\n").len(), 1);
    let slip = service.replace("app: web", "app: webb");
    assert_eq!(
        overlaid(&[WEB], &slip, "commonLabels: {team: a}\n"),
        ["!the Service selects no pod: none here has `app: webb, team: a` -> web"]
    );
}

#[test]
fn environments_do_not_meet() {
    let scaler = SCALER.replace("minReplicas: 2", "minReplicas: 3");
    let blocked = |files: &[(&str, &[&str])]| {
        findings(files).into_iter().filter(|finding| finding.rule.id == "cross/pdb-blocks-eviction").count()
    };
    assert_eq!(blocked(&[("dev/a.yaml", &[WEB, SCALER]), ("prod/a.yaml", &[WEB, &scaler, BUDGET])]), 0);
    assert_eq!(blocked(&[("dev/a.yaml", &[WEB, BUDGET]), ("prod/a.yaml", &[WEB, BUDGET])]), 2);
    let refused = |files: &[(&str, &[&str])]| {
        findings(files).into_iter().filter(|finding| finding.rule.id == "cross/pod-security").count()
    };
    let namespace = |level: &str| {
        format!(
            "apiVersion: v1\nkind: Namespace\nmetadata: {{name: shop, labels: {{pod-security.kubernetes.io/enforce: {level}}}}}\n"
        )
    };
    let web = WEB
        .replace("{name: web}", "{name: web, namespace: shop}")
        .replace("{containers:", "{hostPID: true, containers:");
    let (open, shut) = (namespace("privileged"), namespace("baseline"));
    assert_eq!(refused(&[("a/a.yaml", &[&open, &web]), ("b/a.yaml", &[&shut, &web])]), 1);
    assert_eq!(refused(&[("a/a.yaml", &[&web]), ("b/a.yaml", &[&shut])]), 1);
    assert_eq!(refused(&[("dev/a.yaml", &[&web]), ("prod/a.yaml", &[&shut])]), 0);
    assert_eq!(refused(&[("a.yaml", &[&web]), ("x/a.yaml", &[&open]), ("y/a.yaml", &[&shut])]), 0);
    // kustomize moves one there, and the other away.
    let moved = |set: &str, web: &str| {
        let kustomization = format!("namespace: {set}\nresources: [a.yaml]\n");
        refused(&[("x/a.yaml", &[web]), ("x/kustomization.yaml", &[&kustomization]), ("x/ns.yaml", &[&shut])])
    };
    assert_eq!((moved("shop", WEB), moved("shop", &web), moved("other", &web)), (0, 1, 0));
}

#[test]
fn keys_of_operators_and_other_words_are_no_slips() {
    let service = |selector: &str| SERVICE.replace("{app: web}", &format!("{{{selector}}}"));
    assert_eq!(
        of(&[WEB, &service("cnpg.io/cluster: web")]),
        ["the Service selects no pod: none here has `cnpg.io/cluster: web`"]
    );
    let cluster = "apiVersion: postgresql.cnpg.io/v1\nkind: Cluster\nmetadata: {name: web}\n";
    assert!(of(&[WEB, cluster, &service("cnpg.io/cluster: web")]).is_empty());
    assert!(of(&[WEB, &service("k8s-app: web")])[0].starts_with('!'));
    let ui = WEB.replace("app: web", "app: kafka-ui");
    assert_eq!(of(&[&ui, &service("app: kafka")]), ["the Service selects no pod: none here has `app: kafka`"]);
    let monitor = "apiVersion: monitoring.coreos.com/v1\nkind: ServiceMonitor\nmetadata: {name: m}\nspec: {namespaceSelector: {any: true}, selector: {matchLabels: {app: web}}, endpoints: [{port: http}]}\n";
    let labelled = |label: &str| SERVICE.replace("{name: web}", &format!("{{name: web, labels: {{app: {label}}}}}"));
    let files = |own: &[&str]| told(&[("m/a.yaml", own), ("s/a.yaml", &[&labelled("web"), WEB])]);
    assert!(files(&[monitor, &labelled("webs"), WEB]).is_empty());
}

#[test]
fn two_for_one_and_what_no_controller_finds() {
    let other = BUDGET.replace("name: b", "name: c").replace("minAvailable: 2", "maxUnavailable: 1");
    let first = BUDGET.replace("minAvailable: 2", "maxUnavailable: 1");
    assert_eq!(
        of(&[WEB, &first, &other]),
        ["!the pods of Deployment `web` are under two budgets, this one and `b`: none of them can be evicted"]
    );
    let scalers = |first: &str, second: &str| -> Vec<String> {
        let found = findings(&[("a.yaml", &[WEB, first, second])]);
        found
            .into_iter()
            .filter(|f| f.rule.id == "cross/dangling-autoscaler")
            .map(|f| f.into_particulars().message)
            .collect()
    };
    let second = SCALER.replace("name: h", "name: i");
    assert_eq!(
        scalers(SCALER, &second),
        [
            "Deployment `web` is scaled by HorizontalPodAutoscaler `h` as well: where there are two neither does anything"
        ]
    );
    assert!(scalers(SCALER, "").is_empty() && scalers(SCALER, SCALER).is_empty());
    assert_eq!(
        scalers(&SCALER.replace("apps/v1", "extensions/v1beta1"), ""),
        ["there is no Deployment in the group `extensions`, so that `web` is never scaled"]
    );
    assert!(scalers(&SCALER.replace("apps/v1", "apps.example.com/v1"), "").is_empty());
    let role = |kind: &str| {
        format!("apiVersion: rbac.authorization.k8s.io/v1\nkind: {kind}\nmetadata: {{name: reader}}\nrules: []\n")
    };
    let binding = "apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {name: b}\nroleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader}\nsubjects: [{kind: User, name: a}]\n";
    assert_eq!(of(&[&role("ClusterRole"), binding]), ["!there is no Role `reader`"]);
    assert!(of(&[&role("Role"), binding]).is_empty());
    let policy = "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: n}\nspec: {podSelector: {}, ingress: [{from: [{podSelector: {matchLabels: {app: webb}}}, {podSelector: {matchLabels: {app: other}}}]}]}\n";
    assert_eq!(of(&[WEB, policy]), ["!a peer of the policy selects no pod: none here has `app: webb` -> web"]);
    let udp = SERVICE.replace("port: 80}", "port: 80, protocol: UDP, targetPort: http}");
    assert_eq!(of(&[WEB, &udp]), ["!the port `http` of the pods that the Service selects is for TCP, and not for UDP"]);
}

#[test]
fn keys_of_volumes_and_claims_of_sets() {
    let volume = |source: &str| {
        let found = pod("tty: true").replace("spec: {", &format!("spec: {{volumes: [{{name: v, {source}}}], "));
        of(&[CONFIG, &found])
    };
    assert!(volume("configMap: {name: web-config, items: [{key: LEVEL, path: a}]}").is_empty());
    let said = ["!ConfigMap `web-config` has no key `LEVLE` -> LEVEL"];
    assert_eq!(volume("configMap: {name: web-config, items: [{key: LEVLE, path: a}]}"), said);
    assert_eq!(volume("projected: {sources: [{configMap: {name: web-config, items: [{key: LEVLE, path: a}]}}]}"), said);
    assert_eq!(
        volume("configMap: {name: web-confg, items: [{key: LEVLE, path: a}]}"),
        ["!there is no ConfigMap `web-confg` -> web-config"]
    );
}

#[test]
fn labels_that_controllers_put_on_pods_are_in_no_manifest() {
    let policy = |label: &str| {
        format!(
            "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: n}}\nspec: {{podSelector: {{matchLabels: {{{label}}}}}}}\n"
        )
    };
    for label in ["job-name: web", "batch.kubernetes.io/job-name: web", "statefulset.kubernetes.io/pod-name: web-0"] {
        assert!(of(&[WEB, &policy(label)]).is_empty(), "{label}");
    }
    assert_eq!(of(&[WEB, &policy("app: wbe")]).len(), 1);
}

#[test]
fn a_backend_that_an_annotation_tells_of_is_no_service() {
    let ingress = |port: &str| {
        format!(
            "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {{name: i}}\nspec: {{defaultBackend: {{service: {{name: redirect, port: {{name: {port}}}}}}}}}\n"
        )
    };
    assert!(of(&[SERVICE, &ingress("use-annotation")]).is_empty());
    assert_eq!(of(&[SERVICE, &ingress("http")]), ["there is no Service `redirect`"]);
}

#[test]
fn a_network_policy_opens_ports_that_its_pods_have_to_namespaces_that_are_there() {
    let policy = |space: &str, port: &str| {
        format!(
            "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: web}}\nspec:\n  podSelector: {{matchLabels: {{app: web}}}}\n  ingress:\n  - from: [{{namespaceSelector: {{matchLabels: {{kubernetes.io/metadata.name: {space}}}}}}}]\n    ports: [{{{port}}}]\n"
        )
    };
    let space = "apiVersion: v1\nkind: Namespace\nmetadata: {name: monitoring}\n";
    assert!(of(&[WEB, space, &policy("monitoring", "port: http")]).is_empty());
    assert!(of(&[WEB, space, &policy("monitoring", "port: 8080")]).is_empty());
    // Namespaces come from elsewhere, but one that is nearly so called was meant.
    assert!(of(&[WEB, space, &policy("kube-system", "port: http")]).is_empty());
    assert_eq!(
        of(&[WEB, space, &policy("monitorng", "port: http")]),
        [
            "!a peer of the policy selects no namespace: none here has `kubernetes.io/metadata.name: monitorng` -> monitoring"
        ]
    );
    assert_eq!(
        of(&[WEB, space, &policy("monitoring", "port: htpp")]),
        ["!no container of the policy's pods has a port `htpp`: nothing is let in by it -> http"]
    );
    assert_eq!(
        of(&[WEB, space, &policy("monitoring", "port: metrics")]),
        ["no container of the policy's pods has a port `metrics`: nothing is let in by it"]
    );
    assert_eq!(
        of(&[WEB, space, &policy("monitoring", "port: http, protocol: UDP")]),
        ["!the port `http` of the policy's pods is for TCP, and not for UDP"]
    );
}

#[test]
fn routes_hang_on_gateways_and_bindings_on_policies() {
    let gateway = "apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {name: public}\nspec: {}\n";
    let route = |parent: &str| {
        format!(
            "apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {{name: web}}\nspec: {{parentRefs: [{{{parent}}}]}}\n"
        )
    };
    assert_eq!(of(&[gateway, &route("name: publc")]), ["!there is no Gateway `publc` -> public"]);
    for other in ["name: public", "name: shared", "name: publc, kind: Service, group: ''", "name: publc, namespace: a"]
    {
        assert!(of(&[gateway, &route(other)]).is_empty(), "{other}");
    }
    let group = "apiVersion: admissionregistration.k8s.io/v1";
    let policy = format!(
        "{group}\nkind: ValidatingAdmissionPolicy\nmetadata: {{name: few}}\nspec: {{validations: [{{expression: 'true'}}]}}\n"
    );
    let binding = |name: &str| {
        format!(
            "{group}\nkind: ValidatingAdmissionPolicyBinding\nmetadata: {{name: few}}\nspec: {{policyName: {name}, validationActions: [Deny]}}\n"
        )
    };
    assert!(of(&[&policy, &binding("few")]).is_empty() && of(&[&binding("few")]).is_empty());
    assert_eq!(of(&[&policy, &binding("fwe")]), ["!there is no ValidatingAdmissionPolicy `fwe` -> few"]);
}

#[test]
fn namespaces_that_every_cluster_has_or_that_objects_name_are_there() {
    let policy = |space: &str| {
        format!(
            "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: web}}\nspec:\n  podSelector: {{matchLabels: {{app: web}}}}\n  egress:\n  - to: [{{namespaceSelector: {{matchLabels: {{kubernetes.io/metadata.name: {space}}}}}}}]\n"
        )
    };
    let config = CONFIG.replace("{name: web-config}", "{name: web-config, namespace: shop}");
    let request = Request { complete: true, ..Request::default() };
    let told = |space: &str| {
        let files = [SourceFile::new("a.yaml", [WEB, &config, &policy(space)].join("---\n"))];
        let found = run(&files, &request).unwrap().findings;
        found.iter().any(|finding| finding.message.contains("selects no namespace"))
    };
    assert!(!told("kube-system") && !told("shop") && told("shops"));
}
