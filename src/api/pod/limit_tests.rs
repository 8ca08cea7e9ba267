//! The limits of pods from both sides, the values that a field may have, and what is warned of.

use crate::api::testing::{answers, answers_of, edge};

/// A pod of one container, with more for the container and for the spec (flow style).
fn pod(container: &str, spec: &str) -> String {
    format!(
        "apiVersion: v1\nkind: Pod\nmetadata: {{name: web}}\nspec: {{containers: [{{name: web, image: a, {container}}}], {spec}}}\n"
    )
}

/// Holds of each row that the good values of a field are taken, and that the bad ones are refused as the row says.
fn values(rows: &[(&str, &str, &str, &str)], yaml: impl Fn(&str) -> String) {
    for (field, good, bad, refusal) in rows {
        for value in good.split_whitespace() {
            assert!(answers(&yaml(&format!("{field}: {value}"))).is_empty(), "{field}: {value}");
        }
        for value in bad.split_whitespace() {
            let found = answers(&yaml(&format!("{field}: {value}")));
            assert_eq!(found.len(), 1, "{field}: {value}: {found:?}");
            assert!(found[0].starts_with(refusal) && found[0].ends_with(field), "{field}: {value}: {found:?}");
        }
    }
}

#[test]
fn fields_of_the_spec() {
    values(
        &[
            ("restartPolicy", "Always OnFailure Never ''", "always", "NotSupported "),
            ("dnsPolicy", "ClusterFirstWithHostNet ClusterFirst Default ''", "Node", "NotSupported "),
            ("nodeName", "a a.b", "A a_b", "Invalid "),
            ("activeDeadlineSeconds", "1 2147483647", "0 -1 2147483648", "Invalid "),
            ("priorityClassName", "a a.b ''", "A", "Invalid "),
            ("preemptionPolicy", "PreemptLowerPriority Never", "Always", "NotSupported "),
            ("preemptionPolicy", "", "''", "Required "),
            ("hostname", "a ''", "A a.b", "Invalid "),
            ("subdomain", "a ''", "A a.b", "Invalid "),
        ],
        |field| pod("", field),
    );
}

#[test]
fn fields_of_containers() {
    values(
        &[
            ("terminationMessagePolicy", "File FallbackToLogsOnError ''", "Logs", "NotSupported "),
            ("imagePullPolicy", "Always IfNotPresent Never ''", "always", "NotSupported "),
        ],
        |field| pod(field, ""),
    );
    let context = |field: &str| pod(&format!("securityContext: {{{field}}}"), "");
    let whole = |field: &str| pod("", &format!("securityContext: {{{field}}}"));
    let ids = [
        ("runAsUser", "0 2147483647", "-1 2147483648", "Invalid "),
        ("runAsGroup", "0 2147483647", "-1 2147483648", "Invalid "),
    ];
    values(&ids, context);
    values(&ids, whole);
    values(&[("procMount", "Default", "Other", "NotSupported ")], context);
    values(
        &[
            ("fsGroup", "0 2147483647", "-1 2147483648", "Invalid "),
            ("fsGroupChangePolicy", "Always OnRootMismatch", "Never", "NotSupported "),
            ("supplementalGroupsPolicy", "Merge Strict", "Other", "NotSupported "),
            ("seLinuxChangePolicy", "Recursive", "Other MountOption", "NotSupported "),
        ],
        whole,
    );
    for (group, refused) in [("0", false), ("2147483647", false), ("-1", true), ("2147483648", true)] {
        let found = answers(&whole(&format!("supplementalGroups: [{group}]")));
        assert_eq!(
            found.contains(&"Invalid spec.securityContext.supplementalGroups[0]".to_owned()),
            refused,
            "{group}"
        );
    }
}

