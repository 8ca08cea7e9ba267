//! Limits of the smaller groups, from both sides.

use super::testing::{answers, edge};

fn object(api_version: &str, kind: &str, rest: &str) -> String {
    format!("apiVersion: {api_version}\nkind: {kind}\nmetadata: {{name: a}}\n{rest}\n")
}

/// Holds that the first number is taken and the second refused at the end of the path.
fn pair(good: i64, bad: i64, field: &str, yaml: impl Fn(i64) -> String) {
    for (number, told) in [(good, false), (bad, true)] {
        let found = answers(&yaml(number));
        assert_eq!(found.iter().any(|answer| answer.ends_with(field)), told, "{field} of {number}: {found:?}");
    }
}

fn joined(count: usize, one: impl Fn(usize) -> String) -> String {
    (0..count).map(one).collect::<Vec<_>>().join(", ")
}

#[test]
fn priorities_and_flows() {
    let class = |value: i64| object("scheduling.k8s.io/v1", "PriorityClass", &format!("value: {value}"));
    pair(1_000_000_000, 1_000_000_001, "value", class);
    let system = |name: &str, value: i64| class(value).replace("name: a", &format!("name: {name}"));
    for (name, value) in [("system-node-critical", 2_000_001_000), ("system-cluster-critical", 2_000_000_000)] {
        pair(value, value + 1, "metadata.name", |value| system(name, value));
    }
    let flow = |n: i64| {
        object(
            "flowcontrol.apiserver.k8s.io/v1",
            "FlowSchema",
            &format!("spec: {{matchingPrecedence: {n}, priorityLevelConfiguration: {{name: a}}}}"),
        )
    };
    for (good, bad) in [(10_000, 10_001), (2, 1), (0, -1)] {
        pair(good, bad, "matchingPrecedence", flow);
    }
    let level = |of: String| {
        object(
            "flowcontrol.apiserver.k8s.io/v1",
            "PriorityLevelConfiguration",
            &format!("spec: {{type: Limited, limited: {{{of}}}}}"),
        )
    };
    let reject = |of: String| level(format!("limitResponse: {{type: Reject}}, {of}"));
    for (good, bad) in [(0, -1), (100, 101)] {
        pair(good, bad, "lendablePercent", |n| reject(format!("lendablePercent: {n}")));
    }
    pair(0, -1, "borrowingLimitPercent", |n| reject(format!("borrowingLimitPercent: {n}")));
    pair(0, -1, "nominalConcurrencyShares", |n| reject(format!("nominalConcurrencyShares: {n}")));
    let queues = |of: String| level(format!("limitResponse: {{type: Queue, queuing: {{{of}}}}}"));
    pair(10_000_000, 10_000_001, "queues", |n| queues(format!("queues: {n}, handSize: 1")));
    // A hand is eight cards and the deck has sixty-four unless something else is said.
    pair(8, 7, "handSize", |n| queues(format!("queues: {n}")));
    // Ten cards of sixty-four take 59 bits, eleven more than 60.
    pair(10, 11, "handSize", |n| queues(format!("handSize: {n}")));
    pair(64, 65, "handSize", |n| queues(format!("queues: 64, handSize: {n}")).replace("handSize: 64", "handSize: 1"));
}

