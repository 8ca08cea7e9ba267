//! Rows of tables and limits of the core group.

use super::node_selector::deprecated_node_label;
use super::resource_names::{Place, is_integer, name_problems};
use crate::api::testing::{answers, answers_of, edge, findings, table};
use crate::model::Version;

/// Names of what can be counted, as quotas have them.
const COUNTED: &str = "pods resourcequotas services replicationcontrollers secrets configmaps persistentvolumeclaims
    services.nodeports services.loadbalancers";

#[test]
fn names_of_resources() {
    let compute = ["cpu", "memory", "ephemeral-storage"];
    let quota = |name: &str| name_problems(name, Place::Quota).is_empty();
    for name in compute {
        assert!(name_problems(name, Place::Container).is_empty(), "{name}");
        for prefix in ["requests.", "limits."] {
            let name = format!("{prefix}{name}");
            assert!(quota(&name) && name_problems(&name, Place::Anywhere).is_empty(), "{name}");
            assert_eq!(name_problems(&name, Place::Container).len(), 1, "{name}");
        }
        assert!(quota(name) && !is_integer(name), "{name}");
    }
    for name in COUNTED.split_whitespace() {
        assert!(quota(name) && is_integer(name) && name_problems(name, Place::Container).len() == 1, "{name}");
    }
    assert!(
        quota("requests.storage") && !quota("limits.storage") && !quota("deployments") && !quota("services.external")
    );
    let hard = |name: &str| {
        format!("apiVersion: v1\nkind: ResourceQuota\nmetadata: {{name: a}}\nspec: {{hard: {{{name}: 1500m}}}}\n")
    };
    for name in COUNTED.split_whitespace() {
        assert_eq!(answers(&hard(name)), [format!("Invalid spec.hard[{name}]")]);
    }
    assert!(answers(&hard("limits.cpu")).is_empty());
    let whole = |text: &str| hard("pods").replace("1500m", text);
    assert!(answers(&whole("2000m")).is_empty() && answers(&whole("2001m")).len() == 1);
}

#[test]
fn devices_that_were_meant() {
    let help = |name: &str| {
        let yaml = format!(
            "apiVersion: v1\nkind: Pod\nmetadata: {{name: a}}\nspec: {{containers: [{{name: a, image: a, resources: {{limits: {{{name}: 1}}}}}}]}}\n"
        );
        let found = findings(Version::new(36).unwrap(), &yaml);
        let first = found.iter().find(|finding| finding.message.contains("no resource")).unwrap();
        (first.help.clone().unwrap_or_default(), first.fixes.len())
    };
    for (names, meant, sure) in [
        ("gpu gpus", "`nvidia.com/gpu`", 0),
        ("nvidia nvidia-gpu nvidia.com-gpu nvidia_gpu", "`nvidia.com/gpu`", 1),
        ("amd-gpu amd.com-gpu amd_gpu", "`amd.com/gpu`", 1),
        ("tpu tpus", "`google.com/tpu`", 0),
        ("hugepages hugepage huge-pages", "`hugepages-2Mi`", 0),
    ] {
        for name in names.split(' ') {
            let (help, fixes) = help(name);
            assert!(help.contains(meant) && fixes == sure, "{name}: {help}");
        }
    }
    assert!(!help("fpga").0.contains("domain of its plugin"));
}

