//! Strict decoding as a whole: from a manifest to what is said of it, and to what its fixes make of it.

use super::*;
use crate::model::{Finding, Version};
use crate::resource::{Content, content};
use crate::source::{Limits, parse};

fn check_at(text: &str, minor: u8) -> Checked {
    let documents = parse(text, &Limits::default());
    let Content::Objects(objects) = content(&documents[0]) else { panic!("no object in {text}") };
    check(&objects[0], Version::new(minor).unwrap())
}

pub(super) fn findings(text: &str) -> Vec<Finding> {
    check_at(text, 36).findings
}

/// The text that a fix makes.
fn fixed(text: &str, finding: &Finding, fix: usize) -> String {
    let mut edits = finding.fixes[fix].edits.clone();
    edits.sort_by_key(|e| std::cmp::Reverse(e.span));
    let mut out = text.to_owned();
    for edit in edits {
        out.replace_range(edit.span.range(), &edit.text);
    }
    out
}

fn pod(spec: &str) -> String {
    format!("apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n{spec}")
}

/// Each: the text below `spec`, the field, a part of the help, the text that the first fix makes.
#[test]
fn unknown_fields_find_their_home() {
    for (text, field, help, after) in [
        (
            "  tolerations:\n  - key: env\n  operator: Equal\n  value: dev\n  effect: NoSchedule\n",
            "spec.operator",
            "they belong to `spec.tolerations[0]`: indent these three lines by 2",
            "  tolerations:\n  - key: env\n    operator: Equal\n    value: dev\n    effect: NoSchedule\n",
        ),
        (
            "  containers:\n  - name: a\n    imagePullPolciy: Always\n",
            "spec.containers[0].imagePullPolciy",
            "did you mean `imagePullPolicy`?",
            "  containers:\n  - name: a\n    imagePullPolicy: Always\n",
        ),
        (
            "  containers:\n  - name: a\n    dnsPolicy: Default\n",
            "spec.containers[0].dnsPolicy",
            "`dnsPolicy` belongs to `spec`, two levels up: indent this line by 2 less",
            "  containers:\n  - name: a\n  dnsPolicy: Default\n",
        ),
        // Too deep, with more behind it: moved.
        (
            "  containers:\n  - name: a\n    dnsPolicy: Default\n    image: b\n",
            "spec.containers[0].dnsPolicy",
            "move this line there",
            "  containers:\n  - name: a\n    image: b\n  dnsPolicy: Default\n",
        ),
        // The key above lost its value.
        (
            "  containers:\n  - name: a\n    securityContext:\n    privileged: true\n",
            "spec.containers[0].privileged",
            "under `spec.containers[0].securityContext`, which has no value",
            "  containers:\n  - name: a\n    securityContext:\n      privileged: true\n",
        ),
        (
            "  nodeSelector:\n  disk: ssd\n  containers: []\n",
            "spec.disk",
            "under `spec.nodeSelector`",
            "  nodeSelector:\n    disk: ssd\n  containers: []\n",
        ),
        // The key itself is too deep.
        (
            "  securityContext:\n      seccompProfile:\n      type: RuntimeDefault\n",
            "spec.securityContext.type",
            "`seccompProfile` is indented as deep as what belongs under it",
            "  securityContext:\n    seccompProfile:\n      type: RuntimeDefault\n",
        ),
        // Under a map whose keys are data.
        (
            "  containers:\n  - name: a\n    resources:\n      cpu: 100m\n      limits:\n        memory: 1Gi\n",
            "spec.containers[0].resources.cpu",
            "`cpu` can only stand under `limits` or `requests`",
            "  containers:\n  - name: a\n    resources:\n      limits:\n        memory: 1Gi\n        cpu: 100m\n",
        ),
    ] {
        let text = pod(text);
        let found = findings(&text);
        let told: Vec<_> = found.iter().map(|f| (f.rule.id, f.field.as_str())).collect();
        assert_eq!(told, [("schema/unknown-field", field)], "{text}\n{found:#?}");
        let says = found[0].fixes.first().and_then(|fix| fix.says.as_deref());
        let said = [found[0].help.as_deref(), says].map(Option::unwrap_or_default).join(": ");
        assert!(said.contains(help), "{said}");
        assert_eq!(fixed(&text, &found[0], 0), pod(after));
        assert!(findings(&pod(after)).is_empty(), "{after}");
    }
}

