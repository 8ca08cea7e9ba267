//! What the server would answer to kinds of this group.

use crate::api::testing::{answers, answers_of, table};

const POLICY: &str = "apiVersion: admissionregistration.k8s.io/v1\nkind: ValidatingAdmissionPolicy\nmetadata: {name: p.example.com}\nspec:\n  matchConstraints:\n    resourceRules: [{apiGroups: [apps], apiVersions: [v1], operations: [CREATE], resources: [deployments]}]\n";

#[test]
fn validating_policies() {
    table(
        POLICY,
        &[
            ("  validations: [{expression: object.spec.replicas <= 5}]\n", &[]),
            ("", &["Required spec.auditAnnotations", "Required spec.validations"]),
            ("  validations: [{expression: object.spec}]\n", &["Invalid spec.validations[0].expression"]),
            ("  validations: [{expression: 'params.a == 1'}]\n", &["Invalid spec.validations[0].expression"]),
            ("  paramKind: {apiVersion: v1, kind: ConfigMap}\n  validations: [{expression: 'params.a == 1'}]\n", &[]),
            (
                "  paramKind: {kind: 'a b'}\n  validations: [{expression: 'true'}]\n",
                &["Invalid spec.paramKind.kind", "Required spec.paramKind.apiVersion"],
            ),
            (
                "  variables: [{name: a, expression: '1'}, {name: in, expression: variables.a}]\n  validations: [{expression: variables.a == 'x'}]\n",
                &["Invalid spec.validations[0].expression", "Invalid spec.variables[1].name"],
            ),
            // What fails whatever the values are cannot be made ready.
            ("  validations: [{expression: \"int('a') == 1\"}]\n", &["InternalError spec.validations[0].expression"]),
            // A variable that does not compile is not blamed again where it is used.
            (
                "  variables: [{name: a, expression: 1Gi}]\n  validations: [{expression: variables.a == 1}]\n",
                &["Invalid spec.variables[0].expression"],
            ),
            (
                "  validations: [{expression: 'true', messageExpression: '1', message: \"a\\nb\", reason: No}]\n",
                &[
                    "Invalid spec.validations[0].message",
                    "Invalid spec.validations[0].messageExpression",
                    "NotSupported spec.validations[0].reason",
                ],
            ),
            (
                "  auditAnnotations: [{key: k, valueExpression: 'null'}, {key: k, valueExpression: '1'}]\n",
                &["Duplicate spec.auditAnnotations[1].key", "Invalid spec.auditAnnotations[1].valueExpression"],
            ),
            (
                "  matchConditions: [{name: a, expression: 'true'}, {name: a, expression: request.namespac == ''}]\n  validations: [{expression: 'true'}]\n",
                &["Duplicate spec.matchConditions[1].name", "Invalid spec.matchConditions[1].expression"],
            ),
        ],
    );
}