#[test]
fn scopes_of_quotas() {
    let quota = |spec: &str| {
        answers(&format!("apiVersion: v1\nkind: ResourceQuota\nmetadata: {{name: a}}\nspec: {{{spec}}}\n"))
    };
    let selector = |scope: &str, rest: &str| {
        quota(&format!("scopeSelector: {{matchExpressions: [{{scopeName: {scope}, {rest}}}]}}"))
    };
    let plain = ["Terminating", "NotTerminating", "BestEffort", "NotBestEffort", "CrossNamespacePodAffinity"];
    let valued = ["PriorityClass", "VolumeAttributesClass"];
    for scope in plain.into_iter().chain(valued) {
        assert!(quota(&format!("scopes: [{scope}]")).is_empty(), "{scope}");
        assert!(selector(scope, "operator: Exists").is_empty(), "{scope}");
        let other = selector(scope, "operator: In, values: [a]");
        let refusal = "Invalid spec.scopeSelector.matchExpressions.operator".to_owned();
        assert_eq!(other, if plain.contains(&scope) { vec![refusal] } else { vec![] }, "{scope}");
    }
    assert_eq!(quota("scopes: [Ending]"), ["Invalid spec.scopes"]);
    assert_eq!(selector("Ending", "operator: Exists"), ["Invalid spec.scopeSelector.matchExpressions.scopeName"]);
    for (one, other) in [("BestEffort", "NotBestEffort"), ("Terminating", "NotTerminating")] {
        assert_eq!(quota(&format!("scopes: [{other}, {one}]")), ["Invalid spec.scopes"]);
        assert_eq!(quota(&format!("scopes: [{one}, PriorityClass]")).len(), 0);
    }
    for (operator, values) in [("In", "[a]"), ("NotIn", "[a]"), ("Exists", "[]"), ("DoesNotExist", "[]")] {
        assert!(selector("PriorityClass", &format!("operator: {operator}, values: {values}")).is_empty(), "{operator}");
    }
    assert_eq!(selector("PriorityClass", "operator: Is").len(), 1);
    let compute = "cpu memory limits.cpu limits.memory requests.cpu requests.memory pods";
    for (scopes, counted) in [
        ("Terminating NotTerminating NotBestEffort PriorityClass CrossNamespacePodAffinity", compute),
        ("BestEffort", "pods"),
        ("VolumeAttributesClass", "persistentvolumeclaims requests.storage"),
    ] {
        let all = compute.split(' ').chain(["persistentvolumeclaims", "requests.storage", "services"]);
        for (scope, name) in scopes.split(' ').flat_map(|scope| all.clone().map(move |name| (scope, name))) {
            let fits = counted.split(' ').any(|counted| counted == name);
            assert_eq!(quota(&format!("hard: {{{name}: 1}}, scopes: [{scope}]")).is_empty(), fits, "{name} in {scope}");
        }
    }
}

#[test]
fn labels_of_nodes_that_have_new_names() {
    // Each says what to use in its place, and none of those is old itself.
    for (label, new) in [
        ("beta.kubernetes.io/arch", Some("kubernetes.io/arch")),
        ("beta.kubernetes.io/os", Some("kubernetes.io/os")),
        ("beta.kubernetes.io/instance-type", Some("node.kubernetes.io/instance-type")),
        ("failure-domain.beta.kubernetes.io/region", Some("topology.kubernetes.io/region")),
        ("failure-domain.beta.kubernetes.io/zone", Some("topology.kubernetes.io/zone")),
        ("node-role.kubernetes.io/master", Some("node-role.kubernetes.io/control-plane")),
        ("scheduler.alpha.kubernetes.io/preferAvoidPods", None),
        ("app.kubernetes.io/created-by", None),
    ] {
        let told = deprecated_node_label(label).unwrap();
        assert!(new.is_none_or(|new| told.contains(&format!("use \"{new}\" instead"))), "{label}: {told}");
        assert!(new.is_some() || told.starts_with("deprecated since v"), "{label}: {told}");
        assert!(new.is_none_or(|new| deprecated_node_label(new).is_none()), "{label}");
        let pod = format!(
            "apiVersion: v1\nkind: Pod\nmetadata: {{name: a}}\nspec: {{containers: [{{name: a, image: a}}], nodeSelector: {{{label}: a}}}}\n"
        );
        assert_eq!(answers(&pod), [format!("spec.nodeSelector[{label}]: {told}")]);
    }
    assert_eq!(deprecated_node_label("kubernetes.io/hostname"), None);
    let selector = |rest: &str| {
        answers(&format!(
            "apiVersion: v1\nkind: Pod\nmetadata: {{name: a}}\nspec: {{containers: [{{name: a, image: a}}], affinity: {{nodeAffinity: {{requiredDuringSchedulingIgnoredDuringExecution: {{nodeSelectorTerms: [{{matchExpressions: [{{key: a, {rest}}}]}}]}}}}}}}}\n"
        ))
    };
    for good in
        ["In, values: [a]", "NotIn, values: [a, b]", "Exists", "DoesNotExist", "Gt, values: ['1']", "Lt, values: ['1']"]
    {
        assert!(selector(&format!("operator: {good}")).is_empty(), "{good}");
    }
    for bad in ["In", "NotIn", "Exists, values: [a]", "DoesNotExist, values: [a]", "Gt", "Lt, values: ['1', '2']", "in"]
    {
        assert_eq!(selector(&format!("operator: {bad}")).len(), 1, "{bad}");
    }
}

