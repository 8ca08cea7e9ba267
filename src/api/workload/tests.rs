//! Workloads against the answers of the API server.

use super::super::testing::{answers, findings, table};
use crate::model::Version;

const TEMPLATE: &str = "  template:\n    metadata:\n      labels: {app: web}\n    spec:\n      containers:\n      - {name: web, image: 'nginx:1.29'}\n";

/// A workload of that kind, its spec still open, with a template and a selector that fit.
fn of(api_version: &str, kind: &str) -> String {
    format!(
        "apiVersion: {api_version}\nkind: {kind}\nmetadata:\n  name: web\nspec:\n{TEMPLATE}  selector:\n    matchLabels: {{app: web}}\n"
    )
}

#[test]
fn deployments() {
    table(
        &of("apps/v1", "Deployment"),
        &[
            ("", &[]),
            ("  replicas: -1\n", &["Invalid spec.replicas"]),
            ("  strategy: {type: Recreate, rollingUpdate: {}}\n", &["Forbidden spec.strategy.rollingUpdate"]),
            ("  strategy: {type: rolling}\n", &["NotSupported spec.strategy"]),
            (
                "  strategy: {rollingUpdate: {maxUnavailable: 0, maxSurge: 0}}\n",
                &["Invalid spec.strategy.rollingUpdate.maxUnavailable"],
            ),
            (
                "  strategy: {rollingUpdate: {maxUnavailable: '5'}}\n",
                &["Invalid spec.strategy.rollingUpdate.maxUnavailable"],
            ),
            ("  minReadySeconds: 600\n", &["Invalid spec.progressDeadlineSeconds"]),
        ],
    );
}

#[test]
fn revisions_to_roll_back_to() {
    let deployment = |annotation: &str| {
        let metadata = format!("  name: web\n  annotations: {{{annotation}}}\n");
        of("apps/v1", "Deployment").replacen("  name: web\n", &metadata, 1)
    };
    for (annotation, expected) in [
        ("deprecated.deployment.rollback.to: '3'", &[][..]),
        ("deprecated.deployment.rollback.to: ''", &[]),
        ("deprecated.deployment.rollback.to: '-3'", &["Invalid spec.rollback.version"]),
        (
            "deprecated.deployment.rollback.to: last",
            &["Invalid metadata.annotations[deprecated.deployment.rollback.to]"],
        ),
        ("rollback.to: '-3'", &[]),
    ] {
        assert_eq!(answers(&deployment(annotation)), expected, "{annotation}");
    }
    let text = deployment("deprecated.deployment.rollback.to: '-3'");
    let found = findings(Version::new(36).expect("known"), &text);
    assert_eq!(&text[found[0].span.range()], "'-3'", "it is shown where it stands");
}

#[test]
fn selectors_fit_templates() {
    let head = "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n";
    table(
        head,
        &[
            (TEMPLATE, &["Invalid spec.template.metadata.labels", "Required spec.selector"]),
            (
                &format!("{TEMPLATE}  selector: {{matchLabels: {{app: api}}}}\n"),
                &["Invalid spec.template.metadata.labels"],
            ),
            (&format!("{TEMPLATE}  selector: {{}}\n"), &["Invalid spec.selector"]),
            (
                &format!("{TEMPLATE}  selector: {{matchExpressions: [{{key: app, operator: is}}]}}\n"),
                &["Invalid spec.selector", "Invalid spec.selector.matchExpressions[0].operator"],
            ),
        ],
    );
}

#[test]
fn a_missing_label_is_offered_where_it_belongs() {
    let yaml = "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  selector:\n    matchLabels:\n      app: web\n      tier: front\n  template:\n    metadata:\n      labels:\n        app: web\n    spec:\n      containers:\n      - {name: web, image: nginx}\n";
    let found = findings(Version::new(36).expect("known"), yaml);
    let [finding] = &found[..] else { panic!("{found:?}") };
    let edit = &finding.fixes[0].edits[0];
    let mended = format!("{}{}{}", &yaml[..edit.span.start as usize], edit.text, &yaml[edit.span.end as usize..]);
    assert_eq!(answers(&mended), Vec::<String>::new(), "{mended}");
}

#[test]
fn restart_policies() {
    for (api_version, kind) in
        [("apps/v1", "Deployment"), ("apps/v1", "ReplicaSet"), ("apps/v1", "StatefulSet"), ("apps/v1", "DaemonSet")]
    {
        let yaml = of(api_version, kind).replace("    spec:\n", "    spec:\n      restartPolicy: never\n");
        let twice = "NotSupported spec.template.spec.restartPolicy";
        assert_eq!(answers(&yaml), [twice, twice], "{kind}");
        let yaml = of(api_version, kind).replace("    spec:\n", "    spec:\n      activeDeadlineSeconds: 5\n");
        assert_eq!(answers(&yaml), ["Forbidden spec.template.spec.activeDeadlineSeconds"], "{kind}");
    }
}

#[test]
fn daemon_sets() {
    table(
        &of("apps/v1", "DaemonSet"),
        &[
            ("", &[]),
            (
                "  updateStrategy: {rollingUpdate: {maxSurge: 1}}\n",
                &["Invalid spec.updateStrategy.rollingUpdate.maxSurge"],
            ),
            (
                "  updateStrategy: {rollingUpdate: {maxUnavailable: 0}}\n",
                &["Required spec.updateStrategy.rollingUpdate.maxUnavailable"],
            ),
            ("  updateStrategy: {type: Recreate}\n", &["NotSupported spec.updateStrategy"]),
        ],
    );
}

