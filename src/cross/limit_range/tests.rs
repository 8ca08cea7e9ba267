use crate::discover::SourceFile;
use crate::pipeline::{Request, run};

const RANGE: &str = "apiVersion: v1\nkind: LimitRange\nmetadata: {name: r, namespace: shop}\nspec:\n  limits:\n";

/// Field, message and mended text of each finding.
fn found(items: &str, object: &str) -> Vec<String> {
    let text = format!("{RANGE}{items}---\n{object}");
    let file = SourceFile::new("a.yaml", text.as_str());
    let outcome = run(&[file], &Request::default()).unwrap();
    let own = outcome.findings.iter().filter(|f| f.rule == "cross/limit-range");
    own.map(|f| {
        let edits =
            f.fixes.iter().flat_map(|fix| &fix.edits).map(|e| format!(" [{} -> {}]", &text[e.span.range()], e.text));
        format!("{}: {}{}", f.field, f.message, edits.collect::<String>())
    })
    .collect()
}

fn pod(resources: &str) -> String {
    format!(
        "apiVersion: v1\nkind: Pod\nmetadata: {{name: p, namespace: shop}}\nspec:\n  containers:\n  - name: a\n    image: a:1\n    resources: {resources}\n"
    )
}

#[test]
fn amounts_outside_are_set_to_the_bound() {
    let items = "  - {type: Container, min: {cpu: 100m}, max: {cpu: '1'}}\n";
    let base = "spec.containers[0].resources";
    assert_eq!(
        found(items, &pod("{requests: {cpu: 50m}}")),
        [format!(
            "{base}.requests[cpu]: container `a` requests 50m cpu, less than the 100m that LimitRange `r` wants [50m -> 100m]"
        )]
    );
    assert_eq!(
        found(items, &pod("{requests: {cpu: 50m}, limits: {cpu: 80m}}")),
        [format!(
            "{base}.requests[cpu]: container `a` requests 50m cpu, less than the 100m that LimitRange `r` wants [50m -> 100m] [80m -> 100m]"
        )]
    );
    assert_eq!(
        found(items, &pod("{limits: {cpu: 3}}")),
        [format!(
            "{base}.limits[cpu]: container `a` is limited to 3 cpu, more than the 1 that LimitRange `r` allows [3 -> 1]"
        )]
    );
    assert_eq!(found(items, &pod("{limits: {cpu: 1}}")), [""; 0]);
    assert_eq!(found(items, &pod("{limits: {cpu: 3}}").replace("shop", "other")), [""; 0], "another namespace");
}

#[test]
fn sums_and_ratios_are_told_but_not_mended() {
    let items = "  - {type: Pod, max: {memory: 1Gi}}\n";
    assert_eq!(
        found(items, &pod("{limits: {memory: 2Gi}}")),
        [
            "spec.containers[0].resources.limits[memory]: the pod is limited to 2Gi memory, more than the 1Gi that LimitRange `r` allows"
        ]
    );
    let items = "  - {type: Container, maxLimitRequestRatio: {cpu: 2}}\n";
    assert_eq!(
        found(items, &pod("{requests: {cpu: 100m}, limits: {cpu: 1}}")),
        [
            "spec.containers[0].resources.limits[cpu]: container `a` is limited to 10.00 times its cpu request, more than the 2 times that LimitRange `r` allows"
        ]
    );
}

#[test]
fn anchors_that_serve_two_containers_are_left_alone() {
    let items = "  - {type: Container, min: {cpu: 100m}}\n";
    let object = "apiVersion: v1\nkind: Pod\nmetadata: {name: p, namespace: shop}\nspec:\n  containers:\n  - {name: a, image: 'a:1', resources: &r {requests: {cpu: 50m}}}\n  - {name: b, image: 'a:1', resources: *r}\n";
    let found = found(items, object);
    assert_eq!(found.len(), 2);
    assert!(found.iter().all(|f| !f.contains("->")), "{found:?}");
}

#[test]
fn claims_of_a_stateful_set() {
    let items = "  - {type: PersistentVolumeClaim, max: {storage: 5Gi}}\n";
    let set = "apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: db, namespace: shop}\nspec:\n  selector: {matchLabels: {a: b}}\n  template: {metadata: {labels: {a: b}}, spec: {containers: [{name: a, image: 'a:1'}]}}\n  volumeClaimTemplates:\n  - metadata: {name: data}\n    spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 10Gi}}}\n";
    assert_eq!(
        found(items, set),
        [
            "spec.volumeClaimTemplates[0].spec.resources.requests[storage]: claim `data` requests 10Gi storage, more than the 5Gi that LimitRange `r` allows [10Gi -> 5Gi]"
        ]
    );
}

#[test]
fn very_many_are_not_meant_for_one_cluster() {
    let range = |i: usize| {
        format!("---\n{RANGE}  - {{type: Container, max: {{cpu: '1'}}}}\n").replace("name: r", &format!("name: r{i}"))
    };
    let told = |count: usize| {
        let text = (0..count).map(range).collect::<String>() + "---\n" + &pod("{limits: {cpu: 3}}");
        let file = SourceFile::new("a.yaml", text);
        let findings = run(&[file], &Request::default()).unwrap().findings;
        findings
            .into_iter()
            .filter(|f| f.rule == "cross/limit-range")
            .map(|f| f.into_particulars().message)
            .collect::<Vec<_>>()
    };
    assert_eq!(told(16), ["container `a` is limited to 3 cpu, more than the 1 that LimitRange `r0` allows"]);
    assert_eq!(told(17), ["namespace `shop` has 17 LimitRanges here: pods are not held against them"]);
}
