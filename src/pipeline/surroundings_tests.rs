#![allow(clippy::unwrap_used, reason = "a test may fail")]

use crate::discover::{Role, SourceFile};
use crate::pipeline::{Outcome, Request, run};
use crate::placement::Placing;

const NODE: &str = "apiVersion: v1\nkind: Node\nmetadata: {name: n1, uid: 1-2}\nstatus: {allocatable: {cpu: '9', memory: 9Gi, pods: '50'}, nodeInfo: {}}\n";

fn manifest(path: &str, text: impl Into<String>) -> SourceFile {
    SourceFile::new(path, text.into())
}

fn inventory(text: impl Into<String>) -> SourceFile {
    SourceFile { role: Role::Cluster, ..SourceFile::new("cluster.yaml", text.into()) }
}

fn placed(files: &[SourceFile], complete: bool) -> Outcome {
    run(files, &Request { placing: Some(Placing::default()), complete, ..Request::default() }).unwrap()
}

/// What is said of each pod and claim that is not created.
fn refused(outcome: &Outcome) -> Vec<String> {
    let own = outcome.findings.iter().filter(|finding| finding.rule.id == "schedule/not-created");
    own.map(|finding| format!("{:?}: {}", finding.severity, finding.message)).collect()
}

/// A policy on pods with its binding.
fn policy(expression: &str) -> String {
    format!(
        "---\napiVersion: admissionregistration.k8s.io/v1\nkind: ValidatingAdmissionPolicy\nmetadata: {{name: p}}\nspec:\n  matchConstraints:\n    resourceRules: [{{apiGroups: [''], apiVersions: [v1], operations: [CREATE], resources: [pods]}}]\n  validations: [{{expression: \"{expression}\", message: refused}}]\n---\napiVersion: admissionregistration.k8s.io/v1\nkind: ValidatingAdmissionPolicyBinding\nmetadata: {{name: b}}\nspec: {{policyName: p, validationActions: [Deny]}}\n"
    )
}

fn deployment(namespace: &str, image: &str, replicas: u32) -> String {
    format!(
        "---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: web, namespace: {namespace}}}\nspec:\n  replicas: {replicas}\n  selector: {{matchLabels: {{a: b}}}}\n  template:\n    metadata: {{labels: {{a: b}}}}\n    spec:\n      containers: [{{name: c, image: '{image}', resources: {{requests: {{cpu: '1'}}}}}}]\n"
    )
}

const ONE_REGISTRY: &str = "object.spec.containers.all(c, c.image.startsWith('ours/'))";

#[test]
fn a_policy_on_pods_keeps_those_of_controllers_out() {
    let said = "pods \"web-";
    let words = "\" is forbidden: ValidatingAdmissionPolicy 'p' with binding 'b' denied request: refused";
    let theirs = deployment("default", "theirs/x:1", 2);
    let of_cluster = [inventory(NODE.to_owned() + &policy(ONE_REGISTRY)), manifest("a.yaml", theirs.as_str())];
    let of_tree = [inventory(NODE), manifest("a.yaml", theirs.clone() + &policy(ONE_REGISTRY))];
    for files in [of_cluster, of_tree] {
        let outcome = placed(&files, false);
        let told = refused(&outcome);
        assert_eq!(told.len(), 1, "{told:?}");
        assert!(told[0].starts_with("Error: 2 pods of Deployment `default/web` are not created: Error creating: "));
        assert!(told[0].contains(said) && told[0].ends_with(words), "{told:?}");
        let finding = outcome.findings.iter().find(|finding| finding.rule.id == "schedule/not-created").unwrap();
        assert_eq!(&files[finding.file.0 as usize].text[finding.span.range()], "'theirs/x:1'");
        assert_eq!((outcome.placement.as_ref().unwrap().refused.len(), finding.related.len()), (2, 1));
    }
    let ours = deployment("default", "ours/x:1", 2);
    assert_eq!(
        refused(&placed(&[inventory(NODE.to_owned() + &policy(ONE_REGISTRY)), manifest("a.yaml", ours)], false)),
        [""; 0]
    );
}