#[test]
fn a_run_lists_all_it_stands_for() {
    let found = findings(&pod("  tolerations:\n  - key: env\n  operator: Equal\n  value: dev\n"));
    assert_eq!(found[0].unknown, ["spec.operator", "spec.value"]);
    let found = findings(&pod("  containers:\n  - nmae: a\n    imag: b\n"));
    assert_eq!(found.len(), 2, "two slips are two findings");
}

#[test]
fn fields_of_other_versions_are_named_so() {
    let text = pod("  containers:\n  - name: a\n    resizePolicy: []\n");
    assert!(check_at(&text, 36).findings.is_empty());
    let found = check_at(&text, 26).findings;
    assert_eq!(found[0].help.as_deref(), Some("`resizePolicy` comes with Kubernetes 1.27; the target is 1.26"));
}

#[test]
fn a_list_for_a_map_is_told_of_as_it_is_written() {
    for (text, dash) in [
        ("  nodeSelector:\n  - disk: ssd\n", true),
        ("  nodeSelector:\n  - disk: ssd\n  - zone: a\n", true),
        ("  nodeSelector: [{disk: ssd}]\n", false),
        ("  nodeSelector: [disk, ssd]\n", false),
        ("  nodeSelector: []\n", false),
    ] {
        let found = findings(&pod(text));
        let help = found[0].help.clone().unwrap_or_default();
        assert_eq!(help.contains("`- `"), dash, "{text}{help}");
    }
}

/// Each: the text below `spec`, a part of the message, the text that the first fix makes (empty for none).
#[test]
#[allow(clippy::too_many_lines, reason = "a table")]
fn wrong_types_are_said_in_words() {
    for (text, message, after) in [
        ("  replicas: 1\n", "", ""),
        (
            "  containers:\n  - name: a\n    ports:\n      name: http\n      containerPort: 80\n",
            "`ports` must be a list, but is a map",
            "  containers:\n  - name: a\n    ports:\n      - name: http\n        containerPort: 80\n",
        ),
        (
            "  containers:\n  - name: a\n    env:\n    - name: X\n      value: yes\n",
            "`value` must be text, but `yes` is read as a boolean",
            "  containers:\n  - name: a\n    env:\n    - name: X\n      value: \"yes\"\n",
        ),
        (
            "  containers:\n  - name: a\n    command: run.sh\n",
            "`command` must be a list",
            "  containers:\n  - name: a\n    command: [run.sh]\n",
        ),
        ("  hostNetwork: \"true\"\n", "`hostNetwork` must be `true` or `false`", "  hostNetwork: true\n"),
        ("  priority: \"5\"\n", "must be a whole number, not the text `5`", "  priority: 5\n"),
        ("  priority: 2147483648\n", "is too large for `priority`", ""),
        ("  priority: 1.5\n", "must be a whole number", "  priority: 2\n"),
        ("  priority: 1e3\n", "", ""),
        ("  priority: null\n", "", ""),
        ("  overhead:\n    memory: 64MB\n", "`64MB` is not a quantity", "  overhead:\n    memory: 64M\n"),
        ("  overhead:\n    memory: 1 Gi\n", "`1 Gi` is not a quantity", "  overhead:\n    memory: 1Gi\n"),
        ("  overhead:\n    cpu: 0.5\n", "", ""),
        ("  overhead:\n    cpu: true\n", "must be a quantity", ""),
        (
            "  securityContext:\n  - runAsUser: 5\n",
            "`securityContext` must hold fields, but is a list",
            "  securityContext:\n    runAsUser: 5\n",
        ),
        (
            "  securityContext: [{runAsUser: 5}]\n",
            "`securityContext` must hold fields, but is a list",
            "  securityContext: {runAsUser: 5}\n",
        ),
        (
            "  securityContext: [runAsUser: 5]\n",
            "`securityContext` must hold fields, but is a list",
            "  securityContext: {runAsUser: 5}\n",
        ),
        ("  nodeSelector: []\n", "`nodeSelector` must hold `key: value` pairs", "  nodeSelector: {}\n"),
        ("  hostname: 5\n", "`hostname` must be text", "  hostname: \"5\"\n"),
        ("  restartPolicy: Never\n    hostNetwork: true\n", "", ""),
    ] {
        let text = pod(text);
        let found: Vec<_> = findings(&text).into_iter().filter(|f| f.rule == "schema/wrong-type").collect();
        if message.is_empty() {
            assert!(found.is_empty(), "{text}\n{found:#?}");
            continue;
        }
        assert_eq!(found.len(), 1, "{text}");
        assert!(found[0].message.contains(message), "{}", found[0].message);
        if after.is_empty() {
            assert!(found[0].fixes.is_empty(), "{text}");
        } else {
            assert!(!found[0].fixes.is_empty(), "{text}");
            assert_eq!(fixed(&text, &found[0], 0), pod(after));
        }
    }
}

