//! How many more fit.

use super::{APART, Dice, asked, capacities, capacity, node, places, workload, world};

#[test]
fn so_many_more_fit_and_not_one_more() {
    let (mut dice, mut counted) = (Dice(7), 0);
    for _ in 0..60 {
        let (text, _, names) = world(&mut dice);
        let before = places(&asked(&text, None, "").0);
        for name in &names {
            let more = capacity(&text, name);
            assert!(!more.at_least, "{text}");
            let replicas = text.split(&format!("name: {name}}}\nspec:\n  replicas: ")).nth(1).unwrap();
            let replicas: i64 = replicas.split('\n').next().unwrap().parse().unwrap();
            let there = before.keys().filter(|pod| pod.starts_with(&format!("default/{name}-"))).count();
            if i64::try_from(there).unwrap() < replicas {
                assert_eq!(more.more, 0, "{name} {text}");
                continue;
            }
            for (extra, all) in [(more.more, true), (more.more + 1, false)] {
                let scale = format!("scale deployment {name} --replicas={}", replicas + extra);
                let after = places(&asked(&text, None, &scale).0);
                let own = after.keys().filter(|pod| pod.starts_with(&format!("default/{name}-"))).count();
                assert_eq!(i64::try_from(own).unwrap() == replicas + extra, all, "{name} +{extra} {text}");
            }
            counted += more.more;
            assert_eq!(more.on.iter().map(|(_, on)| on).sum::<i64>(), more.more);
        }
    }
    assert!(counted > 100, "{counted}");
}

#[test]
fn a_quota_stops_the_next() {
    let quota = "---\napiVersion: v1\nkind: ResourceQuota\nmetadata: {name: q}\nspec: {hard: {pods: '5'}}\n";
    let more = capacity(&(node("n0", "a", 4, 110) + quota + &workload("web", 2, 100, "")), "web");
    assert_eq!(more.more, 3);
    assert!(more.message.contains("exceeded quota: q"), "{}", more.message);
}

fn quota(hard: &str) -> String {
    format!("---\napiVersion: v1\nkind: ResourceQuota\nmetadata: {{name: q}}\nspec: {{hard: {{{hard}}}}}\n")
}

/// Pods of any kind that end or stand by themselves, each with 100m.
fn other(kind: &str, name: &str) -> String {
    let pod = "{restartPolicy: Never, containers: [{name: c, image: i, resources: {requests: {cpu: 100m}}}]}";
    let job = format!("{{parallelism: 2, completions: 9, template: {{spec: {pod}}}}}");
    let (group, spec) = match kind {
        "Job" => ("batch/v1", job),
        "CronJob" => ("batch/v1", format!("{{schedule: '* * * * *', jobTemplate: {{spec: {job}}}}}")),
        _ => ("v1", pod.to_owned()),
    };
    format!("---\napiVersion: {group}\nkind: {kind}\nmetadata: {{name: {name}}}\nspec: {spec}\n")
}

#[test]
fn a_quota_that_leaves_room_for_one_stops_the_one_after_however_they_are_spread() {
    let nodes = node("n0", "a", 4, 110) + &node("n1", "b", 4, 110);
    for apart in APART {
        let text = nodes.clone() + &quota("requests.cpu: 500m") + &workload("web", 2, 200, apart);
        assert_eq!(capacity(&text, "web").more, 0, "{apart}");
        // Anti-affinity leaves no room whatever is let in.
        let more = i64::from(!apart.contains("AntiAffinity"));
        let one = text.replace("500m", "600m");
        let told = capacity(&one, "web");
        assert_eq!(told.more, more, "{apart}");
        assert_eq!(told.message.contains("exceeded quota: q, requested: requests.cpu=200m"), more == 1, "{told:?}");
        assert_eq!(told.on.iter().map(|(_, on)| on).sum::<i64>(), more);
    }
    let named = workload("x", 1, 500, "").replace("containers:", "nodeName: n0\n      containers:");
    let set = workload("w", 3, 1000, APART[1]).replace("Deployment", "ReplicaSet");
    let told = capacity(&(nodes + &node("n2", "c", 4, 110) + &quota("requests.cpu: 5") + &named + &set), "w");
    assert_eq!(told.more, 1, "{told:?}");
    assert!(told.message.contains("pods \"w-5\" is forbidden"), "{}", told.message);
}