#[test]
fn endpoints_and_events() {
    let slice = |rest: String| object("discovery.k8s.io/v1", "EndpointSlice", &format!("addressType: IPv4\n{rest}"));
    let address = |n: usize| format!("10.{}.{}.{}", n / 65_536, n / 256 % 256, n % 256);
    edge(1000, "TooMany endpoints", |n| {
        slice(format!("endpoints: [{}]", joined(n, |n| format!("{{addresses: [{}]}}", address(n)))))
    });
    edge(100, "TooMany endpoints[0].addresses", |n| {
        slice(format!("endpoints: [{{addresses: [{}]}}]", joined(n, address)))
    });
    edge(8, "TooMany endpoints[0].hints.forZones", |n| {
        slice(format!(
            "endpoints: [{{addresses: [10.0.0.1], hints: {{forZones: [{}]}}}}]",
            joined(n, |n| format!("{{name: z{n}}}"))
        ))
    });
    edge(20_000, "TooMany ports", |n| {
        slice(format!("endpoints: []\nports: [{}]", joined(n, |n| format!("{{name: p{n}, port: 1}}"))))
    });
    let event = |rest: String| {
        let fixed = "regarding: {kind: Pod, namespace: default, name: a}\nreportingController: a.io/b\ntype: Normal\neventTime: '2024-01-01T00:00:00.000000Z'";
        object("events.k8s.io/v1", "Event", &format!("{fixed}\n{rest}"))
            .replace("name: a}", "name: a, namespace: default}")
    };
    let text = |n: usize| "x".repeat(n);
    edge(128, "Invalid reportingInstance", |n| event(format!("action: a\nreason: b\nreportingInstance: {}", text(n))));
    edge(128, "Invalid action", |n| event(format!("reason: b\nreportingInstance: c\naction: {}", text(n))));
    edge(128, "Invalid reason", |n| event(format!("action: a\nreportingInstance: c\nreason: {}", text(n))));
    edge(1024, "Invalid message", |n| event(format!("action: a\nreason: b\nreportingInstance: c\nnote: {}", text(n))));
    pair(2, 1, "series.count", |n| {
        event(format!(
            "action: a\nreason: b\nreportingInstance: c\nseries: {{count: {n}, lastObservedTime: '2024-01-01T00:00:00.000000Z'}}"
        ))
    });
}

#[test]
fn devices() {
    let slice = |devices: String| {
        object(
            "resource.k8s.io/v1",
            "ResourceSlice",
            &format!("spec: {{driver: b.c, pool: {{name: p, resourceSliceCount: 1}}, nodeName: n, {devices}}}"),
        )
    };
    let device = |rest: String| slice(format!("devices: [{{name: d, {rest}}}]"));
    let at = "spec.devices[0]";
    edge(128, "TooMany spec.devices", |n| slice(format!("devices: [{}]", joined(n, |n| format!("{{name: d{n}}}")))));
    edge(64, "TooMany spec.devices", |n| {
        slice(format!("devices: [{}]", joined(n, |n| format!("{{name: d{n}, attributes: {{a: {{ints: [1]}}}}}}"))))
    });
    edge(8, "TooMany spec.sharedCounters", |n| {
        slice(format!("sharedCounters: [{}]", joined(n, |n| format!("{{name: s{n}, counters: {{a: {{value: 1}}}}}}"))))
    });
    edge(32, &format!("Invalid {at}"), |n| {
        device(format!("attributes: {{{}}}", joined(n, |n| format!("a{n}: {{int: 1}}"))))
    });
    edge(48, &format!("Invalid {at}"), |n| {
        device(format!("attributes: {{a: {{ints: [{}]}}}}", joined(n, |n| n.to_string())))
    });
    edge(16, &format!("TooMany {at}.taints"), |n| {
        device(format!("taints: [{}]", joined(n, |n| format!("{{key: k{n}, effect: NoSchedule}}"))))
    });
    edge(2, &format!("TooMany {at}.consumesCounters"), |n| {
        device(format!(
            "consumesCounters: [{}]",
            joined(n, |n| format!("{{counterSet: s{n}, counters: {{a: {{value: 1}}}}}}"))
        ))
    });
    edge(64, &format!("TooLong {at}.attributes[a].string"), |n| {
        device(format!("attributes: {{a: {{string: {}}}}}", "x".repeat(n)))
    });
    edge(32, &format!("TooLong {at}.attributes"), |n| device(format!("attributes: {{{}: {{int: 1}}}}", "x".repeat(n))));
    edge(63, &format!("TooLong {at}.attributes"), |n| {
        device(format!("attributes: {{{}/a: {{int: 1}}}}", "x".repeat(n)))
    });
    edge(253, "TooLong spec.pool.name", |n| {
        slice(String::new()).replace("name: p", &format!("name: {}/{}", "p".repeat(100), "q".repeat(n - 101)))
    });
    pair(1, 0, "resourceSliceCount", |n| {
        slice(String::new()).replace("resourceSliceCount: 1", &format!("resourceSliceCount: {n}"))
    });
}

