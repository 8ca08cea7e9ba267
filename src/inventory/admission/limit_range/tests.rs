use super::*;
use crate::inventory::read::pod_spec;
use crate::resource::{Content, content};
use crate::scheduler::types::Labels;
use crate::source::{Limits, parse};

/// What a range with these items says of a pod with this spec.
fn said(items: &str, spec: &str) -> Option<String> {
    let yaml = format!(
        "apiVersion: v1\nkind: LimitRange\nmetadata: {{name: r}}\nspec:\n  limits:\n{items}---\napiVersion: v1\nkind: Pod\nmetadata: {{name: p}}\nspec:\n{spec}"
    );
    let documents = parse(&yaml, &Limits::default());
    let fields: Vec<_> = documents
        .iter()
        .map(|d| {
            let Content::Objects(objects) = content(d) else { panic!("no object in {yaml}") };
            objects[0].field()
        })
        .collect();
    let range = limit_range(fields[0]);
    let mut pod = pod_spec(fields[1], &Labels::default());
    let written = pod.spec.clone();
    range.apply(&mut pod);
    let refusal = refusal(&[&range], fields[1], &written, &pod)?;
    Some(format!("{} @ {}", refusal.message, &yaml[refusal.span.unwrap().range()]))
}

#[test]
fn containers_are_held_against_min_and_max() {
    let items = "  - {type: Container, min: {cpu: 100m}, max: {cpu: '1', memory: 1Gi}}\n";
    let pod = |resources: &str| format!("  containers: [{{name: a, resources: {resources}}}]\n");
    for (resources, expected) in [
        ("{requests: {cpu: 100m, memory: 1Gi}, limits: {cpu: 1, memory: 1Gi}}", None),
        // What is not given is filled in: the limit from `max`, the request from that limit.
        ("{}", None),
        ("{requests: {cpu: 50m}}", Some("minimum cpu usage per Container is 100m, but request is 50m @ 50m")),
        ("{limits: {cpu: 2}}", Some("maximum cpu usage per Container is 1, but limit is 2 @ 2")),
        (
            "{limits: {memory: 2Gi}, requests: {cpu: 99m}}",
            Some(
                "[minimum cpu usage per Container is 100m, but request is 99m, maximum memory usage per Container is 1Gi, but limit is 2Gi] @ 99m",
            ),
        ),
        (
            "{requests: {cpu: 2}, limits: {cpu: 500m}}",
            Some("maximum cpu usage per Container is 1, but request is 2 @ 2"),
        ),
    ] {
        assert_eq!(said(items, &pod(resources)).as_deref(), expected, "{resources}");
    }
}

#[test]
fn a_request_above_the_limit_that_is_filled_in_is_not_valid() {
    let pod = |list: &str, resources: &str| format!("  {list}: [{{name: a, resources: {resources}}}]\n");
    let text = |list: &str, asked: &str, limit: &str| {
        format!(
            "spec.{list}[0].resources.requests: Invalid value: \"{asked}\": must be less than or equal to cpu limit of {limit} @ {asked}"
        )
    };
    let default = "  - {type: Container, default: {cpu: 100m}}\n";
    for list in ["containers", "initContainers"] {
        assert_eq!(said(default, &pod(list, "{requests: {cpu: 300m}}")), Some(text(list, "300m", "100m")));
    }
    assert_eq!(said(default, &pod("containers", "{requests: {cpu: 100m}}")), None);
    assert_eq!(said(default, &pod("containers", "{requests: {cpu: 300m}, limits: {cpu: 300m}}")), None);
    // `max` is the default as well, and validation comes before the bounds.
    let most = "  - {type: Container, max: {cpu: 500m}}\n";
    assert_eq!(said(most, &pod("containers", "{requests: {cpu: 700m}}")), Some(text("containers", "700m", "500m")));
    // What was written crossed is for the manifest's own rules.
    let written = said(default, &pod("containers", "{requests: {cpu: 300m}, limits: {cpu: 200m}}"));
    assert_eq!(written, None);
    let devices = "  - {type: Container, default: {x.example/gpu: 2}}\n";
    assert_eq!(
        said(devices, &pod("containers", "{requests: {x.example/gpu: 1}}")).as_deref(),
        Some(
            "spec.containers[0].resources.requests: Invalid value: \"1\": must be equal to x.example/gpu limit of 2 @ 1"
        )
    );
}