#[test]
fn mutating_policies() {
    let yaml = |mutation: &str| {
        let head = POLICY.replace("Validating", "Mutating");
        format!("{head}  reinvocationPolicy: Never\n  mutations: [{mutation}]\n")
    };
    let apply =
        "{patchType: ApplyConfiguration, applyConfiguration: {expression: 'Object{spec: Object.spec{replicas: 3}}'}}";
    assert!(answers(&yaml(apply)).is_empty());
    let patch = "{patchType: JSONPatch, jsonPatch: {expression: '[JSONPatch{op: \"add\", path: \"/a\", value: 1}]'}}";
    assert!(answers(&yaml(patch)).is_empty());
    assert_eq!(
        answers(&yaml("{patchType: JSONPatch, jsonPatch: {expression: 'Object{}'}}")),
        ["Invalid spec.mutations[0].jsonPatch.expression"]
    );
    for (kind, field, expression) in [
        ("JSONPatch", "jsonPatch", "[Object{}]"),
        ("ApplyConfiguration", "applyConfiguration", "Object.spec{replicas: 3}"),
        ("ApplyConfiguration", "applyConfiguration", r#"JSONPatch{op: "remove", path: "/a"}"#),
    ] {
        assert_eq!(
            answers(&yaml(&format!("{{patchType: {kind}, {field}: {{expression: '{expression}'}}}}"))),
            [format!("Invalid spec.mutations[0].{field}.expression")]
        );
    }
    assert_eq!(
        answers(&yaml("{patchType: JSONPatch, applyConfiguration: {expression: 'Object{}'}}")),
        ["Invalid spec.mutations[0].applyConfiguration", "Required spec.mutations[0].jsonPatch"]
    );
}

#[test]
fn bindings() {
    table(
        "apiVersion: admissionregistration.k8s.io/v1\nkind: ValidatingAdmissionPolicyBinding\nmetadata: {name: a}\nspec:\n",
        &[
            ("  policyName: a\n  validationActions: [Deny]\n", &[]),
            (
                "  policyName: A\n  validationActions: [Deny, Warn, Deny]\n",
                &["Duplicate spec.validationActions[2]", "Invalid spec.policyName", "Invalid spec.validationActions"],
            ),
            (
                "  policyName: a\n  validationActions: [deny]\n  paramRef: {}\n",
                &[
                    "NotSupported spec.validationActions[0]",
                    "Required spec.paramRef",
                    "Required spec.paramRef.parameterNotFoundAction",
                ],
            ),
        ],
    );
}

#[test]
fn what_to_do_without_parameters_has_a_default_in_the_first_version() {
    let binding = |kind: &str, version: &str, rest: &str| {
        format!(
            "apiVersion: admissionregistration.k8s.io/{version}\nkind: {kind}\nmetadata: {{name: a}}\nspec:\n  policyName: p.q\n  paramRef: {{name: c, namespace: d{rest}}}\n"
        )
    };
    let asked = &["Required spec.paramRef.parameterNotFoundAction"][..];
    for (minor, version, rest, expected) in [
        (33, "v1alpha1", "", &[][..]),
        (33, "v1alpha1", ", parameterNotFoundAction: ''", asked),
        (34, "v1beta1", "", asked),
        (36, "v1", "", asked),
    ] {
        let yaml = binding("MutatingAdmissionPolicyBinding", version, rest);
        assert_eq!(answers_of(minor, &yaml), expected, "{version} {rest}");
    }
}

#[test]
fn webhooks() {
    let hook = |rest: &str| {
        format!(
            "apiVersion: admissionregistration.k8s.io/v1\nkind: ValidatingWebhookConfiguration\nmetadata: {{name: a}}\nwebhooks:\n- name: a.b.c\n  admissionReviewVersions: [v1]\n  sideEffects: None\n{rest}"
        )
    };
    for (rest, expected) in [
        ("  clientConfig: {service: {name: a, namespace: b}}\n", &[][..]),
        // The server blames the one for the absence of the other.
        ("  clientConfig: {service: {name: a}}\n", &["Required webhooks[0].clientConfig.service.name"]),
        (
            "  clientConfig: {url: 'http://a?b'}\n",
            &["Invalid webhooks[0].clientConfig.url", "Invalid webhooks[0].clientConfig.url"],
        ),
        (
            "  clientConfig: {}\n  timeoutSeconds: 31\n",
            &["Invalid webhooks[0].timeoutSeconds", "Required webhooks[0].clientConfig"],
        ),
        (
            "  clientConfig: {service: {name: a, namespace: b}}\n  rules: [{apiGroups: ['*', a], apiVersions: [''], operations: [create], resources: ['*', pods]}]\n",
            &[
                "Invalid webhooks[0].rules[0].apiGroups",
                "Invalid webhooks[0].rules[0].resources",
                "NotSupported webhooks[0].rules[0].operations[0]",
                "Required webhooks[0].rules[0].apiVersions[0]",
            ],
        ),
    ] {
        assert_eq!(answers(&hook(rest)), expected, "{rest}");
    }
}