#[test]
fn stateful_sets() {
    table(
        &of("apps/v1", "StatefulSet"),
        &[
            ("", &[]),
            ("  podManagementPolicy: parallel\n", &["Invalid spec.podManagementPolicy"]),
            ("  serviceName: A\n", &["Invalid spec.serviceName"]),
            (
                "  volumeClaimTemplates:\n  - metadata: {name: data}\n    spec: {resources: {requests: {storage: 1Gi}}}\n",
                &["Required spec.volumeClaimTemplates[0].spec.accessModes"],
            ),
            (
                "  volumeClaimTemplates:\n  - spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}\n",
                &[
                    "Required spec.template.spec.volumes[0].name",
                    "Required spec.template.spec.volumes[0].persistentVolumeClaim.claimName",
                ],
            ),
        ],
    );
    let mounted = of("apps/v1", "StatefulSet")
        .replace("image: 'nginx:1.29'}", "image: nginx, volumeMounts: [{name: data, mountPath: /d}]}");
    assert_eq!(answers(&mounted), ["NotFound spec.template.spec.containers[0].volumeMounts[0].name"]);
    let claimed = format!(
        "{mounted}  volumeClaimTemplates:\n  - metadata: {{name: data}}\n    spec: {{accessModes: [ReadWriteOnce], resources: {{requests: {{storage: 1Gi}}}}}}\n"
    );
    assert_eq!(answers(&claimed), Vec::<String>::new());
    let twice = of("apps/v1", "StatefulSet").replace("{app: web}\n    spec", "{app: web, b: c d}\n    spec");
    assert_eq!(answers(&twice), ["Invalid spec.template.labels", "Invalid spec.template.labels"]);
}

#[test]
fn replication_controllers() {
    let head = "apiVersion: v1\nkind: ReplicationController\nmetadata:\n  name: web\nspec:\n";
    table(
        head,
        &[
            ("  replicas: 1\n", &["Required spec.selector", "Required spec.template"]),
            (TEMPLATE, &[]),
            (&format!("{TEMPLATE}  selector: {{app: api}}\n"), &["Invalid spec.template.metadata.labels"]),
        ],
    );
}

#[test]
fn jobs() {
    let head = "apiVersion: batch/v1\nkind: Job\nmetadata:\n  name: web\nspec:\n  template:\n    spec:\n      containers: [{name: a, image: a}]\n";
    table(
        head,
        &[
            ("", &["Required spec.template.spec.restartPolicy"]),
            ("      restartPolicy: Never\n", &[]),
            ("      restartPolicy: Never\n  backoffLimit: -1\n", &["Invalid spec.backoffLimit"]),
            (
                "      restartPolicy: Never\n  maxFailedIndexes: 1\n",
                &["Invalid spec.maxFailedIndexes", "Required spec.backoffLimitPerIndex"],
            ),
            (
                "      restartPolicy: Never\n  completionMode: Indexed\n  parallelism: 2\n",
                &["Required spec.completions"],
            ),
            (
                "      restartPolicy: Never\n  selector: {matchLabels: {a: b}}\n",
                &["Invalid spec.selector", "Invalid spec.template.metadata.labels"],
            ),
            (
                "      restartPolicy: Never\n  manualSelector: true\n",
                &["Invalid spec.template.metadata.labels", "Required spec.selector"],
            ),
            (
                "      restartPolicy: OnFailure\n  podFailurePolicy: {rules: [{action: Ignore, onExitCodes: {operator: In, values: [2, 1]}}]}\n",
                &[
                    "Invalid spec.podFailurePolicy.rules[0].onExitCodes.values",
                    "Invalid spec.template.spec.restartPolicy",
                ],
            ),
            ("      restartPolicy: Never\n  successPolicy: {rules: []}\n", &["Invalid spec.successPolicy"]),
            ("      restartPolicy: Never\n  managedBy: me\n", &["Invalid spec.managedBy"]),
        ],
    );
    // A job without labels has those of its template, mistakes included.
    let labelled = head.replace(
        "    spec:\n      c",
        "    metadata: {labels: {a: b c}}\n    spec:\n      restartPolicy: Never\n      c",
    );
    assert_eq!(answers(&labelled), ["Invalid metadata.labels", "Invalid spec.template.labels"]);
}

#[test]
fn cron_jobs() {
    let head = "apiVersion: batch/v1\nkind: CronJob\nmetadata:\n  name: web\nspec:\n  jobTemplate:\n    spec:\n      template:\n        spec:\n          restartPolicy: Never\n          containers: [{name: a, image: a}]\n";
    table(
        head,
        &[
            // A job's defaults are not given to the template.
            ("      completionMode: Indexed\n  schedule: '@daily'\n", &["Required spec.jobTemplate.spec.completions"]),
            ("  schedule: '0 3 * * *'\n", &[]),
            ("", &["Required spec.schedule"]),
            ("  schedule: daily\n", &["Invalid spec.schedule"]),
            ("  schedule: 'TZ=UTC 0 3 * * *'\n", &["Invalid spec.schedule"]),
            ("  schedule: '@daily'\n  timeZone: Berlin\n", &["Invalid spec.timeZone"]),
            ("  schedule: '@daily'\n  concurrencyPolicy: None\n", &["NotSupported spec.concurrencyPolicy"]),
        ],
    );
}

#[test]
fn claim_templates_are_validated_by_newer_servers() {
    let yaml = "apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: a}\nspec: {serviceName: a, selector: {matchLabels: {a: b}}, template: \
                {metadata: {labels: {a: b}}, spec: {containers: [{name: c, image: i}]}}, volumeClaimTemplates: [{metadata: {name: d}, spec: \
                {resources: {requests: {storage: 1Gi}}}}]}\n";
    let refused = |minor| findings(Version::new(minor).expect("known"), yaml).iter().filter(|f| f.is_refusal()).count();
    assert_eq!([33, 34].map(refused), [0, 1]);
}