#[test]
fn claims_of_devices() {
    let claim =
        |devices: String| object("resource.k8s.io/v1", "ResourceClaim", &format!("spec: {{devices: {{{devices}}}}}"));
    let request = |n: usize| format!("{{name: r{n}, exactly: {{deviceClassName: b}}}}");
    edge(32, "TooMany spec.devices.requests", |n| claim(format!("requests: [{}]", joined(n, request))));
    edge(8, "TooMany spec.devices.requests[0].firstAvailable", |n| {
        claim(format!(
            "requests: [{{name: r, firstAvailable: [{}]}}]",
            joined(n, |n| format!("{{name: s{n}, deviceClassName: b}}"))
        ))
    });
    let expression = |n: usize| {
        claim(format!(
            "requests: [{{name: r, exactly: {{deviceClassName: b, selectors: [{{cel: {{expression: 'true{}'}}}}]}}}}]",
            " ".repeat(n - 4)
        ))
    };
    edge(10_240, "TooLong spec.devices.requests[0].exactly.selectors[0].cel.expression", expression);
}

#[test]
fn drivers_and_tokens() {
    let driver = |rest: String| {
        object(
            "storage.k8s.io/v1",
            "CSIDriver",
            &format!(
                "spec: {{serviceAccountTokenInSecrets: true, tokenRequests: [{{audience: a, expirationSeconds: X}}], {rest}}}"
            ),
        )
    };
    for (good, bad) in [(600, 599), (1 << 32, (1 << 32) + 1)] {
        pair(good, bad, "expirationSeconds", |n| driver(String::new()).replace('X', &n.to_string()));
    }
    pair(10, 9, "nodeAllocatableUpdatePeriodSeconds", |n| {
        driver(format!("nodeAllocatableUpdatePeriodSeconds: {n}")).replace('X', "600")
    });
    let policy = |word: &str| answers(&driver(format!("fsGroupPolicy: {word}")).replace('X', "600"));
    assert!(["File", "None", "ReadWriteOnceWithFSType"].iter().all(|word| policy(word).is_empty()));
    assert_eq!(policy("Other"), ["NotSupported spec.fsGroupPolicy"]);
    let node = |id: usize| {
        object(
            "storage.k8s.io/v1",
            "CSINode",
            &format!("spec: {{drivers: [{{name: a.b, nodeID: {}}}]}}", "x".repeat(id)),
        )
    };
    edge(256, "Invalid spec.drivers[0].nodeID", node);
    let class = |count: usize, bytes: usize| {
        object(
            "storage.k8s.io/v1",
            "StorageClass",
            &format!(
                "provisioner: a.b\nparameters: {{{}}}",
                joined(count, |n| format!("k{n:03}: {}", "v".repeat(bytes)))
            ),
        )
    };
    edge(512, "TooLong parameters", |n| class(n, 1));
    edge(262_140, "TooLong parameters", |n| class(1, n));
    let values = |field: &str, word: &str| {
        answers(&object("storage.k8s.io/v1", "StorageClass", &format!("provisioner: a.b\n{field}: {word}")))
    };
    for (field, good) in [("reclaimPolicy", "Delete Retain"), ("volumeBindingMode", "Immediate WaitForFirstConsumer")] {
        assert!(good.split(' ').all(|word| values(field, word).is_empty()), "{field}");
        assert_eq!(values(field, "Recycle"), [format!("NotSupported {field}")]);
    }
}