#[test]
fn other_formats_are_read_as_go_reads_them() {
    let object = |kind: &str, rest: &str| format!("apiVersion: v1\nkind: {kind}\nmetadata:\n  name: a\n{rest}");
    for (text, wrong) in [
        (object("Secret", "data:\n  a: YWRtaW4=\n"), false),
        (object("Secret", "data:\n  a: admin\n"), true),
        (object("Secret", "data:\n  a: [97, 100]\n"), false),
        (object("Secret", "data:\n  a: [256]\n"), true),
        (object("Secret", "data:\n  a: null\n"), false),
        (object("ConfigMap", "data:\n  a: 1\n"), true),
        (object("Event", "lastTimestamp: 2026-01-31T08:30:00Z\n"), false),
        (object("Event", "lastTimestamp: 2026-01-31\n"), true),
        (object("Event", "eventTime: 2026-01-31T08:30:00Z\n"), true),
        (object("Event", "eventTime: 2026-01-31T08:30:00.000000Z\n"), false),
        (object("Service", "spec:\n  ports:\n  - targetPort: http\n"), false),
        (object("Service", "spec:\n  ports:\n  - targetPort: 80.5\n"), true),
        (object("Service", "spec:\n  ports:\n  - targetPort: {}\n"), true),
    ] {
        assert_eq!(findings(&text).iter().any(|f| f.rule == "schema/wrong-type"), wrong, "{text}");
    }
}

#[test]
fn schemas_within_schemas_are_not_read_strictly() {
    let crd = |schema: &str| {
        format!(
            "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata:\n  name: a\nspec:\n  \
             versions:\n  - name: v1\n    schema:\n      openAPIV3Schema: {schema}\n"
        )
    };
    for (schema, rules) in [
        ("{typo: 1}", &["schema/unknown-field"][..]),
        ("{properties: {a: {typo: 1}}}", &["schema/unknown-field"]),
        ("{items: {typo: 1}}", &[]),
        ("{additionalProperties: {typo: 1}}", &[]),
        ("{additionalProperties: false}", &[]),
        ("{additionalProperties: no schema}", &["schema/wrong-type"]),
        ("{items: {type: 1}}", &["schema/wrong-type"]),
        ("{items: 1}", &[]),
        ("{default: {any: [thing]}}", &[]),
    ] {
        let found = findings(&crd(schema));
        assert_eq!(found.iter().map(|f| f.rule.id).collect::<Vec<_>>(), rules, "{schema}");
    }
}