#[test]
fn probes_and_hooks() {
    for (kind, one) in [("livenessProbe", "1"), ("startupProbe", "1"), ("readinessProbe", "0 1 2")] {
        let probe = |field: &str| pod(&format!("{kind}: {{tcpSocket: {{port: 80}}, {field}}}"), "");
        let seconds = |field| (field, "0 1", "-1", "Invalid ");
        values(
            &[
                seconds("initialDelaySeconds"),
                seconds("timeoutSeconds"),
                seconds("periodSeconds"),
                seconds("failureThreshold"),
                ("successThreshold", one, "", "Invalid "),
            ],
            probe,
        );
        let negative = answers(&probe("successThreshold: -1"));
        assert_eq!(negative.len(), if kind == "readinessProbe" { 1 } else { 2 }, "{negative:?}");
        if kind == "readinessProbe" {
            let at = "Invalid spec.containers[0].readinessProbe.terminationGracePeriodSeconds";
            assert_eq!(answers(&probe("terminationGracePeriodSeconds: 1")), [at]);
        } else {
            values(&[("terminationGracePeriodSeconds", "1", "0 -1", "Invalid ")], probe);
            assert_eq!(
                answers(&probe("successThreshold: 2")),
                [format!("Invalid spec.containers[0].{kind}.successThreshold")]
            );
        }
    }
    let probe =
        [("exec", "{command: [a]}"), ("httpGet", "{port: 80}"), ("tcpSocket", "{port: 80}"), ("grpc", "{port: 80}")];
    let hook =
        [("exec", "{command: [a]}"), ("httpGet", "{port: 80}"), ("tcpSocket", "{port: 80}"), ("sleep", "{seconds: 1}")];
    for (handlers, place) in [(probe, "livenessProbe"), (hook, "lifecycle")] {
        let of = |inner: &str| match place {
            "lifecycle" => pod(&format!("lifecycle: {{preStop: {{{inner}}}}}"), ""),
            _ => pod(&format!("{place}: {{{inner}}}"), ""),
        };
        let at = format!("spec.containers[0].{}", if place == "lifecycle" { "lifecycle.preStop" } else { place });
        for (i, (first, value)) in handlers.iter().enumerate() {
            assert!(answers(&of(&format!("{first}: {value}"))).is_empty(), "{first}");
            for (second, other) in &handlers[i + 1..] {
                let found = answers(&of(&format!("{first}: {value}, {second}: {other}")));
                assert_eq!(found, [format!("Forbidden {at}.{second}")]);
            }
        }
    }
    let sleep = |seconds: usize| pod(&format!("lifecycle: {{preStop: {{sleep: {{seconds: {seconds}}}}}}}"), "");
    edge(30, "Invalid spec.containers[0].lifecycle.preStop.sleep", sleep);
    assert!(answers(&sleep(0)).is_empty());
    // Zero needed a gate once.
    assert_eq!(answers_of(31, &sleep(0)), ["Invalid spec.containers[0].lifecycle.preStop.sleep"]);
    assert!(answers_of(31, &sleep(1)).is_empty());
    let negative = pod("lifecycle: {preStop: {sleep: {seconds: 2}}}", "terminationGracePeriodSeconds: -1");
    assert_eq!(answers(&negative), ["Invalid spec.containers[0].lifecycle.preStop.sleep"]);
}

#[test]
fn spread_and_affinity() {
    let spread = |field: &str| {
        let given = ["maxSkew: 1", "topologyKey: a", "whenUnsatisfiable: DoNotSchedule", "labelSelector: {}"];
        let name = field.split(':').next().unwrap();
        let rest: Vec<&str> = given.into_iter().filter(|other| !other.starts_with(name)).collect();
        pod("", &format!("topologySpreadConstraints: [{{{}, {field}}}]", rest.join(", ")))
    };
    values(
        &[
            ("maxSkew", "1", "0 -1", "Invalid "),
            ("minDomains", "1", "0 -1", "Invalid "),
            ("topologyKey", "a", "''", "Required "),
            ("whenUnsatisfiable", "DoNotSchedule ScheduleAnyway", "Never", "NotSupported "),
            ("nodeAffinityPolicy", "Honor Ignore", "Never", "NotSupported "),
            ("nodeTaintsPolicy", "Honor Ignore", "Never", "NotSupported "),
        ],
        spread,
    );
    let affinity = |weight: &str| {
        let term = "preference: {matchExpressions: [{key: a, operator: Exists}]}";
        pod(
            "",
            &format!(
                "affinity: {{nodeAffinity: {{preferredDuringSchedulingIgnoredDuringExecution: [{{{weight}, {term}}}]}}}}"
            ),
        )
    };
    values(&[("weight", "1 100", "0 -1 101", "Invalid ")], affinity);
}

/// A name of so many bytes, in labels of one letter as far as there can be.
fn dotted(length: usize) -> String {
    let dots = (length - 1) / 2;
    format!("{}{}", "a.".repeat(dots), "b".repeat(length - 2 * dots))
}

#[test]
fn names_of_the_network() {
    let at = "Invalid spec.dnsConfig";
    let many = |count: usize, text: &str| vec![text; count].join(", ");
    edge(3, &format!("{at}.nameservers"), |n| {
        pod("", &format!("dnsConfig: {{nameservers: [{}]}}", many(n, "1.2.3.4")))
    });
    let searches = |of: &[String]| pod("", &format!("dnsConfig: {{searches: [{}]}}", of.join(", ")));
    let labels = |count: usize| vec!["a".to_owned(); count];
    edge(32, &format!("{at}.searches"), |n| searches(&labels(n)));
    // Eleven paths, and the blanks between them.
    let all = |bytes: usize| {
        let mut paths = vec![dotted(185); 10];
        paths.push(dotted(bytes - 10 * 186));
        searches(&paths)
    };
    edge(2048, &format!("{at}.searches"), all);
    for (count, told) in [(6, false), (7, true)] {
        let found = answers_of(25, &searches(&labels(count)));
        assert_eq!(found.contains(&format!("{at}.searches")), told, "{count} in 1.25");
    }
    for (last, told) in [(56, false), (57, true)] {
        let found = answers_of(25, &searches(&[dotted(199), dotted(last)]));
        assert_eq!(found.contains(&format!("{at}.searches")), told, "{last} in 1.25");
    }
    let name = |length: usize| {
        let text = format!("{}.{}", "a".repeat(32), "b".repeat(length - 33));
        pod("", &format!("hostnameOverride: {text}"))
    };
    edge(64, "TooLong spec.hostnameOverride", name);
}