#[test]
fn services_of_other_servers() {
    let service = |n: i64| {
        object(
            "apiregistration.k8s.io/v1",
            "APIService",
            &format!(
                "spec: {{version: v1, group: a.io, groupPriorityMinimum: {n}, versionPriority: 1, service: {{name: a, namespace: b}}}}"
            ),
        )
    };
    for (good, bad) in [(1, 0), (20_000, 20_001)] {
        pair(good, bad, "groupPriorityMinimum", service);
    }
    for (good, bad) in [(1, 0), (1000, 1001)] {
        pair(good, bad, "versionPriority", |n| {
            service(1).replace("versionPriority: 1", &format!("versionPriority: {n}"))
        });
    }
}

#[test]
fn scalers() {
    let scaler = |rest: String| {
        object(
            "autoscaling/v2",
            "HorizontalPodAutoscaler",
            &format!(
                "spec: {{maxReplicas: 3, scaleTargetRef: {{apiVersion: apps/v1, kind: Deployment, name: web}}, {rest}}}"
            ),
        )
    };
    let up = |value: i64, period: i64, window: i64| {
        scaler(format!(
            "behavior: {{scaleUp: {{policies: [{{type: Pods, value: {value}, periodSeconds: {period}}}], stabilizationWindowSeconds: {window}}}}}"
        ))
    };
    for (good, bad) in [(1, 0), (1800, 1801)] {
        pair(good, bad, "periodSeconds", |n| up(1, n, 1));
    }
    pair(1, 0, ".value", |n| up(n, 1, 1));
    for (good, bad) in [(0, -1), (3600, 3601)] {
        pair(good, bad, "stabilizationWindowSeconds", |n| up(1, 1, n));
    }
    pair(1, 0, "minReplicas", |n| scaler(format!("minReplicas: {n}")));
    pair(3, 4, "maxReplicas", |n| scaler(format!("minReplicas: {n}")));
    // What stands in the old annotation is read in any case, but only under its own names.
    for (text, count) in [
        (
            r#"{"SCALEUP":{"Policies":[{"TYPE":"Pods","Value":1,"PeriodSeconds":1}],"StabilizationWindowSeconds":3600,"SelectPolicy":"Max","Tolerance":"1"}}"#,
            0,
        ),
        (r#"{"scaledown":{"policies":[{"TYPE":"Nodes","Value":1,"PeriodSeconds":1}]}}"#, 1),
        (r#"{"scaledown":{"policies":[{"TYPE":"Pods","VALUE":0,"PeriodSeconds":1}]}}"#, 1),
        (r#"{"scaledown":{"policies":[{"TYPE":"Pods","VALUE":1,"PeriodSeconds":1801}]}}"#, 1),
        (
            r#"{"scaledown":{"policies":[{"TYPE":"Pods","VALUE":1,"PeriodSeconds":1}],"StabilizationWindowSeconds":3601}}"#,
            1,
        ),
        (r#"{"scaledown":{"policies":[{"TYPE":"Pods","VALUE":1,"PeriodSeconds":1}],"Tolerance":"-1"}}"#, 1),
        (r#"{"scaledown":{"policies":[{"TYPE":"Pods","VALUE":1,"PeriodSeconds":1}],"SELECTPOLICY":"Most"}}"#, 1),
        (r#"{"scaledown":{"POLICIES":[]}}"#, 1),
    ] {
        let yaml = format!(
            "apiVersion: autoscaling/v1\nkind: HorizontalPodAutoscaler\nmetadata: {{name: a, annotations: {{autoscaling.alpha.kubernetes.io/behavior: '{text}'}}}}\nspec: {{maxReplicas: 3, scaleTargetRef: {{apiVersion: apps/v1, kind: Deployment, name: web}}}}\n"
        );
        assert_eq!(answers(&yaml).len(), count, "{text}: {:?}", answers(&yaml));
    }
}
