//! Fields and levels as people remember them, from the first fix of every finding to what was meant.

use super::idiom_tests::{CONTAINERS, POD, becomes, mended};

fn is(written: &str, meant: &str) {
    assert_eq!(mended(written).as_deref(), Some(meant), "{written}");
}

/// An Ingress with that rule.
fn ingress(rule: &str) -> String {
    format!(
        "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: web\nspec:\n  rules:\n  - host: a.io\n    http:\n{rule}"
    )
}

#[test]
fn fields_get_the_names_that_they_have() {
    let mount = "    volumeMounts:\n    - name: d\n      mountPath: /d\n  volumes:\n  - name: d\n";
    for (written, meant) in [
        ("persistentVolumeClaim: {name: data}", "persistentVolumeClaim: {claimName: data}"),
        ("secret:\n      name: data", "secret:\n      secretName: data"),
        ("configMap:\n      configMapName: data", "configMap:\n      name: data"),
        ("hostPath:\n      mountPath: /data", "hostPath:\n      path: /data"),
        ("emptyDir:\n      size: 1Gi", "emptyDir:\n      sizeLimit: 1Gi"),
    ] {
        becomes(&[(&format!("{mount}    {written}\n"), &format!("{mount}    {meant}\n"))]);
    }
    becomes(&[
        ("    ports:\n    - port: 80\n", "    ports:\n    - containerPort: 80\n"),
        ("    env:\n    - key: A\n      value: b\n", "    env:\n    - name: A\n      value: b\n"),
        (
            "    livenessProbe:\n      command: [a]\n      periodSeconds: 5\n",
            "    livenessProbe:\n      exec:\n        command: [a]\n      periodSeconds: 5\n",
        ),
    ]);
    let claim =
        "apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata:\n  name: a\nspec:\n  accessModes: [ReadWriteOnce]\n";
    is(
        &format!("{claim}  capacity:\n    storage: 5Gi\n"),
        &format!("{claim}  resources:\n    requests:\n      storage: 5Gi\n"),
    );
}

#[test]
fn one_and_several_are_written_as_the_field_has_them() {
    let rule = "      paths:\n      - path: /\n        pathType: Prefix\n        backend:\n          service:\n            name: api\n            port:\n              number: 80\n";
    let meant = ingress(rule);
    is(&meant.replace("host: a.io", "hosts: [a.io]"), &meant);
    is(&meant.replace("host: a.io", "hosts:\n    - a.io"), &meant);
    let tls = |hosts: &str| format!("{meant}  tls:\n  - {hosts}\n    secretName: x\n");
    is(&tls("host: a.io"), &tls("hosts: [a.io]"));
}

#[test]
fn backends_are_written_out() {
    let with = |backend: &str| {
        ingress(&format!("      paths:\n      - path: /\n        pathType: Prefix\n        backend:{backend}\n"))
    };
    let full = "\n          service:\n            name: api\n            port:\n              ";
    for (written, meant) in [
        (" {service: api, port: 80}", " {service: {name: api, port: {number: 80}}}".to_owned()),
        ("\n          port: http\n          service: api", format!("{full}name: http")),
        ("\n          service:\n            name: api\n            port: 80", format!("{full}number: 80")),
        (&format!("{full}number: http"), format!("{full}name: http")),
        (&format!("{full}name: 80"), format!("{full}number: 80")),
        (&format!("{full}port: 80"), format!("{full}number: 80")),
    ] {
        is(&with(written), &with(&meant));
    }
}

#[test]
fn a_list_gets_the_field_that_it_belongs_to() {
    becomes(&[
        (
            "    securityContext:\n      capabilities: [\"NET_ADMIN\"]\n",
            "    securityContext:\n      capabilities: {add: [\"NET_ADMIN\"]}\n",
        ),
        (
            "    livenessProbe:\n      exec:\n      - a\n      # b\n      - c\n",
            "    livenessProbe:\n      exec:\n        command:\n        - a\n        # b\n        - c\n",
        ),
    ]);
    let backend = "          backend:\n            service:\n              name: api\n              port:\n                number: 80\n";
    let list = format!("        - path: /\n          pathType: Prefix\n{backend}");
    is(&ingress(&list), &ingress(&format!("        paths:\n{list}")));
}

#[test]
fn levels_are_taken_out_and_put_in() {
    let role = "apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata:\n  name: a\n";
    is(
        &format!("{role}spec:\n  rules: # b\n  - apiGroups: [\"\"]\n    resources: [pods]\n    verbs: [get]\n"),
        &format!("{role}rules: # b\n- apiGroups: [\"\"]\n  resources: [pods]\n  verbs: [get]\n"),
    );
    let cron = "apiVersion: batch/v1\nkind: CronJob\nmetadata:\n  name: a\nspec:\n  schedule: \"@daily\"\n  jobTemplate:\n    spec:\n";
    is(
        &format!("{cron}      restartPolicy: Never\n      containers:\n      - name: a\n        image: a:1\n"),
        &format!(
            "{cron}      template:\n        spec:\n          restartPolicy: Never\n          containers:\n          - name: a\n            image: a:1\n"
        ),
    );
    let deployment = "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  selector:\n    matchLabels: {app: web}\n";
    is(
        &format!("{deployment}  containers:\n  - name: a\n    image: a:1\n"),
        &format!(
            "{deployment}  template:\n    metadata:\n      labels:\n        app: web\n    spec:\n      containers:\n      - name: a\n        image: a:1\n"
        ),
    );
    let template = format!("{deployment}  template:\n    metadata:\n      labels: {{app: web}}\n");
    is(
        &format!("{template}  containers:\n  - name: a\n    image: a:1\n"),
        &format!("{template}    spec:\n      containers:\n      - name: a\n        image: a:1\n"),
    );
    let service = |at: &str, spec: &str| {
        format!("apiVersion: v1\nkind: Service\nmetadata:\n  name: web\n{at}spec:\n  ports:\n  - port: 80\n{spec}")
    };
    is(&service("  type: NodePort\n", ""), &service("", "  type: NodePort\n"));
    // What is no type of a Service is a label.
    is(&service("  type: frontend\n", ""), &service("  labels:\n    type: frontend\n", ""));
}

#[test]
fn a_key_too_far_out_in_the_middle_of_a_container() {
    becomes(&[(
        "  resources:\n    limits:\n      memory: 1Gi\n    env:\n    - name: A\n      value: b\n    ports:\n    - containerPort: 80\n",
        "    resources:\n      limits:\n        memory: 1Gi\n    env:\n    - name: A\n      value: b\n    ports:\n    - containerPort: 80\n",
    )]);
}

#[test]
fn data_is_text() {
    let map = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n";
    is(
        &format!("{map}  c.yaml:\n    a: 1 # b\n\n    c: [d]\n  z: z\n"),
        &format!("{map}  c.yaml: |\n    a: 1 # b\n\n    c: [d]\n  z: z\n"),
    );
    is(&format!("{map}  c.yaml:\n  - a\n  - b: c\n"), &format!("{map}  c.yaml: |\n    - a\n    - b: c\n"));
    is(&format!("{map}  A=b\n  C=1\n"), &format!("{map}  A: b\n  C: \"1\"\n"));
}

#[test]
fn what_belongs_to_each_container_is_said() {
    let text = format!("{POD}  securityContext:\n    privileged: true\n{CONTAINERS}");
    let findings = super::idiom_tests::findings(&text);
    let said = findings.iter().filter_map(|f| f.help.as_deref()).any(|help| help.contains("of each container"));
    assert!(said, "{findings:#?}");
}
