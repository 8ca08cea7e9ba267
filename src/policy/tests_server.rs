//! What the server fills in, what other tools change, and which policies meet which objects.

use crate::discover::SourceFile;
use crate::pipeline::{Request, run};

const BINDING: &str = "apiVersion: admissionregistration.k8s.io/v1\nkind: ValidatingAdmissionPolicyBinding\nmetadata: {name: b}\nspec: {policyName: p, validationActions: [Deny]}\n";

/// A policy over everything, and its binding.
fn policy(expression: &str) -> String {
    bound(&format!("  validations: [{{expression: {expression:?}}}]\n"), "resources: ['*']")
}

fn bound(rest: &str, rule: &str) -> String {
    format!(
        "apiVersion: admissionregistration.k8s.io/v1\nkind: ValidatingAdmissionPolicy\nmetadata: {{name: p}}\nspec:\n  matchConstraints:\n    resourceRules: [{{apiGroups: ['*'], apiVersions: ['*'], operations: [CREATE], {rule}}}]\n{rest}---\n{BINDING}"
    )
}

/// The files and lines of the denials.
fn denied(files: &[(&str, &str)]) -> Vec<String> {
    let files: Vec<_> = files.iter().map(|(path, text)| SourceFile::new(*path, *text)).collect();
    let found = run(&files, &Request::default()).unwrap().findings;
    let own = found.into_iter().filter(|finding| finding.rule.id == super::ADMISSION_POLICY.id);
    own.map(|finding| format!("{} {}", files[finding.file.0 as usize].path, finding.field)).collect()
}

fn web(spec: &str, pod: &str, container: &str) -> String {
    format!(
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: web}}\nspec:\n  selector: {{matchLabels: {{app: web}}}}\n{spec}  template:\n    metadata: {{labels: {{app: web}}}}\n    spec:\n{pod}      containers:\n      - name: c\n        image: nginx:1.29\n{container}"
    )
}

#[test]
fn objects_are_seen_as_the_server_has_them() {
    let plain = web(
        "  replicas: 2\n",
        "      hostNetwork: false\n",
        "        resources: {requests: {cpu: 0.5, memory: 1024Mi}}\n        readinessProbe: {httpGet: {port: 80}}\n",
    );
    for (expression, field) in [
        // By their types, and as Go prints them.
        ("quantity(object.spec.template.spec.containers[0].resources.requests.cpu).isLessThan(quantity('1'))", ""),
        ("object.spec.template.spec.containers[0].resources.requests.cpu == '500m'", ""),
        ("!has(object.spec.template.spec.hostNetwork)", ""),
        ("has(object.spec.template.spec.hostPID)", "spec.template.spec"),
        // With defaults, those of what is not there at all among them.
        ("object.spec.strategy.type == 'RollingUpdate'", ""),
        ("object.spec.strategy.type == 'Recreate'", "spec"),
        ("object.spec.strategy.rollingUpdate.maxSurge == '25%'", ""),
        ("object.spec.template.spec.containers[0].readinessProbe.timeoutSeconds == 1", ""),
        (
            "object.spec.template.spec.containers.all(c, c.readinessProbe.timeoutSeconds > 2)",
            "spec.template.spec.containers[0].readinessProbe",
        ),
        // What only a server knows.
        ("object.metadata.namespace == 'prod'", ""),
        ("has(object.metadata.uid) && has(object.metadata.creationTimestamp)", ""),
        ("request.userInfo.username == 'x'", ""),
        ("has(request.options)", ""),
        // What is never filled in is missed.
        ("object.spec.template.spec.serviceAccountName == 'x'", "spec.template.spec"),
        ("has(object.metadata.labels) && 'team' in object.metadata.labels", "metadata"),
        // What is no boolean the server does not take as a policy.
        ("object.metadata.name", ""),
    ] {
        let told = denied(&[("p.yaml", &policy(expression)), ("w.yaml", &plain)]);
        let wanted: Vec<String> = (!field.is_empty()).then(|| format!("w.yaml {field}")).into_iter().collect();
        assert_eq!(told, wanted, "{expression}");
    }
}