/// Each: `apiVersion`, `kind`, target minor version, rule, what it is taken for, what the first fix writes.
#[test]
fn names_are_understood() {
    for (api, kind, minor, rule, meaning, fix) in [
        ("v1", "Pod", 36, None, Some("v1 Pod"), None),
        ("apps/v1", "Pod", 36, Some("schema/wrong-api-version"), Some("v1 Pod"), Some("v1")),
        ("v1", "Deployment", 36, Some("schema/wrong-api-version"), Some("apps/v1 Deployment"), Some("apps/v1")),
        ("app/v1", "Deployment", 36, Some("schema/wrong-api-version"), Some("apps/v1 Deployment"), Some("apps/v1")),
        ("apps/V1", "Job", 36, Some("schema/wrong-api-version"), Some("batch/v1 Job"), Some("batch/v1")),
        ("v1", "configmap", 36, Some("schema/misspelled-kind"), Some("v1 ConfigMap"), Some("ConfigMap")),
        ("apps/v1", "Deploymnet", 36, Some("schema/misspelled-kind"), Some("apps/v1 Deployment"), Some("Deployment")),
        ("apps/v1", "Ostrich", 36, Some("schema/unknown-kind"), None, None),
        ("nan", "Ostrich", 36, Some("schema/unknown-kind"), None, None),
        ("batch/v1beta1", "CronJob", 24, Some("schema/deprecated-api"), Some("batch/v1beta1 CronJob"), None),
        ("batch/v1beta1", "CronJob", 36, Some("schema/removed-api"), Some("batch/v1 CronJob"), Some("batch/v1")),
        (
            "extensions/v1beta1",
            "Deployment",
            36,
            Some("schema/removed-api"),
            Some("apps/v1 Deployment"),
            Some("apps/v1"),
        ),
        ("policy/v1beta1", "PodSecurityPolicy", 36, Some("schema/removed-api"), None, None),
        ("example.com/v1", "Deployment", 36, None, None, None),
        ("serving.knative.dev/v1", "Service", 36, None, None, None),
        ("kubernetes.io/basic-auth", "Ostrich", 36, Some("schema/unknown-kind"), None, None),
        // No definition can give an API such a name.
        ("example.com/shop/v1", "Ostrich", 36, Some("schema/unknown-kind"), None, None),
        ("example.com/shop:1.2", "Ostrich", 36, Some("schema/unknown-kind"), None, None),
        ("example.com/1", "Ostrich", 36, Some("schema/unknown-kind"), None, None),
        (
            "rbac.authorization.k8.io/v1",
            "Role",
            36,
            Some("schema/wrong-api-version"),
            Some("rbac.authorization.k8s.io/v1 Role"),
            Some("rbac.authorization.k8s.io/v1"),
        ),
        ("storage.k8s.io/v1", "VolumeAttributesClass", 30, Some("schema/future-api"), None, None),
        (
            "networking.k8s.io/v1beta1",
            "IPAddress",
            36,
            Some("schema/not-served"),
            Some("networking.k8s.io/v1beta1 IPAddress"),
            Some("networking.k8s.io/v1"),
        ),
    ] {
        let text = format!("apiVersion: {api}\nkind: {kind}\nmetadata:\n  name: a\n");
        let checked = check_at(&text, minor);
        assert_eq!(checked.findings.first().map(|f| f.rule.id), rule, "{api} {kind} {minor}: {:#?}", checked.findings);
        if rule != Some("schema/future-api") {
            assert_eq!(checked.meaning.map(|m| m.to_string()).as_deref(), meaning, "{api} {kind} {minor}");
        }
        let offered = checked.findings.first().and_then(|f| f.fixes.first()).map(|f| f.edits[0].text.clone());
        assert_eq!(offered.as_deref().filter(|_| fix.is_some()), fix, "{api} {kind} {minor}");
        assert_eq!(checked.custom, rule.is_none() && meaning.is_none(), "{api} {kind}");
    }
}

#[test]
fn removed_apis_say_what_moved() {
    let text = "apiVersion: extensions/v1beta1\nkind: Ingress\nmetadata:\n  name: a\nspec:\n  backend:\n    serviceName: a\n    servicePort: 80\n";
    let checked = check_at(text, 36);
    assert_eq!(checked.findings.len(), 1, "{:#?}", checked.findings);
    assert_eq!(checked.meaning, None, "it does not read as the new one");
    assert!(checked.findings[0].help.as_deref().unwrap().contains("`service.port.number`"));
    let renewed = "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: a\nspec:\n  defaultBackend:\n    service:\n      name: a\n      port:\n        number: 80\n";
    assert_eq!(fixed(text, &checked.findings[0], 0), renewed);
}