#[test]
fn quotas_hold_for_what_has_no_replicas() {
    let nodes = node("n0", "a", 4, 110);
    for kind in ["Job", "CronJob", "Pod"] {
        let there = if kind == "Pod" { 1 } else { 2 };
        for room in 0..3 {
            let text = format!("{nodes}{}{}", quota(&format!("pods: {}", there + room)), other(kind, "x"));
            let more = capacity(&text, "x");
            assert_eq!(more.more, room, "{kind} {more:?}");
            assert!(more.message.contains("exceeded quota: q"), "{kind} {}", more.message);
            assert!(more.helps.is_empty(), "{kind} {more:?}");
        }
        let more = capacity(&format!("{nodes}{}{}", quota("pods: 99"), other(kind, "x")), "x");
        assert!(more.message.contains("Insufficient cpu") && more.more == 40 - there, "{kind} {more:?}");
    }
    // A pod that does not say what is counted is not let in.
    let text = nodes + &quota("limits.cpu: 9").replace('9', "'9'") + &other("Pod", "x");
    assert!(capacity(&text, "x").message.contains("must specify limits.cpu"));
}

#[test]
fn each_of_many_is_asked_about_by_itself() {
    let text = node("n0", "a", 4, 110)
        + &quota("pods: 8")
        + &workload("web", 2, 100, "")
        + &workload("api", 1, 100, APART[1])
        + &other("Job", "job")
        + &other("Pod", "lone");
    let all = capacities(&text);
    assert_eq!(all.len(), 4);
    for (name, more) in &all {
        let alone = capacity(&text, name.split(' ').nth(1).unwrap());
        assert_eq!((more.more, more.at_least, &more.message), (2, false, &alone.message), "{name} {more:?}");
    }
    let empty = capacities(&(workload("web", 1, 100, "") + &other("CronJob", "cj") + &other("Pod", "lone")));
    for (name, more) in &empty {
        assert_eq!((more.more, more.note.as_str()), (0, ""), "{name}");
        assert_eq!(more.message, "no nodes available to schedule pods", "{name}");
    }
    assert_eq!(empty.len(), 3);
}

#[test]
fn a_quota_lets_in_more_than_are_ever_made() {
    let text = node("n0", "a", 90, 900).replace("8Gi", "900Gi") + &quota("pods: 702") + &workload("web", 2, 100, "");
    let more = capacity(&text, "web");
    assert_eq!((more.more, more.at_least), (700, false), "{more:?}");
    let refused = quota("count/deployments.apps: 0") + &workload("web", 2, 100, "");
    let more = capacity(&(node("n0", "a", 4, 110) + &refused), "web");
    assert!(more.more == 0 && more.message.starts_with("deployments.apps \"web\" is forbidden"), "{more:?}");
}

#[test]
fn a_node_that_has_given_all_away_is_not_one_that_has_none() {
    let gpu = node("g0", "a", 4, 110).replace("cpu: '4'", "cpu: '4', nvidia.com/gpu: '2'");
    let web = workload("web", 2, 100, "").replace("cpu: 100m", "nvidia.com/gpu: 1");
    let more = capacity(&(node("n0", "a", 4, 110) + &node("n1", "b", 4, 110) + &gpu + &web), "web");
    let told: Vec<String> = more.reasons.iter().map(|(nodes, why)| format!("{}: {why}", nodes.join(" "))).collect();
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(told[0].starts_with("g0: ") && told[0].contains("free 0 of 2 (2 pods request 2)"), "{told:?}");
    assert!(told[1].starts_with("n0 n1: ") && told[1].contains("no nvidia.com/gpu at all"), "{told:?}");
}