#[test]
fn other_kinds_have_their_defaults() {
    let object = |kind: &str, rest: &str| format!("kind: {kind}\nmetadata: {{name: a, namespace: n}}\n{rest}");
    let pod =
        object("Pod", "apiVersion: v1\nspec: {containers: [{name: c, image: a, resources: {limits: {cpu: 1}}}]}\n");
    let job = object(
        "Job",
        "apiVersion: batch/v1\nspec: {template: {spec: {restartPolicy: Never, containers: [{name: c, image: a}]}}}\n",
    );
    let service = object("Service", "apiVersion: v1\nspec: {selector: {a: b}, ports: [{port: 80}]}\n");
    let secret = object("Secret", "apiVersion: v1\nstringData: {a: b}\n");
    let custom = object("Thing", "apiVersion: example.com/v1\nspec: {a: 1}\n");
    for (object, expression, is_denied) in [
        (&pod, "has(object.spec.containers[0].resources.requests)", false),
        (&pod, "object.spec.serviceAccountName == 'default'", false),
        (&pod, "object.spec.enableServiceLinks == false", true),
        (&job, "object.spec.parallelism == 1 && object.spec.completions == 1", false),
        (&job, "object.spec.completionMode == 'Indexed'", true),
        (&service, "object.spec.ports.all(p, p.targetPort == 80)", false),
        (&service, "object.spec.clusterIP == 'None'", false),
        (&secret, "'a' in object.data && object.type == 'Opaque' && !has(object.stringData)", false),
        (&secret, "'b' in object.data", true),
        (&custom, "has(object.spec.b)", false),
        (&custom, "object.spec.a == 2", true),
    ] {
        let told = denied(&[("p.yaml", &policy(expression)), ("o.yaml", object)]);
        assert_eq!(!told.is_empty(), is_denied, "{expression}: {told:?}");
    }
}

#[test]
fn what_is_filled_in_later_is_not_judged() {
    let few = policy("object.spec.replicas <= 5");
    let files = |replicas: &str| web(&format!("  replicas: {replicas}\n"), "", "");
    assert!(denied(&[("p.yaml", &few), ("w.yaml", &files("${R}"))]).is_empty());
    assert_eq!(denied(&[("p.yaml", &few), ("w.yaml", &files("10"))]), ["w.yaml spec.replicas"]);
}

#[test]
fn what_kustomize_changes_is_not_judged() {
    let all = "resources: [w.yaml]\nnamespace: prod\nlabels: [{pairs: {team: a}}]\nreplicas: [{name: web, count: 3}]\nimages: [{name: nginx, newName: reg/nginx}]\npatches: [{target: {kind: Deployment}, patch: '[{op: add, path: /spec/paused, value: true}]'}]\n";
    let web = web("  replicas: 1\n", "", "");
    for (expression, is_denied) in [
        ("'team' in object.metadata.labels", false),
        ("object.metadata.labels.exists(k, k == 'owner')", true),
        ("object.spec.replicas >= 2", false),
        ("object.spec.template.spec.containers.all(c, c.image.startsWith('reg/'))", false),
        ("object.spec.template.spec.containers.all(c, has(c.resources.limits))", true),
        ("object.metadata.namespace != 'x'", false),
        ("has(object.spec.paused) && object.spec.paused", false),
    ] {
        let policy = policy(expression);
        let told = denied(&[("pol/p.yaml", &policy), ("app/kustomization.yaml", all), ("app/w.yaml", &web)]);
        assert_eq!(!told.is_empty(), is_denied, "{expression}: {told:?}");
        if expression.contains("replicas") {
            assert_eq!(denied(&[("pol/p.yaml", &policy), ("app/w.yaml", &web)]).len(), 1, "{expression}");
        }
    }
}

#[test]
fn policies_meet_what_they_are_applied_with() {
    let (one, five) = (policy("object.spec.replicas <= 1"), policy("object.spec.replicas <= 5"));
    let names = "resources: [p.yaml, w.yaml]\n";
    let three = web("  replicas: 3\n", "", "");
    let both = |dev: &str, prod: &str| {
        denied(&[
            ("dev/kustomization.yaml", names),
            ("dev/p.yaml", dev),
            ("dev/w.yaml", &three),
            ("prod/kustomization.yaml", names),
            ("prod/p.yaml", prod),
            ("prod/w.yaml", &three),
        ])
    };
    assert_eq!(both(&one, &five), ["dev/w.yaml spec.replicas"]);
    assert_eq!(both(&five, &one), ["prod/w.yaml spec.replicas"]);
    let folders = [("dev/p.yaml", &*one), ("dev/w.yaml", &*three), ("prod/p.yaml", &*five), ("prod/w.yaml", &*three)];
    assert_eq!(denied(&folders), ["dev/w.yaml spec.replicas"]);
}