#[test]
fn one_of_api_version_and_kind_is_an_error() {
    for (text, rule, after) in [
        ("kind: Pod\n", "schema/missing-api-version", "apiVersion: v1\nkind: Pod\n"),
        ("apiVersion: ''\nkind: Job\n", "schema/missing-api-version", "apiVersion: batch/v1\nkind: Job\n"),
        ("apiVersion:\nkind: Job\n", "schema/missing-api-version", "apiVersion: batch/v1\nkind: Job\n"),
        ("apiVresion: v1\nkind: Pod\n", "schema/missing-api-version", "apiVersion: v1\nkind: Pod\n"),
        ("apiVersion: v1\nKind: Pod\n", "schema/missing-kind", "apiVersion: v1\nkind: Pod\n"),
        ("Kind: Pod\nmetadata: {}\n", "schema/missing-api-version", "apiVersion: v1\nkind: Pod\nmetadata: {}\n"),
        ("knd: Pod\nmetadata: {}\n", "schema/missing-api-version", "apiVersion: v1\nkind: Pod\nmetadata: {}\n"),
        (
            "apiversion: v1\nKind: Pod\nmetadata: {}\n",
            "schema/missing-api-version",
            "apiVersion: v1\nkind: Pod\nmetadata: {}\n",
        ),
        ("apiVersion: v1\n", "schema/missing-kind", ""),
    ] {
        let found = findings(text);
        assert_eq!(found.iter().map(|f| f.rule.id).collect::<Vec<_>>(), [rule], "{text}");
        if !after.is_empty() {
            assert_eq!(fixed(text, &found[0], 0), after);
        }
    }
}

#[test]
fn doubled_fields_are_shown_in_both_places() {
    let text = pod("  containers:\n  - name: a\n    image: b\n    image: c\n");
    let found = findings(&text);
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].rule.id, found[0].field.as_str()), ("schema/duplicate-field", "spec.containers[0].image"));
    assert_eq!(found[0].related.len(), 1);
    // Which of the two is meant nobody knows.
    assert!(found[0].fixes.is_empty());
    for (twice, once) in [
        ("    image: b\n    image: b\n", "    image: b\n"),
        ("    image:\n    image: b\n", "    image: b\n"),
        (
            "    env:\n    - name: A\n    image: b\n    env:\n      - name: B\n        value: b\n",
            "    env:\n    - name: A\n    - name: B\n      value: b\n    image: b\n",
        ),
        (
            "    resources:\n      limits: {cpu: 1}\n    resources:\n      requests: {cpu: 1}\n      limits: {cpu: 1}\n",
            "    resources:\n      limits: {cpu: 1}\n      requests: {cpu: 1}\n",
        ),
    ] {
        let text = pod(&format!("  containers:\n  - name: a\n{twice}"));
        let found = findings(&text);
        assert_eq!(fixed(&text, &found[0], 0), pod(&format!("  containers:\n  - name: a\n{once}")));
    }
    for apart in [
        "    env:\n    - name: A\n      value: a\n    env:\n    - name: A\n      value: b\n",
        "    args:\n    - a\n    args:\n    - b\n",
    ] {
        let found = findings(&pod(&format!("  containers:\n  - name: a\n{apart}")));
        assert!(found[0].fixes.is_empty(), "{apart}");
    }
    // The first value is never read: what is wrong with it does not count.
    let found = findings(&pod("  priority: x\n  priority: 1\n"));
    assert_eq!(found.iter().map(|f| f.rule.id).collect::<Vec<_>>(), ["schema/duplicate-field"]);
}

