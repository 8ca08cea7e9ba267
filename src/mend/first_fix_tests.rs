//! From the first fix of every error to what was meant: values, keys given twice, and places that do not agree.

use super::idiom_tests::mended;

/// Each text with `written` in it, and that with `meant`.
fn becomes(frame: &str, cases: &[(&str, &str)]) {
    for (written, meant) in cases {
        let [written, meant] = [written, meant].map(|part| frame.replace('@', part));
        assert_eq!(mended(&written).as_deref(), Some(meant.as_str()), "{written}");
    }
}

const POD: &str =
    "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n@  containers:\n  - name: web\n    image: nginx:1.29\n";

#[test]
fn values_are_what_was_meant() {
    let secret = "apiVersion: v1\nkind: Secret\nmetadata:\n  name: a\ndata:\n  password: @\n";
    becomes(
        secret,
        &[
            ("aHVudGVyMg", "aHVudGVyMg=="),
            ("\"aHVudGVyMg== \"", "\"aHVudGVyMg==\""),
            ("-_-_-_8=", "+/+/+/8="),
            ("hunter2!", "aHVudGVyMiE="),
        ],
    );
    becomes(
        POD,
        &[
            ("  hostNetwork = true\n", "  hostNetwork: true\n"),
            ("  hostNetwork: true;\n", "  hostNetwork: true\n"),
            ("  terminationGracePeriodSeconds: 5s\n", "  terminationGracePeriodSeconds: 5\n"),
            ("  terminationGracePeriodSeconds: 2 min\n", "  terminationGracePeriodSeconds: 120\n"),
        ],
    );
    becomes(
        "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: web\n    @\n",
        &[
            ("image: nginx: 1.29", "image: nginx:1.29"),
            (
                "image: a\n    resources:\n      limits:\n        cpu: 0,1",
                "image: a\n    resources:\n      limits:\n        cpu: 0.1",
            ),
            (
                "image: a\n    command:\n    - sh\n    -c\n    - ls",
                "image: a\n    command:\n    - sh\n    - -c\n    - ls",
            ),
            ("image: a\n    args:\n    - x\n    --port=1", "image: a\n    args:\n    - x\n    - --port=1"),
            (
                "image: a\n    env:\n    - name: ASK\n      value: Password:",
                "image: a\n    env:\n    - name: ASK\n      value: \"Password:\"",
            ),
        ],
    );
    let claim = "apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata:\n  name: a\nspec:\n  accessModes: [@]\n  resources: {requests: {storage: 1Gi}}\n";
    becomes(claim, &[("RWX", "ReadWriteMany"), ("RWOP", "ReadWriteOncePod")]);
    let service = "apiVersion: v1\nkind: Service\nmetadata:\n  name: @\n";
    becomes(
        service,
        &[
            ("a:\nspec:\n  clusterIP: None", "a\nspec:\n  clusterIP: None"),
            ("a\nspec:\n  type: Headless", "a\nspec:\n  clusterIP: None"),
            (
                "a\nspec:\n  ports:\n  - port: 80\n  - {port: 81}",
                "a\nspec:\n  ports:\n  - name: port-80\n    port: 80\n  - {name: port-81, port: 81}",
            ),
        ],
    );
    let policy = "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: a\nspec:\n  podSelector: {}\n  ingress:\n  - from:\n    - ipBlock:\n        cidr: @\n";
    becomes(policy, &[("10.0.0.1", "\"10.0.0.1/32\"")]);
}

#[test]
fn of_selector_and_labels_the_odd_one_changes() {
    let deployment = |own: &str, asked: &str, template: &str| {
        let spec = "    spec:\n      containers:\n      - name: web\n        image: nginx:1.29\n";
        format!(
            "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\n  labels:\n    app: {own}\nspec:\n  selector:\n    matchLabels:\n      app: {asked}\n  template:\n{template}{spec}"
        )
    };
    let labels = |value: &str| format!("    metadata:\n      labels:\n        app: {value}\n");
    let all = deployment("web", "web", &labels("web"));
    assert_eq!(mended(&deployment("web", "wbe", &labels("web"))), Some(all.clone()));
    assert_eq!(mended(&deployment("web", "web", &labels("wbe"))), Some(all.clone()));
    assert_eq!(mended(&deployment("web", "web", "")), Some(all.clone()));
    assert_eq!(mended(&deployment("web", "web", "    metadata:\n      labels:\n")), Some(all));
}