#[test]
fn constraints_are_matched_as_the_server_does() {
    let no = "  validations: [{expression: 'false'}]\n";
    let role = "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: a}\nrules: []\n";
    let gateway = "apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {name: a}\nspec: {}\n";
    let web = web("", "", "");
    for (rule, object, takes) in [
        ("resources: ['*'], scope: Cluster", &*web, false),
        ("resources: ['*'], scope: Namespaced", &*web, true),
        ("resources: ['*'], scope: Cluster", role, true),
        ("resources: ['deployments/*']", &*web, true),
        ("resources: ['deployments/scale']", &*web, false),
        ("resources: [gateways]", gateway, true),
    ] {
        let told = denied(&[("p.yaml", &bound(no, rule)), ("o.yaml", object)]);
        assert_eq!(!told.is_empty(), takes, "{rule}");
    }
    // No namespace keeps out what lives in none.
    let chosen = bound(no, "resources: ['*']")
        .replace("[Deny]", "[Deny], matchResources: {namespaceSelector: {matchLabels: {env: prod}}}");
    assert_eq!(denied(&[("p.yaml", &chosen), ("o.yaml", role)]).len(), 1);
    assert!(denied(&[("p.yaml", &chosen), ("o.yaml", &web)]).is_empty());
    // A condition that cannot be evaluated denies.
    let condition = format!("  matchConditions: [{{name: a, expression: object.spec.foo == 1}}]\n{no}");
    assert_eq!(
        denied(&[("p.yaml", &bound(&condition, "resources: [deployments]")), ("o.yaml", &web)]),
        ["o.yaml spec"]
    );
    // Parameters are chosen by their labels, too.
    let params = "  paramKind: {apiVersion: v1, kind: ConfigMap}\n  validations: [{expression: 'object.spec.replicas >= int(params.data.least)'}]\n";
    let policy = bound(params, "resources: [deployments]").replace(
        "[Deny]",
        "[Deny], paramRef: {selector: {matchLabels: {a: b}}, namespace: ns, parameterNotFoundAction: Allow}",
    );
    let given =
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c, namespace: ns, labels: {a: b}}\ndata: {least: '2'}\n";
    assert_eq!(denied(&[("p.yaml", &policy), ("c.yaml", given), ("o.yaml", &web)]), ["o.yaml spec"]);
    assert!(denied(&[("p.yaml", &policy), ("c.yaml", &given.replace("a: b", "a: c")), ("o.yaml", &web)]).is_empty());
}

#[test]
fn what_may_be_changed_before_is_not_judged() {
    let policy = policy("object.spec.replicas < 3");
    let object = web("  replicas: 3\n", "", "");
    let webhook = |resource: &str| {
        format!(
            "apiVersion: admissionregistration.k8s.io/v1\nkind: MutatingWebhookConfiguration\nmetadata: {{name: m}}\nwebhooks: [{{name: m.a.io, rules: [{{apiGroups: ['*'], apiVersions: ['*'], operations: [CREATE], resources: [{resource}]}}]}}]\n"
        )
    };
    let told = |more: &str| denied(&[("p.yaml", &policy), ("w.yaml", &object), ("m.yaml", more)]);
    assert_eq!(told(&webhook("pods")), ["w.yaml spec.replicas"]);
    assert!(told(&webhook("deployments")).is_empty());
    let mutating = "apiVersion: admissionregistration.k8s.io/v1\nkind: MutatingAdmissionPolicy\nmetadata: {name: m}\nspec: {matchConstraints: {resourceRules: [{apiGroups: [apps], apiVersions: [v1], operations: [CREATE], resources: [deployments]}]}}\n";
    assert!(told(mutating).is_empty());
}

#[test]
fn a_namespace_is_known_by_its_name_whether_it_is_here_or_not() {
    let told = |namespace: &str| {
        let policy = bound("  validations: [{expression: 'false'}]\n", "resources: [configmaps]").replace(
            "resourceRules:",
            "namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: prod}}\n    resourceRules:",
        );
        let object = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: prod}\n";
        denied(&[("p.yaml", &policy), ("w.yaml", object), ("n.yaml", namespace)]).len()
    };
    assert_eq!(told("apiVersion: v1\nkind: Secret\nmetadata: {name: other}\n"), 1);
    assert_eq!(told("apiVersion: v1\nkind: Namespace\nmetadata: {name: prod}\n"), 1);
}