#[test]
fn what_is_not_given_is_missed_by_pods_and_ratios() {
    let pod = "  containers: [{name: a}]\n";
    let items = "  - {type: Pod, min: {cpu: 1}}\n";
    assert_eq!(said(items, pod).as_deref(), Some("minimum cpu usage per Pod is 1.  No request is specified @ a"));
    let items = "  - {type: Pod, max: {memory: 1Gi}}\n";
    assert_eq!(said(items, pod).as_deref(), Some("maximum memory usage per Pod is 1Gi.  No limit is specified @ a"));
    let items = "  - {type: Container, maxLimitRequestRatio: {cpu: 2}}\n";
    assert_eq!(
        said(items, pod).as_deref(),
        Some("cpu max limit to request ratio per Container is 2, but no request is specified or request is 0 @ a")
    );
}

#[test]
fn ratios_are_told_with_six_digits() {
    let items = "  - {type: Container, maxLimitRequestRatio: {cpu: 1500m}}\n";
    let pod = |limit: &str| {
        format!("  containers: [{{name: a, resources: {{requests: {{cpu: 300m}}, limits: {{cpu: {limit}}}}}}}]\n")
    };
    assert_eq!(said(items, &pod("450m")), None);
    assert_eq!(
        said(items, &pod("500m")).as_deref(),
        Some("cpu max limit to request ratio per Container is 1500m, but provided ratio is 1.666667 @ 500m")
    );
}

#[test]
fn a_pod_is_its_containers_sidecars_and_largest_init_container() {
    let items = "  - {type: Pod, max: {cpu: '2'}}\n";
    let pod = |init: &str| {
        format!(
            "  initContainers:\n  - {{name: s, restartPolicy: Always, resources: {{limits: {{cpu: 500m}}}}}}\n  - {{name: i, resources: {{limits: {{cpu: {init}}}}}}}\n  containers:\n  - {{name: a, resources: {{limits: {{cpu: '1'}}}}}}\n"
        )
    };
    assert_eq!(said(items, &pod("1500m")), None);
    assert_eq!(
        said(items, &pod("1600m")).as_deref(),
        Some("maximum cpu usage per Pod is 2, but limit is 2100m @ '1'"),
        "the init container runs beside the sidecar before it"
    );
    let whole = format!("  resources: {{limits: {{cpu: '3'}}}}\n{}", pod("100m"));
    assert_eq!(said(items, &whole).as_deref(), Some("maximum cpu usage per Pod is 2, but limit is 3 @ '3'"));
}

#[test]
fn equal_words_are_said_once() {
    let items = "  - {type: Container, min: {cpu: 100m}}\n";
    let pod = "  containers:\n  - {name: a, resources: {requests: {cpu: 50m}}}\n  - {name: b, resources: {requests: {cpu: 50m}}}\n";
    assert_eq!(said(items, pod).as_deref(), Some("minimum cpu usage per Container is 100m, but request is 50m @ 50m"));
}

#[test]
fn claims_are_bounded_by_their_requests() {
    let yaml = "spec: {limits: [{type: PersistentVolumeClaim, min: {storage: 1Gi}, max: {storage: 5Gi}}]}\n---\nspec: {resources: {requests: {storage: 10Gi}}}\n---\nspec: {}\n";
    let documents = parse(yaml, &Limits::default());
    let field = |at: usize| Field::root(documents[at].root().unwrap());
    let range = limit_range(field(0));
    let said = |at| claim_refusal([&range], field(at)).map(|(text, _)| text);
    assert_eq!(said(1).as_deref(), Some("maximum storage usage per PersistentVolumeClaim is 5Gi, but request is 10Gi"));
    assert_eq!(
        said(2).as_deref(),
        Some(
            "[minimum storage usage per PersistentVolumeClaim is 1Gi.  No request is specified, maximum storage usage per PersistentVolumeClaim is 5Gi.  No request is specified]"
        )
    );
}
