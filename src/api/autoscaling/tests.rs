//! What the server would answer to kinds of this group.

use crate::api::testing::{answers, table};

const V2: &str = "apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {name: web}\nspec:\n  maxReplicas: 3\n  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}\n";

#[test]
fn metrics_and_behavior() {
    table(
        V2,
        &[
            ("", &[]),
            ("  minReplicas: 5\n", &["Invalid spec.maxReplicas"]),
            ("  minReplicas: 0\n", &["Forbidden spec.metrics", "Invalid spec.minReplicas"]),
            (
                "  metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization}}}]\n",
                &["Required spec.metrics[0].resource.target.averageUtilization"],
            ),
            (
                "  metrics: [{type: Pods, object: {describedObject: {kind: K, name: x}, metric: {name: m}, target: {type: Value, value: 0}}}]\n",
                &["Invalid spec.metrics[0].object.target.value", "Required spec.metrics[0].pods"],
            ),
            ("  metrics: [{type: cpu}]\n", &["NotSupported spec.metrics[0].type", "NotSupported spec.metrics[0].type"]),
            (
                "  metrics: [{type: ContainerResource, containerResource: {name: gpu, container: A, target: {type: X, averageUtilization: 1}}}]\n",
                &[
                    "Invalid spec.metrics[0].containerResource.container",
                    "Invalid spec.metrics[0].containerResource.name",
                    "Invalid spec.metrics[0].containerResource.name",
                    "Invalid spec.metrics[0].containerResource.target.type",
                ],
            ),
            (
                "  behavior: {scaleUp: {stabilizationWindowSeconds: 3601}}\n",
                &["Invalid spec.behavior.scaleUp.stabilizationWindowSeconds"],
            ),
            ("  behavior: {scaleDown: {policies: []}}\n", &["Required spec.behavior.scaleDown.policies"]),
            (
                "  behavior: {scaleDown: {policies: [{type: Pod, value: 0, periodSeconds: 1801}]}}\n",
                &[
                    "Invalid spec.behavior.scaleDown.policies[0].periodSeconds",
                    "Invalid spec.behavior.scaleDown.policies[0].value",
                    "NotSupported spec.behavior.scaleDown.policies[0].type",
                ],
            ),
        ],
    );
}

#[test]
fn the_target_names_its_group() {
    let yaml = |target: &str| {
        format!(
            "apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {{name: web}}\nspec:\n  scaleTargetRef: {target}\n"
        )
    };
    let without_max = ["Invalid spec.maxReplicas", "Required spec.maxReplicas"];
    assert_eq!(answers(&yaml("{apiVersion: v1, kind: ReplicationController, name: a}")), without_max);
    let wrong = answers(&yaml("{apiVersion: v1, kind: Deployment}"));
    assert!(wrong.contains(&"Invalid spec.scaleTargetRef.apiVersion".to_owned()), "{wrong:?}");
    assert!(wrong.contains(&"Required spec.scaleTargetRef.name".to_owned()), "{wrong:?}");
}

#[test]
fn v1_carries_metrics_in_an_annotation() {
    let yaml = |annotation: &str, rest: &str| {
        format!(
            "apiVersion: autoscaling/v1\nkind: HorizontalPodAutoscaler\nmetadata:\n  name: web\n  annotations:\n    autoscaling.alpha.kubernetes.io/{annotation}\nspec:\n  maxReplicas: 3\n  scaleTargetRef: {{apiVersion: apps/v1, kind: Deployment, name: web}}\n{rest}"
        )
    };
    let pods = "metrics: '[{\"type\":\"Pods\",\"pods\":{\"metricName\":\"\",\"targetAverageValue\":\"1\"}}]'";
    assert_eq!(answers(&yaml(pods, "")), ["Required spec.metrics[0].pods.metric.name"]);
    assert_eq!(
        answers(&yaml(pods, "  targetCPUUtilizationPercentage: 0\n")),
        ["Invalid spec.metrics[1].resource.target.averageUtilization", "Required spec.metrics[0].pods.metric.name"]
    );
    assert!(answers(&yaml("metrics: 'no json'", "")).is_empty());
    assert_eq!(
        answers(&yaml("behavior: '{\"ScaleUp\":{\"SelectPolicy\":\"Most\"}}'", "")),
        ["NotSupported spec.behavior.scaleUp.selectPolicy", "Required spec.behavior.scaleUp.policies"]
    );
}