#[test]
fn a_policy_sees_the_pod_as_its_controller_sends_it() {
    let range = "---\napiVersion: v1\nkind: LimitRange\nmetadata: {name: l}\nspec: {limits: [{type: Container, default: {memory: 1Gi}}]}\n";
    for (expression, more, count) in [
        ("object.metadata.ownerReferences.exists(o, o.kind == 'ReplicaSet')", "", 0),
        ("object.metadata.namespace == 'default' && object.kind == 'Pod'", "", 0),
        ("'pod-template-hash' in object.metadata.labels", "", 0),
        ("object.metadata.name == 'web'", "", 0),
        ("object.spec.containers.all(c, has(c.resources.limits) && 'memory' in c.resources.limits)", "", 1),
        ("object.spec.containers.all(c, has(c.resources.limits) && 'memory' in c.resources.limits)", range, 0),
        ("!has(object.metadata.ownerReferences)", "", 1),
    ] {
        let text = deployment("default", "x", 1) + &policy(expression) + more;
        assert_eq!(refused(&placed(&[inventory(NODE), manifest("a.yaml", text)], false)).len(), count, "{expression}");
    }
    // What runs is let in, and a warning keeps nobody out.
    let dump = NODE.to_owned()
        + "---\napiVersion: v1\nkind: Pod\nmetadata: {name: p, uid: 3-4}\nspec: {nodeName: n1, containers: [{name: c, image: i}]}\nstatus: {phase: Running}\n"
        + &policy("false");
    assert_eq!(refused(&placed(&[inventory(dump)], false)), [""; 0]);
    let warned = deployment("default", "x", 1) + &policy("false").replace("[Deny]", "[Warn]");
    assert_eq!(refused(&placed(&[inventory(NODE), manifest("a.yaml", warned)], false)), [""; 0]);
}

#[test]
fn a_pod_of_its_own_is_told_of_once() {
    let pod = "---\napiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: c, image: theirs/x}]}\n";
    let outcome = placed(&[inventory(NODE), manifest("a.yaml", pod.to_owned() + &policy(ONE_REGISTRY))], false);
    assert_eq!(refused(&outcome), [""; 0]);
    assert!(outcome.findings.iter().any(|finding| finding.rule.id == "cross/admission-policy"));
    assert_eq!(outcome.placement.unwrap().refused.len(), 1);
}

#[test]
fn a_namespace_that_nobody_declares_has_no_pods() {
    let claim = "---\napiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: c, namespace: shop}\nspec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}\n";
    let text = deployment("shop", "x", 2) + claim;
    let of = |more: &str, complete| {
        refused(&placed(&[inventory(NODE.to_owned() + more), manifest("a.yaml", text.as_str())], complete))
    };
    assert_eq!(
        of("", true),
        [
            "Error: 2 pods of Deployment `shop/web` are not created: namespaces \"shop\" not found",
            "Error: claim `shop/c` is not created: namespaces \"shop\" not found"
        ]
    );
    assert_eq!(of("", false), [""; 0]);
    assert_eq!(of("---\napiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n", true), [""; 0]);
    let project = "---\napiVersion: project.openshift.io/v1\nkind: Project\nmetadata: {name: shop}\n";
    assert_eq!(of(project, true), [""; 0]);
    // Something of a cluster is there.
    assert_eq!(
        of("---\napiVersion: v1\nkind: Service\nmetadata: {name: s, namespace: shop, uid: 1-2}\n", true),
        [""; 0]
    );
    for everywhere in ["default", "kube-system", "kube-public", "kube-node-lease"] {
        let text = deployment(everywhere, "x", 1);
        assert_eq!(refused(&placed(&[inventory(NODE), manifest("a.yaml", text)], true)), [""; 0], "{everywhere}");
    }
}

fn quota(pods: u32) -> String {
    format!(
        "---\napiVersion: v1\nkind: ResourceQuota\nmetadata: {{name: q, namespace: shop}}\nspec: {{hard: {{pods: {pods}}}}}\n"
    )
}

