//! What the server would answer to kinds of this group.

use crate::api::testing::table;

#[test]
fn pod_disruption_budget() {
    table(
        "apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {name: web}\nspec:\n",
        &[
            ("  minAvailable: 50%\n  selector: {matchLabels: {a: b}}\n", &[]),
            ("  minAvailable: 1\n  maxUnavailable: 1\n", &["Invalid spec"]),
            ("  maxUnavailable: 101%\n", &["Invalid spec.maxUnavailable"]),
            ("  maxUnavailable: '5'\n", &["Invalid spec.maxUnavailable"]),
            ("  minAvailable: -1\n", &["Invalid spec.minAvailable"]),
            ("  unhealthyPodEvictionPolicy: Always\n", &["NotSupported spec.unhealthyPodEvictionPolicy"]),
        ],
    );
}

#[test]
fn metadata_comes_last() {
    table(
        "apiVersion: policy/v1\nkind: PodDisruptionBudget\n",
        &[
            ("metadata: {name: Any Name}\nspec: {}\n", &[]),
            ("spec: {}\n", &["Required metadata.name"]),
            ("spec: {minAvailable: -1}\n", &["Invalid spec.minAvailable"]),
        ],
    );
}