#[test]
fn windows_names() {
    let options = |field: &str, value: &str| {
        pod("", &format!("os: {{name: windows}}, securityContext: {{windowsOptions: {{{field}: '{value}'}}}}"))
    };
    let at = |field: &str| format!("Invalid spec.securityContext.windowsOptions.{field}");
    let spec = |length: usize| options("gmsaCredentialSpec", &"a".repeat(length));
    edge(64 * 1024, &at("gmsaCredentialSpec"), spec);
    edge(104, &at("runAsUserName"), |length| options("runAsUserName", &"a".repeat(length)));
    // A domain for the DNS of labels of 63 letters at most, or one for NetBIOS of 15 letters at most.
    edge(63, &at("runAsUserName"), |length| options("runAsUserName", &format!("{}.b\\me", "a".repeat(length))));
    edge(15, &at("runAsUserName"), |length| options("runAsUserName", &format!("{}\\me", "_".repeat(length))));
    edge(255, &at("runAsUserName"), |length| options("runAsUserName", &format!("{}\\me", dotted(length))));
    for name in ["\\me", ".a_\\me", "a_/b\\me"] {
        assert_eq!(answers(&options("runAsUserName", name)), [at("runAsUserName")], "{name}");
    }
}

#[test]
fn restarts() {
    let rules = |count: usize| {
        let rule = "{action: Restart, exitCodes: {operator: In, values: [1]}}";
        pod(&format!("restartPolicy: Never, restartPolicyRules: [{}]", vec![rule; count].join(", ")), "")
    };
    edge(20, "TooMany spec.containers[0].restartPolicyRules", rules);
    let codes = |count: usize| {
        let values: Vec<String> = (1..=count).map(|code| (code % 256).to_string()).collect();
        let rule = format!("{{action: Restart, exitCodes: {{operator: NotIn, values: [{}]}}}}", values.join(", "));
        pod(&format!("restartPolicy: Never, restartPolicyRules: [{rule}]"), "")
    };
    edge(255, "TooMany spec.containers[0].restartPolicyRules[0].exitCodes.values", codes);
    values(&[("restartPolicy", "Always Never OnFailure", "Sometimes", "NotSupported ")], |field| pod(field, ""));
}

#[test]
fn ports_that_are_alike() {
    let ports = |one: &str, other: &str| {
        answers(&pod(&format!("ports: [{{containerPort: 80, {one}}}, {{containerPort: 80, {other}}}]"), ""))
            .into_iter()
            .filter_map(|answer| Some(answer.split_once("].ports[1]: ")?.1.split(" port").next()?.to_owned()))
            .collect::<Vec<_>>()
    };
    let (with_ip, other_ip) = ("hostPort: 1, hostIP: 10.0.0.1", "hostPort: 1, hostIP: 10.0.0.2");
    assert_eq!(ports("", ""), ["duplicate"]);
    assert_eq!(ports("hostPort: 1", ""), ["overlapping"]);
    assert_eq!(ports("", "hostPort: 1"), ["overlapping"]);
    assert_eq!(ports("hostPort: 1", with_ip), ["dangerously ambiguous"]);
    assert_eq!(ports(with_ip, "hostPort: 1"), ["dangerously ambiguous"]);
    assert_eq!(ports(with_ip, other_ip), Vec::<String>::new());
    assert_eq!(ports("hostPort: 1", "hostPort: 2"), Vec::<String>::new());
    assert_eq!(ports("hostPort: 1", "hostPort: 2, hostIP: 10.0.0.1"), Vec::<String>::new());
    assert_eq!(ports("protocol: TCP", "protocol: UDP"), Vec::<String>::new());
}

/// Up to 1.32 a container could not sleep for no time at all.
#[test]
fn sleeping_takes_some_time_and_no_more_than_there_is() {
    for (minor, seconds, words) in [
        (36, 0, None),
        (36, 31, Some("must be non-negative")),
        (36, -1, Some("must be non-negative")),
        (32, 1, None),
        (32, 0, Some("must be greater than 0")),
        (32, 31, Some("must be greater than 0")),
    ] {
        let yaml = format!(
            "apiVersion: v1\nkind: Pod\nmetadata: {{name: a}}\nspec: {{containers: [{{name: a, image: b, lifecycle: {{preStop: {{sleep: {{seconds: {seconds}}}}}}}}}]}}\n"
        );
        let found = crate::api::testing::findings(crate::model::Version::new(minor).unwrap(), &yaml);
        let details: Vec<&str> = found
            .iter()
            .filter_map(|finding| match &finding.api {
                Some(crate::model::ApiCause::Refusal { detail, .. }) => Some(detail.as_str()),
                _ => None,
            })
            .collect();
        assert_eq!(details.len(), usize::from(words.is_some()), "1.{minor}, {seconds}: {details:?}");
        assert!(words.is_none_or(|words| details[0].contains(words)), "1.{minor}, {seconds}: {details:?}");
    }
}
