//! Policies and own rules against small objects.

use crate::discover::SourceFile;
use crate::pipeline::{Request, run};

const WEB: &str = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web, labels: {team: a}}\nspec:\n  replicas: 4\n  selector: {matchLabels: {app: web}}\n  template:\n    metadata: {labels: {app: web}}\n    spec: {containers: [{name: c, image: 'nginx:1.29'}]}\n";

fn told(request: &Request, parts: &[&str]) -> Vec<String> {
    let files = [SourceFile::new("a.yaml", parts.join("---\n"))];
    let found = run(&files, request).unwrap().findings;
    let own = |id: &str| id.starts_with(super::PREFIX) || id == super::ADMISSION_POLICY.id;
    let one = |f: crate::model::Finding| format!("{} {}: {}", f.severity.name(), f.field, f.message);
    found.into_iter().filter(|finding| own(finding.rule.id)).map(one).collect()
}

fn policy(rest: &str) -> String {
    format!(
        "apiVersion: admissionregistration.k8s.io/v1\nkind: ValidatingAdmissionPolicy\nmetadata: {{name: p}}\nspec:\n  matchConstraints:\n    resourceRules: [{{apiGroups: [apps], apiVersions: [v1], operations: [CREATE], resources: [deployments]}}]\n{rest}"
    )
}

fn binding(rest: &str) -> String {
    format!(
        "apiVersion: admissionregistration.k8s.io/v1\nkind: ValidatingAdmissionPolicyBinding\nmetadata: {{name: b}}\nspec: {{policyName: p, {rest}}}\n"
    )
}

fn held(rest: &str, bound: &str, web: &str) -> Vec<String> {
    told(&Request::default(), &[&policy(rest), &binding(bound), web])
}

const FEW: &str = "  validations: [{expression: object.spec.replicas <= 3, message: too many}]\n";
const DENY: &str = "validationActions: [Deny]";

#[test]
fn a_policy_is_applied_as_the_server_would() {
    let denied = "error spec.replicas: ValidatingAdmissionPolicy 'p' with binding 'b' denied request: too many";
    assert_eq!(held(FEW, DENY, WEB), [denied]);
    assert!(held(FEW, DENY, &WEB.replace("replicas: 4", "replicas: 3")).is_empty());
    assert!(held(FEW, DENY, &WEB.replace("  replicas: 4\n", "")).is_empty(), "one is filled in");
    assert!(told(&Request::default(), &[&policy(FEW), WEB]).is_empty(), "without a binding it is not enforced");
    let warned =
        "warning spec.replicas: Validation failed for ValidatingAdmissionPolicy 'p' with binding 'b': too many";
    assert_eq!(held(FEW, "validationActions: [Warn]", WEB), [warned]);
    assert!(held(FEW, DENY, &WEB.replace("kind: Deployment", "kind: ReplicaSet")).is_empty());
}

#[test]
fn conditions_variables_and_messages() {
    let rest = "  matchConditions: [{name: a, expression: \"object.metadata.name != 'web'\"}]\n";
    assert!(held(&format!("{rest}{FEW}"), DENY, WEB).is_empty());
    let rest = "  variables:\n  - {name: images, expression: 'object.spec.template.spec.containers.map(c, c.image)'}\n  - {name: bad, expression: \"variables.images.filter(i, i.startsWith('nginx'))\"}\n  validations: [{expression: size(variables.bad) == 0, messageExpression: \"'bad images: ' + variables.bad.join(', ')\"}]\n";
    let said = held(rest, DENY, WEB);
    assert_eq!(said.len(), 1);
    assert!(said[0].ends_with("denied request: bad images: nginx:1.29"), "{said:?}");
    // An error denies, unless the policy says otherwise.
    let rest = "  validations: [{expression: object.spec.absent == 1}]\n";
    assert!(held(rest, DENY, WEB)[0].ends_with("resulted in error: no such key: absent"));
    assert!(held(&format!("{rest}  failurePolicy: Ignore\n"), DENY, WEB).is_empty());
    // What only a cluster knows is not guessed.
    let rest = "  validations: [{expression: \"namespaceObject.metadata.name == 'x'\"}]\n";
    assert!(held(rest, DENY, WEB).is_empty());
}

#[test]
fn bindings_choose_objects_and_parameters() {
    let chosen = |labels: &str| format!("{DENY}, matchResources: {{objectSelector: {{matchLabels: {labels}}}}}");
    assert_eq!(held(FEW, &chosen("{team: a}"), WEB).len(), 1);
    assert!(held(FEW, &chosen("{team: b}"), WEB).is_empty());
    let named = |name: &str| {
        format!(
            "{DENY}, matchResources: {{namespaceSelector: {{matchLabels: {{kubernetes.io/metadata.name: {name}}}}}}}"
        )
    };
    assert_eq!(held(FEW, &named("default"), WEB).len(), 1);
    assert!(held(FEW, &named("other"), WEB).is_empty());
    let unknown = format!("{DENY}, matchResources: {{namespaceSelector: {{matchLabels: {{env: prod}}}}}}");
    assert!(held(FEW, &unknown, WEB).is_empty(), "nobody knows the labels of that namespace");
    let rest = "  paramKind: {apiVersion: v1, kind: ConfigMap}\n  validations: [{expression: 'object.spec.replicas <= int(params.data.most)'}]\n";
    let params = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: limits}\ndata: {most: '3'}\n";
    let bound =
        binding(&format!("{DENY}, paramRef: {{name: limits, namespace: default, parameterNotFoundAction: Deny}}"));
    assert_eq!(told(&Request::default(), &[&policy(rest), &bound, params, WEB]).len(), 1);
    assert!(told(&Request::default(), &[&policy(rest), &bound, WEB]).is_empty(), "they are not here");
}

fn own(rest: &super::Written<'_>, web: &str) -> Vec<String> {
    told(&Request { own_rules: vec![super::OwnRule::new(rest)], ..Request::default() }, &[web])
}

#[test]
fn rules_of_ones_own() {
    let rule = super::Written {
        id: "few",
        kinds: vec!["Deployment".to_owned()],
        expression: "object.spec.replicas < 3",
        message: "few replicas, please",
        severity: Some(crate::model::Severity::Warning),
        ..super::Written::default()
    };
    assert_eq!(own(&rule, WEB), ["warning spec.replicas: few replicas, please"]);
    assert!(own(&rule, &WEB.replace("replicas: 4", "replicas: 2")).is_empty());
    let other = super::Written { kinds: vec!["apps/v1beta1/Deployment".to_owned()], ..rule.clone() };
    assert!(own(&other, WEB).is_empty());
    let pointed = super::Written { field: "metadata.labels.team", message: "", ..rule };
    assert_eq!(own(&pointed, WEB), ["warning metadata.labels.team: `object.spec.replicas < 3` does not hold"]);
}