#[test]
fn each_environment_has_its_own_quota() {
    let web = |replicas| deployment("shop", "x", replicas);
    let files = |dev: u32, prod: u32, kustomized: bool| {
        let mut files = vec![
            inventory(NODE),
            manifest("overlays/dev/quota.yaml", quota(dev)),
            manifest("overlays/dev/web.yaml", web(2)),
            manifest("overlays/prod/quota.yaml", quota(prod)),
            manifest("overlays/prod/web.yaml", web(4)),
        ];
        if kustomized {
            for folder in ["dev", "prod"] {
                files.push(manifest(
                    &format!("overlays/{folder}/kustomization.yaml"),
                    "resources: [quota.yaml, web.yaml]\n",
                ));
            }
        }
        files
    };
    let count = |dev, prod, kustomized| placed(&files(dev, prod, kustomized), false).placement.unwrap().refused.len();
    for kustomized in [false, true] {
        assert_eq!(count(2, 4, kustomized), 0);
        assert_eq!(count(1, 4, kustomized), 1);
        assert_eq!(count(2, 1, kustomized), 3);
    }
}

#[test]
fn each_environment_has_its_own_namespace_and_range() {
    let namespace = |level: &str| {
        format!(
            "apiVersion: v1\nkind: Namespace\nmetadata: {{name: shop, labels: {{pod-security.kubernetes.io/enforce: {level}}}}}\n"
        )
    };
    let range = |cpu: &str| {
        format!(
            "---\napiVersion: v1\nkind: LimitRange\nmetadata: {{name: l, namespace: shop}}\nspec: {{limits: [{{type: Container, max: {{cpu: {cpu}}}}}]}}\n"
        )
    };
    let web = || deployment("shop", "x", 1).replace("requests: {cpu: '1'}", "limits: {cpu: '1'}, requests: {cpu: '1'}");
    for (dev, prod, count) in [
        (namespace("baseline"), namespace("baseline"), 0),
        (namespace("baseline"), namespace("restricted"), 1),
        (namespace("restricted"), namespace("baseline"), 1),
        (range("'2'"), range("'2'"), 0),
        (range("'2'"), range("500m"), 1),
        (range("500m"), range("'2'"), 1),
    ] {
        let files = [
            inventory(NODE),
            manifest("envs/dev/a.yaml", dev.clone() + &web()),
            manifest("envs/prod/a.yaml", prod.clone() + &web()),
        ];
        assert_eq!(placed(&files, false).placement.unwrap().refused.len(), count, "{dev} {prod}");
    }
}

#[test]
fn pods_of_several_environments_are_told_of() {
    let told = |outcome: &Outcome| {
        let own = outcome.findings.iter().filter(|finding| finding.rule.id == "schedule/inventory-read");
        own.map(|finding| finding.message.to_string()).collect::<Vec<_>>()
    };
    let files = |base: bool| {
        let mut files = vec![inventory(NODE), manifest("base/web.yaml", deployment("shop", "x", 2))];
        files.push(manifest("base/kustomization.yaml", "resources: [web.yaml]\n"));
        for (folder, pods) in [("dev", 1), ("prod", 2)] {
            files.push(manifest(&format!("overlays/{folder}/quota.yaml"), quota(pods)));
            let resources = if base { "resources: [../../base, quota.yaml]\n" } else { "resources: [quota.yaml]\n" };
            files.push(manifest(&format!("overlays/{folder}/kustomization.yaml"), resources));
        }
        files
    };
    let outcome = placed(&files(true), false);
    let said = "several environments declare ResourceQuota `shop/q`, and these pods may be of each: they are held against that of \
                `overlays/prod/quota.yaml`, not against that of `overlays/dev/quota.yaml`";
    assert_eq!(told(&outcome), [said]);
    assert_eq!(outcome.placement.unwrap().refused.len(), 0);
    assert_eq!(told(&placed(&files(false), false)), [""; 0]);
}

/// What is said of the environments, and the pods that are asked about.
fn environments(files: &[SourceFile]) -> (Vec<String>, Vec<String>) {
    let outcome = placed(files, false);
    let own = outcome.findings.iter().filter(|finding| finding.rule.id == "schedule/inventory-read");
    let told = own.map(|finding| finding.message.clone()).collect();
    let placement = outcome.placement.unwrap();
    (told, placement.pods.iter().map(|pod| pod.pod.name.clone()).collect())
}