#[test]
fn a_line_swallowed_by_the_text_above_is_named() {
    let text = pod("  priority: 5\n    hostname\n");
    let found = findings(&text);
    assert_eq!(found.len(), 1);
    assert_eq!(&text[found[0].span.range()], "hostname");
}

#[test]
fn paths_are_spelled_as_the_server_spells_them() {
    let text = "apiVersion: v1\nkind: Pod\nmetadata:\n  labels:\n    a b: 1\nspec:\n  containers:\n  - name: 5\n";
    let found = findings(text);
    assert_eq!(
        found.iter().map(|f| f.field.as_str()).collect::<Vec<_>>(),
        ["metadata.labels[a b]", "spec.containers[0].name"]
    );
}

#[test]
fn any_input_is_answered() {
    for text in [
        "apiVersion: v1\nkind: Pod\nspec: []\n",
        "kind: {}\napiVersion: []\n",
        "kind: Pod\napiVersion: v1\nspec: &a [*a]\n",
    ] {
        for document in &parse(text, &Limits::default()) {
            if let Content::Objects(objects) = content(document) {
                objects.iter().for_each(|o| drop(check(o, Version::NEWEST)));
            }
        }
    }
}

#[test]
fn what_a_gate_drops_is_told() {
    let pod = |fragment: &str| {
        format!(
            "apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\nspec:\n{fragment}  containers:\n  - name: a\n    image: a:1\n"
        )
    };
    let found = |fragment: &str, minor| {
        let checked = check_at(&pod(fragment), minor);
        checked
            .findings
            .iter()
            .map(|f| (f.rule, f.message.clone(), f.help.clone().unwrap_or_default()))
            .collect::<Vec<_>>()
    };
    let override_ = "  hostnameOverride: b\n";
    assert_eq!(found(override_, 30)[0].0, "schema/unknown-field");
    let [(rule, message, help)] = &found(override_, 34)[..] else { panic!() };
    assert_eq!(*rule, "schema/gated-field");
    assert_eq!(
        message,
        "Kubernetes 1.34 drops `hostnameOverride`: its feature gate `HostnameOverride` is off by default"
    );
    assert!(help.starts_with("Kubernetes 1.35 takes it; until then `--feature-gates=HostnameOverride=true`"), "{help}");
    assert_eq!(found(override_, 35), []);
    // The gate of users had another name at first.
    let users = |minor| found("  hostUsers: false\n", minor).iter().map(|f| f.1.contains("StatelessPods")).next();
    assert_eq!([25, 28, 33].map(users), [Some(true), Some(false), None]);
    assert_eq!(found("  hostUsers: true\n", 28), [], "it says what holds anyway");
    // One word for all that goes with it.
    let claims = "  resources: {requests: {cpu: 1}, claims: [{name: gpu}]}\n";
    assert_eq!(found(claims, 33).len(), 1);
    let image = found("  volumes:\n  - name: a\n    image: {reference: a}\n", 34);
    assert!(image[0].2.starts_with("the volume goes with it"), "{image:?}");
}

#[test]
fn claims_in_templates_keep_what_claims_lose() {
    let reference = "dataSourceRef: {kind: PersistentVolumeClaim, name: a, namespace: b}";
    let claim = format!("apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata:\n  name: a\nspec:\n  {reference}\n");
    let set = format!(
        "apiVersion: apps/v1\nkind: StatefulSet\nmetadata:\n  name: a\nspec:\n  volumeClaimTemplates:\n  - spec:\n      {reference}\n"
    );
    let gated = |text: &str| findings(text).iter().any(|f| f.rule == "schema/gated-field");
    assert!(gated(&claim) && !gated(&set));
}

#[test]
fn kinds_that_need_a_gate_say_so() {
    let text = "apiVersion: certificates.k8s.io/v1beta1\nkind: ClusterTrustBundle\nmetadata:\n  name: a\n";
    let help = |minor| check_at(text, minor).findings[0].help.clone().unwrap();
    assert!(help(36).contains("=true` and `--feature-gates=ClusterTrustBundle=true`"), "{}", help(36));
    assert!(!help(37).contains("feature-gates"), "{}", help(37));
}