#[test]
fn limits_of_the_core_group() {
    let data = |bytes: usize| {
        format!("apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: a}}\ndata: {{a: {}}}\n", "x".repeat(bytes))
    };
    edge(1_048_576, "TooLong ", data);
    let affinity = |seconds: usize| {
        format!(
            "apiVersion: v1\nkind: Service\nmetadata: {{name: a}}\nspec: {{ports: [{{port: 80}}], sessionAffinity: ClientIP, sessionAffinityConfig: {{clientIP: {{timeoutSeconds: {seconds}}}}}}}\n"
        )
    };
    edge(86_400, "Invalid spec.sessionAffinityConfig.clientIP.timeoutSeconds", affinity);
    assert_eq!(answers(&affinity(0)).len(), 1);
    let service = "apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec:\n  ports: [{port: 80}]\n";
    table(
        service,
        &[
            ("  sessionAffinity: ClientIP\n", &[]),
            ("  sessionAffinity: None\n", &[]),
            ("  sessionAffinity: Cookie\n", &["NotSupported spec.sessionAffinity"]),
            ("  internalTrafficPolicy: Cluster\n", &[]),
            ("  internalTrafficPolicy: Local\n", &[]),
            ("  internalTrafficPolicy: Zone\n", &["NotSupported spec.internalTrafficPolicy"]),
        ],
    );
    let subset = |address: &str| {
        format!(
            "apiVersion: v1\nkind: Endpoints\nmetadata: {{name: a}}\nsubsets: [{{addresses: [{{ip: {address}}}], ports: [{{port: 80}}]}}]\n"
        )
    };
    for (address, refused) in
        [("224.0.0.1", 1), ("224.0.1.1", 0), ("225.0.0.1", 0), ("169.254.0.1", 1), ("127.0.0.1", 1), ("223.0.0.1", 0)]
    {
        let found = answers_of(32, &subset(address));
        assert_eq!(
            found.iter().filter(|answer| answer.starts_with("Invalid")).count(),
            refused,
            "{address}: {found:?}"
        );
    }
}

#[test]
fn features_that_nodes_declare() {
    let node = |features: &str| {
        format!("apiVersion: v1\nkind: Node\nmetadata: {{name: a}}\nstatus: {{declaredFeatures: [{features}]}}\n")
    };
    let long = |length: usize| node(&"A".repeat(length));
    edge(253, "Invalid status.declaredFeatures[0]", long);
    for (features, answer) in [
        ("Aa, Ab", None),
        ("Aa/bB, Ab", None),
        ("Ab, Aa", Some("Invalid status.declaredFeatures[1]")),
        ("Aa, Aa", Some("Duplicate status.declaredFeatures[1]")),
        ("aA", Some("Invalid status.declaredFeatures[0]")),
        ("Aa//b", Some("Invalid status.declaredFeatures[0]")),
        ("Aa/1b", Some("Invalid status.declaredFeatures[0]")),
        ("A-a", Some("Invalid status.declaredFeatures[0]")),
    ] {
        assert_eq!(answers(&node(features)), Vec::from_iter(answer.map(str::to_owned)), "{features}");
    }
}