#[test]
fn of_environments_with_workloads_of_one_name_the_last_is_placed() {
    let pod = "---\napiVersion: v1\nkind: Pod\nmetadata: {name: tool, namespace: shop}\nspec: {containers: [{name: c, image: 'a:1'}]}\n";
    let extra = pod.replace("tool", "extra");
    let of = |path: &str, text: &str| manifest(path, text);
    let web = deployment("shop", "a:1", 1);
    let files = [
        inventory(NODE),
        of("ovl/dev/d.yaml", &(web.clone() + pod)),
        of("ovl/dev/more.yaml", &extra),
        of("ovl/prod/d.yaml", &(web.clone() + pod)),
        of("other/e.yaml", &pod.replace("tool", "other")),
    ];
    let (told, pods) = environments(&files);
    let said = "these environments are never applied together, and have workloads of one name: `ovl/prod` is placed, `ovl/dev` is not; ask about it by itself";
    assert_eq!(told, [said]);
    assert_eq!(pods.len(), 3, "{pods:?}");
    assert!(!pods.iter().any(|name| name.contains("extra")), "{pods:?}");
    // What is applied together, or is called otherwise by then, is all placed.
    let (told, pods) = environments(&[inventory(NODE), of("dev/d.yaml", &web), of("prod/e.yaml", pod)]);
    assert!(told.is_empty() && pods.len() == 2, "{told:?} {pods:?}");
    let renamed =
        |env: &str| of(&format!("{env}/kustomization.yaml"), &format!("namePrefix: {env}-\nresources: [d.yaml]\n"));
    let (told, pods) = environments(&[
        inventory(NODE),
        of("dev/d.yaml", &web),
        renamed("dev"),
        of("prod/d.yaml", &web),
        renamed("prod"),
    ]);
    assert!(told.is_empty() && pods.len() == 2, "{told:?} {pods:?}");
}

#[test]
fn a_message_names_the_pod_that_is_made() {
    let named = policy("has(object.spec.nodeName)")
        .replace("message: refused", "messageExpression: \"'no ' + object.metadata.name\"");
    let outcome = placed(&[inventory(NODE), manifest("a.yaml", deployment("default", "x", 3) + &named)], false);
    let told = refused(&outcome);
    assert!(told.len() == 1 && told[0].contains("3 pods") && told[0].ends_with("-1"), "{told:?}");
    let events = outcome.placement.unwrap().refused;
    for pod in &events {
        let event = pod.failed_create.as_deref().unwrap();
        let name = event.split('"').nth(1).unwrap();
        assert!(event.ends_with(&format!("denied request: no {name}")), "{event}");
    }
    assert_eq!(events.len(), 3);
}

#[test]
fn a_policy_that_the_server_does_not_have_denies_nothing() {
    let pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: c, image: 'a:1'}]}\n";
    let denied = |version: &str, policy: &str| {
        let request = Request { versions: vec![version.parse().unwrap()], ..Request::default() };
        let found = run(&[manifest("a.yaml", pod.to_owned() + policy)], &request).unwrap().findings;
        let of = |id: &str| found.iter().filter(|finding| finding.rule.id == id).count();
        assert_eq!(of("schema/unknown-field"), 0, "{version}");
        of("cross/admission-policy")
    };
    let (stable, beta) = (policy("false"), policy("false").replace("k8s.io/v1\n", "k8s.io/v1beta1\n"));
    for (version, of_stable, of_beta) in [("1.26", 0, 0), ("1.29", 0, 0), ("1.30", 1, 0), ("1.34", 1, 0)] {
        assert_eq!((denied(version, &stable), denied(version, &beta)), (of_stable, of_beta), "{version}");
    }
    assert_eq!(denied("1.34", &stable.replace("\"false\"", "\"1 +\"")), 0);
}

#[test]
fn parameters_that_are_not_there_deny_where_all_is_told() {
    let text = policy("true")
        .replace("  matchConstraints", "  paramKind: {apiVersion: v1, kind: ConfigMap}\n  matchConstraints")
        .replace("[Deny]", "[Deny], paramRef: {name: c, namespace: default, parameterNotFoundAction: Deny}");
    let pod = "---\napiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: c, image: 'a:1'}]}\n";
    let params = "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\n";
    let denied = |more: &str, complete| {
        let files = [manifest("a.yaml", format!("{text}{pod}{more}"))];
        let found = run(&files, &Request { complete, ..Request::default() }).unwrap().findings;
        found.iter().filter(|finding| finding.message.ends_with("with `Deny` parameterNotFoundAction")).count()
    };
    assert_eq!((denied("", true), denied("", false), denied(params, true)), (1, 0, 0));
}
