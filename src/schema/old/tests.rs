use super::*;
use crate::model::Version;
use crate::schema::tables;
use crate::source::{Limits, parse};

/// The text with its old body in the form of that version.
fn renewed(text: &str, api_version: &str) -> Option<String> {
    let documents = parse(text, &Limits::default());
    let root = documents[0].root().unwrap();
    let kind = root.get("kind").unwrap().scalar_text();
    let (group, version) = api_version.split_once('/').unwrap();
    let gvk = tables::kinds_named(kind).map(tables::Kind::gvk).find(|k| k.group == group && k.version == version);
    let edits = translate(root, gvk.unwrap(), true)?.edits?;
    assert!(edits.windows(2).all(|pair| pair[0].span.end < pair[1].span.start), "apart: {edits:?}");
    Edit::apply(text, 0, &edits)
}

const INGRESS: &str = "networking.k8s.io/v1";

#[test]
fn forms_are_of_kinds_that_exist() {
    for form in FORMS {
        for kind in form.kinds {
            let known = |version| tables::kind(form.group, form.version, kind, version).is_some();
            assert!(Version::all().any(known), "{}/{} {kind}", form.group, form.version);
        }
    }
}

#[test]
fn comments_go_with_their_lines() {
    let text = "kind: Ingress\nspec:\n  # all else\n  backend:\n    # the shop\n    serviceName: web # here\n    servicePort: http # there\n  tls: []\n";
    assert_eq!(
        renewed(text, INGRESS).unwrap(),
        "kind: Ingress\nspec:\n  # all else\n  defaultBackend:\n    service:\n      # the shop\n      name: web # here\n      port:\n        name: http # there\n  tls: []\n"
    );
}

#[test]
fn paths_have_types_and_the_indentation_of_the_file() {
    let text = "kind: Ingress\nspec:\n    rules:\n        - http:\n              paths:\n                  - backend:\n                        serviceName: web\n                        servicePort: \"80\"\n                  - path: /a\n                    backend: {serviceName: a, servicePort: 1}\n";
    assert_eq!(
        renewed(text, INGRESS).unwrap(),
        "kind: Ingress\nspec:\n    rules:\n        - http:\n              paths:\n                  - pathType: ImplementationSpecific\n                    backend:\n                        service:\n                            name: web\n                            port:\n                                number: 80\n                  - path: /a\n                    pathType: ImplementationSpecific\n                    backend: {service: {name: a, port: {number: 1}}}\n"
    );
}

#[test]
fn line_ends_stay_what_they_are() {
    let text = "kind: Ingress\r\nspec:\r\n  backend:\r\n    serviceName: web\r\n    servicePort: 80";
    let made = "kind: Ingress\r\nspec:\r\n  defaultBackend:\r\n    service:\r\n      name: web\r\n      port:\r\n        number: 80\r\n";
    assert_eq!(renewed(text, INGRESS).unwrap().trim_end(), made.trim_end());
}

#[test]
fn json_stays_json() {
    let text = r#"{"kind": "Ingress", "spec": {"backend": {"serviceName": "web", "servicePort": 80}}}"#;
    let made =
        r#"{"kind": "Ingress", "spec": {"defaultBackend": {"service": {"name": "web", "port": {"number": 80}}}}}"#;
    assert_eq!(renewed(text, INGRESS).unwrap(), made);
    let text = "{\n  \"kind\": \"Ingress\",\n  \"spec\": {\n    \"backend\": {\n      \"serviceName\": \"web\",\n      \"servicePort\": 80\n    }\n  }\n}\n";
    let made = "{\n  \"kind\": \"Ingress\",\n  \"spec\": {\n    \"defaultBackend\": {\n      \"service\": {\n        \"name\": \"web\",\n        \"port\": {\n          \"number\": 80\n        }\n      }\n    }\n  }\n}\n";
    assert_eq!(renewed(text, INGRESS).unwrap(), made);
}

#[test]
fn what_is_new_is_left_alone() {
    let text = "kind: Ingress\nspec:\n  rules:\n  - http:\n      paths:\n      - pathType: Prefix\n        backend:\n          service: {name: web, port: {number: 80}}\n";
    assert_eq!(renewed(text, INGRESS), None);
    assert_eq!(
        renewed(
            "kind: HorizontalPodAutoscaler\nspec:\n  metrics:\n  - type: Object\n    object:\n      target: {type: Value, value: 1}\n",
            "autoscaling/v2"
        ),
        None
    );
}

#[test]
fn a_comment_within_braces_is_not_lost() {
    let text = "kind: Ingress\nspec:\n  backend: {\n    serviceName: web, # here\n    servicePort: 80\n  }\n";
    assert_eq!(renewed(text, INGRESS), None);
}

#[test]
fn metrics_are_nested() {
    let text = "kind: HorizontalPodAutoscaler\nspec:\n  metrics:\n  - type: Object\n    object:\n      target: {kind: Service, name: a}\n      metricName: rps\n      targetValue: 10\n  - type: Pods\n    pods:\n      metricName: rps\n      selector: {matchLabels: {a: b}}\n      targetAverageValue: 1k\n  targetCPUUtilizationPercentage: 80\n";
    assert_eq!(
        renewed(text, "autoscaling/v2").unwrap(),
        "kind: HorizontalPodAutoscaler\nspec:\n  metrics:\n  - type: Object\n    object:\n      describedObject: {kind: Service, name: a}\n      metric:\n        name: rps\n      target:\n        type: Value\n        value: 10\n  - type: Pods\n    pods:\n      metric:\n        name: rps\n        selector: {matchLabels: {a: b}}\n      target:\n        type: AverageValue\n        averageValue: 1k\n  - type: Resource\n    resource:\n      name: cpu\n      target:\n        type: Utilization\n        averageUtilization: 80\n"
    );
}

#[test]
fn each_version_of_a_definition_has_what_stood_at_the_top() {
    let text = "kind: CustomResourceDefinition\nspec:\n  version: v1\n  versions:\n  - name: v1\n  - name: v2\n    schema: {openAPIV3Schema: {type: object}}\n  scope: Cluster\n  validation:\n    openAPIV3Schema:\n      properties:\n        a: {type: string}\n  additionalPrinterColumns:\n  - JSONPath: .a\n    name: A\n";
    assert_eq!(
        renewed(text, "apiextensions.k8s.io/v1").unwrap(),
        "kind: CustomResourceDefinition\nspec:\n  versions:\n  - name: v1\n    schema:\n      openAPIV3Schema:\n        type: object\n        properties:\n          a: {type: string}\n    additionalPrinterColumns:\n    - jsonPath: .a\n      name: A\n  - name: v2\n    schema: {openAPIV3Schema: {type: object}}\n    additionalPrinterColumns:\n    - jsonPath: .a\n      name: A\n  scope: Cluster\n"
    );
}

#[test]
fn any_object_is_taken_where_there_was_no_schema() {
    let text = "kind: CustomResourceDefinition\nspec:\n  version: v1\n  names: {kind: A, plural: as}\n";
    assert_eq!(
        renewed(text, "apiextensions.k8s.io/v1").unwrap(),
        "kind: CustomResourceDefinition\nspec:\n  versions:\n  - name: v1\n    served: true\n    storage: true\n    schema:\n      openAPIV3Schema:\n        type: object\n        x-kubernetes-preserve-unknown-fields: true\n  names: {kind: A, plural: as}\n  scope: Namespaced\n"
    );
}

#[test]
fn a_selector_is_taken_from_the_template() {
    let text = "kind: Deployment\nspec:\n  rollbackTo: {revision: 1}\n  template:\n    metadata:\n      labels:\n        \"y\": \"1\" # why\n";
    assert_eq!(
        renewed(text, "apps/v1").unwrap(),
        "kind: Deployment\nspec:\n  selector:\n    matchLabels:\n      \"y\": \"1\"\n  template:\n    metadata:\n      labels:\n        \"y\": \"1\" # why\n"
    );
}

#[test]
fn a_patch_is_given_nothing() {
    let text = "kind: Deployment\nspec:\n  rollbackTo: {revision: 1}\n  template: {metadata: {labels: {a: b}}}\n";
    let documents = parse(text, &Limits::default());
    let gvk = tables::kinds_named("Deployment").map(tables::Kind::gvk).find(|k| k.version == "v1").unwrap();
    let edits = translate(documents[0].root().unwrap(), gvk, false).unwrap().edits.unwrap();
    assert_eq!(
        Edit::apply(text, 0, &edits).unwrap(),
        "kind: Deployment\nspec:\n  template: {metadata: {labels: {a: b}}}\n"
    );
}

#[test]
fn what_stood_in_a_spec_of_its_own_comes_out() {
    let text =
        "kind: RuntimeClass\nspec:\n  # the sandbox\n  runtimeHandler: runsc\n  overhead: {podFixed: {cpu: 1}}\n";
    let made = "kind: RuntimeClass\n# the sandbox\nhandler: runsc\noverhead: {podFixed: {cpu: 1}}\n";
    assert_eq!(renewed(text, "node.k8s.io/v1").unwrap(), made);
    let text = "kind: RuntimeClass\nspec: {runtimeHandler: runsc}\n";
    assert_eq!(renewed(text, "node.k8s.io/v1").unwrap(), "kind: RuntimeClass\nhandler: runsc\n");
}

#[test]
fn a_version_that_never_was_goes_with_its_body() {
    let text =
        "apiVersion: node.k8s.io/v1alpha1\nkind: RuntimeClass\nmetadata: {name: a}\nspec: {runtimeHandler: runsc}\n";
    let documents = parse(text, &Limits::default());
    let resource = crate::resource::Resource::new(documents[0].root().unwrap());
    let found = crate::schema::check(&resource, Version::new(36).unwrap()).findings;
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!(found[0].unknown, ["spec"]);
    let made = Edit::apply(text, 0, &found[0].fixes[0].edits).unwrap();
    assert_eq!(made, "apiVersion: node.k8s.io/v1\nkind: RuntimeClass\nmetadata: {name: a}\nhandler: runsc\n");
}

#[test]
fn a_body_of_a_newer_version_is_told_as_such() {
    let text = "apiVersion: autoscaling/v1\nkind: HorizontalPodAutoscaler\nspec:\n  maxReplicas: 1\n  metrics: []\n";
    let documents = parse(text, &Limits::default());
    let resource = crate::resource::Resource::new(documents[0].root().unwrap());
    let found = crate::schema::check(&resource, Version::new(36).unwrap()).findings;
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!(found[0].fixes[0].title, "use `autoscaling/v2`");
}
